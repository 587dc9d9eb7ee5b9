/// A setting, as storage, policy and file call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Whose national numbers are meant.
    Region,
    /// What is different on some sites.
    Sites,
    /// How a number shows that it can be called.
    Show,
    /// What becomes of links that dial.
    TelLinks,
    /// In which fields numbers are looked for.
    Inputs,
    /// Whether a click calls by itself, and how soon.
    Countdown,
    /// Whether calls are accompanied by sounds.
    Sounds,
    /// Whether the system tells of calls while the dialer is out of sight.
    Notifications,
    /// Whether a headset's buttons work the call.
    Headset,
    /// The applications that may ask for calls.
    OpenDoor,
    /// What is not a number, and where.
    NotNumbers,
}

impl Field {
    /// Every setting.
    pub const ALL: [Self; 11] = [
        Self::Region,
        Self::Sites,
        Self::Show,
        Self::TelLinks,
        Self::Inputs,
        Self::Countdown,
        Self::Sounds,
        Self::Notifications,
        Self::Headset,
        Self::OpenDoor,
        Self::NotNumbers,
    ];

    /// Its key in `chrome.storage.local`, in `chrome.storage.managed` and in a file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Sites => "sites",
            Self::Show => "show",
            Self::TelLinks => "telLinks",
            Self::Inputs => "inputs",
            Self::Countdown => "countdown",
            Self::Sounds => "sounds",
            Self::Notifications => "notifications",
            Self::Headset => "headset",
            Self::OpenDoor => "openDoor",
            Self::NotNumbers => "notNumbers",
        }
    }

    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}
