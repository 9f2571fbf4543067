//! What holds for any input: the fuzzed targets over their seeds and over random bytes, and pictures of noise.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use cnic_ocr::answer::{self, Record, Status};
use cnic_ocr::input::Limits;
use cnic_ocr::pipeline::Reader;
use image::{ImageFormat, RgbImage};
use proptest::prelude::*;

#[path = "fuzz/targets.rs"]
mod targets;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 5] = [
    ("pages", targets::pages),
    ("ctc", targets::ctc),
    ("card", targets::card),
    ("bidi", targets::bidi),
    ("answer", targets::answer),
];

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Every seed, and every case that fuzzing found, cut off anywhere too.
#[test]
fn seeds_pass() {
    for (name, target) in TARGETS {
        let seeds = files(&format!("fuzz/seeds/{name}"));
        assert!(seeds.len() > 2, "{name}");
        for seed in seeds {
            let bytes = std::fs::read(seed).unwrap();
            target(&bytes);
            for end in 0..bytes.len().min(200) {
                target(&bytes[..end]);
            }
        }
    }
    for file in files("data/input") {
        targets::pages(&std::fs::read(file).unwrap());
    }
}

proptest! {
    #[test]
    fn any_bytes_pass(bytes: Vec<u8>) {
        for (_, target) in TARGETS {
            target(&bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))] // each one runs the networks

    #[test]
    fn any_noise_gives_a_record(
        width in 128u32..500,
        height in 128u32..500,
        grain in 1u32..40,
        seed: u64,
        jpeg: bool,
    ) {
        let format = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
        let mut bytes = std::io::Cursor::new(Vec::new());
        noise(width, height, grain, seed).write_to(&mut bytes, format).unwrap();
        let reading = answer::read(reader(), bytes.get_ref(), &Limits::default(), None);
        let record = Record::new(None, &reading, true);
        prop_assert!(matches!(record.status, Status::Ok | Status::DetectionFailed), "{record:?}");
    }
}

fn reader() -> &'static Reader {
    static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(1).unwrap());
    &READER
}

/// Squares of any colour, `grain` pixels wide.
fn noise(width: u32, height: u32, grain: u32, seed: u64) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let place = u64::from(x / grain) << 32 | u64::from(y / grain);
        let [r, g, b, ..] = (seed ^ place)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
            .to_be_bytes();
        image::Rgb([r, g, b])
    })
}
