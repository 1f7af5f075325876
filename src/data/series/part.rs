//! The rows of a part, and what stands in them for values that are missing.

use super::starts::Starts;
use super::{Axis, GapPolicy, carry, interpolate};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A whole series in scaled units, from which parts are cut.
pub(super) struct Source {
    values: Arc<[f32]>,
    axis: Arc<Axis>,
    /// `missing[i]` values before position `i` are missing; empty where none is.
    missing: Vec<usize>,
    gaps: GapPolicy,
    /// The values with the last known one for each that is missing; `None` where none is.
    carried: Option<Arc<[f32]>>,
}

impl Source {
    /// `values` in their own units, NaN for a gap.
    pub(super) fn new(values: &[f64], axis: &Axis, gaps: GapPolicy, scale: impl Fn(f64) -> f32) -> Self {
        let scaled = |values: &[f64]| values.iter().map(|value| scale(*value)).collect::<Arc<[f32]>>();
        let missing = running_count(values);
        let has_gaps = missing.last().is_some_and(|count| *count > 0);
        let carried = (has_gaps && gaps != GapPolicy::Skip).then(|| scaled(&carry(values)));
        Self { values: scaled(values), axis: Arc::new(axis.clone()), missing, gaps, carried }
    }

    /// Missing values in all.
    pub(super) fn missing(&self) -> usize {
        self.missing_in(0..self.values.len())
    }

    fn missing_in(&self, range: Range<usize>) -> usize {
        let before = |i: usize| self.missing.get(i).copied().unwrap_or_default();
        before(range.end) - before(range.start)
    }

    /// The rows whose last `horizon` values lie in `first..end`, for which `first` is at least `window`. Left out are
    /// those that touch a gap, if gaps are skipped; else those that see no known value or none before their first gap,
    /// and those without a known value among their last `horizon`. `lines` are the values that a model sees instead of
    /// the carried ones.
    pub(super) fn part(&self, rows: Range<usize>, window: usize, horizon: usize, lines: Option<Arc<[f32]>>) -> Part {
        let width = window + horizon;
        let is_of_use = |start: usize| {
            let (seen, asked) = (start..start + window, start + window..start + width);
            let missing = (self.missing_in(seen), self.missing_in(asked));
            match &self.carried {
                _ if missing == (0, 0) => true,
                Some(carried) => {
                    missing.0 < window && missing.1 < horizon && carried.get(start).is_some_and(|v| !v.is_nan())
                }
                None => false,
            }
        };
        let first = rows.start.saturating_sub(window);
        let all = first..(rows.end + 1).saturating_sub(width).max(first);
        let (of_all, starts) = (all.len(), Starts::those(all, is_of_use));
        let has_gaps = self.missing_in(first..rows.end.max(first)) > 0;
        Part {
            left_out: of_all - starts.len(),
            values: Arc::clone(&self.values),
            carried: self.carried.clone().filter(|_| has_gaps),
            lines: lines.filter(|_| has_gaps),
            axis: Arc::clone(&self.axis),
            starts,
            window,
            horizon,
            layout: Layout::Overlapping,
        }
    }

    /// What a model sees in the training part, which ends before `end`, if that is other than the carried values.
    pub(super) fn lines(&self, values: &[f64], end: usize, scale: impl Fn(f64) -> f32) -> Option<Arc<[f32]>> {
        let (carried, GapPolicy::Interpolate) = (self.carried.as_ref()?, self.gaps) else { return None };
        let bridged = interpolate(values.get(..end).unwrap_or_default());
        let line = |(i, carried): (usize, &f32)| match bridged.get(i) {
            Some(value) if !value.is_nan() => scale(*value),
            _ => *carried,
        };
        Some(carried.iter().enumerate().map(line).collect())
    }
}

/// `n + 1` numbers: how many of the values before each position are NaN; none at all where no value is.
fn running_count(values: &[f64]) -> Vec<usize> {
    if !values.iter().any(|v| v.is_nan()) {
        return Vec::new();
    }
    // No larger than it has to be, even for a moment.
    let (mut running, mut count) = (Vec::with_capacity(values.len() + 1), 0);
    running.push(0);
    running.extend(values.iter().map(|v| {
        count += usize::from(v.is_nan());
        count
    }));
    running
}

/// How the rows of a part share their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Each row is a series of its own.
    Apart,
    /// All rows are stretches of one series.
    Overlapping,
}

/// Rows of `window + horizon` scaled values. Rows of one series overlap, so they are kept as views of it: a part takes
/// the memory of the series, not `window + horizon` times as much.
///
/// A missing value is NaN among the targets, and filled among the inputs, never from later than the window's end.
#[derive(Debug, Clone)]
pub struct Part {
    /// NaN where one is missing.
    values: Arc<[f32]>,
    /// The last known value at each position; `None` if the rows touch no gap.
    carried: Option<Arc<[f32]>>,
    /// With straight lines over the gaps, where such are asked for.
    lines: Option<Arc<[f32]>>,
    axis: Arc<Axis>,
    starts: Starts,
    left_out: usize,
    window: usize,
    horizon: usize,
    layout: Layout,
}

impl Part {
    /// Rows that are series of their own, one after another in `values`.
    pub(super) fn apart(values: Vec<f32>, window: usize, horizon: usize) -> Self {
        let width = window + horizon;
        Self {
            starts: Starts::every(0, width, values.len() / width.max(1)),
            values: values.into(),
            carried: None,
            lines: None,
            axis: Arc::new(Axis::Steps),
            left_out: 0,
            window,
            horizon,
            layout: Layout::Apart,
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.starts.len() == 0
    }

    /// Rows that were left out for their gaps.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether inputs may be filled and targets may be missing.
    pub fn has_gaps(&self) -> bool {
        self.carried.is_some()
    }

    /// Values in a row: `window + horizon`.
    pub fn width(&self) -> usize {
        self.window + self.horizon
    }

    /// Row `i` as it was measured, `window + horizon` values, NaN where one is missing. Panics if `i` is not below
    /// [`Self::len`], as do the methods below.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[self.starts.at(i)..][..self.window + self.horizon]
    }

    /// What a model sees of row `i`: its first `window` values, missing ones filled.
    pub fn inputs(&self, i: usize) -> Cow<'_, [f32]> {
        let view = |values: &'_ [f32]| -> Range<usize> {
            let start = self.starts.at(i);
            start..(start + self.window).min(values.len())
        };
        let Some(carried) = &self.carried else { return Cow::Borrowed(&self.values[view(&self.values)]) };
        let Some(lines) = &self.lines else { return Cow::Borrowed(&carried[view(carried)]) };
        let range = view(lines);
        // A line to a value after the window's end would tell of it.
        let tail = self.values[range.clone()].iter().rev().take_while(|value| value.is_nan()).count();
        if tail == 0 {
            return Cow::Borrowed(&lines[range]);
        }
        let cut = range.end - tail;
        Cow::Owned([&lines[range.start..cut], &carried[cut..range.end]].concat())
    }

    /// Which inputs of row `i` stand for a missing value.
    pub fn filled(&self, i: usize) -> impl Iterator<Item = bool> + '_ {
        self.row(i)[..self.window].iter().map(|value| value.is_nan())
    }

    /// What the last position of row `i` forecasts: its last `horizon` values, NaN where one is missing.
    pub fn targets(&self, i: usize) -> &[f32] {
        &self.row(i)[self.window..]
    }

    /// What position `t < window` of row `i` forecasts: the `horizon` values after it. NaN where one is missing, and where
    /// the line that position `t` sees over a gap leads to it.
    pub fn targets_at(&self, i: usize, t: usize) -> Cow<'_, [f32]> {
        let row = self.row(i);
        let targets = &row[t + 1..][..self.horizon];
        if self.lines.is_none() || !row[t].is_nan() {
            return Cow::Borrowed(targets);
        }
        let gap = targets.iter().take_while(|value| value.is_nan()).count();
        if gap == targets.len() || t + 1 + gap >= self.window {
            return Cow::Borrowed(targets);
        }
        let mut targets = targets.to_vec();
        targets[gap] = f32::NAN;
        Cow::Owned(targets)
    }

    /// The same rows without those in which none of the `ahead` values after the window is known.
    #[must_use]
    pub fn knowing(&self, ahead: usize) -> Self {
        let mut part = self.clone();
        if self.has_gaps() {
            let is_known = |start: usize| self.values[start + self.window..][..ahead].iter().any(|v| !v.is_nan());
            part.starts = self.starts.only(is_known);
            part.left_out += self.len() - part.len();
        }
        part
    }

    /// Where row `i` starts in its series; for generated series, which are rows of their own, in the part's values.
    pub fn start(&self, i: usize) -> usize {
        self.starts.at(i)
    }

    /// The name of a position of row `i`: its date, or its number counted from 1.
    pub fn label(&self, i: usize, position: usize) -> String {
        match self.layout {
            Layout::Apart => self.axis.label(position),
            Layout::Overlapping => self.axis.label(self.starts.at(i) + position),
        }
    }

    /// The value `lag` steps before a position of row `i`, be it in the row or earlier in the same series; `None` if
    /// the series starts later or has a gap there.
    pub fn earlier(&self, i: usize, position: usize, lag: usize) -> Option<f32> {
        let at = match self.layout {
            Layout::Apart => self.starts.at(i) + position.checked_sub(lag)?,
            Layout::Overlapping => (self.starts.at(i) + position).checked_sub(lag)?,
        };
        self.values.get(at).copied().filter(|v| !v.is_nan())
    }

    /// How many values of its series lie before a position of row `i`.
    pub fn reach(&self, i: usize, position: usize) -> usize {
        match self.layout {
            Layout::Apart => position,
            Layout::Overlapping => self.starts.at(i) + position,
        }
    }

    /// The dates or numbers that [`Self::label`] reads from.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }
}
