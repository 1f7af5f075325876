//! What the cells of one column say of dates, counted in one pass.

use super::names::{self, Part, Says};
use super::{Format, Written, clock, number, written};

/// What the cells of one column say of dates.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Cells that aren't gaps.
    filled: usize,
    /// Of those, dates, by [`Format::ALL`].
    counts: [usize; Format::COUNT],
    /// Of those, dates with a time of day.
    timed: usize,
    /// Of those, times of day alone.
    times: usize,
    /// Of those, plain numbers that are whole; and smallest and largest number of all.
    whole: usize,
    range: Option<(f64, f64)>,
    last: Option<f64>,
    rises: bool,
    falls: bool,
    /// Month by name and a number beside it, as in `15-mar`; whether numbers count up within a month: days, then.
    named: Option<(i64, i64)>,
    counts_days: bool,
    /// Month names and numerals, for a column that holds but a part of dates.
    months: usize,
    /// Cells with digits that are neither numbers nor dates.
    unread: usize,
    /// The first cell that isn't a gap.
    first: Option<String>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            filled: 0,
            counts: [0; Format::COUNT],
            timed: 0,
            times: 0,
            whole: 0,
            range: None,
            last: None,
            rises: false,
            falls: false,
            named: None,
            counts_days: false,
            months: 0,
            unread: 0,
            first: None,
        }
    }
}

impl Tally {
    /// Counts a cell (trimmed) that is no gap.
    pub fn add(&mut self, cell: &str) {
        self.filled += 1;
        if self.first.is_none() {
            self.first = Some(cell.chars().take(80).collect());
        }
        let Some(written) = Written::of(cell) else {
            self.add_other(cell);
            return;
        };
        let mut is_date = false;
        for format in written.formats() {
            if written.read(*format).is_some() {
                self.counts[format.place()] += 1;
                is_date = true;
            }
        }
        self.timed += usize::from(is_date && written.has_clock());
        match written.number() {
            Some(value) => self.add_number(value),
            // `18.00.00` might be a day of no month.
            None if clock::alone(&cell.to_ascii_lowercase()).is_some() => self.times += 1,
            None => self.unread += usize::from(!is_date),
        }
        if let Some((month, n)) = written.name_and_short_number() {
            self.counts_days |= self.named.is_some_and(|(m, before)| m == month && (n - before).abs() == 1);
            self.named = Some((month, n));
        }
    }

    fn add_other(&mut self, cell: &str) {
        let Some(text) = written::plain(cell) else {
            self.unread += usize::from(cell.chars().any(char::is_numeric));
            return;
        };
        let is_time = clock::alone(&text).is_some();
        self.times += usize::from(is_time);
        self.months += usize::from(super::words::month(text.trim_end_matches('.')).is_some());
        self.unread += usize::from(!is_time && text.bytes().any(|b| b.is_ascii_digit()));
    }

    fn add_number(&mut self, value: f64) {
        self.whole += usize::from(value.fract() == 0.0);
        let (low, high) = self.range.unwrap_or((value, value));
        self.range = Some((low.min(value), high.max(value)));
        if let Some(last) = self.last {
            self.falls |= value <= last;
            self.rises |= value >= last;
        }
        self.last = Some(value);
    }

    /// How many cells the best format fits.
    fn most(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// The formats that fit most cells, if any fits one; the usual one first.
    pub fn formats(&self) -> Vec<Format> {
        let most = self.most();
        let mut formats: Vec<Format> =
            Format::ALL.into_iter().filter(|f| most > 0 && self.counts[f.place()] == most).collect();
        // Seconds since 1970 could be nanoseconds just as well: the coarsest unit is meant that makes no mere counter.
        let mut epochs = 0;
        formats.retain(|f| {
            if !self.is_sensible(*f, 0.0..=9_999.0) {
                return false;
            }
            epochs += usize::from(number::is_epoch(*f));
            !number::is_epoch(*f) || epochs == 1
        });
        formats
    }

    /// Whether any date has a time of day.
    pub(super) fn is_timed(&self) -> bool {
        self.timed > 0
    }

    /// The first cell that isn't a gap.
    pub fn first(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// Whether a column of that name, or without one, holds dates. `leads` says that no column of values stands before
    /// it. Dates that are also numbers (2012, 20121231, 2012.25) must be in order and sensible, or bear the name of a
    /// date; and there may not be more of them than moments.
    pub(super) fn is_dates(&self, name: Option<&str>, leads: bool) -> bool {
        let (Some(format), count) = (self.formats().first().copied(), self.most()) else { return false };
        let says = name.map_or(Says::Nothing, names::says);
        let are_times = says == Says::Time && self.times == self.filled;
        if are_times || self.counts_days && format == Format::MonthNameYear {
            return false;
        }
        if !format.is_number() {
            return 2 * count > self.filled || says == Says::Date;
        }
        if count < self.filled && !(says == Says::Date && 2 * count > self.filled) {
            return false;
        }
        match says {
            Says::Date => self.formats().into_iter().any(|f| self.is_sensible(f, 0.0..=9_999.0)),
            Says::Part(Part::Year) => {
                matches!(format, Format::Year | Format::DecimalYear | Format::DottedMonth | Format::CompactMonth)
            }
            Says::Part(_) if format == Format::Year => false,
            Says::Perhaps | Says::Time | Says::Part(_) => self.is_probable() && (leads || self.is_monotone()),
            Says::Nothing => leads && self.filled >= 2 && self.is_monotone() && self.is_probable(),
        }
    }

    /// Whether the numbers, read in their format, lie where dates usually lie, and are no more than moments.
    fn is_probable(&self) -> bool {
        self.formats().into_iter().any(|format| {
            let (low, high) = self.range.unwrap_or_default();
            let years = high - low + 1.0;
            let room = match format {
                Format::Year => self.filled as f64 <= years,
                Format::DecimalYear => self.filled as f64 <= 366.0 * years,
                _ => true,
            };
            // A spreadsheet's day numbers, months before years and years of two digits could be anything.
            let clear =
                !matches!(format, Format::Serial | Format::DottedMonthYear | Format::CompactShort | Format::JulianDay);
            room && clear && self.is_sensible(format, 1_500.0..=2_200.0)
        })
    }

    /// Whether years lie within bounds, and counted units mean times from 1998 to 2039 (at most, for one number).
    fn is_sensible(&self, format: Format, years: std::ops::RangeInclusive<f64>) -> bool {
        let (low, high) = self.range.unwrap_or_default();
        let unit = match format {
            Format::Year | Format::DecimalYear | Format::DottedMonth | Format::DottedMonthUnpadded => {
                return years.contains(&low) && years.contains(&high);
            }
            Format::EpochSeconds => 1.0,
            Format::EpochMilliseconds => 1e3,
            Format::EpochMicroseconds => 1e6,
            Format::EpochNanoseconds => 1e9,
            _ => return true,
        };
        debug_assert!(number::is_epoch(format));
        // A column that says that it holds dates may reach back to 1970 and before, but not be a mere counter.
        let named = *years.start() == 0.0;
        if named { high.max(-low) >= 3e7 * unit } else { low >= 9e8 * unit && high <= 2.2e9 * unit }
    }

    /// Each number larger than the one before, or each smaller.
    fn is_monotone(&self) -> bool {
        self.rises != self.falls
    }

    /// Whether all cells are times of day, for a column that is called so: `14:30`, `1430`, `14`.
    pub(super) fn is_times(&self, name: Option<&str>) -> bool {
        let says = name.map_or(Says::Nothing, names::says);
        let (low, high) = self.range.unwrap_or((-1.0, -1.0));
        let all_times = self.filled > 0 && self.times == self.filled;
        let numbers = self.filled > 0 && self.whole == self.filled && low >= 0.0 && high <= 2_400.0;
        match says {
            Says::Time => all_times || numbers || (self.times > 0 && 2 * self.times > self.filled),
            Says::Part(Part::Hour) => all_times || (numbers && high <= 24.0),
            Says::Nothing | Says::Perhaps => name.is_none() && all_times,
            _ => false,
        }
    }

    /// Whether times of day are written as numbers of up to four digits: `930` for half past nine.
    pub(super) fn has_hours_and_minutes(&self) -> bool {
        self.whole == self.filled && self.range.is_some_and(|(_, high)| high > 24.0)
    }

    /// Whether months are written by name.
    pub(super) fn has_month_names(&self) -> bool {
        self.months > 0
    }

    /// Whether all cells are numbers that count a part of a date, or names of it.
    pub(super) fn is_part(&self, part: Part) -> bool {
        let (low, high) = self.range.unwrap_or((1.0, 0.0));
        let within = |from: f64, to: f64| self.whole == self.filled && low >= from && high <= to;
        let spelled = match part {
            Part::Month => self.months == self.filled,
            Part::HalfYear | Part::Quarter | Part::Week => self.range.is_none(),
            _ => false,
        };
        let counted = match part {
            Part::Year => within(0.0, 9_999.0),
            Part::HalfYear => within(1.0, 2.0),
            Part::Quarter => within(1.0, 4.0),
            Part::Month => within(1.0, 12.0),
            Part::Week => within(1.0, 53.0),
            Part::Day => within(1.0, 31.0),
            Part::DayOfYear => within(1.0, 366.0),
            Part::Hour => within(0.0, 24.0),
            Part::Minute | Part::Second => within(0.0, 59.0),
        };
        self.filled > 0 && (counted || spelled)
    }

    /// Whether most cells hold digits and yet are neither numbers nor dates nor times.
    pub(super) fn is_unread(&self) -> bool {
        2 * self.unread > self.filled
    }
}
