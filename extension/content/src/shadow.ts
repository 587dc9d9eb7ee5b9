/** Finds shadow roots. */

import { BREAK, INLINE, SKIP } from "./elements";

/** The elements besides custom ones that can have a shadow root (DOM §4.9, `attachShadow`). */
const HOSTS = new Set(
  "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(
    " ",
  ),
);

/** Elements, the frequent ones of lists and tables first, that are neither custom nor can have a shadow root. */
const NO_HOSTS = ["td tr th li dd button path use", INLINE, BREAK, SKIP]
  .join(" ")
  .split(" ")
  .filter((name) => !HOSTS.has(name) && !name.includes("-"));

/** A selector for what may be a host: also for rare elements, and those that nobody has heard of. */
export const MAYBE_HOSTS = `:not(${[...new Set(NO_HOSTS)].join(",")})`;

/**
 * The shadow root of an element, open or closed.
 *
 * Asking for a closed one costs 3.2 µs in Chromium 156, an open one less than 0.1 µs. So only those
 * are asked that are likely to have one: custom elements, and empty elements that can. The others
 * are asked when the pointer comes to them in a frame with numbers, by {@link anyShadowRootOf}.
 */
export function shadowRootOf(element: Element): ShadowRoot | null {
  const open = element.shadowRoot;
  if (open !== null) {
    return open;
  }
  const name = element.localName;
  const likely = name.includes("-") || (HOSTS.has(name) && element.firstChild === null);
  return likely ? anyShadowRootOf(element) : null;
}

/** The shadow root of an element, open or closed, whatever it costs to ask. */
export function anyShadowRootOf(element: Element): ShadowRoot | null {
  const name = element.localName;
  return (HOSTS.has(name) || name.includes("-")) && element instanceof HTMLElement
    ? chrome.dom.openOrClosedShadowRoot(element)
    : null;
}
