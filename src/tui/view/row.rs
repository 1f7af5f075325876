//! Writing along one row.

use crate::tui::widgets::{text, write};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A row that is written from left to right; what doesn't fit is cut.
#[derive(Debug)]
pub(in crate::tui) struct Row<'b> {
    buffer: &'b mut Buffer,
    left: Rect,
}

impl<'b> Row<'b> {
    /// The row `y` (from 0) of an area; one outside of it swallows what is written.
    pub(in crate::tui) fn of(area: Rect, y: usize, buffer: &'b mut Buffer) -> Self {
        let left = match u16::try_from(y) {
            Ok(y) if y < area.height => Rect { y: area.y + y, height: 1, ..area },
            _ => Rect { width: 0, height: 0, ..area },
        };
        Self { buffer, left }
    }

    /// Columns that are left.
    pub(in crate::tui) fn room(&self) -> usize {
        usize::from(self.left.width)
    }

    /// Writes on.
    pub(in crate::tui) fn put(&mut self, words: &str, style: Style) -> &mut Self {
        let used = write(self.buffer, self.left, self.left.x, self.left.y, words, style).min(self.left.width);
        self.left.x += used;
        self.left.width -= used;
        self
    }

    /// Writes in exactly so many columns, from the left.
    pub(in crate::tui) fn left(&mut self, words: &str, columns: usize, style: Style) -> &mut Self {
        self.put(&text::left(&text::printable(words), columns), style)
    }

    /// Writes at the right end, if there is room beside what stands there.
    pub(in crate::tui) fn end(&mut self, words: &str, style: Style) -> &mut Self {
        let width = text::width(&text::printable(words)) as u16;
        if width <= self.left.width {
            write(self.buffer, self.left, self.left.right() - width, self.left.y, words, style);
            self.left.width -= width;
        }
        self
    }

    /// Lays a style over the whole of what is left.
    pub(in crate::tui) fn fill(&mut self, style: Style) {
        self.buffer.set_style(self.left, style);
    }
}

/// Breaks a text into lines of at most so many columns, at spaces where there are any.
pub(in crate::tui) fn wrap(words: &str, columns: usize) -> Vec<String> {
    let words = text::printable(words);
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let mut word = word;
        while let Some(line) = lines.last_mut() {
            let gap = usize::from(!line.is_empty());
            if text::width(line) + gap + text::width(word) <= columns {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                break;
            }
            if line.is_empty() {
                // Longer than a line: broken where it must be, and at least one character goes on each.
                let mut end = 0;
                let mut used = 0;
                for (at, c) in word.char_indices() {
                    used += text::width(c.encode_utf8(&mut [0; 4]));
                    if used > columns.max(1) && at > 0 {
                        break;
                    }
                    end = at + c.len_utf8();
                }
                line.push_str(word.get(..end).unwrap_or_default());
                word = word.get(end..).unwrap_or_default();
                if word.is_empty() {
                    break;
                }
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_breaks_at_spaces_and_long_words_where_they_must() {
        assert_eq!(wrap("the last five days", 9), ["the last", "five days"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("", 3), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(words in "[ a-zñ漢]{0,60}", columns in 2_usize..20) {
            for line in wrap(&words, columns) {
                prop_assert!(text::width(&line) <= columns, "{line:?}");
            }
        }
    }
}
