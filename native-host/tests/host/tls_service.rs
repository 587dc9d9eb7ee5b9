//! An https service with certificates of the test's own, and a proxy on the way to it.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::PrivateKeyDer,
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

/// A certificate authority for one test.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Writes its certificate, as an administrator gives it to a computer.
    pub(crate) fn write(&self, file: &Path) {
        fs::write(file, self.0.pem()).unwrap();
    }

    /// A certificate for a name and its key, both in PEM.
    pub(crate) fn pem_for(&self, name: &str) -> String {
        let (certificate, key) = self.certify(name);
        format!("{}{}", certificate.pem(), key.serialize_pem())
    }

    fn certify(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    fn verifier(&self) -> Arc<dyn ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(ring::default_provider());
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap()
    }

    /// Serves https as `name` on a port of 127.0.0.1, which it returns. Clients of `clients` alone,
    /// if there is one. Answers each request by `answer`, counted from 0.
    pub(crate) fn serve(
        &self,
        name: &str,
        clients: Option<&Authority>,
        answer: impl Fn(usize) -> Vec<u8> + Send + 'static,
    ) -> u16 {
        let (certificate, key) = self.certify(name);
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            Some(authority) => builder.with_client_cert_verifier(authority.verifier()),
            None => builder.with_no_client_auth(),
        };
        let chain = vec![certificate.der().clone()];
        let config = builder.with_single_cert(chain, PrivateKeyDer::from(key)).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = Arc::new(config);
        thread::spawn(move || {
            let mut count = 0;
            for stream in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = StreamOwned::new(connection, stream.unwrap());
                if !read_head(&mut stream).is_empty() {
                    // A client may hang up in the middle.
                    let _gone = stream.write_all(&answer(count)).and_then(|()| stream.flush());
                    count += 1;
                }
                stream.conn.send_close_notify();
                let _gone = stream.flush();
            }
        });
        port
    }
}

/// Head of a request; its body is small and may stay unread. Empty when there was none.
fn read_head(stream: &mut impl Read) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => text.push(char::from(byte[0])),
            _ => return String::new(),
        }
    }
    text
}

/// A proxy that takes every name to one port of this computer.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) fn to(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut client = stream.unwrap();
                let head = read_head(&mut client);
                seen.lock().unwrap().push(head.lines().next().unwrap_or_default().to_owned());
                let mut server = TcpStream::connect(("127.0.0.1", target)).unwrap();
                client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut from, &mut to));
                thread::spawn(move || std::io::copy(&mut server, &mut client));
            }
        });
        Self { port, asked }
    }

    /// The first line of everything it was asked.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
