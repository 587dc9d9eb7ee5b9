import { DriverFailure } from "../driver.ts";
import { openMicrophone } from "../microphone.ts";
import type { Diagnostic } from "../protocol.ts";
import type { AudioDevices } from "./audio-devices.ts";

/** What a call does about its microphone. */
export interface MicrophoneListener {
  /** Another device speaks for this side from now on. */
  replaced(track: MediaStreamTrack): void;
  diagnostic(diagnostic: Diagnostic, active: boolean): void;
}

/**
 * The microphone of one call: the chosen device, another one when that is pulled out or its
 * permission is withdrawn, and back when there is one again. The call goes on meanwhile.
 */
export class Microphone {
  readonly #devices: AudioDevices;
  readonly #listener: MicrophoneListener;
  readonly #signal: AbortSignal;
  #track: MediaStreamTrack | null = null;
  #device: string | null = null;
  #opening = false;
  #missing: Diagnostic | null = null;
  #muted = false;
  #held = false;

  constructor(devices: AudioDevices, listener: MicrophoneListener, signal: AbortSignal) {
    this.#devices = devices;
    this.#listener = listener;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#track?.stop(), { once: true });
  }

  /** Opens it. Rejects with {@link DriverFailure}. */
  async open(): Promise<MediaStream> {
    const stream = await this.#openChosen();
    this.#signal.throwIfAborted();
    this.#devices.watch(() => void this.#follow(), this.#signal);
    const permission = await navigator.permissions.query({ name: "microphone" });
    permission.addEventListener("change", () => void this.#follow(), { signal: this.#signal });
    return stream;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** The live track, for measuring; `null` while there is none. */
  get track(): MediaStreamTrack | null {
    return this.#missing === null ? this.#track : null;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#applyTo(this.#track);
  }

  setHeld(held: boolean): void {
    this.#held = held;
    this.#applyTo(this.#track);
  }

  #applyTo(track: MediaStreamTrack | null): void {
    if (track !== null) {
      track.enabled = !this.#muted && !this.#held;
    }
  }

  /** Uses what is chosen now, if that is another device than the one that is open. */
  async #follow(): Promise<void> {
    const isRight = this.#device === this.#devices.chosen("microphone");
    if ((isRight && this.#missing === null) || this.#opening || this.#signal.aborted) {
      return;
    }
    try {
      const [track] = (await this.#openChosen()).getAudioTracks();
      if (track !== undefined && !this.#signal.aborted) {
        this.#setMissing(null);
        this.#listener.replaced(track);
      }
    } catch (error) {
      this.#setMissing(diagnosticOf(error));
    }
  }

  async #openChosen(): Promise<MediaStream> {
    const device = this.#devices.chosen("microphone");
    this.#opening = true;
    try {
      const stream = await openMicrophone(device);
      const [track] = stream.getAudioTracks();
      if (this.#signal.aborted || track === undefined) {
        // The prompt may be answered after the call is over; the microphone then closes at once.
        track?.stop();
      } else {
        this.#take(track, device);
      }
      return stream;
    } finally {
      this.#opening = false;
    }
  }

  #take(track: MediaStreamTrack, device: string | null): void {
    this.#track?.stop();
    this.#track = track;
    this.#device = device;
    this.#applyTo(track);
    const signal = this.#signal;
    // `ended` comes when the device or its permission goes, not when we stop it ourselves.
    track.addEventListener("ended", () => this.#ended(track), { signal });
    const mutedBySystem = (active: boolean) => () => {
      if (track === this.#track) {
        this.#listener.diagnostic("microphone_muted_by_system", active);
      }
    };
    track.addEventListener("mute", mutedBySystem(true), { signal });
    track.addEventListener("unmute", mutedBySystem(false), { signal });
  }

  #ended(track: MediaStreamTrack): void {
    if (track === this.#track) {
      this.#setMissing("no_microphone");
      void this.#follow();
    }
  }

  #setMissing(missing: Diagnostic | null): void {
    if (missing === this.#missing) {
      return;
    }
    if (this.#missing !== null) {
      this.#listener.diagnostic(this.#missing, false);
    }
    this.#missing = missing;
    if (missing !== null) {
      this.#listener.diagnostic(missing, true);
    }
  }
}

function diagnosticOf(error: unknown): Diagnostic {
  const isDenied = error instanceof DriverFailure && error.problem === "microphone_denied";
  return isDenied ? "microphone_denied" : "no_microphone";
}
