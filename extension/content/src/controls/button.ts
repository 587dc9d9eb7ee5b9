/** The Call button of one number. */

import type { Box, Size, Spot } from "../geometry";
import type { ShownNumber } from "../numbers";
import type { NumberFacts } from "../protocol";
import type { Look } from "./look";
import type { Overlay } from "./overlay";

/** The closed button in CSS pixels: above the 24 of WCAG 2.5.8. */
export const BUTTON: Size = { width: 28, height: 28 };

/** What the button may grow to, to show its number. */
const LONGEST = 270;

/** Digits that a text must share with a number to say it: a national number without its area. */
const FEWEST_SAID = 5;

/** A button in our overlay. */
export class CallButton {
  readonly #overlay: Overlay;
  readonly #button = document.createElement("button");
  readonly #number = document.createElement("span");
  #shown: ShownNumber | undefined;
  #spot: Spot | undefined;
  #reached = false;

  /** @param call called with the number when a person clicks */
  constructor(overlay: Overlay, call: (number: ShownNumber) => void) {
    this.#overlay = overlay;
    this.#button.type = "button";
    this.#button.className = "call";
    this.#button.hidden = true;
    this.#number.className = "number";
    this.#button.append(phoneIcon(), this.#number);
    this.#button.addEventListener("click", (event) => {
      if (event.isTrusted && event.detail <= 1 && (this.#reached || event.detail === 0)) {
        this.#shown && call(this.#shown);
      }
    });
    for (const type of ["pointermove", "touchstart"]) {
      this.#button.addEventListener(
        type,
        (event) => {
          this.#reached ||= event.isTrusted;
        },
        { passive: true },
      );
    }
    // The page keeps its focus and its selection.
    this.#button.addEventListener("mousedown", (event) => event.preventDefault());
    overlay.add(this.#button);
  }

  /** Shows the button for a number; when its text does not say the number, the button does. */
  show(shown: ShownNumber, look: Look): void {
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
    this.#spot = undefined;
  }

  /** Its box in the viewport, whatever it has grown to. */
  get box(): Box {
    const { x, y, width, height } = this.#button.getBoundingClientRect();
    return { x, y, width, height };
  }
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
