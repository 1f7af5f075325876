//! The code of a picture: units are chosen and turned with the arrows, and the decoder answers.

use super::with_lab;
use crate::figure::{Cell, Figure};
use crate::run::{Command, Question};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Model, Pane};

/// Pictures on a walk from one code to another, both ends counted.
const WALK: usize = 10;
/// Rows of a page.
const PAGE: isize = 8;
/// A turn of a unit whose spread isn't known.
const TURN: f64 = 0.25;

/// Arrows: up and down choose a unit, left and right turn it; Home or Enter goes back to the picture's own code.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let own = own(model);
    let turn = turn(model);
    with_lab(model, |lab| match action {
        Action::Up => lab.code.look_at(-1, own.len()),
        Action::Down => lab.code.look_at(1, own.len()),
        Action::PageUp => lab.code.look_at(-PAGE, own.len()),
        Action::PageDown => lab.code.look_at(PAGE, own.len()),
        Action::Left => lab.code.turn(-turn, &own),
        Action::Right => lab.code.turn(turn, &own),
        Action::Home | Action::Activate => lab.code.turned = None,
        _ => {}
    });
    match action {
        Action::Left | Action::Right => ask(model),
        _ => Vec::new(),
    }
}

/// Asks what the turned code decodes to, if it was turned.
pub(super) fn ask(model: &Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    let Some(values) = lab.code.turned.clone().filter(|_| run.is_open()) else { return Vec::new() };
    vec![Effect::Send(run.id, Command::Ask(Question::Values { slot: "decoded".into(), values }))]
}

/// A walk from the code of the picture that is looked at to that of the next one, shown in its pane.
pub(super) fn walk(model: &mut Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    if !run.is_open() {
        return Vec::new();
    }
    let question = Question::Between { slot: "walk".into(), from: lab.example, to: lab.example + 1, steps: WALK };
    let effect = Effect::Send(run.id, Command::Ask(question));
    if let Some(focus) = model.focus.get_mut(model.tab.index()) {
        *focus = Pane::Walk;
    }
    vec![effect]
}

fn latest<'m>(model: &'m Model, slot: &str) -> Option<&'m Figure> {
    model.shown()?.history.figures.get(slot)?.latest.as_ref().map(|(_, figure)| figure)
}

/// The code of the picture that is looked at.
fn own(model: &Model) -> Vec<f32> {
    match model.lab().and_then(|lab| latest(model, &lab.code_slot())) {
        Some(Figure::Bars(bars)) => bars.bars.iter().map(|bar| bar.value as f32).collect(),
        _ => Vec::new(),
    }
}

/// How far one key turns the unit at the cursor: a quarter of its standard deviation over the held-out pictures.
fn turn(model: &Model) -> f32 {
    const DEVIATION: usize = 3;
    let unit = model.lab().map_or(0, |lab| lab.code.unit);
    let deviation = match latest(model, "units") {
        Some(Figure::Table(table)) => match table.rows.get(unit).and_then(|row| row.get(DEVIATION)) {
            Some(Cell::Number(deviation)) if deviation.0 > 0.0 => Some(deviation.0 * TURN),
            _ => None,
        },
        _ => None,
    };
    deviation.unwrap_or(TURN) as f32
}
