//! What a stage does to the text, off and on; and what it is worth to a classifier, once that was measured.
//!
//! ```text
//!   stem                     off     on (now)          in few lines:
//!   tokens                    11      11
//!   vocabulary                11       8               stem off -> on: vocabulary 11 -> 8, tokens 11 -> 11
//!   unknown to the reviews  27 %     9 %               OOV 27 % -> 9 %
//!   F1 (macro)         .750-.764  .761-.793            F1 .750-.764 -> .761-.793 (3 seeds, 2 better with it; 5 s)
//! ```

use super::parts::{count, percent, scrolled};
use super::scores;
use super::state::{DeskRow, Model, ModelMut, Pipeline, StageMeasurement};
use crate::figure::{Cell, Table};
use crate::labs::pipeline::analysis::{Known, Oov, Side};
use crate::labs::pipeline::spec::Spec;
use crate::labs::pipeline::{Measured, SEEDS, TRAININGS};
use crate::run::Severity;
use crate::tui::actions::say;
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Measurement, Pane, PaneOf, Switchable, Visible};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, table};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the last switch of a stage did.
pub(super) static PANE: PaneOf<Pipeline> = PaneOf {
    title: |model, _, _| title(model),
    act: |model, action| {
        model.own.effect.first = scrolled(model.own.effect.first, action);
        Some(Vec::new())
    },
    ..PaneOf::new(Pane::new("switch-effect"), |model, _, area, buffer, look| draw(model, area, buffer, look))
};

/// Measures what the stage under the cursor is worth, or gives that up.
pub(super) fn measure(model: &mut ModelMut<'_>) -> Vec<Effect> {
    model.show(Visible::Input);
    if model.own.effect.is_measuring() {
        model.own.effect.give_up();
        return vec![Effect::GiveUp];
    }
    let words = &model.words.vectors;
    let spec = model.lab().map(|lab| lab.settings.draft.typed::<Spec>());
    let (Some(spec), DeskRow::Step(step)) = (spec, model.own.desk.under_cursor()) else {
        say(model, Severity::Info, words.nothing_to_measure);
        return Vec::new();
    };
    let spec = match spec {
        Ok(spec) => spec,
        Err(error) => {
            say(model, Severity::Error, error.to_string());
            return Vec::new();
        }
    };
    let desk = &model.own.desk;
    let (steps, tokens) = (desk.steps.to_string(), desk.tokens.to_string());
    let spec = Spec { steps, tokens, language: desk.language.clone(), ..spec };
    let measurement = model.own.effect.measure(&desk.steps, step);
    measurement.map(|number| Effect::Measure(number, Box::new(spec), step)).into_iter().collect()
}

/// From this height on there is a table, before and after there are scores to put into it.
const TABLE: u16 = 7;
const SCORES: u16 = 13;
/// Columns of the confusion matrices.
const CONFUSION_WIDTH: u16 = 31;
/// The least columns of the table beside them.
const TABLE_WIDTH: u16 = 45;

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let view = &model.own.effect;
    let (told, role) = match (&view.problem, &view.found) {
        (Some(problem), _) => (problem.as_str(), Role::Error),
        (None, None) => (look.words.vectors.in_work, Role::Muted),
        (None, Some(found)) => {
            let least = if worth(model, found).and_then(done).is_some() { SCORES } else { TABLE };
            let draw = if area.height < least { draw_lines } else { draw_table };
            return draw(model, found, area, buffer, look);
        }
    };
    draw_told(&wrapped(&[(told.to_owned(), role)], area), area, buffer, look);
}

/// The measurement of this stage, if there is one.
fn worth<'m>(model: &'m Model<'_>, found: &Switchable) -> Option<&'m StageMeasurement> {
    model.own.effect.worth.as_ref().filter(|worth| worth.stage == found.stage)
}

fn done(worth: &StageMeasurement) -> Option<&Measured> {
    match &worth.measurement {
        Measurement::Done(measured) => Some(measured),
        _ => None,
    }
}

/// What is unknown that tells the most: in held-out reviews, else in the rest of the text.
fn oov(side: &Side) -> Option<Oov> {
    side.oov(Known::HeldOutByReviews).or(side.oov(Known::RestByText))
}

fn draw_lines(model: &Model<'_>, found: &Switchable, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.vectors;
    let [off, on] = &found.sides;
    let numbers = [off.vocabulary, on.vocabulary, off.tokens, on.tokens].map(count);
    let text = fill(words.switch_line, &numbers.each_ref().map(String::as_str));
    let mut told = vec![(text, Role::Strong)];
    let rates = oov(off).zip(oov(on));
    let rates = rates.map(|(off, on)| {
        let of = words.known_short(on.known);
        fill(words.oov_line, &[&percent(off.rate()), &percent(on.rate()), of])
    });
    match worth(model, found).and_then(done) {
        Some(measured) => {
            told.push((scores::line(measured, look), Role::Text));
            told.extend(rates.map(|rates| (rates, Role::Text)));
        }
        None => {
            let (state, role) = state(model, found);
            let rates = rates.map(|rates| rates + ", ").unwrap_or_default();
            told.push((format!("{rates}{state}"), role));
        }
    }
    told.extend(last_change(model).map(|told| (told, Role::Muted)));
    draw_told(&wrapped(&told, area), area, buffer, look);
}

/// What was done to the steps last, and what that changed.
fn last_change(model: &Model<'_>) -> Option<String> {
    let words = &model.words.vectors;
    let switched = model.own.desk.switched.as_ref()?;
    let staged = model.own.desk.staged.as_ref()?;
    let (before, now) = (staged.before?, staged.end);
    let what = if switched.what.is_empty() { words.other_order } else { switched.what.as_str() };
    let numbers = [before.vocabulary, now.vocabulary, before.tokens, now.tokens].map(count);
    let [a, b, c, d] = numbers.each_ref().map(String::as_str);
    Some(fill(words.last_change, &[what, a, b, c, d]))
}

/// What a key does here now, or why there is no measurement.
fn state(model: &Model<'_>, found: &Switchable) -> (String, Role) {
    let words = &model.words.vectors;
    let measure = model.keys.name(Action::Measure);
    match model.own.effect.worth.as_ref() {
        Some(StageMeasurement { measurement: Measurement::Running(done), stage, .. }) => {
            let counts = [*done, TRAININGS, SEEDS as usize].map(count);
            let [done, of, seeds] = counts.each_ref().map(String::as_str);
            (fill(words.measuring, &[stage, seeds, done, of, &measure]), Role::Muted)
        }
        Some(StageMeasurement { measurement: Measurement::Failed(problem), stage, .. }) if *stage == found.stage => {
            (problem.clone(), Role::Error)
        }
        Some(worth) if worth.stage == found.stage && !worth.is_among(&model.own.desk.steps) => {
            (fill(words.measure_again, &[&measure]), Role::Warning)
        }
        _ => (fill(words.measure_it, &[&measure]), Role::Muted),
    }
}

fn draw_table(model: &Model<'_>, found: &Switchable, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.vectors;
    let measured = worth(model, found).and_then(done);
    let mut rows = text_rows(found, look);
    rows.extend(measured.into_iter().flat_map(|measured| scores::rows(measured, look)));
    let [off, on] = words.sides;
    let marked = |name: &str, is_now: bool| if is_now { fill(words.now, &[name]) } else { name.to_owned() };
    let header = vec![found.stage.clone(), marked(off, !found.is_on), marked(on, found.is_on)];
    // The confusion matrices stand at the right, where there is room for them.
    let confusions = measured.filter(|_| area.width >= TABLE_WIDTH + CONFUSION_WIDTH);
    let side = if confusions.is_some() { CONFUSION_WIDTH } else { 0 };
    if let Some(measured) = confusions {
        let place = Rect { x: area.right() - side + 1, width: side - 1, ..area };
        scores::draw_confusions(measured, place, buffer, look);
    }
    let area = Rect { width: area.width - side, ..area };
    let below = wrapped(&below(model, found, look), area);
    let wanted = rows.len() as u16 + 1;
    let height = wanted.min(area.height.saturating_sub(below.len() as u16));
    let shown = Table { header, rows, ..Table::default() };
    let first = model.own.effect.first.min(usize::from(wanted.saturating_sub(height)));
    table::draw(&shown, first, None, Rect { height, ..area }, buffer, look);
    draw_told(&below, Rect { y: area.y + height, height: area.height - height, ..area }, buffer, look);
}

/// What is told below the table: who was measured, or what can be done.
fn below(model: &Model<'_>, found: &Switchable, look: &Look<'_>) -> Vec<(String, Role)> {
    let worth = worth(model, found);
    let measured = worth.and_then(done);
    let by = measured.map(|measured| (scores::measured_by(measured, look), Role::Muted));
    let is_known = measured.is_some() && worth.is_some_and(|worth| worth.is_among(&model.own.desk.steps));
    let state = (!is_known).then(|| state(model, found));
    by.into_iter().chain(state).chain(last_change(model).map(|told| (told, Role::Muted))).collect()
}

/// Broken to the width.
fn wrapped(told: &[(String, Role)], area: Rect) -> Vec<(String, Role)> {
    let columns = usize::from(area.width).max(1);
    told.iter().flat_map(|(line, role)| wrap(line, columns).into_iter().map(|line| (line, *role))).collect()
}

fn draw_told(lines: &[(String, Role)], area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    for (y, (line, role)) in lines.iter().enumerate() {
        Row::of(area, y, buffer).put(line, look.theme.style(*role));
    }
}

/// What becomes of the text.
fn text_rows(found: &Switchable, look: &Look<'_>) -> Vec<Vec<Cell>> {
    let words = &look.words.vectors;
    let [off, on] = &found.sides;
    let numbers = |name: &str, [off, on]: [usize; 2]| vec![name.into(), Cell::from(count(off)), Cell::from(count(on))];
    let mut rows = vec![
        numbers(words.tokens, [off.tokens, on.tokens]),
        numbers(words.vocabulary, [off.vocabulary, on.vocabulary]),
    ];
    for known in [Known::TextByReviews, Known::HeldOutByReviews, Known::RestByText] {
        if let Some((off, on)) = off.oov(known).zip(on.oov(known)) {
            rows.push(vec![words.known(known).into(), in_percent(off.rate()), in_percent(on.rate())]);
        }
    }
    rows
}

pub(super) fn in_percent(share: f64) -> Cell {
    Cell::from(format!("{} %", percent(share)))
}

/// "What am I seeing", of the stage that the cursor stands on.
pub(super) fn explain(model: &Model<'_>) -> Vec<String> {
    let words = &model.words.vectors;
    let Some(found) = &model.own.effect.found else { return Vec::new() };
    let [off, on] = &found.sides;
    let mut told = vec![fill(words.explain_switch, &[&found.stage, &count(off.vocabulary), &count(on.vocabulary)])];
    if let Some((off, on)) = off.oov(Known::HeldOutByReviews).zip(on.oov(Known::HeldOutByReviews)) {
        told.push(fill(words.explain_oov, &[&percent(off.rate()), &percent(on.rate())]));
    }
    if let Some(measured) = worth(model, found).and_then(done) {
        let [off, on] = measured.sides().map(|side| scores::range(side, |score| score.f1_macro));
        let seeds = count(measured.with.len());
        told.push(fill(words.explain_worth, &[&found.stage, &seeds, &off, &on, &count(measured.texts.1)]));
    }
    told
}

/// The pane's title names the stage that it is about.
fn title(model: &Model<'_>) -> String {
    let name = model.words.screen.pane(&PANE.info);
    let title = match &model.own.effect.found {
        Some(found) => format!("{name}: {}", found.stage),
        None => name.to_owned(),
    };
    let waits = model.own.effect.is_waiting() || !model.own.desk.is_current();
    super::of_before(model, title, model.own.effect.found.is_some() && waits)
}
