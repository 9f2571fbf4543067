//! Addresses: lines joined, the printed `،` kept, and `ایضاً` for "the same as the other".

use crate::text::distance;

const SAME: &str = "ایضا";
/// The mark of the last letter in `ایضاً`; prints and readers often leave it out.
const TANWIN: char = '\u{064B}';

/// An address on one line: no blank before `،` and one after it.
pub fn tidy(folded: &str) -> String {
    let parts: Vec<&str> = folded.split('،').map(str::trim).collect();
    parts.join("، ").trim_end().to_owned()
}

/// Whether the text is `ایضاً`, a wrong or missing letter allowed: the card's way to say "as the current address".
pub fn is_same(folded: &str) -> bool {
    let letters: String = folded
        .chars()
        .filter(|&c| c.is_alphabetic() && c != TANWIN)
        .collect();
    distance(&letters, SAME) <= 1 && !folded.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_blank_after_each_comma() {
        assert_eq!(tidy("مکان 12 ،گلی 7،محلہ ا ،"), "مکان 12، گلی 7، محلہ ا،");
        assert_eq!(tidy("House 1, Street 2"), "House 1, Street 2");
    }

    #[test]
    fn the_word_for_the_same() {
        for text in ["ایضاً", "ایضا", "ایصاً", "ایضاً۔"] {
            assert!(is_same(text), "{text}");
        }
        for text in ["", "مکان 12", "ا", "ایضاً 3"] {
            assert!(!is_same(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let _ = (tidy(&text), is_same(&text));
        }
    }
}
