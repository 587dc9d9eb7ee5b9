//! Whether a valid number is meant as one.
//!
//! `INV-2015550123` holds a valid number of the USA, and so does a column of order numbers. What
//! stands around a number decides: the words beside it, the heading of its column, its label, the
//! names that the page's authors gave to its field, the other cells of its column, and how it is
//! written. Each is a piece of evidence with a weight ([`Evidence`]); a few firm rules stand above
//! the sum: a fax machine is not called, digits alone need support, another scheme's checksum wins.

mod beside;
mod column;
mod cues;
mod evidence;
mod find;
mod judge;
mod regions;
mod scheme;
mod shape;
mod words;

pub use evidence::Evidence;
pub use find::in_utf16;
pub use regions::{PageEvidence, Regions, infer_regions};

/// What surrounds a block of text. Everything may be empty; all of it is what the page shows or
/// says of itself, and none of it is trusted further than as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context<'a> {
    /// What a person reads right before the block: the end of the block before it. The last 140
    /// bytes are read.
    pub before: &'a str,
    /// What a person reads right behind the block. Its first words count only in brackets: else they
    /// may be the label of another number.
    pub after: &'a str,
    /// The heading of the column or row (`<th>`, `aria-colindex`'s header), or the `<dt>`.
    pub header: Option<&'a str>,
    /// The `<label>`, `aria-label`, `placeholder` or `title` of the field or element.
    pub label: Option<&'a str>,
    /// The values of the attributes `name`, `id`, `autocomplete`, `type`, `itemprop`, `data-field`
    /// and `class`, joined by spaces. The first 200 bytes are read.
    pub field: Option<&'a str>,
    /// Up to six other cells of the same column, the nearest first.
    pub column: &'a [&'a str],
}
