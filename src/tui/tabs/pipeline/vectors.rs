//! What the vectoriser makes of the text: the choice, and below it the documents or the words as numbers.
//!
//! ```text
//!    count  [tf-idf]  one-hot  word2vec  glove
//!    4 documents x 5 terms, 40 % not 0: 160 B written out, 116 B sparse
//!             casa   gato  perro
//!    1 casa   .816   .408   .408
//!    2 gato      0   .619      0
//!    document 1: casa occurs 2 times; it stands in 2 of 4 documents
//!    2 x (ln((1+4)/(1+2)) + 1) / 3.701 = .816
//! ```

use super::super::shared::settings::draw_field;
use super::parts::choice;
use super::state::{Model, ModelMut, Pipeline, VectorKind, VectorPage, VectorsRow, VectorsView};
use super::{matrix, space};
use crate::labs::pipeline::analysis::VectorsResult;
use crate::tui::keys::Action;
use crate::tui::model::{Editing, Effect, Field, Pane, PaneOf};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::Look;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::path::PathBuf;

/// What the vectoriser makes of the text.
pub(super) static PANE: PaneOf<Pipeline> = PaneOf {
    title: |model, _, _| title(model),
    act,

    field: Some(Field {
        get: |model| model.own.vectors.editing.as_ref(),
        get_mut: |model| model.own.vectors.editing.as_mut(),
        accept,
        leave: |model| model.own.vectors.editing = None,
    }),
    ..PaneOf::new(Pane { has_wheel: true, ..Pane::new("vectors") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// Rows of a page.
const PAGE: isize = 8;

/// Keys in the pane of vectors.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let view = &mut model.own.vectors;
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
    Some(Vec::new())
}

/// Opens the field for the words of an analogy, or for the file of vectors, if one of them is what is looked at.
pub(super) fn edit(model: &mut ModelMut<'_>) -> bool {
    let view = &mut model.own.vectors;
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

/// Takes the field's words or path over.
fn accept(model: &mut ModelMut<'_>) -> Vec<Effect> {
    let view = &mut model.own.vectors;
    let Some(field) = view.editing.take() else { return Vec::new() };
    if field.key == VectorsView::ANALOGY {
        // As it is asked, "a b c" or "a : b = c".
        let words = field.text.split([' ', ':', '=', '?']).filter(|word| !word.is_empty());
        view.analogy = words.take(3).map(str::to_owned).collect();
    } else {
        let path = field.text.trim();
        view.path = (!path.is_empty()).then(|| PathBuf::from(path));
        view.problem = None;
    }
    Vec::new()
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    draw_kinds(model, area, buffer, look);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let view = &model.own.vectors;
    if let Some(field) = &view.editing {
        let mut row = Row::of(below, 0, buffer);
        let words = &look.words.vectors;
        let name = if field.key == VectorsView::ANALOGY { words.three_words } else { words.file };
        row.put(name, look.theme.style(Role::Muted)).put(" ", Style::new());
        return draw_field(field, row, look);
    }
    let empty_or = |told: String| (told, Role::Muted);
    let (told, role) = match (&view.problem, view.shown()) {
        (Some(problem), _) => (problem.clone(), Role::Error),
        (None, Some(VectorsResult::Rows(shown))) if shown.terms > 0 => {
            return matrix::draw(model, shown, below, buffer, look);
        }
        (None, Some(VectorsResult::Words(words))) if !words.uses.is_empty() => {
            return space::draw(model, words, below, buffer, look);
        }
        (None, Some(_)) => empty_or(look.words.vectors.no_tokens.to_owned()),
        (None, None) => empty_or(waiting(model)),
    };
    for (y, line) in wrap(&told, usize::from(area.width)).iter().enumerate() {
        Row::of(below, y, buffer).put(line, look.theme.style(role));
    }
}

/// The pane's name.
fn title(model: &Model<'_>) -> String {
    let name = model.words.screen.pane(&PANE.info).to_owned();
    super::of_before(model, name, model.own.vectors.shown().is_some() && model.own.vectors.is_waiting())
}

/// Why there is nothing to see yet.
fn waiting(model: &Model<'_>) -> String {
    let (words, view) = (&model.words.vectors, &model.own.vectors);
    match (view.kind, &view.path) {
        (VectorKind::Glove, None) => fill(words.no_file, &[&model.keys.name(Action::Activate)]),
        (VectorKind::Glove, Some(path)) => fill(words.in_loading, &[&path.display().to_string()]),
        (VectorKind::Word2Vec, _) => words.in_training.to_owned(),
        _ => words.in_work.to_owned(),
    }
}

/// The choice; the chosen one in brackets.
fn draw_kinds(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let view = &model.own.vectors;
    let has_cursor = model.focused() == &PANE.info && view.row == VectorsRow::Kinds;
    let mut row = Row::of(area, 0, buffer);
    for kind in VectorKind::ALL {
        let written = view.vectorizer().filter(|_| kind == view.kind).map(|vectorizer| vectorizer.to_string());
        let name = written.unwrap_or_else(|| look.words.vectors.kind(kind).to_owned());
        choice(&mut row, &name, kind == view.kind, has_cursor, look);
    }
    if has_cursor {
        let keys = [Action::Left, Action::Right, Action::Down].map(|action| model.keys.name(action));
        let mut told = fill(look.words.vectors.inside_keys, &keys.each_ref().map(String::as_str));
        if view.kind == VectorKind::TfIdf {
            let next = fill(look.words.vectors.next_variant, &[&model.keys.name(Action::Activate)]);
            told = format!("{told}; {next}");
        }
        row.put(" ", Style::new()).end(&told, look.theme.style(Role::Muted));
    }
}

/// "What am I seeing", of the vectors that are shown.
pub(super) fn explain(model: &Model<'_>) -> Vec<String> {
    match model.own.vectors.shown() {
        Some(VectorsResult::Rows(shown)) => matrix::explain(model, shown),
        Some(VectorsResult::Words(words)) => space::explain(model, words),
        None => Vec::new(),
    }
}
