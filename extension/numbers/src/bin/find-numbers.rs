//! Finds phone numbers in texts: one JSON object a line in, one a line out.
//!
//! ```text
//! {"id":1,"region":"US","text":"call (201) 555-0123"}
//! {"id":1,"matches":[{"start":5,"end":19,"text":"(201) 555-0123","e164":"+12015550123",…}]}
//! ```
//!
//! Places are in UTF-16 code units; a text may hold unpaired surrogates, as those of JavaScript may. A
//! line that cannot be read is answered by `{"id":…,"error":"…"}` in its place, and the exit status is
//! then 1. Empty lines are passed over.

use std::error::Error;
use std::fmt;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use pagedial_numbers::{Context, Finder, Match, Region, in_utf16};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const USAGE: &str = "usage: find-numbers [--metadata FILE] [--level valid|context]
       find-numbers [--metadata FILE] --metadata-version

Reads JSON lines {\"id\",\"region\",\"text\"} from standard input and writes JSON lines
{\"id\",\"matches\":[…]} with places in UTF-16 code units.

--metadata FILE      metadata compiled by `cargo xtask metadata` instead of the built-in one
--level valid        what counts as a number: libphonenumber's leniency VALID (the default)
--level context      the same numbers, each judged by its context: verdict `call`, `doubtful` or
                     `not_a_number`, with a reason. A line may then have \"context\":
                     {\"before\",\"header\",\"label\",\"field\",\"column\":[…]}
                     and \"regions\":[…], further regions to try, the likeliest first
--metadata-version   print the libphonenumber version of the metadata";

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    region: Option<String>,
    text: Utf16,
    /// At the level `context` only.
    #[serde(default)]
    context: Surroundings,
    /// Tried after `region`, at the level `context` only.
    #[serde(default)]
    regions: Vec<String>,
}

/// A text of JSON, whose `\\u` escapes name code units of UTF-16, paired or not.
struct Utf16(Vec<u16>);

impl<'de> Deserialize<'de> for Utf16 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // As bytes: as a string serde_json would refuse unpaired surrogates.
        from.deserialize_bytes(Utf16Visitor)
    }
}

struct Utf16Visitor;

impl Visitor<'_> for Utf16Visitor {
    type Value = Utf16;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Utf16, E> {
        Ok(Utf16(text.encode_utf16().collect()))
    }

    /// UTF-8 in which unpaired surrogates are written as other characters of three bytes are.
    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Utf16, E> {
        let mut units = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let valid = match std::str::from_utf8(rest) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
            };
            units.extend(valid.encode_utf16());
            rest = match &rest[valid.len()..] {
                [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, rest @ ..] => {
                    let low = u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F);
                    units.push(0xD000 | low);
                    rest
                }
                [] => &[],
                _ => return Err(E::custom("the text is not UTF-8")),
            };
        }
        Ok(Utf16(units))
    }
}

/// What stands around a text, see [`Context`].
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Surroundings {
    before: String,
    header: Option<String>,
    label: Option<String>,
    field: Option<String>,
    column: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Found { id: Value, matches: Vec<Found> },
    Failed { id: Value, error: String },
}

#[derive(Serialize)]
struct Found {
    start: usize,
    end: usize,
    text: String,
    e164: String,
    ext: Option<String>,
    region: Option<String>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    verdict: &'static str,
    reason: &'static str,
}

impl Found {
    fn new(found: &Match<'_>, text: &[u16]) -> Self {
        Self {
            start: found.start,
            end: found.end,
            text: String::from_utf16_lossy(text.get(found.start..found.end).unwrap_or_default()),
            e164: found.number.e164(),
            ext: found.extension.map(|extension| extension.to_string()),
            region: found.number.region().map(|region| region.to_string()),
            kind: found.number.kind().map(|kind| kind.name()),
            verdict: found.verdict.name(),
            reason: found.reason.name(),
        }
    }
}

/// What counts as a number.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Level {
    #[default]
    Valid,
    Context,
}

#[derive(Default)]
struct Options {
    metadata: Option<String>,
    level: Level,
    print_version: bool,
    print_usage: bool,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--metadata" => options.metadata = Some(value()?),
                "--level" => match value()?.as_str() {
                    "valid" => options.level = Level::Valid,
                    "context" => options.level = Level::Context,
                    other => return Err(format!("`{other}` is not a level; use valid or context")),
                },
                "--metadata-version" => options.print_version = true,
                "--help" | "-h" => options.print_usage = true,
                other => return Err(format!("`{other}` is not an option\n\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            // The one place where the program speaks for itself.
            let _ = writeln!(std::io::stderr(), "find-numbers: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if options.print_usage {
        writeln!(out, "{USAGE}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let file = match &options.metadata {
        Some(path) => {
            Some(std::fs::read(path).map_err(|error| format!("{path} cannot be read: {error}"))?)
        }
        None => None,
    };
    let finder = match &file {
        Some(bytes) => Finder::from_bytes(bytes)?,
        None => Finder::embedded(),
    };
    if options.print_version {
        writeln!(out, "{}", finder.metadata().version())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut all_read = true;
    let mut questions = BufReader::new(std::io::stdin().lock());
    let mut line = Vec::new();
    for number in 1.. {
        if questions.buffer().is_empty() {
            // Whoever asks one question at a time waits for its answer.
            out.flush()?;
        }
        line.clear();
        if questions.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = answer(&finder, options.level, &line).unwrap_or_else(|(id, error)| {
            all_read = false;
            Answer::Failed { id, error: format!("line {number}: {error}") }
        });
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answer(finder: &Finder<'_>, level: Level, line: &[u8]) -> Result<Answer, (Value, String)> {
    let question: Question =
        serde_json::from_slice(line).map_err(|error| (id_of(line), error.to_string()))?;
    let named = question.region.iter().filter(|region| !region.is_empty());
    let mut regions = Vec::new();
    let further = if level == Level::Context { question.regions.as_slice() } else { &[] };
    for region in named.chain(further) {
        match Region::parse(region) {
            Ok(region) => regions.push(region),
            Err(error) => return Err((question.id, format!("`{region}`: {error}"))),
        }
    }
    let Utf16(text) = &question.text;
    let matches = match level {
        Level::Valid => finder.find_utf16(text, regions.first().copied()),
        Level::Context => find_in_context(finder, &question, &regions),
    };
    let matches = matches.iter().map(|found| Found::new(found, text)).collect();
    Ok(Answer::Found { id: question.id, matches })
}

/// The id of a question that is wrong otherwise.
fn id_of(line: &[u8]) -> Value {
    #[derive(Deserialize)]
    struct Identified {
        id: Value,
    }
    serde_json::from_slice::<Identified>(line).map_or(Value::Null, |question| question.id)
}

fn find_in_context<'m>(
    finder: &Finder<'m>,
    question: &Question,
    regions: &[Region],
) -> Vec<Match<'m>> {
    let Surroundings { before, header, label, field, column } = &question.context;
    let column: Vec<&str> = column.iter().map(String::as_str).collect();
    let context = Context {
        before,
        header: header.as_deref(),
        label: label.as_deref(),
        field: field.as_deref(),
        column: &column,
    };
    // An unpaired surrogate becomes another character of one code unit: all places stay.
    let text = String::from_utf16_lossy(&question.text.0);
    let mut matches = finder.find_in_context(&text, &context, regions);
    in_utf16(&text, &mut matches);
    matches
}
