use std::{
    io::{self, IsTerminal, Read},
    path::Path,
};

use pagedial_protocol::ErrorCode;
use zeroize::Zeroizing;

use crate::{
    error::HostError,
    private_file,
    settings::{self, CALLER_ID, CONNECTION_STRING, DEFAULT_NUMBER},
};

/// More than any connection string has.
const MOST_BYTES: u64 = 4096;

/// What `configure` is given besides the secret.
pub(crate) struct Numbers {
    pub(crate) caller_id: Option<String>,
    pub(crate) default_number: Option<String>,
}

/// What `configure` wrote. Nothing of it is secret.
pub(crate) struct Configured {
    pub(crate) endpoint: String,
    /// Names of the settings written.
    pub(crate) written: Vec<&'static str>,
}

/// Writes the connection string and the given numbers into the settings file; whatever else is in
/// there stays.
pub(crate) fn configure(
    file: &Path,
    connection_string: &str,
    numbers: &Numbers,
) -> Result<Configured, HostError> {
    let connection_string = connection_string.trim();
    let account = settings::connection_string_of(connection_string)?;
    let mut settings = settings::read_file(file)?;
    settings.set(CONNECTION_STRING, connection_string);
    let mut written = vec![CONNECTION_STRING];
    let given = [(CALLER_ID, &numbers.caller_id), (DEFAULT_NUMBER, &numbers.default_number)];
    for (name, text) in given {
        if let Some(text) = text {
            settings.set(name, settings::number_of(name, text)?.as_str());
            written.push(name);
        }
    }
    private_file::replace(file, settings.text().as_bytes())
        .map_err(|error| HostError::storage("writing", file, &error))?;
    Ok(Configured { endpoint: account.endpoint.to_string(), written })
}

/// A secret from a prompt that shows nothing, or from standard input when that is no terminal.
/// Never from an argument: every process of this computer can read those.
pub(crate) fn ask_for(what: &str) -> Result<Zeroizing<String>, HostError> {
    let failed = |error: io::Error| {
        HostError::new(ErrorCode::InvalidConfiguration, format!("reading the secret: {error}"))
    };
    if io::stdin().is_terminal() {
        let prompt = format!("{what} (not shown): ");
        return rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(failed);
    }
    let mut text = Zeroizing::new(String::new());
    io::stdin().take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "endpoint=https://r.communication.azure.com/;accesskey=a2V5";

    fn numbers(caller_id: Option<&str>) -> Numbers {
        Numbers { caller_id: caller_id.map(str::to_owned), default_number: None }
    }

    #[test]
    fn writes_a_private_file_and_keeps_what_it_was_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pagedial/.env");
        configure(&file, GOOD, &numbers(Some("+1 (425) 555-0123"))).unwrap();
        let done = configure(&file, &format!("{GOOD}\n"), &numbers(None)).unwrap();
        assert_eq!(done.endpoint, "https://r.communication.azure.com");
        assert_eq!(done.written, [CONNECTION_STRING]);
        let settings = settings::read_file(&file).unwrap();
        assert_eq!(settings.value(CONNECTION_STRING), Some(GOOD));
        assert_eq!(settings.value(CALLER_ID), Some("+14255550123"));
        assert!(!private_file::is_open_to_others(&file).unwrap());
    }

    #[test]
    fn writes_nothing_when_anything_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        assert!(configure(&file, "endpoint=x", &numbers(None)).is_err());
        assert!(configure(&file, GOOD, &numbers(Some("911"))).is_err());
        assert!(!file.exists());
    }
}
