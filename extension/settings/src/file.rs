//! A person's settings as a file, to carry them to another computer.

use serde_json::{Map, Value, json};

use crate::{fault::Problem, layer::Layer};

const FORMAT: &str = "pagedial-settings";
const VERSION: u64 = 1;

/// The longest file that is read: every list full is below it.
const LONGEST: usize = 4 * 1024 * 1024;

/// Why a file is not taken. Nothing of it is, then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Not JSON.
    #[error("line {line}, column {column}: this is not JSON")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON, but not a file of settings.
    #[error("this is not a file of Pagedial settings")]
    NotSettings,
    /// Of a version that is not known here.
    #[error("this file is of another version of Pagedial")]
    OtherVersion,
    /// Too long to be a file of settings.
    #[error("this file is too long")]
    TooLong,
    /// Some of it is wrong; at least one problem.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Problems(Vec<Problem>),
}

/// The text of a file.
#[must_use]
pub fn write_file(own: &Layer) -> String {
    let file = json!({ "format": FORMAT, "version": VERSION, "settings": own.to_json() });
    // The alternate form has lines, so that people can read and compare it.
    format!("{file:#}\n")
}

/// Reads a file as a whole.
///
/// # Errors
/// [`FileError`]
pub fn read_file(text: &str) -> Result<Layer, FileError> {
    if text.len() > LONGEST {
        return Err(FileError::TooLong);
    }
    // Windows editors put a byte order mark before it.
    let text = text.trim_start_matches('\u{feff}');
    let file: Map<String, Value> = match serde_json::from_str(text) {
        Ok(Value::Object(file)) => file,
        Ok(_) => return Err(FileError::NotSettings),
        Err(error) => {
            return Err(FileError::NotJson { line: error.line(), column: error.column() });
        }
    };
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(FileError::NotSettings);
    }
    if file.get("version").and_then(Value::as_u64) != Some(VERSION) {
        return Err(FileError::OtherVersion);
    }
    let (layer, problems) = Layer::read(file.get("settings").unwrap_or(&Value::Null));
    if problems.is_empty() { Ok(layer) } else { Err(FileError::Problems(problems)) }
}

#[cfg(test)]
mod tests {
    use pagedial_numbers::Region;
    use pagedial_protocol::{
        E164,
        page::{Inputs, Show, TelLinks},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::{Countdown, Fault, NotNumber, OriginPattern, SitePattern, SiteRule};

    fn region() -> impl Strategy<Value = Region> {
        "[A-Z]{2}".prop_map(|code| Region::parse(&code).unwrap())
    }

    fn site() -> impl Strategy<Value = SitePattern> {
        r"(\*\.)?[a-z]{1,8}\.[a-z]{2,5}(:[1-9][0-9]{1,3})?"
            .prop_map(|text| SitePattern::parse(&text).unwrap())
    }

    fn layer() -> impl Strategy<Value = Layer> {
        let rule = (any::<Option<bool>>(), prop::option::of(region()))
            .prop_map(|(on, region)| SiteRule { on, region });
        let origin = r"https?://(\*\.)?[a-z]{1,8}\.[a-z]{2,5}"
            .prop_map(|text| OriginPattern::parse(&text).unwrap());
        let not_number = (site(), r"\+[1-9][0-9]{6,14}")
            .prop_map(|(site, number)| NotNumber::new(site, &E164::parse(&number).unwrap()));
        let shows = prop::sample::select(vec![Show::Always, Show::Hover, Show::Highlight]);
        let inputs = prop::sample::select(vec![Inputs::Telephone, Inputs::All]);
        let links = prop::sample::select(vec![TelLinks::TakeOver, TelLinks::Leave]);
        let countdown = (0..=Countdown::LONGEST).prop_map(Countdown::of_seconds);
        (
            prop::option::of(region()),
            prop::collection::btree_map(site(), rule, 0..5),
            prop::option::of(shows),
            prop::option::of(inputs),
            prop::option::of(links),
            prop::option::of(countdown),
            any::<[Option<bool>; 3]>(),
            prop::option::of(prop::collection::btree_set(origin, 0..4)),
            prop::collection::btree_set(not_number, 0..5),
        )
            .prop_map(
                |(
                    region,
                    sites,
                    show,
                    inputs,
                    tel_links,
                    countdown,
                    switches,
                    open_door,
                    not_numbers,
                )| {
                    let [sounds, notifications, headset] = switches;
                    Layer {
                        region,
                        sites,
                        show,
                        inputs,
                        tel_links,
                        countdown,
                        sounds,
                        notifications,
                        headset,
                        open_door,
                        not_numbers,
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn a_file_that_was_written_is_read_without_loss(layer in layer()) {
            prop_assert_eq!(read_file(&write_file(&layer)), Ok(layer));
        }

        #[test]
        fn no_file_is_too_strange_to_be_answered(text in ".{0,64}") {
            let _ = read_file(&text);
            let file = format!(r#"{{"format":"{FORMAT}","version":1,"settings":{text}}}"#);
            let _ = read_file(&file);
        }
    }

    #[test]
    fn a_file_is_taken_as_a_whole_or_not_at_all() {
        assert_eq!(read_file("{\n oops"), Err(FileError::NotJson { line: 2, column: 2 }));
        assert_eq!(read_file("[]"), Err(FileError::NotSettings));
        assert_eq!(read_file("{}"), Err(FileError::NotSettings));
        let later = r#"{"format":"pagedial-settings","version":2,"settings":{}}"#;
        assert_eq!(read_file(later), Err(FileError::OtherVersion));
        let wrong =
            r#"{"format":"pagedial-settings","version":1,"settings":{"region":"DE","show":"x"}}"#;
        let problem = Problem { at: "show".into(), fault: Fault::Word };
        assert_eq!(read_file(wrong), Err(FileError::Problems(vec![problem])));
        assert_eq!(read_file(&" ".repeat(LONGEST + 1)), Err(FileError::TooLong));
    }
}
