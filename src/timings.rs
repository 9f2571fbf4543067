//! Where the time goes: a clock for each stage and each network, shared by threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Adds up the wall time of everything that is run through it.
#[derive(Debug, Default)]
pub struct Clock {
    nanoseconds: AtomicU64,
    runs: AtomicU64,
}

impl Clock {
    /// Runs `work` and counts it.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        let spent = started.elapsed().as_nanos() as u64;
        self.nanoseconds.fetch_add(spent, Ordering::Relaxed);
        self.runs.fetch_add(1, Ordering::Relaxed);
        result
    }

    /// So far, over all threads.
    pub fn timing(&self, what: impl Into<String>) -> Timing {
        Timing {
            what: what.into(),
            spent: Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)),
            runs: self.runs.load(Ordering::Relaxed),
        }
    }
}

/// What a [`Clock`] has counted.
#[derive(Clone, Debug)]
pub struct Timing {
    /// The stage or network.
    pub what: String,
    /// Summed over threads.
    pub spent: Duration,
    /// How many times it was run.
    pub runs: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_add_to_one_clock() {
        let clock = Clock::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| clock.measure(|| ())));
            }
        });
        assert_eq!(clock.timing("nothing").runs, 400);
    }
}
