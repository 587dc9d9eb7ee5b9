//! What the finder thinks of a text that has the form of a number.

/// Whether a person would call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is meant as a phone number.
    Call,
    /// It may be one.
    Doubtful,
    /// It is meant as something else.
    NotANumber,
}

impl Verdict {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Doubtful => "doubtful",
            Self::NotANumber => "not_a_number",
        }
    }
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is a valid number, written as its country writes them.
    Valid,
}

impl Reason {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
        }
    }
}
