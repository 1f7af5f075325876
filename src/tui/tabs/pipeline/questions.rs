//! What is asked about the text while the tab is open, and the answers.

use super::TAB;
use super::reading::reset_reads_as_desk;
use crate::run::{Command, Question};
use crate::tui::actions::with_lab;
use crate::tui::model::{AblationRequest, DeskRow, Effect, Model, StripView, TextNews, TextTask, Visible};
use crate::tui::overlays::files;
use std::sync::Arc;

/// What has to be found out now.
pub(super) fn look(model: &mut Model, is_open: bool) -> Vec<Effect> {
    if !is_open {
        return Vec::new();
    }
    let stages = stages(model);
    stages.into_iter().chain(findings(model)).collect()
}

/// The stages of the text, if they changed.
fn stages(model: &mut Model) -> Option<Effect> {
    let (revision, wanted) = model.desk.question()?;
    // The lab's next run goes through the stages as they are here.
    let changed = model.desk.hand_on();
    assign(model, changed);
    Some(Effect::Text(TextTask::Stages(revision, Box::new(wanted))))
}

/// Vectors, what a switch does, what the shown run thinks of the line under the cursor.
fn findings(model: &mut Model) -> Vec<Effect> {
    let desk = &model.desk;
    let vectors = model.vectors.question(&desk.text, || desk.tokenization());
    let vectors = vectors.map(|(revision, ask)| TextTask::Vectors(revision, Box::new(ask)));
    // Of other rows the stage that was looked at last goes on being told.
    let step = match desk.under_cursor() {
        DeskRow::Step(step) => Some(step),
        DeskRow::Preset | DeskRow::Tokens => model.effect.stage_among(&desk.steps),
    };
    let switch = step.and_then(|step| {
        let ask = AblationRequest { text: Arc::clone(&desk.text), tokenization: desk.tokenization(), step };
        model.effect.question(ask).map(|(revision, ask)| TextTask::Switch(revision, Box::new(ask)))
    });
    vectors.into_iter().chain(switch).map(Effect::Text).chain(strip(model)).collect()
}

/// Asks the shown run about the line in which the cursor stands.
fn strip(model: &mut Model) -> Option<Effect> {
    let run = model.shown().filter(|run| run.is_open())?;
    let (id, step) = (run.id, run.history.latest.as_ref().map(|(moment, _)| moment.step));
    let text = model.line_of_strip().text.to_owned();
    if text.trim().is_empty() || !model.strip.is_new(id, step, &text) {
        return None;
    }
    let slot = StripView::SLOT.to_owned();
    Some(Effect::Send(id, Command::Ask(Question::Text { slot, text })))
}

fn assign(model: &mut Model, values: impl IntoIterator<Item = (&'static str, String)>) {
    with_lab(model, |lab| {
        for (key, value) in values {
            // The lab reads the same notation.
            let _ = lab.settings.assign(lab.entry.knobs(), key, &value);
        }
    });
}

/// Before a run is opened anew at the desk: it reads as the desk does, if the one before did not.
pub(super) fn hand_on(model: &mut Model) {
    if reset_reads_as_desk(model) {
        let values = model.desk.as_settings();
        assign(model, values);
    }
}

/// Something was found out.
pub(in crate::tui) fn news(model: &mut Model, news: TextNews) -> Vec<Effect> {
    let mut is_measured = false;
    match news {
        TextNews::Stages(revision, steps, answer) => model.desk.answer(revision, &steps, answer),
        TextNews::Listed(listing) => files::listed(model, listing),
        TextNews::Opened(path, text) => files::opened(model, path, text),
        TextNews::Vectors(revision, answer) => model.vectors.answer(revision, answer),
        TextNews::Switch(revision, ask, answer) => model.effect.answer(revision, &ask, answer),
        TextNews::Measured(measurement, measured) => {
            is_measured = model.effect.measured(measurement, measured);
        }
    }
    if model.tab == &TAB {
        // The answer to a key.
        model.show(Visible::Input);
    }
    is_measured.then_some(Effect::GoOn).into_iter().collect()
}
