//! Who may read, change and run a file: its mode.

use std::{
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Makes a folder and its parents for this person alone. A folder that is there stays as it is.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// A file that these options make is this person's alone.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Whether anybody but its owner may read or change the file.
pub(crate) fn is_open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.mode() & 0o077 != 0)
}

/// Whether anybody but its owner may change the file.
pub(crate) fn is_writable_by_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.mode() & 0o022 != 0)
}

/// Whether everybody may change it.
pub(crate) fn is_writable_by_all(file: &Metadata) -> bool {
    file.mode() & 0o002 != 0
}

/// Whether somebody may run it.
pub(crate) fn is_program(file: &Metadata) -> bool {
    file.is_file() && file.mode() & 0o111 != 0
}

/// Lets everybody read a file that this person alone may change.
pub(crate) fn let_all_read(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o644))
}

/// Lets this person run a file.
pub(crate) fn let_owner_run(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
