//! The regular step of a list of dates, and the rows that are missing from it.

use super::DAY;
use super::Stamp;
use super::stamp::SECOND;
use jiff::Span;
use std::fmt;

/// A regular distance between the dates of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// That many seconds.
    Seconds(i64),
    /// That many nanoseconds, which make no whole seconds.
    Nanoseconds(i64),
    /// That many days.
    Days(i64),
    /// Monday to Friday.
    Weekdays,
    /// That many months.
    Months(i64),
}

impl Step {
    /// The regular step of dates in order, each once: the commonest distance, if at least half of all distances equal
    /// it and every other is a multiple of it (rows that are missing). Days count as such whatever their hours, if these
    /// lie close together; shorter distances may be off by a tenth, as loggers are late now and then. `None` if the
    /// dates are not regular, or fewer than 3.
    pub fn of(stamps: &[Stamp]) -> Option<Self> {
        if stamps.len() < 3 {
            return None;
        }
        if hours_spread(stamps) <= 4 * 3_600 * SECOND as i64 {
            let days = distances(stamps, Stamp::days);
            if days.iter().all(|d| *d > 0)
                && let Some(step) = of_days(stamps, &days)
            {
                return Some(step);
            }
            if same(stamps, |s| s.time_of_day()) {
                return None;
            }
        }
        // Sorted where they lie: of millions of dates a copy would count.
        let mut moments = distances(stamps, Stamp::nanoseconds);
        moments.sort_unstable();
        regular(&moments).or_else(|| nearly_regular(&moments)).and_then(Self::of_nanoseconds)
    }

    fn of_nanoseconds(n: i128) -> Option<Self> {
        let n = i64::try_from(n).ok()?;
        let second = SECOND as i64;
        Some(if n % second == 0 { Self::Seconds(n / second) } else { Self::Nanoseconds(n) })
    }

    /// How many steps lie between two dates, to the nearest.
    pub fn position(self, first: Stamp, stamp: Stamp) -> i64 {
        let nearest = |n: i128| {
            let n = n.max(1);
            let steps = (2 * (stamp.nanoseconds() - first.nanoseconds()) + n).div_euclid(2 * n);
            i64::try_from(steps).unwrap_or(i64::MAX)
        };
        match self {
            Self::Seconds(n) => nearest(i128::from(n) * SECOND),
            Self::Nanoseconds(n) => nearest(i128::from(n)),
            Self::Days(n) => (stamp.days() - first.days()) / n.max(1),
            Self::Weekdays => weekdays(stamp.days()) - weekdays(first.days()),
            Self::Months(n) => (stamp.months() - first.months()) / n.max(1),
        }
    }

    /// The place of each of some dates in order, counted in steps from the first: distances are counted one by one, so
    /// that small delays don't add up.
    pub fn places(self, stamps: &[Stamp]) -> Vec<i64> {
        let mut place = 0_i64;
        let mut places = Vec::with_capacity(stamps.len());
        places.extend(stamps.first().map(|_| 0));
        places.extend(stamps.windows(2).map(|pair| {
            place = place.saturating_add(self.position(pair[0], pair[1]));
            place
        }));
        places
    }

    /// The date that lies `position` steps after `first`.
    pub fn stamp(self, first: Stamp, position: i64) -> Stamp {
        let days_later = |days: i64| first.later_by_seconds(days.saturating_mul(DAY));
        match self {
            Self::Seconds(n) => first.later_by_seconds(n.saturating_mul(position)),
            Self::Nanoseconds(n) => first.later_by_nanoseconds(n.saturating_mul(position)),
            Self::Days(n) => days_later(n * position),
            Self::Weekdays => {
                let target = weekdays(first.days()) + position;
                days_later(target.div_euclid(5) * 7 + target.rem_euclid(5) - 3 - first.days())
            }
            Self::Months(n) => {
                let moved = Span::new().try_months(n * position).and_then(|span| first.datetime().checked_add(span));
                let seconds = moved.map(|t| t.duration_since(first.datetime()).as_secs()).unwrap_or_default();
                first.later_by_seconds(seconds)
            }
        }
    }

    /// Steps in the natural season: a day of hours or minutes, a year of days, weeks or months. `None` if there is
    /// none.
    pub fn period(self) -> Option<usize> {
        let steps = match self {
            Self::Seconds(n) if n >= DAY && n % DAY == 0 => return Self::Days(n / DAY).period(),
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
            Self::Seconds(n) if *n >= DAY && n % DAY == 0 => Self::Days(n / DAY).fmt(f),
            Self::Seconds(3_600) => f.write_str("hourly"),
            Self::Seconds(n) if n % 3_600 == 0 => write!(f, "every {} hours", n / 3_600),
            Self::Seconds(60) => f.write_str("every minute"),
            Self::Seconds(n) if n % 60 == 0 => write!(f, "every {} minutes", n / 60),
            Self::Seconds(1) => f.write_str("every second"),
            Self::Seconds(n) => write!(f, "every {n} seconds"),
            Self::Nanoseconds(n) if n % 1_000_000 == 0 => write!(f, "every {} ms", n / 1_000_000),
            Self::Nanoseconds(n) if n % 1_000 == 0 => write!(f, "every {} µs", n / 1_000),
            Self::Nanoseconds(n) => write!(f, "every {n} ns"),
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
    months.iter().zip(days).all(near).then(|| regular(&sorted(&months))).flatten().map(Step::Months)
}

/// The step of dates that each have a day of their own, in days, working days or months.
fn of_days(stamps: &[Stamp], days: &[i64]) -> Option<Step> {
    if let Some(months) = months(stamps, days, MonthDays::Same) {
        return Some(months);
    }
    if let Some(step) = regular(&sorted(days)) {
        let weekend = |s: &Stamp| weekday(s.days()) >= 5;
        let spans_weekends = days.iter().sum::<i64>() >= 14;
        let weekdays = step == 1 && spans_weekends && !stamps.iter().any(weekend);
        return Some(if weekdays { Step::Weekdays } else { Step::Days(step) });
    }
    months(stamps, days, MonthDays::About)
}

/// How far apart times of day lie, in nanoseconds.
fn hours_spread(stamps: &[Stamp]) -> i64 {
    let times = || stamps.iter().map(|s| s.time_of_day());
    times().max().unwrap_or(0) - times().min().unwrap_or(0)
}

fn sorted<N: Copy + Ord>(distances: &[N]) -> Vec<N> {
    let mut sorted = distances.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The commonest of some distances in order of size, if at least half equal it and all are positive multiples of it.
fn regular<N>(sorted: &[N]) -> Option<N>
where
    N: Copy + Ord + Default + std::ops::Rem<Output = N>,
{
    // Of equally common distances the smallest wins: all others must be multiples of it.
    let commonest = sorted.chunk_by(|a, b| a == b).rev().max_by_key(|run| run.len())?;
    let (step, zero) = (*commonest.first()?, N::default());
    let fits =
        step > zero && 2 * commonest.len() >= sorted.len() && sorted.iter().all(|d| *d > zero && *d % step == zero);
    fits.then_some(step)
}

/// A round distance of which all of these, in order of size, are multiples to within a tenth of it, and at least half are it
/// itself.
fn nearly_regular(sorted: &[i128]) -> Option<i128> {
    if sorted.len() < 2 || sorted.iter().any(|d| *d <= 0) {
        return None;
    }
    let median = sorted[sorted.len() / 2];
    let units = [86_400 * SECOND, 3_600 * SECOND, 60 * SECOND, SECOND, SECOND / 10, SECOND / 1_000, 1_000];
    let round = |unit: i128| (2 * median + unit) / (2 * unit) * unit;
    let step = units.into_iter().map(round).find(|step| *step > 0 && 20 * (step - median).abs() <= median)?;
    let steps = |d: i128| (2 * d + step) / (2 * step);
    let fits = sorted.iter().all(|d| steps(*d) >= 1 && 10 * (d - steps(*d) * step).abs() <= step);
    (fits && 2 * sorted.iter().filter(|d| steps(**d) == 1).count() >= sorted.len()).then_some(step)
}

fn distances<N: std::ops::Sub<Output = N>>(stamps: &[Stamp], measure: impl Fn(Stamp) -> N) -> Vec<N> {
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
