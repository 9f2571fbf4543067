//! Straightening: any quad of a page to an upright picture of any size, without aliasing.

use std::sync::OnceLock;

use image::RgbImage;

use crate::geometry::{Homography, Point, Quad};

/// A page and its reductions by 2, 4, 8, …, each made when first needed.
pub struct Pyramid<'a> {
    page: &'a RgbImage,
    reduced: [OnceLock<RgbImage>; 6],
}

impl<'a> Pyramid<'a> {
    /// Wraps a page; nothing is computed yet.
    pub fn new(page: &'a RgbImage) -> Self {
        Pyramid {
            page,
            reduced: Default::default(),
        }
    }

    /// Width and height of the page in pixels.
    pub fn size(&self) -> (f32, f32) {
        (self.page.width() as f32, self.page.height() as f32)
    }

    fn level(&self, k: usize) -> &RgbImage {
        match k {
            0 => self.page,
            k => self.reduced[k - 1].get_or_init(|| halved(self.level(k - 1))),
        }
    }

    /// Samples a picture of `width` by `height` pixels: `to_page` maps its coordinates to the page's.
    ///
    /// Bilinear, from the reduction whose scale fits; `put` gets each pixel's column, row and RGB in 0..=255. Beyond
    /// the page the nearest edge pixel repeats, or black stands there where `black_outside`.
    pub fn sample(
        &self,
        to_page: &Homography,
        width: usize,
        height: usize,
        black_outside: bool,
        mut put: impl FnMut(usize, usize, [f32; 3]),
    ) {
        let level = self.fitting_level(to_page, width as f32, height as f32);
        let im = self.level(level);
        let to_level = to_page.scaled(1.0 / f64::from(1u32 << level));
        let (w, h) = (im.width() as usize, im.height() as usize);
        let (right, bottom) = ((w - 1) as f32, (h - 1) as f32);
        let raw = im.as_raw();
        let mut places = vec![(0f32, 0f32); width];
        for row in 0..height {
            to_level.row(row as f64 + 0.5, &mut places);
            for (column, &(x, y)) in places.iter().enumerate() {
                let (x, y) = (x - 0.5, y - 0.5);
                let inside = x >= -0.5 && y >= -0.5 && x <= right + 0.5 && y <= bottom + 0.5;
                if black_outside && !inside {
                    put(column, row, [0.0; 3]);
                    continue;
                }
                let fine = |v: f32, last: f32| (v.clamp(0.0, last) * FINE + 0.5) as u32;
                let (x, y) = (fine(x, right), fine(y, bottom));
                let (fx, fy) = (x % FINE as u32, y % FINE as u32);
                let (x, y) = ((x / FINE as u32) as usize, (y / FINE as u32) as usize);
                // on the last row and column the neighbour has no weight
                let upper = two_pixels(raw, 3 * (y * w + x));
                let lower = two_pixels(raw, 3 * ((y + 1).min(h - 1) * w + x));
                put(column, row, weighed(upper, lower, fx, fy));
            }
        }
    }

    /// The reduction at which a sampled pixel is about as large as a page's.
    fn fitting_level(&self, to_page: &Homography, width: f32, height: f32) -> usize {
        let q = Quad::rect(0.0, 0.0, width, height).map(to_page);
        let ratio = (q.width() / width).max(q.height() / height);
        if !ratio.is_finite() || ratio <= 1.0 {
            return 0;
        }
        let most = self.page.width().min(self.page.height()).max(1).ilog2() as usize;
        (ratio.log2().round() as usize)
            .min(self.reduced.len())
            .min(most)
    }
}

/// Places are taken to 1 / FINE of a pixel, so that a weighted colour fits into 16 bits.
const FINE: f32 = 64.0;

/// The six bytes of the pixel at `i` and the next one, lowest first, and two that do not matter.
fn two_pixels(raw: &[u8], i: usize) -> u64 {
    let rest = &raw[i..];
    let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; 8];
        bytes[..rest.len()].copy_from_slice(rest);
        bytes
    });
    u64::from_le_bytes(bytes)
}

/// The colour between two pixels of a row and the two below them, at (fx, fy) / FINE. Every other byte of a row stands in
/// 16 bits of its own, so that one multiplication weighs all of them.
fn weighed(upper: u64, lower: u64, fx: u32, fy: u32) -> [f32; 3] {
    const OTHERS: u64 = 0x00ff_00ff_00ff_00ff;
    const ONE: u32 = FINE as u32;
    let down = |upper: u64, lower: u64| {
        (upper & OTHERS) * u64::from(ONE - fy) + (lower & OTHERS) * u64::from(fy)
    };
    let (even, odd) = (down(upper, lower), down(upper >> 8, lower >> 8));
    let at = |lanes: u64, k: u32| u32::from((lanes >> (16 * k)) as u16);
    let along =
        |left: u32, right: u32| (left * (ONE - fx) + right * fx) as i32 as f32 / (FINE * FINE);
    [
        along(at(even, 0), at(odd, 1)),
        along(at(odd, 0), at(even, 2)),
        along(at(even, 1), at(odd, 2)),
    ]
}

/// Half the size, each pixel the mean of four; an odd last row or column is dropped, a single one counts twice.
fn halved(im: &RgbImage) -> RgbImage {
    let (w, h) = ((im.width() / 2).max(1), (im.height() / 2).max(1));
    let stride = 3 * im.width() as usize;
    let mut out = RgbImage::new(w, h);
    let mut sums = vec![0u16; stride.max(6)];
    let rows = im.as_raw().chunks(2 * stride);
    for (out, two) in out.chunks_exact_mut(3 * w as usize).zip(rows) {
        // down first, then along: the first pass is what processors are best at
        let (upper, lower) = two.split_at(stride);
        let lower = if lower.is_empty() { upper } else { lower };
        for (sum, (a, b)) in sums.iter_mut().zip(upper.iter().zip(lower)) {
            *sum = u16::from(*a) + u16::from(*b);
        }
        if stride == 3 {
            sums.copy_within(..3, 3);
        }
        for (pixel, pair) in out.chunks_exact_mut(3).zip(sums.chunks_exact(6)) {
            for k in 0..3 {
                pixel[k] = ((pair[k] + pair[k + 3] + 2) / 4) as u8;
            }
        }
    }
    out
}

/// RGB planes for a network, `[3, height, width]`, each value `(v / 255 - 0.5) / 0.25`.
pub fn planes(
    page: &Pyramid<'_>,
    to_page: &Homography,
    width: usize,
    height: usize,
    black_outside: bool,
) -> Vec<f32> {
    let mut out = vec![0.0; 3 * width * height];
    let (red, rest) = out.split_at_mut(width * height);
    let (green, blue) = rest.split_at_mut(width * height);
    page.sample(to_page, width, height, black_outside, |x, y, [r, g, b]| {
        let normalised = |v: f32| v * (4.0 / 255.0) - 2.0;
        let i = y * width + x;
        (red[i], green[i], blue[i]) = (normalised(r), normalised(g), normalised(b));
    });
    out
}

/// Grey pixels, 0..=255, row by row; beyond the page the nearest edge pixel repeats.
pub fn grey(page: &Pyramid<'_>, to_page: &Homography, width: usize, height: usize) -> Vec<f32> {
    let mut out = vec![0.0; width * height];
    page.sample(to_page, width, height, false, |x, y, [r, g, b]| {
        out[y * width + x] = 0.299 * r + 0.587 * g + 0.114 * b;
    });
    out
}

/// A channel's paper is as bright as its pixel that this part of all pixels is darker than.
const PAPER: f32 = 0.7;
/// A pixel is coloured if its channels differ by more than this part of the paper's brightness.
const COLOURED: f32 = 0.15;
/// A pixel is inked if its darkest channel is darker than this part of the paper's brightness.
const INK: f32 = 0.8;
/// Coloured ink is worth fading if it covers so large a part of all pixels.
const SHARE: f32 = 0.01;
/// Coloured ink is lightened by this part of the difference between its channels, beyond the lightest of them.
const BLEACH: f32 = 0.75;

/// Grey pixels, 0..=255, in which coloured ink has faded: black print stays, what was stamped or signed over it in blue or
/// red does not. `None` where hardly any ink has a colour beside the paper's own.
pub fn bleached(
    page: &Pyramid<'_>,
    to_page: &Homography,
    width: usize,
    height: usize,
) -> Option<Vec<f32>> {
    let mut pixels = vec![[0.0; 3]; width * height];
    page.sample(to_page, width, height, false, |x, y, rgb| {
        pixels[y * width + x] = rgb;
    });
    let paper = [0, 1, 2].map(|k| {
        let mut channel: Vec<f32> = pixels.iter().map(|rgb| rgb[k]).collect();
        let at = (PAPER * (channel.len() - 1) as f32) as usize;
        let (_, level, _) = channel.select_nth_unstable_by(at, f32::total_cmp);
        f32::max(*level, 1.0)
    });
    let extreme = |rgb: &[f32; 3]| {
        let [r, g, b] = [0, 1, 2].map(|k| rgb[k] / paper[k]);
        (r.min(g).min(b), r.max(g).max(b))
    };
    let extremes: Vec<(f32, f32)> = pixels.iter().map(extreme).collect();
    let coloured = |&&(least, most): &&(f32, f32)| most - least > COLOURED && least < INK;
    if (extremes.iter().filter(coloured).count() as f32) < SHARE * pixels.len() as f32 {
        return None;
    }
    let level = paper.iter().sum::<f32>() / 3.0;
    let faded = |(least, most): (f32, f32)| (level * (most + BLEACH * (most - least))).min(255.0);
    Some(extremes.into_iter().map(faded).collect())
}

/// The straightened card: what `locate` looks at. 384 by 256 pixels, the card itself 16 pixels inside.
pub const WIDTH: usize = 384;
/// See [`WIDTH`].
pub const HEIGHT: usize = 256;
const MARGIN: f32 = 16.0;

/// Where the card's corners come to lie, in straightened pixels.
pub fn frame() -> Quad {
    Quad::rect(
        MARGIN,
        MARGIN,
        WIDTH as f32 - MARGIN,
        HEIGHT as f32 - MARGIN,
    )
}

/// A card seen upright: where its straightened pixels lie on the page.
#[derive(Clone, Copy, Debug)]
pub struct Rectified {
    /// Straightened pixels to page pixels.
    pub to_page: Homography,
}

impl Rectified {
    /// Straightens the card whose corners lie at `quad` on the page; `None` for a quad without area.
    pub fn new(quad: &Quad) -> Option<Self> {
        Some(Rectified {
            to_page: Homography::between(&frame(), quad)?,
        })
    }

    /// A point of the straightened card on the page.
    pub fn on_page(&self, p: Point) -> Point {
        self.to_page.apply(p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(w: u32, h: u32) -> RgbImage {
        RgbImage::from_fn(w, h, |x, y| {
            image::Rgb([(x % 256) as u8, (y % 256) as u8, 7])
        })
    }

    #[test]
    fn sampling_without_change_gives_the_page() {
        let im = gradient(40, 30);
        let mut worst = 0f32;
        Pyramid::new(&im).sample(
            &Homography::scaling(1.0, 0.0, Point::new(0.0, 0.0)),
            40,
            30,
            false,
            |x, y, rgb| {
                worst = worst
                    .max((rgb[0] - x as f32).abs())
                    .max((rgb[1] - y as f32).abs());
            },
        );
        assert!(worst < 1e-3, "{worst}");
    }

    #[test]
    fn a_fine_pattern_becomes_its_mean_not_an_alias() {
        let im = RgbImage::from_fn(512, 512, |x, y| {
            image::Rgb([if (x + y) % 2 == 0 { 0 } else { 255 }; 3])
        });
        Pyramid::new(&im).sample(
            &Homography::scaling(8.0, 0.0, Point::new(0.0, 0.0)),
            64,
            64,
            false,
            |_, _, rgb| {
                assert!((rgb[0] - 128.0).abs() <= 2.0, "{rgb:?}");
            },
        );
    }

    #[test]
    fn coloured_ink_fades_and_black_stays() {
        let ink = [[20, 20, 20], [40, 60, 160], [230, 220, 200]];
        let im = RgbImage::from_fn(64, 32, |x, _| {
            image::Rgb(
                ink[match x {
                    8..12 => 0,
                    16..20 => 1,
                    _ => 2,
                }],
            )
        });
        let place = Homography::scaling(1.0, 0.0, Point::new(0.0, 0.0));
        let page = Pyramid::new(&im);
        let faded = bleached(&page, &place, 64, 32).unwrap();
        assert!(faded[9] < 60.0 && faded[17] > 150.0 && faded[40] > 200.0);
        let without = bleached(&page, &place, 14, 32);
        assert!(without.is_none(), "black print alone");
    }

    #[test]
    fn one_pixel_pages_and_far_quads_are_sampled_too() {
        let im = gradient(1, 1);
        let far = Rectified::new(&Quad::rect(-5000.0, -5000.0, 9000.0, 3000.0)).unwrap();
        assert_eq!(
            planes(&Pyramid::new(&im), &far.to_page, 8, 8, true).len(),
            3 * 64
        );
    }
}
