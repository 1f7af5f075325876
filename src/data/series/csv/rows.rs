//! The chosen columns, row by row: numbers and dates read strictly, put in order, and missing rows made gaps.

use super::super::{Axis, CellFault, Gaps, Series, SeriesError, Stamp, Step};
use super::report::{DateColumns, DateReport, Order, Repeated};
use super::survey::{Choice, Survey};
use super::{Column, Loaded, Mark, Report, outliers};
use crate::data::dates::{DateReader, Reading, Source};
use crate::data::shown;
use crate::data::table::Table;
use crate::data::table::number::{self, Certainty};
use std::sync::Arc;

/// A regular step is given up if filling its gaps would make a series this many times as long (and this much longer).
const MOST_FILLED: (usize, usize) = (10, 1_000);

/// What was taken from a table, which may go before the series is made: large files need the memory.
pub(super) struct Taken {
    raw: Raw,
    choice: Choice,
    mark: Mark,
    certainty: Certainty,
    file: String,
    delimiter: &'static str,
    has_header: bool,
    rows: usize,
    constant: Vec<String>,
    /// What is odd about the form of the file and was read nevertheless.
    pub(super) form: Vec<String>,
}

/// Reads the chosen columns.
pub(super) fn read(table: &Table<'_>, survey: &Survey, choice: Choice) -> Result<Taken, SeriesError> {
    let (mark, certainty) = decimal_mark(table, survey, &choice.value)?;
    let dates = choice.date.as_ref().map(|(columns, source)| (columns, source));
    let raw = read_values(table, &choice.value, mark, dates, survey.rows)?;
    check(table, survey, &choice.value, &raw.values)?;
    let constant = match choice.value.found {
        super::Found::ByContent => survey.constants_before(table, choice.value.index),
        super::Found::Named => Vec::new(),
    };
    Ok(Taken {
        raw,
        choice,
        mark,
        certainty,
        file: table.file.to_owned(),
        delimiter: table.delimiter_name(),
        has_header: table.header.is_some(),
        rows: survey.rows,
        constant,
        form: table.remarks(),
    })
}

/// Puts what was taken in order: a value for each step.
pub(super) fn series(taken: Taken) -> Loaded {
    let Taken { raw, choice, mark, certainty, file, delimiter, has_header, rows, constant, form } = taken;
    let reading = raw.dates.and_then(DateReader::finish);
    let (mut values, mut axis, dates) = match (choice.date, reading) {
        (Some((columns, _)), Some(reading)) => {
            let (values, axis, dates) = regular(raw.values, raw.lines, reading, columns);
            (values, axis, Some(dates))
        }
        _ => (raw.values, Axis::Steps, None),
    };
    let trimmed = trim(&mut values, &mut axis);
    let name = choice.value.name.clone().unwrap_or_else(|| format!("column {}", choice.value.index + 1));
    let (name, unit) = with_unit(&name);
    let gaps = Gaps::of(&values);
    let outliers = outliers::find(&values);
    let report = Report {
        file: file.clone(),
        delimiter,
        has_header,
        value: choice.value,
        mark,
        certainty,
        outliers: outliers.iter().map(|o| (o.value, o.count, axis.label(o.first), o.deviations)).collect(),
        constant,
        rows,
        values: values.len(),
        dates,
        misunderstood: choice.misunderstood,
        form,
        trimmed,
        gaps,
        first_gap: axis.label(gaps.first),
        longest_gap: axis.label(gaps.longest_at),
        first: axis.label(0),
        last: axis.label(values.len().saturating_sub(1)),
    };
    let series = Series {
        unit,
        name,
        origin: file.clone(),
        source: file,
        values,
        period: axis.step().and_then(Step::period),
        axis,
        held_out: None,
    };
    Loaded { series, report }
}

/// The decimal mark of a column, by its own numbers, else by the whole file's.
fn decimal_mark(table: &Table<'_>, survey: &Survey, column: &Column) -> Result<(Mark, Certainty), SeriesError> {
    let mut file = number::Votes::default();
    survey.columns.iter().for_each(|c| file.add(c.votes));
    let own = survey.columns.get(column.index).map(|c| c.votes).unwrap_or_default();
    match own.decide(file, table.delimiter) {
        Ok(decided) => Ok(decided),
        Err(number::Undecided) => Err(undecided(table, column)?),
    }
}

/// The first number whose mark is undecided, and the line of the one that speaks against it: the largest without a
/// mark, or the first with the other mark.
fn undecided(table: &Table<'_>, column: &Column) -> Result<SeriesError, SeriesError> {
    let mut first: Option<(u64, String)> = None;
    let (mut against, mut largest) = (0, f64::NEG_INFINITY);
    table.rows::<SeriesError>(|line, row| {
        let cell = row.get(column.index).unwrap_or_default().trim();
        let marked = cell.chars().find(|c| matches!(c, '.' | ','));
        match &first {
            None if number::is_undecided(cell) => first = Some((line, cell.to_owned())),
            Some((_, other)) if marked.is_some_and(|mark| !other.contains(mark)) => {
                (against, largest) = if largest < f64::INFINITY { (line, f64::INFINITY) } else { (against, largest) };
            }
            _ => {}
        }
        let size = cell.parse::<f64>().map_or(f64::NEG_INFINITY, f64::abs);
        if marked.is_none() && size > largest {
            (against, largest) = (line, size);
        }
        Ok(())
    })?;
    let (line, cell) = first.unwrap_or_default();
    Ok(SeriesError::Cell {
        file: table.file.to_owned(),
        line,
        column: column.to_string(),
        found: shown(&cell),
        fault: CellFault::Undecided { line: against },
    })
}

/// Values and their dates as they stand.
struct Raw {
    values: Vec<f64>,
    /// The line of each; none without dates, whose faults alone are told later.
    lines: Vec<u64>,
    dates: Option<DateReader>,
}

fn read_values(
    table: &Table<'_>,
    value: &Column,
    mark: Mark,
    dates: Option<(&DateColumns, &Source)>,
    rows: usize,
) -> Result<Raw, SeriesError> {
    // Lists that grow are for a moment there twice; there is room for all rows from the start.
    let reader = dates.map(|(_, source)| DateReader::new(&source.formats).expecting(rows));
    let lines = Vec::with_capacity(if reader.is_some() { rows } else { 0 });
    let mut raw = Raw { values: Vec::with_capacity(rows), lines, dates: reader };
    let fault = |line, column: String, cell: &str, fault| SeriesError::Cell {
        file: table.file.to_owned(),
        line,
        column,
        found: shown(cell),
        fault,
    };
    table.rows::<SeriesError>(|line, row| {
        let cell = |index: usize| row.get(index).unwrap_or_default().trim();
        let number = cell(value.index);
        raw.values.push(if number::is_gap(number) {
            f64::NAN
        } else {
            number::parse(number, mark).map_err(|f| fault(line, value.to_string(), number, f))?
        });
        if let (Some((columns, source)), Some(reader)) = (dates, &mut raw.dates) {
            raw.lines.push(line);
            let text = source.text(cell);
            let like = reader.format().filter(|_| !reader.is_empty());
            if !reader.read(&text) {
                let is_missing = number::is_gap(text.trim());
                let why = if is_missing { CellFault::NoDate } else { CellFault::NotADate(like) };
                return Err(fault(line, columns.to_string(), &text, why));
            }
        }
        Ok(())
    })?;
    if let (Some((columns, _)), Some((row, text))) = (dates, raw.dates.as_ref().and_then(DateReader::without_zone)) {
        let line = raw.lines.get(row).copied().unwrap_or_default();
        return Err(fault(line, columns.to_string(), text, CellFault::NoZone));
    }
    Ok(raw)
}

/// The regular step of dates in order, each once, and how many dates there are with the missing ones.
fn step_of(stamps: &[Stamp]) -> Option<(Step, usize)> {
    let step = Step::of(stamps)?;
    let length = usize::try_from(*step.places(stamps).last()?).ok()?.checked_add(1)?;
    let (times, more) = MOST_FILLED;
    (length <= times * stamps.len() + more).then_some((step, length))
}

/// Neither empty nor constant.
fn check(table: &Table<'_>, survey: &Survey, column: &Column, values: &[f64]) -> Result<(), SeriesError> {
    let (file, column, rows) = (table.file.to_owned(), column.to_string(), values.len());
    let mut known = values.iter().copied().filter(|v| !v.is_nan());
    let Some(value) = known.next() else {
        return Err(SeriesError::AllGaps { file, column, rows });
    };
    if known.all(|v| v == value) {
        return Err(SeriesError::Constant { file, column, value, others: survey.moving(table) });
    }
    Ok(())
}

/// Values in order of date, each date once, with gaps for missing rows.
fn regular(raw: Vec<f64>, lines: Vec<u64>, dates: Reading, column: DateColumns) -> (Vec<f64>, Axis, DateReport) {
    let Reading { stamps: written, format, others, resolution, clock_changes } = dates;
    let order = Order::of(&written);
    let (mut repeated, mut first_repeated, mut before) = (0, Vec::new(), 0);
    // In most files each date is there once, in order: then nothing is copied.
    let is_regular = written.is_sorted_by(|a, b| a < b);
    let mut rows: Vec<usize> = if is_regular { Vec::new() } else { (0..written.len()).collect() };
    rows.sort_by_key(|i| written[*i]);
    let (mut stamps, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for i in rows {
        let (stamp, value) = (written[i], raw[i]);
        match values.last_mut().filter(|_| stamps.last() == Some(&stamp)) {
            // The later row is taken for a correction of the earlier one, unless it is empty.
            Some(earlier) => {
                *earlier = if value.is_nan() { *earlier } else { value };
                repeated += 1;
                if first_repeated.len() < Repeated::NAMED {
                    first_repeated.push(Repeated { date: stamp.text(resolution), first: before, again: lines[i] });
                }
            }
            None => {
                stamps.push(stamp);
                values.push(value);
                before = lines[i];
            }
        }
    }
    drop(lines);
    if is_regular {
        (stamps, values) = (written, raw);
    } else {
        drop((written, raw));
    }
    let before = stamps.len();
    let known = values.iter().filter(|value| !value.is_nan()).count();
    let step = step_of(&stamps);
    // Trading hours, school days: where the places without a row would outnumber the values, the steps are the rows.
    let sparse = step.filter(|(_, length)| length - before > known).map(|(step, length)| (step, length - before));
    let step = step.filter(|_| sparse.is_none());
    if let Some((step, length)) = step.filter(|(_, length)| *length != before) {
        (stamps, values) = fill(&stamps, &values, step, length);
    }
    let report = DateReport {
        column,
        format,
        others,
        clock_changes: clock_changes.iter().map(|change| (change.at.text(resolution), change.forward)).collect(),
        step: step.map(|(step, _)| step),
        order,
        repeated,
        first_repeated,
        inserted: stamps.len() - before,
        sparse,
    };
    (values, Axis::Dates { stamps: Arc::new(stamps), resolution, step: report.step }, report)
}

/// Puts each value at its place on the regular grid; places without a row are gaps.
fn fill(stamps: &[Stamp], values: &[f64], step: Step, length: usize) -> (Vec<Stamp>, Vec<f64>) {
    let Some(&first) = stamps.first() else { return (Vec::new(), Vec::new()) };
    let mut filled = (Vec::with_capacity(length), Vec::with_capacity(length));
    for ((stamp, value), place) in stamps.iter().zip(values).zip(step.places(stamps)) {
        for missing in filled.0.len() as i64..place {
            filled.0.push(step.stamp(first, missing));
            filled.1.push(f64::NAN);
        }
        filled.0.push(*stamp);
        filled.1.push(*value);
    }
    filled
}

/// Cuts gaps off both ends: there is nothing to learn from them. How many values were cut.
fn trim(values: &mut Vec<f64>, axis: &mut Axis) -> usize {
    let start = values.iter().position(|v| !v.is_nan()).unwrap_or(0);
    let end = values.iter().rposition(|v| !v.is_nan()).map_or(values.len(), |last| last + 1);
    let cut = values.len() - (end - start);
    if cut > 0 {
        *values = values[start..end].to_vec();
        if let Axis::Dates { stamps, .. } = axis {
            *stamps = Arc::new(stamps[start..end].to_vec());
        }
    }
    cut
}

/// Name and unit of a header like `temp [°C]` or `wind (m/s)`, shown safely; the unit is empty if there is none.
fn with_unit(name: &str) -> (String, String) {
    let parts = |open, close| name.strip_suffix(close)?.rsplit_once(open);
    match parts('[', ']').or_else(|| parts('(', ')')) {
        Some((name, unit)) if !name.trim().is_empty() && (1..=16).contains(&unit.trim().chars().count()) => {
            (shown(name.trim()), shown(unit.trim()))
        }
        _ => (shown(name), String::new()),
    }
}
