import { type Clock, pause } from "../clock.ts";
import type { CallDriver, CallListener, DriverListener, PhoneLine } from "../driver.ts";
import type { IssuedToken } from "../protocol.ts";
import { TokenKeeper } from "../token-keeper.ts";
import { AudioDevices } from "./audio-devices.ts";
import { ANSWERS, type Behaviour, behaviourOf, type CallBack } from "./behaviour.ts";
import { ANSWERED_HERE, LoopbackCall, type Surroundings } from "./call.ts";
import { LoopbackRing } from "./incoming.ts";

/**
 * Practice calls in the page itself, over real WebRTC: they need no account and no phone network.
 * The far end echoes; `behaviour.ts` has the numbers at which it does something else. A token opens
 * nothing here, but is kept valid as for the phone service: that can be practised too.
 */
export class LoopbackDriver implements CallDriver {
  readonly #listener: DriverListener;
  readonly #clock: Clock;
  readonly #devices: AudioDevices;
  readonly #life = new AbortController();
  readonly #calls = new Set<LoopbackCall>();
  #keeper: TokenKeeper | null = null;
  #volume = 1;

  constructor(listener: DriverListener, clock: Clock) {
    this.#listener = listener;
    this.#clock = clock;
    this.#devices = new AudioDevices((devices) => listener.devices(devices));
  }

  /** All of it is in the page already. */
  load(): void {
    return;
  }

  async prepare(token: IssuedToken): Promise<PhoneLine> {
    const keeper = new TokenKeeper(token, this.#clock, () => this.#listener.tokenWanted());
    this.#keeper = keeper;
    this.#life.signal.addEventListener("abort", () => keeper.dispose());
    this.#listener.connection(true);
    await this.#devices.refresh();
    return {
      dial: ({ number }, listener) => this.#call(behaviourOf(number), listener),
      dialEcho: (listener) => this.#call(ANSWERS, listener),
      chooseDevice: (role, device) => this.#devices.choose(role, device),
      setVolume: (level) => {
        this.#volume = level;
        for (const call of this.#calls) {
          call.setVolume(level);
        }
      },
    };
  }

  renewToken(token: IssuedToken | null): void {
    this.#keeper?.accept(token);
  }

  dispose(): void {
    this.#life.abort();
    this.#devices.dispose();
  }

  #call(far: Behaviour, listener: CallListener): LoopbackCall {
    const around: Surroundings = {
      devices: this.#devices,
      volume: () => this.#volume,
      asking: () => this.#listener.preparing("asking_microphone"),
      beCalled: (callBack) => void this.#beCalled(callBack),
    };
    const call = new LoopbackCall(far, listener, this.#clock, around);
    this.#calls.add(call);
    call.signal.addEventListener("abort", () => this.#calls.delete(call), { once: true });
    return call;
  }

  async #beCalled({ after, caller, patience }: CallBack): Promise<void> {
    const { signal } = this.#life;
    try {
      await pause(this.#clock, after, signal);
    } catch {
      // The page is going: nobody is left to be called.
      return;
    }
    const ring = new LoopbackRing((listener) => this.#call(ANSWERED_HERE, listener), signal);
    await ring.ring(patience, this.#clock, this.#listener.incoming(caller, ring));
  }
}
