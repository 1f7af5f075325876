//! What a grammar must satisfy before anything is computed from it: no dead ends, no circles, a finite mean length.

use super::syntax::{ReadError, Source};
use super::{Grammar, START, Symbol};

pub(super) fn check(grammar: &Grammar, source: &Source) -> Result<(), ReadError> {
    let at = |symbol: usize, problem: &str| {
        let name = grammar.symbols.get(symbol).map_or("", String::as_str);
        let base = name.split('.').next().unwrap_or_default();
        let block = source.blocks.iter().find(|block| block.left.first().is_some_and(|head| head == base));
        source.error(block.map_or(0, |block| block.line), format!("expected {problem}: `{name}`"))
    };
    if let Some(symbol) = first_false(&productive(grammar)) {
        return Err(at(symbol, "a symbol that can end in words"));
    }
    if let Some(symbol) = never_reached(grammar) {
        return Err(at(symbol, "a symbol that the start can reach"));
    }
    if let Some(symbol) = in_a_circle(grammar) {
        return Err(at(symbol, "a symbol that cannot yield itself alone"));
    }
    if grammar.entropy().is_none() {
        return Err(at(START as usize, "rules whose sentences have a finite mean length"));
    }
    Ok(())
}

fn first_false(marks: &[bool]) -> Option<usize> {
    marks.iter().position(|&mark| !mark)
}

fn inner(symbol: &Symbol) -> Option<usize> {
    match symbol {
        Symbol::Inner(id) => Some(*id as usize),
        Symbol::Word(_) => None,
    }
}

fn marked(marks: &[bool], symbol: usize) -> bool {
    marks.get(symbol).copied().unwrap_or(false)
}

/// Which symbols can be rewritten into words alone.
fn productive(grammar: &Grammar) -> Vec<bool> {
    let mut marks = vec![false; grammar.symbols.len()];
    let mut grew = true;
    while grew {
        grew = false;
        for rule in &grammar.rules {
            let ends = rule.right.iter().filter_map(inner).all(|symbol| marked(&marks, symbol));
            if let Some(mark) = marks.get_mut(rule.left as usize).filter(|mark| ends && !**mark) {
                *mark = true;
                grew = true;
            }
        }
    }
    marks
}

/// A symbol that no sentence can hold. Only a whole name counts (`Noun`, in none of its features), since features
/// written out for all combinations often leave some without use.
fn never_reached(grammar: &Grammar) -> Option<usize> {
    let mut marks = vec![false; grammar.symbols.len()];
    let mut todo = vec![START as usize];
    while let Some(symbol) = todo.pop() {
        if let Some(mark) = marks.get_mut(symbol).filter(|mark| !**mark) {
            *mark = true;
            todo.extend(grammar.rules_of(symbol as u32).iter().flat_map(|rule| &rule.right).filter_map(inner));
        }
    }
    let base = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let used: Vec<String> = grammar.symbols.iter().zip(&marks).filter(|(_, m)| **m).map(|(s, _)| base(s)).collect();
    grammar.symbols.iter().position(|name| !used.contains(&base(name)))
}

/// A symbol that rules of a single symbol lead back to: such a sentence would have infinitely many derivations.
fn in_a_circle(grammar: &Grammar) -> Option<usize> {
    let count = grammar.symbols.len();
    (0..count).find(|&start| {
        let mut seen = vec![false; count];
        let mut todo = vec![start];
        while let Some(symbol) = todo.pop() {
            for rule in grammar.rules_of(symbol as u32) {
                let [Symbol::Inner(next)] = rule.right.as_slice() else { continue };
                let next = *next as usize;
                if next == start {
                    return true;
                }
                if let Some(mark) = seen.get_mut(next).filter(|mark| !**mark) {
                    *mark = true;
                    todo.push(next);
                }
            }
        }
        false
    })
}
