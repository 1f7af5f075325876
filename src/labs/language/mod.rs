//! The language lab: n-grams, recurrent networks and a small GPT learn a text, in one unit.

mod predictor;

pub use predictor::Predictor;
