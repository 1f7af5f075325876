//! The one key table: dispatch, the hint bar, the help and the user's own keys all come from it, so they can't drift
//! apart. One key has one meaning in all tabs.

mod action;
mod hints;
mod press;

pub use action::{Action, Scope};
pub use hints::{HINT_GAP, HelpRow, Hint};
pub use press::{KeyPress, NoSuchKey};

use super::setting::{SettingError, Source, list_of};
use action::Binding;
use crossterm::event::{KeyEvent, KeyEventKind};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Keys that belong to terminals, multiplexers and habits; nobody may bind them.
const RESERVED: [&str; 6] = ["ctrl-c", "ctrl-z", "ctrl-s", "ctrl-q", "ctrl-l", "ctrl-\\"];

/// What the keyboard acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A pane that isn't a list.
    Pane,
    /// A list: space switches its items.
    List,
    /// A text field: what isn't bound here is text.
    Editing,
    /// A text of many lines: every key is text, Enter too.
    Writing,
}

impl Mode {
    /// The scopes in force, the first to be asked first.
    const fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Pane => &[Scope::Pane, Scope::Global, Scope::Always],
            Self::List => &[Scope::List, Scope::Pane, Scope::Global, Scope::Always],
            Self::Editing => &[Scope::Editing, Scope::Always],
            Self::Writing => &[Scope::Always],
        }
    }
}

/// Which keys do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTable {
    rows: Vec<(Action, Vec<KeyPress>)>,
}

impl Default for KeyTable {
    /// The keys as the documentation has them.
    fn default() -> Self {
        Self { rows: Action::ALL.iter().map(|action| (*action, action.usual().collect())).collect() }
    }
}

impl KeyTable {
    /// The usual table with the changes of a settings file's `[keys]` table, whose rows are `play-pause = "p"` or
    /// `play-pause = ["p", "space"]` (an empty list unbinds), and what is wrong with them: unknown actions and keys,
    /// actions that have fixed keys, reserved keys, a key for two actions, help, quit, back or accept without a key. A wrong
    /// row changes nothing.
    pub(super) fn read(source: &Source<'_>, document: &DeTable<'_>) -> (Self, Vec<SettingError>) {
        let mut table = Self::default();
        let mut problems = Vec::new();
        let mut places = Vec::new();
        let rows = document.get("keys").map(|section| source.table(section, "keys"));
        match rows {
            None => {}
            Some(Err(error)) => problems.push(error),
            Some(Ok(rows)) => {
                for (name, value) in rows {
                    match Self::row(source, name, value) {
                        Ok((action, keys)) => {
                            table.set(action, keys);
                            places.push((action, value.span()));
                        }
                        Err(error) => problems.push(error),
                    }
                }
            }
        }
        // Every round gives an action of the file its usual keys back, so this ends.
        while let Some((key, first, second)) = table.conflict() {
            let Some((at, action, other)) = Self::blame(&places, first, second) else { break };
            let problem = format!("{:?} is also the key of {:?}; give that another one", key.to_string(), other.name());
            problems.push(source.error(at, &format!("keys.{}", action.name()), problem));
            places.retain(|(known, _)| *known != action);
            table.set(action, action.usual().collect());
        }
        problems.sort_by_key(|problem| problem.line);
        (table, problems)
    }

    fn row(
        source: &Source<'_>,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(Action, Vec<KeyPress>), SettingError> {
        let path = format!("keys.{}", name.get_ref());
        let action = Self::bindable(name.get_ref()).map_err(|why| source.error(name.span(), &path, why))?;
        let names = match value.get_ref().as_str() {
            Some(name) => vec![(name.to_owned(), value.span())],
            None => source.strings(value, &path)?,
        };
        if names.is_empty() && action.binding() == Binding::Needed {
            return Err(source.error(value.span(), &path, "needs a key: without it there is no way on"));
        }
        let keys: Result<Vec<_>, _> = names
            .iter()
            .map(|(name, at)| bindable_key(name).map_err(|why| source.error(at.clone(), &path, why)))
            .collect();
        Ok((action, keys?))
    }

    fn bindable(name: &str) -> Result<Action, String> {
        let free = || Action::ALL.iter().filter(|action| action.binding() != Binding::Fixed);
        let known = || list_of(free().map(|action| action.name()));
        let action = Action::named(name).ok_or_else(|| format!("unknown; known are {}", known()))?;
        if action.binding() == Binding::Fixed { Err("its key can't be changed".to_owned()) } else { Ok(action) }
    }

    /// Of two actions with one key, the one that the file changed, and the other.
    fn blame(
        places: &[(Action, Range<usize>)],
        first: Action,
        second: Action,
    ) -> Option<(Range<usize>, Action, Action)> {
        let place = |action| places.iter().find(|(known, _)| *known == action).map(|(_, at)| at.clone());
        match (place(first), place(second)) {
            // Both: the later one in the file.
            (Some(one), Some(other)) if one.start > other.start => Some((one, first, second)),
            (_, Some(at)) => Some((at, second, first)),
            (Some(at), None) => Some((at, first, second)),
            (None, None) => None,
        }
    }

    fn set(&mut self, action: Action, keys: Vec<KeyPress>) {
        if let Some(row) = self.rows.iter_mut().find(|(known, _)| *known == action) {
            row.1 = keys;
        }
    }

    /// The first key that means two things in one mode. A list may shadow a global key (space).
    fn conflict(&self) -> Option<(KeyPress, Action, Action)> {
        for mode in [Mode::Pane, Mode::List, Mode::Editing] {
            let in_force = || self.rows.iter().filter(|(action, _)| mode.scopes().contains(&action.scope()));
            for (i, (first, keys)) in in_force().enumerate() {
                for (second, others) in in_force().skip(i + 1) {
                    let scopes = [first.scope(), second.scope()];
                    if scopes.contains(&Scope::List) && scopes.contains(&Scope::Global) {
                        continue;
                    }
                    if let Some(key) = keys.iter().find(|key| others.contains(key)) {
                        return Some((*key, *first, *second));
                    }
                }
            }
        }
        None
    }

    /// What a key does in this mode; `None` if nothing (while editing: it is text). Releases of keys do nothing.
    pub fn action(&self, event: KeyEvent, mode: Mode) -> Option<Action> {
        if event.kind != KeyEventKind::Press {
            return None;
        }
        let key = KeyPress::from(event);
        mode.scopes().iter().find_map(|scope| {
            let mut rows = self.rows.iter().filter(|(action, _)| action.scope() == *scope);
            rows.find(|(_, keys)| keys.contains(&key)).map(|(action, _)| *action)
        })
    }

    /// The keys of an action, the usual one first.
    pub fn keys(&self, action: Action) -> &[KeyPress] {
        self.rows.iter().find(|(known, _)| *known == action).map_or(&[], |(_, keys)| keys)
    }

    /// The usual key of an action, in words; empty if the user has given it none.
    pub fn name(&self, action: Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }
}

fn bindable_key(name: &str) -> Result<KeyPress, String> {
    if RESERVED.contains(&name) {
        return Err(format!("{name:?} is reserved: terminals and shells use it"));
    }
    name.parse().map_err(|error: NoSuchKey| error.to_string())
}

#[cfg(test)]
mod tests;
