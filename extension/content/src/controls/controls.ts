/**
 * What a person reaches a frame's numbers by: Call buttons, pointer, keyboard, fields, and the list in the toolbar.
 * A module of its own, which a frame fetches when it has a number and a person comes to it: most have
 * no number, and of the others most are never come to.
 */

import { around } from "../geometry";
import type { Numbers, ShownNumber } from "../numbers";
import type { Direction, Listing } from "../protocol";
import { aboutOf, NOBODY, subjectOf, titleOf } from "./about";
import { Beside } from "./beside";
import { type Call, CallButton } from "./button";
import { call } from "./call";
import { Fields, type FieldsSurface } from "./fields";
import { Hover, type Sign } from "./hover";
import { Keyboard } from "./keyboard";
import { Overlay } from "./overlay";
import { boxesOfTarget, nodeOf, type Target } from "./target";

/** Numbers of one answer to `list`: some 15 MB, of the 64 MB that a message may have. */
const MOST_LISTED = 50_000;

/** Numbers of one answer whose subject is looked for, which takes some 20 µs each. */
const MOST_ABOUT = 1000;

/** What the controls need of their frame. */
export interface Surface extends FieldsSurface {
  /** The latest sign of the person before the controls were there. */
  readonly met: Sign | undefined;
  readonly numbers: Numbers;
  /** The numbers that are painted, which are those in and near the view. */
  painted(): Iterable<ShownNumber>;
  /** Given when the frame falls silent. */
  readonly end: AbortSignal;
  /** Whether the extension is there; if not, the frame falls silent. */
  isAlive(): boolean;
  /** Whether all of the page is read and answered, as far as is known. */
  isSettled(): boolean;
  /** Whether the page lets us look into its text and its fields, not only at its links. */
  readonly readsText: boolean;
  /** Takes note that the count of the controls' own numbers has changed. */
  countChanged(): void;
  /** Takes a shadow root that came to light. */
  discover(root: ShadowRoot): void;
}

/** The controls of one frame. */
export class Controls {
  readonly #surface: Surface;
  readonly #overlay = new Overlay();
  readonly #button: CallButton;
  readonly #fields: Fields;
  readonly #beside: Beside;
  readonly #hover: Hover;
  readonly #keyboard: Keyboard;

  constructor(surface: Surface) {
    const { numbers, end } = surface;
    const call: Call = (number, button) => void this.#call(number, button);
    this.#surface = surface;
    this.#button = new CallButton(this.#overlay, call, "full");
    this.#fields = new Fields(surface, () => surface.countChanged());
    this.#beside = new Beside(this.#overlay, () => this.#near(), call);
    this.#hover = new Hover(
      numbers,
      this.#fields,
      this.#overlay,
      this.#button,
      (root) => surface.discover(root),
      (number) => this.#isLeftByPointer(number),
    );
    this.#keyboard = new Keyboard(numbers, this.#fields, this.#hover, this.#button);
    for (const part of [this.#button, this.#hover, this.#keyboard, this.#beside]) {
      part.listen(end);
    }
    end.addEventListener("abort", () => this.#overlay.detach());
    this.renew();
    this.changed();
    if (surface.met !== undefined) {
      this.#hover.meet(surface.met);
    }
  }

  /** How many numbers there are in fields. */
  get count(): number {
    return this.#fields.count;
  }

  /** Takes note that the numbers are not the same any more. */
  changed(): void {
    if (this.#surface.numbers.count + this.count > 0) {
      this.#overlay.attach();
    }
    this.#hover.lookSoon();
    this.#beside.look();
  }

  /** Sees to it that what is ours in the page is there and as we made it. */
  renew(): void {
    if (this.#surface.readsText) {
      this.#fields.look();
    }
    if (this.#surface.numbers.count + this.count > 0) {
      this.#overlay.renew();
    }
  }

  /** What the frame shows, once it is known; after so many milliseconds at most. */
  async list(patience: number): Promise<Listing> {
    const latest = performance.now() + patience;
    const { isAlive, isSettled } = this.#surface;
    while (isAlive() && !document.hidden && !isSettled() && performance.now() < latest) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const shown = [...this.#fields, ...this.#surface.numbers].slice(0, MOST_LISTED);
    const numbers = shown.flatMap((number, index) => {
      const boxes = boxesOfTarget(number);
      const node = index < MOST_ABOUT ? nodeOf(number) : undefined;
      const subject = node === undefined ? NOBODY : subjectOf(node);
      const { text, facts } = number;
      return boxes.length === 0 ? [] : [{ text, number: facts, rect: around(boxes), subject }];
    });
    return { numbers, origin: location.origin, title: titleOf(document) };
  }

  /** Goes to the next number by the keyboard; `false` when there is none. */
  step(direction: Direction): boolean {
    return this.#keyboard.step(direction);
  }

  /** The numbers that get a button beside them, if any do: those in and near the view. */
  #near(): Iterable<Target> | undefined {
    return this.#surface.settings()?.show === "always"
      ? [...this.#fields, ...this.#surface.painted()]
      : undefined;
  }

  #isLeftByPointer(number: Target): boolean {
    return this.#surface.settings()?.show === "highlight" || this.#beside.has(number);
  }

  async #call(number: Target, button: CallButton): Promise<void> {
    if (!this.#surface.isAlive()) {
      return;
    }
    try {
      await call(number.facts.e164, aboutOf(nodeOf(number)));
    } catch {
      button.say(chrome.i18n.getMessage("content_unreachable"));
    }
  }
}

/** Opens the controls of a frame. */
export function open(surface: Surface): Controls {
  return new Controls(surface);
}
