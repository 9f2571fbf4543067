//! Help, wrong usage, and what is printed about the program itself.

use crate::fixture::{Fixture, blank};

#[test]
fn wrong_usage_exits_with_2_and_prints_no_record() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    for arguments in [
        &["scan"][..],
        &["scan", "--nonesuch", "a.png"],
        &["scan", "-", "--files-from", "-"],
        &["scan", "-", "-"],
        &["scan", "-0", "a.png"],
        &["scan", "--resume", "a.png"],
        &["scan", "--resume", "--array", "-o", "out", "a.png"],
        &["scan", "--format", "csv", "--pretty", "a.png"],
        &["scan", "--format", "csv", "--details", "a.png"],
        &["scan", "--min-side", "200", "--max-side", "100", "a.png"],
        &["scan", "-j", "0", "a.png"],
        &["scan", "-j", "257", "a.png"],
        &["scan", "-o", "-", "a.png"],
        &["scan", "-o", "a.png", "b.png"],
        &["scan", "-o", "a.png", "a.png"],
        &["scan", "-o", "list", "--files-from", "list"],
        &["scan", "--resume", "-o", "a.png", "a.png"],
        &["scan", "--max-bytes", "many", "a.png"],
        &["nonesuch"],
        &[],
    ] {
        let ran = fixture.run(arguments);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            ran.stderr.contains("--help") || ran.stderr.contains("Usage"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(std::fs::read(fixture.path("a.png")).unwrap(), blank());
}

#[test]
fn help_teaches_by_example() {
    let fixture = Fixture::new();
    for arguments in [&["--help"][..], &["scan", "--help"]] {
        let ran = fixture.run(arguments);
        assert_eq!(ran.exit, 0);
        for words in ["cnic-ocr scan card.jpg", "--resume", "jq", "Exit codes:"] {
            assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
        }
    }
}

#[test]
fn completions_and_manual_know_the_options() {
    let fixture = Fixture::new();
    for arguments in [
        &["completions", "bash"][..],
        &["completions", "zsh"],
        &["completions", "fish"],
        &["man"],
    ] {
        let ran = fixture.run(arguments);
        assert_eq!(ran.exit, 0);
        assert!(
            ran.stdout.contains("files") && ran.stdout.contains("resume"),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_missing_library_is_said_with_what_to_do() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    let ran = fixture.run(&["scan", "a.png", "--onnxruntime", "nonesuch.so"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (3, ""));
    assert!(
        ran.stderr.starts_with("error: ONNX Runtime"),
        "{}",
        ran.stderr
    );
    let ran = fixture.run(&["doctor", "--onnxruntime", "nonesuch.so"]);
    assert_eq!(ran.exit, 3);
    assert!(ran.stdout.contains("WRONG"), "{}", ran.stdout);
}

#[test]
fn a_missing_pdfium_is_no_matter_for_pictures() {
    let fixture = Fixture::new();
    fixture.write("a.png", blank());
    fixture.write("b.pdf", "%PDF-1.4");
    let ran = fixture.run(&["scan", "a.png", "--pdfium", "nonesuch.so"]);
    assert_eq!(ran.exit, 1);
    assert_eq!(ran.record().status.as_str(), "DETECTION_FAILED");
    let ran = fixture.run(&["scan", "b.pdf", "--pdfium", "nonesuch.so"]);
    assert_eq!(ran.exit, 3);
    assert_eq!(ran.record().status.as_str(), "INTERNAL_ERROR");
}

#[test]
fn the_doctor_finds_all_well() {
    let ran = Fixture::new().run(&["doctor"]);
    assert_eq!(ran.exit, 0, "{}", ran.stdout);
    for words in [
        "ONNX Runtime",
        "PDFium",
        "model urdu",
        "self-test",
        "all is well",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
}
