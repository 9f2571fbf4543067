//! Reads Pakistani identity cards (CNIC, SNIC) from pictures and PDFs, offline.
//!
//! The floors of the crate, each importing only from those below it:
//! `pipeline`, `answer` → `stages` → `runtime`, `input` → `models`, `card` → `native`, `geometry`, `text`, `confine`,
//! `timings`, `error`.

pub mod answer;
pub mod card;
pub mod confine;
pub mod error;
pub mod geometry;
pub mod input;
pub mod models;
pub mod native;
pub mod pipeline;
pub mod runtime;
pub mod stages;
pub mod text;
pub mod timings;
