//! Missing values: where they are, and what to do about them.

use serde::{Deserialize, Serialize};

/// What becomes of gaps when windows are cut. Whichever it is, a missing value is never a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapPolicy {
    /// A model sees the last known value before the gap: what one would know at that time.
    #[default]
    Last,
    /// In windows of the training part a model sees a straight line between the known values on both sides of a gap, if the window
    /// sees both; elsewhere the last known value.
    Interpolate,
    /// Windows that touch a gap are left out.
    Skip,
}

/// Where a series has no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gaps {
    /// Missing values.
    pub missing: usize,
    /// Gaps: runs of missing values.
    pub runs: usize,
    /// Values missing in the longest gap.
    pub longest: usize,
    /// Position of the first missing value of the longest gap.
    pub longest_at: usize,
    /// Position of the first missing value; meaningless if there is none.
    pub first: usize,
}

impl Gaps {
    /// Where `values` is NaN.
    pub fn of(values: &[f64]) -> Self {
        let mut gaps = Self::default();
        let mut at = 0;
        for run in values.chunk_by(|a, b| a.is_nan() == b.is_nan()) {
            if run.first().is_some_and(|v| v.is_nan()) {
                if gaps.runs == 0 {
                    gaps.first = at;
                }
                if run.len() > gaps.longest {
                    (gaps.longest, gaps.longest_at) = (run.len(), at);
                }
                gaps.runs += 1;
                gaps.missing += run.len();
            }
            at += run.len();
        }
        gaps
    }
}

/// The values with each inner gap bridged by a straight line; gaps at the ends, which have one neighbour, stay.
pub fn interpolate(values: &[f64]) -> Vec<f64> {
    let mut filled = values.to_vec();
    let mut known: Option<usize> = None;
    for (i, &after) in values.iter().enumerate() {
        if after.is_nan() {
            continue;
        }
        if let Some(left) = known {
            let before = values[left];
            for (k, gap) in filled[left + 1..i].iter_mut().enumerate() {
                let share = (k + 1) as f64 / (i - left) as f64;
                *gap = before + share * (after - before);
            }
        }
        known = Some(i);
    }
    filled
}

/// The values with each gap filled by the last known value before it; a gap at the start, which has none, stays.
pub fn carry(values: &[f64]) -> Vec<f64> {
    let mut last = f64::NAN;
    let carried = values.iter().map(|value| {
        last = if value.is_nan() { last } else { *value };
        last
    });
    carried.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: f64 = f64::NAN;

    #[test]
    fn gaps_are_counted_by_value_and_by_run() {
        let gaps = Gaps::of(&[1.0, N, 2.0, N, N, 3.0, N]);
        assert_eq!(gaps, Gaps { missing: 4, runs: 3, longest: 2, longest_at: 3, first: 1 });
        assert_eq!(Gaps::of(&[1.0, 2.0]), Gaps::default());
        assert_eq!(Gaps::of(&[]), Gaps::default());
    }

    #[test]
    fn a_gap_is_bridged_by_a_straight_line_and_ends_are_left_alone() {
        let filled = interpolate(&[N, 1.0, N, N, 4.0, N, 5.0, N]);
        assert!(filled[0].is_nan() && filled[7].is_nan());
        assert_eq!(filled[1..7], [1.0, 2.0, 3.0, 4.0, 4.5, 5.0]);
        assert!(interpolate(&[N, N]).iter().all(|v| v.is_nan()));
    }

    #[test]
    fn a_gap_is_carried_over_by_the_value_before_it_and_never_by_one_after_it() {
        let filled = carry(&[N, 1.0, N, N, 4.0, N]);
        assert!(filled[0].is_nan());
        assert_eq!(filled[1..], [1.0, 1.0, 1.0, 4.0, 4.0]);
        assert!(carry(&[]).is_empty());
    }
}
