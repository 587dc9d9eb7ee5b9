//! The process that started the host.
//!
//! The end of standard input tells that it is gone, nearly always. Not when another process has
//! inherited the other end of the pipe, say a helper that the browser started: then the host would
//! wait for that one, and hosts without a browser would gather.

/// The parent process. Not `PR_SET_PDEATHSIG`: that signal comes when the *thread* that started us
/// ends (prctl(2)), and browsers start hosts from threads of a pool.
#[cfg(target_os = "linux")]
pub(super) struct Parent(rustix::fd::OwnedFd);

#[cfg(target_os = "linux")]
impl Parent {
    /// `None` on a system without pidfd_open(2), or with a parent outside of this sandbox.
    pub(super) fn watch() -> Option<Self> {
        use rustix::process::{PidfdFlags, getppid, pidfd_open};
        pidfd_open(getppid()?, PidfdFlags::empty()).ok().map(Self)
    }

    /// Blocks until the parent has ended, which makes its descriptor readable.
    pub(super) fn wait_for_its_end(&self) {
        use rustix::event::{PollFd, PollFlags, poll};
        while poll(&mut [PollFd::new(&self.0, PollFlags::IN)], None) == Err(rustix::io::Errno::INTR)
        {
        }
    }
}

/// Elsewhere, the end of standard input must do.
#[cfg(not(target_os = "linux"))]
pub(super) enum Parent {}

#[cfg(not(target_os = "linux"))]
impl Parent {
    pub(super) fn watch() -> Option<Self> {
        None
    }

    pub(super) fn wait_for_its_end(&self) {
        match *self {}
    }
}
