//! Frames on standard input and output. Each has a thread of its own: tokio would wait for a
//! blocked read of standard input when the host is to end. So has the wait for the browser's end.

use std::{
    fs::File,
    io::{self, Read, Write},
    thread,
};

use pagedial_protocol::{
    ErrorCode,
    framing::{self, Next, ReadError},
};
use tokio::sync::{mpsc, oneshot};

use super::parent::Parent;
use crate::error::HostError;

/// Frames that wait to be handled. Each may have a megabyte, so few.
const FRAMES_WAITING: usize = 8;

/// Answers that wait to be written.
const ANSWERS_WAITING: usize = 64;

/// What came from the browser.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    Frame(Vec<u8>),
    EmptyFrame,
    End(Ending),
}

/// Why nothing more will come.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The browser closed the port or is gone.
    Closed,
    /// The stream can't be followed any more.
    Broken(HostError),
}

/// The browser's end of the line.
pub(crate) struct Port {
    pub(crate) incoming: mpsc::Receiver<Incoming>,
    pub(crate) answers: mpsc::Sender<Vec<u8>>,
    /// Resolves when everything sent to `answers` is written and its last sender is gone.
    pub(crate) written: oneshot::Receiver<()>,
}

impl Port {
    /// Takes standard input and output. Within a runtime.
    pub(crate) fn open() -> io::Result<Self> {
        let output = claim_stdout()?;
        let (incoming_tx, incoming) = mpsc::channel(FRAMES_WAITING);
        let (answers, answers_rx) = mpsc::channel(ANSWERS_WAITING);
        let (written_tx, written) = oneshot::channel();
        let gone = incoming_tx.clone();
        #[cfg(unix)]
        end_at_hang_up(incoming_tx.clone())?;
        if let Some(parent) = Parent::watch() {
            let gone = incoming_tx.clone();
            thread::Builder::new().name("parent".into()).spawn(move || {
                parent.wait_for_its_end();
                drop(gone.blocking_send(Incoming::End(Ending::Closed)));
            })?;
        }
        thread::Builder::new().name("stdin".into()).spawn(move || {
            read_frames(io::stdin().lock(), &incoming_tx);
        })?;
        thread::Builder::new().name("stdout".into()).spawn(move || {
            match write_frames(output, answers_rx) {
                Ok(()) => drop(written_tx.send(())),
                // The main loop may be gone already, and then the host is ending anyway.
                Err(_no_reader) => drop(gone.blocking_send(Incoming::End(Ending::Closed))),
            }
        })?;
        Ok(Self { incoming, answers, written })
    }
}

/// Ends with the terminal that the browser was started in. Not left to the signal's own effect: who
/// started the browser by nohup(1) has it ignored in each program that the browser starts.
#[cfg(unix)]
fn end_at_hang_up(gone: mpsc::Sender<Incoming>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        if hang_up.recv().await.is_some() {
            // Without a receiver the host is ending already.
            drop(gone.send(Incoming::End(Ending::Closed)).await);
        }
    });
    Ok(())
}

/// Keeps standard output for frames alone: whatever else prints to it, a dependency's stray line
/// say, goes to standard error from now on and can't tear the stream.
#[cfg(unix)]
fn claim_stdout() -> io::Result<File> {
    let output = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(File::from(output))
}

/// Windows keeps standard output in a place that safe code can't change. The lint against printing
/// must do.
#[cfg(windows)]
fn claim_stdout() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

/// Reads until the input ends or the receiver is gone.
fn read_frames(mut input: impl Read, incoming: &mpsc::Sender<Incoming>) {
    loop {
        let next = read_frame(&mut input);
        let is_last = matches!(next, Incoming::End(_));
        if incoming.blocking_send(next).is_err() || is_last {
            return;
        }
    }
}

fn read_frame(input: &mut impl Read) -> Incoming {
    let (code, error) = match framing::read(input) {
        Ok(Next::Frame(body)) => return Incoming::Frame(body),
        Ok(Next::EmptyFrame) => return Incoming::EmptyFrame,
        Ok(Next::End) => return Incoming::End(Ending::Closed),
        Err(error @ ReadError::Frame(_)) => (ErrorCode::FrameTooLong, error),
        Err(error) => (ErrorCode::MalformedFrame, error),
    };
    Incoming::End(Ending::Broken(HostError::new(code, error.to_string())))
}

fn write_frames(mut output: impl Write, mut answers: mpsc::Receiver<Vec<u8>>) -> io::Result<()> {
    while let Some(frame) = answers.blocking_recv() {
        output.write_all(&frame)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pagedial_protocol::framing::frame;

    fn ending(bytes: &[u8]) -> Option<ErrorCode> {
        match read_frame(&mut &bytes[..]) {
            Incoming::End(Ending::Broken(error)) => Some(error.code),
            _ => None,
        }
    }

    #[test]
    fn a_stream_that_cannot_be_followed_ends_with_its_code() {
        assert_eq!(ending(&u32::MAX.to_ne_bytes()), Some(ErrorCode::FrameTooLong));
        let whole = frame(b"{}").unwrap();
        assert_eq!(ending(&whole[..5]), Some(ErrorCode::MalformedFrame));
        assert_eq!(ending(b""), None);
    }
}
