/** What can be seen where, in CSS pixels of the frame's viewport. */

import { isText } from "./elements";
import { type Box, contains, type Point } from "./geometry";
import type { Numbers, ShownNumber } from "./numbers";
import { anyShadowRootOf } from "./shadow";

/** Children of one element that are looked through for text. */
const MOST_CHILDREN = 2000;

/** Numbers of one text node whose boxes are measured, at about 10 µs each. */
const MOST_MEASURED = 50;

/** What is at a point. */
export interface Sight {
  readonly point: Point;
  /** The innermost element, also inside closed shadow roots. */
  readonly element: Element | null;
  /** The shadow roots on the way there, outermost first. */
  readonly roots: readonly ShadowRoot[];
}

/** Looks at a point. */
export function lookAt(point: Point): Sight {
  const { x, y } = point;
  const roots: ShadowRoot[] = [];
  let element = document.elementFromPoint(x, y);
  while (element !== null) {
    const root = anyShadowRootOf(element);
    if (root === null) {
      break;
    }
    roots.push(root);
    const inner = root.elementFromPoint(x, y);
    if (inner === null || inner === element) {
      break;
    }
    element = inner;
  }
  return { point, element, roots };
}

/** The number at the point, when nothing covers it there. */
export function numberIn(
  { point, element, roots }: Sight,
  numbers: Numbers,
): ShownNumber | undefined {
  const parents = [element, roots.at(-1)];
  for (const parent of parents) {
    const children = parent?.childNodes ?? [];
    for (let index = 0; index < Math.min(children.length, MOST_CHILDREN); index += 1) {
      const child = children[index];
      if (child !== undefined && isText(child)) {
        const near = nearPoint(numbers.in(child), child, point, roots);
        const found = near.find((number) => boxesOf(number).some((box) => contains(box, point)));
        if (found !== undefined) {
          return found;
        }
      }
    }
  }
  return undefined;
}

/** Whether a place of a number can be seen: it is in view, and neither clipped nor covered. */
export function isSeen(number: ShownNumber, point: Point): boolean {
  const { element, roots } = lookAt(point);
  return number.places.some(
    ({ node: { parentNode } }) =>
      parentNode !== null && (parentNode === element || roots.some((root) => root === parentNode)),
  );
}

/** The boxes that a number's text fills: one a line and node. */
export function boxesOf(number: ShownNumber): Box[] {
  const boxes = number.places.flatMap(({ node, from, to }) => {
    if (to > node.length) {
      return [];
    }
    RULER.setStart(node, from);
    RULER.setEnd(node, to);
    return [...RULER.getClientRects()];
  });
  // A live range left in the page would take part in every change of its DOM.
  RULER.setStart(document, 0);
  RULER.collapse(true);
  return boxes.filter(({ width, height }) => width > 0 && height > 0);
}

const RULER = document.createRange();

/** Of many numbers in one text node, such as a log, those at the caret that a click would set. */
function nearPoint(
  numbers: ShownNumber[],
  node: Text,
  { x, y }: Point,
  roots: readonly ShadowRoot[],
): ShownNumber[] {
  if (numbers.length <= MOST_MEASURED) {
    return numbers;
  }
  const caret = document.caretPositionFromPoint?.(x, y, { shadowRoots: [...roots] });
  if (caret?.offsetNode !== node) {
    return numbers.slice(0, MOST_MEASURED);
  }
  return numbers.filter(({ places }) =>
    places.some(
      (place) =>
        place.node === node && place.from <= caret.offset + 1 && place.to >= caret.offset - 1,
    ),
  );
}
