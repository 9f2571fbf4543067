//! Draws the pages of a PDF. The only user of PDFium, which is loaded when the first PDF comes.

mod resolution;
#[cfg(test)]
mod tests;

use super::Limits;
use crate::error::{Error, Result};
use crate::native::{self, Library};
use image::RgbImage;
use pdfium_render::prelude::*;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// One file at a time: PDFium keeps the reason of a failure in one place for all threads, so another thread's
/// file would be blamed. Held while PDFium works, never while the caller looks at a page.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An open PDF.
pub struct Document<'a> {
    document: Option<PdfDocument<'a>>, // always there, until dropped
    limits: Limits,
    pages: usize,
}

impl<'a> Document<'a> {
    /// # Errors
    /// No PDFium, damage, encryption, no pages, too many.
    pub fn open(bytes: &'a [u8], limits: &Limits, password: Option<&str>) -> Result<Self> {
        use PdfiumInternalError::{PasswordError, SecurityError, Unknown};
        let _turn = turn();
        // PDFium's passwords end with a zero; pdfium-render panics at one inside.
        if password.is_some_and(|password| password.contains('\0')) {
            return Err(Error::PdfPasswordWrong);
        }
        let document = match pdfium()?.load_pdf_from_byte_slice(bytes, password) {
            Ok(document) => document,
            Err(PdfiumError::PdfiumLibraryInternalError(reason)) => {
                return Err(match reason {
                    PasswordError if password.is_none() => Error::PdfPasswordNeeded,
                    PasswordError => Error::PdfPasswordWrong,
                    SecurityError => Error::PdfEncryption,
                    Unknown => Error::PdfEmpty, // PDFium refuses a file without pages, but has no name for that
                    _ => Error::DamagedPdf,
                });
            }
            Err(_) => return Err(Error::DamagedPdf),
        };
        let (pages, max) = (document.pages().len(), limits.max_pages);
        match usize::try_from(pages) {
            Err(_) | Ok(0) => Err(Error::PdfEmpty),
            Ok(pages) if pages > max => Err(Error::PdfTooLong { pages, max }),
            Ok(pages) => Ok(Self {
                document: Some(document),
                limits: limits.clone(),
                pages,
            }),
        }
    }
}

impl super::Document for Document<'_> {
    fn pages(&self) -> usize {
        self.pages
    }

    fn draw(&mut self, number: usize) -> Result<RgbImage> {
        let _turn = turn();
        let failed = |reason: &str| Error::PdfPage {
            page: number,
            reason: reason.into(),
        };
        let page = i32::try_from(number - 1)
            .ok()
            .zip(self.document.as_ref())
            .and_then(|(index, document)| document.pages().get(index).ok())
            .ok_or_else(|| failed("it is damaged"))?;
        let (width, height) = (page.width().value, page.height().value);
        if !(width > 0.0 && height > 0.0) {
            return Err(failed("it has no size"));
        }
        let dpi = resolution::of(&page);
        let scale = (dpi / 72.0).min(self.limits.max_side as f32 / width.max(height));
        let pixels = |points: f32| (points * scale).round() as u32;
        let (width, height) = (pixels(width), pixels(height));
        self.limits.check_sides(width, height)?;
        let config = PdfRenderConfig::new()
            .set_fixed_size(width as i32, height as i32)
            .set_format(PdfBitmapFormat::BGR)
            .set_reverse_byte_order(false);
        let drawn = page
            .render_with_config(&config)
            .map(|bitmap| bitmap.as_raw_bytes());
        let pixels = drawn.ok().and_then(|bytes| rgb(bytes, width, height));
        pixels.ok_or_else(|| failed("there is not enough memory"))
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        let _turn = turn();
        self.document = None;
    }
}

fn pdfium() -> Result<&'static Pdfium> {
    static PDFIUM: OnceLock<Pdfium> = OnceLock::new();
    if let Some(pdfium) = PDFIUM.get() {
        return Ok(pdfium); // the caller has its turn, so nobody is loading it
    }
    let found = native::find(Library::Pdfium).map_err(|e| Error::LibraryMissing(e.to_string()))?;
    let bindings = Pdfium::bind_to_library(&found.path).map_err(|e| Error::LibraryUnusable {
        library: Library::Pdfium.name().into(),
        path: found.path.display().to_string(),
        reason: match e {
            PdfiumError::LoadLibraryError(e) => e.to_string(),
            e => e.to_string(),
        },
    })?;
    Ok(PDFIUM.get_or_init(|| Pdfium::new(bindings)))
}

/// From PDFium's rows, blue first and padded to four bytes.
fn rgb(mut bytes: Vec<u8>, width: u32, height: u32) -> Option<RgbImage> {
    let row = width as usize * 3;
    let padded = row.next_multiple_of(4);
    if bytes.len() < padded * height as usize {
        return None;
    }
    for y in 0..height as usize {
        bytes.copy_within(y * padded..y * padded + row, y * row);
    }
    bytes.truncate(row * height as usize);
    for pixel in bytes.chunks_exact_mut(3) {
        pixel.swap(0, 2);
    }
    RgbImage::from_raw(width, height, bytes)
}
