/**
 * Whom a number belongs to, as far as the page around it says: "Ada Lovelace" in the same row, under
 * "Mobile".
 */

import type { Subject } from "../protocol";

/** Where a number was found, and whom it belongs to. */
export interface About {
  readonly subject: Subject;
  readonly title: string | null;
}

/** Characters of a name or label: as long as a line. */
const LONGEST = 120;

/** Elements around the number that are looked at, inside out. */
const STEPS = 12;

/** Cells of a row that are looked at. */
const CELLS = 50;

const ROW = "tr,[role=row]";
const CELL = "td,th,[role=cell],[role=gridcell],[role=rowheader],[role=columnheader]";
const COLUMN_HEADER = "th,[role=columnheader]";
const ROW_HEADER = "th[scope=row],[role=rowheader]";

/** What encloses the data of one person or thing. */
const CARD =
  "li,article,section,fieldset,aside,dialog,form,dl,main,[role=listitem],[role=article],[role=group],[role=region],[role=dialog],[role=form]";

/** What names such a thing. */
const TITLE = "h1,h2,h3,h4,h5,h6,[role=heading],legend,caption,summary,strong,b,dfn";

/** What the number of a node belongs to, and where it is. */
export function aboutOf(node: Node | undefined): About {
  return { subject: node === undefined ? NOBODY : subjectOf(node), title: titleOf(document) };
}

/** A document's title as a line. */
export function titleOf({ title }: Document): string | null {
  return line(title);
}

/** A number of which nothing is known. */
export const NOBODY: Subject = { name: null, label: null };

/** Whom the number of a node belongs to: of a text, or of a field. */
export function subjectOf(node: Node): Subject {
  const place = node instanceof Element ? node : (node.parentElement ?? hostOf(node));
  if (place === null) {
    return NOBODY;
  }
  const cell = place.closest(CELL);
  const row = cell?.closest(ROW);
  const ownText = textOf(cell ?? place);
  const label = labelOf(place) ?? (cell && row ? columnOf(cell, row) : null);
  const name = (cell && row ? nameInRow(cell, row) : null) ?? nameAround(place, label, ownText);
  return { name, label: label === name ? null : label };
}

/** The first cell of the row that reads as a name, its header before all others. */
function nameInRow(cell: Element, row: Element): string | null {
  const cells = [...row.querySelectorAll(CELL)].slice(0, CELLS);
  const header = row.querySelector(ROW_HEADER);
  const others = [header, ...cells].filter((it) => it !== null && it !== cell);
  return first(others, (it) => (it !== null ? nameInside(it) : null));
}

/** The header of a cell's column. */
function columnOf(cell: Element, row: Element): string | null {
  const named = (cell.getAttribute("headers") ?? "").split(/\s+/).filter((id) => id !== "");
  const byId = first(named, (id) => inRootOf(cell, id));
  if (byId !== null) {
    return byId;
  }
  const grid = row.closest("table,[role=grid],[role=table],[role=treegrid]");
  if (grid === null) {
    return null;
  }
  const index = cell.getAttribute("aria-colindex");
  if (index !== null) {
    const header = grid.querySelector(
      `[role=columnheader][aria-colindex="${CSS.escape(index)}"],th[aria-colindex="${CSS.escape(index)}"]`,
    );
    return header && textOf(header);
  }
  const position = [...row.children].indexOf(cell);
  const headers = [...grid.querySelectorAll(ROW)].slice(0, 5).find((it) => {
    const there = it.children[position];
    return it !== row && there?.matches(COLUMN_HEADER) && !there.matches(ROW_HEADER);
  });
  const header = headers?.children[position];
  return header ? textOf(header) : null;
}

/** What the page calls a value: its label, its term, or the word with a colon before it. */
function labelOf(place: Element): string | null {
  let element: Element | null = place;
  for (let step = 0; element !== null && step < 4; step += 1) {
    const said = element.getAttribute("aria-label") ?? labelledBy(element) ?? ofForm(element);
    if (said && !/\d{5}/.test(said)) {
      return line(said);
    }
    if (element.localName === "dd") {
      return termOf(element);
    }
    const before: Element | null = element.previousElementSibling;
    if (before && !before.matches(CELL)) {
      const text = textOf(before);
      if (before.matches("label,dt,.label") || (text?.endsWith(":") && text.length <= 40)) {
        return text && line(text.replace(/\s*:$/, ""));
      }
    }
    if (element.matches(CELL) || element.matches(CARD)) {
      return null;
    }
    element = element.parentElement;
  }
  return null;
}

/** The label that a form has for a field. */
function ofForm(element: Element): string | null {
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
  return label ? textOf(label) : null;
}

function labelledBy(element: Element): string | null {
  const ids = (element.getAttribute("aria-labelledby") ?? "")
    .split(/\s+/)
    .filter((it) => it !== "");
  return first(ids, (id) => inRootOf(element, id));
}

function inRootOf(element: Element, id: string): string | null {
  const root = element.getRootNode();
  const named =
    root instanceof Document || root instanceof ShadowRoot ? root.getElementById(id) : null;
  return named && textOf(named);
}

function termOf(description: Element): string | null {
  let before = description.previousElementSibling;
  while (before !== null && before.localName !== "dt") {
    before = before.previousElementSibling;
  }
  return before && textOf(before);
}

/** The title of the nearest card around a place, out of shadow roots as well. */
function nameAround(place: Element, label: string | null, own: string | null): string | null {
  let element: Element | null = place;
  for (let step = 0; element !== null && step < STEPS; step += 1) {
    if (element.matches(CARD)) {
      const titles = [...element.querySelectorAll(TITLE)].slice(0, 4);
      const name = first(titles, (title) => {
        const text = nameInside(title);
        return text === label || text === own ? null : text;
      });
      if (name !== null) {
        return name;
      }
    }
    element = element.parentElement ?? hostOf(element);
  }
  return null;
}

function hostOf(node: Node): Element | null {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** The first line of an element that can be a name: not the initials beside it, not the role below. */
function nameInside(element: Element): string | null {
  const shown = element instanceof HTMLElement ? element.innerText : (element.textContent ?? "");
  const lines = shown.slice(0, 10 * LONGEST).split("\n", 20);
  return first(lines, (text) => {
    const name = nameIn(line(text));
    return name !== null && lines.length > 1 && name.length <= 3 ? null : name;
  });
}

/** A text that can be a name: with letters, and not itself a number or a word that labels one. */
function nameIn(text: string | null): string | null {
  const isName = text !== null && /\p{L}{2}/u.test(text) && !/\d{4}/.test(text);
  return isName && !text.includes("@") && !text.endsWith(":") ? text : null;
}

/** An element's text as one line; of a long one the beginning. */
function textOf(element: Element): string | null {
  return line(element.textContent?.slice(0, 10 * LONGEST) ?? "");
}

function line(text: string): string | null {
  const plain = text.replace(/\s+/g, " ").trim().slice(0, LONGEST).toWellFormed();
  return plain === "" ? null : plain;
}

function first<From, To>(all: readonly From[], of: (one: From) => To | null): To | null {
  for (const one of all) {
    const found = of(one);
    if (found !== null) {
      return found;
    }
  }
  return null;
}
