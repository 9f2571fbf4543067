//! Records as text: JSON in three layouts, and tables.

use std::borrow::Cow;

use anyhow::Context;
use cnic_ocr::answer::{CardResult, Record};
use cnic_ocr::card::Field;
use cnic_ocr::text::escape_controls;

/// How records are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One JSON object a line.
    Lines,
    /// One JSON object after the other, indented.
    Indented,
    /// One JSON array with a record a line.
    Array,
    /// A table parted by commas (RFC 4180, but lines end with a line feed).
    Csv,
    /// A table parted by tabs.
    Tsv,
}

/// The first columns of a table; the fields of both sides follow under their keys.
const COLUMNS: [&str; 6] = [
    "file",
    "request_id",
    "status",
    "reason",
    "card_type",
    "card_side",
];

impl Layout {
    /// What stands before the first record.
    pub fn head(self) -> anyhow::Result<String> {
        match self {
            Self::Lines | Self::Indented => Ok(String::new()),
            Self::Array => Ok("[".to_owned()),
            Self::Csv | Self::Tsv => {
                let fields = Field::ALL.iter().map(|field| field.key());
                self.rows(vec![COLUMNS.into_iter().chain(fields).collect()])
            }
        }
    }

    /// A record, whole. The first one in an array has nothing before it that parts it from others.
    pub fn record(self, record: &Record, first: bool) -> anyhow::Result<String> {
        Ok(match self {
            Self::Lines => serde_json::to_string(record)? + "\n",
            Self::Indented => serde_json::to_string_pretty(record)? + "\n",
            Self::Array => format!(
                "{}\n{}",
                if first { "" } else { "," },
                serde_json::to_string(record)?
            ),
            Self::Csv | Self::Tsv => {
                let results = record.results.as_deref().unwrap_or_default();
                let rows = if results.is_empty() {
                    vec![row(record, None)]
                } else {
                    results
                        .iter()
                        .map(|result| row(record, Some(result)))
                        .collect()
                };
                self.rows(rows)?
            }
        })
    }

    /// What stands after the last record.
    pub fn tail(self, first: bool) -> &'static str {
        match (self, first) {
            (Self::Array, true) => "]\n",
            (Self::Array, false) => "\n]\n",
            _ => "",
        }
    }

    /// What parts the columns of a table.
    pub fn delimiter(self) -> u8 {
        if self == Self::Tsv { b'\t' } else { b',' }
    }

    fn rows(self, rows: Vec<Vec<&str>>) -> anyhow::Result<String> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter())
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row)?;
        }
        let bytes = writer.into_inner().context("a table's row")?;
        Ok(String::from_utf8(bytes)?)
    }
}

fn row<'r>(record: &'r Record, result: Option<&'r CardResult>) -> Vec<&'r str> {
    let of_record = [
        record.file.as_deref().unwrap_or_default(),
        &record.request_id,
        record.status.as_str(),
        record.reason.as_deref().unwrap_or_default(),
        result.map_or("", |result| result.card_type.as_str()),
        result.map_or("", |result| result.card_side.as_str()),
    ];
    let value = |field: &Field| {
        result
            .and_then(|result| result.card_info.get(*field))
            .map_or("", String::as_str)
    };
    of_record
        .into_iter()
        .chain(Field::ALL.iter().map(value))
        .collect()
}

/// The text as a terminal may show it.
pub fn for_terminal(text: &str, terminal: bool) -> Cow<'_, str> {
    if terminal {
        escape_controls(text)
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use cnic_ocr::answer::Status;

    use super::*;

    const LAYOUTS: [Layout; 5] = [
        Layout::Lines,
        Layout::Indented,
        Layout::Array,
        Layout::Csv,
        Layout::Tsv,
    ];

    /// A card back as a user reads it back from a file.
    fn record() -> Record {
        let json = r#"{"file": "a,\"b\n.png", "request_id": "TID0", "status": "OK", "results": [
            {"card_type": "NIC", "card_side": "back", "card_info": {"id_number": "35202-1234567-1",
             "current_address": "مکان نمبر 12، لاہور", "permanent_address": "", "family_number": "A1B2C3",
             "issue_date": "08/17/1999", "expiry_date": "Lifetime"}}]}"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_layout_can_be_read_back() {
        for layout in LAYOUTS {
            let records = [
                record(),
                Record::failed(None, Status::InternalError, "x".to_owned()),
            ];
            let mut text = layout.head().unwrap();
            for (at, record) in records.iter().enumerate() {
                text += &layout.record(record, at == 0).unwrap();
            }
            text += layout.tail(false);
            let read: Vec<Record> = match layout {
                Layout::Array => serde_json::from_str(&text).unwrap(),
                Layout::Csv | Layout::Tsv => {
                    let mut reader = csv::ReaderBuilder::new()
                        .delimiter(layout.delimiter())
                        .from_reader(text.as_bytes());
                    let rows: Vec<csv::StringRecord> =
                        reader.records().map(Result::unwrap).collect();
                    assert_eq!(rows.len(), 2);
                    assert_eq!(&rows[0][0], record().file.unwrap());
                    let cells: Vec<&str> = rows[0].iter().filter(|cell| !cell.is_empty()).collect();
                    assert_eq!(cells.len(), 10, "{cells:?}");
                    continue;
                }
                _ => serde_json::Deserializer::from_str(&text)
                    .into_iter()
                    .map(Result::unwrap)
                    .collect(),
            };
            assert_eq!(read, records);
        }
    }

    #[test]
    fn no_record_makes_an_empty_array() {
        let text = Layout::Array.head().unwrap() + Layout::Array.tail(true);
        assert_eq!(text, "[]\n");
    }

    #[test]
    fn the_columns_of_tables_are_fixed() {
        let head = Layout::Csv.head().unwrap();
        assert_eq!(
            head,
            "file,request_id,status,reason,card_type,card_side,id_number,name,name_urdu,birthday,gender,father_name,\
             father_name_urdu,identifier,country_of_stay,issue_date,expiry_date,current_address,permanent_address,\
             family_number\n"
        );
        assert_eq!(Layout::Tsv.head().unwrap(), head.replace(',', "\t"));
    }

    #[test]
    fn json_stays_json_when_escaped_for_a_terminal() {
        let file = "\u{202e}gnp.\u{1b}[31m\u{9b}";
        let record = Record::failed(Some(file.to_owned()), Status::InternalError, "x".to_owned());
        let json = Layout::Lines.record(&record, true).unwrap();
        let shown = for_terminal(&json, true);
        assert!(
            !shown
                .trim_end()
                .chars()
                .any(|c| c.is_control() || c == '\u{202e}'),
            "{shown}"
        );
        assert_eq!(serde_json::from_str::<Record>(&shown).unwrap(), record);
    }
}
