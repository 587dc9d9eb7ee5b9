//! Searches everything that a host leaves behind, and its memory, for what must not be there.

use crate::browser::Home;

/// Where `secret` is although it must not be. The settings file may hold the key: it was told to.
pub(crate) fn leaks(home: &Home, said: &str, secret: &str) -> Vec<String> {
    let settings = home.path("config/pagedial/.env");
    let mut leaks: Vec<String> = home
        .files()
        .into_iter()
        .filter(|(path, text)| *path != settings && text.contains(secret))
        .map(|(path, _)| format!("a secret is in {}", path.display()))
        .collect();
    if said.contains(secret) {
        leaks.push("a secret is in an answer or on standard error".to_owned());
    }
    leaks
}

/// Whether a text is anywhere in a process's memory, as a core image would show it. Only root may
/// look, because the host is not dumpable; for everyone else that is the proof itself.
#[cfg(target_os = "linux")]
pub(crate) fn is_in_memory(process: u32, text: &str) -> bool {
    use std::{
        fs::{self, File},
        io::ErrorKind,
        os::unix::fs::FileExt,
    };
    let memory = match File::open(format!("/proc/{process}/mem")) {
        Ok(memory) => memory,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
            return false;
        }
    };
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut bytes_seen = 0;
    let found = maps.lines().filter(|line| line.contains(" rw")).any(|line| {
        let (begin, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
        let address = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let mut bytes = vec![0; (address(end) - address(begin)) as usize];
        // Guard pages can't be read.
        let read = memory.read_at(&mut bytes, address(begin)).unwrap_or(0);
        bytes_seen += read;
        bytes[..read].windows(text.len()).any(|window| window == text.as_bytes())
    });
    assert!(found || bytes_seen > 100_000, "only {bytes_seen} bytes of memory were seen");
    found
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_in_memory(_process: u32, _text: &str) -> bool {
    false
}

#[cfg(target_os = "linux")]
#[test]
fn the_search_of_memory_finds_what_is_there() {
    let needle = format!("{}-{}", "in-memory", std::process::id());
    assert!(is_in_memory(std::process::id(), &needle));
}

#[cfg(target_os = "linux")]
#[test]
fn a_running_host_leaves_no_core_image_and_lets_nobody_in() {
    let home = Home::new();
    let port = home.greet();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", port.process()));
    if let Ok(limits) = limits {
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    }
    // A process that is not dumpable belongs to root in /proc (proc(5)).
    let folder = std::fs::metadata(format!("/proc/{}/mem", port.process())).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&folder), 0);
}
