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
 * Whom a line can call. Only the host says whether it may.
 */
export type Callee = string;

export const EMERGENCY_NUMBERS = ["000", "112", "911", "933", "999"];

/**
 * A country in which Azure connects emergency calls, for those who are there (Microsoft Learn,
 * "Emergency calling concepts").
 */
export type EmergencyCountry = "AU" | "CA" | "DK" | "GB" | "PR" | "US";

/**
 * A short-lived ACS access token with the `voip` scope.
 *
 * `Debug` shows nothing of it, so that no log line or panic message can.
 */
export type AccessToken = string;

/**
 * Names one call, from its authorisation to its record. Chosen by the host, or by the engine for a
 * call that comes in.
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
export type EngineCommand = { "type": "load", 
/**
 * The driver that the host is set to.
 */
driver: Driver, } | { "type": "prepare", 
/**
 * The driver that the host is set to.
 */
driver: Driver, 
/**
 * The person's token.
 */
token: IssuedToken, 
/**
 * The country that emergency calls are made in, if that is certain; else the service
 * concludes it from this computer's address.
 */
emergency_country: EmergencyCountry | null, } | { "type": "renew_token", 
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
number: Callee, 
/**
 * The number to present.
 */
caller_id: E164 | null, } | { "type": "dial_echo", 
/**
 * Its id, which the host does not know.
 */
call: CallId, } | { "type": "accept", 
/**
 * The call.
 */
call: CallId, } | { "type": "hang_up", 
/**
 * The call.
 */
call: CallId, } | { "type": "send_dtmf", 
/**
 * The call.
 */
call: CallId, 
/**
 * Tones and pauses, in order.
 */
steps: Array<DtmfStep>, } | { "type": "mute", 
/**
 * The call.
 */
call: CallId, 
/**
 * Whether it is to be muted.
 */
muted: boolean, } | { "type": "hold", 
/**
 * The call.
 */
call: CallId, 
/**
 * Whether it is to be held.
 */
held: boolean, } | { "type": "transfer", 
/**
 * The call whose other side is to be handed on.
 */
call: CallId, 
/**
 * To whom.
 */
to: TransferTarget, } | { "type": "choose_device", 
/**
 * What for.
 */
role: DeviceRole, 
/**
 * One of [`EngineEvent::Devices`].
 */
device: DeviceId, } | { "type": "set_volume", 
/**
 * 0, silence, to 1.
 */
level: number, } | { "type": "ping", 
/**
 * To come back with the answer.
 */
beat: number, };

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
connected: boolean, } | { "type": "token_wanted", } | { "type": "incoming", 
/**
 * The call, named by the engine.
 */
call: CallId, 
/**
 * The caller's number; `None` when it is withheld or none.
 */
caller: E164 | null, } | { "type": "call_state", 
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
tone: DtmfTone, } | { "type": "muted", 
/**
 * The call.
 */
call: CallId, 
/**
 * Whether it is muted.
 */
muted: boolean, } | { "type": "control_failed", 
/**
 * The call.
 */
call: CallId, 
/**
 * What did not work.
 */
control: CallControl, } | { "type": "transferred", 
/**
 * The call.
 */
call: CallId, } | { "type": "transfer_failed", 
/**
 * The call.
 */
call: CallId, 
/**
 * Why not, in the codes of ended calls.
 */
reason: EndReason, } | { "type": "devices", 
/**
 * All of them.
 */
devices: Devices, } | { "type": "diagnostic", 
/**
 * The call.
 */
call: CallId, 
/**
 * What it is.
 */
diagnostic: Diagnostic, 
/**
 * Whether it is so now.
 */
active: boolean, } | { "type": "stats", 
/**
 * The call.
 */
call: CallId, 
/**
 * The measurements.
 */
stats: MediaStats, } | { "type": "pong", 
/**
 * The ping's.
 */
beat: number, };

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

/**
 * A tone, or the time between two.
 */
export type DtmfStep = { "type": "tone", 
/**
 * Which.
 */
tone: DtmfTone, } | { "type": "pause", };

/**
 * Whom the other side of a call is handed on to.
 */
export type TransferTarget = { "type": "number", 
/**
 * The number.
 */
number: E164, } | { "type": "call", 
/**
 * That call.
 */
call: CallId, };

/**
 * What can be done with a call that is on.
 */
export type CallControl = "mute" | "hold" | "dtmf" | "transfer";

/**
 * What a device is chosen for.
 */
export type DeviceRole = "microphone" | "speaker";

/**
 * Names a device to the engine of this launch only: browsers salt it with the page's origin, whose
 * port is another one each time (Media Capture and Streams §9.2.1, `deviceId`). What lasts is the
 * device's name.
 */
export type DeviceId = string;

/**
 * A microphone or speaker.
 */
export type Device = { 
/**
 * Its id.
 */
id: DeviceId, 
/**
 * Its name, as the system has it. Empty as long as the microphone is not allowed.
 */
name: string, };

/**
 * The devices that there are.
 */
export type Devices = { 
/**
 * Every microphone.
 */
microphones: Array<Device>, 
/**
 * Every speaker; empty where the browser names none.
 */
speakers: Array<Device>, 
/**
 * The microphone in use; `None` is the system's choice.
 */
microphone: DeviceId | null, 
/**
 * The speaker in use; `None` is the system's choice.
 */
speaker: DeviceId | null, 
/**
 * Whether the browser lets a page choose the speaker. Firefox does not to the SDK.
 */
can_choose_speaker: boolean, 
/**
 * Whether the driver can play the other side softer. The SDK has no means for it (2.0.0).
 */
can_set_volume: boolean, };

/**
 * What a person should know of during a call, in the terms of the SDK's user facing diagnostics.
 */
export type Diagnostic = "no_network" | "reconnecting" | "receiving_poorly" | "sending_poorly" | "relays_unreachable" | "no_microphone" | "microphone_denied" | "microphone_silent" | "microphone_muted_by_system" | "speaking_while_muted" | "no_speaker";

/**
 * How the voice travels. What a driver does not measure is `None`.
 */
export type MediaStats = { 
/**
 * There and back, in milliseconds.
 */
round_trip_ms: number | null, 
/**
 * Of what arrives (RFC 3550 §6.4.1), in milliseconds.
 */
jitter_ms: number | null, 
/**
 * The share of what should have arrived since the last measurement and has not, 0 to 1.
 */
lost: number | null, };
