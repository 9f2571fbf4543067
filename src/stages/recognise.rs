//! Reading a line of text: strip, network, CTC.

use crate::card::{
    Reading, Spoken, with_known_address_words, with_known_countries, with_known_latin_names,
    with_known_marks, with_known_urdu_names,
};
use crate::error::Result;
use crate::geometry::{Homography, Point, Quad};
use crate::runtime::Model;
use crate::stages::ctc::{self, Guide, Hypothesis};
use crate::stages::letters::Letters;
use crate::stages::rectify::{Pyramid, Rectified, bleached, grey};
use crate::text;

/// A strip is no longer than this many pixels; a longer line is squeezed into it.
const LONGEST: usize = 1280;
/// A line that is read with less confidence is read once more, without what is written over it in coloured ink.
const SURE: f32 = 0.9;
/// Widths are filled up to a multiple of this. (In training to 32, which reads no better and costs more.)
const STEP: usize = 8;

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
    pub(super) fn height(self) -> usize {
        match self {
            Script::Latin => 32,
            Script::Urdu => 48,
        }
    }

    /// How much wider than on paper a strip is: a font sets four letters of Nastaliq into the width of one.
    fn stretch(self) -> f32 {
        match self {
            Script::Latin => 1.0,
            Script::Urdu => 1.35,
        }
    }

    /// By what logits are divided before they are decoded. The Urdu reader is surer of a letter than it is right, so that what
    /// is known of letters would be heard too little.
    fn temperature(self) -> f32 {
        match self {
            Script::Latin => 1.0,
            Script::Urdu => 1.25,
        }
    }

    /// By what differences of score are multiplied before they are told as confidence. The Urdu reader is surer of itself
    /// than it is right: found on drawn phone pictures, where it makes the confidence of 0.9 mean what it says.
    fn sobriety(self) -> f32 {
        match self {
            Script::Latin => 1.0,
            Script::Urdu => 0.6,
        }
    }

    /// A letter that is read within this many steps, of two pixels each, of a strip's end stands nearer to it than the last
    /// one of a line does as a rule.
    fn near_end(self) -> usize {
        match self {
            Script::Latin => 7,
            Script::Urdu => 3,
        }
    }

    /// What a strip shows around a box, in heights of the box: above and below, and at either end. The ends are off by
    /// about a pixel of the locator's input, so that they get more.
    fn padding(self) -> (f32, f32) {
        match self {
            Script::Latin => (0.38, 0.55),
            Script::Urdu => (0.14, 0.28),
        }
    }
}

/// What a line is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'l> {
    /// Words and numbers, some of which are likelier than others.
    Text,
    /// A name in Latin letters: where it has words that few people bear, those like them are thought of too.
    LatinName,
    /// A name in Urdu: words that many people bear are thought of too, and what sounds like it should in Latin letters,
    /// where those are known.
    UrduName(Option<&'l str>),
    /// A line of an Urdu address: where it has places or words that there are not, those like them are thought of too.
    Address,
    /// An identifying mark: where it has words that are none of a form's, those like them are thought of too.
    Mark,
    /// A country: where it is none, those like it are thought of too.
    Country,
    /// One of these words, or a text that the field takes as well.
    OneOf(&'l [&'l str]),
    /// Signs that follow one another at random.
    Code,
}

/// What a reader makes of a box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// What its line may say, the likeliest first; none for a box without area.
    pub readings: Vec<Reading>,
    /// Whether a letter stands at the left and at the right end, so that the box may have cut off more of them.
    pub at_ends: [bool; 2],
}

impl Said {
    /// Confidence of the likeliest reading.
    pub fn sure(&self) -> f32 {
        self.readings.first().map_or(0.0, |r| r.confidence)
    }
}

/// Reads lines of one script.
pub struct LineReader {
    script: Script,
    /// Its network.
    pub reader: Model,
    /// The sign of class `k + 1`; class 0 is CTC's blank.
    alphabet: Vec<char>,
    letters: Letters,
}

impl LineReader {
    /// Takes a network, grey `[1, 1, height, w]` to logits `[1, w / 2, 1 + alphabet]`, its alphabet, and what follows what in it.
    pub fn new(script: Script, reader: Model, alphabet: &str, letters: Letters) -> Self {
        LineReader {
            script,
            reader,
            alphabet: alphabet.chars().collect(),
            letters,
        }
    }

    /// Reads the line in `quad` (straightened pixels) of a card.
    pub fn read(
        &self,
        page: &Pyramid<'_>,
        card: &Rectified,
        quad: &Quad,
        content: Content<'_>,
    ) -> Result<Said> {
        let Some(strip) = Strip::new(self.script, card, quad) else {
            return Ok(Said::default());
        };
        let said = self.read_grey(strip.grey(page), strip.width, content)?;
        if said.sure() < SURE
            && let Some(bleached) = strip.bleached(page)
        {
            let again = self.read_grey(bleached, strip.width, content)?;
            if again.sure() > said.sure() {
                return Ok(again);
            }
        }
        Ok(said)
    }

    /// Reads a strip's grey pixels, row by row.
    fn read_grey(&self, strip: Vec<f32>, width: usize, content: Content<'_>) -> Result<Said> {
        let height = self.script.height();
        let padded = width.next_multiple_of(STEP);
        let mut input = vec![0.0; height * padded];
        for (row, line) in normalised(strip).chunks(width).enumerate() {
            input[row * padded..][..width].copy_from_slice(line);
        }
        let outputs = self.reader.run(&input, &[1, 1, height, padded])?;
        let (logits, steps) = (&outputs[0].1, width.div_ceil(2));
        Ok(Said {
            readings: self.decoded(logits, steps, content),
            at_ends: self.letters_at_ends(logits, steps),
        })
    }

    /// Whether a letter is likelier than the blank in the steps next to the left and to the right end.
    fn letters_at_ends(&self, logits: &[f32], steps: usize) -> [bool; 2] {
        let classes = self.alphabet.len() + 1;
        let letter = |step: &[f32]| step[1..].iter().any(|&l| l > step[0]);
        let logits = &logits[..logits.len().min(steps * classes)];
        let near = self.script.near_end();
        [
            logits.chunks_exact(classes).take(near).any(letter),
            logits.rchunks_exact(classes).take(near).any(letter),
        ]
    }

    /// The texts that `[steps, 1 + alphabet]` logits may stand for, each with its share of their likelihood.
    pub fn decoded(&self, logits: &[f32], steps: usize, content: Content<'_>) -> Vec<Reading> {
        let classes = self.alphabet.len() + 1;
        let logits = logits.iter().take(steps * classes);
        let logits: &[f32] = &Vec::from_iter(logits.map(|l| l / self.script.temperature()));
        let letters = (content != Content::Code).then_some(&self.letters);
        let mut found = ctc::decode(logits, classes, letters, None);
        let known = |others: fn(&str) -> Vec<String>| {
            let texts = others(&self.text(&found[0].classes));
            self.scored(logits, letters, &found[0], &texts)
        };
        let more = match content {
            Content::UrduName(latin) => {
                let texts = with_known_urdu_names(&self.text(&found[0].classes), latin);
                let mut more = self.scored(logits, letters, &found[0], &texts);
                if let Some(latin) = latin {
                    more.extend(self.sounding(logits, letters, latin));
                }
                more
            }
            Content::LatinName => known(with_known_latin_names),
            Content::Address => known(with_known_address_words),
            Content::Mark => known(with_known_marks),
            Content::Country => known(with_known_countries),
            Content::OneOf(words) => self.scored(logits, letters, &found[0], words),
            Content::Text | Content::Code => Vec::new(),
        };
        for hypothesis in more {
            if found.iter().all(|f| f.classes != hypothesis.classes) {
                found.push(hypothesis);
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        let top = found[0].score;
        let share = |score: f32| (self.script.sobriety() * (score - top)).exp();
        let total: f32 = found.iter().map(|h| share(h.score)).sum();
        let mut readings: Vec<Reading> = Vec::new();
        for hypothesis in found {
            let text = self.text(&hypothesis.classes);
            let confidence = share(hypothesis.score) / total;
            match readings.iter_mut().find(|r| r.text == text) {
                Some(same) => same.confidence += confidence, // they differ in blanks only
                None => readings.push(Reading { text, confidence }),
            }
        }
        readings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        readings
    }

    /// The likeliest of the texts that sound like a name.
    fn sounding(&self, logits: &[f32], letters: Option<&Letters>, latin: &str) -> Vec<Hypothesis> {
        let name = Spoken::new(latin);
        let letter = |class: u8| {
            self.alphabet
                .get(usize::from(class).wrapping_sub(1))
                .copied()
        };
        let guide = Guide {
            start: name.start(),
            after: &|row, before, class| match letter(class) {
                Some(new) => name.after(row, letter(before), new),
                None => row.to_vec(),
            },
        };
        ctc::decode(logits, self.alphabet.len() + 1, letters, Some(&guide))
    }

    /// Texts that a line may say, as likely as the logits say beside the first of those that were found.
    fn scored(
        &self,
        logits: &[f32],
        letters: Option<&Letters>,
        first: &Hypothesis,
        texts: &[impl AsRef<str>],
    ) -> Vec<Hypothesis> {
        if texts.is_empty() {
            return Vec::new();
        }
        let score = |classes: &[u8]| {
            ctc::likelihood(logits, self.alphabet.len() + 1, classes)
                + ctc::spelling(letters, classes)
        };
        let beside = first.score - score(&first.classes);
        let classes = texts.iter().filter_map(|text| self.classes(text.as_ref()));
        let scored = classes.map(|classes| Hypothesis {
            score: beside + score(&classes),
            classes,
        });
        scored.filter(|h| h.score.is_finite()).collect()
    }

    /// The classes of a text in their order on paper; `None` where it has a sign that no class stands for.
    fn classes(&self, text: &str) -> Option<Vec<u8>> {
        let class = |c| self.alphabet.iter().position(|&a| a == c);
        let paper = match self.script {
            Script::Latin => text.to_owned(),
            Script::Urdu => text::to_visual(text),
        };
        paper
            .chars()
            .map(|c| u8::try_from(class(c)? + 1).ok())
            .collect()
    }

    /// The text of classes in their order on paper.
    fn text(&self, classes: &[u8]) -> String {
        let letter = |&class: &u8| self.alphabet[usize::from(class) - 1];
        let text: String = classes.iter().map(letter).collect();
        let text = match self.script {
            Script::Latin => text,
            Script::Urdu => text::to_logical(&text),
        };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Where a reader looks for a line: a strip 32 (Latin) or 48 (Urdu) pixels high.
pub struct Strip {
    to_page: Homography,
    height: usize,
    /// In pixels.
    pub width: usize,
}

impl Strip {
    /// The strip around the line in `quad` (straightened pixels); `None` for a box without area.
    pub fn new(script: Script, card: &Rectified, quad: &Quad) -> Option<Self> {
        let (up, along) = script.padding();
        let (w, h) = (quad.width(), quad.height());
        let height = script.height();
        let width =
            (w + 2.0 * along * h) / (h * (1.0 + 2.0 * up)) * height as f32 * script.stretch();
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
        Some(Strip {
            to_page: card.to_page.after(&Homography::between(&inner, quad)?),
            height,
            width,
        })
    }

    /// Its pixels, 0..=255, row by row.
    pub fn grey(&self, page: &Pyramid<'_>) -> Vec<f32> {
        grey(page, &self.to_page, self.width, self.height)
    }

    /// Its pixels without what is written over the print in coloured ink; see [`bleached`].
    pub fn bleached(&self, page: &Pyramid<'_>) -> Option<Vec<f32>> {
        bleached(page, &self.to_page, self.width, self.height)
    }
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
