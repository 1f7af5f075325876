//! The code of the picture that is looked at: a bar a unit, turned with the arrows, beside what the decoder makes of it.
//!
//! ```text
//!     1        ####            1.31     own          turned
//!   > 2   #####               -2.05      .,,.         .,,,
//!     3 dead                    0        4#@         '4#@#'
//! ```

use super::super::forecaster::shown_figure;
use super::pictures::example;
use crate::figure::{Bars, Cell, Figure, ImageRow, Images, Palette};
use crate::run::Moment;
use crate::tui::keys::Action;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Cursor, Look, bars, images, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a large picture and the gap before it, and of a thumbnail.
const PICTURE: u16 = 30;
const THUMBNAIL: u16 = 16;
/// Rows of a large picture and its name.
const PICTURE_ROWS: u16 = 15;
/// The least columns of the bars.
const BARS: u16 = 24;

/// What is shown and whose it is.
pub(in crate::tui::tabs) fn title(model: &Model) -> String {
    let words = &model.words.screen;
    let own = own(model).map(|(_, figure)| figure.title().to_owned());
    let own = own.filter(|title| !title.is_empty()).unwrap_or_else(|| words.pane(Pane::Code).to_owned());
    if model.lab().is_some_and(|lab| lab.code.turned.is_some()) { fill(words.turned_code, &[&own]) } else { own }
}

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let (Some(lab), Some((_, Figure::Bars(own)))) = (model.lab(), own(model)) else {
        return write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
    };
    let pictures = pictures(model);
    let keys = area.height.saturating_sub(1);
    let each = if keys < PICTURE_ROWS { THUMBNAIL } else { PICTURE };
    let width = (each * pictures.len() as u16).min(area.width.saturating_sub(BARS));
    let left = Rect { width: area.width - width, height: keys, ..area };
    let cursor = Cursor { row: lab.code.unit, column: 0 };
    let is_focused = model.focused() == Pane::Code;
    bars::draw(&labelled(model, own), 0, is_focused.then_some(cursor), left, buffer, look);
    for (i, shown) in pictures.iter().enumerate() {
        let x = left.right() + 1 + i as u16 * each;
        let place = Rect { x, width: each - 1, height: keys, ..area }.intersection(area);
        images::draw(shown, model.picture_view, None, place, buffer, look);
    }
    let key = |action| model.keys.name(action);
    let names = [Action::Up, Action::Down, Action::Left, Action::Right, Action::Home].map(key);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let told = fill(look.words.screen.code_keys, &names);
    Row::of(area, usize::from(keys), buffer).put(&told, look.theme.style(Role::Muted));
}

/// The code of the picture that is looked at.
fn own(model: &Model) -> Option<&(Moment, Figure)> {
    shown_figure(model, &model.lab()?.code_slot())
}

/// The bars as they were turned, each named by its unit's number and, where it is one, as dead or useless.
fn labelled(model: &Model, own: &Bars) -> Bars {
    let states = match shown_figure(model, "units") {
        Some((_, Figure::Table(table))) => Some(table),
        _ => None,
    };
    let turned = model.lab().and_then(|lab| lab.code.turned.as_ref());
    let mut shown = own.clone();
    for (i, bar) in shown.bars.iter_mut().enumerate() {
        if let Some(Cell::Text(state)) = states.and_then(|table| table.rows.get(i)?.get(1))
            && state != "alive"
        {
            bar.label = format!("{} {state}", bar.label);
        }
        if let Some(value) = turned.and_then(|code| code.get(i)) {
            bar.value = f64::from(*value);
        }
    }
    shown
}

/// What the decoder makes of the picture's own code and, if it was turned, of that.
fn pictures(model: &Model) -> Vec<Images> {
    let words = &model.words.screen;
    let single = |row: &ImageRow, name: &str| {
        let mut picture = ImageRow { name: name.to_owned(), palette: Palette::Ink, images: row.images.clone() };
        picture.images.truncate(1);
        picture.images.iter_mut().for_each(|image| image.caption.clear());
        Images { rows: vec![picture], ..Images::default() }
    };
    let own = example(model).and_then(|(_, shown)| {
        let row = shown.rows.iter().find(|row| row.name == "reconstruction")?;
        Some(single(row, words.own_code))
    });
    let is_turned = model.lab().is_some_and(|lab| lab.code.turned.is_some());
    let turned = match shown_figure(model, "decoded") {
        Some((_, Figure::Images(shown))) if is_turned => {
            shown.rows.first().map(|row| single(row, words.turned_picture))
        }
        _ => None,
    };
    own.into_iter().chain(turned).collect()
}
