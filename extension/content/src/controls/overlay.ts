/**
 * The one element that we add to a page: no size, out of its layout, out of reach of its styles,
 * with a closed shadow root.
 */

import { OVERLAY } from "../elements";
import type { Point } from "../geometry";
import { STYLES } from "./styles";

/**
 * Important declarations of a style attribute come before all others of the page, layered or not
 * (css-cascade-5 §6.1). `all` leaves out `direction` and `unicode-bidi`. Without a box of its own,
 * because with one what is copied after "select all" ends with a line break more (Chromium 156).
 */
const OUT_OF_THE_PAGE = [
  ["all", "initial"],
  ["direction", "ltr"],
  ["unicode-bidi", "isolate"],
  ["display", "contents"],
] as const;

/** What lets nothing outside of it be reached. Chromium 156 does so in full screen as well. */
const MODAL = ":modal,:fullscreen";

/** What is above the page. */
const ON_TOP = `${MODAL},:popover-open`;

/** Our element. It comes into the page when there is a number and somebody to call it. */
export class Overlay {
  readonly #host: HTMLElement;
  readonly #root: ShadowRoot;
  readonly #layer = document.createElement("div");
  readonly #style: string | null;
  #above: Element | null = null;
  #inert = false;

  constructor() {
    this.#host = document.createElement(OVERLAY);
    for (const [property, value] of OUT_OF_THE_PAGE) {
      this.#host.style.setProperty(property, value, "important");
    }
    this.#style = this.#host.getAttribute("style");
    this.#root = this.#host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.#root.adoptedStyleSheets = [sheet];
    this.#layer.className = "layer";
    this.#layer.popover = "manual";
    this.#root.append(this.#layer);
    for (const type of KEPT_INSIDE) {
      this.#host.addEventListener(type, (event) => event.stopPropagation());
    }
  }

  /** Adds an element to our shadow root. */
  add(element: Element): void {
    this.#layer.append(element);
  }

  /** Brings our element into the page. */
  attach(): void {
    if (!this.#host.isConnected) {
      document.documentElement.append(this.#host);
    }
  }

  /** Sees to it that our element is in its place and as we made it. */
  renew(): void {
    if (this.#host.parentNode !== document.documentElement) {
      document.documentElement.append(this.#host);
    }
    if (this.#host.getAttribute("style") !== this.#style) {
      this.#host.style.cssText = this.#style ?? "";
    }
  }

  /**
   * Goes above what an element lies in: a dialog, popover or fullscreen element is in the browser's
   * top layer, whose last comer is uppermost. The page sees nothing of it, as the popover is inside
   * our shadow root.
   */
  raiseAbove(element: Element): void {
    const top = closestAcross(element, ON_TOP);
    if (top !== this.#above) {
      this.lower();
      this.#above = top;
      this.#inert = closestAcross(element, MODAL) !== null;
      if (top !== null) {
        this.#layer.showPopover();
      }
    }
  }

  /** Goes back to its place in the page. */
  lower(): void {
    if (this.#above !== null) {
      this.#layer.hidePopover();
      this.#above = null;
      this.#inert = false;
    }
  }

  /** Whether a dialog or full screen keeps events from us: what lies below us gets them. */
  get isInert(): boolean {
    return this.#inert;
  }

  /** Takes our element out of the page. */
  detach(): void {
    this.#host.remove();
  }

  /** Whether an event came from our element. */
  isTarget(event: Event): boolean {
    return event.target === this.#host;
  }

  /** Whether one of our elements has the focus. */
  get hasFocus(): boolean {
    return this.#root.activeElement !== null;
  }

  /**
   * A point of the viewport in the coordinates inside our element. They differ where the page
   * transforms, filters or zooms its root element, which then carries `position: fixed` along.
   */
  inside({ x, y }: Point, scale: number): Point {
    const { x: left, y: top } = this.#layer.getBoundingClientRect();
    return { x: (x - left) / scale, y: (y - top) / scale };
  }
}

/** The nearest element around one that a selector matches, out of shadow roots as well. */
function closestAcross(element: Element, selector: string): Element | null {
  const found = element.closest(selector);
  const root = element.getRootNode();
  return found ?? (root instanceof ShadowRoot ? closestAcross(root.host, selector) : null);
}

/** Events that the page's own listeners have no business with, "click outside" handlers above all. */
const KEPT_INSIDE = [
  "click",
  "dblclick",
  "auxclick",
  "contextmenu",
  "mousedown",
  "mouseup",
  "pointerdown",
  "pointerup",
  "touchstart",
  "touchend",
  "keydown",
  "keyup",
  "keypress",
  "focusin",
  "focusout",
];
