use std::{
    fs,
    io::{BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
};

use anyhow::{Context, bail, ensure};
use pagedial_protocol::{
    framing::{self, Next},
    host::{Outcome, Request, RequestBody, Response},
};

use crate::Launch;

/// A native messaging port, as a browser has it: frames over a process's pipes.
pub(crate) struct Port {
    host: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Port {
    pub(crate) fn open(launch: &Launch) -> anyhow::Result<Self> {
        let mut host = Command::new(&launch.command)
            .args(&launch.arguments)
            .env_clear()
            .envs(&launch.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", launch.command))?;
        let input = host.stdin.take().context("standard input")?;
        let output = BufReader::new(host.stdout.take().context("standard output")?);
        Ok(Self { host, input, output })
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, body: RequestBody) -> anyhow::Result<()> {
        self.input.write_all(&frame(1, body)?)?;
        answered(&mut self.output)
    }

    /// Asks the same many times without waiting, while the answers are read.
    pub(crate) fn ask_at_once(&mut self, body: &RequestBody, times: u32) -> anyhow::Result<()> {
        let frames: Vec<_> =
            (1..=times).map(|id| frame(id, body.clone())).collect::<Result<_, _>>()?;
        let Self { input, output, .. } = self;
        thread::scope(|scope| {
            let asking = scope.spawn(|| frames.iter().try_for_each(|frame| input.write_all(frame)));
            (0..times).try_for_each(|_| answered(output))?;
            asking.join().map_err(|_panic| anyhow::anyhow!("the asking thread"))??;
            Ok(())
        })
    }

    /// Bytes of memory that are the process's now (`VmRSS`, proc(5)).
    pub(crate) fn resident_bytes(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.host.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kilobytes.context("the host has no VmRSS")?.parse::<u64>()? * 1024)
    }

    /// Closes the port as a browser does, and waits for the host's end.
    pub(crate) fn close(mut self) -> anyhow::Result<()> {
        drop(self.input);
        ensure!(self.host.wait()?.success(), "the host ended with an error");
        Ok(())
    }
}

fn frame(id: u32, body: RequestBody) -> anyhow::Result<Vec<u8>> {
    Ok(framing::frame(&serde_json::to_vec(&Request { id, body })?)?)
}

fn answered(output: &mut BufReader<ChildStdout>) -> anyhow::Result<()> {
    let Next::Frame(body) = framing::read(output)? else { bail!("the host gave no answer") };
    match serde_json::from_slice::<Response>(&body)?.outcome {
        Outcome::Ok(_) => Ok(()),
        Outcome::Error(error) => bail!("the host answers {error:?}"),
    }
}
