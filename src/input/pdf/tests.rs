//! `tests/data/input/make.py` has drawn the files that are read from disk; the others are written here.

use super::super::{Limits, Page, pages};
use super::*;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/input");
    std::fs::read(folder.join(name)).unwrap()
}

fn draw(bytes: &[u8], limits: &Limits) -> Vec<Result<Page>> {
    pages(bytes, limits, None).unwrap().collect()
}

fn first(bytes: &[u8]) -> RgbImage {
    draw(bytes, &Limits::default()).remove(0).unwrap().pixels
}

fn refusal(bytes: &[u8], password: Option<&str>) -> &'static str {
    match pages(bytes, &Limits::default(), password) {
        Err(error) => error.code(),
        Ok(_) => "none",
    }
}

/// A PDF of pages of these sizes, points, each with `content`. PDFium finds the objects without a table.
fn written(sizes: &[(f32, f32)], content: &str) -> Vec<u8> {
    let kids: String = (0..sizes.len())
        .map(|i| format!("{} 0 R ", i + 10))
        .collect();
    let mut text = String::from("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n");
    text += &format!(
        "2 0 obj <</Type/Pages/Kids[{kids}]/Count {}>> endobj\n",
        sizes.len()
    );
    text += &format!(
        "3 0 obj <</Length {}>> stream\n{content}\nendstream endobj\n",
        content.len()
    );
    for (i, (width, height)) in sizes.iter().enumerate() {
        let number = i + 10;
        text += &format!(
            "{number} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 3 0 R>> endobj\n"
        );
    }
    (text + "trailer <</Root 1 0 R>>\n%%EOF").into_bytes()
}

/// The picture in the files, 200 x 140 pixels: no two neighbours are the same.
fn pattern(x: u32, y: u32) -> [u8; 3] {
    [
        !(x + y).is_multiple_of(2),
        x.is_multiple_of(3),
        y.is_multiple_of(5),
    ]
    .map(|on| if on { 255 } else { 0 })
}

#[test]
fn a_page_that_is_a_picture_keeps_its_pixels() {
    for name in ["picture.pdf", "group.pdf"] {
        let pixels = first(&file(name));
        assert_eq!(pixels.dimensions(), (200, 140), "{name}");
        for (x, y, pixel) in pixels.enumerate_pixels() {
            assert_eq!(pixel.0, pattern(x, y), "{name} {x} {y}");
        }
    }
    let pixels = first(&file("turned.pdf"));
    assert_eq!(pixels.dimensions(), (140, 200));
    for (x, y, pixel) in pixels.enumerate_pixels() {
        assert_eq!(pixel.0, pattern(199 - y, x), "turned.pdf {x} {y}");
    }
}

#[test]
fn other_pages_are_drawn_at_300_dots_an_inch_or_finer() {
    let card = written(&[(243.84, 153.6)], "1 0 0 rg 0 0 121.92 153.6 re f");
    let pixels = first(&card);
    assert_eq!(pixels.dimensions(), (1016, 640));
    assert_eq!(
        (pixels.get_pixel(10, 10).0, pixels.get_pixel(1000, 600).0),
        ([255, 0, 0], [255; 3])
    );
    // 400 points of which a picture of 144 dots an inch covers a sixteenth.
    assert_eq!(first(&file("small.pdf")).dimensions(), (1667, 1167));
}

#[test]
fn a_page_of_ten_metres_is_drawn_smaller() {
    let limits = Limits {
        max_side: 2000,
        ..Limits::default()
    };
    let page = draw(&written(&[(28346.0, 14173.0)], ""), &limits)
        .remove(0)
        .unwrap();
    assert_eq!(page.pixels.dimensions(), (2000, 1000));
    let strip = draw(&written(&[(28346.0, 10.0)], ""), &limits)
        .remove(0)
        .unwrap_err();
    assert_eq!(strip.code(), "picture-too-small");
}

#[test]
fn pages_come_one_by_one_and_files_may_be_open_together() {
    let many = file("many.pdf");
    let mut first = pages(&many, &Limits::default(), None).unwrap();
    let mut second = pages(&many, &Limits::default(), None).unwrap();
    for number in 1..=30 {
        assert_eq!(first.next().unwrap().unwrap().number, number);
        assert_eq!(second.next().unwrap().unwrap().number, number);
    }
    assert!(first.next().is_none() && second.next().is_none() && first.next().is_none());
}

#[test]
fn a_page_that_cannot_be_drawn_is_an_error_in_its_place() {
    let pages = draw(
        &written(&[(200.0, 200.0), (1.0, 1.0), (100.0, 100.0)], ""),
        &Limits::default(),
    );
    let codes: Vec<_> = pages
        .iter()
        .map(|page| page.as_ref().map(|p| p.number).map_err(Error::code))
        .collect();
    assert_eq!(codes, [Ok(1), Err("picture-too-small"), Ok(3)]);
}

#[test]
fn pages_that_are_only_claimed_come_to_an_end() {
    let mut bytes = String::from_utf8(written(&[(100.0, 100.0)], "")).unwrap();
    bytes = bytes.replace("/Count 1", "/Count 1000");
    let pages = draw(bytes.as_bytes(), &Limits::default());
    assert!(pages[0].is_ok());
    assert_eq!(pages.len(), 1000);
    let text = pages[1].as_ref().unwrap_err().to_string();
    assert_eq!(text, "page 2 of the PDF cannot be drawn: it is damaged");
}

#[test]
fn each_trouble_has_its_own_reason() {
    let (aes, rc4) = (file("aes.pdf"), file("rc4.pdf"));
    assert_eq!(refusal(&aes, None), "pdf-password-needed");
    assert_eq!(refusal(&aes, Some("wrong")), "pdf-password-wrong");
    assert_eq!(refusal(&aes, Some("ur\0du")), "pdf-password-wrong");
    assert_eq!(refusal(&aes, Some("urdu-اردو")), "none");
    assert_eq!(refusal(&rc4, None), "pdf-password-needed");
    assert_eq!(refusal(&rc4, Some("owner")), "none");
    assert_eq!(refusal(&rc4, Some("plain")), "none");
    assert_eq!(refusal(b"%PDF-1.7\nnothing of a PDF", None), "damaged-pdf");
    assert_eq!(refusal(&file("picture.pdf")[..400], None), "damaged-pdf");
    assert_eq!(refusal(&file("empty.pdf"), None), "pdf-empty");
    assert_eq!(refusal(&file("picture.pdf"), Some("not needed")), "none");
}

#[test]
fn threads_are_given_the_reasons_of_their_own_files() {
    let aes = file("aes.pdf");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    assert_eq!(refusal(&aes, Some("wrong")), "pdf-password-wrong");
                    assert_eq!(refusal(b"%PDF-1.7\nnothing", None), "damaged-pdf");
                }
            });
        }
    });
}

#[test]
fn too_many_pages_are_refused_by_their_number() {
    let limits = Limits {
        max_pages: 29,
        ..Limits::default()
    };
    let error = pages(&file("many.pdf"), &limits, None).err().unwrap();
    assert_eq!(
        error.to_string(),
        "the PDF has 30 pages; at most 29 are read (raise with --max-pages)"
    );
}
