//! Tables: numbers to the right, words to the left, as many columns as there is room for.

use super::list::{Cursor, window};
use super::{Look, number, text, write};
use crate::figure::{Cell, Table};
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a number.
const NUMBER: usize = 8;
/// Columns between two columns.
const GAP: usize = 2;
/// A column of words isn't cut below this while others are wider.
const WORD: usize = 6;

/// Draws the header and the rows from the `first` on, with the chosen one in sight; the last row says which rows are
/// seen if not all are.
pub fn draw(table: &Table, first: usize, cursor: Option<Cursor>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    if table.rows.is_empty() && table.header.is_empty() {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    }
    let mark = if cursor.is_some() { SELECTED.len() } else { 0 };
    let columns = columns(table, usize::from(area.width).saturating_sub(mark));
    let names = (columns.iter().enumerate())
        .map(|(i, column)| column.place(table.header.get(i).map_or("", String::as_str)))
        .collect::<Vec<_>>();
    let blank = if cursor.is_some() { UNSELECTED } else { "" };
    let gap = " ".repeat(GAP);
    let header = format!("{blank}{}", names.join(&gap));
    write(buffer, area, area.x, area.y, &header, look.theme.style(Role::Header));

    let count = table.rows.len();
    let height = usize::from(area.height) - 1;
    let room = if count > height && height > 1 { height - 1 } else { height };
    let seen = window(count, room, first, cursor.map(|cursor| cursor.row));
    for (i, row) in table.rows.iter().enumerate().take(seen.end).skip(seen.start) {
        let line = Rect { y: area.y + 1 + (i - seen.start) as u16, height: 1, ..area };
        let is_chosen = cursor.is_some_and(|cursor| cursor.row.min(count - 1) == i);
        let cells: Vec<_> = columns
            .iter()
            .enumerate()
            .map(|(j, column)| column.place(&row.get(j).map_or_else(String::new, shown)))
            .collect();
        let words = format!("{}{}", if is_chosen { SELECTED } else { blank }, cells.join(&gap));
        write(buffer, line, line.x, line.y, &words, look.theme.style(Role::Text));
        if is_chosen {
            buffer.set_style(line, look.theme.style(Role::Selection));
        }
    }
    if count > height && height > 1 {
        let [from, to, all] = [seen.start + 1, seen.end, count].map(|n| n.to_string());
        let words = fill(look.words.rows, &[&from, &to, &all]);
        write(buffer, area, area.x, area.bottom() - 1, &words, look.theme.style(Role::Muted));
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Number(value) => number::short(value.0, NUMBER),
        Cell::Text(words) => text::printable(words).into_owned(),
    }
}

#[derive(Debug, Clone, Copy)]
struct Column {
    width: usize,
    is_number: bool,
}

impl Column {
    fn place(self, words: &str) -> String {
        let words = text::printable(words);
        if self.is_number { text::right(&words, self.width) } else { text::left(&words, self.width) }
    }
}

/// The columns that fit, each as wide as its widest cell where there is room; first the widest words are cut, then
/// columns at the right are left out.
fn columns(table: &Table, room: usize) -> Vec<Column> {
    let count = table.rows.iter().map(Vec::len).chain([table.header.len()]).max().unwrap_or(0);
    let mut columns: Vec<Column> = (0..count)
        .map(|i| {
            let cells = || table.rows.iter().filter_map(|row| row.get(i));
            let header = table.header.get(i).map_or(0, |name| text::width(&text::printable(name)));
            Column {
                width: cells().map(|cell| text::width(&shown(cell))).chain([header, 1]).max().unwrap_or(1),
                is_number: is_number_column(cells()),
            }
        })
        .collect();
    let total = |columns: &[Column]| columns.iter().map(|column| column.width + GAP).sum::<usize>().saturating_sub(GAP);
    while total(&columns) > room {
        let widest =
            columns.iter_mut().filter(|column| !column.is_number && column.width > WORD).max_by_key(|c| c.width);
        match widest {
            Some(column) => column.width -= 1,
            None => {
                // The last one left is cut by the edge.
                if columns.len() <= 1 {
                    break;
                }
                columns.pop();
            }
        }
    }
    columns
}

/// Numbers, save for the dots of a row that stands for many.
fn is_number_column<'c>(mut cells: impl Iterator<Item = &'c Cell> + Clone) -> bool {
    let is_dots = |cell: &Cell| matches!(cell, Cell::Text(words) if words == "...");
    cells.clone().any(|cell| matches!(cell, Cell::Number(_)))
        && cells.all(|cell| matches!(cell, Cell::Number(_)) || is_dots(cell))
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Table, draw};
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{holds_at_every_size, shown};

    fn runs() -> Table {
        let row = |name: &str, model: &str, mse: f64, parameters: f64| {
            vec![name.into(), model.into(), mse.into(), parameters.into()]
        };
        Table {
            title: "runs".into(),
            header: ["run", "model", "val MSE", "parameters"].map(String::from).to_vec(),
            rows: vec![
                row("sine, ten ahead", "lstm 20-20", 0.00521, 3821.0),
                row("sine, ten ahead, with dropout", "gru 20-20", 0.0061, 2961.0),
                row("weather\tof Seattle", "simple-rnn 1", f64::NAN, 3.0),
                row("sunspots", "lstm 64", 0.0155, 16_961.0),
            ],
        }
    }

    fn show(table: &Table, cursor: Option<usize>, charset: Charset, size: (u16, u16)) -> String {
        let cursor = cursor.map(|row| Cursor { row, column: 0 });
        shown(charset, size, |area, buffer, look| draw(table, 0, cursor, area, buffer, look))
    }

    #[test]
    fn numbers_align_right_and_words_left() {
        insta::assert_snapshot!("wide", show(&runs(), None, Charset::Unicode, (70, 5)));
        insta::assert_snapshot!("narrow_chosen", show(&runs(), Some(3), Charset::Ascii, (40, 4)));
    }

    #[test]
    fn a_column_that_does_not_fit_is_left_out_whole() {
        let text = shown(Charset::Ascii, (24, 5), |area, buffer, look| draw(&runs(), 0, None, area, buffer, look));
        assert!(!text.contains("parameters") && !text.contains("param"), "{text}");
        assert!(text.contains("val MSE") && text.contains(".00521"), "{text}");
    }

    #[test]
    fn it_holds_at_every_size() {
        for table in [runs(), Table::default()] {
            holds_at_every_size(|area, buffer, look| {
                draw(&table, 2, Some(Cursor { row: 7, column: 0 }), area, buffer, look);
            });
        }
    }
}
