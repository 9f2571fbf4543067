//! From a file's bytes to the pages in it. Limits are kept before anything is decoded.

pub mod format;
mod image;
mod pdf;
#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use ::image::RgbImage;
use format::Format;

/// A picture to look for cards on.
#[derive(Clone, Debug)]
pub struct Page {
    /// Upright as the file says (EXIF), 8 bits a channel, transparency over white.
    pub pixels: RgbImage,
    /// From 1; a picture has one page.
    pub number: usize,
}

/// What is read, and what is refused for its size.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The shortest side of a picture, pixels.
    pub min_side: u32,
    /// The longest side of a picture, pixels. A PDF's pages are drawn smaller to keep it.
    pub max_side: u32,
    /// The size of a file, bytes.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            min_side: 128,
            max_side: 6000,
            max_bytes: 5 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// For a file whose size is known before it is read.
    ///
    /// # Errors
    /// [`Error::FileTooLarge`].
    pub fn check_bytes(&self, bytes: u64) -> Result<()> {
        let max = self.max_bytes;
        if bytes > max {
            Err(Error::FileTooLarge { bytes, max })
        } else {
            Ok(())
        }
    }

    fn check_sides(&self, width: u32, height: u32) -> Result<()> {
        let (min, max) = (self.min_side, self.max_side);
        if width.max(height) > max {
            Err(Error::PictureTooLarge { width, height, max })
        } else if width.min(height) < min {
            Err(Error::PictureTooSmall { width, height, min })
        } else {
            Ok(())
        }
    }
}

/// Opens a file: its pages are then made one at a time, so that a long PDF never lies in memory whole.
/// `password` is for an encrypted PDF, and not looked at otherwise.
///
/// # Errors
/// Those of the file as a whole: its kind, its size, damage, encryption, no PDFium where it is needed.
/// A single page of a PDF that cannot be drawn is an error in its place.
pub fn pages<'a>(bytes: &'a [u8], limits: &Limits, password: Option<&str>) -> Result<Pages<'a>> {
    if bytes.is_empty() {
        return Err(Error::EmptyFile);
    }
    limits.check_bytes(bytes.len() as u64)?;
    let format = Format::of(bytes);
    format.check()?;
    Ok(Pages(match format {
        Format::Pdf => Kind::Pdf(Box::new(pdf::Pages::open(bytes, limits, password)?)),
        _ => Kind::Picture(Some(image::decode(bytes, format, limits)?)),
    }))
}

/// The pages of a file, in order. Made by [`pages`].
pub struct Pages<'a>(Kind<'a>);

enum Kind<'a> {
    Picture(Option<RgbImage>),
    Pdf(Box<pdf::Pages<'a>>),
}

impl Iterator for Pages<'_> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        match &mut self.0 {
            Kind::Picture(pixels) => pixels.take().map(|pixels| Ok(Page { pixels, number: 1 })),
            Kind::Pdf(pages) => pages.next(),
        }
    }
}
