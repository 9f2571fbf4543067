//! Layouts, files, full disks, going on after an interruption.

use std::fs;

use cnic_ocr::answer::Record;

use crate::fixture::{Fixture, blank, example, records};

fn three() -> Fixture {
    let fixture = Fixture::new();
    for name in ["a.png", "b.png", "c.png"] {
        fixture.write(name, blank());
    }
    fixture
}

#[test]
fn json_is_laid_out_as_asked() {
    let fixture = three();
    let ran = fixture.run(&["scan", "--array", "a.png", "b.png"]);
    assert_eq!(
        serde_json::from_str::<Vec<Record>>(&ran.stdout)
            .unwrap()
            .len(),
        2
    );
    let ran = fixture.run(&["scan", "--pretty", "a.png", "b.png"]);
    let records: Vec<Record> = serde_json::Deserializer::from_str(&ran.stdout)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(records.len(), 2);
    assert!(ran.stdout.contains("\n  \"status\""), "{}", ran.stdout);
}

#[test]
fn tables_have_fixed_columns_and_a_row_a_card() {
    let fixture = three();
    fixture.write("card.jpg", example("snic-front.jpg"));
    for (format, delimiter) in [("csv", ','), ("tsv", '\t')] {
        let ran = fixture.run(&["scan", "--format", format, "card.jpg", "a.png"]);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        assert!(lines.len() >= 3, "{}", ran.stdout);
        assert_eq!(lines[0].split(delimiter).count(), 20);
        assert!(
            lines[1].starts_with(&format!("card.jpg{delimiter}TID")),
            "{}",
            ran.stdout
        );
        assert!(
            lines.last().unwrap().contains("DETECTION_FAILED"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_file_takes_the_records() {
    let fixture = three();
    let ran = fixture.run(&["scan", "-o", "out.jsonl", "a.png", "b.png"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert_eq!(
        records(&fs::read_to_string(fixture.path("out.jsonl")).unwrap()).len(),
        2
    );
    let ran = fixture.run(&["scan", "-o", "nowhere/out.jsonl", "a.png"]);
    assert_eq!(ran.exit, 1);
    assert!(
        ran.stderr
            .starts_with("error: nowhere/out.jsonl cannot be written: No such file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_goes_on_where_it_was_cut() {
    let fixture = three();
    let arguments = [
        "scan",
        "--resume",
        "-o",
        "out.jsonl",
        "a.png",
        "b.png",
        "a.png",
        "c.png",
    ];
    assert_eq!(fixture.run(&arguments).exit, 1);
    let whole = fs::read(fixture.path("out.jsonl")).unwrap();
    let names = |bytes: &[u8]| -> Vec<String> {
        records(std::str::from_utf8(bytes).unwrap())
            .into_iter()
            .map(|record| record.file.unwrap())
            .collect()
    };
    assert_eq!(names(&whole), ["a.png", "b.png", "a.png", "c.png"]);
    for cut in [0, 10, whole.len() / 2, whole.len() - 1, whole.len()] {
        fixture.write("out.jsonl", &whole[..cut]);
        let ran = fixture.run(&arguments);
        let resumed = fs::read(fixture.path("out.jsonl")).unwrap();
        assert_eq!(names(&resumed), names(&whole), "cut at {cut}");
        let kept = whole[..cut]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        assert_eq!(resumed[..kept], whole[..kept]);
        assert_eq!(
            ran.stderr.contains("answered before"),
            kept > 0,
            "{}",
            ran.stderr
        );
        assert_eq!(ran.exit, 1, "cut at {cut}: files answered before count");
    }
}

#[test]
fn a_file_of_something_else_is_not_resumed() {
    let fixture = three();
    fixture.write("letter.txt", "Dear sir,\nyours\n");
    let ran = fixture.run(&["scan", "--resume", "-o", "letter.txt", "a.png"]);
    assert_eq!(ran.exit, 1);
    assert!(
        ran.stderr.contains("something else than records"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        fs::read_to_string(fixture.path("letter.txt")).unwrap(),
        "Dear sir,\nyours\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_clear_error() {
    let fixture = three();
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let output = fixture
        .command(&["scan", "--exit-zero", "a.png", "b.png", "c.png"])
        .stdout(full())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.starts_with("error: standard output cannot be written: No space left"),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    let ran = fixture.run(&["scan", "-o", "/dev/full", "a.png"]);
    assert_eq!(ran.exit, 1);
}

/// Whoever reads has seen enough: no word about it, and no work for nothing.
#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;

    let fixture = three();
    let mut command = fixture.command(&["scan", "--files-from", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut list = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    writeln!(list, "a.png").unwrap();
    answers.read_line(&mut String::new()).unwrap();
    drop(answers);
    // An endless list: only the closed pipe can end it.
    while writeln!(list, "b.png").is_ok() {}
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
