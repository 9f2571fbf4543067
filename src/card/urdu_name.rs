//! Words of names in Urdu: most are among the few thousand that many people bear, so that a misread one can be told.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::sound;
use super::vocabulary::{NEAREST, Vocabulary, other_texts};
use crate::text::distance;

/// Words of names, a line each; `models/training/cnic_training/letters.py` writes them.
pub(super) const NAMES: &str = include_str!("names_urdu.txt");
/// A word sounds like another one if they are no further apart than this: no consonant differs.
const SAME: f32 = 0.8;

static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NAMES]));
/// The words by their consonants.
static ALIKE: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(|| {
    let mut alike: HashMap<String, Vec<&str>> = HashMap::new();
    for word in NAMES.lines() {
        let consonants = sound::consonants(without_article(word));
        alike.entry(consonants).or_default().push(word);
    }
    alike
});

/// A name without the colon of its label, which is read as one or two letters before it that are no word of a name.
pub(super) fn without_colon(name: &str) -> &str {
    match name.split_once(' ') {
        Some((colon, name)) if colon.chars().count() <= 2 && !KNOWN.contains(colon) => name,
        _ => name,
    }
}

/// The small alef, which stands high above the letters.
const ALEF: char = '\u{0670}';

/// The words that may have a small alef, without it.
static BARE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let with_alef = NAMES.lines().filter(|word| word.contains(ALEF));
    with_alef.map(without_alef).collect()
});

/// A text without its small alefs.
pub fn without_alef(text: &str) -> String {
    text.replace(ALEF, "")
}

/// Whether a name has a word that may be written with a small alef, and is not.
pub fn may_lack_alef(name: &str) -> bool {
    name.split(' ').any(|word| BARE.contains(word))
}

/// How many of a name's words are none that many people bear.
pub(super) fn unknown(name: &str) -> usize {
    KNOWN.unknown(name)
}

/// How many of a name's words are رحمن with a small alef: in the lists that names come from, one in twenty.
pub(super) fn with_alef(name: &str) -> usize {
    name.matches("رحمٰن").count()
}

/// What a name may say instead, the most alike first: with known words for those that are none, and with words that sound
/// like those of the same name in Latin letters, where that is known.
pub fn with_known_urdu_names(name: &str, latin: Option<&str>) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let spoken = latin.map(spoken).unwrap_or_default();
    let mut all: Vec<Vec<(f32, &str)>> = Vec::new();
    for (k, word) in words.iter().enumerate() {
        let spoken = spoken.get(k).filter(|_| spoken.len() == words.len());
        let mut choices = KNOWN.choices(word);
        choices.extend(spoken.map(|latin| sounding(latin)).unwrap_or_default());
        choices.sort_unstable();
        choices.dedup();
        let far = |choice: &str| match spoken {
            Some(latin) => sound::distance(latin, without_article(choice)),
            None => distance(word, choice) as f32,
        };
        all.push(choices.into_iter().map(|c| (far(c), c)).collect());
    }
    other_texts(name, &all)
}

/// The words of a name in Latin letters that Urdu writes as words of their own: Abdul Bari and Imamuddin are two each, and
/// their article is a part of the second.
fn spoken(latin: &str) -> Vec<String> {
    let latin = latin.to_lowercase();
    let mut words: Vec<String> = Vec::new();
    for word in latin.split([' ', '-']) {
        match word {
            "" | "al" | "ud" | "ul" | "un" | "ur" | "us" | "uz" => {}
            "abdul" | "abdur" | "abdus" => words.push("abd".to_owned()),
            _ => match word.strip_suffix("uddin") {
                Some(before) => words.extend([before, "din"].map(str::to_owned)),
                None => words.push(word.to_owned()),
            },
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words that sound most like one in Latin letters.
fn sounding(latin: &str) -> Vec<&'static str> {
    let alike = ALIKE.get(&sound::consonants(latin)).into_iter().flatten();
    let far = alike.map(|word| (sound::distance(latin, without_article(word)), *word));
    let mut near: Vec<_> = far.filter(|(far, _)| *far <= SAME).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    near.truncate(NEAREST);
    near.into_iter().map(|(_, word)| word).collect()
}

/// A word without the article that names in Latin letters join to the word before.
fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::MOST;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_misread_word_is_known_again() {
        assert_eq!(unknown("محمد اقال"), 1);
        assert!(with_known_urdu_names("محمد اقال", None).contains(&"محمد اقبال".to_owned()));
        let right = "محمد اقبال";
        let others = with_known_urdu_names(right, None);
        assert_eq!((unknown(right), others), (0, Vec::new()));
        let others = with_known_urdu_names("ابجدھوزحطی", None);
        assert_eq!(others, Vec::<String>::new());
    }

    #[test]
    fn a_colon_is_no_word() {
        for (text, name) in [
            ("ر ضمیر عالم", "ضمیر عالم"),
            ("بر اکبر", "اکبر"),
            ("ام فوزیہ", "ام فوزیہ"),
            ("بر", "بر"),
        ] {
            assert_eq!(without_colon(text), name);
        }
    }

    #[test]
    fn a_word_is_known_by_its_sound() {
        for (read, latin, right) in [
            ("زید انور", "Zubair Anwar", "زبیر انور"),
            ("فرت نسیم", "Farhat Naseem", "فرحت نسیم"),
            ("عبد الرزا", "Abdul Razzaq", "عبد الرزاق"),
            ("عمیر الدین", "Zameer-ud-Din", "ضمیر الدین"),
            ("بعین الدین", "Moinuddin", "معین الدین"),
            ("متا", "Mumtaz", "ممتاز"),
        ] {
            let others = with_known_urdu_names(read, Some(latin));
            assert!(others.contains(&right.to_owned()), "{latin}: {others:?}");
        }
        // of another number of words: nothing to hold it against
        let others = with_known_urdu_names("زبیر", Some("Zubair Anwar"));
        assert_eq!(others, Vec::<String>::new());
    }

    #[test]
    fn every_known_word_stands_as_texts_are_compared() {
        assert!(NAMES.lines().all(|word| crate::text::fold(word) == word));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[محمدیوس ]{0,40}", latin in "[abdulmin -]{0,20}") {
            for text in [text, more] {
                prop_assert!(with_known_urdu_names(&text, Some(&latin)).len() <= MOST);
            }
        }
    }
}
