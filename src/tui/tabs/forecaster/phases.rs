//! A training step taken phase by phase: what each gave, the latest in full.
//!
//! ```text
//!   1 forward pass: 32 series of 50 steps; values of the first
//!   2 loss: MSE 1.93e-1 over 32 series x 50 steps x 10
//!   3 gradients: norm 4.1e-1
//!     parameter     shape      |w|      |g|  max |g|
//!     ...
//!   4 update: , goes on
//! ```

use super::super::shared::shown_figure;
use super::state::{Forecaster, Model};
use crate::figure::{Figure, Table};
use crate::run::{Moment, Phase};
use crate::tui::keys::Action;
use crate::tui::model::{Pane, PaneOf};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, table};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The numbers of each phase of a step.
pub(super) static PANE: PaneOf<Forecaster> = PaneOf {
    ..PaneOf::new(Pane { slot: Some("phase-forward"), ..Pane::new("phases") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// The phases of a step with their slots.
const PHASES: [(Phase, &str); 4] = [
    (Phase::Forward, "phase-forward"),
    (Phase::Loss, "phase-loss"),
    (Phase::Gradients, "phase-gradients"),
    (Phase::Update, "phase-update"),
];

/// The tables of the step that was last taken phase by phase; `None` for phases that are still to come.
fn of_the_step<'m>(model: &'m Model<'_>) -> [Option<&'m Table>; 4] {
    let figure = |slot| match shown_figure(model, slot) {
        Some((at, Figure::Table(table))) => Some((*at, table)),
        _ => None,
    };
    let step: Option<Moment> = figure("phase-forward").map(|(at, _)| at);
    PHASES.map(|(_, slot)| figure(slot).filter(|(at, _)| Some(*at) == step).map(|(_, table)| table))
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let tables = of_the_step(model);
    let done = tables.iter().flatten().count();
    let rows = |table: &Table| table.rows.len() + 1;
    let all: usize = tables.iter().flatten().map(|table| rows(table)).sum();
    let room = usize::from(area.height).saturating_sub(PHASES.len());
    let mut y = 0;
    for (i, ((phase, _), table)) in PHASES.into_iter().zip(tables).enumerate() {
        let (number, name) = ((i + 1).to_string(), words.phase(phase));
        let Some(shown) = table else {
            let key = model.keys.name(Action::StepPhase);
            let told = fill(words.phase_to_come, &[&number, name, &key]);
            if i == done {
                Row::of(area, y, buffer).put(&told, look.theme.style(Role::Muted));
            }
            break;
        };
        let is_latest = i + 1 == done;
        let role = if is_latest { Role::Strong } else { Role::Text };
        let told = fill(words.phase_line, &[&number, name, &shown.title]);
        Row::of(area, y, buffer).put(&told, look.theme.style(role));
        y += 1;
        let height = if all <= room {
            rows(shown)
        } else if is_latest {
            rows(shown).min(room)
        } else {
            0
        };
        let below =
            Rect { x: area.x + 2, y: area.y + y as u16, width: area.width.saturating_sub(2), height: height as u16 };
        if height > 0 {
            table::draw(shown, 0, None, below.intersection(area), buffer, look);
        }
        y += height;
    }
    if done == 0 {
        Row::of(area, 0, buffer).put(look.words.no_data, Style::new());
    }
}
