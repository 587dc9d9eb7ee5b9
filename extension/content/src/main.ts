/** The content script of one frame. */

import { Questions } from "./ask";
import { call, extensionIsThere, find, onAsked, reportPainted } from "./background";
import { CallButton } from "./button";
import { Clues } from "./clues";
import { openDoor, tellPage } from "./door";
import { Follower } from "./follow";
import { around } from "./geometry";
import { Hover } from "./hover";
import { Numbers, type ShownNumber } from "./numbers";
import { Overlay } from "./overlay";
import { Paint } from "./paint";
import type { Listing, PageSettings } from "./protocol";
import { type ReadBlock, readRun } from "./read";
import { Report } from "./report";
import { boxesOf } from "./sight";
import { Slices } from "./slices";
import { fetchAbout } from "./subject";
import { Places } from "./surroundings";
import type { Run } from "./walk";
import { allowsDetection } from "./wishes";

/**
 * Milliseconds between two looks whether the page has emptied the highlight registry, which it
 * shares with us and which tells nobody of changes, or has taken our element out. A look costs a
 * few microseconds.
 */
const RENEWAL = 1000;

/** Numbers of one answer to `list`: some 15 MB, of the 64 MB that a message may have. */
const MOST_LISTED = 50_000;

/** Numbers of one answer whose subject is looked for, which takes some 20 µs each. */
const MOST_ABOUT = 1000;

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
      this.#numbers.leavesLinks = found.settings.tel_links === "leave";
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
    openDoor(signal);
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

  async #call(number: ShownNumber): Promise<void> {
    if (!this.#isAlive()) {
      return;
    }
    try {
      const aboutOf = await fetchAbout();
      await call(number.facts.e164, aboutOf(number.places[0]?.node));
    } catch {
      this.#button.say(chrome.i18n.getMessage("content_unreachable"));
    }
  }

  /** What it shows, once that is known. */
  async list(patience: number): Promise<Listing> {
    const latest = performance.now() + patience;
    while (
      this.#isAlive() &&
      !document.hidden &&
      !this.#isSettled() &&
      performance.now() < latest
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const aboutOf = await fetchAbout();
    const shown = [...(this.#isAlive() ? this.#numbers : [])].slice(0, MOST_LISTED);
    const numbers = shown.flatMap((number, index) => {
      const boxes = boxesOf(number);
      const { subject } = aboutOf(index < MOST_ABOUT ? number.places[0]?.node : undefined);
      const { text, facts } = number;
      return boxes.length === 0 ? [] : [{ text, number: facts, rect: around(boxes), subject }];
    });
    return { numbers, origin: location.origin, title: aboutOf(undefined).title };
  }

  #isSettled(): boolean {
    return this.#follower.settled && this.#questions.settled;
  }
}

let frame: Frame;
const report = new Report(() => frame.count, reportPainted);

function begin(): void {
  frame = new Frame();
  frame.start();
}

if (document.documentElement instanceof HTMLElement && extensionIsThere()) {
  begin();
  addEventListener("pageshow", ({ persisted }) => persisted && report.renew());
  onAsked({
    list: (patience) => frame.list(patience),
    renew: () => {
      frame.stop();
      begin();
    },
    tellPage,
  });
}
