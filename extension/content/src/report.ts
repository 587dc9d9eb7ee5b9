/** Tells the background how many numbers the frame shows. */

/**
 * Milliseconds in which changes are gathered into one report: longer than a changed number takes to
 * be read again, so that the badge does not flicker.
 */
const GATHERED = 250;

/** Milliseconds until a failed report is sent again: doubled each time, up to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** The count as the background knows it. */
export class Report {
  readonly #count: () => number;
  readonly #send: (count: number) => Promise<void>;
  #known = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(count: () => number, send: (count: number) => Promise<void>) {
    this.#count = count;
    this.#send = send;
  }

  /** The count may have changed. */
  changed(): void {
    this.#later(GATHERED, FIRST_WAIT);
  }

  /** The background may have forgotten the count, as when the page comes back from the cache. */
  renew(): void {
    this.#known = 0;
    this.changed();
  }

  #later(wait: number, waitAfterFailure: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#report(waitAfterFailure);
    }, wait);
  }

  async #report(waitAfterFailure: number): Promise<void> {
    const count = this.#count();
    const before = this.#known;
    if (count === before) {
      return;
    }
    this.#known = count;
    try {
      await this.#send(count);
    } catch {
      this.#known = before;
      this.#later(waitAfterFailure, Math.min(waitAfterFailure * 2, LONGEST_WAIT));
    }
  }
}
