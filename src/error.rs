//! What can go wrong, as a type: the library never prints, exits or panics on input.

/// Any failure of the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A fault of ours, not of the input.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// A stable name in kebab-case, for scripts and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Internal(_) => "internal",
        }
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
