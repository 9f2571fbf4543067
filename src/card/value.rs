//! From a field's lines to its value.

use super::{
    CardDate, Field, IdNumber, Line, address, country, date::lacks_digits, gender,
    label::without_label, mark, number::family_number, place, stamp::without_stamp,
};
use crate::geometry::Quad;

/// How much of the readers' confidence stays when the text breaks the form of its field, or when some of it was left out.
const MALFORMED: f32 = 0.5;

/// What a field says and where that comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The normalised value; `""` when the card lacks the field.
    pub value: String,
    /// From 0 to 1: the product of its lines', halved when the text breaks the form of its field, or has a stamp's words
    /// where it has no form.
    pub confidence: f32,
    /// The text as read, lines parted by `\n`.
    pub raw: String,
    /// Its place in pixels of the page; `None` when the card lacks the field.
    pub quad: Option<Quad>,
}

impl Value {
    /// The value of a field that the card lacks.
    pub fn absent() -> Self {
        Self {
            value: String::new(),
            confidence: 0.0,
            raw: String::new(),
            quad: None,
        }
    }

    /// The value that lines of one field make together, given in reading order.
    pub(super) fn of(field: Field, lines: &[Line]) -> Self {
        if lines.is_empty() {
            return Self::absent();
        }
        let best = || lines.iter().filter_map(|line| line.readings.first());
        let texts: Vec<&str> = best().map(|reading| reading.text.as_str()).collect();
        let raw = texts.join("\n");
        // all lines have to be right
        let confidence = best()
            .map(|reading| reading.confidence)
            .reduce(|a, b| a * b);
        let confidence = confidence.unwrap_or(0.0).clamp(0.0, 1.0);
        let text = match field {
            Field::CurrentAddress | Field::PermanentAddress => address::without_strays(&raw),
            _ => without_label(field, &raw),
        };
        let own = without_stamp(field, &text);
        let (value, well_formed) = parse(field, &own);
        let strange = match field {
            Field::IdNumber => !own.contains(|c: char| c.is_ascii_digit()),
            Field::Identifier => mark::is_labels_end(&own, confidence),
            Field::Name | Field::NameUrdu | Field::FatherName | Field::FatherNameUrdu => {
                !own.contains(char::is_alphabetic)
            }
            _ => false,
        };
        let nothing = value.is_empty() && field != Field::Gender;
        if strange || nothing {
            return Self::absent();
        }
        // what looks like a stamp may be a name in capitals, where no form tells
        let sound = well_formed && (field.has_form() || own.len() == text.len());
        Self {
            value,
            confidence: if sound {
                confidence
            } else {
                confidence * MALFORMED
            },
            raw,
            quad: Quad::around(lines.iter().map(|line| line.quad)),
        }
    }
}

/// Whether a field's values have a form, and a text breaks it.
pub fn breaks_form(field: Field, text: &str) -> bool {
    let own = || without_stamp(field, &without_label(field, text));
    field.has_form() && !parse(field, &own()).1
}

/// The normalised text of a field and whether it has the form that the field asks for, to the last digit.
///
/// What breaks the form is given as printed, except for the gender, whose values are fixed.
fn parse(field: Field, text: &str) -> (String, bool) {
    let normalised = match field {
        Field::IdNumber => IdNumber::parse(text).map(|number| number.to_string()),
        Field::Birthday | Field::IssueDate | Field::ExpiryDate => {
            let date = CardDate::parse(text)
                .filter(|date| field == Field::ExpiryDate || *date != CardDate::Lifetime)
                .map(|date| date.to_string());
            let whole = date.is_some() && !lacks_digits(text);
            return (date.unwrap_or_else(|| text.to_owned()), whole);
        }
        Field::Gender => {
            return (
                gender::parse(text).unwrap_or_default().to_owned(),
                gender::parse(text).is_some(),
            );
        }
        Field::CountryOfStay => return (text.to_owned(), country::is_known(text)),
        Field::FamilyNumber => family_number(text),
        Field::CurrentAddress | Field::PermanentAddress => {
            Some(place::spelled(&address::tidy(text)))
        }
        Field::Name
        | Field::NameUrdu
        | Field::FatherName
        | Field::FatherNameUrdu
        | Field::Identifier => Some(text.to_owned()),
    };
    let well_formed = normalised.as_ref().is_some_and(|value| !value.is_empty());
    (normalised.unwrap_or_else(|| text.to_owned()), well_formed)
}
