//! PDFs drawn in processes of their own: like in this one, and whatever becomes of the processes.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use cnic_ocr::error::{Error, Result};
use cnic_ocr::input::workers::Workers;
use cnic_ocr::input::{self, Limits, Page};
use tempfile::TempDir;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/input");
    std::fs::read(folder.join(name)).unwrap()
}

fn worker() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cnic-ocr"));
    command.arg("draw-pdfs");
    command
}

/// Runs `script` in place of a worker.
fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg("sh");
    command.arg(env!("CARGO_BIN_EXE_cnic-ocr"));
    command
}

/// Workers that write down their process number, and the file where they do.
fn traced(timeout: Duration) -> (Workers, TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("process");
    let script = format!("echo $$ > '{}'; exec \"$1\" draw-pdfs", path.display());
    (Workers::new(move || shell(&script), timeout), folder, path)
}

fn send(signal: &str, process: &Path) {
    let number = std::fs::read_to_string(process).unwrap();
    let mut kill = Command::new("kill");
    assert!(
        kill.args([signal, number.trim()])
            .status()
            .unwrap()
            .success()
    );
}

fn open<'a>(workers: &'a Workers, bytes: &'a [u8]) -> Result<input::Pages<'a>> {
    workers.pages(bytes, &Limits::default(), None)
}

/// Enough for a slow machine under load.
const LONG: Duration = Duration::from_secs(60);
/// A PDF of a few hundred bytes that takes a hundred million steps to draw.
fn endless() -> Vec<u8> {
    let form = |number: usize, content: &str| {
        let next = number + 1;
        format!(
            "{number} 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 300 200]\
             /Resources<</XObject<</X {next} 0 R>>>>/Length {}>> stream\n{content}\nendstream endobj\n",
            content.len()
        )
    };
    let mut text = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R\
        /Resources<</XObject<</X 10 0 R>>>>>> endobj\n\
        4 0 obj <</Length 5>> stream\n/X Do\nendstream endobj\n"
        .to_owned();
    for number in 10..18 {
        text += &form(number, &"/X Do ".repeat(10));
    }
    text += &form(18, "0 0 300 200 re f");
    (text + "trailer <</Root 1 0 R>>\n%%EOF").into_bytes()
}

#[test]
fn pages_and_reasons_are_those_of_this_process() {
    let started = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&started);
    let workers = Workers::new(
        move || {
            counted.fetch_add(1, Ordering::SeqCst);
            worker()
        },
        LONG,
    );
    let limits = Limits::default();
    for (name, password) in [
        ("picture.pdf", None),
        ("turned.pdf", None),
        ("aes.pdf", None),
        ("aes.pdf", Some("wrong")),
        ("aes.pdf", Some("urdu-اردو")),
        ("empty.pdf", None),
        ("many.pdf", None),
        ("rgb.jpg", None),
        ("small.pdf", None),
    ] {
        let bytes = file(name);
        let here = input::pages(&bytes, &limits, password);
        let there = workers.pages(&bytes, &limits, password);
        match (here, there) {
            (Ok(here), Ok(there)) => {
                let pixels = |page: Result<Page>| page.unwrap().pixels;
                assert!(here.map(pixels).eq(there.map(pixels)), "{name}");
            }
            (here, there) => {
                let text = |pages: Result<_>| pages.err().map(|error| error.to_string());
                assert_eq!(text(here), text(there), "{name}");
            }
        }
    }
    assert_eq!(started.load(Ordering::SeqCst), 1);
}

#[test]
fn threads_have_a_worker_each() {
    let started = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&started);
    let workers = Workers::new(
        move || {
            counted.fetch_add(1, Ordering::SeqCst);
            worker()
        },
        LONG,
    );
    let many = file("many.pdf");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..3 {
                    let pages = open(&workers, &many).unwrap();
                    assert_eq!(pages.map(|page| page.unwrap().number).sum::<usize>(), 465);
                }
            });
        }
    });
    assert!(started.load(Ordering::SeqCst) <= 3);
}

/// Whatever a process does instead of its work, the file has its reason.
#[test]
fn processes_that_do_not_do_their_work() {
    let small = file("picture.pdf");
    let large = [&small[..], &[b' '; 1 << 20]].concat(); // more than a pipe takes
    for (script, bytes, words) in [
        ("exit 0", &large, "PDFium crashed on it"),
        ("kill -SEGV $$", &large, "PDFium crashed on it"),
        ("exec cat /dev/zero", &small, "PDFium crashed on it"),
        ("exec cat", &small, "PDFium crashed on it"),
        ("exec sleep 100", &small, "takes longer than 0.5 s"),
        ("exec sleep 100", &large, "takes longer than 0.5 s"),
    ] {
        let workers = Workers::new(move || shell(script), Duration::from_millis(500));
        let error = open(&workers, bytes).err().unwrap();
        assert_eq!(error.code(), "pdf-unopened", "{script}: {error}");
        assert!(error.to_string().contains(words), "{script}: {error}");
    }
    let none = Workers::new(|| Command::new("/nonesuch"), LONG);
    assert_eq!(open(&none, &large).err().unwrap().code(), "internal");
}

#[test]
fn a_crash_costs_one_page() {
    let (workers, _folder, process) = traced(LONG);
    let many = file("many.pdf");
    let mut pages = open(&workers, &many).unwrap();
    assert_eq!(pages.next().unwrap().unwrap().number, 1);
    send("-KILL", &process);
    let error = pages.next().unwrap().unwrap_err();
    assert!(matches!(error, Error::PdfPage { page: 2, .. }), "{error}");
    assert!(
        error.to_string().contains("PDFium crashed on it"),
        "{error}"
    );
    assert_eq!(pages.next().unwrap().unwrap().number, 3);
    drop(pages);

    // A process that served another file before may be hurt for that file's sake: nobody is blamed.
    let mut pages = open(&workers, &many).unwrap();
    pages.next().unwrap().unwrap();
    send("-KILL", &process);
    assert!(pages.all(|page| page.is_ok()));
    send("-KILL", &process);
    assert!(open(&workers, &many).unwrap().all(|page| page.is_ok()));
}

#[test]
fn a_standstill_costs_one_page_and_its_time() {
    let (workers, _folder, process) = traced(Duration::from_secs(5));
    let many = file("many.pdf");
    let mut pages = open(&workers, &many).unwrap();
    pages.next().unwrap().unwrap();
    send("-STOP", &process);
    let error = pages.next().unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("it takes longer than 5 s (raise with --timeout)"),
        "{error}"
    );
    assert_eq!(pages.next().unwrap().unwrap().number, 3);
}

#[test]
fn a_file_that_costs_too_many_processes_is_given_up() {
    let (workers, _folder, process) = traced(LONG);
    let many = file("many.pdf");
    let mut pages = open(&workers, &many).unwrap();
    for _ in 0..3 {
        pages.next().unwrap().unwrap();
        send("-KILL", &process);
        pages.next().unwrap().unwrap_err();
    }
    let rest: Vec<_> = pages.collect();
    assert_eq!(rest.len(), 24);
    assert!(rest.iter().all(|page| page.is_err()));
}

#[test]
fn a_page_that_takes_for_ever_is_given_up() {
    let workers = Workers::new(worker, Duration::from_secs(2));
    let endless = endless();
    let mut pages = open(&workers, &endless).unwrap();
    let error = pages.next().unwrap().unwrap_err();
    assert!(matches!(error, Error::PdfPage { page: 1, .. }), "{error}");
    let picture = file("picture.pdf");
    assert!(open(&workers, &picture).unwrap().all(|page| page.is_ok()));
}

/// The processes whose parent has this number, as long as they run.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let running = |entry: std::fs::DirEntry| {
        let number: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // Behind the name, which stands in brackets: the state and the parent.
        let mut fields = stat.rsplit(')').next()?.split_whitespace();
        let (state, parent) = (fields.next()?, fields.next()?.parse::<u32>().ok()?);
        (state != "Z").then_some((number, parent))
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(running)
        .filter(|&(_, of)| of == parent)
        .map(|(number, _)| number)
        .collect()
}

/// Killed in the middle of a page, the program leaves no process behind, and no file.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_does_not_outlive_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("endless.pdf"), endless()).unwrap();
    let mut parent = Command::new(env!("CARGO_BIN_EXE_cnic-ocr"))
        .args(["scan", "-q", "--timeout", "600", "endless.pdf"])
        .current_dir(&folder)
        .env("TMPDIR", folder.path())
        .spawn()
        .unwrap();
    let until = |done: &mut dyn FnMut() -> bool| {
        while !done() {
            sleep(Duration::from_millis(20));
        }
    };
    let mut workers = Vec::new();
    until(&mut || {
        workers = children(parent.id());
        !workers.is_empty()
    });
    sleep(Duration::from_secs(1)); // it draws by now
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", workers[0])).unwrap();
    for (what, most) in [
        ("Max core file size", 0),
        ("Max file size", 0),
        ("Max address space", 2 << 30),
        ("Max cpu time", 600 + 2 + 10),
    ] {
        let line = limits.lines().find(|line| line.starts_with(what)).unwrap();
        let bound = line[what.len()..].split_whitespace().next().unwrap();
        assert!(
            bound.parse().is_ok_and(|bound: u64| bound <= most),
            "{line}"
        );
    }
    parent.kill().unwrap();
    parent.wait().unwrap();
    let ended = |number: &u32| {
        std::fs::read_to_string(format!("/proc/{number}/stat"))
            .map_or(true, |stat| stat.contains(") Z "))
    };
    until(&mut || workers.iter().all(ended));
    let names = std::fs::read_dir(&folder).unwrap().flatten();
    let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["endless.pdf"]);
}
