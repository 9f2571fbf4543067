//! Gender: `M`, `F` or `X`, from a letter or from an English or Urdu word.

use crate::text::distance;

const WORDS: [(&str, &str, usize); 4] = [
    ("male", "M", 1),
    ("female", "F", 2),
    ("مرد", "M", 1),
    ("عورت", "F", 2),
];

/// The letter for what is printed; `None` if it is none of the words, as near to one as to another, or beside a date or a
/// number.
pub fn parse(text: &str) -> Option<&'static str> {
    if text.chars().filter(char::is_ascii_digit).count() > 2 {
        return None;
    }
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    match letters.as_str() {
        "m" => return Some("M"),
        "f" => return Some("F"),
        "x" => return Some("X"),
        _ => {}
    }
    let mut near: Vec<_> = WORDS
        .iter()
        .map(|&(word, letter, allowed)| (distance(&letters, word), allowed, letter))
        .filter(|&(far, allowed, _)| far <= allowed)
        .collect();
    near.sort();
    match near[..] {
        [] => None,
        [(first, _, letter), (second, _, other), ..] if first == second && letter != other => None,
        [(_, _, letter), ..] => Some(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_and_words() {
        for (text, letter) in [
            ("M", Some("M")),
            ("f", Some("F")),
            (" X.", Some("X")),
            ("Male", Some("M")),
            ("Femaie", Some("F")),
            ("مرد", Some("M")),
            ("مزد", Some("M")),
            ("عورت", Some("F")),
            ("عورب", Some("F")),
            ("", None),
            ("emale", None), // as near to one as to the other
            ("Pakistan", None),
            ("M 26/08/2026", None),
        ] {
            assert_eq!(parse(text), letter, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
