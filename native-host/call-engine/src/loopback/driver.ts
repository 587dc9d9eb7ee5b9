import type { Clock } from "../clock.ts";
import type { CallDriver, DriverListener, PhoneLine } from "../driver.ts";
import { LoopbackCall } from "./call.ts";

/**
 * Practice calls in the page itself, over real WebRTC: they need no account and no phone network.
 * The far end echoes; `behaviour.ts` has the numbers at which it does something else.
 */
export class LoopbackDriver implements CallDriver {
  readonly #listener: DriverListener;
  readonly #clock: Clock;

  constructor(listener: DriverListener, clock: Clock) {
    this.#listener = listener;
    this.#clock = clock;
  }

  async prepare(): Promise<PhoneLine> {
    this.#listener.connection(true);
    const asking = () => this.#listener.preparing("asking_microphone");
    return {
      dial: (order, listener) => new LoopbackCall(order, listener, this.#clock, asking),
    };
  }

  /** Practice needs no token. */
  renewToken(): void {
    return;
  }

  /** A call holds all that there is, and goes with it. */
  dispose(): void {
    return;
  }
}
