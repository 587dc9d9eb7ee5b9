//! How a browser finds this program: a manifest in a place that the browser looks at.
//!
//! What there is to do is planned from tables ([`places`]), which are data for all platforms and
//! tested on each; doing it is a few calls that touch files or the registry.

mod manifest;
mod places;
mod registry;
mod work;

pub(crate) use manifest::{Family, Manifest};
pub(crate) use places::{Browser, Place, Platform, Roots, Scope, Target, targets};
pub(crate) use work::{Outcome, Step, install, manifest_text, uninstall};
