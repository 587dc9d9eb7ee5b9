//! Frames on standard input and output. Each has a thread of its own: tokio would wait for a
//! blocked read of standard input when the host is to end. So has the wait for the browser's end.

use std::{
    fs::File,
    io::{self, Read, Write},
    thread,
};

use pagedial_protocol::{
    ErrorCode,
    framing::{self, FrameError},
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
    /// Takes standard input and output.
    pub(crate) fn open() -> io::Result<Self> {
        let output = claim_stdout()?;
        let (incoming_tx, incoming) = mpsc::channel(FRAMES_WAITING);
        let (answers, answers_rx) = mpsc::channel(ANSWERS_WAITING);
        let (written_tx, written) = oneshot::channel();
        let gone = incoming_tx.clone();
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

/// Keeps standard output for frames alone: whatever else prints to it, a dependency's stray line
/// say, goes to standard error from now on and can't tear the stream.
fn claim_stdout() -> io::Result<File> {
    let output = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(File::from(output))
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
    let mut header = [0; 4];
    match read_whole(input, &mut header) {
        Ok(Whole::Yes) => {}
        Ok(Whole::NothingThere) => return Incoming::End(Ending::Closed),
        Err(ending) => return Incoming::End(Ending::Broken(ending)),
    }
    let length = match framing::body_length(header) {
        Ok(length) => length,
        Err(FrameError::Empty) => return Incoming::EmptyFrame,
        // There is no telling where the next frame would begin.
        Err(error @ FrameError::TooLong { .. }) => {
            let error = HostError::new(ErrorCode::FrameTooLong, error.to_string());
            return Incoming::End(Ending::Broken(error));
        }
    };
    let mut body = vec![0; length];
    match read_whole(input, &mut body) {
        Ok(Whole::Yes) => Incoming::Frame(body),
        Ok(Whole::NothingThere) => Incoming::End(Ending::Broken(cut_short())),
        Err(ending) => Incoming::End(Ending::Broken(ending)),
    }
}

enum Whole {
    Yes,
    NothingThere,
}

fn read_whole(input: &mut impl Read, buffer: &mut [u8]) -> Result<Whole, HostError> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) if filled == 0 => return Ok(Whole::NothingThere),
            Ok(0) => return Err(cut_short()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                let detail = format!("reading standard input: {error}");
                return Err(HostError::new(ErrorCode::MalformedFrame, detail));
            }
        }
    }
    Ok(Whole::Yes)
}

fn cut_short() -> HostError {
    HostError::new(ErrorCode::MalformedFrame, "a frame that was cut short")
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
    use pagedial_protocol::framing::{MAX_FRAME, frame};
    use proptest::prelude::*;

    /// Gives out its bytes in pieces of the given lengths, then one by one.
    struct Pieces<'a> {
        bytes: &'a [u8],
        lengths: std::vec::IntoIter<usize>,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let piece = self.lengths.next().unwrap_or(1).max(1);
            let count = piece.min(buffer.len()).min(self.bytes.len());
            buffer[..count].copy_from_slice(&self.bytes[..count]);
            self.bytes = &self.bytes[count..];
            Ok(count)
        }
    }

    fn ending(bytes: &[u8]) -> Option<ErrorCode> {
        match read_frame(&mut &bytes[..]) {
            Incoming::End(Ending::Broken(error)) => Some(error.code),
            _ => None,
        }
    }

    #[test]
    fn a_length_beyond_the_bound_ends_the_stream_before_it_allocates() {
        for length in [MAX_FRAME as u32 + 1, u32::MAX] {
            assert_eq!(ending(&length.to_ne_bytes()), Some(ErrorCode::FrameTooLong));
        }
    }

    #[test]
    fn only_an_end_between_frames_is_a_proper_one() {
        let whole = frame(b"{}").unwrap();
        assert_eq!(read_frame(&mut &b""[..]), Incoming::End(Ending::Closed));
        for cut in 1..whole.len() {
            assert_eq!(ending(&whole[..cut]), Some(ErrorCode::MalformedFrame), "{cut}");
        }
        assert_eq!(read_frame(&mut &[0; 4][..]), Incoming::EmptyFrame);
    }

    proptest! {
        #[test]
        fn frames_come_whole_however_they_are_split(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..50), 0..5),
            lengths in proptest::collection::vec(0usize..9, 0..100),
        ) {
            let bytes: Vec<u8> = bodies.iter().flat_map(|body| frame(body).unwrap()).collect();
            let mut input = Pieces { bytes: &bytes, lengths: lengths.into_iter() };
            for body in bodies {
                prop_assert_eq!(read_frame(&mut input), Incoming::Frame(body));
            }
            prop_assert_eq!(read_frame(&mut input), Incoming::End(Ending::Closed));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut input = &bytes[..];
            while !matches!(read_frame(&mut input), Incoming::End(_)) {}
        }
    }
}
