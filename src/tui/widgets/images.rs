//! Pictures in rows: two pixels a cell by half-blocks, or by the glyph that is inked where they are.

use super::list::{Cursor, window};
use super::shade::{self, Means, Scaling};
use super::{Look, write};
use crate::figure::{Image, Images, Palette};
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How pixels are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PictureView {
    /// As they are.
    #[default]
    Plain,
    /// Ink for paper, paper for ink.
    Inverted,
    /// The darkest and the lightest pixel of each picture at the ends of the shades.
    Stretched,
}

impl PictureView {
    /// The next one, for a key.
    pub const fn next(self) -> Self {
        match self {
            Self::Plain => Self::Inverted,
            Self::Inverted => Self::Stretched,
            Self::Stretched => Self::Plain,
        }
    }
}

/// Draws the rows of pictures from the top: at two pixels a cell (a digit of 28 by 28 is 28 by 14 cells) if all rows
/// fit, else at half that size (14 by 7), as many as fit. Above each row stand its name and the captions, if there is
/// room. The picture under the cursor is marked there (else on its left edge) and always in sight.
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
    if images.rows.iter().all(|(_, row)| row.is_empty()) {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    }
    // All rows on one scale, so that errors of two models compare.
    let pixels = images.rows.iter().flat_map(|(_, row)| row).flat_map(|image| image.pixels.iter().copied());
    let common = Scaling::of(images.palette, pixels);
    let grid = Grid::of(images, area);
    let rows = window(images.rows.len(), grid.rows, 0, cursor.map(|cursor| cursor.row));
    let longest = images.rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
    let columns = window(longest, grid.columns, 0, cursor.map(|cursor| cursor.column));
    for (i, (name, row)) in images.rows.iter().enumerate().take(rows.end).skip(rows.start) {
        let top = area.y + (i - rows.start) as u16 * (grid.height + grid.caption);
        for (j, image) in row.iter().enumerate().take(columns.end).skip(columns.start) {
            let left = area.x + (j - columns.start) as u16 * (grid.width + 1);
            let caption = Rect::new(left, top, grid.width, grid.caption).intersection(area);
            let is_first = j == columns.start;
            let is_chosen = cursor == Some(Cursor { row: i, column: j });
            draw_caption(if is_first { name } else { "" }, image, is_chosen, caption, buffer, look);
            let place = Rect::new(left, top + grid.caption, grid.width, grid.height).intersection(area);
            let scaling = match (images.palette, picture_view) {
                (Palette::Ink, PictureView::Stretched) => stretched(image),
                _ => common,
            };
            let shader = Shader { scaling, picture_view, shrink: grid.shrink };
            shader.draw(image, place, buffer, look);
            if is_chosen && grid.caption == 0 {
                write(buffer, place, place.x, place.y + place.height / 2, ">", look.theme.style(Role::Selection));
            }
        }
    }
}

fn draw_caption(name: &str, image: &Image, is_chosen: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = [name, &image.caption].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    let words = if is_chosen { format!("> {words}") } else { words };
    write(buffer, area, area.x, area.y, &words, look.theme.style(if is_chosen { Role::Text } else { Role::Axis }));
    if is_chosen {
        buffer.set_style(area, look.theme.style(Role::Selection));
    }
}

/// From the darkest to the lightest pixel.
fn stretched(image: &Image) -> Scaling {
    Scaling::of(Palette::Sequential, image.pixels.iter().copied())
}

struct Grid {
    /// Rows of the screen for captions above a row of pictures.
    caption: u16,
    /// A picture's columns and rows on the screen.
    width: u16,
    height: u16,
    /// Pixels that are averaged, in each direction.
    shrink: usize,
    /// How many rows of pictures, and pictures in a row, have room.
    rows: usize,
    columns: usize,
}

impl Grid {
    fn of(images: &Images, area: Rect) -> Self {
        let all = || images.rows.iter().flat_map(|(_, row)| row);
        let width = all().map(|image| image.width).max().unwrap_or(1).max(1);
        let height = all().map(|image| image.height).max().unwrap_or(1).max(1);
        let count = images.rows.len();
        let room = (usize::from(area.width), usize::from(area.height));
        let cells = |shrink: usize| (width.div_ceil(shrink), height.div_ceil(2 * shrink));
        let fits = |shrink: usize, caption: usize| {
            let (w, h) = cells(shrink);
            w <= room.0 && (h + caption) * count <= room.1
        };
        let forms = [(1, 1), (1, 0), (2, 1), (2, 0)];
        // If nothing fits whole, halved pictures without captions, and the rest cut off or scrolled.
        let (shrink, caption) = forms.into_iter().find(|(shrink, caption)| fits(*shrink, *caption)).unwrap_or((2, 0));
        let (w, h) = cells(shrink);
        Self {
            caption: caption as u16,
            width: w.min(room.0) as u16,
            height: h.min(room.1) as u16,
            shrink,
            rows: (room.1 / (h + caption)).max(1),
            columns: ((room.0 + 1) / (w + 1)).max(1),
        }
    }
}

struct Shader {
    scaling: Scaling,
    picture_view: PictureView,
    shrink: usize,
}

impl Shader {
    fn draw(&self, image: &Image, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let has_blocks = Means::of(look) == Means::Color && look.capabilities.charset == Charset::Unicode;
        let palette = if self.picture_view == PictureView::Stretched { Palette::Ink } else { self.scaling.palette };
        let palette = if self.scaling.palette == Palette::Diverging { Palette::Diverging } else { palette };
        for position in area.positions() {
            let (column, row) = (usize::from(position.x - area.x), usize::from(position.y - area.y) * 2);
            let (upper, lower) = (self.value(image, column, row), self.value(image, column, row + 1));
            let Some(upper) = upper else { continue };
            let (glyph, style) = if has_blocks {
                let color = |value| look.theme.shade(palette, value);
                let style = Style::new().fg(color(upper));
                ('▀', lower.map_or(style, |lower| style.bg(color(lower))))
            } else {
                let glyph = shade::pair(palette, upper, lower.unwrap_or(0.0));
                (glyph, look.theme.style(Role::Text))
            };
            if let Some(cell) = buffer.cell_mut(position) {
                cell.set_char(glyph).set_style(style);
            }
        }
    }

    /// The mean shade of a square of pixels; `None` outside of the picture.
    fn value(&self, image: &Image, column: usize, row: usize) -> Option<f32> {
        let square = (0..self.shrink).flat_map(|dy| (0..self.shrink).map(move |dx| (dx, dy)));
        let pixels = square.filter_map(|(dx, dy)| {
            let (x, y) = (column * self.shrink + dx, row * self.shrink + dy);
            if x < image.width && y < image.height { image.pixels.get(y * image.width + x).copied() } else { None }
        });
        let (sum, count) = pixels.fold((0.0, 0), |(sum, count), pixel| (sum + pixel, count + 1));
        if count == 0 {
            return None;
        }
        let shade = self.scaling.shade(sum / count as f32);
        let is_inverted = self.picture_view == PictureView::Inverted && self.scaling.palette != Palette::Diverging;
        Some(if is_inverted { 1.0 - shade } else { shade })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{buffer, holds_at_every_size, shown};
    use ratatui::style::Color;

    /// A seven, 28 by 28.
    fn seven(caption: &str) -> Image {
        let ink = |x: usize, y: usize| {
            let (x, y) = (x as f32, y as f32);
            let bar = if (5.0..8.0).contains(&y) && (6.0..22.0).contains(&x) { 1.0 } else { 0.0_f32 };
            let stroke = (1.6 - (x - (22.0 - (y - 6.0) * 0.55)).abs()).clamp(0.0, 1.0);
            if (6.0..24.0).contains(&y) { bar.max(stroke) } else { bar }
        };
        Image {
            caption: caption.into(),
            width: 28,
            height: 28,
            pixels: (0..28).flat_map(|y| (0..28).map(move |x| ink(x, y))).collect(),
        }
    }

    fn digits() -> Images {
        let row = |name: &str| (name.to_owned(), (0..5).map(|i| seven(&format!("#{i}"))).collect());
        Images { rows: vec![row("input"), row("reconstruction"), row("error")], ..Images::default() }
    }

    fn show(images: &Images, cursor: Option<Cursor>, size: (u16, u16)) -> String {
        shown(Charset::Ascii, size, |area, buffer, look| {
            draw(images, PictureView::Plain, cursor, area, buffer, look);
        })
    }

    #[test]
    fn a_digit_is_28_by_14_cells_in_glyphs_inked_where_it_is() {
        let one = Images { rows: vec![("input".into(), vec![seven("7")])], ..Images::default() };
        insta::assert_snapshot!("seven_ascii", show(&one, Some(Cursor::default()), (28, 15)));
    }

    #[test]
    fn five_thumbnails_of_three_fit_a_pane_of_80_by_24() {
        let text = show(&digits(), None, (78, 22));
        insta::assert_snapshot!("thumbnails_ascii", text);
    }

    #[test]
    fn half_blocks_show_two_pixels_a_cell() {
        let image = Image { caption: String::new(), width: 1, height: 2, pixels: vec![1.0, 0.0] };
        let images = Images { rows: vec![(String::new(), vec![image])], ..Images::default() };
        let colors = |view| {
            let buffer =
                buffer(Charset::Unicode, (1, 1), |area, buffer, look| draw(&images, view, None, area, buffer, look));
            (buffer[(1, 1)].fg, buffer[(1, 1)].bg)
        };
        let (paper, ink) = (Color::Indexed(233), Color::Indexed(255));
        assert_eq!(colors(PictureView::Plain), (ink, paper));
        assert_eq!(colors(PictureView::Inverted), (paper, ink));
        assert_eq!(colors(PictureView::Stretched), (ink, paper));
    }

    #[test]
    fn it_holds_at_every_size() {
        let broken = Image { caption: "x".into(), width: 9, height: 9, pixels: vec![f32::NAN; 3] };
        let ragged = Images { rows: vec![("a".into(), vec![broken]), ("b".into(), vec![])], ..Images::default() };
        for images in [digits(), ragged, Images::default()] {
            let chosen = Some(Cursor { row: 2, column: 4 });
            for (cursor, view) in [(None, PictureView::Inverted), (chosen, PictureView::Stretched)] {
                holds_at_every_size(|area, buffer, look| draw(&images, view, cursor, area, buffer, look));
            }
        }
    }
}
