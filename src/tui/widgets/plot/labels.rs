//! The names of curves and levels: beside their ends where there is room, else in a legend.

use super::curve::{Curve, LEVEL};
use super::header::{draw_notes, draw_title, notes, title};
use super::{Plot, level};
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use crate::tui::widgets::axes::{Areas, Header};
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::canvas::{Canvas, Stroke};
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of a value.
const VALUE: usize = 6;
/// Digits of a value that mean something: a name beside a curve is for comparing.
const DIGITS: usize = 3;
/// Areas at least this wide have their names beside the curves.
const WIDE: u16 = 60;

/// One curve or level to be named.
#[derive(Debug)]
struct Name {
    /// Two columns of how it is drawn.
    sample: String,
    name: String,
    value: f64,
    style: Style,
    is_level: bool,
}

impl Name {
    fn width(&self) -> usize {
        text::width(&self.name)
    }
}

/// Whether a legend says the curves' values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    With,
    Without,
}

fn legend_entry(name: &Name, room: usize, values: Values) -> String {
    // Names of runs, and of two curves of one metric, differ at their ends.
    let words = format!("{} {}", name.sample, text::cut_beginning(&name.name, room));
    match values {
        Values::With => format!("{words} {}", value_of(name)),
        Values::Without => words,
    }
}

/// Everything to be named: curves first.
#[derive(Debug)]
pub(super) struct Names {
    names: Vec<Name>,
}

impl Names {
    pub(super) fn of(plot: &Plot, curves: &[Curve<'_>], look: &Look<'_>) -> Self {
        let charset = look.capabilities.charset;
        let curves = curves.iter().map(|curve| Name {
            sample: sample(curve.stroke, curve.glyph, charset),
            name: text::printable(curve.name).into_owned(),
            value: curve.last(),
            style: curve.style,
            is_level: false,
        });
        let levels = plot.levels.iter().map(|level| Name {
            sample: if charset == Charset::Unicode { "⠂⠂".into() } else { "- ".into() },
            name: text::printable(&level.label).into_owned(),
            value: level.value,
            style: level::style(level, look),
            is_level: true,
        });
        Self { names: curves.chain(levels).collect() }
    }

    /// Divides the plot's area: with a gutter for the names if they all fit beside the curves.
    pub(super) fn areas(&self, plot: &Plot, area: Rect, look: &Look<'_>) -> Areas {
        let charset = look.capabilities.charset;
        let plain = Areas::of(area, Header::Shown, 0, charset);
        let longest = self.names.iter().map(Name::width).max().unwrap_or(0);
        let wanted = longest + VALUE + 5;
        let fits = self.names.len() <= usize::from(plain.canvas.height) && wanted * 3 <= usize::from(area.width) + 12;
        if area.width >= WIDE && fits && !self.names.is_empty() {
            let says_something = !title(plot, look).is_empty() || !notes(plot, look).is_empty();
            let header = if says_something { Header::Shown } else { Header::None };
            Areas::of(area, header, wanted as u16, charset)
        } else {
            plain
        }
    }

    /// Draws the header, and the names where the areas have room for them.
    pub(super) fn draw(
        &self,
        plot: &Plot,
        areas: &Areas,
        y: &Axis,
        (canvas, taken): (&Canvas, &mut Vec<Rect>),
        buffer: &mut Buffer,
        look: &Look<'_>,
    ) {
        let mut header = areas.header;
        if areas.gutter.is_empty() {
            // The names matter more than what the pane's title says as well.
            if self.legend_width(10, Values::Without) + text::width(&title(plot, look)) + 2 <= usize::from(header.width)
            {
                draw_title(plot, &mut header, buffer, look);
            }
            self.draw_legend(&mut header, buffer, look);
            self.draw_on_levels(areas, y, (canvas, taken), buffer);
        } else {
            draw_title(plot, &mut header, buffer, look);
            self.draw_beside(areas, y, buffer);
        }
        draw_notes(plot, header, buffer, look);
    }

    /// In the gutter: each name in the row where its curve ends or its level lies, moved as little as it takes for all
    /// to stand in order. One whose end is out of range says where it went.
    fn draw_beside(&self, areas: &Areas, y: &Axis, buffer: &mut Buffer) {
        let gutter = areas.gutter;
        let unit = |name: &Name| y.unit(name.value).unwrap_or(0.0);
        let mut order: Vec<&Name> = self.names.iter().collect();
        order.sort_by(|a, b| unit(b).total_cmp(&unit(a)));
        let wanted: Vec<u16> = (order.iter())
            .map(|name| {
                let value = y.value(unit(name).clamp(0.0, 1.0));
                areas.row(y, value).unwrap_or(gutter.bottom() - 1) - gutter.y
            })
            .collect();
        let width = usize::from(gutter.width) - VALUE - 5;
        for (name, row) in order.iter().zip(spread(&wanted, gutter.height)) {
            let sample = match unit(name) {
                unit if unit > 1.000_001 => "^ ",
                unit if unit < -1e-6 => "v ",
                _ => &name.sample,
            };
            let words = format!("{sample} {} {:>VALUE$}", text::left(&name.name, width), value_of(name));
            write(buffer, gutter, gutter.x + 1, gutter.y + row, &words, name.style);
        }
    }

    fn curves(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(|name| !name.is_level)
    }

    /// Columns of the legend with names cut to `room`, a gap of two after each.
    fn legend_width(&self, room: usize, values: Values) -> usize {
        self.curves().map(|name| text::width(&legend_entry(name, room, values)) + 2).sum()
    }

    /// In what is left of the header: as many curves as fit, with values and whole names if all fit with theirs.
    fn draw_legend(&self, header: &mut Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let room = usize::from(header.width);
        let forms = [(24, Values::With), (24, Values::Without), (10, Values::Without), (6, Values::Without)];
        let fitting = forms.into_iter().find(|(cut, values)| self.legend_width(*cut, *values) <= room + 2);
        let (cut, values) = fitting.unwrap_or((6, Values::Without));
        for (i, name) in self.curves().enumerate() {
            let words = legend_entry(name, cut, values);
            let left = self.curves().count() - i;
            let reserve = if left > 1 && fitting.is_none() { 9 } else { 0 };
            if text::width(&words) + reserve > usize::from(header.width) {
                let more = fill(look.words.more, &[&left.to_string()]);
                write(buffer, *header, header.x, header.y, &more, look.theme.style(Role::Muted));
                header.width = 0;
                return;
            }
            let used = (write(buffer, *header, header.x, header.y, &words, name.style) + 2).min(header.width);
            header.x += used;
            header.width -= used;
        }
    }

    /// On the lines of the levels: where a name hides least of the curves and nothing of another name; if need be, in
    /// the row above or below its line.
    fn draw_on_levels(&self, areas: &Areas, y: &Axis, (canvas, taken): (&Canvas, &mut Vec<Rect>), buffer: &mut Buffer) {
        let area = areas.canvas;
        for name in self.names.iter().filter(|name| name.is_level) {
            let Some(row) = areas.row(y, name.value) else { continue };
            let words = format!("{} {}", text::cut(&name.name, 20), value_of(name));
            let width = text::width(&words) as u16;
            let Some(last) = area.width.checked_sub(width + 2) else { continue };
            let columns = [last, last / 2, 1].map(|column| area.x + column);
            let rows = [Some(row), row.checked_sub(1), Some(row + 1)].into_iter().flatten();
            let places = rows.flat_map(|row| columns.map(|column| Rect::new(column, row, width, 1)));
            let free = places.filter(|place| {
                let is_inside = area.intersection(*place) == *place;
                is_inside && !taken.iter().any(|other| other.intersects(*place))
            });
            let hidden = |place: &Rect| {
                (place.left()..place.right())
                    .filter(|x| !matches!(canvas.layer(x - area.x, place.y - area.y), 0 | LEVEL))
                    .count()
            };
            if let Some(place) = free.min_by_key(hidden) {
                write(buffer, area, place.x, place.y, &words, name.style);
                taken.push(Rect { x: place.x.saturating_sub(1), width: width + 2, ..place });
            }
        }
    }
}

fn value_of(name: &Name) -> String {
    number::rounded(name.value, VALUE, DIGITS)
}

/// Two columns of a line's stroke.
pub(super) fn sample(stroke: Stroke, glyph: char, charset: Charset) -> String {
    match (charset, stroke) {
        (Charset::Ascii, _) => format!("{glyph}{glyph}"),
        (Charset::Unicode, Stroke::Solid) => "──".into(),
        (Charset::Unicode, Stroke::Dashed) => "╌╌".into(),
        (Charset::Unicode, Stroke::Dotted) => "┈┈".into(),
    }
}

/// Rows for names that would like to stand in the ascending rows `wanted` of `height`: each in one of its own, in
/// order, moved down as far as those above it need, then up as far as the bottom needs. There are no more names than
/// rows.
fn spread(wanted: &[u16], height: u16) -> Vec<u16> {
    let mut rows = wanted.to_vec();
    let mut free = 0;
    for row in &mut rows {
        *row = (*row).max(free);
        free = *row + 1;
    }
    let mut limit = height;
    for row in rows.iter_mut().rev() {
        limit = limit.saturating_sub(1);
        *row = (*row).min(limit);
        limit = *row;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::spread;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_stand_in_order_each_in_a_row_of_its_own(mut wanted in prop::collection::vec(0_u16..12, 0..12)) {
            wanted.sort_unstable();
            let rows = spread(&wanted, 12);
            prop_assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
            prop_assert!(rows.last().is_none_or(|row| *row < 12), "{rows:?}");
        }
    }

    #[test]
    fn a_name_with_room_stands_where_it_wants() {
        assert_eq!(spread(&[0, 3, 3, 9], 10), [0, 3, 4, 9]);
        assert_eq!(spread(&[9, 9, 9], 10), [7, 8, 9]);
    }
}
