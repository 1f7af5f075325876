//! Word2Vec (Mikolov et al. 2013): skip-gram and CBOW with negative sampling, trained in slices. The settings have gensim's
//! names, defaults and meaning, and what is learnt is of the same quality; the random numbers are this program's own.
//!
//! The corpus is cut into pieces of about [`PIECE`] words, which are trained one after the other with a learning rate and
//! random numbers that depend on the seed and the piece alone. So one worker gives the same bits however the training is
//! cut into slices. Several workers take pieces as they come and write the same tables without waiting for each other
//! (see `hogwild`): their result differs from run to run in its last digits.

mod corpus;
mod hogwild;
mod piece;
mod sampler;
mod settings;
#[cfg(test)]
mod tests;

pub use corpus::{Corpus, PIECE, Reader};
pub use settings::{Error, Settings};

use super::vectors::WordVectors;
use crate::kernels::word2vec::Loss;
use crate::kernels::{LANES, Lane};
use crate::rng::{Purpose, Rng};
use piece::Tally;
use sampler::Sampler;
use std::sync::Arc;

/// A model in training.
#[derive(Debug)]
pub struct Word2Vec {
    plan: Plan,
    /// Lanes a row.
    lanes: usize,
    inputs: Vec<Lane>,
    outputs: Vec<Lane>,
    /// Pieces done, over all epochs.
    done: u64,
    tally: Tally,
}

/// How far a training is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Words gone by, unknown ones included, over all epochs.
    pub words: u64,
    /// All words of all epochs.
    pub total_words: u64,
    /// Tokens of known words gone by.
    pub tokens: u64,
    /// Those of them that subsampling kept.
    pub kept: u64,
    /// The mean loss of an example in the last slice, in nats; None where there was none. Before the first update it is
    /// `(1 + negative) * ln 2`.
    pub loss: Option<f64>,
    /// The learning rate of the next piece.
    pub alpha: f64,
}

/// What training reads.
#[derive(Debug)]
struct Plan {
    settings: Settings,
    corpus: Arc<Corpus>,
    sampler: Sampler,
}

/// A copy of what training has changed, exact to the bit.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Pieces of the corpus done, over all epochs.
    pub pieces: u64,
    /// The word vectors, `[words, vector_size]` in row-major order.
    pub inputs: Vec<f32>,
    /// The vectors of words as targets, likewise.
    pub outputs: Vec<f32>,
}

impl Word2Vec {
    /// An untrained model: word vectors uniform within +-1 / vector_size, as gensim 4 has it; target vectors 0.
    ///
    /// # Errors
    /// When a setting is out of its range, or the corpus has no word.
    pub fn new(corpus: Arc<Corpus>, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        if corpus.vocabulary().is_empty() {
            return Err(Error::NoWords { words: corpus.words(), min_count: corpus.min_count() });
        }
        let sampler = Sampler::new(corpus.vocabulary().counts(), &settings);
        let lanes = settings.vector_size.div_ceil(LANES);
        let rows = corpus.vocabulary().len();
        let mut rng = Rng::keyed(settings.seed, Purpose::Weights, 0, 0);
        let limit = 1.0 / settings.vector_size as f64;
        let values: Vec<f32> = (0..rows * settings.vector_size).map(|_| rng.between(-limit, limit) as f32).collect();
        let inputs = to_lanes(&values, settings.vector_size, lanes);
        let outputs = vec![Lane::ZERO; rows * lanes];
        let plan = Plan { settings, corpus, sampler };
        Ok(Self { plan, lanes, inputs, outputs, done: 0, tally: Tally::default() })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.plan.settings
    }

    /// The corpus.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.plan.corpus
    }

    /// How many tokens an epoch is expected to keep after subsampling, of [`Corpus::tokens`].
    pub fn expected_kept(&self) -> f64 {
        self.plan.sampler.expected_kept(self.plan.corpus.vocabulary().counts())
    }

    /// Trains for at least `words` words more (0 counts as 1), to the end of a piece, or to the end of the training.
    pub fn train(&mut self, words: u64) -> Progress {
        let first = self.done;
        let enough = self.plan.words_before(first).saturating_add(words.max(1));
        let mut end = first;
        while end < self.plan.pieces() && self.plan.words_before(end) < enough {
            end += 1;
        }
        self.tally.loss = Loss::default();
        let tally = hogwild::train(&self.plan, [&mut self.inputs, &mut self.outputs], self.lanes, first..end);
        self.tally.add(&tally);
        self.done = end;
        self.progress()
    }

    /// Whether all epochs are done.
    pub fn is_done(&self) -> bool {
        self.done >= self.plan.pieces()
    }

    /// How far the training is.
    pub fn progress(&self) -> Progress {
        Progress {
            words: self.plan.words_before(self.done),
            total_words: self.plan.corpus.words() * self.plan.settings.epochs as u64,
            tokens: self.tally.tokens,
            kept: self.tally.kept,
            loss: self.tally.loss.mean(),
            alpha: self.plan.alpha(self.done),
        }
    }

    /// The word vectors as they are now.
    pub fn vectors(&self) -> WordVectors {
        let width = self.plan.settings.vector_size;
        WordVectors::of(self.plan.corpus.vocabulary().clone(), width, from_lanes(&self.inputs, width, self.lanes))
    }

    /// A copy of what training has changed.
    pub fn export(&self) -> State {
        let copy = |lanes: &[Lane]| from_lanes(lanes, self.plan.settings.vector_size, self.lanes);
        State { pieces: self.done, inputs: copy(&self.inputs), outputs: copy(&self.outputs) }
    }

    /// Goes on from a state of the same corpus and settings; counts of tokens begin anew.
    ///
    /// # Errors
    /// When its tables have other lengths; nothing changes then.
    pub fn import(&mut self, state: &State) -> Result<(), Error> {
        let expected = self.plan.corpus.vocabulary().len() * self.plan.settings.vector_size;
        for found in [state.inputs.len(), state.outputs.len()] {
            if found != expected {
                return Err(Error::State { expected, found });
            }
        }
        self.inputs = to_lanes(&state.inputs, self.plan.settings.vector_size, self.lanes);
        self.outputs = to_lanes(&state.outputs, self.plan.settings.vector_size, self.lanes);
        self.done = state.pieces.min(self.plan.pieces());
        self.tally = Tally::default();
        Ok(())
    }
}

impl Plan {
    /// Pieces of all epochs.
    fn pieces(&self) -> u64 {
        self.corpus.pieces() as u64 * self.settings.epochs as u64
    }

    /// Words of all epochs before a piece.
    fn words_before(&self, piece: u64) -> u64 {
        let each = (self.corpus.pieces() as u64).max(1);
        piece / each * self.corpus.words() + self.corpus.words_before((piece % each) as usize)
    }

    /// The learning rate of a piece: it falls evenly with the words gone by.
    fn alpha(&self, piece: u64) -> f64 {
        let total = (self.corpus.words() * self.settings.epochs as u64).max(1);
        let share = self.words_before(piece) as f64 / total as f64;
        self.settings.alpha + (self.settings.min_alpha - self.settings.alpha) * share
    }
}

/// Rows of `width` numbers, each in lanes of its own.
fn to_lanes(values: &[f32], width: usize, lanes: usize) -> Vec<Lane> {
    let mut all = vec![Lane::ZERO; values.len() / width * lanes];
    for (row, values) in all.chunks_exact_mut(lanes).zip(values.chunks_exact(width)) {
        for (lane, values) in row.iter_mut().zip(values.chunks(LANES)) {
            lane.0.iter_mut().zip(values).for_each(|(to, from)| *to = *from);
        }
    }
    all
}

fn from_lanes(all: &[Lane], width: usize, lanes: usize) -> Vec<f32> {
    let row = |row: &'_ [Lane]| row.iter().flat_map(|lane| lane.0).take(width).collect::<Vec<f32>>();
    all.chunks_exact(lanes).flat_map(row).collect()
}
