//! What the language lab shows and measures.

use crate::labs::training::{GRADIENT_NORM, LEARNING_RATE, LOSS, phases};
use crate::run::{Asked, Better, FigureSpec, MetricSpec, Needs, Shape, Split, Unit, When};

/// Of the grammar everything is known.
const GRAMMAR: Needs = &[("data", "grammar"), ("tokens", "words")];

/// How surprised the model is by each token of a text, in bits, as the answer to a question about that text.
pub const SURPRISE: FigureSpec = FigureSpec::new("surprise", Shape::Tokens).when(When::Answer(Asked::Text));

/// Every figure.
pub const FIGURES: &[FigureSpec] = &[SURPRISE, phases::GRADIENTS, phases::UPDATE];

/// The metric that curves, baselines and the best checkpoint go by: e to the mean surprise of a held-out token.
pub const HEADLINE: &str = "perplexity";

const fn of(id: &'static str, split: Split, better: Better, unit: Unit) -> MetricSpec {
    MetricSpec::new(id, id, split, better, unit)
}

/// Every metric.
pub const METRICS: &[MetricSpec] = &[
    LOSS,
    MetricSpec::new("batch_accuracy", "accuracy", Split::Batch, Better::Higher, Unit::Share),
    GRADIENT_NORM,
    LEARNING_RATE,
    MetricSpec::new("train_perplexity", "perplexity", Split::Training, Better::Lower, Unit::Plain),
    of(HEADLINE, Split::HeldOut, Better::Lower, Unit::Plain),
    of("perplexity_charged", Split::HeldOut, Better::Lower, Unit::Plain).needs(&[("tokens", "words")]),
    of("bits_per_character", Split::HeldOut, Better::Lower, Unit::Plain),
    of("accuracy", Split::HeldOut, Better::Higher, Unit::Share),
    of("oov_rate", Split::HeldOut, Better::Lower, Unit::Share),
    of("errors_above_truth", Split::HeldOut, Better::Lower, Unit::Plain).needs(&[("data", "grammar")]),
    of("perplexity_floor", Split::Data, Better::Lower, Unit::Plain).needs(GRAMMAR),
    of("true_perplexity", Split::Data, Better::Lower, Unit::Plain).needs(&[("data", "grammar")]),
];
