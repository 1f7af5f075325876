//! Several series under one another in a file (the "long" form): the same dates once for each city. One is chosen by
//! `COLUMN:VALUE`; unless it is, they are told, as the rows of all together are no series.

use super::super::SeriesError;
use super::Column;
use crate::data::shown;
use crate::data::table::{Row, Table, TableError, listed, number};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Dates come again so often, in hundredths of the rows, where series stand under one another.
const FEWEST_REPEATED: usize = 10;

/// So many series at most.
const MOST_SERIES: usize = 5_000;

/// Columns that hold a part of a date or a time tell no series apart.
const PARTS: [&str; 16] = [
    "year", "month", "day", "hour", "minute", "second", "week", "weekday", "quarter", "time", "hora", "mes", "día",
    "dia", "año", "minuto",
];

/// Keeps the rows of one series: `COLUMN:VALUE`, or several such pairs joined by `+`. Returns how it is called.
///
/// # Errors
/// When there is no such column, or it holds no such value: which there are.
pub(super) fn select(table: &mut Table<'_>, wanted: &str) -> Result<String, SeriesError> {
    let whole = pair(table, wanted).map(|pair| vec![pair]);
    let parts = wanted.contains('+').then(|| wanted.split('+').map(|part| pair(table, part)).collect()).flatten();
    let mut refused = None;
    for pairs in [whole, parts].into_iter().flatten() {
        match rows_of(table, pairs)? {
            Ok(pairs) => {
                let name = pairs.iter().map(|(column, value)| called(table, *column, value));
                let name = name.collect::<Vec<_>>().join("+");
                table.keep(pairs);
                return Ok(name);
            }
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| match wanted.split_once(':') {
        Some((column, _)) => match table.find(column) {
            Err(error) => error.into(),
            Ok(_) => SeriesError::SeriesForm { file: table.file.to_owned(), wanted: shown(wanted) },
        },
        None => SeriesError::SeriesForm { file: table.file.to_owned(), wanted: shown(wanted) },
    }))
}

/// Column and value of `COLUMN:VALUE`; the column's name may hold a colon itself.
fn pair(table: &Table<'_>, text: &str) -> Option<(usize, String)> {
    let colons = text.char_indices().filter(|(_, c)| *c == ':').map(|(at, _)| at);
    let mut split =
        colons.filter_map(|at| Some((table.position(text.get(..at)?)?, text.get(at + 1..)?.trim().to_owned())));
    split.next()
}

/// The pairs with their values as the file writes them, if there is a row with all of them; else the error.
fn rows_of(
    table: &Table<'_>,
    pairs: Vec<(usize, String)>,
) -> Result<Result<Vec<(usize, String)>, SeriesError>, TableError> {
    let mut values = vec![HashMap::<String, usize>::new(); pairs.len()];
    table.rows::<TableError>(|_, row| {
        for (seen, (column, _)) in values.iter_mut().zip(&pairs) {
            let cell = row.get(*column).unwrap_or_default().trim();
            // A column of numbers has no end of values.
            if let Some(count) = seen.get_mut(cell) {
                *count += 1;
            } else if seen.len() < MOST_SERIES {
                seen.insert(cell.to_owned(), 1);
            }
        }
        Ok(())
    })?;
    let mut written = Vec::new();
    for (seen, (column, wanted)) in values.iter().zip(pairs) {
        let alike = || seen.keys().find(|value| value.to_lowercase() == wanted.to_lowercase());
        match seen.get_key_value(&wanted).map(|(value, _)| value).or_else(alike) {
            Some(value) => written.push((column, value.clone())),
            None => {
                let mut there: Vec<&str> = seen.keys().map(String::as_str).collect();
                there.sort_unstable();
                return Ok(Err(SeriesError::NoSuchSeries {
                    file: table.file.to_owned(),
                    column: Column::new(table, column, super::Found::Named).to_string(),
                    wanted: shown(&wanted),
                    values: listed(there.into_iter()),
                }));
            }
        }
    }
    Ok(Ok(written))
}

/// `COLUMN:VALUE`, as one would type it.
fn called(table: &Table<'_>, column: usize, value: &str) -> String {
    let name = table.name(column).map_or_else(|| (column + 1).to_string(), str::to_owned);
    format!("{}:{}", shown(&name), shown(value))
}

/// Refuses a table in which the same dates come once for each value of a column; `date` makes the date of a row,
/// `taken` are the columns that hold dates or were asked for.
pub(super) fn check(table: &Table<'_>, date: impl Fn(&Row<'_>) -> u64, taken: &[usize]) -> Result<(), SeriesError> {
    let dates = || {
        let mut dates = Vec::new();
        table.rows::<TableError>(|_, row| {
            dates.push(date(row));
            Ok(())
        })?;
        Ok::<_, TableError>(dates)
    };
    // Sorted in place; in most files that is all.
    let mut sorted = dates()?;
    let rows = sorted.len();
    let repeated = repeats(&mut sorted);
    drop(sorted);
    if repeated == 0 || repeated * 100 < FEWEST_REPEATED * rows {
        return Ok(());
    }
    let dates = dates()?;
    let different = rows - repeated;
    let keys = keys(table, taken, rows, different)?;
    let tells_apart = |columns: &[&Key]| {
        let mut hashes: Vec<u64> = Vec::with_capacity(rows);
        hashes.extend(dates.iter().enumerate().map(|(i, date)| {
            let ids: Vec<u32> = columns.iter().filter_map(|key| key.ids.get(i).copied()).collect();
            hash((date, ids))
        }));
        // A row that corrects another is no series.
        repeats(&mut hashes) * 100 <= rows
    };
    let singles = keys.iter().map(|key| vec![key]);
    let pairs = keys.iter().enumerate().flat_map(|(i, a)| keys.iter().skip(i + 1).map(move |b| vec![a, b]));
    match singles.chain(pairs).find(|columns| tells_apart(columns)) {
        Some(columns) => Err(several(table, &columns)),
        None => Ok(()),
    }
}

/// How many items have come before.
fn repeats(items: &mut [u64]) -> usize {
    items.sort_unstable();
    items.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

/// The same for the same, in every run.
pub(super) fn hash(item: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.hash(&mut hasher);
    hasher.finish()
}

/// A column that may tell series apart.
struct Key {
    column: usize,
    values: Vec<String>,
    /// Which of the values each row has.
    ids: Vec<u32>,
}

/// The columns that may tell series apart, those of words first, then those with the fewest values.
fn keys(table: &Table<'_>, taken: &[usize], rows: usize, dates: usize) -> Result<Vec<Key>, TableError> {
    let is_free = |column: &usize| {
        let is_part = table.name(*column).is_some_and(|name| PARTS.contains(&&*name.to_lowercase()));
        !taken.contains(column) && !is_part
    };
    let mut keys: Vec<(Key, HashMap<String, u32>)> = (0..table.width)
        .filter(is_free)
        .map(|column| (Key { column, values: Vec::new(), ids: Vec::new() }, HashMap::new()))
        .collect();
    table.rows::<TableError>(|_, row| {
        keys.retain_mut(|(key, known)| {
            let cell = row.get(key.column).unwrap_or_default().trim();
            let id = known.get(cell).copied().unwrap_or_else(|| {
                let id = key.values.len() as u32;
                key.values.push(cell.to_owned());
                known.insert(cell.to_owned(), id);
                id
            });
            key.ids.push(id);
            !number::is_gap(cell) && key.values.len() <= MOST_SERIES
        });
        Ok(())
    })?;
    let is_number = |value: &String| value.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-');
    let has_numbers = |key: &Key| 2 * key.values.iter().filter(|value| is_number(value)).count() > key.values.len();
    let fits = |key: &Key| {
        let n = key.values.len();
        // Measured values differ from date to date; the number of a shop is there on most.
        let is_dense = || key.values.iter().all(|v| v.bytes().all(|b| b.is_ascii_digit())) && 2 * rows >= n * dates;
        n >= 2 && 2 * n <= rows && (!has_numbers(key) || is_dense())
    };
    let mut keys: Vec<Key> = keys.into_iter().map(|(key, _)| key).filter(fits).collect();
    keys.sort_by_key(|key| (has_numbers(key), key.values.len(), key.column));
    Ok(keys)
}

fn several(table: &Table<'_>, keys: &[&Key]) -> SeriesError {
    let name = |key: &&Key| Column::new(table, key.column, super::Found::ByContent).to_string();
    let told = |key: &&Key| format!("{} ({})", name(key), listed(key.values.iter().map(String::as_str)));
    let first = |key: &&Key| called(table, key.column, key.values.first().map_or("", String::as_str));
    SeriesError::Several {
        file: table.file.to_owned(),
        columns: keys.iter().map(told).collect::<Vec<_>>().join(" and "),
        first: keys.iter().map(first).collect::<Vec<_>>().join("+"),
    }
}
