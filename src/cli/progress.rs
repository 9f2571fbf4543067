//! What is said on standard error: progress on a terminal, each file if asked for, a closing summary.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cnic_ocr::answer::{Record, Status};
use cnic_ocr::text::escape_line;
use indicatif::{ProgressBar, ProgressStyle};

use super::inputs;
use super::plan::{InputPlan, Talk};

/// Files that have no record: counted where they are met.
#[derive(Clone, Default)]
pub struct Passed {
    /// In folders, of a kind that is not read.
    pub skipped: Arc<AtomicU64>,
    /// Answered already, in the file that is resumed.
    pub answered: Arc<AtomicU64>,
}

/// Counts records and shows how it goes.
pub struct Progress {
    bar: ProgressBar,
    talk: Talk,
    several: bool,
    passed: Passed,
    counts: [(Status, u64); 4],
    started: Instant,
}

impl Progress {
    /// Progress is shown on a terminal, unless the records themselves go there.
    pub fn new(talk: Talk, plan: &InputPlan, records_shown: bool, passed: Passed) -> Self {
        let several = plan.several();
        let visible =
            several && !records_shown && talk == Talk::Summary && io::stderr().is_terminal();
        let bar = if visible {
            visible_bar(plan)
        } else {
            ProgressBar::hidden()
        };
        let statuses = [
            Status::Ok,
            Status::DetectionFailed,
            Status::InvalidArgument,
            Status::InternalError,
        ];
        Self {
            bar,
            talk,
            several,
            passed,
            counts: statuses.map(|status| (status, 0)),
            started: Instant::now(),
        }
    }

    /// Counts a record that took so long.
    pub fn count(&mut self, name: &str, record: &Record, took: Duration) {
        if let Some((_, count)) = self
            .counts
            .iter_mut()
            .find(|(status, _)| *status == record.status)
        {
            *count += 1;
        }
        self.bar
            .set_message(format!("{} not OK", self.files() - self.counts[0].1));
        self.bar
            .set_position(self.files() + self.passed.answered.load(Ordering::Relaxed));
        if self.talk == Talk::EachFile {
            let cards = record.results.as_ref().map_or(0, Vec::len);
            let (name, status) = (escape_line(name), record.status.as_str());
            say(&format!(
                "{name}: {status}, {cards} {}, {} ms",
                plural(cards, "card"),
                took.as_millis()
            ));
        }
    }

    /// Counts the files in folders that are not read by their kind.
    pub fn skipped(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed.skipped)
    }

    /// Whether a file was not `OK`.
    pub fn any_failed(&self) -> bool {
        self.counts[1..].iter().any(|&(_, count)| count > 0)
    }

    /// Takes the progress away and says what became of the files.
    pub fn finish(self) {
        self.bar.finish_and_clear();
        if self.several && self.talk != Talk::Nothing {
            say(&self.summary());
        }
    }

    fn files(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    fn summary(&self) -> String {
        let files = self.files();
        let seconds = self.started.elapsed().as_secs_f64();
        let mut text = format!(
            "{files} {} in {seconds:.1} s",
            plural(files as usize, "file")
        );
        if seconds > 0.0 && files > 1 {
            text += &format!(", {:.1} a second", files as f64 / seconds);
        }
        let counts = self.counts.iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(status, count)| format!("{count} {}", status.as_str()))
            .collect();
        if !counts.is_empty() {
            text += &format!(": {}", counts.join(", "));
        }
        for (passed, what) in [
            (&self.passed.answered, "answered before"),
            (&self.passed.skipped, "skipped: not JPEG, PNG or PDF"),
        ] {
            match passed.load(Ordering::Relaxed) {
                0 => {}
                count => text += &format!("; {count} {what}"),
            }
        }
        text
    }
}

/// A line on standard error. Nothing is to be done where that is closed.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

/// A bar that learns its length while the work goes on: folders are counted beside it. A list cannot be counted
/// without being read, so there is no time left to show for one.
fn visible_bar(plan: &InputPlan) -> ProgressBar {
    let style = |template| {
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    };
    let bar = ProgressBar::no_length().with_style(style("{spinner} {pos} files, {msg}, {per_sec}"));
    bar.set_message("0 not OK");
    bar.enable_steady_tick(Duration::from_millis(200));
    if plan.list.is_none() {
        let (plan, counted) = (plan.clone(), bar.clone());
        std::thread::spawn(move || {
            let files = inputs::stream(plan, Arc::default()).count() as u64;
            counted.set_style(style(
                "{wide_bar} {pos} of {len} files, {msg}, {per_sec}, {eta} left",
            ));
            counted.set_length(files);
        });
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_every_file_once() {
        let plan = InputPlan {
            paths: vec![],
            base64: None,
            list: None,
            recursive: false,
        };
        let passed = Passed::default();
        passed.skipped.store(7, Ordering::Relaxed);
        let mut progress = Progress::new(Talk::Nothing, &plan, true, passed);
        assert!(!progress.any_failed());
        for status in [
            Status::InternalError,
            Status::DetectionFailed,
            Status::DetectionFailed,
        ] {
            progress.count(
                "a",
                &Record::failed(None, status, String::new()),
                Duration::ZERO,
            );
        }
        assert!(progress.any_failed());
        let summary = progress.summary();
        assert!(summary.starts_with("3 files in "), "{summary}");
        assert!(
            summary.ends_with(
                ": 2 DETECTION_FAILED, 1 INTERNAL_ERROR; 7 skipped: not JPEG, PNG or PDF"
            ),
            "{summary}"
        );
    }
}
