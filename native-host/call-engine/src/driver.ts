import type {
  Callee,
  CallState,
  DeviceId,
  DeviceRole,
  Devices,
  Diagnostic,
  DtmfTone,
  E164,
  EmergencyCountry,
  EndReason,
  EngineProblem,
  IssuedToken,
  MediaStats,
  PrepareStep,
} from "./protocol.ts";

/** What a driver is asked to call. */
export interface DialOrder {
  readonly number: Callee;
  /** The number to present; `null` when the driver needs none. */
  readonly callerId: E164 | null;
}

/** A call that rings here, until it is accepted, rejected or over. None of these throws. */
export interface IncomingRing {
  /**
   * Answers. Asks for the microphone first, where that has not been allowed yet. `listener` hears
   * the call from now on, its end included, and the ring's own listener nothing any more.
   */
  accept(listener: CallListener): DriverCall;
  /** Turns it away, or stops it from ringing. The listener hears nothing any more. */
  reject(): void;
}

/** Hears how a call that rings ends, unless it is accepted or rejected. */
export interface RingListener {
  ended(reason: EndReason): void;
}

/** Hears what concerns the driver as a whole. */
export interface DriverListener {
  /** What it is doing: while it prepares, and when a call has to ask for the microphone. */
  preparing(step: PrepareStep): void;
  /** Whether the phone service is reached. */
  connection(connected: boolean): void;
  /** A fresh token is needed; {@link CallDriver.renewToken} brings the answer. */
  tokenWanted(): void;
  /** The devices that there are, once known and whenever that changes. */
  devices(devices: Devices): void;
  /** Somebody calls; the number is `null` when it is withheld or none. */
  incoming(caller: E164 | null, ring: IncomingRing): RingListener;
}

/** Whom the other side of a call is handed on to: a number, or the other side of another call. */
export type HandOver =
  | { readonly kind: "number"; readonly number: E164 }
  | { readonly kind: "call"; readonly call: DriverCall };

/** Hears what one call does. Nothing may be said after `ended`. */
export interface CallListener {
  state(state: CallState): void;
  ended(reason: EndReason): void;
  /** Peak of what is heard, 0 to 1, a few times a second while connected. */
  audioLevel(level: number): void;
  /** Whether the other side hears this one, when that changes and whoever changed it. */
  muted(muted: boolean): void;
  /** Something that the person should know of begins or is over. */
  diagnostic(diagnostic: Diagnostic, active: boolean): void;
  /** How the voice travels, every few seconds while connected. */
  stats(stats: MediaStats): void;
}

/**
 * A call of a driver. None of these throws. What was asked for and did not work rejects, and the
 * call goes on as it was; what costs the call shows as its end.
 */
export interface DriverCall {
  /** Ends it for everyone. `ended` follows. Once at most. */
  hangUp(): void;
  /** Sends one tone; resolves when it has gone out. Rejects unless connected. */
  sendDtmf(tone: DtmfTone): Promise<void>;
  /** Resolves when it is so; `muted` tells everyone. May come before the answer. */
  mute(muted: boolean): Promise<void>;
  /** Resolves when it is so; `state` tells everyone. Rejects unless answered. */
  hold(held: boolean): Promise<void>;
  /**
   * Hands the other side on. Resolves when that has been taken; this side is to be hung up then.
   * Rejects with {@link TransferRefused}, and the call goes on as it was.
   */
  transfer(to: HandOver): Promise<void>;
  /**
   * Lets go of microphone, sound, network and timers, and says nothing any more. Once: after
   * `ended`, or after a hang-up that brought none in time.
   */
  dispose(): void;
}

/** What a prepared driver gives. */
export interface PhoneLine {
  /** Starts a call. Asks for the microphone first, where that has not been allowed yet. */
  dial(order: DialOrder, listener: CallListener): DriverCall;
  /** Starts a call to what plays back what it hears. Otherwise as `dial`. */
  dialEcho(listener: CallListener): DriverCall;
  /** Uses another device, in a call that is on too. One that is gone is no choice: ignored. */
  chooseDevice(role: DeviceRole, device: DeviceId): void;
  /** How loud the other side is played, 0 to 1. Ignored where `devices` said that it can't be. */
  setVolume(level: number): void;
}

/** Carries calls: over Azure Communication Services, or in the page itself. */
export interface CallDriver {
  /**
   * Begins to load the driver's code, which needs no token. Before `prepare`, if at all; what fails
   * shows there.
   */
  load(): void;
  /**
   * Makes ready to dial. Never asks for the microphone: a person who has only opened the dialer
   * gets no prompt. Once, first. `emergencyCountry` is where emergency calls are made; `null` when
   * only the phone service can tell.
   *
   * Rejects with {@link DriverFailure}.
   */
  prepare(token: IssuedToken, emergencyCountry: EmergencyCountry | null): Promise<PhoneLine>;
  /** Answers `tokenWanted`; `null` when there is no token to be had now. */
  renewToken(token: IssuedToken | null): void;
  /** Lets go of everything, after the calls have been disposed of. The page may be going. */
  dispose(): void;
}

/** Why a driver can't be made ready, or a call could not be started. */
export class DriverFailure extends Error {
  /** What it comes down to for the person. */
  readonly problem: EngineProblem;

  /** `detail` is for the log and holds no token. */
  constructor(problem: EngineProblem, detail: string) {
    super(detail);
    this.name = "DriverFailure";
    this.problem = problem;
  }
}

/** Why the other side of a call has not been handed on. */
export class TransferRefused extends Error {
  /** In the codes of ended calls. */
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`transfer: ${reason.code}/${reason.sub_code}`);
    this.name = "TransferRefused";
    this.reason = reason;
  }
}

/**
 * The end of a call that this side could not start.
 *
 * 400/40613 is the SDK's own for a denied microphone. The others have only the class of HTTP
 * status that fits: `problem` says it all.
 */
export function endOfProblem(problem: EngineProblem): EndReason {
  switch (problem) {
    case "microphone_denied":
      return { code: 400, sub_code: 40613, problem };
    case "no_microphone":
      return { code: 400, sub_code: 0, problem };
    case "token_refused":
      return { code: 401, sub_code: 0, problem };
    case "sdk_missing":
    case "sdk_failed":
      return { code: 500, sub_code: 0, problem };
  }
}
