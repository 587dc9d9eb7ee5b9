//! Content script ⇄ background, as `chrome.runtime` messages.
//!
//! A content script shares its process with the page, so the background treats what it says as
//! the page's word: bounded, checked, and never enough for a token.

use serde::{Deserialize, Serialize};

use crate::E164;

/// The most blocks that one `find` may carry.
pub const MAX_BLOCKS: usize = 1000;

/// The most UTF-16 code units that one `find` may carry, all its texts together.
pub const MAX_TEXT: usize = 256 * 1024;

/// The most other cells that tell of a column.
pub const MAX_COLUMN: usize = 6;

/// The most regions that a `find` may say were seen.
pub const MAX_SEEN: usize = 10;

/// What a content script asks of the background.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FromContent {
    /// Find the numbers in these blocks of text. Answered by [`Found`].
    Find {
        /// What the page says of its country.
        page: PageClues,
        /// The blocks, those with the same surroundings together: at most [`MAX_BLOCKS`] blocks,
        /// and at most [`MAX_TEXT`] code units in all.
        groups: Vec<Group>,
    },
    /// The person clicked the Call button of a number. Opens the dialer; never calls.
    Call {
        /// The number.
        number: E164,
    },
    /// How many numbers this frame shows now, for the badge.
    Painted {
        /// Numbers painted in this frame.
        count: u32,
        /// `performance.timeOrigin` of the document: when it replaced the one before.
        document_since_ms: f64,
    },
}

/// What speaks for the country whose national numbers a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageClues {
    /// The page's `lang`, or nothing.
    pub language: String,
    /// Text of the page that may hold an address, such as its footer.
    pub text: String,
    /// Regions of numbers with a calling code that were found in the frame so far, as
    /// [`Found::seen`] had them; at most [`MAX_SEEN`].
    pub seen: Vec<String>,
}

/// Blocks of text with the same surroundings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Group {
    /// What surrounds each of them.
    pub surroundings: Surroundings,
    /// The blocks.
    pub texts: Vec<String>,
}

/// What surrounds a block of text: what a person sees there, and what the page's authors named it.
/// Each may be empty. What is beyond the bounds is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Surroundings {
    /// The end of what is read right before it.
    pub before: String,
    /// The heading of its column or row, or its `<dt>`.
    pub header: String,
    /// Its accessible label or its title.
    pub label: String,
    /// The names that its element has in attributes, joined by spaces.
    pub field: String,
    /// Other cells of its column, at most [`MAX_COLUMN`].
    pub column: Vec<String>,
}

/// What the background asks of a content script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ToContent {
    /// Which numbers does this frame show? Answered by [`PaintedNumber`]s.
    List {},
    /// The settings have changed: begin anew. Not answered.
    Renew {},
}

/// What the background leaves in `chrome.storage.session` under [`DialRequest::KEY`] for the dialer
/// window. Storage rather than a message, because it waits for a window that is still loading and
/// survives the service worker; content scripts cannot read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum DialRequest {
    /// A number that was found in a page.
    Number {
        /// The number to show, ready to call.
        number: E164,
        /// When it was asked for, in milliseconds since 1970-01-01 UTC: the same number asked for
        /// twice is two requests.
        at_ms: u64,
    },
    /// A text that the person selected: as if typed into the dialer.
    Text {
        /// At most [`DialRequest::MAX_TEXT`] characters.
        text: String,
        /// As above.
        at_ms: u64,
    },
}

impl DialRequest {
    /// The key in `chrome.storage.session`.
    pub const KEY: &'static str = "dial";

    /// The most characters of a selected text: the longest way to write a number, with room.
    pub const MAX_TEXT: usize = 64;
}

/// The numbers of each block, in the order of the blocks asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Found {
    /// As many as blocks were asked about, the groups' one behind another; all empty where the
    /// settings are off.
    pub blocks: Vec<Vec<FoundNumber>>,
    /// The regions of numbers with a calling code, those that the question named included, each as
    /// often as it was seen; at most [`MAX_SEEN`].
    pub seen: Vec<String>,
    /// What the frame is to do. With each answer, because a page in which nothing may be a number
    /// asks nothing, and one that asks knows it in time to paint.
    pub settings: PageSettings,
}

/// The settings as far as a frame's content script needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageSettings {
    /// Whether anything is to be done at all.
    pub on: bool,
    /// How a number shows that it can be called.
    pub show: Show,
    /// What becomes of links that dial.
    pub tel_links: TelLinks,
    /// Which input fields are read.
    pub inputs: Inputs,
}

/// How a number shows that it can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Show {
    /// By a Call button beside it, where there is room; else as for `hover`.
    Always,
    /// By a Call button when it is pointed at, focused or touched.
    Hover,
    /// By its colour alone; it is called from the toolbar popup, the keyboard or the menu.
    Highlight,
}

/// What becomes of links that dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TelLinks {
    /// They are numbers like others.
    TakeOver,
    /// They are left to the page and to the system.
    Leave,
}

/// Which input fields are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Inputs {
    /// Those that show a value rather than take one, and those of `type="tel"`.
    ReadOnly,
    /// Every text field.
    All,
}

/// Why the background did not do as asked, in English, for the log of whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Refused {
    /// The reason.
    pub error: String,
}

/// A number and where it stands in its block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FoundNumber {
    /// Offset of its first UTF-16 code unit.
    pub start: u32,
    /// Offset behind its last UTF-16 code unit.
    pub end: u32,
    /// The number.
    pub number: NumberFacts,
}

/// What `numbers` knows of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NumberFacts {
    /// The number in E.164.
    pub e164: E164,
    /// As written in international form, `+1 425-555-0123`.
    pub international: String,
    /// ISO 3166-1 alpha-2 code, or `001` for a non-geographic calling code.
    pub region: String,
    /// `mobile`, `fixed_line`, `toll_free`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it is meant to be called: `call`, `doubtful`, `not_a_number`.
    pub verdict: String,
    /// Why that verdict, as a machine-readable word.
    pub reason: String,
}

/// A number as a frame shows it, in CSS pixels of that frame's viewport.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PaintedNumber {
    /// The text as it stands in the page.
    pub text: String,
    /// What it is.
    pub number: NumberFacts,
    /// Its bounding box.
    pub rect: Rect,
}

/// A box in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_script_can_ask_three_things_and_no_more() {
        for text in [
            r#"{"type":"issue_token"}"#,
            r#"{"type":"call","number":"911"}"#,
            r#"{"type":"call","number":"+14255550123","now":true}"#,
            r#"{"type":"painted","count":-1,"document_since_ms":1}"#,
            r#"{"type":"find","blocks":["1"]}"#,
        ] {
            assert!(serde_json::from_str::<FromContent>(text).is_err(), "{text}");
        }
    }
}
