import type { Clock } from "../clock.ts";
import type { CallDriver, DriverListener, PhoneLine } from "../driver.ts";
import { AudioDevices } from "./audio-devices.ts";
import { LoopbackCall, type Surroundings } from "./call.ts";

/**
 * Practice calls in the page itself, over real WebRTC: they need no account and no phone network.
 * The far end echoes; `behaviour.ts` has the numbers at which it does something else.
 */
export class LoopbackDriver implements CallDriver {
  readonly #listener: DriverListener;
  readonly #clock: Clock;
  readonly #devices: AudioDevices;
  #call: LoopbackCall | null = null;
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

  async prepare(): Promise<PhoneLine> {
    this.#listener.connection(true);
    await this.#devices.refresh();
    const around: Surroundings = {
      devices: this.#devices,
      volume: () => this.#volume,
      asking: () => this.#listener.preparing("asking_microphone"),
    };
    return {
      dial: (order, listener) => {
        this.#call = new LoopbackCall(order, listener, this.#clock, around);
        return this.#call;
      },
      chooseDevice: (role, device) => this.#devices.choose(role, device),
      setVolume: (level) => {
        this.#volume = level;
        this.#call?.setVolume(level);
      },
    };
  }

  /** Practice needs no token. */
  renewToken(): void {
    return;
  }

  dispose(): void {
    this.#devices.dispose();
  }
}
