//! Where records go: standard output or a file, one write a record.

use std::fs::{File, TryLockError};
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use cnic_ocr::answer::Record;

use super::plan::OutputPlan;
use super::render::{Layout, for_terminal};
use super::resume::{self, Answered};

/// Takes records as they come.
pub struct Output {
    target: Target,
    layout: Layout,
    terminal: bool,
    first: bool,
}

enum Target {
    Standard(Stdout),
    File(File, PathBuf),
}

impl Output {
    /// Opens what the plan names, with the files that it answers already.
    ///
    /// # Errors
    /// A file that cannot be opened, or that holds something else than records.
    pub fn open(plan: &OutputPlan) -> anyhow::Result<(Self, Answered)> {
        let (layout, terminal) = (plan.layout, plan.terminal);
        let mut answered = Answered::default();
        let mut kept = 0;
        let target = match &plan.file {
            None => Target::Standard(io::stdout()),
            Some(path) => {
                let opened = alone(path).and_then(|mut file| {
                    if plan.resume {
                        (kept, answered) = resume::go_on(&mut file, layout)?;
                    } else if file.metadata()?.is_file() {
                        file.set_len(0)?;
                    }
                    Ok(file)
                });
                Target::File(
                    opened.with_context(|| format!("{} cannot be written", path.display()))?,
                    path.clone(),
                )
            }
        };
        let mut output = Self {
            target,
            layout,
            terminal,
            first: true,
        };
        if kept == 0 {
            output.put(&layout.head()?)?;
        }
        Ok((output, answered))
    }

    /// Writes a record, whole.
    ///
    /// # Errors
    /// See [`is_closed_pipe`] for the one that is none.
    pub fn write(&mut self, record: &Record) -> anyhow::Result<()> {
        let text = self.layout.record(record, self.first)?;
        self.first = false;
        self.put(&for_terminal(&text, self.terminal))
    }

    /// Writes what stands after the last record.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(&mut self) -> anyhow::Result<()> {
        self.put(self.layout.tail(self.first))
    }

    /// One call of the system for all of it, so that a file holds whole records at any moment.
    fn put(&mut self, text: &str) -> anyhow::Result<()> {
        match &mut self.target {
            Target::Standard(stdout) => {
                let mut stdout = stdout.lock();
                stdout
                    .write_all(text.as_bytes())
                    .and_then(|()| stdout.flush())
                    .context("standard output cannot be written")
            }
            Target::File(file, path) => file
                .write_all(text.as_bytes())
                .with_context(|| format!("{} cannot be written", path.display())),
        }
    }
}

/// Opens a file to write, its content untouched, unless another run writes there. The lock ends with the process.
fn alone(path: &Path) -> anyhow::Result<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    if file.metadata()?.is_file() && matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        bail!("another run is writing it");
    }
    Ok(file)
}

/// Whether the reader of our output has gone: no error, it has seen enough.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
