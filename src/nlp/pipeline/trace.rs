//! What every stage did to a text, token by token.

use super::{Action, Frequencies, Passage, Pipeline};
use crate::nlp::segment::{Kind, pieces};
use crate::nlp::tokens::Left;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a stage did to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Nothing.
    Plain,
    /// It took it out.
    Removed,
    /// It altered it.
    Changed,
}

/// A token as a stage leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAt<'a> {
    /// Which of the words of the source it is, from 0.
    pub place: usize,
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
    /// Its text after the stage; of a removed one, before it.
    pub text: &'a str,
    /// What the stage did to it.
    pub mark: Mark,
}

/// What a stage left, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Tokens left.
    pub tokens: usize,
    /// Different ones among them.
    pub vocabulary: usize,
    /// Tokens that it took out.
    pub removed: usize,
    /// Tokens that it altered.
    pub changed: usize,
}

/// One stage of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReport {
    /// The stage's place among the steps, those that are off counted; `None` for the cutting.
    pub step: Option<usize>,
    /// The stage's name; `tokens` for the cutting.
    pub name: &'static str,
    /// What it left.
    pub counters: Counters,
}

/// A token of the source: its place, and which of the different words it is.
#[derive(Debug, Clone, Copy)]
struct Placed {
    start: usize,
    end: usize,
    word: usize,
    document: usize,
}

/// A text at every stage. Entry 0 is the text as it was cut, entry i the i-th stage that is on.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The stages, the cutting first.
    pub stages: Vec<StageReport>,
    placed: Vec<Placed>,
    words: Vec<Passage>,
    /// Lines of the text.
    documents: usize,
}

impl Pipeline {
    /// Takes a text through all stages. Its lines are the documents of the stage `df`, unless frequencies were set.
    pub fn trace(&self, text: &str) -> Trace {
        self.trace_beginning(text, &AtomicBool::new(false))
    }

    /// The same, unless `cancel` is set, which is looked at again and again.
    pub fn trace_unless(&self, text: &str, cancel: &AtomicBool) -> Option<Trace> {
        let trace = self.trace_beginning(text, cancel);
        (!cancel.load(Ordering::Relaxed)).then_some(trace)
    }

    /// A trace of the words before which `cancel` was not set.
    fn trace_beginning(&self, text: &str, cancel: &AtomicBool) -> Trace {
        let mut trace = Trace { stages: Vec::new(), placed: Vec::new(), words: Vec::new(), documents: 0 };
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut document = 0;
        for piece in pieces(text).take_while(|_| !cancel.load(Ordering::Relaxed)) {
            if piece.kind == Kind::Space {
                document += piece.text.matches('\n').count();
                continue;
            }
            let next = trace.words.len();
            let word = *known.entry(piece.text).or_insert(next);
            if word == next {
                trace.words.push(self.pass(piece.text, 0));
            }
            trace.placed.push(Placed { start: piece.start, end: piece.start + piece.text.len(), word, document });
        }
        trace.documents = document + usize::from(!text.is_empty() && !text.ends_with('\n'));
        trace.stages.push(StageReport { step: None, name: "tokens", counters: trace.count(None) });
        for (stage, ready) in self.stages.iter().enumerate() {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            match &ready.action {
                Action::Frequency { min, max, known: None } => {
                    let frequencies = trace.frequencies(stage);
                    for passage in trace.words.iter_mut().filter(|passage| passage.removed_at.is_none()) {
                        match passage.texts.last().filter(|word| frequencies.keep(word, *min, *max)).cloned() {
                            Some(word) => passage.texts.push(word),
                            None => passage.removed_at = Some(stage),
                        }
                    }
                }
                _ => trace.words.iter_mut().for_each(|passage| self.continue_pass(passage, stage)),
            }
            let counters = trace.count(Some(stage));
            trace.stages.push(StageReport { step: Some(ready.step), name: ready.name, counters });
        }
        trace
    }
}

impl Trace {
    /// The tokens of entry `entry`, removed ones included, in the order of the source; none for an entry there isn't.
    pub fn tokens(&self, entry: usize) -> impl Iterator<Item = TokenAt<'_>> {
        let placed = if entry < self.stages.len() { self.placed.as_slice() } else { &[] };
        placed.iter().enumerate().filter_map(move |(place, placed)| {
            let passage = self.words.get(placed.word)?;
            let (text, mark) = match entry.checked_sub(1) {
                None => (passage.texts.first()?, Mark::Plain),
                Some(stage) if passage.removed_at == Some(stage) => (passage.texts.last()?, Mark::Removed),
                Some(stage) => {
                    let mark = if passage.changed_at(stage) { Mark::Changed } else { Mark::Plain };
                    (passage.texts.get(entry)?, mark)
                }
            };
            Some(TokenAt { place, span: placed.start..placed.end, text, mark })
        })
    }

    /// The words that come out with their places, for [`crate::nlp::tokens::Tokens::cut`].
    pub fn left(&self) -> Vec<Left<'_>> {
        let left = |placed: &Placed| {
            let text = self.words.get(placed.word)?.end()?;
            Some(Left { span: placed.start..placed.end, text })
        };
        self.placed.iter().filter_map(left).collect()
    }

    /// The words that come out, in order.
    pub fn output(&self) -> impl Iterator<Item = &str> {
        self.placed.iter().filter_map(|placed| self.words.get(placed.word)?.end())
    }

    /// The words that come out, a list a document (a line of the text).
    pub fn documents(&self) -> Vec<Vec<&str>> {
        let last = self.placed.last().map_or(0, |placed| placed.document + 1);
        let mut documents = vec![Vec::new(); last];
        for placed in &self.placed {
            let word = self.words.get(placed.word).and_then(Passage::end);
            if let (Some(word), Some(document)) = (word, documents.get_mut(placed.document)) {
                document.push(word);
            }
        }
        documents
    }

    fn count(&self, stage: Option<usize>) -> Counters {
        let entry = stage.map_or(0, |stage| stage + 1);
        let mut counters = Counters::default();
        let mut different = HashSet::new();
        for (passage, times) in self.words() {
            match passage.texts.get(entry) {
                Some(text) => {
                    counters.tokens += times;
                    different.insert(text.as_str());
                    counters.changed += if stage.is_some_and(|stage| passage.changed_at(stage)) { times } else { 0 };
                }
                None if passage.removed_at == stage => counters.removed += times,
                None => {}
            }
        }
        counters.vocabulary = different.len();
        counters
    }

    /// The different words of the text in the order in which they first come: what became of each, and how often it comes.
    pub fn words(&self) -> impl Iterator<Item = (&Passage, usize)> {
        let mut times = vec![0_usize; self.words.len()];
        self.placed.iter().for_each(|placed| times.get_mut(placed.word).into_iter().for_each(|n| *n += 1));
        self.words.iter().zip(times)
    }

    /// In how many documents (lines) each word stands that reaches a stage, counted from 0.
    pub fn frequencies(&self, stage: usize) -> Frequencies {
        let mut last: HashMap<&str, (usize, u32)> = HashMap::new();
        for placed in &self.placed {
            let Some(word) = self.words.get(placed.word).and_then(|passage| passage.texts.get(stage)) else { continue };
            let (document, count) = last.entry(word).or_insert((usize::MAX, 0));
            if *document != placed.document {
                (*document, *count) = (placed.document, *count + 1);
            }
        }
        Frequencies {
            documents: self.documents,
            counts: last.into_iter().map(|(word, (_, n))| (word.to_owned(), n)).collect(),
        }
    }
}
