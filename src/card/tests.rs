use proptest::prelude::*;

use super::*;
use crate::geometry::Point;

fn line(field: Field, text: &str, confidence: f32) -> Line {
    let corner = |x, y| Point { x, y };
    let quad = Quad([
        corner(0., 0.),
        corner(9., 0.),
        corner(9., 2.),
        corner(0., 2.),
    ]);
    Line {
        field,
        readings: vec![Reading {
            text: text.to_owned(),
            confidence,
        }],
        quad,
    }
}

fn value(side: Side, field: Field, text: &str) -> String {
    assemble(side, vec![line(field, text, 0.9)])
        .get(field)
        .unwrap()
        .value
        .clone()
}

#[test]
fn every_field_of_a_side_is_there() {
    for side in [Side::Front, Side::Back] {
        let info = assemble(side, Vec::new());
        let fields: Vec<Field> = info.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, Field::of(side));
        assert!(info.iter().all(|(_, value)| *value == Value::absent()));
    }
    assert_eq!(
        assemble(Side::Front, vec![line(Field::FamilyNumber, "A1B2C3", 1.0)]),
        assemble(Side::Front, vec![])
    );
}

#[test]
fn values_are_normalised() {
    use Field::*;
    for (side, field, text, expected) in [
        (Side::Front, IdNumber, "35202 1234567 1", "35202-1234567-1"),
        (Side::Front, Name, " Asif  Ali ", "Asif Ali"),
        (Side::Front, Name, "3-0073468-9", ""),
        (Side::Front, NameUrdu, "نام : علي كمال", "علی کمال"),
        (Side::Front, Birthday, "17.08.1999", "08/17/1999"),
        (Side::Front, Gender, "جنس : عورت", "F"),
        (Side::Front, Gender, "???", ""),
        (Side::Front, ExpiryDate, "تاحیات", "Lifetime"),
        (Side::Front, IssueDate, "17.08.1999", "08/17/1999"),
        (Side::Front, CountryOfStay, "Pakistan", "Pakistan"),
        (
            Side::Back,
            CurrentAddress,
            "مکان نمبر 12 ،\nگلی نمبر 7",
            "مکان نمبر 12، گلی نمبر 7",
        ),
        (Side::Back, FamilyNumber, "خاندان نمبر : ab12c3", "AB12C3"),
    ] {
        assert_eq!(value(side, field, text), expected, "{field:?} {text:?}");
    }
}

#[test]
fn what_breaks_its_form_stays_as_printed_with_half_the_confidence() {
    let info = assemble(
        Side::Front,
        vec![
            line(Field::IdNumber, "35202-12345", 0.8),
            line(Field::Birthday, "31.02.1999", 0.8),
            line(Field::IssueDate, "Lifetime", 0.8),
        ],
    );
    for (field, text) in [
        (Field::IdNumber, "35202-12345"),
        (Field::Birthday, "31.02.1999"),
        (Field::IssueDate, "Lifetime"), // only an expiry
    ] {
        let value = info.get(field).unwrap();
        assert_eq!(
            (value.value.as_str(), value.raw.as_str(), value.confidence),
            (text, text, 0.4)
        );
    }
}

#[test]
fn what_is_no_value_at_all_is_not_given() {
    for (field, text) in [
        (Field::IdNumber, "Fufxetrala ha"),
        (Field::Identifier, "تن"),
        (Field::CountryOfStay, "Country of Stay"),
    ] {
        let info = assemble(Side::Front, vec![line(field, text, 0.3)]);
        assert_eq!(info.get(field), Some(&Value::absent()), "{text}");
    }
}

#[test]
fn one_date_is_not_both_that_of_issue_and_of_expiry() {
    for (expires, given) in [("22.05.2001", ""), ("22.05.2011", "05/22/2011"), ("", "")] {
        let lines = vec![
            line(Field::IssueDate, "22.05.2001", 0.9),
            line(Field::ExpiryDate, expires, 0.9),
        ];
        let info = assemble(Side::Back, lines);
        assert_eq!(info.get(Field::IssueDate).unwrap().value, "05/22/2001");
        assert_eq!(info.get(Field::ExpiryDate).unwrap().value, given);
    }
}

#[test]
fn a_name_beside_words_in_capitals_is_half_as_sure() {
    for (field, text, value, sure) in [
        (Field::Name, "Jaffar Ali", "Jaffar Ali", 0.8),
        (Field::Name, "Jaffar SARWAR", "Jaffar SARWAR", 0.8),
        (Field::Name, "Jaffar VERIFIED", "Jaffar", 0.4),
        (Field::CountryOfStay, "SPECIMEN Pakistan", "Pakistan", 0.8),
    ] {
        let info = assemble(Side::Front, vec![line(field, text, 0.8)]);
        let got = info.get(field).unwrap();
        assert_eq!((&*got.value, got.confidence), (value, sure), "{text}");
    }
}

#[test]
fn a_stamp_beside_a_value_breaks_no_form() {
    assert!(!breaks_form(Field::CountryOfStay, "Pakistan SPECIMEN"));
    assert!(breaks_form(Field::CountryOfStay, "Pakstan"));
}

#[test]
fn one_of_two_equal_dates_is_left_out() {
    for (text, issued, expires) in [
        ("17.08.1999", "08/17/1999", ""),
        ("Lifetime", "", "Lifetime"),
    ] {
        let dates = [Field::IssueDate, Field::ExpiryDate];
        let lines = dates.map(|field| line(field, text, 0.9));
        let info = assemble(Side::Front, lines.to_vec());
        let [first, second] = dates.map(|field| &*info.get(field).unwrap().value);
        assert_eq!((first, second), (issued, expires));
    }
}

#[test]
fn numbers_and_dates_are_those_that_have_the_form() {
    for (field, text, number, date) in [
        (Field::IdNumber, "35202-1234567-1", true, false),
        (Field::IdNumber, "35202", false, false),
        (Field::Birthday, "17.08.1999", false, true),
        (Field::Birthday, "Date of Birth May 5, 2003", false, true),
        (Field::Birthday, "35202-1234567-1", false, false),
        (Field::Name, "17.08.1999", false, false),
    ] {
        let info = assemble(Side::Front, vec![line(field, text, 0.9)]);
        assert_eq!(
            (info.has_number(), info.has_date()),
            (number, date),
            "{text}"
        );
    }
    let empty = assemble(Side::Back, Vec::new());
    assert!(!empty.has_number() && !empty.has_date());
}

#[test]
fn lines_of_a_field_are_joined() {
    let info = assemble(
        Side::Back,
        vec![
            line(Field::CurrentAddress, "مکان نمبر 12،", 0.9),
            line(Field::CurrentAddress, "لاہور", 0.7),
        ],
    );
    let value = info.get(Field::CurrentAddress).unwrap();
    assert_eq!(value.value, "مکان نمبر 12، لاہور");
    assert_eq!(value.raw, "مکان نمبر 12،\nلاہور");
    assert!((value.confidence - 0.63).abs() < 1e-6);
}

#[test]
fn the_same_address_is_repeated() {
    let current = line(Field::CurrentAddress, "مکان نمبر 12", 0.6);
    let same = line(Field::PermanentAddress, "ایضا", 0.9);
    let info = assemble(Side::Back, vec![current, same.clone()]);
    let permanent = info.get(Field::PermanentAddress).unwrap();
    assert_eq!(
        (
            permanent.value.as_str(),
            permanent.raw.as_str(),
            permanent.confidence
        ),
        ("مکان نمبر 12", "ایضا", 0.6)
    );
    // Without a current address there is nothing to repeat.
    assert_eq!(
        assemble(Side::Back, vec![same])
            .get(Field::PermanentAddress)
            .unwrap()
            .value,
        "ایضا"
    );
}

proptest! {
    #[test]
    fn any_line_makes_a_value(text in any::<String>(), at in 0..Field::ALL.len(), confidence in any::<f32>()) {
        for side in [Side::Front, Side::Back] {
            let info = assemble(side, vec![line(Field::ALL[at], &text, confidence)]);
            prop_assert!(info.iter().all(|(_, value)| (0.0..=1.0).contains(&value.confidence)));
        }
    }
}
