//! Districts and tehsils: an address names them from a closed list, so that a misread one can be told.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::{self, distance};

/// Every district and every tehsil or town that stands on cards, a line each.
const NAMES: &str = include_str!("places.txt");
/// The words before a place's name.
const BEFORE: [&str; 3] = ["تحصیل", "ضلع", "تعلقہ"];
/// A place's name has at most so many words.
const LONGEST: usize = 3;
/// A word of fewer letters is spelled like too many places.
const SHORTEST: usize = 4;
/// As many of the nearest places are thought of for one that is none.
const NEAREST: usize = 2;
/// No more texts than this are made of one.
const MOST: usize = 24;

/// The names by what they are without the blanks that are hard to see.
static PLACES: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| NAMES.lines().map(|name| (squeezed(name), name)).collect());

/// Letters that do not join to the next one, so that a blank behind them is hardly seen.
const NOT_JOINING: [char; 12] = ['ا', 'آ', 'د', 'ڈ', 'ذ', 'ر', 'ڑ', 'ز', 'ژ', 'و', 'ے', 'ں'];

/// A text without the blanks that are hard to see.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::new();
    for word in text.split_whitespace() {
        if !squeezed.is_empty() && !squeezed.ends_with(NOT_JOINING) {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// How many of the places that an address names are no places.
pub(super) fn unknown(address: &str) -> usize {
    let named = named(address).into_iter();
    named.filter(|(_, name)| !is_place(name)).count()
}

/// What an address may say instead, with places for those that are none.
pub(super) fn with_known_places(address: &str) -> Vec<String> {
    let mut texts = vec![address.to_owned()];
    // the last first, so that what is said of the others stays where it is
    for (at, name) in named(address).into_iter().rev() {
        if is_place(name) {
            continue;
        }
        let mut more = Vec::new();
        for near in nearest(name) {
            for text in &texts {
                let mut text = text.clone();
                text.replace_range(at..at + name.len(), near);
                more.push(text);
            }
        }
        texts.extend(more);
        texts.truncate(MOST);
    }
    texts.split_off(1)
}

/// An address with its places spelled as they are on the list, where only the blanks differ.
pub(super) fn spelled(address: &str) -> String {
    let mut spelled = address.to_owned();
    for (at, name) in named(address).into_iter().rev() {
        if let Some(place) = listed(name) {
            spelled.replace_range(at..at + name.len(), place);
        }
    }
    spelled
}

/// Whether a district or tehsil has this name, spelled so.
pub(super) fn is_place(name: &str) -> bool {
    listed(name) == Some(name)
}

/// The place of this name on the list, blanks aside.
fn listed(name: &str) -> Option<&'static str> {
    PLACES.get(&squeezed(name)).copied()
}

/// The places that are spelled most like a name: with a third of its letters wrong at the most, rounded.
fn nearest(name: &str) -> Vec<&'static str> {
    let name = squeezed(name);
    let allowed = (name.replace(' ', "").chars().count() + 1) / 3;
    let all = PLACES
        .iter()
        .map(|(letters, place)| (distance(letters, &name), *place));
    text::nearest(all, allowed, NEAREST)
}

/// Whether a word is spelled like a place, with one letter wrong.
pub(super) fn resembles_one(word: &str) -> bool {
    word.chars().count() >= SHORTEST && PLACES.keys().any(|place| distance(place, word) == 1)
}

/// What stands where an address names a place: (its first byte, its words).
fn named(address: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut part_at = 0;
    for part in address.split('،') {
        let words: Vec<(usize, &str)> = part
            .split_whitespace()
            .map(|word| (part_at + offset(part, word), word))
            .collect();
        let is_word = |k: usize| words.get(k).is_some_and(|(_, w)| BEFORE.contains(w));
        for before in (0..words.len()).filter(|&k| is_word(k)) {
            let end = (before + 1..words.len()).find(|&k| is_word(k) || words[k].1 == "و");
            let name = &words[before + 1..end.unwrap_or(words.len())];
            if let [first, .., last] | [first @ last] = name
                && name.len() <= LONGEST
            {
                out.push((first.0, &address[first.0..last.0 + last.1.len()]));
            }
        }
        part_at += part.len() + '،'.len_utf8();
    }
    out
}

/// Where a slice of a text begins in it.
fn offset(text: &str, slice: &str) -> usize {
    slice.as_ptr() as usize - text.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_found_after_their_words() {
        for (address, names) in [
            ("محلہ بابر، تحصیل لاہور، ضلع پاکپتن", &["لاہور", "پاکپتن"][..]),
            ("گاؤں علی تحصیل و ضلع حسن ابدال", &["حسن ابدال"]),
            ("تحصیل باڑہ،ضلع روہڑی", &["باڑہ", "روہڑی"]),
            ("ضلع", &[]),
            ("", &[]),
        ] {
            let got: Vec<&str> = named(address).into_iter().map(|(_, name)| name).collect();
            assert_eq!(got, names, "{address}");
        }
    }

    #[test]
    fn a_misread_place_is_known_again() {
        let address = "گاؤں علی، تحصیل پاکتن، ضلع تھر پارکر";
        assert_eq!(unknown(address), 2);
        assert!(
            with_known_places(address).contains(&"گاؤں علی، تحصیل پاکپتن، ضلع تھرپارکر".to_owned())
        );
        let right = "گاؤں علی، تحصیل پاکپتن، ضلع لاہور";
        assert_eq!((unknown(right), with_known_places(right)), (0, Vec::new()));
        assert_eq!(with_known_places("ضلع ابجدھوزحطی"), Vec::<String>::new());
    }

    #[test]
    fn blanks_in_a_place_are_those_of_the_list() {
        for (read, right) in [
            (
                "گاؤں علی، تحصیل بالا کوٹ، ضلع مانسہرہ",
                "گاؤں علی، تحصیل بالاکوٹ، ضلع مانسہرہ",
            ),
            (
                "تحصیل علی پور چٹھا، ضلع ابجد",
                "تحصیل علی پور چٹھا، ضلع ابجد",
            ),
            ("محلہ بالا کوٹ", "محلہ بالا کوٹ"),
            // joined, the letter before the blank would look otherwise
            ("تحصیل شاہ پور", "تحصیل شاہ پور"),
        ] {
            assert_eq!(spelled(read), right);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[تحصیلضع ،و]{0,40}") {
            for text in [text, more] {
                prop_assert!(with_known_places(&text).len() < MOST);
                let _ = spelled(&text);
            }
        }
    }
}
