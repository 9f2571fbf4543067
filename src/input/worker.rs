//! The process that draws PDFs for another one: requests come from its standard input, pages go to its standard
//! output (see `wire.rs`). It serves one file after the other until the pipe is closed.

use super::wire::{self, Done, Reply, Request};
use super::{Document, pdf};
use crate::confine::confine;
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// Serves until `input` ends; then calls `end`, which must end the process at once: it may be in the middle of a page
/// that nobody waits for any more, also because its parent was killed.
///
/// # Errors
/// If nobody takes the answers.
pub fn serve(
    mut input: impl Read + Send + 'static,
    mut output: impl Write,
    end: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let (sender, requests) = channel();
    thread::Builder::new().spawn(move || {
        while let Ok(request) = wire::receive::<Request>(&mut input, u64::MAX) {
            if sender.send(request).is_err() {
                break;
            }
        }
        end();
    })?;
    let mut next = requests.recv().ok();
    while let Some(request) = next {
        next = file(request, &requests, &mut output)?;
    }
    Ok(())
}

/// Serves one file; gives the request for the next one.
fn file(
    (request, bytes): (Request, Vec<u8>),
    requests: &Receiver<(Request, Vec<u8>)>,
    output: &mut impl Write,
) -> io::Result<Option<(Request, Vec<u8>)>> {
    let Request::Open {
        limits,
        password,
        timeout,
    } = request
    else {
        return Err(io::ErrorKind::InvalidInput.into()); // no file is open
    };
    confine(limits.worker_memory(), timeout);
    let mut document = match pdf::Document::open(&bytes, &limits, password.as_deref()) {
        Ok(document) => document,
        Err(error) => {
            wire::send(output, &Reply::Err(error), b"")?;
            return Ok(requests.recv().ok());
        }
    };
    let pages = document.pages();
    wire::send(output, &Reply::Ok(Done::Opened { pages }), b"")?;
    while let Ok((request, following)) = requests.recv() {
        let Request::Draw { page } = request else {
            return Ok(Some((request, following)));
        };
        confine(limits.worker_memory(), timeout);
        match document.draw(page) {
            Ok(pixels) => {
                let (width, height) = pixels.dimensions();
                wire::send(output, &Reply::Ok(Done::Drawn { width, height }), &pixels)?;
            }
            Err(error) => wire::send(output, &Reply::Err(error), b"")?,
        }
    }
    Ok(None)
}
