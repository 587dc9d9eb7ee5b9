use std::net::TcpStream;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::launch::{Emulator, IDENTITIES};
use crate::wire::Transport;

fn client(roots: RootCertStore) -> Arc<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

fn connect(
    emulator: &Emulator,
    roots: RootCertStore,
    name: &'static str,
) -> StreamOwned<ClientConnection, TcpStream> {
    let name = ServerName::try_from(name).unwrap();
    let connection = ClientConnection::new(client(roots), name).unwrap();
    StreamOwned::new(connection, TcpStream::connect(("127.0.0.1", emulator.port())).unwrap())
}

#[test]
fn a_client_that_trusts_the_ca_gets_through_under_every_loopback_name() {
    let directory = tempfile::tempdir().unwrap();
    let nested = directory.path().join("not yet there");
    let emulator = Emulator::start(&["--tls", nested.to_str().unwrap()]);
    assert_eq!(emulator.ready.endpoint, format!("https://localhost:{}", emulator.port()));
    let ca = emulator.ready.ca.as_deref().expect("--tls names a CA");
    for name in ["localhost", "127.0.0.1", "::1"] {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
        let transport = Transport(Box::new(connect(&emulator, roots, name)));
        let answer = emulator.request("POST", IDENTITIES, "").send(transport).whole();
        assert_eq!(answer.status, 201, "{name}");
    }
    let files: Vec<_> = nested.read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["ca.pem"], "no private key is written");
}

#[test]
fn a_client_that_does_not_trust_the_ca_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let emulator = Emulator::start(&["--tls", directory.path().to_str().unwrap()]);
    let mut stream = connect(&emulator, RootCertStore::empty(), "localhost");
    let error = stream.conn.complete_io(&mut stream.sock).unwrap_err();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    assert_eq!(emulator.log().len(), 0);
}
