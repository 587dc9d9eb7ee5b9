import type { Cancel, Clock } from "./clock.ts";
import type { IssuedToken } from "./protocol.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Renewal begins this long before the token ends. The SDK's credential has the same figure. */
export const RENEW_AHEAD_MS = 10 * MINUTE_MS;

/** The longest wait without a look at the wall clock: timers stand still while a machine sleeps. */
const LOOK_INTERVAL_MS = MINUTE_MS;

/** How long the dialer has to answer. */
const ANSWER_BOUND_MS = 30 * SECOND_MS;

const FIRST_RETRY_MS = 5 * SECOND_MS;
const LAST_RETRY_MS = MINUTE_MS;

/**
 * Keeps a valid token at hand.
 *
 * The SDK's credential renews by itself, but stops for good when one renewal fails (measured,
 * communication-common 2.5.0: an unhandled rejection and no further attempt). So the asking, the
 * waiting and the trying again happen here, and {@link fresh} never rejects.
 */
export class TokenKeeper {
  readonly #clock: Clock;
  readonly #ask: () => void;
  #token: IssuedToken;
  #asking = false;
  #retryDelay = FIRST_RETRY_MS;
  #stopTimer: Cancel = () => undefined;
  #waiting: ((token: IssuedToken) => void)[] = [];

  /** `ask` wants a token from the dialer; the answer comes by {@link accept}. */
  constructor(token: IssuedToken, clock: Clock, ask: () => void) {
    this.#token = token;
    this.#clock = clock;
    this.#ask = ask;
    this.#watch();
  }

  /** A token that is not about to end: the one at hand, or the next. Never rejects. */
  fresh(): Promise<IssuedToken> {
    if (!this.#isDue()) {
      return Promise.resolve(this.#token);
    }
    const next = new Promise<IssuedToken>((resolve) => this.#waiting.push(resolve));
    this.renew();
    return next;
  }

  /** Asks for a new token now, as when the service has refused this one. */
  renew(): void {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    this.#wait(ANSWER_BOUND_MS, () => this.#retryLater());
    this.#ask();
  }

  /**
   * Takes the dialer's answer. `null`, another person's token (the service refuses it, 40233) and
   * one that ends no later than the present one are no renewal: the keeper asks again later.
   */
  accept(token: IssuedToken | null): void {
    const isRenewal =
      token !== null &&
      token.user_id === this.#token.user_id &&
      token.expires_on_ms > Math.max(this.#clock.now(), this.#token.expires_on_ms);
    if (isRenewal) {
      this.#take(token);
    } else if (this.#asking) {
      this.#retryLater();
    }
  }

  /** Stops; whoever waits goes on waiting. */
  dispose(): void {
    this.#stopTimer();
    this.#waiting = [];
  }

  #take(token: IssuedToken): void {
    this.#token = token;
    this.#asking = false;
    this.#retryDelay = FIRST_RETRY_MS;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) {
      resolve(token);
    }
    this.#watch();
  }

  #watch(): void {
    this.#wait(Math.min(this.#untilDue(), LOOK_INTERVAL_MS), () => {
      if (this.#isDue()) {
        this.renew();
      } else {
        this.#watch();
      }
    });
  }

  #retryLater(): void {
    const delay = this.#retryDelay;
    this.#retryDelay = Math.min(2 * delay, LAST_RETRY_MS);
    this.#asking = false;
    this.#wait(delay, () => this.renew());
  }

  #wait(delay: number, action: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(delay, action);
  }

  #isDue(): boolean {
    return this.#untilDue() === 0;
  }

  #untilDue(): number {
    return Math.max(0, this.#token.expires_on_ms - RENEW_AHEAD_MS - this.#clock.now());
  }
}
