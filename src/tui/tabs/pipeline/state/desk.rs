//! The text pipeline's desk: a text, its stages, and what was found out about them.

use super::steps::{Switched, completed};

use crate::labs::pipeline::analysis::Tokenization;
use crate::labs::pipeline::stages::{StagesRequest, StagesResult};
use crate::nlp::steps::Steps;
use crate::nlp::tokens::Tokens;
use crate::tui::model::{Editing, Editor};
use std::path::PathBuf;
use std::sync::Arc;

/// The text at the start: words of one root, stop-words, accents.
const TEXT: &str = "Yo soy un médico; mi hermana jugaba, juega y jugaría al ajedrez en la casa de la Calle Mayor.";

/// A text of so many bytes is shown from its beginning, wherever the cursor stands.
const SHORT: usize = 2_000;

/// What the keyboard does at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DeskMode {
    /// It moves around and switches.
    #[default]
    Looking,
    /// Every key is text.
    Writing,
    /// It turns the options of the row under the cursor.
    Options,
}

/// A row of the list of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeskRow {
    /// Steps that belong together.
    Preset,
    /// The step at this place.
    Step(usize),
    /// What is cut from the words that are left.
    Tokens,
}

/// The desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// The text.
    pub(crate) text: Arc<str>,
    /// The same being written.
    pub(crate) editor: Editor,
    /// The file that it came from, while it is as it came.
    pub(crate) file: Option<PathBuf>,
    /// What the keyboard does.
    pub(crate) mode: DeskMode,
    /// All stages in their order, those that are off too.
    pub(crate) steps: Steps,
    /// The language of stop-words and stems: its two letters.
    pub(crate) language: String,
    /// What is cut from the words that are left.
    pub(crate) tokens: Tokens,
    /// The row under the cursor.
    pub(crate) row: usize,
    /// The option under the cursor, in the mode of options.
    pub(crate) option: usize,
    /// The option's value being written.
    pub(crate) field: Option<Editing>,
    /// The first word of the list of what became of each.
    pub(crate) first_fate: usize,
    /// The first word that the rows show.
    pub(crate) first_word: usize,
    /// The text at every stage, as of the latest answer.
    pub(crate) staged: Option<StagesResult>,
    /// Why the steps cannot be taken, if they can't.
    pub(crate) problem: Option<String>,
    /// What was done to the steps last.
    pub(crate) switched: Option<Switched>,
    /// Steps, language and tokens as the lab's settings last had them from here.
    handed_on: [(&'static str, String); 3],
    /// See [`Self::from`], as it was asked about last.
    from: usize,
    /// Counts what changes the outcome.
    revision: u64,
    /// The revision that was asked about last, and the one that the latest answer is of.
    asked: u64,
    answered: u64,
}

impl Default for Desk {
    fn default() -> Self {
        let mut desk = Self {
            text: TEXT.into(),
            editor: Editor::new(TEXT),
            file: None,
            mode: DeskMode::default(),
            steps: completed(Steps::recommended(), &Steps::default()),
            language: "es".into(),
            tokens: Tokens::default(),
            row: 1,
            option: 0,
            field: None,
            first_fate: 0,
            first_word: 0,
            staged: None,
            problem: None,
            switched: None,
            handed_on: Default::default(),
            from: 0,
            revision: 1,
            asked: 0,
            answered: 0,
        };
        // The lab has settings of its own until something is changed here.
        desk.handed_on = desk.as_settings();
        desk
    }
}

impl Desk {
    /// The rows of the list of stages.
    pub(crate) fn rows(&self) -> Vec<DeskRow> {
        let steps = (0..self.steps.0.len()).map(DeskRow::Step);
        [DeskRow::Preset].into_iter().chain(steps).chain([DeskRow::Tokens]).collect()
    }

    /// The row under the cursor.
    pub(crate) fn under_cursor(&self) -> DeskRow {
        self.rows().get(self.row).copied().unwrap_or(DeskRow::Tokens)
    }

    /// Puts the cursor on a row, or as near as there is one.
    pub(crate) fn look_at(&mut self, row: usize) {
        self.row = row.min(self.rows().len().saturating_sub(1));
        (self.option, self.first_fate) = (0, 0);
    }

    /// Another text, from a file if it came from one.
    pub(crate) fn set_text(&mut self, text: &str, file: Option<PathBuf>) {
        self.editor = Editor::new(text);
        self.text = text.into();
        self.file = file;
        self.first_word = 0;
        self.touch();
    }

    /// The text was written on.
    pub(crate) fn written(&mut self) {
        self.text = self.editor.text().into();
        self.file = None;
        self.touch();
    }

    /// Another language.
    pub(crate) fn set_language(&mut self, code: &str) {
        code.clone_into(&mut self.language);
        self.touch();
    }

    /// Another kind of tokens.
    pub(crate) fn set_tokens(&mut self, tokens: Tokens) {
        self.tokens = tokens;
        self.touch();
    }

    /// Notes that something changed the outcome.
    pub(super) fn touch(&mut self) {
        self.revision += 1;
    }

    /// The lab's settings that the user changed here since the last call: key and value.
    pub(crate) fn hand_on(&mut self) -> Vec<(&'static str, String)> {
        let now = self.as_settings();
        let before = std::mem::replace(&mut self.handed_on, now.clone());
        now.into_iter().zip(before).filter(|(now, before)| now != before).map(|(now, _)| now).collect()
    }

    /// Steps (those that are on), language and tokens as the lab's settings have them: key and value.
    pub(crate) fn as_settings(&self) -> [(&'static str, String); 3] {
        let active = Steps(self.steps.0.iter().filter(|step| step.is_on).cloned().collect());
        [("steps", active.to_string()), ("language", self.language.clone()), ("tokens", self.tokens.to_string())]
    }

    /// Whether the answer shown is of what the desk holds now.
    pub(crate) fn is_current(&self) -> bool {
        self.answered == self.revision
    }

    /// The byte from which on the rows show words: of a long text the beginning of the line in which the cursor stands.
    fn from(&self) -> usize {
        if self.text.len() <= SHORT {
            return 0;
        }
        self.editor.lines().iter().take(self.editor.cursor().line).map(|line| line.len() + 1).sum()
    }

    /// How the text becomes tokens.
    pub(crate) fn tokenization(&self) -> Tokenization {
        Tokenization { language: self.language.clone(), steps: self.steps.clone(), tokens: self.tokens }
    }

    /// What has to be found out, once a revision.
    pub(crate) fn question(&mut self) -> Option<(u64, StagesRequest)> {
        let from = self.from();
        if self.from != from {
            self.from = from;
            self.touch();
        }
        if self.asked == self.revision {
            return None;
        }
        self.asked = self.revision;
        let wanted = StagesRequest {
            text: Arc::clone(&self.text),
            language: self.language.clone(),
            steps: self.steps.clone(),
            tokens: self.tokens,
            from,
            before: self.switched.as_ref().map(|switched| switched.before.clone()),
        };
        Some((self.revision, wanted))
    }

    /// Forgets what was found out: it is of another text.
    pub(crate) fn forget(&mut self) {
        (self.staged, self.problem) = (None, None);
    }

    /// Takes an answer, unless a newer one came or it is of other steps. One of a text that was typed on meanwhile is
    /// shown: the next follows.
    pub(crate) fn answer(&mut self, revision: u64, steps: &Steps, answer: Result<StagesResult, String>) {
        if revision <= self.answered || *steps != self.steps {
            return;
        }
        self.answered = revision;
        match answer {
            Ok(staged) => {
                self.staged = Some(staged);
                self.problem = None;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
