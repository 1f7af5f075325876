//! The hint bar and the help, made from the key table.

use super::{Action, KeyTable, Scope};
use crate::tui::words::Words;
use unicode_width::UnicodeWidthStr as _;

/// What the hint bar shows, the most needed first: help and quit come first, so that 80 columns still show them.
/// Actions in one row share one hint, in the words of the first.
const HINTS: [&[Action]; 26] = [
    &[Action::Help],
    &[Action::Quit],
    &[Action::Toggle],
    &[Action::MoveDown, Action::MoveUp],
    &[Action::Measure],
    &[Action::PlayPause],
    &[Action::Step],
    &[Action::StepEpoch],
    &[Action::Reset],
    &[Action::Sort],
    &[Action::Filter],
    &[Action::Remove],
    &[Action::NextExample],
    &[Action::FocusNext],
    &[Action::Zoom],
    &[Action::LogScale],
    &[Action::Smoothing],
    &[Action::ScrubBack, Action::ScrubForward],
    &[Action::Edit],
    &[Action::Pace],
    &[Action::Range],
    &[Action::Crosshair],
    &[Action::PictureView],
    &[Action::Save],
    &[Action::Open],
    &[Action::Theme],
];

/// One entry of the hint bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key, or two with a slash between.
    pub keys: String,
    /// What it does, in a word or two.
    pub label: &'static str,
    /// The (first) action.
    pub action: Action,
}

impl Hint {
    /// Columns that it takes: key, a space, label.
    pub fn width(&self) -> usize {
        self.keys.width() + 1 + self.label.width()
    }
}

/// Columns between two hints.
pub const HINT_GAP: usize = 2;

/// One row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRow {
    /// Where it holds.
    pub scope: Scope,
    /// Its keys, separated by spaces.
    pub keys: String,
    /// What it does, in a sentence.
    pub help: &'static str,
}

impl KeyTable {
    /// The hints that fit into `width` columns, of the actions that are `offered` now.
    pub fn hints(&self, words: &Words, width: usize, offered: impl Fn(Action) -> bool) -> Vec<Hint> {
        let mut room = width;
        let mut hints = Vec::new();
        for group in HINTS {
            let Some(hint) = self.hint(words, group, &offered) else { continue };
            let needed = hint.width() + if hints.is_empty() { 0 } else { HINT_GAP };
            // A long hint that doesn't fit may be followed by a short one that does; better a bar without holes.
            let Some(left) = room.checked_sub(needed) else { break };
            room = left;
            hints.push(hint);
        }
        hints
    }

    fn hint(&self, words: &Words, group: &[Action], offered: impl Fn(Action) -> bool) -> Option<Hint> {
        let action = *group.first()?;
        let keys: Vec<String> = group
            .iter()
            .filter(|action| offered(**action))
            .filter_map(|action| self.keys(*action).first())
            .map(ToString::to_string)
            .collect();
        (!keys.is_empty()).then(|| Hint { keys: keys.join("/"), label: words.action(action).short, action })
    }

    /// Every action that has a key and is `offered`, in the table's order.
    pub fn help(&self, words: &Words, offered: impl Fn(Action) -> bool) -> Vec<HelpRow> {
        let row = |action: Action| {
            let keys: Vec<String> = self.keys(action).iter().map(ToString::to_string).collect();
            let help = words.action(action).help;
            (!keys.is_empty()).then(|| HelpRow { scope: action.scope(), keys: keys.join(" "), help })
        };
        Action::ALL.iter().copied().filter(|action| offered(*action)).filter_map(row).collect()
    }
}
