//! A text at every stage at once: words for the eye, counters over all of it.

use crate::nlp::pipeline::{Counters, Losses, Mark, Pipeline, PipelineError, Reason, Reasons, Trace, losses};
use crate::nlp::steps::Steps;
use crate::nlp::subwords::Subwords;
use crate::nlp::tokens::{Left, Tokens};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most words that are given for the eye; counters are over all.
pub const MOST_WORDS: usize = 400;
/// The most different words of a stage whose outcome is given: those that it altered or took out, and others.
const MOST_OUTCOMES: (usize, usize) = (400, 100);
/// The most examples of a loss.
const EXAMPLES: usize = 8;

/// What is to be taken through the stages.
#[derive(Debug, Clone, PartialEq)]
pub struct StagesRequest {
    /// The text; its lines are documents.
    pub text: Arc<str>,
    /// The language of stop-words and stems: a two-letter code or an English name.
    pub language: String,
    /// The stages.
    pub steps: Steps,
    /// What is cut from the words that are left.
    pub tokens: Tokens,
    /// The byte of the text from which on words are given for the eye.
    pub from: usize,
    /// Steps to compare the outcome with: those before the last switch.
    pub before: Option<Steps>,
}

/// A word as a stage leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Which of the words given for the eye it is, from 0.
    pub place: usize,
    /// Its text after the stage; of a removed one, before it.
    pub text: String,
    /// What the stage did to it.
    pub mark: Mark,
}

/// What a stage made of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordOutcome {
    /// The word as it reached the stage.
    pub before: String,
    /// What it became; `None` if it was taken out.
    pub after: Option<String>,
    /// How often it comes in the text.
    pub times: usize,
    /// Why, if there is something to say.
    pub reason: Option<Reason>,
}

/// The text after one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageResult {
    /// The stage's place among the steps, those that are off counted; `None` for the cutting.
    pub step: Option<usize>,
    /// What it left.
    pub counters: Counters,
    /// The first words.
    pub words: Vec<Word>,
    /// The different words that reached it: first those that it took out or altered, each kind in the order of the text.
    pub outcomes: Vec<WordOutcome>,
}

/// Tokens of some kind, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenCounts {
    /// How many.
    pub tokens: usize,
    /// Different ones among them.
    pub vocabulary: usize,
}

/// A text at every stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StagesResult {
    /// The text as it was cut, then after each stage that is on.
    pub stages: Vec<StageResult>,
    /// The first tokens that are cut from what is left.
    pub tokens: Vec<String>,
    /// All tokens that are cut.
    pub end: TokenCounts,
    /// The same with the steps to compare with.
    pub before: Option<TokenCounts>,
    /// What these steps lose against the recommended ones, if they are others.
    pub losses: Option<Losses>,
}

impl StagesResult {
    /// The text after step number `step`, if that step is on.
    pub fn step(&self, step: usize) -> Option<&StageResult> {
        self.stages.iter().find(|stage| stage.step == Some(step))
    }
}

/// Takes a text through the stages; `None` once `cancel` is set, which is looked at again and again.
///
/// # Errors
/// When the language lacks what a step needs, or a file of stop-words cannot be read.
pub fn stages(wanted: &StagesRequest, cancel: &AtomicBool) -> Option<Result<StagesResult, PipelineError>> {
    match Pipeline::new(&wanted.steps, &wanted.language) {
        Ok(pipeline) => through(&pipeline, wanted, cancel).map(Ok),
        Err(error) => Some(Err(error)),
    }
}

fn through(pipeline: &Pipeline, wanted: &StagesRequest, cancel: &AtomicBool) -> Option<StagesResult> {
    let text = wanted.text.as_ref();
    let trace = pipeline.trace_unless(text, cancel)?;
    let first = trace.tokens(0).find(|token| token.span.start >= wanted.from).map_or(usize::MAX, |token| token.place);
    let stages = trace.stages.iter().enumerate().map(|(entry, report)| StageResult {
        step: report.step,
        counters: report.counters,
        words: words(&trace, entry, first),
        outcomes: outcomes(wanted, &trace, entry),
    });
    let (tokens, end) = cut(wanted, &trace);
    let before = match &wanted.before {
        // The same text, so that only the steps make the difference.
        Some(steps) => match Pipeline::new(steps, &wanted.language) {
            Ok(before) => Some(cut(wanted, &before.trace_unless(text, cancel)?).1),
            Err(_) => None,
        },
        None => None,
    };
    let recommended = Steps::recommended();
    let is_other = !wanted.steps.active().map(|(_, stage)| stage).eq(recommended.active().map(|(_, stage)| stage));
    let losses = match is_other {
        true => {
            Pipeline::new(&recommended, &wanted.language).ok().map(|r| losses([&r, pipeline], text, EXAMPLES, cancel))
        }
        false => None,
    };
    let staged = StagesResult { stages: stages.collect(), tokens, end, before, losses };
    (!cancel.load(Ordering::Relaxed)).then_some(staged)
}

/// The words of an entry from the text's word `first` on.
fn words(trace: &Trace, entry: usize, first: usize) -> Vec<Word> {
    let word = |token: crate::nlp::pipeline::TokenAt<'_>| {
        let place = token.place.checked_sub(first)?;
        Some(Word { place, text: token.text.to_owned(), mark: token.mark })
    };
    trace.tokens(entry).filter_map(word).take_while(|word| word.place < MOST_WORDS).collect()
}

/// What the stage of an entry made of the words that reached it.
fn outcomes(wanted: &StagesRequest, trace: &Trace, entry: usize) -> Vec<WordOutcome> {
    let Some(stage) = entry.checked_sub(1) else { return Vec::new() };
    let step = trace.stages.get(entry).and_then(|report| wanted.steps.0.get(report.step?));
    let Some(step) = step.map(|step| &step.stage) else { return Vec::new() };
    let frequencies = matches!(step, crate::nlp::steps::Stage::Frequency { .. }).then(|| trace.frequencies(stage));
    let reasons = Reasons::new(step, &wanted.language, frequencies).ok();
    let (mut touched, mut others) = (Vec::new(), Vec::new());
    // Words that are one as they reach the stage are told once.
    let mut totals: HashMap<&str, usize> = HashMap::new();
    for (passage, times) in trace.words() {
        passage.texts.get(stage).into_iter().for_each(|word| *totals.entry(word).or_default() += times);
    }
    for (passage, _) in trace.words() {
        let Some(before) = passage.texts.get(stage) else { continue };
        let after = passage.texts.get(entry);
        let (list, most) = match after == Some(before) {
            true => (&mut others, MOST_OUTCOMES.1),
            false => (&mut touched, MOST_OUTCOMES.0),
        };
        if list.len() < most
            && let Some(times) = totals.remove(before.as_str())
        {
            let reason = reasons.as_ref().and_then(|reasons| reasons.of(before, after.map(String::as_str)));
            list.push(WordOutcome { before: before.clone(), after: after.cloned(), times, reason });
        }
    }
    touched.append(&mut others);
    touched
}

/// The first tokens, and all of them counted.
fn cut(wanted: &StagesRequest, trace: &Trace) -> (Vec<String>, TokenCounts) {
    let left = trace.left();
    let subwords = match wanted.tokens {
        Tokens::Subwords { vocabulary } => learned(&left, vocabulary),
        _ => None,
    };
    let mut first = Vec::new();
    let mut count = 0;
    let mut different: HashSet<String> = HashSet::new();
    for document in documents(&wanted.text, &left) {
        let line = line_of(&wanted.text, document);
        for token in wanted.tokens.cut(&wanted.text, line, document, subwords.as_ref()) {
            count += 1;
            if first.len() < MOST_WORDS {
                first.push(token.text.clone());
            }
            different.insert(token.text);
        }
    }
    (first, TokenCounts { tokens: count, vocabulary: different.len() })
}

/// Pieces learned from these words; what cannot be learned leaves the words whole.
fn learned(words: &[Left<'_>], vocabulary: usize) -> Option<Subwords> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    words.iter().for_each(|word| *counts.entry(word.text).or_default() += 1);
    Subwords::learn(counts, vocabulary).ok()
}

/// The words line by line.
fn documents<'w, 't>(text: &'w str, words: &'w [Left<'t>]) -> impl Iterator<Item = &'w [Left<'t>]> {
    let same_line = |before: &Left<'_>, after: &Left<'_>| {
        !text.get(before.span.end..after.span.start).is_some_and(|gap| gap.contains('\n'))
    };
    words.chunk_by(same_line)
}

/// The place of the line that these words stand in.
fn line_of(text: &str, words: &[Left<'_>]) -> Range<usize> {
    let (start, end) = match (words.first(), words.last()) {
        (Some(first), Some(last)) => (first.span.start, last.span.end),
        _ => return 0..0,
    };
    let start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = text.get(end..).and_then(|after| after.split('\n').next()).unwrap_or_default();
    start..end + rest.trim_end_matches('\r').len()
}

#[cfg(test)]
#[path = "stages_tests.rs"]
mod tests;
