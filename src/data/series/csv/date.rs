//! Dates as people write them. One cell can often be read in several ways; the column as a whole decides.

use super::super::axis::DAY;
use super::super::{Resolution, Stamp};
use std::fmt;

/// A way of writing dates; the first five may be followed by a time of day (`12:30`, `T12:30:05Z`, `3:00 PM`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 2012-12-31, 2012/12/31, 2012.12.31.
    YearMonthDay,
    /// 31/12/2012, 31-12-2012, 31.12.2012, 31/12/12.
    DayMonthYear,
    /// 12/31/2012, 12-31-2012, 12/31/12.
    MonthDayYear,
    /// 2012-12, 2012/12.
    YearMonth,
    /// 12/2012, 12-2012.
    MonthYear,
    /// 20121231.
    Compact,
    /// 2012.
    Year,
    /// 2012.25 for the end of a quarter of the year.
    DecimalYear,
}

impl Format {
    /// All of them; of those that fit a column equally well the first is taken.
    pub(super) const ALL: [Self; 8] = [
        Self::YearMonthDay,
        Self::DayMonthYear,
        Self::MonthDayYear,
        Self::YearMonth,
        Self::MonthYear,
        Self::Compact,
        Self::Year,
        Self::DecimalYear,
    ];

    /// Whether a date so written is also a plain number.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Compact | Self::Year | Self::DecimalYear)
    }

    /// A date so written.
    pub fn example(self) -> &'static str {
        match self {
            Self::YearMonthDay => "2012-12-31",
            Self::DayMonthYear => "31/12/2012",
            Self::MonthDayYear => "12/31/2012",
            Self::YearMonth => "2012-12",
            Self::MonthYear => "12/2012",
            Self::Compact => "20121231",
            Self::Year => "2012",
            Self::DecimalYear => "2012.25",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::YearMonthDay => "year-month-day",
            Self::DayMonthYear => "day/month/year",
            Self::MonthDayYear => "month/day/year",
            Self::YearMonth => "year-month",
            Self::MonthYear => "month/year",
            Self::Compact => "yearmonthday",
            Self::Year => "year",
            Self::DecimalYear => "year with decimals",
        })
    }
}

/// A cell's digits and signs, before it is decided which number is the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// The numbers, up to three, and how many digits each has.
    fields: [(i64, usize); 3],
    count: usize,
    separator: u8,
    /// Seconds after midnight, where there is a time of day.
    clock: Option<i64>,
}

impl Written {
    /// The parts of a cell (trimmed) that may be a date.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let mut fields = [(0, 0); 3];
        let (mut count, mut separator) = (0, 0);
        let mut rest = cell.as_bytes();
        while let Some(field) = fields.get_mut(count) {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let (number, after) = rest.split_at_checked(digits)?;
            // Nine digits of a decimal year tell seconds apart.
            *field = (number.iter().take(9).fold(0, |n, b| n * 10 + i64::from(b - b'0')), digits.min(9));
            if digits == 0 || (digits > 8 && !(count == 1 && matches!(separator, b'.' | b','))) {
                return None;
            }
            count += 1;
            rest = after;
            match rest.first() {
                Some(&sign @ (b'-' | b'/' | b'.' | b',')) if count < 3 && (count == 1 || sign == separator) => {
                    separator = sign;
                    rest = rest.get(1..)?;
                }
                _ => break,
            }
        }
        let clock = if rest.is_empty() { None } else { Some(seconds_of_day(rest)?) };
        Some(Self { fields, count, separator, clock })
    }

    /// Whether the time of day is written.
    pub(super) fn has_clock(&self) -> bool {
        self.clock.is_some()
    }

    /// The moment, if these parts are a date in that format and the calendar has it.
    pub(super) fn read(&self, format: Format) -> Option<Stamp> {
        let [(a, a_digits), (b, b_digits), (c, c_digits)] = self.fields;
        let day = |year, month, day| stamp(year, month, day, self.clock.unwrap_or(0));
        let short = |digits| (1..=2).contains(&digits);
        let three = self.count == 3 && self.separator != b',';
        let two = self.count == 2 && self.clock.is_none();
        let by_line = matches!(self.separator, b'-' | b'/');
        match format {
            Format::YearMonthDay if three && a_digits == 4 && short(b_digits) && short(c_digits) => day(a, b, c),
            Format::DayMonthYear if three && short(a_digits) && short(b_digits) => day(full_year(c, c_digits)?, b, a),
            Format::MonthDayYear if three && short(a_digits) && short(b_digits) => day(full_year(c, c_digits)?, a, b),
            Format::YearMonth if two && by_line && a_digits == 4 && short(b_digits) => day(a, b, 1),
            Format::MonthYear if two && by_line && short(a_digits) && b_digits == 4 => day(b, a, 1),
            Format::Compact if self.count == 1 && a_digits == 8 && a >= 10_000_000 => {
                day(a / 10_000, a / 100 % 100, a % 100)
            }
            Format::Year if self.count == 1 && a_digits == 4 && self.clock.is_none() => day(a, 1, 1),
            Format::DecimalYear if self.count == 1 && a_digits == 4 && self.clock.is_none() => day(a, 1, 1),
            Format::DecimalYear if two && !by_line && a_digits == 4 => {
                let (start, end) = (stamp(a, 1, 1, 0)?, stamp(a + 1, 1, 1, 0)?);
                let share = b as f64 / 10_f64.powi(b_digits as i32);
                let seconds = share * (end.seconds() - start.seconds()) as f64;
                Some(Stamp::from_seconds(start.seconds() + seconds.round() as i64))
            }
            _ => None,
        }
    }
}

/// Puts decimal years where they belong: on months or years if all of them are month starts, middles of months or the
/// same part of the year (to two decimals), else on days.
pub(super) fn settle_decimal_years(stamps: &mut [Stamp]) -> Resolution {
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
            Some(Stamp::from_seconds((place.seconds() + DAY / 2).div_euclid(DAY) * DAY))
        } else {
            let month = (month + shift).round() as i64;
            stamp(i64::from(*year) + month.div_euclid(12), month.rem_euclid(12) + 1, 1, 0)
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

/// The detail worth showing of dates in that format; `clocks` says whether any has a time of day.
pub(super) fn resolution(stamps: &[Stamp], format: Format, clocks: bool) -> Resolution {
    match format {
        Format::Year => Resolution::Year,
        Format::YearMonth | Format::MonthYear => Resolution::Month,
        _ if !clocks => Resolution::Day,
        _ => {
            let clock = |s: &Stamp| s.seconds().rem_euclid(DAY);
            match stamps.first().map(clock) {
                Some(first) if stamps.iter().all(|s| clock(s) == first) => Resolution::Day,
                _ if stamps.iter().all(|s| s.seconds() % 60 == 0) => Resolution::Minute,
                _ => Resolution::Second,
            }
        }
    }
}

/// Two digits stand for 1969 to 2068, as POSIX has it.
fn full_year(year: i64, digits: usize) -> Option<i64> {
    match digits {
        4 => Some(year),
        2 if year >= 69 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn stamp(year: i64, month: i64, day: i64, seconds: i64) -> Option<Stamp> {
    Stamp::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?, seconds)
}

/// Seconds after midnight of ` 12:30`, `T12:30:05.25Z`, ` 3:00 PM`, ` 12:30+02:00`; an offset is taken away, which
/// gives UTC.
fn seconds_of_day(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let text = text.strip_prefix(['T', 't', ' '])?.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (clock, suffix) = text.split_at_checked(end)?;
    let mut fields = clock.split(':');
    let mut hour = small(fields.next()?, 23)?;
    let minute = small(fields.next()?, 59)?;
    let second = match fields.next() {
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            fraction.bytes().all(|b| b.is_ascii_digit()).then_some(small(whole, 59)?)?
        }
        None => 0,
    };
    if fields.next().is_some() {
        return None;
    }
    let mut offset = 0;
    match suffix.trim() {
        "" | "Z" | "z" | "UTC" => {}
        half if half.eq_ignore_ascii_case("am") && (1..=12).contains(&hour) => hour %= 12,
        half if half.eq_ignore_ascii_case("pm") && (1..=12).contains(&hour) => hour = hour % 12 + 12,
        zone => offset = zone_offset(zone)?,
    }
    Some(hour * 3_600 + minute * 60 + second - offset)
}

/// Seconds of `+02:00`, `-0330`, `+02`.
fn zone_offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (small(&digits, 23)?, 0),
        4 => (small(digits.get(..2)?, 23)?, small(digits.get(2..)?, 59)?),
        _ => return None,
    };
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// A number of one or two digits up to `largest`.
fn small(text: &str, largest: i64) -> Option<i64> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| fits && *n <= largest)
}
