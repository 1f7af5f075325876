//! What was found in a file and decided about it, for people to read.

use super::super::{Gaps, Stamp, Step};
use super::{Column, Found, Mark};
use crate::data::dates::Format;
use crate::data::table::number::Certainty;
use std::fmt;

/// The order that rows had in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The oldest first, as it should be.
    Rising,
    /// The newest first: turned around.
    Falling,
    /// Mixed: sorted by date.
    Mixed,
}

impl Order {
    pub(super) fn of(stamps: &[Stamp]) -> Self {
        if stamps.is_sorted() {
            Self::Rising
        } else if stamps.is_sorted_by(|a, b| a >= b) {
            Self::Falling
        } else {
            Self::Mixed
        }
    }
}

/// The columns that dates were put together from; one or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateColumns(pub Vec<Column>);

impl DateColumns {
    /// `column "date"`, `columns "date" and "time"`.
    fn words(&self) -> String {
        format!("column{} {self}", if self.0.len() > 1 { "s" } else { "" })
    }
}

impl fmt::Display for DateColumns {
    /// The names: `"year", "month" and "day"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, column) in self.0.iter().enumerate() {
            let before = match i {
                0 => "",
                i if i + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{before}{column}")?;
        }
        Ok(())
    }
}

/// A date that came again, and the lines of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The date.
    pub date: String,
    /// The line where it stood first.
    pub first: u64,
    /// The line where it stands again.
    pub again: u64,
}

impl Repeated {
    /// How many are named.
    pub(super) const NAMED: usize = 3;
}

/// A column that ought to hold dates by its name or looks, and doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misunderstood {
    /// The column.
    pub column: Column,
    /// The line of its first cell that isn't empty.
    pub line: u64,
    /// That cell, as shown.
    pub cell: String,
}

/// How the dates of a file were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateReport {
    /// Their column, or columns.
    pub column: DateColumns,
    /// How they are written.
    pub format: Format,
    /// How else every date could be read (day/month for month/day).
    pub others: Vec<Format>,
    /// Where an hour was skipped (`true`) or came twice, as the clock was put forward or back.
    pub clock_changes: Vec<(String, bool)>,
    /// The regular step, if there is one.
    pub step: Option<Step>,
    /// The order of the rows in the file.
    pub order: Order,
    /// Rows whose date had been there before.
    pub repeated: usize,
    /// The first such dates, and their lines.
    pub first_repeated: Vec<Repeated>,
    /// Gaps put in where the regular step misses rows.
    pub inserted: usize,
    /// A regular step that was given up because more rows are missing from it than there are values, and how many.
    pub sparse: Option<(Step, usize)>,
}

/// What was found in a file and decided about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The file, as shown.
    pub file: String,
    /// The sign between cells, in words.
    pub delimiter: &'static str,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The column that is the series.
    pub value: Column,
    /// Its decimal mark.
    pub mark: Mark,
    /// How sure that is.
    pub(super) certainty: Certainty,
    /// Values far from all others: how often they are there, where first, and how many standard deviations off.
    pub outliers: Vec<(f64, usize, String, f64)>,
    /// Columns of numbers that were passed over because they never change.
    pub constant: Vec<String>,
    /// Rows in the file, blank ones and the header aside.
    pub rows: usize,
    /// Values in the series, gaps included.
    pub values: usize,
    /// How the dates were read; `None` without dates.
    pub dates: Option<DateReport>,
    /// Columns that ought to hold dates and don't.
    pub misunderstood: Vec<Misunderstood>,
    /// What is odd about the form of the file and was read nevertheless.
    pub form: Vec<String>,
    /// Gaps cut off at both ends.
    pub trimmed: usize,
    /// The gaps within.
    pub gaps: Gaps,
    /// Where the first gap starts.
    pub first_gap: String,
    /// Where the longest gap starts.
    pub longest_gap: String,
    /// The first position.
    pub first: String,
    /// The last position.
    pub last: String,
}

impl Report {
    /// All of it in sentences, the choice of columns first; nothing from the file is unescaped.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.columns()];
        if let Some(dates) = &self.dates {
            lines.extend(dates.lines());
        }
        for Misunderstood { column, line, cell } in &self.misunderstood {
            let end = if self.dates.is_some() { "the column is left aside" } else { "rows are taken as they stand" };
            lines.push(format!("line {line}: column {column} holds \"{cell}\", not understood as a date: {end}"));
        }
        lines.extend(self.marks());
        lines.extend(self.form.iter().cloned());
        for column in &self.constant {
            lines.push(format!("column {column} is passed over: it holds the same number in every row"));
        }
        lines.extend(self.outliers());
        if self.trimmed > 0 {
            lines.push(format!("{} at the ends left out", count(self.trimmed, "gap")));
        }
        if self.gaps.missing > 0 {
            let Gaps { missing, runs, longest, .. } = self.gaps;
            lines.push(format!(
                "{missing} of {} values missing in {}, the first at {}, the longest of {longest} from {}",
                self.values,
                count(runs, "gap"),
                self.first_gap,
                self.longest_gap
            ));
        }
        lines
    }

    /// How marks before three digits were read.
    fn marks(&self) -> Option<String> {
        let (thousands, decimals) = match self.mark {
            Mark::Dot => ("comma", "dot"),
            Mark::Comma => ("dot", "comma"),
        };
        match self.certainty {
            Certainty::Certain => None,
            Certainty::Thousands => {
                Some(format!("the {thousands} was taken for a mark of thousands: three digits follow it everywhere"))
            }
            Certainty::Guessed => Some(format!(
                "numbers like 1.234 or 1,234 are ambiguous: a {decimals} was taken for the decimal mark, \
                 a {thousands} for one of thousands"
            )),
        }
    }

    fn outliers(&self) -> impl Iterator<Item = String> {
        self.outliers.iter().map(|(value, times, first, deviations)| {
            let places = if *times == 1 { format!("at {first}") } else { format!("{times} times, first at {first}") };
            format!(
                "the value {value} ({places}) lies {deviations:.0} standard deviations from the others: \
                 if it stands for a missing one, leave it empty"
            )
        })
    }

    fn columns(&self) -> String {
        let how = match self.value.found {
            Found::Named => "as asked",
            Found::ByContent => "the first of numbers",
        };
        let dates = match &self.dates {
            Some(DateReport { column, step: Some(step), .. }) => format!("dates in {}, {step}", column.words()),
            Some(DateReport { column, sparse: Some(_), .. }) => {
                format!("dates in {}, taken row after row", column.words())
            }
            Some(DateReport { column, .. }) => format!("dates in {}, without a regular step", column.words()),
            None => "no dates: rows are taken as they stand".to_owned(),
        };
        format!(
            "column {} ({how}), {} from {} to {}; {dates}",
            self.value,
            count(self.values, "value"),
            self.first,
            self.last
        )
    }
}

impl DateReport {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.others.is_empty() {
            let named = |f: &&Format| **f == self.format || self.others.contains(f);
            let all: Vec<String> = Format::ALL.iter().filter(named).map(Format::to_string).collect();
            lines.push(format!("all dates could be {}: read as {}", all.join(" or "), self.format));
        }
        match self.order {
            Order::Rising => {}
            Order::Falling => lines.push("the newest row came first: turned around".to_owned()),
            Order::Mixed => lines.push("rows were not in order of date: sorted".to_owned()),
        }
        if let Some(changes) = clock_changes(&self.clock_changes) {
            lines.push(changes);
        }
        if self.repeated > 0 {
            let named = |r: &Repeated| format!("{} in line {} after line {}", r.date, r.again, r.first);
            let mut named: Vec<String> = self.first_repeated.iter().map(named).collect();
            if self.repeated > named.len() {
                named.push("…".to_owned());
            }
            lines.push(format!(
                "{} with a date that was there before ({}): the last value of a date counts",
                count(self.repeated, "row"),
                named.join(", ")
            ));
        }
        if let Some((step, missing)) = self.sparse {
            lines.push(format!(
                "{step}, {} would be missing between the first date and the last, more than there are values: \
                 rows are taken one after another",
                count(missing, "row")
            ));
        }
        if self.inserted > 0 {
            lines.push(format!(
                "{} missing between the first date and the last: made gaps",
                count(self.inserted, "row")
            ));
        }
        lines
    }
}

/// Where clocks were changed, in a sentence.
fn clock_changes(changes: &[(String, bool)]) -> Option<String> {
    let (at, forward) = changes.first()?;
    let what = if *forward { "put forward" } else { "put back" };
    let more = match changes.len() {
        1 => String::new(),
        n => format!(" (and {})", count(n - 1, "more change")),
    };
    Some(format!("the clock was {what} at {at}{more}: no hour is missing or counted twice"))
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
