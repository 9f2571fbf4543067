//! Every stage and the whole card, one core, networks loaded: `cargo bench --bench stages`.

use std::hint::black_box;

use cnic_ocr::answer;
use cnic_ocr::geometry::{Homography, Point, Quad};
use cnic_ocr::input::{self, Limits};
use cnic_ocr::models;
use cnic_ocr::pipeline::Reader;
use cnic_ocr::runtime::{Model, Runtime};
use cnic_ocr::stages::detect::Detector;
use cnic_ocr::stages::letters::Letters;
use cnic_ocr::stages::locate::Locator;
use cnic_ocr::stages::recognise::{Content, LineReader, Script, Strip};
use cnic_ocr::stages::rectify::{HEIGHT, Pyramid, Rectified, WIDTH, planes};
use criterion::{Criterion, criterion_group, criterion_main};

/// A drawn phone picture, 1280 by 960 pixels, with one card on it.
const PICTURE: &[u8] = include_bytes!("../../examples/snic-front.jpg");

fn model(name: &str) -> (Model, &'static str) {
    let (entry, onnx) = models::get(name).unwrap();
    let model = Runtime::new(1).unwrap().model(name, onnx);
    (model, &entry.alphabet)
}

fn stages(c: &mut Criterion) {
    let limits = Limits::default();
    let decode = || {
        let page = input::pages(PICTURE, &limits, None).unwrap().next();
        page.unwrap().unwrap().pixels
    };
    c.bench_function("1 decode the JPEG", |b| b.iter(decode));

    let pixels = decode();
    let (w, h) = (pixels.width() as f32, pixels.height() as f32);
    let whole = Homography::scaling(w.max(h) / 256.0, 128.0, Point::new(w / 2.0, h / 2.0));
    c.bench_function("2 reduce the page and cut the finder's view", |b| {
        b.iter(|| planes(&Pyramid::new(&pixels), &whole, 256, 256, true));
    });

    let page = Pyramid::new(&pixels);
    let detector = Detector::new(model("finder").0);
    c.bench_function("3 find cards", |b| b.iter(|| detector.detect(&page)));

    let quad = detector.detect(&page).unwrap()[0].quads[0];
    let card = Rectified::new(&quad).unwrap();
    c.bench_function("4 straighten the card", |b| {
        b.iter(|| planes(&page, &card.to_page, WIDTH, HEIGHT, false));
    });

    let locator = Locator::new(model("fields").0);
    c.bench_function("5 find fields", |b| b.iter(|| locator.locate(&page, &card)));

    // as high and as wide as a name is
    for (script, name, line) in [
        (Script::Latin, "latin", Quad::rect(130.0, 80.0, 230.0, 92.0)),
        (Script::Urdu, "urdu", Quad::rect(130.0, 80.0, 230.0, 100.0)),
    ] {
        c.bench_function(&format!("6 cut a line, {name}"), |b| {
            b.iter(|| Strip::new(script, &card, &line).map(|strip| strip.grey(&page)));
        });
        let (network, alphabet) = model(name);
        let letters = models::get(&format!("{name}-letters")).unwrap().1;
        let letters = Letters::new(letters).unwrap();
        let reader = LineReader::new(script, network, alphabet, letters);
        c.bench_function(&format!("7 read a line, {name}"), |b| {
            b.iter(|| reader.read(&page, &card, &line, Content::Text));
        });
    }
}

fn card(c: &mut Criterion) {
    let reader = Reader::new(1).unwrap();
    let limits = Limits::default();
    c.bench_function("whole card, from bytes to fields", |b| {
        b.iter(|| answer::read(&reader, black_box(PICTURE), &limits, None));
    });
}

criterion_group!(benches, stages, card);
criterion_main!(benches);
