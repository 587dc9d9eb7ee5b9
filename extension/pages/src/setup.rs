//! What stands between the person and a call: a pure function of what host and engine have said.

use pagedial_protocol::{
    EmergencyCountry, WireError,
    engine::{Driver, EngineEvent, EngineProblem, PrepareStep},
    host::{Account, PROTOCOL, ProtocolVersion},
};

/// Everything that is known of host and engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setup {
    host: HostFacts,
    engine: EngineFacts,
    /// The engine waits for an answer to the browser's question about the microphone.
    pub(crate) asking_microphone: bool,
    /// Whether the phone service is reached, once the driver has said so.
    pub(crate) service_reached: Option<bool>,
    /// Why the token that the engine has could not be renewed the last time.
    pub(crate) not_renewed: Option<WireError>,
}

#[derive(Clone, Debug, PartialEq)]
enum HostFacts {
    /// Another window has the line.
    LineTaken,
    Connecting,
    Absent(HostAbsence),
    OtherVersion,
    Refused(WireError),
    Answered {
        account: Account,
        driver: Driver,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum EngineFacts {
    Preparing(Option<PrepareStep>),
    Ready,
    Failed(EngineProblem),
    NoToken(WireError),
    Unreachable,
    Misplaced,
}

/// Something that was learned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    /// Another window of Pagedial has the line, with host, agent and microphone.
    LineTaken,
    /// The host is being started.
    HostConnecting,
    /// The port closed, with the browser's words for the reason.
    HostGone(Option<String>),
    /// The host did not answer in time.
    HostSilent,
    /// The host answered `hello`.
    HostAnswered { protocol: ProtocolVersion, account: Account, driver: Driver },
    /// The host refused `hello`.
    HostRefused(WireError),
    /// The engine is being loaded.
    EngineLoading,
    /// The host has no token for the engine.
    NoToken(WireError),
    /// The engine's page did not open its port, or is gone.
    EngineUnreachable,
    /// The host named a place for the engine that is not allowed.
    EngineMisplaced,
    /// The host was asked for the engine's next token; `None` means that there is one.
    TokenRenewal(Option<WireError>),
    /// The engine said something.
    Engine(EngineEvent),
}

/// What can go wrong around a call without ending it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallTrouble {
    /// The host's process is gone: the history is written when there is one again.
    HostGone,
    /// The phone service can't be reached.
    ServiceNotReached,
    /// The token could not be renewed; the engine tries again.
    TokenNotRenewed,
}

/// Why there is no host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostAbsence {
    /// The browser knows of none.
    NotInstalled,
    /// An administrator has switched native messaging off.
    ForbiddenByPolicy,
    /// A host is installed, but not for this extension.
    ForbiddenByManifest,
    /// It was there and is gone, or does not answer.
    Stopped,
}

/// What all the facts come down to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Situation {
    /// The host is being asked.
    Connecting,
    /// A call can be asked for; it starts when the engine is ready.
    Preparing(Option<PrepareStep>),
    /// A call can start at once.
    Ready,
    /// No call can be made.
    Obstacle(Obstacle),
}

/// Why no call can be made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Obstacle {
    LineTaken,
    Host(HostAbsence),
    OtherVersion,
    HostRefused(WireError),
    NotConfigured,
    ConfigurationInvalid(WireError),
    NoToken(WireError),
    Engine(EngineProblem),
    EngineUnreachable,
    EngineMisplaced,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            host: HostFacts::Connecting,
            engine: EngineFacts::Preparing(None),
            asking_microphone: false,
            service_reached: None,
            not_renewed: None,
        }
    }
}

impl Setup {
    /// Where the administrator has enabled emergency calling.
    pub(crate) fn emergency_calling(&self) -> &[EmergencyCountry] {
        match &self.host {
            HostFacts::Answered {
                account: Account::Configured { emergency_calling, .. }, ..
            } => emergency_calling,
            _ => &[],
        }
    }

    /// The country that emergency calls are made in. Of several, only the phone service can tell, by
    /// this computer's address.
    pub(crate) fn emergency_country(&self) -> Option<EmergencyCountry> {
        match self.emergency_calling() {
            [country] => Some(*country),
            _ => None,
        }
    }

    /// Takes a fact in.
    pub(crate) fn learn(&mut self, fact: Fact) {
        match fact {
            Fact::LineTaken => self.host = HostFacts::LineTaken,
            Fact::HostConnecting => *self = Self::default(),
            Fact::HostGone(reason) => self.host_gone(reason.as_deref()),
            Fact::HostSilent => self.host = HostFacts::Absent(HostAbsence::Stopped),
            Fact::HostAnswered { protocol, account, driver } => {
                self.host = if protocol.major == PROTOCOL.major {
                    HostFacts::Answered { account, driver }
                } else {
                    HostFacts::OtherVersion
                };
            }
            Fact::HostRefused(error) => {
                self.host = if error.code == pagedial_protocol::ErrorCode::UpgradeNeeded.number() {
                    HostFacts::OtherVersion
                } else {
                    HostFacts::Refused(error)
                };
            }
            Fact::EngineLoading => self.engine_starts_over(EngineFacts::Preparing(None)),
            Fact::TokenRenewal(failure) => self.not_renewed = failure,
            Fact::NoToken(error) => self.engine = EngineFacts::NoToken(error),
            Fact::EngineUnreachable => self.engine_starts_over(EngineFacts::Unreachable),
            Fact::EngineMisplaced => self.engine_starts_over(EngineFacts::Misplaced),
            Fact::Engine(event) => self.engine_said(&event),
        }
    }

    fn host_gone(&mut self, reason: Option<&str>) {
        // What the host said last explains its going better than the browser can.
        if matches!(self.host, HostFacts::Connecting | HostFacts::Answered { .. }) {
            self.host = HostFacts::Absent(HostAbsence::of(reason));
        }
    }

    fn engine_starts_over(&mut self, facts: EngineFacts) {
        self.engine = facts;
        self.asking_microphone = false;
        self.service_reached = None;
        self.not_renewed = None;
    }

    fn engine_said(&mut self, event: &EngineEvent) {
        match event {
            // Asked for when a call is dialled; the engine is ready all the while.
            EngineEvent::Preparing { step: PrepareStep::AskingMicrophone } => {
                self.asking_microphone = true;
            }
            EngineEvent::Preparing { step } => {
                if matches!(self.engine, EngineFacts::Preparing(_)) {
                    self.engine = EngineFacts::Preparing(Some(*step));
                }
            }
            EngineEvent::Ready {} => self.engine = EngineFacts::Ready,
            EngineEvent::Failed { problem, .. } => {
                self.engine_starts_over(EngineFacts::Failed(*problem));
            }
            EngineEvent::Connection { connected } => self.service_reached = Some(*connected),
            EngineEvent::CallState { .. } | EngineEvent::CallEnded { .. } => {
                self.asking_microphone = false;
            }
            // Of the call or of the devices, not of what a call needs.
            EngineEvent::Loaded {}
            | EngineEvent::TokenWanted {}
            | EngineEvent::AudioLevel { .. }
            | EngineEvent::Incoming { .. }
            | EngineEvent::Transferred { .. }
            | EngineEvent::TransferFailed { .. }
            | EngineEvent::DtmfSent { .. }
            | EngineEvent::Muted { .. }
            | EngineEvent::ControlFailed { .. }
            | EngineEvent::Devices { .. }
            | EngineEvent::Diagnostic { .. }
            | EngineEvent::Stats { .. }
            | EngineEvent::Pong { .. } => {}
        }
    }

    /// What the facts come down to.
    pub(crate) fn situation(&self) -> Situation {
        match &self.host {
            HostFacts::LineTaken => Situation::Obstacle(Obstacle::LineTaken),
            HostFacts::Connecting => Situation::Connecting,
            HostFacts::Absent(absence) => Situation::Obstacle(Obstacle::Host(absence.clone())),
            HostFacts::OtherVersion => Situation::Obstacle(Obstacle::OtherVersion),
            HostFacts::Refused(error) => Situation::Obstacle(Obstacle::HostRefused(error.clone())),
            HostFacts::Answered { account, .. } => match account {
                Account::NotConfigured {} => Situation::Obstacle(Obstacle::NotConfigured),
                Account::Invalid { error } => {
                    Situation::Obstacle(Obstacle::ConfigurationInvalid(error.clone()))
                }
                Account::Configured { .. } => self.engine.situation(),
            },
        }
    }

    /// What goes wrong around a call that is on.
    pub(crate) fn call_troubles(&self) -> Vec<CallTrouble> {
        let is_so = |trouble: &CallTrouble| match trouble {
            CallTrouble::HostGone => matches!(self.host, HostFacts::Absent(_)),
            CallTrouble::ServiceNotReached => self.service_reached == Some(false),
            CallTrouble::TokenNotRenewed => self.not_renewed.is_some(),
        };
        CallTrouble::ALL.into_iter().filter(is_so).collect()
    }

    /// Whether calls are only practised.
    pub(crate) const fn is_practice(&self) -> bool {
        matches!(self.host, HostFacts::Answered { driver: Driver::Loopback, .. })
    }
}

impl CallTrouble {
    /// Every trouble.
    const ALL: [Self; 3] = [Self::HostGone, Self::ServiceNotReached, Self::TokenNotRenewed];

    /// The key of its text.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::HostGone => "dialer_trouble_host_gone",
            Self::ServiceNotReached => "dialer_trouble_service_not_reached",
            Self::TokenNotRenewed => "dialer_trouble_token_not_renewed",
        }
    }
}

impl EngineFacts {
    fn situation(&self) -> Situation {
        let obstacle = match self {
            Self::Preparing(step) => return Situation::Preparing(*step),
            Self::Ready => return Situation::Ready,
            Self::Failed(problem) => Obstacle::Engine(*problem),
            Self::NoToken(error) => Obstacle::NoToken(error.clone()),
            Self::Unreachable => Obstacle::EngineUnreachable,
            Self::Misplaced => Obstacle::EngineMisplaced,
        };
        Situation::Obstacle(obstacle)
    }
}

impl HostAbsence {
    /// Reads the browser's words. Chromium's are fixed strings of `native_message_port` and
    /// `messaging_api_message_handler`; Firefox has one for every case.
    fn of(reason: Option<&str>) -> Self {
        let reason = reason.unwrap_or_default();
        if reason.contains("not found") || reason.contains("No such native application") {
            Self::NotInstalled
        } else if reason.contains("disabled by the system administrator") {
            Self::ForbiddenByPolicy
        } else if reason.contains("forbidden") {
            Self::ForbiddenByManifest
        } else {
            Self::Stopped
        }
    }
}

impl Situation {
    /// The value of `data-setup`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Preparing(_) => "preparing",
            Self::Ready => "ready",
            Self::Obstacle(obstacle) => obstacle.name(),
        }
    }

    /// Whether a call can be asked for.
    pub(crate) const fn can_call(&self) -> bool {
        matches!(self, Self::Preparing(_) | Self::Ready)
    }
}

impl Obstacle {
    /// The value of `data-setup`; the texts are `dialer_setup_<name>` and
    /// `dialer_setup_<name>_todo`, but for [`Self::error`].
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::LineTaken => "line_taken",
            Self::Host(HostAbsence::NotInstalled) => "host_missing",
            Self::Host(HostAbsence::ForbiddenByPolicy) => "host_forbidden",
            Self::Host(HostAbsence::ForbiddenByManifest) => "host_not_for_us",
            Self::Host(HostAbsence::Stopped) => "host_stopped",
            Self::OtherVersion => "upgrade_needed",
            Self::HostRefused(_) => "host_refused",
            Self::NotConfigured => "not_configured",
            Self::ConfigurationInvalid(_) => "invalid_configuration",
            Self::NoToken(_) => "token_refused",
            Self::Engine(EngineProblem::MicrophoneDenied) => "microphone_denied",
            Self::Engine(EngineProblem::NoMicrophone) => "no_microphone",
            Self::Engine(EngineProblem::SdkMissing) => "sdk_missing",
            Self::Engine(EngineProblem::SdkFailed) => "sdk_failed",
            Self::Engine(EngineProblem::TokenRefused) => "engine_token_refused",
            Self::EngineUnreachable => "engine_unreachable",
            Self::EngineMisplaced => "engine_misplaced",
        }
    }

    /// The error whose own texts say it better.
    pub(crate) const fn error(&self) -> Option<&WireError> {
        match self {
            Self::HostRefused(error) | Self::ConfigurationInvalid(error) | Self::NoToken(error) => {
                Some(error)
            }
            _ => None,
        }
    }

    /// What to type into a terminal, if that is the way out.
    pub(crate) const fn command(&self) -> Option<&'static str> {
        match self {
            Self::Host(HostAbsence::NotInstalled | HostAbsence::ForbiddenByManifest) => {
                Some("pagedial-host install")
            }
            Self::NotConfigured | Self::ConfigurationInvalid(_) => Some("pagedial-host configure"),
            Self::Engine(EngineProblem::SdkMissing | EngineProblem::SdkFailed) => {
                Some("pagedial-host engine install")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "setup_tests.rs"]
mod tests;
