//! Looks at every link from the browser to the phone service, and names the repair of each that is
//! broken.

mod browser_policy;
mod browsers;
mod files;
mod network;
mod phone_service;

use pagedial_protocol::ErrorCode;

use crate::{
    error::HostError,
    folders::Folders,
    install::{Platform, Roots},
    settings::Setup,
};

/// How a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Good,
    /// It works, or may not be needed, but somebody should know.
    Attention,
    Broken(ErrorCode),
}

/// What was found of one link. It crosses no wire but may be sent to a help desk, so it never holds
/// a secret or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Which link, such as `chrome manifest`.
    pub(crate) check: String,
    pub(crate) verdict: Verdict,
    /// What was seen.
    pub(crate) seen: String,
    /// What to do; `None` when there is nothing to do.
    pub(crate) repair: Option<String>,
}

impl Finding {
    fn good(check: &str, seen: impl Into<String>) -> Self {
        Self { check: check.to_owned(), verdict: Verdict::Good, seen: seen.into(), repair: None }
    }

    fn attention(check: &str, seen: impl Into<String>, repair: impl Into<String>) -> Self {
        let (seen, repair) = (seen.into(), Some(repair.into()));
        Self { check: check.to_owned(), verdict: Verdict::Attention, seen, repair }
    }

    fn broken(
        check: &str,
        code: ErrorCode,
        seen: impl Into<String>,
        repair: impl Into<String>,
    ) -> Self {
        let (seen, repair) = (seen.into(), Some(repair.into()));
        Self { check: check.to_owned(), verdict: Verdict::Broken(code), seen, repair }
    }

    /// With the words of the table of errors.
    fn of_error(check: &str, error: &HostError) -> Self {
        let seen = error.detail.clone().unwrap_or_else(|| error.code.message().to_owned());
        Self::broken(check, error.code, seen, error.code.remedy())
    }
}

/// Every link, in the order in which a call needs them.
///
/// # Errors
/// This person has no home folder.
pub(crate) async fn examine(folders: &Folders) -> Result<Vec<Finding>, HostError> {
    let roots = Roots::here()?;
    let setup = Setup::load(&folders.settings());
    let mut findings = browsers::examine(Platform::HERE, &roots);
    findings.extend(files::examine(folders, &setup));
    findings.extend(network::examine());
    if let Setup::Ready(settings) = &setup {
        findings.extend(phone_service::examine(folders, settings).await);
    }
    Ok(findings)
}
