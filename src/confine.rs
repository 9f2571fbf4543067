//! What this process may use, where the system can be asked to see to it. Where it cannot, nothing happens.

use std::time::Duration;

/// Keeps a crash from leaving an image of the memory, and so of identity cards, on a disk.
pub fn no_core_dump() {
    #[cfg(unix)]
    set(rustix::process::Resource::Core, 0);
}

/// Bounds a process that reads strangers' files: so many bytes of address space; from now on so much `time` of a
/// processor, and two seconds; no file may be written.
pub fn confine(memory: u64, time: Duration) {
    no_core_dump();
    #[cfg(unix)]
    {
        use rustix::process::Resource;
        use rustix::time::{ClockId, clock_gettime};

        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec as u64;
        set(Resource::As, memory);
        set(
            Resource::Cpu,
            used.saturating_add(time.as_secs()).saturating_add(2),
        );
        set(Resource::Fsize, 0);
    }
    #[cfg(not(unix))]
    let _ = (memory, time);
}

/// Only the limit that can be raised again.
#[cfg(unix)]
fn set(resource: rustix::process::Resource, bound: u64) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(resource).maximum;
    let current = Some(maximum.map_or(bound, |maximum| bound.min(maximum)));
    // Refused: the other bounds hold all the same.
    let _ = setrlimit(resource, Rlimit { current, maximum });
}
