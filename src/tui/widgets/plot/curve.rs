//! Curves: their looks, and drawing them so that nothing is lost.

use super::{Bucket, Plot, Series, Smoothing, smooth};
use crate::figure::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::canvas::{Canvas, Pen, Stroke};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Layers of the canvas, from below: raw values under a smoothed curve, levels, curves.
pub(super) const RAW: u8 = 1;
pub(super) const LEVEL: u8 = 2;
const CURVE: u8 = 3;

/// In ASCII, what raw values under a smoothed curve are drawn with.
const RAW_GLYPH: char = '.';
/// In ASCII, the glyphs of curves without a role, in turn.
const GLYPHS: [char; 8] = ['*', 'o', '+', 'x', '#', '@', '%', '&'];
const STROKES: [Stroke; 3] = [Stroke::Solid, Stroke::Dashed, Stroke::Dotted];

/// A series ready to be drawn.
#[derive(Debug)]
pub(super) struct Curve<'p> {
    pub(super) name: &'p str,
    pub(super) points: &'p [Bucket],
    /// The drawn line: the means, or their smoothing; one a point.
    pub(super) line: Vec<f64>,
    pub(super) style: Style,
    pub(super) glyph: char,
    pub(super) stroke: Stroke,
    /// How the raw values are drawn under the line, if they aren't the line themselves.
    raw: Option<Style>,
}

/// The plot's series with their colours, strokes and glyphs, all different as far as they go.
pub(super) fn all<'p>(plot: &'p Plot, look: &Look<'_>) -> Vec<Curve<'p>> {
    let others = plot.series.iter().filter(|series| series.role == Role::Other).map(|series| series.name.as_str());
    let mut colors = look.theme.distinct(others).into_iter();
    let spacing = smooth::least_spacing(plot);
    let mut used: Vec<char> = Vec::new();
    let mut turn = 0;
    let curve = |series: &'p Series| {
        let (glyph, stroke) = match series.role {
            Role::Training => ('*', Stroke::Solid),
            Role::Validation => ('o', Stroke::Dashed),
            Role::Truth => ('+', Stroke::Solid),
            Role::Prediction => ('x', Stroke::Dashed),
            Role::Input => ('~', Stroke::Solid),
            Role::Baseline => ('=', Stroke::Dotted),
            Role::Other => {
                turn += 1;
                (GLYPHS[(turn - 1) % GLYPHS.len()], STROKES[(turn - 1) % STROKES.len()])
            }
        };
        let glyph =
            GLYPHS.iter().copied().filter(|_| used.contains(&glyph)).find(|g| !used.contains(g)).unwrap_or(glyph);
        used.push(glyph);
        let style = match series.role {
            Role::Other => colors.next().unwrap_or_default(),
            role => look.theme.line(role, &series.name),
        };
        // A curve of few values is hardly smoothed, so it would lie on itself.
        let is_dense = smooth::spacing(&series.points).is_some_and(|own| own < 4.0 * spacing);
        Curve {
            name: &series.name,
            points: &series.points,
            line: smooth::smoothed(&series.points, plot.smoothing.factor(), spacing),
            style,
            glyph,
            stroke,
            raw: (plot.smoothing != Smoothing::None && is_dense).then(|| look.theme.raw_line(series.role, style)),
        }
    };
    plot.series.iter().map(curve).collect()
}

impl Curve<'_> {
    /// The last value of the drawn line.
    pub(super) fn last(&self) -> f64 {
        self.line.iter().copied().rfind(|value| value.is_finite()).unwrap_or(f64::NAN)
    }

    /// Draws raw values and line; returns where they leave the canvas.
    pub(super) fn draw(&self, x: &Axis, y: &Axis, canvas: &mut Canvas) -> Cut {
        let mut cut = Cut::default();
        let spread =
            self.points.iter().map(|point| Place::new(point.x, [point.min, point.mean, point.max], x, y, canvas));
        let places: Vec<Option<Place>> = spread.collect();
        if let Some(style) = self.raw {
            let pen = Pen { style, glyph: RAW_GLYPH, stroke: Stroke::Solid, layer: RAW };
            trace(places.into_iter(), canvas, &pen, &mut cut);
            let line: Vec<_> = (self.points.iter().zip(&self.line))
                .map(|(point, value)| Place::new(point.x, [*value; 3], x, y, canvas))
                .collect();
            trace(line.into_iter(), canvas, &self.pen(), &mut cut);
        } else {
            trace(places.into_iter(), canvas, &self.pen(), &mut cut);
        }
        cut
    }

    fn pen(&self) -> Pen {
        Pen { style: self.style, glyph: self.glyph, stroke: self.stroke, layer: CURVE }
    }
}

/// A bucket in dots: its column and the rows of its mean and extremes, counted from the top.
#[derive(Debug, Clone, Copy)]
struct Place {
    column: i32,
    top: f64,
    middle: f64,
    bottom: f64,
}

impl Place {
    /// `None` for a gap.
    fn new(at: f64, [min, mean, max]: [f64; 3], x: &Axis, y: &Axis, canvas: &Canvas) -> Option<Self> {
        let middle = canvas.row(y.unit(mean)?);
        // An unknown extreme is the mean. What has no place (zero on a log axis, infinity) lies beyond the edge.
        let (min, max) = (mean.min(min), mean.max(max));
        let top = y.unit(max).map_or(f64::NEG_INFINITY, |unit| canvas.row(unit));
        let bottom = y.unit(min).map_or(f64::INFINITY, |unit| canvas.row(unit));
        Some(Self { column: canvas.column(x.unit(at)?), top, middle, bottom })
    }
}

/// All that falls into one column of dots: where the curve comes in, where it leaves, and its extremes, so that the
/// narrowest spike is drawn however many values share the column.
#[derive(Debug, Clone, Copy)]
struct Column {
    column: i32,
    first: f64,
    last: f64,
    top: f64,
    bottom: f64,
}

fn trace(places: impl Iterator<Item = Option<Place>>, canvas: &mut Canvas, pen: &Pen, cut: &mut Cut) {
    let mut before: Option<Column> = None;
    let mut current: Option<Column> = None;
    for place in places {
        match (place, &mut current) {
            (Some(place), Some(column)) if column.column == place.column => {
                column.last = place.middle;
                column.top = column.top.min(place.top);
                column.bottom = column.bottom.max(place.bottom);
            }
            (Some(place), current) => {
                before = finish(current.take(), before, canvas, pen, cut);
                let Place { column, top, middle, bottom } = place;
                *current = Some(Column { column, first: middle, last: middle, top, bottom });
            }
            (None, current) => end(current.take(), before.take(), canvas, pen, cut),
        }
    }
    end(current, before, canvas, pen, cut);
}

/// Draws the last column before a gap. One that stands alone is drawn whole: it could lie in a gap of the stroke.
fn end(column: Option<Column>, before: Option<Column>, canvas: &mut Canvas, pen: &Pen, cut: &mut Cut) {
    let stroke = if before.is_none() { Stroke::Solid } else { pen.stroke };
    finish(column, before, canvas, &Pen { stroke, ..*pen }, cut);
}

/// Draws a column and the line to it from the one before; returns what the next one is joined to.
fn finish(
    column: Option<Column>,
    before: Option<Column>,
    canvas: &mut Canvas,
    pen: &Pen,
    cut: &mut Cut,
) -> Option<Column> {
    let Some(column) = column else { return before };
    canvas.run(column.column, column.top, column.bottom, pen);
    if let Some(before) = before {
        canvas.line((before.column, before.last), (column.column, column.first), pen);
    }
    cut.note(&column, canvas);
    Some(column)
}

/// Columns of dots in which a curve leaves the canvas, at the top and at the bottom.
#[derive(Debug, Default)]
pub(super) struct Cut {
    above: Vec<u16>,
    below: Vec<u16>,
}

impl Cut {
    fn note(&mut self, column: &Column, canvas: &Canvas) {
        let (Ok(place), true) = (u16::try_from(column.column), column.column < canvas.width()) else { return };
        let cell = canvas.cell_of(place);
        if column.top < -0.5 {
            self.above.push(cell);
        }
        if column.bottom > f64::from(canvas.height()) - 0.5 {
            self.below.push(cell);
        }
    }

    /// Marks them.
    pub(super) fn draw(&self, area: Rect, style: Style, buffer: &mut Buffer) {
        let mut put = |columns: &[u16], y: u16, glyph: char| {
            for column in columns {
                if let Some(cell) = buffer.cell_mut((area.x + column, y)) {
                    cell.set_char(glyph).set_style(style);
                }
            }
        };
        put(&self.above, area.y, '^');
        put(&self.below, area.bottom().saturating_sub(1), 'v');
    }
}
