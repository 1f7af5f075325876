//! What can be set, under gensim's names and with its defaults.

use thiserror::Error;

/// The settings of a training. `min_count` is the [`Corpus`](super::Corpus)'s, for it decides the vocabulary.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The length of a word's vector, at least 1.
    pub vector_size: usize,
    /// The farthest neighbour on either side, at least 1; each word's own window is drawn from 1 to this, so that near
    /// neighbours count more.
    pub window: usize,
    /// The share of all tokens above which a word's tokens are thinned out, 0 to 1: of a word with the share f, a token is
    /// kept with the probability sqrt(sample / f) + sample / f. 0 keeps all.
    pub sample: f64,
    /// How often the corpus is gone through, at least 1.
    pub epochs: usize,
    /// Drawn targets beside each true one, at least 1.
    pub negative: usize,
    /// The first learning rate, above 0.
    pub alpha: f64,
    /// The last one, from 0 to `alpha`.
    pub min_alpha: f64,
    /// Targets are drawn in proportion to their count to this power; 1 is the words' own distribution, 0 the even one.
    pub ns_exponent: f64,
    /// Everything random follows from it.
    pub seed: u64,
    /// Skip-gram (a neighbour's vector predicts the word) rather than CBOW (the neighbours' mean does).
    pub sg: bool,
    /// The mean of the neighbours rather than their sum (CBOW only).
    pub cbow_mean: bool,
    /// Threads, at least 1. With one, the result is the same to the bit at each run; with several it is not.
    pub workers: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            vector_size: 100,
            window: 5,
            sample: 1e-3,
            epochs: 5,
            negative: 5,
            alpha: 0.025,
            min_alpha: 0.0001,
            ns_exponent: 0.75,
            seed: 1,
            sg: false,
            cbow_mean: true,
            workers: 1,
        }
    }
}

/// Why a training could not begin.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Error {
    /// A setting is out of its range.
    #[error("{key} = {value}: expected {expected}")]
    Setting {
        /// Its name.
        key: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// No word of the corpus occurs often enough.
    #[error("expected a text with words that occur at least {min_count} times; none of its {words} words does")]
    NoWords {
        /// Words of the corpus.
        words: u64,
        /// The least count.
        min_count: u64,
    },
    /// A state of another model.
    #[error("expected tables of {expected} numbers, found {found}")]
    State {
        /// Numbers of this model's tables.
        expected: usize,
        /// Numbers given.
        found: usize,
    },
}

impl Settings {
    /// Whether every setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), Error> {
        let counts = [
            ("vector_size", self.vector_size, 65_536, "a whole number from 1 to 65536"),
            ("window", self.window, 10_000, "a whole number from 1 to 10000"),
            ("epochs", self.epochs, 1 << 30, "a whole number from 1"),
            ("negative", self.negative, 10_000, "a whole number from 1 to 10000"),
            ("workers", self.workers, 1_024, "a whole number from 1 to 1024"),
        ];
        for (key, value, most, expected) in counts {
            if !(1..=most).contains(&value) {
                return Err(Error::Setting { key, value: value.to_string(), expected });
            }
        }
        let reals = [
            ("sample", self.sample, (0.0..=1.0).contains(&self.sample), "a number from 0 to 1"),
            ("alpha", self.alpha, self.alpha > 0.0 && self.alpha <= 10.0, "a number above 0, at most 10"),
            ("min_alpha", self.min_alpha, (0.0..=self.alpha).contains(&self.min_alpha), "a number from 0 to alpha"),
            ("ns_exponent", self.ns_exponent, self.ns_exponent.abs() <= 10.0, "a number from -10 to 10"),
        ];
        for (key, value, is_good, expected) in reals {
            if !is_good {
                return Err(Error::Setting { key, value: value.to_string(), expected });
            }
        }
        Ok(())
    }
}
