//! `cnic-ocr scan`: files in, records out.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use anyhow::Result;
use cnic_ocr::answer::{self, FileReading, Record, Status};
use cnic_ocr::confine;
use cnic_ocr::input::Limits;
use cnic_ocr::input::workers::Workers;
use cnic_ocr::pipeline::Reader;
use cnic_ocr::timings::Timing;

use super::args::ScanArgs;
use super::batch::{Batch, End, Event};
use super::exit::{Exit, is_installation};
use super::inputs::{self, Input};
use super::output::Output;
use super::plan::{Plan, Talk};
use super::progress::{self, Passed, Progress};
use super::{bytes, faults, pdf, signals};

/// Reads one input after the other; shared by the workers.
struct Scanner {
    reader: Arc<Reader>,
    workers: Workers,
    limits: Limits,
    password: Option<String>,
    named: bool,
    details: bool,
}

/// What became of one input.
struct Scanned {
    name: String,
    record: Record,
    /// Whether it failed for something that is missing from the installation.
    installation: bool,
    took: Duration,
}

impl Scanner {
    /// Never panics: a fault becomes the record of its file.
    fn scan(&self, input: Input) -> Scanned {
        let started = Instant::now();
        let file = self.named.then(|| input.name.clone());
        let (record, installation) = match caught(|| self.read(&input)) {
            Ok(reading) => (
                Record::new(file, &reading, self.details),
                reading.error.as_ref().is_some_and(is_installation),
            ),
            Err((status, reason)) => (Record::failed(file, status, reason), false),
        };
        Scanned {
            record,
            installation,
            took: started.elapsed(),
            name: input.name,
        }
    }

    fn read(&self, input: &Input) -> Result<FileReading, String> {
        let bytes = bytes::of(&input.source, &self.limits)?;
        let password = self.password.as_deref();
        Ok(answer::read_pages(&self.reader, || {
            self.workers.pages(&bytes, &self.limits, password)
        }))
    }
}

/// A panic while a file is read ends that file alone. Its text may hold something that was read: nobody sees it.
fn caught(
    read: impl FnOnce() -> Result<FileReading, String>,
) -> Result<FileReading, (Status, String)> {
    let _quiet = faults::Caught::begin();
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|reason| (Status::InvalidArgument, reason)),
        Err(_) => {
            let reason = "internal error: this file met a fault of cnic-ocr; please report it";
            Err((Status::InternalError, reason.to_owned()))
        }
    }
}

/// Runs a scan to its end.
///
/// # Errors
/// Wrong usage, a missing library, an output that cannot be written. Files that cannot be read are no errors.
pub fn run(typed: &ScanArgs) -> Result<Exit> {
    let plan = Plan::new(typed)?;
    confine::no_core_dump();
    typed.libraries.prefer();
    // A single file has all cores to itself, several files one each.
    let reader = Arc::new(Reader::new(if plan.inputs.several() {
        1
    } else {
        plan.jobs
    })?);
    let (mut output, mut answered) = Output::open(&plan.output)?;
    let failed_before = answered.any_failed;
    faults::hook(plan.talk == Talk::EachFile);
    let (events, inbox) = channel();
    let stop = events.clone();
    signals::on_stop(move |signal| {
        let _ = stop.send(Event::Stop(signal));
    })?;

    let passed = Passed::default();
    let mut progress = Progress::new(
        plan.talk,
        &plan.inputs,
        plan.output.terminal,
        passed.clone(),
    );
    let new = move |input: &Input| {
        let before = answered.take(&input.name);
        passed.answered.fetch_add(before.into(), Ordering::Relaxed);
        !before
    };
    let items = inputs::stream(plan.inputs, progress.skipped()).filter(new);
    let scanner = Scanner {
        reader: Arc::clone(&reader),
        workers: pdf::workers(&typed.libraries, plan.timeout),
        limits: plan.limits,
        password: plan.password,
        named: plan.named,
        details: plan.details,
    };
    let mut installation = false;
    let batch = Batch {
        jobs: plan.jobs,
        ordered: plan.ordered,
    };
    let end = batch.run(
        items,
        move |input| scanner.scan(input),
        (events, inbox),
        |scanned| {
            installation |= scanned.installation;
            if let Err(error) = output.write(&scanned.record) {
                return ControlFlow::Break(error);
            }
            progress.count(&scanned.name, &scanned.record, scanned.took);
            ControlFlow::Continue(())
        },
    )?;
    let stopped = match end {
        End::GivenUp(error) => return Err(error),
        End::Stopped(signal) => Some(signal),
        End::Complete => None,
    };
    output.finish()?;
    let failed = (failed_before || progress.any_failed()) && !plan.exit_zero;
    progress.finish();
    if plan.timings {
        progress::say(&timings(&reader));
    }
    Ok(match stopped {
        Some(signal) => signals::exit(signal),
        None if installation => Exit::Missing,
        None if failed => Exit::Failure,
        None => Exit::Success,
    })
}

/// A table of where the time went.
fn timings(reader: &Reader) -> String {
    let mut table = format!(
        "{:<26}{:>8}{:>13}{:>11}",
        "wall time of all jobs", "runs", "milliseconds", "a run"
    );
    for Timing { what, spent, runs } in reader.timings() {
        let all = 1e3 * spent.as_secs_f64();
        let one = all / runs.max(1) as f64;
        table += &format!("\n{what:<26}{runs:>8}{all:>13.1}{one:>11.2}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_the_record_of_its_file_and_tells_nothing_that_was_read() {
        let (status, reason) = caught(|| panic!("35202-1234567-1")).unwrap_err();
        assert_eq!(status, Status::InternalError);
        assert!(reason.contains("please report it") && !reason.contains("35202"));
        let (status, reason) = caught(|| Err("the file is empty".to_owned())).unwrap_err();
        assert_eq!(
            (status, &*reason),
            (Status::InvalidArgument, "the file is empty")
        );
        assert!(caught(|| Ok(FileReading::default())).is_ok());
    }
}
