//! The history for people and for other programs.

use pagedial_protocol::host::{Direction, PastCall};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const COLUMNS: &str = "call,direction,number,started,answered,ended,seconds,code,sub_code,problem,\
                       name,page_title,page_origin,notes";

/// RFC 4180, with the columns' names in the first line. Times are RFC 3339 in UTC.
pub(crate) fn as_csv(calls: &[PastCall]) -> String {
    let mut text = format!("{COLUMNS}\r\n");
    for call in calls {
        let fields: Vec<String> = fields(call).iter().map(|field| csv_field(field)).collect();
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

fn fields(call: &PastCall) -> [String; 14] {
    let text = |text: Option<String>| text.unwrap_or_default();
    let end = call.end.as_ref();
    let problem = end.and_then(|end| end.problem).and_then(|it| serde_json::to_value(it).ok());
    let outside = |said: Option<String>| said.map(|said| without_formula(&said));
    [
        call.call.0.clone(),
        direction(call).to_owned(),
        text(call.number.as_ref().map(ToString::to_string)),
        time(call.started_at_ms),
        text(call.answered_at_ms.map(time)),
        text(call.ended_at_ms.map(time)),
        text(talked_seconds(call).map(|seconds| seconds.to_string())),
        text(end.map(|end| end.code.to_string())),
        text(end.map(|end| end.sub_code.to_string())),
        text(problem.and_then(|problem| problem.as_str().map(str::to_owned))),
        text(outside(call.context.name.as_ref().map(ToString::to_string))),
        text(outside(call.context.page_title.as_ref().map(ToString::to_string))),
        text(outside(call.context.page_origin.as_ref().map(ToString::to_string))),
        without_formula(call.notes.as_str()),
    ]
}

/// A spreadsheet takes a cell that begins with one of these for a formula, and a page chose the
/// text. An apostrophe makes it text (OWASP, "CSV Injection"). White space before it does not help,
/// and in East Asian editions the wide forms count too. Our own numbers, `+` and digits, are no
/// text from outside.
fn without_formula(text: &str) -> String {
    let begins_formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']);
    if begins_formula || text.starts_with(['\t', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Quoted when it has to be; also for `;`, which is the separator in half of Europe.
fn csv_field(text: &str) -> String {
    if text.contains([',', ';', '"', '\n', '\r', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// One line a call.
pub(crate) fn listing(calls: &[PastCall]) -> String {
    calls.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(call: &PastCall) -> String {
    let talked = match (talked_seconds(call), call.ended_at_ms) {
        (Some(seconds), _) => format!("{}:{:02}", seconds / 60, seconds % 60),
        (None, Some(_)) => "not answered".to_owned(),
        (None, None) => "no end known".to_owned(),
    };
    let arrow = match call.direction {
        Direction::Outgoing => "to",
        Direction::Incoming => "from",
    };
    let number = call.number.as_ref().map_or("a withheld number", |number| number.as_str());
    let mut line = format!("{}  {arrow} {number}  {talked}", time(call.started_at_ms));
    if let Some(end) = &call.end {
        line += &format!("  ({}/{})", end.code, end.sub_code);
    }
    if let Some(name) = &call.context.name {
        line += &format!("  {}", name.as_str().replace('\n', " "));
    }
    line
}

fn direction(call: &PastCall) -> &'static str {
    match call.direction {
        Direction::Outgoing => "outgoing",
        Direction::Incoming => "incoming",
    }
}

fn talked_seconds(call: &PastCall) -> Option<u64> {
    Some(call.ended_at_ms?.saturating_sub(call.answered_at_ms?) / 1000)
}

fn time(ms: u64) -> String {
    i64::try_from(ms / 1000)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pagedial_protocol::{BoundedText, CallContext, E164, engine::EndReason, host::CallId};
    use proptest::prelude::*;

    fn call(name: &str) -> PastCall {
        PastCall {
            call: CallId("c1".into()),
            direction: Direction::Outgoing,
            number: E164::parse("+14255550123").ok().map(Into::into),
            started_at_ms: 1_795_372_000_000,
            answered_at_ms: Some(1_795_372_010_000),
            ended_at_ms: Some(1_795_372_075_000),
            end: Some(EndReason { code: 0, sub_code: 0, problem: None }),
            context: CallContext {
                name: Some(BoundedText::fitted(name)),
                page_title: None,
                page_origin: None,
            },
            notes: BoundedText::default(),
        }
    }

    #[test]
    fn a_call_is_a_line_of_csv() {
        let text = as_csv(&[call("Smith, \"Al\"")]);
        let (head, rest) = text.split_once("\r\n").unwrap();
        assert_eq!(head, COLUMNS);
        assert_eq!(
            rest,
            "c1,outgoing,+14255550123,2026-11-22T18:26:40Z,2026-11-22T18:26:50Z,\
             2026-11-22T18:27:55Z,65,0,0,,\"Smith, \"\"Al\"\"\",,,\r\n"
        );
    }

    #[test]
    fn no_page_can_put_a_formula_into_a_spreadsheet() {
        for formula in [
            "=HYPERLINK(\"https://evil.example\",\"A\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(1)",
            "  =1+1",
            "\n=1+1",
            "＝1+1",
            "|cmd",
            "%0A=1",
        ] {
            let safe = without_formula(formula);
            assert!(safe.starts_with('\''), "{safe}");
        }
        for text in ["Smith", "A=B", "1-2", ""] {
            assert_eq!(without_formula(text), text);
        }
    }

    /// A strict reader of RFC 4180.
    fn cells(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut quoted, mut characters) = (false, text.chars().peekable());
        while let Some(character) = characters.next() {
            match character {
                '"' if quoted && characters.peek() == Some(&'"') => {
                    cell.extend(characters.next());
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\r' if !quoted => {
                    assert_eq!(characters.next(), Some('\n'));
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                _ => cell.push(character),
            }
        }
        assert!(!quoted && row.is_empty() && cell.is_empty());
        rows
    }

    proptest! {
        #[test]
        fn whatever_a_page_says_stays_in_its_cell(name in any::<String>(), notes in any::<String>()) {
            let call = PastCall { notes: BoundedText::fitted(&notes), ..call(&name) };
            let rows = cells(&as_csv(&[call]));
            prop_assert_eq!(rows.len(), 2);
            prop_assert_eq!(rows[1].len(), 14);
            for cell in [&rows[1][10], &rows[1][13]] {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
            let name = BoundedText::<120>::fitted(&name);
            prop_assert_eq!(rows[1][10].strip_prefix('\'').unwrap_or(&rows[1][10]),
                name.as_str().strip_prefix('\'').unwrap_or(name.as_str()));
        }
    }
}
