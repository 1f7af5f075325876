//! Looking around: scrubbing, examples, crosshair.

use super::with_lab;
use crate::run::Severity;
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Run, Shared};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Direction {
    /// Earlier, the one before.
    Back,
    /// Later, the next one.
    Forward,
}

/// To the kept moment before or after the one that is looked at; after the last one comes the present.
pub(in crate::tui) fn scrub(model: &mut Shared, direction: Direction) {
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

/// Says that there is none beyond.
pub(in crate::tui) fn at_the_end(model: &mut Shared, direction: Direction) {
    let words = &model.words.screen;
    let why = match direction {
        Direction::Forward => words.last_example,
        Direction::Back => words.first_example,
    };
    super::say(model, Severity::Info, why);
}

/// The next or previous held-out example.
pub(in crate::tui) fn example(model: &mut Shared, direction: Direction) -> Vec<Effect> {
    let count = model.shown().and_then(held_out);
    let before = model.lab().map(|lab| lab.example);
    with_lab(model, |lab| {
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
    (model.tab().ask)(model)
}

/// How many held-out examples there are, where the lab says so.
fn held_out(run: &Run) -> Option<usize> {
    run.history.facts.as_ref().map(|facts| facts.held_out_examples).filter(|count| *count > 0)
}

/// Arrows in a pane of one example: the next, the one before.
pub(in crate::tui) fn arrows(model: &mut Shared, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Right | Action::Down => Some(example(model, Direction::Forward)),
        Action::Left | Action::Up => Some(example(model, Direction::Back)),
        _ => None,
    }
}

/// Crosshair on, at the latest step, or off.
pub(in crate::tui) fn toggle_crosshair(model: &mut Shared) {
    model.plot.crosshair = match model.plot.crosshair {
        None => model.shown().map(|run| run.history.at.step),
        Some(_) => None,
    };
}
