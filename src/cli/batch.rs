//! Work on a stream of items at the same time, results in the order of the items, memory bounded.
//!
//! A feeder thread takes items and hands them to the workers; the calling thread puts results in order and passes
//! them on. No more than `jobs` items are in work and no more than [`WINDOW`] times as many wait for an earlier one,
//! however many come and however long one takes.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many results a worker may be ahead of an item that takes long.
const WINDOW: usize = 64;

/// What the calling thread hears of.
pub enum Event<R> {
    /// A result, and the number of its item.
    Done(u64, R),
    /// The last item has been taken.
    Exhausted,
    /// Take no more items; with the signal that says so.
    Stop(i32),
}

/// How a batch is run.
#[derive(Clone, Copy)]
pub struct Batch {
    pub jobs: usize,
    pub ordered: bool,
}

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End<E> {
    /// Every item has its result.
    Complete,
    /// A signal came; items in work have been finished.
    Stopped(i32),
    /// The receiver of results gave up.
    GivenUp(E),
}

impl Batch {
    /// Runs `work` on every item and gives each result to `sink`. `work` must not panic.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub fn run<T, R, E>(
        self,
        items: impl Iterator<Item = T> + Send + 'static,
        work: impl Fn(T) -> R + Send + Sync + 'static,
        (events, inbox): (Sender<Event<R>>, Receiver<Event<R>>),
        mut sink: impl FnMut(R) -> ControlFlow<E>,
    ) -> anyhow::Result<End<E>>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs)
            .build()?;
        let gate = Arc::new(Gate::new(self.jobs));
        let (work, at_feeder) = (Arc::new(work), Arc::clone(&gate));
        // Never joined: it may wait for an item that does not come.
        std::thread::Builder::new()
            .name("feeder".to_owned())
            .spawn(move || {
                for (number, item) in (0..).zip(items) {
                    if !at_feeder.enter() {
                        break;
                    }
                    let (work, gate, events) =
                        (Arc::clone(&work), Arc::clone(&at_feeder), events.clone());
                    pool.spawn(move || {
                        let result = work(item);
                        gate.worked();
                        // Nobody listens any more only when the program ends.
                        let _ = events.send(Event::Done(number, result));
                    });
                }
                let _ = events.send(Event::Exhausted);
            })?;

        let mut early = BTreeMap::new();
        let (mut next, mut last_taken, mut signal) = (0, false, None);
        while !((last_taken || signal.is_some()) && gate.is_empty()) {
            let mut ready = match inbox.recv() {
                Ok(Event::Done(number, result)) => {
                    // Out of order, each result is the next one.
                    early.insert(if self.ordered { number } else { next }, result);
                    early.remove(&next)
                }
                Ok(Event::Exhausted) => {
                    last_taken = true;
                    None
                }
                Ok(Event::Stop(by)) => {
                    gate.close();
                    signal.get_or_insert(by);
                    None
                }
                Err(_) => break,
            };
            while let Some(result) = ready {
                next += 1;
                if let ControlFlow::Break(error) = sink(result) {
                    gate.close_and_wait();
                    return Ok(End::GivenUp(error));
                }
                gate.leave();
                ready = early.remove(&next);
            }
        }
        Ok(signal.map_or(End::Complete, End::Stopped))
    }
}

/// Lets items in while there is room for them.
struct Gate {
    count: Mutex<Count>,
    changed: Condvar,
    jobs: usize,
}

#[derive(Default)]
struct Count {
    closed: bool,
    /// Items in work.
    working: usize,
    /// Items taken whose result has not been passed on.
    inside: usize,
}

impl Gate {
    fn new(jobs: usize) -> Self {
        Self {
            count: Mutex::default(),
            changed: Condvar::new(),
            jobs,
        }
    }

    /// Waits for room. `false` once the gate is closed.
    fn enter(&self) -> bool {
        let full = |count: &mut Count| {
            !count.closed && (count.working >= self.jobs || count.inside >= self.jobs * WINDOW)
        };
        let waited = self.changed.wait_while(self.count(), full);
        let mut count = waited.unwrap_or_else(PoisonError::into_inner);
        if !count.closed {
            count.working += 1;
            count.inside += 1;
        }
        !count.closed
    }

    fn worked(&self) {
        self.count().working -= 1;
        self.changed.notify_all();
    }

    fn leave(&self) {
        self.count().inside -= 1;
        self.changed.notify_all();
    }

    fn close(&self) {
        self.count().closed = true;
        self.changed.notify_all();
    }

    /// For an end without results: the process must not go down under a network that runs.
    fn close_and_wait(&self) {
        self.close();
        drop(
            self.changed
                .wait_while(self.count(), |count| count.working > 0),
        );
    }

    fn is_empty(&self) -> bool {
        self.count().inside == 0
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    const FOUR: Batch = Batch {
        jobs: 4,
        ordered: true,
    };

    fn go_on<E>(_: u64) -> ControlFlow<E> {
        ControlFlow::Continue(())
    }

    #[test]
    fn results_keep_the_order_of_the_items() {
        let mut results = Vec::new();
        let work = |n: u64| {
            sleep(Duration::from_millis(n % 7));
            n
        };
        let end = FOUR.run(0..100, work, channel(), |n| {
            results.push(n);
            go_on::<()>(n)
        });
        assert_eq!(end.unwrap(), End::Complete);
        assert!(results.into_iter().eq(0..100));
    }

    #[test]
    fn unordered_results_are_all_there() {
        let mut results = Vec::new();
        let work = |n: u64| {
            sleep(Duration::from_millis(if n == 0 { 50 } else { 0 }));
            n
        };
        let batch = Batch {
            ordered: false,
            ..FOUR
        };
        let end = batch.run(0..20, work, channel(), |n| {
            results.push(n);
            go_on::<()>(n)
        });
        assert_eq!(end.unwrap(), End::Complete);
        assert_ne!(results[0], 0);
        results.sort_unstable();
        assert!(results.into_iter().eq(0..20));
    }

    #[test]
    fn one_slow_item_holds_the_feeder_back() {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let items = (0..10_000u64).inspect(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let mut most = 0;
        let mut passed = 0;
        let work = |n| {
            sleep(Duration::from_millis(if n == 0 { 300 } else { 0 }));
            n
        };
        let end = FOUR.run(items, work, channel(), |n| {
            most = most.max(taken.load(Ordering::SeqCst) - passed);
            passed += 1;
            go_on::<()>(n)
        });
        assert_eq!(end.unwrap(), End::Complete);
        // One more than may be inside: the one that waits at the gate.
        assert!(most <= 4 * WINDOW + 1, "{most}");
    }

    #[test]
    fn an_endless_stream_ends_when_the_receiver_gives_up() {
        let end = FOUR.run(
            0..,
            |n: u64| n,
            channel(),
            |n| match n {
                10 => ControlFlow::Break("enough"),
                n => go_on(n),
            },
        );
        assert_eq!(end.unwrap(), End::GivenUp("enough"));
    }

    #[test]
    fn a_signal_ends_it_with_what_is_in_work() {
        let (events, inbox) = channel();
        let stop = events.clone();
        let mut results = Vec::new();
        let work = |n: u64| {
            sleep(Duration::from_millis(5));
            n
        };
        let end = FOUR.run(0.., work, (events, inbox), |n| {
            results.push(n);
            if n == 20 {
                stop.send(Event::Stop(2)).unwrap();
            }
            go_on::<()>(n)
        });
        assert_eq!(end.unwrap(), End::Stopped(2));
        assert!(results.len() < 40, "{}", results.len());
        let count = results.len() as u64;
        assert!(results.into_iter().eq(0..count));
    }

    #[test]
    fn a_signal_ends_the_wait_for_an_item_that_does_not_come() {
        let (events, inbox) = channel();
        let stop = events.clone();
        let items = std::iter::once(0u64).chain(std::iter::from_fn(|| {
            loop {
                std::thread::park();
            }
        }));
        let end = FOUR.run(
            items,
            |n| n,
            (events, inbox),
            |n| {
                stop.send(Event::Stop(15)).unwrap();
                go_on::<()>(n)
            },
        );
        assert_eq!(end.unwrap(), End::Stopped(15));
    }
}
