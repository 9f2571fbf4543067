//! PDFs are drawn by this same program in a process of its own (`cnic-ocr draw-pdfs`, not for people): see
//! `cnic_ocr::input::workers` for why.

use std::io;
use std::path::PathBuf;
use std::process::{self, Command};
use std::time::Duration;

use anyhow::{Context, Result};
use cnic_ocr::input::worker;
use cnic_ocr::input::workers::Workers;

use super::args::LibraryArgs;
use super::exit::Exit;

/// The processes that draw PDFs for us. None is started before the first PDF comes.
pub fn workers(libraries: &LibraryArgs, timeout: Duration) -> Workers {
    let pdfium = libraries.pdfium.clone();
    let command = move || {
        let mut command = Command::new(own_program());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // A group of its own: Ctrl-C is for us, who let it finish what is in work.
            command.arg0("cnic-ocr").process_group(0);
        }
        command.arg("draw-pdfs");
        if let Some(path) = &pdfium {
            command.arg("--pdfium").arg(path);
        }
        command
    };
    Workers::new(command, timeout)
}

/// On Linux by a name that means this very program, also when another version has been installed meanwhile.
fn own_program() -> PathBuf {
    let this = PathBuf::from("/proc/self/exe");
    if this.exists() {
        this
    } else {
        std::env::current_exe().unwrap_or_else(|_| "cnic-ocr".into())
    }
}

/// Draws PDFs for the process at the other end of standard input and output, until that is gone.
pub fn serve(libraries: &LibraryArgs) -> Result<Exit> {
    libraries.prefer();
    worker::serve(io::stdin(), io::stdout(), || process::exit(0))
        .context("the process that wants pages is gone")?;
    Ok(Exit::Success)
}
