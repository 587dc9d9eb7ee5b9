/** What nodes mean for reading text. */

/**
 * `nodeType` (DOM §4.4). Not as properties of `Node`: in a content script looking up a global takes
 * longer than the question itself (Chromium 156).
 */
const ELEMENT_NODE = 1;
const TEXT_NODE = 3;
const DOCUMENT_NODE = 9;

/** How an element's edges cut the text around it. */
export type Flow = "block" | "inline" | "break" | "skip";

/** Elements whose text is, unless styled otherwise, part of the line around them. */
export const INLINE =
  "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rb rt ruby s samp slot small span strike strong sub sup time tt u var wbr";

/** Elements that end a run of text and have none of their own to read. */
export const BREAK =
  "area audio br canvas embed frame hr iframe img input meter object picture progress video";

/** The name of our own element in the page. */
export const OVERLAY = "pagedial-overlay";

/** Elements whose text is not shown as text, belongs to the person who edits it, or is ours. */
export const SKIP =
  "datalist head math noembed noframes noscript optgroup option script select style svg template textarea title pagedial-overlay";

const FLOWS = new Map<string, Flow>([
  ...INLINE.split(" ").map((name) => [name, "inline"] as const),
  ...BREAK.split(" ").map((name) => [name, "break"] as const),
  ...SKIP.split(" ").map((name) => [name, "skip"] as const),
]);

/** For looking upwards: the elements that {@link isClosedToUs} or their flow keeps us out of. */
const CLOSED = `[data-pagedial="off"],[contenteditable]:not([contenteditable="false"]),${SKIP.replaceAll(" ", ",")}`;

/** The flow of an element by its name. Custom elements are `display: inline` until styled. */
export function flowOf(element: Element): Flow {
  const name = element.localName;
  // No string where a form has a field of that name; see clobbered.ts.
  const isCustom = typeof name === "string" && name.includes("-");
  return FLOWS.get(name) ?? (isCustom ? "inline" : "block");
}

/** Whether a node is a text node. */
export function isText(node: Node): node is Text {
  return node.nodeType === TEXT_NODE;
}

/** Whether a node is an element. */
export function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT_NODE;
}

/** Whether a node ends the runs of text before and behind it. */
export function isBoundary(node: Node): boolean {
  return isElement(node) ? flowOf(node) !== "inline" : node.nodeType >= DOCUMENT_NODE;
}

/**
 * Whether an element's text is not ours to read: the page says `data-pagedial="off"`, or the
 * person edits it.
 */
export function isClosedToUs(element: Element): boolean {
  return (
    (element.hasAttribute("contenteditable") &&
      element.getAttribute("contenteditable") !== "false") ||
    element.getAttribute("data-pagedial") === "off"
  );
}

/** Whether a node lies in an element that is not to be read, across shadow roots. */
export function isInsideClosed(node: Node): boolean {
  let place: Node | null = node;
  while (place !== null) {
    const element: Element | null = isElement(place) ? place : place.parentElement;
    if (element?.closest(CLOSED)) {
      return true;
    }
    const root: Node = place.getRootNode();
    place = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}
