//! The stages that turn a page into lines of text, one a file: preprocess, run, postprocess.

pub mod barcode;
mod ctc;
pub mod detect;
pub mod letters;
pub mod locate;
mod outline;
pub mod recognise;
pub mod rectify;

/// Index and value of the largest of some logits, the value as its softmax probability. (0, 0.0) for none.
fn best_of(logits: impl Iterator<Item = f32> + Clone) -> (usize, f32) {
    let (mut at, mut top) = (0, f32::NEG_INFINITY);
    for (i, v) in logits.clone().enumerate() {
        if v > top {
            (at, top) = (i, v);
        }
    }
    let sum: f32 = logits.map(|v| (v - top).exp()).sum();
    (at, if sum > 0.0 { 1.0 / sum } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::recognise::Script;
    use super::{detect, rectify};
    use crate::models;

    /// What the manifest says of inputs is what the stages give the networks.
    #[test]
    fn inputs_are_those_that_the_stages_make() {
        let of = |script: Script| vec![0, 1, script.height(), 0];
        for (name, input) in [
            ("finder", vec![0, 3, detect::SIZE, detect::SIZE]),
            ("fields", vec![0, 3, rectify::HEIGHT, rectify::WIDTH]),
            ("latin", of(Script::Latin)),
            ("urdu", of(Script::Urdu)),
        ] {
            assert_eq!(models::get(name).unwrap().0.input, input, "{name}");
        }
    }
}
