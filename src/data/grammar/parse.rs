//! The parser: accepts or refuses a sentence, with its exact probability and the number of its derivations.
//!
//! A bottom-up chart (Cocke, Younger, Kasami) over the rules cut into pairs; chains of single-symbol rules are summed
//! once, beforehand. A cell holds only the symbols that span its words, so the time is set by what the words allow.

use std::collections::HashMap;

use super::{Grammar, START, Symbol};

/// What the parser found out about an accepted sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parse {
    /// ln of the sentence's probability: the sum over its derivations.
    pub ln_probability: f64,
    /// How many derivations it has; `u64::MAX` stands for that many or more.
    pub derivations: u64,
}

/// A grammar made ready for parsing. Besides the grammar's symbols it has one for the tail of each long right side and
/// one for each word inside a long right side.
#[derive(Debug, Clone)]
pub struct Parser<'a> {
    grammar: &'a Grammar,
    /// For a word: the symbols that yield it at once, with ln p.
    lexicon: Vec<Vec<(u32, f64)>>,
    /// For a left child: (right child, parent, ln p).
    pairs: Vec<Vec<(u32, u32, f64)>>,
    /// For a symbol: itself and all that chains of single-symbol rules lead up to, with the summed ln p and their
    /// number.
    ups: Vec<Vec<(u32, Parse)>>,
}

/// One symbol over a span of words.
type Cell = Vec<(u32, Parse)>;

impl<'a> Parser<'a> {
    /// Makes the tables; their size is about the grammar's.
    pub fn new(grammar: &'a Grammar) -> Self {
        let mut tables = Tables {
            lexicon: vec![Vec::new(); grammar.words.len()],
            pairs: Vec::new(),
            next: grammar.symbols.len() as u32,
            tails: HashMap::new(),
            words: HashMap::new(),
        };
        let mut singles: Vec<Vec<(u32, f64)>> = vec![Vec::new(); grammar.symbols.len()];
        for rule in &grammar.rules {
            let ln_p = rule.probability.ln();
            match rule.right.as_slice() {
                [Symbol::Word(word)] => tables.yields(*word, rule.left, ln_p),
                [Symbol::Inner(child)] => {
                    if let Some(parents) = singles.get_mut(*child as usize) {
                        parents.push((rule.left, ln_p));
                    }
                }
                right => tables.cut(rule.left, right, ln_p),
            }
        }
        let count = tables.next as usize;
        tables.pairs.resize(count, Vec::new());
        let ups = (0..count as u32).map(|symbol| climb(&singles, symbol)).collect();
        Self { grammar, lexicon: tables.lexicon, pairs: tables.pairs, ups }
    }

    /// Parses a sentence from the start symbol; `None` if the grammar refuses it (an unknown word, or no derivation).
    pub fn parse<S: AsRef<str>>(&self, words: &[S]) -> Option<Parse> {
        self.parse_ids(&self.ids(words)?)
    }

    /// As [`Parser::parse`], from word ids.
    pub fn parse_ids(&self, words: &[u32]) -> Option<Parse> {
        self.whole(words).into_iter().find(|(symbol, _)| *symbol == START).map(|(_, parse)| parse)
    }

    /// Parses the words as the symbol of this name (`Negated.positive`) instead of the start; `None` if refused, or if
    /// there is no such symbol. The probability is the one given that symbol.
    pub fn parse_as<S: AsRef<str>>(&self, symbol: &str, words: &[S]) -> Option<Parse> {
        let wanted = self.grammar.symbol_id(symbol)?;
        let whole = self.whole(&self.ids(words)?);
        whole.into_iter().find(|(symbol, _)| *symbol == wanted).map(|(_, parse)| parse)
    }

    fn ids<S: AsRef<str>>(&self, words: &[S]) -> Option<Vec<u32>> {
        words.iter().map(|word| self.grammar.word_id(word.as_ref())).collect()
    }

    /// All symbols that yield exactly these words.
    fn whole(&self, words: &[u32]) -> Cell {
        let count = words.len();
        let mut scratch = vec![None; self.ups.len()];
        // spans[length - 1][first]
        let mut spans: Vec<Vec<Cell>> = Vec::with_capacity(count);
        for length in 1..=count {
            let mut row = Vec::with_capacity(count + 1 - length);
            for first in 0..=count - length {
                let mut found = Vec::new();
                if let (1, Some(yielded)) = (length, words.get(first).and_then(|&word| self.lexicon.get(word as usize)))
                {
                    for &(symbol, ln_p) in yielded {
                        put(&mut scratch, &mut found, symbol, Parse { ln_probability: ln_p, derivations: 1 });
                    }
                }
                for split in 1..length {
                    let left = cell(&spans, split, first);
                    let right = cell(&spans, length - split, first + split);
                    self.combine(left, right, &mut scratch, &mut found);
                }
                row.push(self.close(&mut scratch, &mut found));
            }
            spans.push(row);
        }
        spans.pop().and_then(|mut row| row.pop()).unwrap_or_default()
    }

    /// Every pair rule with its left child in `left` and its right child in `right` (both sorted by symbol).
    fn combine(&self, left: &Cell, right: &Cell, scratch: &mut [Option<Parse>], found: &mut Vec<u32>) {
        if right.is_empty() {
            return;
        }
        for (first, a) in left {
            for &(second, parent, ln_p) in self.pairs.get(*first as usize).into_iter().flatten() {
                let Ok(at) = right.binary_search_by_key(&second, |(symbol, _)| *symbol) else { continue };
                let Some((_, b)) = right.get(at) else { continue };
                put(scratch, found, parent, a.times(*b).times(Parse { ln_probability: ln_p, derivations: 1 }));
            }
        }
    }

    /// Adds what single-symbol rules lead up to, empties the scratch and returns the finished cell, sorted by symbol.
    fn close(&self, scratch: &mut [Option<Parse>], found: &mut Vec<u32>) -> Cell {
        let base: Cell = take(scratch, found);
        for (symbol, parse) in base {
            for &(parent, chain) in self.ups.get(symbol as usize).into_iter().flatten() {
                put(scratch, found, parent, parse.times(chain));
            }
        }
        let mut all = take(scratch, found);
        all.sort_unstable_by_key(|(symbol, _)| *symbol);
        all
    }
}

impl Parse {
    fn times(self, other: Self) -> Self {
        Self {
            ln_probability: self.ln_probability + other.ln_probability,
            derivations: self.derivations.saturating_mul(other.derivations),
        }
    }

    fn plus(self, other: Self) -> Self {
        let (low, high) = if self.ln_probability < other.ln_probability {
            (self.ln_probability, other.ln_probability)
        } else {
            (other.ln_probability, self.ln_probability)
        };
        Self {
            ln_probability: high + (low - high).exp().ln_1p(),
            derivations: self.derivations.saturating_add(other.derivations),
        }
    }
}

fn cell(spans: &[Vec<Cell>], length: usize, first: usize) -> &Cell {
    const EMPTY: &Cell = &Vec::new();
    spans.get(length - 1).and_then(|row| row.get(first)).unwrap_or(EMPTY)
}

fn put(scratch: &mut [Option<Parse>], found: &mut Vec<u32>, symbol: u32, parse: Parse) {
    let Some(slot) = scratch.get_mut(symbol as usize) else { return };
    *slot = Some(slot.map_or_else(
        || {
            found.push(symbol);
            parse
        },
        |before| before.plus(parse),
    ));
}

fn take(scratch: &mut [Option<Parse>], found: &mut Vec<u32>) -> Cell {
    let mut value = |symbol: u32| scratch.get_mut(symbol as usize).and_then(Option::take).map(|parse| (symbol, parse));
    found.drain(..).filter_map(&mut value).collect()
}

/// All symbols above `symbol` by chains of single-symbol rules (there are no circles), and itself.
fn climb(singles: &[Vec<(u32, f64)>], symbol: u32) -> Cell {
    let mut all: Cell = Vec::new();
    let mut todo = vec![(symbol, Parse { ln_probability: 0.0, derivations: 1 })];
    while let Some((symbol, chain)) = todo.pop() {
        for &(parent, ln_p) in singles.get(symbol as usize).into_iter().flatten() {
            todo.push((parent, chain.times(Parse { ln_probability: ln_p, derivations: 1 })));
        }
        match all.iter_mut().find(|(known, _)| *known == symbol) {
            Some((_, sum)) => *sum = sum.plus(chain),
            None => all.push((symbol, chain)),
        }
    }
    all
}

/// The tables while they are made.
struct Tables {
    lexicon: Vec<Vec<(u32, f64)>>,
    pairs: Vec<Vec<(u32, u32, f64)>>,
    next: u32,
    tails: HashMap<Vec<Symbol>, u32>,
    words: HashMap<u32, u32>,
}

impl Tables {
    fn yields(&mut self, word: u32, symbol: u32, ln_p: f64) {
        if let Some(yielded) = self.lexicon.get_mut(word as usize) {
            yielded.push((symbol, ln_p));
        }
    }

    fn new_symbol(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// A -> X1 X2 ... Xn as A -> X1 Tail, Tail -> X2 ... Xn; equal tails are shared.
    fn cut(&mut self, left: u32, right: &[Symbol], ln_p: f64) {
        let Some((first, rest)) = right.split_first() else { return };
        let first = self.single(*first);
        let second = match rest {
            [only] => self.single(*only),
            longer => match self.tails.get(longer) {
                Some(&known) => known,
                None => {
                    let tail = self.new_symbol();
                    self.tails.insert(longer.to_vec(), tail);
                    self.cut(tail, longer, 0.0);
                    tail
                }
            },
        };
        if self.pairs.len() <= first as usize {
            self.pairs.resize(first as usize + 1, Vec::new());
        }
        if let Some(list) = self.pairs.get_mut(first as usize) {
            list.push((second, left, ln_p));
        }
    }

    fn single(&mut self, symbol: Symbol) -> u32 {
        match symbol {
            Symbol::Inner(id) => id,
            Symbol::Word(word) => match self.words.get(&word) {
                Some(&known) => known,
                None => {
                    let made = self.new_symbol();
                    self.words.insert(word, made);
                    self.yields(word, made, 0.0);
                    made
                }
            },
        }
    }
}
