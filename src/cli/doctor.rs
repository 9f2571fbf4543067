//! `cnic-ocr doctor`: what is installed, and whether it works.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use cnic_ocr::answer;
use cnic_ocr::card::{Field, IdNumber, Kind, Side};
use cnic_ocr::input::Limits;
use cnic_ocr::models;
use cnic_ocr::native::{self, Library};
use cnic_ocr::pipeline::Reader;
use cnic_ocr::text::escape_line;

use super::args::LibraryArgs;
use super::exit::Exit;
use super::pdf;

/// An empty page, to see that PDFium draws.
const PDF: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj
trailer<</Root 1 0 R>>";

/// Checks everything and says what it found; the exit is [`Exit::Success`] only if all is well.
pub fn run(libraries: &LibraryArgs) -> (String, Exit) {
    libraries.prefer();
    let mut report = format!("cnic-ocr      {}\n", env!("CARGO_PKG_VERSION"));
    let mut well = true;
    let mut say = |what: &str, found: Result<String>| {
        let (mark, text) = match found {
            Ok(text) => ("", text),
            Err(error) => {
                well = false;
                ("WRONG: ", format!("{error:#}"))
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(report, "{what:<13} {mark}{}", escape_line(&text));
    };
    for library in Library::ALL {
        say(library.name(), found(library));
    }
    for model in models::manifest() {
        say(&format!("model {}", model.name), checked(model));
    }
    say("PDF test", draws_pdf(libraries));
    say("self-test", reads_card());
    report += if well {
        "all is well\n"
    } else {
        "something is wrong\n"
    };
    (report, if well { Exit::Success } else { Exit::Missing })
}

/// Where a library is and which build it is. Another build than the pinned one may work, so it is said, no error.
fn found(library: Library) -> Result<String> {
    let found = native::find(library)?;
    let (path, origin) = (found.path.display(), found.origin);
    if !found.path.is_absolute() {
        return Ok(format!("{path} ({origin}; the system's loader finds it)"));
    }
    let checksum =
        native::verify(library, &found.path).with_context(|| format!("{path} cannot be read"))?;
    let build = match checksum.version {
        Some(version) => format!("{version}, checksum right"),
        None => format!(
            "not the build that is tested with, SHA-256 {}",
            checksum.sha256
        ),
    };
    Ok(format!("{build}, {path} ({origin})"))
}

fn checked(model: &models::Entry) -> Result<String> {
    if !models::verify(&model.name)? {
        bail!("its checksum is not the one in the manifest");
    }
    Ok(format!("version {}, checksum right", model.version))
}

fn draws_pdf(libraries: &LibraryArgs) -> Result<String> {
    let started = Instant::now();
    let workers = pdf::workers(libraries, Duration::from_secs(30));
    for page in workers.pages(PDF, &Limits::default(), None)? {
        page?;
    }
    Ok(format!(
        "a page drawn in {} ms by a process of its own",
        started.elapsed().as_millis()
    ))
}

/// Reads a specimen that is part of the program.
fn reads_card() -> Result<String> {
    const CARD: &[u8] = include_bytes!("../../examples/snic-front.jpg");
    let reader = Reader::new(1)?;
    let started = Instant::now();
    let reading = answer::read(&reader, CARD, &Limits::default(), None);
    if let Some(error) = reading.error {
        return Err(error.into());
    }
    let Some(card) = reading.cards.first() else {
        bail!("the built-in card was not found")
    };
    let number = card
        .info
        .get(Field::IdNumber)
        .and_then(|value| IdNumber::parse(&value.value));
    if (card.kind, card.side) != (Kind::Snic, Side::Front) || number.is_none() {
        bail!("the built-in card was misread");
    }
    let read = card
        .info
        .iter()
        .filter(|(_, value)| !value.value.is_empty())
        .count();
    Ok(format!(
        "{read} fields of the built-in card read in {} ms",
        started.elapsed().as_millis()
    ))
}
