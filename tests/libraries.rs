//! Libraries that are no use, in a process of its own: which library it loads is settled once a process.

use cnic_ocr::input::{Limits, pages};
use cnic_ocr::native::{self, Library};
use cnic_ocr::runtime::Runtime;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/input");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn a_library_of_no_use_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.so");
    std::fs::write(&text, "not a library").unwrap();
    let onnx_runtime = native::find(Library::OnnxRuntime).unwrap().path;
    native::prefer(Library::OnnxRuntime, text.clone());
    native::prefer(Library::Pdfium, onnx_runtime); // a library, but another one

    for _ in 0..2 {
        let error = Runtime::new(1).err().unwrap();
        assert_eq!(error.code(), "library-unusable");
        assert!(
            error.to_string().contains(text.to_str().unwrap()),
            "{error}"
        );

        let error = pages(&file("picture.pdf"), &Limits::default(), None)
            .err()
            .unwrap();
        assert_eq!(error.code(), "library-unusable");
        assert!(error.to_string().starts_with("PDFium "), "{error}");
    }

    // Pictures need neither.
    let page = pages(&file("rgb.jpg"), &Limits::default(), None)
        .unwrap()
        .next();
    assert_eq!(page.unwrap().unwrap().number, 1);
}
