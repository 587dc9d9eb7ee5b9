//! Dialer ⇄ call engine, over a `MessagePort` that the dialer hands to the engine's frame.
//!
//! Opening: when the frame has loaded, the dialer posts [`OPENING`] with one port to the exact
//! origin that the host named. The engine takes it only from its own extension's origin and only
//! once; from then on everything goes over the port. The engine answers [`EngineEvent::Loaded`].

use serde::{Deserialize, Serialize};

use crate::{
    Callee, E164, EmergencyCountry,
    host::{CallId, IssuedToken},
};

/// The one message that travels by `postMessage`, as the value of its `type`.
pub const OPENING: &str = "pagedial-engine-port";

/// Who carries the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Driver {
    /// Azure Communication Services, by its calling SDK.
    Acs,
    /// Two peer connections in the page: practice, demo and tests, no phone network.
    Loopback,
}

/// What the dialer tells the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EngineCommand {
    /// First: begin to load the driver's code, which needs no token. The host mints one meanwhile.
    Load {
        /// The driver that the host is set to.
        driver: Driver,
    },
    /// Once: be ready to dial.
    Prepare {
        /// The driver that the host is set to.
        driver: Driver,
        /// The person's token.
        token: IssuedToken,
        /// The country that emergency calls are made in, if that is certain; else the service
        /// concludes it from this computer's address.
        emergency_country: Option<EmergencyCountry>,
    },
    /// The answer to [`EngineEvent::TokenWanted`]. `None` when there is none to be had now; the
    /// engine keeps the old one and asks again.
    RenewToken {
        /// A fresh token for the same identity.
        token: Option<IssuedToken>,
    },
    /// Start a call that the host has authorised.
    Dial {
        /// Its id.
        call: CallId,
        /// The number to call.
        number: Callee,
        /// The number to present.
        caller_id: Option<E164>,
    },
    /// Start a call to what plays back what it hears: nobody is called, so the host has nothing to
    /// authorise.
    DialEcho {
        /// Its id, which the host does not know.
        call: CallId,
    },
    /// Answer a call of [`EngineEvent::Incoming`], while no other call can be heard. The engine makes
    /// no two calls active: it ends the one that would be the second, dialled or accepted.
    Accept {
        /// The call.
        call: CallId,
    },
    /// End the call for everyone, in whatever state it is. One that rings here is turned away.
    HangUp {
        /// The call.
        call: CallId,
    },
    /// Send tones in a connected call, after those that are still on their way.
    SendDtmf {
        /// The call.
        call: CallId,
        /// Tones and pauses, in order.
        steps: Vec<DtmfStep>,
    },
    /// Have the other side hear nothing of this one, or hear it again.
    Mute {
        /// The call.
        call: CallId,
        /// Whether it is to be muted.
        muted: bool,
    },
    /// Hold the call, or take it up again.
    Hold {
        /// The call.
        call: CallId,
        /// Whether it is to be held.
        held: bool,
    },
    /// Have the other side of an answered call talk to somebody else from now on.
    Transfer {
        /// The call whose other side is to be handed on.
        call: CallId,
        /// To whom.
        to: TransferTarget,
    },
    /// Use another device, from now on and in a call that is on.
    ChooseDevice {
        /// What for.
        role: DeviceRole,
        /// One of [`EngineEvent::Devices`].
        device: DeviceId,
    },
    /// How loud the other side is played, if [`Devices::can_set_volume`].
    SetVolume {
        /// 0, silence, to 1.
        level: f64,
    },
    /// Is anybody there? A crashed frame says nothing of itself: Chromium 156 has no `close` event
    /// of ports (measured).
    Ping {
        /// To come back with the answer.
        beat: u32,
    },
}

/// What the engine tells the dialer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EngineEvent {
    /// The port is open.
    Loaded {},
    /// `prepare` is under way.
    Preparing {
        /// What it is doing.
        step: PrepareStep,
    },
    /// The driver can dial.
    Ready {},
    /// The driver can't be made ready. Final until the engine is loaded again.
    Failed {
        /// Why.
        problem: EngineProblem,
        /// What the driver said, for the log; never a token.
        detail: String,
    },
    /// The driver's connection to the phone service. ACS can report a call agent as created with
    /// no network at all (measured, SDK 2.0.0), so only this says whether it is reached.
    Connection {
        /// Reached or not.
        connected: bool,
    },
    /// The token needs renewing.
    TokenWanted {},
    /// Somebody calls. One [`EngineEvent::CallEnded`] follows, whether it is answered or not.
    Incoming {
        /// The call, named by the engine.
        call: CallId,
        /// The caller's number; `None` when it is withheld or none.
        caller: Option<E164>,
    },
    /// The call has moved on.
    CallState {
        /// The call.
        call: CallId,
        /// Its state.
        state: CallState,
    },
    /// The call is over. Exactly one for each `dial` and each `incoming`, and nothing of that call
    /// follows.
    CallEnded {
        /// The call.
        call: CallId,
        /// Why.
        reason: EndReason,
    },
    /// Loudness of what is heard from the other side, a few times a second while connected.
    AudioLevel {
        /// The call.
        call: CallId,
        /// Peak, 0 to 1.
        level: f64,
    },
    /// A tone has been sent.
    DtmfSent {
        /// The call.
        call: CallId,
        /// Which tone.
        tone: DtmfTone,
    },
    /// Whether the other side hears this one: as it is, not as it was asked for.
    Muted {
        /// The call.
        call: CallId,
        /// Whether it is muted.
        muted: bool,
    },
    /// The call goes on, but not as it was asked to.
    ControlFailed {
        /// The call.
        call: CallId,
        /// What did not work.
        control: CallControl,
    },
    /// The other side has been handed on, so that this call is to be hung up.
    Transferred {
        /// The call.
        call: CallId,
    },
    /// The other side has not been handed on. The call goes on.
    TransferFailed {
        /// The call.
        call: CallId,
        /// Why not, in the codes of ended calls.
        reason: EndReason,
    },
    /// The devices that there are, when that becomes known and whenever it changes.
    Devices {
        /// All of them.
        devices: Devices,
    },
    /// Something that a person should know of begins or is over.
    Diagnostic {
        /// The call.
        call: CallId,
        /// What it is.
        diagnostic: Diagnostic,
        /// Whether it is so now.
        active: bool,
    },
    /// How the voice travels, every few seconds while connected.
    Stats {
        /// The call.
        call: CallId,
        /// The measurements.
        stats: MediaStats,
    },
    /// The answer to [`EngineCommand::Ping`].
    Pong {
        /// The ping's.
        beat: u32,
    },
}

/// Whom the other side of a call is handed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TransferTarget {
    /// A number that the host has authorised, unannounced.
    Number {
        /// The number.
        number: E164,
    },
    /// The other side of another call of this line, which has been asked.
    Call {
        /// That call.
        call: CallId,
    },
}

/// What can be done with a call that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CallControl {
    /// Muting or the opposite.
    Mute,
    /// Holding or the opposite.
    Hold,
    /// Sending tones. Those that wait behind the one that failed are dropped.
    Dtmf,
    /// Handing the other side on. [`EngineEvent::TransferFailed`] tells of it.
    Transfer,
}

/// What a device is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DeviceRole {
    /// What hears this side.
    Microphone,
    /// What plays the other side.
    Speaker,
}

/// Names a device to the engine of this launch only: browsers salt it with the page's origin, whose
/// port is another one each time (Media Capture and Streams §9.2.1, `deviceId`). What lasts is the
/// device's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct DeviceId(pub String);

/// A microphone or speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its name, as the system has it. Empty as long as the microphone is not allowed.
    pub name: String,
}

/// The devices that there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Devices {
    /// Every microphone.
    pub microphones: Vec<Device>,
    /// Every speaker; empty where the browser names none.
    pub speakers: Vec<Device>,
    /// The microphone in use; `None` is the system's choice.
    pub microphone: Option<DeviceId>,
    /// The speaker in use; `None` is the system's choice.
    pub speaker: Option<DeviceId>,
    /// Whether the browser lets a page choose the speaker. Firefox does not to the SDK.
    pub can_choose_speaker: bool,
    /// Whether the driver can play the other side softer. The SDK has no means for it (2.0.0).
    pub can_set_volume: bool,
}

/// What a person should know of during a call, in the terms of the SDK's user facing diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Diagnostic {
    /// The network is gone.
    NoNetwork,
    /// The connection broke and is being set up again.
    Reconnecting,
    /// What comes from the other side comes badly.
    ReceivingPoorly,
    /// What goes to the other side goes badly.
    SendingPoorly,
    /// The phone service's relays can't be reached, as behind a strict firewall.
    RelaysUnreachable,
    /// There is no microphone any more.
    NoMicrophone,
    /// The microphone is not allowed any more.
    MicrophoneDenied,
    /// The microphone is on and gives nothing.
    MicrophoneSilent,
    /// The system or the device itself has muted the microphone.
    MicrophoneMutedBySystem,
    /// The person talks and is muted.
    SpeakingWhileMuted,
    /// There is no speaker.
    NoSpeaker,
}

/// How the voice travels. What a driver does not measure is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MediaStats {
    /// There and back, in milliseconds.
    pub round_trip_ms: Option<f64>,
    /// Of what arrives (RFC 3550 §6.4.1), in milliseconds.
    pub jitter_ms: Option<f64>,
    /// The share of what should have arrived since the last measurement and has not, 0 to 1.
    pub lost: Option<f64>,
}

/// The stages of making the driver ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PrepareStep {
    /// Loading the driver's code.
    LoadingDriver,
    /// Asking for the microphone.
    AskingMicrophone,
    /// Reaching the phone service.
    ConnectingService,
}

/// Why the engine is not ready, or a call could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EngineProblem {
    /// The person or a policy has denied the microphone.
    MicrophoneDenied,
    /// There is no microphone.
    NoMicrophone,
    /// The SDK's file is not there.
    SdkMissing,
    /// The SDK's file did not load or did not start.
    SdkFailed,
    /// The phone service does not take the token.
    TokenRefused,
}

/// The states of a live call, as the calling SDK names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CallState {
    /// Being set up.
    Connecting,
    /// The other side rings.
    Ringing,
    /// An announcement is heard before the call is answered.
    EarlyMedia,
    /// Answered.
    Connected,
    /// This side holds.
    LocalHold,
    /// The other side holds.
    RemoteHold,
    /// Being taken down.
    Disconnecting,
}

/// Why a call ended: the SDK's `callEndReason`, or the loopback driver's like of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EndReason {
    /// SIP-like code, 0 for a normal end.
    pub code: u32,
    /// Finer code; 560xxx came from the carrier.
    pub sub_code: u32,
    /// What this side knows beyond the codes.
    pub problem: Option<EngineProblem>,
}

/// A keypad tone. `A` to `D` exist in DTMF (ITU-T Q.23) but on no keypad of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[allow(missing_docs, reason = "each variant is the key of that name")]
pub enum DtmfTone {
    Num0,
    Num1,
    Num2,
    Num3,
    Num4,
    Num5,
    Num6,
    Num7,
    Num8,
    Num9,
    Star,
    Pound,
}

/// A tone, or the time between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DtmfStep {
    /// A tone.
    Tone {
        /// Which.
        tone: DtmfTone,
    },
    /// Two seconds, as a comma is to modems (ITU-T V.250: dial modifier `,`, whose S8 is 2 s).
    Pause {},
}

impl DtmfTone {
    /// The tone of a key, `0` to `9`, `*` or `#`.
    #[must_use]
    pub const fn of_key(key: char) -> Option<Self> {
        Some(match key {
            '0' => Self::Num0,
            '1' => Self::Num1,
            '2' => Self::Num2,
            '3' => Self::Num3,
            '4' => Self::Num4,
            '5' => Self::Num5,
            '6' => Self::Num6,
            '7' => Self::Num7,
            '8' => Self::Num8,
            '9' => Self::Num9,
            '*' => Self::Star,
            '#' => Self::Pound,
            _ => return None,
        })
    }
}
