//! The rows of the table of runs.

use super::state::Model;
use crate::run::Status;
use crate::run::sweep::Stance;
use crate::tui::model::{RowKind, RunsRow, Worker};
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, number, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of lab, status and metric; progress takes what it needs, model and name share the rest.
const LAB: usize = 12;
const STATUS: usize = 10;
const METRIC: usize = 8;
/// Columns of a model that say enough; what names need goes before more of them.
const MODEL: usize = 15;

/// The names of the columns, and the rows around the one under the cursor.
pub(super) fn draw(
    model: &Model<'_>,
    rows: &[RunsRow<'_>],
    cursor: usize,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    let widths = Widths::of(rows, usize::from(area.width), look);
    header(Row::of(area, 0, buffer), widths, look);
    let room = usize::from(area.height).saturating_sub(1).max(1);
    let first = (cursor + 1).saturating_sub(room);
    for (y, (at, row)) in rows.iter().enumerate().skip(first).take(room).enumerate() {
        draw_row(model, row, at == cursor, Row::of(area, y + 1, buffer), widths, look);
    }
}

/// Columns of what takes as many as there are.
#[derive(Debug, Clone, Copy)]
struct Widths {
    model: usize,
    done: usize,
    name: usize,
}

impl Widths {
    fn of(rows: &[RunsRow<'_>], all: usize, look: &Look<'_>) -> Self {
        let longest = |of: &dyn Fn(&RunsRow<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0);
        let [_, _, _, header, ..] = look.words.screen.runs_header;
        let done = 1 + longest(&|row| done(row).len()).max(text::width(header));
        let rest = all.saturating_sub(4 + LAB + STATUS + done + METRIC + 2);
        let names = longest(&|row| text::width(&text::printable(&row.name)));
        let name = names.min(rest.saturating_sub(MODEL)).max(rest / 2);
        Self { model: rest - name, done, name }
    }
}

/// Epochs or trials.
fn done(row: &RunsRow<'_>) -> String {
    format!("{}/{}", row.done.0, row.done.1)
}

fn header(mut row: Row<'_>, widths: Widths, look: &Look<'_>) {
    let style = look.theme.style(Role::Header);
    let [lab, model, status, done, best, name] = look.words.screen.runs_header;
    row.put(UNSELECTED, style).put("  ", style);
    row.left(lab, LAB, style).left(model, widths.model.saturating_sub(1), style).put(" ", style);
    row.left(status, STATUS, style);
    row.put(&format!("{done:>0$}{best:>METRIC$}  ", widths.done), style);
    row.left(name, widths.name, style);
}

fn draw_row(
    model: &Model<'_>,
    shown: &RunsRow<'_>,
    is_chosen: bool,
    mut row: Row<'_>,
    widths: Widths,
    look: &Look<'_>,
) {
    let style = |role| look.theme.style(if is_chosen { Role::Selection } else { role });
    let (status, role) = status(shown, look);
    let best = shown.best.map_or_else(|| "-".to_owned(), |value| number::rounded(value, METRIC - 1, 3));
    row.put(if is_chosen { SELECTED } else { UNSELECTED }, style(Role::Text));
    row.put(if model.library.marked.contains(&shown.key) { "+ " } else { "  " }, style(Role::Strong));
    row.left(shown.lab, LAB, style(Role::Text));
    row.left(&shown.model, widths.model.saturating_sub(1), style(Role::Text)).put(" ", style(Role::Text));
    row.left(status, STATUS, style(role));
    row.put(&text::right(&done(shown), widths.done), style(Role::Text));
    row.put(&format!("{best:>METRIC$}  "), style(Role::Number));
    // The end of a name, a time as a rule, tells it from others.
    let name = text::printable(&shown.name);
    row.left(&text::cut_beginning(&name, widths.name), widths.name, style(Role::Muted));
    row.fill(style(Role::Text));
}

fn status(row: &RunsRow<'_>, look: &Look<'_>) -> (&'static str, Role) {
    let words = &look.words.screen;
    match row.kind {
        RowKind::Run(run) if run.worker == Worker::Dismissed && !run.history.status.is_an_end() => {
            (words.ended, Role::Muted)
        }
        RowKind::Run(run) => {
            let role = match run.history.status {
                _ if run.is_running() => Role::Live,
                Status::Failed | Status::Crashed => Role::Error,
                _ => Role::Text,
            };
            (words.status(run.history.status), role)
        }
        RowKind::Sweep(sweep) if !sweep.is_going() && row.done.0 == row.done.1 => {
            (words.status(Status::Finished), Role::Text)
        }
        RowKind::Sweep(sweep) if !sweep.is_going() => (words.status(Status::Stopped), Role::Text),
        RowKind::Sweep(sweep) if sweep.intent == crate::tui::model::Intent::Rest => {
            (words.status(Status::Paused), Role::Text)
        }
        RowKind::Sweep(sweep) if sweep.progress.stance == Stance::Waiting => {
            (words.status(Status::Waiting), Role::Strong)
        }
        RowKind::Sweep(_) => (words.status(Status::Training), Role::Live),
        RowKind::Card(card) => state(card.state, look),
        RowKind::SweepCard(card) => state(card.state, look),
    }
}

fn state(state: Status, look: &Look<'_>) -> (&'static str, Role) {
    let role = match state {
        Status::Training | Status::Evaluating => Role::Live,
        Status::Failed | Status::Crashed | Status::Unreadable => Role::Error,
        Status::Silent => Role::Warning,
        _ => Role::Text,
    };
    (look.words.screen.status(state), role)
}
