//! What a worker and the process that started it say to each other: a message as JSON, and bytes behind it.

use super::Limits;
use crate::error::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::time::Duration;

/// A message is no longer than this: it holds a few numbers and a sentence.
const MAX_MESSAGE: u32 = 1 << 16;

/// What a worker is asked to do, one thing at a time.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Open the PDF whose bytes follow, in place of the one before.
    Open {
        limits: Limits,
        password: Option<String>,
        /// For each thing that it is asked about this PDF.
        timeout: Duration,
    },
    /// Draw a page of the PDF that is open, counted from 1.
    Draw { page: usize },
}

/// What comes of it.
pub type Reply = Result<Done, Error>;

#[derive(Debug, Serialize, Deserialize)]
pub enum Done {
    Opened {
        pages: usize,
    },
    /// Its pixels follow, row by row, three bytes each.
    Drawn {
        width: u32,
        height: u32,
    },
}

/// Writes a message and the bytes that belong to it.
pub fn send(to: &mut impl Write, message: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
    let message = serde_json::to_vec(message)?;
    to.write_all(&(message.len() as u32).to_le_bytes())?;
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(&message)?;
    to.write_all(bytes)?;
    to.flush()
}

/// Reads what [`send`] wrote; with more than `most` bytes behind the message it is an error.
pub fn receive<M: DeserializeOwned>(from: &mut impl Read, most: u64) -> io::Result<(M, Vec<u8>)> {
    let (mut length, mut following) = ([0; 4], [0; 8]);
    from.read_exact(&mut length)?;
    from.read_exact(&mut following)?;
    let (length, following) = (u32::from_le_bytes(length), u64::from_le_bytes(following));
    if length > MAX_MESSAGE || following > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let message = exactly(from, length.into())?;
    Ok((serde_json::from_slice(&message)?, exactly(from, following)?))
}

fn exactly(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length as usize);
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_received() {
        let mut pipe = Vec::new();
        let reply: Reply = Err(Error::PdfPage {
            page: 3,
            reason: "شناخت".into(),
        });
        send(&mut pipe, &reply, b"").unwrap();
        let drawn: Reply = Ok(Done::Drawn {
            width: 1,
            height: 2,
        });
        send(&mut pipe, &drawn, &[7; 6]).unwrap();
        let mut pipe = pipe.as_slice();
        let (reply, _) = receive::<Reply>(&mut pipe, 0).unwrap();
        assert!(matches!(reply, Err(Error::PdfPage { page: 3, reason }) if reason == "شناخت"),);
        let (drawn, bytes) = receive::<Reply>(&mut pipe, 6).unwrap();
        assert!(matches!(drawn, Ok(Done::Drawn { height: 2, .. })));
        assert_eq!(bytes, [7; 6]);
        assert!(receive::<Reply>(&mut pipe, 6).is_err());
    }

    #[test]
    fn rubbish_is_an_error_and_takes_no_memory() {
        for rubbish in [&[0xff; 40][..], b"0123", &[0; 12], b"hello, worker\n"] {
            assert!(receive::<Reply>(&mut &*rubbish, 1 << 20).is_err());
        }
    }
}
