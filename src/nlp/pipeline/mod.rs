//! The pipeline: steps made ready for one language, and what they make of a text.
//!
//! Every stage looks at one word alone (document frequencies are counted beforehand), so what becomes of a word is a
//! function of its letters, and is found once for each different word.

mod losses;
mod reason;
#[cfg(test)]
mod tests;
mod trace;

pub use losses::{Losses, losses};
pub use reason::{Reason, Reasons};
pub use trace::{Counters, Mark, StageReport, TokenAt, Trace};

use super::case;
use super::fold;
use super::language::Language;
use super::normalize::{composed, normalize};
use super::segment::{Kind, pieces};
use super::stem::Stemmer;
use super::steps::{Amount, Stage, Steps, Stops};
use super::stop_words::StopWords;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// Why steps cannot be made ready.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// There is no such language.
    #[error("there is no language `{0}`: expected one of {codes}", codes = Language::codes())]
    Language(String),
    /// The language lacks a stop-word list.
    #[error("`stop`: there is no {list} list of stop-words for `{language}`")]
    StopList {
        /// Which list.
        list: &'static str,
        /// The language's code.
        language: &'static str,
    },
    /// The language's words of denial are not known.
    #[error("`stop`: the negations of `{0}` are not known, so `keep-negations` has nothing to keep")]
    Negations(&'static str),
    /// The language has no stemmer.
    #[error("`stem`: there are no stems for `{0}`: they are for {codes}", codes = Language::codes_with_stems())]
    Stems(&'static str),
    /// The language has no accents that people leave out.
    #[error("`stem`: there are no tolerant stems for `{0}`: they are for es, fr, it and pt")]
    Accents(&'static str),
    /// The user's list cannot be read.
    #[error("`stop`: {file}: expected a readable UTF-8 text file ({reason})")]
    File {
        /// As it was given, escaped.
        file: String,
        /// The system's words.
        reason: String,
    },
}

/// In how many documents each word stands, for the stage `df`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frequencies {
    /// All documents.
    pub documents: usize,
    /// For each word as it reaches the stage.
    pub counts: HashMap<String, u32>,
}

impl Frequencies {
    /// Whether a word stands in at least `min` and at most `max` documents.
    pub fn keep(&self, word: &str, min: Amount, max: Amount) -> bool {
        let count = f64::from(self.counts.get(word).copied().unwrap_or(0));
        count >= min.of(self.documents) && count <= max.of(self.documents)
    }
}

/// What one stage does, with all that it needs.
#[derive(Debug)]
enum Action {
    Lower,
    Upper,
    Fold(Vec<char>),
    Delete(Vec<char>),
    Punctuation { keep_emoji: bool },
    Digits { mask: bool },
    Stop(StopWords),
    Stem(Stemmer),
    TolerantStem(Stemmer),
    Frequency { min: Amount, max: Amount, known: Option<Arc<Frequencies>> },
}

/// A stage made ready.
#[derive(Debug)]
struct Ready {
    /// Its place among the steps.
    step: usize,
    name: &'static str,
    action: Action,
}

/// What became of one word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// The word as it was cut, in NFC, then after each stage; it ends where the word was taken out.
    pub texts: Vec<String>,
    /// The stage that took it out, from 0.
    pub removed_at: Option<usize>,
}

impl Passage {
    /// The word that comes out, if any.
    pub fn end(&self) -> Option<&str> {
        if self.removed_at.is_some() { None } else { self.texts.last().map(String::as_str) }
    }

    /// Whether a stage altered the word.
    pub fn changed_at(&self, stage: usize) -> bool {
        matches!((self.texts.get(stage), self.texts.get(stage + 1)), (Some(before), Some(after)) if before != after)
    }
}

/// Steps made ready for a language.
#[derive(Debug)]
pub struct Pipeline {
    stages: Vec<Ready>,
    language: &'static Language,
}

impl Pipeline {
    /// Loads the lists and rules that the steps need; `language` is a two-letter code or an English name.
    ///
    /// # Errors
    /// When the language lacks what a step needs, or a file of stop-words cannot be read.
    pub fn new(steps: &Steps, language: &str) -> Result<Self, PipelineError> {
        let language = Language::find(language)
            .ok_or_else(|| PipelineError::Language(language.chars().take(40).flat_map(char::escape_debug).collect()))?;
        let ready = |(step, stage): (usize, &Stage)| {
            Ok(Ready { step, name: stage.name(), action: Action::new(stage, language)? })
        };
        Ok(Self { stages: steps.active().map(ready).collect::<Result<_, _>>()?, language })
    }

    /// How many stages are on.
    pub fn len(&self) -> usize {
        self.stages.len()
    }

    /// Whether no stage is on.
    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
    }

    /// The names of the stages that are on, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.stages.iter().map(|ready| ready.name)
    }

    /// The stage that needs document frequencies, if one is on.
    pub fn frequency_stage(&self) -> Option<usize> {
        self.stages.iter().position(|ready| matches!(ready.action, Action::Frequency { .. }))
    }

    /// Gives the stage `df` what it needs. Without, it keeps every word.
    pub fn set_frequencies(&mut self, frequencies: Frequencies) {
        let frequencies = Arc::new(frequencies);
        for ready in &mut self.stages {
            if let Action::Frequency { known, .. } = &mut ready.action {
                *known = Some(Arc::clone(&frequencies));
            }
        }
    }

    /// Counts in how many documents each word stands as it reaches the stage `df`; nothing without that stage.
    pub fn count_frequencies<'a>(&self, documents: impl IntoIterator<Item = &'a str>) -> Frequencies {
        let stages = self.frequency_stage().unwrap_or_default();
        let mut frequencies = Frequencies::default();
        for document in documents {
            frequencies.documents += 1;
            let pieces = pieces(document).filter(|piece| piece.kind != Kind::Space);
            let words: HashSet<String> =
                pieces.filter_map(|piece| self.pass(piece.text, stages).end().map(str::to_owned)).collect();
            words.into_iter().for_each(|word| *frequencies.counts.entry(word).or_default() += 1);
        }
        frequencies
    }

    /// What becomes of a word in the first `stages` stages.
    pub fn pass(&self, word: &str, stages: usize) -> Passage {
        let mut passage = Passage { texts: vec![composed(word).into_owned()], removed_at: None };
        for stage in 0..stages.min(self.len()) {
            self.continue_pass(&mut passage, stage);
        }
        passage
    }

    /// Takes a word that reached this stage through it.
    fn continue_pass(&self, passage: &mut Passage, stage: usize) {
        let (Some(ready), Some(word), None) = (self.stages.get(stage), passage.texts.last(), passage.removed_at) else {
            return;
        };
        match ready.action.apply(word, self.language).filter(|text| !text.is_empty()).map(Cow::into_owned) {
            Some(text) => passage.texts.push(text),
            None => passage.removed_at = Some(stage),
        }
    }
}

impl Action {
    fn new(stage: &Stage, language: &'static Language) -> Result<Self, PipelineError> {
        Ok(match stage {
            Stage::Lower => Self::Lower,
            Stage::Upper => Self::Upper,
            Stage::Accents { delete: false, keep } => Self::Fold(keep.chars().collect()),
            Stage::Accents { delete: true, keep } => Self::Delete(keep.chars().collect()),
            Stage::Punctuation { keep_emoji } => Self::Punctuation { keep_emoji: *keep_emoji },
            Stage::Digits { mask } => Self::Digits { mask: *mask },
            Stage::StopWords(stops) => Self::Stop(stop_words(stops, language)?),
            Stage::Stem { tolerant } => {
                let stemmer = Stemmer::of(language.code).ok_or(PipelineError::Stems(language.code))?;
                match tolerant {
                    false => Self::Stem(stemmer),
                    true if stemmer.knows_accents() => Self::TolerantStem(stemmer),
                    true => return Err(PipelineError::Accents(language.code)),
                }
            }
            Stage::Frequency { min, max } => Self::Frequency { min: *min, max: *max, known: None },
        })
    }

    /// What the stage makes of a word, of which it sees the [normalised](normalize) form; `None` when it is taken out.
    fn apply<'a>(&self, word: &'a str, language: &Language) -> Option<Cow<'a, str>> {
        if let Self::Frequency { min, max, known } = self {
            // The words as they were counted.
            return known.as_ref().is_none_or(|f| f.keep(word, *min, *max)).then_some(Cow::Borrowed(word));
        }
        match normalize(word, language) {
            Cow::Borrowed(word) => self.apply_to_normal(word, language),
            Cow::Owned(word) => Some(Cow::Owned(self.apply_to_normal(&word, language)?.into_owned())),
        }
    }

    fn apply_to_normal<'a>(&self, word: &'a str, language: &Language) -> Option<Cow<'a, str>> {
        let kept = |keep: bool| keep.then_some(Cow::Borrowed(word));
        match self {
            Self::Lower => Some(Cow::Owned(case::lower(word, language))),
            Self::Upper => Some(Cow::Owned(case::upper(word, language))),
            Self::Fold(kept) => Some(Cow::Owned(fold::fold(word, kept))),
            Self::Delete(kept) => Some(Cow::Owned(fold::delete(word, kept))),
            Self::Punctuation { keep_emoji } => {
                kept(word.contains(char::is_alphanumeric) || *keep_emoji && word.contains(is_emoji))
            }
            Self::Digits { mask: true } => {
                let masked = |c: char| if c.is_numeric() { '0' } else { c };
                Some(Cow::Owned(word.chars().map(masked).collect()))
            }
            Self::Digits { mask: false } => {
                kept(!word.contains(char::is_numeric) || word.contains(char::is_alphabetic))
            }
            Self::Stop(list) => kept(!list.contains(word)),
            Self::Stem(stemmer) => Some(stemmer.stem(word)),
            Self::TolerantStem(stemmer) => Some(Cow::Owned(stemmer.tolerant(word))),
            Self::Frequency { .. } => Some(Cow::Borrowed(word)),
        }
    }
}

fn stop_words(stops: &Stops, language: &'static Language) -> Result<StopWords, PipelineError> {
    let mut words = match stops.list {
        None => StopWords::default(),
        Some(list) => StopWords::list(list, language.code)
            .ok_or(PipelineError::StopList { list: list.name(), language: language.code })?,
    };
    if let Some(file) = &stops.file {
        words = words.and(StopWords::open(Path::new(file), language).map_err(|error| PipelineError::File {
            file: file.chars().flat_map(char::escape_debug).collect(),
            reason: error.to_string(),
        })?);
    }
    let kept = match (stops.keep_negations, language.negations) {
        (false, _) => &[],
        (true, []) => return Err(PipelineError::Negations(language.code)),
        (true, negations) => negations,
    };
    words = words.without(kept);
    Ok(if stops.folded { words.and_folded(kept) } else { words })
}

/// Pictures and what is put together with them.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}
