//! What is found out about the pipeline's text besides its stages: vectors, switches, what the shown run thinks of it.

use super::field::type_into;
use super::{Visible, say};
use crate::labs::pipeline::spec::Spec;
use crate::run::{Command, Question, Severity};
use crate::tui::keys::Action;
use crate::tui::model::{
    AblationRequest, DeskRow, Editing, Effect, Model, StripView, Tab, TextTask, VectorKind, VectorPage, VectorsRow,
    VectorsView,
};
use crossterm::event::KeyEvent;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows of a page.
const PAGE: isize = 8;

/// What has to be found out now, while the tab is open.
pub(super) fn look(model: &mut Model) -> Vec<Effect> {
    if model.tab != Tab::Pipeline {
        return Vec::new();
    }
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

/// Keys in the pane of vectors.
pub(super) fn vectors(model: &mut Model, action: Action) {
    let view = &mut model.vectors;
    match (view.row, action) {
        (VectorsRow::Kinds, Action::Left) => view.turn(-1),
        (VectorsRow::Kinds, Action::Right) => view.turn(1),
        (VectorsRow::Kinds, Action::Down) if view.shown().is_some() => view.row = VectorsRow::Inside,
        (VectorsRow::Kinds, Action::Activate) => match view.kind {
            VectorKind::TfIdf => view.next_variant(),
            VectorKind::Glove => {
                edit(model);
            }
            _ => {}
        },
        (VectorsRow::Kinds, _) => {}
        (VectorsRow::Inside, Action::Up) if view.cursor.row == 0 => view.row = VectorsRow::Kinds,
        (VectorsRow::Inside, Action::Home) => view.row = VectorsRow::Kinds,
        (VectorsRow::Inside, Action::Up) => view.go(-1, 0),
        (VectorsRow::Inside, Action::Down) => view.go(1, 0),
        (VectorsRow::Inside, Action::PageUp) => view.go(-PAGE, 0),
        (VectorsRow::Inside, Action::PageDown) => view.go(PAGE, 0),
        (VectorsRow::Inside, Action::End) => view.go(isize::MAX, 0),
        (VectorsRow::Inside, Action::Left | Action::Right) => {
            let by = if action == Action::Left { -1 } else { 1 };
            if view.kind.is_of_words() { view.turn_page(by) } else { view.go(0, by) }
        }
        (VectorsRow::Inside, Action::Activate) if view.kind.is_of_words() => {
            view.page = VectorPage::Analogy;
            view.pick();
        }
        (VectorsRow::Inside, Action::Activate) if view.kind == VectorKind::TfIdf => view.next_variant(),
        (VectorsRow::Inside, _) => {}
    }
}

/// Opens the field for the words of an analogy, or for the file of vectors, if one of them is what is looked at.
pub(super) fn edit(model: &mut Model) -> bool {
    let view = &mut model.vectors;
    let field = if view.asks_for_analogy() {
        Some(Editing::new(VectorsView::ANALOGY, view.analogy.join(" ")))
    } else if view.kind == VectorKind::Glove {
        let path = view.path.as_ref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        Some(Editing::new(VectorsView::FILE, path))
    } else {
        None
    };
    let is_open = field.is_some();
    if is_open {
        view.editing = field;
    }
    is_open
}

/// A key of the field.
pub(super) fn typed(model: &mut Model, key: KeyEvent) {
    if let Some(field) = &mut model.vectors.editing {
        type_into(field, key);
    }
}

/// Takes the field's words or path over.
pub(super) fn accept(model: &mut Model) {
    let view = &mut model.vectors;
    let Some(field) = view.editing.take() else { return };
    if field.key == VectorsView::ANALOGY {
        // As it is asked, "a b c" or "a : b = c".
        let words = field.text.split([' ', ':', '=', '?']).filter(|word| !word.is_empty());
        view.analogy = words.take(3).map(str::to_owned).collect();
    } else {
        let path = field.text.trim();
        view.path = (!path.is_empty()).then(|| PathBuf::from(path));
        view.problem = None;
    }
}

/// Keys in the panes that only scroll.
pub(super) fn scroll(model: &mut Model, action: Action) {
    let first = match model.focused() {
        crate::tui::model::Pane::Strip => &mut model.strip.first,
        _ => &mut model.effect.first,
    };
    let by = match action {
        Action::Up | Action::Left => -1,
        Action::Down | Action::Right => 1,
        Action::PageUp => -PAGE,
        Action::PageDown => PAGE,
        Action::Home => isize::MIN,
        _ => 0,
    };
    // The end is where the pane stops when it draws.
    *first = first.saturating_add_signed(by).min(1 << 16);
}

/// Measures what the stage under the cursor is worth, or gives that up.
pub(super) fn measure(model: &mut Model) -> Vec<Effect> {
    model.show(Visible::Input);
    if model.effect.is_measuring() {
        model.effect.give_up();
        return vec![Effect::Text(TextTask::GiveUp)];
    }
    let words = &model.words.vectors;
    let spec = model.lab().filter(|_| model.tab == Tab::Pipeline).map(|lab| lab.settings.draft.typed::<Spec>());
    let (Some(spec), DeskRow::Step(step)) = (spec, model.desk.under_cursor()) else {
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
    let desk = &model.desk;
    let (steps, tokens) = (desk.steps.to_string(), desk.tokens.to_string());
    let spec = Spec { steps, tokens, language: desk.language.clone(), ..spec };
    let measurement = model.effect.measure(&desk.steps, step);
    measurement.map(|number| Effect::Text(TextTask::Measure(number, Box::new(spec), step))).into_iter().collect()
}
