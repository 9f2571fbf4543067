//! Letters of a stamp, a watermark or a clerk's remark beside a value: Latin ones, where the card prints none.

use super::{Field, latin_name::unknown};
use crate::text::fold;

/// Latin words in an Urdu address are codes and short names: `E-6`, `WAPDA`. A longer one is none of it.
const LONGEST_CODE: usize = 5;
/// A name's initials are fewer capitals than this.
const SHORTEST_STAMP: usize = 3;

/// A folded text without such letters; the text as it is where nothing else would be left.
pub(super) fn without_stamp(field: Field, text: &str) -> String {
    let rest = match field {
        Field::NameUrdu | Field::FatherNameUrdu | Field::Identifier => in_urdu(text, 0),
        Field::CurrentAddress | Field::PermanentAddress if !text.is_ascii() => {
            in_urdu(text, LONGEST_CODE)
        }
        Field::Name | Field::FatherName | Field::CountryOfStay => in_title_case(text),
        _ => text.to_owned(),
    };
    if rest.is_empty() {
        text.to_owned()
    } else {
        rest
    }
}

/// Urdu without the runs of Latin letters that are longer than `longest`.
fn in_urdu(text: &str, longest: usize) -> String {
    let signs: Vec<char> = text.chars().collect();
    let latin = char::is_ascii_alphabetic;
    let runs = signs.chunk_by(|a, b| latin(a) == latin(b));
    let kept = runs.flat_map(|run| match run {
        [first, ..] if latin(first) && run.len() > longest => &[' '],
        _ => run,
    });
    fold(&kept.collect::<String>())
}

/// A name without words of capitals before and after it that are no names: cards write names with small letters.
fn in_title_case(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let first = words.iter().position(|word| !is_stamped(word));
    let last = words.iter().rposition(|word| !is_stamped(word));
    let rest = first.zip(last).map(|(a, b)| words[a..=b].join(" "));
    let titled = |rest: &String| {
        let count = |is: fn(&char) -> bool| rest.chars().filter(is).count();
        count(|c| c.is_lowercase()) > count(|c| c.is_uppercase())
    };
    rest.filter(titled).unwrap_or_else(|| text.to_owned())
}

fn is_stamped(word: &str) -> bool {
    let capitals = word.bytes().all(|b| b.is_ascii_uppercase());
    capitals && word.len() >= SHORTEST_STAMP && unknown(word) > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stamp_beside_a_value_is_left_out() {
        use Field::*;
        for (field, text, value) in [
            (NameUrdu, "SPECIM رقیہ کموکا", "رقیہ کموکا"),
            (FatherNameUrdu, "رقیہ کموکاCOPY", "رقیہ کموکا"),
            (NameUrdu, "SS", "SS"),
            (Identifier, "ندارد A", "ندارد"),
            (
                CurrentAddress,
                "تحصیل و ضلع خان پور SPECIMEN",
                "تحصیل و ضلع خان پور",
            ),
            (PermanentAddress, "ایضاًSPECIME", "ایضاً"),
            (
                CurrentAddress,
                "سیکٹر E-6، WAPDA ٹاؤن",
                "سیکٹر E-6، WAPDA ٹاؤن",
            ),
            (CurrentAddress, "HOUSE 12, STREET 7", "HOUSE 12, STREET 7"),
            (Name, "Maria SPECIMEN", "Maria"),
            (
                FatherName,
                "VOID Gandapur Shaukatullah SPECI",
                "Gandapur Shaukatullah",
            ),
            (Name, "CHISHTI Khaled", "CHISHTI Khaled"),
            (CountryOfStay, "United Kingdom SPECI", "United Kingdom"),
            (CountryOfStay, "SAUDI ARABIA", "SAUDI ARABIA"),
            (Name, "MUHAMMAD ALI KHaN", "MUHAMMAD ALI KHaN"),
            (Name, "Asif M. K. Ali", "Asif M. K. Ali"),
            (Name, "SPECIMEN", "SPECIMEN"),
            (FamilyNumber, "AB12CD", "AB12CD"),
        ] {
            assert_eq!(without_stamp(field, text), value, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), more in "[A-Za-zا-ی ]{0,20}") {
            for field in Field::ALL {
                for text in [&text, &more] {
                    let rest = without_stamp(field, text);
                    prop_assert!(rest.is_empty() == text.is_empty(), "{text:?}");
                }
            }
        }
    }
}
