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
        let scale = 1.0 / f64::from(1u32 << level);
        let (w, h) = (im.width() as usize, im.height() as usize);
        let raw = im.as_raw();
        let pixel = |x: usize, y: usize| {
            let i = 3 * (y * w + x);
            [raw[i] as f32, raw[i + 1] as f32, raw[i + 2] as f32]
        };
        for row in 0..height {
            for column in 0..width {
                let (x, y) = to_page.apply64(column as f64 + 0.5, row as f64 + 0.5);
                let (x, y) = ((x * scale - 0.5) as f32, (y * scale - 0.5) as f32);
                let outside = x < -0.5 || y < -0.5 || x > w as f32 - 0.5 || y > h as f32 - 0.5;
                // a point at infinity is no place on the page
                if (black_outside && outside) || !x.is_finite() || !y.is_finite() {
                    put(column, row, [0.0; 3]);
                    continue;
                }
                let (x, y) = (x.clamp(0.0, (w - 1) as f32), y.clamp(0.0, (h - 1) as f32));
                let (x0, y0) = (x as usize, y as usize);
                let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
                let (fx, fy) = (x - x0 as f32, y - y0 as f32);
                let (a, b, c, d) = (pixel(x0, y0), pixel(x1, y0), pixel(x0, y1), pixel(x1, y1));
                put(
                    column,
                    row,
                    std::array::from_fn(|k| {
                        let top = a[k] + (b[k] - a[k]) * fx;
                        let bottom = c[k] + (d[k] - c[k]) * fx;
                        top + (bottom - top) * fy
                    }),
                );
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

/// Half the size, each pixel the mean of four; an odd last row or column is dropped.
fn halved(im: &RgbImage) -> RgbImage {
    let (w, h) = ((im.width() / 2).max(1), (im.height() / 2).max(1));
    let stride = 3 * im.width() as usize;
    let raw = im.as_raw();
    let mut out = Vec::with_capacity((3 * w * h) as usize);
    for y in 0..h as usize {
        let upper = &raw[2 * y * stride..][..stride];
        let lower = raw
            .get((2 * y + 1) * stride..)
            .filter(|r| r.len() >= stride);
        let lower = lower.map_or(upper, |r| &r[..stride]);
        for x in 0..w as usize {
            let right = if 6 * x + 5 < stride { 3 } else { 0 };
            for k in 0..3 {
                let i = 6 * x + k;
                let sum = u16::from(upper[i])
                    + u16::from(upper[i + right])
                    + u16::from(lower[i])
                    + u16::from(lower[i + right]);
                out.push(((sum + 2) / 4) as u8);
            }
        }
    }
    RgbImage::from_raw(w, h, out).expect("w * h pixels were pushed")
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
    page.sample(to_page, width, height, black_outside, |x, y, rgb| {
        for (k, v) in rgb.into_iter().enumerate() {
            out[(k * height + y) * width + x] = (v / 255.0 - 0.5) / 0.25;
        }
    });
    out
}

/// The straightened card: what `locate` looks at. 384 by 256 pixels, the card itself 16 pixels inside.
pub const WIDTH: usize = 384;
/// See [`WIDTH`].
pub const HEIGHT: usize = 256;
const MARGIN: f32 = 16.0;

/// A card seen upright: where its straightened pixels lie on the page.
#[derive(Clone, Copy, Debug)]
pub struct Rectified {
    /// Straightened pixels to page pixels.
    pub to_page: Homography,
}

impl Rectified {
    /// Straightens the card whose corners lie at `quad` on the page; `None` for a quad without area.
    pub fn new(quad: &Quad) -> Option<Self> {
        let inner = Quad::rect(
            MARGIN,
            MARGIN,
            WIDTH as f32 - MARGIN,
            HEIGHT as f32 - MARGIN,
        );
        Some(Rectified {
            to_page: Homography::between(&inner, quad)?,
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
    fn one_pixel_pages_and_far_quads_are_sampled_too() {
        let im = gradient(1, 1);
        let far = Rectified::new(&Quad::rect(-5000.0, -5000.0, 9000.0, 3000.0)).unwrap();
        assert_eq!(
            planes(&Pyramid::new(&im), &far.to_page, 8, 8, true).len(),
            3 * 64
        );
    }
}
