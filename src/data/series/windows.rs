//! Supervised windows: rows of `window` values that a model sees and `horizon` values that it forecasts.
//!
//! In sequence to sequence position `t` (from 0) of a row sees `row[..=t]` and forecasts `row[t + 1 .. t + 1 +
//! horizon]`; the last position forecasts `row[window ..]`, and that is what baselines are measured on.

use super::{Axis, GapPolicy, Scaler, Series, SeriesError, interpolate};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How much of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// That many steps.
    Steps(usize),
    /// That share of all steps, from 0 to 1.
    Share(f64),
}

impl Amount {
    fn of(self, n: usize) -> usize {
        match self {
            Self::Steps(steps) => steps.min(n),
            Self::Share(share) => (share.clamp(0.0, 1.0) * n as f64).round() as usize,
        }
    }
}

/// How a series becomes windows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct WindowOptions {
    /// Steps that a model sees.
    pub window: usize,
    /// Steps ahead that it forecasts.
    pub horizon: usize,
    /// What becomes of gaps.
    pub gaps: GapPolicy,
    /// The part held out for validation; `None`: what the series recommends, else its last fifth.
    pub validation: Option<Amount>,
    /// A part after that, touched only at the end; `None` for no such part.
    pub test: Option<Amount>,
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self { window: 50, horizon: 10, gaps: GapPolicy::default(), validation: None, test: None }
    }
}

/// Rows for training, validation and test, in scaled units.
#[derive(Debug, Clone)]
pub struct Windows {
    /// What was measured.
    pub name: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// Who measured it, and the licence.
    pub source: String,
    /// Steps that a model sees.
    pub window: usize,
    /// Steps ahead that it forecasts.
    pub horizon: usize,
    /// Steps in a season, where there is one.
    pub period: Option<usize>,
    /// The mean squared error, in the data's units, that no forecast can be expected to beat; known of generated data
    /// alone.
    pub noise_floor: Option<f64>,
    /// Gaps that were filled by interpolation.
    pub interpolated: usize,
    /// Between the data's units and the rows'.
    pub scaler: Scaler,
    /// To learn from.
    pub train: Part,
    /// To judge by while learning.
    pub validation: Part,
    /// To judge by at the end; may be empty.
    pub test: Part,
}

impl Windows {
    /// Cuts a series by time: training, then validation, then test if asked for. The last `horizon` values of a
    /// held-out row lie wholly in its part; what it sees may reach back into the part before (so may the targets of its
    /// earlier positions in sequence to sequence). The scaler is fitted on the training part alone.
    /// Interpolation knows no parts: a gap at a border is bridged to the first value after it.
    pub fn from_series(series: &Series, options: &WindowOptions) -> Result<Self, SeriesError> {
        let WindowOptions { window, horizon, gaps, .. } = *options;
        let width = width(window, horizon)?;
        let n = series.values.len();
        let (held_from, test_from) = borders(series, options)?;
        let filled = match gaps {
            GapPolicy::Interpolate => interpolate(&series.values),
            GapPolicy::Skip => series.values.clone(),
        };
        let scaler = Scaler::standardise(&series.values[..held_from]);
        let source = Source {
            values: filled.iter().map(|v| scaler.scale(*v)).collect(),
            axis: Arc::new(series.axis.clone()),
            missing: running_count(&filled),
        };
        let part = |name, first: usize, end: usize| {
            let part = source.part(first, end, window, horizon);
            let touched = SeriesError::AllTouchGaps { file: series.origin.clone(), width, part: name };
            if part.is_empty() && first < end { Err(touched) } else { Ok(part) }
        };
        Ok(Self {
            name: series.name.clone(),
            unit: series.unit.clone(),
            source: series.source.clone(),
            window,
            horizon,
            period: series.period,
            noise_floor: None,
            interpolated: series.gaps().missing - running_count(&filled).last().copied().unwrap_or_default(),
            scaler,
            train: part("training", window, held_from)?,
            validation: part("validation", held_from, test_from)?,
            test: part("test", test_from, n)?,
        })
    }
}

/// Where validation and test start, if each part has room for a row.
fn borders(series: &Series, options: &WindowOptions) -> Result<(usize, usize), SeriesError> {
    let WindowOptions { window, horizon, validation, test, .. } = *options;
    let n = series.values.len();
    let recommended = series.held_out.map_or(Amount::Share(0.2), Amount::Steps);
    let test_from = n - test.unwrap_or(Amount::Steps(0)).of(n);
    let held_from = test_from.saturating_sub(validation.unwrap_or(recommended).of(n));
    let rooms = [
        ("training", held_from, window + horizon),
        ("validation", test_from - held_from, horizon),
        ("test", n - test_from, if test_from < n { horizon } else { 0 }),
    ];
    match rooms.into_iter().find(|(_, found, needed)| found < needed) {
        Some((part, found, needed)) => {
            let file = series.origin.clone();
            Err(SeriesError::TooShort { file, values: n, window, horizon, part, found, needed })
        }
        None => Ok((held_from, test_from)),
    }
}

/// A whole series in scaled units, from which parts are cut.
struct Source {
    values: Arc<[f32]>,
    axis: Arc<Axis>,
    /// `missing[i]` values before position `i` are NaN.
    missing: Vec<usize>,
}

impl Source {
    /// All rows without a gap whose last `horizon` values lie in `first..end`; `first` is at least `window`.
    fn part(&self, first: usize, end: usize, window: usize, horizon: usize) -> Part {
        let width = window + horizon;
        let whole = |start: &usize| self.missing.get(*start) == self.missing.get(start + width);
        let starts = (first - window..(end + 1).saturating_sub(width)).filter(whole).collect();
        Part {
            values: Arc::clone(&self.values),
            axis: Arc::clone(&self.axis),
            starts,
            window,
            horizon,
            layout: Layout::Overlapping,
        }
    }
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
#[derive(Debug, Clone)]
pub struct Part {
    values: Arc<[f32]>,
    axis: Arc<Axis>,
    starts: Vec<usize>,
    window: usize,
    horizon: usize,
    layout: Layout,
}

impl Part {
    /// Rows that are series of their own, one after another in `values`.
    pub(super) fn apart(values: Vec<f32>, window: usize, horizon: usize) -> Self {
        let width = window + horizon;
        let starts = (0..values.len() / width.max(1)).map(|i| i * width).collect();
        Self { values: values.into(), axis: Arc::new(Axis::Steps), starts, window, horizon, layout: Layout::Apart }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Values in a row: `window + horizon`.
    pub fn width(&self) -> usize {
        self.window + self.horizon
    }

    /// Row `i`, `window + horizon` values. Panics if `i` is not below [`Self::len`], as do the methods below.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[self.starts[i]..][..self.window + self.horizon]
    }

    /// What a model sees of row `i`: its first `window` values.
    pub fn inputs(&self, i: usize) -> &[f32] {
        &self.row(i)[..self.window]
    }

    /// What the last position of row `i` forecasts: its last `horizon` values.
    pub fn targets(&self, i: usize) -> &[f32] {
        &self.row(i)[self.window..]
    }

    /// What position `t < window` of row `i` forecasts: the `horizon` values after it.
    pub fn targets_at(&self, i: usize, t: usize) -> &[f32] {
        &self.row(i)[t + 1..][..self.horizon]
    }

    /// Where row `i` starts in its series; for generated series, which are rows of their own, in the part's values.
    pub fn start(&self, i: usize) -> usize {
        self.starts[i]
    }

    /// The name of a position of row `i`: its date, or its number counted from 1.
    pub fn label(&self, i: usize, position: usize) -> String {
        match self.layout {
            Layout::Apart => self.axis.label(position),
            Layout::Overlapping => self.axis.label(self.starts[i] + position),
        }
    }

    /// The value `lag` steps before a position of row `i`, be it in the row or earlier in the same series; `None` if
    /// the series starts later or has a gap there.
    pub fn earlier(&self, i: usize, position: usize, lag: usize) -> Option<f32> {
        let at = match self.layout {
            Layout::Apart => self.starts[i] + position.checked_sub(lag)?,
            Layout::Overlapping => (self.starts[i] + position).checked_sub(lag)?,
        };
        self.values.get(at).copied().filter(|v| !v.is_nan())
    }

    /// The dates or numbers that [`Self::label`] reads from.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }
}

/// `window + horizon`, or an error if one is 0 or both together reach a million.
pub(super) fn width(window: usize, horizon: usize) -> Result<usize, SeriesError> {
    match window.checked_add(horizon) {
        Some(width) if window > 0 && horizon > 0 && width < 1_000_000 => Ok(width),
        _ => Err(SeriesError::Shape { window, horizon }),
    }
}

/// `n + 1` numbers: how many of the values before each position are NaN.
fn running_count(values: &[f64]) -> Vec<usize> {
    let running = values.iter().scan(0, |count, v| {
        *count += usize::from(v.is_nan());
        Some(*count)
    });
    std::iter::once(0).chain(running).collect()
}
