/** Forms whose fields hide what we ask of every node. */

/** What is asked of nodes on the way through a page. */
const ASKED =
  "nodeType localName parentNode parentElement firstChild lastChild nextSibling previousSibling children childElementCount textContent isConnected shadowRoot closest matches contains querySelector hasAttribute getAttribute getRootNode".split(
    " ",
  );

const nextSibling = Object.getOwnPropertyDescriptor(Node.prototype, "nextSibling")?.get;
const parentNode = Object.getOwnPropertyDescriptor(Node.prototype, "parentNode")?.get;

/**
 * Whether a node is a form with a field that is named like one of them: it comes before the form's own
 * property, in the world of an extension as well (HTML §4.10.3, `LegacyOverrideBuiltIns`). To walk
 * through such a form would go round in circles, so it is passed over.
 */
export function isClobbered(node: Node): boolean {
  return (
    node instanceof HTMLFormElement && ASKED.some((name) => hides(Reflect.get(node, name), name))
  );
}

/** The node behind one that may be clobbered. */
export function siblingOf(node: Node): Node | null {
  return nextSibling?.call(node) ?? null;
}

/** The node around one that may be clobbered. */
export function parentOf(node: Node): Node | null {
  return parentNode?.call(node) ?? null;
}

function hides(value: unknown, name: string): boolean {
  return (
    value instanceof RadioNodeList ||
    (value instanceof Element && (value.getAttribute("name") === name || value.id === name))
  );
}
