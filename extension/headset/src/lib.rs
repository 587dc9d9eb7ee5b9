//! What a headset's reports mean for a call, and what its lamps are to show.
//!
//! Every headset with the standard usages of USB's telephony page works, whoever made it: where its
//! buttons and lamps lie in its reports is read from what the device says of itself
//! ([`Collection`], as WebHID hands it on). Pure: bytes in, [`Press`]es out; a call's state in,
//! bytes out.

mod buttons;
mod call;
mod descriptor;
mod lamps;

pub use buttons::{Buttons, Press};
pub use call::{Act, CallView, act_of};
pub use descriptor::{Collection, TELEPHONY_PAGE};
pub use lamps::{LampReport, Lamps, Signals};

#[cfg(test)]
mod sample;
