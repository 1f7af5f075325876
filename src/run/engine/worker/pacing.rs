//! When the next step may be taken.

use crate::run::contract::command::Pace;
use std::time::{Duration, Instant};

/// Spreads steps evenly in time, at most as fast as the pace says.
#[derive(Debug)]
pub(super) struct Pacing {
    pace: Pace,
    steps_per_epoch: u64,
    next: Option<Instant>,
}

impl Pacing {
    pub(super) fn new(pace: Pace, steps_per_epoch: u64) -> Self {
        Self { pace, steps_per_epoch: steps_per_epoch.max(1), next: None }
    }

    pub(super) fn set(&mut self, pace: Pace) {
        self.pace = pace;
        self.next = None;
    }

    /// Nothing was taken for a while: the next step needn't wait, and none are made up for.
    pub(super) fn rest(&mut self) {
        self.next = None;
    }

    /// How long the next step must wait.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now))
    }

    /// A step begins now.
    pub(super) fn step(&mut self, now: Instant) {
        let interval = match self.pace {
            Pace::Full => return,
            Pace::EpochPerSecond => Duration::from_secs(1) / u32::try_from(self.steps_per_epoch).unwrap_or(u32::MAX),
            Pace::TenStepsPerSecond => Duration::from_millis(100),
        };
        // Late by less than a tenth of a second is made up for, so that short waits that overshoot don't add up.
        let from = self.next.filter(|next| now.saturating_duration_since(*next) < Duration::from_millis(100));
        self.next = Some(from.unwrap_or(now) + interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_a_second_spreads_its_steps_over_that_second() {
        let start = Instant::now();
        let mut pacing = Pacing::new(Pace::EpochPerSecond, 200);
        let mut now = start;
        for _ in 0..200 {
            now += pacing.wait(now);
            pacing.step(now);
            now += Duration::from_micros(300);
        }
        let taken = (now + pacing.wait(now)).duration_since(start);
        assert!(taken.abs_diff(Duration::from_secs(1)) < Duration::from_millis(2), "{taken:?}");
        pacing.set(Pace::Full);
        pacing.step(now);
        assert_eq!(pacing.wait(now), Duration::ZERO);
    }
}
