//! A sweep's curves: a metric against an axis, its median and range over the seeds, and the knee.

use crate::run::contract::Better;
use crate::run::contract::sweep::TrialResult;
use crate::run::contract::sweep::{SweepSpec, Trial};
use std::collections::BTreeMap;

/// How far below the chord, in parts of the metric's range, a knee must lie at least.
const LEAST: f64 = 0.05;
/// An axis whose largest value is so many times its smallest is spaced by ratios.
const RATIO: f64 = 8.0;

/// A metric over the seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The middle value (the mean of the two middle ones of an even number).
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// How many seeds.
    pub count: usize,
}

impl Spread {
    /// Of values that are numbers; `None` of none.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| !value.is_nan());
        values.sort_by(f64::total_cmp);
        let (min, max, count) = (*values.first()?, *values.last()?, values.len());
        let median = (values[(count - 1) / 2] + values[count / 2]) / 2.0;
        Some(Self { median, min, max, count })
    }
}

/// A place on a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The axis value.
    pub x: f64,
    /// The axis value as the user writes it.
    pub label: String,
    /// The metric there.
    pub spread: Spread,
}

/// Where a curve stops paying.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knee {
    /// The place on the curve.
    pub at: usize,
    /// How far it lies from the chord, in parts of the metric's range (0 to 1).
    pub distance: f64,
    /// Whether the axis was spaced by ratios.
    pub is_log: bool,
}

/// A metric against the first numeric axis, the other axes held.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The values of the other axes.
    pub held: Vec<(String, String)>,
    /// The places that have a value, ascending in x.
    pub places: Vec<Place>,
    /// The knee, if there is one.
    pub knee: Option<Knee>,
    /// Whether the metric gets better along the axis.
    pub gains: bool,
}

impl Curve {
    /// Its name: the values that are held.
    pub fn name(&self) -> String {
        self.held.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }
}

/// Whether an axis from `low` to `high` is spaced by ratios: all values positive, and the range wide.
pub fn is_log(low: f64, high: f64) -> bool {
    low > 0.0 && high / low >= RATIO
}

/// The curves of a metric that is better this way, one for every combination of the other axes, in the order of the trials.
pub fn curves<'r>(
    spec: &SweepSpec,
    results: impl IntoIterator<Item = (&'r Trial, &'r TrialResult)>,
    metric: &str,
    better: Better,
) -> Vec<Curve> {
    let Some(axis) = spec.numeric_axis() else { return Vec::new() };
    let mut order: Vec<Vec<(String, String)>> = Vec::new();
    let mut values: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    for (trial, result) in results {
        let Some(value) = result.number(metric) else { continue };
        let (own, held): (Vec<_>, Vec<_>) = trial.point.iter().cloned().partition(|(key, _)| *key == axis.key);
        let held: Vec<_> = held.into_iter().filter(|(key, _)| key != "seed").collect();
        let place = own.first().and_then(|(_, value)| axis.values.iter().position(|known| known == value));
        let curve = order.iter().position(|known| *known == held).unwrap_or_else(|| {
            order.push(held);
            order.len() - 1
        });
        if let Some(place) = place {
            values.entry((curve, place)).or_default().push(value);
        }
    }
    let numbers = axis.numbers().unwrap_or_default();
    let curve = |(at, held): (usize, Vec<(String, String)>)| {
        let place = |((curve, place), values): (&(usize, usize), &Vec<f64>)| {
            let spread = Spread::of(values.clone()).filter(|_| *curve == at)?;
            Some(Place { x: *numbers.get(*place)?, label: axis.values.get(*place)?.clone(), spread })
        };
        let mut places: Vec<Place> = values.iter().filter_map(place).collect();
        places.sort_by(|a, b| a.x.total_cmp(&b.x));
        let points: Vec<(f64, f64)> = places.iter().map(|place| (place.x, place.spread.median)).collect();
        let (gains, knee) = (gains(&points, better), knee(&points, better));
        Curve { held, places, knee, gains }
    };
    order.into_iter().enumerate().map(curve).collect()
}

/// What is gained along a curve: from its first place to its last, to its best, and how much it goes up and down on the way;
/// all in the metric's own units, positive where it gets better.
struct Gain {
    to_last: f64,
    to_best: f64,
    ups_and_downs: f64,
    range: f64,
}

impl Gain {
    fn of(costs: &[f64]) -> Option<Self> {
        let (first, last) = (costs.first()?, costs.last()?);
        let (low, high) = costs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| (a.min(*y), b.max(*y)));
        let ups_and_downs = costs.iter().zip(costs.iter().skip(1)).map(|(a, b)| (b - a).abs()).sum();
        Some(Self { to_last: first - last, to_best: first - low, ups_and_downs, range: high - low })
    }

    /// Whether the curve gets better, rather than up and down.
    fn is_one(&self) -> bool {
        self.to_last > 0.0 && 2.0 * self.to_best >= self.ups_and_downs
    }
}

/// The knee of a curve (ascending in x): with both axes scaled to 0..1, and x spaced by ratios where it spans a factor of 8,
/// the place that lies farthest beyond the chord from the first point to the last, on the side of early gain (below it
/// where lower is better, above it where higher is). After Satopää and others, "Finding a Kneedle in a Haystack" (2011),
/// for discrete points. `None` of fewer than four points, of a curve that is no better at its end than at its beginning or
/// goes up and down more than it gains, and where no place lies at least a twentieth of the range from the chord.
pub fn knee(points: &[(f64, f64)], better: Better) -> Option<Knee> {
    let costs: Vec<f64> = points.iter().map(|(_, y)| cost(*y, better)).collect();
    let (first, last) = (points.first()?.0, points.last()?.0);
    let gain = Gain::of(&costs)?;
    if points.len() < 4 || !gain.is_one() || points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return None;
    }
    let is_log = is_log(first, last);
    let along = |x: f64| if is_log { (x / first).ln() / (last / first).ln() } else { (x - first) / (last - first) };
    let begun = costs.first()?;
    // How much is gained at x, beyond what the chord has there.
    let ahead = |((x, _), y): (&(f64, f64), &f64)| (begun - y - gain.to_last * along(*x)) / gain.range;
    let (at, distance) = points.iter().zip(&costs).map(ahead).enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (distance >= LEAST).then_some(Knee { at, distance, is_log })
}

/// What is better when it is lower.
fn cost(value: f64, better: Better) -> f64 {
    match better {
        Better::Lower => value,
        Better::Higher => -value,
    }
}

/// Whether a curve gets better along its axis: at its end it is better than at its beginning, and it gains at least half of
/// what it goes up and down.
fn gains(points: &[(f64, f64)], better: Better) -> bool {
    let costs: Vec<f64> = points.iter().map(|(_, y)| cost(*y, better)).collect();
    Gain::of(&costs).is_some_and(|gain| gain.is_one())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lower(points: &[(f64, f64)]) -> Option<Knee> {
        knee(points, Better::Lower)
    }

    /// The values at 0, 1, 2...
    fn evenly(values: &[f64]) -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(i, y)| (i as f64, *y)).collect()
    }

    #[test]
    fn the_median_and_the_range_are_those_of_the_numbers() {
        let spread = Spread::of(vec![3.0, f64::NAN, 1.0, 2.0]).unwrap();
        assert_eq!((spread.median, spread.min, spread.max, spread.count), (2.0, 1.0, 3.0, 3));
        assert_eq!(Spread::of(vec![4.0, 1.0]).unwrap().median, 2.5);
        assert_eq!(Spread::of(vec![f64::NAN]), None);
    }

    #[test]
    fn the_knee_is_where_two_straight_lines_meet() {
        let bent: Vec<(f64, f64)> =
            (0..=10).map(f64::from).map(|x| (x, if x < 3.0 { 10.0 - 3.0 * x } else { 1.0 })).collect();
        assert_eq!(lower(&bent).map(|knee| (knee.at, knee.is_log)), Some((3, false)));
        let rising: Vec<(f64, f64)> = bent.iter().map(|(x, y)| (*x, -y)).collect();
        assert_eq!(knee(&rising, Better::Higher).map(|knee| knee.at), Some(3), "an accuracy");
    }

    #[test]
    fn an_error_that_halves_with_each_doubling_bends_on_a_log_axis() {
        let points: Vec<(f64, f64)> = (0..6).map(|i| 2_f64.powi(i + 1)).map(|x| (x, 1.0 / x)).collect();
        let knee = lower(&points).unwrap();
        // Gain at 2^(i+1): (1/2 - 2^-(i+1)) / (1/2 - 1/64); chord: i/5; the difference is largest at i = 2.
        assert_eq!((knee.at, knee.is_log), (2, true));
        assert!((knee.distance - (0.375 / (0.5 - 1.0 / 64.0) - 0.4)).abs() < 1e-12);
    }

    #[test]
    fn a_straight_curve_a_late_gain_and_too_few_points_have_no_knee() {
        assert_eq!(lower(&evenly(&[-1.0, -2.0, -3.0, -4.0, -5.0, -6.0])), None);
        assert_eq!(lower(&[(1.0, 9.0), (2.0, 9.0), (3.0, 8.9), (4.0, 1.0)]), None);
        assert_eq!(lower(&[(1.0, 9.0), (2.0, 1.0), (3.0, 0.9)]), None);
        assert_eq!(lower(&[(1.0, 9.0), (2.0, 1.0)]), None);
        assert_eq!(lower(&[(1.0, 9.0), (2.0, f64::NAN), (3.0, 2.0), (4.0, 1.0)]), None);
        assert_eq!(lower(&[]), None);
    }

    #[test]
    fn what_gets_worse_stays_or_goes_up_and_down_has_no_knee() {
        // An error that grows fast, then slowly: its worst values are no knee.
        let growing: Vec<(f64, f64)> = (1..=8).map(f64::from).map(|x| (x, 1.0 - (-x).exp())).collect();
        assert_eq!(lower(&growing), None);
        assert!(knee(&growing, Better::Higher).is_some(), "of an accuracy it is a gain");
        let falling: Vec<(f64, f64)> = growing.iter().map(|(x, y)| (*x, -y)).collect();
        assert_eq!(knee(&falling, Better::Higher), None, "an accuracy that falls");
        assert_eq!(lower(&evenly(&[2.0; 6])), None);
        assert_eq!(lower(&evenly(&[1.0, 1.1, 0.9, 1.1, 0.9, 1.05, 0.95])), None, "noise");
        assert_eq!(lower(&evenly(&[5.0, 2.0, 1.0, 4.0, 8.0])), None, "worse at its end");
        let dip = lower(&evenly(&[10.0, 1.5, 1.0, 2.0, 3.0])).unwrap();
        assert_eq!(dip.at, 1, "worse again beyond its best, but far better than at its beginning");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn a_knee_is_better_than_the_beginning_and_never_the_worst(values in prop::collection::vec(0.0_f64..100.0, 0..12)) {
            for better in [Better::Lower, Better::Higher] {
                if let Some(knee) = knee(&evenly(&values), better) {
                    let costs: Vec<f64> = values.iter().map(|y| cost(*y, better)).collect();
                    prop_assert!(costs[knee.at] < costs[0], "{values:?}");
                    prop_assert!(costs.last() < costs.first(), "{values:?}");
                    prop_assert!((LEAST..=1.0).contains(&knee.distance), "{values:?}: {}", knee.distance);
                    // The other way round the same curve has none.
                    let other = if better == Better::Lower { Better::Higher } else { Better::Lower };
                    prop_assert_eq!(super::knee(&evenly(&values), other), None);
                }
            }
        }
    }
}
