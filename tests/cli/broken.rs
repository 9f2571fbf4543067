//! Hundreds of broken files in one run: each has one record, with the right status and a reason in plain words.

mod bytes;
mod files;

use cnic_ocr::answer::Status;

use crate::fixture::{Fixture, Ran};

/// A file, and what is to become of it.
struct Broken {
    name: String,
    bytes: Vec<u8>,
    expected: Expected,
}

#[derive(Clone, Copy, Debug)]
enum Expected {
    /// `INVALID_ARGUMENT`, and the reason has these words.
    Refused(&'static str),
    /// It can be read; there is no card on it, but that is not for this test to say.
    Read,
    /// Either: it depends on what is left of it.
    Unclear,
}

/// One of them stands in every reason for refusing a broken file.
const CAUSES: [&str; 9] = [
    "is damaged",
    "cannot be drawn: ",
    "cannot be opened: ",
    "is encrypted",
    "has no pages",
    "pages; at most",
    "pixels; at least",
    "pixels; at most",
    "is not read: give a JPEG, PNG or PDF",
];

/// What must never be seen: texts of faults, and places of the program's own.
fn is_clean(text: &str) {
    let home = std::env::var("HOME").unwrap_or("nonesuch".to_owned());
    for word in [
        "panic",
        "unwrap",
        "internal error",
        "RUST_",
        ".rs:",
        "src/",
        "thread '",
        "0x",
        env!("CARGO_MANIFEST_DIR"),
        &home,
    ] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

/// Runs the files as one batch, with little memory and time for each.
fn run(files: &[Broken]) -> Ran {
    let fixture = Fixture::new();
    for file in files {
        fixture.write(&file.name, &file.bytes);
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let list = names.join("\n");
    fixture.run_with(
        &["scan", "-j", "2", "--timeout", "10", "--files-from", "-"],
        list.as_bytes(),
    )
}

#[test]
fn every_broken_file_has_its_reason() {
    let files = files::all();
    assert!(files.len() >= 300, "{}", files.len());
    let ran = run(&files);
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    is_clean(&ran.stderr);
    let records = ran.records();
    assert_eq!(records.len(), files.len());
    let mut wrong = Vec::new();
    for (file, record) in files.iter().zip(&records) {
        assert_eq!(record.file.as_ref(), Some(&file.name));
        let reason = record.reason.as_deref().unwrap_or_default();
        is_clean(reason);
        let refused = record.status == Status::InvalidArgument
            && CAUSES.iter().any(|words| reason.contains(words))
            || reason == "the file is empty";
        let read = matches!(record.status, Status::DetectionFailed | Status::Ok);
        let right = match file.expected {
            Expected::Refused(words) => refused && reason.contains(words),
            Expected::Read => read,
            Expected::Unclear => refused || read,
        };
        if !right {
            let (name, expected, status) = (&file.name, file.expected, record.status.as_str());
            wrong.push(format!("{name}: {status}, {reason:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
