/**
 * How far a long list is read: the rows near the view, the others when they come near it. Nothing is
 * watched for that; where the view is in a list is found by halving.
 */

/** Rows that are read of any list, however far they are from the view. */
const FEWEST_ROWS = 64;

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

  /** Whether there are lists with unread rows. */
  get hasMore(): boolean {
    return this.#unfinished.size > 0;
  }

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
    return !this.#everything && behind(list.firstElementChild, FEWEST_ROWS) !== null;
  }

  /** What of an element is to be read now, when it is a long list; else `null`. */
  near(list: Element): Near | null {
    const rows = this.isLong(list) ? rowsNear(list) : null;
    if (rows === null || (rows.stop === null && rows.first === list.firstChild)) {
      this.#unfinished.delete(list);
      return null;
    }
    const { read = new WeakSet() } = this.#unfinished.get(list) ?? {};
    this.#unfinished.set(list, { place: placeOfFirst(list), read });
    return rows;
  }

  /** Whether a row was read already; from now on it was. */
  passes(row: Element, list: Element): boolean {
    const read = this.#unfinished.get(list)?.read;
    const known = read?.has(row) ?? false;
    read?.add(row);
    return known;
  }
}

/** Where a list's first row is, which scrolling moves wherever it happens. */
function placeOfFirst(list: Element): number {
  return list.firstElementChild?.getBoundingClientRect().y ?? 0;
}

/** The rows in the view and one view around it; `null` when the list runs not from top to bottom. */
function rowsNear(list: Element): Near | null {
  const first = placeOf(list.firstElementChild, "nextElementSibling");
  const last = placeOf(list.lastElementChild, "previousElementSibling");
  if (first === null || last === null || first.top >= last.top) {
    return null;
  }
  const start = first.bottom >= -innerHeight ? list.firstElementChild : firstRowNear(list);
  if (start === null) {
    return null;
  }
  let stop = behind(start, FEWEST_ROWS);
  while (stop !== null && stop.getBoundingClientRect().top <= 2 * innerHeight) {
    stop = stop.nextElementSibling;
  }
  // Text between two rows belongs to the second.
  return { first: start.previousElementSibling?.nextSibling ?? list.firstChild ?? start, stop };
}

/**
 * The first row that is not far above the view, but not one of the last. Found by halving, of a list
 * that was scrolled: numbering the 10 000 rows of one takes 4 ms (Chromium 156).
 */
function firstRowNear({ children }: Element): Element | null {
  let first = 0;
  let last = Math.max(0, children.length - FEWEST_ROWS);
  while (first < last) {
    const half = (first + last) >> 1;
    const place = placeOf(children[half], "nextElementSibling");
    if (place === null || place.bottom >= -innerHeight) {
      last = half;
    } else {
      first = half + 1;
    }
  }
  return children[first] ?? null;
}

/** The element so many elements behind another one. */
function behind(element: Element | null, count: number): Element | null {
  let other = element;
  for (let step = 0; other !== null && step < count; step += 1) {
    other = other.nextElementSibling;
  }
  return other;
}

/** The place of a row, or of the next one that has a box. */
function placeOf(
  row: Element | null | undefined,
  next: "nextElementSibling" | "previousElementSibling",
): DOMRect | null {
  let other = row ?? null;
  for (let hidden = 0; other !== null && hidden < MOST_HIDDEN; hidden += 1) {
    const place = other.getBoundingClientRect();
    if (place.height > 0) {
      return place;
    }
    other = other[next];
  }
  return null;
}
