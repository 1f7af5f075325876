//! What the autoencoder shows and measures.

use crate::labs::training::{GRADIENT_NORM, LEARNING_RATE, LOSS, phases};
use crate::run::{Asked, Better, FigureSpec, MetricSpec, Needs, Shape, Split, Unit, When};

const CONVOLUTIONAL: Needs = &[("model", "convolutional")];

/// Names of the rows of [`DIGITS`] and [`DIGIT`]. The second is there with modifiers alone, the last where PCA is.
pub const ROWS: &[&str] = &[INPUT, SPOILT, RECONSTRUCTION, ERROR, PCA];
/// What went in, before any modifier.
pub const INPUT: &str = "input";
/// What the network saw.
pub const SPOILT: &str = "spoilt";
/// What came out.
pub const RECONSTRUCTION: &str = "reconstruction";
/// What came out minus what should have.
pub const ERROR: &str = "error";
/// What PCA makes of as many numbers.
pub const PCA: &str = "PCA";

/// The same held-out images all along. It comes live too, while an epoch runs.
pub const DIGITS: FigureSpec = FigureSpec::new("digits", Shape::Images).names(ROWS);
/// The same of one held-out image.
pub const DIGIT: FigureSpec =
    FigureSpec::new("digit", Shape::Images).per_example().when(When::Answer(Asked::Example)).names(ROWS);
/// The code of a held-out image, a bar a unit.
pub const CODE: FigureSpec = FigureSpec::new("code", Shape::Bars).per_example();
/// What a code of the user's decodes to.
pub const DECODED: FigureSpec =
    FigureSpec::new("decoded", Shape::Images).when(When::Answer(Asked::Values)).names(&["decoded"]);
/// The images between two held-out ones, along the line between their codes.
pub const WALK: FigureSpec = FigureSpec::new("walk", Shape::Images).when(When::Answer(Asked::Between)).names(&["walk"]);
/// What every unit of the code does.
pub const UNITS: FigureSpec = FigureSpec::new("units", Shape::Table).names(&[
    "unit",
    "state",
    "mean",
    "deviation",
    "least",
    "greatest",
    "MSE without",
]);
/// The column of [`UNITS`] that says what state a unit is in: [`ALIVE`], [`DEAD`] or [`USELESS`].
pub const UNITS_STATE: usize = 1;
/// The error is larger without it.
pub const ALIVE: &str = "alive";
/// It is the same for all images.
pub const DEAD: &str = "dead";
/// The error is hardly larger without it.
pub const USELESS: &str = "useless";
/// Pearson's r of every pair of units.
pub const CORRELATION: FigureSpec = FigureSpec::new("correlation", Shape::HeatMap);
/// Held-out images by two numbers of their codes, a group a class.
pub const CODE_MAP: FigureSpec = FigureSpec::new("code-map", Shape::Scatter);
/// The error of PCA by code size, and this model's.
pub const ERROR_BY_CODE: FigureSpec = FigureSpec::new("error-by-code", Shape::Lines);
/// The weights of the first layer; a recurrent network has none that make pictures.
pub const KERNELS: FigureSpec = FigureSpec::new("kernels", Shape::Images).needs(&[("model", "dense")]);
/// What every convolution makes of a held-out image.
pub const FEATURE_MAPS: FigureSpec = FigureSpec::new("feature-maps", Shape::Images).needs(CONVOLUTIONAL);
/// The arithmetic of every convolution's size.
pub const SHAPES: FigureSpec = FigureSpec::new("shapes", Shape::Table)
    .needs(CONVOLUTIONAL)
    .names(&["layer", "input", "height", "width", "output"]);
/// A classifier on the frozen code beside the same on pixels.
pub const CLASSIFIER: FigureSpec = FigureSpec::new("classifier", Shape::Table).when(When::End).names(&[
    "MLP(100) on",
    "accuracy",
    "precision",
    "recall",
    "F1",
    "parameters",
    "frozen",
    "seconds",
]);
/// The confusion matrix of the one on the code.
pub const CONFUSION: FigureSpec = FigureSpec::new("confusion", Shape::HeatMap).when(When::End);

/// Every figure.
pub const FIGURES: &[FigureSpec] = &[
    DIGITS,
    DIGIT,
    CODE,
    DECODED,
    WALK,
    UNITS,
    CORRELATION,
    CODE_MAP,
    ERROR_BY_CODE,
    KERNELS,
    FEATURE_MAPS,
    SHAPES,
    CLASSIFIER,
    CONFUSION,
    phases::GRADIENTS,
    phases::UPDATE,
];

/// The metric that curves, baselines and the best checkpoint go by.
pub const HEADLINE: &str = "val_mse";

const fn mse(id: &'static str, split: Split) -> MetricSpec {
    MetricSpec::new(id, "mse", split, Better::Lower, Unit::DataSquared)
}

const fn units(id: &'static str) -> MetricSpec {
    MetricSpec::new(id, id, Split::HeldOut, Better::Lower, Unit::Count)
}

/// Of a classifier, at the end.
const fn classified(id: &'static str) -> MetricSpec {
    MetricSpec::new(id, id, Split::HeldOut, Better::Higher, Unit::Share).when(When::End)
}

const fn size(id: &'static str) -> MetricSpec {
    MetricSpec::new(id, id, Split::HeldOut, Better::Lower, Unit::Count).when(When::End)
}

/// Every metric.
pub const METRICS: &[MetricSpec] = &[
    LOSS,
    mse("batch_mse", Split::Batch),
    GRADIENT_NORM,
    LEARNING_RATE,
    mse("train_mse", Split::Training),
    mse(HEADLINE, Split::HeldOut),
    MetricSpec::new("noisy_input_mse", "input_mse", Split::HeldOut, Better::Lower, Unit::DataSquared)
        .needs(&[("noise", "0.3")]),
    units("dead_units"),
    units("useless_units"),
    MetricSpec::new("mean_correlation", "mean_correlation", Split::HeldOut, Better::Lower, Unit::Plain),
    classified("accuracy"),
    classified("precision_macro"),
    classified("recall_macro"),
    classified("f1_macro"),
    size("classifier_parameters"),
    classified("accuracy_pixels"),
    classified("precision_macro_pixels"),
    classified("recall_macro_pixels"),
    classified("f1_macro_pixels"),
    size("classifier_parameters_pixels"),
    mse("mean_image_mse", Split::Data),
    mse("pca_mse", Split::Data),
    mse("repeat_mse", Split::Data).needs(&[("data", "films"), ("model", "recurrent")]),
];
