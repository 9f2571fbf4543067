//! What was read goes to the records and nowhere else: not into messages, not onto the disk, not into a network.

use std::fs;

use cnic_ocr::card::Field;

use crate::fixture::{Fixture, example};

const EXAMPLES: [&str; 4] = [
    "snic-front.jpg",
    "snic-back.jpg",
    "nic-front.jpg",
    "two-sides.pdf",
];

/// Drawn cards and some files that fail, in a folder of their own.
fn fixture() -> Fixture {
    let fixture = Fixture::new();
    for name in EXAMPLES {
        fixture.write(&format!("in/{name}"), example(name));
    }
    let torn = example("snic-front.jpg");
    fixture.write("in/torn.jpg", &torn[..torn.len() / 2]);
    fixture.write("in/torn.pdf", "%PDF-1.7");
    fixture
}

#[test]
fn no_value_stands_in_a_message() {
    let ran = fixture().run(&["scan", "-v", "--details", "-r", "in"]);
    let mut values = 0;
    for result in ran
        .records()
        .iter()
        .flat_map(|r| r.results.iter().flatten())
    {
        let details = result.details.as_ref().unwrap();
        for detail in Field::ALL.iter().filter_map(|&field| details.get(field)) {
            for text in [&detail.value, &detail.raw] {
                // Shorter ones, such as a gender, are part of many a word.
                if text.chars().count() > 3 {
                    values += 1;
                    assert!(!ran.stderr.contains(text.as_str()), "{text}");
                }
            }
        }
    }
    assert!(values > 40, "{values}");
    assert!(
        ran.stderr.contains("in/snic-front.jpg: OK, 1 card"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_to_the_disk() {
    use cnic_ocr::native::{Library, find};

    let fixture = fixture();
    fs::create_dir(fixture.path("home")).unwrap();
    let mut command = fixture.command(&["scan", "-r", "in"]);
    // The libraries are found in the cache of this user; another one's may be empty.
    command.env("ORT_DYLIB_PATH", find(Library::OnnxRuntime).unwrap().path);
    command.env("PDFIUM_LIB_PATH", find(Library::Pdfium).unwrap().path);
    for place in [
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "TMPDIR",
    ] {
        command.env(place, fixture.path("home"));
    }
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 6);
    let here = |folder: &str| fs::read_dir(fixture.path(folder)).unwrap().count();
    assert_eq!((here(""), here("in"), here("home")), (2, 6, 0));
}

/// The first call that makes a socket for a network would end the process.
#[cfg(target_os = "linux")]
#[test]
fn no_network_is_asked_for() {
    use seccompiler::{
        SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    const UNIX: u64 = 1; // a socket within this machine
    let fixture = fixture();
    // A filter holds for one thread and the processes that it starts.
    let output = std::thread::scope(|scope| {
        let ran = scope.spawn(|| {
            let elsewhere =
                SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, UNIX).unwrap();
            let rule = SeccompRule::new(vec![elsewhere]).unwrap();
            let filter = SeccompFilter::new(
                [(SOCKET, vec![rule])].into(),
                SeccompAction::Allow,
                SeccompAction::KillProcess,
                std::env::consts::ARCH.try_into().unwrap(),
            );
            let program: seccompiler::BpfProgram = filter.unwrap().try_into().unwrap();
            seccompiler::apply_filter(&program).unwrap();
            let asks = std::process::Command::new("bash")
                .args(["-c", "exec 3</dev/udp/127.0.0.1/9"])
                .status();
            assert_eq!(asks.unwrap().code(), None, "the filter is at work");
            fixture.command(&["scan", "-r", "in"]).output().unwrap()
        });
        ran.join().unwrap()
    });
    assert_eq!(output.status.code(), Some(1), "two files are torn");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 6);
}

/// The number of the system call.
#[cfg(target_os = "linux")]
const SOCKET: i64 = if cfg!(target_arch = "x86_64") {
    41
} else {
    198
};
