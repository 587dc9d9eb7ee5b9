/**
 * Shows the Call button of the number under the pointer, and keeps to WCAG 1.4.13: it can be
 * dismissed (Esc), the pointer can move onto it, and it stays until the pointer leaves both.
 */

import { around, type Box, contains, grown, middle, type Point, spotFor } from "../geometry";
import type { Numbers, ShownNumber } from "../numbers";
import { boxesOf, isSeen, lookAt, numberIn } from "../sight";
import { BUTTON, type CallButton } from "./button";
import { lookFor } from "./look";
import type { Overlay } from "./overlay";

/** Milliseconds that the button stays when the pointer left it and its number. */
const LINGERS = 300;

/** Milliseconds from a change to the look at it: each look asks for a frame. */
const SOON = 50;

/** Pixels around number and button in which the pointer counts as on its way between them. */
const WAY = 6;

/** What is shown: a number, and which of its lines the button stands at. */
interface Shown {
  readonly number: ShownNumber;
  readonly line: number;
}

/** The pointer's part. */
export class Hover {
  readonly #numbers: Numbers;
  readonly #overlay: Overlay;
  readonly #button: CallButton;
  readonly #discover: (root: ShadowRoot) => void;
  #pointer: Point | undefined;
  #shown: Shown | undefined;
  #dismissed: ShownNumber | undefined;
  #frame = 0;
  #leaving = 0;
  #soon = 0;

  /** @param discover called with each shadow root that the pointer comes to */
  constructor(
    numbers: Numbers,
    overlay: Overlay,
    button: CallButton,
    discover: (root: ShadowRoot) => void,
  ) {
    this.#numbers = numbers;
    this.#overlay = overlay;
    this.#button = button;
    this.#discover = discover;
  }

  /** Listens until the signal is given. Every listener is passive and leaves the event alone. */
  listen(signal: AbortSignal): void {
    const options = { capture: true, passive: true, signal };
    const moved = (event: PointerEvent): void => this.#move(event);
    addEventListener("pointermove", moved, options);
    addEventListener("pointerdown", moved, options);
    for (const type of ["scroll", "resize", "transitionend", "animationend"]) {
      addEventListener(type, () => this.look(), options);
    }
    document.documentElement.addEventListener("pointerleave", () => this.#leave(), {
      passive: true,
      signal,
    });
    addEventListener("keydown", (event) => this.#key(event), options);
    signal.addEventListener("abort", () => this.#hide());
  }

  /** Looks again when the numbers have changed; a burst of changes is one look. */
  lookSoon(): void {
    if (this.#soon === 0 && (this.#shown !== undefined || this.#pointer !== undefined)) {
      this.#soon = window.setTimeout(() => {
        this.#soon = 0;
        this.look();
      }, SOON);
    }
  }

  /** Looks again where the numbers are and what is under the pointer, before the next frame. */
  look(): void {
    if (this.#frame === 0 && (this.#shown !== undefined || this.#pointer !== undefined)) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#follow();
        this.#point();
      });
    }
  }

  #move(event: PointerEvent): void {
    if (this.#overlay.isTarget(event)) {
      this.#pointer = undefined;
      this.#stay();
    } else {
      this.#pointer = { x: event.clientX, y: event.clientY };
      this.look();
    }
  }

  #leave(): void {
    this.#pointer = undefined;
    this.#leaveSoon();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape" && event.isTrusted && this.#shown !== undefined) {
      this.#dismissed = this.#shown.number;
      this.#hide();
    }
  }

  /** Keeps the button at its number, wherever that went. */
  #follow(): void {
    if (this.#shown === undefined) {
      return;
    }
    const number = this.#current(this.#shown.number);
    if (number === undefined || !this.#place({ number, line: this.#shown.line })) {
      this.#hide();
    }
  }

  /** The number as it stands in the page now, which may have been read anew. */
  #current(number: ShownNumber): ShownNumber | undefined {
    if (this.#numbers.has(number)) {
      return number;
    }
    return number.places
      .flatMap(({ node }) => this.#numbers.in(node))
      .find(({ facts }) => facts.e164 === number.facts.e164);
  }

  /** Shows the button for what the pointer is on. */
  #point(): void {
    const point = this.#pointer;
    if (point === undefined) {
      return;
    }
    const sight = lookAt(point);
    sight.roots.forEach(this.#discover);
    const number = numberIn(sight, this.#numbers);
    if (number === undefined) {
      this.#dismissed = undefined;
      if (this.#isOnTheWay(point)) {
        this.#stay();
      } else {
        this.#leaveSoon();
      }
    } else if (number !== this.#dismissed) {
      this.#stay();
      this.#show(number, point);
    }
  }

  #show(number: ShownNumber, point: Point): void {
    if (this.#shown?.number === number) {
      return;
    }
    const line = boxesOf(number).findIndex((box) => contains(box, point));
    this.#button.show(number, lookFor(styleOf(number)?.color ?? ""));
    if (!this.#place({ number, line })) {
      this.#hide();
    }
  }

  /** Places the button, when its number can be seen and there is room for it. */
  #place(shown: Shown): boolean {
    const boxes = boxesOf(shown.number);
    const line = boxes[shown.line];
    if (line === undefined || !isSeen(shown.number, middle(line))) {
      return false;
    }
    const view = { width: innerWidth, height: innerHeight };
    const rightToLeft = styleOf(shown.number)?.direction === "rtl";
    const spot = spotFor(line, boxes, BUTTON, view, rightToLeft);
    if (spot === null) {
      return false;
    }
    this.#shown = shown;
    this.#button.moveTo(spot, view);
    return true;
  }

  #isOnTheWay(point: Point): boolean {
    if (this.#shown === undefined) {
      return false;
    }
    const line: Box | undefined = boxesOf(this.#shown.number)[this.#shown.line];
    const both = line === undefined ? [this.#button.box] : [line, this.#button.box];
    return contains(grown(around(both), WAY), point);
  }

  #stay(): void {
    clearTimeout(this.#leaving);
    this.#leaving = 0;
  }

  #leaveSoon(): void {
    if (this.#shown !== undefined && this.#leaving === 0 && !this.#overlay.hasFocus) {
      this.#leaving = window.setTimeout(() => this.#hide(), LINGERS);
    }
  }

  #hide(): void {
    this.#stay();
    this.#shown = undefined;
    this.#button.hide();
  }
}

function styleOf(number: ShownNumber): CSSStyleDeclaration | undefined {
  const element = number.places[0]?.node.parentElement;
  return element ? getComputedStyle(element) : undefined;
}
