//! The settings, in one place: what can be set, by whom, and what is in force where.
//!
//! Three layers say what is set: the organisation's managed storage, which locks; the person's own;
//! and defaults that the organisation suggests. [`Settings`] answers from the first that says
//! something. Everything is read once, here, into types that hold no nonsense.

mod countdown;
mod fault;
mod field;
mod file;
mod json;
mod layer;
mod origin;
mod settings;
mod site;

pub use countdown::Countdown;
pub use fault::{Fault, Problem};
pub use field::Field;
pub use file::{FileError, read_file, write_file};
pub use layer::{Layer, NotNumber, SiteRule};
pub use origin::{Origin, OriginPattern};
pub use settings::{Managed, Place, Settings, Switch};
pub use site::SitePattern;
