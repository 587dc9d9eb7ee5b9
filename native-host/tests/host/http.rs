//! HTTP by hand, so that a test can send what no client would.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Status line and headers, in lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Sends these bytes and reads to the end of the connection.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // The server may have refused before it has read everything.
    let _refused = stream.write_all(request);
    let mut reply = Vec::new();
    let _reset = stream.read_to_end(&mut reply);
    parse(&reply)
}

/// One plain request; the connection is not kept.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    host: &str,
    body: &str,
) -> Reply {
    let length = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    exchange(address, text.as_bytes())
}

fn parse(reply: &[u8]) -> Reply {
    let Some(end) = reply.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Reply { status: 0, head: String::new(), body: reply.to_vec() };
    };
    let head = String::from_utf8_lossy(&reply[..end]).to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head, body: reply[end + 4..].to_vec() }
}
