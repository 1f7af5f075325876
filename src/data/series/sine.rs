//! The generated series: two sines of random frequency and phase, and noise.

use super::{Part, Scaler, SeriesError, Windows};
use crate::rng::{Purpose, Rng};
use serde::{Deserialize, Serialize};

/// The variance of the noise, 0.1² / 12: no forecast of the series has a smaller expected squared error.
pub const NOISE_FLOOR: f64 = 0.1 * 0.1 / 12.0;

/// How many series to make, and of which length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct SineOptions {
    /// Steps that a model sees.
    pub window: usize,
    /// Steps ahead that it forecasts.
    pub horizon: usize,
    /// Series to learn from.
    pub train: usize,
    /// Series to judge by while learning.
    pub validation: usize,
    /// Series to judge by at the end; may be 0.
    pub test: usize,
    /// The seed of it all.
    pub seed: u64,
}

impl Default for SineOptions {
    fn default() -> Self {
        Self { window: 50, horizon: 10, train: 7_000, validation: 2_000, test: 1_000, seed: 42 }
    }
}

impl Windows {
    /// Generated series, each a row of its own, in their own scale. Series `i` of a part depends on the seed, the part,
    /// `i` and the length `window + horizon`, not on how many there are.
    pub fn sine(options: &SineOptions) -> Result<Self, SeriesError> {
        let SineOptions { window, horizon, train, validation, test, seed } = *options;
        let length = super::windows::width(window, horizon)?;
        let total = train.checked_add(validation).and_then(|n| n.checked_add(test)).and_then(|n| n.checked_mul(length));
        if train == 0 || validation == 0 || total.is_none_or(|n| n >= 1 << 30) {
            return Err(SeriesError::Counts { train, validation });
        }
        let part = |number: u64, count: usize| {
            let mut values = vec![0.0; count * length];
            for (i, row) in values.chunks_exact_mut(length).enumerate() {
                sine_row(seed, number, i as u64, row);
            }
            Part::apart(values, window, horizon)
        };
        Ok(Self {
            name: "sine".to_owned(),
            unit: String::new(),
            source: "generated".to_owned(),
            window,
            horizon,
            period: None,
            noise_floor: Some(NOISE_FLOOR),
            missing: 0,
            scaler: Scaler::IDENTITY,
            train: part(0, train),
            validation: part(1, validation),
            test: part(2, test),
        })
    }
}

/// Fills `row` with series `index` of part `part` (0 training, 1 validation, 2 test): 0.5 sin((t - o1)(10 f1 + 10)) +
/// 0.2 sin((t - o2)(20 f2 + 20)) + 0.1 (u - 0.5), where t runs evenly from 0 to 1 over the row, f1, f2, o1, o2 are
/// uniform in [0, 1) once a series and u at each step (Géron, "Hands-On Machine Learning", ch. 15).
pub fn sine_row(seed: u64, part: u64, index: u64, row: &mut [f32]) {
    let mut rng = Rng::keyed(seed, Purpose::Data, part, index);
    let [f1, f2, o1, o2] = [(); 4].map(|()| rng.uniform());
    let last = row.len().saturating_sub(1).max(1) as f64;
    for (i, value) in row.iter_mut().enumerate() {
        let t = i as f64 / last;
        let slow = 0.5 * ((t - o1) * (10.0 * f1 + 10.0)).sin();
        let fast = 0.2 * ((t - o2) * (20.0 * f2 + 20.0)).sin();
        *value = (slow + fast + 0.1 * (rng.uniform() - 0.5)) as f32;
    }
}
