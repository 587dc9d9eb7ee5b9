// Rendered from native-host/protocol by `cargo xtask types`; do not edit.

export const OPENING = "pagedial-engine-port";

/**
 * A telephone number in the form of ITU-T E.164 §6.2.1: `+`, a country code that does not begin
 * with 0, at most 15 digits in all.
 *
 * Seven digits is the least: the shortest numbers that subscribers have (Niue, `+683 4000`) need
 * them, and every emergency or short code written behind a `+` falls below.
 */
export type E164 = string;

/**
 * A short-lived ACS access token with the `voip` scope.
 *
 * `Debug` shows nothing of it, so that no log line or panic message can.
 */
export type AccessToken = string;

/**
 * Names one call, from its authorisation to its record. Chosen by the host.
 */
export type CallId = string;

/**
 * A token and its facts.
 */
export type IssuedToken = { 
/**
 * The token.
 */
token: AccessToken, 
/**
 * When it ends, in milliseconds since 1970-01-01 UTC.
 */
expires_on_ms: number, 
/**
 * The ACS identity, `8:acs:…`. Not secret, but personal.
 */
user_id: string, };

/**
 * Who carries the call.
 */
export type Driver = "acs" | "loopback";

/**
 * What the dialer tells the engine.
 */
export type EngineCommand = { "type": "prepare", 
/**
 * The driver that the host is set to.
 */
driver: Driver, 
/**
 * The person's token.
 */
token: IssuedToken, } | { "type": "renew_token", 
/**
 * A fresh token for the same identity.
 */
token: IssuedToken | null, } | { "type": "dial", 
/**
 * Its id.
 */
call: CallId, 
/**
 * The number to call.
 */
number: E164, 
/**
 * The number to present.
 */
caller_id: E164 | null, } | { "type": "hang_up", 
/**
 * The call.
 */
call: CallId, } | { "type": "send_dtmf", 
/**
 * The call.
 */
call: CallId, 
/**
 * Which tone.
 */
tone: DtmfTone, };

/**
 * What the engine tells the dialer.
 */
export type EngineEvent = { "type": "loaded", } | { "type": "preparing", 
/**
 * What it is doing.
 */
step: PrepareStep, } | { "type": "ready", } | { "type": "failed", 
/**
 * Why.
 */
problem: EngineProblem, 
/**
 * What the driver said, for the log; never a token.
 */
detail: string, } | { "type": "connection", 
/**
 * Reached or not.
 */
connected: boolean, } | { "type": "token_wanted", } | { "type": "call_state", 
/**
 * The call.
 */
call: CallId, 
/**
 * Its state.
 */
state: CallState, } | { "type": "call_ended", 
/**
 * The call.
 */
call: CallId, 
/**
 * Why.
 */
reason: EndReason, } | { "type": "audio_level", 
/**
 * The call.
 */
call: CallId, 
/**
 * Peak, 0 to 1.
 */
level: number, } | { "type": "dtmf_sent", 
/**
 * The call.
 */
call: CallId, 
/**
 * Which tone.
 */
tone: DtmfTone, };

/**
 * The stages of making the driver ready.
 */
export type PrepareStep = "loading_driver" | "asking_microphone" | "connecting_service";

/**
 * Why the engine is not ready, or a call could not be started.
 */
export type EngineProblem = "microphone_denied" | "no_microphone" | "sdk_missing" | "sdk_failed" | "token_refused";

/**
 * The states of a live call, as the calling SDK names them.
 */
export type CallState = "connecting" | "ringing" | "early_media" | "connected" | "local_hold" | "remote_hold" | "disconnecting";

/**
 * Why a call ended: the SDK's `callEndReason`, or the loopback driver's like of it.
 */
export type EndReason = { 
/**
 * SIP-like code, 0 for a normal end.
 */
code: number, 
/**
 * Finer code; 560xxx came from the carrier.
 */
sub_code: number, 
/**
 * What this side knows beyond the codes.
 */
problem: EngineProblem | null, };

/**
 * A keypad tone. `A` to `D` exist in DTMF (ITU-T Q.23) but on no keypad of ours.
 */
export type DtmfTone = "Num0" | "Num1" | "Num2" | "Num3" | "Num4" | "Num5" | "Num6" | "Num7" | "Num8" | "Num9" | "Star" | "Pound";
