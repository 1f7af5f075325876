//! A text's documents as tokens.

use crate::labs::pipeline::tokenizer::Tokenizer;
use crate::nlp::steps::Steps;
use crate::nlp::tokens::{Token, Tokens};
use crate::run::{Failure, Result};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a text becomes tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokenization {
    /// The language of stop-words and stems: a two-letter code or an English name.
    pub language: String,
    /// The stages.
    pub steps: Steps,
    /// What is cut from the words that are left.
    pub tokens: Tokens,
}

impl Tokenization {
    /// What turns these documents into tokens so.
    ///
    /// # Errors
    /// [`Failure::Input`] when the language lacks what a step needs, or a file of stop-words cannot be read.
    pub(super) fn tokenizer<'a>(&self, documents: impl Iterator<Item = &'a str> + Clone) -> Result<Tokenizer> {
        Tokenizer::new(&self.steps, &self.language, self.tokens, documents)
    }
}

/// A line of a text that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which line it is, from 0.
    pub line: usize,
    /// Its tokens with their places in the text; none are left of some.
    pub tokens: Vec<Token>,
}

impl Document {
    /// Its tokens without their places.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.text.as_str())
    }
}

/// A text taken through the pipeline. Its lines are documents, but for blank ones, which part them for the eye.
#[derive(Debug)]
pub struct Documents {
    /// The documents.
    pub list: Vec<Document>,
    /// Blank lines.
    pub blank: usize,
    /// How often each token occurs, the most frequent first, equal counts in order of their code points.
    pub uses: Vec<(String, usize)>,
    tokenizer: Tokenizer,
}

impl Documents {
    /// Takes a text through the pipeline.
    ///
    /// # Errors
    /// [`Failure::Input`] when the language lacks what a step needs, or a file of stop-words cannot be read;
    /// [`Failure::Work`] once `cancel` is set.
    pub fn of(text: &str, tokenization: &Tokenization, cancel: &AtomicBool) -> Result<Self> {
        let tokenizer =
            tokenization.tokenizer(text.split_inclusive('\n').take_while(|_| !cancel.load(Ordering::Relaxed)))?;
        let lines = tokenizer.lines(text, cancel).ok_or_else(|| Failure::Work("it was cancelled".into()))?;
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let is_blank = |line: &str| line.trim().is_empty();
        let blank = text.split_inclusive('\n').filter(|line| is_blank(line)).count();
        lines.iter().flatten().for_each(|token| *counts.entry(token.text.as_str()).or_default() += 1);
        let mut uses: Vec<(String, usize)> = counts.into_iter().map(|(token, n)| (token.to_owned(), n)).collect();
        uses.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        let numbered = text.split_inclusive('\n').zip(lines).enumerate().filter(|(_, (line, _))| !is_blank(line));
        let list = numbered.map(|(line, (_, tokens))| Document { line, tokens }).collect();
        Ok(Self { list, blank, uses, tokenizer })
    }

    /// All tokens in order.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.list.iter().flat_map(Document::texts)
    }

    /// More text through the same stages, with what they learnt from this one.
    pub(super) fn cut(&self, text: &str) -> Vec<String> {
        self.tokenizer.cut(text)
    }
}
