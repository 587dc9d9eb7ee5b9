use std::path::{Path, PathBuf};

use clap::ValueEnum;
use directories::BaseDirs;
use pagedial_protocol::{ErrorCode, host::HOST_NAME};

use super::Family;
use crate::error::HostError;

/// A browser that can start the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Browser {
    Chrome,
    Chromium,
    Edge,
    Brave,
    Vivaldi,
    Opera,
    /// Firefox and Firefox ESR, which look at the same places.
    Firefox,
}

impl Browser {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Chromium => "chromium",
            Self::Edge => "edge",
            Self::Brave => "brave",
            Self::Vivaldi => "vivaldi",
            Self::Opera => "opera",
            Self::Firefox => "firefox",
        }
    }

    pub(crate) const fn family(self) -> Family {
        match self {
            Self::Firefox => Family::Firefox,
            _ => Family::Chromium,
        }
    }
}

/// Whom an installation serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    User,
    /// Everybody on this computer. Where `NativeMessagingUserLevelHosts` is off, Chromium honours no
    /// other.
    System,
}

/// The operating system, as a value so that each one's table is tested on every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Linux,
    MacOs,
    Windows,
}

impl Platform {
    pub(crate) const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Linux
    };
}

/// The folders that the tables are relative to.
#[derive(Clone, Debug)]
pub(crate) struct Roots {
    /// The person's.
    pub(crate) home: PathBuf,
    /// `XDG_CONFIG_HOME`, which Chromium honours; `~/Library/Application Support`.
    pub(crate) config: PathBuf,
    /// The root of the file system; another one in tests.
    pub(crate) root: PathBuf,
    /// Where a manifest lies that a registry key names: the person's `%LOCALAPPDATA%` and the
    /// folder of the program.
    pub(crate) registered: [PathBuf; 2],
}

impl Roots {
    pub(crate) fn here() -> Result<Self, HostError> {
        let folders = BaseDirs::new()
            .ok_or_else(|| HostError::new(ErrorCode::StorageFailed, "no home folder"))?;
        let program = std::env::current_exe()
            .map_err(|error| HostError::storage("finding", Path::new("pagedial-host"), &error))?;
        let beside = program.parent().unwrap_or(Path::new("/")).to_owned();
        Ok(Self {
            home: folders.home_dir().to_owned(),
            config: folders.config_dir().to_owned(),
            root: PathBuf::from("/"),
            registered: [folders.data_local_dir().join("pagedial"), beside],
        })
    }
}

/// Where a browser finds the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file in a folder that it looks into.
    File(PathBuf),
    /// A file that a registry key names, such as
    /// `HKCU\Software\Google\Chrome\NativeMessagingHosts\com.pagedial.host`.
    Registry { key: String, file: PathBuf },
}

impl Place {
    /// The manifest itself.
    pub(crate) fn file(&self) -> &Path {
        match self {
            Self::File(file) | Self::Registry { file, .. } => file,
        }
    }
}

/// One manifest to write or remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) browser: Browser,
    pub(crate) scope: Scope,
    pub(crate) place: Place,
    /// The browser sees no programs of the system but only its own folders, so the program has to
    /// lie beside the manifest.
    pub(crate) is_sandboxed: bool,
    /// The browser's folder: there once the browser has been started. `None` when that says
    /// nothing.
    pub(crate) profile: Option<PathBuf>,
}

impl Target {
    /// The browser has been started by this person at least once.
    pub(crate) fn is_used(&self) -> bool {
        self.profile.as_deref().is_some_and(Path::is_dir)
    }

    /// The manifest in the folder that the person named (`--user-data-dir`).
    pub(crate) fn in_profile(browser: Browser, folder: &Path) -> Result<Self, HostError> {
        if browser.family() == Family::Firefox {
            let detail = "Firefox looks for hosts in no profile: leave --profile out";
            return Err(HostError::new(ErrorCode::BrowserNotFound, detail));
        }
        let folder = std::path::absolute(folder)
            .map_err(|error| HostError::storage("finding", folder, &error))?;
        let place = Place::File(folder.join(CHROMIUM_FOLDER).join(file_name()));
        let (scope, profile) = (Scope::User, Some(folder));
        Ok(Self { browser, scope, place, is_sandboxed: false, profile })
    }
}

fn file_name() -> String {
    format!("{HOST_NAME}.json")
}

const CHROMIUM_FOLDER: &str = "NativeMessagingHosts";
const FIREFOX_FOLDER: &str = "native-messaging-hosts";

use Browser::{Brave, Chrome, Chromium, Edge, Firefox, Opera, Vivaldi};

/// Browser, folder below the configuration folder (Chrome, "Native messaging host location"; the
/// others keep Chromium's rule with a name of their own).
const LINUX: [(Browser, &str); 6] = [
    (Chrome, "google-chrome"),
    (Chromium, "chromium"),
    (Edge, "microsoft-edge"),
    (Brave, "BraveSoftware/Brave-Browser"),
    (Vivaldi, "vivaldi"),
    (Opera, "opera"),
];

/// Browser, folder below the home folder, of snaps and flatpaks.
const LINUX_SANDBOXED: [(Browser, &str); 7] = [
    (Chromium, "snap/chromium/common/chromium"),
    (Chrome, ".var/app/com.google.Chrome/config/google-chrome"),
    (Chromium, ".var/app/org.chromium.Chromium/config/chromium"),
    (Edge, ".var/app/com.microsoft.Edge/config/microsoft-edge"),
    (Brave, ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser"),
    (Vivaldi, ".var/app/com.vivaldi.Vivaldi/config/vivaldi"),
    (Opera, ".var/app/com.opera.Opera/config/opera"),
];

/// Folder of Firefox that shows that it is used, folder of its manifests, sandboxed. The snap has a
/// portal of the desktop start the host, which looks where the plain Firefox does (MDN, "Native
/// manifests"; xdg-native-messaging-proxy).
const LINUX_FIREFOX: [(&str, &str, bool); 3] = [
    (".mozilla", ".mozilla", false),
    ("snap/firefox/common/.mozilla", ".mozilla", false),
    (".var/app/org.mozilla.firefox/.mozilla", ".var/app/org.mozilla.firefox/.mozilla", true),
];

/// Chromium's own folder also serves the browsers that are built from it without Google's name
/// (Chromium, `chrome/common/chrome_paths.cc`).
const LINUX_SYSTEM: [(Browser, &str); 8] = [
    (Chrome, "etc/opt/chrome"),
    (Chromium, "etc/chromium"),
    (Edge, "etc/opt/edge"),
    (Brave, "etc/chromium"),
    (Vivaldi, "etc/chromium"),
    (Opera, "etc/chromium"),
    (Firefox, "usr/lib/mozilla"),
    // Fedora and its like.
    (Firefox, "usr/lib64/mozilla"),
];

/// Browser, folder below `~/Library/Application Support`.
const MACOS: [(Browser, &str); 7] = [
    (Chrome, "Google/Chrome"),
    (Chromium, "Chromium"),
    (Edge, "Microsoft Edge"),
    (Brave, "BraveSoftware/Brave-Browser"),
    (Vivaldi, "Vivaldi"),
    (Opera, "com.operasoftware.Opera"),
    (Firefox, "Mozilla"),
];

const MACOS_SYSTEM: [(Browser, &str); 7] = [
    (Chrome, "Library/Google/Chrome"),
    (Chromium, "Library/Application Support/Chromium"),
    (Edge, "Library/Microsoft/Edge"),
    (Brave, "Library/Application Support/Chromium"),
    (Vivaldi, "Library/Application Support/Chromium"),
    (Opera, "Library/Application Support/Chromium"),
    (Firefox, "Library/Application Support/Mozilla"),
];

/// Browser, key below `Software`. Opera looks at Chrome's.
const WINDOWS: [(Browser, &str); 7] = [
    (Chrome, r"Google\Chrome"),
    (Chromium, "Chromium"),
    (Edge, r"Microsoft\Edge"),
    (Brave, r"BraveSoftware\Brave-Browser"),
    (Vivaldi, "Vivaldi"),
    (Opera, r"Google\Chrome"),
    (Firefox, "Mozilla"),
];

/// Every place that there is for one person or for all.
pub(crate) fn targets(platform: Platform, roots: &Roots, scope: Scope) -> Vec<Target> {
    match (platform, scope) {
        (Platform::Linux, Scope::User) => linux_user(roots),
        (Platform::Linux, Scope::System) => {
            let of_root = |(browser, folder): &(Browser, &str)| {
                let folder = roots.root.join(folder);
                let profile = folder.parent().filter(|_| folder.ends_with("lib64/mozilla"));
                let profile = profile.map(Path::to_owned);
                target(*browser, Scope::System, folder.join(FIREFOX_FOLDER), profile)
            };
            // Without the folder there is no such system.
            let is_there = |it: &Target| it.profile.is_none() || it.is_used();
            LINUX_SYSTEM.iter().map(of_root).filter(is_there).collect()
        }
        (Platform::MacOs, Scope::User) => {
            let of_person = |(browser, folder): &(Browser, &str)| {
                let folder = roots.config.join(folder);
                target(*browser, Scope::User, folder.join(CHROMIUM_FOLDER), Some(folder))
            };
            MACOS.iter().map(of_person).collect()
        }
        (Platform::MacOs, Scope::System) => {
            let of_root = |(browser, folder): &(Browser, &str)| {
                let folder = roots.root.join(folder).join(CHROMIUM_FOLDER);
                target(*browser, Scope::System, folder, None)
            };
            MACOS_SYSTEM.iter().map(of_root).collect()
        }
        (Platform::Windows, scope) => windows(roots, scope),
    }
}

fn target(browser: Browser, scope: Scope, folder: PathBuf, profile: Option<PathBuf>) -> Target {
    let place = Place::File(folder.join(file_name()));
    Target { browser, scope, place, is_sandboxed: false, profile }
}

fn linux_user(roots: &Roots) -> Vec<Target> {
    let chromium = |browser, folder: PathBuf, is_sandboxed| Target {
        is_sandboxed,
        ..target(browser, Scope::User, folder.join(CHROMIUM_FOLDER), Some(folder))
    };
    let plain =
        LINUX.iter().map(|(browser, name)| chromium(*browser, roots.config.join(name), false));
    let firefox = LINUX_FIREFOX.iter().map(|(profile, folder, is_sandboxed)| Target {
        is_sandboxed: *is_sandboxed,
        ..target(
            Firefox,
            Scope::User,
            roots.home.join(folder).join(FIREFOX_FOLDER),
            Some(roots.home.join(profile)),
        )
    });
    let sandboxed = LINUX_SANDBOXED
        .iter()
        .map(|(browser, path)| chromium(*browser, roots.home.join(path), true));
    plain.chain(firefox).chain(sandboxed).collect()
}

/// The browser's folder says nothing here: a key that nobody reads does no harm.
fn windows(roots: &Roots, scope: Scope) -> Vec<Target> {
    let (hive, folder) = match scope {
        Scope::User => ("HKCU", &roots.registered[0]),
        Scope::System => ("HKLM", &roots.registered[1]),
    };
    let of_key = |(browser, name): &(Browser, &str)| Target {
        browser: *browser,
        scope,
        place: Place::Registry {
            key: format!(r"{hive}\Software\{name}\{CHROMIUM_FOLDER}\{HOST_NAME}"),
            file: folder.join(format!("{HOST_NAME}.{}.json", browser.family().name())),
        },
        is_sandboxed: false,
        profile: None,
    };
    WINDOWS.iter().map(of_key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn roots(folder: &Path) -> Roots {
        Roots {
            home: folder.join("home"),
            config: folder.join("home/config"),
            root: folder.to_owned(),
            registered: [folder.join("local"), folder.join("program")],
        }
    }

    fn written(platform: Platform, scope: Scope) -> Vec<String> {
        let roots = roots(Path::new("/t"));
        let mut lines: Vec<String> = targets(platform, &roots, scope)
            .iter()
            .map(|target| {
                let sandboxed = if target.is_sandboxed { " sandboxed" } else { "" };
                let place = match &target.place {
                    Place::File(file) => file.display().to_string(),
                    Place::Registry { key, file } => format!("{key} = {}", file.display()),
                };
                format!("{}{sandboxed} {place}", target.browser.name())
                    .replace(&format!("/{HOST_NAME}.json"), "")
            })
            .collect();
        lines.dedup();
        lines
    }

    #[test]
    fn linux_for_one_person() {
        assert_eq!(
            written(Platform::Linux, Scope::User),
            [
                "chrome /t/home/config/google-chrome/NativeMessagingHosts",
                "chromium /t/home/config/chromium/NativeMessagingHosts",
                "edge /t/home/config/microsoft-edge/NativeMessagingHosts",
                "brave /t/home/config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
                "vivaldi /t/home/config/vivaldi/NativeMessagingHosts",
                "opera /t/home/config/opera/NativeMessagingHosts",
                "firefox /t/home/.mozilla/native-messaging-hosts",
                "firefox sandboxed \
                 /t/home/.var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts",
                "chromium sandboxed /t/home/snap/chromium/common/chromium/NativeMessagingHosts",
                "chrome sandboxed \
                 /t/home/.var/app/com.google.Chrome/config/google-chrome/NativeMessagingHosts",
                "chromium sandboxed \
                 /t/home/.var/app/org.chromium.Chromium/config/chromium/NativeMessagingHosts",
                "edge sandboxed \
                 /t/home/.var/app/com.microsoft.Edge/config/microsoft-edge/NativeMessagingHosts",
                "brave sandboxed /t/home/.var/app/com.brave.Browser/config/BraveSoftware/\
                 Brave-Browser/NativeMessagingHosts",
                "vivaldi sandboxed \
                 /t/home/.var/app/com.vivaldi.Vivaldi/config/vivaldi/NativeMessagingHosts",
                "opera sandboxed \
                 /t/home/.var/app/com.opera.Opera/config/opera/NativeMessagingHosts",
            ]
        );
    }

    #[test]
    fn linux_for_everybody() {
        assert_eq!(
            written(Platform::Linux, Scope::System),
            [
                "chrome /t/etc/opt/chrome/native-messaging-hosts",
                "chromium /t/etc/chromium/native-messaging-hosts",
                "edge /t/etc/opt/edge/native-messaging-hosts",
                "brave /t/etc/chromium/native-messaging-hosts",
                "vivaldi /t/etc/chromium/native-messaging-hosts",
                "opera /t/etc/chromium/native-messaging-hosts",
                "firefox /t/usr/lib/mozilla/native-messaging-hosts",
            ]
        );
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("usr/lib64")).unwrap();
        let all = targets(Platform::Linux, &roots(folder.path()), Scope::System);
        assert!(all[7].place.file().starts_with(folder.path().join("usr/lib64/mozilla")));
    }

    #[test]
    fn macos() {
        assert_eq!(
            written(Platform::MacOs, Scope::User),
            [
                "chrome /t/home/config/Google/Chrome/NativeMessagingHosts",
                "chromium /t/home/config/Chromium/NativeMessagingHosts",
                "edge /t/home/config/Microsoft Edge/NativeMessagingHosts",
                "brave /t/home/config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
                "vivaldi /t/home/config/Vivaldi/NativeMessagingHosts",
                "opera /t/home/config/com.operasoftware.Opera/NativeMessagingHosts",
                "firefox /t/home/config/Mozilla/NativeMessagingHosts",
            ]
        );
        assert_eq!(
            written(Platform::MacOs, Scope::System),
            [
                "chrome /t/Library/Google/Chrome/NativeMessagingHosts",
                "chromium /t/Library/Application Support/Chromium/NativeMessagingHosts",
                "edge /t/Library/Microsoft/Edge/NativeMessagingHosts",
                "brave /t/Library/Application Support/Chromium/NativeMessagingHosts",
                "vivaldi /t/Library/Application Support/Chromium/NativeMessagingHosts",
                "opera /t/Library/Application Support/Chromium/NativeMessagingHosts",
                "firefox /t/Library/Application Support/Mozilla/NativeMessagingHosts",
            ]
        );
    }

    #[test]
    fn windows_names_the_file_in_the_registry() {
        let user = written(Platform::Windows, Scope::User);
        assert_eq!(
            user[0],
            r"chrome HKCU\Software\Google\Chrome\NativeMessagingHosts\com.pagedial.host = /t/local/com.pagedial.host.chromium.json"
        );
        assert_eq!(
            user[6],
            r"firefox HKCU\Software\Mozilla\NativeMessagingHosts\com.pagedial.host = /t/local/com.pagedial.host.firefox.json"
        );
        let system = written(Platform::Windows, Scope::System);
        assert_eq!(
            system[2],
            r"edge HKLM\Software\Microsoft\Edge\NativeMessagingHosts\com.pagedial.host = /t/program/com.pagedial.host.chromium.json"
        );
        assert_eq!((user.len(), system.len()), (7, 7));
    }

    #[test]
    fn a_named_profile_holds_the_manifest_itself() {
        let target = Target::in_profile(Chromium, Path::new("/profile")).unwrap();
        let expected = "/profile/NativeMessagingHosts/com.pagedial.host.json";
        assert_eq!(target.place.file(), Path::new(expected));
        assert!(Target::in_profile(Firefox, Path::new("/profile")).is_err());
    }
}
