/** The content script of one frame. */

import { Questions } from "./ask";
import { call, extensionIsThere, find, onAsked, reportPainted } from "./background";
import { CallButton } from "./button";
import { Clues } from "./clues";
import { Follower } from "./follow";
import { around } from "./geometry";
import { Hover } from "./hover";
import { Numbers } from "./numbers";
import { Overlay } from "./overlay";
import { Paint } from "./paint";
import type { PageSettings, PaintedNumber } from "./protocol";
import { type ReadBlock, readRun } from "./read";
import { Report } from "./report";
import { boxesOf } from "./sight";
import { Slices } from "./slices";
import { Places } from "./surroundings";
import type { Run } from "./walk";
import { allowsDetection } from "./wishes";

/**
 * Milliseconds between two looks whether the page has emptied the highlight registry, which it
 * shares with us and which tells nobody of changes, or has taken our element out. A look costs a
 * few microseconds.
 */
const RENEWAL = 1000;

/** Milliseconds that the answer to `list` waits at most for work under way. */
const LIST_WAITS = 5000;

/** Numbers of one answer to `list`: some 15 MB, of the 64 MB that a message may have. */
const MOST_LISTED = 50_000;

/** What a frame's content script does, until its extension is gone. */
class Frame {
  readonly #end = new AbortController();
  readonly #overlay = new Overlay();
  readonly #readsText = allowsDetection(document);
  readonly #clues = new Clues();
  readonly #questions = new Questions({
    send: async (groups) => {
      const found = await this.#clues.ask(find, groups);
      this.#obey(found.settings);
      this.#end.signal.throwIfAborted();
      return found;
    },
    after: (milliseconds, run) => {
      setTimeout(() => this.#isAlive() && run(), milliseconds);
    },
  });
  readonly #numbers = new Numbers(
    (text, place, receive) => this.#questions.ask(text, place, receive),
    {
      add: (number) => this.#paint.add(number),
      keep: (number) => this.#paint.keep(number),
      remove: (number) => this.#paint.remove(number),
    },
    this.#readsText,
    () => this.#changed(),
  );
  readonly #paint = new Paint(this.#numbers);
  readonly #places = new Places();
  readonly #slices = new Slices(() => {
    this.#places.forget();
    this.#questions.flush();
  });
  readonly #follower = new Follower(this.#slices, {
    isAlive: () => this.#isAlive(),
    readRun: (run) => this.#readRun(run),
    passRun: (nodes) => this.#numbers.take(nodes, []),
    touch: (node) => this.#numbers.touch(node),
    forgetRemoved: () => this.#numbers.forgetRemoved(),
    forgetInside: (element) => this.#numbers.forgetInside(element),
  });
  readonly #button = new CallButton(this.#overlay, (number) => void this.#call(number));
  readonly #hover = new Hover(this.#numbers, this.#overlay, this.#button, (root) =>
    this.#follower.discover(root),
  );

  start(): void {
    const { signal } = this.#end;
    this.#follower.start();
    this.#hover.listen(signal);
    addEventListener("load", () => this.#follower.lookAtHosts(), { signal });
    const check = setInterval(() => this.#renew(), RENEWAL);
    signal.addEventListener("abort", () => {
      clearInterval(check);
      this.#slices.stop();
      this.#follower.stop();
      this.#paint.stop();
      this.#overlay.detach();
    });
  }

  /** Takes everything back and falls silent. */
  stop(): void {
    this.#end.abort();
    report.changed();
  }

  /** How many numbers it shows. */
  get count(): number {
    return this.#end.signal.aborted ? 0 : this.#numbers.count;
  }

  #obey(settings: PageSettings): void {
    if (!settings.on) {
      this.stop();
    }
  }

  /** Whether the extension is there. If not, this takes everything back and falls silent. */
  #isAlive(): boolean {
    if (!this.#end.signal.aborted && !extensionIsThere()) {
      this.#end.abort();
    }
    return !this.#end.signal.aborted;
  }

  *#readRun(run: Run): Generator<void, void, boolean> {
    const blocks: ReadBlock[] = [];
    if (this.#readsText || run.linked) {
      yield* readRun(run, this.#places, (block) => blocks.push(block));
    }
    this.#numbers.take(
      run.nodes,
      this.#readsText ? blocks : blocks.filter(({ links }) => links.length > 0),
    );
  }

  #renew(): void {
    if (this.#isAlive() && this.#numbers.count > 0) {
      this.#paint.renew();
      this.#overlay.renew();
    }
  }

  #changed(): void {
    report.changed();
    this.#overlay.attach();
    this.#hover.lookSoon();
  }

  async #call(number: string): Promise<void> {
    if (!this.#isAlive()) {
      return;
    }
    try {
      await call(number);
    } catch {
      this.#button.say(chrome.i18n.getMessage("content_unreachable"));
    }
  }

  /** The numbers, once they are known. */
  async list(): Promise<PaintedNumber[]> {
    const latest = performance.now() + LIST_WAITS;
    while (
      this.#isAlive() &&
      !document.hidden &&
      !this.#isSettled() &&
      performance.now() < latest
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [...(this.#isAlive() ? this.#numbers : [])].slice(0, MOST_LISTED).flatMap((number) => {
      const boxes = boxesOf(number);
      return boxes.length === 0
        ? []
        : [{ text: number.text, number: number.facts, rect: around(boxes) }];
    });
  }

  #isSettled(): boolean {
    return this.#follower.settled && this.#questions.settled;
  }
}

let frame: Frame | undefined;
const report = new Report(() => frame?.count ?? 0, reportPainted);

function begin(): void {
  frame?.stop();
  frame = new Frame();
  frame.start();
}

if (document.documentElement instanceof HTMLElement && extensionIsThere()) {
  begin();
  addEventListener("pageshow", ({ persisted }) => persisted && report.renew());
  onAsked({ list: async () => (await frame?.list()) ?? [], renew: begin });
}
