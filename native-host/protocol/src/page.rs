//! Content script ⇄ background, as `chrome.runtime` messages.
//!
//! A content script shares its process with the page, so the background treats what it says as
//! the page's word: bounded, checked, and never enough for a token.

use serde::{Deserialize, Serialize};

use crate::{E164, PageOrigin};

/// The most blocks that one `find` may carry.
pub const MAX_BLOCKS: usize = 1000;

/// The most UTF-16 code units that one `find` may carry, all its texts together.
pub const MAX_TEXT: usize = 256 * 1024;

/// The most text that a tab may have looked at in a minute, in UTF-8 bytes, so that no page keeps
/// the one worker of all tabs busy: it takes half a second of its time. A log of 10 MB fits twice.
pub const MAX_TEXT_A_MINUTE: usize = 256 * MAX_TEXT;

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
    /// The person clicked the Call button of a number. Opens the dialer.
    Call {
        /// The number.
        number: E164,
        /// Whom it belongs to.
        subject: Subject,
        /// The title of the frame's document.
        title: Option<Line>,
    },
    /// The page asks for a call. Answered by whether it may ask at all; opens the dialer, never
    /// calls.
    Door {
        /// What it asks for.
        request: DoorRequest,
    },
    /// How many numbers this frame shows now, for the badge.
    Painted {
        /// Numbers that were found in this frame.
        count: u32,
        /// Whether there may be more, in rows of long lists that nobody has come near to.
        more: bool,
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
    /// Which numbers does this frame show? Answered by a [`Listing`].
    List {
        /// How long, in milliseconds, it may wait for work under way.
        patience_ms: u32,
    },
    /// How a call goes that the frame's page has asked for. Not answered.
    Door {
        /// What has happened.
        event: DoorEvent,
    },
    /// The settings have changed: begin anew. Not answered.
    Renew {},
    /// Give the keyboard's focus to the next number. Answered by whether there is one.
    Step {
        /// Which way.
        direction: Direction,
    },
    /// What has the person selected? Answered, by the frame that they are in, with a text of at
    /// most [`DialRequest::MAX_TEXT`] UTF-16 code units.
    Selection {},
}

/// A way through a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Direction {
    /// As it is read.
    Next,
    /// Backwards.
    Previous,
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
        /// Where it was found, and whom it belongs to.
        about: Option<About>,
        /// Who asked.
        asked_by: AskedBy,
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

/// What the toolbar popup asks of the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FromPopup {
    /// Open the dialer as it is.
    OpenDialer {},
    /// Open the dialer with a number of the list.
    Call {
        /// The number.
        number: E164,
        /// Where it was found, and whom it belongs to.
        about: About,
    },
}

/// One line of text from a page, for people to read: no control characters, none that turn the
/// direction of what follows, one space where there was white space, at most [`Line::LONGEST`]
/// characters; never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Line(String);

/// A text without anything to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an empty line")]
pub struct EmptyLine;

impl Line {
    /// In characters.
    pub const LONGEST: usize = 120;

    /// The beginning of a text as a line; `None` when there is nothing to read in it.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        // Unicode's bidirectional formatting characters (UAX #9 §2), and what has no width.
        let is_shown = |it: &char| {
            !(it.is_control()
                || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        };
        let words = text.split_whitespace().map(|word| word.chars().filter(is_shown).collect());
        let words: Vec<String> = words.filter(|word: &String| !word.is_empty()).collect();
        let line: String = words.join(" ").chars().take(Self::LONGEST).collect();
        let line = line.trim_end();
        (!line.is_empty()).then(|| Self(line.to_owned()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Line {
    type Error = EmptyLine;
    fn try_from(text: String) -> Result<Self, EmptyLine> {
        Self::of(&text).ok_or(EmptyLine)
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.0
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom a number belongs to, as far as the page around it says. Text for people, never markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Subject {
    /// The name in the same row, or the title of what is around it: `Ada Lovelace`.
    pub name: Option<Line>,
    /// What the page calls the number: `Mobile`.
    pub label: Option<Line>,
}

/// A number's subject and the page where it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Whom it belongs to.
    pub subject: Subject,
    /// The page's title.
    pub title: Option<Line>,
    /// The page's origin, as the browser says it.
    pub origin: Option<PageOrigin>,
}

/// Who asked for a number to be shown in the dialer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AskedBy {
    /// The person, by a click on ours.
    Person {},
    /// A page, which is told how its call goes.
    Page {
        /// The page's own name for the call.
        call: Line,
        /// Its tab.
        tab_id: i32,
        /// Its document, as the browser names it: a page that comes after it is told nothing.
        document_id: String,
    },
}

/// A page's request for a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DoorRequest {
    /// The page's own name for the call, which comes back with every event of it.
    pub call: Line,
    /// The number, as a person would write it.
    pub number: Line,
    /// Whom it belongs to.
    pub name: Option<Line>,
}

/// What a page is told of a call that it has asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DoorEvent {
    /// The page's own name for the call.
    pub call: Line,
    /// What has become of it.
    pub state: DoorState,
    /// How long it was answered, in whole seconds; once it has ended.
    pub seconds: Option<u32>,
}

/// What has become of a page's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DoorState {
    /// The dialer shows the number; the person decides.
    Offered,
    /// The text is not a number that can be called.
    NotANumber,
    /// Asked too often: nothing is done.
    TooOften,
    /// The person has something else in the dialer now: nothing more will be told.
    Dismissed,
    /// The person calls; the other side does not ring yet.
    Calling,
    /// The other side rings.
    Ringing,
    /// The other side has answered.
    Connected,
    /// The call is over, or could not be made.
    Ended,
}

/// The key in `chrome.storage.session` under which a tab's frames have reported their counts, by
/// frame id.
#[must_use]
pub fn reports_key(tab_id: i32) -> String {
    format!("frames:{tab_id}")
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
    /// In which fields numbers are looked for.
    pub inputs: Inputs,
}

/// In which fields numbers are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Inputs {
    /// In those for telephone numbers, and those that nobody can write in.
    Telephone,
    /// In every field with a line of text.
    All,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What a frame shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Listing {
    /// Its numbers.
    pub numbers: Vec<PaintedNumber>,
    /// The frame's origin, as the page's process says it.
    pub origin: String,
    /// Its document's title.
    pub title: Option<Line>,
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
    /// Whom it belongs to.
    pub subject: Subject,
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
    fn a_line_is_what_a_person_can_read_and_no_longer() {
        let line = |text: &str| Line::of(text).map(String::from);
        assert_eq!(line("  Ada\n\tLovelace "), Some("Ada Lovelace".into()));
        assert_eq!(line("\u{202e}evil\u{0007}\u{200f}"), Some("evil".into()));
        assert_eq!(line(" \u{200b} \u{202e}\n"), None);
        assert_eq!(line(&"é ".repeat(200)).unwrap().chars().count(), Line::LONGEST - 1);
        assert!(serde_json::from_str::<Subject>(r#"{"name":"","label":null}"#).is_err());
    }

    #[test]
    fn a_content_script_can_ask_four_things_and_no_more() {
        for text in [
            r#"{"type":"issue_token"}"#,
            r#"{"type":"call","number":"911","subject":{"name":null,"label":null},"title":null}"#,
            r#"{"type":"call","number":"+14255550123","subject":{"name":null,"label":null},"title":null,"now":true}"#,
            r#"{"type":"door","request":{"call":"1","number":"+14255550123","name":null,"now":true}}"#,
            r#"{"type":"painted","count":-1,"more":false,"document_since_ms":1}"#,
            r#"{"type":"find","blocks":["1"]}"#,
        ] {
            assert!(serde_json::from_str::<FromContent>(text).is_err(), "{text}");
        }
    }
}
