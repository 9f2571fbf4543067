//! The work of a picture without its networks, as often as the first argument says. `tests/benches/instructions` counts
//! the instructions that one more takes.

use std::hint::black_box;

use cnic_ocr::geometry::{Homography, Point, Quad};
use cnic_ocr::input::{self, Limits};
use cnic_ocr::stages::recognise::{Script, Strip};
use cnic_ocr::stages::rectify::{HEIGHT, Pyramid, Rectified, WIDTH, planes};

/// A drawn phone picture, 1280 by 960 pixels, with one card on it.
const PICTURE: &[u8] = include_bytes!("../../examples/snic-front.jpg");
/// Where the card lies, about.
const CARD: Quad = Quad([
    Point::new(260.0, 200.0),
    Point::new(1060.0, 230.0),
    Point::new(1040.0, 740.0),
    Point::new(240.0, 710.0),
]);
const LATIN_LINES: usize = 6;
const URDU_LINES: usize = 3;

fn picture() {
    let pages = input::pages(PICTURE, &Limits::default(), None);
    let pixels = pages.unwrap().next().unwrap().unwrap().pixels;
    let page = Pyramid::new(&pixels);
    let whole = Homography::scaling(5.0, 128.0, Point::new(640.0, 480.0));
    black_box(planes(&page, &whole, 256, 256, true));
    let card = Rectified::new(&CARD).unwrap();
    black_box(planes(&page, &card.to_page, WIDTH, HEIGHT, false));
    for (script, lines, height) in [
        (Script::Latin, LATIN_LINES, 12.0),
        (Script::Urdu, URDU_LINES, 20.0),
    ] {
        for line in 0..lines {
            let y = 40.0 + 30.0 * line as f32;
            let quad = Quad::rect(130.0, y, 230.0, y + height);
            black_box(Strip::new(script, &card, &quad).map(|strip| strip.grey(&page)));
        }
    }
}

fn main() {
    // cargo's own arguments are not for us
    let times = std::env::args().find_map(|argument| argument.parse().ok());
    for _ in 0..times.unwrap_or(1) {
        picture();
    }
}
