//! What is fuzzed. Each target takes any bytes, must not panic, and says what has to hold whatever they are.

use std::sync::LazyLock;

use cnic_ocr::answer::Record;
use cnic_ocr::card::{self, CardDate, Field, IdNumber, Line, Reading, Side};
use cnic_ocr::geometry::Quad;
use cnic_ocr::input::format::Format;
use cnic_ocr::input::{self, Limits};
use cnic_ocr::runtime::Runtime;
use cnic_ocr::stages::letters::Letters;
use cnic_ocr::stages::recognise::{Content, LineReader, Script};
use cnic_ocr::{models, text};
use serde_json::Value;

/// From bytes to pages. PDFium is not ours, and has a process of its own: it is left out.
pub fn pages(bytes: &[u8]) {
    let limits = Limits {
        min_side: 1,
        max_side: 400,
        ..Limits::default()
    };
    let format = Format::of(bytes);
    if format == Format::Pdf {
        return;
    }
    let Ok(pages) = input::pages(bytes, &limits, None) else {
        return;
    };
    assert!(format.is_read());
    for page in pages {
        let (width, height) = page.unwrap().pixels.dimensions();
        assert!(width.min(height) >= 1 && width.max(height) <= 400);
    }
}

/// From a network's numbers to the texts that they stand for. They may be no numbers.
pub fn ctc(bytes: &[u8]) {
    static READER: LazyLock<LineReader> = LazyLock::new(|| {
        let model = |name| models::get(name).unwrap();
        let (entry, onnx) = model("urdu");
        let network = Runtime::new(1).unwrap().model("urdu", onnx);
        let letters = Letters::new(model("urdu-letters").1).unwrap();
        LineReader::new(Script::Urdu, network, &entry.alphabet, letters)
    });
    // A byte each: a whole line of numbers is more than a fuzzer makes.
    let number = |&byte: &u8| match byte {
        0x80 => f32::NAN,
        0x81 => f32::NEG_INFINITY,
        0x82 => f32::INFINITY,
        byte => f32::from(byte.cast_signed()) / 4.0,
    };
    let logits: Vec<f32> = bytes.iter().map(number).collect();
    for content in [Content::Text, Content::Code] {
        let readings = READER.decoded(&logits, logits.len(), content);
        assert!(!readings.is_empty());
        for reading in readings {
            assert!(!reading.text.contains("  "));
        }
    }
}

/// From lines as read to what a card says: every parser. A line begins with a byte that chooses its field; tabs part
/// what it may say.
pub fn card(bytes: &[u8]) {
    for side in [Side::Front, Side::Back] {
        let fields = Field::of(side);
        let lines = bytes.split(|&byte| byte == b'\n').filter_map(|line| {
            let (&first, text) = line.split_first()?;
            Some(Line {
                field: fields[usize::from(first) % fields.len()],
                readings: readings(text, f32::from(first) / 255.0),
                quad: Quad::rect(0.0, 0.0, 1.0, 1.0),
            })
        });
        for (field, value) in card::assemble(side, lines.collect()).iter() {
            assert!((0.0..=1.0).contains(&value.confidence), "{field:?}");
            assert!(!value.value.chars().any(char::is_control), "{field:?}");
        }
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some(number) = IdNumber::parse(&text) {
        assert_eq!(IdNumber::parse(&number.to_string()), Some(number));
    }
    if let Some(date) = CardDate::parse(&text) {
        assert!(date.to_string().is_ascii());
    }
}

fn readings(line: &[u8], confidence: f32) -> Vec<Reading> {
    let texts = line.split(|&byte| byte == b'\t');
    let reading = |text| Reading {
        text: String::from_utf8_lossy(text).into_owned(),
        confidence,
    };
    texts.map(reading).collect()
}

/// The order of right-to-left lines, the spelling of Urdu, and what a terminal is shown.
pub fn bidi(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    assert_eq!(text::to_logical(&text::to_visual(&line)), line);
    let folded = text::fold(&line);
    assert_eq!(text::fold(&folded), folded);
    assert!(!text::escape_line(&line).chars().any(char::is_control));
    let shown = text::escape_controls(&line);
    assert!(
        shown
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\n' | '\t'))
    );
}

/// An answer that is read back, as `--resume` does, and written again.
pub fn answer(bytes: &[u8]) {
    let Ok(record) = serde_json::from_slice::<Record>(bytes) else {
        return;
    };
    let written = serde_json::to_string(&record).unwrap();
    // A number too large for its type is written as `null`, which is not read or means that there is none.
    let value: Value = serde_json::from_str(&written).unwrap();
    if !has_null(&value) {
        let again: Record = serde_json::from_str(&written).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), written);
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(values) => values.values().any(has_null),
        _ => false,
    }
}
