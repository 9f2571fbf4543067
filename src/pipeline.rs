//! The way of a picture, from a page to the cards on it: the only place that knows the order of the stages.

mod line;
mod place;

use self::place::{ASPECT, apart_from, in_reading_order, is_odd, misshapen, without_doubles};
use crate::card::{self, CardInfo, Field, IdNumber, Kind, Line, Reading, Side};
use crate::error::Result;
use crate::geometry::Quad;
use crate::input::Page;
use crate::models;
use crate::runtime::{Model, Runtime};
use crate::stages::barcode;
use crate::stages::detect::Detector;
use crate::stages::letters::Letters;
use crate::stages::locate::{Layout, Located, Locator, Verdict};
use crate::stages::recognise::{LineReader, Script, on_page};
use crate::stages::rectify::{Pyramid, Rectified};
use crate::timings::{Clock, Timing};

/// Less sure than this that a candidate is one of our cards, and it is not reported.
const POSSIBLE: f32 = 0.5;
/// Less sure than this that it is one of our cards, and all of its fields that have a form have to be read in it.
const CERTAIN: f32 = 0.98;
/// Corners that lie no further than this from where they should are near enough, in straightened pixels.
const NEAR: f32 = 9.0;
/// Corners that lie further than this from where they should are no better known than before, in straightened pixels.
const FAR: f32 = 100.0;
/// How often a card is straightened at the most, each time by the corners that the last look gave.
const LOOKS: usize = 3;
/// A card whose middle lies further from a quad's than this part of the quad's longer side is a half of what lies there.
const ASIDE: f32 = 0.15;

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
    /// Whether what it says goes with its being one of ours.
    proved: bool,
    /// How many of its fields break their form, as the readers find them likeliest.
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
        let find = &self.clocks.find;
        let seen = find.measure(|| self.detector.detect(&pyramid))?;
        for candidate in &seen {
            cards.extend(self.cards(page, &pyramid, &candidate.quads)?);
        }
        if cards.is_empty() {
            // a card cut out along its edges shows the finder nothing that lies around it
            let (w, h) = pyramid.size();
            let whole = Quad::rect(0.0, 0.0, w, h).longer_side_up();
            cards.extend(self.card(page, &pyramid, &[whole])?);
        }
        if cards.is_empty() {
            // turned cards fill no picture, so that two of them are not taken for one
            for candidate in find.measure(|| self.detector.detect_askew(&pyramid, &seen))? {
                cards.extend(self.card(page, &pyramid, &candidate.quads)?);
            }
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
            two.extend(
                found.filter(|Attempt { card, .. }| card.info.has_number() || card.info.has_date()),
            );
        }
        if two.len() < 2 {
            two.extend(one);
        }
        Ok(two)
    }

    /// Reads the card at the first of `quads` where nothing breaks its form, or at the surest of them; `None`
    /// if no card of ours lies there. Where something breaks its form, the card may lie where the field finder saw its corners;
    /// where a quad has not the shape of a card, one of its sides may be wrong.
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
        if let Some(quad) = quad.filter(is_odd) {
            for side in 0..4 {
                best = surer(best, read(quad.squared(side, ASPECT))?);
            }
        }
        Ok(best.filter(|best| best.proved))
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
            proved: is_proved(layout, card.confidence, broken, &card.info),
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
}

/// Whether what a card says, with so many fields that break their form, goes with its being one of ours: other authorities'
/// cards are printed like ours, and where ours have a number and dates they have something else.
fn is_proved(layout: Layout, confidence: f32, broken: usize, info: &CardInfo) -> bool {
    match layout {
        _ if broken == 0 => true,
        _ if confidence < CERTAIN => false,
        // most like theirs
        Layout::OldNicopFront => broken == 1,
        // no dates, and a finger may be on the number
        Layout::SnicBack | Layout::NicopBack => true,
        _ => info.has_number() || info.has_date(),
    }
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

/// The one of two attempts where fewer fields break their form, or of as many the one with surer readings; the first, if
/// there is no difference.
fn surer(one: Option<Attempt>, other: Option<Attempt>) -> Option<Attempt> {
    let worth = |attempt: &Attempt| (attempt.broken, attempt.unsure);
    match (one, other) {
        (Some(one), Some(other)) if worth(&other) < worth(&one) => Some(other),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::input::{Limits, pages};
    use crate::stages::detect::Candidate;

    /// A page with one card, what reads it, and the card.
    fn example() -> (Page, Reader, Card) {
        const CARD: &[u8] = include_bytes!("../examples/snic-front.jpg");
        let mut pages = pages(CARD, &Limits::default(), None).unwrap();
        let page = pages.next().unwrap().unwrap();
        let reader = Reader::new(1).unwrap();
        let card = reader.read(&page).unwrap().remove(0);
        (page, reader, card)
    }

    fn values(info: &CardInfo) -> Vec<String> {
        info.iter().map(|(_, value)| value.value.clone()).collect()
    }

    #[test]
    fn what_has_neither_number_nor_date_is_no_front() {
        use Layout::*;
        let says = |side, field, text: &str| {
            let readings = vec![Reading {
                text: text.to_owned(),
                confidence: 0.9,
            }];
            let quad = Quad::rect(0.0, 0.0, 9.0, 2.0);
            let line = Line {
                field,
                readings,
                quad,
            };
            card::assemble(side, vec![line])
        };
        let number = says(Side::Front, Field::IdNumber, "35202-1234567-1");
        let date = says(Side::Front, Field::Birthday, "01.05.1987");
        let name = says(Side::Front, Field::IdNumber, "IMRAN CHAUDHRY");
        let numbered_back = says(Side::Back, Field::IdNumber, "35202-1234567-1");
        let back = says(Side::Back, Field::CurrentAddress, "محلہ");
        for (layout, confidence, broken, info, proved) in [
            (SnicFront, 0.6, 4, &number, false),
            (SnicFront, 0.99, 4, &number, true),
            (SnicFront, 0.6, 0, &number, true),
            (SnicBack, 0.6, 0, &numbered_back, true),
            (NicBack, 0.6, 3, &numbered_back, false),
            (SnicFront, 0.6, 4, &date, false),
            (SnicFront, 0.99, 4, &date, true),
            (NicFront, 0.999, 3, &name, false),
            (NicFront, 0.999, 2, &number, true),
            (OldNicopFront, 0.999, 2, &number, false),
            (OldNicopFront, 0.999, 1, &number, true),
            (SnicBack, 0.99, 1, &back, true),
            (SnicBack, 0.9, 1, &back, false),
            (NicBack, 0.99, 4, &back, false),
        ] {
            let given = is_proved(layout, confidence, broken, info);
            assert_eq!(given, proved, "{layout:?} {confidence} {broken}");
        }
    }

    #[test]
    fn a_card_is_found_on_a_page_seen_askew() {
        let (page, reader, whole) = example();
        let pyramid = Pyramid::new(&page.pixels);
        let askew = |seen: &[Candidate]| reader.detector.detect_askew(&pyramid, seen).unwrap();
        let upright = |score| Candidate {
            quads: vec![whole.quad],
            score,
        };
        assert!(askew(&[upright(1.0)]).is_empty());
        let found = askew(&[upright(0.5)]);
        let card = reader.card(&page, &pyramid, &found[0].quads).unwrap();
        assert_eq!(values(&card.unwrap().card.info), values(&whole.info));
    }

    #[test]
    fn a_card_found_badly_is_read_whole() {
        let (page, reader, whole) = example();
        let [a, b, c, d] = whole.quad.0;
        let before = |p: Point, q: Point| Point::new(0.6 * p.x + 0.4 * q.x, 0.6 * p.y + 0.4 * q.y);
        for part in [[a, before(b, a), before(c, d), d], [a, b, c, before(d, c)]] {
            let found = reader.card(&page, &Pyramid::new(&page.pixels), &[Quad(part)]);
            let card = found.unwrap().unwrap().card;
            assert_eq!(values(&card.info), values(&whole.info));
        }
    }
}
