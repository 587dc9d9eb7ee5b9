//! The program `find-numbers`, as others run it.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_find-numbers"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it answers, line by line, and its exit status.
fn ask(arguments: &[&str], questions: &[u8]) -> (Vec<Value>, Option<i32>) {
    let mut child = program(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(questions).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines = output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let answers = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    (answers, output.status.code())
}

#[test]
fn each_number_is_told_with_all_that_is_known_of_it() {
    let question = json!({ "id": "a", "region": "US", "text": "📞 (201) 555-0123 x42" });
    let (answers, status) = ask(&[], question.to_string().as_bytes());
    let found = json!({
        "start": 3, "end": 21, "text": "(201) 555-0123 x42", "e164": "+12015550123", "ext": "42",
        "region": "US", "type": "fixed_line_or_mobile", "verdict": "call", "reason": "valid",
    });
    assert_eq!(answers, [json!({ "id": "a", "matches": [found] })]);
    assert_eq!(status, Some(0));
}

#[test]
fn a_line_that_cannot_be_read_is_answered_in_its_place_and_the_next_ones_are_read() {
    let questions = [
        &br#"{"id":1,"region":"US","text":"2015550123"}"#[..],
        b"",
        b"  \r",
        b"{\"id\":2,",
        br#"{"id":3,"region":"USA","text":"2015550123"}"#,
        br#"{"id":4,"text":7}"#,
        br#"{"id":5}"#,
        b"{\"id\":6,\"text\":\"\xFF\"}",
        br#"{"id":7,"region":"ZZ","text":"2015550123 +12015550123"}"#,
        br#"{"id":8,"region":null,"text":""}"#,
    ];
    let (answers, status) = ask(&[], &questions.join(&b'\n'));
    let seen: Vec<(&Value, Option<usize>)> = answers
        .iter()
        .map(|answer| (&answer["id"], answer["matches"].as_array().map(Vec::len)))
        .collect();
    let null = Value::Null;
    let ids: Vec<Value> = (0..9).map(Value::from).collect();
    assert_eq!(
        seen,
        [
            (&ids[1], Some(1)),
            (&null, None),
            (&ids[3], None),
            (&ids[4], None),
            (&ids[5], None),
            (&ids[6], None),
            (&ids[7], Some(1)),
            (&ids[8], Some(0)),
        ]
    );
    let said: Vec<&str> = answers.iter().filter_map(|answer| answer["error"].as_str()).collect();
    for (error, part) in said.iter().zip(["line 4", "`USA`", "a string", "`text`", "UTF-8"]) {
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(status, Some(1));
}

#[test]
fn unpaired_surrogates_are_characters_like_others() {
    let question =
        br#"{"id":1,"region":"US","text":"\ud800 (201) 555-0123 \udc00\ud83d\udcde 2015550124"}"#;
    for level in ["valid", "context"] {
        let (answers, status) = ask(&["--level", level], question);
        let places: Vec<_> = answers[0]["matches"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| (found["start"].as_u64().unwrap(), found["end"].as_u64().unwrap()))
            .collect();
        assert_eq!(places, [(2, 16), (21, 31)], "{level}");
        assert_eq!(status, Some(0));
    }
}

#[test]
fn the_level_context_judges_the_same_numbers() {
    let question = json!({
        "id": 1, "region": "US", "text": "4158675309", "context": { "header": "Order ID" },
    });
    let judged = |level| {
        let (answers, _) = ask(&["--level", level], question.to_string().as_bytes());
        let found = &answers[0]["matches"][0];
        (
            found["verdict"].as_str().unwrap().to_owned(),
            found["reason"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(judged("valid"), ("call".to_owned(), "valid".to_owned()));
    assert_eq!(judged("context"), ("not_a_number".to_owned(), "identifier_title".to_owned()));
}

#[test]
fn whoever_asks_one_question_at_a_time_is_answered_at_once() {
    let mut child = program(&[]).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in 0..3 {
        let question = json!({ "id": id, "text": "+12015550123" });
        writeln!(questions, "{question}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id);
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[test]
fn other_metadata_is_taken_if_it_is_whole_and_its_version_is_told() {
    let whole = concat!(env!("CARGO_MANIFEST_DIR"), "/data/metadata.bin");
    for arguments in [&["--metadata-version"][..], &["--metadata", whole, "--metadata-version"]] {
        let output = program(arguments).output().unwrap();
        let version = String::from_utf8(output.stdout).unwrap();
        assert_eq!(version.trim().split('.').count(), 3, "{version}");
    }
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/data/typing.bin");
    for arguments in [
        &["--metadata", other][..],
        &["--metadata", "no such file"],
        &["--level", "strict"],
        &["--colour"],
        &["--metadata"],
    ] {
        let output = program(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}
