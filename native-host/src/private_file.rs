//! Files and folders that only this person may read.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::rights;

/// Replaces a file in one step, mode 0600: whoever reads it meets the old content or the new, also
/// after a power failure.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    rights::create_private_folder(folder)?;
    // Mode 0600 is what `tempfile` makes.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    rights::sync_folder(folder)
}

/// Opens a file to append to it, mode 0600 if it is new.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        rights::create_private_folder(folder)?;
    }
    rights::private(OpenOptions::new().read(true).append(true).create(true)).open(path)
}

/// Appends one line in one write and waits until it is on the disk. A line that a crash left
/// without its end keeps to itself.
pub(crate) fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = open_to_append(path)?;
    let mut text = String::with_capacity(line.len() + 2);
    if !ends_with_newline(&mut file)? {
        text.push('\n');
    }
    text.push_str(line);
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn ends_with_newline(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The text of a file, `None` if there is none.
pub(crate) fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_is_private_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/file");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), "two");
        assert!(!rights::is_open_to_others(&path).unwrap());
        assert!(!rights::is_open_to_others(path.parent().unwrap()).unwrap());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_torn_line_stays_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        append_line(&path, "one").unwrap();
        fs::write(&path, "one\ntor").unwrap();
        append_line(&path, "two").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), "one\ntor\ntwo\n");
    }

    #[test]
    fn a_missing_file_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("none")).unwrap(), None);
    }
}
