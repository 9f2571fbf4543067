//! Which letters follow which: the character n-grams of one script, made by `models/training/cnic_training/letters.py`,
//! which describes the file.

use crate::error::{Error, Result};

/// Longest gram in letters.
const ORDER: usize = 6;
/// A class in a key takes this many bits.
const BITS: u32 = 7;
/// Costs come in this part of a natural logarithm.
const UNIT: f32 = 1.0 / 16.0;
/// The cost of a letter that was never met at all.
const UNKNOWN: f32 = 16.0;

/// The class that stands for either end of a line.
pub(super) const END: u8 = 0;
/// How many letters back it looks.
pub(super) const MEMORY: usize = ORDER - 1;

/// Grams of one length, by ascending key.
struct Grams {
    keys: Vec<u64>,
    /// Of the last letter after the others, in units.
    costs: &'static [u8],
    /// Of looking at one letter less where the next one never followed this gram, in units.
    retreats: &'static [u8],
}

/// What follows what in one script.
pub struct Letters {
    orders: Vec<Grams>,
}

impl Letters {
    /// Reads the content of a `letters.bin`.
    ///
    /// # Errors
    /// [`Error::Internal`] if it ends too early or goes on too long.
    pub fn new(bytes: &'static [u8]) -> Result<Self> {
        let mut rest = bytes;
        let mut take = |n: usize| {
            let (head, tail) = rest.split_at_checked(n)?;
            rest = tail;
            Some(head)
        };
        let number = |b: &[u8]| b.iter().rev().fold(0, |n, &v| n << 8 | u64::from(v));
        let mut grams = |order| {
            let count = number(take(4)?) as usize;
            let size = if order < 5 { 4 } else { 8 };
            Some(Grams {
                keys: take(count.checked_mul(size)?)?
                    .chunks_exact(size)
                    .map(number)
                    .collect(),
                costs: take(count)?,
                retreats: take(count)?,
            })
        };
        let orders: Option<Vec<Grams>> = (1..=ORDER).map(&mut grams).collect();
        match orders {
            Some(orders) if rest.is_empty() => Ok(Letters { orders }),
            _ => Err(Error::Internal("the letter model is damaged".to_owned())),
        }
    }

    /// How unlikely `next` is after `before` (at most [`MEMORY`] classes, the nearest last): `-ln p`.
    pub(super) fn cost(&self, before: &[u8], next: u8) -> f32 {
        let mut retreat = 0.0;
        for start in 0..=before.len() {
            let context = &before[start..];
            let gram = key(context) << BITS | u64::from(next);
            if let Some((grams, at)) = self.find(context.len() + 1, gram) {
                return retreat + UNIT * f32::from(grams.costs[at]);
            }
            if let Some((grams, at)) = self.find(context.len(), key(context)) {
                retreat += UNIT * f32::from(grams.retreats[at]);
            }
        }
        retreat + UNKNOWN
    }

    fn find(&self, order: usize, key: u64) -> Option<(&Grams, usize)> {
        let grams = self.orders.get(order.checked_sub(1)?)?;
        Some((grams, grams.keys.binary_search(&key).ok()?))
    }
}

fn key(classes: &[u8]) -> u64 {
    classes.iter().fold(0, |k, &c| k << BITS | u64::from(c))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A model that knows the letters 1 and 2, of which 2 follows 1 and the other way round.
    pub fn alternating() -> Letters {
        let grams = |keys: &[u32], costs: &[u8], retreats: &[u8]| {
            let mut out = (keys.len() as u32).to_le_bytes().to_vec();
            out.extend(keys.iter().flat_map(|k| k.to_le_bytes()));
            out.extend_from_slice(costs);
            out.extend_from_slice(retreats);
            out
        };
        let mut bytes = grams(&[0, 1, 2], &[16, 16, 16], &[0, 32, 32]);
        bytes.extend(grams(&[1 << 7 | 2, 2 << 7 | 1], &[2, 2], &[0, 0]));
        bytes.extend([0; 16]);
        Letters::new(Vec::leak(bytes)).unwrap()
    }

    #[test]
    fn what_was_met_costs_less() {
        let letters = alternating();
        assert_eq!(letters.cost(&[1], 2), 2.0 / 16.0);
        assert_eq!(letters.cost(&[2, 2, 1], 2), 2.0 / 16.0);
        assert_eq!(letters.cost(&[], 2), 1.0);
        // one step back from "1", then the letter by itself
        assert_eq!(letters.cost(&[1], 1), 2.0 + 1.0);
        assert_eq!(letters.cost(&[], 3), UNKNOWN);
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        for bytes in [
            &[][..],
            &[255, 255, 255, 255],
            &[1, 0, 0, 0, 9],
            &[0; 23],
            &[0; 25],
        ] {
            assert!(Letters::new(Vec::leak(bytes.to_vec())).is_err());
        }
        assert!(Letters::new(&[0; 24]).is_ok());
    }
}
