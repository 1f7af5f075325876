//! How the learning rate changes over a run.

use serde::{Deserialize, Serialize};

/// A learning-rate schedule with whatever it has to remember, so that saving it saves its state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Schedule {
    /// The base rate throughout.
    Constant,
    /// From the base rate at step 0 down half a cosine to 0 at `total_steps` (Loshchilov and Hutter 2017, without
    /// restarts).
    Cosine {
        /// The steps of the whole run.
        total_steps: u64,
    },
    /// In a straight line up to the base rate, then down half a cosine to a part of it.
    WarmUpCosine {
        /// The steps of the way up: step 0 has one such part of the base rate. 0 for none.
        warm_up: u64,
        /// The steps of the whole run, the way up included.
        total_steps: u64,
        /// What is left of the base rate at the end, in [0, 1].
        final_part: f64,
    },
    /// Lower whenever the validation metric stops getting better.
    Plateau(Plateau),
}

/// The state of [`Schedule::Plateau`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plateau {
    /// What the rate is multiplied by when it is lowered, in (0, 1).
    pub factor: f64,
    /// How many epochs in a row may pass without a better metric; the last of them lowers the rate. At least 1.
    pub patience: u32,
    /// The least metric so far; None before the first.
    pub best: Option<f64>,
    /// How many epochs in a row have passed without a better one.
    pub waited: u32,
    /// How often the rate has been lowered.
    pub reductions: u32,
}

/// A metric counts as better when it falls by more than this part of the best.
const LEAST_GAIN: f64 = 1e-4;

impl Plateau {
    /// Halves the rate after `patience` epochs without a better metric.
    pub fn halving(patience: u32) -> Self {
        Self { factor: 0.5, patience, best: None, waited: 0, reductions: 0 }
    }

    fn observe(&mut self, metric: f64) -> bool {
        // Not-a-number is never better, and no best to compare with.
        let better = match self.best {
            Some(best) => metric < best - best.abs() * LEAST_GAIN,
            None => !metric.is_nan(),
        };
        if better {
            (self.best, self.waited) = (Some(metric), 0);
            return false;
        }
        self.waited += 1;
        if self.waited < self.patience {
            return false;
        }
        self.waited = 0;
        self.reductions += 1;
        true
    }
}

impl Schedule {
    /// The learning rate of a step (the first is 0) for a base rate.
    pub fn rate(&self, base: f64, step: u64) -> f64 {
        match self {
            Self::Constant => base,
            Self::Cosine { total_steps } => base * half_cosine(step, *total_steps),
            Self::WarmUpCosine { warm_up, .. } if step < *warm_up => base * ((step + 1) as f64 / *warm_up as f64),
            Self::WarmUpCosine { warm_up, total_steps, final_part } => {
                let down = half_cosine(step - warm_up, total_steps.saturating_sub(*warm_up));
                base * (final_part + (1.0 - final_part) * down)
            }
            Self::Plateau(plateau) => base * plateau.factor.powf(f64::from(plateau.reductions)),
        }
    }

    /// Takes the validation metric of an epoch (less is better) and says whether it lowered the rate.
    pub fn observe(&mut self, metric: f64) -> bool {
        match self {
            Self::Constant | Self::Cosine { .. } | Self::WarmUpCosine { .. } => false,
            Self::Plateau(plateau) => plateau.observe(metric),
        }
    }

    /// Tells it that the whole run has another number of steps than it was made for.
    pub fn set_total_steps(&mut self, steps: u64) {
        match self {
            Self::Cosine { total_steps } | Self::WarmUpCosine { total_steps, .. } => *total_steps = steps,
            Self::Constant | Self::Plateau(_) => {}
        }
    }
}

/// From 1 at step 0 down to 0 at the last.
fn half_cosine(step: u64, steps: u64) -> f64 {
    let progress = step.min(steps) as f64 / steps.max(1) as f64;
    0.5 * (1.0 + (std::f64::consts::PI * progress).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_starts_at_the_base_halves_in_the_middle_and_ends_at_zero() {
        let cosine = Schedule::Cosine { total_steps: 1000 };
        assert_eq!(cosine.rate(0.01, 0), 0.01);
        assert!((cosine.rate(0.01, 500) - 0.005).abs() < 1e-15);
        assert!((cosine.rate(0.01, 250) - 0.01 * (1.0 + 0.5_f64.sqrt()) / 2.0).abs() < 1e-15);
        assert!(cosine.rate(0.01, 999) > 0.0);
        assert_eq!(cosine.rate(0.01, 1000), 0.0);
        assert_eq!(cosine.rate(0.01, 5000), 0.0);
        assert!(Schedule::Cosine { total_steps: 0 }.rate(0.01, 0).is_finite());
    }

    #[test]
    fn a_warm_up_rises_in_a_straight_line_and_a_cosine_falls_from_there_to_its_final_part() {
        let mut schedule = Schedule::WarmUpCosine { warm_up: 100, total_steps: 1100, final_part: 0.05 };
        let rates = [0, 49, 99, 100, 600, 1100, 5000].map(|step| schedule.rate(0.01, step));
        for (rate, expected) in rates.iter().zip([0.0001, 0.005, 0.01, 0.01, 0.00525, 0.0005, 0.0005]) {
            assert!((rate - expected).abs() < 1e-15, "{rates:?}");
        }
        schedule.set_total_steps(2100);
        assert!((schedule.rate(0.01, 1100) - 0.00525).abs() < 1e-15);
        let none = Schedule::WarmUpCosine { warm_up: 0, total_steps: 10, final_part: 0.0 };
        let plain = Schedule::Cosine { total_steps: 10 };
        assert!((0..12).all(|step| none.rate(0.3, step) == plain.rate(0.3, step)));
        let short = Schedule::WarmUpCosine { warm_up: 100, total_steps: 50, final_part: 0.1 };
        assert!((0..200).all(|step| (0.0..=1.0).contains(&short.rate(1.0, step))));
    }

    #[test]
    fn a_plateau_halves_after_its_patience_and_counts_anew() {
        let mut schedule = Schedule::Plateau(Plateau::halving(2));
        let lowered: Vec<bool> =
            [1.0, 0.9, 0.95, 0.9, 0.91, 0.5, 0.6, f64::NAN].map(|metric| schedule.observe(metric)).to_vec();
        assert_eq!(lowered, [false, false, false, true, false, false, false, true]);
        assert_eq!(schedule.rate(0.8, 123), 0.2);
    }

    #[test]
    fn a_first_metric_that_is_not_a_number_is_no_best() {
        let mut schedule = Schedule::Plateau(Plateau::halving(3));
        assert!(!schedule.observe(f64::NAN));
        assert!(!schedule.observe(2.0));
        let Schedule::Plateau(plateau) = schedule else { unreachable!() };
        assert_eq!((plateau.best, plateau.waited), (Some(2.0), 0));
    }

    #[test]
    fn a_saved_schedule_goes_on_where_it_was() {
        let mut schedule = Schedule::Plateau(Plateau::halving(3));
        assert!([1.0, 2.0, 2.0].iter().all(|metric| !schedule.observe(*metric)));
        let text = serde_json::to_string(&schedule).unwrap();
        let mut again: Schedule = serde_json::from_str(&text).unwrap();
        assert_eq!(again, schedule);
        assert!(again.observe(1.0));
        assert_eq!(again.rate(1.0, 0), 0.5);
        for plain in [
            Schedule::Constant,
            Schedule::Cosine { total_steps: 7 },
            Schedule::WarmUpCosine { warm_up: 2, total_steps: 7, final_part: 0.05 },
        ] {
            let text = toml::to_string(&plain).unwrap();
            assert_eq!(toml::from_str::<Schedule>(&text).unwrap(), plain);
        }
    }
}
