//! The one table of numbered errors. Docs, dialer texts and exit codes come from it.

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $name:literal, $message:literal, $remedy:literal;)+) => {
        /// What can go wrong between the extension and the host.
        ///
        /// Append only: a number once given is never given to another error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[doc = $doc])+ $variant = $number,)+ }

        impl ErrorCode {
            /// Every code, in order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number on the wire and the exit code of the host.
            #[must_use]
            pub const fn number(self) -> u8 { self as u8 }

            /// The code that has this number.
            #[must_use]
            pub fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }

            /// The name on the wire, in snake case; also the key of the extension's own texts.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What stands behind it, for whoever looks for the cause.
            #[must_use]
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What happened, as a sentence in English.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }

            /// What the person can do, as a sentence in English.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)+ }
            }
        }
    };
}

error_codes! {
    /// The frame was empty, not UTF-8 or not JSON.
    MalformedFrame = 10, "malformed_frame",
        "The extension sent something that is not a message.",
        "Update the Pagedial extension and host to the same version.";
    /// The frame was longer than the bound.
    FrameTooLong = 11, "frame_too_long",
        "The extension sent a message that is too long.",
        "Update the Pagedial extension and host to the same version.";
    /// The JSON was not a known request, or had an unknown field.
    MalformedRequest = 12, "malformed_request",
        "The host does not know this request.",
        "Update the Pagedial extension and host to the same version.";
    /// The extension speaks another major version of the protocol.
    UpgradeNeeded = 13, "upgrade_needed",
        "The extension and the Pagedial host are of different versions.",
        "Install the newest version of both.";
    /// The caller's origin in argv is not on the allow-list.
    UnknownCaller = 14, "unknown_caller",
        "Something other than the Pagedial extension started the host.",
        "Start the host through the Pagedial extension, or run pagedial-host install again.";
    /// There is no connection string.
    NotConfigured = 20, "not_configured",
        "Pagedial is not connected to a phone service yet.",
        "Run pagedial-host configure, or ask your administrator.";
    /// There is a connection string or number, but it can't be used.
    InvalidConfiguration = 21, "invalid_configuration",
        "The phone service settings can't be used.",
        "Run pagedial-host configure again.";
    /// ACS answered 401.
    AccessRefused = 30, "access_refused",
        "The phone service refused this computer's access key.",
        "Check the access key or the clock of this computer.";
    /// ACS answered 403.
    AccessForbidden = 31, "access_forbidden",
        "The phone service does not allow this computer to make calls.",
        "Ask the administrator of the Azure Communication Services resource.";
    /// No answer: name not resolved, refused, reset, TLS failed.
    Offline = 32, "offline",
        "The phone service can't be reached.",
        "Check the network connection and the proxy.";
    /// ACS answered 429.
    Throttled = 33, "throttled",
        "The phone service asks to wait: too many requests.",
        "Try again in a minute.";
    /// ACS answered 5xx.
    ServiceFailed = 34, "service_failed",
        "The phone service failed.",
        "Try again; if it goes on, see the status page of Azure.";
    /// The answer did not come in time.
    TimedOut = 35, "timed_out",
        "The phone service did not answer in time.",
        "Check the network connection and try again.";
    /// ACS answered something that this version does not understand.
    UnexpectedAnswer = 36, "unexpected_answer",
        "The phone service gave an answer that Pagedial does not understand.",
        "Check the endpoint in the connection string.";
    /// The phone service refused a signature, and this computer's clock is far off.
    ClockWrong = 37, "clock_wrong",
        "This computer's clock is wrong, so the phone service refuses it.",
        "Set the clock of this computer.";
    /// The service's certificate is expired, for another name, or of an unknown authority.
    CertificateRefused = 38, "certificate_refused",
        "The phone service's certificate is not to be trusted.",
        "Check the clock of this computer; behind a proxy that looks into https, its certificate authority must be known to the system.";
    /// The company's token service answered 401 or 403.
    TokenServiceRefused = 39, "token_service_refused",
        "Your company's token service refused this computer.",
        "Ask your administrator, or run pagedial-host configure again.";
    /// The host's own files can't be read or written.
    StorageFailed = 50, "storage_failed",
        "Pagedial can't read or write its own files.",
        "Check the free space and the rights of the Pagedial folder in your home folder.";
    /// There is no keyring, or it does not answer as it should.
    KeyringUnavailable = 51, "keyring_unavailable",
        "The system's keyring can't be used.",
        "Start the keyring, or run pagedial-host configure --secret-in file.";
    /// The keyring is locked, and nobody unlocked it.
    KeyringLocked = 52, "keyring_locked",
        "The system's keyring is locked.",
        "Unlock the keyring and try again.";
    /// The engine server could not be started.
    EngineUnavailable = 60, "engine_unavailable",
        "The call engine can't be started.",
        "Close the dialer and open it again.";
    /// The calling SDK is not installed.
    SdkMissing = 61, "sdk_missing",
        "The Azure calling component is not installed.",
        "Run pagedial-host engine install.";
    /// The calling SDK's file is not the pinned one.
    SdkDamaged = 62, "sdk_damaged",
        "The Azure calling component is damaged.",
        "Run pagedial-host engine install again.";
    /// The calling SDK could not be fetched from a package registry.
    DownloadFailed = 63, "download_failed",
        "The Azure calling component can't be downloaded.",
        "Run the command again to go on where it stopped, or give it a file with --tarball.";
    /// `install` was told no browser and found none.
    BrowserNotFound = 70, "browser_not_found",
        "No browser that Pagedial knows was found for this user.",
        "Start the browser once, or name it: pagedial-host install --browser chromium --profile DIR.";
    /// The file with the rules for calls can't be read or is wrong. No call is allowed then.
    PolicyUnusable = 80, "policy_unusable",
        "The rules for calls can't be read, so no call is allowed.",
        "Correct the named file, or ask your administrator.";
    /// The webhook of the policy can't be reached or did not take a message.
    WebhookFailed = 81, "webhook_failed",
        "Your company's server did not take the report of a call.",
        "Nothing is lost: it is tried again. Tell your administrator if it goes on.";
    /// A fault of ours.
    Internal = 90, "internal",
        "The Pagedial host has failed.",
        "Close the dialer and open it again; if it goes on, report it.";
}

/// An error as it crosses the wire. It carries its own words so that an older extension can show
/// an error that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireError {
    /// [`ErrorCode::number`].
    pub code: u8,
    /// [`ErrorCode::name`].
    pub name: String,
    /// What happened, in English.
    pub message: String,
    /// What to do, in English.
    pub remedy: String,
    /// What was measured or seen, such as an HTTP status. Never a secret, a token or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<ErrorCode> for WireError {
    fn from(code: ErrorCode) -> Self {
        Self {
            code: code.number(),
            name: code.name().to_owned(),
            message: code.message().to_owned(),
            remedy: code.remedy().to_owned(),
            detail: None,
        }
    }
}

impl WireError {
    /// The same error with what was measured or seen.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn numbers_and_names_are_unique_and_found_again() {
        let mut names = HashSet::new();
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_number(code.number()), Some(code));
            assert!(names.insert(code.name()), "{} twice", code.name());
            assert!(code.message().ends_with('.') && code.remedy().ends_with('.'));
        }
        assert_eq!(ErrorCode::from_number(0), None);
    }
}
