//! Where the pictures of a figure go.

use crate::figure::Images;
use crate::tui::widgets::text;
use ratatui::layout::Rect;

/// How large a pixel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Two cells.
    Large,
    /// Half a cell, one above another.
    Whole,
    /// Four pixels are averaged in half a cell.
    Half,
}

impl Size {
    /// Columns and rows of the screen that so many pixels take.
    const fn cells(self, width: usize, height: usize) -> (usize, usize) {
        match self {
            Self::Large => (width * 2, height),
            Self::Whole => (width, height.div_ceil(2)),
            Self::Half => (width.div_ceil(2), height.div_ceil(4)),
        }
    }
}

/// Where the pictures go.
#[derive(Debug)]
pub(super) struct Grid {
    /// Rows of the screen for captions above a row of pictures.
    pub(super) caption: u16,
    /// Rows of the screen for scores below the last row of pictures.
    pub(super) footer: u16,
    /// Columns on the left for the names of rows, where no row of the screen is left for captions.
    pub(super) gutter: u16,
    pub(super) size: Size,
    /// A picture's columns and rows on the screen.
    pub(super) width: u16,
    height: u16,
    /// How many rows of pictures, and pictures in a row, have room.
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Grid {
    pub(super) fn of(images: &Images, area: Rect) -> Self {
        let all = || images.rows.iter().flat_map(|row| &row.images);
        let width = all().map(|image| image.width).max().unwrap_or(1).max(1);
        let height = all().map(|image| image.height).max().unwrap_or(1).max(1);
        let count = images.rows.len();
        let longest = images.rows.iter().map(|row| row.images.len()).max().unwrap_or(0);
        let scores = usize::from(images.scores.is_some());
        let room = (usize::from(area.width), usize::from(area.height));
        let fits = |size: Size, caption: usize, footer: usize| {
            let (w, h) = size.cells(width, height);
            let columns = if size == Size::Large { longest } else { 1 };
            (w + 1) * columns <= room.0 + 1 && (h + caption) * count + footer <= room.1
        };
        // Scores go before captions: they change.
        let forms = [(Size::Large, 1), (Size::Whole, 1), (Size::Whole, 0), (Size::Half, 1), (Size::Half, 0)];
        let fitting = forms.into_iter().find(|(size, caption)| fits(*size, *caption, scores));
        // If nothing fits whole, averaged pictures without captions, and the rest cut off or scrolled; the scores go where
        // they cost no row of pictures.
        let (size, caption, footer) = match fitting {
            Some((size, caption)) => (size, caption, scores),
            None => {
                let (_, h) = Size::Half.cells(width, height);
                (Size::Half, 0, if room.1 > h { scores.min(room.1 % h) } else { 0 })
            }
        };
        let (w, h) = size.cells(width, height);
        let tall = room.1 - footer;
        let gutter = if caption == 0 { gutter(images, room.0, w) } else { 0 };
        Self {
            caption: caption as u16,
            footer: footer as u16,
            gutter: gutter as u16,
            size,
            width: w.min(room.0) as u16,
            height: h.min(tall) as u16,
            rows: (tall / (h + caption)).max(1),
            columns: ((room.0 - gutter + 1) / (w + 1)).max(1),
        }
    }

    /// Where the name of a row of pictures goes that has no caption.
    pub(super) fn name(&self, row: usize, area: Rect) -> Rect {
        let top = area.y.saturating_add(row as u16 * self.height);
        Rect::new(area.x, top, self.gutter, self.gutter.min(1)).intersection(area)
    }

    /// Places of the caption and of the picture that stand so far down and to the right among those that are shown.
    /// Below the last row the caption's place is that of the scores, a row high.
    pub(super) fn place(&self, row: usize, column: usize, area: Rect) -> (Rect, Rect) {
        let top = area.y.saturating_add(row as u16 * (self.height + self.caption));
        let left = area.x.saturating_add(self.gutter + column as u16 * (self.width + 1));
        let caption = Rect::new(left, top, self.width, self.caption);
        let picture = Rect::new(left, top + self.caption, self.width, self.height);
        (caption.intersection(area), picture.intersection(area))
    }
}

/// The columns that names of rows take beside pictures so wide: none if they would leave room for fewer than five.
fn gutter(images: &Images, room: usize, width: usize) -> usize {
    const PICTURES: usize = 5;
    let names = images.rows.iter().map(|row| text::width(&row.name)).max().unwrap_or(0);
    let longest = images.rows.iter().map(|row| row.images.len()).max().unwrap_or(0);
    let pictures = longest.min(PICTURES) * (width + 1);
    if names > 0 && names + 1 + pictures <= room + 1 { names + 1 } else { 0 }
}
