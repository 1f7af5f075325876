//! Scalars leave the worker in buckets, at most twenty a second: no spike is lost, and the log stays small.

use crate::run::contract::event::{Bucket, Stat};
use std::time::{Duration, Instant};

/// The shortest time between two buckets.
const INTERVAL: Duration = Duration::from_millis(50);

/// Gathers the scalars of steps into the next bucket.
#[derive(Debug)]
pub struct Bucketing {
    /// When the next bucket may leave.
    due: Instant,
    first: u64,
    last: u64,
    examples: u64,
    seconds: f64,
    running: Vec<(&'static str, Running)>,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    min: f64,
    max: f64,
    sum: f64,
    count: u64,
    last: f64,
}

impl Bucketing {
    /// An empty bucket, opened now.
    pub fn new(now: Instant) -> Self {
        Self::until(now + INTERVAL)
    }

    fn until(due: Instant) -> Self {
        Self { due, first: 0, last: 0, examples: 0, seconds: 0.0, running: Vec::new() }
    }

    /// A scalar of the step in hand.
    pub fn scalar(&mut self, name: &'static str, value: f64) {
        let at = match self.running.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                let empty = Running { min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, count: 0, last: f64::NAN };
                self.running.push((name, empty));
                self.running.len() - 1
            }
        };
        let running = &mut self.running[at].1;
        running.last = value;
        if !value.is_nan() {
            running.min = running.min.min(value);
            running.max = running.max.max(value);
            running.sum += value;
            running.count += 1;
        }
    }

    /// A step was completed.
    pub fn step(&mut self, step: u64, examples: u64, seconds: f64) {
        if self.first == 0 {
            self.first = step;
        }
        self.last = step;
        self.examples += examples;
        self.seconds += seconds;
    }

    /// The bucket, if it holds a step and its time is over.
    pub fn take_due(&mut self, now: Instant) -> Option<Bucket> {
        (now >= self.due).then(|| self.take(now)).flatten()
    }

    /// The bucket, if it holds a step. One that leaves before its time is made up for by the next.
    pub fn take(&mut self, now: Instant) -> Option<Bucket> {
        if self.first == 0 {
            return None;
        }
        let stats = self.running.iter().map(|(name, running)| ((*name).to_owned(), running.stat())).collect();
        let bucket =
            Bucket { first: self.first, last: self.last, examples: self.examples, seconds: self.seconds, stats };
        *self = Self::until((self.due.max(now) + INTERVAL).min(now + 2 * INTERVAL));
        Some(bucket)
    }
}

impl Running {
    fn stat(self) -> Stat {
        if self.count == 0 {
            return Stat { min: f64::NAN, mean: f64::NAN, max: f64::NAN, last: self.last };
        }
        Stat { min: self.min, mean: self.sum / self.count as f64, max: self.max, last: self.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_between_two_buckets_is_kept_as_their_maximum() {
        let start = Instant::now();
        let mut bucketing = Bucketing::new(start);
        for (step, loss) in [(1, 0.5), (2, 90.0), (3, f64::NAN), (4, 0.25)] {
            bucketing.scalar("loss", loss);
            bucketing.step(step, 32, 0.001);
        }
        assert_eq!(bucketing.take_due(start), None);
        let bucket = bucketing.take_due(start + INTERVAL).unwrap();
        assert_eq!((bucket.first, bucket.last, bucket.examples), (1, 4, 128));
        let stat = bucket.stats[0].1;
        assert_eq!((stat.min, stat.max, stat.last), (0.25, 90.0, 0.25));
        assert!((stat.mean - 90.75 / 3.0).abs() < 1e-12);
        assert_eq!(bucketing.take(start), None, "the next bucket is empty");
    }

    #[test]
    fn buckets_that_leave_early_and_those_that_are_due_are_twenty_a_second_together() {
        let start = Instant::now();
        let mut bucketing = Bucketing::new(start);
        let mut taken = 0;
        for millisecond in 0..10_000 {
            let now = start + Duration::from_millis(millisecond);
            bucketing.step(millisecond + 1, 1, 0.001);
            taken += u32::from(bucketing.take_due(now).is_some());
            if millisecond % 1_000 == 999 {
                taken += u32::from(bucketing.take(now).is_some());
            }
        }
        assert!((190..=201).contains(&taken), "{taken}");
    }
}
