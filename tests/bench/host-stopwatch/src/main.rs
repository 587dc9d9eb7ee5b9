//! Takes the time of two native messaging hosts that do the same job. Reads a [`Task`] from standard
//! input and writes [`Both`] what was measured to standard output, as JSON.
//!
//! Not part of the benchmark's TypeScript: starting a process and hearing of its pipe takes Node
//! some 4 ms (measured), more than our host needs for its first token.

mod port;

use std::{
    collections::BTreeMap,
    io,
    time::{Duration, Instant},
};

use pagedial_protocol::host::{PROTOCOL, RequestBody};
use serde::{Deserialize, Serialize};

use port::Port;

/// What to measure.
#[derive(Deserialize)]
struct Task {
    hosts: Both<Launch>,
    /// How often each host is started.
    starts: usize,
    /// How many tokens are asked for one after the other, once there is one in memory.
    tokens: usize,
    /// How many then at once.
    burst: u32,
}

/// Something of either host.
#[derive(Serialize, Deserialize)]
struct Both<T> {
    ours: T,
    peer: T,
}

/// How a host is started.
#[derive(Deserialize)]
struct Launch {
    command: String,
    arguments: Vec<String>,
    /// All of its environment.
    environment: BTreeMap<String, String>,
}

/// What was measured of one host, each a list of single measurements.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    hello_ms: Vec<f64>,
    first_token_ms: Vec<f64>,
    resident_bytes: Vec<u64>,
    cached_ms: Vec<f64>,
    per_second: Vec<f64>,
}

fn main() -> anyhow::Result<()> {
    let task: Task = serde_json::from_reader(io::stdin().lock())?;
    let Both { ours, peer } = &task.hosts;
    let mut measured = Both { ours: Measured::default(), peer: Measured::default() };
    // In turns, so that whatever else the machine does strikes both alike.
    for _ in 0..task.starts {
        measured.ours.cold_start(ours)?;
        measured.peer.cold_start(peer)?;
    }
    measured.ours.cached_tokens(ours, &task)?;
    measured.peer.cached_tokens(peer, &task)?;
    serde_json::to_writer(io::stdout().lock(), &measured)?;
    Ok(())
}

impl Measured {
    fn cold_start(&mut self, launch: &Launch) -> anyhow::Result<()> {
        let began = Instant::now();
        let mut port = Port::open(launch)?;
        port.ask(hello())?;
        self.hello_ms.push(milliseconds(began.elapsed()));
        port.ask(RequestBody::IssueToken {})?;
        self.first_token_ms.push(milliseconds(began.elapsed()));
        self.resident_bytes.push(port.resident_bytes()?);
        port.close()
    }

    fn cached_tokens(&mut self, launch: &Launch, task: &Task) -> anyhow::Result<()> {
        let mut port = Port::open(launch)?;
        port.ask(hello())?;
        port.ask(RequestBody::IssueToken {})?;
        for _ in 0..task.tokens {
            let began = Instant::now();
            port.ask(RequestBody::IssueToken {})?;
            self.cached_ms.push(milliseconds(began.elapsed()));
        }
        let began = Instant::now();
        port.ask_at_once(&RequestBody::IssueToken {}, task.burst)?;
        self.per_second.push(f64::from(task.burst) / began.elapsed().as_secs_f64());
        port.close()
    }
}

fn hello() -> RequestBody {
    RequestBody::Hello { protocol: PROTOCOL, extension_version: "0.1.0".into() }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
