//! Who may read, change and run a file. On Windows it inherits that from its folder: a person's own
//! folders are open to that person, the system and administrators alone (Microsoft Learn, "File
//! Security and Access Rights"), so there is nothing to set and nothing to find.

use std::{
    fs::{self, Metadata, OpenOptions},
    io,
    path::Path,
};

/// Makes a folder and its parents.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// A file that these options make is as its folder.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Not in a person's own folders.
pub(crate) fn is_open_to_others(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_there| false)
}

/// Not in a person's own folders, nor in `ProgramData`, whose files belong to whoever made them.
pub(crate) fn is_writable_by_others(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_there| false)
}

/// No file says so by itself.
pub(crate) fn is_writable_by_all(_file: &Metadata) -> bool {
    false
}

/// Every file may be run; whether it is a program, its name tells.
pub(crate) fn is_program(file: &Metadata) -> bool {
    file.is_file()
}

/// The program's folder, where such files lie, lets everybody read.
pub(crate) fn let_all_read(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Whoever may read it may run it.
pub(crate) fn let_owner_run(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// NTFS logs changes of names itself; a folder can't be opened as a file.
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
