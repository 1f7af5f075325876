//! What the pipeline lab shows and measures.

use crate::labs::training::{GRADIENT_NORM, LEARNING_RATE, LOSS, phases};
use crate::run::{Asked, Better, FigureSpec, MetricSpec, Needs, Shape, Split, Unit, When};

/// Held-out texts by true and predicted class.
pub const CONFUSION: FigureSpec = FigureSpec::new("confusion", Shape::HeatMap);
/// Scores of each class, then their means.
pub const CLASSES: FigureSpec =
    FigureSpec::new("classes", Shape::Table).names(&["class", "precision", "recall", "F1", "texts"]);
/// Accuracy of the model beside the baselines'.
pub const MODELS: FigureSpec = FigureSpec::new("models", Shape::Bars);
/// The probability of the last class after each token of a text.
pub const RUNNING_PREDICTION: FigureSpec = FigureSpec::new("strip", Shape::Tokens).when(When::Answer(Asked::Text));

/// Every figure.
pub const FIGURES: &[FigureSpec] = &[
    CONFUSION,
    CLASSES,
    MODELS,
    RUNNING_PREDICTION,
    phases::GRADIENTS.needs(BY_GRADIENTS),
    phases::UPDATE.needs(BY_GRADIENTS),
];

/// The metric that curves, baselines and the best checkpoint go by: 1 - accuracy on the held-out documents.
pub const HEADLINE: &str = "val_error";

/// Data of which it is known which texts hold a negation.
const MARKED: Needs = &[("data", "reviews")];
/// Networks and the dense layer learn by gradients; naive Bayes counts.
const BY_GRADIENTS: Needs = &[("model", "lstm")];

const fn loss(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "cross_entropy", split, Better::Lower, Unit::Nats)
}

const fn accuracy(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "accuracy", split, Better::Higher, Unit::Share)
}

const fn f1(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "f1_macro", split, Better::Higher, Unit::Share)
}

const fn negated(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "negated_accuracy", split, Better::Higher, Unit::Share).needs(MARKED)
}

/// Every metric.
pub const METRICS: &[MetricSpec] = &[
    LOSS,
    accuracy("batch_accuracy", Split::Batch),
    GRADIENT_NORM.needs(BY_GRADIENTS),
    LEARNING_RATE.needs(BY_GRADIENTS),
    loss("train_loss", Split::Training),
    accuracy("train_accuracy", Split::Training),
    loss("val_loss", Split::HeldOut),
    accuracy("accuracy", Split::HeldOut),
    f1("f1_macro", Split::HeldOut),
    negated("negated_accuracy", Split::HeldOut),
    MetricSpec::new(HEADLINE, "error", Split::HeldOut, Better::Lower, Unit::Share),
    accuracy("majority_accuracy", Split::Data),
    f1("majority_f1_macro", Split::Data),
    negated("majority_negated_accuracy", Split::Data),
    accuracy("naive_bayes_accuracy", Split::Data),
    f1("naive_bayes_f1_macro", Split::Data),
    negated("naive_bayes_negated_accuracy", Split::Data),
    accuracy("logistic_accuracy", Split::Data),
    f1("logistic_f1_macro", Split::Data),
    negated("logistic_negated_accuracy", Split::Data),
    MetricSpec::new("oov_rate", "oov_rate", Split::Data, Better::Lower, Unit::Share),
    MetricSpec::new("vocabulary", "vocabulary", Split::Data, Better::Lower, Unit::Count),
];
