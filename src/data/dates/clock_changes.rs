//! Summer time in dates that don't tell their zone: on one night of spring an hour is skipped, on one of autumn an hour
//! comes twice. Seen in the order of the file, both are told from missing and repeated rows.

use super::{DAY, Stamp};

const HOUR: i64 = 3_600;

/// A change of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// The first moment after the change, as written.
    pub at: Stamp,
    /// Whether an hour was skipped (put forward), or came twice (put back).
    pub forward: bool,
}

/// Finds changes of the clock among dates as written, oldest or newest first, and puts the dates of summer on a clock
/// that is an hour ahead, so that moments follow one another evenly. Dates at steps of an hour or a part of it alone
/// show such changes.
pub(super) fn unfold(stamps: &mut [Stamp]) -> Vec<ClockChange> {
    let falls = stamps.first() > stamps.last();
    if falls {
        stamps.reverse();
    }
    let changes = unfold_rising(stamps);
    if falls {
        stamps.reverse();
    }
    changes
}

fn unfold_rising(stamps: &mut [Stamp]) -> Vec<ClockChange> {
    let distances: Vec<i64> = stamps.windows(2).map(|pair| pair[1].seconds() - pair[0].seconds()).collect();
    let Some(step) = commonest(&distances).filter(|step| *step > 0 && *step <= HOUR && HOUR % step == 0) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    let mut ahead = 0;
    let mut previous = stamps.first().map_or(0, |s| s.seconds());
    for (stamp, distance) in stamps.iter_mut().skip(1).zip(distances) {
        let written = stamp.seconds();
        // The hour in question: skipped after the last date, or begun for the second time.
        let forward = distance == step + HOUR && is_night_of_change(previous + step);
        let back = distance <= 0 && distance > -HOUR && is_night_of_change(written);
        if forward || back {
            ahead += if forward { 3_600 } else { -3_600 };
            changes.push(ClockChange { at: *stamp, forward });
        }
        previous = written;
        *stamp = stamp.on_clock(ahead);
    }
    changes
}

/// Whether clocks change at that time somewhere: on Sundays, from midnight to four, around the equinoxes.
fn is_night_of_change(seconds: i64) -> bool {
    let (days, hour) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY) / HOUR);
    let Some(stamp) = Stamp::from_nanoseconds(i128::from(seconds) * super::stamp::SECOND) else { return false };
    let is_sunday = (days + 4).rem_euclid(7) == 0;
    is_sunday && hour < 4 && matches!(stamp.datetime().month(), 2..=4 | 9..=11)
}

/// The commonest of some distances; of equally common ones the smallest.
fn commonest(distances: &[i64]) -> Option<i64> {
    let mut sorted = distances.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).rev().max_by_key(|run| run.len())?.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dates::Resolution;

    /// Hours (or parts) of a day by the clock of Madrid, from the zone's own rules, as a naive clock shows them.
    fn madrid(year: i16, month: i8, day: i8, step: i64, count: usize) -> Vec<Stamp> {
        // Put forward at 01:00 UTC of the last Sunday in March, back at that of October.
        let summer = |y: i16| {
            let last =
                |m| (25..=31).filter_map(|d| Stamp::new(y, m, d, HOUR)).find(|s| (s.days() + 4) % 7 == 0).unwrap();
            last(3).seconds()..last(10).seconds()
        };
        let start = Stamp::new(year, month, day, 0).unwrap().seconds();
        let at = |i: usize| {
            let utc = start + step * i as i64;
            let local = utc + if summer(year).contains(&utc) { 2 * HOUR } else { HOUR };
            Stamp::from_nanoseconds(i128::from(local) * super::super::stamp::SECOND).unwrap()
        };
        (0..count).map(at).collect()
    }

    fn evenly(stamps: &[Stamp], step: i64) -> bool {
        stamps.windows(2).all(|pair| pair[1].seconds() - pair[0].seconds() == step)
    }

    #[test]
    fn the_nights_of_change_are_evened_out_and_stay_as_written() {
        for step in [HOUR, HOUR / 2, HOUR / 4, 600] {
            for (month, day, forward, shown) in [(3, 30, true, "2019-03-31 03:00"), (10, 26, false, "2019-10-27 02:00")]
            {
                let written = madrid(2019, month, day, step, 60 * HOUR as usize / step as usize);
                let mut stamps = written.clone();
                let changes = unfold(&mut stamps);
                assert!(evenly(&stamps, step), "{step} {shown}");
                assert_eq!(changes.len(), 1);
                assert_eq!((changes[0].forward, changes[0].at.text(Resolution::Minute)), (forward, shown.to_owned()));
                let texts =
                    |stamps: &[Stamp]| -> Vec<String> { stamps.iter().map(|s| s.text(Resolution::Minute)).collect() };
                assert_eq!(texts(&stamps), texts(&written));
            }
        }
    }

    #[test]
    fn the_newest_may_come_first() {
        let mut stamps = madrid(2019, 10, 26, HOUR, 60);
        stamps.reverse();
        assert_eq!(unfold(&mut stamps).len(), 1);
        assert!(evenly(&stamps, -HOUR));
    }

    #[test]
    fn a_missing_or_repeated_hour_of_another_night_is_no_change_of_the_clock() {
        let hours = |skip: usize, twice: usize| -> Vec<Stamp> {
            let hour = |i: usize| Stamp::new(2019, 6, 1, 0).unwrap().later_by_seconds(i as i64 * HOUR);
            (0..48).filter(|i| *i != skip).flat_map(|i| vec![hour(i); if i == twice { 2 } else { 1 }]).collect()
        };
        let mut stamps = hours(26, 30);
        assert_eq!((unfold(&mut stamps), stamps), (Vec::new(), hours(26, 30)));
    }

    #[test]
    fn nothing_is_found_among_few_or_daily_dates() {
        for mut stamps in [Vec::new(), madrid(2019, 3, 31, DAY, 1), madrid(2019, 3, 25, DAY, 9)] {
            assert_eq!(unfold(&mut stamps), Vec::new());
        }
    }
}
