//! A moment, and how much of it is worth showing.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use std::cmp::Ordering;

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
pub(crate) const DAY: i64 = 86_400;
pub(super) const SECOND: i128 = 1_000_000_000;

/// A date and time of day to the nanosecond; years 0 to 9999. Two are equal if they are the same moment; the clock that
/// one was read from (its offset from UTC) only decides how it is shown, and which day it falls on. Without any word of
/// a time zone the offset is 0.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// Seconds since 1970-01-01 00:00 UTC, rounded down.
    seconds: i64,
    /// What is left, below a second.
    nanoseconds: u32,
    /// Seconds that the clock is ahead of UTC.
    offset: i32,
}

impl Stamp {
    /// The moment `seconds` after midnight of a day, or `None` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8, seconds: i64) -> Option<Self> {
        let date = Date::new(year, month, day).ok().filter(|_| year >= 0)?;
        Some(Self { seconds: days_of(date) * DAY + seconds, nanoseconds: 0, offset: 0 })
    }

    /// The moment that many nanoseconds after 1970-01-01 00:00, within the years 0 to 9999.
    pub(super) fn from_nanoseconds(nanoseconds: i128) -> Option<Self> {
        let seconds = i64::try_from(nanoseconds.div_euclid(SECOND)).ok()?;
        let rest = u32::try_from(nanoseconds.rem_euclid(SECOND)).ok()?;
        (-62_167_219_200..253_402_300_800).contains(&seconds).then_some(Self { seconds, nanoseconds: rest, offset: 0 })
    }

    /// The same digits on a clock that is so many seconds ahead of UTC: another moment.
    pub(super) fn on_clock(self, offset: i32) -> Self {
        let seconds = self.seconds + i64::from(self.offset) - i64::from(offset);
        Self { seconds, offset, ..self }
    }

    /// The moment that many nanoseconds later, on the same clock.
    pub(super) fn later(self, nanoseconds: i128) -> Self {
        let moved = self.nanoseconds() + nanoseconds;
        let seconds = i64::try_from(moved.div_euclid(SECOND)).unwrap_or(self.seconds);
        Self { seconds, nanoseconds: u32::try_from(moved.rem_euclid(SECOND)).unwrap_or_default(), ..self }
    }

    /// The moment that many seconds later, on the same clock.
    pub(crate) fn later_by_seconds(self, seconds: i64) -> Self {
        Self { seconds: self.seconds.saturating_add(seconds), ..self }
    }

    /// The moment that many nanoseconds later, on the same clock.
    pub(crate) fn later_by_nanoseconds(self, nanoseconds: i64) -> Self {
        self.later(i128::from(nanoseconds))
    }

    /// Seconds since 1970-01-01 00:00 UTC, rounded down.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds since 1970-01-01 00:00 UTC.
    pub fn nanoseconds(self) -> i128 {
        i128::from(self.seconds) * SECOND + i128::from(self.nanoseconds)
    }

    /// Seconds that the clock is ahead of UTC.
    pub(super) fn offset(self) -> i32 {
        self.offset
    }

    /// Seconds since 1970-01-01 00:00 by its own clock, rounded down.
    pub(crate) fn local_seconds(self) -> i64 {
        self.seconds.saturating_add(i64::from(self.offset))
    }

    /// Days since 1970-01-01 by its own clock.
    pub(crate) fn days(self) -> i64 {
        self.local_seconds().div_euclid(DAY)
    }

    /// Nanoseconds since midnight by its own clock.
    pub(crate) fn time_of_day(self) -> i64 {
        self.local_seconds().rem_euclid(DAY) * SECOND as i64 + i64::from(self.nanoseconds)
    }

    /// Months since the year 0 by its own clock.
    pub(crate) fn months(self) -> i64 {
        let date = self.datetime();
        i64::from(date.year()) * 12 + i64::from(date.month()) - 1
    }

    /// As a civil date and time by its own clock; beyond the calendar's end, that end.
    pub(crate) fn datetime(self) -> DateTime {
        EPOCH.saturating_add(SignedDuration::new(self.local_seconds(), self.nanoseconds as i32))
    }

    /// As text with no more detail than asked for: `2012`, `2012-Q1`, `2012-01`, `2012-01-31`, `2012-01-31 12:30`.
    pub fn text(self, resolution: Resolution) -> String {
        let t = self.datetime();
        let day = || format!("{:04}-{:02}-{:02}", t.year(), t.month(), t.day());
        let second = || format!("{} {:02}:{:02}:{:02}", day(), t.hour(), t.minute(), t.second());
        match resolution {
            Resolution::Year => format!("{:04}", t.year()),
            Resolution::Quarter => format!("{:04}-Q{}", t.year(), (t.month() + 2) / 3),
            Resolution::Month => format!("{:04}-{:02}", t.year(), t.month()),
            Resolution::Day => day(),
            Resolution::Minute => format!("{} {:02}:{:02}", day(), t.hour(), t.minute()),
            Resolution::Second => second(),
            Resolution::Millisecond => format!("{}.{:03}", second(), self.nanoseconds / 1_000_000),
            Resolution::Microsecond => format!("{}.{:06}", second(), self.nanoseconds / 1_000),
            Resolution::Nanosecond => format!("{}.{:09}", second(), self.nanoseconds),
        }
    }
}

/// Days since 1970-01-01.
fn days_of(date: Date) -> i64 {
    date.to_datetime(jiff::civil::Time::midnight()).duration_since(EPOCH).as_secs().div_euclid(DAY)
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Stamp {}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
    }
}

/// The finest detail that dates carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// Years alone.
    Year,
    /// Quarters of a year.
    Quarter,
    /// Years and months.
    Month,
    /// Days.
    Day,
    /// Hours and minutes.
    Minute,
    /// Seconds.
    Second,
    /// Thousandths of a second.
    Millisecond,
    /// Millionths of a second.
    Microsecond,
    /// Billionths of a second.
    Nanosecond,
}

impl Resolution {
    /// The detail that some moments need: days if all share one time of day.
    pub(super) fn of_times(stamps: &[Stamp]) -> Self {
        let same = stamps.windows(2).all(|pair| pair[0].time_of_day() == pair[1].time_of_day());
        let all = |unit: i64| stamps.iter().all(|s| s.time_of_day() % unit == 0);
        match () {
            () if same => Self::Day,
            () if all(60_000_000_000) => Self::Minute,
            () if all(1_000_000_000) => Self::Second,
            () if all(1_000_000) => Self::Millisecond,
            () if all(1_000) => Self::Microsecond,
            () => Self::Nanosecond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_on_two_clocks_is_equal_and_shown_as_each_clock_has_it() {
        let utc = Stamp::new(2019, 3, 31, 3_600).unwrap();
        let madrid = Stamp::new(2019, 3, 31, 3 * 3_600).unwrap().on_clock(7_200);
        assert_eq!(utc, madrid);
        assert_eq!(
            (utc.text(Resolution::Minute), madrid.text(Resolution::Minute)),
            ("2019-03-31 01:00".to_owned(), "2019-03-31 03:00".to_owned())
        );
    }

    #[test]
    fn moments_have_nanoseconds_before_and_after_1970() {
        let before = Stamp::from_nanoseconds(-1).unwrap();
        assert_eq!(before.text(Resolution::Nanosecond), "1969-12-31 23:59:59.999999999");
        assert_eq!(before.later(1).text(Resolution::Second), "1970-01-01 00:00:00");
        assert_eq!(Stamp::from_nanoseconds(i128::MAX), None);
        assert_eq!(Stamp::from_nanoseconds(253_402_300_800 * SECOND), None);
        assert_eq!(Stamp::new(2019, 2, 29, 0), None);
    }

    #[test]
    fn quarters_are_shown_as_quarters() {
        let quarters: Vec<String> =
            [1, 3, 4, 12].map(|m| Stamp::new(2019, m, 1, 0).unwrap().text(Resolution::Quarter)).to_vec();
        assert_eq!(quarters, ["2019-Q1", "2019-Q1", "2019-Q2", "2019-Q4"]);
    }
}
