//! A certificate authority for one launch. Only its certificate is written; its key never is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Longer than a test or a demo, too short to be of use to whoever finds the file.
const LIFETIME: Duration = Duration::days(7);

/// When the certificate of the loopback names holds; the authority's always does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    Now,
    /// It ended yesterday.
    Past,
}

/// Makes the authority and its certificate for the loopback names, writes `ca.pem` into `directory`
/// and returns its absolute path with the acceptor of connections.
pub(crate) fn throw_away(
    directory: &Path,
    validity: Validity,
) -> anyhow::Result<(PathBuf, TlsAcceptor)> {
    let ca_key = KeyPair::generate()?;
    let mut ca = params(Vec::new(), "acs-emulator throw-away CA")?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_certificate = ca.self_signed(&ca_key)?;

    let leaf_key = KeyPair::generate()?;
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    let mut leaf = params(names, "localhost")?;
    if validity == Validity::Past {
        let yesterday = OffsetDateTime::now_utc() - Duration::DAY;
        (leaf.not_before, leaf.not_after) = (yesterday - LIFETIME, yesterday);
    }
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Python 3.13 and later refuse a leaf without it (ssl.VERIFY_X509_STRICT).
    leaf.use_authority_key_identifier_extension = true;
    let leaf_certificate = leaf.signed_by(&leaf_key, &Issuer::new(ca, ca_key))?;

    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf_certificate.der().clone()], PrivateKeyDer::from(leaf_key))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];

    let directory = std::path::absolute(directory)?;
    let path = directory.join("ca.pem");
    std::fs::create_dir_all(&directory)
        .and_then(|()| std::fs::write(&path, ca_certificate.pem()))
        .with_context(|| format!("cannot write the CA certificate to {}", path.display()))?;
    Ok((path, TlsAcceptor::from(Arc::new(config))))
}

fn params(names: Vec<String>, common_name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, common_name);
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::DAY;
    params.not_after = now + LIFETIME;
    Ok(params)
}
