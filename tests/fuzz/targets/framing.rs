//! A stream of frames that comes in pieces: what was sent is read, every stream ends, and no header
//! makes the reader allocate beyond the bound.
#![no_main]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    io::{self, Read},
};

use libfuzzer_sys::fuzz_target;
use pagedial_protocol::framing::{FrameError, MAX_FRAME, Next, ReadError, frame, read};

/// Ends the program on an allocation that no frame needs.
struct Bounded;

// SAFETY: everything is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > MAX_FRAME {
            std::process::abort();
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.size() > MAX_FRAME {
            std::process::abort();
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Bounded = Bounded;

/// Gives out its bytes in pieces whose lengths the input chooses.
struct Pieces<'a> {
    bytes: &'a [u8],
    lengths: std::iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wish = usize::from(*self.lengths.next().unwrap_or(&1));
        if wish == usize::from(u8::MAX) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = wish.max(1).min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&length, rest)) = data.split_first() else { return };
    let (lengths, bytes) = rest.split_at(usize::from(length % 16).min(rest.len()));
    if !lengths.is_empty() && lengths.iter().all(|&length| length == u8::MAX) {
        return;
    }
    let mut input = Pieces { bytes, lengths: lengths.iter().cycle() };
    let mut consumed = 0;
    loop {
        match read(&mut input) {
            Ok(Next::Frame(body)) => {
                let again = frame(&body).expect("what was read can be written");
                assert_eq!(again, bytes[consumed..][..again.len()]);
                consumed += again.len();
            }
            Ok(Next::EmptyFrame) => consumed += 4,
            Ok(Next::End) => return assert_eq!(consumed, bytes.len()),
            Err(ReadError::CutShort) => return assert!(input.bytes.is_empty()),
            Err(ReadError::Frame(FrameError::TooLong { length })) => {
                return assert!(length > MAX_FRAME);
            }
            Err(error) => panic!("{error}"),
        }
    }
});
