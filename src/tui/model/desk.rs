//! The text pipeline's desk: a text, its stages, and what was found out about them.

use super::{Editing, Editor, Picker};
use crate::labs::pipeline::stages::{Staged, Wanted};
use crate::nlp::steps::{Stage, Step, Steps};
use crate::nlp::tokens::Tokens;
use std::path::PathBuf;
use std::sync::Arc;

/// The text at the start: words of one root, stop-words, accents.
const TEXT: &str = "Yo soy un médico; mi hermana jugaba, juega y jugaría al ajedrez en la casa de la Calle Mayor.";

/// A text of so many bytes is shown from its beginning, wherever the cursor stands.
const SHORT: usize = 2_000;

/// Every stage, in the order in which those that no preset has are added to it.
const STAGES: [&str; 8] = ["lower", "punct", "stop", "stem", "fold", "digits", "df", "upper"];

/// Steps that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepsPreset {
    /// Each stage sees what its rules were made for.
    Recommended,
    /// Accents off before stop-words and stems.
    ClassOrder,
    /// The user's own.
    Own,
}

impl StepsPreset {
    fn steps(self) -> Option<Steps> {
        match self {
            Self::Recommended => Some(Steps::recommended()),
            Self::ClassOrder => Some(Steps::class_order()),
            Self::Own => None,
        }
    }
}

/// What the keyboard does at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeskMode {
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
pub enum DeskRow {
    /// Steps that belong together.
    Preset,
    /// The step at this place.
    Step(usize),
    /// What is cut from the words that are left.
    Tokens,
}

/// What was done to the steps last.
#[derive(Debug, Clone, PartialEq)]
pub struct Switched {
    /// The steps before.
    pub before: Steps,
    /// The step that was touched, as it is written in the notation.
    pub what: String,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    /// The text.
    pub text: Arc<str>,
    /// The same being written.
    pub editor: Editor,
    /// The file that it came from, while it is as it came.
    pub file: Option<PathBuf>,
    /// The choice of a file.
    pub picker: Picker,
    /// What the keyboard does.
    pub mode: DeskMode,
    /// All stages in their order, those that are off too.
    pub steps: Steps,
    /// The language of stop-words and stems: its two letters.
    pub language: String,
    /// What is cut from the words that are left.
    pub tokens: Tokens,
    /// The row under the cursor.
    pub row: usize,
    /// The option under the cursor, in the mode of options.
    pub option: usize,
    /// The option's value being written.
    pub field: Option<Editing>,
    /// The first word of the list of what became of each.
    pub first_fate: usize,
    /// The first word that the rows show.
    pub first_word: usize,
    /// The text at every stage, as of the latest answer.
    pub staged: Option<Staged>,
    /// Why the steps cannot be taken, if they can't.
    pub problem: Option<String>,
    /// What was done to the steps last.
    pub switched: Option<Switched>,
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
            picker: Picker::default(),
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

/// The steps with every stage that they lack behind them, off, with the options that it has in `known`.
fn completed(mut steps: Steps, known: &Steps) -> Steps {
    for name in STAGES {
        if !steps.0.iter().any(|step| step.stage.name() == name) {
            let stage = known.0.iter().find(|step| step.stage.name() == name).map(|step| step.stage.clone());
            steps.0.extend(stage.or_else(|| Stage::named(name)).map(|stage| Step { stage, is_on: false }));
        }
    }
    steps
}

impl Desk {
    /// The rows of the list of stages.
    pub fn rows(&self) -> Vec<DeskRow> {
        let steps = (0..self.steps.0.len()).map(DeskRow::Step);
        [DeskRow::Preset].into_iter().chain(steps).chain([DeskRow::Tokens]).collect()
    }

    /// The row under the cursor.
    pub fn under_cursor(&self) -> DeskRow {
        self.rows().get(self.row).copied().unwrap_or(DeskRow::Tokens)
    }

    /// Puts the cursor on a row, or as near as there is one.
    pub fn look_at(&mut self, row: usize) {
        self.row = row.min(self.rows().len().saturating_sub(1));
        (self.option, self.first_fate) = (0, 0);
    }

    /// What belongs together of the steps that are on.
    pub fn preset(&self) -> StepsPreset {
        let is = |preset: &StepsPreset| {
            preset.steps().is_some_and(|steps| steps.active().map(|(_, s)| s).eq(self.steps.active().map(|(_, s)| s)))
        };
        [StepsPreset::Recommended, StepsPreset::ClassOrder].into_iter().find(is).unwrap_or(StepsPreset::Own)
    }

    /// The other preset, or the recommended one if the steps are the user's own.
    pub fn next_preset(&mut self) {
        let steps = match self.preset() {
            StepsPreset::Recommended => Steps::class_order(),
            StepsPreset::ClassOrder | StepsPreset::Own => Steps::recommended(),
        };
        let steps = completed(steps, &self.steps);
        self.set_steps(steps, String::new());
    }

    /// Switches the step under the cursor on or off; on the preset's row, takes the next preset.
    pub fn toggle(&mut self) {
        match self.under_cursor() {
            DeskRow::Preset => self.next_preset(),
            DeskRow::Step(at) => self.change_step(at, |step| step.is_on = !step.is_on),
            DeskRow::Tokens => {}
        }
    }

    /// Changes a step.
    pub fn change_step(&mut self, at: usize, change: impl FnOnce(&mut Step)) {
        let mut steps = self.steps.clone();
        let Some(step) = steps.0.get_mut(at) else { return };
        change(step);
        let what = step.to_string();
        self.set_steps(steps, what);
    }

    /// Moves the step under the cursor up (-1) or down (1), the cursor with it.
    pub fn move_step(&mut self, by: isize) {
        let DeskRow::Step(at) = self.under_cursor() else { return };
        let Some(to) = at.checked_add_signed(by).filter(|to| *to < self.steps.0.len()) else { return };
        let mut steps = self.steps.clone();
        steps.0.swap(at, to);
        let what = steps.0.get(to).map(ToString::to_string).unwrap_or_default();
        let staged = self.staged.take();
        self.set_steps(steps, what);
        // What is known goes with its row until the answer comes.
        self.staged = staged.map(|mut staged| {
            for stage in &mut staged.stages {
                stage.step = stage.step.map(|step| {
                    if step == at {
                        to
                    } else if step == to {
                        at
                    } else {
                        step
                    }
                });
            }
            staged
        });
        self.row = self.row.saturating_add_signed(by);
    }

    fn set_steps(&mut self, steps: Steps, what: String) {
        if steps != self.steps {
            let before = std::mem::replace(&mut self.steps, steps);
            self.switched = Some(Switched { before, what });
            self.touch();
        }
    }

    /// Another text, from a file if it came from one.
    pub fn set_text(&mut self, text: &str, file: Option<PathBuf>) {
        self.editor = Editor::new(text);
        self.text = text.into();
        self.file = file;
        self.first_word = 0;
        self.touch();
    }

    /// The text was written on.
    pub fn written(&mut self) {
        self.text = self.editor.text().into();
        self.file = None;
        self.touch();
    }

    /// Another language.
    pub fn set_language(&mut self, code: &str) {
        code.clone_into(&mut self.language);
        self.touch();
    }

    /// Another kind of tokens.
    pub fn set_tokens(&mut self, tokens: Tokens) {
        self.tokens = tokens;
        self.touch();
    }

    fn touch(&mut self) {
        self.revision += 1;
    }

    /// The lab's settings that the user changed here since the last call: key and value.
    pub fn hand_on(&mut self) -> Vec<(&'static str, String)> {
        let now = self.as_settings();
        let before = std::mem::replace(&mut self.handed_on, now.clone());
        now.into_iter().zip(before).filter(|(now, before)| now != before).map(|(now, _)| now).collect()
    }

    /// Steps (those that are on), language and tokens as the lab's settings have them: key and value.
    pub fn as_settings(&self) -> [(&'static str, String); 3] {
        let active = Steps(self.steps.0.iter().filter(|step| step.is_on).cloned().collect());
        [("steps", active.to_string()), ("language", self.language.clone()), ("tokens", self.tokens.to_string())]
    }

    /// Whether the answer shown is of what the desk holds now.
    pub fn is_current(&self) -> bool {
        self.answered == self.revision
    }

    /// The byte from which on the rows show words: of a long text the beginning of the line in which the cursor stands.
    fn from(&self) -> usize {
        if self.text.len() <= SHORT {
            return 0;
        }
        self.editor.lines().iter().take(self.editor.cursor().line).map(|line| line.len() + 1).sum()
    }

    /// What has to be found out, once a revision.
    pub fn question(&mut self) -> Option<(u64, Wanted)> {
        let from = self.from();
        if self.from != from {
            self.from = from;
            self.touch();
        }
        if self.asked == self.revision {
            return None;
        }
        self.asked = self.revision;
        let wanted = Wanted {
            text: Arc::clone(&self.text),
            language: self.language.clone(),
            steps: self.steps.clone(),
            tokens: self.tokens,
            from,
            before: self.switched.as_ref().map(|switched| switched.before.clone()),
        };
        Some((self.revision, wanted))
    }

    /// Takes an answer, unless a newer one came or it is of other steps. One of a text that was typed on meanwhile is
    /// shown: the next follows.
    pub fn answer(&mut self, revision: u64, steps: &Steps, answer: Result<Staged, String>) {
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
mod tests {
    use super::*;
    use crate::labs::pipeline::stages::stages;
    use std::sync::atomic::AtomicBool;

    fn found(wanted: &Wanted) -> Result<Staged, String> {
        stages(wanted, &AtomicBool::new(false)).unwrap().map_err(|error| error.to_string())
    }

    fn answered(desk: &mut Desk) {
        let (revision, wanted) = desk.question().unwrap();
        desk.answer(revision, &wanted.steps, found(&wanted));
    }

    #[test]
    fn a_question_is_asked_once_and_again_after_a_change() {
        let mut desk = Desk::default();
        answered(&mut desk);
        assert!(desk.is_current());
        assert_eq!(desk.question(), None);
        desk.toggle();
        assert!(!desk.is_current());
        answered(&mut desk);
        assert!(desk.is_current() && desk.staged.as_ref().unwrap().step(0).is_none());
    }

    #[test]
    fn an_answer_that_comes_late_does_not_replace_a_newer_one_nor_stand_beside_other_steps() {
        let mut desk = Desk::default();
        let (old, of_old) = desk.question().unwrap();
        desk.set_text("otra cosa", None);
        answered(&mut desk);
        let shown = desk.staged.clone();
        desk.answer(old, &of_old.steps, found(&of_old));
        assert_eq!(desk.staged, shown);
        desk.set_text("una más", None);
        let (late, of_late) = desk.question().unwrap();
        desk.toggle();
        desk.answer(late, &of_late.steps, found(&of_late));
        assert_eq!(desk.staged, shown);
    }

    #[test]
    fn of_a_long_text_the_rows_show_the_line_of_the_cursor() {
        let mut desk = Desk::default();
        desk.set_text(&"uno dos\n".repeat(400), None);
        assert_eq!(desk.question().unwrap().1.from, 0);
        desk.editor.go(super::super::Motion::Down);
        assert_eq!(desk.question().unwrap().1.from, 8);
        desk.set_text("uno\ndos", None);
        desk.editor.go(super::super::Motion::Down);
        assert_eq!(desk.question().unwrap().1.from, 0);
    }

    #[test]
    fn a_moved_stage_takes_its_words_along_and_the_cursor_too() {
        let mut desk = Desk::default();
        answered(&mut desk);
        let words = desk.staged.as_ref().unwrap().step(0).unwrap().words.clone();
        desk.move_step(1);
        assert_eq!((desk.row, desk.steps.0[1].stage.name()), (2, "lower"));
        assert_eq!(desk.staged.as_ref().unwrap().step(1).unwrap().words, words);
        desk.look_at(1);
        desk.move_step(-1);
        assert_eq!(desk.row, 1, "it is the first already");
    }

    #[test]
    fn presets_keep_the_options_of_stages_that_they_do_not_have() {
        let mut desk = Desk::default();
        let digits = desk.steps.0.iter().position(|step| step.stage.name() == "digits").unwrap();
        desk.change_step(digits, |step| step.stage = Stage::Digits { mask: true });
        assert_eq!(desk.preset(), StepsPreset::Recommended, "digits are off");
        desk.next_preset();
        assert_eq!(desk.preset(), StepsPreset::ClassOrder);
        assert!(desk.steps.0.iter().any(|step| step.stage == Stage::Digits { mask: true } && !step.is_on));
        desk.look_at(1);
        desk.toggle();
        assert_eq!(desk.preset(), StepsPreset::Own);
        assert_eq!(desk.steps.0.len(), STAGES.len());
    }
}
