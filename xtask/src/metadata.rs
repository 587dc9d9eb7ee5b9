//! Compiles libphonenumber's XML metadata for `pagedial-numbers`.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use pagedial_metadata_compiler::{compile, compile_short_numbers, source};

/// `cargo xtask metadata`.
#[derive(Args)]
pub(crate) struct Metadata {
    /// PhoneNumberMetadata.xml; the pinned crate's when not given
    #[arg(long)]
    xml: Option<PathBuf>,
    /// The file is, and is to be, of short numbers: ShortNumberMetadata.xml
    #[arg(long)]
    short: bool,
    /// The libphonenumber version of that file, which does not say it itself
    #[arg(long, default_value = "unknown", requires = "xml")]
    version: String,
    /// Where the compiled metadata goes
    #[arg(long)]
    out: PathBuf,
}

impl Metadata {
    /// Compiles one file.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let (xml, version) = match self.xml {
            Some(xml) => (xml, self.version),
            None => {
                let pinned = source::locate()?;
                let xml = if self.short { pinned.short_numbers } else { pinned.main };
                (xml, pinned.version)
            }
        };
        let text = fs::read_to_string(&xml).with_context(|| xml.display().to_string())?;
        let compile = if self.short { compile_short_numbers } else { compile };
        let compiled = compile(&text, &version)?;
        fs::write(&self.out, &compiled).with_context(|| self.out.display().to_string())?;
        println!("{}: libphonenumber {version}, {} bytes", self.out.display(), compiled.len());
        Ok(())
    }
}
