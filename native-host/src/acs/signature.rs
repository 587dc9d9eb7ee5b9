use base64::prelude::*;
use sha2::{Digest, Sha256};

use crate::secrets::AccessKey;

/// What of a request the signature covers.
pub(crate) struct Signable<'a> {
    pub(crate) method: &'a str,
    /// As on the request line, percent-encoded.
    pub(crate) path_and_query: &'a str,
    /// As in the `Host` header.
    pub(crate) host: &'a str,
    /// As in the `x-ms-date` header: IMF-fixdate (RFC 9110 §5.6.7).
    pub(crate) date: &'a str,
    /// The bytes that are sent.
    pub(crate) body: &'a [u8],
}

/// The headers that make a request a signed one, besides `x-ms-date` and `Host`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// `x-ms-content-sha256`.
    pub(crate) content_hash: String,
    /// `Authorization`.
    pub(crate) authorization: String,
}

/// Signs a request by the access key: REST reference of ACS, "Authentication", section
/// "Access key authentication".
pub(crate) fn sign(key: &AccessKey, request: &Signable<'_>) -> Signature {
    let content_hash = BASE64_STANDARD.encode(Sha256::digest(request.body));
    let signed = string_to_sign(request, &content_hash);
    let signature = BASE64_STANDARD.encode(key.sign(signed.as_bytes()));
    Signature {
        content_hash,
        authorization: format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        ),
    }
}

fn string_to_sign(request: &Signable<'_>, content_hash: &str) -> String {
    let Signable { method, path_and_query, host, date, .. } = request;
    format!("{method}\n{path_and_query}\n{date};{host};{content_hash}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Vector {
        name: String,
        method: String,
        url: String,
        host: String,
        access_key_base64: String,
        body: String,
        string_to_sign: String,
        content_sha256: String,
        signature: String,
        date: String,
    }

    #[derive(Deserialize)]
    struct Vectors {
        vectors: Vec<Vector>,
    }

    #[test]
    fn signs_byte_for_byte_as_the_real_sdk() {
        let text = include_str!("../../../tests/vectors/acs-hmac-vectors.json");
        let Vectors { vectors } = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.len(), 12);
        for vector in vectors {
            let (_, path_and_query) = vector.url.split_once(&vector.host).unwrap();
            let request = Signable {
                method: &vector.method,
                path_and_query,
                host: &vector.host,
                date: &vector.date,
                body: vector.body.as_bytes(),
            };
            let key = AccessKey::from_base64(&vector.access_key_base64).unwrap();
            let signature = sign(&key, &request);
            assert_eq!(signature.content_hash, vector.content_sha256, "{}", vector.name);
            assert_eq!(
                string_to_sign(&request, &signature.content_hash),
                vector.string_to_sign,
                "{}",
                vector.name
            );
            assert_eq!(
                signature.authorization,
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={}",
                    vector.signature
                ),
                "{}",
                vector.name
            );
        }
    }
}
