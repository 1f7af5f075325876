//! The text pipeline, so far the notes' example: what is left of a sentence, and what verbs have in common.

use super::coming;
use crate::tui::model::{Fate, Model};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of what stands before each row.
const LABEL: usize = 16;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let example = &model.example;
    let style = |role| look.theme.style(role);
    let mut label = |y: usize, label: &str, draw: &dyn Fn(&mut Row<'_>)| {
        let mut row = Row::of(area, y, buffer);
        row.put("  ", Style::new()).left(label, LABEL, style(Role::Muted));
        draw(&mut row);
    };
    label(1, words.sentence, &|row| {
        row.put(&example.sentence, style(Role::Strong));
    });
    label(2, words.stop_words, &|row| {
        for (word, fate) in &example.words {
            match fate {
                // Struck through, and marked for terminals that can't strike.
                Fate::Removed => row.put(&format!("-{word}- "), style(Role::Removed)),
                Fate::Kept => row.put(&format!("{word} "), style(Role::Text)),
            };
        }
    });
    label(3, words.what_is_left, &|row| {
        for (word, _) in example.words.iter().filter(|(_, fate)| *fate == Fate::Kept) {
            row.put(&format!("{word} "), style(Role::Success));
        }
        let told = fill(words.stop_words_of, &[&example.stop_words.to_string()]);
        row.put(&format!("  {told}"), style(Role::Muted));
    });
    let widest = example.stems.iter().map(|(word, _)| text::width(word)).max().unwrap_or(0);
    for (i, (word, stem)) in example.stems.iter().enumerate() {
        label(5 + i, if i == 0 { words.stems } else { "" }, &|row| {
            row.left(word, widest, style(Role::Text)).put(" → ", style(Role::Muted)).put(stem, style(Role::Success));
        });
    }
    coming::draw_paragraphs(&coming::paragraphs(model), 6 + example.stems.len(), area, buffer, look);
}

/// The example in sentences.
pub(super) fn explain(model: &Model) -> Vec<String> {
    let example = &model.example;
    let join = |fate: Fate| {
        let chosen = example.words.iter().filter(|(_, f)| *f == fate).map(|(word, _)| word.as_str());
        chosen.collect::<Vec<_>>().join(", ")
    };
    let forms = example.stems.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(", ");
    let mut stems: Vec<&str> = example.stems.iter().map(|(_, stem)| stem.as_str()).collect();
    stems.dedup();
    let words = &model.words.screen;
    let mut told = vec![
        fill(words.pipeline_explained, &[&example.sentence, &join(Fate::Removed), &join(Fate::Kept)]),
        fill(words.stems_explained, &[&forms, &stems.join(", ")]),
    ];
    told.extend(coming::paragraphs(model));
    told
}
