//! What can be wrong with a file of rows: each message names the file, the line where there is one, what was found and
//! what was expected. Text from the file is shown escaped and cut.

/// Why a file could not be read as rows of cells.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// There is no such file.
    #[error("{file}: no such file")]
    NotFound {
        /// The file, as shown.
        file: String,
    },
    /// The file may not be read.
    #[error("{file}: no permission to read it")]
    Forbidden {
        /// The file, as shown.
        file: String,
    },
    /// The path names a folder.
    #[error("{file}: a folder; expected a file of rows, such as CSV")]
    Folder {
        /// The folder, as shown.
        file: String,
    },
    /// The system failed to read it.
    #[error("{file}: can't be read ({cause})")]
    Unreadable {
        /// The file, as shown.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is larger than the limit.
    #[error("{file}: larger than {}; expected at most that much text", size(*limit))]
    TooLarge {
        /// The file, as shown.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing in the file.
    #[error("{file}: empty; expected {expected}")]
    Empty {
        /// The file, as shown.
        file: String,
        /// What should be there.
        expected: String,
    },
    /// A header and nothing below it.
    #[error("{file}, line {line}: a header, but no rows below it")]
    NoRows {
        /// The file, as shown.
        file: String,
        /// The header's line, from 1.
        line: u64,
    },
    /// A file of another kind, by its first bytes.
    #[error("{file}: {kind}; expected text: rows of cells, such as CSV")]
    OtherKind {
        /// The file, as shown.
        file: String,
        /// What it is, and what to do about it.
        kind: &'static str,
    },
    /// JSON where rows are expected.
    #[error("{file}, line {line}: JSON; expected rows of cells, such as CSV (pandas: `read_json(...).to_csv(...)`)")]
    Json {
        /// The file, as shown.
        file: String,
        /// Where it begins, from 1.
        line: u64,
    },
    /// A NUL byte.
    #[error(
        "{file}, line {line}: byte {offset} of the file is NUL, so it isn't text; expected rows of cells, such as CSV"
    )]
    Binary {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The byte's place in the file, from 1.
        offset: usize,
    },
    /// Text in another encoding.
    #[error("{file}, line {line}: byte {offset} of the file ({byte:#04X}) is not UTF-8{}; expected UTF-8: save the file so",
        latin(*byte))]
    NotUtf8 {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The byte's place in the file, from 1.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// Two bytes a character, and half of a pair.
    #[error("{file}, line {line}: UTF-16 text that breaks off within a character; expected UTF-8: save the file so")]
    BrokenUtf16 {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
    },
    /// A line that no table would have.
    #[error("{file}, line {line}: longer than {}; expected a row of cells", size(*limit))]
    LongLine {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// More columns than are read.
    #[error("{file}, line {line}: {columns} columns; at most {limit} are read")]
    TooWide {
        /// The file, as shown.
        file: String,
        /// The first row's line, from 1.
        line: u64,
        /// How many there are.
        columns: usize,
        /// How many are read.
        limit: usize,
    },
    /// A row with another number of cells.
    #[error("{file}, line {line}: {}, but line {first} has {width}{}", cells(*found), quote_hint(*stray))]
    Ragged {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// Cells in that line.
        found: usize,
        /// The first line of the table.
        first: u64,
        /// Cells in the first line.
        width: usize,
        /// Whether a quotation mark in the row was taken for a character.
        stray: bool,
    },
    /// Every row has a cell more than the header.
    #[error(
        "{file}, line {line}: the header is one cell short: it has {width}, the rows below have {found}; expected a name for each column"
    )]
    ShortHeader {
        /// The file, as shown.
        file: String,
        /// The header's line, from 1.
        line: u64,
        /// Cells in the header.
        width: usize,
        /// Cells in the rows.
        found: usize,
    },
    /// A cell that goes on to the end of the file.
    #[error("{file}, line {line}: a quotation mark is opened and never closed")]
    OpenQuote {
        /// The file, as shown.
        file: String,
        /// The line of the mark, from 1.
        line: u64,
    },
    /// A cell in quotation marks that runs over lines which are rows of their own, or ends in the middle of one.
    #[error(
        "{file}, line {line}: the quotation mark that is opened here is closed only in line {end}, \
         over rows of their own; close it in its row, or write a mark that is part of a text twice, between marks"
    )]
    Swallowed {
        /// The file, as shown.
        file: String,
        /// The line of the mark, from 1.
        line: u64,
        /// The line where it is closed.
        end: u64,
    },
    /// No column of that name or number.
    #[error("{file}: no column \"{wanted}\"; it has {columns}")]
    NoColumn {
        /// The file, as shown.
        file: String,
        /// The name asked for, as shown.
        wanted: String,
        /// The columns that there are, listed.
        columns: String,
    },
}

fn size(bytes: u64) -> String {
    match bytes {
        b if b >= 1 << 30 && b % (1 << 30) == 0 => format!("{} GiB", b >> 30),
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b % (1 << 10) == 0 => format!("{} KiB", b >> 10),
        1 => "1 byte".to_owned(),
        b => format!("{b} bytes"),
    }
}

fn cells(n: usize) -> String {
    if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") }
}

fn quote_hint(stray: bool) -> &'static str {
    if stray { " (a cell begins with a quotation mark that does not end it)" } else { "" }
}

/// What the byte would be in Latin-1, the usual culprit.
fn latin(byte: u8) -> String {
    if byte >= 0xa0 { format!(" (in Latin-1 it would be {})", char::from(byte)) } else { String::new() }
}
