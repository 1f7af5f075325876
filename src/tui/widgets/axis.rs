//! One axis: where values lie on it, and its tick marks.

use super::number;
use crate::figure::Scale;

/// The part of the number line that an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    scale: Scale,
    low: f64,
    high: f64,
}

/// A tick mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// Whether ticks may lie between whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Steps, epochs: halves mean nothing.
    Whole,
    /// Any.
    Real,
}

impl Axis {
    /// From `low` to `high` exactly; widened where they are one, and on a log axis kept above zero.
    pub(super) fn exact(scale: Scale, low: f64, high: f64) -> Self {
        let (low, high) = match scale {
            Scale::Linear if high > low => (low, high),
            Scale::Linear => {
                let around = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
                (low - around, low + around)
            }
            Scale::Log => {
                let low = low.max(f64::MIN_POSITIVE * 1e10);
                if high > low * 1.0001 { (low, high) } else { (low / 1.5, low * 1.5) }
            }
        };
        Self { scale, low, high }
    }

    /// At least from `low` to `high`, with round ends for an axis of at most `ticks` marks: while values creep, the
    /// axis stays, and only what changed must be drawn.
    pub(super) fn covering(scale: Scale, low: f64, high: f64, ticks: usize) -> Self {
        let tight = Self::exact(scale, low, high);
        match scale {
            Scale::Linear => {
                let grain = step(tight.high - tight.low, ticks, Numbers::Real) / 4.0;
                // The ends of an interval that almost starts or ends at zero are zero.
                let reach = 0.15 * (tight.high - tight.low);
                let low = if (0.0..reach).contains(&tight.low) { 0.0 } else { (tight.low / grain).floor() * grain };
                let high = if (-reach..=0.0).contains(&tight.high) { 0.0 } else { (tight.high / grain).ceil() * grain };
                Self::exact(scale, low, high)
            }
            Scale::Log if tight.high / tight.low >= 4.0 => {
                Self::exact(scale, log_round(tight.low, f64::floor), log_round(tight.high, f64::ceil))
            }
            Scale::Log => {
                let room = (tight.high / tight.low).powf(0.05);
                Self::exact(scale, tight.low / room, tight.high * room)
            }
        }
    }

    /// Where the value lies: 0 at the low end, 1 at the high one, outside these beyond them. `None` for what has no
    /// place: not a number, infinite, or not positive on a log axis.
    pub(super) fn unit(&self, value: f64) -> Option<f64> {
        let unit = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log if value <= 0.0 => return None,
            Scale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        unit.is_finite().then_some(unit)
    }

    /// The value at a place: the inverse of [`unit`](Self::unit).
    pub(super) fn value(&self, unit: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + unit * (self.high - self.low),
            Scale::Log => self.low * (self.high / self.low).powf(unit),
        }
    }

    /// At most `at_most` marks at round values, ascending.
    pub(super) fn ticks(&self, at_most: usize, numbers: Numbers) -> Vec<Tick> {
        match self.scale {
            _ if at_most == 0 => Vec::new(),
            Scale::Linear => self.linear_ticks(at_most, numbers),
            Scale::Log => self.log_ticks(at_most),
        }
    }

    fn linear_ticks(&self, at_most: usize, numbers: Numbers) -> Vec<Tick> {
        let step = step(self.high - self.low, at_most, numbers);
        let slack = step * 1e-6;
        let first = ((self.low - slack) / step).ceil() as i64;
        let last = ((self.high + slack) / step).floor() as i64;
        let largest = self.low.abs().max(self.high.abs());
        let tick = |i: i64| {
            let value = i as f64 * step;
            Tick { value, label: linear_label(value, step, largest) }
        };
        (first..=last).take(at_most).map(tick).collect()
    }

    /// The densest of these that isn't too dense: 1-2-5 in each decade, 1-3, each decade, every second one, every
    /// third... An axis so short that even 1-2-5 gives less than two marks gets equally spaced ones.
    fn log_ticks(&self, at_most: usize) -> Vec<Tick> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let within = |value: f64| value >= self.low * 0.9999 && value <= self.high * 1.0001;
        let marks = |mantissas: &[u8], stride: i32| -> Vec<Tick> {
            (first..=last)
                .filter(|exponent| exponent.rem_euclid(stride) == 0)
                .flat_map(|exponent| mantissas.iter().map(move |mantissa| (*mantissa, exponent)))
                .map(|(mantissa, exponent)| Tick {
                    value: f64::from(mantissa) * 10_f64.powi(exponent),
                    label: log_label(mantissa, exponent),
                })
                .filter(|tick| within(tick.value))
                .collect()
        };
        let densest = marks(&[1, 2, 5], 1);
        if densest.len() < 2 {
            return self.linear_ticks(at_most, Numbers::Real);
        }
        const SPARSER: [&[u8]; 2] = [&[1, 3], &[1]];
        let sparser = SPARSER.into_iter().map(|mantissas| (mantissas, 1));
        let strides = (2..=last - first + 2).map(|stride| (SPARSER[1], stride));
        std::iter::once(densest)
            .chain(sparser.chain(strides).map(|(mantissas, stride)| marks(mantissas, stride)))
            .find(|ticks| ticks.len() <= at_most)
            .unwrap_or_default()
    }
}

/// The smallest of 1, 2, 5 times a power of ten that puts at most `at_most` marks on a span.
fn step(span: f64, at_most: usize, numbers: Numbers) -> f64 {
    let raw = span / at_most.max(1) as f64;
    let power = 10_f64.powf(raw.log10().floor());
    let nice = [1.0, 2.0, 5.0, 10.0].map(|mantissa| mantissa * power);
    // In the worst case a mark stands at both ends.
    let fits = |step: &f64| ((span / step + 1e-9).floor() as usize) < at_most.max(2);
    let step = nice.into_iter().find(fits).unwrap_or(10.0 * power);
    if numbers == Numbers::Whole { step.max(1.0) } else { step }
}

/// Rounding errors that a round value may bear without counting as beyond itself.
const NOISE: f64 = 1e-10;

/// Rounds to 1, 2 or 5 times a power of ten, down or up.
fn log_round(value: f64, direction: fn(f64) -> f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    let is_down = direction(0.5) == 0.0;
    let mut nice = [1.0, 2.0, 5.0, 10.0].map(|mantissa| mantissa * power).into_iter();
    let found = if is_down {
        nice.rfind(|nice| *nice <= value * (1.0 + NOISE))
    } else {
        nice.find(|nice| *nice >= value * (1.0 - NOISE))
    };
    found.unwrap_or(value)
}

/// With the decimals that its step needs; in powers of ten where these would be too many.
fn linear_label(value: f64, step: f64, largest: f64) -> String {
    let decimals = (-step.log10() - 1e-9).ceil().max(0.0) as usize;
    if value.abs() < step * 1e-6 {
        "0".into()
    } else if decimals > 4 || largest >= 1e6 {
        // Down to the step's own place, whatever the other labels need.
        let place = |value: f64| (value.abs().log10() + 1e-9).floor();
        let digits = (place(value) - place(step)).clamp(0.0, 12.0) as usize;
        format!("{value:.digits$e}")
    } else if decimals == 0 {
        number::grouped(value.round() as i64)
    } else {
        number::without_leading_zero(format!("{value:.decimals$}"))
    }
}

fn log_label(mantissa: u8, exponent: i32) -> String {
    match exponent {
        0..=4 => number::grouped(i64::from(mantissa) * 10_i64.pow(exponent.unsigned_abs())),
        -4..=-1 => {
            let decimals = exponent.unsigned_abs() as usize;
            number::without_leading_zero(format!("{:.decimals$}", f64::from(mantissa) * 10_f64.powi(exponent)))
        }
        _ => format!("{mantissa}e{exponent}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(axis: Axis, at_most: usize) -> Vec<String> {
        axis.ticks(at_most, Numbers::Real).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_stand_at_round_values_with_as_few_digits_as_these_need() {
        let linear = |low, high| Axis::exact(Scale::Linear, low, high);
        let log = |low, high| Axis::exact(Scale::Log, low, high);
        assert_eq!(labels(linear(0.0, 1.0), 6), ["0", ".2", ".4", ".6", ".8", "1.0"]);
        assert_eq!(labels(linear(-1.0, 1.0), 3), ["-1", "0", "1"]);
        assert_eq!(labels(linear(0.0, 23_000.0), 4), ["0", "10,000", "20,000"]);
        assert_eq!(labels(linear(1e-7, 3e-7), 3), ["1e-7", "2e-7", "3e-7"]);
        assert_eq!(labels(log(5e-4, 0.5), 4), [".001", ".01", ".1"]);
        assert_eq!(labels(log(1e-9, 1e3), 4), ["1e-8", ".0001", "1"]);
        assert_eq!(labels(log(0.2, 0.3), 4), [".20", ".25", ".30"]);
    }

    proptest! {
        #[test]
        fn ticks_lie_on_the_axis_ascending_and_no_more_than_wanted(
            low in -1e6_f64..1e6, span in 1e-6_f64..1e6, at_most in 1_usize..20, is_log in any::<bool>(),
        ) {
            let scale = if is_log { Scale::Log } else { Scale::Linear };
            let low = if is_log { low.abs() + 1e-9 } else { low };
            let axis = Axis::covering(scale, low, low + span, at_most);
            let ticks = axis.ticks(at_most, Numbers::Real);
            prop_assert!(ticks.len() <= at_most);
            prop_assert!(ticks.windows(2).all(|pair| pair[0].value < pair[1].value));
            for tick in ticks {
                let unit = axis.unit(tick.value).unwrap();
                prop_assert!((-1e-3..=1.001).contains(&unit), "{unit}");
            }
        }

        #[test]
        fn no_label_says_another_value_than_its_tick_has(
            exponent in -9_i32..9, low in -20.0_f64..20.0, span in 0.1_f64..50.0, at_most in 2_usize..12, is_log in any::<bool>(),
        ) {
            let unit = 10_f64.powi(exponent);
            let scale = if is_log { Scale::Log } else { Scale::Linear };
            let low = if is_log { low.abs() + 0.01 } else { low };
            for tick in Axis::covering(scale, low * unit, (low + span) * unit, at_most).ticks(at_most, Numbers::Real) {
                let shown: f64 = tick.label.replace(',', "").parse().unwrap();
                prop_assert!((shown - tick.value).abs() <= 1e-6 * span * unit, "{} as {}", tick.value, tick.label);
            }
        }

        #[test]
        fn a_covering_axis_covers_and_wastes_less_than_half(
            low in 1e-6_f64..1e3, ratio in 1.001_f64..1e6, is_log in any::<bool>(),
        ) {
            let scale = if is_log { Scale::Log } else { Scale::Linear };
            let axis = Axis::covering(scale, low, low * ratio, 4);
            let (from, to) = (axis.unit(low).unwrap(), axis.unit(low * ratio).unwrap());
            prop_assert!(from >= -1e-9 && to <= 1.0 + 1e-9, "{from} {to}");
            prop_assert!(to - from > 0.5, "{from} {to}");
        }

        #[test]
        fn a_place_and_its_value_are_inverses(unit in -1.0_f64..2.0, is_log in any::<bool>()) {
            let axis = Axis::exact(if is_log { Scale::Log } else { Scale::Linear }, 0.01, 7.0);
            let back = axis.unit(axis.value(unit));
            if let Some(back) = back {
                prop_assert!((back - unit).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn what_has_no_place_has_none() {
        let log = Axis::exact(Scale::Log, 0.1, 1.0);
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(log.unit(value), None);
        }
        assert_eq!(Axis::exact(Scale::Linear, 3.0, 3.0).unit(3.0), Some(0.5), "a constant lies in the middle");
    }
}
