//! From a file's bytes to the pages in it. Limits are kept before anything is decoded.

pub mod format;
mod image;
mod pdf;
#[cfg(test)]
mod tests;
mod wire;
pub mod worker;
pub mod workers;

use crate::error::{Error, Result};
use ::image::RgbImage;
use format::Format;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// A picture to look for cards on.
#[derive(Clone, Debug)]
pub struct Page {
    /// Upright as the file says (EXIF), 8 bits a channel, transparency over white.
    pub pixels: RgbImage,
    /// From 1; a picture has one page.
    pub number: usize,
    /// When reading it is given up, if ever.
    pub deadline: Option<Instant>,
}

impl Page {
    /// To be asked now and then while the page is read.
    ///
    /// # Errors
    /// [`Error::PageTimeout`] once its time is over.
    pub fn check_time(&self) -> Result<()> {
        match self.deadline {
            Some(deadline) if Instant::now() > deadline => {
                Err(Error::PageTimeout { page: self.number })
            }
            _ => Ok(()),
        }
    }
}

/// What is read, and what is refused for its size.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// The shortest side of a picture, pixels.
    pub min_side: u32,
    /// The longest side of a picture, pixels. A PDF's pages are drawn smaller to keep it.
    pub max_side: u32,
    /// The size of a file, bytes.
    pub max_bytes: u64,
    /// The number of pages in a PDF.
    pub max_pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            min_side: 128,
            max_side: 6000,
            max_bytes: 5 * 1024 * 1024,
            max_pages: 1000,
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

    /// Address space for a process that draws PDFs, bytes: the program, PDFium and the pictures in a PDF, and for each
    /// pixel of the largest page what PDFium draws and what is handed on.
    fn worker_memory(&self) -> u64 {
        let side = u64::from(self.max_side);
        side.saturating_mul(side)
            .saturating_mul(16)
            .saturating_add(512 << 20)
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
/// PDFium reads PDFs in this process. It is C++, and strangers' files may crash it or keep it for ever;
/// [`workers::Workers::pages`] does the same in a process of its own.
///
/// # Errors
/// Those of the file as a whole: its kind, its size, damage, encryption, no PDFium where it is needed.
/// A single page of a PDF that cannot be drawn is an error in its place.
pub fn pages<'a>(bytes: &'a [u8], limits: &Limits, password: Option<&str>) -> Result<Pages<'a>> {
    open(bytes, limits, None, || {
        Ok(Box::new(pdf::Document::open(bytes, limits, password)?))
    })
}

fn open<'a>(
    bytes: &[u8],
    limits: &Limits,
    timeout: Option<Duration>,
    pdf: impl FnOnce() -> Result<Box<dyn Document + 'a>>,
) -> Result<Pages<'a>> {
    if bytes.is_empty() {
        return Err(Error::EmptyFile);
    }
    limits.check_bytes(bytes.len() as u64)?;
    let format = Format::of(bytes);
    format.check()?;
    let started = Instant::now();
    let kind = match format {
        Format::Pdf => Kind::Pdf {
            document: pdf()?,
            drawn: 0,
        },
        _ => Kind::Picture(Some(Page {
            pixels: image::decode(bytes, format, limits)?,
            number: 1,
            deadline: deadline(started, timeout),
        })),
    };
    Ok(Pages { kind, timeout })
}

fn deadline(started: Instant, timeout: Option<Duration>) -> Option<Instant> {
    started.checked_add(timeout?)
}

/// A PDF that is open, in this process or in another.
trait Document {
    /// How many pages it says it has, at least one.
    fn pages(&self) -> usize;

    /// Draws the page with this number, from 1.
    fn draw(&mut self, number: usize) -> Result<RgbImage>;
}

/// The pages of a file, in order. Made by [`pages`].
pub struct Pages<'a> {
    kind: Kind<'a>,
    /// For each page.
    timeout: Option<Duration>,
}

enum Kind<'a> {
    Picture(Option<Page>),
    Pdf {
        document: Box<dyn Document + 'a>,
        /// How many pages have been tried.
        drawn: usize,
    },
}

impl Iterator for Pages<'_> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        match &mut self.kind {
            Kind::Picture(page) => page.take().map(Ok),
            Kind::Pdf { document, drawn } => {
                if *drawn >= document.pages() {
                    return None;
                }
                *drawn += 1;
                let number = *drawn;
                let deadline = deadline(Instant::now(), self.timeout);
                Some(document.draw(number).map(|pixels| Page {
                    pixels,
                    number,
                    deadline,
                }))
            }
        }
    }
}
