//! Printed labels that a field's box caught together with its value.

use super::{Field, urdu_name};
use crate::text::{distance, fold};

/// The labels that the cards print before a field's value.
fn labels(field: Field) -> &'static [&'static str] {
    match field {
        Field::IdNumber => &["Identity Number", "شناختی نمبر"],
        Field::Name => &["Name"],
        Field::NameUrdu => &["نام"],
        Field::Birthday => &["Date of Birth", "تاریخ پیدائش"],
        Field::Gender => &["Gender", "جنس"],
        Field::FatherName => &[
            "Father Name",
            "Husband Name",
            "Father's Name",
            "Husband's Name",
        ],
        Field::FatherNameUrdu => &["والد کا نام", "شوہر کا نام", "والد/شوہر کا نام"],
        Field::Identifier => &["شناختی علامت"],
        Field::CountryOfStay => &["Country of Stay"],
        Field::IssueDate => &["Date of Issue", "تاریخ اجراء"],
        Field::ExpiryDate => &["Date of Expiry", "تاریخ تنسیخ"],
        Field::CurrentAddress => &["Present Address", "موجودہ پتہ", "موجودہ"],
        Field::PermanentAddress => &["Permanent Address", "مستقل پتہ", "مستقل"],
        Field::FamilyNumber => &["خاندان نمبر"],
    }
}

/// Folds a field's text and takes its own label off its beginning.
///
/// With a colon after it, a label may be misread by a letter in five. Without one, it may lack its beginning, as a box
/// that reaches a little too far shows it, and the blanks within: of what is left, five letters or more may be misread as
/// well, fewer have to be exact.
pub(super) fn without_label(field: Field, raw: &str) -> String {
    let text = fold(raw);
    let rest = labels(field)
        .iter()
        .find_map(|label| {
            after_colon(&text, label)
                .or_else(|| after_end(&text, label).map(|rest| without_colon(field, rest)))
                .or_else(|| after_last_word(&text, label))
        })
        .unwrap_or(&text);
    rest.trim_start_matches([':', ' '])
        .trim_end_matches([' ', ':'])
        .to_owned()
}

/// What stands behind a label that was taken off, without the colon between them.
fn without_colon(field: Field, rest: &str) -> &str {
    match field {
        Field::NameUrdu | Field::FatherNameUrdu => urdu_name::without_colon(rest),
        _ => rest,
    }
}

fn after_colon<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let (head, rest) = text.split_once(':')?;
    let allowed = label.chars().count() / 5;
    (distance(&head.trim().to_lowercase(), &label.to_lowercase()) <= allowed).then_some(rest)
}

/// What follows the words at a text's beginning that are the end of a label.
fn after_end<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let words = text.match_indices([' ', ':', '،']).map(|(at, _)| at);
    let ends: Vec<usize> = words.chain([text.len()]).take(MOST_WORDS).collect();
    let label = letters(label);
    let heads = ends.into_iter().rev().filter_map(|end| {
        let head = &text[..end];
        let is_value = head.contains(|c: char| c.is_ascii_digit());
        let misread = misread_end(&letters(head), &label).filter(|_| !is_value)?;
        Some((misread, end))
    });
    let (_, end) = heads.min_by_key(|&(misread, _)| misread)?;
    Some(text[end..].trim_start_matches(['،', ' ']))
}

/// What follows a label, or the end of one, without a blank: only where no value begins with its last word.
fn after_last_word<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let word = label.rsplit(' ').next()?;
    let no_value = word.chars().count() >= 5 || word == "پتہ";
    if word.is_ascii() || !no_value {
        return None;
    }
    let end = text.find(word)? + word.len();
    misread_end(&letters(&text[..end]), &letters(label)).map(|_| &text[end..])
}

/// Whether a line is the beginning of a label, whose end the field finder took for none; one letter in five may be misread.
pub(super) fn begins_label(field: Field, line: &str) -> bool {
    let head: String = letters(line).iter().collect();
    let n = head.chars().count();
    let begins = |label: &&str| {
        let beginning: String = letters(label).iter().take(n).collect();
        distance(&head, &beginning) <= n / 5
    };
    n >= HEAD && labels(field).iter().any(begins)
}

/// So many letters are told as the beginning of a label.
const HEAD: usize = 3;

/// A line without the beginning of a sentence that is printed behind it.
pub(super) fn without_beginning_of<'t>(sentence: &str, line: &'t str) -> &'t str {
    let sentence = letters(sentence);
    let begins = line.match_indices(' ').find(|(at, _)| {
        let tail = letters(&line[*at..]);
        tail.len() > HEAD && sentence.starts_with(&tail)
    });
    line[..begins.map_or(line.len(), |(at, _)| at)].trim_end()
}

/// A line without the end of what else is printed on a side, such as a sentence that begins beside it.
pub(super) fn without_end_of<'t>(sentence: &str, line: &'t str) -> &'t str {
    let sentence = letters(sentence);
    let starts = line.match_indices(' ').map(|(at, _)| at + 1);
    let tails = std::iter::once(0).chain(starts).filter_map(|at| {
        let tail = letters(&line[at..]);
        let misread = misread_end(&tail, &sentence).filter(|_| tail.len() >= SENTENCE)?;
        // a word before the sentence would make it longer, and several letters worse
        Some((tail.len() as isize - 3 * misread as isize, at))
    });
    let begins = tails.max_by_key(|&(worth, _)| worth);
    line[..begins.map_or(line.len(), |(_, at)| at)].trim_end()
}

/// So many letters are told as the end of a sentence.
const SENTENCE: usize = 8;

/// Whether two letters that a label ends with are a word that values begin with: Umm, who is no father and no husband,
/// or one of villages' names.
fn is_word(head: &[char], label: &[char]) -> bool {
    match head {
        ['ا', 'م'] => label == ['ن', 'ا', 'م'],
        ['د', 'ہ'] | ['ق', 'ل'] => true,
        _ => false,
    }
}

/// A label has no more words than this.
const MOST_WORDS: usize = 4;

fn letters(text: &str) -> Vec<char> {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// How many letters of a head are misread if a label ends so; `None` if no label does.
fn misread_end(head: &[char], label: &[char]) -> Option<usize> {
    let exact = label.ends_with(head).then_some(0);
    match head.len() {
        0 => None,
        // no name and no mark begins with a letter by itself
        1 => exact.filter(|_| !head[0].is_ascii()),
        // two Latin letters may be a name
        2 => exact.filter(|_| !head[0].is_ascii() && !is_word(head, label)),
        3 | 4 => exact,
        n => {
            let text: String = head.iter().collect();
            let lengths = (n - n / 5).max(5)..=(n + n / 5).min(label.len());
            let misread = lengths.map(|l| {
                let end: String = label[label.len() - l..].iter().collect();
                distance(&text, &end)
            });
            misread.min().filter(|&m| m <= n / 5)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_caught_label_off() {
        for (field, raw, value) in [
            (Field::NameUrdu, "نام : علی خان", "علی خان"),
            (Field::NameUrdu, "نام علی خان", "علی خان"),
            (Field::NameUrdu, "نامدار خان", "نامدار خان"),
            (Field::NameUrdu, ": علی", "علی"),
            (Field::FatherNameUrdu, "والد/شوہر کا نام : اکبر", "اکبر"),
            (Field::FatherNameUrdu, "والد کا نام: اکبر", "اکبر"),
            (Field::FatherNameUrdu, "والدکا نام: اکبر", "اکبر"),
            (Field::FatherNameUrdu, "کا نام محمد وسیم", "محمد وسیم"),
            (Field::FatherNameUrdu, "نام روشن منیر", "روشن منیر"),
            (Field::FatherNameUrdu, "کانام سیما بلخ", "سیما بلخ"),
            (Field::FatherNameUrdu, "مکانام صائمہ", "صائمہ"),
            (
                Field::FatherNameUrdu,
                "داشوہر کانام، اکبر انور",
                "اکبر انور",
            ),
            (Field::FatherNameUrdu, "کانام بر اکبر", "اکبر"),
            (Field::FatherNameUrdu, "م پنہوار", "پنہوار"),
            (Field::FatherNameUrdu, "اکرام انعام", "اکرام انعام"),
            (Field::FatherNameUrdu, "کامران نام", "کامران نام"),
            (Field::NameUrdu, "ام کلثوم", "ام کلثوم"),
            (Field::FatherNameUrdu, "ام نوازش علی", "نوازش علی"),
            (Field::NameUrdu, "و علی", "و علی"),
            (Field::Identifier, "علامت ندارد", "ندارد"),
            (Field::Identifier, "ملامت پارس پر تل", "پارس پر تل"),
            (Field::Identifier, "ت ندارد", "ندارد"),
            (Field::Identifier, "شناختی علامت", ""),
            (Field::Identifier, "علامتندارد", "ندارد"),
            (Field::Name, "Name\nAsif Khan", "Asif Khan"),
            (Field::Name, "Name: Asif", "Asif"),
            (Field::Name, "Named Khan", "Named Khan"),
            (Field::FatherName, "Father's Name: Asif", "Asif"),
            (Field::CurrentAddress, "موجودہ پتہ : مکان 1", "مکان 1"),
            (Field::CurrentAddress, "مکان : 1", "مکان : 1"),
            (Field::CurrentAddress, "پتہمکان 1", "مکان 1"),
            (Field::CurrentAddress, "موجودہ پتہمکان 1", "مکان 1"),
            (Field::CurrentAddress, "تہ مکان 1", "مکان 1"),
            (Field::CurrentAddress, "دہ نمبر 17", "دہ نمبر 17"),
            (Field::CurrentAddress, "موجودہ پتہ چک 7", "چک 7"),
            (Field::PermanentAddress, "قل پتہچک 7", "چک 7"),
            (Field::PermanentAddress, "نیا پتہچک 7", "نیا پتہچک 7"),
            (Field::PermanentAddress, "مستقل پلاٹ 7", "پلاٹ 7"),
            (Field::CurrentAddress, "موجودہ پلاٹ 7", "پلاٹ 7"),
            (Field::Gender, "جنس : مرد", "مرد"),
            (Field::IssueDate, "", ""),
            (Field::Birthday, "Birth. 07/04/1971", "07/04/1971"),
            (Field::IdNumber, "Number 35202-1234567-1", "35202-1234567-1"),
        ] {
            assert_eq!(without_label(field, raw), value, "{raw:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_label_is_known() {
        for (line, begins) in [
            ("Perma", true),
            ("Permanel", true),
            ("Pres", true),
            ("مستق", true),
            ("Pe", false),
            ("Permanent House", false),
        ] {
            let fields = [Field::CurrentAddress, Field::PermanentAddress];
            let known = fields.iter().any(|field| begins_label(*field, line));
            assert_eq!(known, begins, "{line}");
        }
    }

    #[test]
    fn the_beginning_of_a_sentence_behind_a_line_is_left_out() {
        let sentence = "The Holder is entitled visa free entry into Pakistan";
        for (line, rest) in [
            ("District Dera Bugti The Hol", "District Dera Bugti"),
            ("District Attock The H", "District Attock"),
            ("7 The Mall", "7 The Mall"),
            ("Bugti The", "Bugti The"),
            ("The Holder", "The Holder"),
        ] {
            assert_eq!(without_beginning_of(sentence, line), rest);
        }
    }

    #[test]
    fn the_end_of_a_sentence_beside_a_line_is_left_out() {
        let sentence = "یہ کارڈ قریبی لیٹر بکس میں ڈال دیں";
        for (line, rest) in [
            (
                "ضلع ڈیرہ غازی خان قریبی لیٹر بکس میں ڈال دیں",
                "ضلع ڈیرہ غازی خان",
            ),
            ("ضلع اٹک ربکس میں ڈل دیں", "ضلع اٹک"),
            ("لیثر بکس میں ڈال دیں", ""),
            ("پوسٹ بکس میں", "پوسٹ بکس میں"),
            ("ڈاک بکس 7، میں بازار", "ڈاک بکس 7، میں بازار"),
        ] {
            assert_eq!(without_end_of(sentence, line), rest);
        }
    }
}
