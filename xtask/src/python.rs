//! The finder against `phonenumbers` of PyPI, the port of libphonenumber to Python: a second
//! reference, with regular expressions and metadata of its own.

use std::fs::File;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

use crate::{run, workspace};

/// So many generated texts are compared, of another seed each time.
const TEXTS: &str = "20000";

/// Compares what both find. The script refuses another version than that of our metadata.
pub(crate) fn compare() -> anyhow::Result<()> {
    run::cargo(&[
        "build",
        "--quiet",
        "-p",
        "pagedial-numbers",
        "--bin=find-numbers",
        "--example=generated-texts",
    ])?;
    let program = |name: &str| workspace::target().join("debug").join(name).display().to_string();
    let questions = workspace::target().join("generated-texts.jsonl");
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
    let mut generate = run::command(&program("examples/generated-texts"), &[TEXTS, &seed]);
    generate.stdout(File::create(&questions).with_context(|| shown(&questions))?);
    run::finish(generate)?;
    eprintln!("test: {TEXTS} texts of seed {seed} against PyPI's phonenumbers");
    // From `setup`, where it is pinned with the other Python packages.
    let python = workspace::target().join("python/bin/python").display().to_string();
    let script = "extension/numbers/tests/compare-with-python.py";
    let mut compare = run::command(&python, &[script, &program("find-numbers")]);
    compare.stdin(File::open(&questions).with_context(|| shown(&questions))?);
    run::finish(compare)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
