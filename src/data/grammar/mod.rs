//! Probabilistic context-free grammars: a readable file ([`Grammar::read`]), sentences drawn from it ([`Generator`]), a
//! parser with exact probabilities ([`Parser`]), the exact entropy ([`Grammar::entropy`]) and a proof that no sentence
//! has two derivations ([`Grammar::prove_unambiguous`]). Without ambiguity the entropy of derivations is the entropy of
//! sentences, so a language model's perplexity has an exact floor.
//!
//! The format is described at the head of `samples/grammar/spanish.grammar`.

mod check;
mod entropy;
mod expand;
mod generate;
mod parse;
mod proof;
mod syntax;

use std::collections::HashMap;
use std::path::Path;

pub use entropy::Entropy;
pub use generate::{Generator, Sample};
pub use parse::{Parse, Parser};
pub use proof::{Ambiguous, Proof};
pub use syntax::ReadError;

/// The bundled grammar of simple Spanish, as text.
pub const SPANISH: &str = include_str!("../../../samples/grammar/spanish.grammar");

/// The bundled grammar of labelled opinions, as text. The symbol that a sentence's first rule names is its label:
/// `Plain.positive`, `Plain.negative`, `Negated.positive` or `Negated.negative`.
pub const SENTIMENT: &str = include_str!("../../../samples/grammar/sentiment.grammar");

/// One symbol of a rule's right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// Stands for whatever its rules yield; an index into the grammar's symbols.
    Inner(u32),
    /// A word; an index into [`Grammar::words`].
    Word(u32),
}

/// One rule, its features written out. The right side is never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The symbol that the rule rewrites.
    pub left: u32,
    /// What it is rewritten as.
    pub right: Vec<Symbol>,
    /// In (0, 1]; the rules of one symbol sum to 1.
    pub probability: f64,
}

/// A probabilistic context-free grammar that passed the checks: every symbol is defined, is reached from the start,
/// ends (with a finite mean number of words), yields at least one word, and never yields itself alone.
#[derive(Debug, Clone)]
pub struct Grammar {
    symbols: Vec<String>,
    words: Vec<String>,
    word_ids: HashMap<String, u32>,
    /// Sorted by their left side; `ranges[symbol]` are that symbol's.
    rules: Vec<Rule>,
    ranges: Vec<std::ops::Range<usize>>,
}

/// The start is always the first symbol.
const START: u32 = 0;

impl Grammar {
    /// Reads a grammar from its text; `file` only names it in errors. Words are put into NFC.
    ///
    /// # Errors
    /// Names file, line and what was expected: a line that is not in the format, a symbol without rules, the same rule
    /// twice, a symbol that is never used, never ends, or yields itself.
    pub fn read(file: &str, text: &str) -> Result<Self, ReadError> {
        let source = syntax::Source::parse(file, text)?;
        let grammar = expand::expand(&source)?;
        check::check(&grammar, &source)?;
        Ok(grammar)
    }

    /// Reads a grammar from a file.
    ///
    /// # Errors
    /// As [`Grammar::read`]; a file that cannot be read is an error of its line 0.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&file, &text),
            Err(error) => Err(ReadError::new(&file, 0, format!("expected a readable UTF-8 text file ({error})"))),
        }
    }

    /// All words, in the order of their first appearance in the file; a word's index is its id.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The id of a word, if the grammar has it.
    pub fn word_id(&self, word: &str) -> Option<u32> {
        self.word_ids.get(word).copied()
    }

    /// The words of these ids, joined by blanks; an unknown id is left out.
    pub fn text(&self, ids: &[u32]) -> String {
        let words: Vec<&str> = ids.iter().filter_map(|&id| self.words.get(id as usize)).map(String::as_str).collect();
        words.join(" ")
    }

    /// The names of the symbols, features written out (`Noun.person.f.p`); the first is the start.
    pub fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// All rules, sorted by their left side.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules of one symbol; none for an unknown index.
    fn rules_of(&self, symbol: u32) -> &[Rule] {
        self.ranges.get(symbol as usize).and_then(|range| self.rules.get(range.clone())).unwrap_or(&[])
    }

    fn symbol_id(&self, name: &str) -> Option<u32> {
        self.symbols.iter().position(|symbol| symbol == name).map(|i| i as u32)
    }
}

#[cfg(test)]
mod tests;
