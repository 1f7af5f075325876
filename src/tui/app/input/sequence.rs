//! What the characters after an escape stand for: `[D`, `OD`, `[1;5D`, `[3~`.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// The characters of a sequence, from the one that opens it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    /// `[` or `O`.
    opening: char,
    /// Numbers and what parts them.
    parameters: String,
}

/// What a sequence is with one more character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Not whole yet.
    More,
    /// This event.
    Is(Event),
    /// A pasted text follows.
    Paste,
    /// Something that means nothing here, as a report of the terminal's.
    Nothing,
    /// No sequence at all.
    NoSequence,
}

impl Sequence {
    /// More parameters than any terminal sends.
    const LONGEST: usize = 32;

    /// A sequence that this character opens, if it does.
    pub(super) fn opened_by(c: char) -> Option<Self> {
        matches!(c, '[' | 'O').then(|| Self { opening: c, parameters: String::new() })
    }

    /// Takes the next character in.
    pub(super) fn take(&mut self, c: char) -> Next {
        match c {
            // The Linux console's function keys: `[[A`.
            '[' if self.opening == '[' && self.parameters.is_empty() => self.parameters.push(c),
            'A'..='E' if self.parameters == "[" => return key(KeyCode::F(1 + c as u8 - b'A'), ""),
            ' '..='?' if self.parameters.len() < Self::LONGEST => self.parameters.push(c),
            '@'..='~' if self.opening == '[' => return self.control_sequence(c),
            '@'..='~' => return self.single_shift(c),
            _ => return Next::NoSequence,
        }
        Next::More
    }

    fn control_sequence(&self, last: char) -> Next {
        let parameters = self.parameters.as_str();
        let (number, modifiers) = parameters.split_once(';').unwrap_or((parameters, ""));
        match last {
            '~' if number == "200" => Next::Paste,
            '~' => numbered(number).map_or(Next::Nothing, |code| key(code, modifiers)),
            'Z' => key(KeyCode::BackTab, "2"),
            'M' | 'm' => {
                parameters.strip_prefix('<').and_then(|told| mouse(told, last)).map_or(Next::Nothing, Next::Is)
            }
            'u' => {
                let character = number.parse().ok().and_then(char::from_u32);
                character.and_then(of_character).map_or(Next::Nothing, |code| key(code, modifiers))
            }
            _ => lettered(last).map_or(Next::Nothing, |code| key(code, modifiers)),
        }
    }

    /// `OD`, and some terminals' `O5D`.
    fn single_shift(&self, last: char) -> Next {
        let modifiers = self.parameters.rsplit(';').next().unwrap_or_default();
        let code = if last == 'M' { Some(KeyCode::Enter) } else { lettered(last) };
        code.map_or(Next::Nothing, |code| key(code, modifiers))
    }
}

/// A key with the modifiers that a parameter tells: 1 and the sum of 1 (Shift), 2 (Alt) and 4 (Ctrl).
fn key(code: KeyCode, modifiers: &str) -> Next {
    let digits = modifiers.split(':').next().unwrap_or_default();
    let bits = digits.parse::<u8>().unwrap_or(1).saturating_sub(1);
    let known = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    let held = known.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier);
    Next::Is(Event::Key(KeyEvent::new(code, held.collect())))
}

fn lettered(letter: char) -> Option<KeyCode> {
    Some(match letter {
        'A' => KeyCode::Up,
        'B' => KeyCode::Down,
        'C' => KeyCode::Right,
        'D' => KeyCode::Left,
        'F' => KeyCode::End,
        'H' => KeyCode::Home,
        'P'..='S' => KeyCode::F(1 + letter as u8 - b'P'),
        _ => return None,
    })
}

fn numbered(number: &str) -> Option<KeyCode> {
    Some(match number.parse::<u8>().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        n @ 11..=15 => KeyCode::F(n - 10),
        n @ 17..=21 => KeyCode::F(n - 11),
        n @ 23..=24 => KeyCode::F(n - 12),
        _ => return None,
    })
}

fn of_character(character: char) -> Option<KeyCode> {
    Some(match character {
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\x1b' => KeyCode::Esc,
        '\x7f' => KeyCode::Backspace,
        c if c.is_control() => return None,
        c => KeyCode::Char(c),
    })
}

/// `0;10;5` and whether the button went down (`M`) or up.
fn mouse(told: &str, last: char) -> Option<Event> {
    let mut numbers = told.split(';').map(str::parse::<u16>);
    let mut number = || numbers.next()?.ok();
    let (button, column, row) = (number()?, number()?, number()?);
    let kind = match (button, last) {
        (0, 'M') => MouseEventKind::Down(MouseButton::Left),
        (0, _) => MouseEventKind::Up(MouseButton::Left),
        (64, _) => MouseEventKind::ScrollUp,
        (65, _) => MouseEventKind::ScrollDown,
        _ => return None,
    };
    let (column, row) = (column.checked_sub(1)?, row.checked_sub(1)?);
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Next {
        let mut characters = text.chars();
        let mut sequence = Sequence::opened_by(characters.next().unwrap()).unwrap();
        let mut next = Next::More;
        for c in characters {
            assert_eq!(next, Next::More, "{text}: whole before its end");
            next = sequence.take(c);
        }
        next
    }

    #[test]
    fn sequences_are_the_keys_that_terminals_send_them_for() {
        use KeyCode::{BackTab, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageUp, Right, Up};
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        let (ctrl, alt) = (KeyModifiers::CONTROL, KeyModifiers::ALT);
        for (text, code, modifiers) in [
            ("[D", Left, none),
            ("OC", Right, none),
            ("[1;5D", Left, ctrl),
            ("[1;3A", Up, alt),
            ("[1;6B", Down, ctrl | shift),
            ("O5D", Left, ctrl),
            ("[3~", Delete, none),
            ("[3;5~", Delete, ctrl),
            ("[5~", PageUp, none),
            ("[H", Home, none),
            ("[8~", End, none),
            ("OP", F(1), none),
            ("OM", Enter, none),
            ("[[E", F(5), none),
            ("[15~", F(5), none),
            ("[17~", F(6), none),
            ("[24~", F(12), none),
            ("[Z", BackTab, shift),
            ("[27u", Esc, none),
            ("[100;3u", Char('d'), alt),
        ] {
            assert_eq!(read(text), Next::Is(Event::Key(KeyEvent::new(code, modifiers))), "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_told_apart() {
        for report in ["[?62;22c", "[12;40R", "[I", "[O", "[99~", "Oj", "[<35;10;5M", "[8;24;80t"] {
            assert!(matches!(read(report), Next::Nothing | Next::Is(Event::Key(_))), "{report}");
        }
        assert_eq!(read("[200~"), Next::Paste);
        assert_eq!(read("[ñ"), Next::NoSequence);
        let press = MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: 9,
            row: 4,
            modifiers: KeyModifiers::NONE,
        };
        assert_eq!(read("[<0;10;5M"), Next::Is(Event::Mouse(press)));
        assert_eq!(Sequence::opened_by('D'), None);
    }
}
