import type {
  CallState,
  DtmfTone,
  E164,
  EndReason,
  EngineProblem,
  IssuedToken,
  PrepareStep,
} from "./protocol.ts";

/** What a driver is asked to call. */
export interface DialOrder {
  readonly number: E164;
  /** The number to present; `null` when the driver needs none. */
  readonly callerId: E164 | null;
}

/** Hears what concerns the driver as a whole. */
export interface DriverListener {
  /** What it is doing: while it prepares, and when a call has to ask for the microphone. */
  preparing(step: PrepareStep): void;
  /** Whether the phone service is reached. */
  connection(connected: boolean): void;
  /** A fresh token is needed; {@link CallDriver.renewToken} brings the answer. */
  tokenWanted(): void;
}

/** Hears what one call does. Nothing may be said after `ended`. */
export interface CallListener {
  state(state: CallState): void;
  ended(reason: EndReason): void;
  /** Peak of what is heard, 0 to 1, a few times a second while connected. */
  audioLevel(level: number): void;
  /** The tone has gone out. */
  dtmfSent(tone: DtmfTone): void;
}

/** A call of a driver. None of these throws; what fails shows as the call's end. */
export interface DriverCall {
  /** Ends it for everyone. `ended` follows. Once at most. */
  hangUp(): void;
  /** Ignored unless connected. */
  sendDtmf(tone: DtmfTone): void;
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
}

/** Carries calls: over Azure Communication Services, or in the page itself. */
export interface CallDriver {
  /**
   * Makes ready to dial. Never asks for the microphone: a person who has only opened the dialer
   * gets no prompt. Once, first.
   *
   * Rejects with {@link DriverFailure}.
   */
  prepare(token: IssuedToken): Promise<PhoneLine>;
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
