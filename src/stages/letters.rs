//! Which letters follow which: the character n-grams of one script, made by `models/training/cnic_training/letters.py`,
//! which describes the file.

use std::cmp::Ordering;

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
    /// The keys as they stand in the file, `size` bytes each.
    keys: &'static [u8],
    size: usize,
    /// Of the last letter after the others, in units.
    costs: &'static [u8],
    /// Of looking at one letter less where the next one never followed this gram, in units.
    retreats: &'static [u8],
    /// Where the keys begin that start with each pair of letters (or each letter, of single ones): a search among the few
    /// of a pair stays within the processor's cache.
    starts: Vec<u32>,
}

impl Grams {
    fn new(
        order: usize,
        keys: &'static [u8],
        costs: &'static [u8],
        retreats: &'static [u8],
    ) -> Self {
        let size = keys.len() / costs.len().max(1);
        let mut grams = Grams {
            keys,
            size,
            costs,
            retreats,
            starts: vec![0; (1 << (BITS * order.min(2) as u32)) + 1],
        };
        for at in 0..costs.len() {
            let pair = grams.pair(order, grams.key(at));
            grams.starts[pair + 1] += 1;
        }
        for k in 1..grams.starts.len() {
            grams.starts[k] += grams.starts[k - 1];
        }
        grams
    }

    fn key(&self, at: usize) -> u64 {
        number(&self.keys[at * self.size..][..self.size])
    }

    /// The first letters of a key, as an index of `starts`.
    fn pair(&self, order: usize, key: u64) -> usize {
        let pair = key >> (BITS * order.saturating_sub(2) as u32);
        (pair as usize).min(self.starts.len() - 2)
    }

    fn find(&self, order: usize, key: u64) -> Option<usize> {
        let pair = self.pair(order, key);
        let (mut low, mut high) = (self.starts[pair] as usize, self.starts[pair + 1] as usize);
        while low < high {
            let middle = (low + high) / 2;
            match self.key(middle).cmp(&key) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// A number whose lowest byte comes first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b))
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
        let mut grams = |order| {
            let count = number(take(4)?) as usize;
            let size = if order < 5 { 4 } else { 8 };
            let keys = take(count.checked_mul(size)?)?;
            Some(Grams::new(order, keys, take(count)?, take(count)?))
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
        Some((grams, grams.find(order, key)?))
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
