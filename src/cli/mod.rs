//! The command line: what is typed, what it means, what it does, how it ends.

mod args;
mod batch;
mod bytes;
mod doctor;
mod exit;
mod faults;
mod inputs;
mod output;
mod pdf;
mod plan;
mod progress;
mod render;
mod resume;
mod scan;
mod signals;

use std::io::{self, Write};

use anyhow::{Context, Result};
use clap::{CommandFactory, Parser};
use cnic_ocr::answer::Record;
use cnic_ocr::error::Error;
use cnic_ocr::native::{self, Library};
use cnic_ocr::text::escape_controls;

use args::{Command, LibraryArgs, Typed};
use exit::Exit;

/// Runs the program.
pub fn main() -> Exit {
    run(Typed::parse()).unwrap_or_else(|error| {
        if let Some(usage) = error.downcast_ref::<clap::Error>() {
            // Nothing is to be done where standard error is closed.
            let _ = usage.print();
            return Exit::Usage;
        }
        if output::is_closed_pipe(&error) {
            return Exit::Success;
        }
        progress::say(&format!(
            "error: {}",
            escape_controls(&format!("{error:#}"))
        ));
        match error.downcast_ref::<Error>() {
            Some(cause) if exit::is_installation(cause) => Exit::Missing,
            _ => Exit::Failure,
        }
    })
}

fn run(typed: Typed) -> Result<Exit> {
    match typed.command {
        Command::Scan(args) => scan::run(&args),
        Command::Doctor(libraries) => {
            let (report, exit) = doctor::run(&libraries);
            print(report.as_bytes())?;
            Ok(exit)
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&schemars::schema_for!(Record))?;
            print((schema + "\n").as_bytes())?;
            Ok(Exit::Success)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Typed::command(), "cnic-ocr", &mut script);
            print(&script)?;
            Ok(Exit::Success)
        }
        Command::Man => {
            print(&manual()?)?;
            Ok(Exit::Success)
        }
        Command::DrawPdfs(libraries) => pdf::serve(&libraries),
    }
}

/// The page of the program, and behind it that of `scan`, which has most of the options.
fn manual() -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let mut command = Typed::command();
    command.build();
    clap_mangen::Man::new(command).render(&mut page)?;
    clap_mangen::Man::new(Typed::scan()).render(&mut page)?;
    Ok(page)
}

fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(bytes)
        .and_then(|()| stdout.flush())
        .context("standard output cannot be written")
}

impl LibraryArgs {
    /// Tells the library which paths were asked for.
    fn prefer(&self) {
        for (library, path) in [
            (Library::OnnxRuntime, &self.onnxruntime),
            (Library::Pdfium, &self.pdfium),
        ] {
            if let Some(path) = path {
                native::prefer(library, path.clone());
            }
        }
    }
}
