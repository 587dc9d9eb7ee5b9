//! What ends the emulator in good order: SIGTERM, SIGINT or Ctrl+C, and the end of stdin if asked.

use std::io;
use std::sync::Arc;

use tokio::sync::Notify;

/// Waits for the end from the moment it is made, not only once it is asked: a signal that comes
/// right after the ready line must not find the default action, which is a death by signal.
pub(crate) struct Exit {
    signals: Signals,
    stdin: Option<Arc<Notify>>,
}

impl Exit {
    /// Starts to listen for signals, and to stdin if `with_stdin`.
    pub(crate) fn listen(with_stdin: bool) -> io::Result<Self> {
        Ok(Self { signals: Signals::listen()?, stdin: with_stdin.then(watch_stdin) })
    }

    /// Returns when it is time to go.
    pub(crate) async fn told(&mut self) {
        let stdin_ended = async {
            match &self.stdin {
                Some(ended) => ended.notified().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.signals.next() => {}
            () = stdin_ended => {}
        }
    }
}

/// A thread of its own: Tokio would wait for its blocking read when the process is to exit.
fn watch_stdin() -> Arc<Notify> {
    let ended = Arc::new(Notify::new());
    let seen = Arc::clone(&ended);
    std::thread::spawn(move || {
        let read = io::copy(&mut io::stdin().lock(), &mut io::sink());
        // A stdin that cannot be read has ended as well.
        drop(read);
        seen.notify_one();
    });
    ended
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
