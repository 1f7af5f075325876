//! The text, with the cursor while it is written. What would act on the terminal is shown as a mark.

use super::page::{byte, page};
use super::state::{DeskMode, Model, ModelMut, Pipeline};
use crate::run::Severity;
use crate::tui::actions::{browse, say};
use crate::tui::keys::Action;
use crate::tui::model::{Editor, Effect, Motion, Pane, PaneOf, Text};
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation as _;

/// The text that goes through the pipeline.
pub(super) static PANE: PaneOf<Pipeline> = PaneOf {
    title: |model, _, _| title(model),
    act,
    text: Some(Text {
        is_written: |model| model.own.desk.mode == DeskMode::Writing,
        typed,
        pasted: paste_into_text,
        hint: |model| model.words.desk.done_writing,
    }),

    ..PaneOf::new(Pane { has_wheel: true, ..Pane::new("text") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// Lines of a page.
const PAGE: usize = 5;

/// From now on every key is text.
pub(super) fn begin(model: &mut ModelMut<'_>) {
    model.focus_on(&PANE.info);
    model.own.desk.mode = DeskMode::Writing;
}

/// A key that is text.
fn typed(model: &mut ModelMut<'_>, key: KeyEvent) {
    if model.own.desk.editor.key(key) {
        model.own.desk.written();
    }
}

fn paste_into_text(model: &mut ModelMut<'_>, text: &str) {
    let fits = model.own.desk.editor.insert(text);
    model.own.desk.written();
    if !fits {
        let most = number::grouped(Editor::LONGEST as i64);
        let text = fill(model.words.desk.paste_cut, &[&most]);
        say(model, Severity::Warning, text);
    }
}

/// Keys in the text while it isn't written.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let motion = match action {
        Action::Activate => {
            begin(model);
            return Some(Vec::new());
        }
        Action::Up | Action::PageUp => Motion::Up,
        Action::Down | Action::PageDown => Motion::Down,
        Action::Left => Motion::Back,
        Action::Right => Motion::Forward,
        Action::Home => Motion::Top,
        Action::End => Motion::Bottom,
        _ => return Some(Vec::new()),
    };
    let times = if matches!(action, Action::PageUp | Action::PageDown) { PAGE } else { 1 };
    (0..times).for_each(|_| model.own.desk.editor.go(motion));
    Some(Vec::new())
}

/// The next or previous line of the text.
pub(super) fn line(model: &mut ModelMut<'_>, direction: browse::Direction) {
    let at = model.own.desk.editor.cursor().line;
    model.own.desk.editor.go(match direction {
        browse::Direction::Forward => Motion::Down,
        browse::Direction::Back => Motion::Up,
    });
    if model.own.desk.editor.cursor().line == at {
        browse::at_the_end(model, direction);
    }
}

/// What can be done, or how long the text is.
fn title(model: &Model<'_>) -> String {
    let words = &model.words.desk;
    let key = |action| model.keys.name(action);
    let name = model.own.desk.file.as_deref().map(|path| path.display().to_string());
    let size = || {
        let lines = model.own.desk.editor.lines().len();
        fill(words.text_size, &[&number::grouped(model.own.desk.text.len() as i64), &number::grouped(lines as i64)])
    };
    match (model.own.desk.mode, name) {
        (DeskMode::Writing, _) => fill(words.writing_title, &[&size(), &key(Action::Back)]),
        (_, Some(name)) => format!("{}, {}", text::cut_beginning(&text::printable(&name), 40), size()),
        (_, None) => fill(words.text_title, &[&key(Action::Edit), &key(Action::Open)]),
    }
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let editor = &model.own.desk.editor;
    let is_writing = model.own.desk.mode == DeskMode::Writing;
    if model.own.desk.text.is_empty() && !is_writing {
        write(buffer, area, area.x + 1, area.y, look.words.desk.empty, look.theme.style(Role::Muted));
        return;
    }
    let place = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let lines = editor.lines();
    let (cursor, selection) = (editor.cursor(), editor.selection());
    for (y, row) in page(lines, cursor, place.width.into(), place.height.into()).into_iter().enumerate() {
        let Some(line) = lines.get(row.line) else { continue };
        let under_cursor = (row.line == cursor.line && is_writing).then(|| byte(line, cursor.column));
        let selected = selection.map(|(from, to)| {
            let from = if from.line < row.line { 0 } else { byte(line, from.column) };
            let to = if to.line > row.line { usize::MAX } else { byte(line, to.column) };
            let is_here = selection.is_some_and(|(a, b)| a.line <= row.line && row.line <= b.line);
            if is_here { from..to } else { 0..0 }
        });
        let (mut x, y) = (place.x, place.y + y as u16);
        let start = row.bytes.start;
        for (offset, grapheme) in line.get(row.bytes.clone()).unwrap_or_default().grapheme_indices(true) {
            let bytes = start + offset..start + offset + grapheme.len();
            let shown = text::printable(grapheme);
            let is_mark = shown != grapheme;
            let role = if selected.as_ref().is_some_and(|range| range.contains(&bytes.start)) {
                Role::Selection
            } else if is_mark {
                Role::Warning
            } else {
                Role::Text
            };
            let style = look.theme.style(role);
            let has_cursor = under_cursor.is_some_and(|at| bytes.contains(&at));
            let style = if has_cursor { style.add_modifier(Modifier::REVERSED) } else { style };
            x += write(buffer, place, x, y, &shown, style);
        }
        // At the end of a line the cursor stands on nothing; a row that goes on has it on the next.
        if under_cursor == Some(line.len()) && row.bytes.end == line.len() {
            write(buffer, place, x, y, " ", look.theme.style(Role::Text).add_modifier(Modifier::REVERSED));
        }
    }
}
