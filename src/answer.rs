//! The answer: the API's objects and statuses, one record a file.
//!
//! The types can be read back, unknown keys denied; the JSON Schema of the records is made from them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Kind, Side, Value};
use crate::error::{Error, Result};
use crate::geometry::Quad;
use crate::input::{self, Limits, Pages};
use crate::pipeline::{Card, Reader};

mod fields;
pub use fields::Fields;

/// What became of a file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// At least one card was read.
    Ok,
    /// The input cannot be read as a picture within the limits; `reason` says why.
    InvalidArgument,
    /// A picture without a card on it.
    DetectionFailed,
    /// A fault of the tool, caught for this file alone.
    InternalError,
}

impl Status {
    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DetectionFailed => "DETECTION_FAILED",
            Self::InternalError => "INTERNAL_ERROR",
        }
    }
}

/// The answer for one file: `results` if its status is `OK`, a `reason` otherwise.
///
/// Both where some pages of a PDF could not be read: then `results` holds the cards of the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    {"properties": {"status": {"const": "OK"}}, "required": ["results"], "not": {"required": ["reason"]}},
    {"properties": {"status": {"not": {"const": "OK"}}}, "required": ["reason"]},
]))]
pub struct Record {
    /// The input as it was given, `-` for standard input, `\xff` for a byte that is not Unicode; absent with `--no-file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub file: Option<String>,
    /// `TID` and 32 hexadecimal digits, new for each file.
    #[schemars(regex(pattern = r"^TID[0-9a-f]{32}$"))]
    pub request_id: String,
    /// What became of the file.
    pub status: Status,
    /// The cards found, page by page, top to bottom, then left to right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<CardResult>")]
    pub results: Option<Vec<CardResult>>,
    /// Why there are no results, or not those of all pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub reason: Option<String>,
}

/// One side of one card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardResult {
    /// Smart card or old card.
    pub card_type: Kind,
    /// Front or back.
    pub card_side: Side,
    /// What the card says, every field of the side.
    pub card_info: Fields<String>,
    /// With `--details`: the page of a PDF, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub page: Option<usize>,
    /// With `--details`: how sure it is that this is such a card, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f32")]
    pub confidence: Option<f32>,
    /// With `--details`: the card's corners.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Corners")]
    pub quad: Option<Corners>,
    /// With `--details`: where each value comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Fields<Detail>")]
    pub details: Option<Fields<Detail>>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// The value, as in `card_info`.
    pub value: String,
    /// From 0 to 1; low too where the text breaks the form of its field.
    pub confidence: f32,
    /// The text as read, its lines parted by line breaks.
    pub raw: String,
    /// Its corners; absent where the card lacks the field.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Corners")]
    pub corners: Option<Corners>,
}

/// Four corners in pixels of the page, `[x, y]` each: the thing's own top left, top right, bottom right, bottom left.
pub type Corners = [[f32; 2]; 4];

impl Record {
    /// The answer for one file from what [`read`] gave; `details` adds what every stage knows.
    pub fn new(file: Option<String>, reading: &FileReading, details: bool) -> Self {
        let cards = &reading.cards;
        let results = || {
            cards
                .iter()
                .map(|card| CardResult::new(card, details))
                .collect()
        };
        let (status, reason) = match &reading.error {
            Some(error) => (Status::of(error), Some(not_read(error, reading.failed))),
            None if cards.is_empty() => (Status::DetectionFailed, Some(no_card(reading.pages))),
            None => (Status::Ok, None),
        };
        Self {
            file,
            request_id: new_request_id(),
            status,
            results: (!cards.is_empty()).then(results),
            reason,
        }
    }

    /// The answer for a file of which nothing was read.
    pub fn failed(file: Option<String>, status: Status, reason: String) -> Self {
        Self {
            file,
            request_id: new_request_id(),
            status,
            results: None,
            reason: Some(reason),
        }
    }
}

fn not_read(error: &Error, failed: usize) -> String {
    match failed {
        0 | 1 => error.to_string(),
        2 => format!("{error}; 1 more page was not read"),
        _ => format!("{error}; {} more pages were not read", failed - 1),
    }
}

fn no_card(pages: usize) -> String {
    match pages {
        1 => "no identity card was found on the picture".to_owned(),
        _ => format!("no identity card was found on any of the {pages} pages"),
    }
}

impl CardResult {
    fn new(card: &Card, details: bool) -> Self {
        Self {
            card_type: card.kind,
            card_side: card.side,
            card_info: Fields::of(&card.info, |value| value.value.clone()),
            page: details.then_some(card.page),
            confidence: details.then(|| rounded(card.confidence, 1e4)),
            quad: details.then(|| corners(card.quad)),
            details: details.then(|| Fields::of(&card.info, Detail::new)),
        }
    }
}

impl Detail {
    fn new(value: &Value) -> Self {
        Self {
            value: value.value.clone(),
            confidence: rounded(value.confidence, 1e4),
            raw: value.raw.clone(),
            corners: value.quad.map(corners),
        }
    }
}

impl Status {
    /// The status that an error gives a file.
    pub fn of(error: &Error) -> Self {
        match error {
            Error::LibraryMissing(_)
            | Error::LibraryUnusable { .. }
            | Error::Model { .. }
            | Error::Internal(_) => Self::InternalError,
            Error::EmptyFile
            | Error::FileTooLarge { .. }
            | Error::UnsupportedFormat { .. }
            | Error::PictureTooLarge { .. }
            | Error::PictureTooSmall { .. }
            | Error::DamagedPicture { .. }
            | Error::UnreadPicture { .. }
            | Error::DamagedPdf
            | Error::PdfUnopened { .. }
            | Error::PdfTooLong { .. }
            | Error::PdfPasswordNeeded
            | Error::PdfPasswordWrong
            | Error::PdfEncryption
            | Error::PdfEmpty
            | Error::PdfPage { .. }
            | Error::PageTimeout { .. } => Self::InvalidArgument,
        }
    }
}

/// What reading one file gave. Both cards and an error where some pages of a PDF could not be read.
#[derive(Debug, Default)]
pub struct FileReading {
    /// Page by page, top to bottom, then left to right.
    pub cards: Vec<Card>,
    /// How many pages were looked at.
    pub pages: usize,
    /// How many of them could not be read.
    pub failed: usize,
    /// The first error.
    pub error: Option<Error>,
}

/// Reads every card in a file, page by page, so that only one page lies in memory.
pub fn read(reader: &Reader, bytes: &[u8], limits: &Limits, password: Option<&str>) -> FileReading {
    read_pages(reader, || input::pages(bytes, limits, password))
}

/// As [`read`], for a file that is opened otherwise, as by [`input::workers::Workers::pages`].
///
/// A page that cannot be drawn does not keep the others from being read; a fault of ours ends the file.
pub fn read_pages<'a>(reader: &Reader, open: impl FnOnce() -> Result<Pages<'a>>) -> FileReading {
    let mut reading = FileReading::default();
    let decode = &reader.clocks.decode;
    let mut pages = match decode.measure(open) {
        Ok(pages) => pages,
        Err(error) => {
            return FileReading {
                error: Some(error),
                ..reading
            };
        }
    };
    while let Some(page) = decode.measure(|| pages.next()) {
        reading.pages += 1;
        match page.and_then(|page| reader.read(&page)) {
            Ok(cards) => reading.cards.extend(cards),
            Err(error) => {
                let fault = Status::of(&error) == Status::InternalError;
                reading.failed += 1;
                reading.error.get_or_insert(error);
                if fault {
                    break;
                }
            }
        }
    }
    reading
}

fn corners(quad: Quad) -> Corners {
    quad.0
        .map(|point| [rounded(point.x, 10.0), rounded(point.y, 10.0)])
}

/// Rounded to as many parts of one as asked for: more digits would only be noise.
fn rounded(number: f32, parts: f32) -> f32 {
    (number * parts).round() / parts
}

fn new_request_id() -> String {
    let mut random = [0; 16];
    if getrandom::fill(&mut random).is_err() {
        // No source of randomness: the time is unique enough to tell one request from the next.
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        random = now.as_nanos().to_be_bytes();
    }
    format!("TID{:032x}", u128::from_be_bytes(random))
}

#[cfg(test)]
mod tests;
