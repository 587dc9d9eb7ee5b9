import { type Clock, pause } from "./clock.ts";
import type { DtmfStep, DtmfTone } from "./protocol.ts";

/** How long a pause step is, in milliseconds. */
export const PAUSE_MS = 2_000;

/** What a sequence does. */
export interface DtmfPlayer {
  /** Sends one tone; rejects when it did not go out. */
  send(tone: DtmfTone): Promise<void>;
  sent(tone: DtmfTone): void;
  /** A tone did not go out. What waited behind it is dropped: half an extension is another one. */
  failed(): void;
}

/** Sends tones one after the other, with the pauses between them. */
export class DtmfSequence {
  readonly #player: DtmfPlayer;
  readonly #clock: Clock;
  readonly #life = new AbortController();
  #waiting: DtmfStep[] = [];
  #playing = false;

  constructor(player: DtmfPlayer, clock: Clock) {
    this.#player = player;
    this.#clock = clock;
  }

  /** Sends these after those that still wait. */
  add(steps: readonly DtmfStep[]): void {
    this.#waiting.push(...steps);
    if (!this.#playing) {
      void this.#play();
    }
  }

  /** Sends nothing more and says nothing more. */
  stop(): void {
    this.#waiting = [];
    this.#life.abort();
  }

  /** Never rejects. */
  async #play(): Promise<void> {
    const { signal } = this.#life;
    this.#playing = true;
    for (let step = this.#waiting.shift(); step !== undefined; step = this.#waiting.shift()) {
      try {
        await this.#take(step);
      } catch {
        this.#waiting = [];
        if (!signal.aborted) {
          this.#player.failed();
        }
      }
    }
    this.#playing = false;
  }

  async #take(step: DtmfStep): Promise<void> {
    if (step.type === "pause") {
      await pause(this.#clock, PAUSE_MS, this.#life.signal);
      return;
    }
    await this.#player.send(step.tone);
    if (!this.#life.signal.aborted) {
      this.#player.sent(step.tone);
    }
  }
}
