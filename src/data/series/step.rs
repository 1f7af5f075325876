//! The regular step of a list of dates, and the rows that are missing from it.

use super::Stamp;
use super::axis::DAY;
use jiff::Span;
use std::fmt;

/// A regular distance between the dates of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// That many seconds, less than a day.
    Seconds(i64),
    /// That many days.
    Days(i64),
    /// Monday to Friday.
    Weekdays,
    /// That many months.
    Months(i64),
}

impl Step {
    /// The regular step of dates in order, each once: the commonest distance, if at least half of all distances equal
    /// it and every other is a multiple of it (rows that are missing). `None` if the dates are not regular, or fewer
    /// than 3.
    pub fn of(stamps: &[Stamp]) -> Option<Self> {
        if stamps.len() < 3 {
            return None;
        }
        let seconds = distances(stamps, Stamp::seconds);
        let second_of_day = |s: &Stamp| s.seconds().rem_euclid(DAY);
        if !same(stamps, second_of_day) {
            return regular(&seconds).map(Self::Seconds);
        }
        let days = distances(stamps, Stamp::days);
        if let Some(months) = months(stamps, &days, MonthDays::Same) {
            return Some(months);
        }
        if let Some(step) = regular(&days) {
            let weekend = |s: &Stamp| weekday(s.days()) >= 5;
            let spans_weekends = days.iter().sum::<i64>() >= 14;
            let weekdays = step == 1 && spans_weekends && !stamps.iter().any(weekend);
            return Some(if weekdays { Self::Weekdays } else { Self::Days(step) });
        }
        months(stamps, &days, MonthDays::About)
    }

    /// How many steps `stamp` lies after `first`.
    pub fn position(self, first: Stamp, stamp: Stamp) -> i64 {
        match self {
            Self::Seconds(n) => (stamp.seconds() - first.seconds()) / n.max(1),
            Self::Days(n) => (stamp.days() - first.days()) / n.max(1),
            Self::Weekdays => weekdays(stamp.days()) - weekdays(first.days()),
            Self::Months(n) => (stamp.months() - first.months()) / n.max(1),
        }
    }

    /// The date that lies `position` steps after `first`.
    pub fn stamp(self, first: Stamp, position: i64) -> Stamp {
        let days_later = |days: i64| Stamp::from_seconds(first.seconds() + days * DAY);
        match self {
            Self::Seconds(n) => Stamp::from_seconds(first.seconds() + n * position),
            Self::Days(n) => days_later(n * position),
            Self::Weekdays => {
                let target = weekdays(first.days()) + position;
                days_later(target.div_euclid(5) * 7 + target.rem_euclid(5) - 3 - first.days())
            }
            Self::Months(n) => {
                let moved = Span::new().try_months(n * position).and_then(|span| first.datetime().checked_add(span));
                let seconds = moved.map(|t| t.duration_since(first.datetime()).as_secs()).unwrap_or_default();
                Stamp::from_seconds(first.seconds() + seconds)
            }
        }
    }

    /// Steps in the natural season: a day of hours or minutes, a year of days, weeks or months. `None` if there is
    /// none.
    pub fn period(self) -> Option<usize> {
        let steps = match self {
            Self::Seconds(n) if n > 0 && DAY % n == 0 => DAY / n,
            Self::Days(7) => 52,
            Self::Days(n) if n > 0 => 365 / n,
            Self::Weekdays => 261,
            Self::Months(n) if n > 0 && 12 % n == 0 => 12 / n,
            _ => 1,
        };
        usize::try_from(steps).ok().filter(|steps| *steps > 1)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(3_600) => f.write_str("hourly"),
            Self::Seconds(n) if n % 3_600 == 0 => write!(f, "every {} hours", n / 3_600),
            Self::Seconds(60) => f.write_str("every minute"),
            Self::Seconds(n) if n % 60 == 0 => write!(f, "every {} minutes", n / 60),
            Self::Seconds(1) => f.write_str("every second"),
            Self::Seconds(n) => write!(f, "every {n} seconds"),
            Self::Days(1) => f.write_str("daily"),
            Self::Days(7) => f.write_str("weekly"),
            Self::Days(n) => write!(f, "every {n} days"),
            Self::Weekdays => f.write_str("every weekday"),
            Self::Months(1) => f.write_str("monthly"),
            Self::Months(3) => f.write_str("quarterly"),
            Self::Months(12) => f.write_str("yearly"),
            Self::Months(n) if n % 12 == 0 => write!(f, "every {} years", n / 12),
            Self::Months(n) => write!(f, "every {n} months"),
        }
    }
}

/// How alike the lengths of months must be for dates to count as one a month.
#[derive(Clone, Copy, PartialEq)]
enum MonthDays {
    /// All dates fall on the same day of the month.
    Same,
    /// Each distance is within 5 days of that many mean months: the last working day, the 15th or 16th, month ends.
    About,
}

/// The step in months, if the dates have one that is at least a month long.
fn months(stamps: &[Stamp], days: &[i64], lengths: MonthDays) -> Option<Step> {
    if days.iter().any(|d| *d < 26) || (lengths == MonthDays::Same && !same(stamps, |s| s.datetime().day())) {
        return None;
    }
    let months = distances(stamps, Stamp::months);
    let near = |(m, d): (&i64, &i64)| (*d as f64 - *m as f64 * 30.4369).abs() <= 5.0;
    months.iter().zip(days).all(near).then(|| regular(&months)).flatten().map(Step::Months)
}

/// The commonest of some distances, if at least half equal it and all are positive multiples of it.
fn regular(distances: &[i64]) -> Option<i64> {
    let mut sorted = distances.to_vec();
    sorted.sort_unstable();
    // Of equally common distances the smallest wins: all others must be multiples of it.
    let commonest = sorted.chunk_by(|a, b| a == b).rev().max_by_key(|run| run.len())?;
    let step = *commonest.first()?;
    let fits = step > 0 && 2 * commonest.len() >= distances.len() && distances.iter().all(|d| *d > 0 && d % step == 0);
    fits.then_some(step)
}

fn distances(stamps: &[Stamp], measure: impl Fn(Stamp) -> i64) -> Vec<i64> {
    stamps.windows(2).map(|pair| measure(pair[1]) - measure(pair[0])).collect()
}

fn same<K: PartialEq>(stamps: &[Stamp], key: impl Fn(&Stamp) -> K) -> bool {
    stamps.windows(2).all(|pair| key(&pair[0]) == key(&pair[1]))
}

/// 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// Working days since the Monday before 1970-01-01.
fn weekdays(days: i64) -> i64 {
    (days + 3).div_euclid(7) * 5 + weekday(days).min(4)
}
