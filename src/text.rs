//! Unicode work: folding to the code points that Urdu uses, the order of right-to-left lines, edit distance,
//! and escapes for terminals.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

/// Folds text to one spelling: NFC, Urdu code points, Western digits, single blanks, nothing invisible.
///
/// Line breaks count as blanks. Latin text passes unchanged but for its blanks.
pub fn fold(text: &str) -> String {
    // Presentation forms first: they decompose to letters that need folding themselves. Then compose, so that an
    // Arabic yeh with a hamza on it is one letter before the bare yeh is folded.
    let composed: String = text.chars().flat_map(unshape).nfc().collect();
    let urdu: String = composed.chars().filter_map(urdu_letter).nfc().collect();
    // Urdu's own yeh has no composed form with a hamza; the letter that is printed has one, under the Arabic yeh.
    let urdu = urdu.replace("\u{06CC}\u{0654}", "\u{0626}");
    urdu.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters behind an Arabic presentation form (compatibility decomposition); any other character unchanged.
fn unshape(c: char) -> impl Iterator<Item = char> {
    let shaped = matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}');
    let plain = (!shaped).then_some(c);
    let decomposed = shaped.then(|| std::iter::once(c).nfkc());
    plain.into_iter().chain(decomposed.into_iter().flatten())
}

/// The Urdu code point of a letter, a Western digit for any of the Arabic ones, a blank for a control;
/// `None` for what is not seen on paper.
fn urdu_letter(c: char) -> Option<char> {
    Some(match c {
        'ي' | 'ى' => 'ی',
        'ك' | 'ڪ' => 'ک',
        'ه' | '\u{06D5}' => 'ہ',
        'ة' => 'ۃ',
        '\u{06C0}' => '\u{06C2}',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        '\u{0640}' => return None, // tatweel
        c if is_invisible(c) => return None,
        c if c.is_control() => ' ',
        c => c,
    })
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

/// Zero-width characters and bidi controls: they change what is shown and are never printed on a card.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Turns a right-to-left line from the order on the paper, left to right, into the order of reading.
///
/// Runs of digits and Latin capitals, with `.`, `/` or `-` inside them, keep their order; all else is reversed.
/// A run begins and ends with a digit or a letter; that makes the function its own inverse.
pub fn to_logical(visual: &str) -> String {
    let chars: Vec<char> = visual.chars().collect();
    let mut turned = Vec::with_capacity(chars.len());
    let mut end = chars.len();
    while end > 0 {
        let start = run_start(&chars[..end]);
        turned.extend_from_slice(&chars[start..end]);
        end = start;
    }
    turned.into_iter().collect()
}

/// Turns a right-to-left line from the order of reading into the order on the paper; the inverse of [`to_logical`].
pub fn to_visual(logical: &str) -> String {
    to_logical(logical)
}

/// Where the left-to-right run that ends at the end of `chars` begins; a single character is a run of its own.
fn run_start(chars: &[char]) -> usize {
    let in_run = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let mut start = chars.len() - 1;
    if in_run(chars[start]) {
        for (at, &c) in chars[..start].iter().enumerate().rev() {
            if in_run(c) {
                start = at;
            } else if !matches!(c, '.' | '/' | '-') {
                break;
            }
        }
    }
    start
}

/// The texts of the least distances, at most `most` of them and none further than `allowed`; the nearest first.
pub fn nearest<'t>(
    far: impl Iterator<Item = (usize, &'t str)>,
    allowed: usize,
    most: usize,
) -> Vec<&'t str> {
    let mut near: Vec<_> = far.filter(|(far, _)| *far <= allowed).collect();
    near.sort_unstable();
    near.truncate(most);
    near.into_iter().map(|(_, text)| text).collect()
}

/// The number of insertions, deletions and replacements between two texts.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::levenshtein(a, b)
}

/// Makes text safe to print on a terminal: control characters, bidi controls and zero-width characters become
/// `\uXXXX`, which stays valid inside JSON strings. Line breaks and tabs pass.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    escape(text, |c| {
        !matches!(c, '\n' | '\t') && (c.is_control() || is_invisible(c))
    })
}

/// As [`escape_controls`], but for text that has to stay on its line, such as a file name in a message.
pub fn escape_line(text: &str) -> Cow<'_, str> {
    escape(text, |c| {
        c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
    })
}

fn escape(text: &str, unsafe_to_show: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&unsafe_to_show) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if unsafe_to_show(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_to_urdu_code_points() {
        for (from, to) in [
            ("علي", "علی"),
            ("كمال", "کمال"),
            ("محله", "محلہ"),
            ("بھائی", "بھائی"),
            ("فاطمة", "فاطمۃ"),
            ("١٢٣ ۴۵۶", "123 456"),
            ("نـــام", "نام"),
            ("\u{202B}نام\u{200F}\u{FEFF}", "نام"),
            ("ﻋﻠﻲ", "علی"),
            ("ﷲ", "اللہ"),
            ("ی\u{0654}", "ئ"),
            ("ي\u{0654}", "ئ"),
            ("ه\u{0654}", "ۂ"),
            ("\u{06C0}", "ۂ"),
            ("ایضا\u{064B}", "ایضاً"),
            ("  a \n\u{00A0}b\t", "a b"),
        ] {
            assert_eq!(fold(from), to, "{from:?}");
        }
    }

    #[test]
    fn runs_of_digits_and_capitals_keep_their_order() {
        for (logical, visual) in [
            ("مکان نمبر 12-A، گلی 7", "7 یلگ ،12-A ربمن ناکم"),
            ("12.", ".12"),
            ("P-12", "P-12"),
            ("ا-12", "12-ا"),
            ("A/1 2/B", "2/B A/1"),
            ("", ""),
        ] {
            assert_eq!(to_visual(logical), visual);
            assert_eq!(to_logical(visual), logical);
        }
    }

    #[test]
    fn nothing_reaches_a_terminal_that_moves_its_cursor_or_turns_its_text() {
        assert_eq!(
            escape_controls("a\u{1b}[2J\u{202e}b\u{9b}\n"),
            "a\\u001b[2J\\u202eb\\u009b\n"
        );
        assert_eq!(escape_line("a\nb"), "a\\u000ab");
        assert_eq!(escape_controls("\u{E0041}"), "\\udb40\\udc41");
        assert!(matches!(escape_controls("علی"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn logical_and_visual_are_inverse(text in "[ا-ی0-9A-Z./ ،():-]{0,40}|\\PC{0,40}") {
            prop_assert_eq!(to_logical(&to_visual(&text)), text.clone());
            prop_assert_eq!(to_visual(&to_logical(&text)), text);
        }

        #[test]
        fn folding_is_settled_after_once(text in "[\\x{0600}-\\x{06FF} ]{0,20}|\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn escaped_text_shows_no_control(text in any::<String>()) {
            prop_assert!(!escape_line(&text).chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
