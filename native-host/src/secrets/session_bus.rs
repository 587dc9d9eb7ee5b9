//! The desktop's D-Bus, as far as a client of one service needs it (D-Bus Specification 0.43).
//!
//! The wire format is `rustbus`'s. Its connection is not used: read at 0.19.3, it waits for the
//! greeting without a deadline and spins when the bus is gone, and it keeps what it has read in
//! buffers that nobody wipes.

use std::{
    env,
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use rustbus::{
    MessageType,
    message_builder::MarshalledMessage,
    standard_messages,
    wire::{marshal::marshal, unmarshal},
};
use zeroize::Zeroizing;

/// Far beyond any answer that is asked for here, far below D-Bus's own 128 MiB.
const MOST_BYTES: usize = 1024 * 1024;

/// The fixed part of a header, and the length of the rest of it.
const HEADER_BYTES: usize = 16;

/// Why the bus is of no use.
#[derive(Debug, thiserror::Error)]
pub(super) enum BusError {
    #[error("no desktop session")]
    NoSession,
    #[error("the session's bus has an address that is not understood")]
    UnknownAddress,
    #[error("the session's bus: {0}")]
    Broken(#[from] io::Error),
    #[error("the session's bus did not let us in")]
    NotLetIn,
    #[error("the session's bus said something that is not D-Bus")]
    Malformed,
}

/// A connection that has been greeted.
pub(super) struct SessionBus {
    stream: UnixStream,
    serial: u32,
}

impl SessionBus {
    /// Connects to the bus of `DBUS_SESSION_BUS_ADDRESS`. Without it there is no session that we
    /// were started in, and another one of this person's is not ours to look for.
    pub(super) fn connect(timeout: Duration) -> Result<Self, BusError> {
        let address = env::var("DBUS_SESSION_BUS_ADDRESS").map_err(|_unset| BusError::NoSession)?;
        let mut stream = connect_to_first(&address)?;
        let deadline = Instant::now() + timeout;
        authenticate(&mut stream, deadline)?;
        let mut bus = Self { stream, serial: 0 };
        bus.call(&standard_messages::hello(), timeout)?;
        Ok(bus)
    }

    /// Sends a call and waits for its answer, which may be an error.
    pub(super) fn call(
        &mut self,
        message: &MarshalledMessage,
        timeout: Duration,
    ) -> Result<MarshalledMessage, BusError> {
        self.serial += 1;
        let serial = self.serial;
        let mut bytes =
            Zeroizing::new(Vec::with_capacity(MOST_HEADER_BYTES + message.get_buf().len()));
        marshal(message, serial, &mut bytes).map_err(|_invalid| BusError::Malformed)?;
        bytes.extend_from_slice(message.get_buf());
        self.stream.set_write_timeout(Some(timeout))?;
        self.stream.write_all(&bytes)?;
        self.next(timeout, |answer| {
            matches!(answer.typ, MessageType::Reply | MessageType::Error)
                && answer.dynheader.response_serial == Some(serial)
        })
    }

    /// Waits for a message of a kind; every other one is dropped.
    pub(super) fn next(
        &mut self,
        timeout: Duration,
        is_it: impl Fn(&MarshalledMessage) -> bool,
    ) -> Result<MarshalledMessage, BusError> {
        let deadline = Instant::now() + timeout;
        loop {
            let message = self.read(deadline)?;
            if is_it(&message) {
                return Ok(message);
            }
        }
    }

    fn read(&mut self, deadline: Instant) -> Result<MarshalledMessage, BusError> {
        let mut bytes = Zeroizing::new(vec![0; HEADER_BYTES]);
        read_exact(&mut self.stream, &mut bytes, deadline)?;
        let length = whole_length(&bytes).ok_or(BusError::Malformed)?;
        // In new memory: a buffer that grows leaves its old content behind.
        let mut whole = Zeroizing::new(vec![0; length]);
        whole[..HEADER_BYTES].copy_from_slice(&bytes);
        read_exact(&mut self.stream, &mut whole[HEADER_BYTES..], deadline)?;
        parse(&whole).ok_or(BusError::Malformed)
    }
}

/// The header fields of any message here.
const MOST_HEADER_BYTES: usize = 1024;

fn parse(bytes: &[u8]) -> Option<MarshalledMessage> {
    let (fixed, header) = unmarshal::unmarshal_header(bytes, 0).ok()?;
    let (fields, dynamic) = unmarshal::unmarshal_dynamic_header(&header, bytes, fixed).ok()?;
    unmarshal::unmarshal_next_message(&header, dynamic, bytes, fixed + fields)
        .ok()
        .map(|(_, message)| message)
}

/// Header, its padding to 8 bytes, and body; `None` beyond the bound.
fn whole_length(begin: &[u8]) -> Option<usize> {
    let number = |at: usize| -> Option<usize> {
        let bytes: [u8; 4] = begin.get(at..at + 4)?.try_into().ok()?;
        let number = match begin.first()? {
            b'l' => u32::from_le_bytes(bytes),
            b'B' => u32::from_be_bytes(bytes),
            _ => return None,
        };
        usize::try_from(number).ok()
    };
    let (body, fields) = (number(4)?, number(12)?);
    let header = HEADER_BYTES.checked_add(fields)?.checked_next_multiple_of(8)?;
    header.checked_add(body).filter(|length| *length <= MOST_BYTES)
}

/// The addresses are separated by semicolons, the first that works counts.
fn connect_to_first(addresses: &str) -> Result<UnixStream, BusError> {
    let mut last_error = BusError::UnknownAddress;
    for address in addresses.split(';') {
        match connect_to(address) {
            Ok(stream) => return Ok(stream),
            Err(BusError::UnknownAddress) => {}
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}

fn connect_to(address: &str) -> Result<UnixStream, BusError> {
    let parts = address.strip_prefix("unix:").ok_or(BusError::UnknownAddress)?.split(',');
    for (key, value) in parts.filter_map(|part| part.split_once('=')) {
        let value = percent_encoding::percent_decode_str(value).collect::<Vec<u8>>();
        match key {
            "path" => {
                use std::os::unix::ffi::OsStringExt;
                return Ok(UnixStream::connect(std::ffi::OsString::from_vec(value))?);
            }
            "abstract" => {
                use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
                let address = SocketAddr::from_abstract_name(value)?;
                return Ok(UnixStream::connect_addr(&address)?);
            }
            _ => {}
        }
    }
    Err(BusError::UnknownAddress)
}

/// EXTERNAL: the kernel tells the bus who we are.
fn authenticate(stream: &mut UnixStream, deadline: Instant) -> Result<(), BusError> {
    let user = rustix::process::getuid().as_raw().to_string();
    let hex: String = user.bytes().map(|byte| format!("{byte:02x}")).collect();
    stream.set_write_timeout(Some(left(deadline)?))?;
    stream.write_all(format!("\0AUTH EXTERNAL {hex}\r\n").as_bytes())?;
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        let mut byte = [0];
        read_exact(stream, &mut byte, deadline)?;
        line.extend(byte);
        if line.len() > MOST_HEADER_BYTES {
            return Err(BusError::Malformed);
        }
    }
    if !line.starts_with(b"OK ") {
        return Err(BusError::NotLetIn);
    }
    Ok(stream.write_all(b"BEGIN\r\n")?)
}

fn read_exact(stream: &mut UnixStream, buffer: &mut [u8], deadline: Instant) -> io::Result<()> {
    let mut filled = 0;
    while filled < buffer.len() {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(&mut buffer[filled..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_message_is_bounded_before_it_is_read() {
        let begin = |body: u32, fields: u32| {
            let mut begin = [b'l', 2, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
            begin[4..8].copy_from_slice(&body.to_le_bytes());
            begin[12..].copy_from_slice(&fields.to_le_bytes());
            begin
        };
        assert_eq!(whole_length(&begin(5, 9)), Some(32 + 5));
        assert_eq!(whole_length(&begin(u32::MAX, 0)), None);
        assert_eq!(whole_length(&begin(0, u32::MAX)), None);
        assert_eq!(whole_length(&[b'x'; 16]), None);
    }

    #[test]
    fn only_addresses_of_this_computer_are_understood() {
        for address in ["", "tcp:host=localhost,port=1", "unix:guid=1", "unixexec:path=/bin/true"] {
            assert!(
                matches!(connect_to_first(address), Err(BusError::UnknownAddress)),
                "{address}"
            );
        }
        let nobody = "tcp:host=x;unix:path=/nowhere/b%20us,guid=1";
        assert!(matches!(connect_to_first(nobody), Err(BusError::Broken(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 16..200)) {
            let _ = (whole_length(&bytes), parse(&bytes));
        }
    }
}
