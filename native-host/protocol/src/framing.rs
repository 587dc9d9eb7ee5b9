//! Native messaging frames: a 32-bit length in native byte order, then that many bytes of UTF-8
//! JSON (Chrome, "Native messaging", section "Native messaging protocol").

/// The most bytes a frame may hold, in either direction. Chromium closes the port on a longer
/// frame from the host; the same bound towards the host means that no length header can make it
/// allocate more.
pub const MAX_FRAME: usize = 1024 * 1024;

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

    proptest! {
        #[test]
        fn a_header_tells_the_length_of_its_body(body in proptest::collection::vec(any::<u8>(), 1..2000)) {
            let framed = frame(&body).unwrap();
            let header = framed[..4].try_into().unwrap();
            prop_assert_eq!(body_length(header).unwrap(), body.len());
            prop_assert_eq!(&framed[4..], &body[..]);
        }
    }
}
