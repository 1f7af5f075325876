//! What the shown run thinks of the line that is written, after each word.

use super::Model;
use crate::figure::Tokens;
use crate::run::RunId;

/// The strip.
#[derive(Debug, Default)]
pub struct StripView {
    /// The first piece that is seen.
    pub first: usize,
    asked: Option<Asked>,
}

/// What was asked about last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    run: RunId,
    /// The step of the evaluation that was the latest.
    step: Option<u64>,
    line: String,
}

impl StripView {
    /// The figure slot that answers fill.
    pub const SLOT: &'static str = "strip";
    /// The most bytes of a line that a run is asked about, from its beginning.
    pub const LONGEST: usize = 4_000;

    /// Whether a run has to be asked about a line: once, and again when it has learned more.
    pub fn is_new(&mut self, run: RunId, step: Option<u64>, line: &str) -> bool {
        let is_same = |asked: &Asked| asked.run == run && asked.step == step && asked.line == line;
        if self.asked.as_ref().is_some_and(is_same) {
            return false;
        }
        self.asked = Some(Asked { run, step, line: line.to_owned() });
        true
    }
}

impl Model {
    /// The line of the pipeline's text in which the cursor stands: its number, from 0, and the part of it that a run is
    /// asked about.
    pub fn line_of_strip(&self) -> (usize, &str) {
        let number = self.desk.editor.cursor().line;
        let line = self.desk.editor.lines().get(number).map_or("", String::as_str);
        let end = (0..=StripView::LONGEST.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        (number, line.get(..end).unwrap_or_default())
    }

    /// The shown run's answer about that line, if it is of this very line.
    pub fn strip_answer(&self) -> Option<&Tokens> {
        let slot = self.shown()?.history.figures.get(StripView::SLOT)?;
        match &slot.latest.as_ref()?.1 {
            crate::figure::Figure::Tokens(tokens) if tokens.source == self.line_of_strip().1 => Some(tokens),
            _ => None,
        }
    }
}
