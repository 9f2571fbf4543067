//! Finding cards on a page: a network marks the cells that lie on a card, their outline gives the corners.

use crate::error::Result;
use crate::geometry::{Homography, Point, Quad};
use crate::runtime::Model;
use crate::stages::outline::{self, CELLS};
use crate::stages::rectify::{Pyramid, planes};

/// Pixels a side of the network's input.
pub(super) const SIZE: usize = 256;
/// Pixels a cell.
const STRIDE: f32 = 4.0;
/// A card that takes less of the page than this is looked at again from nearer, for better corners.
const SMALL: f32 = 0.45;
/// A page whose longer side is more than this many times the shorter one is looked at in parts as well.
const LONG: f32 = 1.6;
/// The view from nearer shows so many times the card's longer side: its ground on all sides.
const ROOM: f32 = 1.35;
/// What is found there is the same card if its centre is off by less than this many of its sides.
const SAME: f32 = 0.25;
/// Cards whose centres are nearer than this many of their widths are one.
const APART: f32 = 0.3;
/// Fewer cells than this are no card: it would be 24 pixels wide on the network's view.
const FEWEST: usize = 20;
/// Of a card that lies straight in its view the network is surer than this, as a mean probability.
const SURE: f32 = 0.9;

/// A place where a card may lie.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where its corners may be, the best guess first; never empty. In pixels of the page, and they may lie beyond it. The
    /// first corner is top left as the picture lies: which way up the card is printed is for `locate` to say.
    pub quads: Vec<Quad>,
    /// Mean probability of its cells, 0..=1.
    pub score: f32,
}

/// Finds cards with the network `finder`.
pub struct Detector {
    /// Its network.
    pub finder: Model,
}

impl Detector {
    /// Takes the network: RGB `[1, 3, 256, 256]` to logits `[1, 2, 64, 64]`.
    pub fn new(finder: Model) -> Self {
        Detector { finder }
    }

    /// All candidates on a page, best first.
    pub fn detect(&self, page: &Pyramid<'_>) -> Result<Vec<Candidate>> {
        let (w, h) = page.size();
        let mut whole = self.square(page, Point::new(w / 2.0, h / 2.0), w.max(h))?;
        if whole.is_empty() && w.max(h) > LONG * w.min(h) {
            // a card on a long page, as on a telephone's screen, is small on the network's view of all of it
            for part in [0.5, 0.25, 0.75] {
                let along = |side: f32| (part * side).clamp(0.5 * w.min(h), side - 0.5 * w.min(h));
                whole.extend(self.square(page, Point::new(along(w), along(h)), w.min(h))?);
            }
        }
        let mut found: Vec<Candidate> = Vec::new();
        for candidate in whole {
            let refined = self.nearer(page, candidate)?;
            let centre = refined.quads[0].centre();
            let apart = |f: &Candidate| {
                let quad = f.quads[0];
                quad.centre().distance(centre) > APART * quad.width()
            };
            if found.iter().all(apart) {
                found.push(refined);
            }
        }
        Ok(found)
    }

    /// Candidates on a page seen askew, best first, in pixels of the page: a card that lies halfway between upright and a
    /// quarter turn is least like what the network mostly saw. Here it lies straight, so that the network is sure of it, and
    /// surer than of all that it has `seen` upright; of what does lie upright it is less sure here.
    pub fn detect_askew(&self, page: &Pyramid<'_>, seen: &[Candidate]) -> Result<Vec<Candidate>> {
        let (w, h) = page.size();
        // the whole page, turned, just fits in
        let scale = (w + h) * std::f32::consts::FRAC_1_SQRT_2 / SIZE as f32;
        let middle = Point::new(w / 2.0, h / 2.0);
        let to_page = Homography::turning(45.0, scale, SIZE as f32 / 2.0, middle);
        // black corners would be a new sight; the page's edges go on into them
        let mut found = self.look(page, &to_page, false)?;
        let surest = seen.iter().map(|c| c.score).fold(SURE, f32::max);
        found.retain(|candidate| candidate.score > surest);
        Ok(found)
    }

    /// Looks again at a small card alone, and puts that answer before the first.
    fn nearer(&self, page: &Pyramid<'_>, first: Candidate) -> Result<Candidate> {
        let (w, h) = page.size();
        let (x0, y0, x1, y1) = first.quads[0].bounds();
        let side = (x1 - x0).max(y1 - y0);
        if side > SMALL * w.max(h) {
            return Ok(first);
        }
        let middle = first.quads[0].centre();
        let again = self.square(page, middle, ROOM * side)?;
        let near = |c: &Candidate| c.quads[0].centre().distance(middle) < SAME * side;
        Ok(match again.into_iter().find(near) {
            Some(mut second) => {
                second.quads.extend(first.quads);
                second
            }
            None => first,
        })
    }

    /// Looks at the square of `side` page pixels around `middle`.
    fn square(&self, page: &Pyramid<'_>, middle: Point, side: f32) -> Result<Vec<Candidate>> {
        let to_page = Homography::scaling(side / SIZE as f32, SIZE as f32 / 2.0, middle);
        self.look(page, &to_page, true)
    }

    /// Runs the network on what `to_page` maps its input to; beyond the page that is black, or the page's edge goes on.
    fn look(
        &self,
        page: &Pyramid<'_>,
        to_page: &Homography,
        black_outside: bool,
    ) -> Result<Vec<Candidate>> {
        let input = planes(page, to_page, SIZE, SIZE, black_outside);
        let outputs = self.finder.run(&input, &[1, 3, SIZE, SIZE])?;
        // where the page ends the card may go on: an outline there says nothing of its sides
        let (w, h) = page.size();
        let inverse = to_page.inverse();
        let ends = inverse.map(|m| Quad::rect(0.0, 0.0, w, h).map(&m).bounds());
        let mut found = decode(
            &outputs[0].1,
            ends.unwrap_or((0.0, 0.0, SIZE as f32, SIZE as f32)),
        );
        for quad in found.iter_mut().flat_map(|c| &mut c.quads) {
            *quad = quad.map(to_page);
        }
        Ok(found)
    }
}

/// Cards in the logits `[2, 64, 64]`, with their corners in input pixels, best first. `ends`: where the page ends in them.
fn decode(logits: &[f32], ends: (f32, f32, f32, f32)) -> Vec<Candidate> {
    let probability = |i: usize| 1.0 / (1.0 + (-logits[i]).exp());
    let on_card: Vec<f32> = (0..CELLS * CELLS).map(probability).collect();
    let inner: Vec<bool> = (CELLS * CELLS..2 * CELLS * CELLS)
        .map(|i| probability(i) > 0.5)
        .collect();
    let owners = owners(&on_card, &inner);
    let cards = owners.iter().copied().max().unwrap_or(0);
    let mut found: Vec<Candidate> = Vec::new();
    for card in 1..=cards {
        let cells = || (0..CELLS * CELLS).filter(|&i| owners[i] == card);
        let count = cells().count();
        if count < FEWEST {
            continue;
        }
        // other cards' cells count as ground, so that the outline runs between them
        let mine: Vec<f32> = (0..CELLS * CELLS)
            .map(|i| {
                if owners[i] == card || owners[i] == 0 {
                    on_card[i]
                } else {
                    0.0
                }
            })
            .collect();
        let points = outline::crossings(&mine, &owners, card, STRIDE);
        let score = cells().map(|i| on_card[i]).sum::<f32>() / count as f32;
        let quads = outline::quads(&points, ends);
        if !quads.is_empty() {
            found.push(Candidate { quads, score });
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// For each cell the number of the card it lies on, 0 for none: inner halves that touch are one card, and each takes the
/// cells around it, all at the same pace.
fn owners(on_card: &[f32], inner: &[bool]) -> Vec<usize> {
    let mut owners = vec![0; inner.len()];
    let mut cards = 0;
    let mut front = Vec::new();
    for start in 0..inner.len() {
        if !inner[start] || owners[start] != 0 {
            continue;
        }
        cards += 1;
        owners[start] = cards;
        let mut stack = vec![start];
        while let Some(cell) = stack.pop() {
            front.push(cell);
            for next in beside(cell) {
                if inner[next] && owners[next] == 0 {
                    owners[next] = cards;
                    stack.push(next);
                }
            }
        }
    }
    while !front.is_empty() {
        let mut further = Vec::new();
        for cell in front {
            for next in beside(cell) {
                if on_card[next] > 0.5 && owners[next] == 0 {
                    owners[next] = owners[cell];
                    further.push(next);
                }
            }
        }
        front = further;
    }
    owners
}

/// The four cells around a cell, as far as there are.
fn beside(cell: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (cell % CELLS, cell / CELLS);
    let cells = [
        (x > 0).then(|| cell - 1),
        (x + 1 < CELLS).then_some(cell + 1),
        (y > 0).then(|| cell - CELLS),
        (y + 1 < CELLS).then_some(cell + CELLS),
    ];
    cells.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: (f32, f32, f32, f32) = (0.0, 0.0, 256.0, 256.0);

    /// What a perfect network says of cards.
    fn answer(cards: &[Quad]) -> Vec<f32> {
        let mut out = vec![-8.0f32; 2 * CELLS * CELLS];
        for quad in cards {
            for i in 0..CELLS * CELLS {
                let (x, y) = (
                    (i % CELLS) as f32 * 4.0 + 2.0,
                    (i / CELLS) as f32 * 4.0 + 2.0,
                );
                let d = quad.depth(Point::new(x, y));
                out[i] = out[i].max(d.clamp(-4.0, 4.0) * 2.0);
                out[CELLS * CELLS + i] = out[CELLS * CELLS + i].max(d - quad.height() / 4.0);
            }
        }
        out
    }

    fn tilted(x: f32, y: f32) -> Quad {
        let at = |dx: f32, dy: f32| Point::new(x + dx, y + dy);
        Quad([
            at(0.0, 0.0),
            at(118.0, 12.0),
            at(110.0, 88.0),
            at(-6.0, 74.0),
        ])
    }

    #[test]
    fn an_outline_gives_its_corners() {
        let card = tilted(60.0, 80.0);
        let found = decode(&answer(&[card]), PAGE);
        assert_eq!(found.len(), 1);
        let quad = found[0].quads[0];
        for (p, c) in quad.0.iter().zip(card.0) {
            assert!(p.distance(c) < 2.5, "{quad:?} for {card:?}");
        }
    }

    #[test]
    fn where_a_side_is_hidden_the_rectangle_is_the_second_guess() {
        let card = Quad::rect(60.0, 80.0, 180.0, 156.0);
        let mut logits = answer(&[card]);
        for row in 20..24 {
            for column in 15..30 {
                logits[row * CELLS + column] = -8.0; // a hand over the upper left corner
            }
        }
        let quads = &decode(&logits, PAGE)[0].quads;
        assert_eq!(quads.len(), 2);
        let (x0, y0, x1, y1) = quads[1].bounds();
        for (value, truth) in [(x0, 60.0), (y0, 80.0), (x1, 180.0), (y1, 156.0)] {
            assert!((value - truth).abs() < 2.5, "{:?}", quads[1]);
        }
    }

    #[test]
    fn cards_that_touch_are_two() {
        let found = decode(&answer(&[tilted(60.0, 20.0), tilted(54.0, 96.0)]), PAGE);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_side_beyond_the_page_leaves_the_others_as_they_are() {
        let card = Quad::rect(-20.0, 60.0, 120.0, 148.0);
        let found = decode(&answer(&[card]), PAGE);
        let (_, y0, x1, y1) = found[0].quads[0].bounds();
        assert!((y0 - 60.0).abs() < 2.0 && (x1 - 120.0).abs() < 2.0 && (y1 - 148.0).abs() < 2.0);
    }

    #[test]
    fn numbers_that_are_none_and_noise_do_no_harm() {
        assert!(decode(&vec![f32::NAN; 2 * CELLS * CELLS], PAGE).is_empty());
        let noise: Vec<f32> = (0..2 * CELLS * CELLS)
            .map(|i| ((i * 7919) % 13) as f32 - 6.0)
            .collect();
        decode(&noise, PAGE);
        decode(&vec![9.0; 2 * CELLS * CELLS], PAGE);
    }
}
