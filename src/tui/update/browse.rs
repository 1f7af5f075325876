//! Looking around: scrubbing, examples, crosshair.

use super::with_lab;
use crate::figure::Figure;
use crate::run::{Command, Question, Severity};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Model, Motion, Run};

/// Held-out examples whose forecasts come by themselves after every evaluation; others have to be asked for.
const FRAMED: usize = 8;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Earlier, the one before.
    Back,
    /// Later, the next one.
    Forward,
}

/// To the kept moment before or after the one that is looked at; after the last one comes the present.
pub(super) fn scrub(model: &mut Model, direction: Direction) {
    let Some(run) = model.shown() else { return };
    let (frames, present) = (run.frames(), run.history.at.step);
    let Some(lab) = model.lab_mut() else { return };
    let at = lab.scrub;
    let next = match (direction, at) {
        (Direction::Back, at) => {
            let limit = at.unwrap_or(present);
            frames.iter().rev().find(|step| **step < limit).copied().or(at)
        }
        (Direction::Forward, Some(at)) => {
            frames.iter().find(|step| **step > at).copied().filter(|next| *next < present)
        }
        (Direction::Forward, None) => None,
    };
    lab.scrub = next;
    if next == at {
        let words = &model.words.screen;
        let why = match direction {
            Direction::Back => words.nothing_earlier,
            Direction::Forward => words.is_present,
        };
        super::say(model, Severity::Info, why);
    }
}

/// The next or previous line of the text.
pub(super) fn line(model: &mut Model, direction: Direction) {
    let at = model.desk.editor.cursor().line;
    model.desk.editor.go(match direction {
        Direction::Forward => Motion::Down,
        Direction::Back => Motion::Up,
    });
    if model.desk.editor.cursor().line == at {
        at_the_end(model, direction);
    }
}

/// Says that there is none beyond.
fn at_the_end(model: &mut Model, direction: Direction) {
    let words = &model.words.screen;
    let why = match direction {
        Direction::Forward => words.last_example,
        Direction::Back => words.first_example,
    };
    super::say(model, Severity::Info, why);
}

/// The next or previous held-out example.
pub(super) fn example(model: &mut Model, direction: Direction) -> Vec<Effect> {
    let count = model.shown().and_then(held_out);
    let before = model.lab().map(|lab| lab.example);
    with_lab(model, |lab| {
        lab.code.turned = None;
        lab.example = match direction {
            Direction::Forward => lab.example.saturating_add(1),
            Direction::Back => lab.example.saturating_sub(1),
        };
        if let Some(count) = count {
            lab.example = lab.example.min(count.saturating_sub(1));
        }
    });
    if model.lab().map(|lab| lab.example) == before {
        at_the_end(model, direction);
        return Vec::new();
    }
    ask(model)
}

/// How many held-out examples there are, where the lab says so.
fn held_out(run: &Run) -> Option<usize> {
    run.history.facts.as_ref().map(|facts| facts.held_out_examples).filter(|count| *count > 0)
}

/// Asks for what an evaluation has not brought of the example that is looked at: of an image that is shown from first to
/// last it brings all but the feature maps, and these of the first one.
pub(super) fn follow(model: &Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    let figures = &run.history.figures;
    let has_maps = lab.example == 0 || !figures.contains_key("feature-maps");
    let is_shown_all_along = match figures.get("digits").and_then(|slot| slot.latest.as_ref()) {
        Some((_, Figure::Images(all))) => all.rows.iter().all(|row| row.images.len() > lab.example),
        _ => false,
    };
    if is_shown_all_along && has_maps { Vec::new() } else { ask(model) }
}

/// Asks for the example that is looked at, unless it comes by itself.
pub(super) fn ask(model: &Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    // The forecaster sends its first examples after every evaluation.
    let comes_by_itself = run.spec.lab == "forecaster" && lab.example < FRAMED;
    if comes_by_itself || !run.is_open() {
        return Vec::new();
    }
    let question = Question::Example { slot: lab.example_slot(), index: lab.example };
    vec![Effect::Send(run.id, Command::Ask(question))]
}

/// Crosshair on, at the latest step, or off.
pub(super) fn toggle_crosshair(model: &mut Model) {
    model.plot.crosshair = match model.plot.crosshair {
        None => model.shown().map(|run| run.history.at.step),
        Some(_) => None,
    };
}

/// Arrows in the pane of curves: other curves, the crosshair.
pub(super) fn curves(model: &mut Model, action: Action) {
    match action {
        Action::Up => model.plot.curves = model.plot.curves.stepped(-1),
        Action::Down => model.plot.curves = model.plot.curves.stepped(1),
        _ => move_crosshair(model, action),
    }
}

fn move_crosshair(model: &mut Model, action: Action) {
    let Some(run) = model.shown() else { return };
    let last = run.history.at.step;
    let stride = (run.planned_steps().unwrap_or(last) / 80).max(1);
    let Some(at) = model.plot.crosshair else { return };
    model.plot.crosshair = Some(match action {
        Action::Left => at.saturating_sub(stride),
        Action::Right => (at + stride).min(last),
        Action::PageUp => at.saturating_sub(stride * 8),
        Action::PageDown => (at + stride * 8).min(last),
        Action::Home => 0,
        Action::End => last,
        _ => at,
    });
}

/// Up and down close and open the accordion, left and right look at another step.
pub(super) fn unrolled(model: &mut Model, action: Action) {
    let steps = match model.shown().and_then(|run| run.history.figures.get("unrolled")?.latest.as_ref()) {
        Some((_, Figure::Table(table))) => table.rows.len(),
        _ => 0,
    };
    with_lab(model, |lab| {
        let accordion = &mut lab.accordion;
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
    });
}
