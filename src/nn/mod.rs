//! Models and their training, in candle's graph: parameters, layers, losses, optimisers and the data-parallel step.
//! This room knows nothing of data sets or labs.
//!
//! A model is built once over a [`Parameters`] list; its layers hold handles of their weights. A step is then
//!
//! 1. [`parallel::Pool::forward`]: each shard of the batch computes its loss on some thread,
//! 2. [`parallel::Pending::backward`]: their gradients, added up in a fixed order,
//! 3. [`Optimizer::update`]: the weights change in place,
//!
//! or 1 and 2 at once with [`parallel::Pool::gradients`].

mod activation;
mod attention;
#[cfg(test)]
mod check;
mod convolution;
mod dense;
mod dropout;
mod embedding;
mod error;
mod gelu;
mod gradients;
mod image_shape;
mod initializer;
mod layer_norm;
mod lock;
mod loss;
mod optimizer;
#[cfg(test)]
mod optimizer_tests;
pub mod parallel;
mod parameter;
mod parameters;
#[cfg(test)]
mod parameters_tests;
mod pca;
mod pooling;
mod recurrent;
mod schedule;
mod softmax;
mod storage;
mod summary;
mod transfer;

pub use activation::{Activation, SELU_ALPHA, SELU_SCALE};
pub use attention::{Attended, causal_attention};
pub use convolution::{Conv2d, ConvTranspose2d};
pub use dense::{Bias, Dense};
pub use dropout::dropout;
pub use embedding::Embedding;
pub use error::{Error, Result};
pub use gelu::gelu;
pub use gradients::Gradients;
pub use image_shape::{Axis, Padding};
pub use initializer::{Initializer, fans};
pub use layer_norm::LayerNorm;
pub use loss::{bce_and_mse, bce_with_logits, mean_square_correlation, mse, mse_of_known};
pub use optimizer::{Algorithm, Optimizer, OptimizerState};
pub use parameter::{Parameter, without_gradients};
pub use parameters::{Parameters, Trainable};
pub use pca::Pca;
pub use pooling::max_pool2d;
pub use recurrent::{Cell, GradientTrace, LayerTrace, Recurrent, RecurrentStack, Squash, State, gradient_norms};
pub use schedule::{Plateau, Schedule};
pub use softmax::TokenLosses;
pub use summary::LayerSummary;
pub use transfer::Array;
