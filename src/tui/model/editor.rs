//! The text being written: the editing is `ratatui-textarea`'s (cursor, undo, selection), the drawing is ours, which shows
//! what must not reach a terminal.

use crossterm::event::{KeyEvent, KeyEventKind};
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation as _;

/// Changes that can be taken back.
const UNDOS: usize = 1000;

/// A place in the text: a line, and characters before it in that line; from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// Characters before it.
    pub column: usize,
}

/// Where to move the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// The line above.
    Up,
    /// The line below.
    Down,
    /// The character before.
    Back,
    /// The next character.
    Forward,
    /// The beginning of the text.
    Top,
    /// The end of the text.
    Bottom,
}

/// A text with a cursor.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
}

impl Editor {
    /// The most bytes of a text.
    pub const LONGEST: usize = 16 << 20;

    /// The cursor stands at the beginning; there is nothing to take back.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_max_histories(UNDOS);
        // The tab key writes a tab: it is a character of the text, not an indentation.
        area.set_hard_tab_indent(true);
        Self { area }
    }

    /// The lines; at least one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Bytes of the text.
    fn len(&self) -> usize {
        self.area.lines().iter().map(|line| line.len() + 1).sum::<usize>() - 1
    }

    /// Where the cursor stands.
    pub fn cursor(&self) -> Place {
        let at = self.area.cursor();
        Place { line: at.0, column: at.1 }
    }

    /// What is selected, from its first place to the one after its last.
    pub fn selection(&self) -> Option<(Place, Place)> {
        let place = |(line, column)| Place { line, column };
        self.area.selection_range().map(|(from, to)| (place(from), place(to)))
    }

    /// A key; true if the text is another one now.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if key.kind == KeyEventKind::Release {
            return false;
        }
        // The crate goes by code points; an arrow goes over a whole character as people count them.
        let before = self.cursor();
        let is_changed = self.area.input(key);
        if !is_changed && self.cursor() != before {
            self.leave_character(before);
        }
        is_changed
    }

    /// Puts the cursor between two characters as people count them, on the side that it goes towards.
    fn leave_character(&mut self, before: Place) {
        let at = self.cursor();
        if at.line != before.line {
            return;
        }
        let Some(line) = self.lines().get(at.line) else { return };
        if line.is_ascii() {
            return;
        }
        let mut start = 0;
        let mut steps = None;
        for grapheme in line.graphemes(true) {
            let end = start + grapheme.chars().count();
            if start < at.column && at.column < end {
                steps = Some(if at > before {
                    (CursorMove::Forward, end - at.column)
                } else {
                    (CursorMove::Back, at.column - start)
                });
            }
            if end >= at.column {
                break;
            }
            start = end;
        }
        if let Some((motion, count)) = steps {
            (0..count).for_each(|_| self.area.move_cursor(motion));
        }
    }

    /// Puts a text in, of which control characters other than line ends and tabs are left out; true if there was room
    /// for all of it.
    pub fn insert(&mut self, text: &str) -> bool {
        let mut room = Self::LONGEST.saturating_sub(self.len());
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let wanted = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        let mut fits = true;
        let taken: String = wanted
            .take_while(|c| {
                fits = room.checked_sub(c.len_utf8()).map(|left| room = left).is_some();
                fits
            })
            .collect();
        if !taken.is_empty() {
            self.area.insert_str(taken);
        }
        fits
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion) {
        self.area.cancel_selection();
        let before = self.cursor();
        self.area.move_cursor(match motion {
            Motion::Up => CursorMove::Up,
            Motion::Down => CursorMove::Down,
            Motion::Back => CursorMove::Back,
            Motion::Forward => CursorMove::Forward,
            Motion::Top => CursorMove::Top,
            Motion::Bottom => CursorMove::Bottom,
        });
        self.leave_character(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};

    fn press(editor: &mut Editor, code: KeyCode, modifiers: KeyModifiers) -> bool {
        editor.key(KeyEvent::new(code, modifiers))
    }

    fn typed(editor: &mut Editor, text: &str) {
        for c in text.chars() {
            assert!(press(editor, KeyCode::Char(c), KeyModifiers::NONE));
        }
    }

    #[test]
    fn what_is_typed_stands_at_the_cursor_and_can_be_taken_back_and_brought_again() {
        let mut editor = Editor::new("casa\n漢字");
        typed(&mut editor, "ñ");
        press(&mut editor, KeyCode::Down, KeyModifiers::NONE);
        press(&mut editor, KeyCode::End, KeyModifiers::NONE);
        typed(&mut editor, "!");
        assert_eq!(editor.text(), "ñcasa\n漢字!");
        assert!(press(&mut editor, KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(editor.text(), "ñcasa\n漢字");
        assert!(press(&mut editor, KeyCode::Char('r'), KeyModifiers::CONTROL));
        assert_eq!(editor.text(), "ñcasa\n漢字!");
    }

    #[test]
    fn enter_and_tab_are_text_and_lines_are_joined_again() {
        let mut editor = Editor::new("ab");
        press(&mut editor, KeyCode::Right, KeyModifiers::NONE);
        assert!(press(&mut editor, KeyCode::Enter, KeyModifiers::NONE));
        assert!(press(&mut editor, KeyCode::Tab, KeyModifiers::NONE));
        assert_eq!(editor.text(), "a\n\tb");
        press(&mut editor, KeyCode::Backspace, KeyModifiers::NONE);
        press(&mut editor, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(editor.text(), "ab");
    }

    #[test]
    fn an_arrow_goes_over_a_letter_with_its_accent() {
        let mut editor = Editor::new("e\u{301}a");
        press(&mut editor, KeyCode::Right, KeyModifiers::NONE);
        assert_eq!(editor.cursor().column, 2);
        press(&mut editor, KeyCode::Left, KeyModifiers::NONE);
        assert_eq!(editor.cursor().column, 0);
    }

    #[test]
    fn a_selection_is_replaced_by_what_is_typed() {
        let mut editor = Editor::new("el gato");
        press(&mut editor, KeyCode::Right, KeyModifiers::SHIFT);
        press(&mut editor, KeyCode::Right, KeyModifiers::SHIFT);
        let place = |column| Place { line: 0, column };
        assert_eq!(editor.selection(), Some((place(0), place(2))));
        typed(&mut editor, "un");
        assert_eq!(editor.text(), "un gato");
    }

    #[test]
    fn a_paste_keeps_its_lines_and_loses_what_would_act() {
        let mut editor = Editor::new("");
        assert!(editor.insert("uno\r\ndos\rtres\u{1b}[31m\0\tx"));
        assert_eq!(editor.text(), "uno\ndos\ntres[31m\tx");
    }

    #[test]
    fn a_paste_that_is_too_long_is_cut_and_says_so() {
        let mut editor = Editor::new(&"a".repeat(Editor::LONGEST - 3));
        assert!(!editor.insert("bcdñ"));
        assert_eq!(editor.len(), Editor::LONGEST);
    }
}
