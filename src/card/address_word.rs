//! Words of Urdu addresses: most are among the thousands that addresses are made of, so that a misread one can be told.

use std::sync::LazyLock;

use super::place::{resembles_one, with_known_places};
use super::urdu_name::NAMES;
use super::vocabulary::{Vocabulary, spelled_like};

/// Words of addresses that are no words of names, a line each; `models/training/cnic_training/letters.py` writes them.
const WORDS: &str = include_str!("address_words.txt");
/// No more texts than this are made of one by its words: lines of addresses are long, and take long to weigh.
const MOST: usize = 8;

/// Settlements and streets are called after people, too.
static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[WORDS, NAMES]));

/// How many of an address's words are none that are known.
pub(super) fn unknown(address: &str) -> usize {
    let words = address.split(' ').filter_map(letters);
    words.filter(|word| !KNOWN.contains(word)).count()
}

/// How many parts of an address are a single unknown word that is spelled like a place.
pub(super) fn misspelt_places(address: &str) -> usize {
    let parts = address.split('،').map(str::trim);
    let words = parts.filter(|part| !part.contains(' ')).filter_map(letters);
    words
        .filter(|word| !KNOWN.contains(word) && resembles_one(word))
        .count()
}

/// What a line of an address may say instead: with known places and words for those that are none.
pub fn with_known_address_words(address: &str) -> Vec<String> {
    let choices = |word: &str| match letters(word) {
        None => vec![word.to_owned()],
        Some(read) => {
            let known = KNOWN.choices(read).into_iter();
            known.map(|known| word.replacen(read, known, 1)).collect()
        }
    };
    let mut texts = with_known_places(address);
    for text in spelled_like(address, choices).into_iter().take(MOST) {
        // a place is made of words
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// The letters of a word of an address, without a comma behind them; `None` for a number or a single letter.
fn letters(word: &str) -> Option<&str> {
    let letters = word.trim_end_matches(['،', '.']);
    let is_urdu = |c: char| !c.is_ascii() && c != '،';
    let is_word = letters.chars().all(is_urdu) && letters.chars().count() > 1;
    is_word.then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_misread_word_is_known_again() {
        let read = "باؤس نمبر B-29، گلی 7";
        assert_eq!(unknown(read), 1);
        let others = with_known_address_words(read);
        assert!(others.contains(&"ہاؤس نمبر B-29، گلی 7".to_owned()));
        let read = "گورنمٹ، محلہ";
        assert!(with_known_address_words(read).contains(&"گورنمنٹ، محلہ".to_owned()));
        let right = "مکان نمبر 12/B، محلہ غلام رسول، ضلع لاہور";
        let others = with_known_address_words(right);
        assert_eq!((unknown(right), others), (0, Vec::new()));
    }

    #[test]
    fn a_part_that_is_nearly_a_place_is_told() {
        for (address, count) in [
            ("مری آباد، کونٹہ", 1),
            ("مری آباد، کوئٹہ", 0),
            ("گلی کونٹہ", 0),
            ("مری آباد، ضصثق", 0),
        ] {
            assert_eq!(misspelt_places(address), count, "{address}");
        }
    }

    #[test]
    fn every_known_word_stands_as_texts_are_compared() {
        assert!(WORDS.lines().all(|word| crate::text::fold(word) == word));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[محمدیوس، 7]{0,40}") {
            let _ = (with_known_address_words(&text), with_known_address_words(&more), unknown(&text));
        }
    }
}
