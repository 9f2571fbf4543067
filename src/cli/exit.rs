//! How the program ends. The numbers are part of its interface.

use std::process::ExitCode;

use cnic_ocr::error::Error;

/// The exit codes, each with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Every file is `OK`, or `--exit-zero` was given; also a closed pipe.
    Success = 0,
    /// At least one file is not `OK`, or the output could not be written.
    Failure = 1,
    /// Wrong usage. Nothing was read.
    Usage = 2,
    /// A library or a model is missing or broken.
    Missing = 3,
    /// Stopped by Ctrl-C; what was in work has been finished and written.
    Interrupted = 130,
    /// Stopped by SIGTERM, likewise.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Whether an error is about the installation and not about the file.
pub fn is_installation(error: &Error) -> bool {
    matches!(
        error,
        Error::LibraryMissing(_) | Error::LibraryUnusable { .. } | Error::Model { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_never_change() {
        let all = [
            Exit::Success,
            Exit::Failure,
            Exit::Usage,
            Exit::Missing,
            Exit::Interrupted,
            Exit::Terminated,
        ];
        assert_eq!(all.map(|exit| exit as u8), [0, 1, 2, 3, 130, 143]);
    }
}
