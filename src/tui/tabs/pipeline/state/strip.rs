//! What the shown run thinks of the line that is written, after each word.

use super::{Desk, Model};
use crate::figure::{Figure, Tokens};
use crate::run::RunId;

/// The strip.
#[derive(Debug, Default)]
pub(crate) struct StripView {
    /// The first row of words that is seen.
    pub(crate) first: usize,
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

/// The line that a run is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StripLine<'m> {
    /// Its number in the text, from 0.
    pub(crate) number: usize,
    /// As much of it as a run is asked about.
    pub(crate) text: &'m str,
    /// Whether there is more of it.
    pub(crate) is_cut: bool,
}

/// Of which line an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Of the line as it is.
    Current,
    /// Of the line as it was some keys ago; the answer about it as it is has yet to come.
    Earlier,
}

impl StripView {
    /// The figure slot that answers fill.
    pub(crate) const SLOT: &'static str = crate::labs::pipeline::shown::RUNNING_PREDICTION.slot;
    /// The most bytes of a line that a run is asked about, from its beginning.
    pub(crate) const LONGEST: usize = 4_000;
    /// Lines that differ in more bytes are not the same line some keys ago.
    const TYPED: usize = 16;

    /// Whether a run has to be asked about a line: once, and again when it has learned more. Another line is seen from its
    /// beginning.
    pub(crate) fn is_new(&mut self, run: RunId, step: Option<u64>, line: &str) -> bool {
        let is_same_line = self.asked.as_ref().is_some_and(|asked| asked.run == run && asked.line == line);
        if is_same_line && self.asked.as_ref().is_some_and(|asked| asked.step == step) {
            return false;
        }
        if !is_same_line {
            self.first = 0;
        }
        self.asked = Some(Asked { run, step, line: line.to_owned() });
        true
    }

    /// Whether some keys make one line of the other: most of it is the same at both ends.
    fn is_typed_on(before: &str, now: &str) -> bool {
        let same = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let (short, long) = (before.len().min(now.len()), before.len().max(now.len()));
        let beginning = same(&mut before.bytes(), &mut now.bytes());
        let end = same(&mut before.bytes().rev(), &mut now.bytes().rev()).min(short - beginning);
        let common = beginning + end;
        long - common <= Self::TYPED && 2 * common >= long
    }
}

/// The line of the pipeline's text in which the cursor stands.
pub(in crate::tui) fn line_of_strip(desk: &Desk) -> StripLine<'_> {
    let number = desk.editor.cursor().line;
    let line = desk.editor.lines().get(number).map_or("", String::as_str);
    let end = (0..=StripView::LONGEST.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let text = line.get(..end).unwrap_or_default();
    StripLine { number, text, is_cut: text.len() < line.len() }
}

/// The shown run's answer about that line, if it is of this line, or of this line some keys ago.
pub(in crate::tui) fn strip_answer<'m>(model: &'m Model<'_>) -> Option<(&'m Tokens, Freshness)> {
    let slot = model.shown()?.history.figures.get(StripView::SLOT)?;
    let Figure::Tokens(tokens) = &slot.latest.as_ref()?.1 else { return None };
    let line = line_of_strip(&model.own.desk).text;
    if tokens.source == line {
        return Some((tokens, Freshness::Current));
    }
    // What was asked about last was not answered yet.
    let is_earlier = !line.trim().is_empty() && StripView::is_typed_on(&tokens.source, line);
    is_earlier.then_some((tokens, Freshness::Earlier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_some_keys_ago_is_told_from_another_line() {
        let of = StripView::is_typed_on;
        assert!(of("el hotel", "el hotel e") && of("el hotel", "el motel") && of("el gran hotel", "el hotel"));
        assert!(of("aa", "aaa") && of("aaa", "aa"), "what is common is counted once");
        assert!(!of("una maravilla", "un horror") && !of("", "un horror"));
        assert!(!of("el hotel", "el hotel es bueno y la comida mejor"), "that was pasted");
    }

    #[test]
    fn another_line_is_seen_from_its_beginning_and_the_same_one_from_where_it_was() {
        let mut strip = StripView { first: 3, ..StripView::default() };
        assert!(strip.is_new(RunId::new(1), None, "uno"));
        assert_eq!(strip.first, 0);
        strip.first = 2;
        assert!(!strip.is_new(RunId::new(1), None, "uno"));
        assert!(strip.is_new(RunId::new(1), Some(35), "uno"), "it has learned more");
        assert_eq!(strip.first, 2);
        assert!(strip.is_new(RunId::new(1), Some(35), "unos"));
        assert_eq!(strip.first, 0);
    }
}
