//! The emulator as its users meet it: the real binary, real sockets.

#![cfg(test)]

mod authentication;
mod faults;
mod launch;
mod operations;
mod process;
mod tls;
mod wire;
