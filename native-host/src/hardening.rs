//! Keeps the memory of this process, which holds the access key's state and tokens, to itself.

/// Leaves no core image behind, whatever the system's settings are, and on Linux lets no other
/// program of this person attach to this one or read its memory (prctl(2), `PR_SET_DUMPABLE`).
/// Best effort: where the system refuses, the host is as safe as every other program.
#[cfg(unix)]
pub(crate) fn shut_out_others() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _refused = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Windows writes no images of programs that fail unless an administrator asks for them (Microsoft
/// Learn, "Collecting User-Mode Dumps"), and lets this person's other programs read this one's
/// memory whatever it does.
#[cfg(windows)]
pub(crate) fn shut_out_others() {}
