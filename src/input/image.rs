//! Decodes JPEG and PNG.

use super::Limits;
use super::format::Format;
use crate::error::{Error, Result};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder};
use image::{DynamicImage, ImageDecoder, ImageResult, Rgb, RgbImage};
use std::io::Cursor;

/// A decoder may use so many bytes a pixel for its result (16 bits in four channels), and as many to work in.
const BYTES_PER_PIXEL: u64 = 8 + 8;

/// Decodes a picture, turns it as its EXIF data says and brings it to 8-bit RGB.
///
/// # Errors
/// By its header alone: too large, too small. Else: damaged.
pub fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<RgbImage> {
    if format == Format::Png {
        let (width, height) =
            png_sides(bytes).ok_or_else(|| damaged(format, "it ends within its header"))?;
        limits.check_sides(width, height)?;
        return finish(PngDecoder::new(Cursor::new(bytes)), format, limits);
    }
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|e| damaged(format, e))?;
    let (width, height) = decoder.dimensions();
    limits.check_sides(width, height)?;
    if !jpeg_is_whole(bytes) {
        return Err(damaged(format, "it ends before the picture does"));
    }
    finish(Ok(decoder), format, limits)
}

fn finish(
    decoder: ImageResult<impl ImageDecoder>,
    format: Format,
    limits: &Limits,
) -> Result<RgbImage> {
    let decode = || {
        let mut decoder = decoder?;
        let (width, height) = decoder.dimensions();
        let mut memory = image::Limits::no_limits();
        memory.max_alloc = Some(
            (u64::from(width) * u64::from(height)).saturating_mul(BYTES_PER_PIXEL) + (1 << 20),
        );
        (memory.max_image_width, memory.max_image_height) =
            (Some(limits.max_side), Some(limits.max_side));
        decoder.set_limits(memory)?;
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        Ok(picture)
    };
    let picture: ImageResult<DynamicImage> = decode();
    Ok(rgb(picture.map_err(|e| damaged(format, e))?))
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

fn damaged(format: Format, reason: impl ToString) -> Error {
    let format = if format == Format::Png { "PNG" } else { "JPEG" };
    Error::DamagedPicture {
        format,
        reason: reason.to_string(),
    }
}
