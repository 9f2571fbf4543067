//! Finding the fields on a straightened card, and telling what card it is.

use crate::card::{Field, Kind, Side};
use crate::error::Result;
use crate::geometry::{Point, Quad};
use crate::runtime::Model;
use crate::stages::best_of;
use crate::stages::rectify::{HEIGHT, Pyramid, Rectified, WIDTH, frame, planes};

const STRIDE: f32 = 4.0;
const ROWS: usize = HEIGHT / 4;
const COLUMNS: usize = WIDTH / 4;
/// Distances to a line's sides come in units of this many pixels.
const UNIT: f32 = 8.0;
/// How far corners lie off their place comes in units of this many pixels.
const CORNER: f32 = 16.0;
// the first channels of the network's map are the classes, then come the distances
const TOP: usize = 1 + FIELDS.len();
const BOTTOM: usize = TOP + 1;
const LEFT: usize = TOP + 2;
const RIGHT: usize = TOP + 3;
/// Fields in the order of the network's classes, whatever that of a table's columns; class 0 is "no field".
const FIELDS: [Field; 14] = [
    Field::IdNumber,
    Field::Name,
    Field::NameUrdu,
    Field::Birthday,
    Field::Gender,
    Field::FatherName,
    Field::FatherNameUrdu,
    Field::Identifier,
    Field::CountryOfStay,
    Field::IssueDate,
    Field::ExpiryDate,
    Field::CurrentAddress,
    Field::PermanentAddress,
    Field::FamilyNumber,
];
/// A line has at least so many cells, each counted with its probability.
const LEAST: f32 = 1.0;
/// What the logits of a field earn that was not found at first.
const LENIENCY: f32 = 2.5;
/// A line whose middle lies less far inside the card than this many pixels is printed on what the card lies on.
const INSIDE: f32 = 3.0;
/// Pieces of one line that lie further apart than this many cells are two things.
const GAP: usize = 7;

/// What is printed where: a side of a kind of card, and in which script its texts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Smart card, front.
    SnicFront,
    /// Smart card, back: Urdu addresses.
    SnicBack,
    /// Old card, front: Urdu.
    NicFront,
    /// Old card, back: Urdu.
    NicBack,
    /// Smart card for overseas Pakistanis, back: English addresses.
    NicopBack,
    /// Old card for overseas Pakistanis, front: English.
    OldNicopFront,
}

impl Layout {
    const ALL: [Layout; 6] = [
        Layout::SnicFront,
        Layout::SnicBack,
        Layout::NicFront,
        Layout::NicBack,
        Layout::NicopBack,
        Layout::OldNicopFront,
    ];

    /// What is printed on it.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Layout::SnicFront => &[
                Field::IdNumber,
                Field::Name,
                Field::NameUrdu,
                Field::FatherName,
                Field::FatherNameUrdu,
                Field::Gender,
                Field::CountryOfStay,
                Field::Birthday,
                Field::IssueDate,
                Field::ExpiryDate,
            ],
            Layout::NicFront => &[
                Field::IdNumber,
                Field::NameUrdu,
                Field::FatherNameUrdu,
                Field::Gender,
                Field::Identifier,
                Field::Birthday,
            ],
            Layout::OldNicopFront => &[
                Field::IdNumber,
                Field::Name,
                Field::FatherName,
                Field::Gender,
                Field::CountryOfStay,
                Field::Birthday,
            ],
            Layout::SnicBack | Layout::NicopBack => &[
                Field::IdNumber,
                Field::CurrentAddress,
                Field::PermanentAddress,
            ],
            Layout::NicBack => &[
                Field::IdNumber,
                Field::CurrentAddress,
                Field::PermanentAddress,
                Field::FamilyNumber,
                Field::IssueDate,
                Field::ExpiryDate,
            ],
        }
    }

    /// The API's kind of card.
    pub fn kind(self) -> Kind {
        match self {
            Layout::SnicFront | Layout::SnicBack | Layout::NicopBack => Kind::Snic,
            Layout::NicFront | Layout::NicBack | Layout::OldNicopFront => Kind::Nic,
        }
    }

    /// The API's side.
    pub fn side(self) -> Side {
        match self {
            Layout::SnicFront | Layout::NicFront | Layout::OldNicopFront => Side::Front,
            Layout::SnicBack | Layout::NicBack | Layout::NicopBack => Side::Back,
        }
    }
}

/// What the network takes a straightened picture for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No card of ours.
    None,
    /// An upright card.
    Upright(Layout),
    /// A card whose corners must be counted from this many corners further on.
    Turned(usize),
}

/// A line of text on a straightened card.
#[derive(Clone, Debug)]
pub struct FieldBox {
    /// Which field it belongs to.
    pub field: Field,
    /// Its corners in straightened pixels: ink extents for Urdu, capitals' top to baseline for Latin.
    pub quad: Quad,
    /// Other places that look like it, for a field of one line: the next best first.
    pub others: Vec<Quad>,
}

/// What `locate` found on a straightened card.
#[derive(Debug)]
pub struct Located {
    /// What card it is.
    pub verdict: Verdict,
    /// Probability of the verdict, 0..=1.
    pub score: f32,
    /// Lines of all fields; those of one field from top to bottom.
    pub boxes: Vec<FieldBox>,
    /// Where the network sees the card's corners, in straightened pixels. The first is top left as the card was
    /// straightened, whatever the verdict.
    pub corners: Quad,
}

impl Located {
    /// How far the corners lie from where they should be: the furthest, in straightened pixels.
    pub fn off(&self) -> f32 {
        let pairs = self.corners.0.iter().zip(frame().0);
        pairs.map(|(a, b)| a.distance(b)).fold(0.0, f32::max)
    }
}

/// Finds fields with the network `fields`.
pub struct Locator {
    /// Its network.
    pub fields: Model,
}

impl Locator {
    /// Takes the network: RGB `[1, 3, 256, 384]` to maps `[1, 19, 64, 96]`, kinds `[1, 10]` and corners `[1, 8]`.
    pub fn new(fields: Model) -> Self {
        Locator { fields }
    }

    /// Looks at one straightened card.
    pub fn locate(&self, page: &Pyramid<'_>, card: &Rectified) -> Result<Located> {
        let input = planes(page, &card.to_page, WIDTH, HEIGHT, false);
        let outputs = self.fields.run(&input, &[1, 3, HEIGHT, WIDTH])?;
        let (kind, score) = best_of(outputs[1].1.iter().copied());
        let verdict = match kind {
            0 => Verdict::None,
            k if k <= Layout::ALL.len() => Verdict::Upright(Layout::ALL[k - 1]),
            k => Verdict::Turned(k - Layout::ALL.len()),
        };
        let mut corners = frame();
        for (corner, off) in corners.0.iter_mut().zip(outputs[2].1.chunks_exact(2)) {
            *corner = Point::new(corner.x + CORNER * off[0], corner.y + CORNER * off[1]);
        }
        let boxes = match verdict {
            Verdict::Upright(layout) => on_card(lines(&outputs[0].1, layout), &corners),
            _ => Vec::new(),
        };
        Ok(Located {
            verdict,
            score,
            boxes,
            corners,
        })
    }
}

/// What the network says of a cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    class: usize,
    probability: f32,
    /// Middle and height of the line that it belongs to, in pixels.
    middle: f32,
    height: f32,
}

impl Cell {
    /// Whether two cells that touch belong to one line: lines of an address stand so close that their cells may touch too.
    fn goes_with(&self, other: &Cell) -> bool {
        self.class == other.class
            && (self.middle - other.middle).abs() < 0.3 * (self.height + other.height) / 2.0
    }
}

/// A run of touching cells of one line.
struct Piece {
    class: usize,
    /// (row, column, probability) of each cell.
    cells: Vec<(usize, usize, f32)>,
    /// Mean middle and height of its cells, in pixels.
    middle: f32,
    height: f32,
}

impl Piece {
    fn columns(&self) -> (usize, usize) {
        let columns = self.cells.iter().map(|c| c.1);
        (
            columns.clone().min().unwrap_or(0),
            columns.max().unwrap_or(0),
        )
    }

    fn mass(&self) -> f32 {
        self.cells.iter().map(|c| c.2).sum()
    }

    /// Whether both stand on one line, close enough to be parts of one text.
    fn continues(&self, other: &Piece) -> bool {
        let ((a0, a1), (b0, b1)) = (self.columns(), other.columns());
        let gap = a0.max(b0).saturating_sub(a1.min(b1));
        self.class == other.class
            && (self.middle - other.middle).abs() < 0.5 * self.height
            && gap <= GAP
    }
}

/// Text lines of a layout's fields from the maps `[19, 64, 96]`.
fn lines(maps: &[f32], layout: Layout) -> Vec<FieldBox> {
    let mut missing = vec![0.0; FIELDS.len()];
    let mut found = lines_with(maps, layout, &missing);
    // a card has all fields of its layout: what was not found is looked for again, with less asked of it
    for (field, bonus) in FIELDS.iter().zip(&mut missing) {
        if layout.fields().contains(field) && !found.iter().any(|b| b.field == *field) {
            *bonus = LENIENCY;
        }
    }
    if missing.iter().any(|&bonus| bonus > 0.0) {
        let again = lines_with(maps, layout, &missing);
        for (field, _) in FIELDS
            .iter()
            .zip(&missing)
            .filter(|(_, bonus)| **bonus > 0.0)
        {
            found.extend(again.iter().filter(|b| b.field == *field).cloned());
        }
    }
    found
}

/// The lines without those that lie outside the card, of fields that have lines inside.
fn on_card(mut found: Vec<FieldBox>, corners: &Quad) -> Vec<FieldBox> {
    let inside = |line: &FieldBox| corners.depth(line.quad.centre()) >= INSIDE;
    let seen = found.iter().filter(|line| inside(line));
    let seen: Vec<Field> = seen.map(|line| line.field).collect();
    found.retain(|line| inside(line) || !seen.contains(&line.field));
    found
}

/// As [`lines`], with a bonus on the logits of each field.
fn lines_with(maps: &[f32], layout: Layout, bonus: &[f32]) -> Vec<FieldBox> {
    let at =
        |channel: usize, row: usize, column: usize| maps[(channel * ROWS + row) * COLUMNS + column];
    let logit = |class: usize, row: usize, column: usize| match class.checked_sub(1) {
        None => at(class, row, column),
        Some(k) if layout.fields().contains(&FIELDS[k]) => at(class, row, column) + bonus[k],
        Some(_) => f32::NEG_INFINITY,
    };
    let cell = |i: usize| {
        let (row, column) = (i / COLUMNS, i % COLUMNS);
        let (class, probability) = best_of((0..=FIELDS.len()).map(|k| logit(k, row, column)));
        let (up, down) = (at(TOP, row, column), at(BOTTOM, row, column));
        Cell {
            class,
            probability,
            middle: (row as f32 + 0.5) * STRIDE + UNIT * (down - up) / 2.0,
            height: UNIT * (up + down),
        }
    };
    let cells: Vec<Cell> = (0..ROWS * COLUMNS).map(cell).collect();
    let mut pieces = merged(pieces(&cells));
    pieces.retain(|p| p.mass() >= LEAST);
    let mut out = Vec::new();
    for (k, &field) in FIELDS.iter().enumerate() {
        let mut mine: Vec<&Piece> = pieces.iter().filter(|p| p.class == k + 1).collect();
        mine.sort_by(|a, b| b.mass().total_cmp(&a.mass()));
        let found = mine.iter().filter_map(|p| {
            let quad = outline(p, &at)?;
            Some((p.middle, quad))
        });
        let mut found: Vec<(f32, Quad)> = found.collect();
        let rest = found.split_off(found.len().min(most_lines(field)));
        let mut others: Vec<Quad> = rest.into_iter().map(|(_, quad)| quad).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.extend(found.into_iter().map(|(_, quad)| FieldBox {
            field,
            quad,
            others: std::mem::take(&mut others),
        }));
    }
    out
}

fn most_lines(field: Field) -> usize {
    if field.is_address() { 4 } else { 1 }
}

/// Connected cells of one line, diagonals included.
fn pieces(cells: &[Cell]) -> Vec<Piece> {
    let mut seen = vec![false; cells.len()];
    let mut out = Vec::new();
    for start in 0..cells.len() {
        let class = cells[start].class;
        if class == 0 || seen[start] {
            continue;
        }
        let mut members = Vec::new();
        let mut stack = vec![start];
        seen[start] = true;
        while let Some(i) = stack.pop() {
            members.push(i);
            let (row, column) = (i / COLUMNS, i % COLUMNS);
            for r in row.saturating_sub(1)..(row + 2).min(ROWS) {
                for c in column.saturating_sub(1)..(column + 2).min(COLUMNS) {
                    let j = r * COLUMNS + c;
                    if !seen[j] && cells[j].goes_with(&cells[i]) {
                        seen[j] = true;
                        stack.push(j);
                    }
                }
            }
        }
        let mean = |f: fn(&Cell) -> f32| {
            members.iter().map(|&i| f(&cells[i])).sum::<f32>() / members.len() as f32
        };
        out.push(Piece {
            class,
            middle: mean(|c| c.middle),
            height: mean(|c| c.height),
            cells: members
                .iter()
                .map(|&i| (i / COLUMNS, i % COLUMNS, cells[i].probability))
                .collect(),
        });
    }
    out
}

/// Joins the pieces of a line that a fold, a glare or a wide blank has parted.
fn merged(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by_key(|p| p.columns().0);
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        match out.iter_mut().find(|p| p.continues(&piece)) {
            Some(line) => line.cells.extend(piece.cells),
            None => out.push(piece),
        }
    }
    out
}

/// A line's corners: ends as its outermost cells say, top and bottom as straight lines through what all its cells say.
fn outline(piece: &Piece, at: &impl Fn(usize, usize, usize) -> f32) -> Option<Quad> {
    let (first, last) = piece.columns();
    // the cells at an end know how far it is; those further inside only that it is far
    let end = |column: usize, channel: usize, sign: f32| {
        let cells = piece.cells.iter().filter(|c| c.1.abs_diff(column) < 2);
        let (sum, total) = cells.fold((0.0, 0.0), |(sum, total), &(row, column, weight)| {
            let middle = (column as f32 + 0.5) * STRIDE;
            let x = middle + sign * UNIT * at(channel, row, column);
            (sum + weight * x, total + weight)
        });
        sum / total
    };
    let (x0, x1) = (end(first, LEFT, -1.0), end(last, RIGHT, 1.0));
    let edge = |channel: usize, sign: f32| {
        let points = piece.cells.iter().map(|&(row, column, weight)| {
            let (x, y) = ((column as f32 + 0.5) * STRIDE, (row as f32 + 0.5) * STRIDE);
            (x, y + sign * UNIT * at(channel, row, column), weight)
        });
        fitted(points, last - first >= 8)
    };
    let (top, bottom) = (edge(TOP, -1.0), edge(BOTTOM, 1.0));
    let quad = Quad([top.at(x0), top.at(x1), bottom.at(x1), bottom.at(x0)]);
    (quad.is_convex() && quad.height() >= 2.0).then_some(quad)
}

/// A straight line through (x, y).
struct Straight {
    x: f32,
    y: f32,
    slope: f32,
}

impl Straight {
    fn at(&self, x: f32) -> Point {
        Point::new(x, self.y + self.slope * (x - self.x))
    }
}

/// The weighted least-squares line through (x, y, weight); level unless `sloped`.
fn fitted(points: impl Iterator<Item = (f32, f32, f32)> + Clone, sloped: bool) -> Straight {
    let mean = |f: fn((f32, f32, f32)) -> f32| {
        let (sum, total) = points
            .clone()
            .fold((0.0, 0.0), |(s, t), p| (s + f(p) * p.2, t + p.2));
        sum / total
    };
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let (xy, xx) = points.fold((0.0, 0.0), |(a, b), (x, y, w)| {
        (a + w * (x - mx) * (y - my), b + w * (x - mx) * (x - mx))
    });
    let slope = if sloped && xx > 0.0 { xy / xx } else { 0.0 };
    Straight {
        x: mx,
        y: my,
        slope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNELS: usize = RIGHT + 1;

    /// Maps with one field's line between two columns, on rows 20 and 21, its box 10 pixels high.
    fn maps(class: usize, columns: std::ops::RangeInclusive<usize>) -> Vec<f32> {
        let mut maps = vec![0.0; CHANNELS * ROWS * COLUMNS];
        let mut set = |k: usize, r: usize, c: usize, v: f32| maps[(k * ROWS + r) * COLUMNS + c] = v;
        for r in 0..ROWS {
            for c in 0..COLUMNS {
                let mine = (20..=21).contains(&r) && columns.contains(&c);
                set(0, r, c, 6.0);
                set(if mine { class } else { 0 }, r, c, 12.0);
                let (x, y) = ((c as f32 + 0.5) * STRIDE, (r as f32 + 0.5) * STRIDE);
                set(TOP, r, c, (y - 79.0) / UNIT);
                set(BOTTOM, r, c, (89.0 - y) / UNIT);
                // ends two pixels beyond the cells
                let (left, right) = (4 * columns.start() - 2, 4 * columns.end() + 6);
                set(LEFT, r, c, ((x - left as f32) / UNIT).min(2.0));
                set(RIGHT, r, c, ((right as f32 - x) / UNIT).min(2.0));
            }
        }
        maps
    }

    fn fields(got: &[FieldBox]) -> Vec<Field> {
        got.iter().map(|b| b.field).collect()
    }

    #[test]
    fn cells_become_a_box() {
        let got = lines(&maps(1, 30..=59), Layout::SnicFront);
        assert_eq!(fields(&got), [Field::IdNumber]);
        let (x0, y0, x1, y1) = got[0].quad.bounds();
        for (value, truth) in [(x0, 118.0), (y0, 79.0), (x1, 242.0), (y1, 89.0)] {
            assert!((value - truth).abs() < 0.1, "{value} for {truth}");
        }
    }

    #[test]
    fn a_field_that_the_layout_lacks_is_not_reported() {
        let family_number = maps(14, 30..=59);
        for (layout, expected) in [
            (Layout::NicFront, &[][..]),
            (Layout::SnicBack, &[]),
            (Layout::NicBack, &[Field::FamilyNumber]),
        ] {
            assert_eq!(fields(&lines(&family_number, layout)), expected);
        }
    }

    #[test]
    fn what_the_card_lies_on_is_not_read_with_it() {
        let line = |y: f32| FieldBox {
            field: Field::CurrentAddress,
            quad: Quad::rect(100.0, y - 6.0, 200.0, y + 6.0),
            others: Vec::new(),
        };
        let card = Quad::rect(16.0, 16.0, 368.0, 240.0);
        let kept = |middles: &[f32]| {
            let lines = middles.iter().map(|&y| line(y)).collect();
            let kept = on_card(lines, &card);
            kept.iter().map(|l| l.quad.centre().y).collect::<Vec<_>>()
        };
        assert_eq!(kept(&[17.0, 35.0, 60.0]), [35.0, 60.0]);
        assert_eq!(kept(&[17.0]), [17.0], "the only one may be the field");
    }

    #[test]
    fn a_faint_field_is_found_at_the_second_look() {
        let mut faint = maps(5, 30..=31);
        for value in &mut faint[5 * ROWS * COLUMNS..6 * ROWS * COLUMNS] {
            *value = if *value > 0.0 { 2.0 } else { -9.0 };
        }
        for (nothing, gender) in (0..ROWS * COLUMNS).zip(5 * ROWS * COLUMNS..) {
            if faint[gender] > 0.0 {
                faint[nothing] = 3.0;
            }
        }
        assert_eq!(fields(&lines(&faint, Layout::SnicFront)), [Field::Gender]);
    }

    #[test]
    fn what_else_looks_like_a_field_is_kept() {
        let mut two = maps(5, 30..=37);
        for at in 50..=52 {
            for row in 20..=21 {
                two[(5 * ROWS + row) * COLUMNS + at] = 12.0;
                two[row * COLUMNS + at] = 6.0;
                two[(RIGHT * ROWS + row) * COLUMNS + at] = 0.5;
            }
        }
        let got = lines(&two, Layout::SnicFront);
        assert_eq!(fields(&got), [Field::Gender]);
        assert!(
            got[0].quad.centre().x < 160.0,
            "the larger one is the field"
        );
        assert_eq!(got[0].others.len(), 1);
    }

    #[test]
    fn numbers_that_are_none_do_no_harm() {
        let nothing = vec![f32::NAN; CHANNELS * ROWS * COLUMNS];
        assert!(lines(&nothing, Layout::NicBack).is_empty());
    }
}
