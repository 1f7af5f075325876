//! Pictures: those that are shown all along, and the one that is looked at beside what was made of it.

use super::super::shared::{draw_nothing, shown_figure};
use super::digit_slot;
use super::state::{Autoencoder, Model, ModelMut};
use crate::figure::{Figure, ImageRow, Images};
use crate::run::{Command, Moment, Question};
use crate::tui::actions::browse;
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Pane, PaneOf, Zoom};
use crate::tui::theme::Role;
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::figure::{self, FigureView};
use crate::tui::widgets::images::Room;
use crate::tui::widgets::{Cursor, Look, images, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Pictures on a walk from one code to another, both ends counted.
const STEPS: usize = 10;
/// The same held-out pictures all along.
pub(super) static DIGITS: PaneOf<Autoencoder> = PaneOf {
    title: |model, pane, inner| title(model, model.words.screen.pane(pane), inner),
    act: |model, action| match action {
        Action::Activate => Some(walk(model)),
        _ => arrows(model, action),
    },
    ..PaneOf::new(Pane::new("digits"), |model, _, area, buffer, look| draw_digits(model, area, buffer, look))
};
/// The picture that is looked at, and what was made of it.
pub(super) static EXAMPLE: PaneOf<Autoencoder> = PaneOf {
    title: |model, pane, _| example_title(model, model.words.screen.pane(pane)),
    act: arrows,
    ..PaneOf::new(Pane::new("example"), |model, _, area, buffer, look| draw_example(model, area, buffer, look))
};
/// The weights of the first layer.
pub(super) static KERNELS: PaneOf<Autoencoder> = of_slot("kernels", "kernels");
/// What every convolution makes of the picture that is looked at.
pub(super) static FEATURE_MAPS: PaneOf<Autoencoder> = of_slot("feature-maps", "feature-maps");
/// From the code of one picture to that of another.
pub(super) static WALK: PaneOf<Autoencoder> = PaneOf { act: arrows, ..of_slot("walk", "walk") };

/// A pane of a slot's pictures.
const fn of_slot(id: &'static str, slot: &'static str) -> PaneOf<Autoencoder> {
    PaneOf {
        title: slot_title,
        ..PaneOf::new(Pane { slot: Some(slot), ..Pane::new(id) }, |model, pane, area, buffer, look| {
            draw_slot(model, pane.slot.unwrap_or_default(), None, area, buffer, look);
        })
    }
}

/// The next picture, the one before; a code that was turned is left as it is.
fn arrows(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    model.own.code.turned = None;
    browse::arrows(model, action)
}

/// A walk from the code of the picture that is looked at to that of the next one, shown in its pane.
fn walk(model: &mut ModelMut<'_>) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    if !run.is_open() {
        return Vec::new();
    }
    let question = Question::Between { slot: "walk".into(), from: lab.example, to: lab.example + 1, steps: STEPS };
    let effect = Effect::Send(run.id, Command::Ask(question));
    model.focus_on(&WALK.info);
    vec![effect]
}

/// The slot of the pictures that are shown from first to last.
const ALL_ALONG: &str = "digits";

/// The pane's name with what the rows are that its inside has room for, how many more there are, and of which epoch the
/// pictures are if not of the present one.
fn title(model: &Model<'_>, name: &str, inner: Rect) -> String {
    match shown_figure(model, ALL_ALONG) {
        Some((at, Figure::Images(shown))) => titled(model, *at, name, shown, images::room(shown, inner).rows),
        _ => name.to_owned(),
    }
}

/// The same of the picture that is looked at.
fn example_title(model: &Model<'_>, name: &str) -> String {
    example(model).map_or_else(|| name.to_owned(), |(at, shown)| titled(model, at, name, &shown, shown.rows.len()))
}

/// The title of a slot's pictures, and how many of them its pane has no room for.
fn slot_title(model: &Model<'_>, pane: &Pane, inner: Rect) -> String {
    let title = super::super::shared::slot_title(model, pane);
    match pane.slot.and_then(|slot| shown_figure(model, slot)) {
        Some((_, Figure::Images(shown))) => {
            let Room { rows, columns, .. } = images::room(shown, inner);
            let seen: usize = shown.rows.iter().take(rows).map(|row| row.images.len().min(columns)).sum();
            let all: usize = shown.rows.iter().map(|row| row.images.len()).sum();
            and_more(model, title, all - seen)
        }
        _ => title,
    }
}

fn and_more(model: &Model<'_>, title: String, more: usize) -> String {
    if more == 0 { title } else { format!("{title}, {}", fill(model.words.more, &[&more.to_string()])) }
}

fn titled(model: &Model<'_>, at: Moment, name: &str, shown: &Images, room: usize) -> String {
    let name = if shown.title.is_empty() { name } else { &shown.title };
    let rows = if shown.rows.len() > 1 { format!(": {}", row_names(shown, room)) } else { String::new() };
    let rows = and_more(model, rows, shown.rows.len().saturating_sub(room));
    let (name, run) = (format!("{name}{rows}"), model.shown());
    match run.map(|run| (epoch_at(run, at.step), run.history.at.epoch)) {
        Some((epoch, present)) if epoch < present => fill(model.words.screen.as_of_epoch, &[&name, &epoch.to_string()]),
        _ => name,
    }
}

fn row_names(images: &Images, room: usize) -> String {
    images.rows.iter().take(room).map(|row| row.name.as_str()).collect::<Vec<_>>().join(" / ")
}

/// The pictures that are the same from first to last, the one that is looked at marked.
fn draw_digits(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let cursor = model.lab().map(|lab| Cursor { row: 0, column: lab.example });
    draw_slot(model, ALL_ALONG, cursor, area, buffer, look);
}

fn draw_slot(model: &Model<'_>, slot: &str, cursor: Option<Cursor>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match shown_figure(model, slot) {
        Some((_, shown)) => {
            let view = FigureView { picture_view: model.picture_view, cursor, ..FigureView::default() };
            figure::draw(shown, &view, area, buffer, look);
        }
        None => draw_nothing(model, area, buffer, look),
    }
}

/// The picture that is looked at: what went in and everything that came of it side by side, as large as there is room for.
fn draw_example(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match example(model) {
        Some((_, shown)) => {
            let rows = if model.zoom == Zoom::In && area.height >= 58 { shown } else { side_by_side(&shown) };
            for (part, place) in places(rows, area) {
                images::draw(&part, model.picture_view, None, place, buffer, look);
            }
        }
        _ => write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted)),
    }
}

/// The picture that is looked at and what came of it, at the step that is looked back at: its column of those that are
/// shown from first to last, or what was asked for.
pub(super) fn example(model: &Model<'_>) -> Option<(Moment, Images)> {
    let place = model.lab()?.example;
    match shown_figure(model, ALL_ALONG) {
        Some((at, Figure::Images(all))) if all.rows.iter().all(|row| row.images.len() > place) => {
            let rows = all.rows.iter().map(|row| {
                let image = row.images.get(place).cloned();
                ImageRow { images: image.into_iter().collect(), ..row.clone() }
            });
            Some((*at, Images { rows: rows.collect(), ..Images::default() }))
        }
        _ => match shown_figure(model, &digit_slot(model.lab()?))? {
            (at, Figure::Images(asked)) => Some((*at, asked.clone())),
            _ => None,
        },
    }
}

/// Rows that the area is too low for go beside one another, where it is wide enough.
fn places(shown: Images, area: Rect) -> Vec<(Images, Rect)> {
    if images::room(&shown, area).rows >= shown.rows.len() {
        return vec![(shown, area)];
    }
    let parts = shown.rows.iter().map(|row| Images { rows: vec![row.clone()], ..Images::default() });
    let mut places = Vec::new();
    let mut rest = area;
    for part in parts {
        let count = part.rows.iter().map(|row| row.images.len()).sum::<usize>();
        let room = images::room(&part, rest);
        if room.columns < count || rest.is_empty() {
            return vec![(shown, area)];
        }
        let width = (room.width + 1) * count as u16;
        places.push((part, Rect { width: width.min(rest.width), ..rest }));
        rest = Rect { x: rest.x.saturating_add(width), width: rest.width.saturating_sub(width), ..rest };
    }
    places
}

/// The first picture of every row, in one row, each with its caption and its row's name, which may be cut.
pub(super) fn side_by_side(shown: &Images) -> Images {
    let first = |row: &ImageRow| {
        let mut image = row.images.first()?.clone();
        image.caption = format!("{} {}", image.caption, row.name).trim_start().to_owned();
        Some((row.palette, image))
    };
    let mut joined = Images { title: shown.title.clone(), ..Images::default() };
    // Neighbours of one palette share a row; a row of another palette (errors) needs shades of its own.
    for (palette, image) in shown.rows.iter().filter_map(first) {
        match joined.rows.iter_mut().find(|row| row.palette == palette) {
            Some(row) => row.images.push(image),
            None => joined.rows.push(ImageRow { name: String::new(), palette, images: vec![image] }),
        }
    }
    joined
}
