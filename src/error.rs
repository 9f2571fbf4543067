//! What can go wrong, as a type: the library never prints, exits or panics on input.
//!
//! Texts are for the person who gave the file: they name what is wrong, the value and the limit, and never
//! anything that was read from a card.

/// Any failure of the library.
#[derive(Debug, thiserror::Error)]
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
        name: &'static str,
        /// How to get one that is read, starting with a space; or nothing.
        hint: &'static str,
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
        format: &'static str,
        /// In the decoder's words.
        reason: String,
    },
    /// The file says that it is a PDF, but it cannot be opened.
    #[error("the PDF is damaged and cannot be opened")]
    DamagedPdf,
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
        /// In PDFium's words.
        reason: String,
    },
    /// A shared library is nowhere to be found. The text says what to do.
    #[error("{0}")]
    LibraryMissing(String),
    /// A shared library is there, but cannot be used.
    #[error("{library} cannot be used from {path}: {reason}")]
    LibraryUnusable {
        /// Its name.
        library: &'static str,
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
            Self::DamagedPdf => "damaged-pdf",
            Self::PdfPasswordNeeded => "pdf-password-needed",
            Self::PdfPasswordWrong => "pdf-password-wrong",
            Self::PdfEncryption => "pdf-encryption",
            Self::PdfEmpty => "pdf-empty",
            Self::PdfPage { .. } => "pdf-page",
            Self::LibraryMissing(_) => "library-missing",
            Self::LibraryUnusable { .. } => "library-unusable",
            Self::Model { .. } => "model",
            Self::Internal(_) => "internal",
        }
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
