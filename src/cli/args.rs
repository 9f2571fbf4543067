//! What can be typed. What it means is in `plan.rs`.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  Read one picture:
    cnic-ocr scan card.jpg

  Read a folder and all below it into a file, and go on after an interruption:
    cnic-ocr scan -r scans/ -o answers.jsonl
    cnic-ocr scan -r scans/ -o answers.jsonl --resume

  Take the files from find, names with blanks and line breaks too:
    find scans -name '*.jpg' -print0 | cnic-ocr scan -0 --files-from -

  Number and name as a table:
    cnic-ocr scan scans/ | jq -r '.file as $f | .results[]?.card_info | [$f, .id_number, .name] | @csv'

  Only what failed, and why:
    cnic-ocr scan -q scans/ | jq -r 'select(.status != \"OK\") | [.file, .reason] | @tsv'

  A picture from a pipe:
    curl -s \"$URL\" | cnic-ocr scan -

Exit codes:
  0    every file is OK, also those that --resume finds answered
  1    a file is not OK (see --exit-zero), or the output cannot be written or the password file not read
  2    wrong usage
  3    a library or a model is missing; `cnic-ocr doctor` says which
  130  stopped by Ctrl-C, 143 stopped by SIGTERM; files in work were finished and written";

/// Reads Pakistani identity cards from pictures and PDFs, offline, and prints JSON.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_long_help = EXAMPLES)]
pub struct Typed {
    #[command(subcommand)]
    pub command: Command,
}

impl Typed {
    /// The command `scan` as it is typed, with the program's name before its own.
    pub fn scan() -> clap::Command {
        let mut command = Self::command();
        command.build();
        let scan = command.find_subcommand("scan").cloned();
        scan.unwrap_or(command)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read cards: one record a file
    #[command(after_long_help = EXAMPLES)]
    Scan(Box<ScanArgs>),
    /// Check libraries, models and the reading of a built-in card
    Doctor(LibraryArgs),
    /// Print the JSON Schema of the records
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
    /// Draw PDFs for the process that started this one (see `pdf.rs`)
    #[command(hide = true)]
    DrawPdfs(LibraryArgs),
}

#[derive(Args, Debug)]
pub struct ScanArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub libraries: LibraryArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Pictures (JPEG, PNG), PDFs and folders; `-` reads one picture from standard input
    ///
    /// Of a folder's files those are read that are JPEG, PNG or PDF by their content, in the order of their names;
    /// the others are counted.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath,
          required_unless_present_any = ["files_from", "base64"])]
    pub paths: Vec<PathBuf>,
    /// Read folders with all folders in them
    #[arg(short, long)]
    pub recursive: bool,
    /// Read the names of files and folders from FILE, one a line; `-` for standard input
    ///
    /// Names are taken as they come, so that a list need not have an end.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files_from: Option<PathBuf>,
    /// Names in --files-from end with a NUL, as `find -print0` writes them
    #[arg(short = '0', long, requires = "files_from")]
    pub null: bool,
    /// Read one picture from FILE in base64, with or without `data:` before it; `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub base64: Option<PathBuf>,
    /// Open encrypted PDFs with this password
    #[arg(long, value_name = "PASSWORD")]
    pub password: Option<String>,
    /// The same, from the first line of FILE, where other users do not see it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "password")]
    pub password_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Refuse pictures with a side below this many pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 128)]
    pub min_side: u32,
    /// Refuse pictures with a side above this many pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 6000)]
    pub max_side: u32,
    /// Refuse files above this size; `K` and `M` may follow the number
    #[arg(long, value_name = "BYTES", default_value = "5M", value_parser = bytes)]
    pub max_bytes: u64,
    /// Refuse PDFs with more pages than this
    #[arg(long, value_name = "PAGES", default_value_t = 1000)]
    pub max_pages: usize,
    /// Give up a page that takes longer than this
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Add confidences, texts as read and places to each result
    #[arg(long)]
    pub details: bool,
    /// Leave the `file` key out: the strict shape of the API
    #[arg(long)]
    pub no_file: bool,
    /// Write records as JSON, or the values as a table with fixed columns
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Json)]
    pub format: Format,
    /// Indent records, also when piped (default on a terminal for one file)
    #[arg(long, conflicts_with = "array")]
    pub pretty: bool,
    /// Put all records into one JSON array
    #[arg(long)]
    pub array: bool,
    /// Write to FILE instead of standard output, whole records only
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Keep the records that FILE has, and skip the files that they answer
    #[arg(long, requires = "output", conflicts_with_all = ["pretty", "array", "no_file"])]
    pub resume: bool,
    /// Write each record when it is ready, not in the order of the input
    #[arg(long)]
    pub unordered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Json,
    /// One row a card, parted by commas
    Csv,
    /// One row a card, parted by tabs
    Tsv,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Running")]
pub struct RunArgs {
    /// Read so many files at the same time [default: the cores this process may use]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Exit with 0 though files are not OK, for scripts that read the statuses
    #[arg(long)]
    pub exit_zero: bool,
    /// No progress and no summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name each file on standard error, with its status and time
    #[arg(short, long)]
    pub verbose: bool,
    /// Say on standard error at the end which stage took how long
    #[arg(long)]
    pub timings: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Libraries")]
pub struct LibraryArgs {
    /// ONNX Runtime's library, its folder, or `system` [also: ORT_DYLIB_PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub onnxruntime: Option<PathBuf>,
    /// PDFium's library, its folder, or `system` [also: PDFIUM_LIB_PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub pdfium: Option<PathBuf>,
}

/// A number of bytes, `K` and `M` standing for 1024 and 1024 × 1024.
fn bytes(typed: &str) -> Result<u64, String> {
    let (digits, unit) = match typed.trim_end_matches(['B', 'b']) {
        rest if rest.ends_with(['K', 'k']) => (&rest[..rest.len() - 1], 1 << 10),
        rest if rest.ends_with(['M', 'm']) => (&rest[..rest.len() - 1], 1 << 20),
        rest => (rest, 1),
    };
    let number: u64 = digits
        .trim()
        .parse()
        .map_err(|_| "give a number, such as 5242880 or 5M")?;
    number
        .checked_mul(unit)
        .ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Typed::command().debug_assert();
    }

    #[test]
    fn sizes_may_have_a_unit() {
        assert_eq!(bytes("5M"), Ok(5_242_880));
        assert_eq!(bytes("16 kB"), Ok(16_384));
        assert_eq!(bytes("7"), Ok(7));
        assert!(
            bytes("").is_err()
                && bytes("M").is_err()
                && bytes("-1").is_err()
                && bytes("5G").is_err()
        );
        assert!(bytes("99999999999999999999M").is_err() && bytes("18446744073709551615K").is_err());
    }
}
