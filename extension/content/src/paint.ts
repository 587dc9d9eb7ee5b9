/** Paints numbers with the CSS Custom Highlight API, which leaves the page's DOM alone. */

import type { Canvas, Numbers, ShownNumber } from "./numbers";
import { MOST_MEASURED, nearest, View } from "./view";

/** Our name in the registry, which is shared with the page; `content.css` styles it. */
const NAME = "pagedial-number";

/**
 * The most numbers that are painted wherever they are. When there are more, only those in and near
 * the view are: Chromium looks at each range anew in every frame in which anything changed, which
 * takes 4 to 10 µs a range (Chromium 156). With all 20 000 numbers of a table painted, showing it
 * took minutes.
 */
const MOST_PAINTED = 128;

/**
 * Milliseconds between two changes of what is painted, because each lets the browser make a frame:
 * 30 to 60 ms of a table of 10 000 rows (Chromium 156).
 */
const PAUSE = 64;

/** Our highlight. */
export class Paint implements Canvas {
  readonly #numbers: Numbers;
  #view: View | undefined;
  readonly #highlight = new Highlight();
  readonly #painted = new Map<ShownNumber, StaticRange>();
  /** What was found since the last change. */
  readonly #found = new Set<ShownNumber>();
  #viewMoved = false;
  #due = false;
  #isStopped = false;
  #timer: number | undefined;
  #lastChange = -PAUSE;

  constructor(numbers: Numbers) {
    this.#numbers = numbers;
  }

  add(number: ShownNumber): void {
    this.#found.add(number);
    this.#changeSoon();
  }

  keep(number: ShownNumber): void {
    this.#view?.pass(number);
  }

  remove(number: ShownNumber): void {
    this.#found.delete(number);
    const range = this.#painted.get(number);
    if (range !== undefined) {
      this.#painted.delete(number);
      this.#highlight.delete(range);
    }
    if (this.#numbers.count <= MOST_PAINTED) {
      // Few enough again for those out of view, which were left out, be there a view of them or not.
      this.#view?.stop();
      this.#view = undefined;
      this.viewMoved();
    }
  }

  /** Other numbers may be near the view now. */
  viewMoved(): void {
    if (this.#numbers.count > this.#painted.size) {
      this.#viewMoved = true;
      this.#changeSoon();
    }
  }

  /** The numbers that are painted now. */
  painted(): Iterable<ShownNumber> {
    return this.#painted.keys();
  }

  /** Registers the highlight again when the page has taken it out. */
  renew(): void {
    if (this.#highlight.size > 0 && CSS.highlights.get(NAME) !== this.#highlight) {
      CSS.highlights.set(NAME, this.#highlight);
    }
  }

  /** Paints nothing any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#view?.stop();
    this.#highlight.clear();
    CSS.highlights.delete(NAME);
  }

  /** The first numbers of a page are painted before its next frame. */
  #changeSoon(): void {
    if (this.#due) {
      return;
    }
    this.#due = true;
    const wait = this.#lastChange + PAUSE - performance.now();
    if (wait <= 0) {
      queueMicrotask(() => this.#change());
    } else {
      this.#timer = window.setTimeout(() => this.#change(), wait);
    }
  }

  #change(): void {
    if (this.#isStopped) {
      return;
    }
    this.#due = false;
    this.#lastChange = performance.now();
    if (this.#numbers.count <= MOST_PAINTED) {
      this.#paintAll(this.#viewMoved ? this.#numbers : this.#found);
    } else if (this.#viewMoved) {
      this.#paintOnly(this.#near());
    } else {
      this.#paintAll(nearest(this.#found));
    }
    if (this.#numbers.count > MOST_MEASURED) {
      this.#pass();
    }
    this.#viewMoved = false;
    this.#found.clear();
    this.renew();
  }

  /** Lets the view know of what was found; at first of everything. */
  #pass(): void {
    const known = this.#view !== undefined;
    this.#view ??= new View(this.#numbers, () => this.viewMoved());
    for (const number of known ? this.#found : this.#numbers) {
      this.#view.pass(number);
    }
    this.#view.watch();
  }

  /** What is near the view; `null` when that is not known yet. */
  #near(): ReadonlySet<ShownNumber> | null {
    return this.#view === undefined ? nearest(this.#numbers) : this.#view.numbers();
  }

  #paintOnly(numbers: ReadonlySet<ShownNumber> | null): void {
    if (numbers === null) {
      return;
    }
    for (const number of this.#painted.keys()) {
      if (!numbers.has(number)) {
        this.remove(number);
      }
    }
    this.#paintAll(numbers);
  }

  #paintAll(numbers: Iterable<ShownNumber>): void {
    for (const number of numbers) {
      this.#paint(number);
    }
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
