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

use super::super::settings::draw_field;
use super::parts::choice;
use super::{matrix, space};
use crate::labs::pipeline::analysis::VectorsResult;
use crate::tui::keys::Action;
use crate::tui::model::{Model, Pane, VectorKind, VectorsRow, VectorsView};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::Look;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    draw_kinds(model, area, buffer, look);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let view = &model.vectors;
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
pub(in crate::tui::tabs) fn title(model: &Model) -> String {
    let name = model.words.screen.pane(Pane::Vectors).to_owned();
    super::of_before(model, name, model.vectors.shown().is_some() && model.vectors.is_waiting())
}

/// Why there is nothing to see yet.
fn waiting(model: &Model) -> String {
    let (words, view) = (&model.words.vectors, &model.vectors);
    match (view.kind, &view.path) {
        (VectorKind::Glove, None) => fill(words.no_file, &[&model.keys.name(Action::Activate)]),
        (VectorKind::Glove, Some(path)) => fill(words.in_loading, &[&path.display().to_string()]),
        (VectorKind::Word2Vec, _) => words.in_training.to_owned(),
        _ => words.in_work.to_owned(),
    }
}

/// The choice; the chosen one in brackets.
fn draw_kinds(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let view = &model.vectors;
    let has_cursor = model.focused() == Pane::Vectors && view.row == VectorsRow::Kinds;
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
pub(super) fn explain(model: &Model) -> Vec<String> {
    match model.vectors.shown() {
        Some(VectorsResult::Rows(shown)) => matrix::explain(model, shown),
        Some(VectorsResult::Words(words)) => space::explain(model, words),
        None => Vec::new(),
    }
}
