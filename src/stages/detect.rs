//! Finding cards on a page: a network gives each card's middle and its four corners.

use crate::error::Result;
use crate::geometry::{Homography, Point, Quad};
use crate::runtime::Model;
use crate::stages::rectify::{Pyramid, planes};

const SIZE: usize = 256;
const STRIDE: f32 = 8.0;
const CELLS: usize = 32;
/// Offsets come in units of this many pixels.
const UNIT: f32 = 64.0;
/// A middle less likely than this is no candidate; `locate` has the last word on what is a card.
const THRESHOLD: f32 = 0.3;
/// A card that takes less of the page than this is looked at again from nearer, for better corners.
const SMALL: f32 = 0.6;

/// A place where a card may lie.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Its corners in pixels of the page, the first one top left as the picture lies: which way up the card is printed is
    /// for `locate` to say. They may lie beyond the page.
    pub quad: Quad,
    /// Probability of the middle, 0..=1.
    pub score: f32,
}

/// Finds cards with the network `finder`.
pub struct Detector {
    finder: Model,
}

impl Detector {
    /// Takes the network: RGB `[1, 3, 256, 256]` to `[1, 9, 32, 32]`.
    pub fn new(finder: Model) -> Self {
        Detector { finder }
    }

    /// All candidates on a page, best first. `tilt` is the angle in degrees by which the network's view of the page is
    /// turned: it knows cards that lie straight or at right angles to that, give or take forty degrees.
    pub fn detect(&self, page: &Pyramid<'_>, tilt: f32) -> Result<Vec<Candidate>> {
        let (w, h) = page.size();
        // the square around the turned page
        let (sin, cos) = tilt.to_radians().sin_cos();
        let side = (w * cos + h * sin).max(w * sin + h * cos);
        let whole = self.look(page, Point::new(w / 2.0, h / 2.0), side, tilt)?;
        let mut found: Vec<Candidate> = Vec::new();
        for candidate in whole {
            let refined = self.nearer(page, candidate, side, tilt)?;
            if found
                .iter()
                .all(|f| f.quad.centre().distance(refined.quad.centre()) > 0.3 * f.quad.width())
            {
                found.push(refined);
            }
        }
        Ok(found)
    }

    /// Looks again at a small card alone; keeps the first answer where the second finds nothing there.
    fn nearer(
        &self,
        page: &Pyramid<'_>,
        first: Candidate,
        page_side: f32,
        tilt: f32,
    ) -> Result<Candidate> {
        let (x0, y0, x1, y1) = first.quad.bounds();
        let side = (x1 - x0).max(y1 - y0);
        if side > SMALL * page_side {
            return Ok(first);
        }
        let middle = first.quad.centre();
        let again = self.look(page, middle, 1.35 * side, tilt)?;
        let near = |c: &&Candidate| c.quad.centre().distance(middle) < 0.25 * side;
        Ok(again.iter().find(near).copied().unwrap_or(first))
    }

    /// Runs the network on the square of `side` page pixels around `middle`, turned by `tilt` degrees.
    fn look(
        &self,
        page: &Pyramid<'_>,
        middle: Point,
        side: f32,
        tilt: f32,
    ) -> Result<Vec<Candidate>> {
        let to_page = Homography::similarity(side / SIZE as f32, tilt, SIZE as f32 / 2.0, middle);
        let input = planes(page, &to_page, SIZE, SIZE, true);
        let outputs = self.finder.run(&input, &[1, 3, SIZE, SIZE])?;
        let mut found = decode(&outputs[0].1);
        for c in &mut found {
            c.quad = c.quad.map(&to_page);
        }
        Ok(found)
    }
}

/// Peaks of the heat map `[9, 32, 32]` with their corners in input pixels, best first.
fn decode(out: &[f32]) -> Vec<Candidate> {
    let at = |channel: usize, i: usize, j: usize| out[(channel * CELLS + i) * CELLS + j];
    let heat = |i: usize, j: usize| 1.0 / (1.0 + (-at(0, i, j)).exp());
    let mut found: Vec<Candidate> = Vec::new();
    for i in 0..CELLS {
        for j in 0..CELLS {
            let p = heat(i, j);
            if p < THRESHOLD {
                continue;
            }
            let around = (i.saturating_sub(1)..(i + 2).min(CELLS))
                .flat_map(|a| (j.saturating_sub(1)..(j + 2).min(CELLS)).map(move |b| (a, b)));
            if around.clone().any(|(a, b)| heat(a, b) > p) {
                continue;
            }
            // cells beside the peak vote too
            let (mut corners, mut total) = ([(0f32, 0f32); 4], 0f32);
            for (a, b) in around {
                let weight = heat(a, b);
                if weight <= 0.5 * p {
                    continue;
                }
                for (k, c) in corners.iter_mut().enumerate() {
                    c.0 += weight * (at(1 + 2 * k, a, b) * UNIT + (b as f32 + 0.5) * STRIDE);
                    c.1 += weight * (at(2 + 2 * k, a, b) * UNIT + (a as f32 + 0.5) * STRIDE);
                }
                total += weight;
            }
            let quad = Quad(corners.map(|(x, y)| Point::new(x / total, y / total)));
            if quad.is_convex() {
                found.push(Candidate { quad, score: p });
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Candidate> = Vec::new();
    for c in found {
        if kept
            .iter()
            .all(|k| k.quad.centre().distance(c.quad.centre()) > 0.3 * k.quad.width())
        {
            kept.push(c);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network's answer with one card: heat at a cell, corners given in input pixels.
    fn answer(cell: (usize, usize), corners: [(f32, f32); 4]) -> Vec<f32> {
        let mut out = vec![-9.0; 9 * CELLS * CELLS];
        for a in 0..CELLS {
            for b in 0..CELLS {
                for (k, c) in corners.iter().enumerate() {
                    out[((1 + 2 * k) * CELLS + a) * CELLS + b] =
                        (c.0 - (b as f32 + 0.5) * STRIDE) / UNIT;
                    out[((2 + 2 * k) * CELLS + a) * CELLS + b] =
                        (c.1 - (a as f32 + 0.5) * STRIDE) / UNIT;
                }
            }
        }
        out[cell.0 * CELLS + cell.1] = 4.0;
        out
    }

    #[test]
    fn a_peak_gives_its_corners() {
        let corners = [(40.0, 60.0), (200.0, 70.0), (195.0, 170.0), (35.0, 160.0)];
        let found = decode(&answer((14, 14), corners));
        assert_eq!(found.len(), 1);
        for (p, c) in found[0].quad.0.iter().zip(corners) {
            assert!(p.distance(Point::new(c.0, c.1)) < 0.01);
        }
    }

    #[test]
    fn corners_that_cross_are_no_card() {
        let crossed = [(40.0, 60.0), (195.0, 170.0), (200.0, 70.0), (35.0, 160.0)];
        assert!(decode(&answer((14, 14), crossed)).is_empty());
    }

    #[test]
    fn numbers_that_are_none_do_no_harm() {
        assert!(decode(&vec![f32::NAN; 9 * CELLS * CELLS]).is_empty());
    }
}
