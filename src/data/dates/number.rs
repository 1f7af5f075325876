//! Dates that are plain numbers: digits in a row, years with decimals, days and seconds counted from somewhere.

use super::clock::Clock;
use super::stamp::SECOND;
use super::{Format, Stamp};

/// A number as it is spelled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    negative: bool,
    whole: i64,
    /// Digits of the whole part.
    digits: usize,
    /// The first nine digits after the mark, and how many there are; 0 without a mark.
    fraction: (i64, usize),
}

impl Number {
    /// The number that a cell (trimmed) spells with digits, a sign before and a decimal mark within, if it is that.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let (negative, rest) = match cell.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, cell),
        };
        let (whole, fraction) = rest.split_once(['.', ',']).unwrap_or((rest, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 19 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let used = fraction.len().min(9);
        let decimals = fraction.get(..used).filter(|f| !f.is_empty()).map_or(Some(0), |f| f.parse().ok())?;
        Some(Self { negative, whole: whole.parse().ok()?, digits: whole.len(), fraction: (decimals, used) })
    }

    /// Its value.
    pub(super) fn value(self) -> f64 {
        let size = self.whole as f64 + self.share();
        if self.negative { -size } else { size }
    }

    /// What stands after the mark, below 1.
    fn share(self) -> f64 {
        self.fraction.0 as f64 / 10_f64.powi(self.fraction.1 as i32)
    }

    /// The moment that it stands for in a format, with the time of day that follows it in the cell.
    pub(super) fn read(self, format: Format, clock: Option<Clock>) -> Option<Stamp> {
        if self.negative && !is_epoch(format) || clock.is_some() && !format.names_day() {
            return None;
        }
        let (n, (decimals, places)) = (self.whole, self.fraction);
        let is_whole = decimals == 0;
        let six = |from: i64| (from / 10_000, from / 100 % 100, from % 100);
        match format {
            Format::Compact if is_whole && self.digits == 8 => {
                let (year, month, day) = six(n);
                (year >= 1_000).then(|| day_of(year, month, day))?
            }
            Format::Compact if self.digits == 14 && clock.is_none() => {
                let (hour, minute, second) = six(n % 1_000_000);
                let nanoseconds = i128::from(decimals) * 10_i128.pow(9 - places as u32);
                Some(timed(n / 1_000_000, hour, minute, second)?.later(nanoseconds))
            }
            Format::Compact if self.digits == 12 && is_whole && clock.is_none() => {
                timed(n / 10_000, n / 100 % 100, n % 100, 0)
            }
            Format::CompactHour if self.digits == 10 && is_whole => timed(n / 100, n % 100, 0, 0),
            Format::CompactMonth if self.digits == 6 && is_whole && (1_500..=2_200).contains(&(n / 100)) => {
                day_of(n / 100, n % 100, 1)
            }
            Format::CompactShort if self.digits == 6 && is_whole => {
                let (year, month, day) = six(n);
                day_of(full(year), month, day)
            }
            Format::Year if self.digits == 4 && is_whole => day_of(n, 1, 1),
            Format::DecimalYear if self.digits == 4 => self.decimal_year(),
            Format::DottedMonth if self.digits == 4 => match places {
                2 => day_of(n, decimals, 1),
                1 if decimals == 1 => day_of(n, 10, 1),
                _ => None,
            },
            Format::DottedMonthUnpadded if self.digits == 4 => match places {
                1 => day_of(n, decimals, 1),
                2 if decimals >= 10 => day_of(n, decimals, 1),
                _ => None,
            },
            Format::DottedMonthYear if self.digits <= 2 && places == 4 && (1_500..=2_200).contains(&decimals) => {
                day_of(decimals, n, 1)
            }
            Format::EpochSeconds => self.epoch(SECOND, 100_000_000_000),
            Format::EpochMilliseconds => self.epoch(1_000_000, 100_000_000_000_000),
            Format::EpochMicroseconds => self.epoch(1_000, 100_000_000_000_000_000),
            Format::EpochNanoseconds => self.epoch(1, i64::MAX),
            Format::Serial if self.digits == 5 && n <= 73_050 && (clock.is_none() || is_whole) => {
                // Spreadsheets keep times as parts of a day, exact to less than a millisecond.
                let start = Stamp::new(1899, 12, 30, 0)?;
                Some(start.later_by_seconds(n * super::DAY).later(self.milliseconds_of_day()))
            }
            Format::JulianDay if (1_721_426..=5_373_484).contains(&n) => {
                let start = Stamp::new(1970, 1, 1, 0)?.later_by_seconds((n - 2_440_588) * super::DAY + super::DAY / 2);
                Some(start.later(self.milliseconds_of_day()))
            }
            _ => None,
        }
    }

    fn milliseconds_of_day(self) -> i128 {
        (self.share() * super::DAY as f64 * 1_000.0).round() as i128 * 1_000_000
    }

    /// Units since 1970, fewer than `limit`.
    fn epoch(self, unit: i128, limit: i64) -> Option<Stamp> {
        if self.whole >= limit {
            return None;
        }
        let below = i128::from(self.fraction.0) * unit / 10_i128.pow(self.fraction.1 as u32);
        let size = i128::from(self.whole) * unit + below;
        Stamp::from_nanoseconds(if self.negative { -size } else { size })
    }

    fn decimal_year(self) -> Option<Stamp> {
        let (start, end) = (day_of(self.whole, 1, 1)?, day_of(self.whole + 1, 1, 1)?);
        let seconds = self.share() * (end.seconds() - start.seconds()) as f64;
        Some(start.later_by_seconds(seconds.round() as i64))
    }
}

/// Whether a format counts from 1970.
pub(super) fn is_epoch(format: Format) -> bool {
    (Format::EpochSeconds.place()..=Format::EpochNanoseconds.place()).contains(&format.place())
}

/// Two digits stand for 1969 to 2068, as POSIX has it.
pub(super) fn full(year: i64) -> i64 {
    if year >= 69 { 1_900 + year } else { 2_000 + year }
}

/// The year that so many digits stand for: four are the year itself.
pub(super) fn full_year(year: i64, digits: usize) -> Option<i64> {
    match digits {
        4 => Some(year),
        2 => Some(full(year)),
        _ => None,
    }
}

pub(super) fn day_of(year: i64, month: i64, day: i64) -> Option<Stamp> {
    Stamp::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?, 0)
}

/// The moment of a date written as 20121231 and a time of day; 24:00 is the end of the day.
fn timed(date: i64, hour: i64, minute: i64, second: i64) -> Option<Stamp> {
    let end_of_day = (hour, minute, second) == (24, 0, 0);
    let fits = date >= 10_000_000 && (end_of_day || hour <= 23 && minute <= 59 && second <= 60);
    let day = day_of(date / 10_000, date / 100 % 100, date % 100).filter(|_| fits)?;
    Some(day.later_by_seconds(hour * 3_600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dates::Resolution;

    fn read(cell: &str, format: Format, resolution: Resolution) -> Option<String> {
        Number::of(cell)?.read(format, None).map(|s| s.text(resolution))
    }

    #[test]
    fn digits_in_a_row_and_counted_units_are_moments() {
        for (cell, format, expected) in [
            ("20190315", Format::Compact, "2019-03-15 00:00:00.000000000"),
            ("20190315.0", Format::Compact, "2019-03-15 00:00:00.000000000"),
            ("201903151430", Format::Compact, "2019-03-15 14:30:00.000000000"),
            ("20190315143015.25", Format::Compact, "2019-03-15 14:30:15.250000000"),
            ("2019031514", Format::CompactHour, "2019-03-15 14:00:00.000000000"),
            ("201903", Format::CompactMonth, "2019-03-01 00:00:00.000000000"),
            ("190315", Format::CompactShort, "2019-03-15 00:00:00.000000000"),
            ("990315", Format::CompactShort, "1999-03-15 00:00:00.000000000"),
            ("2019.10", Format::DottedMonth, "2019-10-01 00:00:00.000000000"),
            ("2019.1", Format::DottedMonth, "2019-10-01 00:00:00.000000000"),
            ("2019.1", Format::DottedMonthUnpadded, "2019-01-01 00:00:00.000000000"),
            ("03.2019", Format::DottedMonthYear, "2019-03-01 00:00:00.000000000"),
            ("1552660200", Format::EpochSeconds, "2019-03-15 14:30:00.000000000"),
            ("1552660200.123456789", Format::EpochSeconds, "2019-03-15 14:30:00.123456789"),
            ("1552660200123", Format::EpochMilliseconds, "2019-03-15 14:30:00.123000000"),
            ("1552660200123456", Format::EpochMicroseconds, "2019-03-15 14:30:00.123456000"),
            ("1552660200123456789", Format::EpochNanoseconds, "2019-03-15 14:30:00.123456789"),
            ("-1", Format::EpochSeconds, "1969-12-31 23:59:59.000000000"),
            ("43539", Format::Serial, "2019-03-15 00:00:00.000000000"),
            ("43539,604166666664", Format::Serial, "2019-03-15 14:30:00.000000000"),
            ("2458557.5", Format::JulianDay, "2019-03-15 00:00:00.000000000"),
        ] {
            assert_eq!(read(cell, format, Resolution::Nanosecond).as_deref(), Some(expected), "{cell} {format}");
        }
    }

    #[test]
    fn numbers_that_are_no_moment_are_none() {
        for (cell, format) in [
            ("20191315", Format::Compact),
            ("20190229", Format::Compact),
            ("-20190315", Format::Compact),
            ("20190315146000", Format::Compact),
            ("201913", Format::CompactMonth),
            ("2019.13", Format::DottedMonth),
            ("2019.00", Format::DottedMonth),
            ("9999999999999", Format::EpochSeconds),
            ("99999", Format::Serial),
            ("99999", Format::Year),
            ("9999999999999999999", Format::EpochNanoseconds),
        ] {
            assert_eq!(read(cell, format, Resolution::Day), None, "{cell} {format}");
        }
        for cell in ["", "-", ".5", "1e9", "1-2", "1.2.3", "99999999999999999999", "１"] {
            assert_eq!(Number::of(cell), None, "{cell}");
        }
    }
}
