//! A folder of its own for each test, and the program run in it with a cleared environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use assert_cmd::cargo::CommandCargoExt;
use cnic_ocr::answer::Record;
use tempfile::TempDir;

/// What finding the native libraries needs; nothing else of the environment reaches the program.
const KEPT: [&str; 6] = [
    "CNIC_OCR_NATIVE_DIR",
    "HOME",
    "LOCALAPPDATA",
    "ORT_DYLIB_PATH",
    "PDFIUM_LIB_PATH",
    "XDG_CACHE_HOME",
];

pub struct Fixture {
    folder: TempDir,
}

/// How a run ended.
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Fixture {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program with arguments, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("cnic-ocr").unwrap();
        command
            .current_dir(&self.folder)
            .env_clear()
            .args(arguments);
        for variable in KEPT {
            if let Some(value) = env::var_os(variable) {
                command.env(variable, value);
            }
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// Runs the program to its end with something on its standard input.
    pub fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        self.write("stdin", stdin);
        let stdin = fs::File::open(self.path("stdin")).unwrap();
        fs::remove_file(self.path("stdin")).unwrap();
        let output = self
            .command(arguments)
            .stdin(Stdio::from(stdin))
            .output()
            .unwrap();
        Ran {
            exit: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Every line of standard output as a record; unknown keys are denied.
    pub fn records(&self) -> Vec<Record> {
        records(&self.stdout)
    }

    /// The single record.
    pub fn record(&self) -> Record {
        let mut records = self.records();
        assert_eq!(records.len(), 1, "{}\n{}", self.stdout, self.stderr);
        records.remove(0)
    }

    /// Why the single record has no results.
    pub fn reason(&self) -> String {
        self.record().reason.unwrap()
    }

    /// The names of the files, in the order of their records.
    pub fn files(&self) -> Vec<String> {
        self.records()
            .into_iter()
            .map(|record| record.file.unwrap())
            .collect()
    }
}

pub fn records(text: &str) -> Vec<Record> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// A drawn specimen.
pub fn example(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name),
    )
    .unwrap()
}

/// A picture without a card on it, as small as may be.
pub fn blank() -> Vec<u8> {
    png(128, 128)
}

/// A grey picture.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(width, height, image::Luma([200]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}
