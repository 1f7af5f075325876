//! A curve of any length in bounded memory: the latest points one by one, older ones merged by twos, fours, eights, ...
//! Minimum and maximum survive every merge, so a spike is never lost.

use super::event::Stat;
use std::collections::VecDeque;

/// Points kept at each level.
const LEVEL: usize = 1024;

/// Some steps of a curve as one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// First step.
    pub first: u64,
    /// Last step.
    pub last: u64,
    /// The values over these steps.
    pub stat: Stat,
}

impl Sample {
    /// This sample and the one after it as one; means weigh by steps, and NaN gives way to a number.
    fn merge(self, next: Self) -> Self {
        let steps = |s: &Self| s.last.saturating_sub(s.first) + 1;
        let stat = self.stat.followed_by(steps(&self), next.stat, steps(&next));
        Self { first: self.first, last: next.last, stat }
    }
}

/// A curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pyramid {
    /// `levels[k]` holds samples of 2^k buckets; level 0 is the latest stretch.
    levels: Vec<VecDeque<Sample>>,
}

impl Pyramid {
    /// Adds the next sample.
    pub fn push(&mut self, sample: Sample) {
        let mut carry = Some(sample);
        let mut level = 0;
        while let Some(sample) = carry.take() {
            if level == self.levels.len() {
                self.levels.push(VecDeque::new());
            }
            let samples = &mut self.levels[level];
            samples.push_back(sample);
            if samples.len() > LEVEL {
                carry = samples.pop_front().and_then(|a| samples.pop_front().map(|b| a.merge(b)));
            }
            level += 1;
        }
    }

    /// All samples, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Sample> {
        self.levels.iter().rev().flatten()
    }

    /// The latest sample.
    pub fn last(&self) -> Option<&Sample> {
        self.levels.first()?.back()
    }

    /// How many samples are kept.
    pub fn len(&self) -> usize {
        self.levels.iter().map(VecDeque::len).sum()
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(step: u64, value: f64) -> Sample {
        Sample { first: step, last: step, stat: Stat { min: value, mean: value, max: value, last: value } }
    }

    #[test]
    fn a_million_steps_fit_in_bounded_memory_in_order_and_with_their_one_spike() {
        let mut curve = Pyramid::default();
        for step in 1..=1_000_000 {
            curve.push(sample(step, if step == 12_345 { 99.0 } else { 1.0 }));
        }
        assert!(curve.len() <= 12 * LEVEL, "{}", curve.len());
        let samples: Vec<_> = curve.iter().collect();
        assert!(samples.windows(2).all(|w| w[0].last + 1 == w[1].first), "no step is missing or twice");
        assert_eq!((samples[0].first, curve.last().unwrap().last), (1, 1_000_000));
        assert_eq!(samples.iter().map(|s| s.stat.max).fold(0.0, f64::max), 99.0);
        let mean = samples.iter().map(|s| s.stat.mean * (s.last - s.first + 1) as f64).sum::<f64>() / 1e6;
        assert!((mean - (1.0 + 98.0 / 1e6)).abs() < 1e-9, "{mean}");
    }
}
