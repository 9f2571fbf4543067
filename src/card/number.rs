//! Identity numbers, `ddddd-ddddddd-d`, and family numbers, six of `[A-Z0-9]`.

use std::fmt;

use super::digits::{digit, only, only_stretch};

/// An identity number: 13 digits. There is no check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdNumber([u8; 13]);

impl IdNumber {
    /// Reads a number in whatever way its digits are parted; letters that look like a digit count as it.
    ///
    /// `None` unless the text is 13 digits and nothing else but blanks, dashes and dots, or holds exactly one such run, or
    /// exactly one stretch that is printed as a number.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_whole(text)
            .or_else(|| Self::from_run(text))
            .or_else(|| Self::from_whole(&only_stretch(text, "ddddd-ddddddd-d")?))
    }

    /// Takes the number out of what the QR code of a smart card says: 26 digits, of which the first twelve are another
    /// number and the last one is mostly 1. `None` for any other content.
    pub fn from_code(content: &str) -> Option<Self> {
        let digits = content.trim().as_bytes();
        if digits.len() != 26 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number: [u8; 13] = digits[12..25].try_into().ok()?;
        Some(Self(number.map(|d| d - b'0')))
    }

    /// How many of its digits another number has otherwise.
    pub(super) fn differences(&self, other: &Self) -> usize {
        self.0
            .iter()
            .zip(other.0)
            .filter(|(a, b)| **a != *b)
            .count()
    }

    /// The gender that the last digit stands for.
    pub fn gender(&self) -> &'static str {
        if self.0[12] % 2 == 1 { "M" } else { "F" }
    }

    /// A dash between other digits than where cards print one shows that a digit is missing, and another sign taken for one.
    fn from_whole(text: &str) -> Option<Self> {
        let mut digits = Vec::new();
        for c in text.chars() {
            match c {
                '-' if !matches!(digits.len(), 0 | 5 | 12 | 13) => return None,
                c if parts(c) => {}
                c => digits.push(digit(c)?),
            }
        }
        Some(Self(digits.try_into().ok()?))
    }

    /// For a number with some of its surroundings: here only true digits count.
    fn from_run(text: &str) -> Option<Self> {
        let runs = text.split(|c: char| !c.is_ascii_digit() && !parts(c));
        only(runs.filter_map(Self::from_whole))
    }
}

fn parts(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | ',' | ':' | '_' | '~' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{06D4}'
        )
}

impl fmt::Display for IdNumber {
    /// As the cards print it: `ddddd-ddddddd-d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, digit) in self.0.iter().enumerate() {
            if matches!(at, 5 | 12) {
                f.write_str("-")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// A family number in capitals without blanks; `None` if the text is not six letters and digits, and has no or several such
/// words.
pub fn family_number(text: &str) -> Option<String> {
    let whole = |text: &str| {
        let signs = text.chars().filter(|&c| !parts(c));
        let joined: String = signs.map(|c| c.to_ascii_uppercase()).collect();
        (joined.len() == 6 && joined.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(joined)
    };
    whole(text).or_else(|| only(text.split_whitespace().filter_map(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_numbers_however_they_are_parted() {
        for text in [
            "35202-1234567-1",
            "3520212345671",
            "35202 - 1234567 - 1",
            "35202-1234567-12",
            "835202-1234567-1",
            "35202–1234567—1",
            "352021234567-1",
            "35202.1234567.1",
            "3S2O2-I234567-l",
            "No 35202-1234567-1",
        ] {
            assert_eq!(
                IdNumber::parse(text).unwrap().to_string(),
                "35202-1234567-1",
                "{text:?}"
            );
        }
        let code = "12345678901235202123456711";
        let number = IdNumber::from_code(code).unwrap();
        assert_eq!(number.to_string(), "35202-1234567-1");
        for content in [
            "",
            &code[1..],
            "1234567890123520212345671x",
            "https://example.org/123456",
        ] {
            assert_eq!(IdNumber::from_code(content), None, "{content:?}");
        }
        for text in [
            "",
            "35202-1234567",
            "35202-12x4567-1",
            "l: 77466-9917747",
            "13 44403-853065",
            "علی",
        ] {
            assert_eq!(IdNumber::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn family_numbers_are_six_letters_and_digits() {
        assert_eq!(family_number("ab 12-3c").as_deref(), Some("AB123C"));
        assert_eq!(family_number("COPY AB123C").as_deref(), Some("AB123C"));
        assert_eq!(family_number("COPIED AB123C"), None);
        assert_eq!(family_number("AB12"), None);
        assert_eq!(family_number("علیعلی"), None);
    }

    proptest! {
        #[test]
        fn parse_undoes_print(digits in proptest::array::uniform13(0u8..10)) {
            let number = IdNumber(digits);
            prop_assert_eq!(IdNumber::parse(&number.to_string()), Some(number));
        }

        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let _ = (IdNumber::parse(&text), family_number(&text));
        }
    }
}
