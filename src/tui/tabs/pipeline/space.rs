//! Words as vectors: the text's words, and beside them what is known of the one under the cursor.
//!
//! ```text
//!   Word2Vec (skip-gram), 50 numbers a word, ...: 104,213 words, 9 times
//!   100 % of your tokens have a vector (8 of 8 different words)
//!   [neighbours]  map  one-hot or dense  analogy  coverage
//!   > medic     1     nearest to medic
//!     herman    1     word        cosine   uses
//!   ? jugaria   1     enferm        .812     12
//! ```

use super::pages::{self, covered};
use super::parts::{choice, count, percent};
use super::state::{Model, VectorPage, VectorsRow};
use crate::labs::pipeline::analysis::{Origin, Words};
use crate::nlp::steps::Stage;
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the list of words, the mark, the uses and the gap behind it included.
const LIST: u16 = 24;
/// From this width on there is a list, and the map beside another page.
const WITH_LIST: u16 = 48;
const WITH_MAP: u16 = 110;
/// Columns of a count.
const USES: usize = 5;
/// A word without a vector.
const UNKNOWN: &str = "? ";

pub(super) fn draw(model: &Model<'_>, words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let columns = usize::from(area.width).max(1);
    let told = [origin(model, words), covered(model, words)];
    let lines: Vec<String> = told.iter().flat_map(|line| wrap(line, columns)).collect();
    // The page matters more than where the vectors come from.
    let lines = lines.get(..lines.len().min(usize::from(area.height) / 3)).unwrap_or_default();
    for (y, line) in lines.iter().enumerate() {
        Row::of(area, y, buffer).put(line, look.theme.style(Role::Muted));
    }
    let used = lines.len() as u16;
    let is_inside = model.focused() == &super::vectors::PANE.info && model.own.vectors.row == VectorsRow::Inside;
    let mut row = Row::of(area, lines.len(), buffer);
    for page in VectorPage::ALL {
        choice(&mut row, look.words.vectors.page(page), page == model.own.vectors.page, is_inside, look);
    }
    let top = (used + 1).min(area.height);
    let mut body = Rect { y: area.y + top, height: area.height - top, ..area };
    if body.width >= WITH_LIST {
        draw_list(model, words, Rect { width: LIST, ..body }, buffer, look);
        body = Rect { x: body.x + LIST, width: body.width - LIST, ..body };
    }
    let page = model.own.vectors.page;
    if body.width + LIST >= WITH_MAP && page != VectorPage::Map {
        let half = body.width / 2;
        let map = Rect { x: body.x + half, width: body.width - half, ..body };
        pages::draw(model, words, VectorPage::Map, map, buffer, look);
        body.width = half - 1;
    }
    pages::draw(model, words, page, body, buffer, look);
}

/// The text's words, those used most first.
fn draw_list(model: &Model<'_>, words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let cursor = model.own.vectors.cursor.row.min(words.uses.len().saturating_sub(1));
    let seen = window(words.uses.len(), area.height.into(), 0, Some(cursor));
    for (y, at) in seen.enumerate() {
        let Some(word) = words.uses.get(at) else { continue };
        let (mark, role) = match (at == cursor, word.is_known) {
            (true, _) => (SELECTED, Role::Selection),
            (false, true) => (UNSELECTED, Role::Text),
            (false, false) => (UNKNOWN, Role::Unknown),
        };
        let style = look.theme.style(role);
        let room = usize::from(area.width).saturating_sub(SELECTED.len() + USES + 2);
        let uses = text::right(&number::short(word.uses as f64, USES), USES);
        Row::of(area, y, buffer)
            .put(mark, style)
            .left(&word.word, room, style)
            .put(&uses, style)
            .put(" ", Style::new());
    }
}

/// Where the vectors come from.
fn origin(model: &Model<'_>, words: &Words) -> String {
    let told = &model.words.vectors;
    let width = count(words.forms.numeric.dense_columns);
    match &words.origin {
        Origin::Trained { bundled, words, epochs, .. } => {
            let text = if *bundled { told.trained_with_bundled } else { told.trained };
            fill(text, &[&width, &number::grouped(*words as i64), &epochs.to_string()])
        }
        Origin::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            fill(told.of_file, &[&name, &count(words.known), &width])
        }
    }
}

pub(super) fn explain(model: &Model<'_>, words: &Words) -> Vec<String> {
    let told = &model.words.vectors;
    let forms = &words.forms.numeric;
    let mut paragraphs = vec![fill(told.explain_words, &[&count(forms.one_hot_columns), &count(forms.dense_columns)])];
    if let Origin::Trained { words, .. } = &words.origin {
        paragraphs.push(fill(told.explain_few, &[&number::grouped(*words as i64)]));
    }
    if let Some(found) = &words.neighbours
        && let Some(first) = found.near.as_ref().and_then(|near| near.first())
    {
        let cosine = number::rounded(f64::from(first.cosine), 5, 2);
        paragraphs.push(fill(told.explain_neighbour, &[&found.word, &first.word, &cosine]));
    }
    let share = words.coverage.known_tokens as f64 / words.coverage.tokens.max(1) as f64;
    if words.coverage.known_words < words.coverage.words {
        let coverage = fill(told.explain_coverage, &[&percent(share)]);
        let has_stems =
            model.own.desk.steps.0.iter().any(|step| step.is_on && matches!(step.stage, Stage::Stem { .. }));
        let is_file = matches!(words.origin, Origin::File(_));
        paragraphs.push(coverage + if has_stems && is_file { told.stems_are_no_words } else { "" });
    }
    paragraphs
}
