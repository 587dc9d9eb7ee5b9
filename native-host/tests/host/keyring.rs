//! The desktop's keyring: a Secret Service of the test's own on a bus of its own.

use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    sync::{Arc, Mutex},
    thread,
};

use pagedial_protocol::ErrorCode;
use rustbus::{
    MessageBuilder,
    message_builder::MarshalledMessage,
    wire::{
        ObjectPath,
        marshal::marshal,
        unmarshal::{self, traits::Variant},
    },
};
use serde_json::json;

use crate::{
    browser::{Home, code, detail},
    emulator::Emulator,
};

type Path = ObjectPath<String>;

/// What the person in front of the keyring's window does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    TypesThePassword,
    ClosesTheWindow,
}

struct State {
    secrets: BTreeMap<String, Vec<u8>>,
    is_locked: bool,
    person: Person,
}

/// A running keyring; it ends with the test.
pub(crate) struct Keyring {
    state: Arc<Mutex<State>>,
    pub(crate) address: String,
    _folder: tempfile::TempDir,
}

impl Keyring {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("bus");
        let listener = UnixListener::bind(&socket).unwrap();
        let state = Arc::new(Mutex::new(State {
            secrets: BTreeMap::new(),
            is_locked: false,
            person: Person::TypesThePassword,
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, state) = (stream.unwrap(), Arc::clone(&shared));
                // It ends when the client hangs up.
                thread::spawn(move || drop(serve(stream, &state)));
            }
        });
        let address = format!("unix:path={},guid=0", socket.display());
        Self { state, address, _folder: folder }
    }

    pub(crate) fn lock(&self, person: Person) {
        let mut state = self.state.lock().unwrap();
        (state.is_locked, state.person) = (true, person);
    }

    fn secrets(&self) -> Vec<(String, String)> {
        let state = self.state.lock().unwrap();
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
        state.secrets.iter().map(|(account, secret)| (account.clone(), text(secret))).collect()
    }
}

fn serve(mut stream: UnixStream, state: &Mutex<State>) -> io::Result<()> {
    let mut byte = [0];
    stream.read_exact(&mut byte)?;
    assert_eq!(byte, [0]);
    assert!(line(&mut stream)?.starts_with("AUTH EXTERNAL 3"));
    stream.write_all(b"OK 0123456789abcdef0123456789abcdef\r\n")?;
    assert_eq!(line(&mut stream)?, "BEGIN\r\n");
    let mut serial = 0;
    let mut send = |stream: &mut UnixStream, message: &MarshalledMessage| {
        serial += 1;
        let mut bytes = Vec::new();
        marshal(message, serial, &mut bytes).unwrap();
        bytes.extend_from_slice(message.get_buf());
        stream.write_all(&bytes)
    };
    loop {
        let call = read(&mut stream)?;
        let mut state = state.lock().unwrap();
        let is_prompt = call.dynheader.member.as_deref() == Some("Prompt");
        send(&mut stream, &answer(&call, &mut state))?;
        if is_prompt {
            let is_dismissed = state.person == Person::ClosesTheWindow;
            state.is_locked = is_dismissed;
            let mut signal = MessageBuilder::new()
                .signal("org.freedesktop.Secret.Prompt", "Completed", "/prompt")
                .build();
            signal.body.push_param(is_dismissed).unwrap();
            signal.body.push_variant("").unwrap();
            send(&mut stream, &signal)?;
        }
    }
}

fn answer(call: &MarshalledMessage, state: &mut State) -> MarshalledMessage {
    let mut reply = call.dynheader.make_response();
    let body = &mut reply.body;
    let path = |text: &str| Path::new(text.to_owned()).unwrap();
    let object = call.dynheader.object.clone().unwrap();
    let nothing = path("/");
    match call.dynheader.member.as_deref().unwrap() {
        "Hello" => body.push_param(":1.1").unwrap(),
        "AddMatch" | "Prompt" => {}
        "OpenSession" => {
            body.push_variant("").unwrap();
            body.push_param(path("/session")).unwrap();
        }
        "SearchItems" => {
            let wanted: HashMap<String, String> = call.body.parser().get().unwrap();
            assert_eq!(wanted["application"], "pagedial");
            let found: Vec<Path> = state
                .secrets
                .contains_key(&wanted["account"])
                .then(|| item_path(&wanted["account"]))
                .into_iter()
                .collect();
            let none: Vec<Path> = Vec::new();
            let (unlocked, locked) = if state.is_locked { (none, found) } else { (found, none) };
            body.push_param2(unlocked, locked).unwrap();
        }
        "Unlock" => {
            let objects: Vec<Path> = call.body.parser().get().unwrap();
            if state.is_locked {
                body.push_param2(Vec::<Path>::new(), path("/prompt")).unwrap();
            } else {
                body.push_param2(objects, nothing).unwrap();
            }
        }
        "GetSecret" if state.is_locked => {
            return call
                .dynheader
                .make_error_response("org.freedesktop.Secret.Error.IsLocked", None);
        }
        "GetSecret" => {
            let secret = state.secrets[&account_of(&object)].clone();
            let none: Vec<u8> = Vec::new();
            body.push_param((path("/session"), none, secret, "text/plain")).unwrap();
        }
        "CreateItem" => {
            assert!(!state.is_locked);
            let mut asked = call.body.parser();
            let properties: HashMap<String, Variant<'_, '_>> = asked.get().unwrap();
            let secret: (Path, Vec<u8>, Vec<u8>, String) = asked.get().unwrap();
            let replace: bool = asked.get().unwrap();
            assert!(replace && secret.0.as_ref() == "/session");
            let attributes: HashMap<String, String> =
                properties["org.freedesktop.Secret.Item.Attributes"].get().unwrap();
            let account = attributes["account"].clone();
            body.push_param2(item_path(&account), nothing).unwrap();
            state.secrets.insert(account, secret.2);
        }
        "Delete" => {
            state.secrets.remove(&account_of(&object));
            body.push_param(nothing).unwrap();
        }
        other => panic!("the keyring is asked for {other}"),
    }
    reply
}

fn item_path(account: &str) -> Path {
    let hex: String = account.bytes().map(|byte| format!("{byte:02x}")).collect();
    Path::new(format!("/item/{hex}")).unwrap()
}

fn account_of(path: &str) -> String {
    let hex = path.strip_prefix("/item/").unwrap();
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    String::from_utf8((0..hex.len()).step_by(2).map(byte).collect()).unwrap()
}

fn line(stream: &mut UnixStream) -> io::Result<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        text.push(char::from(byte[0]));
    }
    Ok(text)
}

fn read(stream: &mut UnixStream) -> io::Result<MarshalledMessage> {
    let mut bytes = vec![0; 16];
    stream.read_exact(&mut bytes)?;
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let length = (16 + number(12)).next_multiple_of(8) + number(4);
    bytes.resize(length, 0);
    stream.read_exact(&mut bytes[16..])?;
    let (fixed, header) = unmarshal::unmarshal_header(&bytes, 0).unwrap();
    let (fields, dynamic) = unmarshal::unmarshal_dynamic_header(&header, &bytes, fixed).unwrap();
    let message = unmarshal::unmarshal_next_message(&header, dynamic, &bytes, fixed + fields);
    Ok(message.unwrap().1)
}

/// A home whose settings name the emulator and whose keyring has the key.
pub(crate) fn home_with_key_in(keyring: &Keyring, emulator: &Emulator) -> Home {
    let home = Home::new().with("DBUS_SESSION_BUS_ADDRESS", &keyring.address);
    let output = home.run(&["configure", "--json"], emulator.connection_string());
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["secret_in"], "keyring", "{said}");
    home
}

#[test]
fn the_keyring_has_the_key_and_the_file_does_not() {
    let (keyring, emulator) = (Keyring::start(), Emulator::start(&[]));
    let home = home_with_key_in(&keyring, &emulator);
    let key = emulator.access_key();
    assert_eq!(keyring.secrets(), [(emulator.endpoint().to_owned(), key.to_owned())]);
    let outcome = home.greet().ask(7, json!({ "type": "issue_token" }));
    assert_eq!(outcome["ok"]["type"], "token", "{outcome}");
    assert!(home.files().iter().all(|(_, text)| !text.contains(key)));

    let arguments = ["configure", "--secret-in", "file", "--json"];
    assert!(home.run(&arguments, emulator.connection_string()).status.success());
    assert_eq!(keyring.secrets(), [], "what is not used any more is removed");
}

#[test]
fn a_locked_keyring_asks_its_person() {
    let (keyring, emulator) = (Keyring::start(), Emulator::start(&[]));
    let home = home_with_key_in(&keyring, &emulator);
    let mut port = home.greet();
    keyring.lock(Person::ClosesTheWindow);
    let outcome = port.ask(7, json!({ "type": "issue_token" }));
    assert_eq!(code(&outcome), Some(ErrorCode::KeyringLocked), "{outcome}");
    keyring.lock(Person::TypesThePassword);
    let outcome = port.ask(8, json!({ "type": "issue_token" }));
    assert_eq!(outcome["ok"]["type"], "token", "{outcome}");
}

#[test]
fn a_keyring_without_the_secret_or_out_of_reach_says_so() {
    let (keyring, emulator) = (Keyring::start(), Emulator::start(&[]));
    let home = home_with_key_in(&keyring, &emulator);
    let issue = |home: &Home| home.greet().ask(7, json!({ "type": "issue_token" }));
    keyring.state.lock().unwrap().secrets.clear();
    let outcome = issue(&home);
    assert_eq!(code(&outcome), Some(ErrorCode::InvalidConfiguration), "{outcome}");
    assert!(detail(&outcome).contains("no secret for http://localhost"), "{outcome}");

    // A bus that takes the connection and is silent, and one that is gone.
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("silent");
    let _silent = UnixListener::bind(&socket).unwrap();
    for bus in [socket.display().to_string(), "/nowhere/bus".to_owned()] {
        let home = Home::new().with("DBUS_SESSION_BUS_ADDRESS", &format!("unix:path={bus}")).with(
            "ACS_CONNECTION_STRING",
            &format!("endpoint={};accesskey=keyring:", emulator.endpoint()),
        );
        let outcome = issue(&home);
        assert_eq!(code(&outcome), Some(ErrorCode::KeyringUnavailable), "{outcome}");
    }
}
