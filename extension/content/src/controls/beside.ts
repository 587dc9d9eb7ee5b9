/**
 * The Call buttons that always stand beside their numbers, where the settings say so: only where there
 * is free room, so that nothing of the page is covered. The other numbers get theirs when pointed at.
 */

import { OVERLAY } from "../elements";
import {
  type Box,
  boxAt,
  contains,
  middle,
  overlap,
  type Point,
  type Size,
  spotsBeside,
} from "../geometry";
import { type Call, CallButton } from "./button";
import { lookFor } from "./look";
import type { Overlay } from "./overlay";
import { boxesOfTarget, elementOf, isTargetSeen, styleOf, type Target } from "./target";

/** The button beside a number: the 24 pixels of WCAG 2.5.8, which is a line of text high. */
const SMALL: Size = { width: 24, height: 24 };

/** Buttons at most: each costs some 50 µs a look. */
const MOST = 60;

/** Milliseconds between two looks while something moves. */
const PAUSE = 50;

/** The buttons beside their numbers. */
export class Beside {
  readonly #overlay: Overlay;
  readonly #numbers: () => Iterable<Target> | undefined;
  readonly #call: Call;
  readonly #buttons = new Map<Target, CallButton>();
  readonly #spare: CallButton[] = [];
  #due = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** @param numbers those that may be in view; `undefined` when no button is to stand anywhere */
  constructor(overlay: Overlay, numbers: () => Iterable<Target> | undefined, call: Call) {
    this.#overlay = overlay;
    this.#numbers = numbers;
    this.#call = call;
  }

  /** Follows the page until the signal is given. */
  listen(signal: AbortSignal): void {
    const options = { capture: true, passive: true, signal };
    for (const type of ["scroll", "resize", "transitionend", "animationend"]) {
      addEventListener(type, () => this.look(), options);
    }
    signal.addEventListener("abort", () => clearTimeout(this.#due));
    this.look();
  }

  /** Whether a number has a button beside it. */
  has(number: Target): boolean {
    return this.#buttons.has(number);
  }

  /** Looks again where numbers and free room are, soon. */
  look(): void {
    if (this.#due === 0 && this.#numbers() !== undefined) {
      const wait = Math.max(0, this.#last + PAUSE - performance.now());
      this.#due = window.setTimeout(() => {
        this.#due = 0;
        this.#last = performance.now();
        requestAnimationFrame(() => this.#place());
      }, wait);
    }
  }

  #place(): void {
    const left = new Map(this.#buttons);
    const taken: Box[] = [];
    for (const number of this.#numbers() ?? []) {
      if (this.#buttons.size - left.size >= MOST) {
        break;
      }
      const box = this.#placeAt(number, taken);
      if (box !== null) {
        taken.push(box);
        left.delete(number);
      }
    }
    for (const [number, button] of left) {
      button.hide();
      this.#buttons.delete(number);
      this.#spare.push(button);
    }
  }

  /** Shows the button of a number where there is room; gives its box. */
  #placeAt(number: Target, taken: readonly Box[]): Box | null {
    const boxes = boxesOfTarget(number);
    const line = boxes.at(-1);
    const view = { width: innerWidth, height: innerHeight };
    if (line === undefined || !overlap(line, { x: 0, y: 0, ...view })) {
      return null;
    }
    if (!isTargetSeen(number, middle(line))) {
      return null;
    }
    const style = styleOf(number);
    const spot = spotsBeside(line, SMALL, style?.direction === "rtl").find((spot) => {
      const box = boxAt(spot, SMALL);
      return (
        box.x >= 0 &&
        box.x + box.width <= view.width &&
        !boxes.concat(taken).some((other) => overlap(box, other)) &&
        isFree(box, number)
      );
    });
    if (spot === undefined) {
      return null;
    }
    let button = this.#buttons.get(number);
    if (button === undefined) {
      button = this.#spare.pop() ?? new CallButton(this.#overlay, this.#call, "small");
      this.#buttons.set(number, button);
      button.show(number, lookFor(style?.color ?? ""));
    }
    button.moveTo(spot, view);
    return boxAt(spot, SMALL);
  }
}

/** Whether nothing but what is behind the number is in a box: no other element, no text. */
function isFree(box: Box, number: Target): boolean {
  const own = elementOf(number);
  const behind = "field" in number ? (own?.parentElement ?? null) : own;
  const { x, y, width, height } = box;
  return [x + 1, x + width / 2, x + width - 1].every((left) =>
    [y + height / 2, y + 4, y + height - 4].every((top) => {
      const point = { x: left, y: top };
      const element = elementAt(point, own);
      return (element === null || element.contains(behind)) && !isText(point);
    }),
  );
}

/** What of the page is at a point, seen from the root that an element is in. */
function elementAt({ x, y }: Point, from: Element | null): Element | null {
  const root = from?.getRootNode();
  const elements = (root instanceof ShadowRoot ? root : document).elementsFromPoint(x, y);
  return elements.find(({ localName }) => localName !== OVERLAY) ?? null;
}

/** Whether there is text at a point. */
function isText(point: Point): boolean {
  const caret = document.caretPositionFromPoint?.(point.x, point.y);
  const node = caret?.offsetNode;
  if (caret === null || caret === undefined || !(node instanceof Text)) {
    return false;
  }
  const range = document.createRange();
  range.setStart(node, Math.max(0, caret.offset - 1));
  range.setEnd(node, Math.min(node.length, caret.offset + 1));
  return [...range.getClientRects()].some((rect) => contains(rect, point));
}
