//! The affine map between a series' own units and what a model sees.

/// `scaled = (value - mean) / deviation`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaler {
    mean: f64,
    deviation: f64,
}

impl Scaler {
    /// Leaves values as they are.
    pub const IDENTITY: Self = Self { mean: 0.0, deviation: 1.0 };

    /// Mean 0 and standard deviation 1 (divided by n) over the values that are not NaN; the identity's deviation if
    /// those are all alike. Fit it on training values alone.
    pub fn standardise(values: &[f64]) -> Self {
        let known = || values.iter().filter(|v| !v.is_nan());
        let n = known().count().max(1) as f64;
        let mean = known().sum::<f64>() / n;
        let deviation = (known().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        Self { mean, deviation: if deviation > 0.0 { deviation } else { 1.0 } }
    }

    /// From the series' units to the model's.
    pub fn scale(&self, value: f64) -> f32 {
        ((value - self.mean) / self.deviation) as f32
    }

    /// From the model's units to the series'.
    pub fn unscale(&self, scaled: f32) -> f64 {
        self.unscale_f64(f64::from(scaled))
    }

    /// [`Self::unscale`] for a number that was computed in double precision.
    pub fn unscale_f64(&self, scaled: f64) -> f64 {
        scaled * self.deviation + self.mean
    }

    /// What a mean squared error of scaled values is multiplied with to be in the square of the series' units.
    pub fn variance_factor(&self) -> f64 {
        self.deviation * self.deviation
    }

    /// The mean that is taken away.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation that is divided by.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardising_undoes_itself_and_ignores_gaps() {
        let scaler = Scaler::standardise(&[2.0, f64::NAN, 4.0, 6.0]);
        assert_eq!(scaler.mean(), 4.0);
        assert!((scaler.variance_factor() - 8.0 / 3.0).abs() < 1e-12);
        for v in [2.0, -7.5, 100.0] {
            assert!((scaler.unscale(scaler.scale(v)) - v).abs() < 1e-5);
        }
    }

    #[test]
    fn values_that_are_all_alike_or_missing_leave_the_scale_alone() {
        assert_eq!(Scaler::standardise(&[3.0, 3.0]), Scaler { mean: 3.0, deviation: 1.0 });
        assert_eq!(Scaler::standardise(&[]), Scaler::IDENTITY);
    }
}
