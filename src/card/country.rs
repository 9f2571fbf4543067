//! Countries: a closed list, so that a misread one can be told, and a stroke beside it that looks like a letter.

use crate::text::{distance, nearest};

/// Every country as cards may name it, a line each.
const NAMES: &str = include_str!("countries.txt");
/// As many of the nearest countries are thought of for one that is none.
const NEAREST: usize = 2;

/// Whether a country is on the list, in capitals or not.
pub(super) fn is_known(country: &str) -> bool {
    NAMES
        .lines()
        .any(|known| known.eq_ignore_ascii_case(country))
}

/// What a text that is no country may say instead: the countries that are spelled most like it, with a third of its letters
/// wrong at the most.
pub fn with_known_countries(text: &str) -> Vec<String> {
    if is_known(text) {
        return Vec::new();
    }
    let lower = text.to_lowercase();
    let allowed = text.chars().count() / 3;
    let all = NAMES.lines();
    let all = all.map(|known| (distance(&known.to_lowercase(), &lower), known));
    // a misread letter may be a small one among capitals
    let count = |is: fn(&char) -> bool| text.chars().filter(is).count();
    let capitals = count(|c| c.is_uppercase()) > count(|c| c.is_lowercase());
    let as_printed = |known: &str| {
        if capitals {
            known.to_uppercase()
        } else {
            known.to_owned()
        }
    };
    let near = nearest(all, allowed, NEAREST);
    near.into_iter().map(as_printed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_misread_country_is_known_again() {
        for (read, country) in [
            ("Pakistan A", "Pakistan"),
            ("Malaysial", "Malaysia"),
            ("4, Pakistan", "Pakistan"),
            ("SAUDl ARABlA", "SAUDI ARABIA"),
            ("Unted Arab Emirates", "United Arab Emirates"),
        ] {
            let found = with_known_countries(read);
            assert_eq!(found.first().map(String::as_str), Some(country), "{read}");
        }
        for right in ["Pakistan", "OMAN", "Atlantis", ""] {
            assert_eq!(with_known_countries(right), Vec::<String>::new(), "{right}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            prop_assert!(with_known_countries(&text).len() <= NEAREST);
        }
    }
}
