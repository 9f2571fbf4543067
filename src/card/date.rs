//! Dates in every form that the cards print.

use std::fmt;

use super::digits::{digit, only_stretch};
use crate::text::distance;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const LIFETIME: &str = "lifetime";
const LIFETIME_URDU: &str = "تاحیات";

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// A day that the calendar has, in the years 1900 to 2099; `None` otherwise.
    pub fn new(day: u32, month: u32, year: u32) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let exists = (1900..2100).contains(&year)
            && (1..=12).contains(&month)
            && (1..=length).contains(&day);
        exists.then_some(Self {
            year: year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// Years to the same day of a later year; `None` for another day or an earlier year.
    pub(super) fn years_to(self, later: Self) -> Option<u16> {
        let same = (self.month, self.day) == (later.month, later.day);
        later.year.checked_sub(self.year).filter(|_| same)
    }
}

impl fmt::Display for Day {
    /// As the API gives it: `MM/DD/YYYY`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{:04}", self.month, self.day, self.year)
    }
}

/// What stands in a field for a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardDate {
    /// A day.
    Day(Day),
    /// `Lifetime` or `تاحیات`: the card does not expire.
    Lifetime,
}

impl CardDate {
    /// Reads `dd.mm.yyyy`, `dd/mm/yyyy`, `dd-mm-yyyy`, `ddmmyyyy`, `Month dd, yyyy` or a word for lifetime.
    ///
    /// Blanks may stand anywhere between the parts; letters that look like a digit count as it. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if is_lifetime(text) {
            return Some(Self::Lifetime);
        }
        let stretch = |form| in_digits(&only_stretch(text, form)?);
        with_named_month(text)
            .or_else(|| in_digits(text))
            .or_else(|| stretch("dd.dd.dddd"))
            .or_else(|| stretch("dd/dd/dddd"))
            .or_else(|| stretch("dd-dd-dddd"))
            .map(Self::Day)
    }
}

impl fmt::Display for CardDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Lifetime => f.write_str("Lifetime"),
        }
    }
}

/// Whether a date in digits has fewer of them than cards print: two for a day, two for a month.
pub(super) fn lacks_digits(text: &str) -> bool {
    in_digits(text).is_some() && text.chars().filter(|&c| digit(c).is_some()).count() < 8
}

fn is_lifetime(text: &str) -> bool {
    let joined: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    // Two wrong letters are no danger, nor half of the word: only dates stand beside these words.
    let half = joined.len() >= 4 && (LIFETIME.starts_with(&joined) || LIFETIME.ends_with(&joined));
    half || distance(&joined, LIFETIME) <= 2 || distance(&joined, LIFETIME_URDU) <= 2
}

fn with_named_month(text: &str) -> Option<Day> {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let (first, second, third) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let (month, day) = match month_named(first) {
        Some(month) => (month, second),
        None => (month_named(second)?, first),
    };
    Day::new(number(day, 1..=2)?, month, number(third, 4..=4)?)
}

fn month_named(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let named =
        |month: &&str| word == month[..3] || distance(&word, month) <= usize::from(month.len() > 4);
    MONTHS.iter().position(named).map(|at| at as u32 + 1)
}

fn in_digits(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text
        .split(|c: char| digit(c).is_none())
        .filter(|part| !part.is_empty())
        .collect();
    let foreign = |c: char| c.is_alphanumeric() && digit(c).is_none();
    if text.chars().any(foreign) {
        return None;
    }
    if let [day, month, year] = parts[..]
        && let (Some(day), Some(month), Some(year)) = (
            number(day, 1..=2),
            number(month, 1..=2),
            number(year, 4..=4),
        )
    {
        return Day::new(day, month, year);
    }
    // Parts that ran together or fell apart: the places decide.
    let joined = parts.concat();
    let at = |range: std::ops::Range<usize>| number(joined.get(range)?, 1..=4);
    if joined.len() == 8 {
        Day::new(at(0..2)?, at(2..4)?, at(4..8)?)
    } else {
        None
    }
}

/// The number that a few characters make, if their count is allowed and each can be a digit.
fn number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    if !lengths.contains(&text.chars().count()) {
        return None;
    }
    text.chars()
        .try_fold(0, |sum, c| Some(sum * 10 + u32::from(digit(c)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_digit_may_have_been_cut_off() {
        assert!(lacks_digits("2/09/2012") && lacks_digits("12.9.2012"));
        for whole in ["12/09/2012", "12092012", "May 5, 2003", "Lifetime", "12/09"] {
            assert!(!lacks_digits(whole), "{whole}");
        }
    }

    #[test]
    fn reads_every_printed_form() {
        for (text, date) in [
            ("17.08.1999", "08/17/1999"),
            ("17/08/1999", "08/17/1999"),
            ("17-08-1999", "08/17/1999"),
            ("17 . 08 . 1999", "08/17/1999"),
            ("7/8/1999", "08/07/1999"),
            ("17081999", "08/17/1999"),
            ("17.081999", "08/17/1999"),
            ("17.08.19 99", "08/17/1999"),
            ("I7.O8.1999", "08/17/1999"),
            ("417.08.1999", "08/17/1999"),
            ("17/08/1999W", "08/17/1999"),
            ("17.08.1999 3", "08/17/1999"),
            ("August 17, 1999", "08/17/1999"),
            ("Augus 17,1999", "08/17/1999"),
            ("17 Aug 1999", "08/17/1999"),
            ("May 1, 2000", "05/01/2000"),
            ("29.02.2000", "02/29/2000"),
            ("Lifetime", "Lifetime"),
            ("Life Time", "Lifetime"),
            ("Lifetme", "Lifetime"),
            ("تاحیات", "Lifetime"),
            ("تا حیات", "Lifetime"),
            ("ناحیات", "Lifetime"),
        ] {
            assert_eq!(
                CardDate::parse(text).map(|d| d.to_string()).as_deref(),
                Some(date),
                "{text:?}"
            );
        }
    }

    #[test]
    fn days_that_do_not_exist_are_no_dates() {
        for text in [
            "",
            "31.02.1999",
            "29.02.1900",
            "00.01.2000",
            "17.13.1999",
            "17.08.99",
            "1.2",
            "مرد",
        ] {
            assert_eq!(CardDate::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parse_undoes_print(day in 1u32..=31, month in 1u32..=12, year in 1900u32..2100) {
            prop_assume!(Day::new(day, month, year).is_some());
            let date = Day::new(day, month, year).map(CardDate::Day);
            let name = MONTHS[month as usize - 1];
            for text in [
                format!("{day:02}.{month:02}.{year}"),
                format!("{day:02}/{month:02}/{year}"),
                format!("{day:02}-{month:02}-{year}"),
                format!("{day:02}{month:02}{year}"),
                format!("{name} {day:02}, {year}"),
            ] {
                prop_assert_eq!(CardDate::parse(&text), date);
            }
        }

        #[test]
        fn any_text_is_taken(text in "\\PC*|[0-9OIl./ -]{0,12}") {
            let _ = CardDate::parse(&text);
        }
    }
}
