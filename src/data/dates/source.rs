//! Which columns of a table its dates stand in: one, a date and a time beside each other, or year, month and day apart.

use super::names::{self, Part, Says};
use super::{Format, Tally, number};
use std::borrow::Cow;

/// What is known of one column.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its name in the header.
    pub name: Option<&'a str>,
    /// What its cells say of dates.
    pub tally: &'a Tally,
    /// Whether it holds numbers that aren't a mere counter.
    pub is_values: bool,
}

impl Seen<'_> {
    fn says(&self) -> Says {
        self.name.map_or(Says::Nothing, names::says)
    }

    /// Whether it holds dates or parts of them, or is called so; then it is no series of values.
    pub fn belongs_to_dates(&self) -> bool {
        let by_name = matches!(self.says(), Says::Date | Says::Time) || self.is_clearly_a_part();
        by_name || self.tally.is_dates(self.name, false)
    }

    /// Whether it ought to hold dates, by its name or by its looks, and does not: `alone` says that the table has no
    /// dates at all, so that parts of dates and cells full of digits count.
    pub fn is_misunderstood(&self, alone: bool) -> bool {
        let by_name = match self.says() {
            Says::Date => true,
            Says::Time => alone,
            Says::Part(_) if self.is_clearly_a_part() => alone,
            Says::Part(_) | Says::Perhaps | Says::Nothing => alone && self.tally.is_unread(),
        };
        by_name && self.tally.first().is_some() && (alone || !self.tally.is_dates(self.name, false))
    }

    fn is_clearly_a_part(&self) -> bool {
        matches!(self.says(), Says::Part(_)) && !self.name.is_some_and(names::is_short)
    }

    fn part(&self) -> Option<Part> {
        match self.says() {
            Says::Part(part) if self.tally.is_part(part) => Some(part),
            _ => None,
        }
    }
}

/// The columns that dates are put together from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    kind: Kind,
    /// Their columns, the most telling first.
    pub columns: Vec<usize>,
    /// How the dates may be written: those formats that fit most cells.
    pub formats: Vec<Format>,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// One column.
    Whole,
    /// The second column holds the time of day, as `14:30`, or as `1430` without leading zeros.
    DateAndTime { four_digits: bool },
    /// Year and what else, in this order; the last may be a time of day (`None`).
    Parts(Vec<Option<Part>>),
}

impl Source {
    /// One column alone, whatever it holds.
    pub fn whole(column: usize, tally: &Tally) -> Self {
        Self { kind: Kind::Whole, columns: vec![column], formats: tally.formats() }
    }

    /// The column of dates that was asked for, with the times of day beside it, if there are any.
    pub fn named(columns: &[Seen<'_>], column: usize, taken: Option<usize>) -> Option<Self> {
        let seen = columns.get(column)?;
        if seen.part() == Some(Part::Year)
            && !seen.tally.is_dates(None, true)
            && let Some(parts) = parts(columns, taken)
        {
            return Some(parts);
        }
        Some(Self::whole(column, seen.tally).with_time(columns, taken))
    }

    /// The dates of a table, if it has any: the first column of dates, else parts of dates. `taken` is the column of
    /// values, where that is known.
    pub fn find(columns: &[Seen<'_>], taken: Option<usize>) -> Option<Self> {
        let mut leads = true;
        let mut whole = None;
        for (i, seen) in columns.iter().enumerate().filter(|(i, _)| Some(*i) != taken) {
            // Numbers of which nothing says that they are dates may be the only values there are.
            let others = taken.is_some() || columns.iter().enumerate().any(|(j, other)| j != i && other.is_values);
            if seen.tally.is_dates(seen.name, leads && others) {
                whole = Some(i);
                break;
            }
            leads &= !seen.is_values;
        }
        let is_year = |i: usize| columns.get(i).and_then(Seen::part) == Some(Part::Year);
        match whole {
            Some(i) if !is_year(i) => Some(Self::whole(i, columns.get(i)?.tally).with_time(columns, taken)),
            Some(i) => parts(columns, taken).or_else(|| Some(Self::whole(i, columns.get(i)?.tally))),
            None => parts(columns, taken),
        }
    }

    /// Joins the column of times of day, if dates name days and have no times of their own.
    fn with_time(mut self, columns: &[Seen<'_>], taken: Option<usize>) -> Self {
        let Some(&date) = self.columns.first() else { return self };
        let is_timed = columns.get(date).is_some_and(|seen| seen.tally.is_timed());
        if is_timed || !self.formats.first().is_some_and(|f| f.names_day()) {
            return self;
        }
        let mut others = columns.iter().enumerate().filter(|(i, _)| *i != date && Some(*i) != taken);
        if let Some((i, seen)) = others.find(|(_, seen)| seen.tally.is_times(seen.name)) {
            self.kind = Kind::DateAndTime { four_digits: seen.tally.has_hours_and_minutes() };
            self.columns.push(i);
            if seen.part() == Some(Part::Hour) {
                let minutes = columns.iter().position(|seen| seen.part() == Some(Part::Minute));
                self.columns.extend(minutes.filter(|i| Some(*i) != taken));
            }
        }
        self
    }

    /// The text of the date in a row, whose cells `cell` gives (trimmed); empty if a part of it is missing.
    pub fn text<'c>(&self, cell: impl Fn(usize) -> &'c str) -> Cow<'c, str> {
        let at = |i: usize| self.columns.get(i).map_or("", |column| cell(*column));
        match &self.kind {
            Kind::Whole => Cow::Borrowed(at(0)),
            Kind::DateAndTime { .. } if at(0).is_empty() || at(1).is_empty() => Cow::Borrowed(""),
            Kind::DateAndTime { .. } if self.columns.len() > 2 => {
                format!("{} {}:{:0>2}", at(0), whole(at(1)), whole(at(2))).into()
            }
            Kind::DateAndTime { four_digits: true } => format!("{} {:0>4}", at(0), whole(at(1))).into(),
            Kind::DateAndTime { .. } => format!("{} {}", at(0), whole(at(1))).into(),
            Kind::Parts(parts) => together(parts, at).into(),
        }
    }
}

/// A number that a table of numbers gave decimals: `5.0`.
fn whole(cell: &str) -> &str {
    cell.strip_suffix(".0").unwrap_or(cell)
}

/// Year and month, quarter or the like, and what comes below them.
fn parts(columns: &[Seen<'_>], taken: Option<usize>) -> Option<Source> {
    let mut found: Vec<(Part, usize)> = Vec::new();
    let free = || columns.iter().enumerate().filter(|(i, _)| Some(*i) != taken);
    for (i, seen) in free() {
        let has = |part: Part| found.iter().any(|(p, _)| *p == part);
        let Says::Part(mut part) = seen.says() else { continue };
        // "MM DD hh mm": the second is the minute.
        if part == Part::Month && has(Part::Month) && has(Part::Hour) {
            part = Part::Minute;
        }
        if seen.tally.is_part(part) && !has(part) {
            found.push((part, i));
        }
    }
    let column = |part: Part| found.iter().find(|(p, _)| *p == part).map(|(_, i)| *i);
    let months_by_name = || column(Part::Month).and_then(|i| columns.get(i)).is_some_and(|s| s.tally.has_month_names());
    let (wanted, format): (&[Part], Format) = if column(Part::Month).is_some() && column(Part::Day).is_some() {
        let format = if months_by_name() { Format::MonthName } else { Format::YearMonthDay };
        (&[Part::Year, Part::Month, Part::Day], format)
    } else if column(Part::Month).is_some() {
        (&[Part::Year, Part::Month], if months_by_name() { Format::MonthNameYear } else { Format::YearMonth })
    } else if column(Part::DayOfYear).is_some() {
        (&[Part::Year, Part::DayOfYear], Format::DayOfYear)
    } else if column(Part::Week).is_some() {
        (&[Part::Year, Part::Week], Format::Week)
    } else if column(Part::Quarter).is_some() {
        (&[Part::Year, Part::Quarter], Format::Quarter)
    } else {
        (&[Part::Year, Part::HalfYear], Format::HalfYear)
    };
    let mut parts = Vec::new();
    let mut used = Vec::new();
    for part in wanted {
        parts.push(Some(*part));
        used.push(column(*part)?);
    }
    if format.names_day() {
        let mut clocks = free()
            .filter(|(i, seen)| !used.contains(i) && seen.says() == Says::Time && !seen.tally.has_hours_and_minutes());
        let time = clocks.find(|(_, seen)| seen.tally.is_times(seen.name));
        if let Some(hour) = column(Part::Hour) {
            parts.push(Some(Part::Hour));
            used.push(hour);
            for part in [Part::Minute, Part::Second] {
                let Some(i) = column(part) else { break };
                parts.push(Some(part));
                used.push(i);
            }
        } else if let Some((i, _)) = time {
            parts.push(None);
            used.push(i);
        }
    }
    Some(Source { kind: Kind::Parts(parts), columns: used, formats: vec![format] })
}

/// The parts as one date that reads like any other.
fn together<'c>(parts: &[Option<Part>], at: impl Fn(usize) -> &'c str) -> String {
    let mut text = String::new();
    let (mut year, mut month) = (String::new(), "");
    for (i, part) in parts.iter().enumerate() {
        let cell = whole(at(i));
        if cell.is_empty() {
            return String::new();
        }
        let counted = cell.bytes().all(|b| b.is_ascii_digit());
        match part {
            Some(Part::Year) => {
                let short =
                    cell.parse().ok().filter(|_| counted && cell.len() <= 2).map(|n| number::full(n).to_string());
                year = short.unwrap_or_else(|| cell.to_owned());
            }
            Some(Part::Month) => {
                month = cell;
                text = if counted { format!("{year}-{cell}") } else { format!("{cell} {year}") };
            }
            Some(Part::Day) => {
                let by_name = !month.bytes().all(|b| b.is_ascii_digit());
                text = if by_name { format!("{cell} {month} {year}") } else { format!("{year}-{month}-{cell}") };
            }
            Some(Part::DayOfYear) => text = format!("{year}-{cell:0>3}"),
            Some(Part::Week) if counted => text = format!("{year}-W{cell}"),
            Some(Part::Quarter) if counted => text = format!("{year}-Q{cell}"),
            Some(Part::HalfYear) if counted => text = format!("{year}-S{cell}"),
            Some(Part::Week | Part::Quarter | Part::HalfYear) => text = format!("{cell} {year}"),
            Some(Part::Hour) | None => text = format!("{text} {cell}"),
            Some(Part::Minute | Part::Second) => text = format!("{text}:{cell:0>2}"),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dates::{Resolution, Written};

    /// The dates of a table given as header and rows of cells with commas.
    fn dates(header: &str, rows: &[&str]) -> Option<Vec<String>> {
        let names: Vec<&str> = header.split(',').collect();
        let mut tallies = vec![Tally::default(); names.len()];
        for row in rows {
            for (tally, cell) in tallies.iter_mut().zip(row.split(',')) {
                tally.add(cell);
            }
        }
        let seen: Vec<Seen<'_>> = names
            .iter()
            .zip(&tallies)
            .map(|(name, tally)| Seen { name: Some(name), tally, is_values: *name == "x" })
            .collect();
        let source = Source::find(&seen, None)?;
        let read = |row: &&str| {
            let cells: Vec<&str> = row.split(',').collect();
            let text = source.text(|i| cells[i]).into_owned();
            let stamp = Written::of(&text).and_then(|w| w.read(source.formats[0]));
            stamp.map_or(format!("? {text}"), |s| s.text(Resolution::Minute))
        };
        Some(rows.iter().map(read).collect())
    }

    #[test]
    fn a_column_of_times_joins_a_column_of_dates() {
        for (header, row) in [
            ("Date,Time,x", "16/12/2006,17:24,1"),
            ("Date,Time,x", "16/12/2006,17.24.00,1"),
            ("time,date,x", "5:24 PM,2006-12-16,1"),
            ("x,fecha,hora", "1,16 dic 2006,17:24"),
            ("date,hour,minute,x", "20061216,17,24,1"),
            ("date,time,x", "2006-12-16,1724,1"),
        ] {
            assert_eq!(dates(header, &[row]).unwrap(), ["2006-12-16 17:24"], "{header}");
        }
        assert_eq!(dates("date,time,x", &["2006-12-16,30,1", "2006-12-16,100,1"]).unwrap()[0], "2006-12-16 00:30");
        assert_eq!(dates("date,hour,x", &["2006-12-16,23,1", "2006-12-16,24,1"]).unwrap()[1], "2006-12-17 00:00");
    }

    #[test]
    fn times_join_no_dates_that_have_times_and_durations_join_none() {
        assert_eq!(dates("date,time,x", &["2006-12-16 10:00,17:24,1"]).unwrap(), ["2006-12-16 10:00"]);
        assert_eq!(dates("date,duration,x", &["2006-12-16,17:24,1"]).unwrap(), ["2006-12-16 00:00"]);
    }

    #[test]
    fn parts_of_dates_are_put_together() {
        for (header, row, expected) in [
            ("year,month,x", "2012,3,1", "2012-03-01 00:00"),
            ("año,mes,x", "2012,marzo,1", "2012-03-01 00:00"),
            ("x,Year,Month,Day", "1,2012,3,15", "2012-03-15 00:00"),
            ("yy,MM,DD,hh,mm,x", "12,03,15,14,30,1", "2012-03-15 14:30"),
            ("year,month,day,hour,x", "2012.0,3.0,15.0,14.0,1", "2012-03-15 14:00"),
            ("year,month,day,time,x", "2012,Mar,15,14:30,1", "2012-03-15 14:30"),
            ("year,quarter,x", "2012,2,1", "2012-04-01 00:00"),
            ("year,quarter,x", "2012,Q2,1", "2012-04-01 00:00"),
            ("año,trimestre,x", "2012,2T,1", "2012-04-01 00:00"),
            ("year,semester,x", "2012,2,1", "2012-07-01 00:00"),
            ("year,week,x", "2012,7,1", "2012-02-13 00:00"),
            ("year,doy,x", "2012,60,1", "2012-02-29 00:00"),
        ] {
            assert_eq!(dates(header, &[row]).unwrap(), [expected], "{header}");
        }
        assert_eq!(dates("year,x", &["2012,1", "2013,5"]).unwrap(), ["2012-01-01 00:00", "2013-01-01 00:00"]);
        assert_eq!(dates("month,x", &["3,1", "4,5"]), None);
    }

    #[test]
    fn numbers_are_dates_where_name_place_and_order_say_so() {
        let rising = ["1616976024321,20", "1616976084322,21"];
        assert!(dates("timestamp,x", &rising).is_some() && dates("t,x", &rising).is_some());
        assert!(dates("t,x", &["1616976084322,20", "1616976024321,20", "1616976034321,20"]).is_none());
        assert!(dates("x,people", &["1,1056575549", "2,1074700000"]).is_none());
        assert!(dates("timestamp,x", &["1,20", "2,21"]).is_none());
        assert!(dates("n,x", &["43539,20", "43540,21"]).is_none() && dates("date,x", &["43539,20"]).is_some());
    }
}
