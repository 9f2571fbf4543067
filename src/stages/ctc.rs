//! CTC decoding: prefix beam search (after Hannun et al., 2014) over a reader's logits, with a weak voice for the letter model.

use std::collections::HashMap;

use crate::stages::letters::{END, Letters, MEMORY};

/// Prefixes kept after each step.
const WIDTH: usize = 12;
/// Classes less likely than this at a step are not followed: `ln 0.001`.
const FAINTEST: f32 = -6.9;
/// No more classes than this are followed at a step, so that noise costs no more than text.
const CHOICES: usize = 10;
/// Weight of the letter model against the network, which is told nothing about letters that it does not see.
const WEIGHT: f32 = 0.15;
/// What a letter earns for being there, without which the letter model would favour short texts.
const EARNED: f32 = 0.2;

/// How much likelier a prefix has to be to be kept beside one that is nearer by 1 to what is expected: ln of 20.
const ASTRAY: f32 = 3.0;

/// From a prefix's distances, its last class (0 for none) and a new one to the distances with that.
type After<'g> = dyn Fn(&[f32], u8, u8) -> Vec<f32> + 'g;

/// Something that a line is expected to be near to. It says which prefixes are worth following, not how likely they are.
pub(super) struct Guide<'g> {
    /// How far nothing is from each beginning of what is expected.
    pub start: Vec<f32>,
    /// The same for a prefix with a class more.
    pub after: &'g After<'g>,
}

/// A text that the logits may stand for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hypothesis {
    /// Its letters' classes.
    pub classes: Vec<u8>,
    /// ln of its likelihood, up to a constant.
    pub score: f32,
}

/// A prefix: the prefix before it and one letter more.
struct Node {
    before: usize,
    class: u8,
    /// The nearest classes, the last one last, with the line's beginning.
    recent: Vec<u8>,
    /// What the letter model has to say of it.
    letters: f32,
    /// How far it is from each beginning of what is expected; empty without a guide.
    apart: Vec<f32>,
}

impl Node {
    /// What it loses for being far from everything that is expected.
    fn astray(&self) -> f32 {
        match self.apart[..] {
            [] => 0.0,
            _ => ASTRAY * self.apart.iter().copied().fold(f32::INFINITY, f32::min),
        }
    }
}

/// ln of the probability that a prefix has been read so far: by paths that end in a blank, and in its last letter.
#[derive(Clone, Copy)]
struct Mass {
    blank: f32,
    letter: f32,
}

impl Mass {
    const NONE: Mass = Mass {
        blank: f32::NEG_INFINITY,
        letter: f32::NEG_INFINITY,
    };

    fn total(self) -> f32 {
        add(self.blank, self.letter)
    }
}

/// The likeliest texts, best first, of logits `[steps, classes]`; class 0 is the blank. At least one, which may be empty.
/// `letters`: what follows what, where the line says words. `guide`: what is looked for among what is less likely.
pub(super) fn decode(
    logits: &[f32],
    classes: usize,
    letters: Option<&Letters>,
    guide: Option<&Guide<'_>>,
) -> Vec<Hypothesis> {
    let mut nodes = vec![Node {
        before: 0,
        class: 0,
        recent: vec![END],
        letters: 0.0,
        apart: guide.map_or(Vec::new(), |g| g.start.clone()),
    }];
    let mut children: HashMap<(usize, u8), usize> = HashMap::new();
    let start = Mass {
        blank: 0.0,
        ..Mass::NONE
    };
    let mut beam: Vec<(usize, Mass)> = vec![(0, start)];
    for step in logits.chunks_exact(classes) {
        let likely = likely(step);
        if likely.is_empty() {
            continue; // not a number among them
        }
        let mut next: Vec<(usize, Mass)> = Vec::with_capacity(beam.len() * likely.len());
        for &(node, mass) in &beam {
            for &(class, p) in &likely {
                if class == 0 {
                    let blank = mass.total() + p;
                    gain(
                        &mut next,
                        node,
                        Mass {
                            blank,
                            ..Mass::NONE
                        },
                    );
                    continue;
                }
                let mut before = mass.total();
                if class == nodes[node].class {
                    // the same letter goes on; a second one needs a blank between
                    let letter = mass.letter + p;
                    gain(
                        &mut next,
                        node,
                        Mass {
                            letter,
                            ..Mass::NONE
                        },
                    );
                    before = mass.blank;
                }
                if before == f32::NEG_INFINITY {
                    continue;
                }
                let child = *children.entry((node, class)).or_insert_with(|| {
                    nodes.push(follower(node, &nodes[node], class, letters, guide));
                    nodes.len() - 1
                });
                let letter = before + p;
                gain(
                    &mut next,
                    child,
                    Mass {
                        letter,
                        ..Mass::NONE
                    },
                );
            }
        }
        let score = |(node, mass): &(usize, Mass)| {
            mass.total() + nodes[*node].letters - nodes[*node].astray()
        };
        next.sort_by(|a, b| score(b).total_cmp(&score(a)));
        next.truncate(WIDTH);
        beam = next;
    }
    let mut found: Vec<Hypothesis> = beam
        .into_iter()
        .map(|(node, mass)| {
            let end = said(letters, &nodes[node].recent, END, 0.0);
            Hypothesis {
                classes: spelled(&nodes, node),
                score: mass.total() + nodes[node].letters + end,
            }
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// What the letter model says of a whole text.
pub(super) fn spelling(letters: Option<&Letters>, text: &[u8]) -> f32 {
    let line: Vec<u8> = [&[END], text, &[END]].concat();
    let after = |at: usize, earned| {
        said(
            letters,
            &line[at.saturating_sub(MEMORY)..at],
            line[at],
            earned,
        )
    };
    (1..=text.len()).map(|at| after(at, EARNED)).sum::<f32>() + after(text.len() + 1, 0.0)
}

/// ln of the probability of a text over all its paths through logits `[steps, classes]`, by CTC's forward algorithm.
pub(super) fn likelihood(logits: &[f32], classes: usize, text: &[u8]) -> f32 {
    // blanks before, between and after the letters
    let states: Vec<u8> = std::iter::once(0)
        .chain(text.iter().flat_map(|&c| [c, 0]))
        .collect();
    let mut alpha = vec![0f64; states.len()];
    alpha[0] = 1.0;
    let mut total = 0f64;
    for step in logits.chunks_exact(classes) {
        let top = step.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares: Vec<f64> = step.iter().map(|v| f64::from((v - top).exp())).collect();
        let sum: f64 = shares.iter().sum();
        for s in (0..states.len()).rev() {
            let from = |back: usize| s.checked_sub(back).map_or(0.0, |before| alpha[before]);
            let skips = s > 1 && states[s] != 0 && states[s] != states[s - 2];
            let before = from(0) + from(1) + if skips { from(2) } else { 0.0 };
            alpha[s] = before * shares[usize::from(states[s])] / sum;
        }
        // kept near 1, so that long lines do not vanish
        let scale: f64 = alpha.iter().sum();
        if !scale.is_normal() {
            return f32::NEG_INFINITY;
        }
        alpha.iter_mut().for_each(|a| *a /= scale);
        total += scale.ln();
    }
    let ends = alpha.iter().rev().take(2).sum::<f64>();
    (total + ends.ln()) as f32
}

/// The classes that a step may stand for, with ln of their probability: the likeliest few.
fn likely(step: &[f32]) -> Vec<(u8, f32)> {
    let top = step.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = step.iter().map(|v| (v - top).exp()).sum();
    let all = step.iter().map(|v| v - top - sum.ln()).enumerate();
    let mut likely: Vec<(u8, f32)> = all
        .filter(|&(k, p)| p > FAINTEST || step[k] == top)
        .map(|(k, p)| (k as u8, p))
        .collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    likely.truncate(CHOICES);
    likely
}

fn gain(beam: &mut Vec<(usize, Mass)>, node: usize, more: Mass) {
    match beam.iter_mut().find(|(its, _)| *its == node) {
        Some((_, mass)) => {
            mass.blank = add(mass.blank, more.blank);
            mass.letter = add(mass.letter, more.letter);
        }
        None => beam.push((node, more)),
    }
}

fn follower(
    before: usize,
    node: &Node,
    class: u8,
    letters: Option<&Letters>,
    guide: Option<&Guide<'_>>,
) -> Node {
    let mut recent = node.recent.clone();
    recent.push(class);
    if recent.len() > MEMORY {
        recent.remove(0);
    }
    Node {
        before,
        class,
        recent,
        letters: node.letters + said(letters, &node.recent, class, EARNED),
        apart: guide.map_or(Vec::new(), |g| (g.after)(&node.apart, node.class, class)),
    }
}

/// What the letter model says of a letter, with what it earns; nothing without a model.
fn said(letters: Option<&Letters>, before: &[u8], class: u8, earned: f32) -> f32 {
    letters.map_or(0.0, |l| earned - WEIGHT * l.cost(before, class))
}

fn spelled(nodes: &[Node], mut node: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while node != 0 {
        out.push(nodes[node].class);
        node = nodes[node].before;
    }
    out.reverse();
    out
}

/// ln(e^a + e^b).
fn add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY {
        return high;
    }
    high + (low - high).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::letters::tests::alternating;
    use proptest::prelude::*;

    fn logits(steps: &[[f32; 3]]) -> Vec<f32> {
        steps.iter().flatten().map(|p| p.ln()).collect()
    }

    #[test]
    fn repeats_fold_and_blanks_part_them() {
        let got = |steps: &[[f32; 3]]| {
            decode(&logits(steps), 3, Some(&alternating()), None)[0]
                .classes
                .clone()
        };
        let (blank, one, two) = ([0.98, 0.01, 0.01], [0.01, 0.98, 0.01], [0.01, 0.01, 0.98]);
        assert_eq!(got(&[blank, one, one, two]), [1, 2]);
        assert_eq!(got(&[one, blank, one]), [1, 1]);
        assert_eq!(got(&[blank, blank]), [0u8; 0]);
        assert_eq!(got(&[]), [0u8; 0]);
    }

    #[test]
    fn the_letter_model_decides_close_calls_only() {
        let best = |p: f32| {
            let second = [0.01, p, 0.99 - p];
            decode(
                &logits(&[[0.01, 0.98, 0.01], [0.98, 0.01, 0.01], second]),
                3,
                Some(&alternating()),
                None,
            )[0]
            .classes
            .clone()
        };
        // a second 1 never follows a 1
        assert_eq!(best(0.55), [1, 2]);
        assert_eq!(best(0.95), [1, 1]);
    }

    #[test]
    fn a_guide_keeps_what_is_expected_within_reach() {
        // more steps of close calls than the beam has room for
        let steps = [[0.02, 0.58, 0.40]; 5].map(|s| [s, [0.98, 0.01, 0.01]]);
        let steps = logits(steps.as_flattened());
        let expected = [2u8; 5];
        let after = |row: &[f32], _: u8, class: u8| {
            let at = row[0] as usize;
            let wrong = expected.get(at) != Some(&class);
            vec![row[0] + 1.0, row[1] + f32::from(u8::from(wrong))]
        };
        // the first number counts letters, and is never the least
        let after = |row: &[f32], before: u8, class: u8| {
            let row = after(&[row[0] - 100.0, row[1]], before, class);
            vec![row[0] + 100.0, row[1]]
        };
        let guide = Guide {
            start: vec![100.0, 0.0],
            after: &after,
        };
        let found = |guide| {
            let all = decode(&steps, 3, None, guide);
            (
                all[0].classes.clone(),
                all.iter().any(|h| h.classes == expected),
            )
        };
        assert_eq!(found(None), (vec![1; 5], false));
        let (first, kept) = found(Some(&guide));
        assert!(kept, "{first:?}");
    }

    #[test]
    fn scores_add_up_over_all_paths() {
        // blank-one, one-blank and one-one all spell "1": 0.21 + 0.21 + 0.49
        let steps = logits(&[[0.3, 0.7, 1e-9], [0.3, 0.7, 1e-9]]);
        let letters = alternating();
        let got = decode(&steps, 3, Some(&letters), None);
        assert_eq!(
            (&got[0].classes[..], &got[1].classes[..]),
            (&[1u8][..], &[][..])
        );
        let cost = |path: &[u8]| {
            path.windows(2)
                .map(|w| letters.cost(&w[..1], w[1]))
                .sum::<f32>()
        };
        let said = EARNED - WEIGHT * (cost(&[END, 1, END]) - cost(&[END, END]));
        let expected = (0.91f32 / 0.09).ln() + said;
        assert!((got[0].score - got[1].score - expected).abs() < 1e-4);
        for hypothesis in got {
            let text = &hypothesis.classes;
            let sum = likelihood(&steps, 3, text) + spelling(Some(&letters), text);
            assert!((hypothesis.score - sum).abs() < 1e-4, "{text:?}");
        }
        assert_eq!(
            likelihood(&steps, 3, &[1, 1]),
            f32::NEG_INFINITY,
            "no room for the blank"
        );
    }

    proptest! {
        #[test]
        fn any_numbers_give_a_text(values in proptest::collection::vec(any::<f32>(), 0..90)) {
            let got = decode(&values, 3, Some(&alternating()), None);
            prop_assert!(!got.is_empty());
        }
    }
}
