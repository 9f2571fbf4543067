//! Words of names in Latin letters: most are among the thousands that many people bear, so that a misread one can be told.

use std::sync::LazyLock;

use super::vocabulary::{Vocabulary, spelled_like};

/// Words of names in small letters, a line each; `models/training/cnic_training/letters.py` writes them.
const NAMES: &str = include_str!("names_latin.txt");

static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NAMES]));

/// How many of a name's words are none that many people bear.
pub(super) fn unknown(name: &str) -> usize {
    let name = name.to_lowercase();
    name.split(' ').filter(|word| !is_known(word)).count()
}

/// What a name may say instead, the most alike first: with known words for those that are none.
pub fn with_known_latin_names(name: &str) -> Vec<String> {
    let small = name.to_lowercase();
    let others = spelled_like(&small, |word| {
        if is_known(word) {
            vec![word]
        } else {
            KNOWN.choices(word)
        }
    });
    others.iter().map(|other| as_written(other, name)).collect()
}

/// Whether a word in small letters is known, or made of such: an initial, Zia-ur-Rehman.
fn is_known(word: &str) -> bool {
    let mut parts = word.split('-').map(|part| part.trim_matches('.'));
    parts.all(|part| part.chars().count() < 2 || KNOWN.contains(part))
}

/// A name in small letters with each word written as that in its place is: as it stands, in capitals or with one.
fn as_written(small: &str, read: &str) -> String {
    let written = |(word, read): (&str, &str)| {
        if word == read.to_lowercase() {
            return read.to_owned();
        }
        let mut capitals = read.chars().map(char::is_uppercase);
        match (capitals.next(), capitals.next()) {
            (Some(true), Some(true)) => word.to_uppercase(),
            (Some(true), _) => {
                let mut letters = word.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                first.chain(letters).collect()
            }
            _ => word.to_owned(),
        }
    };
    let words = small.split(' ').zip(read.split(' '));
    words.map(written).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::MOST;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_misread_word_is_known_again_and_written_as_it_stood() {
        for (read, right) in [
            ("Muhammad Iqoal", "Muhammad Iqbal"),
            ("MUHAMMAD IQOAL", "MUHAMMAD IQBAL"),
            ("Zia-ur-Rehman Iqoal", "Zia-ur-Rehman Iqbal"),
            ("M. Iqoal", "M. Iqbal"),
            ("iqoal", "iqbal"),
        ] {
            assert_eq!(unknown(read), 1, "{read}");
            let others = with_known_latin_names(read);
            assert!(others.contains(&right.to_owned()), "{read}: {others:?}");
            assert_eq!(unknown(right), 0);
            assert_eq!(with_known_latin_names(right), Vec::<String>::new());
        }
        let others = with_known_latin_names("Xqzwvkj");
        assert_eq!(others, Vec::<String>::new());
    }

    #[test]
    fn every_known_word_stands_as_words_are_compared() {
        assert!(NAMES.lines().all(|word| word.to_lowercase() == word));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[MAlihmadIqb. -]{0,40}") {
            for text in [text, more] {
                let others = with_known_latin_names(&text);
                prop_assert!(others.len() <= MOST);
            }
        }
    }
}
