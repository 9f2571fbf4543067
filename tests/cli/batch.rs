//! Many files: folders, lists, order, exit codes, the summary.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::fixture::{Fixture, blank, png, records};

/// A folder with pictures, PDFs and other files, also one level down.
fn folder() -> Fixture {
    let fixture = Fixture::new();
    fixture.write("in/b.png", blank());
    fixture.write("in/a.dat", blank());
    fixture.write("in/notes.txt", "not a picture");
    fixture.write("in/c.jpg", "not a picture either");
    fixture.write("in/deep/d.png", blank());
    fixture
}

#[test]
fn folders_give_what_is_a_picture_by_its_content() {
    let fixture = folder();
    let ran = fixture.run(&["scan", "in"]);
    assert_eq!(
        (ran.exit, ran.files()),
        (1, vec!["in/a.dat".to_owned(), "in/b.png".to_owned()])
    );
    assert!(ran.stderr.contains("2 files"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("2 DETECTION_FAILED; 2 skipped"),
        "{}",
        ran.stderr
    );
    let ran = fixture.run(&["scan", "-r", "in", "in/c.jpg"]);
    assert_eq!(
        ran.files(),
        ["in/a.dat", "in/b.png", "in/deep/d.png", "in/c.jpg"]
    );
}

#[test]
fn quiet_and_verbose() {
    let fixture = folder();
    assert_eq!(fixture.run(&["scan", "-q", "in"]).stderr, "");
    let ran = fixture.run(&["scan", "-v", "in"]);
    assert!(
        ran.stderr.contains("in/a.dat: DETECTION_FAILED, 0 cards, "),
        "{}",
        ran.stderr
    );
}

#[test]
fn timings_name_every_stage_on_standard_error_alone() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    let ran = fixture.run(&["scan", "-q", "--timings", "a.png"]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    for what in ["pages opened", "cards found", "  network fields run"] {
        assert!(lines.iter().any(|l| l.starts_with(what)), "{}", ran.stderr);
    }
    assert_eq!(records(&ran.stdout).len(), 1);
}

#[test]
fn exit_zero_is_for_failed_files_only() {
    let fixture = folder();
    assert_eq!(fixture.run(&["scan", "--exit-zero", "in"]).exit, 0);
    assert_eq!(
        fixture
            .run(&["scan", "--exit-zero", "--pdfium", "nonesuch", "in"])
            .exit,
        0
    );
    assert_eq!(
        fixture
            .run(&["scan", "--exit-zero", "--onnxruntime", "nonesuch", "in"])
            .exit,
        3
    );
}

#[test]
fn records_keep_the_order_of_the_input() {
    let fixture = Fixture::new();
    fixture.write("slow.png", png(3000, 3000));
    fixture.write("fast.png", blank());
    let names: Vec<&str> = (0..30)
        .map(|n| if n % 5 == 0 { "slow.png" } else { "fast.png" })
        .collect();
    let list = names.join("\n");
    let ran = fixture.run_with(&["scan", "-j", "4", "--files-from", "-"], list.as_bytes());
    assert_eq!(ran.files(), names);
    let ran = fixture.run_with(
        &["scan", "-j", "4", "--unordered", "--files-from", "-"],
        list.as_bytes(),
    );
    let (mut files, mut sorted) = (ran.files(), names.clone());
    files.sort();
    sorted.sort_unstable();
    assert_eq!(files, sorted);
}

#[test]
fn lists_end_with_lines_or_nul() {
    let fixture = Fixture::new();
    fixture.write("a b.png", blank());
    fixture.write("c\nd.png", blank());
    fixture.write("list", "\u{feff}a b.png\r\n\n");
    assert_eq!(
        fixture.run(&["scan", "--files-from", "list"]).files(),
        ["a b.png"]
    );
    // In a list `-` is a file, and not the rest of the list.
    let ran = fixture.run_with(&["scan", "--files-from", "-"], b"-\na b.png\n-\na b.png\n");
    assert_eq!(ran.files(), ["-", "a b.png", "-", "a b.png"]);
    let ran = fixture.run_with(&["scan", "-0", "--files-from", "-"], b"c\nd.png\0a b.png\0");
    assert_eq!(ran.files(), ["c\nd.png", "a b.png"]);
    assert!(
        ran.records()
            .iter()
            .all(|record| record.status.as_str() == "DETECTION_FAILED")
    );
    assert!(
        fixture
            .run(&["scan", "--files-from", "nonesuch"])
            .reason()
            .contains("list of files")
    );
}

/// The list has no end, and its answers come all the same.
#[test]
fn answers_come_while_the_list_is_open() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    let mut command = fixture.command(&["scan", "--files-from", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut list = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..3 {
        writeln!(list, "a.png").unwrap();
        assert_eq!(records(&answers.next().unwrap().unwrap()).len(), 1);
    }
    drop(list);
    assert!(answers.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn nothing_to_read_is_all_well() {
    let fixture = Fixture::new();
    std::fs::create_dir(fixture.path("empty")).unwrap();
    let ran = fixture.run(&["scan", "empty"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.starts_with("0 files in "), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_pipes_do_not_hold_it_up() {
    let fixture = folder();
    std::os::unix::fs::symlink(fixture.path("in"), fixture.path("in/deep/circle")).unwrap();
    std::os::unix::fs::symlink("nowhere", fixture.path("in/deep/dangling")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(fixture.path("in/deep/pipe"))
        .status()
        .unwrap();
    assert!(pipe.success());
    let ran = fixture.run(&["scan", "-r", "in"]);
    assert_eq!(
        ran.files(),
        ["in/a.dat", "in/b.png", "in/deep/d.png", "in/deep/dangling"]
    );
}
