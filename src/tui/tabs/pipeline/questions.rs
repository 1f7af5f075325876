//! What is asked about the text while the tab is open, and the answers.

use super::TAB;
use super::reading::reset_reads_as_desk;
use super::state::{DeskRow, ModelMut, Pipeline, StripView, line_of_strip};
use crate::run::{Command, Question};
use crate::tui::actions::with_lab;
use crate::tui::model::{AblationRequest, Effect, Overlay, TextNews, TextTask, Visible};
use crate::tui::overlays::files;
use std::path::PathBuf;
use std::sync::Arc;

/// What has to be found out now.
pub(super) fn look(model: &mut ModelMut<'_>, is_open: bool) -> Vec<Effect> {
    if !is_open {
        return Vec::new();
    }
    let stages = stages(model);
    stages.into_iter().chain(findings(model)).collect()
}

/// The stages of the text, if they changed.
fn stages(model: &mut ModelMut<'_>) -> Option<Effect> {
    let (revision, wanted) = model.own.desk.question()?;
    // The lab's next run goes through the stages as they are here.
    let changed = model.own.desk.hand_on();
    assign(model, changed);
    Some(Effect::Text(TextTask::Stages(revision, Box::new(wanted))))
}

/// Vectors, what a switch does, what the shown run thinks of the line under the cursor.
fn findings(model: &mut ModelMut<'_>) -> Vec<Effect> {
    let desk = &model.own.desk;
    let vectors = model.own.vectors.question(&desk.text, || desk.tokenization());
    let vectors = vectors.map(|(revision, ask)| TextTask::Vectors(revision, Box::new(ask)));
    // Of other rows the stage that was looked at last goes on being told.
    let step = match desk.under_cursor() {
        DeskRow::Step(step) => Some(step),
        DeskRow::Preset | DeskRow::Tokens => model.own.effect.stage_among(&desk.steps),
    };
    let switch = step.and_then(|step| {
        let ask = AblationRequest { text: Arc::clone(&desk.text), tokenization: desk.tokenization(), step };
        model.own.effect.question(ask).map(|(revision, ask)| TextTask::Switch(revision, Box::new(ask)))
    });
    vectors.into_iter().chain(switch).map(Effect::Text).chain(strip(model)).collect()
}

/// Asks the shown run about the line in which the cursor stands.
fn strip(model: &mut ModelMut<'_>) -> Option<Effect> {
    let run = model.shown().filter(|run| run.is_open())?;
    let (id, step) = (run.id, run.history.latest.as_ref().map(|(moment, _)| moment.step));
    let text = line_of_strip(&model.own.desk).text.to_owned();
    if text.trim().is_empty() || !model.own.strip.is_new(id, step, &text) {
        return None;
    }
    let slot = StripView::SLOT.to_owned();
    Some(Effect::Send(id, Command::Ask(Question::Text { slot, text })))
}

fn assign(model: &mut ModelMut<'_>, values: impl IntoIterator<Item = (&'static str, String)>) {
    with_lab(model, |lab| {
        for (key, value) in values {
            // The lab reads the same notation.
            let _ = lab.settings.assign(lab.entry.knobs(), key, &value);
        }
    });
}

/// Before a run is opened anew at the desk: it reads as the desk does, if the one before did not.
pub(super) fn hand_on(model: &mut ModelMut<'_>) {
    if reset_reads_as_desk(&model.at()) {
        let values = model.own.desk.as_settings();
        assign(model, values);
    }
}

/// Something was found out.
pub(in crate::tui) fn news(model: &mut ModelMut<'_>, news: TextNews) -> Vec<Effect> {
    let mut is_measured = false;
    match news {
        TextNews::Stages(revision, steps, answer) => model.own.desk.answer(revision, &steps, answer),
        TextNews::Listed(listing) => files::listed(model, listing),
        TextNews::Opened(path, text) => opened(model, path, text),
        TextNews::Vectors(revision, answer) => model.own.vectors.answer(revision, answer),
        TextNews::Switch(revision, ask, answer) => model.own.effect.answer(revision, &ask, answer),
        TextNews::Measured(measurement, measured) => {
            is_measured = model.own.effect.measured(measurement, measured);
        }
    }
    if model.tab().id == TAB.id {
        // The answer to a key.
        model.show(Visible::Input);
    }
    is_measured.then_some(Effect::GoOn).into_iter().collect()
}

/// A file was read, or not: then the text stays as it was.
fn opened(model: &mut ModelMut<'_>, path: PathBuf, text: Result<String, String>) {
    match text {
        Ok(text) => {
            let Pipeline { desk, vectors, effect, .. } = &mut *model.own;
            desk.set_text(&text, Some(path));
            // What was found out about the text before says nothing of this one.
            desk.forget();
            vectors.forget();
            effect.forget();
            if model.overlay == Some(Overlay::Files) {
                model.overlay = None;
            }
        }
        Err(problem) => files::told(model, problem),
    }
}
