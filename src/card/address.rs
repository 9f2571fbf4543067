//! Addresses: lines joined, the printed `،` kept, and `ایضاً` for "the same as the other".

use super::{
    Field,
    label::{begins_label, without_beginning_of, without_end_of, without_label},
    place,
};
use crate::text::distance;

const SAME: &str = "ایضا";
/// The mark of the last letter in `ایضاً`; prints and readers often leave it out.
const TANWIN: char = '\u{064B}';

/// Words that addresses begin with: what stands before one may be the end of a label.
const FIRST: [&str; 10] = [
    "مکان",
    "گھر",
    "گلی",
    "محلہ",
    "چک",
    "گاؤں",
    "فلیٹ",
    "پلاٹ",
    "موضع",
    "کوارٹر",
];

/// Labels that stand near an address, but never in one.
const NO_ADDRESS: [&str; 2] = ["خاندان نمبر", "شناختی نمبر"];

/// What a finder of the card is asked: it may stand beside an address's last line.
const NOTICE: &str = "گمشدہ کارڈ ملنے پر قریبی لیٹر بکس میں ڈال دیں";
/// What cards for Pakistanis abroad say of their holder, below the addresses.
const HOLDER: &str = "The Holder is entitled visa free entry into Pakistan";

/// The text of an address's lines (parted by `\n`), folded, without labels and without what else stands near it: a line
/// with hardly a letter is none of an Urdu address.
pub fn without_strays(raw: &str) -> String {
    let lines = raw.lines().map(|line| {
        let line = without_label(Field::CurrentAddress, line);
        let line = without_label(Field::PermanentAddress, &line);
        let line = without_end_of(NOTICE, after_label_end(&line));
        without_beginning_of(HOLDER, line).to_owned()
    });
    let is_label = |line: &String| {
        let labels = [Field::CurrentAddress, Field::PermanentAddress];
        labels.iter().any(|field| begins_label(*field, line))
            || NO_ADDRESS.iter().any(|label| line.contains(label))
    };
    let lines = lines.filter(|line| !is_label(line));
    let (words, signs): (Vec<String>, Vec<String>) = lines.partition(|line| has_words(line));
    if words.is_empty() { signs } else { words }
        .join(" ")
        .trim()
        .to_owned()
}

/// A line without the misread end of a label before its first word, with or without a blank between them.
fn after_label_end(line: &str) -> &str {
    let first = FIRST
        .iter()
        .filter_map(|word| line.find(&format!("{word} ")))
        .min();
    let (head, rest) = line.split_at(first.unwrap_or(0));
    let letters: Vec<char> = head.chars().filter(|&c| c != ' ').collect();
    match letters[..] {
        ['ت', 'ہ'] => rest,
        ['پ', a, b] if head.ends_with(' ') && (a == 'ت' || b == 'ہ') => rest,
        _ => line,
    }
}

/// Whether a line has a word of Urdu: one of two letters is hardly more than a place's name.
fn has_words(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic() && !c.is_ascii());
    letters.count() > 2 || place::is_place(line)
}

/// An address on one line: no blank before `،` and one after it, and what looks alike as addresses have it.
pub fn tidy(folded: &str) -> String {
    let parts: Vec<String> = folded.split('،').map(|part| words(part.trim())).collect();
    parts.join("، ").trim_end().to_owned()
}

/// The words of a part of an address. Of strokes alone none is made but a Roman number; the branch of a canal behind the
/// number of a village is two letters with a blank between them, which is hard to see.
fn words(part: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in part.split(' ') {
        let bare = word.trim_end_matches(',');
        let strokes = bare.len() > 1 && bare.chars().all(|c| "Il".contains(c));
        let behind_number = words
            .last()
            .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
            && words.iter().any(|word| word == "چک");
        words.push(match word {
            _ if strokes => word.replace('l', "I"),
            "رب" | "گب" | "جب" if behind_number => word.replace('ب', " ب"),
            _ => word.to_owned(),
        });
    }
    words.join(" ")
}

/// Whether the text is `ایضاً`, a wrong or missing letter allowed, or has it among what dirt looks like: the card's way to
/// say "as the current address".
pub fn is_same(folded: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|&c| c.is_alphabetic() && c != TANWIN);
        letters.collect()
    };
    let digits = folded.contains(|c: char| c.is_ascii_digit());
    let said = folded.split(' ').any(|word| letters(word) == SAME);
    (said || distance(&letters(folded), SAME) <= 1) && !digits
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
    fn what_looks_alike_is_as_addresses_have_it() {
        for (read, said) in [
            ("Gulberg Ill, Tehsil Jand", "Gulberg III, Tehsil Jand"),
            ("Phase ll", "Phase II"),
            ("P-l Il", "P-l II"),
            (
                "چک نمبر 376 رب، براستہ پپلاں",
                "چک نمبر 376 ر ب، براستہ پپلاں",
            ),
            ("چک 12 گب", "چک 12 گ ب"),
            ("محلہ رب نواز", "محلہ رب نواز"),
            ("مکان 7 رب نواز کالونی", "مکان 7 رب نواز کالونی"),
        ] {
            assert_eq!(tidy(read), said);
        }
    }

    #[test]
    fn what_stands_near_an_address_is_left_out() {
        for (raw, address) in [
            (
                "53-2 50خاندان نمبر\nمانکی بازار\nکھاریاں",
                "مانکی بازار کھاریاں",
            ),
            ("31161-2\nسیکٹر H-9", "سیکٹر H-9"),
            ("مستقل پتہ\nگوٹھ وحید، ضلع بھکر", "گوٹھ وحید، ضلع بھکر"),
            ("پتر محلہ غوثیہ", "محلہ غوثیہ"),
            ("تہگھر نمبر 7", "گھر نمبر 7"),
            ("نیا محلہ غوثیہ", "نیا محلہ غوثیہ"),
            ("دتہ گلی 4", "دتہ گلی 4"),
            ("پتن چکوال", "پتن چکوال"),
            ("تہکال بالا", "تہکال بالا"),
            ("مکان نمبر 7، گلی\nنمبر 12", "مکان نمبر 7، گلی نمبر 12"),
            ("HOUSE 12\nSTREET 7\n54000", "HOUSE 12 STREET 7 54000"),
            ("Perma\nHouse 221-C", "House 221-C"),
            ("ضلع چمن\nن", "ضلع چمن"),
            ("ضلع چمن\nنا", "ضلع چمن"),
            ("تحصیل و ضلع\nحب", "تحصیل و ضلع حب"),
            ("ایضاً", "ایضاً"),
            ("2 خاندان نمبر", ""),
            ("", ""),
        ] {
            assert_eq!(without_strays(raw), address, "{raw:?}");
        }
    }

    #[test]
    fn the_word_for_the_same() {
        for text in ["ایضاً", "ایضا", "ایصاً", "ایضاً۔", "مراعی ایضاً"]
        {
            assert!(is_same(text), "{text}");
        }
        for text in ["", "مکان 12", "ا", "ایضاً 3"] {
            assert!(!is_same(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let _ = (without_strays(&text), tidy(&text), is_same(&text));
        }
    }
}
