//! What kind of file it is, told by its content; names lie.

use crate::error::{Error, Result};

/// A kind of file. The first three are read, the others are refused by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is its own name
pub enum Format {
    Jpeg,
    Png,
    Pdf,
    WebP,
    Heic,
    Avif,
    Gif,
    Tiff,
    Bmp,
    Jpeg2000,
    JpegXl,
    Icon,
    Photoshop,
    PostScript,
    Svg,
    Html,
    Xml,
    /// Also today's Office documents, which are ZIP archives.
    Zip,
    /// Office documents of before 2007.
    OldOffice,
    OtherArchive,
    Video,
    Text,
    Unknown,
}

/// How a kind of file begins: where, and with what.
const MAGIC: &[(Format, usize, &[u8])] = &[
    (Format::Jpeg, 0, b"\xff\xd8\xff"),
    (Format::Png, 0, b"\x89PNG\r\n\x1a\n"),
    (Format::Pdf, 0, b"%PDF-"),
    (Format::WebP, 8, b"WEBP"),
    (Format::Gif, 0, b"GIF87a"),
    (Format::Gif, 0, b"GIF89a"),
    (Format::Tiff, 0, b"II*\0"),
    (Format::Tiff, 0, b"MM\0*"),
    (Format::Jpeg2000, 0, b"\0\0\0\x0cjP  "),
    (Format::Jpeg2000, 0, b"\xff\x4f\xff\x51"),
    (Format::JpegXl, 0, b"\0\0\0\x0cJXL "),
    (Format::JpegXl, 0, b"\xff\x0a"),
    (Format::Icon, 0, b"\0\0\x01\0"),
    (Format::Photoshop, 0, b"8BPS"),
    (Format::PostScript, 0, b"%!PS"),
    (Format::Zip, 0, b"PK\x03\x04"),
    (Format::Zip, 0, b"PK\x05\x06"),
    (Format::OldOffice, 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    (Format::OtherArchive, 0, b"\x1f\x8b"),
    (Format::OtherArchive, 0, b"Rar!"),
    (Format::OtherArchive, 0, b"7z\xbc\xaf\x27\x1c"),
    (Format::OtherArchive, 0, b"BZh"),
    (Format::OtherArchive, 0, b"\xfd7zXZ\0"),
    (Format::Bmp, 0, b"BM"),
];

/// So much of a file is looked at.
pub const HEAD: usize = 1024;

impl Format {
    /// Tells the kind from the first [`HEAD`] bytes, or from all of a shorter file.
    pub fn of(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        let begins = |&&(_, at, magic): &&(Format, usize, &[u8])| {
            head.get(at..).is_some_and(|h| h.starts_with(magic))
        };
        if let Some((format, ..)) = MAGIC.iter().find(begins) {
            return *format;
        }
        if head.get(4..8) == Some(b"ftyp") {
            return Self::of_brands(head);
        }
        // Readers of PDF have always put up with something before its first line.
        if head.windows(5).any(|window| window == b"%PDF-") {
            return Self::Pdf;
        }
        Self::of_text(head)
    }

    /// HEIC, AVIF and videos are one container, with the kinds of reader that it is for in its first box.
    fn of_brands(head: &[u8]) -> Self {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let brands = &head[8..size.clamp(8, head.len())];
        let has = |names: &[&[u8]]| brands.chunks(4).any(|brand| names.contains(&brand));
        if has(&[b"avif", b"avis"]) {
            Self::Avif
        } else if has(&[
            b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
        ]) {
            Self::Heic
        } else {
            Self::Video
        }
    }

    fn of_text(head: &[u8]) -> Self {
        let valid = match std::str::from_utf8(head) {
            Ok(text) => text,
            // The head may end inside a character.
            Err(e) if head.len() - e.valid_up_to() < 4 => {
                std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or("")
            }
            Err(_) => return Self::Unknown,
        };
        let control = |c: char| c.is_control() && !c.is_whitespace();
        if valid.is_empty() || valid.contains(control) {
            return Self::Unknown;
        }
        let text = valid
            .trim_start_matches('\u{feff}')
            .trim_start()
            .to_ascii_lowercase();
        if text.contains("<svg") {
            Self::Svg
        } else if text.starts_with("<!doctype html") || text.contains("<html") {
            Self::Html
        } else if text.starts_with("<?xml") {
            Self::Xml
        } else {
            Self::Text
        }
    }

    /// Whether such files are read.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Pdf)
    }

    /// Nothing for what is read.
    ///
    /// # Errors
    /// [`Error::UnsupportedFormat`], with the file's kind and what to do with it.
    pub fn check(self) -> Result<()> {
        let (name, hint) = match self {
            Self::Jpeg | Self::Png | Self::Pdf => return Ok(()),
            Self::WebP => (
                "a WebP picture",
                " (to convert it: dwebp card.webp -o card.png)",
            ),
            Self::Heic => (
                "a HEIC picture",
                " (to convert it: heif-convert card.heic card.jpg; an iPhone takes JPEG when its camera's format is \"Most Compatible\")",
            ),
            Self::Avif => (
                "an AVIF picture",
                " (to convert it: avifdec card.avif card.png)",
            ),
            Self::Gif => ("a GIF picture", ""),
            Self::Tiff => ("a TIFF picture", ""),
            Self::Bmp => ("a BMP picture", ""),
            Self::Jpeg2000 => ("a JPEG 2000 picture", ""),
            Self::JpegXl => ("a JPEG XL picture", ""),
            Self::Icon => ("an icon", ""),
            Self::Photoshop => ("a Photoshop document", ""),
            Self::PostScript => ("a PostScript document", ""),
            Self::Svg => ("an SVG drawing", ""),
            Self::Html => ("a web page (HTML)", ""),
            Self::Xml => ("an XML document", ""),
            Self::Zip => ("a ZIP archive or Office document", ""),
            Self::OldOffice => ("an Office document", ""),
            Self::OtherArchive => ("a compressed archive", ""),
            Self::Video => ("a video", ""),
            Self::Text => (
                "a text file",
                " (a picture as base64 text is read with --base64)",
            ),
            Self::Unknown => ("a file of an unknown kind", ""),
        };
        Err(Error::UnsupportedFormat {
            name: name.into(),
            hint: hint.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        let cases: &[(&[u8], Format)] = &[
            (b"\xff\xd8\xff\xe0..JFIF", Format::Jpeg),
            (b"\x89PNG\r\n\x1a\n....", Format::Png),
            (b"%PDF-1.7", Format::Pdf),
            (b"\n\n  some words before %PDF-1.4", Format::Pdf),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Format::WebP),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Format::Heic),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Format::Avif),
            (b"\0\0\0\x14ftypisom\0\0\x02\0isom", Format::Video),
            (b"\xff\xff\xff\xffftypheic", Format::Heic),
            (b"\0\0\0\0ftyp", Format::Video),
            (b"GIF89a", Format::Gif),
            (b"II*\0", Format::Tiff),
            (b"BM......", Format::Bmp),
            (b"PK\x03\x04", Format::Zip),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=''/>", Format::Svg),
            (b"\xef\xbb\xbf<!DOCTYPE html><p>", Format::Html),
            (b"<?xml version='1.0'?><a/>", Format::Xml),
            (b"Dear sir", Format::Text),
            ("شناختی کارڈ".as_bytes(), Format::Text),
            (b"\0\x01\x02\x03", Format::Unknown),
            (b"\xfe\xfe\xfe\xfe\xfe", Format::Unknown),
        ];
        for (bytes, format) in cases {
            assert_eq!(
                Format::of(bytes),
                *format,
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn refusals_name_the_kind_and_help() {
        let refusal = |format: Format| format.check().unwrap_err().to_string();
        assert!(
            refusal(Format::WebP)
                .starts_with("a WebP picture is not read: give a JPEG, PNG or PDF (to convert")
        );
        assert!(refusal(Format::Heic).contains("heif-convert"));
        assert_eq!(
            refusal(Format::Gif),
            "a GIF picture is not read: give a JPEG, PNG or PDF"
        );
        assert!(Format::Pdf.check().is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_have_a_kind(bytes: Vec<u8>) {
            let format = Format::of(&bytes);
            proptest::prop_assert_eq!(format.check().is_ok(), format.is_read());
        }

        #[test]
        fn any_container_has_a_kind(size: u32, brands: Vec<u8>) {
            let bytes = [&size.to_be_bytes(), b"ftyp".as_slice(), &brands].concat();
            proptest::prop_assert!(!Format::of(&bytes).is_read());
        }
    }
}
