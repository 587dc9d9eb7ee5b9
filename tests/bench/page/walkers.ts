// What the content script is compared with, each in the page itself.
import { findPhoneNumbersInText } from "libphonenumber-js/max";

/** What the peer paints with; the page styles it like our own. */
export const PEER_HIGHLIGHT = "peer-number";

const SKIPPED = new Set(["SCRIPT", "STYLE", "TEXTAREA", "NOSCRIPT"]);

const textsIn = (root: Node): TreeWalker => document.createTreeWalker(root, NodeFilter.SHOW_TEXT);

/**
 * The least that anything can do which reads a page: visits each text node and looks for a digit
 * in it. Answers how many have one.
 */
export const barePass = (root: Node): number => {
  const walker = textsIn(root);
  let found = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (/\d/.test((node as Text).data)) found += 1;
  }
  return found;
};

/**
 * What one would write on libphonenumber-js: text node by text node, asking the library only about
 * those with digits enough, painting with static ranges.
 */
export class LibphonenumberWalker {
  readonly #highlight = new Highlight();
  readonly #ranges = new Map<Text, StaticRange[]>();

  walk(root: Node): void {
    const walker = textsIn(root);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!SKIPPED.has(node.parentNode?.nodeName ?? "")) this.#read(node as Text);
    }
    CSS.highlights.set(PEER_HIGHLIGHT, this.#highlight);
  }

  /** Reads again what changes from now on. */
  follow(root: Node): void {
    new MutationObserver((records) => {
      for (const node of new Set(records.map(({ target }) => target))) {
        if (node instanceof Text) this.#read(node);
        else this.walk(node);
      }
    }).observe(root, { subtree: true, childList: true, characterData: true });
  }

  #read(node: Text): void {
    for (const range of this.#ranges.get(node) ?? []) this.#highlight.delete(range);
    this.#ranges.delete(node);
    if (!/\d\D{0,4}\d\D{0,4}\d\D{0,4}\d\D{0,4}\d/.test(node.data)) return;
    const ranges = findPhoneNumbersInText(node.data, "US").map(
      ({ startsAt, endsAt }) =>
        new StaticRange({
          startContainer: node,
          startOffset: startsAt,
          endContainer: node,
          endOffset: endsAt,
        }),
    );
    for (const range of ranges) this.#highlight.add(range);
    if (ranges.length > 0) this.#ranges.set(node, ranges);
  }
}
