/** Follows the page: what is in it at first, and each change of it. */

import { isClobbered } from "./clobbered";
import { isBoundary, isClosedToUs, isElement, isInsideClosed, isText } from "./elements";
import { Horizon } from "./horizon";
import { shadowRootOf } from "./shadow";
import type { Slices, Work } from "./slices";
import { type Visitor, walk } from "./walk";

/** What becomes of what the follower comes upon. */
export interface Follows extends Pick<Visitor, "meetField" | "passRun" | "readRun"> {
  /** Whether to go on following. */
  isAlive(): boolean;
  /** A look at the changes begins: what was known of the page's columns may be outdated. */
  begins(): void;
  /** A text node changed; it will be read anew. */
  touch(node: Text): void;
  /** Something was removed. */
  forgetRemoved(): void;
  /** An element closed itself to us. */
  forgetInside(element: Element): void;
}

/** Milliseconds between two looks at the changes. */
const PAUSE = 100;

/**
 * The same when nothing but the words of texts changed, as where prices or seconds run all day: a text
 * that changes at 60 Hz is read at 4 Hz.
 */
const PAUSE_OF_TEXT = 250;

/** Changed nodes kept before the whole root is read anew instead. */
const MOST_CHANGED = 10_000;

/** Custom elements awaited until the page defines them; the rest is found under the pointer. */
const MOST_AWAITED = 1000;

const WATCHED: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ["href", "contenteditable", "data-pagedial"],
};

/** One observer and what it has seen. */
export class Follower {
  readonly #slices: Slices;
  readonly #follows: Follows;
  readonly #observer = new MutationObserver((records) => this.#see(records));
  readonly #horizon = new Horizon();
  readonly #roots = new WeakSet<Node>();
  readonly #hosts = new Set<Element>();
  /** What was taken out of its place since the last slice of work. */
  #moved = new WeakSet<Node>();
  #changed = new Set<Node>();
  #removed = false;
  /** When the next look is due, if one is. */
  #due: number | undefined;
  #timer = 0;
  #lastLook = -PAUSE_OF_TEXT;

  constructor(slices: Slices, follows: Follows) {
    this.#slices = slices;
    this.#follows = follows;
  }

  /** Reads the whole document and follows it from now on. */
  start(): void {
    this.#follow(document);
    this.#change(document);
  }

  /** A slice of work is over: a walk that pauses in it goes on in the next. */
  endSlice(): void {
    this.#moved = new WeakSet();
  }

  /** Whether nothing is known to have changed that was not read. */
  get settled(): boolean {
    return this.#due === undefined && this.#slices.settled;
  }

  /** Whether there is more to read than what is near the view. */
  get hasMore(): boolean {
    return this.#horizon.hasMore;
  }

  /** Follows a shadow root that came to light, unless it is known. */
  discover(root: ShadowRoot): void {
    if (!this.#roots.has(root)) {
      this.#follow(root);
      this.#change(root);
    }
  }

  /** The view may have moved: other rows of long lists may have come near it. */
  readNear(): void {
    for (const list of this.#horizon.moved()) {
      this.#change(list);
    }
  }

  /** Reads what is far from the view as well, from now on. */
  readEverything(): void {
    this.#horizon.readEverything();
    this.readNear();
  }

  /** Looks whether awaited elements have become what they are to be. */
  lookAtHosts(): void {
    for (const host of this.#hosts) {
      const root = shadowRootOf(host);
      if (root !== null) {
        this.discover(root);
      }
      if (root !== null || !host.isConnected || host.matches(":defined")) {
        this.#hosts.delete(host);
      }
    }
  }

  /** Follows nothing any more. */
  stop(): void {
    this.#observer.disconnect();
  }

  readonly #visitor: Visitor = {
    readRun: (run) => this.#follows.readRun(run),
    passRun: (nodes) => this.#follows.passRun(nodes),
    meetField: (field) => this.#follows.meetField(field),
    walkAgain: (node) => this.#change(node),
    wasMoved: (node) => this.#moved.has(node),
    meetShadow: (root) => {
      this.#follow(root);
      this.#slices.add(walk(root, this.#visitor, this.#horizon));
    },
    awaitShadow: (host) => {
      if (this.#hosts.size < MOST_AWAITED) {
        this.#hosts.add(host);
      }
    },
  };

  #follow(root: Node): void {
    if (!this.#roots.has(root)) {
      this.#roots.add(root);
      this.#observer.observe(root, WATCHED);
    }
  }

  #see(records: readonly MutationRecord[]): void {
    if (!this.#follows.isAlive()) {
      return;
    }
    for (const {
      type,
      target,
      addedNodes,
      removedNodes,
      previousSibling,
      nextSibling,
    } of records) {
      if (type === "characterData") {
        this.#seeText(target);
      } else if (type === "attributes") {
        this.#seeAttribute(target);
      } else {
        removedNodes.forEach((node) => {
          this.#removed = true;
          this.#moved.add(node);
          this.#horizon.forget(node, target);
        });
        if (isBoundary(target)) {
          this.#add(addedNodes, target);
          this.#changeInline(previousSibling);
          this.#changeInline(nextSibling);
        } else {
          this.#change(target);
        }
      }
    }
    if (this.#removed) {
      this.#lookSoon();
    }
  }

  /** Of rows that are added to a long list, those near the view are read. */
  #add(nodes: NodeList, parent: Node): void {
    if (this.#changed.has(parent)) {
      return;
    }
    if (isElement(parent) && this.#horizon.isLong(parent)) {
      this.#change(parent);
    } else {
      nodes.forEach((node) => {
        this.#change(node);
      });
    }
  }

  #seeText(node: Node): void {
    if (isText(node)) {
      this.#follows.touch(node);
      this.#change(node, PAUSE_OF_TEXT);
    }
  }

  #seeAttribute(node: Node): void {
    if (isElement(node) && isClosedToUs(node)) {
      this.#follows.forgetInside(node);
    }
    this.#change(node);
  }

  /** What stands beside a change may have become, or no longer be, one run with it. */
  #changeInline(node: Node | null): void {
    if (node !== null && !isBoundary(node)) {
      this.#change(node);
    }
  }

  #change(node: Node, pause = PAUSE): void {
    if (node.nodeType === Node.COMMENT_NODE || this.#changed.has(document)) {
      return;
    }
    if (this.#changed.size >= MOST_CHANGED) {
      this.#changed.clear();
      this.#changed.add(document);
    } else {
      this.#changed.add(node);
    }
    this.#lookSoon(pause);
  }

  #lookSoon(pause = PAUSE): void {
    const due = this.#lastLook + pause;
    if (this.#due === undefined || due < this.#due) {
      this.#due = due;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(
        () => {
          // None is sooner than the one that waits for its slice.
          this.#due = Number.NEGATIVE_INFINITY;
          this.#slices.add(this.#look());
        },
        Math.max(0, due - performance.now()),
      );
    }
  }

  *#look(): Work {
    this.#due = undefined;
    this.#lastLook = performance.now();
    this.#follows.begins();
    const changed = this.#changed;
    this.#changed = new Set();
    if (this.#removed) {
      this.#removed = false;
      this.#follows.forgetRemoved();
      this.#horizon.forgetRemoved();
    }
    this.lookAtHosts();
    for (const node of changed) {
      if (
        !isClobbered(node) &&
        node.isConnected &&
        !isInsideAny(node, changed) &&
        !isInsideClosed(node)
      ) {
        yield* walk(node, this.#visitor, this.#horizon);
      }
    }
  }
}

/** Whether a node lies in another one of the nodes, and will be read with it. */
function isInsideAny(node: Node, nodes: ReadonlySet<Node>): boolean {
  if (nodes.size > 1) {
    for (let around = node.parentNode; around !== null; around = around.parentNode) {
      if (nodes.has(around)) {
        return true;
      }
    }
  }
  return false;
}
