//! The scripts in `examples/`, as they stand there. Each is left out where the tool that it is for is not installed.
#![cfg(unix)]

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use assert_cmd::cargo::cargo_bin;

use crate::fixture::{Fixture, blank, records};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

/// Made-up answers: two sides of one person in two files, another person's front, a failure.
const ANSWERS: &str = r#"{"file":"1.png","request_id":"TID1","status":"OK","results":[{"card_type":"SNIC","card_side":"front","card_info":{"id_number":"35202-1234567-1","name":"Asif, Ali","name_urdu":"آصف علی"}}]}
{"file":"2.png","request_id":"TID2","status":"DETECTION_FAILED","reason":"no card"}
{"file":"3.pdf","request_id":"TID3","status":"OK","results":[{"card_type":"SNIC","card_side":"back","card_info":{"id_number":"35202-1234567-1","current_address":"لاہور"}},{"card_type":"SNIC","card_side":"front","card_info":{"id_number":"61101-7654321-2","name":"Sana","name_urdu":"ثنا"}}]}
"#;

/// Whether a program is installed; says that a test is left out if not.
#[allow(clippy::print_stderr)]
fn installed(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .unwrap()
        .status
        .success();
    if !found {
        eprintln!("left out: {program} is not installed");
    }
    found
}

/// A script of ours, run in the fixture's folder and with `cnic-ocr` on its path.
fn script(fixture: &Fixture, name: &str, arguments: &[&str]) -> Command {
    let program = cargo_bin("cnic-ocr");
    let mut path = program.parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(env::var_os("PATH").unwrap());
    let mut command = Command::new(format!("{EXAMPLES}/{name}"));
    command
        .args(arguments)
        .current_dir(fixture.path(""))
        .env("PATH", path);
    command
}

fn filter(name: &str) -> Option<String> {
    if !installed("jq") {
        return None;
    }
    let fixture = Fixture::new();
    fixture.write("answers.jsonl", ANSWERS);
    let answers = fs::File::open(fixture.path("answers.jsonl")).unwrap();
    let output = script(&fixture, name, &[]).stdin(answers).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn number_and_name_as_csv() {
    if let Some(table) = filter("recipes/table.sh") {
        let lines = [
            r#""1.png","35202-1234567-1","Asif, Ali","آصف علی""#,
            r#""3.pdf","61101-7654321-2","Sana","ثنا""#,
        ];
        assert_eq!(table.lines().collect::<Vec<_>>(), lines);
    }
}

#[test]
fn only_failures() {
    if let Some(table) = filter("recipes/failures.sh") {
        assert_eq!(table, "DETECTION_FAILED\t2.png\tno card\n");
    }
}

#[test]
fn front_and_back_joined_by_number() {
    if let Some(people) = filter("recipes/people.sh") {
        let people: Vec<serde_json::Value> = people
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(people.len(), 2);
        assert_eq!(people[0]["id_number"], "35202-1234567-1");
        assert_eq!(people[0]["front"]["file"], "1.png");
        assert_eq!(people[0]["back"]["current_address"], "لاہور");
        assert_eq!(people[1]["back"], serde_json::Value::Null);
    }
}

fn pictures(count: usize) -> Fixture {
    let fixture = Fixture::new();
    for number in 0..count {
        fixture.write(&format!("scans/{number:03}.png"), blank());
    }
    fixture
}

#[test]
fn parted_by_xargs() {
    let fixture = pictures(20);
    let status = script(&fixture, "recipes/xargs.sh", &["scans", "answers", "2"])
        .status()
        .unwrap();
    assert!(status.success());
    let files = fs::read_dir(fixture.path("answers")).unwrap();
    let count: usize = files
        .map(|file| records(&fs::read_to_string(file.unwrap().path()).unwrap()).len())
        .sum();
    assert_eq!(count, 20);
}

#[test]
fn parted_by_gnu_parallel() {
    if !installed("parallel") {
        return;
    }
    let fixture = pictures(20);
    let output = script(&fixture, "recipes/parallel.sh", &["scans", "-N", "5"])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(
        records(&String::from_utf8(output.stdout).unwrap()).len(),
        20
    );
}

#[test]
fn a_watched_folder() {
    let fixture = pictures(1);
    let mut command = script(&fixture, "recipes/watch.sh", &["scans", "answers.jsonl"]);
    // A group of its own, to be stopped all of it, as a terminal does; not by SIGINT, which bash ignores where the tests
    // themselves run in the background.
    let mut watch = command
        .process_group(0)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let answers =
        || records(&fs::read_to_string(fixture.path("answers.jsonl")).unwrap_or_default()).len();
    let started = Instant::now();
    let mut wait_for = |count| {
        while answers() < count {
            assert!(started.elapsed() < Duration::from_secs(60), "no answer");
            assert!(watch.try_wait().unwrap().is_none());
            thread::sleep(Duration::from_millis(100));
        }
    };
    wait_for(1);
    fixture.write("scans/new.png", blank());
    wait_for(2);
    let group = format!("-{}", watch.id());
    assert!(
        Command::new("kill")
            .args(["-TERM", "--", &group])
            .status()
            .unwrap()
            .success()
    );
    watch.wait().unwrap();
    assert_eq!(answers(), 2);
}

/// `pip install -r examples/spark/requirements.txt`, then `cargo test --test cli -- --ignored spark`;
/// `PYTHON` names another Python than `python3`.
#[test]
#[ignore = "needs pyspark and Java 17"]
fn with_spark() {
    let fixture = pictures(300);
    fixture.write("scans/broken.png", "no picture");
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ours = script(&fixture, "spark/scan.py", &[]);
    let path = ours
        .get_envs()
        .find(|(name, _)| *name == "PATH")
        .unwrap()
        .1
        .unwrap();
    let mut command = Command::new(python);
    command
        .arg(ours.get_program())
        .args(["scans", "answers"])
        .current_dir(fixture.path(""))
        .env("PATH", path);
    let output = command.env("MASTER", "local[2]").output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(stdout, "300 DETECTION_FAILED\n1 INVALID_ARGUMENT\n");
    let parts = fs::read_dir(fixture.path("answers"))
        .unwrap()
        .map(|part| part.unwrap().path());
    let lines = parts.filter(|part| {
        part.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("part-")
    });
    let count: usize = lines
        .map(|part| records(&fs::read_to_string(part).unwrap()).len())
        .sum();
    assert_eq!(count, 301);
}
