/**
 * The one element that we add to a page: no size, out of its layout, out of reach of its styles,
 * with a closed shadow root.
 */

import { OVERLAY } from "../elements";
import type { Point } from "../geometry";
import { STYLES } from "./styles";

/**
 * Important declarations of a style attribute come before all others of the page, layered or not
 * (css-cascade-5 §6.1). `all` leaves out `direction` and `unicode-bidi`.
 */
const OUT_OF_THE_PAGE = [
  ["all", "initial"],
  ["direction", "ltr"],
  ["unicode-bidi", "isolate"],
  ["display", "block"],
  ["position", "fixed"],
  ["top", "0"],
  ["left", "0"],
  ["width", "0"],
  ["height", "0"],
  ["contain", "layout size style"],
  ["z-index", "2147483647"],
] as const;

/** Our element. It comes into the page with the first number. */
export class Overlay {
  readonly #host: HTMLElement;
  readonly #root: ShadowRoot;
  readonly #style: string | null;

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
    for (const type of KEPT_INSIDE) {
      this.#host.addEventListener(type, (event) => event.stopPropagation());
    }
  }

  /** Adds an element to our shadow root. */
  add(element: Element): void {
    this.#root.append(element);
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
    const { x: left, y: top } = this.#host.getBoundingClientRect();
    return { x: (x - left) / scale, y: (y - top) / scale };
  }
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
