//! What the forecaster shows and measures.

use crate::labs::training::{GRADIENT_NORM, LEARNING_RATE, LOSS, phases};
use crate::run::{Better, FigureSpec, MetricSpec, Needs, Shape, Split, Unit};

/// With a network of one unit and no head the formula of every cell can be written out.
const ONE_UNIT: Needs = &[("model", "simple-rnn"), ("layers", "1"), ("units", "1")];

/// Series that are made have a part for testing, and noise that is known.
const GENERATED: Needs = &[("data", "sine")];

/// The forecast of a held-out example beside the truth and the baselines.
pub const FORECAST: FigureSpec = FigureSpec::new("forecast", Shape::Lines).per_example();
/// What the network gives for an example, as an array.
pub const OUTPUT: FigureSpec = FigureSpec::new("output", Shape::Table);
/// Hidden units by time, over an example.
pub const HIDDEN_STATES: FigureSpec = FigureSpec::new("hidden-states", Shape::HeatMap);
/// The network unrolled in time over an example: `t`, `x`, a column a layer, and the output last.
pub const UNROLLED: FigureSpec = FigureSpec::new("unrolled", Shape::Table);
/// The column of [`UNROLLED`] that holds the step, that of the input, and the first of a layer.
pub const UNROLLED_T: usize = 0;
/// See [`UNROLLED_T`].
pub const UNROLLED_X: usize = 1;
/// See [`UNROLLED_T`].
pub const UNROLLED_LAYERS: usize = 2;
/// The numbers of every cell's formula.
pub const FORMULA: FigureSpec = FigureSpec::new("formula", Shape::Table).needs(ONE_UNIT);
/// How much of the last error reaches each step, a line a layer.
pub const GRADIENT_THROUGH_TIME: FigureSpec = FigureSpec::new("gradient-through-time", Shape::Lines);
/// The error by steps ahead.
pub const ERROR_BY_HORIZON: FigureSpec = FigureSpec::new("error-by-horizon", Shape::Lines);

/// Every figure.
pub const FIGURES: &[FigureSpec] = &[
    FORECAST,
    OUTPUT,
    HIDDEN_STATES,
    UNROLLED,
    FORMULA,
    GRADIENT_THROUGH_TIME,
    ERROR_BY_HORIZON,
    phases::FORWARD,
    phases::LOSS,
    phases::GRADIENTS,
    phases::UPDATE,
];

/// The metric that curves, baselines and the best checkpoint go by: over the last position's forecast.
pub const HEADLINE: &str = "val_mse_last_step";

const fn mse(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "mse", split, Better::Lower, Unit::DataSquared)
}

const fn last_step(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "mse_last_step", split, Better::Lower, Unit::DataSquared)
}

/// Every metric.
pub const METRICS: &[MetricSpec] = &[
    LOSS,
    last_step("batch_mse_last_step", Split::Batch),
    GRADIENT_NORM,
    LEARNING_RATE,
    mse("train_mse", Split::Training),
    last_step("train_mse_last_step", Split::Training),
    mse("val_mse", Split::HeldOut),
    last_step(HEADLINE, Split::HeldOut),
    mse("test_mse", Split::Test).needs(GENERATED),
    last_step("test_mse_last_step", Split::Test).needs(GENERATED),
    last_step("naive_mse", Split::Data),
    last_step("seasonal_naive_mse", Split::Data).needs(&[("data", "co2")]),
    last_step("least_squares_mse", Split::Data),
    last_step("noise_floor", Split::Data).needs(GENERATED),
];
