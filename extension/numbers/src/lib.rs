//! Finds, validates and formats phone numbers: text in, numbers out. Pure: no browser, no clock, no
//! I/O.
//!
//! What a number is follows libphonenumber's leniency VALID exactly, but nothing here is a regular
//! expression: libphonenumber's metadata is compiled to digit automata ([`layout`]) that are
//! executed in place, and the candidate grammar is one forward pass.
//!
//! ```
//! use pagedial_numbers::{Finder, Region};
//!
//! let finder = Finder::embedded();
//! let us = Region::parse("US").ok();
//! let matches = finder.find("Call (201) 555-0123 x42, not 2024-05-01.", us);
//! assert_eq!(matches.len(), 1);
//! assert_eq!(matches[0].number.e164(), "+12015550123");
//! assert_eq!(matches[0].extension.map(|ext| ext.to_string()).as_deref(), Some("42"));
//! ```

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod automaton;
mod candidate;
mod context;
mod dial_plan;
mod digits;
mod exclusion;
mod extension;
mod finder;
mod format;
mod inner;
pub mod layout;
mod matcher;
mod members;
mod metadata;
mod number;
mod parse;
mod plain;
mod prefix;
mod region;
mod rfc3966;
mod scan;
mod short_number;
mod symbol;
mod text;
mod typing;
mod unicode;
mod verdict;

pub use context::{Context, Evidence, PageEvidence, Regions, in_utf16, infer_regions};
pub use dial_plan::{DialPlan, NotCallable, Plan};
pub use finder::{Finder, Match, NotANumber};
pub use metadata::{Metadata, MetadataError};
pub use number::{E164, Extension, NumberType, PhoneNumber};
pub use region::{InvalidRegion, Region};
pub use short_number::{ShortNumber, ShortNumbers};
pub use typing::{Typed, TypingFormatter};
pub use verdict::{Reason, Verdict};
