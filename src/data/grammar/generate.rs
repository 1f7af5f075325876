//! Sentences drawn from a grammar.

use super::{Grammar, START, Symbol};
use crate::rng::{Purpose, Rng};

/// One sentence drawn from a grammar.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample<'a> {
    /// Word ids, without an end mark; never empty.
    pub words: Vec<u32>,
    /// ln p of the derivation that was drawn: the sentence's own, if the grammar is unambiguous.
    pub ln_probability: f64,
    /// The symbol that the first rule consists of, when it consists of one: a label, in a grammar written so.
    pub kind: Option<&'a str>,
}

/// Sentences of a grammar, numbered from 0. Sentence i depends on the seed and on i alone.
#[derive(Debug, Clone, Copy)]
pub struct Generator<'a> {
    grammar: &'a Grammar,
    seed: u64,
}

impl<'a> Generator<'a> {
    /// The sentences that this seed names.
    pub fn new(grammar: &'a Grammar, seed: u64) -> Self {
        Self { grammar, seed }
    }

    /// Sentence number `index`. Ends with probability 1, since a grammar's mean length is finite.
    pub fn sentence(&self, index: u64) -> Sample<'a> {
        let mut rng = Rng::keyed(self.seed, Purpose::Data, 0, index);
        let mut sample = Sample { words: Vec::new(), ln_probability: 0.0, kind: None };
        let mut first = true;
        let mut todo = vec![Symbol::Inner(START)];
        while let Some(symbol) = todo.pop() {
            let Symbol::Inner(id) = symbol else {
                if let Symbol::Word(word) = symbol {
                    sample.words.push(word);
                }
                continue;
            };
            let mut left = rng.uniform();
            let rules = self.grammar.rules_of(id);
            let drawn = rules.iter().find(|rule| {
                left -= rule.probability;
                left < 0.0
            });
            // Rounding can leave a sliver past the last rule.
            let Some(rule) = drawn.or(rules.last()) else { continue };
            sample.ln_probability += rule.probability.ln();
            if let (true, [Symbol::Inner(kind)]) = (first, rule.right.as_slice()) {
                sample.kind = self.grammar.symbols.get(*kind as usize).map(String::as_str);
            }
            first = false;
            todo.extend(rule.right.iter().rev());
        }
        sample
    }

    /// Sentences 0, 1, 2, ... without end.
    pub fn sentences(&self) -> impl Iterator<Item = Sample<'a>> + use<'a> {
        let generator = *self;
        (0_u64..).map(move |index| generator.sentence(index))
    }

    /// As many sentences, from `first` on, as it takes to fill `tokens` tokens, an end mark a sentence counted.
    pub fn sentences_of_tokens(&self, first: u64, tokens: usize) -> Vec<Sample<'a>> {
        let mut all = Vec::new();
        let mut count = 0;
        let mut index = first;
        while count < tokens {
            let sample = self.sentence(index);
            count += sample.words.len() + 1;
            all.push(sample);
            index += 1;
        }
        all
    }
}
