//! Reading a line of text: strip, network, CTC.

use crate::error::Result;
use crate::geometry::{Homography, Point, Quad};
use crate::runtime::Model;
use crate::stages::best_of;
use crate::stages::rectify::{Pyramid, Rectified};
use crate::text;

/// A strip is no longer than this many pixels; a longer line is squeezed into it.
const LONGEST: usize = 1280;
/// Widths are filled up to a multiple of this, as in training.
const STEP: usize = 32;

/// Which letters a reader knows, and how its strips are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Latin letters and digits, left to right.
    Latin,
    /// Urdu letters, with Latin capitals and digits among them; right to left.
    Urdu,
}

impl Script {
    /// Height of a strip in pixels.
    fn height(self) -> usize {
        match self {
            Script::Latin => 32,
            Script::Urdu => 48,
        }
    }

    /// What a strip shows around a box, in heights of the box: above and below, and at either end. The ends are known to
    /// about a cell of the locator's maps, so that they get more.
    fn padding(self) -> (f32, f32) {
        match self {
            Script::Latin => (0.38, 0.75),
            Script::Urdu => (0.14, 0.35),
        }
    }
}

/// A line as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// In logical order, single blanks.
    pub text: String,
    /// 0..=1: the least certain step of the line.
    pub confidence: f32,
}

/// Reads lines of one script.
pub struct LineReader {
    script: Script,
    reader: Model,
    /// The sign of class `k + 1`; class 0 is CTC's blank.
    alphabet: Vec<char>,
}

impl LineReader {
    /// Takes a network, grey `[1, 1, height, w]` to logits `[1, w / 2, 1 + alphabet]`, and its alphabet.
    pub fn new(script: Script, reader: Model, alphabet: &str) -> Self {
        LineReader {
            script,
            reader,
            alphabet: alphabet.chars().collect(),
        }
    }

    /// Reads the line in `quad` (straightened pixels) of a card.
    pub fn read(&self, page: &Pyramid<'_>, card: &Rectified, quad: &Quad) -> Result<Reading> {
        let Some((strip, width)) = strip(self.script, page, card, quad) else {
            return Ok(Reading {
                text: String::new(),
                confidence: 0.0,
            });
        };
        let height = self.script.height();
        let padded = width.next_multiple_of(STEP);
        let mut input = vec![0.0; height * padded];
        for (row, line) in normalised(strip).chunks(width).enumerate() {
            input[row * padded..][..width].copy_from_slice(line);
        }
        let outputs = self.reader.run(&input, &[1, 1, height, padded])?;
        Ok(self.decoded(&outputs[0].1, width.div_ceil(2)))
    }

    /// Greedy CTC over `[steps, 1 + alphabet]` logits.
    fn decoded(&self, logits: &[f32], steps: usize) -> Reading {
        let classes = self.alphabet.len() + 1;
        let (mut out, mut last, mut confidence) = (String::new(), 0, 1f32);
        for step in logits.chunks_exact(classes).take(steps) {
            let (class, probability) = best_of(step.iter().copied());
            confidence = confidence.min(probability);
            if class != 0 && class != last {
                out.push(self.alphabet[class - 1]);
            }
            last = class;
        }
        let out = match self.script {
            Script::Latin => out,
            Script::Urdu => text::to_logical(&out),
        };
        Reading {
            text: out.split_whitespace().collect::<Vec<_>>().join(" "),
            confidence,
        }
    }
}

/// Cuts the line in `quad` (straightened pixels) out of a page as a grey strip, 0..=255, row by row; with its width.
///
/// It is 32 (Latin) or 48 (Urdu) pixels high. `None` for a box without area.
pub fn strip(
    script: Script,
    page: &Pyramid<'_>,
    card: &Rectified,
    quad: &Quad,
) -> Option<(Vec<f32>, usize)> {
    let (up, along) = script.padding();
    let (w, h) = (quad.width(), quad.height());
    let height = script.height();
    let width = (w + 2.0 * along * h) / (h * (1.0 + 2.0 * up)) * height as f32;
    let width = (width.round() as usize).clamp(16, LONGEST);
    // the box takes its place inside the strip; the strip's corners follow from that
    let pixels_up = height as f32 * up / (1.0 + 2.0 * up);
    let pixels_along = width as f32 * along * h / (w + 2.0 * along * h);
    let inner = Quad::rect(
        pixels_along,
        pixels_up,
        width as f32 - pixels_along,
        height as f32 - pixels_up,
    );
    let to_page = card.to_page.after(&Homography::between(&inner, quad)?);
    let mut strip = vec![0.0; width * height];
    page.sample(&to_page, width, height, false, |x, y, [r, g, b]| {
        strip[y * width + x] = 0.299 * r + 0.587 * g + 0.114 * b;
    });
    Some((strip, width))
}

/// Mean 0 and deviation about 1; the 8 keeps an empty strip's noise small.
fn normalised(mut strip: Vec<f32>) -> Vec<f32> {
    let n = strip.len() as f32;
    let mean = strip.iter().sum::<f32>() / n;
    let deviation = (strip.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n).sqrt();
    for v in &mut strip {
        *v = (*v - mean) / (deviation + 8.0);
    }
    strip
}

/// A quad of straightened pixels on the page.
pub fn on_page(card: &Rectified, quad: &Quad) -> Quad {
    Quad(quad.0.map(|p: Point| card.on_page(p)))
}
