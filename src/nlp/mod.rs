//! The classical tools of language: tokens, the pipeline and its stages, vectors, vocabularies, n-gram models, naive
//! Bayes, metrics. Token ids are `u32` throughout, whatever a token is (word, character, subword).
//!
//! A text's way: [`segment`] cuts it at word boundaries, [`normalize`] gives each word one spelling, [`pipeline`] takes it
//! through the [`steps`], [`tokens`] are cut from what is left, [`vectorize`] makes rows of them; [`stream`] does all of it
//! for texts of any length.

pub mod bleu;
pub mod case;
pub mod chrf;
pub mod escape;
pub mod fold;
pub mod language;
pub mod logistic;
pub mod metrics;
pub mod naive_bayes;
pub mod ngram;
pub mod normalize;
mod notation;
pub mod pipeline;
pub mod segment;
mod stage;
pub mod stem;
pub mod steps;
pub mod stop_words;
pub mod stream;
pub mod subwords;
pub mod tokens;
pub mod vectorize;
pub mod vectors;
pub mod vocabulary;
pub mod word2vec;
pub mod words;

pub use notation::NotationError;
