/**
 * The keyboard's way through a frame's numbers: a shortcut of the browser goes from one to the next,
 * Enter calls, Esc goes back to where the focus was.
 */

import type { Numbers } from "../numbers";
import type { Direction } from "../protocol";
import type { CallButton } from "./button";
import type { Fields } from "./fields";
import type { Hover } from "./hover";
import { boxesOfTarget, elementOf, nodeOf, type Target } from "./target";

/** Numbers of a frame above which the first are walked through only: they are put in order each time. */
const MOST = 5000;

/** The keyboard's part. */
export class Keyboard {
  readonly #numbers: Numbers;
  readonly #fields: Fields;
  readonly #hover: Hover;
  readonly #button: CallButton;
  #at: Target | undefined;
  #before: Element | null = null;

  constructor(numbers: Numbers, fields: Fields, hover: Hover, button: CallButton) {
    this.#numbers = numbers;
    this.#fields = fields;
    this.#hover = hover;
    this.#button = button;
  }

  /** Gives the focus back when the button that had it is dismissed. */
  listen(signal: AbortSignal): void {
    addEventListener("keydown", (event) => event.key === "Escape" && this.#leave(), {
      capture: true,
      passive: true,
      signal,
    });
  }

  /**
   * Goes to the next number that can be seen, or to the first in view.
   *
   * @returns whether there was one; if not, the focus is where it was before
   */
  step(direction: Direction): boolean {
    const numbers = inOrder([...this.#fields, ...this.#numbers].slice(0, MOST));
    if (direction === "previous") {
      numbers.reverse();
    }
    if (!this.#hover.isPinned) {
      this.#before = document.activeElement;
    }
    const at = this.#hover.isPinned && this.#at ? numbers.indexOf(this.#at) : -1;
    const first = at >= 0 ? at + 1 : Math.max(0, numbers.findIndex(isInView));
    const found = numbers.slice(first).find((number) => this.#goTo(number));
    if (found === undefined) {
      this.#leave();
    }
    this.#at = found;
    return found !== undefined;
  }

  #goTo(number: Target): boolean {
    if (!isInView(number)) {
      elementOf(number)?.scrollIntoView({
        block: "center",
        inline: "nearest",
        behavior: "instant",
      });
    }
    if (!this.#hover.pin(number)) {
      return false;
    }
    this.#button.focus();
    return true;
  }

  #leave(): void {
    if (this.#at !== undefined) {
      this.#at = undefined;
      this.#hover.hide();
      if (this.#before instanceof HTMLElement) {
        this.#before.focus({ preventScroll: true });
      }
      this.#before = null;
    }
  }
}

function isInView(number: Target): boolean {
  return boxesOfTarget(number).some(
    ({ x, y, width, height }) =>
      x < innerWidth && y < innerHeight && x + width > 0 && y + height > 0,
  );
}

/** Numbers in the order in which the page is read. */
function inOrder(numbers: Target[]): Target[] {
  const paths = new Map(numbers.map((number) => [number, pathOf(number)]));
  return numbers.sort((one, other) => compare(paths.get(one) ?? [], paths.get(other) ?? []));
}

/** A number's node, and the shadow roots' hosts around it, outermost first. */
function pathOf(number: Target): Node[] {
  const path: Node[] = [];
  let node = nodeOf(number);
  while (node !== undefined) {
    path.unshift(node);
    const root: Node = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : undefined;
  }
  return path;
}

function compare(one: readonly Node[], other: readonly Node[]): number {
  for (const [depth, node] of one.entries()) {
    const there = other[depth];
    if (there !== undefined && there !== node) {
      return node.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    }
  }
  return one.length - other.length;
}
