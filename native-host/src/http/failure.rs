use std::{error::Error, io};

use pagedial_protocol::ErrorCode;
use rustls::AlertDescription;

use crate::error::HostError;

/// Why there was no answer, or none to its end. The URL may hold a person's identity, so it is
/// left out.
pub(crate) fn not_answered(error: reqwest::Error) -> HostError {
    let code = if error.is_timeout() {
        ErrorCode::TimedOut
    } else if refuses_certificate(&error) {
        ErrorCode::CertificateRefused
    } else if wants_another_client(&error) {
        ErrorCode::TokenServiceRefused
    } else {
        ErrorCode::Offline
    };
    HostError::new(code, innermost(&error.without_url()))
}

/// The system's own words, such as "Connection refused (os error 111)".
pub(crate) fn innermost(error: &(dyn Error + 'static)) -> String {
    let cause = causes(error).last().map(ToString::to_string).unwrap_or_default();
    cause.chars().take(200).collect()
}

fn refuses_certificate(error: &(dyn Error + 'static)) -> bool {
    causes(error)
        .any(|cause| matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))))
}

/// A server that wants a client's certificate ends the connection with an alert (RFC 8446 §6.2). Of
/// the services that the host asks, only a company's own does so.
fn wants_another_client(error: &(dyn Error + 'static)) -> bool {
    use AlertDescription as Alert;
    causes(error).any(|cause| match cause.downcast_ref() {
        Some(rustls::Error::AlertReceived(alert)) => matches!(
            alert,
            Alert::CertificateRequired
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
        ),
        _ => false,
    })
}

fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        // An `io::Error` hides the error that it was made of: its `source` is that one's source.
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inside) => Some(inside as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}
