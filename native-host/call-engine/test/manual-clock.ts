import type { Cancel, Clock } from "../src/clock.ts";

interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(delay: number, action: () => void): Cancel {
    const timer = { due: this.#now + delay, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, and what falls due in it happen in order. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const next = this.#timers
        .filter(({ due }) => due <= end)
        .reduce<Timer | null>((a, b) => (a === null || b.due < a.due ? b : a), null);
      if (next === null) {
        break;
      }
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = next.due;
      next.action();
    }
    this.#now = end;
  }

  /** A machine that slept: time has passed, no timer ran. */
  sleep(duration: number): void {
    this.#now += duration;
    this.#timers = this.#timers.map(({ due, action }) => ({ due: due + duration, action }));
  }

  get pending(): number {
    return this.#timers.length;
  }
}
