import type {
  CallEndReason,
  HangUpOptions,
  CallState as SdkCallState,
  DtmfTone as SdkDtmfTone,
  StartCallOptions,
} from "@azure/communication-calling";
import type { PhoneNumberIdentifier } from "@azure/communication-common";
import { unlessAborted } from "../clock.ts";
import {
  type CallListener,
  type DialOrder,
  type DriverCall,
  DriverFailure,
  endOfProblem,
} from "../driver.ts";
import type { CallState, DtmfTone, EndReason } from "../protocol.ts";
import { endOfThrow } from "./failure.ts";

/** What is used of the SDK's `CallAgent`. */
export interface SdkAgent {
  startCall(to: PhoneNumberIdentifier[], options: StartCallOptions): SdkCall;
}

/** What is used of the SDK's `Call`. */
export interface SdkCall {
  readonly state: SdkCallState;
  readonly callEndReason?: CallEndReason;
  on(event: "stateChanged", listener: () => void): void;
  off(event: "stateChanged", listener: () => void): void;
  hangUp(options: HangUpOptions): Promise<void>;
  sendDtmf(tone: SdkDtmfTone): Promise<void>;
  mute(): Promise<void>;
  muteIncomingAudio(): Promise<void>;
}

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

/** Brings the microphone's permission about; rejects with {@link DriverFailure}. */
export type AllowMicrophone = () => Promise<void>;

/** A call over Azure Communication Services. */
export class AcsCall implements DriverCall {
  readonly #listener: CallListener;
  readonly #life = new AbortController();
  #call: SdkCall | null = null;
  #shown: CallState | null = null;
  #over = false;

  /** Starts it, once the microphone is allowed. */
  constructor(
    agent: SdkAgent,
    order: DialOrder,
    listener: CallListener,
    allowMicrophone: AllowMicrophone,
  ) {
    this.#listener = listener;
    unlessAborted(allowMicrophone(), this.#life.signal).then(
      () => this.#start(agent, order),
      (error: unknown) => this.#end(endOfFailure(error)),
    );
  }

  hangUp(): void {
    if (this.#call === null) {
      this.#life.abort();
      return;
    }
    // A hang-up that fails shows as no end, for which the session has its bound.
    this.#call.hangUp({ forEveryone: true }).catch(() => undefined);
  }

  sendDtmf(tone: DtmfTone): void {
    if (this.#call?.state !== "Connected") {
      return;
    }
    this.#call.sendDtmf(tone).then(
      () => {
        if (!this.#over) {
          this.#listener.dtmfSent(tone);
        }
      },
      // What was not sent is not reported as sent; the protocol has no word for more.
      () => undefined,
    );
  }

  dispose(): void {
    const wasOver = this.#over;
    this.#over = true;
    this.#life.abort();
    this.#call?.off("stateChanged", this.#onStateChanged);
    if (!wasOver && this.#call !== null) {
      silence(this.#call);
    }
  }

  #start(agent: SdkAgent, order: DialOrder): void {
    if (this.#life.signal.aborted) {
      this.#end(HUNG_UP);
      return;
    }
    try {
      const caller =
        order.callerId === null ? {} : { alternateCallerId: { phoneNumber: order.callerId } };
      this.#call = agent.startCall([{ phoneNumber: order.number }], caller);
    } catch (error) {
      this.#end(endOfThrow(error));
      return;
    }
    this.#call.on("stateChanged", this.#onStateChanged);
    this.#onStateChanged();
  }

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
