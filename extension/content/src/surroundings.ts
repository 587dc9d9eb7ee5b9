/** What surrounds a block: its column's heading, its label, the names that its authors gave it. */

import { flowOf, isElement, isText } from "./elements";
import { MAX_COLUMN, type Surroundings } from "./protocol";

/** Surroundings, with what tells them from others. */
export interface Place {
  /** The same for blocks whose surroundings say the same. */
  readonly key: string;
  /** Code units of all that they say. */
  readonly length: number;
  readonly surroundings: Surroundings;
}

/** Code units of each that are sent: more is not read, or says nothing more. */
const BEFORE = 140;
const HEADER = 80;
const FIELD = 200;
const CELL_TEXT = 40;

/** Nodes that are looked at for the text before a block. */
const LOOK_BACK = 24;

/** Rows on either side that are looked at for other cells of a column. */
const ROWS = 4;

const CELL = "td,th,[role=gridcell],[role=cell]";
const ROW = "tr,[role=row]";
const GRID = "table,[role=grid],[role=treegrid],[role=table]";
const ROW_HEADER = "th,[role=rowheader]";

const NAMES = "name id autocomplete type itemprop data-field col-id class".split(" ");

/** Surroundings that say nothing, as those of a link's address. */
export const NOWHERE: Place = place({});

/** The places of blocks. A column's is looked up once, until {@link Places.forget}. */
export class Places {
  #columns = new WeakMap<Element, Map<string, Place>>();

  /** The columns may have changed. */
  forget(): void {
    this.#columns = new WeakMap();
  }

  /** The place of the block that begins with a text node. */
  of(node: Text): Place {
    const element = node.parentElement;
    const cell = element?.closest(CELL) ?? null;
    return (cell && this.#inColumn(cell)) ?? inText(node, element, cell);
  }

  #inColumn(cell: Element): Place | null {
    const row = cell.closest(ROW);
    const grid = row?.closest(GRID);
    if (!row || !grid) {
      return null;
    }
    const index = cell.getAttribute("aria-colindex") ?? `${indexOf(cell)}`;
    let columns = this.#columns.get(grid);
    if (columns === undefined) {
      columns = new Map();
      this.#columns.set(grid, columns);
    }
    let column = columns.get(index);
    if (column === undefined) {
      column = columnOf(cell, row, grid, index);
      columns.set(index, column);
    }
    return column.surroundings.header === "" ? null : column;
  }
}

function columnOf(cell: Element, row: Element, grid: Element, index: string): Place {
  const heading = headingOf(grid, cell, index);
  if (heading === null || heading.contains(cell)) {
    return NOWHERE;
  }
  return place({
    header: textOf(heading, HEADER),
    field: fieldOf(cell, null),
    column: [
      ...cellsBeside(row, index, "previousElementSibling"),
      ...cellsBeside(row, index, "nextElementSibling"),
    ]
      .map((other) => textOf(other, CELL_TEXT))
      .filter((text) => text !== "")
      .slice(0, MAX_COLUMN),
  });
}

/** The heading of a column: by ARIA's index, or the cell in the last row of headings. */
function headingOf(grid: Element, cell: Element, index: string): Element | null {
  // Looked for only where cells have such indices: without a match it goes through the whole grid.
  const named = cell.hasAttribute("aria-colindex")
    ? grid.querySelector(
        `[role=columnheader][aria-colindex="${CSS.escape(index)}"],th[aria-colindex="${CSS.escape(index)}"]`,
      )
    : null;
  if (named !== null) {
    return named;
  }
  const row =
    grid instanceof HTMLTableElement
      ? (grid.tHead?.rows[grid.tHead.rows.length - 1] ?? grid.rows[0])
      : grid.querySelector("[role=columnheader]")?.parentElement;
  if (!row || row.querySelector("td,[role=gridcell],[role=cell]")) {
    return null;
  }
  let column = Number(index);
  for (const heading of row.children) {
    column -= heading instanceof HTMLTableCellElement ? heading.colSpan : 1;
    if (column < 0) {
      return heading;
    }
  }
  return null;
}

function* cellsBeside(
  row: Element,
  index: string,
  direction: "previousElementSibling" | "nextElementSibling",
): Generator<Element> {
  let other = row[direction];
  for (let count = 0; other !== null && count < ROWS; count += 1) {
    const cell =
      other.querySelector(`:scope>[aria-colindex="${CSS.escape(index)}"]`) ??
      other.children[Number(index)];
    if (cell) {
      yield cell;
    }
    other = other[direction];
  }
}

function indexOf(cell: Element): number {
  if (cell instanceof HTMLTableCellElement) {
    return cell.cellIndex;
  }
  let index = 0;
  for (let other = cell.previousElementSibling; other !== null; index += 1) {
    other = other.previousElementSibling;
  }
  return index;
}

function inText(node: Text, element: Element | null, cell: Element | null): Place {
  const header = element === null ? null : headerBeside(element, cell);
  return place({
    before: textBefore(node),
    header: header === null ? "" : textOf(header, HEADER),
    label: labelOf(element) || labelOf(element?.parentElement),
    field: element === null ? "" : fieldOf(element, element.parentElement),
  });
}

/** The heading of a row, or the term that a `<dd>` describes. */
function headerBeside(element: Element, cell: Element | null): Element | null {
  const heading = cell?.closest(ROW)?.querySelector(ROW_HEADER) ?? null;
  if (heading !== null && heading !== cell) {
    return heading;
  }
  let term = element.closest("dd")?.previousElementSibling ?? null;
  while (term !== null && term.localName !== "dt") {
    term = term.previousElementSibling;
  }
  return term;
}

function labelOf(element: Element | null | undefined): string {
  return shortened(
    element?.getAttribute("aria-label") ?? element?.getAttribute("title") ?? "",
    HEADER,
  );
}

function fieldOf(element: Element, around: Element | null): string {
  const names = [element, around].flatMap((one) => NAMES.map((name) => one?.getAttribute(name)));
  return names.filter(Boolean).join(" ").slice(0, FIELD);
}

/** The end of the text that stands before a node, with a word in it. */
function textBefore(node: Text): string {
  let text = "";
  let place: Node | null = node;
  for (let steps = 0; steps < LOOK_BACK && !/\p{L}/u.test(text); steps += 1) {
    place = before(place);
    if (place === null || place.nodeName === "BODY") {
      break;
    }
    if (isText(place)) {
      text = `${place.data.slice(-BEFORE)} ${text}`;
    }
  }
  return text.replace(/\s+/g, " ").trim().slice(-BEFORE);
}

function before(node: Node): Node | null {
  let previous: Node | null = node.previousSibling;
  if (previous === null) {
    return node.parentNode;
  }
  while (previous.lastChild !== null && !(isElement(previous) && flowOf(previous) === "skip")) {
    previous = previous.lastChild;
  }
  return previous;
}

/** The text of an element, cut to so many code units. */
export function textOf(element: Element, length: number): string {
  return shortened(element.textContent, length);
}

function shortened(text: string, length: number): string {
  return text
    .slice(0, 4 * length)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, length);
}

function place(known: Partial<Surroundings>): Place {
  const { before = "", header = "", label = "", field = "", column = [] } = known;
  const key = [before, header, label, field].join("\0");
  return {
    key,
    length: key.length + column.join("").length,
    surroundings: { before, header, label, field, column },
  };
}
