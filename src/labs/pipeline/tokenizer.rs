//! From a text to tokens, by stages and tokens that have learnt what they need.

use crate::nlp::pipeline::{Pipeline, PipelineError};
use crate::nlp::steps::Steps;
use crate::nlp::subwords::Subwords;
use crate::nlp::tokens::{Left, Token, Tokens};
use crate::run::{Failure, Result};
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

/// From a text to tokens.
#[derive(Debug)]
pub(super) struct Tokenizer {
    pipeline: Pipeline,
    tokens: Tokens,
    subwords: Option<Subwords>,
}

impl Tokenizer {
    /// Counts and learns what the stages and tokens need, from these documents alone.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the setting when the language lacks what a step needs, or a file of stop-words cannot be
    /// read; [`Failure::Work`] when subwords cannot be learned.
    pub(super) fn new<'a>(
        steps: &Steps,
        language: &str,
        tokens: Tokens,
        documents: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Self> {
        let mut pipeline = Pipeline::new(steps, language).map_err(|error| match error {
            PipelineError::Language(_) => Failure::Input(format!("`language`: {error}")),
            other => Failure::Input(format!("`steps`: {other}")),
        })?;
        if pipeline.frequency_stage().is_some() {
            let frequencies = pipeline.count_frequencies(documents.clone());
            pipeline.set_frequencies(frequencies);
        }
        let subwords = match tokens {
            Tokens::Subwords { vocabulary } => {
                let mut counts: HashMap<String, u64> = HashMap::new();
                for document in documents {
                    let trace = pipeline.trace(document);
                    trace.output().for_each(|word| *counts.entry(word.to_owned()).or_default() += 1);
                }
                let counts = counts.iter().map(|(word, count)| (word.as_str(), *count));
                Some(Subwords::learn(counts, vocabulary).map_err(Failure::work)?)
            }
            _ => None,
        };
        Ok(Self { pipeline, tokens, subwords })
    }

    /// The tokens of one document.
    pub(super) fn tokens(&self, text: &str) -> Vec<Token> {
        let trace = self.pipeline.trace(text);
        self.tokens.cut(text, 0..text.len(), &trace.left(), self.subwords.as_ref())
    }

    /// The same without their places.
    pub(super) fn cut(&self, text: &str) -> Vec<String> {
        self.tokens(text).into_iter().map(|token| token.text).collect()
    }

    /// The tokens of each line of a text; their places are in the text. `None` once `cancel` is set.
    pub(super) fn lines(&self, text: &str, cancel: &AtomicBool) -> Option<Vec<Vec<Token>>> {
        let trace = self.pipeline.trace_unless(text, cancel)?;
        let left = trace.left();
        let mut rest: &[Left] = &left;
        let (mut end, mut lines) = (0, Vec::new());
        for line in text.split_inclusive('\n') {
            let start = end;
            end += line.len();
            let document = start..start + line.trim_end_matches(['\n', '\r']).len();
            let (own, others) = rest.split_at(rest.partition_point(|word| word.span.start < end));
            lines.push(self.tokens.cut(text, document, own, self.subwords.as_ref()));
            rest = others;
        }
        Some(lines)
    }
}
