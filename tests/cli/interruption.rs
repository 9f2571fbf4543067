//! Ctrl-C, SIGTERM and kill -9.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::fixture::{Fixture, blank, records};

fn send(signal: &str, process: u32) {
    assert!(
        Command::new("kill")
            .args([signal, &process.to_string()])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn signals_end_it_with_whole_records() {
    for (signal, exit) in [("-INT", 130), ("-TERM", 143)] {
        let fixture = Fixture::new();
        fixture.write("a.png", blank());
        let mut command = fixture.command(&["scan", "--array", "--files-from", "-"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The list stays open: only the signal can end the run.
        let mut list = child.stdin.take().unwrap();
        list.write_all("a.png\n".repeat(20).as_bytes()).unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        for _ in 0..6 {
            answers.read_line(&mut text).unwrap();
        }
        send(signal, child.id());
        answers.read_to_string(&mut text).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(list);
        assert_eq!(output.status.code(), Some(exit), "{signal}");
        let count = serde_json::from_str::<Vec<serde_json::Value>>(&text)
            .unwrap()
            .len();
        assert!((5..=20).contains(&count), "{count}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.starts_with(&format!("{count} files in ")),
            "{stderr}"
        );
    }
}

/// Two runs into one file would write over one another.
#[test]
fn a_file_that_another_run_writes_is_left_alone() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    let mut command = fixture.command(&["scan", "-q", "-o", "out", "--files-from", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut list = child.stdin.take().unwrap();
    list.write_all(b"a.png\n").unwrap();
    let length = || std::fs::metadata(fixture.path("out")).map_or(0, |data| data.len());
    while length() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let before = std::fs::read(fixture.path("out")).unwrap();
    for arguments in [
        &["scan", "-o", "out", "a.png"][..],
        &["scan", "-o", "out", "--resume", "a.png"],
    ] {
        let ran = fixture.run(arguments);
        assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""), "{arguments:?}");
        let words = "error: out cannot be written: another run is writing it";
        assert!(ran.stderr.starts_with(words), "{}", ran.stderr);
    }
    assert_eq!(std::fs::read(fixture.path("out")).unwrap(), before);
    drop(list);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(fixture.run(&["scan", "-o", "out", "a.png"]).exit, 1);
    assert_eq!(
        records(&std::fs::read_to_string(fixture.path("out")).unwrap()).len(),
        1
    );
}

/// A run that is killed at any moment and resumed has every file once.
#[test]
fn a_killed_run_loses_nothing() {
    let fixture = Fixture::new();
    let names: Vec<String> = (0..60).map(|n| format!("{n:02}.png")).collect();
    for name in &names {
        fixture.write(name, blank());
    }
    fixture.write("list", names.join("\n"));
    let arguments = [
        "scan",
        "-q",
        "--resume",
        "-o",
        "out",
        "--files-from",
        "list",
    ];
    let out = fixture.path("out");
    let lines = || {
        std::fs::read(&out).map_or(0, |bytes| {
            bytes.iter().filter(|&&byte| byte == b'\n').count()
        })
    };
    for goal in [5, 15, 30] {
        let mut child = fixture.command(&arguments).spawn().unwrap();
        while lines() < goal && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(fixture.run(&arguments).exit, 1);
    let text = std::fs::read_to_string(&out).unwrap();
    let files: Vec<String> = records(&text)
        .into_iter()
        .map(|record| record.file.unwrap())
        .collect();
    assert_eq!(files, names);
}
