//! Compiles libphonenumber's XML metadata for `pagedial-numbers`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// Compiles `xml`, or the pinned crate's file, to `out`.
pub(crate) fn compile(xml: Option<PathBuf>, out: &Path) -> anyhow::Result<()> {
    let xml = match xml {
        Some(xml) => xml,
        None => pagedial_metadata_compiler::locate_xml()?,
    };
    let text = fs::read_to_string(&xml).with_context(|| xml.display().to_string())?;
    let compiled = pagedial_metadata_compiler::compile(&text)?;
    fs::write(out, &compiled).with_context(|| out.display().to_string())?;
    println!("{}: {} bytes", out.display(), compiled.len());
    Ok(())
}
