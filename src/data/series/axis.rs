//! What the positions of a series are called.

use super::Step;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
pub(super) const DAY: i64 = 86_400;

/// A date and time of day to the second, without a time zone; years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i64);

impl Stamp {
    /// The moment `seconds` after midnight of a day, or `None` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8, seconds: i64) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        Some(Self(date.to_datetime(jiff::civil::Time::midnight()).duration_since(EPOCH).as_secs() + seconds))
    }

    /// The moment that many seconds after 1970-01-01 00:00.
    pub(super) fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01 00:00.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Days since 1970-01-01.
    pub(super) fn days(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Months since the year 0.
    pub(super) fn months(self) -> i64 {
        let date = self.datetime();
        i64::from(date.year()) * 12 + i64::from(date.month()) - 1
    }

    /// As a civil date and time; beyond the calendar's end, that end.
    pub(super) fn datetime(self) -> DateTime {
        EPOCH.saturating_add(SignedDuration::from_secs(self.0))
    }

    /// As text with no more detail than asked for: `2012`, `2012-01`, `2012-01-31`, `2012-01-31 12:30`.
    pub fn text(self, resolution: Resolution) -> String {
        let t = self.datetime();
        let (year, month, day) = (t.year(), t.month(), t.day());
        match resolution {
            Resolution::Year => format!("{year:04}"),
            Resolution::Month => format!("{year:04}-{month:02}"),
            Resolution::Day => format!("{year:04}-{month:02}-{day:02}"),
            Resolution::Minute => format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", t.hour(), t.minute()),
            Resolution::Second => {
                format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
            }
        }
    }
}

/// The finest detail that dates carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// Years alone.
    Year,
    /// Years and months.
    Month,
    /// Days.
    Day,
    /// Hours and minutes.
    Minute,
    /// Seconds.
    Second,
}

/// What the positions of a series are called.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// Steps counted from 1: a generated series, or a file without dates.
    Steps,
    /// Dates, one a position.
    Dates {
        /// The dates in order, each once.
        stamps: Vec<Stamp>,
        /// How much of a date is worth showing.
        resolution: Resolution,
        /// The regular distance between them; `None` if there is none, and positions then simply follow one another.
        step: Option<Step>,
    },
}

impl Axis {
    /// The name of position `i`: its date, or its number counted from 1 where there is no date.
    pub fn label(&self, i: usize) -> String {
        match self {
            Self::Dates { stamps, resolution, .. } if i < stamps.len() => stamps[i].text(*resolution),
            _ => (i + 1).to_string(),
        }
    }

    /// The regular distance between positions, where there is one.
    pub fn step(&self) -> Option<Step> {
        match self {
            Self::Dates { step, .. } => *step,
            Self::Steps => None,
        }
    }
}
