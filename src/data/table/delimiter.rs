//! Which sign stands between cells, and what stands above the first row.

use super::cells::{NO_DELIMITER, Row, Rows};

/// Rows looked at to find the delimiter and the header.
const SAMPLE: usize = 200;

/// The most columns that are read.
pub(super) const WIDEST: usize = 10_000;

/// What is left of a text below its top lines.
pub(super) struct Body<'a> {
    pub(super) text: &'a str,
    /// The line in which it begins, from 1.
    pub(super) line: u64,
    /// The delimiter that the top line names.
    pub(super) delimiter: Option<u8>,
}

/// Passes over what stands at the top: empty lines, a line `sep=;` as spreadsheets write it, which settles the
/// delimiter, and, if they may be there, comments that start with `#`.
pub(super) fn below_the_top(text: &str, comments: bool) -> Body<'_> {
    let mut body = Body { text, line: 1, delimiter: None };
    while let Some((line, rest)) = body.text.split_once('\n') {
        let line = line.trim_end_matches('\r').trim_matches('"');
        match line.strip_prefix("sep=").map(str::as_bytes) {
            Some(&[sign]) if body.line == 1 && (sign.is_ascii_punctuation() || sign == b'\t') && sign != b'"' => {
                body.delimiter = Some(sign);
            }
            _ if line.trim().is_empty() || (comments && line.trim_start().starts_with('#')) => {}
            _ => break,
        }
        (body.text, body.line) = (rest, body.line + 1);
    }
    body
}

/// The delimiter: of tab, semicolon, vertical bar and comma, in this order, the first that cuts all sampled rows into
/// the same number of cells, two or more; else the one that does so for most rows, the first among them. (A comma comes
/// last because it may stand within numbers.) A file that is named after its tabs has them if its first row does.
pub(super) fn sniff(file: &str, body: &str) -> u8 {
    let name = file.to_ascii_lowercase();
    let tabs = name.ends_with(".tsv") || name.ends_with(".tab");
    let mut best = (0.5, NO_DELIMITER);
    for delimiter in [b'\t', b';', b'|', b','] {
        let sample = sample(body, delimiter);
        if sample.first().is_none_or(|first| first.len() < 2) {
            continue;
        }
        if tabs && delimiter == b'\t' {
            return delimiter;
        }
        let share = usual_width(&sample).1 as f64 / sample.len() as f64;
        if share > best.0 {
            best = (share, delimiter);
        }
    }
    best.1
}

/// How many cells most rows have, of two or more, and how many rows that is.
fn usual_width(sample: &[Row<'_>]) -> (usize, usize) {
    let mut widths: Vec<usize> = sample.iter().map(Row::len).filter(|width| *width >= 2).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.map(|run| (run.first().copied().unwrap_or_default(), run.len())).max_by_key(|run| run.1).unwrap_or_default()
}

/// The first rows that aren't blank.
pub(super) fn sample(body: &str, delimiter: u8) -> Vec<Row<'_>> {
    let (mut reader, mut row) = (Rows::new(body, delimiter, 1), Row::default());
    let (mut rows, mut cells) = (Vec::new(), 0);
    while rows.len() < SAMPLE && cells <= SAMPLE * WIDEST / 2 && reader.next(&mut row) {
        if !row.is_blank() {
            cells += row.len();
            rows.push(row.clone());
        }
    }
    rows
}

/// A delimiter in words.
pub(super) fn name(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "vertical bar",
        NO_DELIMITER => "none",
        _ => "as the file says",
    }
}
