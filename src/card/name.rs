//! Words of names in Urdu: most are among the few thousand that many people bear, so that a misread one can be told.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::distance;

/// Words of names, a line each; `models/training/cnic_training/letters.py` writes them.
const NAMES: &str = include_str!("names.txt");
/// As many of the nearest words are thought of for one that is none.
const NEAREST: usize = 4;
/// No more texts than this are made of one.
const MOST: usize = 24;

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.lines().collect());

/// How many of a name's words are none that many people bear.
pub(super) fn unknown(name: &str) -> usize {
    let words = name.split(' ');
    words.filter(|word| !WORDS.contains(word)).count()
}

/// What a name may say instead, with known words for those that are none.
pub fn with_known_names(name: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    for word in name.split(' ') {
        let mut choices = vec![word];
        if !WORDS.contains(word) {
            choices.extend(nearest(word));
        }
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(move |word| format!("{text} {word}")))
            .take(MOST)
            .collect();
    }
    texts.iter().skip(1).map(|t| t[1..].to_owned()).collect()
}

/// The words that are spelled most like one: with one letter wrong, or two of six and more.
fn nearest(word: &str) -> Vec<&'static str> {
    let allowed = if word.chars().count() < 6 { 1 } else { 2 };
    let all = WORDS.iter().map(|&known| (distance(known, word), known));
    let mut near: Vec<_> = all.filter(|(far, _)| *far <= allowed).collect();
    near.sort();
    near.truncate(NEAREST);
    near.into_iter().map(|(_, known)| known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_misread_word_is_known_again() {
        assert_eq!(unknown("محمد اقال"), 1);
        assert!(with_known_names("محمد اقال").contains(&"محمد اقبال".to_owned()));
        let right = "محمد اقبال";
        assert_eq!((unknown(right), with_known_names(right)), (0, Vec::new()));
        assert_eq!(with_known_names("ابجدھوزحطی"), Vec::<String>::new());
    }

    #[test]
    fn every_known_word_stands_as_texts_are_compared() {
        assert!(NAMES.lines().all(|word| crate::text::fold(word) == word));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[محمدیوس ]{0,40}") {
            for text in [text, more] {
                prop_assert!(with_known_names(&text).len() < MOST);
            }
        }
    }
}
