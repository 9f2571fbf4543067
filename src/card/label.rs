//! Printed labels that a field's box caught together with its value.

use super::Field;
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
        Field::CurrentAddress => &["Present Address", "موجودہ پتہ"],
        Field::PermanentAddress => &["Permanent Address", "مستقل پتہ"],
        Field::FamilyNumber => &["خاندان نمبر"],
    }
}

/// Folds a field's text and takes its own label off its beginning.
///
/// With a colon after it, a label may be misread by a letter in five; without one, it has to be exact and whole words, but
/// may lack its beginning, as a box that reaches a little too far shows it.
pub(super) fn without_label(field: Field, raw: &str) -> String {
    let text = fold(raw);
    let rest = labels(field)
        .iter()
        .find_map(|label| after_colon(&text, label).or_else(|| after_end(&text, label)))
        .unwrap_or(&text);
    rest.trim_start_matches([':', ' '])
        .trim_end_matches([' ', ':'])
        .to_owned()
}

fn after_colon<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let (head, rest) = text.split_once(':')?;
    let allowed = label.chars().count() / 5;
    (distance(&head.trim().to_lowercase(), &label.to_lowercase()) <= allowed).then_some(rest)
}

fn after_end<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let ends = label
        .match_indices(' ')
        .map(|(blank, _)| &label[blank + 1..]);
    std::iter::once(label)
        .chain(ends)
        .find_map(|end| after_words(text, end))
}

fn after_words<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let head = text.get(..label.len())?;
    let rest = &text[label.len()..];
    let whole = rest.is_empty() || rest.starts_with([' ', ':']);
    (head.eq_ignore_ascii_case(label) && whole).then_some(rest)
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
            (Field::Identifier, "علامت ندارد", "ندارد"),
            (Field::Identifier, "شناختی علامت", ""),
            (Field::Name, "Name\nAsif Khan", "Asif Khan"),
            (Field::Name, "Name: Asif", "Asif"),
            (Field::Name, "Named Khan", "Named Khan"),
            (Field::FatherName, "Father's Name: Asif", "Asif"),
            (Field::CurrentAddress, "موجودہ پتہ : مکان 1", "مکان 1"),
            (Field::CurrentAddress, "مکان : 1", "مکان : 1"),
            (Field::Gender, "جنس : مرد", "مرد"),
            (Field::IssueDate, "", ""),
        ] {
            assert_eq!(without_label(field, raw), value, "{raw:?}");
        }
    }
}
