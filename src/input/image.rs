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
/// By its header alone: too large, too small. Else: damaged.
pub fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<RgbImage> {
    let bytes = Cursor::new(bytes);
    let picture = if format == Format::Png {
        let (width, height) =
            png_sides(bytes.get_ref()).ok_or_else(|| damaged(format, TOO_SHORT))?;
        let bounds = bounds(width, height, limits)?;
        // Given at once: what stands before the pixels may be compressed too.
        PngDecoder::with_limits(bytes, bounds.clone()).and_then(|d| finish(d, bounds))
    } else {
        let decoder = JpegDecoder::new(bytes.clone()).map_err(|e| damaged(format, reason(&e)))?;
        let (width, height) = decoder.dimensions();
        let bounds = bounds(width, height, limits)?;
        if !jpeg_is_whole(bytes.get_ref()) {
            return Err(damaged(format, TOO_SHORT));
        }
        finish(decoder, bounds)
    };
    Ok(rgb(picture.map_err(|e| damaged(format, reason(&e)))?))
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
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2; // behind the start marker
    while let [first, marker, ..] = bytes[at.min(bytes.len())..] {
        at += match (first, marker) {
            (0xff, 0xd9) => return true,
            // Segments that say their length. In picture data, 0xff is followed by 0 or a restart marker.
            (0xff, 0xc0..=0xcf | 0xda..=0xfe) => match bytes.get(at + 2..at + 4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return false,
            },
            _ => 1,
        };
    }
    false
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
fn reason(error: &ImageError) -> &'static str {
    match error {
        ImageError::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof => TOO_SHORT,
        ImageError::Limits(_) => "it wants more memory than its size allows",
        ImageError::Unsupported(_) => "it is made in a way that is not read",
        _ => "its content makes no sense",
    }
}

fn damaged(format: Format, reason: &str) -> Error {
    let format = if format == Format::Png { "PNG" } else { "JPEG" };
    Error::DamagedPicture {
        format: format.into(),
        reason: reason.into(),
    }
}
