/**
 * How far a long list is read: the rows near the view, the others when they come near it. Nothing is
 * watched for that; where the view is in a list is found by halving.
 */

import { flowOf } from "./elements";

/** Rows that are read of any list, however far they are from the view. */
const FEWEST_ROWS = 128;

/** Rows whose places show whether a list runs from top to bottom. */
const SAMPLES = 9;

/** Rows with no box, such as filtered ones, that are passed over to find one that has a place. */
const MOST_HIDDEN = 8;

/** The stretch of a list that is read. */
export interface Near {
  /** The first node that is read. */
  readonly first: Node;
  /** The first node behind it that is not; `null` at the end of the list. */
  readonly stop: Node | null;
}

/** A list with rows that were not read. */
interface Unfinished {
  /** Where its first row was when it was last looked at. */
  place: number;
  /** The rows that were read. */
  readonly read: WeakSet<Node>;
}

/** What of its lists a frame has read. */
export class Horizon {
  readonly #unfinished = new Map<Element, Unfinished>();
  #everything = false;

  /** From now on, lists are read to their ends. */
  readEverything(): void {
    this.#everything = true;
  }

  /** The lists with unread rows that the view has moved over since they were looked at. */
  moved(): Element[] {
    const moved: Element[] = [];
    for (const [list, { place }] of this.#unfinished) {
      if (list.isConnected && (this.#everything || placeOfFirst(list) !== place)) {
        moved.push(list);
      }
    }
    return moved;
  }

  /** A row was taken out of a list; when it comes back, it is read again. */
  forget(row: Node, list: Node): void {
    this.#unfinished.get(list as Element)?.read.delete(row);
  }

  /** Forgets the lists that are no longer in the page. */
  forgetRemoved(): void {
    for (const list of this.#unfinished.keys()) {
      if (!list.isConnected) {
        this.#unfinished.delete(list);
      }
    }
  }

  /** Whether an element has so many children that it may not be read to its end. */
  isLong(list: Element): boolean {
    return !this.#everything && list.children[FEWEST_ROWS] !== undefined;
  }

  /** What of an element is to be read now, when it is a long list; else `null`. */
  near(list: Element): Near | null {
    if (!this.isLong(list)) {
      this.#unfinished.delete(list);
      return null;
    }
    const { children } = list;
    const rows = rowsNear(children);
    if (rows === null) {
      this.#unfinished.delete(list);
      return null;
    }
    const { read = new WeakSet() } = this.#unfinished.get(list) ?? {};
    this.#unfinished.set(list, { place: placeOfFirst(list), read });
    return {
      first: children[rows.from - 1]?.nextSibling ?? list.firstChild ?? list,
      stop: children[rows.to] ?? null,
    };
  }

  /** Whether a row was read already; from now on it was. */
  passes(row: Element, list: Element): boolean {
    const read = this.#unfinished.get(list)?.read;
    if (read === undefined || flowOf(row) !== "block") {
      return false;
    }
    const known = read.has(row);
    read.add(row);
    return known;
  }
}

/** Where a list's first row is, which scrolling moves wherever it happens. */
function placeOfFirst(list: Element): number {
  return list.firstElementChild?.getBoundingClientRect().y ?? 0;
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows in the view and one view around it; `null` when their order does not tell. */
function rowsNear(rows: HTMLCollection): Rows | null {
  const count = rows.length;
  const samples = Array.from({ length: SAMPLES }, (_, sample) => {
    const index = Math.floor((sample * (count - 1)) / (SAMPLES - 1));
    return { index, place: placeOf(rows, index) };
  });
  const tops = samples.map(({ place }) => place?.top ?? Number.NaN);
  const descend = tops.every((top, sample) => sample === 0 || top >= (tops[sample - 1] ?? top));
  if (!descend || tops[0] === tops.at(-1)) {
    return null;
  }
  const firstWhere = (holds: (place: DOMRect) => boolean): number => {
    const { index: last = count } = samples.find(({ place }) => place && holds(place)) ?? {};
    const before = samples.findLast(({ index }) => index < last)?.index ?? 0;
    return firstRow(rows, before, last, holds);
  };
  const above = firstWhere(({ bottom }) => bottom >= -innerHeight);
  const from = Math.max(0, Math.min(above, count - FEWEST_ROWS));
  const below = firstWhere(({ top }) => top > 2 * innerHeight);
  return { from, to: Math.min(count, Math.max(below, from + FEWEST_ROWS)) };
}

/** The first row from which on `holds` is true, found by halving. */
function firstRow(
  rows: HTMLCollection,
  from: number,
  to: number,
  holds: (place: DOMRect) => boolean,
): number {
  let first = from;
  let last = to;
  while (first < last) {
    const half = (first + last) >> 1;
    const place = placeOf(rows, half);
    if (place === null || holds(place)) {
      last = half;
    } else {
      first = half + 1;
    }
  }
  return first;
}

/** The place of a row, or of the next one that has a box. */
function placeOf(rows: HTMLCollection, index: number): DOMRect | null {
  for (let hidden = 0; hidden < MOST_HIDDEN; hidden += 1) {
    const place = rows[index + hidden]?.getBoundingClientRect();
    if (place !== undefined && place.height > 0) {
      return place;
    }
  }
  return null;
}
