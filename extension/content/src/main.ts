/** The content script of one frame. */

import { Questions } from "./ask";
import { extensionIsThere, find, onAsked, reportPainted } from "./background";
import { Clues } from "./clues";
import type { Controls } from "./controls/controls";
import { openDoor, tellPage } from "./door";
import { fetchControls } from "./fetch";
import { Follower } from "./follow";
import { inputs, mayBeNumber } from "./inputs";
import { Numbers } from "./numbers";
import { Paint } from "./paint";
import type { Direction, Found, Group, Listing, PageSettings } from "./protocol";
import { type ReadBlock, readRun } from "./read";
import { Report } from "./report";
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

/** What a frame's content script does, until its extension is gone. */
class Frame {
  readonly #end = new AbortController();
  readonly #readsText = allowsDetection(document);
  readonly #clues = new Clues();
  readonly #questions = new Questions({
    send: (groups) => this.#send(groups),
    now: () => performance.now(),
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
    this.#follower.endSlice();
    this.#questions.flush();
  });
  readonly #follower = new Follower(this.#slices, {
    isAlive: () => this.#isAlive(),
    begins: () => this.#places.forget(),
    readRun: (run) => this.#readRun(run),
    passRun: (nodes) => this.#numbers.take(nodes, []),
    touch: (node) => this.#numbers.touch(node),
    forgetRemoved: () => this.#numbers.forgetRemoved(),
    forgetInside: (element) => this.#numbers.forgetInside(element),
  });
  #settings: PageSettings | undefined;
  #controls: Controls | undefined;
  #fetched: Promise<void> | undefined;

  start(): void {
    const { signal } = this.#end;
    this.#follower.start();
    openDoor(signal);
    addEventListener("load", () => this.#follower.lookAtHosts(), { signal });
    // Capturing, because scrolling inside a page does not bubble.
    for (const type of ["scroll", "resize"]) {
      addEventListener(type, () => this.#viewMoved(), { capture: true, passive: true, signal });
    }
    const check = setInterval(() => this.#renew(), RENEWAL);
    signal.addEventListener("abort", () => {
      clearInterval(check);
      this.#slices.stop();
      this.#follower.stop();
      this.#paint.stop();
    });
  }

  /** Takes everything back and falls silent. */
  stop(): void {
    this.#end.abort();
    report.changed();
  }

  /** How many numbers it shows. */
  get count(): number {
    return this.#end.signal.aborted ? 0 : this.#numbers.count + (this.#controls?.count ?? 0);
  }

  async #send(groups: Group[]): Promise<Found> {
    const found = await this.#clues.ask(find, groups);
    this.#obey(found.settings);
    this.#numbers.leavesLinks = found.settings.tel_links === "leave";
    this.#end.signal.throwIfAborted();
    return found;
  }

  #obey(settings: PageSettings): void {
    this.#settings = settings;
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
    if (!this.#isAlive()) {
      return;
    }
    if (this.#numbers.count > 0) {
      this.#follower.readNear();
      this.#paint.renew();
    }
    if (this.#controls !== undefined) {
      this.#controls.renew();
    } else if (this.#readsText && inputs().some(mayBeNumber)) {
      this.#fetched ??= this.#fetch();
    }
  }

  #viewMoved(): void {
    this.#follower.readNear();
    this.#paint.viewMoved();
  }

  #changed(): void {
    report.changed();
    this.#fetched ??= this.#fetch();
    this.#controls?.changed();
  }

  async #fetch(): Promise<void> {
    const open = await fetchControls();
    if (open !== null && this.#isAlive()) {
      this.#controls = open({
        numbers: this.#numbers,
        readsText: this.#readsText,
        painted: () => this.#paint.painted(),
        settings: () => this.#settings,
        // Fails when there is nobody to ask, and then nothing is set.
        learnSettings: () => void this.#send([]).catch(() => undefined),
        ask: (text, place, receive) => this.#questions.ask(text, place, receive),
        flush: () => this.#questions.flush(),
        countChanged: () => this.#changed(),
        end: this.#end.signal,
        isAlive: () => this.#isAlive(),
        discover: (root) => this.#follower.discover(root),
      });
    }
  }

  /** What it shows, once that is known. */
  async list(patience: number): Promise<Listing> {
    const latest = performance.now() + patience;
    this.#follower.readEverything();
    while (
      this.#isAlive() &&
      !document.hidden &&
      !this.#isSettled() &&
      performance.now() < latest
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.#fetched;
    return this.#isAlive() && this.#controls !== undefined
      ? this.#controls.list()
      : { numbers: [], origin: location.origin, title: null };
  }

  /** Gives the keyboard's focus to the next number; `false` when there is none. */
  async step(direction: Direction): Promise<boolean> {
    await this.#fetched;
    return this.#isAlive() && (this.#controls?.step(direction) ?? false);
  }

  #isSettled(): boolean {
    return this.#follower.settled && this.#questions.settled;
  }
}

/** UTF-16 code units of a selection that are told: `DialRequest::MAX_TEXT`. */
const MOST_SELECTED = 64;

/** What is selected here, if the person is in this frame and not in one inside it. */
function selection(): string | null {
  const isHere = document.hasFocus() && !(document.activeElement instanceof HTMLIFrameElement);
  return isHere ? String(getSelection()).trim().slice(0, MOST_SELECTED) : null;
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
    step: (direction) => frame.step(direction),
    renew: () => {
      frame.stop();
      begin();
    },
    tellPage,
    selection,
  });
}
