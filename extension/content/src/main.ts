/** The content script of one frame. */

import { Questions } from "./ask";
import { extensionIsThere, find, onAsked, reportPainted } from "./background";
import { Clues } from "./clues";
import type { Controls } from "./controls/controls";
import type { Sign } from "./controls/hover";
import { openDoor, tellPage } from "./door";
import { fetchControls } from "./fetch";
import { Follower } from "./follow";
import { Inputs, mayBeNumber } from "./inputs";
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
 * Milliseconds between two looks at what tells nobody of its changes: whether the page has emptied the
 * highlight registry, which it shares with us, has taken our element out, or has defined a custom
 * element. A look costs a few microseconds.
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
  readonly #inputs = new Inputs();
  readonly #places = new Places();
  readonly #slices = new Slices((isLast) => {
    this.follower.endSlice();
    this.#questions.flush(isLast);
  });
  readonly follower = new Follower(this.#slices, {
    isAlive: () => this.#isAlive(),
    begins: () => this.#places.forget(),
    readRun: (run) => this.#readRun(run),
    passRun: (nodes) => this.#numbers.take(nodes, []),
    meetField: (field) => this.#inputs.meet(field),
    touch: (node) => this.#numbers.touch(node),
    forgetRemoved: () => this.#numbers.forgetRemoved(),
    forgetInside: (element) => this.#numbers.forgetInside(element),
  });
  #settings: PageSettings | undefined;
  #controls: Controls | undefined;
  #fetched: Promise<Controls | undefined> | undefined;
  /** The latest sign of the person in this frame, before there are controls. */
  #met: Sign | undefined;

  start(): void {
    const { signal } = this.#end;
    this.follower.start();
    openDoor(signal);
    // Capturing, because scrolling inside a page does not bubble.
    const options = { capture: true, passive: true, signal };
    for (const type of ["scroll", "resize"]) {
      addEventListener(
        type,
        () => {
          this.follower.readNear();
          this.#paint.viewMoved();
        },
        options,
      );
    }
    for (const type of ["pointermove", "pointerdown", "focusin"] as const) {
      addEventListener(type, (sign) => this.#want(sign), options);
    }
    const check = setInterval(() => this.#renew(), RENEWAL);
    signal.addEventListener("abort", () => {
      clearInterval(check);
      this.#slices.stop();
      this.follower.stop();
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
    const { settings } = found;
    this.#settings = settings;
    this.#numbers.leavesLinks = settings.tel_links === "leave";
    if (!settings.on) {
      this.stop();
    }
    this.#end.signal.throwIfAborted();
    return found;
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
    if (!this.#isAlive() || document.hidden) {
      return;
    }
    this.follower.lookAtHosts();
    if (this.#numbers.count > 0) {
      this.follower.readNear();
      this.#paint.renew();
    }
    if (this.#controls !== undefined) {
      this.#controls.renew();
    } else if (this.#readsText && [...this.#inputs].some(mayBeNumber)) {
      void this.#fetch();
    }
  }

  #changed(): void {
    report.changed();
    this.#controls?.changed();
    this.#want();
  }

  /** A frame that nobody comes to needs no controls, unless buttons are always to be seen. */
  #want(sign = this.#met): void {
    this.#met = this.#controls === undefined ? sign : undefined;
    if (this.#numbers.count > 0 && (this.#met ?? this.#settings?.show === "always")) {
      void this.#fetch();
    }
  }

  #fetch(): Promise<Controls | undefined> {
    this.#fetched ??= this.#open();
    return this.#fetched;
  }

  async #open(): Promise<Controls | undefined> {
    const open = await fetchControls();
    if (open !== null && this.#isAlive()) {
      this.#controls = open({
        numbers: this.#numbers,
        inputs: this.#inputs,
        met: this.#met,
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
        isSettled: () => this.follower.settled && this.#questions.settled,
        discover: (root) => this.follower.discover(root),
      });
    }
    return this.#controls;
  }

  /** What it shows, once that is known. */
  async list(patience: number): Promise<Listing> {
    this.follower.readEverything();
    const listing = (await this.#fetch())?.list(patience);
    return (await listing) ?? { numbers: [], origin: location.origin, title: null };
  }

  /** Gives the keyboard's focus to the next number; `false` when there is none. */
  async step(direction: Direction): Promise<boolean> {
    return (await this.#fetch())?.step(direction) ?? false;
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
const report = new Report(
  () => frame.count,
  (count) => reportPainted(count, frame.follower.hasMore),
);

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
