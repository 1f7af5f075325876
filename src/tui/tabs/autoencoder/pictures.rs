//! Pictures: those that are shown all along, and the one that is looked at beside what was made of it.

use super::super::forecaster::shown_figure;
use crate::figure::{Figure, ImageRow, Images};
use crate::tui::model::{Model, Zoom};
use crate::tui::theme::Role;
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::figure::{self, FigureView};
use crate::tui::widgets::{Look, images, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The pane's name with what its rows are, and of which epoch the pictures are if not of the present one.
pub(in crate::tui::tabs) fn title(model: &Model, slot: &str, name: &str) -> String {
    match (shown_figure(model, slot), model.shown()) {
        (Some((at, shown)), Some(run)) => {
            let name = if shown.title().is_empty() { name } else { shown.title() };
            let name = &match shown {
                Figure::Images(images) if images.rows.len() > 1 => format!("{name}: {}", row_names(images)),
                _ => name.to_owned(),
            };
            let epoch = epoch_at(run, at.step);
            let is_old = epoch < run.history.at.epoch;
            if is_old { fill(model.words.screen.as_of_epoch, &[name, &epoch.to_string()]) } else { name.clone() }
        }
        _ => name.to_owned(),
    }
}

fn row_names(images: &Images) -> String {
    images.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(" / ")
}

/// The pictures that are the same from first to last.
pub(in crate::tui::tabs) fn draw(model: &Model, slot: &str, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match shown_figure(model, slot) {
        Some((_, shown)) => {
            let view = FigureView { picture_view: model.picture_view, ..FigureView::default() };
            figure::draw(shown, &view, area, buffer, look);
        }
        None => super::super::forecaster::draw_nothing(model, area, buffer, look),
    }
}

/// The picture that is looked at: what went in and everything that came of it side by side, as large as there is room for.
pub(in crate::tui::tabs) fn draw_example(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let slot = model.lab().map(|lab| lab.example_slot()).unwrap_or_default();
    match shown_figure(model, &slot) {
        Some((_, Figure::Images(shown))) => {
            let rows = if model.zoom == Zoom::In && area.height >= 58 { shown.clone() } else { side_by_side(shown) };
            images::draw(&rows, model.picture_view, None, area, buffer, look);
        }
        _ => write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted)),
    }
}

/// The first picture of every row, in one row, each with its row's name.
pub(super) fn side_by_side(shown: &Images) -> Images {
    let first = |row: &ImageRow| {
        let mut image = row.images.first()?.clone();
        image.caption = format!("{} {}", row.name, image.caption).trim_end().to_owned();
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
