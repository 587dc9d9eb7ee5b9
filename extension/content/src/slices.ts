/** Work in slices between the page's own, and none at all while the tab is hidden. */

/** Milliseconds of one slice: a quarter of a frame at 60 Hz. */
const SLICE = 4;

/** Milliseconds after which a slice is due even on a page that is never idle. */
const LONGEST_WAIT = 100;

/** Work that can stop at each `yield`; it learns there whether it really did. */
export type Work = Generator<void, void, boolean>;

/** A queue of work. */
export class Slices {
  readonly #queue: Work[] = [];
  readonly #afterSlice: (isLast: boolean) => void;
  #running = false;
  #stopped = false;

  /** @param afterSlice called at the end of each slice, with whether it was the last one */
  constructor(afterSlice: (isLast: boolean) => void) {
    this.#afterSlice = afterSlice;
  }

  /** Whether all work is done. */
  get settled(): boolean {
    return !this.#running;
  }

  /** Adds work behind what is queued. */
  add(work: Work): void {
    if (this.#stopped) {
      return;
    }
    this.#queue.push(work);
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
  }

  /** Drops all work, for good. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await shown();
      const period = await idle();
      do {
        this.#slice(performance.now() + SLICE);
        this.#afterSlice(this.#queue.length === 0);
      } while (this.#queue.length > 0 && period.timeRemaining() > SLICE && (await breath()));
    }
    this.#running = false;
  }

  /** Does a bit of the first work; says whether that one is done. */
  #advance(paused: boolean): boolean {
    try {
      return this.#queue[0]?.next(paused).done ?? true;
    } catch (error) {
      // What fails at one place of a page must not end the reading of all others.
      reportError(error);
      return true;
    }
  }

  #slice(end: number): void {
    let paused = true;
    while (this.#queue.length > 0) {
      const done = this.#advance(paused);
      paused = false;
      if (done) {
        this.#queue.shift();
      }
      if (performance.now() >= end) {
        return;
      }
    }
  }
}

function idle(): Promise<IdleDeadline> {
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: LONGEST_WAIT }));
}

/**
 * Lets what the page and the person want come first, within an idle period. Asking for the next one
 * instead takes 50 ms on a page at rest (Chromium 156).
 */
function breath(): Promise<true> {
  return new Promise((resolve) => setTimeout(resolve, 0, true));
}

/** Resolves when the tab can be seen, which also waits for a prerendered page to be opened. */
function shown(): Promise<unknown> {
  if (!document.hidden) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const look = (): void => {
      if (!document.hidden) {
        document.removeEventListener("visibilitychange", look);
        resolve(undefined);
      }
    };
    document.addEventListener("visibilitychange", look);
  });
}
