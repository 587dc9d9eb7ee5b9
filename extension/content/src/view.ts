/** Which of many numbers are in or near the view, at a cost that hardly grows with their count. */

import { isText } from "./elements";
import { around, type Box, overlap } from "./geometry";
import type { Numbers, ShownNumber } from "./numbers";
import { boxesOf } from "./sight";

/**
 * Numbers from one watched to the next, in the order in which the page is read. Watching costs
 * about 2 µs a frame of scrolling each (Chromium 156), so the more there are, the fewer are watched.
 */
const STRIDE = 8;

/** More numbers than any page has. */
const COUNTLESS = 1e9;

/** Watched at most, or every {@link STRIDE}th if that is more. */
const MOST_WATCHED = 2000;

/** Text nodes looked through before and behind a watched number that is near the view. */
const REACH = 400;

/** Numbers whose place is measured to choose among them. */
export const MOST_MEASURED = 600;

/** Numbers of one text node above which not each is measured. */
const MANY = 100;

/** What is near the view. Some numbers are watched; the others are found beside them. */
export class View {
  readonly #numbers: Numbers;
  readonly #near = new Set<Element>();
  readonly #watched = new WeakSet<Element>();
  readonly #toWatch: Element[] = [];
  readonly #observer: IntersectionObserver;
  #sinceWatched = COUNTLESS;
  /** Whether the browser has said what of the watched is near. */
  #knows = false;
  #lastRoot: WeakRef<Node> | undefined;

  /** @param changed called when other numbers may have come near the view */
  constructor(numbers: Numbers, changed: () => void) {
    this.#numbers = numbers;
    this.#observer = new IntersectionObserver(
      (entries) => {
        let other = !this.#knows;
        this.#knows = true;
        for (const { target, isIntersecting } of entries) {
          other ||= isIntersecting !== this.#near.has(target);
          if (isIntersecting) {
            this.#near.add(target);
          } else {
            this.#near.delete(target);
          }
        }
        if (other) {
          changed();
        }
      },
      { rootMargin: "50% 0px" },
    );
  }

  /** Takes note of a number in the order in which the page is read. */
  pass({ places: [place] }: ShownNumber): void {
    const element = place?.node.parentElement;
    if (!element) {
      return;
    }
    const root = element.getRootNode();
    if (root !== this.#lastRoot?.deref()) {
      // From one root no other is reached, so each has a watched number.
      this.#lastRoot = new WeakRef(root);
      this.#sinceWatched = COUNTLESS;
    }
    this.#sinceWatched += 1;
    if (this.#watched.has(element)) {
      this.#sinceWatched = 0;
    } else if (this.#sinceWatched >= Math.max(STRIDE, this.#numbers.count / MOST_WATCHED)) {
      this.#sinceWatched = 0;
      this.#watched.add(element);
      this.#toWatch.push(element);
    }
  }

  /** Has the browser say what is near. Each time that one is watched anew it makes a frame. */
  watch(): void {
    for (const element of this.#toWatch.splice(0)) {
      this.#observer.observe(element);
    }
  }

  /** The numbers in the view and half a view around it; `null` when that is not known yet. */
  numbers(): Set<ShownNumber> | null {
    if (!this.#knows) {
      return null;
    }
    const seen = new Set<Node>();
    const found = new Set<ShownNumber>();
    for (const element of this.#near) {
      if (element.isConnected) {
        this.#collect(element, seen, found);
      } else {
        this.#forget(element);
      }
    }
    return nearest([...found].slice(0, MOST_MEASURED));
  }

  /** Watches nothing any more. */
  stop(): void {
    this.#observer.disconnect();
    this.#near.clear();
  }

  #forget(element: Element): void {
    this.#near.delete(element);
    this.#watched.delete(element);
    this.#observer.unobserve(element);
  }

  /** Adds the numbers around an element, up to where another one's were added. */
  #collect(from: Element, seen: Set<Node>, found: Set<ShownNumber>): void {
    const walker = document.createTreeWalker(from.getRootNode(), NodeFilter.SHOW_TEXT);
    for (const step of ["nextNode", "previousNode"] as const) {
      walker.currentNode = from;
      for (let steps = 0; steps < REACH; steps += 1) {
        const node = walker[step]();
        if (node === null || seen.has(node)) {
          break;
        }
        seen.add(node);
        if (isText(node)) {
          for (const number of mostlyNear(this.#numbers.in(node))) {
            found.add(number);
          }
        }
      }
    }
  }
}

/** Of some numbers those in the view and half a view around it. */
export function nearest(numbers: Iterable<ShownNumber>): Set<ShownNumber> {
  const near = nearView();
  return new Set(
    [...numbers].filter((number) => boxesOf(number).some((box) => overlap(box, near))),
  );
}

/** The view and half a view above and below it. */
function nearView(): Box {
  return { x: 0, y: -innerHeight / 2, width: innerWidth, height: 2 * innerHeight };
}

/**
 * Of very many numbers in one text node, such as a log, those that are near the view. They stand in
 * the order of the text, so the first one is found by halving.
 */
function mostlyNear(numbers: readonly ShownNumber[]): readonly ShownNumber[] {
  if (numbers.length <= MANY) {
    return numbers;
  }
  const near = nearView();
  let first = 0;
  let last = numbers.length;
  while (first < last) {
    const half = (first + last) >> 1;
    const number = numbers[half];
    const { y, height } = around(number === undefined ? [] : boxesOf(number));
    if (y + height < near.y) {
      first = half + 1;
    } else {
      last = half;
    }
  }
  return numbers.slice(first, first + MOST_MEASURED);
}
