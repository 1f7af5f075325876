//! What can go wrong in this room.

use std::ops::Range;

/// An error of a layer, a parameter list, an optimiser or a training step. Names that may come from a file are shown
/// with their control characters escaped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The step is not wanted any more.
    #[error("interrupted between two shards")]
    Interrupted,
    /// candle refused an operation.
    #[error(transparent)]
    Tensor(#[from] candle_core::Error),
    /// Two parameters of one model bear the same name.
    #[error("the model has a parameter named {name:?} already")]
    Duplicate {
        /// The name in question.
        name: String,
    },
    /// An input has another shape than the layer takes.
    #[error("{layer} takes {expected}, not an array of shape {found:?}")]
    Input {
        /// The layer.
        layer: String,
        /// What it takes.
        expected: String,
        /// The shape that came.
        found: Vec<usize>,
    },
    /// An array has another shape than the parameter that it is meant for.
    #[error("{name:?} needs shape {expected:?}, not {found:?}")]
    Shape {
        /// The parameter.
        name: String,
        /// The shape that fits.
        expected: Vec<usize>,
        /// The shape that came.
        found: Vec<usize>,
    },
    /// An array holds another number of values than its shape says.
    #[error("{name:?} has shape {shape:?} but {found} values")]
    ValueCount {
        /// The parameter.
        name: String,
        /// The array's shape.
        shape: Vec<usize>,
        /// How many values came.
        found: usize,
    },
    /// The arrays to import lack one of the model's parameters.
    #[error("nothing given for the parameter {name:?} (shape {shape:?})")]
    Missing {
        /// The parameter.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// An array bears a name that is no parameter of the model, or the same name twice.
    #[error("{name:?} (shape {shape:?}) is no parameter of this model, or given twice")]
    Unexpected {
        /// The array's name.
        name: String,
        /// The array's shape.
        shape: Vec<usize>,
    },
    /// Neither a parameter nor a layer bears that name.
    #[error("no parameter or layer is named {name:?}; there are: {known}")]
    UnknownName {
        /// The name in question.
        name: String,
        /// The layers that there are, separated by commas.
        known: String,
    },
    /// An optimiser was given gradients of other parameters than those that it keeps state for.
    #[error("these gradients belong to other parameters than the optimiser's")]
    OtherParameters,
    /// A saved optimiser state is of another algorithm.
    #[error("the saved optimiser state is of {found}, the optimiser is {expected}")]
    OtherAlgorithm {
        /// The optimiser's own algorithm.
        expected: &'static str,
        /// That of the saved state.
        found: String,
    },
    /// A training step over a batch without rows.
    #[error("a batch needs at least one row")]
    EmptyBatch,
    /// A shard's loss is not a single number.
    #[error("a loss must be one number, not of shape {found:?}")]
    LossShape {
        /// The shape that came.
        found: Vec<usize>,
    },
    /// The work on one shard of the batch failed.
    #[error("rows {} to {} of the batch: {source}", rows.start, rows.end)]
    Shard {
        /// The rows of that shard.
        rows: Range<usize>,
        /// What failed.
        #[source]
        source: Box<Error>,
    },
    /// The work on one shard of the batch panicked.
    #[error("rows {} to {} of the batch: panic: {message}", rows.start, rows.end)]
    Panicked {
        /// The rows of that shard.
        rows: Range<usize>,
        /// The panic's message.
        message: String,
    },
    /// A worker thread could not be started.
    #[error("could not start a worker thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// The result of this room's functions.
pub type Result<T> = std::result::Result<T, Error>;
