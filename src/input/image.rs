//! Decodes JPEG and PNG.

use super::Limits;
use super::format::Format;
use crate::error::{Error, Result};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, ImageResult, Rgb, RgbImage};
use std::io::{self, Cursor};

/// A decoder may use so many bytes a pixel for its result (16 bits in four channels), and as many to work in.
const BYTES_PER_PIXEL: u64 = 8 + 8;

/// Decodes a picture, turns it as its EXIF data says and brings it to 8-bit RGB.
///
/// # Errors
/// By its header alone: too large, too small, of a rare kind. Else: damaged.
pub fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<RgbImage> {
    let bytes = Cursor::new(bytes);
    let picture = if format == Format::Png {
        let (width, height) =
            png_sides(bytes.get_ref()).ok_or_else(|| damaged(format, TOO_SHORT))?;
        let bounds = bounds(width, height, limits)?;
        // Given at once: what stands before the pixels may be compressed too.
        PngDecoder::with_limits(bytes, bounds.clone()).and_then(|d| finish(d, bounds))
    } else {
        let whole = is_whole_jpeg(bytes.get_ref())?;
        let decoder = JpegDecoder::new(bytes.clone()).map_err(|e| undecoded(format, &e))?;
        let (width, height) = decoder.dimensions();
        let bounds = bounds(width, height, limits)?;
        if !whole {
            return Err(damaged(format, TOO_SHORT));
        }
        finish(decoder, bounds)
    };
    Ok(rgb(picture.map_err(|e| undecoded(format, &e))?))
}

/// What a decoder may use for a picture of this size.
fn bounds(width: u32, height: u32, limits: &Limits) -> Result<image::Limits> {
    limits.check_sides(width, height)?;
    let pixels = u64::from(width) * u64::from(height);
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(pixels.saturating_mul(BYTES_PER_PIXEL) + (1 << 20));
    (bounds.max_image_width, bounds.max_image_height) =
        (Some(limits.max_side), Some(limits.max_side));
    Ok(bounds)
}

fn finish(mut decoder: impl ImageDecoder, bounds: image::Limits) -> ImageResult<DynamicImage> {
    decoder.set_limits(bounds)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Width and height from the first chunk, before a decoder makes room for a row.
fn png_sides(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// Whether a JPEG reaches its end marker. The decoder would fill what is missing with grey.
///
/// # Errors
/// A frame that the decoder does not read, or reads wrong: see [`is_ordinary`].
fn is_whole_jpeg(bytes: &[u8]) -> Result<bool> {
    let mut at = 2; // behind the start marker
    while let [first, marker, ..] = bytes[at.min(bytes.len())..] {
        if first == 0xff && is_frame(marker) && !is_ordinary(marker, &bytes[at..]) {
            return Err(rare(Format::Jpeg));
        }
        at += match (first, marker) {
            (0xff, 0xd9) => return Ok(true),
            // Segments that say their length. In picture data, 0xff is followed by 0 or a restart marker.
            (0xff, 0xc0..=0xcf | 0xda..=0xfe) => match bytes.get(at + 2..at + 4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return Ok(false),
            },
            _ => 1,
        };
    }
    Ok(false)
}

/// Whether a marker begins a frame: all of this range but tables (DHT), an extension (JPG) and arithmetic's (DAC).
fn is_frame(marker: u8) -> bool {
    (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker)
}

/// Whether a frame's head, from its marker on, tells of a JPEG as nearly all are: sequential or progressive, Huffman's code,
/// 8 bits, colours sampled as finely as brightness or two or four times less (ITU-T T.81, B.2.2).
fn is_ordinary(marker: u8, frame: &[u8]) -> bool {
    // the marker, the length, the precision, height and width, the number of components; three bytes each
    let Some(&[_, _, _, _, precision, _, _, _, _, count]) = frame.first_chunk() else {
        return true; // cut off: whoever decodes says so
    };
    let components = frame[10..].chunks_exact(3).take(count.into());
    let sampling: Vec<_> = components.map(|c| (c[1] >> 4, c[1] & 15)).collect();
    let finest = sampling.first().copied().unwrap_or((1, 1));
    let fits = |&(across, down): &(u8, u8)| {
        [(across, finest.0), (down, finest.1)]
            .iter()
            .all(|&(its, first)| its <= first && [1, 2, 4].contains(&its))
    };
    (0xc0..=0xc2).contains(&marker) && precision == 8 && sampling.iter().all(fits)
}

/// Transparent pixels as if on white paper.
fn rgb(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let over_white = |[r, g, b, alpha]: [u8; 4]| {
        let alpha = u32::from(alpha);
        Rgb([r, g, b].map(|c| ((u32::from(c) * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    };
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        over_white(picture.get_pixel(x, y).0)
    })
}

const TOO_SHORT: &str = "it ends before the picture does";

/// What a decoder says, for people who do not know the format.
fn undecoded(format: Format, error: &ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => rare(format),
        ImageError::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            damaged(format, TOO_SHORT)
        }
        ImageError::Limits(_) => damaged(format, "it wants more memory than its size allows"),
        _ => damaged(format, "its content makes no sense"),
    }
}

fn damaged(format: Format, reason: &str) -> Error {
    Error::DamagedPicture {
        format: name(format),
        reason: reason.into(),
    }
}

fn rare(format: Format) -> Error {
    Error::UnreadPicture {
        format: name(format),
    }
}

fn name(format: Format) -> String {
    if format == Format::Png { "PNG" } else { "JPEG" }.into()
}
