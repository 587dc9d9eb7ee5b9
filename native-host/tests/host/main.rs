//! The real host, started as browsers and people start it. (`cfg(test)` always holds here; it tells
//! clippy that the modules are tests.)

#[cfg(test)]
mod browser;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod emulator;
#[cfg(test)]
mod engine_server;
#[cfg(test)]
mod http;
#[cfg(test)]
mod native_messaging;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod webhook;
