//! Compiles libphonenumber's XML metadata for `pagedial-numbers`.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use pagedial_metadata_compiler::{compile, compile_short_numbers, compile_typing, source};

/// `cargo xtask metadata`.
#[derive(Args)]
pub(crate) struct Metadata {
    /// The XML that the content is compiled from; the pinned crate's when not given
    #[arg(long)]
    xml: Option<PathBuf>,
    /// Which of the compiled files
    #[arg(long, value_enum, default_value_t = Content::Numbers)]
    content: Content,
    /// The libphonenumber version of that file, which does not say it itself
    #[arg(long, default_value = "unknown", requires = "xml")]
    version: String,
    /// Where the compiled metadata goes
    #[arg(long)]
    out: PathBuf,
}

/// What a compiled file is for.
#[derive(Clone, Copy, ValueEnum)]
enum Content {
    /// Finding, validating and formatting numbers: data/metadata.bin
    Numbers,
    /// Emergency and other short numbers: data/short-numbers.bin
    ShortNumbers,
    /// Formatting while typing: data/typing.bin
    Typing,
}

impl Metadata {
    /// Compiles one file.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let (xml, version) = match self.xml {
            Some(xml) => (xml, self.version),
            None => {
                let pinned = source::locate()?;
                let xml = match self.content {
                    Content::ShortNumbers => pinned.short_numbers,
                    Content::Numbers | Content::Typing => pinned.main,
                };
                (xml, pinned.version)
            }
        };
        let text = fs::read_to_string(&xml).with_context(|| xml.display().to_string())?;
        let compiled = match self.content {
            Content::Numbers => compile(&text, &version),
            Content::ShortNumbers => compile_short_numbers(&text, &version),
            Content::Typing => compile_typing(&text, &version),
        }?;
        fs::write(&self.out, &compiled).with_context(|| self.out.display().to_string())?;
        println!("{}: libphonenumber {version}, {} bytes", self.out.display(), compiled.len());
        Ok(())
    }
}
