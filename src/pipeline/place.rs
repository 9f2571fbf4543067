//! Where cards lie: the shape that a card has, and how several of them lie on a page.

use super::{Attempt, Card};
use crate::card::{Field, IdNumber};
use crate::geometry::Quad;

/// Width of a card by its height (ISO/IEC 7810, ID-1).
pub(super) const ASPECT: f32 = 85.6 / 53.98;
/// A quad whose width by height is this many times a card's, or as many times less, hardly has the card's corners.
const MISSHAPEN: f32 = 1.25;
/// A quad of which one side is so many times as long as the opposite one hardly has them either: no camera is that near.
const LOPSIDED: f32 = 1.3;
/// A side whose middle lies further inside another card than this part of that card's height is misplaced.
const OVERLAP: f32 = 0.1;
/// A card whose middle lies no further from another's than this part of the other's height is the same card.
const DOUBLE: f32 = 0.4;
/// The same for two that say they are one side of one card: copies of it, side by side, have their middles further apart.
const COPY: f32 = 0.8;

/// Of cards that lie on one another, the surest.
pub(super) fn without_doubles(mut cards: Vec<Attempt>) -> Vec<Attempt> {
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
pub(super) fn misshapen(quad: &Quad) -> f32 {
    (quad.width() / quad.height() / ASPECT).ln().abs()
}

/// Whether a quad has not the form of a card, so that one of its sides may be wrong.
pub(super) fn is_odd(quad: &Quad) -> bool {
    misshapen(quad) > MISSHAPEN.ln() || lopsided(quad) > LOPSIDED.ln()
}

/// By how much two opposite sides of a quad differ in length, as a logarithm.
fn lopsided(quad: &Quad) -> f32 {
    let [a, b, c, d] = quad.0;
    let differ = |one: f32, other: f32| (one / other).ln().abs();
    differ(a.distance(b), d.distance(c)).max(differ(a.distance(d), b.distance(c)))
}

/// Where a card lies that seems to reach into another one, though it has less of a card's form: its side in there is placed
/// by that form.
pub(super) fn apart_from(card: &Quad, other: &Quad) -> Option<Quad> {
    if misshapen(card) <= misshapen(other) {
        return None;
    }
    let middles = card.middles();
    let depths = middles.map(|middle| other.depth(middle));
    let side = (0..4).max_by(|&i, &j| depths[i].total_cmp(&depths[j]))?;
    (depths[side] > OVERLAP * other.height()).then(|| card.squared(side, ASPECT))
}

/// Top to bottom, then left to right: cards whose middles differ by less than half a card's height stand in one row.
pub(super) fn in_reading_order(mut cards: Vec<Card>) -> Vec<Card> {
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
    use crate::card::{self, Kind, Line, Reading, Side};
    use crate::geometry::Point;

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
            proved: true,
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
}
