//! What can go wrong, as a type: the library never prints, exits or panics on input.
//!
//! Texts are for the person who gave the file: they name what is wrong, the value and the limit, and never
//! anything that was read from a card.

use serde::{Deserialize, Serialize};

/// Any failure of the library. Those that a worker for PDFs can meet travel from its process to ours.
#[derive(Debug, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no bytes.
    #[error("the file is empty")]
    EmptyFile,
    /// More bytes than are read.
    #[error("the file has {bytes} bytes; at most {max} are read (raise with --max-bytes)")]
    FileTooLarge {
        /// What the file has.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// A kind of file that is known, but not read.
    #[error("{name} is not read: give a JPEG, PNG or PDF{hint}")]
    UnsupportedFormat {
        /// The kind of file, with its article.
        name: String,
        /// How to get one that is read, starting with a space; or nothing.
        hint: String,
    },
    /// A side is longer than is read.
    #[error(
        "the picture is {width} x {height} pixels; at most {max} a side are read (raise with --max-side)"
    )]
    PictureTooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// The limit of a side, pixels.
        max: u32,
    },
    /// A side is shorter than is read.
    #[error(
        "the picture is {width} x {height} pixels; at least {min} a side are needed (lower with --min-side)"
    )]
    PictureTooSmall {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// The limit of a side, pixels.
        min: u32,
    },
    /// The file says that it is a picture, but it cannot be decoded.
    #[error("the {format} is damaged: {reason}")]
    DamagedPicture {
        /// `JPEG` or `PNG`.
        format: String,
        /// In plain words.
        reason: String,
    },
    /// A picture of a kind that hardly any program writes.
    #[error(
        "the {format} is made in a rare way that is not read: save it again as an ordinary JPEG or PNG"
    )]
    UnreadPicture {
        /// `JPEG` or `PNG`.
        format: String,
    },
    /// The file says that it is a PDF, but it cannot be opened.
    #[error("the PDF is damaged and cannot be opened")]
    DamagedPdf,
    /// PDFium crashes on the PDF, or does not come to an end.
    #[error("the PDF cannot be opened: {reason}")]
    PdfUnopened {
        /// In words.
        reason: String,
    },
    /// More pages than are read.
    #[error("the PDF has {pages} pages; at most {max} are read (raise with --max-pages)")]
    PdfTooLong {
        /// What the file says.
        pages: usize,
        /// The limit.
        max: usize,
    },
    /// The PDF is encrypted, and no password was given.
    #[error("the PDF is encrypted: give its password with --password")]
    PdfPasswordNeeded,
    /// The password that was given does not open the PDF.
    #[error("the PDF is encrypted, and the password given does not open it")]
    PdfPasswordWrong,
    /// The PDF is protected by a method that PDFium does not know.
    #[error("the PDF is encrypted in a way that is not supported")]
    PdfEncryption,
    /// The PDF has no page.
    #[error("the PDF has no pages")]
    PdfEmpty,
    /// One page of a PDF cannot be drawn; others may be.
    #[error("page {page} of the PDF cannot be drawn: {reason}")]
    PdfPage {
        /// From 1.
        page: usize,
        /// In words.
        reason: String,
    },
    /// The time for a page was over before all of it was read.
    #[error("page {page} takes too long to read (raise with --timeout)")]
    PageTimeout {
        /// From 1.
        page: usize,
    },
    /// A shared library is nowhere to be found. The text says what to do.
    #[error("{0}")]
    LibraryMissing(String),
    /// A shared library is there, but cannot be used.
    #[error("{library} cannot be used from {path}: {reason}")]
    LibraryUnusable {
        /// Its name.
        library: String,
        /// Where it was found.
        path: String,
        /// In the loader's words.
        reason: String,
    },
    /// A network cannot be loaded or run.
    #[error("the model {name} failed: {reason}")]
    Model {
        /// Its name in the manifest.
        name: String,
        /// In ONNX Runtime's words.
        reason: String,
    },
    /// A fault of ours, not of the input.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// A stable name in kebab-case, for scripts and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty-file",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::UnsupportedFormat { .. } => "unsupported-format",
            Self::PictureTooLarge { .. } => "picture-too-large",
            Self::PictureTooSmall { .. } => "picture-too-small",
            Self::DamagedPicture { .. } => "damaged-picture",
            Self::UnreadPicture { .. } => "unread-picture",
            Self::DamagedPdf => "damaged-pdf",
            Self::PdfUnopened { .. } => "pdf-unopened",
            Self::PdfTooLong { .. } => "pdf-too-long",
            Self::PdfPasswordNeeded => "pdf-password-needed",
            Self::PdfPasswordWrong => "pdf-password-wrong",
            Self::PdfEncryption => "pdf-encryption",
            Self::PdfEmpty => "pdf-empty",
            Self::PdfPage { .. } => "pdf-page",
            Self::PageTimeout { .. } => "page-timeout",
            Self::LibraryMissing(_) => "library-missing",
            Self::LibraryUnusable { .. } => "library-unusable",
            Self::Model { .. } => "model",
            Self::Internal(_) => "internal",
        }
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
