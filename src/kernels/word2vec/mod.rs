//! The inner loops of Word2Vec with negative sampling (Mikolov et al. 2013, "Distributed representations of words and
//! phrases", equation 4), skip-gram and CBOW.
//!
//! One example has an input vector v and `1 + negatives` targets, the first of which is the true one (label 1) and the
//! others are drawn (label 0). With u the output vector of a target and g = rate * (label - sigmoid(u . v)), each u gains
//! g v, and the input gains the sum of g u as the u were before. A drawn target that happens to be the true one counts
//! for nothing. The products of up to six targets are taken before any of them changes, which is what makes it fast;
//! word2vec.c takes them one after the other, so where an example draws a target twice the two differ by a term in the
//! square of the rate.
//!
//! The tables are cells, so that the same row may be seen through many references, and so that several threads may hold
//! one table if they accept the consequences.

mod body;
#[cfg(test)]
mod tests;

use super::lanes::Lane;
use super::level::dispatch;
use body::{cbow_body, skip_gram_body};
use std::cell::Cell;

/// A table of vectors, each over whole [`Lane`]s; what the last one has to spare is 0 and stays so.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    cells: &'a [Cell<Lane>],
    lanes: usize,
}

impl<'a> Table<'a> {
    /// A table whose rows have `lanes` lanes each.
    pub fn new(cells: &'a [Cell<Lane>], lanes: usize) -> Self {
        Self { cells, lanes }
    }

    /// How many lanes a row has.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// The cells of one row.
    ///
    /// # Panics
    /// When there are not so many rows.
    #[inline(always)]
    pub fn row(&self, row: u32) -> &'a [Cell<Lane>] {
        let start = row as usize * self.lanes;
        &self.cells[start..start + self.lanes]
    }
}

/// The loss of some of the examples that went by: -ln sigmoid(u . v) of the true target and -ln(1 - sigmoid(u . v)) of the
/// others, as they were before the example's update.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Loss {
    /// All examples.
    pub examples: u64,
    /// Those whose loss was taken: one in [`Loss::EVERY`].
    pub taken: u64,
    /// The sum of their losses, in nats.
    pub sum: f64,
}

impl Loss {
    /// The loss of one example in so many is taken.
    pub const EVERY: u64 = 32;

    /// The mean loss of an example; None before the first.
    pub fn mean(&self) -> Option<f64> {
        (self.taken > 0).then(|| self.sum / self.taken as f64)
    }

    /// Adds another's up.
    pub fn add(&mut self, other: &Self) {
        self.examples += other.examples;
        self.taken += other.taken;
        self.sum += other.sum;
    }
}

/// What the loops need besides the tables; may be used for any number of calls.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    hidden: Vec<Lane>,
    error: Vec<Lane>,
}

dispatch! {
    /// Skip-gram: example `i` has the input row `examples[i]` and the targets `targets[i * per..][..per]`, `per` being
    /// `1 + negatives`; examples go one after the other.
    ///
    /// # Panics
    /// When a row is not in its table, the tables' rows differ in length, or there are not `per` targets an example.
    pub fn skip_gram(
        inputs: Table<'_>,
        outputs: Table<'_>,
        examples: &[u32],
        targets: &[u32],
        per: usize,
        rate: f32,
        workspace: &mut Workspace,
        loss: &mut Loss,
    ) = skip_gram_body;
}
dispatch! {
    /// CBOW: example `i` has as its input the mean (or the sum) of the rows `contexts[ends[i - 1]..ends[i]]` (from 0 for
    /// the first), each of which gains what the input would gain, with the sum divided by their number, as gensim does;
    /// targets as in [`skip_gram`]. An example without contexts is passed over.
    ///
    /// # Panics
    /// As [`skip_gram`], and when the ends do not rise or pass the contexts' end.
    pub fn cbow(
        inputs: Table<'_>,
        outputs: Table<'_>,
        contexts: &[u32],
        ends: &[u32],
        targets: &[u32],
        per: usize,
        mean: bool,
        rate: f32,
        workspace: &mut Workspace,
        loss: &mut Loss,
    ) = cbow_body;
}
