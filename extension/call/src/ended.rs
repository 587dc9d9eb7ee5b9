use pagedial_protocol::{
    WireError,
    engine::{EndReason, EngineProblem},
    host::DenyRule,
};

/// Why a call is over, as far as a person is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndedBecause {
    /// One of the two sides hung up after talking.
    NormalEnd,
    /// This side hung up before the other side answered.
    Cancelled,
    /// A call that came in was over before anybody answered it.
    Missed,
    /// This side turned a call away.
    Rejected,
    /// The other side talks to somebody else now.
    Transferred,
    /// The called line is busy.
    Busy,
    /// Nobody answered in time, or the phone is switched off.
    NoAnswer,
    /// The called side declined, or the carrier did (fraud guard, too many calls at once).
    Declined,
    /// The number does not exist.
    NotFound,
    /// The number is incomplete or has a form that the carrier does not take.
    InvalidNumber,
    /// The caller ID is missing or does not belong to this phone service.
    CallerIdRefused,
    /// The carrier or the phone service does not let this call through.
    Refused,
    /// The phone service has no route or trunk for the number.
    NotRouted,
    /// The network of this computer.
    LocalNetwork,
    /// No audio path could be opened.
    FirewallBlocked,
    /// The phone service or the carrier failed.
    ServiceFailed,
    /// The microphone is not allowed.
    MicrophoneDenied,
    /// There is no microphone.
    NoMicrophone,
    /// The calling SDK is not installed.
    SdkMissing,
    /// The calling SDK did not start.
    SdkFailed,
    /// The phone service does not take the token.
    TokenRefused,
    /// The host's policy does not allow the call.
    Denied(DenyRule),
    /// The host could not authorise the call.
    HostRefused(WireError),
    /// The host was gone before it authorised the call.
    HostLost,
    /// The engine's page went away or stopped answering.
    EngineLost,
    /// A code that is not in the table.
    Unknown {
        /// The phone service's code.
        code: u32,
        /// Its finer code.
        sub_code: u32,
    },
}

impl EndedBecause {
    /// Reads the phone service's word on an ended call.
    ///
    /// Codes: Microsoft's list of PSTN call end reasons (azure-docs,
    /// `communication-services/resources/troubleshooting/voice-video-calling/…/pstn.md`,
    /// 2024-07-22) and those seen from SDK 2.0.0 on a machine with no network (490/4525).
    #[must_use]
    pub fn of(reason: EndReason) -> Self {
        if let Some(problem) = reason.problem {
            return Self::of_problem(problem);
        }
        match (reason.code, reason.sub_code) {
            // "ActionNotAllowed": undocumented (azure-sdk-for-js#36785), and no normal end.
            (0, 5317) => Self::unknown(reason),
            (0, _) => Self::NormalEnd,
            (400, 40_613) => Self::MicrophoneDenied,
            (401, _) | (403, 40_229) => Self::TokenRefused,
            (403, 510_403) => Self::CallerIdRefused,
            (403, 511_532) => Self::NotRouted,
            (403, _) => Self::Refused,
            (404, _) => Self::NotFound,
            // Timeouts of the gateway and of the call agent, not of a ringing phone.
            (408, 500_001 | 40_101 | 40_104 | 40_114) => Self::ServiceFailed,
            (408 | 480, _) => Self::NoAnswer,
            (410, 531_004) => Self::FirewallBlocked,
            (422, 44_000 | 44_004) | (484, _) => Self::InvalidNumber,
            (486, _) => Self::Busy,
            (487 | 497, _) => Self::Cancelled,
            (490 | 491 | 496 | 498, _) => Self::LocalNetwork,
            (500 | 503 | 504, _) => Self::ServiceFailed,
            (603, _) => Self::Declined,
            _ => Self::unknown(reason),
        }
    }

    /// Reads why the engine could not call.
    #[must_use]
    pub const fn of_problem(problem: EngineProblem) -> Self {
        match problem {
            EngineProblem::MicrophoneDenied => Self::MicrophoneDenied,
            EngineProblem::NoMicrophone => Self::NoMicrophone,
            EngineProblem::SdkMissing => Self::SdkMissing,
            EngineProblem::SdkFailed => Self::SdkFailed,
            EngineProblem::TokenRefused => Self::TokenRefused,
        }
    }

    const fn unknown(reason: EndReason) -> Self {
        Self::Unknown { code: reason.code, sub_code: reason.sub_code }
    }

    /// The name of this end. The texts are `dialer_end_<name>` (what happened) and
    /// `dialer_end_<name>_todo` (what to do; not every end needs one).
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NormalEnd => "normal_end",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
            Self::Rejected => "rejected",
            Self::Transferred => "transferred",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Declined => "declined",
            Self::NotFound => "not_found",
            Self::InvalidNumber => "invalid_number",
            Self::CallerIdRefused => "caller_id_refused",
            Self::Refused => "refused",
            Self::NotRouted => "not_routed",
            Self::LocalNetwork => "local_network",
            Self::FirewallBlocked => "firewall_blocked",
            Self::ServiceFailed => "service_failed",
            Self::MicrophoneDenied => "microphone_denied",
            Self::NoMicrophone => "no_microphone",
            Self::SdkMissing => "sdk_missing",
            Self::SdkFailed => "sdk_failed",
            Self::TokenRefused => "token_refused",
            Self::Denied(rule) => denied_name(*rule),
            Self::HostRefused(_) => "host_refused",
            Self::HostLost => "host_lost",
            Self::EngineLost => "engine_lost",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Whether the call went as the person wanted, so that nothing needs doing.
    #[must_use]
    pub const fn is_as_wanted(&self) -> bool {
        matches!(
            self,
            Self::NormalEnd | Self::Cancelled | Self::Missed | Self::Rejected | Self::Transferred
        )
    }
}

const fn denied_name(rule: DenyRule) -> &'static str {
    match rule {
        DenyRule::NoCallerId => "denied_no_caller_id",
        DenyRule::EmergencyNumber => "denied_emergency_number",
        DenyRule::ShortNumber => "denied_short_number",
        DenyRule::UnknownNumber => "denied_unknown_number",
        DenyRule::PremiumRate => "denied_premium_rate",
        DenyRule::Satellite => "denied_satellite",
        DenyRule::NumberType => "denied_number_type",
        DenyRule::DestinationNotAllowed => "denied_destination_not_allowed",
        DenyRule::DestinationDenied => "denied_destination_denied",
        DenyRule::QuietHours => "denied_quiet_hours",
        DenyRule::CallsPerHour => "denied_calls_per_hour",
        DenyRule::CallsPerDay => "denied_calls_per_day",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_named_after_its_rule() {
        for rule in DenyRule::ALL {
            assert_eq!(EndedBecause::Denied(rule).name(), format!("denied_{}", rule.name()));
        }
    }

    fn of(code: u32, sub_code: u32) -> EndedBecause {
        EndedBecause::of(EndReason { code, sub_code, problem: None })
    }

    #[test]
    fn every_row_of_the_pstn_table_has_its_meaning() {
        use EndedBecause as E;
        for (code, sub_code, because) in [
            (0, 0, E::NormalEnd),
            (0, 560_000, E::NormalEnd),
            (403, 510_403, E::CallerIdRefused),
            (403, 560_403, E::Refused),
            (403, 511_532, E::NotRouted),
            (404, 560_404, E::NotFound),
            (404, 511_404, E::NotFound),
            (408, 560_408, E::NoAnswer),
            (408, 500_001, E::ServiceFailed),
            (410, 531_004, E::FirewallBlocked),
            (480, 560_480, E::NoAnswer),
            (484, 560_484, E::InvalidNumber),
            (486, 560_486, E::Busy),
            (486, 540_486, E::Busy),
            (487, 540_487, E::Cancelled),
            (497, 560_487, E::Cancelled),
            (490, 4525, E::LocalNetwork),
            (491, 0, E::LocalNetwork),
            (496, 0, E::LocalNetwork),
            (498, 0, E::LocalNetwork),
            (500, 560_500, E::ServiceFailed),
            (503, 560_503, E::ServiceFailed),
            (504, 0, E::ServiceFailed),
            (603, 560_603, E::Declined),
        ] {
            assert_eq!(of(code, sub_code), because, "{code}/{sub_code}");
        }
    }

    #[test]
    fn errors_of_the_call_agent_and_the_devices_have_their_meaning() {
        use EndedBecause as E;
        for (code, sub_code, because) in [
            (401, 44_110, E::TokenRefused),
            (401, 40_235, E::TokenRefused),
            (401, 44_114, E::TokenRefused),
            (403, 40_229, E::TokenRefused),
            (403, 10_124, E::Refused),
            (408, 40_101, E::ServiceFailed),
            (408, 40_104, E::ServiceFailed),
            (408, 40_114, E::ServiceFailed),
            (400, 40_613, E::MicrophoneDenied),
            (422, 44_000, E::InvalidNumber),
            (422, 44_004, E::InvalidNumber),
        ] {
            assert_eq!(of(code, sub_code), because, "{code}/{sub_code}");
        }
    }

    #[test]
    fn what_is_not_in_the_table_keeps_its_codes() {
        assert_eq!(of(0, 5317), EndedBecause::Unknown { code: 0, sub_code: 5317 });
        assert_eq!(of(410, 1), EndedBecause::Unknown { code: 410, sub_code: 1 });
        assert_eq!(of(700, 7), EndedBecause::Unknown { code: 700, sub_code: 7 });
    }

    #[test]
    fn what_this_side_knows_goes_before_the_codes() {
        let reason =
            EndReason { code: 0, sub_code: 0, problem: Some(EngineProblem::MicrophoneDenied) };
        assert_eq!(EndedBecause::of(reason), EndedBecause::MicrophoneDenied);
    }
}
