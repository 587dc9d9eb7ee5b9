//! The webhook, from the end of a call to a receiver on this machine.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::browser::{Home, Port};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NUMBER: &str = "+14255550123";

/// What a receiver got.
struct Delivery {
    signature: String,
    id: String,
    body: String,
}

/// A company's server: answers each delivery with the next status, then with 200.
struct Receiver {
    address: SocketAddr,
    deliveries: mpsc::Receiver<Delivery>,
}

impl Receiver {
    fn answering(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, deliveries) = mpsc::channel();
        thread::spawn(move || {
            let mut statuses = statuses.iter();
            for stream in listener.incoming() {
                let status = statuses.next().copied().unwrap_or(200);
                if sender.send(receive(stream.unwrap(), status)).is_err() {
                    return;
                }
            }
        });
        Self { address, deliveries }
    }

    fn next(&self) -> Delivery {
        self.deliveries.recv_timeout(Duration::from_secs(30)).unwrap()
    }
}

fn receive(stream: TcpStream, status: u16) -> Delivery {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut signature, mut id, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim().split_once(": ") else {
            if line.trim().is_empty() { break } else { continue }
        };
        match name.to_lowercase().as_str() {
            "pagedial-signature" => signature = value.to_owned(),
            "pagedial-delivery" => id = value.to_owned(),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    (&stream).write_all(answer.as_bytes()).unwrap();
    Delivery { signature, id, body: String::from_utf8(body).unwrap() }
}

/// As docs/webhook.md tells receivers to do it.
fn is_genuine(delivery: &Delivery) -> bool {
    let (time, code) = delivery.signature.split_once(",v1=").unwrap();
    let time = time.strip_prefix("t=").unwrap();
    let mut hmac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    hmac.update(format!("{time}.{}", delivery.body).as_bytes());
    let expected: String =
        hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    code == expected
}

fn home(receiver: &Receiver) -> Home {
    let home = Home::new()
        .with("ACS_CONNECTION_STRING", "endpoint=http://localhost:1;accesskey=a2V5")
        .with("PAGEDIAL_WEBHOOK_SECRET", SECRET);
    let policy = home.path("config/pagedial/policy.toml");
    fs::create_dir_all(policy.parent().unwrap()).unwrap();
    fs::write(policy, format!("webhook.url = \"http://{}/calls?k=v\"", receiver.address)).unwrap();
    home
}

/// Makes a call that ends, and returns its id.
fn call(port: &mut Port) -> String {
    let ask = json!({ "type": "authorize_call", "number": NUMBER });
    let call = port.ask(2, ask)["ok"]["authorization"]["call"].as_str().unwrap().to_owned();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let record = json!({
        "call": call,
        "number": NUMBER,
        "started_at_ms": now.as_millis() as u64,
        "answered_at_ms": null,
        "ended_at_ms": now.as_millis() as u64 + 1,
        "end": { "code": 480, "sub_code": 0, "problem": null },
    });
    let outcome = port.ask(3, json!({ "type": "record_call", "record": record }));
    assert_eq!(outcome["ok"]["type"], "recorded");
    call
}

fn send(home: &Home) -> Value {
    serde_json::from_slice(&home.run(&["webhook", "send", "--json"], "").stdout).unwrap()
}

#[test]
fn an_ended_call_is_posted_signed_and_again_until_it_is_taken() {
    let receiver = Receiver::answering(&[500, 503]);
    let home = home(&receiver);
    let mut port = home.greet();
    let id = call(&mut port);
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let delivery = receiver.next();
        assert!(is_genuine(&delivery), "{}", delivery.signature);
        assert_eq!(delivery.id, id, "a repetition is known by its id");
        bodies.push(delivery.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let body: Value = serde_json::from_str(&bodies[0]).unwrap();
    assert_eq!(body["call"]["number"], NUMBER);
    let log = fs::read_to_string(home.path("state/pagedial/host.log")).unwrap();
    assert!(log.contains("HTTP 500") && !log.contains("k=v") && !log.contains(SECRET), "{log}");
}

#[test]
fn a_message_outlives_host_and_receiver() {
    // Nobody listens there any more.
    let gone = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let (_sender, deliveries) = mpsc::channel();
    // With no secret the host itself sends nothing, so it holds no message when it is killed.
    let home =
        home(&Receiver { address: gone, deliveries }).with("PAGEDIAL_WEBHOOK_SECRET", "short");
    let id = call(&mut home.greet());
    let home = home.with("PAGEDIAL_WEBHOOK_SECRET", SECRET);
    let said = send(&home);
    assert_eq!(said["error"]["code"], ErrorCode::WebhookFailed.number(), "{said}");
    assert_eq!(said["waiting"], 1);

    let receiver = Receiver::answering(&[]);
    let policy = home.path("config/pagedial/policy.toml");
    fs::write(policy, format!("webhook.url = \"http://{}/\"", receiver.address)).unwrap();
    let said = send(&home);
    assert_eq!((&said["delivered"], &said["waiting"]), (&json!(1), &json!(0)), "{said}");
    assert_eq!(receiver.next().id, id);
}

#[test]
fn without_a_secret_nothing_is_sent_and_doctor_says_so() {
    let receiver = Receiver::answering(&[]);
    let home = home(&receiver).with("PAGEDIAL_WEBHOOK_SECRET", "short");
    call(&mut home.greet());
    assert_eq!(send(&home)["error"]["code"], ErrorCode::InvalidConfiguration.number());
    let output = home.run(&["doctor", "--json"], "");
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let webhook =
        findings["findings"].as_array().unwrap().iter().find(|it| it["check"] == "webhook");
    assert_eq!(webhook.unwrap()["verdict"], "broken");
    assert!(receiver.deliveries.try_recv().is_err());
}

#[test]
fn the_secret_is_no_argument_and_lies_in_a_private_file() {
    let home = Home::new();
    let output = home.run(&["webhook", "secret", "--json"], &format!("{SECRET}\n"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let file = fs::read_to_string(home.path("config/pagedial/.env")).unwrap();
    assert!(file.contains(&format!("PAGEDIAL_WEBHOOK_SECRET='{SECRET}'")));
    let output = home.run(&["webhook", "secret"], "CANARY");
    assert_eq!(output.status.code(), Some(i32::from(ErrorCode::InvalidConfiguration.number())));
    assert!(!format!("{output:?}").contains("CANARY"));
}
