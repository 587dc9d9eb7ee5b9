//! No host outlives its browser, however that ends.

use std::{
    io::{Read, Write},
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};

use pagedial_protocol::{ErrorCode, framing, host::EXTENSION_ID};
use serde_json::json;

use crate::browser::{Home, hello};

/// Each cycle is a window that is opened and whose browser goes away at some point.
const CYCLES: u32 = 500;

#[test]
fn five_hundred_windows_leave_no_host_behind() {
    let home = Home::new();
    let greeting = json!({ "id": 1, "body": hello() }).to_string();
    let frame = framing::frame(greeting.as_bytes()).unwrap();
    for cycle in 0..CYCLES {
        let mut host =
            home.command(&[&format!("chrome-extension://{EXTENSION_ID}/")]).spawn().unwrap();
        let (mut stdin, mut stdout) = (host.stdin.take().unwrap(), host.stdout.take().unwrap());
        let expected = match cycle % 5 {
            // Gone at once.
            0 => 0,
            // Gone in the middle of a frame.
            1 => {
                stdin.write_all(&frame[..frame.len() / 2]).unwrap();
                i32::from(ErrorCode::MalformedFrame.number())
            }
            // Gone without waiting for the answer.
            2 => {
                stdin.write_all(&frame).unwrap();
                0
            }
            // Gone when the answer is there.
            3 => {
                stdin.write_all(&frame).unwrap();
                stdout.read_exact(&mut [0; 5]).unwrap();
                0
            }
            // Deaf, and still there: what is written to it fails.
            _ => {
                drop(stdout);
                stdin.write_all(&frame).unwrap();
                assert_eq!(host.wait().unwrap().code(), Some(0), "cycle {cycle}");
                continue;
            }
        };
        drop((stdin, stdout));
        assert_eq!(host.wait().unwrap().code(), Some(expected), "cycle {cycle}");
    }
}

/// A program that the browser started may have inherited the other end of the host's input, and
/// then that input does not end when the browser does.
#[cfg(target_os = "linux")]
#[test]
fn a_browser_that_is_killed_takes_its_host_with_it_even_if_another_holds_the_pipe() {
    let home = Home::new();
    let host = home.command(&[&format!("chrome-extension://{EXTENSION_ID}/")]);
    // The shell is the browser; `:` keeps it from becoming the host.
    let mut browser = Command::new("sh");
    browser.args(["-c", "\"$@\"; :", "sh"]).arg(host.get_program()).args(host.get_args());
    for (name, value) in host.get_envs() {
        browser.env(name, value.unwrap_or_default());
    }
    let mut browser = browser
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = browser.stdin.take().unwrap();
    let mut stdout = browser.stdout.take().unwrap();
    let greeting = json!({ "id": 1, "body": hello() }).to_string();
    stdin.write_all(&framing::frame(greeting.as_bytes()).unwrap()).unwrap();
    stdout.read_exact(&mut [0; 5]).unwrap();

    browser.kill().unwrap();
    browser.wait().unwrap();
    let (ended_tx, ended) = mpsc::channel();
    thread::spawn(move || {
        stdout.read_to_end(&mut Vec::new()).unwrap();
        // The test may have given up.
        let _unheard = ended_tx.send(());
    });
    ended.recv_timeout(Duration::from_secs(30)).expect("the host lives on without its browser");
    drop(stdin);
}

/// A browser in a terminal that is closed takes the terminal's programs with it.
#[cfg(unix)]
#[test]
fn a_terminal_that_hangs_up_ends_the_host() {
    let home = Home::new();
    let mut port = home.greet();
    let hung_up = Command::new("kill").args(["-HUP", &port.process().to_string()]).status();
    assert!(hung_up.unwrap().success());
    let (status, _) = port.ended();
    assert!(status.success(), "{status}");
}
