//! Rows and cells: which sign separates them, and whether the first row names the columns.

use super::super::SeriesError;
use super::{date, number};
use ::csv::{ReaderBuilder, StringRecord};

/// Rows looked at to find the delimiter and the header.
const SAMPLE: usize = 200;

/// The most columns that are read.
const WIDEST: usize = 10_000;

/// For a file of one column: a sign that no text holds, the "unit separator" of ASCII.
const NO_DELIMITER: u8 = 0x1f;

/// A CSV text and how to take it apart.
pub(super) struct Table<'a> {
    /// The file's name for messages.
    pub(super) file: &'a str,
    /// The sign between cells; [`NO_DELIMITER`] for a single column.
    pub(super) delimiter: u8,
    /// The names of the columns; `None` without a header. Without one the names are numbers.
    pub(super) header: Option<Vec<String>>,
    /// How many columns.
    pub(super) width: usize,
    body: &'a str,
    /// Lines before `body`.
    skipped: u64,
    /// The line of the first row, header or not.
    first_line: u64,
}

impl<'a> Table<'a> {
    /// Finds delimiter and header. Lines at the top that are empty or start with `#` are passed over; a line `sep=;` at
    /// the top, as spreadsheets write it, settles the delimiter. A first row with one of the cells `wanted` is a
    /// header.
    pub(super) fn open(file: &'a str, text: &'a str, wanted: &[&str]) -> Result<Self, SeriesError> {
        let (mut body, mut skipped, mut delimiter) = (text, 0, None);
        while let Some((line, rest)) = body.split_once('\n') {
            let line = line.trim();
            match line.strip_prefix("sep=").map(str::as_bytes) {
                Some(&[sign]) if skipped == 0 && sign.is_ascii_punctuation() && sign != b'"' => delimiter = Some(sign),
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => break,
            }
            (body, skipped) = (rest, skipped + 1);
        }
        let delimiter = delimiter.unwrap_or_else(|| sniff(body));
        let sample = sample(body, delimiter);
        let Some(first) = sample.first() else {
            return Err(SeriesError::Empty { file: file.to_owned() });
        };
        let width = first.len();
        if width > WIDEST {
            return Err(SeriesError::TooWide { file: file.to_owned(), columns: width, limit: WIDEST });
        }
        let names: Vec<String> = first.iter().map(|cell| cell.trim().to_owned()).collect();
        let named = wanted.iter().any(|w| !is_value(w) && names.iter().any(|name| name == w));
        let header = (named || is_header(&sample)).then_some(names);
        let first_line = LineCounter::new(body, skipped).line_of(first);
        Ok(Self { file, delimiter, header, width, body, skipped, first_line })
    }

    /// Calls `visit` with the line and cells of each row below the header. Blank rows are passed over; rows with
    /// another number of cells are errors.
    pub(super) fn rows(
        &self,
        mut visit: impl FnMut(u64, &StringRecord) -> Result<(), SeriesError>,
    ) -> Result<(), SeriesError> {
        let mut reader = reader(self.body, self.delimiter);
        let mut row = StringRecord::new();
        let mut header = self.header.is_some();
        let mut lines = LineCounter::new(self.body, self.skipped);
        let mut last = (0, self.first_line);
        while next(&mut reader, &mut row) {
            last = (lines.start_of(&row), lines.line_of(&row));
            if is_blank(&row) || std::mem::take(&mut header) {
                continue;
            }
            // Spreadsheets pad rows with empty cells.
            let used = row.len() - row.iter().rev().take_while(|cell| cell.trim().is_empty()).count();
            let found = if row.len() > self.width { used.max(self.width) } else { row.len() };
            if found != self.width {
                let (file, first, width) = (self.file.to_owned(), self.first_line, self.width);
                return Err(SeriesError::Ragged { file, line: last.1, found, first, width });
            }
            visit(last.1, &row)?;
        }
        let (start, line) = last;
        if ends_in_quotes(self.body.as_bytes().get(start..).unwrap_or_default(), self.delimiter) {
            return Err(SeriesError::OpenQuote { file: self.file.to_owned(), line });
        }
        Ok(())
    }

    /// The name of a column in the header, if it has one there.
    pub(super) fn name(&self, column: usize) -> Option<&str> {
        self.header.as_ref()?.get(column).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The delimiter in words.
    pub(super) fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            NO_DELIMITER => "none",
            _ => "as the file says",
        }
    }
}

/// Whether a cell is something that a data row holds: a number, a gap or a date.
fn is_value(cell: &str) -> bool {
    let is_date = |w: date::Written| date::Format::ALL.iter().any(|format| w.read(*format).is_some());
    number::is_gap(cell)
        || number::guess(cell, &mut number::Votes::default()).is_some()
        || date::Written::of(cell).is_some_and(is_date)
}

/// Whether the first row names the columns: all of its cells are words (or empty), or one of them is a word above a
/// column of mostly values.
fn is_header(sample: &[StringRecord]) -> bool {
    let Some((first, rest)) = sample.split_first() else { return false };
    let is_word = |cell: &str| !is_value(cell.trim());
    if first.iter().all(|cell| cell.trim().is_empty() || is_word(cell)) {
        return true;
    }
    first.iter().enumerate().filter(|(_, cell)| is_word(cell)).any(|(column, _)| {
        let cells = || rest.iter().filter_map(|row| row.get(column));
        let values = cells().filter(|cell| is_value(cell.trim())).count();
        2 * values > cells().count()
    })
}

/// The delimiter: of tab, semicolon, vertical bar and comma, in this order, the first that cuts all sampled rows into
/// the same number of cells, two or more; else the one that does so for most rows, the first among them. (A comma comes
/// last because it may stand within numbers.)
fn sniff(body: &str) -> u8 {
    let mut best = (0.5, NO_DELIMITER);
    for delimiter in [b'\t', b';', b'|', b','] {
        let sample = sample(body, delimiter);
        let Some(width) = sample.first().map(StringRecord::len).filter(|width| *width >= 2) else { continue };
        let share = sample.iter().filter(|row| row.len() == width).count() as f64 / sample.len() as f64;
        if share > best.0 {
            best = (share, delimiter);
        }
    }
    best.1
}

/// The first rows that aren't blank.
fn sample(body: &str, delimiter: u8) -> Vec<StringRecord> {
    let mut reader = reader(body, delimiter);
    let mut rows = Vec::new();
    let mut row = StringRecord::new();
    let mut cells = 0;
    while rows.len() < SAMPLE && cells <= SAMPLE * WIDEST / 2 && next(&mut reader, &mut row) {
        if !is_blank(&row) {
            cells += row.len();
            rows.push(row.clone());
        }
    }
    rows
}

/// Counts lines as an editor does. (The reader's own count is off after empty lines, after `\r\n` and with a bare `\r`.)
struct LineCounter<'a> {
    body: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(body: &'a str, skipped: u64) -> Self {
        Self { body: body.as_bytes(), at: 0, line: skipped + 1 }
    }

    /// The byte at which a row starts, or the line ends before it.
    fn start_of(&self, row: &StringRecord) -> usize {
        row.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX))
    }

    /// The line in which a row starts; rows come in order.
    fn line_of(&mut self, row: &StringRecord) -> u64 {
        let start = self.start_of(row);
        while let Some(&byte) = self.body.get(self.at) {
            // The reader counts line ends before a row as the row's.
            if self.at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let ends = byte == b'\n' || (byte == b'\r' && self.body.get(self.at + 1) != Some(&b'\n'));
            self.line += u64::from(ends);
            self.at += 1;
        }
        self.line
    }
}

fn reader(body: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes())
}

/// Whether there was another row. Reading flexible rows of UTF-8 from memory has no errors of its own.
fn next(reader: &mut ::csv::Reader<&[u8]>, row: &mut StringRecord) -> bool {
    reader.read_record(row).unwrap_or(false)
}

/// Whether a text that starts with a row ends within quotation marks: the reader then takes all up to the end for one cell.
fn ends_in_quotes(text: &[u8], delimiter: u8) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        CellStart,
        Plain,
        Quoted,
        /// After a mark within quotes: a second one makes it a character, anything else ends the quotes.
        Mark,
    }
    let mut at = At::CellStart;
    for byte in text {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Mark,
            (At::Quoted, _) | (At::CellStart | At::Mark, b'"') => At::Quoted,
            (_, b'\r' | b'\n') => At::CellStart,
            (_, sign) if *sign == delimiter => At::CellStart,
            _ => At::Plain,
        };
    }
    at == At::Quoted
}

fn is_blank(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}
