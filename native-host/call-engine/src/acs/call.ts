import type { CallState as SdkCallState } from "@azure/communication-calling";
import { unlessAborted } from "../clock.ts";
import {
  type CallListener,
  type DriverCall,
  DriverFailure,
  endOfProblem,
  type HandOver,
} from "../driver.ts";
import type { CallState, DtmfTone, EndReason } from "../protocol.ts";
import { endOfThrow } from "./failure.ts";
import { observe } from "./observation.ts";
import type { Sdk, SdkCall } from "./sdk.ts";
import { transfer } from "./transfer.ts";

/** The SDK's states in the protocol's words; `null` for those that are no state of a live call. */
const STATES: Readonly<Record<SdkCallState, CallState | null>> = {
  None: null,
  Connecting: "connecting",
  Ringing: "ringing",
  EarlyMedia: "early_media",
  Connected: "connected",
  LocalHold: "local_hold",
  RemoteHold: "remote_hold",
  // A meeting's lobby: not let in yet.
  InLobby: "connecting",
  Disconnecting: "disconnecting",
  Disconnected: null,
};

/** Hung up before there was an SDK call; the SDK's own hang-ups have the same codes (measured). */
const HUNG_UP: EndReason = { code: 0, sub_code: 0, problem: null };

/** What a call needs of its driver. */
export interface Surroundings {
  readonly features: Sdk["Features"];
  /** Brings the microphone's permission about; rejects with {@link DriverFailure}. */
  readonly allowMicrophone: () => Promise<void>;
}

/** How the SDK comes to its call: by starting one, or by accepting one that rings. */
export interface Origin {
  /** The microphone is allowed now. Throws or rejects with what the SDK says. */
  open(): SdkCall | Promise<SdkCall>;
  /** It will not be opened: the microphone is denied, or the person has hung up. */
  leave(): void;
}

/** A call over Azure Communication Services. */
export class AcsCall implements DriverCall {
  readonly #listener: CallListener;
  readonly #life = new AbortController();
  #call: SdkCall | null = null;
  #stopObserving: () => void = () => undefined;
  #shown: CallState | null = null;
  #muted = false;
  #over = false;

  readonly #features: Sdk["Features"];

  /** Opens it, once the microphone is allowed. */
  constructor(origin: Origin, listener: CallListener, around: Surroundings) {
    this.#listener = listener;
    this.#features = around.features;
    unlessAborted(around.allowMicrophone(), this.#life.signal).then(
      () => this.#open(origin),
      (error: unknown) => {
        origin.leave();
        this.#end(endOfFailure(error));
      },
    );
  }

  hangUp(): void {
    this.#life.abort();
    if (this.#call === null) {
      return;
    }
    // A hang-up that fails shows as no end, for which the session has its bound.
    this.#call.hangUp({ forEveryone: true }).catch(() => undefined);
  }

  async sendDtmf(tone: DtmfTone): Promise<void> {
    // The SDK refuses before the answer (400/41022), and a held call carries none.
    await this.#callIn("Connected").sendDtmf(tone);
  }

  async mute(muted: boolean): Promise<void> {
    const call = this.#call;
    if (call === null) {
      throw new Error("not started");
    }
    await (muted ? call.mute() : call.unmute());
    this.#onMutedChanged();
  }

  async hold(held: boolean): Promise<void> {
    const call = this.#callIn("Connected", "LocalHold", "RemoteHold");
    await (held ? call.hold() : call.resume());
  }

  async transfer(to: HandOver): Promise<void> {
    const call = this.#callIn("Connected", "LocalHold", "RemoteHold");
    const feature = call.feature(this.#features.Transfer);
    await transfer(feature, this.#locatorOf(to), this.#life.signal);
  }

  #locatorOf(to: HandOver) {
    if (to.kind === "number") {
      return { targetParticipant: { phoneNumber: to.number } };
    }
    if (!(to.call instanceof AcsCall)) {
      throw new Error("a call of another driver");
    }
    return { targetCallId: to.call.#callIn("Connected", "LocalHold", "RemoteHold").id };
  }

  dispose(): void {
    const wasOver = this.#over;
    this.#over = true;
    this.#life.abort();
    this.#stopObserving();
    this.#call?.off("stateChanged", this.#onStateChanged);
    this.#call?.off("isMutedChanged", this.#onMutedChanged);
    if (!wasOver && this.#call !== null) {
      silence(this.#call);
    }
  }

  /** The SDK's call, if it is in one of these states. */
  #callIn(...states: SdkCallState[]): SdkCall {
    if (this.#call === null || !states.includes(this.#call.state)) {
      throw new Error(`not in ${states.join(", ")}`);
    }
    return this.#call;
  }

  async #open(origin: Origin): Promise<void> {
    if (this.#life.signal.aborted) {
      origin.leave();
      this.#end(HUNG_UP);
      return;
    }
    let call: SdkCall;
    try {
      call = await origin.open();
    } catch (error) {
      this.#end(endOfThrow(error));
      return;
    }
    this.#follow(call);
  }

  #follow(call: SdkCall): void {
    this.#call = call;
    if (this.#over) {
      // Let go while the SDK was accepting it.
      silence(call);
      this.hangUp();
      return;
    }
    call.on("stateChanged", this.#onStateChanged);
    call.on("isMutedChanged", this.#onMutedChanged);
    this.#stopObserving = observe(call, this.#features, this.#listener);
    this.#onStateChanged();
    this.#onMutedChanged();
    if (this.#life.signal.aborted) {
      this.hangUp();
    }
  }

  readonly #onMutedChanged = (): void => {
    const muted = this.#call?.isMuted ?? false;
    if (!this.#over && muted !== this.#muted) {
      this.#muted = muted;
      this.#listener.muted(muted);
    }
  };

  readonly #onStateChanged = (): void => {
    const call = this.#call;
    if (call === null || this.#over) {
      return;
    }
    if (call.state === "Disconnected") {
      this.#end(reasonOf(call));
      return;
    }
    const state = STATES[call.state];
    if (state !== null && state !== this.#shown) {
      this.#shown = state;
      this.#listener.state(state);
    }
  };

  #end(reason: EndReason): void {
    if (!this.#over) {
      this.#over = true;
      this.#listener.ended(reason);
    }
  }
}

function reasonOf(call: SdkCall): EndReason {
  const { code = 0, subCode = 0 } = call.callEndReason ?? {};
  return { code, sub_code: subCode, problem: null };
}

function endOfFailure(error: unknown): EndReason {
  if (error instanceof DriverFailure) {
    return endOfProblem(error.problem);
  }
  return error instanceof DOMException && error.name === "AbortError" ? HUNG_UP : endOfThrow(error);
}

/**
 * For a call that the SDK has not ended in time: no one may hear, or be heard by, a call that no
 * window shows. Each may fail where the SDK has no media yet, which is silence too.
 */
function silence(call: SdkCall): void {
  call.mute().catch(() => undefined);
  call.muteIncomingAudio().catch(() => undefined);
}
