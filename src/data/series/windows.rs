//! Supervised windows: rows of `window` values that a model sees and `horizon` values that it forecasts. A missing value is
//! filled where a model sees it, from no later than the window's end, and is never a target.
//!
//! In sequence to sequence position `t` (from 0) of a row sees `row[..=t]` and forecasts `row[t + 1 .. t + 1 +
//! horizon]`; the last position forecasts `row[window ..]`, and that is what baselines are measured on.

use super::part::Source;
use super::{GapPolicy, Part, Scaler, Series, SeriesError};
use serde::{Deserialize, Serialize};

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
    /// Missing values of the series.
    pub missing: usize,
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
    /// A held-out value changes nothing of the training part.
    pub fn from_series(series: &Series, options: &WindowOptions) -> Result<Self, SeriesError> {
        let WindowOptions { window, horizon, gaps, .. } = *options;
        width(window, horizon)?;
        let n = series.values.len();
        let (held_from, test_from) = borders(series, options)?;
        let training = series.values.get(..held_from).unwrap_or_default();
        let scaler = Scaler::standardise(training);
        let scale = |value| scaler.scale(value);
        let source = Source::new(&series.values, &series.axis, gaps, scale);
        let lines = source.lines(&series.values, held_from, scale);
        let part = |part, rows: std::ops::Range<usize>, lines| {
            let is_asked_for = !rows.is_empty();
            let rows = source.part(rows, window, horizon, lines);
            if !rows.is_empty() || !is_asked_for {
                return Ok(rows);
            }
            let file = series.origin.clone();
            Err(match gaps {
                GapPolicy::Skip => SeriesError::AllTouchGaps { file, width: window + horizon, part },
                GapPolicy::Last | GapPolicy::Interpolate => SeriesError::NothingKnown { file, window, horizon, part },
            })
        };
        let train = part("training", window..held_from, lines)?;
        if let Some(value) = constant(training) {
            return Err(SeriesError::ConstantTraining { file: series.origin.clone(), values: held_from, value });
        }
        Ok(Self {
            name: series.name.clone(),
            unit: series.unit.clone(),
            source: series.source.clone(),
            window,
            horizon,
            period: series.period,
            noise_floor: None,
            missing: source.missing(),
            scaler,
            train,
            validation: part("validation", held_from..test_from, None)?,
            test: part("test", test_from..n, None)?,
        })
    }

    /// Windows that were left out for their gaps.
    pub fn left_out(&self) -> usize {
        [&self.train, &self.validation, &self.test].map(Part::left_out).iter().sum()
    }
}

/// The value that all known ones are; `None` if they differ or there are none.
fn constant(values: &[f64]) -> Option<f64> {
    let mut known = values.iter().copied().filter(|value| !value.is_nan());
    let first = known.next()?;
    known.all(|value| value == first).then_some(first)
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

/// `window + horizon`, or an error if one is 0 or both together reach a million.
pub(super) fn width(window: usize, horizon: usize) -> Result<usize, SeriesError> {
    match window.checked_add(horizon) {
        Some(width) if window > 0 && horizon > 0 && width < 1_000_000 => Ok(width),
        _ => Err(SeriesError::Shape { window, horizon }),
    }
}
