//! Each input gets its record, with the status and the reason that it deserves.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cnic_ocr::answer::Status;

use crate::fixture::{Fixture, blank, example, png};

#[test]
fn a_card_is_read() {
    let fixture = Fixture::new();
    fixture.write("card.jpg", example("snic-front.jpg"));
    let ran = fixture.run(&["scan", "card.jpg"]);
    let record = ran.record();
    assert_eq!((ran.exit, record.status), (0, Status::Ok), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
    assert!(
        ran.stdout
            .starts_with(r#"{"file":"card.jpg","request_id":"TID"#),
        "{}",
        ran.stdout
    );
    assert!(record.results.unwrap()[0].details.is_none());
}

#[test]
fn details_are_added_on_request() {
    let fixture = Fixture::new();
    fixture.write("card.jpg", example("snic-front.jpg"));
    let result = fixture
        .run(&["scan", "--details", "card.jpg"])
        .record()
        .results
        .unwrap()
        .remove(0);
    assert_eq!(result.page, Some(1));
    assert!(result.details.is_some() && result.quad.is_some() && result.confidence.is_some());
}

#[test]
fn the_strict_shape_has_no_file() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    assert_eq!(
        fixture.run(&["scan", "--no-file", "a.png"]).record().file,
        None
    );
}

#[test]
fn a_picture_comes_from_standard_input_or_as_base64() {
    let fixture = Fixture::new();
    let picture = blank();
    let text = BASE64_STANDARD.encode(&picture);
    let lines: String = text
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line) + "\r\n")
        .collect();
    fixture.write("card.b64", &text);
    for (arguments, stdin, name) in [
        (&["scan", "-"][..], picture.as_slice(), "-"),
        (&["scan", "--base64", "-"], lines.as_bytes(), "-"),
        (
            &["scan", "--base64", "-"],
            format!("data:image/png;base64,{lines}").as_bytes(),
            "-",
        ),
        (&["scan", "--base64", "card.b64"], b"", "card.b64"),
    ] {
        let record = fixture.run_with(arguments, stdin).record();
        assert_eq!(
            (record.file.as_deref(), record.status),
            (Some(name), Status::DetectionFailed),
            "{arguments:?}"
        );
    }
    let ran = fixture.run_with(&["scan", "--base64", "-"], b"%%%");
    assert!(ran.reason().contains("not base64"));
}

#[test]
fn what_cannot_be_read_gets_a_reason() {
    let fixture = Fixture::new();
    fixture.write("empty.png", b"");
    fixture.write("text.png", b"Dear sir");
    fixture.write("small.png", png(100, 300));
    fixture.write("wide.png", png(6001, 130));
    fixture.write("torn.png", &blank()[..60]);
    fixture.write("broken.pdf", b"%PDF-1.4 nothing more");
    fixture.write("heavy.png", vec![0; 5 * 1024 * 1024 + 1]);
    for (name, words) in [
        ("empty.png", &["empty"][..]),
        ("text.png", &["text", "JPEG, PNG or PDF"]),
        ("small.png", &["100 x 300", "128", "--min-side"]),
        ("wide.png", &["6001 x 130", "6000", "--max-side"]),
        ("torn.png", &["damaged"]),
        ("broken.pdf", &["damaged"]),
        ("heavy.png", &["5242881", "5242880", "--max-bytes"]),
        ("nonesuch.png", &["cannot be read", "No such file"]),
    ] {
        let ran = fixture.run(&["scan", name]);
        let record = ran.record();
        assert_eq!(
            (ran.exit, record.status),
            (1, Status::InvalidArgument),
            "{name}"
        );
        let reason = record.reason.unwrap();
        for word in words {
            assert!(reason.contains(word), "{name}: {word}: {reason}");
        }
        assert!(record.results.is_none());
    }
    // Flags raise the limits.
    assert_eq!(
        fixture
            .run(&["scan", "--min-side", "50", "small.png"])
            .record()
            .status,
        Status::DetectionFailed
    );
    assert_eq!(
        fixture
            .run(&["scan", "--max-side", "7000", "wide.png"])
            .record()
            .status,
        Status::DetectionFailed
    );
    assert!(
        fixture
            .run(&["scan", "--max-bytes", "10M", "heavy.png"])
            .reason()
            .contains("unknown")
    );
}

#[test]
fn encrypted_pdfs_open_with_their_password() {
    let fixture = Fixture::new();
    let pdf = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/input/aes.pdf");
    fixture.write("wrong", "wrong\n");
    fixture.write("right", "urdu-اردو\r\nand a note\n");
    for (arguments, stdin, words) in [
        (&["scan", pdf][..], "", "give its password with --password"),
        (
            &["scan", pdf, "--password-file", "wrong"],
            "",
            "does not open it",
        ),
        (
            &["scan", pdf, "--password-file", "right"],
            "",
            "no identity card",
        ),
        (
            &["scan", pdf, "--password", "urdu-اردو"],
            "",
            "no identity card",
        ),
        (
            &["scan", pdf, "--password-file", "-"],
            "urdu-اردو\n",
            "no identity card",
        ),
    ] {
        let reason = fixture.run_with(arguments, stdin.as_bytes()).reason();
        assert!(reason.contains(words), "{arguments:?}: {reason}");
    }
}

#[test]
fn a_pdf_may_have_so_many_pages() {
    let pdf = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/input/many.pdf");
    let reason = |most| {
        Fixture::new()
            .run(&["scan", "--max-pages", most, pdf])
            .reason()
    };
    assert!(reason("30").contains("on any of the 30 pages"));
    assert!(reason("29").contains("has 30 pages; at most 29 are read"));
}

#[test]
fn every_page_of_a_pdf_is_read() {
    let pdf = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/two-sides.pdf");
    let ran = Fixture::new().run(&["scan", pdf]);
    assert_eq!(
        (ran.exit, ran.record().status),
        (0, Status::Ok),
        "{}",
        ran.stdout
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_not_unicode_are_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let fixture = Fixture::new();
    let name = OsStr::from_bytes(b"\xff\xfe.png");
    std::fs::write(fixture.path("").join(name), blank()).unwrap();
    let output = fixture.command(&["scan"]).arg(name).output().unwrap();
    let record: cnic_ocr::answer::Record = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record.file.as_deref(), Some("\\xff\\xfe.png"));
    assert_eq!(record.status, Status::DetectionFailed);
    let listed = fixture.run_with(&["scan", "--files-from", "-"], b"\xff\xfe.png\n");
    assert_eq!(listed.record().status, Status::DetectionFailed);
}
