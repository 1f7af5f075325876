//! Which stretch of both axes is shown.

use super::curve::Curve;
use super::{End, Plot, View};
use crate::figure::Scale;

/// Part of the horizontal axis that [`View::Recent`] shows.
const RECENT: f64 = 0.25;
/// How far beyond the curves a level may lie and still widen the range, in units of the curves' own range (of decades,
/// at least one, on a log axis).
const NEAR: f64 = 0.5;

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
    fn a_growing_axis_ends_at_a_round_place_not_far_beyond_its_data() {
        for i in 1..10_000 {
            let span = f64::from(i);
            let end = round_up(span);
            assert!(end >= span * 0.999_999 && end <= span * 1.251, "{span} {end}");
        }
    }
}
