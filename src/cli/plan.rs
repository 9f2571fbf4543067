//! What the typed arguments mean.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Context;
use clap::Error;
use clap::error::ErrorKind;
use cnic_ocr::input::Limits;

use super::args::{Format, ScanArgs, Typed};
use super::inputs;
use super::render::Layout;

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// Of a password file so many bytes are read: a wrong file must not fill the memory.
const MAX_PASSWORD: u64 = 4096;

/// Everything that a scan needs to know, decided.
#[derive(Debug)]
pub struct Plan {
    pub inputs: InputPlan,
    pub limits: Limits,
    /// For a page.
    pub timeout: Duration,
    pub password: Option<String>,
    pub output: OutputPlan,
    /// How many files are read at the same time.
    pub jobs: usize,
    pub ordered: bool,
    /// Whether records name their file.
    pub named: bool,
    pub details: bool,
    pub exit_zero: bool,
    pub talk: Talk,
    pub timings: bool,
}

/// Where files come from, in this order.
#[derive(Clone, Debug)]
pub struct InputPlan {
    pub paths: Vec<PathBuf>,
    pub base64: Option<PathBuf>,
    pub list: Option<List>,
    pub recursive: bool,
}

/// A list of files, which may have no end.
#[derive(Clone, Debug)]
pub struct List {
    pub path: PathBuf,
    /// What ends a name.
    pub end: u8,
}

#[derive(Debug)]
pub struct OutputPlan {
    /// `None` for standard output.
    pub file: Option<PathBuf>,
    pub resume: bool,
    pub layout: Layout,
    /// Whether a terminal shows it: then control characters are escaped.
    pub terminal: bool,
}

/// What is said on standard error beside errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    Nothing,
    /// A summary of several files, and progress on a terminal.
    Summary,
    /// Each file.
    EachFile,
}

impl Plan {
    /// # Errors
    /// Wrong usage as clap's own error; a password file that cannot be read.
    pub fn new(typed: &ScanArgs) -> anyhow::Result<Self> {
        let (input, output, run) = (&typed.input, &typed.output, &typed.run);
        check(typed)?;
        let inputs = InputPlan {
            paths: input.paths.clone(),
            base64: input.base64.clone(),
            list: input.files_from.clone().map(|path| List {
                path,
                end: if input.null { 0 } else { b'\n' },
            }),
            recursive: input.recursive,
        };
        let terminal = output.output.is_none() && io::stdout().is_terminal();
        let layout = match output.format {
            Format::Csv => Layout::Csv,
            Format::Tsv => Layout::Tsv,
            Format::Json if output.array => Layout::Array,
            Format::Json if output.pretty || (terminal && !inputs.several()) => Layout::Indented,
            Format::Json => Layout::Lines,
        };
        Ok(Self {
            inputs,
            limits: Limits {
                min_side: typed.limits.min_side,
                max_side: typed.limits.max_side,
                max_bytes: typed.limits.max_bytes,
                max_pages: typed.limits.max_pages,
            },
            timeout: Duration::from_secs(typed.limits.timeout),
            password: password(typed)?,
            output: OutputPlan {
                file: output.output.clone(),
                resume: output.resume,
                layout,
                terminal,
            },
            jobs: match run.jobs {
                Some(jobs) => jobs.into(),
                None => available_parallelism().map_or(1, NonZeroUsize::get),
            },
            ordered: !output.unordered,
            named: !output.no_file,
            details: output.details,
            exit_zero: run.exit_zero,
            talk: match (run.quiet, run.verbose) {
                (true, _) => Talk::Nothing,
                (_, true) => Talk::EachFile,
                _ => Talk::Summary,
            },
            timings: run.timings,
        })
    }
}

impl InputPlan {
    /// Whether more than one file may come.
    pub fn several(&self) -> bool {
        let single = self.paths.len() + usize::from(self.base64.is_some()) == 1;
        !single || self.list.is_some() || self.paths.iter().any(|path| path.is_dir())
    }
}

/// What clap cannot say about arguments that exclude each other.
fn check(typed: &ScanArgs) -> Result<(), Error> {
    let wrong = |message: &str| Err(Typed::scan().error(ErrorKind::ArgumentConflict, message));
    let (input, output) = (&typed.input, &typed.output);
    let is_stdin = |path: &&PathBuf| path.as_path() == Path::new(STDIN);
    let lists = [&input.base64, &input.files_from, &input.password_file];
    let named = || input.paths.iter().chain(lists.into_iter().flatten());
    if named().filter(is_stdin).count() > 1 {
        return wrong("standard input (`-`) can be read only once");
    }
    if output.output.as_deref() == Some(Path::new(STDIN)) {
        return wrong("without --output, records go to standard output");
    }
    if output.format != Format::Json && (output.pretty || output.array || output.details) {
        return wrong("--pretty, --array and --details are for --format json");
    }
    if let Some(path) = &output.output {
        // An option's name forgotten before a list of pictures: the first of them would be lost.
        if named().any(|other| other == path) || inputs::is_picture(path) {
            return wrong("--output would overwrite a file that is to be read, or a picture");
        }
    }
    if typed.limits.min_side > typed.limits.max_side {
        return wrong("--min-side is above --max-side");
    }
    Ok(())
}

fn password(typed: &ScanArgs) -> anyhow::Result<Option<String>> {
    let Some(path) = &typed.input.password_file else {
        return Ok(typed.input.password.clone());
    };
    let mut text = String::new();
    let read = if path == Path::new(STDIN) {
        io::stdin().take(MAX_PASSWORD).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(MAX_PASSWORD).read_to_string(&mut text))
    };
    read.with_context(|| format!("the password file {} cannot be read", path.display()))?;
    Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
}
