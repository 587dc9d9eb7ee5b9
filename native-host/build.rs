//! Checks that the call engine is built before it is embedded.

use std::path::Path;

const FILES: [&str; 4] = ["index.html", "engine.js", "communication-common.js", "logger.js"];

#[allow(clippy::print_stdout, reason = "standard output is how a build script talks to cargo")]
fn main() {
    for file in FILES {
        let path = format!("call-engine/dist/{file}");
        println!("cargo::rerun-if-changed={path}");
        if !Path::new(&path).exists() {
            println!("cargo::error=native-host/{path} is missing: run `cargo xtask build`");
        }
    }
}
