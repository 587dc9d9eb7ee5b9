use std::{ffi::OsString, fmt};

use pagedial_protocol::{
    ErrorCode,
    host::{EXTENSION_ID, FIREFOX_ADDON_ID},
};

use crate::error::HostError;

/// A browser's extension that may start the host: the whole allow-list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Chromium,
    Firefox,
}

impl Caller {
    /// Who started the host, by its arguments without the program's name. `None` when it was
    /// nobody of a browser's kind, so a person.
    ///
    /// Chromium passes `chrome-extension://ID/`, on Windows `--parent-window=…` behind it
    /// (Chrome, "Native messaging"); Firefox the path of the host's manifest and the add-on's id
    /// (MDN, "Native messaging").
    pub(crate) fn of(arguments: &[OsString]) -> Option<Result<Self, HostError>> {
        let text = |index: usize| arguments.get(index).and_then(|argument| argument.to_str());
        let first = text(0)?;
        let known = if first.contains("://") {
            Self::Chromium.is_origin(first).then_some(Self::Chromium)
        } else if first.ends_with(".json") && arguments.len() >= 2 {
            (text(1) == Some(FIREFOX_ADDON_ID)).then_some(Self::Firefox)
        } else {
            return None;
        };
        Some(known.ok_or_else(|| ErrorCode::UnknownCaller.into()))
    }

    fn is_origin(self, text: &str) -> bool {
        text.strip_suffix('/') == Some(&self.frame_ancestor())
    }

    /// Who may frame the engine and talk to it. Firefox gives each installation an origin of its
    /// own that the host is not told, so there it is the scheme; the engine's unguessable path
    /// keeps other add-ons out.
    pub(crate) fn frame_ancestor(self) -> String {
        match self {
            Self::Chromium => format!("chrome-extension://{EXTENSION_ID}"),
            Self::Firefox => "moz-extension:".to_owned(),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(arguments: &[&str]) -> Option<Result<Caller, ErrorCode>> {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        Caller::of(&arguments).map(|known| known.map_err(|error| error.code))
    }

    #[test]
    fn knows_our_extension_in_both_browsers() {
        let origin = format!("chrome-extension://{EXTENSION_ID}/");
        assert_eq!(caller(&[&origin]), Some(Ok(Caller::Chromium)));
        assert_eq!(caller(&[&origin, "--parent-window=7"]), Some(Ok(Caller::Chromium)));
        let manifest = "/usr/lib/mozilla/native-messaging-hosts/com.pagedial.host.json";
        assert_eq!(caller(&[manifest, FIREFOX_ADDON_ID]), Some(Ok(Caller::Firefox)));
    }

    #[test]
    fn refuses_every_other_extension_and_site() {
        let id = EXTENSION_ID;
        for arguments in [
            &["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"][..],
            &[&format!("chrome-extension://{id}")],
            &[&format!("chrome-extension://{id}//")],
            &[&format!("chrome-extension://{id}/page.html")],
            &[&format!("chrome-extension://{id}.example/")],
            &[&format!("CHROME-EXTENSION://{id}/")],
            &[&format!("https://{id}/")],
            &["moz-extension://0f1e2d3c/"],
            &["/usr/lib/mozilla/x.json", "other@pagedial.example"],
            &["/usr/lib/mozilla/x.json", ""],
        ] {
            assert_eq!(caller(arguments), Some(Err(ErrorCode::UnknownCaller)), "{arguments:?}");
        }
    }

    #[test]
    fn a_person_is_no_caller() {
        for arguments in [&[][..], &["install"], &["--help"], &["configure", "--json"]] {
            assert_eq!(caller(arguments), None, "{arguments:?}");
        }
    }
}
