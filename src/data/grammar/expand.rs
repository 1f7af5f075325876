//! Writes the features out: from blocks with `$` variables to plain rules with probabilities.

use std::collections::{BTreeSet, HashMap};

use super::syntax::{Block, Feature, Item, ReadError, Source};
use super::{Grammar, Rule, Symbol};

/// More rules than this are refused rather than left to eat the memory (a slip in the features multiplies them).
const MOST_RULES: usize = 200_000;

/// The value that each variable stands for.
type Binding<'a> = Vec<(&'a str, &'a str)>;

/// A rule whose symbols are already numbered, not yet divided by the sum of its symbol's weights.
struct Draft {
    line: usize,
    rule: Rule,
}

#[derive(Default)]
struct Names {
    symbols: Vec<String>,
    symbol_ids: HashMap<String, u32>,
    words: Vec<String>,
    word_ids: HashMap<String, u32>,
}

impl Names {
    fn symbol(&mut self, name: String) -> u32 {
        number(&mut self.symbols, &mut self.symbol_ids, name)
    }

    fn word(&mut self, word: &str) -> u32 {
        number(&mut self.words, &mut self.word_ids, word.to_owned())
    }
}

fn number(list: &mut Vec<String>, ids: &mut HashMap<String, u32>, name: String) -> u32 {
    let next = list.len() as u32;
    *ids.entry(name).or_insert_with_key(|name| {
        list.push(name.clone());
        next
    })
}

pub(super) fn expand(source: &Source) -> Result<Grammar, ReadError> {
    let mut names = Names::default();
    let mut drafts = Vec::new();
    for block in &source.blocks {
        for binding in bindings(source, &block.left, &Vec::new()) {
            for (column, suffix) in block.columns.iter().enumerate() {
                let mut name = written_out(&block.left, &binding.0);
                for part in suffix {
                    name.push('.');
                    name.push_str(part);
                }
                let left = names.symbol(name);
                expand_column(source, block, column, left, &binding.0, &mut names, &mut drafts)?;
            }
        }
    }
    finish(source, names, drafts)
}

fn expand_column<'a>(
    source: &'a Source,
    block: &'a Block,
    column: usize,
    left: u32,
    bound: &Binding<'a>,
    names: &mut Names,
    drafts: &mut Vec<Draft>,
) -> Result<(), ReadError> {
    for line in &block.rules {
        let Some(Some(items)) = line.cells.get(column) else { continue };
        let parts = items.iter().flat_map(|item| match item {
            Item::Word(_) => &[],
            Item::Symbol(parts) => parts.as_slice(),
        });
        for (binding, share) in bindings(source, parts, bound) {
            let right = items
                .iter()
                .map(|item| match item {
                    Item::Word(word) => Symbol::Word(names.word(word)),
                    Item::Symbol(parts) => Symbol::Inner(names.symbol(written_out(parts, &binding))),
                })
                .collect();
            drafts.push(Draft { line: line.line, rule: Rule { left, right, probability: line.weight * share } });
            if drafts.len() > MOST_RULES {
                let problem = format!("expected at most {MOST_RULES} rules with the features written out");
                return Err(source.error(line.line, problem));
            }
        }
    }
    Ok(())
}

/// Every way to give values to the variables among `parts` that `bound` leaves free, with its share of the weight.
fn bindings<'a>(
    source: &'a Source,
    parts: impl IntoIterator<Item = &'a String>,
    bound: &Binding<'a>,
) -> Vec<(Binding<'a>, f64)> {
    let mut free: Vec<&Feature> = Vec::new();
    for part in parts {
        let new = bound.iter().all(|(name, _)| name != part) && free.iter().all(|feature| feature.name != *part);
        if let (true, Some(feature)) = (new, source.feature_named(part)) {
            free.push(feature);
        }
    }
    let mut all = vec![(bound.clone(), 1.0)];
    for feature in free {
        let extend = |(binding, share): &(Binding<'a>, f64)| {
            let with = |(value, part): &'a (String, f64)| {
                let mut longer = binding.clone();
                longer.push((feature.name.as_str(), value.as_str()));
                (longer, share * part)
            };
            feature.values.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(extend).collect();
    }
    all
}

fn written_out(parts: &[String], binding: &Binding) -> String {
    let value = |part: &String| {
        let known = binding.iter().find(|(name, _)| name == part);
        known.map_or_else(|| part.clone(), |(_, value)| (*value).to_owned())
    };
    parts.iter().map(value).collect::<Vec<_>>().join(".")
}

/// Sorts the rules by symbol, divides the weights, and refuses symbols without rules and rules given twice.
fn finish(source: &Source, names: Names, mut drafts: Vec<Draft>) -> Result<Grammar, ReadError> {
    drafts.sort_by_key(|draft| draft.rule.left);
    let mut sums = vec![0.0; names.symbols.len()];
    let mut seen = BTreeSet::new();
    for Draft { line, rule } in &drafts {
        if let Some(sum) = sums.get_mut(rule.left as usize) {
            *sum += rule.probability;
        }
        if !seen.insert((rule.left, &rule.right)) {
            let name = names.symbols.get(rule.left as usize).map_or("", String::as_str);
            return Err(source.error(*line, format!("expected each rule once, `{name}` has this one twice")));
        }
    }
    for Draft { line, rule } in &drafts {
        for symbol in &rule.right {
            let Symbol::Inner(id) = symbol else { continue };
            if sums.get(*id as usize).is_none_or(|&sum| sum <= 0.0) {
                let name = names.symbols.get(*id as usize).map_or("", String::as_str);
                return Err(source.error(*line, format!("expected rules for `{name}`, which is used here")));
            }
        }
    }
    let mut rules: Vec<Rule> = drafts.into_iter().map(|draft| draft.rule).collect();
    for rule in &mut rules {
        rule.probability /= sums.get(rule.left as usize).copied().unwrap_or(1.0);
    }
    let mut ranges = vec![0..0; names.symbols.len()];
    for (i, rule) in rules.iter().enumerate() {
        if let Some(range) = ranges.get_mut(rule.left as usize) {
            *range = if range.end == 0 { i..i + 1 } else { range.start..i + 1 };
        }
    }
    let Names { symbols, words, word_ids, .. } = names;
    Ok(Grammar { symbols, words, word_ids, rules, ranges })
}
