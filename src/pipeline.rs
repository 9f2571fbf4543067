//! The way of a picture, from a page to the cards on it: the only place that knows the order of the stages.

use crate::card::{self, CardInfo, Field, IdNumber, Kind, Line, Reading, Side};
use crate::error::Result;
use crate::geometry::Quad;
use crate::input::Page;
use crate::models;
use crate::runtime::{Model, Runtime};
use crate::stages::barcode;
use crate::stages::detect::Detector;
use crate::stages::letters::Letters;
use crate::stages::locate::{FieldBox, Layout, Located, Locator, Verdict};
use crate::stages::recognise::{Content, LineReader, Said, Script, on_page};
use crate::stages::rectify::{Pyramid, Rectified};
use crate::timings::{Clock, Timing};

/// Less sure than this that a candidate is one of our cards, and it is not reported.
const POSSIBLE: f32 = 0.5;
/// Less sure than this, and its number or a date has to be read as well: every side of every card has a number.
const CERTAIN: f32 = 0.98;
/// Corners that lie no further than this from where they should are near enough, in straightened pixels.
const NEAR: f32 = 9.0;
/// Corners that lie further than this from where they should are no better known than before, in straightened pixels.
const FAR: f32 = 100.0;
/// How often a card is straightened at the most, each time by the corners that the last look gave.
const LOOKS: usize = 3;
/// Width of a card by its height (ISO/IEC 7810, ID-1).
const ASPECT: f32 = 85.6 / 53.98;
/// A quad whose width by height is this many times a card's, or as many times less, hardly has the card's corners.
const MISSHAPEN: f32 = 1.25;
/// A quad of which one side is so many times as long as the opposite one hardly has them either: no camera is that near.
const LOPSIDED: f32 = 1.3;
/// A card whose middle lies further from a quad's than this part of the quad's longer side is a half of what lies there.
const ASIDE: f32 = 0.15;
/// A side whose middle lies further inside another card than this part of that card's height is misplaced.
const OVERLAP: f32 = 0.1;
/// A card whose middle lies no further from another's than this part of the other's height is the same card.
const DOUBLE: f32 = 0.4;
/// The same for two that say they are one side of one card: copies of it, side by side, have their middles further apart.
const COPY: f32 = 0.8;
/// How much further out a line's ends are looked for where it breaks the form of its field, in heights of the line.
const FURTHER: f32 = 5.0;
/// The same where a letter stands at an end of its box, and the box may have cut off the next.
const CUT: f32 = 1.5;
/// A longer reading of a line is as sure as the shorter one if its confidence is no less than this part of it.
const HARDLY_LESS: f32 = 0.9;

/// One side of a card, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Smart card or old card.
    pub kind: Kind,
    /// Front or back.
    pub side: Side,
    /// Its corners in pixels of the page.
    pub quad: Quad,
    /// The page it lies on, from 1.
    pub page: usize,
    /// How sure it is that this is such a card, from 0 to 1.
    pub confidence: f32,
    /// What it says.
    pub info: CardInfo,
}

/// A card as it was read at some place.
struct Attempt {
    card: Card,
    /// How many of its fields break their form.
    broken: usize,
    /// How unsure its readings are on average, 0..=1.
    unsure: f32,
    /// Corners that the last look gave, where they lie too far away to be trusted.
    elsewhere: Option<Quad>,
}

/// All stages, ready to read pages. Shared by threads.
pub struct Reader {
    detector: Detector,
    locator: Locator,
    latin: LineReader,
    urdu: LineReader,
    pub(crate) clocks: Clocks,
}

/// One for each stage.
#[derive(Default)]
pub(crate) struct Clocks {
    library: Clock,
    /// What comes before the reader: a file's bytes to pages.
    pub(crate) decode: Clock,
    find: Clock,
    locate: Clock,
    read: Clock,
}

impl Reader {
    /// Makes a reader whose networks use `threads` threads each: 1 where several pages are read at the same time.
    ///
    /// # Errors
    /// Those of [`Runtime::new`].
    pub fn new(threads: usize) -> Result<Self> {
        let clocks = Clocks::default();
        let runtime = clocks.library.measure(|| Runtime::new(threads))?;
        let model =
            |name| models::get(name).map(|(entry, onnx)| (runtime.model(name, onnx), entry));
        let reader = |script, name, letters| {
            let (network, entry) = model(name)?;
            let letters = Letters::new(models::get(letters)?.1)?;
            Ok(LineReader::new(script, network, &entry.alphabet, letters))
        };
        Ok(Reader {
            detector: Detector::new(model("finder")?.0),
            locator: Locator::new(model("fields")?.0),
            latin: reader(Script::Latin, "latin", "latin-letters")?,
            urdu: reader(Script::Urdu, "urdu", "urdu-letters")?,
            clocks,
        })
    }

    /// Where the time of all readings went so far: what is indented is part of the line above that is not.
    pub fn timings(&self) -> Vec<Timing> {
        let clocks = &self.clocks;
        let mut timings = vec![
            clocks.library.timing("ONNX Runtime loaded"),
            clocks.decode.timing("pages opened and drawn"),
        ];
        let stages: [(&Clock, &str, &[&Model]); 3] = [
            (&clocks.find, "cards found", &[&self.detector.finder]),
            (&clocks.locate, "fields found", &[&self.locator.fields]),
            (
                &clocks.read,
                "lines read",
                &[&self.latin.reader, &self.urdu.reader],
            ),
        ];
        for (clock, what, networks) in stages {
            timings.push(clock.timing(what));
            for network in networks {
                let name = network.name();
                timings.push(network.loading.timing(format!("  network {name} loaded")));
                timings.push(network.running.timing(format!("  network {name} run")));
            }
        }
        timings
    }

    /// Every card on a page, from top to bottom, then from left to right. None is no error.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] if a network fails, [`crate::error::Error::PageTimeout`].
    pub fn read(&self, page: &Page) -> Result<Vec<Card>> {
        let pyramid = Pyramid::new(&page.pixels);
        let mut cards: Vec<Attempt> = Vec::new();
        let candidates = self
            .clocks
            .find
            .measure(|| self.detector.detect(&pyramid))?;
        for candidate in candidates {
            cards.extend(self.cards(page, &pyramid, &candidate.quads)?);
        }
        if cards.is_empty() {
            // a card cut out along its edges shows the finder nothing that lies around it
            let (w, h) = pyramid.size();
            let whole = Quad::rect(0.0, 0.0, w, h).longer_side_up();
            cards.extend(self.card(page, &pyramid, &[whole])?);
        }
        let mut cards = without_doubles(cards);
        for k in 0..cards.len() {
            let quad = &cards[k].card.quad;
            let mut others = cards.iter().map(|other| &other.card.quad);
            let Some(apart) = others.find_map(|other| apart_from(quad, other)) else {
                continue;
            };
            // a copy shows no edge between two cards, and one was taken to reach into the other
            if let Some(again) = self.card(page, &pyramid, &[apart])?
                && again.broken <= cards[k].broken
            {
                cards[k] = again;
            }
        }
        let cards = cards.into_iter().map(|attempt| attempt.card).collect();
        Ok(in_reading_order(cards))
    }

    /// Reads the card at one of `quads`, or the two that were taken for one: a picture that both fill shows no edge between
    /// them.
    fn cards(&self, page: &Page, pyramid: &Pyramid<'_>, quads: &[Quad]) -> Result<Vec<Attempt>> {
        let one = self.card(page, pyramid, quads)?;
        let quad = &quads[0];
        let halves = quad.halves();
        let whole = one.as_ref().is_some_and(|one| {
            let off = one.card.quad.centre().distance(quad.centre());
            one.broken == 0 && off < ASIDE * quad.width().max(quad.height())
        });
        let nearer = |half: &Quad| misshapen(half) < misshapen(&quad.longer_side_up());
        if whole || !halves.iter().all(nearer) {
            return Ok(one.into_iter().collect());
        }
        let mut two = Vec::new();
        for half in halves {
            let found = self.card(page, pyramid, &[half])?;
            two.extend(found.filter(|half| half.card.info.has_number_or_date()));
        }
        if two.len() < 2 {
            two.extend(one);
        }
        Ok(two)
    }

    /// Reads the card at the first of `quads` where nothing breaks its form, or at the surest of them; `None`
    /// if no card of ours lies there. Where something breaks its form, it may lie where the field finder saw its corners;
    /// where it has not the form of a card, one of its sides may be wrong.
    fn card(&self, page: &Page, pyramid: &Pyramid<'_>, quads: &[Quad]) -> Result<Option<Attempt>> {
        let read = |quad: Quad| {
            page.check_time()?;
            self.card_at(pyramid, quad, page.number)
        };
        let mut best = None;
        for quad in quads {
            best = surer(best, read(*quad)?);
            if best.as_ref().is_some_and(|best| best.broken == 0) {
                break;
            }
        }
        let doubtful = best.as_ref().filter(|best| best.broken > 0);
        if let Some(elsewhere) = doubtful.and_then(|best| best.elsewhere) {
            best = surer(best, read(elsewhere)?);
        }
        let quad = best.as_ref().map(|best| best.card.quad);
        let odd = |quad: &Quad| misshapen(quad) > MISSHAPEN.ln() || lopsided(quad) > LOPSIDED.ln();
        if let Some(quad) = quad.filter(odd) {
            for side in 0..4 {
                best = surer(best, read(quad.squared(side, ASPECT))?);
            }
        }
        Ok(best)
    }

    /// Reads the card at `quad`, whichever of its corners comes first; `None` if no card of ours lies there.
    fn card_at(&self, page: &Pyramid<'_>, quad: Quad, number: usize) -> Result<Option<Attempt>> {
        let located = self.clocks.locate.measure(|| self.upright(page, quad))?;
        let Some((quad, card, located)) = located else {
            return Ok(None);
        };
        let Verdict::Upright(layout) = located.verdict else {
            return Ok(None);
        };
        if located.score < POSSIBLE || located.boxes.is_empty() {
            return Ok(None);
        }
        let elsewhere = (located.off() >= FAR).then(|| located.corners.map(&card.to_page));
        let mut lines: Vec<Line> = Vec::new();
        for found in &located.boxes {
            // names in Latin letters come before those in Urdu
            let latin = lines
                .iter()
                .find(|l| Some(l.field) == in_latin(found.field));
            let latin = latin.and_then(|l| Some(l.readings.first()?.text.clone()));
            let line = || self.line(page, &card, layout, found, latin.as_deref());
            let (readings, quad) = self.clocks.read.measure(line)?;
            lines.push(Line {
                field: found.field,
                readings,
                quad: on_page(&card, &quad),
            });
        }
        let fields = layout.fields().iter();
        let broken = fields.filter(|field| breaks_form(&lines, **field)).count();
        let (kind, side) = (layout.kind(), layout.side());
        let code = || coded_number(page, &card, layout);
        if let Some(code) = self.clocks.read.measure(code) {
            card::confirm(&mut lines, code);
        }
        let info = card::assemble(side, lines);
        if located.score < CERTAIN && !info.has_number_or_date() {
            return Ok(None);
        }
        let card = Card {
            kind,
            side,
            quad,
            page: number,
            confidence: located.score,
            info,
        };
        let sure = |field: &Field| card.info.get(*field).map_or(0.0, |v| v.confidence);
        // an address is the surer the more of its lines were overlooked
        let fields = layout.fields().iter().filter(|field| !field.is_address());
        let (sum, count) = fields.fold((0.0, 0.0), |(s, n), f| (s + sure(f), n + 1.0));
        Ok(Some(Attempt {
            unsure: 1.0 - sum / count,
            card,
            broken,
            elsewhere,
        }))
    }

    /// Straightens and locates; again where the first look says that the card is turned, or that its corners lie elsewhere.
    fn upright(
        &self,
        page: &Pyramid<'_>,
        quad: Quad,
    ) -> Result<Option<(Quad, Rectified, Located)>> {
        let mut quad = quad;
        let mut found: Option<(Quad, Rectified, Located)> = None;
        for _ in 0..LOOKS {
            let Some(card) = Rectified::new(&quad) else {
                break;
            };
            let located = self.locator.locate(page, &card)?;
            let off = located.off();
            if found.as_ref().is_some_and(|(_, _, f)| f.off() <= off) {
                break; // no nearer than before
            }
            let corners = located.corners.map(&card.to_page);
            match located.verdict {
                Verdict::None => break,
                Verdict::Turned(turns) => quad = corners.rotated(turns),
                Verdict::Upright(_) => {
                    found = Some((quad, card, located));
                    if !(NEAR..FAR).contains(&off) {
                        break;
                    }
                    quad = corners;
                }
            }
            if !quad.is_convex() {
                break;
            }
        }
        Ok(found)
    }

    /// Reads a line, where it was found or at a better place. Gives what it may say, and where.
    fn line(
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
            Field::NameUrdu | Field::FatherNameUrdu => Content::Name(latin),
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
                let is_date = said.readings.first().is_some_and(|r| digits(r) >= 6);
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

/// Whether a field that has a form was not found, or not read in that form.
fn breaks_form(lines: &[Line], field: Field) -> bool {
    let line = lines.iter().find(|line| line.field == field);
    let first = line.and_then(|line| line.readings.first());
    card::breaks_form(field, first.map_or("", |reading| &reading.text))
}

/// The field that holds the same name in Latin letters, on cards that have it.
fn in_latin(field: Field) -> Option<Field> {
    match field {
        Field::NameUrdu => Some(Field::Name),
        Field::FatherNameUrdu => Some(Field::FatherName),
        _ => None,
    }
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

/// The number that the QR code on the back of a smart card gives.
fn coded_number(page: &Pyramid<'_>, card: &Rectified, layout: Layout) -> Option<Line> {
    if !matches!(layout, Layout::SnicBack | Layout::NicopBack) {
        return None;
    }
    let code = barcode::read(page, card)?;
    let number = IdNumber::from_code(&code.content)?;
    Some(Line {
        field: Field::IdNumber,
        readings: vec![Reading {
            text: number.to_string(),
            confidence: 1.0,
        }],
        quad: code.quad,
    })
}

/// What is printed for the gender.
fn genders(layout: Layout) -> &'static [&'static str] {
    match layout {
        Layout::NicFront => &["مرد", "عورت"],
        Layout::OldNicopFront => &["Male", "Female", "X"],
        _ => &["M", "F", "X"],
    }
}

/// The one of two attempts where fewer fields break their form, or of as many the one with surer readings; the first, if
/// there is no difference.
fn surer(one: Option<Attempt>, other: Option<Attempt>) -> Option<Attempt> {
    let worth = |attempt: &Attempt| (attempt.broken, attempt.unsure);
    match (one, other) {
        (Some(one), Some(other)) if worth(&other) < worth(&one) => Some(other),
        (one, other) => one.or(other),
    }
}

/// Of cards that lie on one another, the surest.
fn without_doubles(mut cards: Vec<Attempt>) -> Vec<Attempt> {
    cards.sort_by(|a, b| b.card.confidence.total_cmp(&a.card.confidence));
    let mut kept: Vec<Attempt> = Vec::new();
    for attempt in cards {
        let card = &attempt.card;
        let double = |other: &Attempt| {
            let other = &other.card;
            let near = if same_side(card, other) { COPY } else { DOUBLE };
            let off = other.quad.centre().distance(card.quad.centre());
            off <= near * other.quad.height()
        };
        if !kept.iter().any(double) {
            kept.push(attempt);
        }
    }
    kept
}

/// Whether two cards say that they are one and the same side of one card; a page may hold two copies of it.
fn same_side(card: &Card, other: &Card) -> bool {
    let number = |card: &Card| IdNumber::parse(&card.info.get(Field::IdNumber)?.value);
    (card.kind, card.side) == (other.kind, other.side)
        && number(card).is_some()
        && number(card) == number(other)
}

/// How far a quad's width by height is from a card's, as a logarithm.
fn misshapen(quad: &Quad) -> f32 {
    (quad.width() / quad.height() / ASPECT).ln().abs()
}

/// By how much two opposite sides of a quad differ in length, as a logarithm.
fn lopsided(quad: &Quad) -> f32 {
    let [a, b, c, d] = quad.0;
    let differ = |one: f32, other: f32| (one / other).ln().abs();
    differ(a.distance(b), d.distance(c)).max(differ(a.distance(d), b.distance(c)))
}

/// Where a card lies that seems to reach into another one, though it has less of a card's form: its side in there is placed
/// by that form.
fn apart_from(card: &Quad, other: &Quad) -> Option<Quad> {
    if misshapen(card) <= misshapen(other) {
        return None;
    }
    let middles = card.middles();
    let depths = middles.map(|middle| other.depth(middle));
    let side = (0..4).max_by(|&i, &j| depths[i].total_cmp(&depths[j]))?;
    (depths[side] > OVERLAP * other.height()).then(|| card.squared(side, ASPECT))
}

/// Top to bottom, then left to right: cards whose middles differ by less than half a card's height stand in one row.
fn in_reading_order(mut cards: Vec<Card>) -> Vec<Card> {
    let middle = |c: &Card| c.quad.centre();
    cards.sort_by(|a, b| middle(a).y.total_cmp(&middle(b).y));
    let mut rows: Vec<Vec<Card>> = Vec::new();
    for card in cards {
        let (x0, y0, x1, y1) = card.quad.bounds();
        let half = (y1 - y0).min(x1 - x0) / 2.0;
        match rows.last_mut() {
            Some(row) if middle(&card).y - middle(&row[0]).y < half => row.push(card),
            _ => rows.push(vec![card]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| middle(a).x.total_cmp(&middle(b).x));
    }
    rows.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::input::{Limits, pages};

    fn at(x: f32, y: f32, confidence: f32) -> Card {
        Card {
            kind: Kind::Snic,
            side: Side::Front,
            quad: Quad::rect(x, y, x + 160.0, y + 100.0),
            page: 1,
            confidence,
            info: card::assemble(Side::Front, Vec::new()),
        }
    }

    #[test]
    fn cards_come_row_by_row() {
        let cards = vec![
            at(300.0, 20.0, 0.9),
            at(0.0, 300.0, 0.9),
            at(0.0, 40.0, 0.9),
        ];
        let corners: Vec<f32> = in_reading_order(cards)
            .iter()
            .map(|c| c.quad.0[0].x + c.quad.0[0].y)
            .collect();
        assert_eq!(corners, [40.0, 320.0, 300.0]);
    }

    fn kept(cards: impl IntoIterator<Item = Card>) -> Vec<f32> {
        let attempt = |card| Attempt {
            card,
            broken: 0,
            unsure: 0.0,
            elsewhere: None,
        };
        let kept = without_doubles(cards.into_iter().map(attempt).collect());
        kept.iter().map(|k| k.card.confidence).collect()
    }

    #[test]
    fn a_card_found_twice_is_reported_once() {
        let cards = [at(0.0, 0.0, 0.7), at(5.0, 5.0, 0.8), at(400.0, 0.0, 0.6)];
        assert_eq!(kept(cards), [0.8, 0.6]);
    }

    #[test]
    fn one_number_twice_is_two_copies_only_where_two_cards_have_room() {
        let numbered = |x, confidence, number: &str| {
            let line = Line {
                field: Field::IdNumber,
                readings: vec![Reading {
                    text: number.to_owned(),
                    confidence: 1.0,
                }],
                quad: Quad::rect(x, 0.0, x + 50.0, 9.0),
            };
            let info = card::assemble(Side::Front, vec![line]);
            Card {
                info,
                ..at(x, 0.0, confidence)
            }
        };
        let (one, other) = ("35202-1234567-1", "35202-1234567-3");
        let beside = |x, number| kept([numbered(0.0, 0.9, one), numbered(x, 0.8, number)]);
        assert_eq!(beside(60.0, one), [0.9]);
        assert_eq!(beside(60.0, other), [0.9, 0.8]);
        assert_eq!(beside(170.0, one), [0.9, 0.8]);
    }

    #[test]
    fn a_card_found_badly_is_read_whole() {
        const CARD: &[u8] = include_bytes!("../examples/snic-front.jpg");
        let mut pages = pages(CARD, &Limits::default(), None).unwrap();
        let page = pages.next().unwrap().unwrap();
        let reader = Reader::new(1).unwrap();
        let whole = reader.read(&page).unwrap().remove(0);
        let [a, b, c, d] = whole.quad.0;
        let before = |p: Point, q: Point| Point::new(0.6 * p.x + 0.4 * q.x, 0.6 * p.y + 0.4 * q.y);
        let values = |info: &CardInfo| -> Vec<String> {
            info.iter().map(|(_, value)| value.value.clone()).collect()
        };
        for part in [[a, before(b, a), before(c, d), d], [a, b, c, before(d, c)]] {
            let found = reader.card(&page, &Pyramid::new(&page.pixels), &[Quad(part)]);
            let card = found.unwrap().unwrap().card;
            assert_eq!(values(&card.info), values(&whole.info));
        }
    }

    #[test]
    fn sides_of_unlike_length_are_no_cards() {
        let card = Quad::rect(0.0, 0.0, 856.0, 540.0);
        let [a, b, c, d] = card.0;
        assert!(lopsided(&card) < 1e-6);
        let skewed = Quad([a, b, c, Point::new(d.x + 260.0, d.y)]);
        assert!(misshapen(&skewed) < MISSHAPEN.ln() && lopsided(&skewed) > LOPSIDED.ln());
    }

    #[test]
    fn a_card_that_reaches_into_its_neighbour_is_cut_where_a_card_ends() {
        let (front, back) = (
            Quad::rect(0.0, 0.0, 856.0, 539.8),
            Quad::rect(0.0, 600.0, 856.0, 1139.8),
        );
        let too_long = Quad::rect(0.0, 0.0, 856.0, 800.0);
        assert!(apart_from(&front, &back).is_none());
        assert!(apart_from(&back, &too_long).is_none());
        let cut = apart_from(&too_long, &back).unwrap();
        for (got, want) in cut.0.iter().zip(front.0) {
            assert!(got.distance(want) < 0.01, "{cut:?}");
        }
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
