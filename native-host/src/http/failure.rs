use std::{error::Error, io};

use pagedial_protocol::ErrorCode;

use crate::error::HostError;

/// Why there was no answer, or none to its end. The URL may hold a person's identity, so it is
/// left out.
pub(crate) fn not_answered(error: reqwest::Error) -> HostError {
    let code = if error.is_timeout() {
        ErrorCode::TimedOut
    } else if refuses_certificate(&error) {
        ErrorCode::CertificateRefused
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

fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        // An `io::Error` hides the error that it was made of: its `source` is that one's source.
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inside) => Some(inside as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}
