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
