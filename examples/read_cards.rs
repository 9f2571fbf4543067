//! The library without the command line: `cargo run --release --example read_cards -- card.jpg`
#![allow(clippy::print_stdout)]

use cnic_ocr::input::{self, Limits};
use cnic_ocr::pipeline::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("give a picture or a PDF")?;
    let reader = Reader::new(1)?;
    let bytes = std::fs::read(path)?;
    for page in input::pages(&bytes, &Limits::default(), None)? {
        for card in reader.read(&page?)? {
            println!(
                "page {}: {} {}",
                card.page,
                card.kind.as_str(),
                card.side.as_str()
            );
            for (field, value) in card
                .info
                .iter()
                .filter(|(_, value)| !value.value.is_empty())
            {
                println!(
                    "  {}: {} ({:.2})",
                    field.key(),
                    value.value,
                    value.confidence
                );
            }
        }
    }
    Ok(())
}
