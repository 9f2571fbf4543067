//! Inputs that are no files, or not for long: each has one record, and none holds the others up.
#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, thread};

use cnic_ocr::answer::Status;

use crate::fixture::{Fixture, blank, records};

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    fixture.write("folder/b.txt", "nothing to read");
    symlink("circle-b", fixture.path("circle-a")).unwrap();
    symlink("circle-a", fixture.path("circle-b")).unwrap();
    symlink("nowhere", fixture.path("dangling")).unwrap();
    symlink("a.png", fixture.path("link")).unwrap();
    pipe(&fixture.path("pipe"));
    let long = "x".repeat(300);
    let cases = [
        ("circle-a", "symbolic links"),
        ("dangling", "No such file"),
        ("nonesuch", "No such file"),
        ("a.png/b.png", "Not a directory"),
        (&long, "name too long"),
        ("pipe", "no file but a pipe"),
        ("/dev/zero", "no file but a pipe or a device"),
        ("/dev/null", "no file but a pipe or a device"),
        ("/dev/tty", "no file but a pipe or a device"),
    ];
    let mut arguments = vec!["scan", "link"];
    arguments.extend(cases.iter().map(|(name, _)| *name));
    let ran = fixture.run(&arguments);
    let records = ran.records();
    assert_eq!((ran.exit, records.len()), (1, cases.len() + 1));
    assert_eq!(records[0].status, Status::DetectionFailed);
    for ((name, words), record) in cases.iter().zip(&records[1..]) {
        assert_eq!(record.file.as_deref(), Some(*name));
        assert_eq!(record.status, Status::InvalidArgument, "{name}");
        let reason = record.reason.as_deref().unwrap();
        assert!(reason.starts_with("cannot be read: "), "{name}: {reason}");
        assert!(reason.contains(words), "{name}: {reason}");
    }
    let base64 = fixture.run(&["scan", "--base64", "pipe"]).record();
    assert!(base64.reason.unwrap().contains("no file but a pipe"));
}

#[allow(clippy::print_stderr)]
#[test]
fn what_may_not_be_read_is_said() {
    let fixture = Fixture::new();
    fixture.write("in/a.png", blank());
    fixture.write("in/secret.png", blank());
    fixture.write("in/closed/b.png", blank());
    let close = |name: &str, mode| {
        fs::set_permissions(fixture.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    close("in/secret.png", 0);
    close("in/closed", 0);
    let ran = fixture.run(&["scan", "-r", "in"]);
    close("in/closed", 0o700);
    let statuses: Vec<_> = ran
        .records()
        .into_iter()
        .map(|r| (r.file.unwrap(), r.reason))
        .collect();
    if fs::read(fixture.path("in/secret.png")).is_ok() {
        assert_eq!(statuses.len(), 3);
        eprintln!("left out: the superuser may read everything");
        return;
    }
    assert_eq!(ran.files(), ["in/a.png", "in/closed", "in/secret.png"]);
    for (name, reason) in &statuses[1..] {
        let reason = reason.as_deref().unwrap();
        assert_eq!(reason, "cannot be read: Permission denied", "{name}");
    }
}

#[test]
fn any_name_comes_back_on_one_line() {
    let fixture = Fixture::new();
    let names: [&[u8]; 6] = [
        b"two\nlines.png",
        b"\xff\xfe.png",
        b"\x1b[31mred\x07.png",
        "\u{202e}gnp.exe".as_bytes(),
        b"-",
        b"quote\"comma,tab\t.png",
    ];
    let mut list = Vec::new();
    for name in names {
        let path = fixture.path("in").join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, blank()).unwrap();
        list.extend([b"in/", name, b"\0"].concat());
    }
    let ran = fixture.run_with(&["scan", "-v", "-0", "--files-from", "-"], &list);
    assert_eq!(ran.stdout.lines().count(), names.len());
    let given = [
        "two\nlines.png",
        "\\xff\\xfe.png",
        "\u{1b}[31mred\u{7}.png",
        "\u{202e}gnp.exe",
        "-",
        "quote\"comma,tab\t.png",
    ];
    assert_eq!(ran.files(), given.map(|name| format!("in/{name}")));
    let shown = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    assert!(!ran.stderr.contains(shown), "{:?}", ran.stderr);
    assert!(ran.stderr.contains("two\\u000alines.png"), "{}", ran.stderr);
}

/// Files that are written, cut, replaced, turned into pipes and removed all the time.
#[test]
fn files_that_change_while_they_are_read() {
    let fixture = Fixture::new();
    let (path, other) = (fixture.path("a.png"), fixture.path("other"));
    let stop = AtomicBool::new(false);
    let list = "a.png\n".repeat(100);
    let ran = thread::scope(|scope| {
        scope.spawn(|| {
            // Any step may fail: what it works on may just be gone.
            while !stop.load(Ordering::Relaxed) {
                let _ = fs::write(&path, blank());
                let _ = fs::write(&path, &blank()[..50]);
                let _ = fs::remove_file(&path);
                pipe(&other);
                let _ = fs::rename(&other, &path);
                let _ = fs::remove_file(&path);
                let _ = fs::write(&other, blank());
                let _ = fs::rename(&other, &path);
            }
        });
        let ran = fixture.run_with(&["scan", "-q", "--files-from", "-"], list.as_bytes());
        stop.store(true, Ordering::Relaxed);
        ran
    });
    assert_eq!(ran.stderr, "");
    let records = records(&ran.stdout);
    assert_eq!(records.len(), 100);
    for record in records {
        assert_ne!(record.status, Status::InternalError, "{record:?}");
    }
}

#[test]
fn base64_with_rubbish_in_it() {
    let fixture = Fixture::new();
    for text in [
        "%%%",
        "iVBORw0KGgo=iVBORw0KGgo=",
        "data:image/png;base64",
        "data:,\u{feff}aGVsbG8=",
        "aGVs\0bG8=",
        "https://192.0.2.1/card.png",
        &"=".repeat(100_000),
    ] {
        let record = fixture
            .run_with(&["scan", "--base64", "-"], text.as_bytes())
            .record();
        assert_eq!(record.status, Status::InvalidArgument, "{text:?}");
        let reason = record.reason.unwrap();
        assert!(reason.contains("base64"), "{reason}");
        assert!(reason.len() < 200, "{reason}");
    }
    let endless = vec![b'A'; 9 << 20];
    let record = fixture
        .run_with(&["scan", "--base64", "-"], &endless)
        .record();
    assert!(record.reason.unwrap().contains("--max-bytes"));
    let text = fixture
        .run_with(&["scan", "--base64", "-"], b"RGVhciBzaXI=")
        .record();
    assert!(text.reason.unwrap().contains("a text file"));
}
