/**
 * Shows the Call button of the number under the pointer, and keeps to WCAG 1.4.13: it can be
 * dismissed (Esc), the pointer can move onto it, and it stays until the pointer leaves both.
 */

import { isText } from "../elements";
import { around, type Box, contains, grown, middle, type Point, spotFor } from "../geometry";
import type { Numbers } from "../numbers";
import { lookAt, numberIn } from "../sight";
import { BUTTON, type CallButton } from "./button";
import type { Fields } from "./fields";
import { lookFor } from "./look";
import type { Overlay } from "./overlay";
import { boxesOfTarget, elementOf, isTargetSeen, styleOf, type Target } from "./target";

/** Milliseconds that the button stays when the pointer left it and its number. */
const LINGERS = 300;

/** Milliseconds from a change to the look at it: each look asks for a frame. */
const SOON = 50;

/** Pixels around number and button in which the pointer counts as on its way between them. */
const WAY = 6;

/** Text nodes of a link that are looked through for its number. */
const MOST_IN_LINK = 20;

/** A sign of the person in a frame: the pointer, or the focus that has come to something. */
export type Sign = PointerEvent | FocusEvent;

/** What is shown: a number, and which of its lines the button stands at. */
interface Shown {
  readonly number: Target;
  readonly line: number;
}

/** The pointer's part. */
export class Hover {
  readonly #numbers: Numbers;
  readonly #fields: Fields;
  readonly #overlay: Overlay;
  readonly #button: CallButton;
  readonly #discover: (root: ShadowRoot) => void;
  readonly #isLeft: (number: Target) => boolean;
  #pointer: Point | undefined;
  #shown: Shown | undefined;
  #dismissed: Target | undefined;
  /** What has the page's focus. */
  #focused: Target | undefined;
  #pinned = false;
  #frame = 0;
  #leaving = 0;
  #soon = 0;

  /**
   * @param discover called with each shadow root that the pointer comes to
   * @param isLeft whether a number is not for the pointer
   */
  constructor(
    numbers: Numbers,
    fields: Fields,
    overlay: Overlay,
    button: CallButton,
    discover: (root: ShadowRoot) => void,
    isLeft: (number: Target) => boolean,
  ) {
    this.#numbers = numbers;
    this.#fields = fields;
    this.#overlay = overlay;
    this.#button = button;
    this.#discover = discover;
    this.#isLeft = isLeft;
  }

  /** Listens until the signal is given, and leaves every event alone but keys that are for us. */
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
    addEventListener("keydown", (event) => this.#key(event), { capture: true, signal });
    addEventListener(
      "focusin",
      (event) => !this.#overlay.isTarget(event) && this.#focus(event.composedPath()[0]),
      options,
    );
    addEventListener("focusout", (event) => this.#blur(event), options);
    signal.addEventListener("abort", () => this.hide());
  }

  /** Takes up what the person did before there was anyone to see it. */
  meet(sign: Sign): void {
    if (sign instanceof PointerEvent) {
      this.#move(sign);
    } else {
      // The path of an event is gone when it is over.
      this.#focus(document.activeElement);
    }
  }

  /** Whether the button is at a number that the keyboard has come to. */
  get isPinned(): boolean {
    return this.#pinned;
  }

  /** Shows the button for a number until it is dismissed; `false` when the number cannot be seen. */
  pin(number: Target): boolean {
    this.#pinned = this.#show(number, 0);
    return this.#pinned;
  }

  /** Takes the button away. */
  hide(): void {
    this.#stay();
    this.#pinned = false;
    this.#shown = undefined;
    this.#button.hide();
    this.#overlay.lower();
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
    if (this.#button.isUnder(event)) {
      this.#pointer = undefined;
      this.#stay();
    } else {
      this.#pointer = { x: event.clientX, y: event.clientY };
      this.look();
    }
  }

  /** The focus has come to a field or a link with a number. */
  #focus(element: EventTarget | null | undefined): void {
    if (!(element instanceof Element)) {
      return;
    }
    const number = this.#fields.at(element) ?? this.#inLink(element);
    if (number !== undefined && !this.#isLeft(number)) {
      this.#focused = number;
      this.#stay();
      this.#show(number, 0);
    }
  }

  #blur(event: FocusEvent): void {
    // Not when the window loses it: the person comes back to where they were.
    if (!document.hasFocus()) {
      return;
    }
    if (this.#overlay.isTarget(event)) {
      this.#pinned = false;
    } else {
      this.#focused = undefined;
    }
    this.#leaveSoon();
  }

  #inLink(element: Element): Target | undefined {
    if (element.localName !== "a") {
      return undefined;
    }
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let steps = 0; steps < MOST_IN_LINK && texts.nextNode() !== null; steps += 1) {
      const [number] = isText(texts.currentNode) ? this.#numbers.in(texts.currentNode) : [];
      if (number !== undefined) {
        return number;
      }
    }
    return undefined;
  }

  #leave(): void {
    this.#pointer = undefined;
    this.#leaveSoon();
  }

  #key(event: KeyboardEvent): void {
    if (!event.isTrusted || this.#shown === undefined) {
      return;
    }
    // Where a modal dialog has the focus, the keys that are meant for the button go to the dialog.
    const isThrough = this.#pinned && this.#overlay.isInert;
    if (event.key === "Escape") {
      this.#dismissed = this.#shown.number;
      this.hide();
    } else if (isThrough && event.key === "Enter") {
      this.#button.press(event);
    } else if (isThrough && event.key === "Tab") {
      this.hide();
      return;
    } else {
      return;
    }
    if (isThrough) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  /** Keeps the button at its number, wherever that went. */
  #follow(): void {
    if (this.#shown === undefined) {
      return;
    }
    const number = this.#current(this.#shown.number);
    if (number === undefined || !this.#place({ number, line: this.#shown.line })) {
      this.hide();
    }
  }

  /** The number as it stands in the page now, which may have been read anew. */
  #current(number: Target): Target | undefined {
    if ("field" in number) {
      const now = this.#fields.at(number.field);
      return now?.facts.e164 === number.facts.e164 ? now : undefined;
    }
    const there = number.places.flatMap(({ node }) => this.#numbers.in(node));
    return there.includes(number)
      ? number
      : there.find(({ facts }) => facts.e164 === number.facts.e164);
  }

  /** Shows the button for what the pointer is on. */
  #point(): void {
    const point = this.#pointer;
    if (point === undefined) {
      return;
    }
    const sight = lookAt(point);
    sight.roots.forEach(this.#discover);
    const number = numberIn(sight, this.#numbers) ?? this.#fields.at(sight.element);
    if (number === undefined || this.#isLeft(number)) {
      this.#dismissed = undefined;
      if (this.#isOnTheWay(point)) {
        this.#stay();
      } else {
        this.#leaveSoon();
      }
    } else if (number !== this.#dismissed) {
      this.#stay();
      this.#showAt(number, point);
    }
  }

  #showAt(number: Target, point: Point): void {
    if (this.#shown?.number !== number) {
      this.#pinned = false;
      const line = boxesOfTarget(number).findIndex((box) => contains(box, point));
      this.#show(number, line);
    }
  }

  #show(number: Target, line: number): boolean {
    this.#button.show(number, lookFor(styleOf(number)?.color ?? ""));
    const isPlaced = this.#place({ number, line });
    if (!isPlaced) {
      this.hide();
    }
    return isPlaced;
  }

  /** Places the button, when its number can be seen and there is room for it. */
  #place(shown: Shown): boolean {
    const boxes = boxesOfTarget(shown.number);
    const line = boxes[shown.line];
    const element = elementOf(shown.number);
    if (line === undefined || !isTargetSeen(shown.number, middle(line))) {
      return false;
    }
    if (element !== null) {
      this.#overlay.raiseAbove(element);
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
    const line: Box | undefined = boxesOfTarget(this.#shown.number)[this.#shown.line];
    const both = line === undefined ? [this.#button.box] : [line, this.#button.box];
    return contains(grown(around(both), WAY), point);
  }

  #stay(): void {
    clearTimeout(this.#leaving);
    this.#leaving = 0;
  }

  #leaveSoon(): void {
    const isHeld = this.#pinned || this.#shown?.number === this.#focused;
    if (this.#shown !== undefined && this.#leaving === 0 && !isHeld) {
      this.#leaving = window.setTimeout(() => this.hide(), LINGERS);
    }
  }
}
