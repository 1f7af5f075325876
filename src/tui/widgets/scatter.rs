//! Points in the plane, a glyph a group, with their words where these hide nothing.

use super::axes::{Areas, Header};
use super::axis::{Axis, Numbers};
use super::{Look, text, write};
use crate::figure::{Point, Scale, Scatter};
use crate::tui::theme::Role;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Glyphs of groups, in turn.
const GLYPHS: [&str; 8] = ["o", "x", "+", "*", "#", "@", "%", "&"];

/// The glyph of each group: its own name if all names are one column wide, as those of digits are, else one of
/// [`GLYPHS`] in turn.
fn glyphs(scatter: &Scatter) -> Vec<&str> {
    let names = || scatter.groups.iter().map(|group| group.name.as_str());
    let are_glyphs = names().all(|name| text::width(name) == 1 && text::printable(name) == name);
    if are_glyphs {
        names().collect()
    } else {
        names().zip(GLYPHS.into_iter().cycle()).map(|(_, glyph)| glyph).collect()
    }
}

/// Columns of a point's word.
const WORD: usize = 14;

/// Draws the points of all groups, a legend above if there are several, and words beside points while there is room:
/// to the right or to the left, never on another word or point.
pub fn draw(scatter: &Scatter, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let points = || scatter.groups.iter().flat_map(|group| &group.points).filter(|point| is_somewhere(point));
    let ranges = range(points().map(|point| point.x)).zip(range(points().map(|point| point.y)));
    let Some(((left, right), (bottom, top))) = ranges else {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    };
    let header = if scatter.groups.len() > 1 || !scatter.y_label.is_empty() { Header::Shown } else { Header::None };
    let areas = Areas::of(area, header, 0, look.capabilities.charset);
    let x = Axis::covering(Scale::Linear, left, right, 5);
    let y = Axis::covering(Scale::Linear, bottom, top, areas.y_ticks());
    areas.draw_y(&y, buffer, look);
    areas.draw_x(&x, Numbers::Real, &scatter.x_label, buffer, look);
    draw_header(scatter, areas.header, buffer, look);

    let place = |point: &Point| areas.column(&x, point.x).zip(areas.row(&y, point.y));
    let styles = look.theme.distinct(scatter.groups.iter().map(|group| group.name.as_str()));
    let glyphs = glyphs(scatter);
    let groups = || scatter.groups.iter().zip(&styles).zip(&glyphs);
    let mut taken: Vec<Rect> = points().filter_map(place).map(|(x, y)| Rect::new(x, y, 1, 1)).collect();
    for ((group, style), glyph) in groups() {
        for point in group.points.iter().filter(|point| is_somewhere(point)) {
            let Some((column, row)) = place(point) else { continue };
            write(buffer, areas.canvas, column, row, glyph, *style);
            if point.label == *glyph {
                continue;
            }
            let words = text::printable(&point.label);
            let words = text::cut(&words, WORD);
            let width = text::width(&words) as u16;
            let starts = [Some(column + 2), column.checked_sub(width + 1)].into_iter().flatten();
            let mut places = starts.map(|start| Rect::new(start, row, width, 1)).filter(|place| !place.is_empty());
            let is_free = |place: &Rect| {
                areas.canvas.intersection(*place) == *place && !taken.iter().any(|other| other.intersects(*place))
            };
            if let Some(place) = places.find(is_free) {
                write(buffer, areas.canvas, place.x, row, &words, look.theme.style(Role::Text));
                taken.push(place);
            }
        }
    }
}

fn is_somewhere(point: &Point) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// What y measures, and the groups.
fn draw_header(scatter: &Scatter, header: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut x = header.x;
    x += write(buffer, header, x, header.y, &scatter.y_label, look.theme.style(Role::Axis));
    if scatter.groups.len() < 2 {
        return;
    }
    let styles = look.theme.distinct(scatter.groups.iter().map(|group| group.name.as_str()));
    for (i, ((group, style), glyph)) in scatter.groups.iter().zip(styles).zip(glyphs(scatter)).enumerate() {
        if x > header.x {
            x += 2;
        }
        let words = match group.name == glyph {
            true => glyph.to_owned(),
            false => format!("{glyph} {}", text::cut(&text::printable(&group.name), 20)),
        };
        let left = scatter.groups.len() - i;
        let reserve = if left > 1 { 9 } else { 0 };
        if usize::from(x) + text::width(&words) + reserve > usize::from(header.right()) {
            let more = fill(look.words.more, &[&left.to_string()]);
            write(buffer, header, x, header.y, &more, look.theme.style(Role::Muted));
            return;
        }
        x += write(buffer, header, x, header.y, &words, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Group;
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{holds_at_every_size, shown};

    fn code_sizes() -> Scatter {
        let group = |name: &str, points: &[(f64, f64, &str)]| Group {
            name: name.into(),
            points: points.iter().map(|(x, y, label)| Point { x: *x, y: *y, label: (*label).into() }).collect(),
        };
        Scatter {
            title: "error against code size".into(),
            x_label: "code units".into(),
            y_label: "MSE".into(),
            groups: vec![
                group("dense", &[(2.0, 0.061, ""), (8.0, 0.031, ""), (16.0, 0.02, "knee"), (30.0, 0.0155, "")]),
                group("convolutional", &[(2.0, 0.055, ""), (8.0, 0.026, ""), (16.0, 0.014, ""), (30.0, 0.009, "best")]),
                group("PCA", &[(2.0, 0.0665, "PCA"), (30.0, 0.018, ""), (f64::NAN, 1.0, "nowhere")]),
            ],
        }
    }

    #[test]
    fn points_are_told_apart_and_named() {
        let show = |charset, size| shown(charset, size, |area, buffer, look| draw(&code_sizes(), area, buffer, look));
        insta::assert_snapshot!("code_sizes_unicode", show(Charset::Unicode, (60, 14)));
        insta::assert_snapshot!("code_sizes_small_ascii", show(Charset::Ascii, (36, 7)));
    }

    #[test]
    fn ten_classes_of_digits_are_drawn_as_their_digits_and_none_like_another() {
        let group = |class: usize| {
            let (x, y) = (class as f64 * 10.0, class as f64);
            Group { name: class.to_string(), points: vec![Point { x, y, label: class.to_string() }] }
        };
        let digits = Scatter { groups: (0..10).map(group).collect(), ..Scatter::default() };
        let text = shown(Charset::Ascii, (60, 14), |area, buffer, look| draw(&digits, area, buffer, look));
        assert!(text.starts_with("0  1  2  3  4  5  6  7  8  9"), "{text}");
        for class in ["0", "1", "8", "9"] {
            assert!(
                text.lines()
                    .skip(1)
                    .any(|line| line.split_once(['|', '+']).is_some_and(|(_, row)| row.contains(class)))
            );
        }
    }

    #[test]
    fn it_holds_at_every_size() {
        let one = Scatter { groups: vec![code_sizes().groups.remove(0)], ..Scatter::default() };
        for scatter in [code_sizes(), one, Scatter::default()] {
            holds_at_every_size(|area, buffer, look| draw(&scatter, area, buffer, look));
        }
    }
}
