import type { Diagnostic } from "../protocol.ts";
import { measureLevel } from "./level.ts";
import type { Microphone } from "./microphone.ts";

/** Louder than a room, softer than speech near a microphone. */
const SPEECH_PEAK = 0.05;

/** How long a person may pause while talking, in measurements of 200 ms. */
const PAUSE_MEASUREMENTS = 10;

/** Five seconds: a working microphone has never been that still, not even in an empty room. */
const SILENT_MEASUREMENTS = 25;

/**
 * Watches what the microphone gives: that a person talks while muted, and that nothing comes while
 * they are not.
 */
export class OwnVoice {
  readonly #microphone: Microphone;
  readonly #sound: AudioContext;
  readonly #report: (diagnostic: Diagnostic, active: boolean) => void;
  readonly #active = new Set<Diagnostic>();
  #stop: () => void = () => undefined;
  /** Measurements since this side was last heard to speak, and to make any sound. */
  #sinceSpeech = PAUSE_MEASUREMENTS;
  #sinceSound = 0;

  /** Watches until the signal aborts. */
  constructor(
    microphone: Microphone,
    sound: AudioContext,
    report: (diagnostic: Diagnostic, active: boolean) => void,
    signal: AbortSignal,
  ) {
    this.#microphone = microphone;
    this.#sound = sound;
    this.#report = report;
    signal.addEventListener("abort", () => this.#stop(), { once: true });
    this.follow();
  }

  /** After every change of the microphone's track. */
  follow(): void {
    this.#stop();
    this.#sinceSpeech = PAUSE_MEASUREMENTS;
    this.#sinceSound = 0;
    const track = this.#microphone.track;
    if (track === null) {
      this.#stop = () => undefined;
      return;
    }
    // A clone has a switch of its own: it hears what the call does not send.
    const ear = track.clone();
    ear.enabled = true;
    const stopMeasuring = measureLevel(new MediaStream([ear]), this.#sound, (level) =>
      this.#heard(level),
    );
    this.#stop = () => {
      stopMeasuring();
      ear.stop();
    };
  }

  #heard(level: number): void {
    // Web Audio that may not run measures nothing (no gesture yet, or Firefox).
    if (this.#sound.state !== "running") {
      return;
    }
    const talks = level > SPEECH_PEAK;
    this.#sinceSpeech = talks ? 0 : this.#sinceSpeech + 1;
    this.#sinceSound = level > 0 ? 0 : this.#sinceSound + 1;
    const { muted } = this.#microphone;
    this.#set("speaking_while_muted", muted && this.#sinceSpeech < PAUSE_MEASUREMENTS);
    this.#set("microphone_silent", !muted && this.#sinceSound >= SILENT_MEASUREMENTS);
  }

  #set(diagnostic: Diagnostic, active: boolean): void {
    if (this.#active.has(diagnostic) === active) {
      return;
    }
    if (active) {
      this.#active.add(diagnostic);
    } else {
      this.#active.delete(diagnostic);
    }
    this.#report(diagnostic, active);
  }
}
