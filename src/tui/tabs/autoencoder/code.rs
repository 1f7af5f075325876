//! The code of the picture that is looked at: a bar a unit, turned with the arrows, beside what the decoder makes of it.
//!
//! ```text
//!     1        ####            1.31     own          turned
//!   > 2   #####               -2.05      .,,.         .,,,
//!     3 dead                    0        4#@         '4#@#'
//! ```

use super::super::shared::shown_figure;
use super::pictures::example;
use super::state::{Autoencoder, Model, ModelMut};
use crate::figure::{Bars, Cell, Figure, ImageRow, Images, Palette};
use crate::run::{Command, Moment, Question};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, LabView, Pane, PaneOf};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Cursor, Look, bars, images, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The code of the picture that is looked at.
pub(super) static PANE: PaneOf<Autoencoder> = PaneOf {
    title: |model, _, _| title(model),
    act,
    ..PaneOf::new(Pane { slot: Some("code.0"), ..Pane::new("code") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// The slot of the code of the picture that is looked at.
fn code_slot(lab: &LabView) -> String {
    format!("code.{}", lab.example)
}

/// Rows of a page.
const PAGE: isize = 8;
/// A turn of a unit whose spread isn't known.
const TURN: f64 = 0.25;

/// Arrows: up and down choose a unit, left and right turn it; Home or Enter goes back to the picture's own code.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let own = own_values(&model.at());
    let turn = turn(&model.at());
    let code = &mut model.own.code;
    match action {
        Action::Up => code.look_at(-1, own.len()),
        Action::Down => code.look_at(1, own.len()),
        Action::PageUp => code.look_at(-PAGE, own.len()),
        Action::PageDown => code.look_at(PAGE, own.len()),
        Action::Left => code.turn(-turn, &own),
        Action::Right => code.turn(turn, &own),
        Action::Home | Action::Activate => code.turned = None,
        _ => {}
    }
    Some(match action {
        Action::Left | Action::Right => ask(&model.at()),
        _ => Vec::new(),
    })
}

/// Asks what the turned code decodes to, if it was turned.
pub(super) fn ask(model: &Model<'_>) -> Vec<Effect> {
    let Some(run) = model.shown() else { return Vec::new() };
    let Some(values) = model.own.code.turned.clone().filter(|_| run.is_open()) else { return Vec::new() };
    vec![Effect::Send(run.id, Command::Ask(Question::Values { slot: "decoded".into(), values }))]
}

fn latest<'m>(model: &'m Model<'_>, slot: &str) -> Option<&'m Figure> {
    model.shown()?.history.figures.get(slot)?.latest.as_ref().map(|(_, figure)| figure)
}

/// The code of the picture that is looked at.
fn own_values(model: &Model<'_>) -> Vec<f32> {
    match model.lab().and_then(|lab| latest(model, &code_slot(lab))) {
        Some(Figure::Bars(bars)) => bars.bars.iter().map(|bar| bar.value as f32).collect(),
        _ => Vec::new(),
    }
}

/// How far one key turns the unit at the cursor: a quarter of its standard deviation over the held-out pictures.
fn turn(model: &Model<'_>) -> f32 {
    const DEVIATION: usize = 3;
    let unit = model.own.code.unit;
    let deviation = match latest(model, "units") {
        Some(Figure::Table(table)) => match table.rows.get(unit).and_then(|row| row.get(DEVIATION)) {
            Some(Cell::Number(deviation)) if deviation.0 > 0.0 => Some(deviation.0 * TURN),
            _ => None,
        },
        _ => None,
    };
    deviation.unwrap_or(TURN) as f32
}

/// Columns of a large picture and the gap before it, and of a thumbnail.
const PICTURE: u16 = 30;
const THUMBNAIL: u16 = 16;
/// Rows of a large picture and its name.
const PICTURE_ROWS: u16 = 15;
/// The least columns of the bars.
const BARS: u16 = 24;

/// What is shown and whose it is.
fn title(model: &Model<'_>) -> String {
    let words = &model.words.screen;
    let own = own(model).map(|(_, figure)| figure.title().to_owned());
    let own = own.filter(|title| !title.is_empty()).unwrap_or_else(|| words.pane(&PANE.info).to_owned());
    if model.own.code.turned.is_some() { fill(words.turned_code, &[&own]) } else { own }
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some((_, Figure::Bars(own))) = own(model) else {
        return write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
    };
    let pictures = pictures(model);
    let keys = area.height.saturating_sub(1);
    let each = if keys < PICTURE_ROWS { THUMBNAIL } else { PICTURE };
    let width = (each * pictures.len() as u16).min(area.width.saturating_sub(BARS));
    let left = Rect { width: area.width - width, height: keys, ..area };
    let cursor = Cursor { row: model.own.code.unit, column: 0 };
    let is_focused = model.focused() == &PANE.info;
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
fn own<'m>(model: &'m Model<'_>) -> Option<&'m (Moment, Figure)> {
    shown_figure(model, &code_slot(model.lab()?))
}

/// The bars as they were turned, each named by its unit's number and, where it is one, as dead or useless.
fn labelled(model: &Model<'_>, own: &Bars) -> Bars {
    let states = match shown_figure(model, "units") {
        Some((_, Figure::Table(table))) => Some(table),
        _ => None,
    };
    let turned = model.own.code.turned.as_ref();
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
fn pictures(model: &Model<'_>) -> Vec<Images> {
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
    let is_turned = model.own.code.turned.is_some();
    let turned = match shown_figure(model, "decoded") {
        Some((_, Figure::Images(shown))) if is_turned => {
            shown.rows.first().map(|row| single(row, words.turned_picture))
        }
        _ => None,
    };
    own.into_iter().chain(turned).collect()
}
