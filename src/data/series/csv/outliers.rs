//! Values so far from all others that they may stand for "missing": -999 among temperatures.

/// Standard deviations of the other values from which on a value is named, if it is of the kind that stands for
/// "missing", and if it is not.
const FAR: (f64, f64) = (8.0, 20.0);

/// So many different values are named.
const MOST: usize = 3;

/// A value that lies far from all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outlier {
    pub(super) value: f64,
    /// How often it is there.
    pub(super) count: usize,
    /// The first of its places.
    pub(super) first: usize,
    /// How many standard deviations of the others it lies from their mean.
    pub(super) deviations: f64,
}

/// The values that lie far from the others, the farthest first; NaN is a gap.
pub(super) fn find(values: &[f64]) -> Vec<Outlier> {
    let mut found: Vec<Outlier> = Vec::new();
    while found.len() < MOST {
        let is_other = |v: &f64| !v.is_nan() && !found.iter().any(|outlier| outlier.value == *v);
        let others = || values.iter().copied().filter(is_other);
        let (low, high) = others().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let farthest = [low, high].into_iter().filter_map(|value| outlier(values, value, others)).max_by(by_deviations);
        match farthest {
            Some(outlier) => found.push(outlier),
            None => break,
        }
    }
    found
}

fn by_deviations(a: &Outlier, b: &Outlier) -> std::cmp::Ordering {
    a.deviations.total_cmp(&b.deviations)
}

/// The value as an outlier, if it lies far from the others that differ from it.
fn outlier<I: Iterator<Item = f64>>(values: &[f64], value: f64, others: impl Fn() -> I) -> Option<Outlier> {
    let rest = || others().filter(|v| *v != value);
    let n = rest().count() as f64;
    let mean = rest().sum::<f64>() / n;
    let deviation = (rest().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let deviations = (value - mean).abs() / deviation;
    let far = if is_sentinel(value) { FAR.0 } else { FAR.1 };
    let places = || values.iter().enumerate().filter(|(_, v)| **v == value).map(|(place, _)| place);
    (n >= 3.0 && deviation > 0.0 && deviations >= far).then(|| Outlier {
        value,
        count: places().count(),
        first: places().next().unwrap_or_default(),
        deviations,
    })
}

/// Whether it is written in nines (-999, 9999, -99.9), or one of the numbers that programs fill with.
fn is_sentinel(value: f64) -> bool {
    let digits = format!("{}", value.abs()).replace('.', "");
    let nines = digits.len() >= 2 && digits.bytes().all(|b| b == b'9');
    nines || [32_767.0, 32_768.0, 65_535.0, 1e20, 1e30, 1e36].contains(&value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_for_missing_is_found_however_often_it_stands_there() {
        let mut values: Vec<f64> = (0..100).map(|i| 15.0 + 8.0 * f64::from(i).sin()).collect();
        assert!(find(&values).is_empty());
        for i in (7..100).step_by(9) {
            values[i] = -999.0;
        }
        values[50] = 9999.0;
        values[3] = f64::NAN;
        let found = find(&values);
        let told: Vec<_> = found.iter().map(|o| (o.value, o.count, o.first)).collect();
        assert_eq!(told, [(9999.0, 1, 50), (-999.0, 11, 7)]);
        assert!(found[1].deviations > 100.0 && found[1].deviations < 300.0, "{found:?}");
    }

    #[test]
    fn rain_with_a_storm_and_a_constant_with_one_step_have_none() {
        let mut rain = vec![0.0; 200];
        rain.iter_mut().step_by(5).for_each(|v| *v = 4.0);
        rain[30] = 18.0;
        assert!(find(&rain).is_empty());
        assert!(find(&[5.0, 5.0, 5.0, 5.0, 6.0]).is_empty());
        assert!(find(&[f64::NAN, 1.0]).is_empty());
        assert!(find(&[]).is_empty());
    }
}
