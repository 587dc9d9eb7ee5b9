import type { Callee, E164, EndReason } from "../protocol.ts";

/** How the far end of a practice call behaves. */
export interface Behaviour {
  /** How long it rings at least, in milliseconds. 0: it never rings. */
  readonly ringsFor: number;
  readonly outcome: Outcome;
  /** What comes in a while after the outcome. */
  readonly callsBack?: CallBack;
}

/** A call to this side. */
export interface CallBack {
  /** After the outcome, in milliseconds. */
  readonly after: number;
  /** Its number; `null` when it is withheld. */
  readonly caller: E164 | null;
  /** How long the caller lets it ring, in milliseconds. */
  readonly patience: number;
}

/** What follows the ringing. */
export type Outcome =
  | Answer
  /** The ringing goes on until the caller hangs up. */
  | { readonly kind: "rings_on" }
  | { readonly kind: "ends"; readonly reason: EndReason };

/** The far end takes the call. */
export type Answer =
  | { readonly kind: "answers" }
  | { readonly kind: "answers_then_hangs_up"; readonly after: number }
  | { readonly kind: "answers_then_holds"; readonly after: number; readonly lasts: number };

const RINGS_FOR_MS = 1_500;

/** Answers, and says back what it hears. */
export const ANSWERS: Behaviour = { ringsFor: RINGS_FOR_MS, outcome: { kind: "answers" } };

function ends(ringsFor: number, code: number, sub_code: number): Behaviour {
  return { ringsFor, outcome: { kind: "ends", reason: { code, sub_code, problem: null } } };
}

/** As long as most networks let a phone ring. */
const PATIENCE_MS = 60_000;

function busyAndCallsBack(caller: E164 | null, patience: number): Behaviour {
  return { ...ends(0, 486, 560486), callsBack: { after: 500, caller, patience } };
}

/**
 * What the practice numbers do, `+1 907 555-0180` to `-0199`, by their last two digits. The codes
 * are those that ACS gives for calls into the phone network, where 560xxx came from the carrier.
 */
const BY_LAST_DIGITS: Readonly<Record<string, Behaviour>> = {
  // Answers, holds after a moment and takes the call up again.
  80: {
    ringsFor: RINGS_FOR_MS,
    outcome: { kind: "answers_then_holds", after: 1_000, lasts: 2_000 },
  },
  // Busy, and calls back.
  81: busyAndCallsBack("+19075550181", PATIENCE_MS),
  // Answers; a moment later another one calls.
  82: { ...ANSWERS, callsBack: { after: 500, caller: "+19075550183", patience: PATIENCE_MS } },
  // Busy, calls back and gives up.
  84: busyAndCallsBack("+19075550184", 1_000),
  // Busy, and calls back with the number withheld.
  85: busyAndCallsBack(null, PATIENCE_MS),
  // Rings until the caller hangs up.
  90: { ringsFor: RINGS_FOR_MS, outcome: { kind: "rings_on" } },
  // Busy.
  91: ends(0, 486, 560486),
  // Rings for a while; no answer.
  92: ends(3_000, 480, 560480),
  // Rings; declined.
  93: ends(1_000, 603, 560603),
  // The phone service fails.
  94: ends(0, 500, 560500),
  // Answers and hangs up a moment later.
  95: {
    ringsFor: RINGS_FOR_MS,
    outcome: { kind: "answers_then_hangs_up", after: 2_000 },
  },
  // No such number.
  96: ends(0, 404, 560404),
  // Answers, but the media finds no way through (ICE failed, as behind a strict firewall).
  97: ends(RINGS_FOR_MS, 410, 531004),
  // The local network is gone.
  98: ends(0, 490, 4525),
  // Blocked: the caller ID is not one that this account may show.
  99: ends(0, 403, 510403),
};

/**
 * 555-0100 to 555-0199 are fictitious in every area code (NANPA). The practice numbers are those of
 * one (907, Alaska), because sample data elsewhere uses the block freely and should be answered.
 */
const PRACTICE_NUMBER = /^\+190755501([89][0-9])$/;

/** What the far end does when this number is dialled. Any other than a practice number answers. */
export function behaviourOf(number: Callee): Behaviour {
  const lastDigits = PRACTICE_NUMBER.exec(number)?.[1];
  return (lastDigits === undefined ? undefined : BY_LAST_DIGITS[lastDigits]) ?? ANSWERS;
}

/** Whether somebody takes a call that is handed on to this number; else how it is refused. */
export function takesTransfer(number: E164): EndReason | null {
  const { outcome } = behaviourOf(number);
  switch (outcome.kind) {
    case "ends":
      return outcome.reason;
    case "rings_on":
      return { code: 480, sub_code: 560480, problem: null };
    case "answers":
    case "answers_then_hangs_up":
    case "answers_then_holds":
      return null;
  }
}

/** Every other end of a practice call. */
export const END = {
  /** The caller hung up, before or after an answer: as the SDK has it (measured, 2.0.0). */
  hungUp: { code: 0, sub_code: 0, problem: null },
  /** The other side hung up. */
  hungUpByOther: { code: 0, sub_code: 560000, problem: null },
  /** The caller has given up before anybody answered. */
  givenUp: { code: 487, sub_code: 540487, problem: null },
  /** The two ends could not reach each other. */
  noMedia: { code: 410, sub_code: 531004, problem: null },
  /** The browser refused what a call needs. */
  defect: { code: 500, sub_code: 0, problem: null },
} as const satisfies Record<string, EndReason>;
