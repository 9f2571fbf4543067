//! Reads the pictures in `examples/` and compares with the right answers beside them.
//!
//! The bound is two or three fields below what was read when it was set; the evaluation that is worth quoting is in the README.

use std::path::Path;
use std::time::{Duration, Instant};

use cnic_ocr::answer::{self, Record, Status};
use cnic_ocr::input::{Limits, Page, pages};
use cnic_ocr::pipeline::{Card, Reader};
use image::imageops::{FilterType, replace, resize};

/// The bytes of a file among the examples.
fn example(file: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::fs::read(folder.join(file)).unwrap()
}

/// The right answer, and what is read; both as records.
fn both(reader: &Reader, picture: &str) -> (Record, Record) {
    let stem = picture.split('.').next().unwrap();
    let truth = example(&format!("{stem}.json"));
    let reading = answer::read(reader, &example(picture), &Limits::default(), None);
    let truth = serde_json::from_slice(&truth).unwrap();
    (truth, Record::new(None, &reading, false))
}

/// (fields, fields read to the letter) of one side, empty ones left out.
fn fields(truth: &serde_json::Value, read: &serde_json::Value) -> (usize, usize) {
    let printed = truth
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, value)| *value != "");
    printed.fold((0, 0), |(all, right), (key, value)| {
        (all + 1, right + usize::from(read[key] == *value))
    })
}

#[test]
fn kinds_sides_and_most_fields_are_right() {
    let reader = Reader::new(1).unwrap();
    let (mut all, mut right) = (0, 0);
    for picture in [
        "snic-front.jpg",
        "snic-back.jpg",
        "nic-front.jpg",
        "nic-back.jpg",
        "nicop-back.jpg",
        "turned.jpg",
        "two-sides.jpg",
        "two-sides.pdf",
    ] {
        let (truth, read) = both(&reader, picture);
        let (truth, read) = (truth.results.unwrap(), read.results.unwrap_or_default());
        let sides = |cards: &[answer::CardResult]| {
            let of = |c: &answer::CardResult| (c.card_type, c.card_side);
            cards.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(sides(&truth), sides(&read), "{picture}");
        for (truth, read) in truth.iter().zip(&read) {
            let [truth, read] = [truth, read].map(|c| serde_json::to_value(&c.card_info).unwrap());
            assert_eq!(truth["id_number"], read["id_number"], "{picture}");
            let (fields, good) = fields(&truth, &read);
            all += fields;
            right += good;
        }
    }
    assert!(right * 20 >= all * 19, "{right} of {all} fields are right");
}

/// The card of an example, cut out along its edges.
fn cut_out(reader: &Reader, picture: &str) -> image::RgbImage {
    let bytes = example(picture);
    let mut pages = pages(&bytes, &Limits::default(), None).unwrap();
    let page = pages.next().unwrap().unwrap();
    let (x0, y0, x1, y1) = reader.read(&page).unwrap()[0].quad.bounds();
    let size = ((x1 - x0) as u32, (y1 - y0) as u32);
    let card = image::imageops::crop_imm(&page.pixels, x0 as u32, y0 as u32, size.0, size.1);
    resize(&card.to_image(), 856, 540, FilterType::Triangle)
}

#[test]
fn two_cards_that_fill_a_picture_are_both_found() {
    let reader = Reader::new(1).unwrap();
    for (above, below) in [
        ("nic-back.jpg", "nic-front.jpg"),
        ("nic-front.jpg", "snic-back.jpg"),
    ] {
        let cut_out = |picture| cut_out(&reader, picture);
        let mut pixels = image::RgbImage::new(856, 1080);
        replace(&mut pixels, &cut_out(above), 0, 0);
        replace(&mut pixels, &cut_out(below), 0, 540);
        let page = Page {
            pixels,
            number: 1,
            deadline: None,
        };
        let side = |card: &Card| {
            let (kind, side) = (card.kind.as_str().to_lowercase(), card.side.as_str());
            format!("{kind}-{side}.jpg")
        };
        let found: Vec<String> = reader.read(&page).unwrap().iter().map(side).collect();
        assert_eq!(found, [above, below]);
    }
}

#[test]
fn a_page_whose_time_is_over_is_given_up() {
    let bytes = example("snic-front.jpg");
    let mut pages = pages(&bytes, &Limits::default(), None).unwrap();
    let page = Page {
        number: 7,
        deadline: Some(Instant::now() - Duration::from_secs(1)),
        ..pages.next().unwrap().unwrap()
    };
    let error = Reader::new(1).unwrap().read(&page).unwrap_err();
    assert_eq!(error.code(), "page-timeout");
    assert!(error.to_string().contains("page 7"), "{error}");
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let (truth, read) = both(&Reader::new(1).unwrap(), "no-card.jpg");
    assert_eq!(read.status, Status::DetectionFailed);
    assert_eq!(read.reason, truth.reason);
}
