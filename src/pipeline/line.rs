//! Reading one line of a card: by which reader, and again at other places where what it says does not fit its field.

use super::Reader;
use crate::card::{self, Field, Reading};
use crate::error::Result;
use crate::geometry::Quad;
use crate::stages::locate::{FieldBox, Layout};
use crate::stages::recognise::{Content, LineReader, Said, Script};
use crate::stages::rectify::{Pyramid, Rectified};

/// How much further out a line's ends are looked for where it breaks the form of its field, in heights of the line.
const FURTHER: f32 = 5.0;
/// The same where a letter stands at an end of its box, and the box may have cut off the next.
const CUT: f32 = 1.5;
/// How far above its box a name's small alef is looked for, in heights of the line.
const ALEF: f32 = 0.3;
/// Text with so many digits is a date: all that print one have eight, of which two may be lost.
const DATE_DIGITS: usize = 6;
/// A longer reading of a line is as sure as the shorter one if its confidence is no less than this part of it.
const HARDLY_LESS: f32 = 0.9;

impl Reader {
    /// Reads a line, where it was found or at a better place. Gives what it may say, and where.
    pub(super) fn line(
        &self,
        page: &Pyramid<'_>,
        card: &Rectified,
        layout: Layout,
        found: &FieldBox,
        latin: Option<&str>,
    ) -> Result<(Vec<Reading>, Quad)> {
        let field = found.field;
        let content = match field {
            Field::FamilyNumber => Content::Code,
            Field::Gender => Content::OneOf(genders(layout)),
            Field::CurrentAddress | Field::PermanentAddress => Content::Address,
            Field::Name | Field::FatherName => Content::LatinName,
            Field::NameUrdu | Field::FatherNameUrdu => Content::UrduName(latin),
            Field::Identifier => Content::Mark,
            Field::CountryOfStay => Content::Country,
            _ => Content::Text,
        };
        let read = |quad: &Quad| self.line_at(page, card, layout, field, quad, content);
        let first = read(&found.quad)?;
        let better = if field.has_form() {
            well_formed(found, &first, read)?
        } else if field.is_address() {
            None // beside its lines stand labels
        } else {
            uncut(&found.quad, &first, read)?
        };
        let (said, quad) = better.unwrap_or((first, found.quad));
        let (said, quad) = match content {
            Content::UrduName(_) => higher(&quad, &said, read)?.unwrap_or((said, quad)),
            _ => (said, quad),
        };
        Ok((said.readings, quad))
    }

    fn line_at(
        &self,
        page: &Pyramid<'_>,
        card: &Rectified,
        layout: Layout,
        field: Field,
        quad: &Quad,
        content: Content<'_>,
    ) -> Result<Said> {
        let read = |reader: &LineReader| reader.read(page, card, quad, content);
        match scripts(layout, field) {
            [Script::Latin] => read(&self.latin),
            [Script::Urdu] => read(&self.urdu),
            _ => {
                // a date, or a word for none
                let said = read(&self.latin)?;
                let digits = |r: &Reading| r.text.chars().filter(char::is_ascii_digit).count();
                let is_date = said
                    .readings
                    .first()
                    .is_some_and(|r| digits(r) >= DATE_DIGITS);
                if is_date { Ok(said) } else { read(&self.urdu) }
            }
        }
    }
}

/// Where a reading breaks the form of its field: the surest that has it, of the other places that the line may be at. Those
/// are what looks like it, and boxes whose ends lie further out.
fn well_formed(
    found: &FieldBox,
    first: &Said,
    read: impl Fn(&Quad) -> Result<Said>,
) -> Result<Option<(Said, Quad)>> {
    let says = |said: &Said, broken: bool| {
        let first = said.readings.first();
        first.is_some_and(|r| card::breaks_form(found.field, &r.text) == broken)
    };
    if !says(first, true) {
        return Ok(None);
    }
    let ends = [(FURTHER, 0.0), (0.0, FURTHER), (FURTHER, FURTHER)];
    let longer = ends.map(|(left, right)| found.quad.lengthened(left, right));
    let mut surest = None;
    for quad in found.others.iter().copied().chain(longer) {
        let again = read(&quad)?;
        let sure = again.sure();
        if says(&again, false) && surest.as_ref().is_none_or(|(most, _)| sure > *most) {
            surest = Some((sure, (again, quad)));
        }
    }
    Ok(surest.map(|(_, again)| again))
}

/// Where a letter stands at an end of a box: what a longer one says, if the text goes on there.
fn uncut(
    quad: &Quad,
    first: &Said,
    read: impl Fn(&Quad) -> Result<Said>,
) -> Result<Option<(Said, Quad)>> {
    if first.at_ends == [false; 2] {
        return Ok(None);
    }
    let [left, right] = first.at_ends.map(|cut| if cut { CUT } else { 0.0 });
    let longer = quad.lengthened(left, right);
    let again = read(&longer)?;
    let both = first.readings.first().zip(again.readings.first());
    let better = both.is_some_and(|(before, now)| goes_on(before, now));
    Ok(better.then_some((again, longer)))
}

/// Where a name may have small alefs, of which boxes lose sight: what a higher box says, if it says the same with one.
fn higher(
    quad: &Quad,
    first: &Said,
    read: impl Fn(&Quad) -> Result<Said>,
) -> Result<Option<(Said, Quad)>> {
    let text = |said: &Said| said.readings.first().map(|r| r.text.clone());
    let Some(before) = text(first).filter(|text| card::may_lack_alef(text)) else {
        return Ok(None);
    };
    let higher = quad.heightened(ALEF);
    let again = read(&higher)?;
    let more = text(&again).filter(|now| now.len() > before.len());
    let same = more.is_some_and(|now| card::without_alef(&now) == card::without_alef(&before));
    Ok(same.then_some((again, higher)))
}

/// Whether a reading is another one that goes on by some letters at its beginning or end, without a blank, and hardly less
/// sure. The letter that stood there may have been half a letter, and misread.
fn goes_on(before: &Reading, now: &Reading) -> bool {
    let letters = |reading: &Reading| reading.text.chars().collect::<Vec<char>>();
    let (short, long) = (letters(before), letters(now));
    if short.len() < 3 || long.len() < short.len() || short == long {
        return false;
    }
    let more = |more: &[char]| !more.is_empty() && more.iter().all(|c| c.is_alphabetic());
    let end = long.strip_prefix(&short[..short.len() - 1]);
    let beginning = long.strip_suffix(&short[1..]);
    now.confidence >= HARDLY_LESS * before.confidence
        && (end.is_some_and(more) || beginning.is_some_and(more))
}

/// The scripts that a field may be printed in.
fn scripts(layout: Layout, field: Field) -> &'static [Script] {
    match (layout, field) {
        (_, Field::NameUrdu | Field::FatherNameUrdu | Field::Identifier) => &[Script::Urdu],
        (Layout::NicFront, Field::Gender) => &[Script::Urdu],
        (Layout::SnicBack | Layout::NicBack, Field::CurrentAddress | Field::PermanentAddress) => {
            &[Script::Urdu]
        }
        (Layout::NicBack, Field::ExpiryDate) => &[Script::Latin, Script::Urdu],
        _ => &[Script::Latin],
    }
}

/// What is printed for the gender.
fn genders(layout: Layout) -> &'static [&'static str] {
    match layout {
        Layout::NicFront => &["مرد", "عورت"],
        Layout::OldNicopFront => &["Male", "Female", "X"],
        _ => &["M", "F", "X"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A box of one line, `x0` to `x1`.
    fn line(x0: f32, x1: f32) -> Quad {
        Quad::rect(x0, 0.0, x1, 10.0)
    }

    /// What is read there, with letters at its ends or without.
    fn said(text: &str, confidence: f32, at_ends: [bool; 2]) -> Said {
        let text = text.to_owned();
        Said {
            readings: vec![Reading { text, confidence }],
            at_ends,
        }
    }

    #[test]
    fn a_line_that_breaks_its_form_is_looked_for_at_other_places() {
        let found = |field| FieldBox {
            field,
            quad: line(100.0, 200.0),
            others: vec![line(300.0, 400.0)],
        };
        // whole at the longer box, surer at the other place
        let read = |quad: &Quad| {
            Ok(match (quad.0[0].x, quad.0[1].x) {
                (300.0, 400.0) => said("35202-1234567-3", 0.9, [false; 2]),
                (100.0, 250.0) => said("35202-1234567-1", 0.7, [false; 2]),
                (50.0, _) => said("nothing", 1.0, [false; 2]),
                other => panic!("{other:?}"),
            })
        };
        let cut = said("35202-12345", 0.9, [false; 2]);
        let text = |field, first: &Said| {
            let better = well_formed(&found(field), first, read).unwrap();
            better.map(|(said, quad)| (said.readings[0].text.clone(), quad))
        };
        let other = ("35202-1234567-3".to_owned(), line(300.0, 400.0));
        assert_eq!(text(Field::IdNumber, &cut), Some(other));
        let whole = said("35202-1234567-1", 0.5, [false; 2]);
        assert_eq!(text(Field::IdNumber, &whole), None);
        assert_eq!(text(Field::Birthday, &cut), None, "nowhere is a date");
    }

    #[test]
    fn a_box_that_cuts_a_letter_off_is_made_longer_at_that_end() {
        let quad = line(100.0, 200.0);
        let read = |quad: &Quad| {
            Ok(match (quad.0[0].x, quad.0[1].x) {
                (100.0, 215.0) => said("Mehmood", 0.9, [false; 2]),
                (85.0, 200.0) => said("Dr. Mehmoo", 0.9, [false; 2]),
                other => panic!("{other:?}"),
            })
        };
        let again = |ends| uncut(&quad, &said("Mehmoo", 0.9, ends), read).unwrap();
        assert_eq!(again([false, false]), None);
        let longer = again([false, true]).unwrap();
        assert_eq!(
            (&*longer.0.readings[0].text, longer.1),
            ("Mehmood", line(100.0, 215.0))
        );
        assert_eq!(
            again([true, false]),
            None,
            "no letter more of the same word"
        );
    }

    #[test]
    fn a_small_alef_above_a_box_is_looked_for() {
        let again = |before: &str, now: &str| {
            let read = |quad: &Quad| {
                assert_eq!(quad.0[0].y, -3.0);
                Ok(said(now, 0.5, [false; 2]))
            };
            let first = said(before, 0.9, [false; 2]);
            let found = higher(&line(100.0, 200.0), &first, read).unwrap();
            found.map(|(said, _)| said.readings[0].text.clone())
        };
        let marked = "غلام مصطفیٰ";
        assert_eq!(again("غلام مصطفی", marked).as_deref(), Some(marked));
        assert_eq!(again("غلام مصطفی", "غلام مصطفی"), None);
        assert_eq!(again("غلام مصطفی", "غلم مصطفیٰ"), None, "another name");
        assert_eq!(again("غلام رسول", marked), None, "nothing to look for");
        let lost = again("مصطفیٰ رحمن", "مصطفی رحمن");
        assert_eq!(lost, None, "one lost");
    }

    #[test]
    fn a_longer_reading_goes_on_in_the_same_word() {
        let reading = |text: &str, confidence| Reading {
            text: text.to_owned(),
            confidence,
        };
        for (before, now, sure, expected) in [
            ("Muhammad Mehmoo", "Muhammad Mehmood", 0.95, true),
            ("Muhammad Mehmooc", "Muhammad Mehmood", 0.95, true),
            ("uhammad Ali", "Muhammad Ali", 0.95, true),
            ("Muhammad Ali", "Muhammad Alia", 0.8, false),
            ("Muhammad Ali", "Muhammad Ali", 0.95, false),
            ("Muhammad Ali", "Muhammad Ali M", 0.95, false),
            ("Muhammad Ali", "Muhammad Ali2", 0.95, false),
            ("Muhammad Ali", "Muhammad A", 0.95, false),
            ("Muhammad Ali", "Mahmood Alib", 0.95, false),
            ("Al", "Ali", 0.95, false),
            ("", "Ali", 0.95, false),
        ] {
            let goes = goes_on(&reading(before, 1.0), &reading(now, sure));
            assert_eq!(goes, expected, "{before} {now}");
        }
    }
}
