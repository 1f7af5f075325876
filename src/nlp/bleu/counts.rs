//! n-grams counted and matched.

use std::collections::HashMap;

/// What is added up over the sentences of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Of each order, the hypotheses' n-grams that a reference has, each as often as the reference that has most of it.
    pub matched: Vec<usize>,
    /// Of each order, the hypotheses' n-grams.
    pub totals: Vec<usize>,
    /// Tokens of the hypotheses.
    pub hypothesis_tokens: usize,
    /// Tokens of the references: of each sentence's the one closest in length, the shorter of two.
    pub reference_tokens: usize,
}

impl Counts {
    /// Nothing yet, of n-grams up to this length.
    pub fn new(max_order: usize) -> Self {
        Self { matched: vec![0; max_order], totals: vec![0; max_order], hypothesis_tokens: 0, reference_tokens: 0 }
    }

    /// Adds a sentence.
    pub fn add(&mut self, hypothesis: &[String], references: &[Vec<String>]) {
        for (at, (matched, total)) in self.matched.iter_mut().zip(&mut self.totals).enumerate() {
            let n = at + 1;
            let in_references: Vec<_> = references.iter().map(|reference| grams(reference, n)).collect();
            for (gram, count) in grams(hypothesis, n) {
                let most = in_references.iter().filter_map(|counts| counts.get(gram)).max().copied().unwrap_or(0);
                *matched += count.min(most);
                *total += count;
            }
        }
        self.hypothesis_tokens += hypothesis.len();
        let far = |length: &usize| (length.abs_diff(hypothesis.len()), *length);
        self.reference_tokens += references.iter().map(Vec::len).min_by_key(far).unwrap_or(0);
    }

    /// Matches and n-grams of an order, which counts from 1.
    pub(super) fn of_order(&self, order: usize) -> (f64, f64) {
        let at = |counts: &[usize]| counts.get(order - 1).copied().unwrap_or(0) as f64;
        (at(&self.matched), at(&self.totals))
    }
}

/// How often each n-gram occurs.
pub(in crate::nlp) fn grams<T: std::hash::Hash + Eq>(tokens: &[T], n: usize) -> HashMap<&[T], usize> {
    let mut counts = HashMap::new();
    for gram in tokens.windows(n) {
        *counts.entry(gram).or_insert(0) += 1;
    }
    counts
}

/// An n-gram of a hypothesis that its references have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its first token's place in the hypothesis.
    pub at: usize,
    /// How many tokens it has.
    pub order: usize,
}

/// The matched n-grams of one order of a sentence, from the left; of one that occurs more often than in any reference, the
/// first ones.
pub fn matches(hypothesis: &[String], references: &[Vec<String>], order: usize) -> Vec<Match> {
    let in_references: Vec<_> = references.iter().map(|reference| grams(reference, order)).collect();
    let mut seen: HashMap<&[String], usize> = HashMap::new();
    let windows = hypothesis.windows(order.max(1)).enumerate();
    let is_matched = |gram: &[String], so_far: usize| in_references.iter().any(|n| n.get(gram) > Some(&so_far));
    windows
        .filter_map(|(at, gram)| {
            let so_far = seen.entry(gram).or_insert(0);
            let matched = is_matched(gram, *so_far);
            *so_far += 1;
            matched.then_some(Match { at, order })
        })
        .collect()
}
