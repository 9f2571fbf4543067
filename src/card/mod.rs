//! What the lines on a card say: parse, normalise, check. No pixels here.

mod address;
mod address_word;
mod choose;
mod country;
mod date;
mod digits;
mod field;
mod gender;
mod kind;
mod label;
mod latin_name;
mod mark;
mod number;
mod place;
mod sound;
mod stamp;
mod urdu_name;
mod value;
mod vocabulary;

pub use address_word::with_known_address_words;
pub use choose::confirm;
pub use country::with_known_countries;
pub use date::{CardDate, Day};
pub use field::Field;
pub use kind::{Kind, Side};
pub use latin_name::with_known_latin_names;
pub use mark::with_known_marks;
pub use number::IdNumber;
pub use sound::Spoken;
pub use urdu_name::{may_lack_alef, with_known_urdu_names, without_alef};
pub use value::{Value, breaks_form};

use crate::geometry::Quad;
use label::without_label;

/// What a line may say.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// In logical order, single blanks, not yet folded.
    pub text: String,
    /// From 0 to 1: its probability beside the line's other readings.
    pub confidence: f32,
}

/// One line of text as a reader gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The field it belongs to.
    pub field: Field,
    /// What it may say, the likeliest first.
    pub readings: Vec<Reading>,
    /// Its place in pixels of the page.
    pub quad: Quad,
}

/// What one side of a card says: a value for every field of the side.
#[derive(Clone, Debug, PartialEq)]
pub struct CardInfo {
    side: Side,
    values: Vec<Value>,
}

impl CardInfo {
    /// The side whose fields these are.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Every field of the side with its value, in the order of the answer.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Value)> {
        Field::of(self.side).iter().copied().zip(&self.values)
    }

    /// Whether a number was read that has the form of one.
    pub fn has_number(&self) -> bool {
        let number = self.get(Field::IdNumber);
        number.is_some_and(|value| !value::breaks_form(Field::IdNumber, &value.raw))
    }

    /// Whether a date was read that has the form of one.
    pub fn has_date(&self) -> bool {
        let mut dates = self.iter().filter(|(field, _)| field.is_date());
        dates.any(|(field, value)| CardDate::parse(&without_label(field, &value.raw)).is_some())
    }

    /// The value of a field; `None` if the side has no such field.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.iter()
            .find(|&(its, _)| its == field)
            .map(|(_, value)| value)
    }

    fn get_mut(&mut self, field: Field) -> Option<&mut Value> {
        let at = Field::of(self.side).iter().position(|&its| its == field)?;
        self.values.get_mut(at)
    }
}

/// Puts the lines read on one side of a card together into its values.
///
/// Lines of one field come in reading order; lines of fields that the side does not have are left out.
pub fn assemble(side: Side, mut lines: Vec<Line>) -> CardInfo {
    choose::weigh(&mut lines);
    let lines_of = |field| {
        lines
            .iter()
            .filter(|line| line.field == field)
            .cloned()
            .collect::<Vec<_>>()
    };
    let values = Field::of(side)
        .iter()
        .map(|&field| Value::of(field, &lines_of(field)))
        .collect();
    let mut info = CardInfo { side, values };
    repeat_address(&mut info);
    drop_repeated_date(&mut info);
    info
}

/// `ایضاً` as the permanent address means the current one; `raw` keeps the word that is printed.
fn repeat_address(info: &mut CardInfo) {
    let current = info.get(Field::CurrentAddress).cloned();
    let Some(current) = current.filter(|value| !value.value.is_empty()) else {
        return;
    };
    if let Some(permanent) = info.get_mut(Field::PermanentAddress)
        && address::is_same(&permanent.value)
    {
        permanent.confidence = permanent.confidence.min(current.confidence);
        permanent.value = current.value;
    }
}

/// No card expires on the day it is issued: what says so is one date that was taken for both. Only an expiry is never.
fn drop_repeated_date(info: &mut CardInfo) {
    let said = |field| info.get(field).map(|date| date.value.clone());
    let (issued, expires) = (said(Field::IssueDate), said(Field::ExpiryDate));
    if issued != expires || expires.as_deref() == Some("") {
        return;
    }
    let never = expires.is_some_and(|date| date == CardDate::Lifetime.to_string());
    let other = if never {
        Field::IssueDate
    } else {
        Field::ExpiryDate
    };
    if let Some(date) = info.get_mut(other) {
        *date = Value::absent();
    }
}

#[cfg(test)]
mod tests;
