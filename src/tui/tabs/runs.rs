//! The runs of this session in a table.

use crate::run::{Settings, Status};
use crate::tui::model::{Model, Run, Worker};
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number, text, write_centered};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of lab, status, epoch and headline; model and settings share the rest.
const LAB: usize = 11;
const STATUS: usize = 9;
const EPOCH: usize = 7;
const METRIC: usize = 8;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    if model.runs.is_empty() {
        return write_centered(buffer, area, look.words.screen.no_runs, look.theme.style(Role::Muted));
    }
    let lines = lines_of_details(model, area);
    let area = draw_details(&lines, area, buffer, look);
    let rest = usize::from(area.width).saturating_sub(2 + LAB + STATUS + EPOCH + METRIC + 2);
    let widths = (rest / 2, rest - rest / 2);
    header(Row::of(area, 0, buffer), widths, look);
    let (first, rows) = seen(model, area);
    for (y, (at, run)) in model.runs.iter().enumerate().skip(first).take(rows).enumerate() {
        let is_chosen = at == model.runs_cursor;
        draw_run(model, run, is_chosen, Row::of(area, y + 1, buffer), widths, look);
    }
}

/// The first run that is seen in the table's area, and how many have room.
fn seen(model: &Model, table: Rect) -> (usize, usize) {
    let rows = usize::from(table.height).saturating_sub(1).max(1);
    ((model.runs_cursor + 1).saturating_sub(rows), rows)
}

/// The run at this row of the screen.
pub(super) fn row_at(model: &Model, area: Rect, row: u16) -> Option<usize> {
    let table = table_beside(lines_of_details(model, area).len(), area);
    let y = usize::from(row.checked_sub(table.y + 1)?);
    let (first, rows) = seen(model, table);
    Some(first + y).filter(|at| y < rows && *at < model.runs.len())
}

fn header(mut row: Row<'_>, widths: (usize, usize), look: &Look<'_>) {
    let style = look.theme.style(Role::Header);
    let names = look.words.screen.runs_header;
    row.put(UNSELECTED, style);
    for (name, width) in names.iter().zip([LAB, widths.0, STATUS]) {
        row.left(name, width, style);
    }
    for (name, width) in names.iter().skip(3).zip([EPOCH, METRIC]) {
        row.put(&format!("{name:>width$}"), style);
    }
    row.put("  ", style);
    row.left(names.last().copied().unwrap_or_default(), widths.1, style);
}

fn draw_run(
    model: &Model,
    run: &Run,
    is_chosen: bool,
    mut row: Row<'_>,
    (model_width, settings_width): (usize, usize),
    look: &Look<'_>,
) {
    let style = |role| look.theme.style(if is_chosen { Role::Selection } else { role });
    let words = &look.words.screen;
    let history = &run.history;
    let status = match run.worker {
        Worker::Listening => words.status(history.status),
        Worker::Dismissed => words.ended,
    };
    let facts = history.facts.as_ref();
    let best = history.best.map_or_else(|| "-".to_owned(), |(_, value)| number::rounded(value, METRIC - 1, 3));
    row.put(if is_chosen { SELECTED } else { UNSELECTED }, style(Role::Text));
    row.left(&run.spec.lab, LAB, style(Role::Text));
    row.left(facts.map_or("", |facts| facts.model.as_str()), model_width.saturating_sub(1), style(Role::Text));
    row.put(" ", style(Role::Text));
    row.left(status, STATUS, style(if run.is_running() { Role::Live } else { Role::Text }));
    row.put(&format!("{:>EPOCH$}", format!("{}/{}", history.at.epoch, run.epochs())), style(Role::Text));
    row.put(&format!("{best:>METRIC$}  "), style(Role::Number));
    let changed = changed(model, run).join(" ");
    let changed = if changed.is_empty() { words.all_defaults } else { &changed };
    row.left(changed, settings_width, style(Role::Muted));
    row.fill(style(Role::Text));
}

/// The settings that aren't at their default, and the live changes on the way.
fn changed(model: &Model, run: &Run) -> Vec<String> {
    let entry = model.labs.iter().find(|lab| lab.entry.name == run.spec.lab).map(|lab| lab.entry);
    let defaults: Settings = entry.and_then(|entry| entry.defaults().ok()).unwrap_or_default();
    let settings = run.spec.settings.differences(&defaults).into_iter().map(|(key, value)| format!("{key}={value}"));
    let changes =
        run.history.changes.iter().map(|turned| format!("{}={}@{}", turned.key, turned.value, turned.at.step));
    settings.chain(changes).collect()
}

/// The whole of the run under the cursor: name and text of each line.
fn details(model: &Model, run: &Run) -> Vec<(&'static str, String)> {
    let words = &model.words.screen;
    let assignments = changed(model, run).into_iter().map(|assignment| format!(" --set {}", shell_word(&assignment)));
    let command = format!("nnlab train {}{}", run.spec.lab, assignments.collect::<String>());
    let facts = run.history.facts.as_ref();
    let mut details: Vec<_> = facts.iter().map(|facts| (words.run_model, facts.model.clone())).collect();
    details.extend(facts.map(|facts| (words.run_data, facts.data.clone())));
    details.push((words.run_again, command));
    details.extend(run.history.failure.clone().map(|failure| (words.status(Status::Failed), failure)));
    details
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "=@+-_./,:".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// The details of the run under the cursor, wrapped: name and text of each line.
fn lines_of_details(model: &Model, area: Rect) -> Vec<(String, String)> {
    let details = model.runs.get(model.runs_cursor).map(|run| details(model, run)).unwrap_or_default();
    let names = details.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0) + 2;
    let columns = usize::from(area.width).saturating_sub(names + 3).max(1);
    let line = |(name, told): &(&str, String)| {
        let lines = wrap(told, columns).into_iter().enumerate();
        let name = text::left(name, names);
        lines.map(|(i, line)| (if i == 0 { name.clone() } else { " ".repeat(names) }, line)).collect::<Vec<_>>()
    };
    details.iter().flat_map(line).collect()
}

/// What so many lines of details leave for the table: the larger part, or all.
fn table_beside(lines: usize, area: Rect) -> Rect {
    let height = lines as u16 + 1;
    if height * 2 > area.height { area } else { Rect { height: area.height - height, ..area } }
}

/// At the lower edge, if the table keeps the larger part; returns what is left for the table.
fn draw_details(lines: &[(String, String)], area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> Rect {
    let table = table_beside(lines.len(), area);
    for (i, (name, line)) in lines.iter().enumerate() {
        let mut row = Row::of(area, usize::from(table.height) + 1 + i, buffer);
        row.put("  ", Style::new()).put(name, look.theme.style(Role::Muted));
        row.put(line, look.theme.style(Role::Text));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_setting_can_be_pasted_into_a_shell() {
        assert_eq!(shell_word("learning-rate=3e-4@876"), "learning-rate=3e-4@876");
        assert_eq!(shell_word("data=my file's.csv"), r"'data=my file'\''s.csv'");
    }
}
