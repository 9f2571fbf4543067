//! Points, quadrilaterals and the homographies between them, in pixels of a page.
//!
//! Coordinates are continuous: a pixel covers one unit, and the middle of the first one is (0.5, 0.5).

/// A place on a page: x to the right, y downward, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the upper edge.
    pub y: f32,
}

impl Point {
    /// A point at (x, y).
    pub const fn new(x: f32, y: f32) -> Self {
        Point { x, y }
    }

    /// Distance to another point in pixels.
    pub fn distance(self, other: Point) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// It, moved away from another point by so many pixels.
    fn further_from(self, other: Point, by: f32) -> Self {
        let t = by / other.distance(self).max(f32::EPSILON);
        Point::new(
            self.x + t * (self.x - other.x),
            self.y + t * (self.y - other.y),
        )
    }
}

/// Four corners in the order of the thing itself: its own top left, top right, bottom right, bottom left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The upright rectangle from (x0, y0) to (x1, y1).
    pub const fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Quad([
            Point::new(x0, y0),
            Point::new(x1, y0),
            Point::new(x1, y1),
            Point::new(x0, y1),
        ])
    }

    /// Mean of the corners.
    pub fn centre(&self) -> Point {
        let sum = |f: fn(&Point) -> f32| self.0.iter().map(f).sum::<f32>() / 4.0;
        Point::new(sum(|p| p.x), sum(|p| p.y))
    }

    /// Mean length of the upper and the lower side.
    pub fn width(&self) -> f32 {
        (self.0[0].distance(self.0[1]) + self.0[3].distance(self.0[2])) / 2.0
    }

    /// Mean length of the left and the right side.
    pub fn height(&self) -> f32 {
        (self.0[0].distance(self.0[3]) + self.0[1].distance(self.0[2])) / 2.0
    }

    /// Smallest upright rectangle around it: (x0, y0, x1, y1).
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        self.0.iter().fold(
            (f32::MAX, f32::MAX, f32::MIN, f32::MIN),
            |(a, b, c, d), p| (a.min(p.x), b.min(p.y), c.max(p.x), d.max(p.y)),
        )
    }

    /// Whether the corners run clockwise around a convex area of at least one pixel.
    pub fn is_convex(&self) -> bool {
        (0..4).all(|k| {
            let (a, b, c) = (self.0[k], self.0[(k + 1) % 4], self.0[(k + 2) % 4]);
            (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 1.0
        })
    }

    /// The same corners, counted from the `turns`-th one on.
    pub fn rotated(&self, turns: usize) -> Self {
        let mut corners = self.0;
        corners.rotate_left(turns % 4);
        Quad(corners)
    }

    /// Its left and right ends moved outwards along its upper and lower side, in multiples of its height.
    pub fn lengthened(&self, left: f32, right: f32) -> Self {
        let [a, b, c, d] = self.0;
        let (left, right) = (left * self.height(), right * self.height());
        Quad([
            a.further_from(b, left),
            b.further_from(a, right),
            c.further_from(d, right),
            d.further_from(c, left),
        ])
    }

    /// Its upper side moved outwards along its left and right one, in multiples of its height.
    pub fn heightened(&self, up: f32) -> Self {
        let [a, b, c, d] = self.0;
        let up = up * self.height();
        Quad([a.further_from(d, up), b.further_from(c, up), c, d])
    }

    /// How far a point lies inside: the least distance to a side in pixels, negative outside.
    pub fn depth(&self, p: Point) -> f32 {
        let inside = |k: usize| {
            let (a, b) = (self.0[k], self.0[(k + 1) % 4]);
            ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / a.distance(b)
        };
        (0..4).map(inside).fold(f32::MAX, f32::min)
    }

    /// The middles of its upper, right, lower and left side.
    pub fn middles(&self) -> [Point; 4] {
        std::array::from_fn(|k| {
            let (a, b) = (self.0[k], self.0[(k + 1) % 4]);
            Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0)
        })
    }

    /// The same corners, counted so that it is not higher than wide.
    pub fn longer_side_up(&self) -> Self {
        self.rotated(usize::from(self.height() > self.width()))
    }

    /// Its two halves across its longer sides, each with its longer side up: the upper or the left one first.
    pub fn halves(&self) -> [Self; 2] {
        let [top, right, bottom, left] = self.middles();
        let [a, b, c, d] = self.0;
        let halves = if self.height() > self.width() {
            [Quad([a, b, right, left]), Quad([left, right, c, d])]
        } else {
            [Quad([a, top, bottom, d]), Quad([top, b, c, bottom])]
        };
        halves.map(|half| half.longer_side_up())
    }

    /// The quad on the opposite of its `side` (0 the upper, 1 the right, 2 the lower, 3 the left) that has right angles there,
    /// and `aspect` times its height as width.
    pub fn squared(&self, side: usize, aspect: f32) -> Self {
        let (a, b) = (self.0[(side + 2) % 4], self.0[(side + 3) % 4]);
        let far = if side.is_multiple_of(2) {
            1.0 / aspect
        } else {
            aspect
        };
        // from the opposite side a quarter turn clockwise leads inside
        let (dx, dy) = (far * (a.y - b.y), far * (b.x - a.x));
        let mut corners = self.0;
        corners[side] = Point::new(b.x + dx, b.y + dy);
        corners[(side + 1) % 4] = Point::new(a.x + dx, a.y + dy);
        Quad(corners)
    }

    /// The quad with every corner mapped.
    pub fn map(&self, h: &Homography) -> Self {
        Quad(self.0.map(|p| h.apply(p)))
    }

    /// The smallest one around all of them that lies as the first does; the first itself if it is alone.
    pub fn around(mut quads: impl Iterator<Item = Self>) -> Option<Self> {
        let first = quads.next()?;
        let rest: Vec<Quad> = quads.collect();
        if rest.is_empty() {
            return Some(first);
        }
        let [origin, right, ..] = first.0;
        let (dx, dy) = (right.x - origin.x, right.y - origin.y);
        let length = dx.hypot(dy);
        let (ux, uy) = if length > 0.0 {
            (dx / length, dy / length)
        } else {
            (1.0, 0.0)
        };
        // Along the first line and across it, y downward as on the page.
        let corners = rest.iter().chain([&first]).flat_map(|quad| quad.0);
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for corner in corners {
            let (x, y) = (corner.x - origin.x, corner.y - origin.y);
            for (axis, at) in [x * ux + y * uy, y * ux - x * uy].into_iter().enumerate() {
                low[axis] = low[axis].min(at);
                high[axis] = high[axis].max(at);
            }
        }
        let back = |along: f32, across: f32| Point {
            x: origin.x + along * ux - across * uy,
            y: origin.y + along * uy + across * ux,
        };
        Some(Quad([
            back(low[0], low[1]),
            back(high[0], low[1]),
            back(high[0], high[1]),
            back(low[0], high[1]),
        ]))
    }
}

/// A projective map of the plane: a 3 by 3 matrix, row by row, its last entry 1 or close to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography([f64; 9]);

impl Homography {
    /// The map that takes the four corners of `from` to those of `to`; `None` where three of either lie on a line.
    pub fn between(from: &Quad, to: &Quad) -> Option<Self> {
        let a = Self::from_unit(from)?;
        let b = Self::from_unit(to)?;
        Some(b.after(&a.inverse()?))
    }

    /// Scaling by `scale`, so that (`half`, `half`) goes to `middle`.
    pub fn scaling(scale: f32, half: f32, middle: Point) -> Self {
        Self::turning(0.0, scale, half, middle)
    }

    /// Scaling by `scale` and turning by `degrees`, clockwise as a page is seen, so that (`half`, `half`) goes to `middle`.
    pub fn turning(degrees: f64, scale: f32, half: f32, middle: Point) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (s, half) = (f64::from(scale), f64::from(half));
        let (a, b) = (s * cos, s * sin);
        let dx = f64::from(middle.x) - (a - b) * half;
        let dy = f64::from(middle.y) - (b + a) * half;
        Homography([a, -b, dx, b, a, dy, 0.0, 0.0, 1.0])
    }

    /// Unit square to quad; Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
    fn from_unit(q: &Quad) -> Option<Self> {
        let [p0, p1, p2, p3] = q.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (dx1, dy1) = (p1.0 - p2.0, p1.1 - p2.1);
        let (dx2, dy2) = (p3.0 - p2.0, p3.1 - p2.1);
        let (sx, sy) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
        let det = dx1 * dy2 - dx2 * dy1;
        if det.abs() < 1e-9 || !det.is_finite() {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        Some(Homography([
            p1.0 - p0.0 + g * p1.0,
            p3.0 - p0.0 + h * p3.0,
            p0.0,
            p1.1 - p0.1 + g * p1.1,
            p3.1 - p0.1 + h * p3.1,
            p0.1,
            g,
            h,
            1.0,
        ]))
    }

    /// First `other`, then this one.
    pub fn after(&self, other: &Homography) -> Self {
        let (a, b) = (&self.0, &other.0);
        Homography(std::array::from_fn(|i| {
            let (r, c) = (i / 3, i % 3);
            (0..3).map(|k| a[3 * r + k] * b[3 * k + c]).sum()
        }))
    }

    /// The map back; `None` where there is none.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
        let adjugate = [
            minor(4, 5, 7, 8),
            -minor(1, 2, 7, 8),
            minor(1, 2, 4, 5),
            -minor(3, 5, 6, 8),
            minor(0, 2, 6, 8),
            -minor(0, 2, 3, 5),
            minor(3, 4, 6, 7),
            -minor(0, 1, 6, 7),
            minor(0, 1, 3, 4),
        ];
        let det = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
        (det.abs() > 1e-12 && det.is_finite()).then(|| Homography(adjugate.map(|v| v / det)))
    }

    /// Where a point goes.
    pub fn apply(&self, p: Point) -> Point {
        let (x, y) = self.apply64(f64::from(p.x), f64::from(p.y));
        Point::new(x as f32, y as f32)
    }

    /// First this one, then all coordinates times `scale`.
    pub fn scaled(&self, scale: f64) -> Self {
        let mut m = self.0;
        m[..6].iter_mut().for_each(|v| *v *= scale);
        Homography(m)
    }

    /// Where the points (0.5, y), (1.5, y), (2.5, y), … go.
    pub fn row(&self, y: f64, places: &mut [(f32, f32)]) {
        let m = &self.0;
        let [x, y, w] = [0, 3, 6].map(|k| m[k + 1] * y + m[k + 2]);
        for (column, place) in places.iter_mut().enumerate() {
            let along = column as i32 as f64 + 0.5;
            let w = 1.0 / (m[6] * along + w);
            *place = (
                ((m[0] * along + x) * w) as f32,
                ((m[3] * along + y) * w) as f32,
            );
        }
    }

    /// Where (x, y) goes, in double precision.
    fn apply64(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / w,
            (m[3] * x + m[4] * y + m[5]) / w,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quad(corners: [(f32, f32); 4]) -> Quad {
        Quad(corners.map(|(x, y)| Point { x, y }))
    }

    #[test]
    fn what_is_around_quads_lies_as_the_first_does() {
        let one = quad([(0., 0.), (10., 0.), (10., 2.), (0., 2.)]);
        let two = quad([(4., 4.), (12., 4.), (12., 6.), (4., 6.)]);
        assert_eq!(Quad::around([one].into_iter()), Some(one));
        assert_eq!(
            Quad::around([one, two].into_iter()),
            Some(quad([(0., 0.), (12., 0.), (12., 6.), (0., 6.)]))
        );
        // The same, turned by a quarter: its own top left is at the page's top right.
        let turned = |q: Quad| {
            Quad(q.0.map(|p| Point {
                x: 20. - p.y,
                y: p.x,
            }))
        };
        assert_eq!(
            Quad::around([turned(one), turned(two)].into_iter()),
            Quad::around([one, two].into_iter()).map(turned)
        );
        assert_eq!(Quad::around([].into_iter()), None);
    }

    #[test]
    fn ends_move_along_the_line() {
        let line = Quad([
            Point::new(0.0, 0.0),
            Point::new(40.0, 30.0),
            Point::new(34.0, 38.0),
            Point::new(-6.0, 8.0),
        ]);
        let longer = line.lengthened(2.0, 1.0);
        for (got, want) in
            longer
                .0
                .iter()
                .zip([(-16.0, -12.0), (48.0, 36.0), (42.0, 44.0), (-22.0, -4.0)])
        {
            assert!(
                got.distance(Point::new(want.0, want.1)) < 1e-3,
                "{longer:?}"
            );
        }
    }

    #[test]
    fn the_upper_side_moves_along_the_others() {
        let line = Quad::rect(10.0, 20.0, 50.0, 40.0);
        assert_eq!(line.heightened(0.3), Quad::rect(10.0, 14.0, 50.0, 40.0));
    }

    #[test]
    fn a_view_turns_about_its_middle() {
        let middle = Point::new(300.0, 200.0);
        let view = Homography::turning(90.0, 2.0, 128.0, middle);
        for (from, to) in [
            ((128.0, 128.0), (300.0, 200.0)),
            ((138.0, 128.0), (300.0, 220.0)),
            ((128.0, 138.0), (280.0, 200.0)),
        ] {
            let got = view.apply(Point::new(from.0, from.1));
            assert!(got.distance(Point::new(to.0, to.1)) < 1e-3, "{got:?}");
        }
    }

    #[test]
    fn halves_lie_with_their_longer_side_up() {
        let upper = Quad::rect(0.0, 0.0, 160.0, 100.0);
        let lower = Quad::rect(0.0, 100.0, 160.0, 200.0);
        assert_eq!(Quad::rect(0.0, 0.0, 160.0, 200.0).halves(), [upper, lower]);
        let left = Quad::rect(0.0, 0.0, 100.0, 160.0).rotated(1);
        let right = Quad::rect(100.0, 0.0, 200.0, 160.0).rotated(1);
        assert_eq!(Quad::rect(0.0, 0.0, 200.0, 160.0).halves(), [left, right]);
    }

    #[test]
    fn a_side_that_is_lost_comes_back() {
        let card = Quad([
            Point::new(30.0, 10.0),
            Point::new(150.0, 100.0),
            Point::new(90.0, 180.0),
            Point::new(-30.0, 90.0),
        ]);
        for side in 0..4 {
            let mut lost = card;
            lost.0[side] = Point::new(7.0, 5.0);
            lost.0[(side + 1) % 4] = Point::new(60.0, 70.0);
            for (got, want) in lost.squared(side, 1.5).0.iter().zip(card.0) {
                assert!(got.distance(want) < 1e-3, "{side}: {got:?} {want:?}");
            }
        }
        assert_eq!(card.middles()[0], Point::new(90.0, 55.0));
        assert!((card.depth(card.centre()) - 50.0).abs() < 1e-3);
        assert!(card.depth(Point::new(0.0, 0.0)) < 0.0);
    }

    #[test]
    fn corners_go_to_corners() {
        let from = Quad::rect(0.0, 0.0, 384.0, 256.0);
        let to = Quad([
            Point::new(10.0, 20.0),
            Point::new(310.0, 5.0),
            Point::new(330.0, 240.0),
            Point::new(-8.0, 200.0),
        ]);
        let h = Homography::between(&from, &to).unwrap();
        for (a, b) in from.map(&h).0.iter().zip(to.0) {
            assert!(a.distance(b) < 1e-3, "{a:?} {b:?}");
        }
    }

    #[test]
    fn three_corners_on_a_line_have_no_map() {
        let flat = Quad([
            Point::new(0.0, 0.0),
            Point::new(1.0, 0.0),
            Point::new(2.0, 0.0),
            Point::new(3.0, 0.0),
        ]);
        assert!(Homography::between(&flat, &Quad::rect(0.0, 0.0, 1.0, 1.0)).is_none());
        assert!(!flat.is_convex());
    }

    #[test]
    fn a_row_goes_where_its_points_go() {
        let to = Quad([
            Point::new(3.0, 2.0),
            Point::new(90.0, 12.0),
            Point::new(80.0, 61.0),
            Point::new(-5.0, 50.0),
        ]);
        let h = Homography::between(&Quad::rect(0.0, 0.0, 20.0, 10.0), &to).unwrap();
        let mut places = [(0.0, 0.0); 20];
        h.scaled(0.5).row(7.5, &mut places);
        for (column, (x, y)) in places.into_iter().enumerate() {
            let p = h.apply(Point::new(column as f32 + 0.5, 7.5));
            assert!(Point::new(2.0 * x, 2.0 * y).distance(p) < 1e-3, "{column}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(jitter in prop::array::uniform8(-20f32..20.0), x in 0f32..100.0, y in 0f32..60.0) {
            let mut to = Quad::rect(50.0, 50.0, 250.0, 180.0);
            for (k, p) in to.0.iter_mut().enumerate() {
                p.x += jitter[2 * k];
                p.y += jitter[2 * k + 1];
            }
            let h = Homography::between(&Quad::rect(0.0, 0.0, 100.0, 60.0), &to).unwrap();
            let back = h.inverse().unwrap().apply(h.apply(Point::new(x, y)));
            prop_assert!(back.distance(Point::new(x, y)) < 0.01);
        }
    }
}
