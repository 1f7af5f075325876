//! The words that people read on the screen, one table a language. Widgets and tabs take theirs from here and hold none
//! of their own.

/// A struct of words and, as the constant `ENGLISH`, its English: `name: type = english;` a row.
macro_rules! words_table {
    ($(#[$about:meta])* $table:ident $($(#[$doc:meta])* $name:ident: $type:ty = $english:expr;)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $table { $($(#[$doc])* pub(crate) $name: $type,)* }

        /// English.
        pub(super) const ENGLISH: $table = $table { $($name: $english,)* };
    };
}

mod desk;
mod english;
mod explain;
mod screen;
mod vectors;

pub(crate) use desk::DeskWords;
pub use english::ENGLISH;
pub(crate) use screen::ScreenWords;
pub(crate) use vectors::VectorsWords;

use super::keys::Action;

/// Words of one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionWords {
    /// Whose.
    pub action: Action,
    /// In the hint bar: a word or two.
    pub short: &'static str,
    /// In the help: a sentence without its stop.
    pub help: &'static str,
}

/// One language's words. `{}` in a text is where [`fill`] puts a value.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The language's code (ISO 639-1).
    pub code: &'static str,
    /// One row an action.
    pub actions: &'static [ActionWords],
    /// A figure that has nothing to show yet.
    pub no_data: &'static str,
    /// A logarithmic axis without a positive value.
    pub nothing_positive: &'static str,
    /// The values left the finite numbers: `{}` is what x counts, then where.
    pub diverged: &'static str,
    /// An axis is logarithmic.
    pub log: &'static str,
    /// The plot shows the last part only.
    pub recent: &'static str,
    /// The plot leaves out the most extreme values.
    pub robust: &'static str,
    /// Curves are smoothed: `{}` is the factor.
    pub smoothing: &'static str,
    /// What doesn't fit: `{}` is how many more there are.
    pub more: &'static str,
    /// Which of the rows are seen: first, last, of how many.
    pub rows: &'static str,
    /// The shell and the tabs.
    pub(crate) screen: ScreenWords,
    /// What is seen of forecasters, autoencoders and runs.
    pub(crate) explain: explain::ExplainWords,
    /// The text pipeline's tab.
    pub(crate) desk: DeskWords,
    /// Its panes of vectors, switches and the strip.
    pub(crate) vectors: VectorsWords,
}

impl Words {
    /// The words of an action.
    pub fn action(&self, action: Action) -> ActionWords {
        // Every table has a row an action (tested); the name in the settings is a readable fallback.
        let unnamed = ActionWords { action, short: action.name(), help: action.name() };
        self.actions.iter().find(|words| words.action == action).copied().unwrap_or(unnamed)
    }
}

/// The text with its `{}` replaced by the values in order.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut values = values.iter();
    let mut parts = text.split("{}").peekable();
    while let Some(part) = parts.next() {
        filled.push_str(part);
        if parts.peek().is_some() {
            filled.push_str(values.next().unwrap_or(&""));
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_its_words_once_and_short_enough_for_a_bar() {
        for action in Action::ALL {
            let rows: Vec<_> = ENGLISH.actions.iter().filter(|words| words.action == *action).collect();
            assert_eq!(rows.len(), 1, "{}", action.name());
            assert!(rows[0].short.len() <= 16 && !rows[0].help.is_empty(), "{}", action.name());
        }
    }

    #[test]
    fn values_fill_the_places_of_a_text_in_order() {
        assert_eq!(fill("diverged at {} {}", &["step", "1,240"]), "diverged at step 1,240");
        assert_eq!(fill("{}", &[]), "");
        assert_eq!(fill("{} {}", &["{}", "x"]), "{} x", "a value isn't a text to fill");
    }
}
