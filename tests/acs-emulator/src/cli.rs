//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::faults::Fault;

/// Azure Communication Services Identity (REST 2023-10-01) on loopback, for tests and demos.
///
/// Prints one line of JSON when it is ready: {"connectionString","endpoint","accessKey","ca",
/// "control"}. Every request's HMAC is verified. Identities live as long as the process.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Port of the API on 127.0.0.1 and ::1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,

    /// Serve https, and write the throw-away CA to DIR/ca.pem
    #[arg(long, value_name = "DIR")]
    pub(crate) tls: Option<PathBuf>,

    /// Show a certificate that expired yesterday
    #[arg(long, requires = "tls")]
    pub(crate) expired: bool,

    /// Arm a fault, in the JSON that `PUT control/faults` takes a list of; may be repeated
    ///
    /// Example: '{"on":"issue","kind":{"throttled":{"retryAfterSeconds":2}},"times":1}'.
    /// `on`: any, create, issue, revoke, delete. `kind`: {"latency":{"milliseconds":N}},
    /// {"clockSkew":{"seconds":N}}, {"drop":{"when":"beforeAnswer"|"midBody"}},
    /// {"serverError":{"status":5xx}}, {"throttled":{"retryAfterSeconds":N}}, {"throttled":{}},
    /// "unauthorized", "forbidden", "malformedJson", "truncatedToken",
    /// {"trickle":{"milliseconds":N}}. `times`: a count above 0, or "forever".
    #[arg(long = "fault", value_name = "JSON", value_parser = Fault::from_json)]
    pub(crate) faults: Vec<Fault>,

    /// Exit when stdin ends, so that no emulator outlives the program that started it
    ///
    /// Asked for, not guessed from the kind of stdin: a shell, a CI runner or a test harness may
    /// leave a pipe there that has ended already.
    #[arg(long)]
    pub(crate) exit_with_stdin: bool,
}
