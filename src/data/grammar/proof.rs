//! A proof that a grammar is unambiguous, for all of its infinitely many sentences.
//!
//! A grammar whose LALR(1) automaton has no conflict is parsed from left to right by one forced step after another, so
//! no sentence has two derivations (Knuth 1965; DeRemer and Pennello 1982). The converse doesn't hold: a grammar may be
//! unambiguous and fail here, so a failure names the place to look at and is no verdict.
//!
//! Words that the same rules treat alike are one word to the proof: a second derivation of a sentence would be a second
//! derivation with each word replaced by its class, and the other way round.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use thiserror::Error;

use super::{Grammar, START, Symbol};

/// The grammar is unambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// States of the automaton that was searched for conflicts.
    pub states: usize,
    /// Classes of words that the rules treat alike.
    pub word_classes: usize,
}

/// The proof failed: at this place one word ahead doesn't decide. The grammar may be ambiguous, or only too hard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the grammar may be ambiguous: after `{after}`, before `{next}`, both `{first}` and `{second}` are open")]
pub struct Ambiguous {
    /// A word that ends the rule in question, or the symbol that does.
    pub after: String,
    /// The next word, or `end`.
    pub next: String,
    /// One of the two ways on.
    pub first: String,
    /// The other.
    pub second: String,
}

/// A set of word classes, as bits; the last class is the end of the sentence.
type Classes = Vec<u64>;

/// A rule and how many of its symbols are already read.
type Position = (u32, u32);

/// The positions that a state was entered with, each with the classes that may follow its rule.
type Kernel = BTreeMap<Position, Classes>;

impl Grammar {
    /// Proves that no sentence has two derivations.
    ///
    /// # Errors
    /// A conflict, if one word ahead doesn't always decide; see [`Ambiguous`].
    pub fn prove_unambiguous(&self) -> Result<Proof, Ambiguous> {
        let automaton = Automaton::new(self);
        let kernels = automaton.build();
        for kernel in &kernels {
            automaton.conflict_free(kernel)?;
        }
        Ok(Proof { states: kernels.len(), word_classes: automaton.class_names.len() - 1 })
    }
}

struct Automaton<'a> {
    grammar: &'a Grammar,
    /// Left side and right side, words replaced by their classes, no rule twice.
    rules: Vec<(u32, Vec<Symbol>)>,
    rules_of: Vec<Vec<u32>>,
    first: Vec<Classes>,
    /// One word of each class; the last is "end".
    class_names: Vec<String>,
}

impl<'a> Automaton<'a> {
    fn new(grammar: &'a Grammar) -> Self {
        let (class_of, class_names) = word_classes(grammar);
        let mut rules = Vec::new();
        let mut known = BTreeSet::new();
        let mut rules_of = vec![Vec::new(); grammar.symbols.len()];
        for rule in &grammar.rules {
            let class = |symbol: &Symbol| match symbol {
                Symbol::Word(word) => Symbol::Word(class_of.get(*word as usize).copied().unwrap_or(0)),
                inner => *inner,
            };
            let right: Vec<Symbol> = rule.right.iter().map(class).collect();
            if known.insert((rule.left, right.clone())) {
                if let Some(list) = rules_of.get_mut(rule.left as usize) {
                    list.push(rules.len() as u32);
                }
                rules.push((rule.left, right));
            }
        }
        let mut automaton = Self { grammar, rules, rules_of, first: Vec::new(), class_names };
        automaton.first = automaton.first_sets();
        automaton
    }

    fn none(&self) -> Classes {
        vec![0; self.class_names.len().div_ceil(64)]
    }

    /// The classes that a symbol's words can begin with. No symbol is empty, so the first of a right side is all there
    /// is.
    fn first_sets(&self) -> Vec<Classes> {
        let mut first = vec![self.none(); self.grammar.symbols.len()];
        let mut grew = true;
        while grew {
            grew = false;
            for (left, right) in &self.rules {
                let begins = match right.first() {
                    Some(Symbol::Inner(id)) => first.get(*id as usize).cloned().unwrap_or_default(),
                    Some(Symbol::Word(class)) => self.just(*class),
                    None => continue,
                };
                if let Some(set) = first.get_mut(*left as usize) {
                    grew |= unite(set, &begins);
                }
            }
        }
        first
    }

    fn just(&self, class: u32) -> Classes {
        let mut set = self.none();
        if let Some(word) = set.get_mut(class as usize / 64) {
            *word |= 1 << (class % 64);
        }
        set
    }

    fn symbol_at(&self, (rule, read): Position) -> Option<Symbol> {
        self.rules.get(rule as usize).and_then(|(_, right)| right.get(read as usize)).copied()
    }

    /// All positions of a state: its kernel and what can begin there.
    fn closure(&self, kernel: &Kernel) -> Kernel {
        let mut all = kernel.clone();
        let mut todo: Vec<Position> = kernel.keys().copied().collect();
        while let Some(position) = todo.pop() {
            let Some(Symbol::Inner(id)) = self.symbol_at(position) else { continue };
            let after = match self.symbol_at((position.0, position.1 + 1)) {
                Some(Symbol::Inner(next)) => self.first.get(next as usize).cloned().unwrap_or_default(),
                Some(Symbol::Word(class)) => self.just(class),
                None => all.get(&position).cloned().unwrap_or_default(),
            };
            for &rule in self.rules_of.get(id as usize).into_iter().flatten() {
                let mut new = false;
                let set = all.entry((rule, 0)).or_insert_with(|| {
                    new = true;
                    self.none()
                });
                if unite(set, &after) || new {
                    todo.push((rule, 0));
                }
            }
        }
        all
    }

    /// The states that a state leads to, as kernels.
    fn successors(&self, kernel: &Kernel) -> Vec<Kernel> {
        let mut by_symbol: BTreeMap<Symbol, Kernel> = BTreeMap::new();
        for (position, classes) in self.closure(kernel) {
            if let Some(symbol) = self.symbol_at(position) {
                by_symbol.entry(symbol).or_default().insert((position.0, position.1 + 1), classes);
            }
        }
        by_symbol.into_values().collect()
    }

    /// All states; kernels with the same positions are one state, whose followers are united until nothing grows.
    fn build(&self) -> Vec<Kernel> {
        let end = self.just(self.class_names.len() as u32 - 1);
        let start: Kernel =
            self.rules_of.get(START as usize).into_iter().flatten().map(|&rule| ((rule, 0), end.clone())).collect();
        let core = |kernel: &Kernel| kernel.keys().copied().collect::<Vec<_>>();
        let mut number = HashMap::from([(core(&start), 0)]);
        let mut states = vec![start];
        let mut todo = vec![0];
        while let Some(state) = todo.pop() {
            let Some(kernel) = states.get(state) else { continue };
            for next in self.successors(kernel) {
                match number.get(&core(&next)).copied() {
                    None => {
                        number.insert(core(&next), states.len());
                        todo.push(states.len());
                        states.push(next);
                    }
                    Some(known) => {
                        let Some(before) = states.get_mut(known) else { continue };
                        let mut grew = false;
                        before.values_mut().zip(next.values()).for_each(|(set, more)| grew |= unite(set, more));
                        if grew && !todo.contains(&known) {
                            todo.push(known);
                        }
                    }
                }
            }
        }
        states
    }

    /// In this state, no word may both end a rule and be read on, or end two rules.
    fn conflict_free(&self, kernel: &Kernel) -> Result<(), Ambiguous> {
        let mut ways: Vec<Option<Position>> = vec![None; self.class_names.len()];
        let all = self.closure(kernel);
        let (going_on, ended): (Vec<_>, Vec<_>) = all.iter().partition(|(at, _)| self.symbol_at(**at).is_some());
        for (&position, _) in going_on {
            if let Some(Symbol::Word(class)) = self.symbol_at(position)
                && let Some(way) = ways.get_mut(class as usize)
            {
                *way = Some(position);
            }
        }
        for (&position, classes) in ended {
            for (class, way) in ways.iter_mut().enumerate() {
                if classes.get(class / 64).is_none_or(|word| word >> (class % 64) & 1 == 0) {
                    continue;
                }
                match *way {
                    None => *way = Some(position),
                    Some(other) => return Err(self.conflict(class, other, position)),
                }
            }
        }
        Ok(())
    }

    fn conflict(&self, class: usize, first: Position, second: Position) -> Ambiguous {
        let last = self.symbol_at((second.0, second.1.saturating_sub(1)));
        Ambiguous {
            after: last.map_or_else(String::new, |symbol| self.name(symbol)),
            next: self.class_names.get(class).cloned().unwrap_or_default(),
            first: self.describe(first),
            second: self.describe(second),
        }
    }

    fn name(&self, symbol: Symbol) -> String {
        let name = match symbol {
            Symbol::Inner(id) => self.grammar.symbols.get(id as usize),
            Symbol::Word(class) => self.class_names.get(class as usize),
        };
        name.cloned().unwrap_or_default()
    }

    fn describe(&self, (rule, _): Position) -> String {
        let Some((left, right)) = self.rules.get(rule as usize) else { return String::new() };
        let right: Vec<String> = right.iter().map(|&symbol| self.name(symbol)).collect();
        format!("{} -> {}", self.name(Symbol::Inner(*left)), right.join(" "))
    }
}

/// Unites `more` into `set`; whether the set grew.
fn unite(set: &mut Classes, more: &Classes) -> bool {
    let mut grew = false;
    for (word, more) in set.iter_mut().zip(more) {
        grew |= *word | more != *word;
        *word |= more;
    }
    grew
}

/// Each word's class, and a name for each class with "end" last. Words are alike if they are all of the right side of
/// rules of the same symbols and occur nowhere else.
fn word_classes(grammar: &Grammar) -> (Vec<u32>, Vec<String>) {
    let mut alone: Vec<Vec<u32>> = vec![Vec::new(); grammar.words.len()];
    let mut mixed = vec![false; grammar.words.len()];
    for rule in &grammar.rules {
        for symbol in &rule.right {
            let Symbol::Word(word) = symbol else { continue };
            if rule.right.len() > 1 {
                mixed.get_mut(*word as usize).into_iter().for_each(|mark| *mark = true);
            } else if let Some(lefts) = alone.get_mut(*word as usize) {
                lefts.push(rule.left);
            }
        }
    }
    let mut classes: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut class_of = Vec::with_capacity(grammar.words.len());
    for ((word, lefts), mixed) in grammar.words.iter().zip(alone).zip(mixed) {
        let next = names.len() as u32;
        let class = if mixed { next } else { *classes.entry(lefts).or_insert(next) };
        if class == next {
            names.push(word.clone());
        }
        class_of.push(class);
    }
    names.push("end".to_owned());
    (class_of, names)
}
