/** Reads runs into blocks of text as the person sees them. */

import { type Block, BlockBuilder, LONGEST_BLOCK } from "./blocks";
import { mayHoldNumber, mayHoldNumbers } from "./digits";
import { dialledBy } from "./links";
import type { Work } from "./slices";
import type { Place, Places } from "./surroundings";
import type { Run } from "./walk";

/** A dialling link in a block. */
export interface LinkSpan {
  /** Offset of its first character in the block's text. */
  readonly start: number;
  /** Offset behind its last. */
  readonly end: number;
  /** What it dials, as the author wrote it. */
  readonly dials: string;
}

/** A block that may hold numbers, and its dialling links. */
export interface ReadBlock extends Block<Text> {
  readonly links: readonly LinkSpan[];
  readonly place: Place;
}

/** Code units of one text node that are read before the work can pause. */
const CHUNK = 64 * 1024;

/** The styles that decide what is read together, each asked once per run. */
class Styles {
  readonly #displays = new Map<Element, string>();
  readonly #preserved = new Map<Element, boolean>();

  display(element: Element): string {
    let display = this.#displays.get(element);
    if (display === undefined) {
      display = getComputedStyle(element).display;
      this.#displays.set(element, display);
    }
    return display;
  }

  /** Whether line breaks of the text right inside an element are kept. */
  preservesBreaks(element: Element | null): boolean {
    if (element === null) {
      return false;
    }
    let preserved = this.#preserved.get(element);
    if (preserved === undefined) {
      const collapse = getComputedStyle(element).whiteSpaceCollapse;
      preserved = collapse !== "collapse" && collapse !== "preserve-spaces";
      this.#preserved.set(element, preserved);
    }
    return preserved;
  }
}

/** Reads a run and gives on each block in it that may hold numbers or has dialling links. */
export function* readRun(run: Run, places: Places, give: (block: ReadBlock) => void): Work {
  const nodes = run.nodes.filter((node) => node.isConnected);
  if (!run.linked && !mayHoldNumbers(roughText(nodes))) {
    return;
  }
  const styles = new Styles();
  const giveOn = (blocks: readonly Block<Text>[]): void => {
    for (const block of blocks) {
      const links = run.linked ? linksIn(block) : [];
      const first = block.segments[0];
      if (first !== undefined && (links.length > 0 || mayHoldNumber(block.text))) {
        give({ ...block, links, place: places.of(first.node) });
      }
    }
  };
  for (const group of partedByStyle(nodes, styles)) {
    const builder = new BlockBuilder<Text>();
    for (const node of group) {
      const { data } = node;
      const preserved = data.includes("\n") && styles.preservesBreaks(node.parentElement);
      for (let from = 0; from < data.length; from += CHUNK) {
        builder.add(node, data, preserved, from, Math.min(from + CHUNK, data.length));
        if (builder.length > LONGEST_BLOCK) {
          giveOn(builder.takeFull());
          yield;
        }
      }
    }
    giveOn(builder.takeAll());
  }
}

/** The text of nodes as if nothing parted them. */
function roughText(nodes: readonly Text[]): string {
  return nodes.length === 1 ? (nodes[0]?.data ?? "") : nodes.map(({ data }) => data).join("");
}

function linksIn(block: Block<Text>): LinkSpan[] {
  const spans = new Map<Element, { start: number; end: number }>();
  for (const { node, at, length } of block.segments) {
    const link = node.parentElement?.closest("a");
    if (link) {
      spans.set(link, { start: spans.get(link)?.start ?? at, end: at + length });
    }
  }
  return [...spans].flatMap(([link, span]) => {
    const dials = dialledBy(link.getAttribute("href") ?? "");
    const text = block.text.slice(span.start, span.end);
    const start = span.start + text.length - text.trimStart().length;
    const end = start + text.trim().length;
    return dials === undefined || start === end ? [] : [{ start, end, dials }];
  });
}

/**
 * Parts the nodes of a run where a style makes a block of an inline element, as `innerText` does.
 * Asked late and only for runs with enough digits, because a style costs more than the whole walk
 * of an element.
 */
function partedByStyle(nodes: readonly Text[], styles: Styles): Text[][] {
  const groups: Text[][] = [];
  let group: Text[] = [];
  for (const node of nodes) {
    const previous = group.at(-1);
    if (previous === undefined || previous.parentNode === node.parentNode) {
      group.push(node);
      continue;
    }
    const left = between(previous, node).map((element) => styles.display(element));
    const entered = between(node, previous).map((element) => styles.display(element));
    if (entered.includes("none") && left.every(joins)) {
      // Not shown now; what is around it reads as one.
      groups.push([node]);
    } else if (left.every(joins) && entered.every(joins)) {
      group.push(node);
    } else {
      groups.push(group);
      group = [node];
    }
  }
  groups.push(group);
  return groups;
}

/** The elements around a node that are not around another one. */
function between(node: Node, other: Node): Element[] {
  const elements: Element[] = [];
  let element = node.parentElement;
  while (element !== null && !element.contains(other)) {
    elements.push(element);
    element = element.parentElement;
  }
  return elements;
}

function joins(display: string): boolean {
  return display.startsWith("inline") || display === "contents" || display.startsWith("ruby");
}
