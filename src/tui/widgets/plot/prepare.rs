//! Smoothing and ranges.

use super::curve::Curve;
use super::{Bucket, End, Plot, View};
use crate::figure::Scale;

/// Part of the horizontal axis that [`View::Recent`] shows.
const RECENT: f64 = 0.25;
/// How far beyond the curves a level may lie and still widen the range, in units of the curves' own range (of decades,
/// at least one, on a log axis).
const NEAR: f64 = 0.5;

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

/// From and to, of what is shown.
pub(super) fn x_range(plot: &Plot) -> Option<(f64, f64)> {
    let places = plot.series.iter().flat_map(|series| &series.points).map(|point| point.x).filter(|x| x.is_finite());
    let (from, to) = bounds(places)?;
    let from = match plot.view {
        View::Recent => to - (to - from) * RECENT,
        View::Full | View::Robust => from,
    };
    let to = match plot.end {
        _ if plot.view == View::Recent => to,
        End::Data => to,
        End::At(end) if end.is_finite() => to.max(end),
        End::At(_) => to,
        End::Round => from + round_up(to - from),
    };
    Some((from, to))
}

/// To the next of two-digit numbers at most a fifth apart.
fn round_up(span: f64) -> f64 {
    if span <= 0.0 {
        return span;
    }
    let power = 10_f64.powf(span.log10().floor());
    let nice = [1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
    nice.into_iter().map(|mantissa| mantissa * power).find(|nice| *nice >= span * 0.999_999).unwrap_or(span)
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |bounds, value| match bounds {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// Lowest and highest value to show for the curves between two places, near levels included.
pub(super) fn y_range(plot: &Plot, curves: &[Curve<'_>], (from, to): (f64, f64)) -> Option<(f64, f64)> {
    let can_show = |value: &f64| value.is_finite() && (plot.y_scale == Scale::Linear || *value > 0.0);
    let visible = |x: f64| x >= from && x <= to;
    let mut values: Vec<f64> = Vec::new();
    let mut must: Vec<f64> = Vec::new();
    for curve in curves {
        let points = curve.points.iter().zip(&curve.line).filter(|(point, _)| visible(point.x));
        let shown = points.flat_map(|(point, line)| [point.min, point.max, *line]).filter(can_show);
        let before = values.len();
        values.extend(shown);
        // Where a curve stands now is what one looks for.
        must.extend(values.get(before..).and_then(<[f64]>::last));
    }
    let (low, high) = match plot.view {
        View::Full | View::Recent => bounds(values.into_iter())?,
        View::Robust => {
            values.sort_by(f64::total_cmp);
            let last = values.len().checked_sub(1)?;
            let at = |place: f64| values.get(place as usize).copied();
            // Rounded inwards, so that of a few values too the most extreme one is left out.
            let low = at((0.01 * last as f64).ceil())?;
            let high = at((0.99 * last as f64).floor())?;
            bounds([low.min(high), high.max(low)].into_iter().chain(must))?
        }
    };
    Some(with_near_levels(plot, low, high))
}

fn with_near_levels(plot: &Plot, low: f64, high: f64) -> (f64, f64) {
    let (near_low, near_high) = match plot.y_scale {
        Scale::Linear => (low - NEAR * (high - low), high + NEAR * (high - low)),
        Scale::Log => {
            let reach = (high / low).powf(NEAR).max(10.0);
            (low / reach, high * reach)
        }
    };
    let near = plot.levels.iter().map(|level| level.value).filter(|value| (near_low..=near_high).contains(value));
    bounds(near.chain([low, high])).unwrap_or((low, high))
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

    #[test]
    fn a_growing_axis_ends_at_a_round_place_not_far_beyond_its_data() {
        for i in 1..10_000 {
            let span = f64::from(i);
            let end = round_up(span);
            assert!(end >= span * 0.999_999 && end <= span * 1.251, "{span} {end}");
        }
    }
}
