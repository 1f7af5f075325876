//! The words that people read on the screen: tables whose texts stand in `languages/*.toml`, a file a language. Widgets
//! and tabs take theirs from here and hold none of their own.

use std::sync::LazyLock;

mod desk;
mod explain;
mod screen;
mod vectors;

pub(crate) use desk::DeskWords;
pub(crate) use screen::ScreenWords;
pub(crate) use vectors::VectorsWords;

use super::keys::Action;
use crate::words::File;
pub use crate::words::fill;

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

/// One language's words. [`fill`] puts values into the places of a text.
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
    /// The values left the finite numbers.
    pub diverged: &'static str,
    /// An axis is logarithmic.
    pub log: &'static str,
    /// The plot shows the last part only.
    pub recent: &'static str,
    /// The plot leaves out the most extreme values.
    pub robust: &'static str,
    /// Curves are smoothed.
    pub smoothing: &'static str,
    /// What doesn't fit.
    pub more: &'static str,
    /// Which of the rows are seen.
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

/// The languages, by their code; each is read when it is first shown.
pub static LANGUAGES: [(&str, &LazyLock<Words>); 1] = [("en", &ENGLISH)];

/// English.
pub static ENGLISH: LazyLock<Words> = LazyLock::new(|| read("languages/en.toml", ENGLISH_FILE).0);

const ENGLISH_FILE: &str = include_str!("../../../languages/en.toml");

/// The words of the language of this code (ISO 639-1); none if there is no such file.
pub fn language(code: &str) -> Option<&'static Words> {
    let (_, words) = LANGUAGES.iter().find(|(known, _)| *known == code)?;
    Some(words)
}

/// The words of a language's file, and what is wrong with it, each fault naming file and key.
fn read(name: &'static str, text: &str) -> (Words, Vec<String>) {
    let mut file = File::new(name, text);
    let code = file.text("code");
    file.text("name");
    let actions = file.section("actions", |section| {
        let words = Action::ALL.iter().map(|action| {
            let (short, help) = section.row(action.name(), &[]);
            ActionWords { action: *action, short, help }
        });
        &*words.collect::<Vec<_>>().leak()
    });
    let screen = file.section("screen", ScreenWords::read);
    let explain = file.section("explain", explain::ExplainWords::read);
    let desk = file.section("desk", DeskWords::read);
    let vectors = file.section("vectors", VectorsWords::read);
    let words = file.section("widgets", |section| Words {
        code,
        actions,
        no_data: section.row("no_data", &[]),
        nothing_positive: section.row("nothing_positive", &[]),
        diverged: section.row("diverged", &["axis", "at"]),
        log: section.row("log", &[]),
        recent: section.row("recent", &[]),
        robust: section.row("robust", &[]),
        smoothing: section.row("smoothing", &["factor"]),
        more: section.row("more", &["count"]),
        rows: section.row("rows", &["first", "last", "count"]),
        screen,
        explain,
        desk,
        vectors,
    });
    (words, file.close())
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
    fn every_language_file_has_each_text_that_the_program_asks_for_with_its_places_and_no_other() {
        let (words, faults) = read("languages/en.toml", ENGLISH_FILE);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(words.code, "en");
    }

    #[test]
    fn a_language_is_found_by_its_code() {
        assert!(language("en").is_some_and(|words| words.code == "en"));
        assert!(language("xx").is_none());
        for (code, words) in LANGUAGES {
            assert_eq!(words.code, code);
        }
    }
}
