use std::path::{Path, PathBuf};

use pagedial_protocol::host::{EXTENSION_ID, FIREFOX_ADDON_ID, HOST_NAME};
use serde::{Deserialize, Serialize};

/// Browsers that read manifests in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Chromium,
    Firefox,
}

impl Family {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// A native messaging host's manifest (Chrome, "Native messaging host"; MDN, "Native manifests").
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) path: PathBuf,
    pub(crate) r#type: String,
    /// Chromium's list of who may start the host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed_origins: Vec<String>,
    /// Firefox's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed_extensions: Vec<String>,
}

impl Manifest {
    /// Lets our extension alone start the program at an absolute path.
    pub(crate) fn for_program(family: Family, program: &Path) -> Self {
        let (allowed_origins, allowed_extensions) = match family {
            Family::Chromium => (vec![format!("chrome-extension://{EXTENSION_ID}/")], Vec::new()),
            Family::Firefox => (Vec::new(), vec![FIREFOX_ADDON_ID.to_owned()]),
        };
        Self {
            name: HOST_NAME.to_owned(),
            description: "Connects the Pagedial extension to Azure Communication Services"
                .to_owned(),
            path: program.to_owned(),
            r#type: "stdio".to_owned(),
            allowed_origins,
            allowed_extensions,
        }
    }

    /// Whether it lets our extension in.
    pub(crate) fn allows_us(&self, family: Family) -> bool {
        let ours = Self::for_program(family, &self.path);
        let all_there =
            |mine: &[String], theirs: &[String]| mine.iter().all(|id| theirs.contains(id));
        self.name == HOST_NAME
            && self.r#type == "stdio"
            && all_there(&ours.allowed_origins, &self.allowed_origins)
            && all_there(&ours.allowed_extensions, &self.allowed_extensions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lets_our_extension_alone_start_an_absolute_path() {
        let of = |family| {
            let manifest = Manifest::for_program(family, Path::new("/opt/pagedial/pagedial-host"));
            assert!(manifest.allows_us(family));
            serde_json::to_value(manifest).unwrap()
        };
        let mut expected = serde_json::json!({
            "name": "com.pagedial.host",
            "description": "Connects the Pagedial extension to Azure Communication Services",
            "path": "/opt/pagedial/pagedial-host",
            "type": "stdio",
            "allowed_origins": [format!("chrome-extension://{EXTENSION_ID}/")],
        });
        assert_eq!(of(Family::Chromium), expected);
        expected.as_object_mut().unwrap().remove("allowed_origins");
        expected["allowed_extensions"] = serde_json::json!([FIREFOX_ADDON_ID]);
        assert_eq!(of(Family::Firefox), expected);
    }

    #[test]
    fn another_extension_s_manifest_does_not_let_us_in() {
        let mut manifest = Manifest::for_program(Family::Chromium, Path::new("/x"));
        manifest.allowed_origins = vec!["chrome-extension://aaaa/".into()];
        assert!(!manifest.allows_us(Family::Chromium));
        let firefox = Manifest::for_program(Family::Firefox, Path::new("/x"));
        assert!(!firefox.allows_us(Family::Chromium));
    }
}
