//! The accordion: the network unrolled in time, folded up or drawn cell by cell, and the numbers of the cell at the cursor.
//!
//! ```text
//!   t              1          2               49         50
//!   y            .012       .034             .401       .455
//!   lstm2 20   [ .013 ] > [ .021 ] > .. > [ .201 ] > [ .213 ]
//!   lstm1 20   [ .094 ] > [ .133 ] > .. > [ .310 ] > [ .322 ]
//!   x            .131       .180             .522       .497
//!   step 50: x .497, lstm1 20 .322, lstm2 20 .213, y .455
//!   (hidden units by time as shades)
//! ```

use super::super::shared::{shown_figure, slot_title};
use super::state::{Accordion, Forecaster, Model, ModelMut, Opening};
use crate::figure::{Cell, Figure, HeatMap, Palette, Table};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Pane, PaneOf};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Cursor, Look, heat_map, number, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The figure's slot.
const SLOT: &str = "unrolled";

/// The network unrolled in time.
pub(super) static PANE: PaneOf<Forecaster> = PaneOf {
    title: |model, pane, _| slot_title(model, pane),
    act,
    ..PaneOf::new(Pane { slot: Some(SLOT), ..Pane::new("unrolled") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// Up and down close and open the accordion, left and right look at another step.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let steps = match model.shown().and_then(|run| run.history.figures.get(SLOT)?.latest.as_ref()) {
        Some((_, Figure::Table(table))) => table.rows.len(),
        _ => 0,
    };
    let accordion = &mut model.own.accordion;
    let at = accordion.at(steps);
    match action {
        Action::Down | Action::Activate => accordion.opening = accordion.opening.opened(),
        Action::Up => accordion.opening = accordion.opening.closed(),
        Action::Left => accordion.look_at(at.saturating_sub(1), steps),
        Action::Right => accordion.look_at((at + 1).min(steps.saturating_sub(1)), steps),
        Action::PageUp => accordion.look_at(at.saturating_sub(10), steps),
        Action::PageDown => accordion.look_at((at + 10).min(steps.saturating_sub(1)), steps),
        Action::Home => accordion.look_at(0, steps),
        Action::End => accordion.look_at(steps.saturating_sub(1), steps),
        _ => {}
    }
    Some(Vec::new())
}

/// Rows that a heat-map needs to be worth drawing.
const LEAST_MAP: u16 = 5;
/// Columns of a cell's number.
const WIDE: usize = 6;
const NARROW: usize = 4;

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some((_, Figure::Table(cells))) = shown_figure(model, SLOT) else {
        return write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
    };
    let accordion = model.own.accordion;
    let at = accordion.at(cells.rows.len());
    let mut y = match accordion.opening {
        Opening::Folded => draw_folded(cells, area, buffer, look),
        Opening::Ends | Opening::Wide => Cells { table: cells, accordion, digits: WIDE }.draw(area, buffer, look),
        Opening::Narrow => Cells { table: cells, accordion, digits: NARROW }.draw(area, buffer, look),
        Opening::All => draw_all(cells, at, area, buffer, look),
    };
    for (text, role) in numbers(model, cells, at, look) {
        for line in wrap(&text, usize::from(area.width).max(1)) {
            Row::of(area, y, buffer).put(&line, look.theme.style(role));
            y += 1;
        }
    }
    let used = (y as u16).min(area.height);
    let below = Rect { y: area.y + used, height: area.height - used, ..area };
    if let Some((_, Figure::HeatMap(map))) = shown_figure(model, "hidden-states")
        && accordion.opening != Opening::Folded
        && below.height >= LEAST_MAP
    {
        heat_map::draw(map, Some(Cursor { row: 0, column: at }), below, buffer, look);
    }
}

/// What stands below the cells: their numbers in a sentence, the formula if there is one, the keys.
fn numbers(model: &Model<'_>, cells: &Table, at: usize, look: &Look<'_>) -> Vec<(String, Role)> {
    let words = &look.words.screen;
    let mut told = Vec::new();
    match shown_figure(model, "formula") {
        Some((_, Figure::Table(formula))) => {
            told.push((formula.title.clone(), Role::Text));
            told.extend(filled_in(formula, at).map(|line| (line, Role::Strong)));
        }
        _ => {
            let values = cells.header.iter().enumerate().skip(1).filter_map(|(column, name)| {
                let value = value(cells, at, column).filter(|value| value.is_finite())?;
                Some(format!("{name} {}", number::short(value, WIDE)))
            });
            let values = values.collect::<Vec<_>>().join(", ");
            let line = fill(words.unrolled_step, &[&(at + 1).to_string(), &values]);
            told.push((format!("{line} ({})", words.unrolled_level), Role::Strong));
        }
    }
    let key = |action| model.keys.name(action);
    let keys = [Action::Down, Action::Up, Action::Left, Action::Right].map(key);
    told.push((fill(words.accordion_keys, &[&keys[0], &keys[1], &keys[2], &keys[3]]), Role::Muted));
    told
}

/// The formula's row of a step: the terms, their sum, and what the activation makes of it.
fn filled_in(formula: &Table, at: usize) -> Option<String> {
    let term = |column: usize| {
        let name = formula.header.get(column)?;
        Some((name, number::short(value(formula, at, column)?, 8)))
    };
    let (input, own, bias, recurrent) = (term(1)?, term(2)?, term(3)?, term(4)?);
    let ((_, sum), (name, y)) = (term(5)?, term(6)?);
    let terms = [own, bias, recurrent].map(|(name, value)| format!("{name} {value}")).join(" + ");
    Some(format!("t={}: {} {}; {terms} = {sum}; {name} = {y}", at + 1, input.0, input.1))
}

fn value(table: &Table, row: usize, column: usize) -> Option<f64> {
    match table.rows.get(row)?.get(column)? {
        Cell::Number(value) => Some(value.0),
        Cell::Text(_) => None,
    }
}

/// The columns of the table that are layers, from the top down.
fn layers(table: &Table) -> impl Iterator<Item = (usize, &str)> {
    let layers = table.header.len().saturating_sub(3);
    table.header.iter().enumerate().skip(2).take(layers).map(|(column, name)| (column, name.as_str())).rev()
}

/// One cell that feeds itself; returns the rows used.
fn draw_folded(table: &Table, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> usize {
    let (text, muted) = (look.theme.style(Role::Text), look.theme.style(Role::Muted));
    let (mut loops, mut chain) = (String::from("       "), String::from("x --> "));
    let mut names: Vec<&str> = layers(table).map(|(_, name)| name).collect();
    names.reverse();
    for name in names {
        let width = name.chars().count() + 4;
        loops.push_str(&format!("+{}+      ", "<".repeat(width.saturating_sub(4).max(1))));
        chain.push_str(&format!("[ {name} ] --> "));
    }
    Row::of(area, 0, buffer).put(&loops, muted);
    Row::of(area, 1, buffer).put(&chain, text).put("y", text);
    let told = fill(look.words.screen.folded, &[&table.rows.len().to_string()]);
    Row::of(area, 2, buffer).put(&told, muted);
    3
}

/// The cells that fit, with their numbers.
struct Cells<'t> {
    table: &'t Table,
    accordion: Accordion,
    /// Columns of a number.
    digits: usize,
}

impl Cells<'_> {
    /// Returns the rows used.
    fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> usize {
        let gutter = self.table.header.iter().map(|name| name.chars().count()).max().unwrap_or(0) + 1;
        // "[" number "]" and the way to the next cell.
        let width = self.digits + 5;
        let room = usize::from(area.width).saturating_sub(gutter) / width;
        let steps = self.accordion.shown(self.table.rows.len(), room.max(1));
        let last = self.table.header.len().saturating_sub(1);
        let columns = [(0, "t"), (last, "y")].into_iter().chain(layers(self.table)).chain([(1, "x")]);
        let mut used = 0;
        for (y, (column, name)) in columns.enumerate() {
            let mut row = Row::of(area, y, buffer);
            row.left(name, gutter, look.theme.style(Role::Header));
            let is_layer = column > 1 && column < last;
            for (i, step) in steps.iter().enumerate() {
                let is_last = i + 1 == steps.len();
                self.draw_cell(&mut row, *step, column, is_layer, is_last, look);
            }
            used = y + 1;
        }
        used
    }

    /// In exactly as many columns as a cell has, where hundredths fit; what is smaller than those is `.00`.
    fn number(&self, value: f64) -> String {
        let shown = number::short(value, self.digits);
        let hundredths = || format!("{value:.2}").replacen("0.", ".", 1);
        let shown = if shown.len() > self.digits && value.abs() < 1.0 { hundredths() } else { shown };
        format!("{shown:>width$}", width = self.digits)
    }

    fn draw_cell(
        &self,
        row: &mut Row<'_>,
        step: Option<usize>,
        column: usize,
        is_layer: bool,
        is_last: bool,
        look: &Look<'_>,
    ) {
        let axis = look.theme.style(Role::Axis);
        let (open, close) = if is_layer { ("[", "]") } else { (" ", " ") };
        let way = if is_layer && !is_last { " > " } else { "   " };
        let Some(step) = step else {
            row.put(&format!(" {:^width$} ", "..", width = self.digits), axis).put(way, axis);
            return;
        };
        let is_chosen = step == self.accordion.at(self.table.rows.len());
        let value = value(self.table, step, column).unwrap_or(f64::NAN);
        let shown = if value.is_nan() { " ".repeat(self.digits) } else { self.number(value) };
        let role = if is_chosen { Role::Selection } else { Role::Number };
        let style = if is_layer || is_chosen { look.theme.style(role) } else { look.theme.style(Role::Text) };
        row.put(open, axis).put(&shown, style).put(close, axis).put(way, axis);
    }
}

/// Every step as a shade; returns the rows used.
fn draw_all(table: &Table, at: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> usize {
    let last = table.header.len().saturating_sub(1);
    let columns: Vec<(usize, &str)> = [(last, "y")].into_iter().chain(layers(table)).chain([(1, "x")]).collect();
    let column =
        |column: usize| (0..table.rows.len()).map(move |row| value(table, row, column).unwrap_or(f64::NAN) as f32);
    let map = HeatMap {
        rows: columns.iter().map(|(_, name)| (*name).to_owned()).collect(),
        values: columns.iter().flat_map(|(place, _)| column(*place)).collect(),
        width: table.rows.len(),
        x_label: "t".into(),
        palette: Palette::Diverging,
        ..HeatMap::default()
    };
    // The names of the steps, the rows, and the read-out.
    let height = (columns.len() as u16 + 2).min(area.height);
    let place = Rect { height, ..area };
    heat_map::draw(&map, Some(Cursor { row: columns.len() - 1, column: at }), place, buffer, look);
    usize::from(height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn a_cell_shows_its_value_rounded_and_nothing_else(value in -2.0_f32..2.0, small in -0.02_f32..0.02) {
            let table = Table::default();
            for digits in [NARROW, WIDE] {
                let cells = Cells { table: &table, accordion: Accordion::default(), digits };
                for value in [f64::from(value), f64::from(small)] {
                    let shown = cells.number(value);
                    prop_assert_eq!(shown.len(), digits, "{}", value);
                    let back: f64 = shown.trim().parse().unwrap();
                    let place = match shown.trim().split_once('e') {
                        Some((_, exponent)) => 10_f64.powi(exponent.parse().unwrap()),
                        None => shown.split_once('.').map_or(1.0, |(_, decimals)| 0.1_f64.powi(decimals.len() as i32)),
                    };
                    prop_assert!((back - value).abs() <= place * 0.500_001, "{value} as {shown}");
                }
            }
        }
    }

    #[test]
    fn narrow_cells_round_to_what_they_show() {
        let table = Table::default();
        let cells = Cells { table: &table, accordion: Accordion::default(), digits: NARROW };
        let shown = [0.02311, 0.4388, -0.4388, -0.0096, -0.0012, 1.234].map(|value| cells.number(value));
        assert_eq!(shown, [".023", ".439", "-.44", "-.01", "-.00", "1.23"]);
    }
}
