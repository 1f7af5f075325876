//! From pixels to cells.

use super::PictureView;
use super::grid::Size;
use crate::figure::{Image, ImageRow, Palette};
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::shade::{self, Means, Scaling};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Turns pictures of one row into cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shader {
    scaling: Scaling,
    /// The shades; those of the scaling unless a picture is stretched.
    palette: Palette,
    picture_view: PictureView,
    size: Size,
}

impl Shader {
    pub(super) fn of_row(row: &ImageRow, picture_view: PictureView, size: Size) -> Self {
        // All pictures of a row on one scale, so that they compare.
        let pixels = row.images.iter().flat_map(|image| image.pixels.iter().copied());
        let mut scaling = Scaling::of(row.palette, pixels);
        if row.palette == Palette::Diverging && picture_view != PictureView::Stretched {
            scaling.high = scaling.high.max(1.0);
            scaling.low = -scaling.high;
        }
        Self { scaling, palette: row.palette, picture_view, size }
    }

    /// For this one of the row: ink is stretched picture by picture.
    pub(super) fn of(self, image: &Image) -> Self {
        if (self.picture_view, self.palette) != (PictureView::Stretched, Palette::Ink) {
            return self;
        }
        Self { scaling: Scaling::of(Palette::Sequential, image.pixels.iter().copied()), ..self }
    }

    pub(super) fn draw(&self, image: &Image, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        for position in area.positions() {
            let (column, row) = (usize::from(position.x - area.x), usize::from(position.y - area.y));
            let drawn = match self.size {
                Size::Large => self.large(image, column, row, look),
                Size::Whole => self.pair(image, column, row * 2, 1, look),
                Size::Half => self.pair(image, column, row * 2, 2, look),
            };
            if let (Some((glyph, style)), Some(cell)) = (drawn, buffer.cell_mut(position)) {
                cell.set_char(glyph).set_style(style);
            }
        }
    }

    /// One of the two cells of a pixel; `None` outside of the picture.
    fn large(&self, image: &Image, column: usize, row: usize, look: &Look<'_>) -> Option<(char, Style)> {
        let value = self.value(image, column / 2, row, 1)?;
        Some(match Means::of(look) {
            Means::Color => (' ', Style::new().bg(look.theme.shade(self.palette, value))),
            Means::Glyph => {
                let [left, right] = shade::double(self.palette, value);
                (if column.is_multiple_of(2) { left } else { right }, look.theme.style(Role::Text))
            }
        })
    }

    /// The cell of two shades, one above the other, each the mean of a square of pixels.
    fn pair(&self, image: &Image, column: usize, row: usize, shrink: usize, look: &Look<'_>) -> Option<(char, Style)> {
        let upper = self.value(image, column, row, shrink)?;
        let lower = self.value(image, column, row + 1, shrink);
        let has_blocks = Means::of(look) == Means::Color && look.capabilities.charset == Charset::Unicode;
        Some(if has_blocks {
            let color = |value| look.theme.shade(self.palette, value);
            let style = Style::new().fg(color(upper));
            ('▀', lower.map_or(style, |lower| style.bg(color(lower))))
        } else {
            (shade::pair(self.palette, upper, lower.unwrap_or(0.0)), look.theme.style(Role::Text))
        })
    }

    /// The mean shade of a square of pixels; `None` outside of the picture.
    fn value(&self, image: &Image, column: usize, row: usize, shrink: usize) -> Option<f32> {
        let square = (0..shrink).flat_map(|dy| (0..shrink).map(move |dx| (dx, dy)));
        let pixels = square.filter_map(|(dx, dy)| {
            let (x, y) = (column * shrink + dx, row * shrink + dy);
            if x < image.width && y < image.height { image.pixels.get(y * image.width + x).copied() } else { None }
        });
        let (sum, count) = pixels.fold((0.0, 0), |(sum, count), pixel| (sum + pixel, count + 1));
        if count == 0 {
            return None;
        }
        let shade = self.scaling.shade(sum / count as f32);
        let is_inverted = self.picture_view == PictureView::Inverted && self.palette != Palette::Diverging;
        Some(if is_inverted { 1.0 - shade } else { shade })
    }
}
