import { type Clock, pause } from "../clock.ts";
import type { CallListener, DriverCall, IncomingRing, RingListener } from "../driver.ts";
import { END } from "./behaviour.ts";

/** A practice call that rings here until it is decided, or the caller's patience ends. */
export class LoopbackRing implements IncomingRing {
  readonly #decided = new AbortController();
  readonly #answer: (listener: CallListener) => DriverCall;

  constructor(answer: (listener: CallListener) => DriverCall, lives: AbortSignal) {
    this.#answer = answer;
    lives.addEventListener("abort", () => this.reject(), { signal: this.#decided.signal });
  }

  /** Rings for so long. */
  async ring(patience: number, clock: Clock, listener: RingListener): Promise<void> {
    try {
      await pause(clock, patience, this.#decided.signal);
      listener.ended(END.givenUp);
    } catch {
      // Decided here: nobody is told what they have done themselves.
    }
  }

  accept(listener: CallListener): DriverCall {
    this.#decided.abort();
    return this.#answer(listener);
  }

  reject(): void {
    this.#decided.abort();
  }
}
