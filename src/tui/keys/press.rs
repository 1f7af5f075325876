//! Names of keys: "q", "R", "+", "space", "ctrl-c", "shift-tab".

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;
use std::str::FromStr;

/// Keys that aren't characters (and the one character that can't be seen).
const NAMED: [(&str, KeyCode); 15] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
];

const MODIFIERS: [(&str, KeyModifiers); 3] =
    [("ctrl-", KeyModifiers::CONTROL), ("alt-", KeyModifiers::ALT), ("shift-", KeyModifiers::SHIFT)];

/// One key with what is held down beside it, in one form whatever the terminal sends: a character's case says whether
/// Shift was held, except beside Ctrl, where terminals don't tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPress {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl KeyPress {
    fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let modifiers = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match code {
            KeyCode::BackTab => Self { code: KeyCode::Tab, modifiers: modifiers | KeyModifiers::SHIFT },
            KeyCode::Char(c) => {
                let code = if modifiers.contains(KeyModifiers::CONTROL) { c.to_ascii_lowercase() } else { c };
                Self { code: KeyCode::Char(code), modifiers: modifiers - KeyModifiers::SHIFT }
            }
            _ => Self { code, modifiers },
        }
    }
}

impl From<KeyEvent> for KeyPress {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

/// A word that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no key; examples are \"q\", \"R\", \"+\", \"space\", \"ctrl-x\", \"shift-tab\", \"page-up\"")]
pub struct NoSuchKey(String);

impl FromStr for KeyPress {
    type Err = NoSuchKey;

    fn from_str(name: &str) -> Result<Self, NoSuchKey> {
        let (mut rest, mut modifiers) = (name, KeyModifiers::NONE);
        while let Some((prefix, modifier)) =
            MODIFIERS.iter().find(|(prefix, _)| rest.len() > prefix.len() && rest.starts_with(prefix))
        {
            modifiers |= *modifier;
            rest = rest.strip_prefix(prefix).unwrap_or_default();
        }
        let mut characters = rest.chars();
        let code = match (characters.next(), characters.next()) {
            (Some(c), None) if !c.is_control() && c != ' ' => KeyCode::Char(c),
            _ => match NAMED.iter().find(|(known, _)| *known == rest) {
                Some((_, code)) => *code,
                None => function_key(rest).ok_or_else(|| NoSuchKey(name.to_owned()))?,
            },
        };
        // "shift-a" would be "A"; one name a key.
        if matches!(code, KeyCode::Char(_)) && modifiers.contains(KeyModifiers::SHIFT) {
            return Err(NoSuchKey(name.to_owned()));
        }
        Ok(Self::new(code, modifiers))
    }
}

fn function_key(name: &str) -> Option<KeyCode> {
    let number = name.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (prefix, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                f.write_str(prefix)?;
            }
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::F(number)) => write!(f, "f{number}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_key_reads_back_as_the_key() {
        for name in ["q", "R", "+", "-", "?", "ñ", "space", "ctrl-c", "ctrl--", "shift-tab", "alt-x", "page-up", "f5"]
        {
            assert_eq!(name.parse::<KeyPress>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn what_terminals_send_for_one_key_is_one_key() {
        let sent = |code, modifiers| KeyPress::from(KeyEvent::new(code, modifiers));
        let key = |name: &str| name.parse::<KeyPress>().unwrap();
        assert_eq!(sent(KeyCode::Char('R'), KeyModifiers::SHIFT), key("R"));
        assert_eq!(sent(KeyCode::Char('+'), KeyModifiers::SHIFT), key("+"));
        assert_eq!(sent(KeyCode::BackTab, KeyModifiers::SHIFT), key("shift-tab"));
        assert_eq!(sent(KeyCode::BackTab, KeyModifiers::NONE), key("shift-tab"));
        assert_eq!(sent(KeyCode::Char('C'), KeyModifiers::CONTROL), key("ctrl-c"));
    }

    #[test]
    fn a_word_that_names_no_key_says_so() {
        for name in ["", " ", "qq", "shift-a", "ctrl-", "f13", "hyper-x", "\n"] {
            assert!(name.parse::<KeyPress>().is_err(), "{name:?}");
        }
    }
}
