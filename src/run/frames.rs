//! Which figures of a long run are kept for scrubbing: at most 64, evenly spread, chosen by position alone so that the same
//! run keeps the same ones.

use serde::{Deserialize, Serialize};

/// The most frames that are kept of one figure.
pub const MOST: usize = 64;

/// Keeps every frame at first; when there are too many, every second, then every fourth, ...
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thinning {
    stride: u64,
    kept: Vec<u64>,
}

impl Default for Thinning {
    fn default() -> Self {
        Self { stride: 1, kept: Vec::new() }
    }
}

impl Thinning {
    /// Offers the frame of the next moment (frames are numbered from 0). `None`: it is not kept. Otherwise the numbers of
    /// the frames that make room for it.
    pub fn offer(&mut self, number: u64) -> Option<Vec<u64>> {
        if self.kept.last() == Some(&number) {
            return Some(Vec::new());
        }
        if !number.is_multiple_of(self.stride) {
            return None;
        }
        self.kept.push(number);
        let mut dropped = Vec::new();
        while self.kept.len() > MOST {
            self.stride *= 2;
            let stride = self.stride;
            let (stay, go) = self.kept.iter().partition::<Vec<u64>, _>(|kept| kept.is_multiple_of(stride));
            self.kept = stay;
            dropped.extend(go);
        }
        (!dropped.contains(&number)).then_some(dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_frames_are_thinned_to_at_most_64_evenly_spread_from_the_first_on() {
        let mut thinning = Thinning::default();
        let mut kept = std::collections::BTreeSet::new();
        for number in 0..1000 {
            if let Some(dropped) = thinning.offer(number) {
                kept.insert(number);
                for gone in dropped {
                    kept.remove(&gone);
                }
            }
            assert!(kept.len() <= MOST);
            assert!(kept.contains(&0));
        }
        let kept: Vec<u64> = kept.into_iter().collect();
        assert!(kept.len() > MOST / 2 - 1);
        assert!(kept.windows(2).all(|pair| pair[1] - pair[0] == kept[1]), "{kept:?}");
    }
}
