//! The real host, started as browsers and people start it. (`cfg(test)` always holds here; it tells
//! clippy that the modules are tests.)

#[cfg(test)]
mod browser;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod download;
#[cfg(test)]
mod emulator;
#[cfg(test)]
mod engine_server;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod faults;
#[cfg(test)]
mod http;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(test)]
mod lifetimes;
#[cfg(test)]
mod native_messaging;
#[cfg(test)]
mod service;
#[cfg(test)]
mod tls_service;
#[cfg(test)]
mod token_service;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod webhook;
