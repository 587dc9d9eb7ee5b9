//! Measures the figures of the README, each with its peer in the same run. The measuring itself is
//! TypeScript on Playwright, in `tests/bench`: the figures are a browser's.

use std::{fs, path::PathBuf};

use clap::{Args, builder::PossibleValuesParser};

use crate::{
    build::{self, Aim, Module, Profile},
    run, setup, workspace,
};

/// `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct Bench {
    /// Less text and one round: shows that everything works, not to be quoted
    #[arg(long)]
    quick: bool,
    /// Where the figures go, as a JSON array
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// Which figures; all when none is named
    #[arg(value_name = "ID", value_parser = PossibleValuesParser::new(FIGURES.map(|(id, _)| id)))]
    ids: Vec<String>,
}

/// Every figure, and what it is measured on.
const FIGURES: [(&str, &[Subject]); 22] = [
    ("numbers.crm", &[Subject::Finder, Subject::Native]),
    ("numbers.logs", &[Subject::Finder, Subject::Native]),
    ("numbers.prose", &[Subject::Finder, Subject::Native]),
    ("numbers.gzip", &[Subject::Finder, Subject::Background]),
    ("numbers.context", &[Subject::Pages]),
    ("page.grid1k", &[Subject::Extension]),
    ("page.grid1k_work", &[Subject::Extension]),
    ("page.grid10k", &[Subject::Extension]),
    ("page.grid10k_work", &[Subject::Extension]),
    ("page.longest_task", &[Subject::Extension]),
    ("page.no_digits", &[Subject::Extension]),
    ("page.stream", &[Subject::Extension]),
    ("page.memory", &[Subject::Extension]),
    ("page.content_gzip", &[Subject::Extension]),
    ("host.cold_start", &[Subject::Host, Subject::Stopwatch]),
    ("host.hello", &[Subject::Host, Subject::Stopwatch]),
    ("host.rss", &[Subject::Host, Subject::Stopwatch]),
    ("host.binary", &[Subject::Host]),
    ("host.cached_token_p99", &[Subject::Host, Subject::Stopwatch]),
    ("host.requests", &[Subject::Host, Subject::Stopwatch]),
    ("call.click_to_ready", &[Subject::Extension, Subject::Host]),
    ("call.click_to_ringing", &[Subject::Extension, Subject::Host]),
];

/// What must be built before it can be measured; each is built as it is shipped, into its own
/// folder of `target/bench`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// `pagedial-numbers` alone.
    Finder,
    /// The same natively, with the reference.
    Native,
    /// The pages with known truth, and what judges them.
    Pages,
    /// The service worker's module.
    Background,
    /// The extension as a whole.
    Extension,
    /// The native host, and the emulator that it gets its tokens from.
    Host,
    /// What starts hosts and takes their time.
    Stopwatch,
}

impl Subject {
    const ALL: [Self; 7] = [
        Self::Finder,
        Self::Native,
        Self::Pages,
        Self::Background,
        Self::Extension,
        Self::Host,
        Self::Stopwatch,
    ];

    fn build(self) -> anyhow::Result<()> {
        let (folder, module) = match self {
            Self::Finder => (
                "numbers",
                Module { package: "pagedial-bench-numbers", glue: "numbers", aim: Aim::Speed },
            ),
            Self::Background => ("background", build::BACKGROUND),
            Self::Native => return release(&["-p", "pagedial-numbers", "--example=throughput"]),
            Self::Pages => return release(&["-p", "pagedial-corpus", "--bins"]),
            // In their usual places, where the stage takes them from.
            Self::Extension => return build::extension(Profile::Release),
            Self::Host => return build::host(Profile::Release),
            Self::Stopwatch => return release(&["-p", "pagedial-bench-host"]),
        };
        let out = workspace::target().join("bench").join(folder);
        fs::create_dir_all(&out)?;
        build::wasm(&[module], &out, Profile::Release)
    }
}

fn release(what: &[&str]) -> anyhow::Result<()> {
    run::cargo(&[&["build", "--quiet", "--release"], what].concat())
}

impl Bench {
    /// Sets up, builds what is measured, measures.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        setup::setup()?;
        let asked: Vec<_> = FIGURES
            .into_iter()
            .filter(|(id, _)| self.ids.is_empty() || self.ids.iter().any(|asked| asked == id))
            .collect();
        run::cargo(&["build", "--quiet", "-p", "pagedial-bindgen"])?;
        for subject in Subject::ALL {
            if asked.iter().any(|(_, of)| of.contains(&subject)) {
                subject.build()?;
            }
        }
        let mode = if self.quick { "quick" } else { "full" };
        let mut command = run::command("node", &["--import", "tsx", "tests/bench/bench.ts", mode]);
        // A relative path starts from the caller's folder, not from the workspace's.
        command.arg(std::path::absolute(&self.json)?);
        command.args(asked.iter().map(|(id, _)| id));
        command.env("PAGEDIAL_TARGET_DIR", workspace::target());
        command.env("PAGEDIAL_HOST_PROFILE", "release");
        run::finish(command)
    }
}
