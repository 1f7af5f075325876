//! The exact entropy of a grammar, from its rules alone.

use super::{Grammar, START, Symbol};

/// What the rules say about all sentences together. Exact but for f64 rounding; nats and words, not estimates.
///
/// The entropy is that of derivations. It is the entropy of sentences if and only if the grammar is unambiguous
/// ([`Grammar::prove_unambiguous`]); otherwise it lies above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entropy {
    /// Mean of -ln p(sentence), in nats.
    pub nats_per_sentence: f64,
    /// Mean number of words, without the end mark.
    pub words_per_sentence: f64,
}

impl Entropy {
    /// Nats per token, where each sentence has one token more than words: its end mark.
    pub fn nats_per_token(&self) -> f64 {
        self.nats_per_sentence / (self.words_per_sentence + 1.0)
    }

    /// The perplexity per token (end mark included) of a model that knows the grammar: no model does better.
    pub fn perplexity(&self) -> f64 {
        self.nats_per_token().exp()
    }
}

impl Grammar {
    /// Solves h(A) = sum over A's rules of p (-ln p + sum of h over the rule's symbols), and the same for the number of
    /// words (Grenander 1967; Booth and Thompson 1973). `None` if the mean length is infinite; a grammar that was read
    /// has passed this check.
    pub fn entropy(&self) -> Option<Entropy> {
        let count = self.symbols.len();
        // Rows of (I - M | local entropy | local words); M counts the symbols that one rewriting is expected to make.
        let mut rows = vec![vec![0.0; count + 2]; count];
        for (symbol, row) in rows.iter_mut().enumerate() {
            add(row, symbol, 1.0);
            for rule in self.rules_of(symbol as u32) {
                add(row, count, -rule.probability * rule.probability.ln());
                for part in &rule.right {
                    match part {
                        Symbol::Inner(id) => add(row, *id as usize, -rule.probability),
                        Symbol::Word(_) => add(row, count + 1, rule.probability),
                    }
                }
            }
        }
        let solved = solve(rows)?;
        // M is not negative and each symbol yields a word, so a solution with all lengths of at least 1 exists exactly
        // if M's spectral radius is below 1, that is if the means are finite.
        let finite = solved.iter().all(|&(nats, words)| nats.is_finite() && words.is_finite() && words > 1.0 - 1e-9);
        let &(nats_per_sentence, words_per_sentence) = solved.get(START as usize)?;
        finite.then_some(Entropy { nats_per_sentence, words_per_sentence })
    }
}

fn add(row: &mut [f64], column: usize, value: f64) {
    if let Some(cell) = row.get_mut(column) {
        *cell += value;
    }
}

/// Gaussian elimination with partial pivoting of a square system with two right sides, in place; `None` if singular.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<(f64, f64)>> {
    let count = rows.len();
    for pivot in 0..count {
        let size = |row: &Vec<f64>| row.get(pivot).map_or(0.0, |x| x.abs());
        let best = (pivot..count).max_by(|&a, &b| {
            let key = |i: usize| rows.get(i).map_or(0.0, size);
            key(a).total_cmp(&key(b))
        })?;
        rows.swap(pivot, best);
        let (above, below) = rows.split_at_mut(pivot + 1);
        let leading = above.last()?;
        let divisor = *leading.get(pivot)?;
        if divisor.abs() < 1e-12 {
            return None;
        }
        for row in below {
            let factor = row.get(pivot)? / divisor;
            if factor != 0.0 {
                row.iter_mut().zip(leading).skip(pivot).for_each(|(x, lead)| *x -= factor * lead);
            }
        }
    }
    let mut solved = vec![(0.0, 0.0); count];
    for i in (0..count).rev() {
        let row = rows.get(i)?;
        let (mut nats, mut words) = (*row.get(count)?, *row.get(count + 1)?);
        for (x, (h, w)) in row.iter().zip(&solved).take(count).skip(i + 1) {
            nats -= x * h;
            words -= x * w;
        }
        let divisor = row.get(i)?;
        *solved.get_mut(i)? = (nats / divisor, words / divisor);
    }
    Some(solved)
}
