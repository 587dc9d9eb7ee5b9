/**
 * What a person reaches a frame's numbers by: Call buttons, pointer, and the list in the toolbar.
 * A module of its own, which a frame fetches with its first number: most frames have none.
 */

import { around } from "../geometry";
import type { Numbers, ShownNumber } from "../numbers";
import type { Listing } from "../protocol";
import { boxesOf } from "../sight";
import { aboutOf, NOBODY, subjectOf, titleOf } from "./about";
import { CallButton } from "./button";
import { call } from "./call";
import { Hover } from "./hover";
import { Overlay } from "./overlay";

/** Numbers of one answer to `list`: some 15 MB, of the 64 MB that a message may have. */
const MOST_LISTED = 50_000;

/** Numbers of one answer whose subject is looked for, which takes some 20 µs each. */
const MOST_ABOUT = 1000;

/** What the controls need of their frame. */
export interface Surface {
  readonly numbers: Numbers;
  /** Given when the frame falls silent. */
  readonly end: AbortSignal;
  /** Whether the extension is there; if not, the frame falls silent. */
  isAlive(): boolean;
  /** Takes a shadow root that came to light. */
  discover(root: ShadowRoot): void;
}

/** The controls of one frame. */
export class Controls {
  readonly #surface: Surface;
  readonly #overlay = new Overlay();
  readonly #button: CallButton;
  readonly #hover: Hover;

  constructor(surface: Surface) {
    this.#surface = surface;
    this.#button = new CallButton(this.#overlay, (number) => void this.#call(number));
    this.#hover = new Hover(surface.numbers, this.#overlay, this.#button, (root) =>
      surface.discover(root),
    );
    this.#hover.listen(surface.end);
    surface.end.addEventListener("abort", () => this.#overlay.detach());
    this.#overlay.attach();
  }

  /** Takes note that the numbers are not the same any more. */
  changed(): void {
    this.#hover.lookSoon();
  }

  /** Sees to it that what is ours in the page is there and as we made it. */
  renew(): void {
    this.#overlay.renew();
  }

  /** What the frame shows. */
  list(): Listing {
    const shown = [...this.#surface.numbers].slice(0, MOST_LISTED);
    const numbers = shown.flatMap((number, index) => {
      const boxes = boxesOf(number);
      const node = index < MOST_ABOUT ? number.places[0]?.node : undefined;
      const subject = node === undefined ? NOBODY : subjectOf(node);
      const { text, facts } = number;
      return boxes.length === 0 ? [] : [{ text, number: facts, rect: around(boxes), subject }];
    });
    return { numbers, origin: location.origin, title: titleOf(document) };
  }

  async #call(number: ShownNumber): Promise<void> {
    if (!this.#surface.isAlive()) {
      return;
    }
    try {
      await call(number.facts.e164, aboutOf(number.places[0]?.node));
    } catch {
      this.#button.say(chrome.i18n.getMessage("content_unreachable"));
    }
  }
}

/** Opens the controls of a frame. */
export function open(surface: Surface): Controls {
  return new Controls(surface);
}
