import type { AudioDevices } from "./audio-devices.ts";

/** Plays the other side of a call. */
export class Speaker {
  readonly #element = new Audio();
  readonly #devices: AudioDevices;
  #sink: string | null = null;

  /** Plays `heard` through the chosen speaker until the signal aborts. */
  constructor(heard: MediaStream, devices: AudioDevices, signal: AbortSignal) {
    this.#devices = devices;
    this.#element.autoplay = true;
    this.#element.srcObject = heard;
    devices.watch(() => this.#useChosen(), signal);
    signal.addEventListener(
      "abort",
      () => {
        this.#element.srcObject = null;
      },
      { once: true },
    );
    this.#useChosen();
  }

  setVolume(level: number): void {
    this.#element.volume = level;
  }

  /** A held call is not heard. */
  setHeld(held: boolean): void {
    this.#element.muted = held;
  }

  #useChosen(): void {
    const sink = this.#devices.chosen("speaker");
    if (sink === this.#sink || !("setSinkId" in this.#element)) {
      return;
    }
    this.#sink = sink;
    // One that went in this moment: the browser goes on with the one before, and the list of
    // devices, which is about to be told anew, says so.
    this.#element.setSinkId(sink ?? "").catch(() => undefined);
  }
}
