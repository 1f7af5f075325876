//! Years with decimals: which part of the year they mean.

use super::number::day_of;
use super::{DAY, Resolution, Stamp};

/// Puts decimal years where they belong: on months or years if all of them are month starts, middles of months or the
/// same part of the year (to two decimals), else on days.
pub(super) fn settle(stamps: &mut [Stamp]) -> Resolution {
    let months: Vec<(i16, f64)> = stamps.iter().map(|s| month_of_year(*s)).collect();
    let all_near =
        |offset: f64, within: f64| months.iter().all(|(_, m)| ((m - offset) - (m - offset).round()).abs() <= within);
    let first = months.first().map_or(0.0, |(_, m)| *m);
    let (resolution, shift) = if months.iter().all(|(_, m)| (m - first).abs() < 0.02) {
        (Resolution::Year, -first)
    } else if all_near(0.0, 0.07) {
        (Resolution::Month, 0.0)
    } else if all_near(0.5, 0.1) {
        (Resolution::Month, -0.5)
    } else {
        (Resolution::Day, 0.0)
    };
    for (place, (year, month)) in stamps.iter_mut().zip(&months) {
        let settled = if resolution == Resolution::Day {
            Some(place.later_by_seconds((place.seconds() + DAY / 2).div_euclid(DAY) * DAY - place.seconds()))
        } else {
            let month = (month + shift).round() as i64;
            day_of(i64::from(*year) + month.div_euclid(12), month.rem_euclid(12) + 1, 1)
        };
        *place = settled.unwrap_or(*place);
    }
    resolution
}

/// The year, and how many twelfths of it have passed.
fn month_of_year(s: Stamp) -> (i16, f64) {
    let year = s.datetime().year();
    let bounds = Stamp::new(year, 1, 1, 0).zip(Stamp::new(year.saturating_add(1), 1, 1, 0));
    let passed = bounds
        .map_or(0.0, |(start, end)| (s.seconds() - start.seconds()) as f64 / (end.seconds() - start.seconds()) as f64);
    (year, 12.0 * passed)
}
