//! Archives whose bytes follow from what is in them alone: sorted, and with no time, owner or mode
//! of the machine that packs.

use std::io::{Cursor, Write};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

/// A file to pack.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// With `/`, without one at the beginning.
    pub(crate) path: String,
    pub(crate) content: Vec<u8>,
    mode: u32,
}

impl File {
    pub(crate) fn readable(path: &str, content: Vec<u8>) -> Self {
        Self { path: path.to_owned(), content, mode: 0o644 }
    }

    pub(crate) fn program(path: &str, content: Vec<u8>) -> Self {
        Self { path: path.to_owned(), content, mode: 0o755 }
    }
}

fn sorted(mut files: Vec<File>) -> Vec<File> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

pub(crate) fn zip(files: Vec<File>) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in sorted(files) {
        // 1980-01-01, the first time that a zip can hold.
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::default())
            .unix_permissions(file.mode);
        zip.start_file(file.path, options)?;
        zip.write_all(&file.content)?;
    }
    Ok(zip.finish()?.into_inner())
}

pub(crate) fn tar_gz(files: Vec<File>) -> anyhow::Result<Vec<u8>> {
    let gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    let mut tar = Builder::new(gzip);
    let mut folders = Vec::new();
    for file in sorted(files) {
        // Debian's tools want each folder named before what is in it.
        for (end, _) in file.path.match_indices('/') {
            let folder = format!("{}/", &file.path[..end]);
            if !folders.contains(&folder) {
                append(&mut tar, EntryType::Directory, &folder, 0o755, &[])?;
                folders.push(folder);
            }
        }
        append(&mut tar, EntryType::Regular, &file.path, file.mode, &file.content)?;
    }
    Ok(tar.into_inner()?.finish()?)
}

fn append(
    tar: &mut Builder<impl Write>,
    kind: EntryType,
    path: &str,
    mode: u32,
    content: &[u8],
) -> anyhow::Result<()> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(content.len() as u64);
    Ok(tar.append_data(&mut header, format!("./{path}"), content)?)
}

/// A Debian package (deb(5)): an `ar` archive of a version, what dpkg is to know and do, and the
/// files.
pub(crate) fn deb(control: Vec<File>, files: Vec<File>) -> anyhow::Result<Vec<u8>> {
    let mut deb = b"!<arch>\n".to_vec();
    for (name, content) in [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", tar_gz(control)?),
        ("data.tar.gz", tar_gz(files)?),
    ] {
        // Name, time, owner, group, mode, size (ar(5)).
        writeln!(deb, "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`", 0, 0, 0, 100_644, content.len())?;
        deb.extend_from_slice(&content);
        if content.len() % 2 == 1 {
            deb.push(b'\n');
        }
    }
    Ok(deb)
}
