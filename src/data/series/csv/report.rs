//! What was found in a file and decided about it, for people to read.

use super::super::{Gaps, Stamp, Step};
use super::{Column, Format, Found, Mark};

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

/// How the dates of a file were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateReport {
    /// Their column.
    pub column: Column,
    /// How they are written.
    pub format: Format,
    /// Whether every date could be day/month as well as month/day.
    pub ambiguous: bool,
    /// The regular step, if there is one.
    pub step: Option<Step>,
    /// The order of the rows in the file.
    pub order: Order,
    /// Rows whose date had been there before.
    pub repeated: usize,
    /// The first such date, and its line.
    pub first_repeated: Option<(String, u64)>,
    /// Gaps put in where the regular step misses rows.
    pub inserted: usize,
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
    /// Whether all numbers that bear a mark could be read with either (`1.234`).
    pub mark_guessed: bool,
    /// Rows in the file, blank ones and the header aside.
    pub rows: usize,
    /// Values in the series, gaps included.
    pub values: usize,
    /// How the dates were read; `None` without dates.
    pub dates: Option<DateReport>,
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
        if self.mark_guessed {
            lines.push(match self.mark {
                Mark::Dot => {
                    "numbers like 1.234 or 1,234 are ambiguous: the dot was taken for a decimal point".to_owned()
                }
                Mark::Comma => "numbers like 1,234 are ambiguous: the comma was taken for a decimal comma".to_owned(),
            });
        }
        lines.extend(self.form.iter().cloned());
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

    fn columns(&self) -> String {
        let how = match self.value.found {
            Found::Named => "as asked",
            Found::ByContent => "the first of numbers",
        };
        let dates = match &self.dates {
            Some(DateReport { column, step: Some(step), .. }) => format!("dates in column {column}, {step}"),
            Some(DateReport { column, .. }) => format!("dates in column {column}, without a regular step"),
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
        if self.ambiguous {
            lines.push(format!("all dates could be day/month or month/day: read as {}", self.format));
        }
        match self.order {
            Order::Rising => {}
            Order::Falling => lines.push("the newest row came first: turned around".to_owned()),
            Order::Mixed => lines.push("rows were not in order of date: sorted".to_owned()),
        }
        if let Some((date, line)) = &self.first_repeated {
            lines.push(format!(
                "{} with a date that was there before, the first {date} in line {line}: \
                 the last value of a date counts",
                count(self.repeated, "row")
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

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
