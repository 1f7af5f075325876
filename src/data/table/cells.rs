//! Cuts a text into rows of cells: which sign is a quotation mark that holds a cell together, and which is a character.
//!
//! The usual readers take a mark that is never closed for one cell up to the next mark, and the rows between are gone
//! without a word. Here a mark counts only where it opens a cell and, closed, ends it; what else it may be is told.

use std::borrow::Cow;

/// The sign between the cells of a file of one column: one that no text holds, the "unit separator" of ASCII.
pub(super) const NO_DELIMITER: u8 = 0x1f;

/// A row of cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row<'a> {
    cells: Vec<Cow<'a, str>>,
    /// The line in which it starts, from 1, and the one in which it ends; where a mark is not closed in its row, the
    /// lines of that mark and of the one that closes it.
    pub(super) lines: (u64, u64),
    /// The byte at which it starts.
    pub(super) start: usize,
    /// What is odd about its quotation marks.
    pub(super) marks: Marks,
}

/// What is odd about a row's quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Marks {
    /// Nothing.
    #[default]
    Plain,
    /// A blank stands before one that opens a cell.
    AfterBlank,
    /// One that begins a cell does not end it, and was taken for a character.
    Stray,
    /// A cell goes over several lines.
    OverLines,
    /// One is closed in another line, and the cell goes on after it; the text after that is not read.
    ClosedWithin,
    /// One is never closed; the text after that is not read.
    Open,
}

impl<'a> Row<'a> {
    /// The cells, from the left.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.cells.iter().map(|cell| cell.as_ref())
    }

    /// The cell in that place, from 0.
    pub(crate) fn get(&self, place: usize) -> Option<&str> {
        self.cells.get(place).map(|cell| cell.as_ref())
    }

    /// How many cells.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether all cells are blank.
    pub(super) fn is_blank(&self) -> bool {
        self.iter().all(|cell| cell.trim().is_empty())
    }

    fn clear(&mut self, start: usize, line: u64) {
        self.cells.clear();
        (self.start, self.lines, self.marks) = (start, (line, line), Marks::Plain);
    }
}

/// The rows of a text, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Rows<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u64,
}

/// What a quotation mark at the start of a cell turns out to be.
enum Quoted<'a> {
    /// It holds the cell together, which ends before that byte.
    Cell(Cow<'a, str>, usize),
    /// A character like others.
    Character,
    /// It is closed within another line, at that byte.
    ClosedWithin(usize),
    /// It is never closed.
    Open,
}

impl<'a> Rows<'a> {
    /// Of a text whose first line is number `line`.
    pub(super) fn new(text: &'a str, delimiter: u8, line: u64) -> Self {
        Self { text, delimiter, at: 0, line }
    }

    /// Reads the next row into `row`; `false` at the end.
    pub(super) fn next(&mut self, row: &mut Row<'a>) -> bool {
        if self.at >= self.text.len() {
            return false;
        }
        row.clear(self.at, self.line);
        while self.cell(row) {}
        row.lines.1 = row.lines.1.max(self.line);
        self.line_end();
        true
    }

    /// The byte behind the last row.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Reads a cell; whether another follows in the row.
    fn cell(&mut self, row: &mut Row<'a>) -> bool {
        let start = self.at;
        let mark = start + self.bytes(start).iter().take_while(|b| **b == b' ').count();
        if self.byte(mark) == Some(b'"') {
            match self.quoted(start, mark) {
                Quoted::Cell(cell, end) => {
                    let ends = line_ends(self.slice(mark, end));
                    self.line += ends;
                    match (ends > 0, mark > start) {
                        (true, _) => row.marks = Marks::OverLines,
                        (_, true) if row.marks == Marks::Plain => row.marks = Marks::AfterBlank,
                        _ => {}
                    }
                    row.cells.push(cell);
                    self.at = end;
                    return self.delimiter();
                }
                Quoted::Character => row.marks = Marks::Stray,
                Quoted::ClosedWithin(end) => {
                    row.lines = (self.line, self.line + line_ends(self.slice(mark, end)));
                    row.marks = Marks::ClosedWithin;
                    return self.rest(row);
                }
                Quoted::Open => {
                    (row.lines.0, row.marks) = (self.line, Marks::Open);
                    return self.rest(row);
                }
            }
        }
        let ends = |b: &u8| *b == self.delimiter || matches!(b, b'\r' | b'\n');
        let length = self.bytes(start).iter().position(ends).unwrap_or(self.text.len() - start);
        row.cells.push(Cow::Borrowed(self.slice(start, start + length)));
        self.at = start + length;
        self.delimiter()
    }

    /// Takes all of the remaining text for one cell.
    fn rest(&mut self, row: &mut Row<'a>) -> bool {
        row.cells.push(Cow::Borrowed(self.slice(self.at, self.text.len())));
        self.at = self.text.len();
        false
    }

    /// Looks at the quotation mark at `mark` in a cell that begins at `start`.
    fn quoted(&self, start: usize, mark: usize) -> Quoted<'a> {
        let is_lenient = self.delimiter == b'\t' || mark > start;
        let (mut close, mut doubled) = (mark + 1, false);
        loop {
            let Some(next) = self.bytes(close).iter().position(|b| *b == b'"') else {
                return if is_lenient { Quoted::Character } else { Quoted::Open };
            };
            close += next;
            if self.byte(close + 1) != Some(b'"') {
                break;
            }
            (close, doubled) = (close + 2, true);
        }
        let inside = self.slice(mark + 1, close);
        let end = close + 1 + self.bytes(close + 1).iter().take_while(|b| **b == b' ').count();
        let ends_cell = self.byte(end).is_none_or(|b| b == self.delimiter || matches!(b, b'\r' | b'\n'));
        let is_one_line = line_ends(inside) == 0;
        match (ends_cell, is_one_line) {
            // Between tabs a cell over several lines that holds a tab is two stray marks, and the rows between them.
            (true, false) if mark > start || (self.delimiter == b'\t' && inside.contains('\t')) => Quoted::Character,
            (true, _) if doubled => Quoted::Cell(Cow::Owned(inside.replace("\"\"", "\"")), end),
            (true, _) => Quoted::Cell(Cow::Borrowed(inside), end),
            (false, false) if !is_lenient => Quoted::ClosedWithin(close),
            (false, _) => Quoted::Character,
        }
    }

    /// Goes on behind a delimiter, if there is one here.
    fn delimiter(&mut self) -> bool {
        let is_there = self.byte(self.at) == Some(self.delimiter);
        self.at += usize::from(is_there);
        is_there
    }

    /// Goes on behind a line end, if there is one here.
    fn line_end(&mut self) {
        let length = match (self.byte(self.at), self.byte(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r' | b'\n'), _) => 1,
            _ => return,
        };
        (self.at, self.line) = (self.at + length, self.line + 1);
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn bytes(&self, from: usize) -> &'a [u8] {
        self.text.as_bytes().get(from..).unwrap_or_default()
    }

    /// Borders are always at signs of ASCII.
    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// Line ends in a text: `\n`, `\r\n` or `\r`.
fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(Vec<String>, (u64, u64), Marks)> {
        let (mut rows, mut row, mut all) = (Rows::new(text, delimiter, 1), Row::default(), Vec::new());
        while rows.next(&mut row) {
            all.push((row.iter().map(str::to_owned).collect(), row.lines, row.marks));
        }
        all
    }

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        rows(text, delimiter).into_iter().map(|(cells, ..)| cells).collect()
    }

    #[test]
    fn a_mark_inside_a_cell_or_one_that_does_not_end_it_is_a_character() {
        assert_eq!(cells("a 5\" pipe,\"b\" c,d\n", b','), [["a 5\" pipe", "\"b\" c", "d"]]);
        assert_eq!(rows("\"b\" c,d", b',')[0].2, Marks::Stray);
        assert_eq!(cells("\"a\"\"b\",\"\",\"c\" \n", b','), [["a\"b", "", "c"]]);
    }

    #[test]
    fn a_blank_before_a_mark_is_left_out_and_noted() {
        assert_eq!(rows("\"1\", \"2,5\"\n", b','), [(vec!["1".into(), "2,5".into()], (1, 1), Marks::AfterBlank)]);
    }

    #[test]
    fn between_tabs_a_mark_that_would_swallow_rows_is_a_character() {
        let text = "\"Excelente\tpos\nmala\tneg\nsegun \"la carta\tneg\nes \"buena\"\tpos\n\"a \"\"b\"\"\nc\"\tpos\n";
        let expected = [
            ["\"Excelente", "pos"],
            ["mala", "neg"],
            ["segun \"la carta", "neg"],
            ["es \"buena\"", "pos"],
            ["a \"b\"\nc", "pos"],
        ];
        assert_eq!(cells(text, b'\t'), expected);
        assert_eq!(cells("\"uno\ta\ndos\"\tb\n", b'\t'), [["\"uno", "a"], ["dos\"", "b"]], "closed by another's mark");
    }

    #[test]
    fn lines_are_counted_over_cells_of_several_lines_and_all_line_ends() {
        let lines: Vec<_> = rows("a\r\n\"b\r\nc\nd\",2\re\n\nf", b',').into_iter().map(|row| row.1).collect();
        assert_eq!(lines, [(1, 1), (2, 4), (5, 5), (6, 6), (7, 7)]);
    }

    #[test]
    fn marks_that_are_not_closed_in_their_row_are_told_with_both_lines() {
        assert_eq!(rows("a,b\n1,\"2\n3,4\n", b',')[1].1, (2, 2));
        assert_eq!(rows("a,b\n1,\"2\n3,4\n", b',')[1].2, Marks::Open);
        let within = rows("a,b\n1,\"2\n3,4\n5,\"6\n", b',');
        assert_eq!((within[1].1, within[1].2), ((2, 4), Marks::ClosedWithin));
    }

    /// Cells as any writer quotes them.
    fn written(rows: &[Vec<String>], delimiter: u8) -> Vec<u8> {
        let mut writer = ::csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        #[test]
        fn what_a_writer_of_csv_has_quoted_reads_back_the_same(
            table in proptest::collection::vec(proptest::collection::vec("[ab,;\" \n\r\tñ]{0,6}", 2..4), 1..6),
        ) {
            // The writer leaves a cell that begins with a blank as it is, so that blanks before marks would be lost.
            let table: Vec<Vec<String>> =
                table.into_iter().map(|row| row.iter().map(|cell| cell.trim_start_matches(' ').to_owned()).collect()).collect();
            for delimiter in [b',', b';'] {
                let text = String::from_utf8(written(&table, delimiter)).unwrap();
                prop_assert_eq!(cells(&text, delimiter), table.clone());
            }
        }

        #[test]
        fn nothing_of_a_text_is_lost_and_lines_never_fall(text in "[ab,\"\n\r\t ]{0,60}") {
            for delimiter in [b',', b'\t'] {
                let (mut rows, mut row, mut last) = (Rows::new(&text, delimiter, 1), Row::default(), 0);
                let mut kept = 0;
                while rows.next(&mut row) {
                    prop_assert!(row.lines.0 > last && row.lines.1 >= row.lines.0);
                    last = row.lines.0;
                    kept += row.iter().flat_map(str::chars).filter(|c| c.is_alphabetic()).count();
                }
                prop_assert_eq!(kept, text.chars().filter(|c| c.is_alphabetic()).count());
            }
        }
    }
}
