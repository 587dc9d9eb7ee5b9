/** The Call button of one number. */

import { type Box, contains, type Size, type Spot } from "../geometry";
import type { NumberFacts } from "../protocol";
import type { Look } from "./look";
import type { Overlay } from "./overlay";
import type { Target } from "./target";

/** The closed button in CSS pixels: above the 24 of WCAG 2.5.8. */
export const BUTTON: Size = { width: 28, height: 28 };

/** What the button may grow to, to show its number. */
const LONGEST = 270;

/** Digits that a text must share with a number to say it: a national number without its area. */
const FEWEST_SAID = 5;

/** Events of a press, in their order. */
const PRESS = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"] as const;

/** What a press of a button does. */
export type Call = (number: Target, button: CallButton) => void;

/** A button in our overlay. */
export class CallButton {
  readonly #overlay: Overlay;
  readonly #button = document.createElement("button");
  readonly #number = document.createElement("span");
  readonly #call: Call;
  #shown: Target | undefined;
  #spot: Spot | undefined;
  #reached = false;

  /** @param call called with the number when a person clicks */
  constructor(overlay: Overlay, call: Call, size: "full" | "small") {
    this.#overlay = overlay;
    this.#call = call;
    this.#button.type = "button";
    this.#button.className = `call ${size}`;
    this.#button.hidden = true;
    this.#number.className = "number";
    this.#button.append(phoneIcon(), this.#number);
    this.#button.addEventListener("click", (event) => this.#press(event));
    for (const type of ["pointermove", "touchstart"]) {
      this.#button.addEventListener(type, (event) => this.#reach(event), { passive: true });
    }
    // The page keeps its focus and its selection.
    this.#button.addEventListener("mousedown", (event) => event.preventDefault());
    overlay.add(this.#button);
  }

  /**
   * Takes the presses that a modal dialog keeps from the button: what lies below it gets them, and
   * on the way there the window.
   */
  listen(signal: AbortSignal): void {
    addEventListener("pointermove", (event) => this.isUnder(event) && this.#reach(event), {
      capture: true,
      passive: true,
      signal,
    });
    for (const type of PRESS) {
      addEventListener(type, (event) => this.#takeThrough(event), { capture: true, signal });
    }
  }

  /** Whether an event of the pointer is on the button. */
  isUnder(event: MouseEvent): boolean {
    const isThrough = this.#overlay.isInert && !this.#button.hidden;
    return this.#overlay.isTarget(event) || (isThrough && contains(this.box, pointOf(event)));
  }

  /** Takes the keyboard's focus, or looks so where a modal dialog holds it. */
  focus(): void {
    this.#button.dataset.focus = "";
    this.#button.focus({ preventScroll: true });
    if (!this.#overlay.hasFocus) {
      announce(this.#button.ariaLabel ?? "");
    }
  }

  /** Calls the number that is shown: the person has pressed a key. */
  press(event: KeyboardEvent): void {
    if (event.isTrusted && this.#shown !== undefined) {
      this.#call(this.#shown, this);
    }
  }

  #reach(event: Event): void {
    this.#reached ||= event.isTrusted;
  }

  #press(event: MouseEvent): void {
    if (event.isTrusted && event.detail <= 1 && (this.#reached || event.detail === 0)) {
      this.#shown && this.#call(this.#shown, this);
    }
  }

  #takeThrough(event: MouseEvent): void {
    if (this.#overlay.isInert && event.isTrusted && this.isUnder(event)) {
      event.stopImmediatePropagation();
      if (event.type === "click") {
        event.preventDefault();
        this.#press(event);
      } else if (event.type === "mousedown") {
        event.preventDefault();
      }
    }
  }

  /** Shows the button for a number; when its text does not say the number, the button does. */
  show(shown: Target, look: Look): void {
    this.#overlay.renew();
    this.#shown = shown;
    const { facts: number, text } = shown;
    this.#number.textContent = says(text, number) ? "" : number.international;
    this.#button.setAttribute(
      "aria-label",
      chrome.i18n.getMessage("content_call", [number.international]),
    );
    this.#button.dataset.page = look;
    delete this.#button.dataset.says;
    delete this.#button.dataset.focus;
    this.#button.hidden = false;
  }

  /**
   * Moves the button to a spot of the viewport. A click counts only when the pointer moved on the
   * button after that, so that a page cannot slide the button under a pointer that is about to
   * click something else.
   */
  moveTo(spot: Spot, view: Size): void {
    if (spot.x !== this.#spot?.x || spot.y !== this.#spot.y) {
      this.#spot = spot;
      this.#reached = false;
    }
    // A page that scales its root element scales our element with it.
    const scale = this.box.width / this.#button.offsetWidth || 1;
    const { x, y } = this.#overlay.inside(spot, scale);
    const room = spot.grows === "right" ? view.width - spot.x : spot.x;
    this.#button.toggleAttribute("data-room", room >= LONGEST);
    const from = spot.grows === "right" ? "" : " translateX(-100%)";
    this.#button.style.transform = `translate(${x}px, ${y}px)${from}`;
  }

  /** Says something in the place of the number, until the button is shown anew. */
  say(text: string): void {
    this.#number.textContent = text;
    this.#button.setAttribute("aria-label", text);
    this.#button.dataset.says = "";
  }

  /** Hides the button. */
  hide(): void {
    this.#button.hidden = true;
    this.#shown = undefined;
    this.#spot = undefined;
  }

  /** Its box in the viewport, whatever it has grown to. */
  get box(): Box {
    const { x, y, width, height } = this.#button.getBoundingClientRect();
    return { x, y, width, height };
  }
}

/** Lets a screen reader say what it cannot come to, where the browser can (ariaNotify, ARIA 1.3). */
function announce(text: string): void {
  if ("ariaNotify" in document && typeof document.ariaNotify === "function") {
    document.ariaNotify(text);
  }
}

function pointOf({ clientX, clientY }: MouseEvent): { x: number; y: number } {
  return { x: clientX, y: clientY };
}

/** Whether a text has the number's digits, but for the calling code and a trunk prefix. */
function says(text: string, { e164 }: NumberFacts): boolean {
  const digits = text.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length >= FEWEST_SAID && e164.endsWith(digits);
}

const SVG = "http://www.w3.org/2000/svg";

function phoneIcon(): SVGSVGElement {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const handset = document.createElementNS(SVG, "path");
  handset.setAttribute("d", HANDSET);
  icon.append(handset);
  return icon;
}

const HANDSET =
  "M6.4 3h2.5a1.2 1.2 0 0 1 1.16.9l.86 3.4a1.2 1.2 0 0 1-.34 1.16L9 10.1a12.6 12.6 0 0 0 4.9 4.9l1.64-1.58a1.2 1.2 0 0 1 1.16-.34l3.4.86a1.2 1.2 0 0 1 .9 1.16v2.5A2.4 2.4 0 0 1 18.5 20C10.5 19.6 4.4 13.5 4 5.5A2.4 2.4 0 0 1 6.4 3z";
