import { type Clock, pause, unlessAborted } from "../clock.ts";
import {
  type CallListener,
  type DriverCall,
  DriverFailure,
  endOfProblem,
  type HandOver,
  TransferRefused,
} from "../driver.ts";
import { microphoneMayPrompt } from "../microphone.ts";
import { watchNetwork } from "../network.ts";
import type { DtmfTone, EndReason } from "../protocol.ts";
import type { AudioDevices } from "./audio-devices.ts";
import { type Answer, type Behaviour, type CallBack, END, takesTransfer } from "./behaviour.ts";
import { sendTone } from "./dtmf.ts";
import { measureLevel } from "./level.ts";
import { connectMedia, type Media, MediaUnreachable } from "./media.ts";
import { Microphone } from "./microphone.ts";
import { OwnVoice } from "./own-voice.ts";
import { Speaker } from "./speaker.ts";
import { measureStats } from "./stats.ts";

/** As long as a phone network takes to find the other side, for practice's sake; milliseconds. */
const SETUP_MS = 200;

/** Why a call's signal was aborted. */
const HUNG_UP = Symbol("hung up");
const DISPOSED = Symbol("disposed");

/** What a practice call uses of its driver. */
export interface Surroundings {
  readonly devices: AudioDevices;
  /** How loud the other side is played, 0 to 1. */
  readonly volume: () => number;
  /** The microphone has to be asked for. */
  readonly asking: () => void;
  /** The far end calls this side in a while. */
  readonly beCalled: (callBack: CallBack) => void;
}

/** A call that came in has been answered: what is left is to connect. */
export const ANSWERED_HERE: Behaviour = { ringsFor: 0, outcome: { kind: "answers" } };

/** An answered call. */
interface Conversation {
  readonly media: Media;
  readonly speaker: Speaker;
}

/** A practice call. */
export class LoopbackCall implements DriverCall {
  readonly #far: Behaviour;
  readonly #listener: CallListener;
  readonly #clock: Clock;
  readonly #around: Surroundings;
  /** Its abort takes everything down that the call holds. */
  readonly #life = new AbortController();
  readonly #microphone: Microphone;
  #conversation: Conversation | null = null;
  #voice: OwnVoice | null = null;
  #heldHere = false;
  #heldThere = false;

  /** Starts it. */
  constructor(far: Behaviour, listener: CallListener, clock: Clock, around: Surroundings) {
    this.#far = far;
    this.#listener = listener;
    this.#clock = clock;
    this.#around = around;
    this.#microphone = new Microphone(around.devices, this.#microphoneListener(), this.signal);
    this.#run().then(
      (reason) => this.#end(reason),
      (error: unknown) => this.#end(this.#reasonOf(error)),
    );
  }

  hangUp(): void {
    this.#listener.state("disconnecting");
    this.#life.abort(HUNG_UP);
  }

  sendDtmf(tone: DtmfTone): Promise<void> {
    const isHeld = this.#heldHere || this.#heldThere;
    const sender = isHeld ? null : (this.#conversation?.media.sender.dtmf ?? null);
    return sendTone(sender, tone, this.signal);
  }

  async mute(muted: boolean): Promise<void> {
    if (this.#microphone.muted !== muted) {
      this.#microphone.setMuted(muted);
      this.#listener.muted(muted);
    }
  }

  async hold(held: boolean): Promise<void> {
    if (this.#conversation === null) {
      throw new Error("not answered");
    }
    this.#heldHere = held;
    this.#applyHold();
  }

  /** As long as setting a call up takes, somebody looks for the other one. */
  async transfer(to: HandOver): Promise<void> {
    if (this.#conversation === null) {
      throw new TransferRefused(END.defect);
    }
    await pause(this.#clock, SETUP_MS, this.signal);
    const refusal = to.kind === "number" ? takesTransfer(to.number) : null;
    if (refusal !== null) {
      throw new TransferRefused(refusal);
    }
  }

  setVolume(level: number): void {
    this.#conversation?.speaker.setVolume(level);
  }

  dispose(): void {
    this.#life.abort(DISPOSED);
  }

  /** Aborts when everything that the call holds is given back. */
  get signal(): AbortSignal {
    return this.#life.signal;
  }

  /** The whole call, in order. Rejects when it is hung up or fails. */
  async #run(): Promise<EndReason> {
    const signal = this.signal;
    if (await microphoneMayPrompt()) {
      this.#around.asking();
    }
    signal.throwIfAborted();
    const microphone = await unlessAborted(this.#microphone.open(), signal);
    // With the permission come the devices' names.
    void this.#around.devices.refresh();
    const sound = this.#soundContext();
    this.#listener.state("connecting");
    watchNetwork((gone) => this.#listener.diagnostic("no_network", gone), signal);
    await pause(this.#clock, SETUP_MS, signal);

    const { ringsFor, outcome, callsBack } = this.#far;
    if (ringsFor > 0) {
      this.#listener.state("ringing");
      await pause(this.#clock, ringsFor, signal);
    }
    if (callsBack !== undefined) {
      this.#around.beCalled(callsBack);
    }
    switch (outcome.kind) {
      case "ends":
        return outcome.reason;
      case "rings_on":
        return unlessAborted(new Promise<never>(() => undefined), signal);
      case "answers":
      case "answers_then_hangs_up":
      case "answers_then_holds":
        return this.#talk(microphone, sound, outcome);
    }
  }

  /** From the answer on. */
  async #talk(microphone: MediaStream, sound: AudioContext, outcome: Answer): Promise<EndReason> {
    const signal = this.signal;
    // Another device may have been chosen while it rang.
    const now = this.#microphone.track;
    const voice = now === null ? microphone : new MediaStream([now]);
    const media = await unlessAborted(connectMedia(voice, sound, this.#clock, signal), signal);
    const speaker = new Speaker(media.heard, this.#around.devices, signal);
    speaker.setVolume(this.#around.volume());
    this.#conversation = { media, speaker };
    this.#measure(media, sound);
    this.#listener.state("connected");
    if (outcome.kind === "answers_then_hangs_up") {
      await pause(this.#clock, outcome.after, signal);
      return END.hungUpByOther;
    }
    if (outcome.kind === "answers_then_holds") {
      await this.#beHeld(outcome.after, outcome.lasts);
    }
    await unlessAborted(media.lost, signal);
    return END.noMedia;
  }

  #measure(media: Media, sound: AudioContext): void {
    const signal = this.signal;
    const stop = measureLevel(media.heard, sound, (level) => this.#listener.audioLevel(level));
    signal.addEventListener("abort", stop, { once: true });
    measureStats(media.near, this.#clock, (stats) => this.#listener.stats(stats), signal);
    this.#voice = new OwnVoice(
      this.#microphone,
      sound,
      (diagnostic, active) => this.#listener.diagnostic(diagnostic, active),
      signal,
    );
  }

  async #beHeld(after: number, lasts: number): Promise<void> {
    for (const held of [true, false]) {
      await pause(this.#clock, held ? after : lasts, this.signal);
      this.#heldThere = held;
      this.#applyHold();
    }
  }

  /** A hold of this side goes before the other's: it is the one that this side can end. */
  #applyHold(): void {
    const isHeld = this.#heldHere || this.#heldThere;
    this.#microphone.setHeld(isHeld);
    this.#conversation?.speaker.setHeld(isHeld);
    if (this.#heldHere) {
      this.#listener.state("local_hold");
    } else {
      this.#listener.state(this.#heldThere ? "remote_hold" : "connected");
    }
  }

  #microphoneListener() {
    return {
      replaced: (track: MediaStreamTrack) => {
        // A call that is over by now needs no voice.
        this.#conversation?.media.sender.replaceTrack(track).catch(() => undefined);
        this.#voice?.follow();
      },
      diagnostic: (...[diagnostic, active]: Parameters<CallListener["diagnostic"]>) => {
        this.#listener.diagnostic(diagnostic, active);
        this.#voice?.follow();
      },
    };
  }

  #soundContext(): AudioContext {
    const sound = new AudioContext();
    const close = () => void sound.close();
    if (this.signal.aborted) {
      close();
    } else {
      this.signal.addEventListener("abort", close, { once: true });
    }
    return sound;
  }

  #reasonOf(error: unknown): EndReason {
    if (error === HUNG_UP) {
      return END.hungUp;
    }
    if (error instanceof DriverFailure) {
      return endOfProblem(error.problem);
    }
    return error instanceof MediaUnreachable ? END.noMedia : END.defect;
  }

  #end(reason: EndReason): void {
    if (this.signal.reason !== DISPOSED) {
      this.#listener.ended(reason);
    }
  }
}
