//! A text token by token: what was taken out, altered or is unknown, and a number under each that has one.
//!
//! ```text
//!   yo soy un  -->  -yo- -soy- -un- *medic* ?mahonesa
//!
//!   el  gato  negro  duerme        el gato negro:3.1 duerme:2.2   (where there is no room for two rows)
//!   .12  1.4    3.1     2.2
//! ```

use super::list::Cursor;
use super::shade::{Means, Scaling};
use super::{Look, number, text, write};
use crate::figure::{Palette, Token, TokenMark, Tokens};
use crate::tui::theme::Role;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of a weight.
const WEIGHT: usize = 5;
/// Digits of a weight that mean something.
const DIGITS: usize = 2;

/// Draws the tokens from the one at `first` on, lines broken between tokens; the chosen one is reversed, with a `>`
/// before it. What doesn't fit is counted in the last row.
pub fn draw(tokens: &Tokens, first: usize, cursor: Option<Cursor>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    if tokens.tokens.is_empty() {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    }
    let weights = || tokens.tokens.iter().filter_map(|token| token.weight).map(|weight| weight.0 as f32);
    let palette = if weights().any(|weight| weight < 0.0) { Palette::Diverging } else { Palette::Sequential };
    let has_weights = weights().next().is_some();
    // From zero, so that a shade means the same amount whatever the smallest weight.
    let scaling = has_weights.then(|| Scaling::of(palette, weights().chain([0.0])));
    let first = first.min(tokens.tokens.len() - 1);
    let shown = tokens.tokens.get(first..).unwrap_or_default();
    let width = usize::from(area.width);
    let below: Vec<Piece> = shown.iter().map(|token| Piece::of(token, Weight::Below)).collect();
    let (pieces, height) = if has_weights && usize::from(area.height) >= 2 * lines(&below, width) {
        (below, 2)
    } else {
        (shown.iter().map(|token| Piece::of(token, Weight::Beside)).collect(), 1)
    };
    let page = Page { tokens: shown, pieces: &pieces, scaling, height };
    let chosen = cursor.and_then(|cursor| cursor.row.min(tokens.tokens.len() - 1).checked_sub(first));
    let left = page.draw(chosen, area, buffer, look);
    let muted = look.theme.style(Role::Muted);
    let words = if left > 0 { fill(look.words.more, &[&left.to_string()]) } else { tokens.weight_label.clone() };
    let is_free = left > 0 || (has_weights && lines(&pieces, width) * usize::from(height) < usize::from(area.height));
    if is_free {
        let words = if left > 0 { format!(" {words}") } else { words };
        let room = text::width(&words).min(width) as u16;
        write(buffer, area, area.right() - room, area.bottom() - 1, &words, muted);
    }
}

/// Where a token's weight goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Below,
    Beside,
}

/// What is written for a token.
struct Piece {
    words: String,
    /// In the row below.
    weight: String,
}

impl Piece {
    fn of(token: &Token, place: Weight) -> Self {
        let words = text::printable(&token.text);
        // Blanks that are tokens themselves must be seen.
        let words =
            if words.trim().is_empty() { "␣".repeat(words.chars().count().max(1)) } else { words.into_owned() };
        let words = match token.mark {
            TokenMark::Plain => words,
            TokenMark::Removed => format!("-{words}-"),
            TokenMark::Changed => format!("*{words}*"),
            TokenMark::Unknown => format!("?{words}"),
        };
        let weight = token.weight.map(|weight| number::rounded(weight.0, WEIGHT, DIGITS));
        match (place, weight) {
            (Weight::Below, weight) => Self { words, weight: weight.unwrap_or_default() },
            (Weight::Beside, None) => Self { words, weight: String::new() },
            (Weight::Beside, Some(weight)) => Self { words: format!("{words}:{weight}"), weight: String::new() },
        }
    }

    /// With the gap before it, which holds the mark of the chosen one.
    fn width(&self) -> usize {
        1 + text::width(&self.words).max(self.weight.len())
    }
}

/// Lines that the pieces take.
fn lines(pieces: &[Piece], width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for piece in pieces {
        if used > 0 && used + piece.width() > width {
            lines += 1;
            used = 0;
        }
        used += piece.width();
    }
    lines
}

struct Page<'a> {
    tokens: &'a [Token],
    pieces: &'a [Piece],
    scaling: Option<Scaling>,
    /// Rows of a line.
    height: u16,
}

impl Page<'_> {
    /// Returns how many tokens had no room.
    fn draw(&self, chosen: Option<usize>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> usize {
        let (mut x, mut y) = (area.x, area.y);
        for (i, (token, piece)) in self.tokens.iter().zip(self.pieces).enumerate() {
            let width = piece.width().min(usize::from(area.width)) as u16;
            if x > area.x && x + width > area.right() {
                x = area.x;
                y += self.height;
            }
            if y + self.height > area.bottom() {
                return self.tokens.len() - i;
            }
            let style = self.style(token, look);
            let style = if chosen == Some(i) { style.patch(look.theme.style(Role::Selection)) } else { style };
            if chosen == Some(i) {
                write(buffer, area, x, y, ">", style);
            }
            write(buffer, area, x + 1, y, &piece.words, style);
            if self.height > 1 {
                let weight = format!("{:>width$}", piece.weight, width = usize::from(width).saturating_sub(1));
                write(buffer, area, x + 1, y + 1, &weight, look.theme.style(Role::Muted));
            }
            x += width;
        }
        0
    }

    fn style(&self, token: &Token, look: &Look<'_>) -> Style {
        let role = match token.mark {
            TokenMark::Plain => Role::Text,
            TokenMark::Removed => Role::Removed,
            TokenMark::Changed => Role::Changed,
            TokenMark::Unknown => Role::Unknown,
        };
        let style = look.theme.style(role);
        match (token.weight, &self.scaling) {
            (Some(weight), Some(scaling)) if Means::of(look) == Means::Color => {
                style.patch(look.theme.shaded(scaling.palette, scaling.shade(weight.0 as f32)))
            }
            _ => style,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{buffer, holds_at_every_size, shown};
    use ratatui::style::Modifier;

    fn token(text: &str, mark: TokenMark, weight: Option<f64>) -> Token {
        Token { text: text.into(), mark, weight: weight.map(Into::into), span: None }
    }

    fn stage() -> Tokens {
        use TokenMark::{Changed, Plain, Removed, Unknown};
        let words = [
            ("yo", Removed),
            ("soy", Removed),
            ("un", Removed),
            ("medic", Changed),
            (";", Plain),
            ("mahonesa", Unknown),
        ];
        Tokens { tokens: words.map(|(text, mark)| token(text, mark, None)).to_vec(), ..Tokens::default() }
    }

    fn surprise() -> Tokens {
        let words =
            [("el", 0.12), (" ", 1.4), ("gato", 1.0), ("negro", 3.1), ("duerme", 2.2), ("sobre", 17.25), ("mesa", 0.0)];
        Tokens {
            weight_label: "bits".into(),
            tokens: words.map(|(text, weight)| token(text, TokenMark::Plain, Some(weight))).to_vec(),
            ..Tokens::default()
        }
    }

    fn show(tokens: &Tokens, cursor: Option<usize>, size: (u16, u16)) -> String {
        let cursor = cursor.map(|row| Cursor { row, column: 0 });
        shown(Charset::Ascii, size, |area, buffer, look| draw(tokens, 0, cursor, area, buffer, look))
    }

    #[test]
    fn what_happened_to_a_token_is_seen_without_colours() {
        assert_eq!(show(&stage(), None, (60, 1)), " -yo- -soy- -un- *medic* ; ?mahonesa");
        let buffer =
            buffer(Charset::Unicode, (60, 1), |area, buffer, look| draw(&stage(), 0, None, area, buffer, look));
        assert!(buffer[(3, 1)].modifier.contains(Modifier::CROSSED_OUT), "struck through as well");
    }

    #[test]
    fn weights_stand_below_their_tokens_where_there_is_room_and_beside_them_elsewhere() {
        assert_eq!(
            show(&surprise(), Some(3), (60, 3)),
            [
                " el  _   gato>negro duerme sobre mesa",
                " .12 1.4    1   3.1    2.2    17    0",
                "                                                        bits",
            ]
            .join("\n")
        );
        assert_eq!(show(&surprise(), None, (26, 2)), " el:.12 _:1.4 gato:1\n negro:3.1 duerme: +2 more");
    }

    #[test]
    fn it_holds_at_every_size() {
        for tokens in [stage(), surprise(), Tokens::default()] {
            holds_at_every_size(|area, buffer, look| {
                draw(&tokens, 2, Some(Cursor { row: 9, column: 0 }), area, buffer, look);
            });
        }
    }
}
