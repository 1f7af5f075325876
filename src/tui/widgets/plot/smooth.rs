//! Smoothing a curve, and how far apart its values lie.

use super::{Bucket, Plot};

/// The exponential average of the means, divided by the sum of its weights so far, so that the start isn't drawn
/// towards zero (Kingma and Ba 2015, section 3). The past keeps the weight `factor` over a distance of `unit` on the
/// horizontal axis, and accordingly less over a longer one. Gaps stay gaps and don't count.
pub(super) fn smoothed(points: &[Bucket], factor: f64, unit: f64) -> Vec<f64> {
    let (mut average, mut weights, mut before) = (0.0, 0.0, None);
    let next = |bucket: &Bucket| {
        if !bucket.mean.is_finite() {
            return f64::NAN;
        }
        let distance = before.map_or(1.0, |before| (bucket.x - before) / unit);
        before = Some(bucket.x);
        let keep = if factor > 0.0 { factor.powf(distance.max(0.0)) } else { 0.0 };
        average = keep * average + (1.0 - keep) * bucket.mean;
        weights = keep * weights + (1.0 - keep);
        if weights > 0.0 { average / weights } else { bucket.mean }
    };
    points.iter().map(next).collect()
}

/// The mean distance from one value of a curve to the next, if it has several.
pub(super) fn spacing(points: &[Bucket]) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    Some((last.x - first.x) / points.len().saturating_sub(1) as f64).filter(|spacing| *spacing > 0.0)
}

/// That of the densest curve; infinite if there is none.
pub(super) fn least_spacing(plot: &Plot) -> f64 {
    plot.series.iter().filter_map(|series| spacing(&series.points)).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_starts_at_the_first_value_and_keeps_a_constant() {
        let points: Vec<Bucket> = (0..50).map(|i| Bucket::point(f64::from(i), 3.0)).collect();
        for value in smoothed(&points, 0.98, 1.0) {
            assert!((value - 3.0).abs() < 1e-12);
        }
        let step = [Bucket::point(0.0, 0.0), Bucket::point(1.0, 1.0)];
        // (0.9 * 0.1 * 0 + 0.1 * 1) / (1 - 0.9^2)
        assert!((smoothed(&step, 0.9, 1.0)[1] - 0.1 / 0.19).abs() < 1e-12);
    }

    #[test]
    fn a_curve_of_few_values_is_hardly_smoothed() {
        let sparse = [Bucket::point(0.0, 0.0), Bucket::point(100.0, 1.0)];
        assert!(smoothed(&sparse, 0.9, 1.0)[1] > 0.99);
    }

    #[test]
    fn a_gap_stays_a_gap_and_does_not_count() {
        let points = [Bucket::point(0.0, 2.0), Bucket::point(1.0, f64::NAN), Bucket::point(2.0, 2.0)];
        let smooth = smoothed(&points, 0.9, 1.0);
        assert!(smooth[1].is_nan() && (smooth[2] - 2.0).abs() < 1e-12);
        assert_eq!(smoothed(&points[..1], 0.0, 1.0), [2.0]);
    }
}
