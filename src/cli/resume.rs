//! What an output file of an interrupted run has already.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use anyhow::{Context, ensure};
use cnic_ocr::answer::Status;
use serde::Deserialize;

use super::render::Layout;

/// How often each file has been answered. Names are kept as hashes: there may be millions.
#[derive(Default)]
pub struct Answered {
    counts: HashMap<u64, u32>,
    hasher: RandomState,
    /// Whether one of the answers is that its file is not `OK`.
    pub any_failed: bool,
}

impl Answered {
    fn add(&mut self, record: &Named) {
        let name = self.hasher.hash_one(&*record.file);
        *self.counts.entry(name).or_default() += 1;
        self.any_failed |= record.status != Status::Ok.as_str();
    }

    /// Whether there is an answer for a file; it counts for one mention of the file.
    pub fn take(&mut self, name: &str) -> bool {
        match self.counts.get_mut(&self.hasher.hash_one(name)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Makes a file end behind its last whole record, to go on there; gives its length up to there, and what it answers.
///
/// # Errors
/// A file that holds something else than records: then it is left as it is.
pub fn go_on(file: &mut File, layout: Layout) -> anyhow::Result<(u64, Answered)> {
    let (length, answered) = match layout {
        Layout::Csv | Layout::Tsv => whole_rows(file, layout)?,
        _ => whole_lines(file)?,
    };
    file.set_len(length)?;
    file.seek(SeekFrom::Start(length))?;
    Ok((length, answered))
}

/// The part of a record that is looked at.
#[derive(Deserialize)]
struct Named {
    file: String,
    status: String,
}

/// How each of our lines begins.
const LINE: &[u8] = br#"{"file":""#;

/// Whether something may be what is left of `whole`, or of something that begins so.
fn is_torn(part: &[u8], whole: &[u8]) -> bool {
    part.iter().zip(whole).all(|(a, b)| a == b)
}

fn whole_lines(file: &File) -> anyhow::Result<(u64, Answered)> {
    let mut answered = Answered::default();
    let (mut reader, mut line, mut length) = (BufReader::new(file), Vec::new(), 0);
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let foreign = || {
            format!("it holds something else than records that name their file, at byte {length}")
        };
        if line.last() != Some(&b'\n') {
            ensure!(is_torn(&line, LINE), foreign());
            return Ok((length, answered));
        }
        let record: Named = serde_json::from_slice(&line).with_context(foreign)?;
        answered.add(&record);
        length += line.len() as u64;
    }
}

/// A file with several cards has several rows, and a torn row may seem to be one of another file. So the last two
/// files are read once more: whatever was torn belongs to one of them.
fn whole_rows(mut file: &File, layout: Layout) -> anyhow::Result<(u64, Answered)> {
    let head = layout.head()?;
    let mut start = Vec::new();
    file.take(head.len() as u64).read_to_end(&mut start)?;
    ensure!(
        is_torn(&start, head.as_bytes()),
        "it holds something else than a table of records"
    );
    file.rewind()?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(layout.delimiter())
        .flexible(true)
        .from_reader(file);
    let mut starts: Vec<(u64, String, Named)> = Vec::new();
    let mut answered = Answered::default();
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        let start = row.position().map_or(0, csv::Position::byte);
        let cell = |at| String::from_utf8_lossy(row.get(at).unwrap_or_default()).into_owned();
        let request = cell(1);
        if starts.last().is_some_and(|(_, last, _)| *last == request) {
            continue;
        }
        let (file, status) = (cell(0), cell(2));
        starts.push((start, request, Named { file, status }));
        if starts.len() > 2 {
            answered.add(&starts.remove(0).2);
        }
    }
    // Without a row to keep, the head is written anew.
    Ok((
        starts.first().map_or(0, |(start, ..)| {
            if answered.counts.is_empty() {
                0
            } else {
                *start
            }
        }),
        answered,
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use cnic_ocr::answer::{Record, Status};

    use super::*;

    fn open(path: &Path) -> File {
        let mut options = File::options();
        options.read(true).write(true).open(path).unwrap()
    }

    fn records() -> Vec<Record> {
        let failed = |name: &str| {
            Record::failed(
                Some(name.to_owned()),
                Status::DetectionFailed,
                "a\nb".to_owned(),
            )
        };
        let two_cards = r#"{"file": "b", "request_id": "TID1", "status": "OK", "results": [R, R]}"#;
        let back = r#"{"card_type": "NIC", "card_side": "back", "card_info": {"id_number": "", "current_address": "",
            "permanent_address": "", "family_number": "", "issue_date": "", "expiry_date": ""}}"#;
        let two_cards = serde_json::from_str(&two_cards.replace('R', back)).unwrap();
        vec![
            failed("a"),
            two_cards,
            failed("a"),
            failed("c\n\"d\""),
            failed("e"),
        ]
    }

    /// Cut at any byte, resumed and completed, a file is as if it had never been cut.
    #[test]
    fn nothing_is_lost_and_nothing_doubled_wherever_it_was_cut() {
        for layout in [Layout::Lines, Layout::Csv, Layout::Tsv] {
            let records = records();
            let mut whole = layout.head().unwrap();
            for record in &records {
                whole += &layout.record(record, false).unwrap();
            }
            let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
            for cut in 0..=whole.len() {
                fs::write(&path, &whole.as_bytes()[..cut]).unwrap();
                let mut file = open(&path);
                let (length, mut answered) = go_on(&mut file, layout).unwrap();
                if length == 0 {
                    file.write_all(layout.head().unwrap().as_bytes()).unwrap();
                }
                for record in &records {
                    if !answered.take(record.file.as_deref().unwrap()) {
                        file.write_all(layout.record(record, false).unwrap().as_bytes())
                            .unwrap();
                    }
                }
                assert_eq!(
                    fs::read_to_string(&path).unwrap(),
                    whole,
                    "{layout:?} cut at {cut}"
                );
            }
        }
    }

    #[test]
    fn another_file_is_left_as_it_is() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        let long = "something that somebody needs,\n".repeat(20);
        let torn = records()
            .iter()
            .map(|record| Layout::Lines.record(record, false).unwrap())
            .collect::<String>()
            + "and a note";
        for (text, layouts) in [
            (&*long, &[Layout::Lines, Layout::Csv, Layout::Tsv][..]),
            ("no line end", &[Layout::Lines, Layout::Csv, Layout::Tsv]),
            (
                "name,number\nA,1\n",
                &[Layout::Lines, Layout::Csv, Layout::Tsv],
            ),
            (&torn, &[Layout::Lines]),
        ] {
            for layout in layouts {
                fs::write(&path, text).unwrap();
                assert!(
                    go_on(&mut open(&path), *layout).is_err(),
                    "{layout:?}: {text}"
                );
                assert_eq!(fs::read_to_string(&path).unwrap(), text);
            }
        }
    }
}
