//! From the cells that lie on a card to its four corners.

use crate::geometry::{Point, Quad};

/// Cells a side of the network's maps.
pub(super) const CELLS: usize = 64;
/// An outline of fewer points has no four sides of three each.
const FEWEST: usize = 12;
/// A card is no smaller on the network's input, in pixels: two cells.
const SMALLEST: f32 = 8.0;
/// What lies nearer to the page's end than this, in pixels of the input, may be the card's cut edge: a cell.
const CUT: f32 = 4.0;
/// The part of a side between its corners, which are round.
const BETWEEN_CORNERS: std::ops::Range<f32> = 0.08..0.92;
/// A point further from each side than this, in shorter sides, is a hole in the card and no outline.
const INSIDE: f32 = 0.25;
/// Points off a side's line by more than this many median errors are left out, but none that lies within so many pixels.
const FAR: (f32, f32) = (2.5, 0.8);

/// Places where the probability of a card crosses one half between a cell of `card` and one beside it that is not, in pixels
/// of `stride` a cell.
pub(super) fn crossings(on_card: &[f32], owners: &[usize], card: usize, stride: f32) -> Vec<Point> {
    let middle = |i: usize| ((i % CELLS) as f32 + 0.5, (i / CELLS) as f32 + 0.5);
    let mut out = Vec::new();
    for i in (0..CELLS * CELLS).filter(|&i| owners[i] == card) {
        let (x, y) = middle(i);
        for (dx, dy) in [(1i32, 0i32), (-1, 0), (0, 1), (0, -1)] {
            let (column, row) = ((i % CELLS) as i32 + dx, (i / CELLS) as i32 + dy);
            let inside = (0..CELLS as i32).contains(&column) && (0..CELLS as i32).contains(&row);
            let there = inside.then(|| row as usize * CELLS + column as usize);
            if there.is_some_and(|j| owners[j] == card) {
                continue;
            }
            let p = there.map_or(0.0, |j| on_card[j].min(0.499));
            // an inner cell may be less sure of itself than a half
            let here = on_card[i].max(0.501);
            let t = (here - 0.5) / (here - p);
            out.push(Point::new(
                (x + t * dx as f32) * stride,
                (y + t * dy as f32) * stride,
            ));
        }
    }
    out
}

/// The quad whose sides run through the points of an outline: a rectangle around them, then a straight line through the
/// points near each of its sides. `ends` (x0, y0, x1, y1): where the page ends; points there are no side of a card.
///
/// The rectangle itself comes after it: the better guess where little of the sides is seen. Their first corner is the top
/// left one as the picture lies. None for too few points.
pub(super) fn quads(points: &[Point], ends: (f32, f32, f32, f32)) -> Vec<Quad> {
    if points.len() < FEWEST {
        return Vec::new();
    }
    let frame = tightest(points);
    let (u0, v0, u1, v1) = frame.bounds(points);
    let (w, h) = (u1 - u0, v1 - v0);
    if w < SMALLEST || h < SMALLEST {
        return Vec::new();
    }
    let cut = |p: &Point| {
        p.x < ends.0 + CUT || p.y < ends.1 + CUT || p.x > ends.2 - CUT || p.y > ends.3 - CUT
    };
    // each point belongs to the side that it lies nearest to; the rounded corners to none
    let mut sides: [Vec<(f32, f32)>; 4] = Default::default();
    for p in points.iter().filter(|p| !cut(p)) {
        let (u, v) = frame.to(*p);
        let (a, b) = ((u - u0) / w, (v - v0) / h);
        let distances = [b * h, (1.0 - a) * w, (1.0 - b) * h, a * w];
        let near = (0..4)
            .min_by(|&i, &j| distances[i].total_cmp(&distances[j]))
            .unwrap_or(0);
        let along = if near % 2 == 0 { a } else { b };
        if BETWEEN_CORNERS.contains(&along) && distances[near] < INSIDE * w.min(h) {
            sides[near].push(if near % 2 == 0 { (u, v) } else { (v, u) });
        }
    }
    let level = [v0, u1, v1, u0];
    let length = [w, h, w, h];
    // v = a + b u for the upper and lower side, u = a + b v for the right and left one
    let lines: [(f32, f32); 4] =
        std::array::from_fn(|k| straight(&sides[k], length[k]).unwrap_or((level[k], 0.0)));
    let corner = |horizontal: (f32, f32), vertical: (f32, f32)| {
        let u = (vertical.0 + vertical.1 * horizontal.0) / (1.0 - vertical.1 * horizontal.1);
        frame.back(u, horizontal.0 + horizontal.1 * u)
    };
    let sides = Quad([
        corner(lines[0], lines[3]),
        corner(lines[0], lines[1]),
        corner(lines[2], lines[1]),
        corner(lines[2], lines[3]),
    ]);
    let rectangle = Quad(Quad::rect(u0, v0, u1, v1).0.map(|p| frame.back(p.x, p.y)));
    [sides, rectangle]
        .into_iter()
        .filter(Quad::is_convex)
        .map(as_seen)
        .collect()
}

/// A turned frame of axes.
#[derive(Clone, Copy)]
struct Frame {
    sin: f32,
    cos: f32,
}

impl Frame {
    fn to(self, p: Point) -> (f32, f32) {
        (
            p.x * self.cos + p.y * self.sin,
            p.y * self.cos - p.x * self.sin,
        )
    }

    fn back(self, u: f32, v: f32) -> Point {
        Point::new(u * self.cos - v * self.sin, u * self.sin + v * self.cos)
    }

    /// (u0, v0, u1, v1) of most of the points: a hundredth at each end may be a finger or noise.
    fn bounds(self, points: &[Point]) -> (f32, f32, f32, f32) {
        let ends = |mut values: Vec<f32>| {
            let spare = values.len() / 100;
            let last = values.len() - 1 - spare;
            let first = *values.select_nth_unstable_by(spare, f32::total_cmp).1;
            (
                first,
                *values.select_nth_unstable_by(last, f32::total_cmp).1,
            )
        };
        let (u0, u1) = ends(points.iter().map(|p| self.to(*p).0).collect());
        let (v0, v1) = ends(points.iter().map(|p| self.to(*p).1).collect());
        (u0, v0, u1, v1)
    }
}

/// The frame in which the points take the least area, to a degree.
fn tightest(points: &[Point]) -> Frame {
    let frame = |degrees: i32| {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        Frame { sin, cos }
    };
    let area = |f: &Frame| {
        let (u0, v0, u1, v1) = f.bounds(points);
        (u1 - u0) * (v1 - v0)
    };
    let frames = (-45..45).map(frame);
    frames
        .min_by(|a, b| area(a).total_cmp(&area(b)))
        .unwrap_or(frame(0))
}

/// The line v = a + b u through most of the points of a side: (a, b). `None` if they cover less than a third of it.
fn straight(points: &[(f32, f32)], length: f32) -> Option<(f32, f32)> {
    let mut kept = points.to_vec();
    let mut line = None;
    for _ in 0..3 {
        let n = kept.len() as f32;
        let span = kept
            .iter()
            .fold((f32::MAX, f32::MIN), |s, p| (s.0.min(p.0), s.1.max(p.0)));
        if kept.len() < 4 || span.1 - span.0 < length / 3.0 {
            return line;
        }
        let (mu, mv) = (
            kept.iter().map(|p| p.0).sum::<f32>() / n,
            kept.iter().map(|p| p.1).sum::<f32>() / n,
        );
        let (uv, uu) = kept.iter().fold((0.0, 0.0), |s, p| {
            (s.0 + (p.0 - mu) * (p.1 - mv), s.1 + (p.0 - mu) * (p.0 - mu))
        });
        let b = if uu > 0.0 { uv / uu } else { 0.0 };
        let a = mv - b * mu;
        line = Some((a, b));
        // a finger or a shadow pulls the line: what lies far off is left out of the next fit
        let mut errors: Vec<f32> = kept.iter().map(|p| (p.1 - a - b * p.0).abs()).collect();
        errors.sort_by(f32::total_cmp);
        let far = (FAR.0 * errors[errors.len() / 2]).max(FAR.1);
        kept.retain(|p| (p.1 - a - b * p.0).abs() <= far);
    }
    line
}

/// The same corners, counted from the one whose side to the next runs most nearly to the right.
fn as_seen(quad: Quad) -> Quad {
    let rightward = |k: &usize| {
        let (a, b) = (quad.0[*k], quad.0[(*k + 1) % 4]);
        (b.x - a.x) / a.distance(b)
    };
    let first = (0..4).max_by(|a, b| rightward(a).total_cmp(&rightward(b)));
    quad.rotated(first.unwrap_or(0))
}
