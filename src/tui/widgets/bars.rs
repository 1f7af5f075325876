//! Bars: named quantities, one a row.
//!
//! ```text
//!   la      ██████████▌        .41
//! > el      ████▍              .17
//!   su      ██                 .08
//! ```

use super::list::{Cursor, window};
use super::{Look, number, text, write};
use crate::figure::{Bar, Bars, Scale};
use crate::tui::theme::{Role, SELECTED};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of a value.
const VALUE: u16 = 7;
/// Digits of a value that mean something.
const DIGITS: usize = 3;
/// Left eighths of a block.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Draws the bars from the `first` on, with the chosen one in sight. If some are negative, bars go both ways from a
/// common zero. What is measured stands below if there is a row to spare.
pub fn draw(bars: &Bars, first: usize, cursor: Option<Cursor>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    if bars.bars.is_empty() {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    }
    let count = bars.bars.len();
    let rows = usize::from(area.height);
    // The last row says how many more there are.
    let room = if count > rows && rows > 1 { rows - 1 } else { rows };
    let seen = window(count, room, first, cursor.map(|cursor| cursor.row));
    let layout = Layout::of(bars, cursor, area);
    for (i, bar) in bars.bars.iter().enumerate().take(seen.end).skip(seen.start) {
        let line = Rect { y: area.y + (i - seen.start) as u16, height: 1, ..area };
        layout.draw(bar, cursor.is_some_and(|cursor| cursor.row.min(count - 1) == i), line, buffer, look);
    }
    let muted = look.theme.style(Role::Muted);
    let below = area.y + seen.len() as u16;
    if count > rows {
        let more = fill(look.words.more, &[&(count - seen.len()).to_string()]);
        write(buffer, area, area.x, below, &more, muted);
    } else if count < rows {
        let width = text::width(&bars.value_label).min(usize::from(area.width)) as u16;
        write(buffer, area, area.right() - width, below, &bars.value_label, muted);
    }
}

struct Layout {
    /// Columns for the mark of the chosen bar.
    mark: u16,
    label: u16,
    bar: u16,
    scale: Scale,
    /// The values at the ends of the bars' columns.
    low: f64,
    high: f64,
}

impl Layout {
    fn of(bars: &Bars, cursor: Option<Cursor>, area: Rect) -> Self {
        let mark = if cursor.is_some() { SELECTED.len() as u16 } else { 0 }.min(area.width);
        let longest = bars.bars.iter().map(|bar| text::width(&text::printable(&bar.label))).max().unwrap_or(0);
        let label = (longest as u16).min(area.width / 3);
        // Label, a space, bar, a space, value.
        let bar = (area.width - mark).saturating_sub(label + VALUE + 2);
        let values = || bars.bars.iter().map(|bar| bar.value).filter(|value| value.is_finite());
        let high = values().fold(0.0, f64::max);
        let low = match bars.scale {
            Scale::Linear => values().fold(0.0, f64::min),
            // A decade below the smallest, so that it has a length.
            Scale::Log => values().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min) / 10.0,
        };
        Self { mark, label, bar, scale: bars.scale, low, high }
    }

    /// How far a value reaches, in eighths of a column; below zero to the left.
    fn eighths(&self, value: f64) -> i32 {
        let columns = f64::from(self.bar) * 8.0;
        let part = match self.scale {
            Scale::Linear => value / (self.high - self.low),
            Scale::Log if value <= 0.0 => 0.0,
            Scale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        if part.is_nan() { 0 } else { (part.clamp(-1.0, 1.0) * columns).round() as i32 }
    }

    /// Eighths from the left edge to zero.
    fn zero(&self) -> i32 {
        match self.scale {
            // A whole column, so that bars both ways start at one edge.
            Scale::Linear => -self.eighths(self.low) / 8 * 8,
            Scale::Log => 0,
        }
    }

    fn draw(&self, bar: &Bar, is_chosen: bool, line: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let text_style = look.theme.style(Role::Text);
        let mut x = line.x + self.mark;
        let label = text::left(&text::printable(&bar.label), usize::from(self.label));
        write(buffer, line, x, line.y, &label, text_style);
        x += self.label + 1;
        let style = look.theme.style(Role::Prediction);
        let (zero, reach) = (self.zero(), self.eighths(bar.value));
        let area = Rect { x, width: self.bar, ..line }.intersection(line);
        if reach >= 0 {
            draw_right(area, zero / 8, reach, style, buffer);
        } else {
            draw_left(area, zero / 8, -reach, style, buffer);
        }
        let value = text::right(&number::rounded(bar.value, usize::from(VALUE), DIGITS), usize::from(VALUE));
        let end = line.right().saturating_sub(VALUE).max(x.min(line.right()));
        write(buffer, line, end, line.y, &value, look.theme.style(Role::Number));
        if is_chosen {
            write(buffer, line, line.x, line.y, SELECTED, text_style);
            let name = Rect { width: self.mark + self.label, ..line }.intersection(line);
            buffer.set_style(name, look.theme.style(Role::Selection));
        }
    }
}

fn draw_right(area: Rect, from: i32, eighths: i32, style: Style, buffer: &mut Buffer) {
    let column = |i: i32| area.x + (from + i) as u16;
    for i in 0..eighths / 8 {
        write(buffer, area, column(i), area.y, "█", style);
    }
    // Something is never drawn as nothing.
    let rest = if eighths == 0 { 0 } else { (eighths % 8).max(i32::from(eighths < 8)) };
    if let Some(part) = EIGHTHS.get(rest as usize) {
        write(buffer, area, column(eighths / 8), area.y, part, style);
    }
}

/// There are no right eighths, only a right half.
fn draw_left(area: Rect, from: i32, eighths: i32, style: Style, buffer: &mut Buffer) {
    let halves = ((eighths + 2) / 4).max(1);
    let column = |i: i32| (from - 1 - i >= 0).then(|| area.x + (from - 1 - i) as u16);
    for i in 0..(halves + 1) / 2 {
        let glyph = if i == halves / 2 { "▐" } else { "█" };
        if let Some(x) = column(i) {
            write(buffer, area, x, area.y, glyph, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{holds_at_every_size, shown};

    fn bars(values: &[(&str, f64)]) -> Bars {
        Bars {
            value_label: "probability".into(),
            bars: values.iter().map(|(label, value)| Bar { label: (*label).into(), value: *value }).collect(),
            ..Bars::default()
        }
    }

    fn show(bars: &Bars, cursor: Option<usize>, charset: Charset, size: (u16, u16)) -> String {
        let cursor = cursor.map(|row| Cursor { row, column: 0 });
        shown(charset, size, |area, buffer, look| draw(bars, 0, cursor, area, buffer, look))
    }

    fn next_tokens() -> Bars {
        bars(&[("la", 0.41), ("el", 0.17), ("su", 0.08), ("mesa redonda", 0.012), ("otra\n", 0.0), ("nada", f64::NAN)])
    }

    #[test]
    fn the_next_token() {
        insta::assert_snapshot!("next_token_unicode", show(&next_tokens(), None, Charset::Unicode, (40, 7)));
        insta::assert_snapshot!("next_token_ascii", show(&next_tokens(), Some(1), Charset::Ascii, (40, 4)));
    }

    #[test]
    fn negative_values_go_the_other_way_from_a_common_zero() {
        let weights = bars(&[("x1", 0.8), ("x2", -0.4), ("x3", 0.05), ("x4", -0.8)]);
        insta::assert_snapshot!("both_ways_unicode", show(&weights, None, Charset::Unicode, (40, 4)));
    }

    #[test]
    fn a_log_scale_shows_what_differs_by_decades() {
        let gradients =
            Bars { scale: Scale::Log, ..bars(&[("t=1", 1e-6), ("t=25", 1e-3), ("t=50", 1e-1), ("t=51", 0.0)]) };
        insta::assert_snapshot!("log_unicode", show(&gradients, None, Charset::Unicode, (40, 4)));
    }

    #[test]
    fn the_chosen_bar_is_marked_and_in_sight() {
        let many = bars(&(0..30).map(|i| ("unit", f64::from(i))).collect::<Vec<_>>());
        let text = show(&many, Some(20), Charset::Ascii, (40, 6));
        assert!(text.lines().any(|line| line.starts_with("> unit") && line.ends_with("20")), "{text}");
        assert!(text.contains("+25 more"), "{text}");
    }

    #[test]
    fn it_holds_at_every_size() {
        for bars in [next_tokens(), Bars::default(), bars(&[("a", -1.0), ("b", f64::INFINITY)])] {
            holds_at_every_size(|area, buffer, look| {
                draw(&bars, 3, Some(Cursor { row: 9, column: 9 }), area, buffer, look);
            });
        }
    }
}
