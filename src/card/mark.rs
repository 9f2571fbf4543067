//! Identifying marks: a form has few words for them, so that a misread one can be told.

use std::sync::LazyLock;

use super::vocabulary::{Vocabulary, spelled_like};

/// Words of marks, a line each; `models/training/cnic_training/letters.py` writes them.
const WORDS: &str = include_str!("marks.txt");

static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[WORDS]));

/// Where no mark is printed, the last letters of the label are taken for one: so few, and read with less confidence.
const LABELS_END: (usize, f32) = (3, 0.5);

/// Whether a text that was read is the label's end.
pub(super) fn is_labels_end(text: &str, confidence: f32) -> bool {
    let (letters, sure) = LABELS_END;
    text.chars().count() <= letters && confidence < sure
}

/// How many of a mark's words are none of a form's.
pub(super) fn unknown(mark: &str) -> usize {
    KNOWN.unknown(mark)
}

/// What a mark may say instead, the most alike first: with known words for those that are none.
pub fn with_known_marks(mark: &str) -> Vec<String> {
    spelled_like(mark, |word| KNOWN.choices(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_mark_is_known_again() {
        let read = "گردن کے پچھے تل";
        assert_eq!(unknown(read), 1);
        assert!(with_known_marks(read).contains(&"گردن کے پیچھے تل".to_owned()));
        assert_eq!(with_known_marks("چہرے پر تل"), Vec::<String>::new());
    }

    #[test]
    fn a_mark_is_not_the_end_of_its_label() {
        for (text, confidence, expected) in
            [("تن", 0.2, true), ("تل", 0.9, false), ("ندارد", 0.2, false)]
        {
            assert_eq!(is_labels_end(text, confidence), expected, "{text}");
        }
    }

    #[test]
    fn every_known_word_stands_as_texts_are_compared() {
        assert!(WORDS.lines().all(|word| crate::text::fold(word) == word));
    }
}
