use std::{
    fmt,
    time::{Duration, SystemTime},
};

/// The `Date` header counts whole seconds and the answer takes time to come, so a difference of a
/// few seconds means nothing.
const NOISE: Duration = Duration::from_secs(5);

/// A clock this far off is the likelier cause of a refused signature than a wrong key. ACS names
/// no limit; services that sign the same way allow 5 to 15 minutes.
const TOO_FAR: Duration = Duration::from_secs(5 * 60);

/// How far this computer's clock is from a service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Skew {
    None,
    Ahead(Duration),
    Behind(Duration),
}

impl Skew {
    pub(crate) fn between(here: SystemTime, there: SystemTime) -> Self {
        match here.duration_since(there) {
            Ok(ahead) if ahead > NOISE => Self::Ahead(ahead),
            Err(behind) if behind.duration() > NOISE => Self::Behind(behind.duration()),
            _ => Self::None,
        }
    }

    /// Whether a signed request with this clock's time is refused for the time alone.
    pub(crate) fn is_too_far(self) -> bool {
        matches!(self, Self::Ahead(by) | Self::Behind(by) if by > TOO_FAR)
    }
}

impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("this computer's clock agrees with the service's"),
            Self::Ahead(by) => {
                write!(f, "this computer's clock is {} s ahead of the service's", by.as_secs())
            }
            Self::Behind(by) => {
                write!(f, "this computer's clock is {} s behind the service's", by.as_secs())
            }
        }
    }
}
