//! Which part of a text is seen: lines broken to the pane's width, around the cursor. Only what is near the cursor is
//! looked at, however long the text is.

use crate::tui::model::Place;
use crate::tui::widgets::{text, window};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// A long line is broken here too, whatever its width, so that a line of a megabyte costs no more than a short one.
const PIECE: usize = 4096;

/// A row of the screen: a part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageRow {
    /// The line's number, from 0.
    pub(super) line: usize,
    /// Its part, in bytes.
    pub(super) bytes: Range<usize>,
}

/// The byte at which a column of a line begins.
pub(super) fn byte(line: &str, column: usize) -> usize {
    if line.is_ascii() {
        return column.min(line.len());
    }
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

/// The rows to show in `height` rows of `width` columns, the cursor's among them.
pub(super) fn page(lines: &[String], cursor: Place, width: usize, height: usize) -> Vec<PageRow> {
    let Some(line) = lines.get(cursor.line) else { return Vec::new() };
    let at = byte(line, cursor.column);
    // Of two pieces that meet at the cursor the later one has it.
    let start = boundary(line, at / PIECE * PIECE);
    let start = if start == line.len() && start > 0 { boundary(line, (at - 1) / PIECE * PIECE) } else { start };
    let middle = wrapped(cursor.line, line, start, width);
    let own = middle.iter().rposition(|row| row.bytes.start <= at).unwrap_or(0);

    let mut before: Vec<PageRow> = Vec::new();
    let mut piece = (cursor.line, start);
    while before.len() < height {
        let Some(previous) = piece_before(lines, piece) else { break };
        piece = previous;
        let mut rows = lines.get(piece.0).map(|line| wrapped(piece.0, line, piece.1, width)).unwrap_or_default();
        rows.append(&mut before);
        before = rows;
    }
    let mut rows = before;
    let chosen = rows.len() + own;
    rows.extend(middle);
    let mut piece = (cursor.line, start);
    while rows.len() < chosen + height {
        let Some(next) = piece_after(lines, piece) else { break };
        piece = next;
        rows.extend(lines.get(piece.0).map(|line| wrapped(piece.0, line, piece.1, width)).unwrap_or_default());
    }
    let first = chosen.saturating_sub(height / 2);
    let seen = window(rows.len(), height, first, Some(chosen));
    rows.get(seen).map(<[_]>::to_vec).unwrap_or_default()
}

/// The last place between two characters that isn't behind `at`.
fn boundary(line: &str, at: usize) -> usize {
    let mut at = at.min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn piece_before(lines: &[String], (line, start): (usize, usize)) -> Option<(usize, usize)> {
    if start > 0 {
        let text = lines.get(line)?;
        return Some((line, boundary(text, (start - 1) / PIECE * PIECE)));
    }
    let before = line.checked_sub(1)?;
    let text = lines.get(before)?;
    Some((before, boundary(text, text.len().saturating_sub(1) / PIECE * PIECE)))
}

fn piece_after(lines: &[String], (line, start): (usize, usize)) -> Option<(usize, usize)> {
    let text = lines.get(line)?;
    let end = piece_end(text, start);
    if end < text.len() { Some((line, end)) } else { lines.get(line + 1).map(|_| (line + 1, 0)) }
}

fn piece_end(line: &str, start: usize) -> usize {
    // A boundary may lie up to three bytes before its multiple.
    boundary(line, (start + 3) / PIECE * PIECE + PIECE)
}

/// The rows of the piece of a line that begins at `start`, broken after blanks where there are any. One column is kept
/// free for a cursor at the end.
fn wrapped(number: usize, line: &str, start: usize, width: usize) -> Vec<PageRow> {
    let room = width.saturating_sub(1).max(1);
    let end = piece_end(line, start);
    let mut rows = Vec::new();
    let (mut from, mut used) = (start, 0);
    // Where the row may end, and the columns used up to there.
    let mut pause: Option<(usize, usize)> = None;
    for (offset, grapheme) in line.get(start..end).unwrap_or_default().grapheme_indices(true) {
        let at = start + offset;
        let columns = text::width(&text::printable(grapheme));
        while used + columns > room && at > from {
            let (to, before) = pause.filter(|(to, _)| *to > from).unwrap_or((at, used));
            rows.push(PageRow { line: number, bytes: from..to });
            from = to;
            used -= before;
            pause = None;
        }
        used += columns;
        if grapheme == " " {
            pause = Some((at + 1, used));
        }
    }
    rows.push(PageRow { line: number, bytes: from..end });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        text.split('\n').map(str::to_owned).collect()
    }

    fn seen(text: &str, cursor: (usize, usize), size: (usize, usize)) -> Vec<String> {
        let lines = lines(text);
        let place = Place { line: cursor.0, column: cursor.1 };
        let rows = page(&lines, place, size.0, size.1);
        rows.into_iter().map(|row| lines[row.line][row.bytes].to_owned()).collect()
    }

    #[test]
    fn lines_are_broken_after_blanks_and_words_that_are_too_long_where_they_must() {
        assert_eq!(seen("el gato negro", (0, 0), (9, 5)), ["el gato ", "negro"]);
        assert_eq!(seen("abcdefgh", (0, 0), (5, 5)), ["abcd", "efgh"]);
        assert_eq!(seen("漢字漢字", (0, 0), (5, 5)), ["漢字", "漢字"]);
        assert_eq!(seen("\u{1b}\u{1b}\u{1b}", (0, 0), (5, 5)), ["\u{1b}\u{1b}", "\u{1b}"], "marks take two columns");
        assert_eq!(seen("", (0, 0), (5, 5)), [""]);
    }

    #[test]
    fn the_rows_around_the_cursor_are_seen() {
        let text = (0..100).map(|i| i.to_string()).collect::<Vec<_>>().join("\n");
        assert_eq!(seen(&text, (0, 0), (9, 3)), ["0", "1", "2"]);
        assert_eq!(seen(&text, (50, 0), (9, 3)), ["49", "50", "51"]);
        assert_eq!(seen(&text, (99, 2), (9, 3)), ["97", "98", "99"]);
    }

    #[test]
    fn a_line_of_a_megabyte_is_seen_around_the_cursor() {
        let text = "año ".repeat(250_000);
        assert_eq!(seen(&text, (0, 999_999), (9, 2)).concat(), "año año año año ");
        assert_eq!(seen(&text, (0, 400_002), (9, 1)).len(), 1);
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_seen_and_no_row_is_wider_than_the_pane(
            text in "[a-zñ漢\u{301}\u{1b} \n]{0,80}", line in 0_usize..5, column in 0_usize..40,
            width in 8_usize..20, height in 1_usize..6,
        ) {
            let lines = lines(&text);
            let line = line.min(lines.len() - 1);
            let column = column.min(lines[line].chars().count());
            let rows = page(&lines, Place { line, column }, width, height);
            let at = byte(&lines[line], column);
            prop_assert!(rows.len() <= height);
            prop_assert!(rows.iter().any(|row| row.line == line && row.bytes.start <= at && at <= row.bytes.end));
            for row in rows {
                prop_assert!(text::width(&text::printable(&lines[row.line][row.bytes])) < width);
            }
        }
    }
}
