//! Which of a line's readings to believe: the form of its field and the other lines of the card say which of them are
//! likelier. What is printed wins: only what a reader found likely itself is ever chosen.

use super::{Field, Line, Reading, sound, value::is_well_formed};

/// How likely it is that a card says something that breaks its field's form, against a reader's error that does.
const MALFORMED: f32 = 0.05;
/// How much less likely a name becomes with each consonant by which it differs from the same name in the other script.
const DISSONANT: f32 = 0.1;

/// Weighs the readings of every line; the likeliest comes first.
pub(super) fn weigh(lines: &mut [Line]) {
    for line in &mut *lines {
        let field = line.field;
        if has_form(field) {
            reweigh(&mut line.readings, |text| {
                if is_well_formed(field, text) {
                    1.0
                } else {
                    MALFORMED
                }
            });
        }
    }
    for (latin, urdu) in [
        (Field::Name, Field::NameUrdu),
        (Field::FatherName, Field::FatherNameUrdu),
    ] {
        let readings = |field| {
            let line = lines.iter().find(|line| line.field == field);
            line.map(|line| line.readings.clone())
        };
        if let (Some(mut latins), Some(mut urdus)) = (readings(latin), readings(urdu)) {
            agree(&mut latins, &mut urdus);
            for line in &mut *lines {
                if line.field == latin {
                    line.readings.clone_from(&latins);
                } else if line.field == urdu {
                    line.readings.clone_from(&urdus);
                }
            }
        }
    }
}

/// Fields whose values have a form that a text can break.
fn has_form(field: Field) -> bool {
    matches!(
        field,
        Field::IdNumber
            | Field::Birthday
            | Field::IssueDate
            | Field::ExpiryDate
            | Field::Gender
            | Field::FamilyNumber
    )
}

/// Multiplies every reading's confidence by the weight of its text; their sum stays what it was.
fn reweigh(readings: &mut [Reading], weight: impl Fn(&str) -> f32) {
    if readings.len() < 2 {
        return;
    }
    let sum = |readings: &[Reading]| readings.iter().map(|r| r.confidence).sum::<f32>();
    let before = sum(readings);
    for reading in &mut *readings {
        reading.confidence *= weight(&reading.text);
    }
    let after = sum(readings);
    for reading in &mut *readings {
        reading.confidence *= if after > 0.0 { before / after } else { 1.0 };
    }
    readings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
}

/// Two lines that name one person: readings that sound alike support one another.
fn agree(latins: &mut [Reading], urdus: &mut [Reading]) {
    let together = |latin: &str, urdu: &str| DISSONANT.powf(sound::distance(latin, urdu));
    let (first, second) = (latins.to_vec(), urdus.to_vec());
    reweigh(latins, |text| {
        second
            .iter()
            .map(|r| r.confidence * together(text, &r.text))
            .sum()
    });
    reweigh(urdus, |text| {
        first
            .iter()
            .map(|r| r.confidence * together(&r.text, text))
            .sum()
    });
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

    fn best(readings: &[Reading]) -> &str {
        &readings[0].text
    }

    #[test]
    fn a_number_of_the_right_form_wins_a_close_call() {
        let choose = |given: &[(&str, f32)]| {
            let quad = crate::geometry::Quad::rect(0.0, 0.0, 9.0, 2.0);
            let mut lines = [Line {
                field: Field::IdNumber,
                readings: readings(given),
                quad,
            }];
            weigh(&mut lines);
            lines[0].readings[0].clone()
        };
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
        let mut latins = readings(&[("Faheem Khan", 0.9), ("Faeem Khan", 0.1)]);
        let mut urdus = readings(&[("فیم خان", 0.5), ("فہیم خان", 0.3), ("قہیم خان", 0.2)]);
        agree(&mut latins, &mut urdus);
        assert_eq!((best(&latins), best(&urdus)), ("Faheem Khan", "فہیم خان"));
        let total: f32 = urdus.iter().map(|r| r.confidence).sum();
        assert!((total - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_is_clearly_printed_stays() {
        let mut latins = readings(&[("Bilal", 1.0)]);
        let mut urdus = readings(&[("جمال", 0.999), ("بلال", 0.001)]);
        agree(&mut latins, &mut urdus);
        assert_eq!(best(&urdus), "جمال");
    }
}
