//! Which of a line's readings to believe: the form of its field and the other lines of the card say which of them are
//! likelier. What is printed wins: only what a reader found likely itself is ever chosen.

use super::{
    CardDate, Field, IdNumber, Line, Reading, address_word, gender, label::without_label,
    latin_name, mark, place, sound, urdu_name, value::breaks_form,
};
use crate::text::{distance, fold};

/// How likely it is that a card says something that breaks its field's form, against a reader's error that does.
const MALFORMED: f32 = 0.05;
/// The same for a gender, of which there are three.
const NO_GENDER: f32 = 0.001;
/// How likely a card names a country that is not on the list of all of them, against a reader's error.
const NO_COUNTRY: f32 = 0.003;
/// How likely an address names a district or tehsil that is on no list, against a misread one.
const NO_PLACE: f32 = 0.1;
/// How likely a word of an address is none that many addresses have, against a misread one.
const NO_WORD: f32 = 0.3;
/// How likely a word of a name is one that few people bear, against a misread one.
const NO_NAME: f32 = 0.3;
/// How likely a clerk writes رحمن with its small alef, as few do, against a reader that takes something for one.
const WITH_ALEF: f32 = 0.2;
/// How likely a name in Latin letters has a sign that is no part of names, against a misread one.
const NO_LETTER: f32 = 0.01;
/// How likely a word of an identifying mark is none of a form's, against a misread one.
const NO_MARK: f32 = 0.1;
/// How much less likely a name becomes with each consonant by which it differs from the same name in the other script.
const DISSONANT: f32 = 0.1;
/// How likely a card's two dates are no usual term apart, against a usual term.
const NO_TERM: f32 = 0.03;
/// The same for a card without an expiry date, or with one that is no date.
const OPEN_TERM: f32 = 0.3;
/// How likely a man's or a woman's card has a number of the other gender.
const CONTRARY: f32 = 0.02;
/// How likely a pair is of which one is no number or no man's or woman's gender, against a pair that goes together.
const OPEN_GENDER: f32 = 0.3;
/// How much less likely two readings stand for one text with each sign by which they differ. Not much: what is hard to
/// read is misread the same way twice.
const MISREAD: f32 = 0.5;
/// How likely two addresses are two, against one and the same.
const ELSEWHERE: f32 = 0.1;

/// Weighs the readings of every line; the likeliest comes first.
pub(super) fn weigh(lines: &mut [Line]) {
    for line in &mut *lines {
        let field = line.field;
        let said = |r: &Reading| without_label(field, &r.text);
        let weight = |r: &Reading| match field {
            Field::CurrentAddress | Field::PermanentAddress => {
                let text = fold(&r.text);
                let places = place::unknown(&text) + address_word::misspelt_places(&text);
                let words = address_word::unknown(&text);
                NO_PLACE.powi(places as i32) * NO_WORD.powi(words as i32)
            }
            Field::NameUrdu | Field::FatherNameUrdu => {
                let (unknown, marked) =
                    (urdu_name::unknown(&said(r)), urdu_name::with_alef(&r.text));
                NO_NAME.powi(unknown as i32) * WITH_ALEF.powi(marked as i32)
            }
            Field::Identifier => NO_MARK.powi(mark::unknown(&said(r)) as i32),
            Field::Name | Field::FatherName if !said(r).chars().all(is_of_names) => NO_LETTER,
            Field::Name | Field::FatherName => NO_NAME.powi(latin_name::unknown(&said(r)) as i32),
            Field::CountryOfStay if breaks_form(field, &r.text) => NO_COUNTRY,
            Field::Gender if breaks_form(field, &r.text) => NO_GENDER,
            _ if breaks_form(field, &r.text) => MALFORMED,
            _ => 1.0,
        };
        let weights: Vec<f32> = line.readings.iter().map(weight).collect();
        reweigh(&mut line.readings, weights);
    }
    agree(lines, Field::Name, Field::NameUrdu, names);
    agree(lines, Field::FatherName, Field::FatherNameUrdu, names);
    agree(lines, Field::IssueDate, Field::ExpiryDate, term);
    agree(lines, Field::IdNumber, Field::Gender, holder);
    agree(
        lines,
        Field::CurrentAddress,
        Field::PermanentAddress,
        addresses,
    );
}

/// Up to so many digits of a number that is clearly read may still be misread; one that has more of them otherwise is
/// another number.
const MISREAD_DIGITS: usize = 3;
/// A number is clearly read with this confidence.
const CLEAR: f32 = 0.9;

/// What a machine-readable code of the card says of a field, whose marks are checked: it stands for a line that was not
/// found, or not read clearly. Where another value is clearly printed, that one stays.
pub fn confirm(lines: &mut Vec<Line>, code: Line) {
    let number = |line: &Line| IdNumber::parse(&line.readings.first()?.text);
    match lines.iter_mut().find(|line| line.field == code.field) {
        None => lines.push(code),
        Some(line) => {
            let clear = line.readings.first().is_some_and(|r| r.confidence >= CLEAR);
            let other = match (number(line), number(&code)) {
                (Some(printed), Some(coded)) => printed.differences(&coded) > MISREAD_DIGITS,
                _ => false,
            };
            if !(clear && other) {
                line.readings = code.readings;
            }
        }
    }
}

/// How likely a name stands on one card in these two spellings.
fn names(latin: &str, urdu: &str) -> f32 {
    DISSONANT.powf(sound::distance(latin, urdu))
}

/// Whether names in Latin letters are written with a sign: Dr. Abdul-Qayyum D'Souza (Late).
fn is_of_names(sign: char) -> bool {
    sign.is_alphabetic() || " .-'()".contains(sign)
}

/// How likely a card is issued and expires on these days.
fn term(issued: &str, expires: &str) -> f32 {
    let day = |text| match CardDate::parse(text) {
        Some(CardDate::Day(day)) => Some(day),
        _ => None,
    };
    match (day(issued), day(expires)) {
        (Some(issued), Some(expires)) if issued.years_to(expires).is_some_and(is_term) => 1.0,
        (Some(_), Some(_)) => NO_TERM,
        _ => OPEN_TERM,
    }
}

/// How likely the holder of a number is of a gender.
fn holder(number: &str, gender: &str) -> f32 {
    match (IdNumber::parse(number), gender::parse(gender)) {
        (Some(number), Some(gender @ ("M" | "F"))) if number.gender() == gender => 1.0,
        (Some(_), Some("M" | "F")) => CONTRARY,
        _ => OPEN_GENDER,
    }
}

/// Cards are issued for so many years.
fn is_term(years: u16) -> bool {
    matches!(years, 5 | 7 | 10)
}

/// How likely these are a line of the current address and the same line of the permanent one, which often are one address.
fn addresses(current: &str, permanent: &str) -> f32 {
    ELSEWHERE.max(MISREAD.powi(distance(current, permanent) as i32))
}

/// Multiplies every reading's confidence by its weight; their sum stays what it was.
fn reweigh(readings: &mut [Reading], weights: impl IntoIterator<Item = f32>) {
    if readings.len() < 2 {
        return;
    }
    let sum = |readings: &[Reading]| readings.iter().map(|r| r.confidence).sum::<f32>();
    let before = sum(readings);
    for (reading, weight) in readings.iter_mut().zip(weights) {
        reading.confidence *= weight;
    }
    let after = sum(readings);
    for reading in &mut *readings {
        reading.confidence *= if after > 0.0 { before / after } else { 1.0 };
    }
    readings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
}

/// Two fields that depend on one another: readings of the one that go well with those of the other become likelier, line
/// by line. `together`: how likely a card says both, against other pairs.
fn agree(lines: &mut [Line], one: Field, other: Field, together: fn(&str, &str) -> f32) {
    let places = |field| {
        let those = lines.iter().enumerate().filter(|(_, l)| l.field == field);
        those.map(|(k, _)| k).collect::<Vec<_>>()
    };
    for (i, j) in places(one).into_iter().zip(places(other)) {
        let (first, second) = (lines[i].readings.clone(), lines[j].readings.clone());
        let said = |field, readings: &[Reading]| -> Vec<String> {
            let texts = readings.iter().map(|r| without_label(field, &r.text));
            texts.collect()
        };
        let (ones, others) = (said(one, &first), said(other, &second));
        // a row for each reading of the first line
        let pairs: Vec<Vec<f32>> = ones
            .iter()
            .map(|a| others.iter().map(|b| together(a, b)).collect())
            .collect();
        let of_first = pairs.iter().map(|row| {
            let terms = second.iter().zip(row);
            terms.map(|(b, p)| b.confidence * p).sum()
        });
        let of_second = (0..second.len()).map(|k| {
            let terms = first.iter().zip(&pairs);
            terms.map(|(a, row)| a.confidence * row[k]).sum()
        });
        reweigh(&mut lines[i].readings, of_first);
        reweigh(&mut lines[j].readings, of_second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(given: &[(&str, f32)]) -> Vec<Reading> {
        let reading = |&(text, confidence): &(&str, f32)| Reading {
            text: text.to_owned(),
            confidence,
        };
        given.iter().map(reading).collect()
    }

    fn line(field: Field, given: &[(&str, f32)]) -> Line {
        Line {
            field,
            readings: readings(given),
            quad: crate::geometry::Quad::rect(0.0, 0.0, 9.0, 2.0),
        }
    }

    /// What a line by itself says after it was weighed.
    fn likeliest(field: Field, given: &[(&str, f32)]) -> Reading {
        let mut lines = [line(field, given)];
        weigh(&mut lines);
        lines[0].readings[0].clone()
    }

    /// What two lines say after they were weighed.
    fn chosen(mut lines: [Line; 2]) -> [Reading; 2] {
        weigh(&mut lines);
        lines.map(|line| line.readings[0].clone())
    }

    #[test]
    fn a_caught_label_makes_no_name_unlikely() {
        let given = [("نام زبیر باقر", 0.6), ("ام زبیر باقر", 0.4)];
        assert_eq!(likeliest(Field::NameUrdu, &given).text, "نام زبیر باقر");
        // nor less like the same name in the other script
        let mut lines = [
            line(Field::Name, &[("Zubair Baqir", 0.9)]),
            line(Field::NameUrdu, &given),
        ];
        weigh(&mut lines);
        assert_eq!(lines[1].readings[0].text, "نام زبیر باقر");
    }

    #[test]
    fn a_small_alef_that_few_write_has_to_be_clear() {
        let said = |marked, plain| {
            let given = [("حبیب الرحمٰن", marked), ("حبیب الرحمن", plain)];
            likeliest(Field::NameUrdu, &given).text
        };
        assert_eq!(said(0.6, 0.4), "حبیب الرحمن");
        assert_eq!(said(0.95, 0.05), "حبیب الرحمٰن");
        // of names that are written in both ways the likelier reading stays
        let given = [("موسیٰ", 0.6), ("موسی", 0.4)];
        assert_eq!(likeliest(Field::NameUrdu, &given).text, "موسیٰ");
    }

    #[test]
    fn a_number_of_the_right_form_wins_a_close_call() {
        let choose = |given: &[(&str, f32)]| likeliest(Field::IdNumber, given);
        let got = choose(&[("35202-1234567-", 0.6), ("35202-1234567-1", 0.4)]);
        assert_eq!(got.text, "35202-1234567-1");
        assert!(got.confidence > 0.9);
        assert_eq!(
            choose(&[("35202-1234567-", 0.99), ("35202-1234567-1", 0.01)]).text,
            "35202-1234567-"
        );
    }

    #[test]
    fn names_in_two_scripts_support_one_another() {
        let [latin, urdu] = chosen([
            line(Field::Name, &[("Faheem Khan", 0.9), ("Faeem Khan", 0.1)]),
            line(
                Field::NameUrdu,
                &[("فیم خان", 0.5), ("فہیم خان", 0.3), ("قہیم خان", 0.2)],
            ),
        ]);
        assert_eq!((&*latin.text, &*urdu.text), ("Faheem Khan", "فہیم خان"));
    }

    #[test]
    fn a_stroke_beside_a_country_is_no_letter_of_it() {
        let country = |given: &[(&str, f32)]| likeliest(Field::CountryOfStay, given).text;
        let given = [("Pakistan A", 0.99), ("Pakistan", 0.01)];
        assert_eq!(country(&given), "Pakistan");
        let given = [("Atlantis", 0.999), ("Albania", 0.001)];
        assert_eq!(country(&given), "Atlantis");
    }

    #[test]
    fn a_word_of_a_mark_is_one_of_a_form() {
        let mark = |given: &[(&str, f32)]| likeliest(Field::Identifier, given).text;
        let close = [("گردن کے پچھے تل", 0.8), ("گردن کے پیچھے تل", 0.2)];
        assert_eq!(mark(&close), "گردن کے پیچھے تل");
        let clear = [("گردن کے پچھے تل", 0.95), ("گردن کے پیچھے تل", 0.05)];
        assert_eq!(mark(&clear), "گردن کے پچھے تل");
    }

    #[test]
    fn a_title_ends_with_a_dot() {
        let name = |given: &[(&str, f32)]| likeliest(Field::Name, given).text;
        let given = [("Dr, Saqib Jatoi", 0.97), ("Dr. Saqib Jatoi", 0.03)];
        assert_eq!(name(&given), "Dr. Saqib Jatoi");
        assert_eq!(
            name(&[("Dr, Saqib", 0.997), ("Dr. Saqib", 0.003)]),
            "Dr, Saqib"
        );
    }

    #[test]
    fn weighing_keeps_the_sum() {
        let mut some = readings(&[("a", 0.5), ("b", 0.3), ("c", 0.2)]);
        reweigh(&mut some, [0.1, 1.0, 0.1]);
        assert_eq!(some[0].text, "b");
        let total: f32 = some.iter().map(|r| r.confidence).sum();
        assert!((total - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_card_runs_for_a_usual_term() {
        let issued = |given: &[(&str, f32)]| {
            chosen([
                line(Field::IssueDate, given),
                line(Field::ExpiryDate, &[("03.11.2029", 1.0)]),
            ])[0]
                .text
                .clone()
        };
        let close = [("03.11.2010", 0.6), ("03.11.2019", 0.4)];
        assert_eq!(issued(&close), "03.11.2019");
        let clear = [("03.11.2010", 0.99), ("03.11.2019", 0.01)];
        assert_eq!(issued(&clear), "03.11.2010");
    }

    #[test]
    fn an_address_rather_names_a_place_that_there_is() {
        let address = |given: &[(&str, f32)]| likeliest(Field::CurrentAddress, given).text;
        let close = [("ضلع پاکتن", 0.8), ("ضلع پاکپتن", 0.2)];
        assert_eq!(address(&close), "ضلع پاکپتن");
        let clear = [("ضلع پاکتن", 0.98), ("ضلع پاکپتن", 0.02)];
        assert_eq!(address(&clear), "ضلع پاکتن");
    }

    #[test]
    fn an_address_is_rather_made_of_known_words() {
        let address = |given: &[(&str, f32)]| likeliest(Field::CurrentAddress, given).text;
        let close = [("باؤس نمبر 7", 0.7), ("ہاؤس نمبر 7", 0.3)];
        assert_eq!(address(&close), "ہاؤس نمبر 7");
        let clear = [("باؤس نمبر 7", 0.8), ("ہاؤس نمبر 7", 0.2)];
        assert_eq!(address(&clear), "باؤس نمبر 7");
    }

    #[test]
    fn a_number_says_whose_it_is() {
        let gender = |given: &[(&str, f32)]| {
            chosen([
                line(Field::IdNumber, &[("35202-1234567-1", 1.0)]),
                line(Field::Gender, given),
            ])[1]
                .text
                .clone()
        };
        assert_eq!(gender(&[("F", 0.6), ("M", 0.4)]), "M");
        assert_eq!(gender(&[("F", 0.99), ("M", 0.01)]), "F");
        assert_eq!(gender(&[("X", 0.8), ("M", 0.2)]), "X");
    }

    #[test]
    fn one_address_printed_twice_is_read_twice() {
        let [current, permanent] = chosen([
            line(
                Field::CurrentAddress,
                &[
                    ("گلی نمبر 7، محلہ بابر", 0.9),
                    ("گلی نمبر 1، محلہ بابر", 0.1),
                ],
            ),
            line(
                Field::PermanentAddress,
                &[
                    ("گلی نمبر 7 محلہ بابر", 0.6),
                    ("گلی نمبر 7، محلہ بابر", 0.4),
                ],
            ),
        ]);
        assert_eq!(current.text, permanent.text);
        let [current, permanent] = chosen([
            line(
                Field::CurrentAddress,
                &[("گلی نمبر 7", 0.98), ("گلی نمبر 8", 0.02)],
            ),
            line(
                Field::PermanentAddress,
                &[("گلی نمبر 8", 0.98), ("گلی نمبر 7", 0.02)],
            ),
        ]);
        assert_eq!(
            (&*current.text, &*permanent.text),
            ("گلی نمبر 7", "گلی نمبر 8"),
            "neighbours stay two"
        );
    }

    #[test]
    fn a_code_stands_for_a_number_that_is_hard_to_read() {
        let number = |printed: Option<(&str, f32)>| {
            let lines = printed.map(|p| line(Field::IdNumber, &[p]));
            let mut lines: Vec<Line> = lines.into_iter().collect();
            confirm(
                &mut lines,
                line(Field::IdNumber, &[("35202-1234567-1", 1.0)]),
            );
            lines[0].readings[0].text.clone()
        };
        assert_eq!(number(None), "35202-1234567-1");
        assert_eq!(number(Some(("35202-12", 0.95))), "35202-1234567-1");
        assert_eq!(number(Some(("35262-1234567-1", 0.95))), "35202-1234567-1");
        assert_eq!(number(Some(("61101-7654321-8", 0.4))), "35202-1234567-1");
        // two numbers, both clearly printed
        assert_eq!(number(Some(("61101-7654321-8", 0.95))), "61101-7654321-8");
    }

    #[test]
    fn what_is_clearly_printed_stays() {
        let [_, urdu] = chosen([
            line(Field::Name, &[("Bilal", 1.0)]),
            line(Field::NameUrdu, &[("جمال", 0.999), ("بلال", 0.001)]),
        ]);
        assert_eq!(urdu.text, "جمال");
    }
}
