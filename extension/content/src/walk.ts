/** Walks the DOM into runs: text nodes that no block, line break or replaced element separates. */

import { isClobbered, parentOf, siblingOf } from "./clobbered";
import { hasDigit, mayHoldNumbers } from "./digits";
import { flowOf, isBoundary, isClosedToUs, isElement, isText } from "./elements";
import type { Horizon } from "./horizon";
import { DIALLING_LINKS, dialledBy } from "./links";
import { MAYBE_HOSTS, shadowRootOf } from "./shadow";
import type { Work } from "./slices";

/** Text nodes that may be read as one. */
export interface Run {
  readonly nodes: readonly Text[];
  /** Whether any of them lies in a link that dials. */
  readonly linked: boolean;
}

/** What a walk comes upon. */
export interface Visitor {
  /** A run with digits or a dialling link. */
  readRun(run: Run): Work;
  /** A run with neither, where there may have been a number before. */
  passRun(nodes: readonly Text[]): void;
  /** A shadow root, whose inside is a walk of its own. */
  meetShadow(root: ShadowRoot): void;
  /** A field, whose value is not text of the page. */
  meetField(field: Element): void;
  /** A custom element that is not defined yet and may get a shadow root when it is. */
  awaitShadow(host: Element): void;
  /** A node whose inside changed while the walk paused there, so it has to be walked again. */
  walkAgain(node: Node): void;
  /** Whether a node was taken out of its place since the walk paused; it may be in another one now. */
  wasMoved(node: Node): boolean;
}

/** Nodes between two places where a walk can pause; 64 take about 30 µs. */
const STRIDE = 64;

/** The most nodes of a path. Parsers nest 512 deep (Chromium, Firefox); only scripts go deeper. */
const LONGEST_PATH = 128;

/** The most nodes of a run, so that a page of nothing but spans is read in pieces. */
const LONGEST_RUN = 512;

/**
 * What a block has none of that is read in one piece: depth, fields, shadow roots, links without digits,
 * and text that is not shown between the digits of a number.
 */
const MORE_THAN_TEXT = `:scope>*>*>*,input,script,style,${MAYBE_HOSTS},${DIALLING_LINKS}`;
const MOST_CHILDREN = 32;

/**
 * Walks a node and what is in it as far as the horizon, outside shadow roots; from inline content
 * the whole run that it is part of.
 */
export function walk(node: Node, visitor: Visitor, horizon: Horizon): Work {
  return new Walk(node, visitor, horizon).work();
}

class Walk {
  readonly #visitor: Visitor;
  readonly #horizon: Horizon;
  readonly #last: Node;
  readonly #root: Node;
  /** Where the walk leaves a long list. */
  readonly #stops = new Set<Node>();
  #node: Node;
  #nodes: Text[] = [];
  #linked = false;
  #link: Element | null;

  constructor(node: Node, visitor: Visitor, horizon: Horizon) {
    this.#visitor = visitor;
    this.#horizon = horizon;
    this.#last = node;
    this.#root = node.getRootNode();
    this.#node = isBoundary(node) ? node : startOfRun(node);
    const link = this.#node.parentElement?.closest("a") ?? null;
    this.#link = link !== null && dials(link) ? link : null;
  }

  *work(): Work {
    let past = false;
    let entering = true;
    for (let step = 1; ; step += 1) {
      if (isClobbered(this.#node)) {
        const sibling = siblingOf(this.#node);
        const around = sibling ?? parentOf(this.#node);
        past ||= this.#node === this.#last;
        entering = sibling !== null;
        const work = this.#endRun();
        if (work !== null) {
          yield* work;
        }
        if (past || around === null) {
          return;
        }
        this.#node = around;
        continue;
      }
      if (step % STRIDE === 0) {
        const path = pathTo(this.#node);
        if ((yield) && !this.#isStillAt(path)) {
          entering = false;
          past = this.#goBackTo(path);
        }
      }
      const node = this.#node;
      if (entering) {
        if (isBoundary(node) || this.#nodes.length >= LONGEST_RUN) {
          const work = this.#endRun();
          if (work !== null) {
            yield* work;
          }
          if (past) {
            return;
          }
        }
        const child = this.#enter(node);
        if (child !== null) {
          this.#node = child;
          continue;
        }
      }
      past ||= node === this.#last;
      if (isBoundary(node)) {
        const work = this.#endRun();
        if (work !== null) {
          yield* work;
        }
        if (past) {
          return;
        }
      }
      if (node === this.#link) {
        this.#link = null;
      }
      const sibling = node.nextSibling;
      entering = sibling !== null && !this.#stops.has(sibling);
      const next = entering ? sibling : node.parentNode;
      if (next === null) {
        return;
      }
      this.#node = next;
    }
  }

  /** Takes a node in and says which child to go on with. */
  #enter(node: Node): Node | null {
    if (isText(node)) {
      this.#nodes.push(node);
      this.#linked ||= this.#link !== null;
      return null;
    }
    if (!isElement(node)) {
      return node.firstChild;
    }
    const flow = flowOf(node);
    if (node.localName === "input") {
      this.#visitor.meetField(node);
    }
    if (flow === "skip" || flow === "break" || isClosedToUs(node)) {
      return null;
    }
    const shadow = shadowRootOf(node);
    if (shadow !== null) {
      this.#visitor.meetShadow(shadow);
    } else if (node.localName.includes("-") && !node.matches(":defined")) {
      this.#visitor.awaitShadow(node);
    }
    if (flow === "block") {
      return this.#enterBlock(node);
    }
    if (node.localName === "a" && dials(node)) {
      this.#link = node;
    }
    return node.firstChild;
  }

  #enterBlock(block: Element): Node | null {
    const { parentElement } = block;
    const known = parentElement !== null && this.#horizon.passes(block, parentElement);
    if (known && block !== this.#last) {
      return null;
    }
    if (saysNothing(block)) {
      return null;
    }
    const near = this.#horizon.near(block);
    if (near === null) {
      return block.firstChild;
    }
    if (near.stop !== null) {
      this.#stops.add(near.stop);
    }
    return near.first;
  }

  /** Hands over the run that ends here; the work is only there when it has something to read. */
  #endRun(): Work | null {
    if (this.#nodes.length === 0) {
      return null;
    }
    const run = { nodes: this.#nodes, linked: this.#linked };
    const worth = run.linked || run.nodes.some(({ data }) => hasDigit(data));
    this.#nodes = [];
    this.#linked = false;
    if (worth) {
      return this.#visitor.readRun(run);
    }
    this.#visitor.passRun(run.nodes);
    return null;
  }

  /**
   * Whether the walk's place, given by its path, is still where it was. A row that a list has moved is
   * in the same list and yet elsewhere: what was behind it would be left out.
   */
  #isStillAt(path: readonly Node[]): boolean {
    return path.every((node, index) => {
      const around = path[index + 1];
      return around === undefined
        ? node.getRootNode() === this.#root
        : node.parentNode === around && !this.#visitor.wasMoved(node);
    });
  }

  /**
   * After the page took away the place where the walk paused: goes to the nearest node around it
   * that is left, and has that one walked again. Says whether that is past the end of this walk.
   */
  #goBackTo(path: readonly Node[]): boolean {
    const moved = path.findLastIndex((node) => this.#visitor.wasMoved(node));
    const left =
      path.slice(moved + 1).find((node) => node.getRootNode() === this.#root) ?? this.#root;
    this.#visitor.walkAgain(left);
    this.#link = null;
    this.#node = left;
    return left === this.#last || !this.#last.contains(left);
  }
}

/** The first node of the run that inline content is part of. */
function startOfRun(node: Node): Node {
  let start = node;
  for (let steps = 0; steps < LONGEST_RUN; steps += 1) {
    const before = start.previousSibling;
    if (before === null) {
      const parent = start.parentNode;
      if (parent === null || isBoundary(parent)) {
        return start;
      }
      start = parent;
    } else if (isBoundary(before)) {
      return start;
    } else {
      const end = endOfInline(before);
      if (end === null) {
        return start;
      }
      start = end;
    }
  }
  return start;
}

/** The last node in inline content, or `null` when it ends with a boundary. */
function endOfInline(node: Node): Node | null {
  let end = node;
  while (end.lastChild !== null) {
    end = end.lastChild;
    if (isBoundary(end)) {
      return null;
    }
  }
  return end;
}

/** A node and the nodes around it. */
function pathTo(node: Node): Node[] {
  const path: Node[] = [];
  for (
    let place: Node | null = node;
    place !== null && path.length < LONGEST_PATH;
    place = place.parentNode
  ) {
    path.push(place);
  }
  return path;
}

/**
 * Whether a block with little in it has too few digits for a number. The text of a row costs 1 µs
 * in one piece, and 10 µs node by node.
 */
function saysNothing(block: Element): boolean {
  return (
    block.firstElementChild !== null &&
    // Not by their count, which the browser counts anew: 3 ms for 10 000 rows (Chromium 156).
    block.children.item(MOST_CHILDREN) === null &&
    block.querySelector(MORE_THAN_TEXT) === null &&
    !mayHoldNumbers(block.textContent)
  );
}

function dials(link: Element): boolean {
  return dialledBy(link.getAttribute("href") ?? "") !== undefined;
}
