//! Pictures in rows: two pixels a cell by half-blocks, or by the glyph that is inked where they are.
//!
//! ```text
//!   input                                     captions, where there is room
//!      ,,        .._          ,@@,
//!    a@WWa      'FF@W         .W'
//!   reconstruction
//!      ,,        ..,          ,@@,
//!   MSE .0087   MSE .0121    MSE .0064        one number a column
//! ```

mod grid;
mod pixels;

use super::list::{Cursor, window};
use super::{Look, number, text, write};
use crate::figure::{Image, Images};
use crate::tui::theme::Role;
use grid::Grid;
use pixels::Shader;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How pixels are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PictureView {
    /// As they are; errors on a scale of one from paper to ink, so that those of two moments compare.
    #[default]
    Plain,
    /// Ink for paper, paper for ink.
    Inverted,
    /// The darkest and the lightest pixel of each picture at the ends of the shades; the largest error of a row at the
    /// ends of theirs.
    Stretched,
}

impl PictureView {
    /// All, in the order of the key.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Inverted, Self::Stretched];

    /// The next one, for a key.
    pub const fn next(self) -> Self {
        match self {
            Self::Plain => Self::Inverted,
            Self::Inverted => Self::Stretched,
            Self::Stretched => Self::Plain,
        }
    }
}

/// Digits of a score that mean something.
const DIGITS: usize = 3;

/// Draws the rows of pictures from the top. A digit of 28 by 28 pixels takes 28 by 14 cells if all rows fit so, else 14 by
/// 7, as many as fit; if all pictures fit at 56 by 28, they are drawn so large. The sizes depend on the area alone,
/// never on what the terminal can show. Above each row stand its name and the captions (or on its left its name alone), below
/// the last one the scores, if there is room. The picture under the cursor is marked there (else by its score or on its left
/// edge) and always in sight.
pub fn draw(
    images: &Images,
    picture_view: PictureView,
    cursor: Option<Cursor>,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    if images.rows.iter().all(|row| row.images.is_empty()) {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    }
    let grid = Grid::of(images, area);
    let rows = window(images.rows.len(), grid.rows, 0, cursor.map(|cursor| cursor.row));
    let longest = images.rows.iter().map(|row| row.images.len()).max().unwrap_or(0);
    let columns = window(longest, grid.columns, 0, cursor.map(|cursor| cursor.column));
    for (i, row) in images.rows.iter().enumerate().take(rows.end).skip(rows.start) {
        let shaders = Shader::of_row(row, picture_view, grid.size);
        let name = grid.name(i - rows.start, area);
        write(buffer, name, name.x, name.y, &row.name, look.theme.style(Role::Axis));
        for (j, image) in row.images.iter().enumerate().take(columns.end).skip(columns.start) {
            let (caption, place) = grid.place(i - rows.start, j - columns.start, area);
            let is_chosen = cursor == Some(Cursor { row: i, column: j });
            let name = if j == columns.start { row.name.as_str() } else { "" };
            draw_caption(name, image, is_chosen, caption, buffer, look);
            shaders.of(image).draw(image, place, buffer, look);
            if is_chosen && grid.caption == 0 && grid.footer == 0 {
                // The shades of the pixels below would hide it.
                let [text, chosen] = [Role::Text, Role::Selection].map(|role| look.theme.style(role));
                write(
                    buffer,
                    place,
                    place.x,
                    place.y + place.height / 2,
                    ">",
                    Style::reset().patch(text).patch(chosen),
                );
            }
        }
    }
    if grid.footer > 0 {
        draw_scores(images, columns.clone(), rows.len(), &grid, area, buffer, look);
        if let Some(column) = cursor.map(|cursor| cursor.column).filter(|column| columns.contains(column))
            && grid.caption == 0
        {
            let (score, _) = grid.place(rows.len(), column - columns.start, area);
            buffer.set_style(Rect { height: 1, ..score }.intersection(area), look.theme.style(Role::Selection));
        }
    }
}

/// What an area has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Rows of pictures.
    pub rows: usize,
    /// Pictures in a row.
    pub columns: usize,
    /// Columns of the screen that one takes.
    pub width: u16,
}

/// What an area has room for.
pub fn room(images: &Images, area: Rect) -> Room {
    let Grid { rows, columns, width, .. } = Grid::of(images, area);
    Room { rows, columns, width }
}

fn draw_caption(name: &str, image: &Image, is_chosen: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = [name, &image.caption].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    let words = if is_chosen { format!("> {words}") } else { words };
    write(buffer, area, area.x, area.y, &words, look.theme.style(if is_chosen { Role::Text } else { Role::Axis }));
    if is_chosen {
        buffer.set_style(area, look.theme.style(Role::Selection));
    }
}

/// One number under each column, with its name where there is room for it.
fn draw_scores(
    images: &Images,
    columns: std::ops::Range<usize>,
    rows: usize,
    grid: &Grid,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    let Some(scores) = &images.scores else { return };
    let label = text::printable(&scores.label);
    for (j, score) in scores.values.iter().enumerate().take(columns.end).skip(columns.start) {
        let (caption, _) = grid.place(rows, j - columns.start, area);
        let room = usize::from(caption.width);
        let shown = number::rounded(score.0, room.min(8), DIGITS);
        let words = format!("{label} {shown}");
        let place = Rect { height: 1, ..caption }.intersection(area);
        if text::width(&words) > room {
            write(buffer, place, place.x, place.y, &shown, look.theme.style(Role::Number));
        } else {
            let used = write(buffer, place, place.x, place.y, &label, look.theme.style(Role::Axis)) + 1;
            write(buffer, place, place.x + used, place.y, &shown, look.theme.style(Role::Number));
        }
    }
}

#[cfg(test)]
mod tests;
