/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No such setting.
    #[error("there is no such setting")]
    Unknown,
    /// Text where a list belongs, or the like.
    #[error("not the kind of value that belongs here")]
    Kind,
    /// Not one of the words that can stand here.
    #[error("not one of the possible words")]
    Word,
    /// Not two letters of ISO 3166-1.
    #[error("a region is two letters such as US or DE")]
    Region,
    /// Not a host with wildcards.
    #[error("a site is written like crm.example.com or *.example.com")]
    Site,
    /// Not a scheme and host.
    #[error("an address is written like https://crm.example.com")]
    Origin,
    /// Not E.164.
    #[error("a number is written like +14255550123")]
    Number,
    /// Out of its bounds.
    #[error("from 0 to 30 seconds are possible")]
    Seconds,
    /// The same site twice.
    #[error("the same site stands here twice")]
    Twice,
    /// More entries than are kept.
    #[error("too many entries")]
    TooMany,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::Unknown,
        Self::Kind,
        Self::Word,
        Self::Region,
        Self::Site,
        Self::Origin,
        Self::Number,
        Self::Seconds,
        Self::Twice,
        Self::TooMany,
    ];

    /// A word for it; the pages have a text under `options_fault_<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Kind => "kind",
            Self::Word => "word",
            Self::Region => "region",
            Self::Site => "site",
            Self::Origin => "origin",
            Self::Number => "number",
            Self::Seconds => "seconds",
            Self::Twice => "twice",
            Self::TooMany => "too_many",
        }
    }
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {fault}")]
pub struct Problem {
    /// A path such as `sites[2].region`.
    pub at: String,
    /// What is wrong there.
    pub fault: Fault,
}
