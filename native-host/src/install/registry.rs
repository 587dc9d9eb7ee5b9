//! The registry of Windows, through its own program `reg`: nothing to link, and what it is told is
//! tested everywhere.

use std::{io, path::Path, process::Command};

/// Names the manifest in a key.
pub(super) fn add(key: &str, manifest: &Path) -> io::Result<()> {
    run(&add_arguments(key, manifest))
}

/// Removes a key; `false` when there was none.
pub(super) fn remove(key: &str) -> io::Result<bool> {
    if run(&["query".into(), key.into()]).is_err() {
        return Ok(false);
    }
    run(&remove_arguments(key)).map(|()| true)
}

/// The default value of the key is the manifest's path.
fn add_arguments(key: &str, manifest: &Path) -> Vec<String> {
    let path = manifest.display().to_string();
    ["add", key, "/ve", "/t", "REG_SZ", "/d", &path, "/f"].map(str::to_owned).into()
}

fn remove_arguments(key: &str) -> Vec<String> {
    ["delete", key, "/f"].map(str::to_owned).into()
}

fn run(arguments: &[String]) -> io::Result<()> {
    let output = Command::new("reg").args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(io::Error::other(format!("reg {}: {said}", arguments.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reg_is_told_key_and_file() {
        let key = r"HKCU\Software\Mozilla\NativeMessagingHosts\com.pagedial.host";
        let file = Path::new(r"C:\Users\Ann Example\AppData\Local\pagedial\x.json");
        let told = add_arguments(key, file);
        assert_eq!(told[..5], ["add", key, "/ve", "/t", "REG_SZ"]);
        assert_eq!(told[6], file.display().to_string());
        assert_eq!(remove_arguments(key), ["delete", key, "/f"]);
    }
}
