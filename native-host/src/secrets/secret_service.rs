//! The Secret Service of the desktop (freedesktop.org, "Secret Service API Draft" 0.2): GNOME
//! Keyring, KWallet, KeePassXC.
//!
//! Not through the crate `keyring`, whose backend brings zbus: measured (2.3 MB of stripped code and
//! 130 crates, against 0.1 MB and 15 of `rustbus`), it would take the host beyond the 6 MB that it
//! may have. The session is a `plain` one: the bus is a socket of this person's
//! own, and whoever can listen there can ask the keyring as well.

use std::{collections::HashMap, io, time::Duration};

use rustbus::{
    Marshal, MessageBuilder, MessageType, Signature, message_builder::MarshalledMessage,
    standard_messages, wire::ObjectPath,
};
use zeroize::Zeroizing;

use super::{
    keyring::KeyringError,
    session_bus::{BusError, SessionBus},
};

const BUS_NAME: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const DEFAULT_COLLECTION: &str = "/org/freedesktop/secrets/aliases/default";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// What stands for "no object".
const NOTHING: &str = "/";

/// How long the service may take over one call.
const ANSWER: Duration = Duration::from_secs(5);

/// How long a person may take to type the keyring's password.
const PERSON: Duration = Duration::from_secs(60);

type Path = ObjectPath<String>;
/// The derives below take `Result` for the standard one.
type Outcome<T> = Result<T, KeyringError>;

/// A property of an item that is made.
#[derive(Marshal, Signature)]
enum Property {
    Text(String),
    Attributes(HashMap<String, String>),
}

/// A connection with an open session.
pub(super) struct SecretService {
    bus: SessionBus,
    session: Path,
}

impl SecretService {
    pub(super) fn open() -> Outcome<Self> {
        let mut bus = SessionBus::connect(ANSWER).map_err(unavailable)?;
        let mut open = call(SERVICE_PATH, SERVICE, "OpenSession");
        open.body.push_param("plain").map_err(unavailable)?;
        open.body.push_variant("").map_err(unavailable)?;
        let answer = ask(&mut bus, &open)?;
        let mut body = answer.body.parser();
        let _what_other_algorithms_need = body.get_param().map_err(unavailable)?;
        let session = body.get().map_err(unavailable)?;
        Ok(Self { bus, session })
    }

    pub(super) fn read(&mut self, account: &str) -> Outcome<Zeroizing<String>> {
        let item = self.item(account)?;
        let mut get = call(item.as_ref(), ITEM, "GetSecret");
        get.body.push_param(&self.session).map_err(unavailable)?;
        let answer = ask(&mut self.bus, &get)?;
        let (_session, _parameters, secret, _content_type): (Path, Vec<u8>, Vec<u8>, String) =
            answer.body.parser().get().map_err(unavailable)?;
        let secret = Zeroizing::new(secret);
        match std::str::from_utf8(&secret) {
            Ok(text) => Ok(Zeroizing::new(text.to_owned())),
            Err(_binary) => Err(KeyringError::Unavailable("a secret that is not text".to_owned())),
        }
    }

    pub(super) fn write(&mut self, account: &str, secret: &str) -> Outcome<()> {
        self.unlock(&ObjectPath::new(DEFAULT_COLLECTION.to_owned()).map_err(unavailable)?)?;
        let properties = HashMap::from([
            (format!("{ITEM}.Label"), Property::Text(format!("Pagedial: {account}"))),
            (format!("{ITEM}.Attributes"), Property::Attributes(attributes(account))),
        ]);
        let mut create = call(DEFAULT_COLLECTION, COLLECTION, "CreateItem");
        let no_parameters: &[u8] = &[];
        let secret = (&self.session, no_parameters, secret.as_bytes(), "text/plain");
        let replace = true;
        create.body.push_param3(properties, secret, replace).map_err(unavailable)?;
        let answer = ask(&mut self.bus, &create)?;
        let (_item, prompt): (Path, Path) = answer.body.parser().get2().map_err(unavailable)?;
        self.wait_for_person(&prompt)
    }

    pub(super) fn remove(&mut self, account: &str) -> Outcome<()> {
        let item = self.item(account)?;
        let answer = ask(&mut self.bus, &call(item.as_ref(), ITEM, "Delete"))?;
        let prompt = answer.body.parser().get().map_err(unavailable)?;
        self.wait_for_person(&prompt)
    }

    /// The item of this name, unlocked.
    fn item(&mut self, account: &str) -> Outcome<Path> {
        let mut search = call(SERVICE_PATH, SERVICE, "SearchItems");
        search.body.push_param(attributes(account)).map_err(unavailable)?;
        let answer = ask(&mut self.bus, &search)?;
        let (unlocked, locked): (Vec<Path>, Vec<Path>) =
            answer.body.parser().get2().map_err(unavailable)?;
        if let Some(item) = unlocked.into_iter().next() {
            return Ok(item);
        }
        let item = locked.into_iter().next().ok_or(KeyringError::NoSuchSecret)?;
        self.unlock(&item)?;
        Ok(item)
    }

    fn unlock(&mut self, object: &Path) -> Outcome<()> {
        let mut unlock = call(SERVICE_PATH, SERVICE, "Unlock");
        unlock.body.push_param(vec![object]).map_err(unavailable)?;
        let answer = ask(&mut self.bus, &unlock)?;
        let (_unlocked, prompt): (Vec<Path>, Path) =
            answer.body.parser().get2().map_err(unavailable)?;
        self.wait_for_person(&prompt)
    }

    /// Shows the service's own window, if it wants one, and waits until it is closed.
    fn wait_for_person(&mut self, prompt: &Path) -> Outcome<()> {
        if prompt.as_ref() == NOTHING {
            return Ok(());
        }
        let rule = format!("type='signal',interface='{PROMPT}',path='{}'", prompt.as_ref());
        ask(&mut self.bus, &standard_messages::add_match(&rule))?;
        let mut show = call(prompt.as_ref(), PROMPT, "Prompt");
        let no_window = "";
        show.body.push_param(no_window).map_err(unavailable)?;
        ask(&mut self.bus, &show)?;
        let completed = self.bus.next(PERSON, |signal| {
            signal.typ == MessageType::Signal
                && signal.dynheader.object.as_deref() == Some(prompt.as_ref())
                && signal.dynheader.member.as_deref() == Some("Completed")
        });
        let completed = match completed {
            Err(BusError::Broken(error)) if is_timeout(&error) => return Err(KeyringError::Locked),
            completed => completed.map_err(unavailable)?,
        };
        let is_dismissed: bool = completed.body.parser().get().map_err(unavailable)?;
        if is_dismissed { Err(KeyringError::Locked) } else { Ok(()) }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

fn attributes(account: &str) -> HashMap<String, String> {
    [("application", "pagedial"), ("account", account)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn call(object: &str, interface: &str, method: &str) -> MarshalledMessage {
    MessageBuilder::new().call(method).with_interface(interface).on(object).at(BUS_NAME).build()
}

fn ask(bus: &mut SessionBus, message: &MarshalledMessage) -> Outcome<MarshalledMessage> {
    let answer = bus.call(message, ANSWER).map_err(unavailable)?;
    match answer.typ {
        MessageType::Error => Err(refused(answer.dynheader.error_name.as_deref())),
        _ => Ok(answer),
    }
}

/// By the error's name alone: its text may repeat what was sent.
fn refused(name: Option<&str>) -> KeyringError {
    match name {
        Some("org.freedesktop.Secret.Error.IsLocked") => KeyringError::Locked,
        Some("org.freedesktop.Secret.Error.NoSuchObject") => KeyringError::NoSuchSecret,
        name => KeyringError::Unavailable(name.unwrap_or("an error without a name").to_owned()),
    }
}

fn unavailable(error: impl std::fmt::Display) -> KeyringError {
    KeyringError::Unavailable(error.to_string().chars().take(200).collect())
}
