//! Faults of ours while a file is read: caught for that file, and not shown as a panic.

use std::cell::Cell;
use std::panic;
use std::path::Path;

use super::progress::say;

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, a panic on this thread is about the file that is read.
pub struct Caught;

impl Caught {
    pub fn begin() -> Self {
        READING.set(true);
        Self
    }
}

impl Drop for Caught {
    fn drop(&mut self) {
        READING.set(false);
    }
}

/// Silences the message of panics that are caught. With `place`, says where they were; never with their text, which
/// may hold something that was read.
pub fn hook(place: bool) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !READING.get() {
            usual(panic);
        } else if let (true, Some(at)) = (place, panic.location()) {
            let file = Path::new(at.file()).file_name().unwrap_or_default();
            say(&format!(
                "fault at {}:{}",
                file.to_string_lossy(),
                at.line()
            ));
        }
    }));
}
