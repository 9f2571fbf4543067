//! The bytes of an input, never more than the limit allows.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use cnic_ocr::error::Error;
use cnic_ocr::input::Limits;

use super::plan::STDIN;

/// Padding is often lost on the way.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where the bytes come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    File(PathBuf),
    Stdin,
    /// The same as text in base64; `-` for standard input.
    Base64(PathBuf),
    /// No bytes come, and why.
    Nowhere(String),
}

/// Reads an input whole. The error is the reason for the record.
pub fn of(source: &Source, limits: &Limits) -> Result<Vec<u8>, String> {
    let reason = |error: Error| error.to_string();
    match source {
        Source::Nowhere(reason) => Err(reason.clone()),
        Source::Stdin => up_to(io::stdin(), limits.max_bytes, limits.max_bytes),
        Source::File(path) => {
            let (file, metadata) = open(path)?;
            limits.check_bytes(metadata.len()).map_err(reason)?;
            up_to(file, limits.max_bytes, limits.max_bytes)
        }
        Source::Base64(path) => {
            let max = limits.max_bytes;
            // Four characters for three bytes, some for line breaks and for what stands before.
            let most = max.saturating_mul(3) / 2 + 1024;
            let text = if path == Path::new(STDIN) {
                up_to(io::stdin(), most, max)
            } else {
                up_to(open(path)?.0, most, max)
            };
            let bytes = decode(&text?)?;
            limits.check_bytes(bytes.len() as u64).map_err(reason)?;
            Ok(bytes)
        }
    }
}

/// Opens what is a file and nothing else: a pipe or a device may keep its reader for ever.
pub fn open(path: &Path) -> Result<(File, Metadata), String> {
    let mut options = File::options();
    // A pipe may have come in place of the file a moment ago: then opening it must not wait for somebody to write.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let looked_at = path.metadata().map_err(|error| unreadable(&error))?;
    is_file(&looked_at)?;
    let file = options
        .read(true)
        .open(path)
        .map_err(|error| unreadable(&error))?;
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    is_file(&metadata)?;
    Ok((file, metadata))
}

fn is_file(metadata: &Metadata) -> Result<(), String> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err("cannot be read: it is a folder".to_owned())
    } else {
        Err("cannot be read: it is no file but a pipe or a device (give a pipe's content to `scan -`)".to_owned())
    }
}

/// All bytes up to `most`; beyond, the reason names the limit of a picture, `max`.
fn up_to(reader: impl Read, most: u64, max: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "the input has more than {max} bytes (raise the limit with --max-bytes)"
        ));
    }
    Ok(bytes)
}

/// Base64 with line breaks and blanks in it, with or without `data:…,` before it.
fn decode(text: &[u8]) -> Result<Vec<u8>, String> {
    let begin = text
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(0);
    let mut text = &text[begin..];
    if text.len() > 5 && text[..5].eq_ignore_ascii_case(b"data:") {
        let comma = text
            .iter()
            .position(|&byte| byte == b',')
            .ok_or("the base64 text has no comma after `data:`")?;
        text = &text[comma + 1..];
    }
    let packed: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BASE64
        .decode(packed)
        .map_err(|error| format!("the text is not base64: {error}"))
}

/// Why something cannot be read, without the number that the system gives its error.
pub fn unreadable(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    format!("cannot be read: {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_in_every_form_that_is_sent() {
        for text in [
            "aGVsbG8=",
            "aGVsbG8",
            " aGVs\r\nbG8=\n",
            "data:image/png;base64,aGVsbG8=",
            "\nDATA:,aGVsbG8=",
        ] {
            assert_eq!(decode(text.as_bytes()).unwrap(), b"hello", "{text:?}");
        }
        for text in ["aGVsb!8=", "data:image/png;base64", "data:,\u{a0}", "a"] {
            assert!(decode(text.as_bytes()).is_err(), "{text:?}");
        }
        assert_eq!(decode(b"").unwrap(), b"");
    }

    #[test]
    fn no_more_is_read_than_the_limit_allows() {
        assert_eq!(up_to(&b"abc"[..], 3, 3).unwrap(), b"abc");
        assert!(
            up_to(io::repeat(0), 7, 3)
                .unwrap_err()
                .contains("more than 3 bytes")
        );
    }
}
