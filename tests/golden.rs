//! Python (training) and Rust (the tool) must make the same of a picture: see `models/training/cnic_training/golden.py`.

use cnic_ocr::geometry::{Homography, Point, Quad};
use cnic_ocr::input::{self, Limits};
use cnic_ocr::models;
use cnic_ocr::runtime::Runtime;
use cnic_ocr::stages::letters::Letters;
use cnic_ocr::stages::locate::{Layout, Locator, Verdict};
use cnic_ocr::stages::recognise::{Content, LineReader, Script, Strip};
use cnic_ocr::stages::rectify::{HEIGHT, Pyramid, Rectified, WIDTH, planes};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    picture: String,
    quad: [[f32; 2]; 4],
    finder_input: Samples,
    card: Samples,
    kind: String,
    corners: [[f32; 2]; 4],
    lines: Vec<GoldenLine>,
}

#[derive(Deserialize)]
struct GoldenLine {
    script: String,
    r#box: [f32; 4],
    width: usize,
    strip: Samples,
    text: String,
}

/// Every `every`-th value of a tensor.
#[derive(Deserialize)]
struct Samples {
    every: usize,
    values: Vec<f32>,
}

impl Samples {
    /// Mean difference, and the share of values that differ by more than `far`.
    fn compare(&self, tensor: &[f32], far: f32) -> (f32, f32) {
        let differences: Vec<f32> = tensor
            .iter()
            .step_by(self.every)
            .zip(&self.values)
            .map(|(a, b)| (a - b).abs())
            .collect();
        assert_eq!(differences.len(), self.values.len());
        let n = differences.len() as f32;
        let many = differences.iter().filter(|d| **d > far).count() as f32;
        (differences.iter().sum::<f32>() / n, many / n)
    }
}

fn golden() -> (Golden, image::RgbImage) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/data/golden.json")).unwrap();
    let golden: Golden = serde_json::from_str(&text).unwrap();
    let bytes = std::fs::read(root.join(&golden.picture)).unwrap();
    let page = input::pages(&bytes, &Limits::default(), None)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    (golden, page.pixels)
}

fn card_of(golden: &Golden) -> Rectified {
    Rectified::new(&Quad(golden.quad.map(|[x, y]| Point::new(x, y)))).unwrap()
}

#[test]
fn the_finder_s_input_is_the_same() {
    let (golden, pixels) = golden();
    let page = Pyramid::new(&pixels);
    let (w, h) = page.size();
    let whole = Homography::scaling(w.max(h) / 256.0, 128.0, Point::new(w / 2.0, h / 2.0));
    // OpenCV rounds places to 1/32 of a pixel and colours to whole numbers: 0.06 is four grey levels
    let (mean, far) = golden
        .finder_input
        .compare(&planes(&page, &whole, 256, 256, true), 0.25);
    assert!(mean < 0.06 && far < 0.03, "mean {mean}, far {far}");
}

#[test]
fn the_straightened_card_is_the_same_and_told_alike() {
    let (golden, pixels) = golden();
    let (page, card) = (Pyramid::new(&pixels), card_of(&golden));
    let (mean, far) = golden
        .card
        .compare(&planes(&page, &card.to_page, WIDTH, HEIGHT, false), 0.25);
    assert!(mean < 0.06 && far < 0.03, "mean {mean}, far {far}");
    let locator = Locator::new(
        Runtime::new(1)
            .unwrap()
            .model("fields", models::get("fields").unwrap().1),
    );
    let located = locator.locate(&page, &card).unwrap();
    assert_eq!(golden.kind, "snic-front");
    assert_eq!(located.verdict, Verdict::Upright(Layout::SnicFront));
    for (corner, [x, y]) in located.corners.0.iter().zip(golden.corners) {
        let apart = corner.distance(Point::new(x, y));
        assert!(apart < 1.5, "{corner:?} for {x}, {y}");
    }
}

#[test]
fn lines_are_cut_and_read_alike() {
    let (golden, pixels) = golden();
    let (page, card) = (Pyramid::new(&pixels), card_of(&golden));
    let runtime = Runtime::new(1).unwrap();
    for line in &golden.lines {
        let script = if line.script == "urdu" {
            Script::Urdu
        } else {
            Script::Latin
        };
        let [x0, y0, x1, y1] = line.r#box;
        let quad = Quad::rect(x0, y0, x1, y1);
        let strip = Strip::new(script, &card, &quad).unwrap();
        assert_eq!(strip.width, line.width, "{}", line.script);
        let (mean, far) = line.strip.compare(&strip.grey(&page), 16.0);
        assert!(
            mean < 4.0 && far < 0.03,
            "{}: mean {mean}, far {far}",
            line.script
        );
        let (entry, onnx) = models::get(&line.script).unwrap();
        let reader = LineReader::new(
            script,
            runtime.model(entry.name.as_str(), onnx),
            &entry.alphabet,
            Letters::new(models::get(&format!("{}-letters", line.script)).unwrap().1).unwrap(),
        );
        // the golden text is the likeliest class at each step, the tool's the likeliest text
        let readings = reader
            .read(&page, &card, &quad, Content::Code)
            .unwrap()
            .readings;
        assert!(
            readings.iter().any(|r| r.text == line.text),
            "{readings:?} lacks {}",
            line.text
        );
    }
}
