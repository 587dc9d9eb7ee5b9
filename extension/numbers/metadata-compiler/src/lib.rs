//! Compiles libphonenumber's XML metadata to the binary that `pagedial-numbers` executes in place.
//!
//! Patterns become minimal automata over digits, prefixes become small programs, formats become
//! templates; see [`pagedial_numbers::layout`]. It runs on the developer's machine only
//! (`cargo xtask metadata`); its result is committed.

mod automaton;
pub mod model;
mod nfa;
mod pack;
mod pattern;
mod program;
mod short_numbers;
pub mod source;
mod typing;
pub mod xml;

/// Compiles the text of `PhoneNumberMetadata.xml` (or of the file for tests, which has the same
/// form). `version` is the libphonenumber version that it belongs to, at most 16 ASCII characters:
/// the XML does not say it.
///
/// # Errors
/// When the text is not such XML, when it uses a construct that this compiler does not know, or
/// when it has outgrown a table of the binary.
pub fn compile(xml: &str, version: &str) -> Result<Vec<u8>, CompileError> {
    pack::pack(&xml::read(xml)?, xml, version)
}

/// Compiles the text of `ShortNumberMetadata.xml` to a file of its own: only what dials needs it,
/// so what searches pages need not carry it.
///
/// # Errors
/// As [`compile`].
pub fn compile_short_numbers(xml: &str, version: &str) -> Result<Vec<u8>, CompileError> {
    short_numbers::pack(&xml::read_short_numbers(xml)?, xml, version)
}

/// Compiles the text of `PhoneNumberMetadata.xml` to the file that formats numbers while they are
/// typed: only a field for numbers needs it.
///
/// # Errors
/// As [`compile`].
pub fn compile_typing(xml: &str, version: &str) -> Result<Vec<u8>, CompileError> {
    typing::pack(&xml::read(xml)?, xml, version)
}

/// Why metadata could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// It is not libphonenumber's XML.
    #[error("the file is not libphonenumber's metadata XML: {0}")]
    Xml(String),
    /// One territory is described in a way that is not known.
    #[error("territory {id}: {what}")]
    Territory {
        /// The territory's `id`.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// A pattern uses more of regular expressions than is known here.
    #[error(
        "the pattern `{pattern}` has something unknown at byte {at}; teach it to the compiler's \
         pattern parser"
    )]
    Pattern {
        /// The pattern without whitespace.
        pattern: String,
        /// Where the unknown begins.
        at: usize,
    },
    /// A template or a format's pattern is not made of groups.
    #[error("the format `{0}` is not made of groups and plain ASCII punctuation")]
    Template(String),
    /// A table no longer fits its offsets.
    #[error("the table of {table} has {entries} entries, more than its offsets can address")]
    TooLarge {
        /// Which table.
        table: &'static str,
        /// How many entries it has.
        entries: usize,
    },
    /// The version does not fit.
    #[error("`{0}` is not a libphonenumber version of at most 16 ASCII characters")]
    Version(String),
    /// The XML could not be found.
    #[error("libphonenumber's XML could not be found: {0}")]
    Source(String),
}
