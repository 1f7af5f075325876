//! A raster finer than cells: two by four dots a cell in braille, or one glyph a cell in ASCII.

use crate::tui::capabilities::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Dots in a cell, across and down.
pub(super) const fn grain(charset: Charset) -> (u16, u16) {
    match charset {
        Charset::Unicode => (2, 4),
        Charset::Ascii => (1, 1),
    }
}

/// How a line is drawn, so that lines are told apart without colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    Solid,
    Dashed,
    Dotted,
}

impl Stroke {
    /// Whether a dot in this column of dots is drawn. It depends on the column alone, so that a growing curve leaves
    /// its older part as it is.
    fn is_on(self, x: i32, charset: Charset) -> bool {
        match (self, charset) {
            (Self::Solid, _) => true,
            (Self::Dashed, Charset::Unicode) => x.rem_euclid(6) < 4,
            (Self::Dotted, Charset::Unicode) => x.rem_euclid(2) == 0,
            // A glyph a line tells them apart.
            (Self::Dashed, Charset::Ascii) => true,
            (Self::Dotted, Charset::Ascii) => x.rem_euclid(2) == 0,
        }
    }
}

/// What dots are drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) style: Style,
    /// In ASCII.
    pub(super) glyph: char,
    pub(super) stroke: Stroke,
    /// In a cell, a higher layer replaces a lower one; within one layer dots are joined.
    pub(super) layer: u8,
}

#[derive(Debug, Clone, Copy, Default)]
struct Ink {
    dots: u8,
    glyph: char,
    layer: u8,
    style: Style,
}

/// The raster.
#[derive(Debug)]
pub(super) struct Canvas {
    area: Rect,
    charset: Charset,
    cells: Vec<Ink>,
}

impl Canvas {
    pub(super) fn new(area: Rect, charset: Charset) -> Self {
        Self { area, charset, cells: vec![Ink::default(); area.area() as usize] }
    }

    /// Dots in a cell: across and down.
    fn grain(&self) -> (i32, i32) {
        let (across, down) = grain(self.charset);
        (across.into(), down.into())
    }

    /// Dots across.
    pub(super) fn width(&self) -> i32 {
        i32::from(self.area.width) * self.grain().0
    }

    /// Dots down.
    pub(super) fn height(&self) -> i32 {
        i32::from(self.area.height) * self.grain().1
    }

    /// The column of dots nearest to a place of [0, 1] from left to right, also beyond the edges.
    pub(super) fn column(&self, unit: f64) -> i32 {
        (unit.clamp(-1e3, 1e3) * f64::from(self.width() - 1)).round() as i32
    }

    /// The row of dots at a place of [0, 1] from bottom to top, also beyond the edges, unrounded, counted from the top.
    pub(super) fn row(&self, unit: f64) -> f64 {
        (1.0 - unit.clamp(-1e3, 1e3)) * f64::from(self.height() - 1)
    }

    /// One dot; outside of the canvas none.
    pub(super) fn dot(&mut self, x: i32, y: i32, pen: &Pen) {
        if pen.stroke.is_on(x, self.charset) {
            self.put(x, y, pen);
        }
    }

    fn put(&mut self, x: i32, y: i32, pen: &Pen) {
        if x < 0 || y < 0 || x >= self.width() || y >= self.height() {
            return;
        }
        let (across, down) = self.grain();
        let place = (y / down) as usize * usize::from(self.area.width) + (x / across) as usize;
        let Some(cell) = self.cells.get_mut(place) else { return };
        if cell.dots != 0 && cell.layer > pen.layer {
            return;
        }
        if cell.layer < pen.layer {
            cell.dots = 0;
        }
        // Two lines in one place: in ASCII they take turns, so that neither hides the other.
        if self.charset == Charset::Ascii && cell.dots != 0 && cell.glyph != pen.glyph && x % 2 == 1 {
            return;
        }
        let bit = match (x % across, y % down) {
            (0, 3) => 0x40,
            (0, y) => 1 << y,
            (_, 3) => 0x80,
            (_, y) => 8 << y,
        };
        *cell = Ink { dots: cell.dots | bit, glyph: pen.glyph, layer: pen.layer, style: pen.style };
    }

    /// The dots of a column between two rows (unrounded, in any order). A run of more than a few is drawn whatever the
    /// stroke: gaps would hide a spike.
    pub(super) fn run(&mut self, x: i32, from: f64, to: f64, pen: &Pen) {
        let last = f64::from(self.height());
        let top = from.min(to).clamp(-1.0, last).round() as i32;
        let bottom = from.max(to).clamp(-1.0, last).round() as i32;
        let is_long = bottom - top >= 4;
        for y in top..=bottom {
            if is_long { self.put(x, y, pen) } else { self.dot(x, y, pen) }
        }
    }

    /// A straight line between two dots (rows unrounded), clipped to the canvas.
    pub(super) fn line(&mut self, (x0, y0): (i32, f64), (x1, y1): (i32, f64), pen: &Pen) {
        let slope = (y1 - y0) / f64::from((x1 - x0).max(1));
        let at = |x: f64| y0 + slope * (x - f64::from(x0)).clamp(0.0, f64::from(x1 - x0));
        for x in x0.max(0)..=x1.min(self.width() - 1) {
            let middle = f64::from(x);
            if slope.abs() <= 1.0 {
                self.run(x, at(middle), at(middle), pen);
            } else {
                self.run(x, at(middle - 0.5), at(middle + 0.5), pen);
            }
        }
    }

    /// The column of cells that a column of dots lies in.
    pub(super) fn cell_of(&self, column: u16) -> u16 {
        column / grain(self.charset).0
    }

    /// The layer of what is drawn in a cell, counted from the canvas's corner; 0 if nothing is.
    pub(super) fn layer(&self, x: u16, y: u16) -> u8 {
        let place = usize::from(y) * usize::from(self.area.width) + usize::from(x);
        let cell = self.cells.get(place).filter(|cell| x < self.area.width && cell.dots != 0);
        cell.map_or(0, |cell| cell.layer)
    }

    /// Copies what is drawn; cells without ink keep what the buffer holds.
    pub(super) fn render(&self, buffer: &mut Buffer) {
        for (cell, position) in self.cells.iter().zip(self.area.positions()) {
            if cell.dots == 0 {
                continue;
            }
            let glyph = match self.charset {
                Charset::Unicode => char::from_u32(0x2800 + u32::from(cell.dots)).unwrap_or(' '),
                Charset::Ascii => cell.glyph,
            };
            if let Some(target) = buffer.cell_mut(position) {
                target.set_char(glyph).set_style(cell.style);
            }
        }
    }
}
