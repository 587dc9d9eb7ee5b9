//! Native messaging frames: a 32-bit length in native byte order, then that many bytes of UTF-8
//! JSON (Chrome, "Native messaging", section "Native messaging protocol").

use std::io::{self, Read};

/// The most bytes a frame may hold, in either direction. Chromium closes the port on a longer
/// frame from the host; the same bound towards the host means that no length header can make it
/// allocate more.
pub const MAX_FRAME: usize = 1024 * 1024;

/// What comes next on a stream of frames.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// A frame's body.
    Frame(Vec<u8>),
    /// A frame without a body, which is not JSON. The stream goes on behind it.
    EmptyFrame,
    /// The stream ended between two frames, as it should.
    End,
}

/// Why a stream can't be followed any more: there is no telling where the next frame would begin.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The next frame is longer than [`MAX_FRAME`].
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The stream ended in the middle of a frame.
    #[error("a frame that was cut short")]
    CutShort,
    /// The stream itself failed.
    #[error("reading standard input: {0}")]
    Failed(io::Error),
}

/// Reads the next frame, however its bytes come in pieces. Allocates nothing before the length is
/// known to be within the bound.
///
/// # Errors
/// The stream can't be followed any more.
pub fn read(input: &mut impl Read) -> Result<Next, ReadError> {
    let mut header = [0; 4];
    if !filled(input, &mut header)? {
        return Ok(Next::End);
    }
    let length = match body_length(header) {
        Ok(length) => length,
        Err(FrameError::Empty) => return Ok(Next::EmptyFrame),
        Err(error) => return Err(error.into()),
    };
    let mut body = vec![0; length];
    if filled(input, &mut body)? { Ok(Next::Frame(body)) } else { Err(ReadError::CutShort) }
}

/// Fills the buffer; `false` when the stream ended before its first byte.
fn filled(input: &mut impl Read, buffer: &mut [u8]) -> Result<bool, ReadError> {
    let mut done = 0;
    while done < buffer.len() {
        match input.read(&mut buffer[done..]) {
            Ok(0) if done == 0 => return Ok(false),
            Ok(0) => return Err(ReadError::CutShort),
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ReadError::Failed(error)),
        }
    }
    Ok(true)
}

/// A frame that must not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The frame is longer than [`MAX_FRAME`].
    #[error("a frame of {length} bytes; the most is {MAX_FRAME}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The frame is empty, and an empty text is not JSON.
    #[error("an empty frame")]
    Empty,
}

/// The length that a frame's header announces, checked before anything is allocated for it.
///
/// # Errors
/// [`FrameError`] for an empty or too long frame.
pub fn body_length(header: [u8; 4]) -> Result<usize, FrameError> {
    check(u32::from_ne_bytes(header) as usize)
}

/// Header and body as they go on the wire.
///
/// # Errors
/// [`FrameError`] for an empty or too long body.
pub fn frame(body: &[u8]) -> Result<Vec<u8>, FrameError> {
    let length = check(body.len())?;
    let mut frame = Vec::with_capacity(4 + length);
    // `check` bounds the length far below u32::MAX.
    frame.extend_from_slice(&(length as u32).to_ne_bytes());
    frame.extend_from_slice(body);
    Ok(frame)
}

fn check(length: usize) -> Result<usize, FrameError> {
    match length {
        0 => Err(FrameError::Empty),
        1..=MAX_FRAME => Ok(length),
        _ => Err(FrameError::TooLong { length }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_an_empty_and_a_too_long_frame() {
        assert_eq!(body_length([0; 4]), Err(FrameError::Empty));
        assert_eq!(
            body_length(u32::MAX.to_ne_bytes()),
            Err(FrameError::TooLong { length: u32::MAX as usize })
        );
        assert_eq!(frame(b""), Err(FrameError::Empty));
        assert!(frame(&vec![b' '; MAX_FRAME]).is_ok());
        assert!(frame(&vec![b' '; MAX_FRAME + 1]).is_err());
    }

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

    #[test]
    fn a_length_beyond_the_bound_ends_the_stream_before_it_allocates() {
        for length in [MAX_FRAME as u32 + 1, u32::MAX] {
            let error = read(&mut &length.to_ne_bytes()[..]).unwrap_err();
            assert!(matches!(error, ReadError::Frame(FrameError::TooLong { .. })), "{error}");
        }
    }

    #[test]
    fn only_an_end_between_frames_is_a_proper_one() {
        let whole = frame(b"{}").unwrap();
        assert_eq!(read(&mut &b""[..]).unwrap(), Next::End);
        for cut in 1..whole.len() {
            let error = read(&mut &whole[..cut]).unwrap_err();
            assert!(matches!(error, ReadError::CutShort), "{cut}: {error}");
        }
        assert_eq!(read(&mut &[0; 4][..]).unwrap(), Next::EmptyFrame);
    }

    proptest! {
        #[test]
        fn a_header_tells_the_length_of_its_body(body in proptest::collection::vec(any::<u8>(), 1..2000)) {
            let framed = frame(&body).unwrap();
            let header = framed[..4].try_into().unwrap();
            prop_assert_eq!(body_length(header).unwrap(), body.len());
            prop_assert_eq!(&framed[4..], &body[..]);
        }

        #[test]
        fn frames_come_whole_however_they_are_split(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..50), 0..5),
            lengths in proptest::collection::vec(0usize..9, 0..100),
        ) {
            let bytes: Vec<u8> = bodies.iter().flat_map(|body| frame(body).unwrap()).collect();
            let mut input = Pieces { bytes: &bytes, lengths: lengths.into_iter() };
            for body in bodies {
                prop_assert_eq!(read(&mut input).unwrap(), Next::Frame(body));
            }
            prop_assert_eq!(read(&mut input).unwrap(), Next::End);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut input = &bytes[..];
            while !matches!(read(&mut input), Ok(Next::End) | Err(_)) {}
        }
    }
}
