//! A client that controls every byte and sees every answer, broken ones included. Its signing is
//! its own, as `hmac_check`'s is.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

pub(crate) struct Transport(pub(crate) Box<dyn Stream>);

impl Transport {
    pub(crate) fn plain(address: impl ToSocketAddrs) -> Self {
        Self(Box::new(TcpStream::connect(address).expect("the emulator listens")))
    }
}

#[derive(Clone)]
pub(crate) struct Request {
    method: String,
    target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn unsigned(method: &str, target: &str, body: &str, host: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("host", host.to_owned())],
            body: body.to_owned(),
        }
    }

    pub(crate) fn signed(
        method: &str,
        target: &str,
        body: &str,
        host: &str,
        access_key: &str,
    ) -> Self {
        let now = httpdate::fmt_http_date(SystemTime::now());
        Self::signed_at(&now, method, target, body, host, access_key)
    }

    pub(crate) fn signed_at(
        date: &str,
        method: &str,
        target: &str,
        body: &str,
        host: &str,
        access_key: &str,
    ) -> Self {
        let hash = BASE64.encode(Sha256::digest(body));
        let key = BASE64.decode(access_key).expect("the key is base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key has any length");
        mac.update(format!("{method}\n{target}\n{date};{host};{hash}").as_bytes());
        let signature = BASE64.encode(mac.finalize().into_bytes());
        let mut request = Self::unsigned(method, target, body, host);
        request.headers.extend([
            ("content-type", "application/json".to_owned()),
            ("x-ms-date", date.to_owned()),
            ("x-ms-content-sha256", hash),
            (
                "authorization",
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
                ),
            ),
        ]);
        request
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| *header != name);
        self
    }

    pub(crate) fn send(&self, transport: Transport) -> Reply {
        let mut stream = transport.0;
        let mut text = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{}", self.body.len(), self.body));
        stream.write_all(text.as_bytes()).expect("the emulator reads");
        Reply::parse(&all(&mut stream))
    }
}

/// All bytes until the connection ends, in whichever way.
fn all(stream: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => bytes,
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => bytes,
        Err(error) => panic!("the answer cannot be read: {error}"),
    }
}

#[derive(Debug)]
pub(crate) enum Reply {
    Whole(Answer),
    /// The body ended before its announced length.
    Cut {
        received: usize,
        announced: usize,
    },
    /// The connection ended without a byte.
    Nothing,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Nothing;
        }
        let mut fields = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut fields);
        let head = response.parse(bytes).expect("the answer is HTTP");
        let body = &bytes[head.unwrap()..];
        let headers: Vec<_> = response
            .headers
            .iter()
            .map(|field| {
                let value = str::from_utf8(field.value).expect("headers are text");
                (field.name.to_ascii_lowercase(), value.to_owned())
            })
            .collect();
        let answer = Answer {
            status: response.code.expect("a whole head has a status"),
            headers,
            body: body.to_owned(),
        };
        let announced = answer
            .header("content-length")
            .map_or(0, |length| length.parse::<usize>().expect("a content length is a number"));
        if body.len() < announced {
            return Self::Cut { received: body.len(), announced };
        }
        assert_eq!(body.len(), announced, "no byte beyond the announced length");
        Self::Whole(answer)
    }

    pub(crate) fn whole(self) -> Answer {
        match self {
            Self::Whole(answer) => answer,
            cut => panic!("the answer is not whole: {cut:?}"),
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("bodies are UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The status, code and target of an error, once its form is checked.
    #[track_caller]
    pub(crate) fn error(&self) -> (u16, String, Option<String>) {
        let body = self.json();
        let error = &body["error"];
        assert!(!error["message"].as_str().expect("an error has words").is_empty());
        assert_eq!(self.header("content-type"), Some("application/json; charset=utf-8"));
        let text = |field: &str| error[field].as_str().map(str::to_owned);
        (self.status, text("code").expect("an error has a code"), text("target"))
    }
}
