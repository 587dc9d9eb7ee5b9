/** Paints numbers with the CSS Custom Highlight API, which leaves the page's DOM alone. */

import type { Canvas, Numbers, ShownNumber } from "./numbers";
import { View } from "./view";

/** Our name in the registry, which is shared with the page; `content.css` styles it. */
const NAME = "pagedial-number";

/**
 * The most numbers that are painted wherever they are. When there are more, only those in and near
 * the view are: Chromium looks at each range anew in every frame in which anything changed, which
 * takes 4 to 10 µs a range (Chromium 156). With all 20 000 numbers of a table painted, showing it
 * took minutes.
 */
const MOST_PAINTED = 128;

/** Milliseconds between two choices of what to paint. */
const PAUSE = 100;

/** Our highlight. */
export class Paint implements Canvas {
  readonly #numbers: Numbers;
  #view: View | undefined;
  readonly #highlight = new Highlight();
  readonly #painted = new Map<ShownNumber, StaticRange>();
  #due = 0;
  #lastChoice = Number.NEGATIVE_INFINITY;

  constructor(numbers: Numbers) {
    this.#numbers = numbers;
  }

  add(number: ShownNumber): void {
    if (this.#numbers.count <= MOST_PAINTED) {
      this.#paint(number);
      this.renew();
    } else {
      this.#viewOfAll().pass(number);
      this.#look();
    }
  }

  keep(number: ShownNumber): void {
    this.#view?.pass(number);
  }

  remove(number: ShownNumber): void {
    const range = this.#painted.get(number);
    if (range !== undefined) {
      this.#painted.delete(number);
      this.#highlight.delete(range);
    }
    if (this.#view !== undefined && this.#numbers.count <= MOST_PAINTED) {
      this.#view.stop();
      this.#view = undefined;
      this.#look();
    }
  }

  /** Registers the highlight again when the page has taken it out. */
  renew(): void {
    if (this.#highlight.size > 0 && CSS.highlights.get(NAME) !== this.#highlight) {
      CSS.highlights.set(NAME, this.#highlight);
    }
  }

  /** Paints nothing any more. */
  stop(): void {
    clearTimeout(this.#due);
    this.#view?.stop();
    this.#painted.clear();
    this.#highlight.clear();
    CSS.highlights.delete(NAME);
  }

  #viewOfAll(): View {
    if (this.#view === undefined) {
      this.#view = new View(this.#numbers, () => this.#look());
      for (const number of this.#numbers) {
        this.#view.pass(number);
      }
    }
    return this.#view;
  }

  #look(): void {
    if (this.#due === 0) {
      const wait = Math.max(0, this.#lastChoice + PAUSE - performance.now());
      this.#due = window.setTimeout(() => {
        this.#due = 0;
        this.#lastChoice = performance.now();
        this.#choose();
      }, wait);
    }
  }

  #choose(): void {
    const chosen = this.#view?.numbers() ?? new Set(this.#numbers);
    for (const number of this.#painted.keys()) {
      if (!chosen.has(number)) {
        this.remove(number);
      }
    }
    chosen.forEach((number) => {
      this.#paint(number);
    });
    this.renew();
  }

  /**
   * Static ranges: a live one would slow down every change that the page makes to its own DOM, and
   * would be lost when its row is moved.
   */
  #paint(number: ShownNumber): void {
    const first = number.places[0];
    const last = number.places.at(-1);
    if (first === undefined || last === undefined || this.#painted.has(number)) {
      return;
    }
    const range = new StaticRange({
      startContainer: first.node,
      startOffset: first.from,
      endContainer: last.node,
      endOffset: last.to,
    });
    this.#painted.set(number, range);
    this.#highlight.add(range);
  }
}
