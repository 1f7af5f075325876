//! Documents as rows of numbers, and how the one under the cursor comes about.

use super::parts::{bytes, count, percent};
use super::state::Model;
use crate::figure::{HeatMap, Palette};
use crate::labs::pipeline::analysis::{CellAt, Matrix, Weighing};
use crate::nlp::vectorize::{Norm, Vectorizer};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Cursor, Look, heat_map, number, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a number and the gap after it; wide enough for the term above it, as most stems are long.
const NUMBER: u16 = 8;
/// The fewest and the most characters of a document's beginning, and what stands before it.
const OPENING: (usize, usize) = (8, 14);
const LINE: usize = 5;
/// Rows below which nothing is said of the matrix as a whole, and none of its formulas.
const SUMMARY: u16 = 6;
const LEAST: u16 = 5;
/// Documents of which one no longer says that they are few.
const MANY: usize = 50;

pub(super) fn draw(model: &Model<'_>, shown: &Matrix, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let columns = usize::from(area.width).max(1);
    let summary = if area.height < SUMMARY { Vec::new() } else { wrap(&summary(model, shown), columns) };
    for (y, line) in summary.iter().enumerate() {
        Row::of(area, y, buffer).put(line, look.theme.style(Role::Text));
    }
    let used = (summary.len() as u16).min(area.height);
    let area = Rect { y: area.y + used, height: area.height - used, ..area };
    let cursor = model.own.vectors.cursor;
    let told: Vec<String> = match shown.cell(cursor.row, cursor.column) {
        Some(cell) if area.height >= LEAST => [of_cell(model, shown, &cell)]
            .into_iter()
            .chain(cell.weighing.map(|weighing| formula(&cell, &weighing)))
            .flat_map(|line| wrap(&line, columns))
            .collect(),
        _ => Vec::new(),
    };
    // Names above the numbers. The heat-map's last row reads out the number under the cursor; what is told here says
    // that and more.
    let wanted = shown.rows.len() as u16 + 2;
    let rows = wanted.min(area.height.saturating_sub(told.len().saturating_sub(1) as u16));
    draw_numbers(model, shown, Rect { height: rows, ..area }, buffer, look);
    for (y, line) in told.iter().enumerate() {
        let row = usize::from(rows.saturating_sub(1)) + y;
        Row::of(area, row, buffer).left(line, columns, look.theme.style(Role::Strong));
    }
}

fn summary(model: &Model<'_>, shown: &Matrix) -> String {
    let words = &model.words.vectors;
    let told = |lines: usize, words: &'static str| (lines > 0).then(|| fill(words, &[&count(lines)]));
    let others = [told(shown.empty, words.empty_documents), told(shown.blank, words.blank_lines)];
    let others = others.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let others = if others.is_empty() { others } else { format!(" ({others})") };
    let documents = format!("{}{others}", count(shown.documents));
    let (dense, sparse) = (bytes(shown.dense_bytes()), bytes(shown.sparse_bytes()));
    fill(words.matrix, &[&documents, &count(shown.terms), &percent(shown.density()), &dense, &sparse])
}

/// The part of the matrix around the cursor, with its numbers.
fn draw_numbers(model: &Model<'_>, shown: &Matrix, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let cursor = model.own.vectors.cursor;
    // Terms go before what a document begins with.
    let free = usize::from(area.width).saturating_sub(shown.columns.len() * usize::from(NUMBER) + LINE);
    let opening = free.clamp(OPENING.0, OPENING.1);
    let names: Vec<String> = shown.rows.iter().map(|row| name(model, row.line, opening)).collect();
    let longest = names.iter().map(|name| text::width(&text::printable(name)) as u16 + 1).max().unwrap_or(0);
    let side = longest.min(area.width / 4);
    let room = (usize::from(area.height.saturating_sub(2)).max(1), usize::from((area.width - side) / NUMBER).max(1));
    let rows = window(shown.rows.len(), room.0, 0, Some(cursor.row));
    let columns = window(shown.columns.len(), room.1, 0, Some(cursor.column));
    let seen = shown.rows.get(rows.clone()).unwrap_or_default();
    let values = seen.iter().flat_map(|row| row.values.get(columns.clone()).unwrap_or_default());
    let map = HeatMap {
        title: String::new(),
        x_label: look.words.vectors.term_axis.into(),
        y_label: look.words.vectors.document_axis.into(),
        columns: shown.columns.get(columns.clone()).unwrap_or_default().iter().map(|term| term.text.clone()).collect(),
        rows: names.get(rows.clone()).unwrap_or_default().to_vec(),
        width: columns.len(),
        values: values.map(|value| *value as f32).collect(),
        palette: Palette::Sequential,
    };
    let inside =
        Cursor { row: cursor.row.saturating_sub(rows.start), column: cursor.column.saturating_sub(columns.start) };
    heat_map::draw(&map, Some(inside), area, buffer, look);
}

/// A document's number and so many characters of its beginning.
fn name(model: &Model<'_>, line: usize, characters: usize) -> String {
    let lines = model.own.desk.editor.lines();
    let opening: String = lines.get(line).map_or("", |line| line).chars().take(characters).collect();
    format!("{} {opening}", line + 1)
}

/// What the number under the cursor is of.
fn of_cell(model: &Model<'_>, shown: &Matrix, cell: &CellAt<'_>) -> String {
    let words = &model.words.vectors;
    let (line, term) = (count(cell.line + 1), cell.term.text.as_str());
    let times = count(cell.count as usize);
    match shown.vectorizer {
        Vectorizer::Count => fill(words.count_cell, &[&line, term, &times]),
        Vectorizer::OneHot => {
            let [no, yes] = words.one_hot_cell;
            fill(if cell.count > 0 { yes } else { no }, &[&line, term])
        }
        Vectorizer::TfIdf(_) => {
            let (with, all) = (count(cell.term.documents as usize), count(cell.documents));
            fill(words.tf_idf_cell, &[&line, term, &times, &with, &all])
        }
    }
}

/// The number's formula with its own numbers in it.
fn formula(cell: &CellAt<'_>, weighing: &Weighing) -> String {
    let (n, df) = (cell.documents, cell.term.documents);
    let tf = match (weighing.settings.sublinear, cell.count) {
        (true, 1..) => format!("(1 + ln {})", cell.count),
        (true, 0) | (false, _) => cell.count.to_string(),
    };
    let idf =
        if weighing.settings.smooth { format!("(ln((1+{n})/(1+{df})) + 1)") } else { format!("(ln({n}/{df}) + 1)") };
    let short = |value: f64| number::short(value, 6);
    let product = short(weighing.tf * weighing.idf);
    match weighing.settings.norm {
        Norm::None => format!("{tf} × {idf} = {product}"),
        Norm::L1 | Norm::L2 => {
            format!("{tf} × {idf} / {} = {product} / {0} = {}", short(weighing.length), short(cell.value))
        }
    }
}

pub(super) fn explain(model: &Model<'_>, shown: &Matrix) -> Vec<String> {
    let words = &model.words.vectors;
    let (documents, terms) = (count(shown.documents), count(shown.terms));
    let (dense, sparse) = (bytes(shown.dense_bytes()), bytes(shown.sparse_bytes()));
    let so = match shown.sparse_bytes() < shown.dense_bytes() {
        true => words.sparse_pays,
        false if shown.documents < MANY => words.sparse_does_not_pay,
        false => words.mostly_filled,
    };
    let mut told =
        vec![fill(words.explain_matrix, &[&documents, &terms, &percent(shown.density()), &sparse, &dense]) + so];
    let cursor = model.own.vectors.cursor;
    if let Some(cell) = shown.cell(cursor.row, cursor.column)
        && let Some(weighing) = cell.weighing
    {
        let with = count(cell.term.documents as usize);
        let idf = number::short(weighing.idf, 6);
        told.push(fill(words.explain_tf_idf, &[&cell.term.text, &with, &documents, &idf]));
    }
    told
}
