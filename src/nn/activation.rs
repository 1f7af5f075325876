//! Activation functions.

use super::Result;
use candle_core::Tensor;
use serde::{Deserialize, Serialize};

/// The function that a layer ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// The input itself.
    #[default]
    Linear,
    /// max(0, x); the derivative at 0 is 0.
    Relu,
    /// Scaled exponential linear unit (Klambauer et al. 2017); the derivative at 0 is the scale.
    Selu,
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + exp(-x)).
    Sigmoid,
}

/// The two constants of SELU, which keep mean 0 and variance 1 from layer to layer.
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// See [`SELU_ALPHA`].
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

impl Activation {
    /// The function, element by element.
    pub fn apply(self, x: &Tensor) -> Result<Tensor> {
        Ok(match self {
            Self::Linear => x.clone(),
            Self::Relu => relu(x)?,
            Self::Selu => selu(x)?,
            Self::Tanh => x.tanh()?,
            Self::Sigmoid => candle_nn::ops::sigmoid(x)?,
        })
    }
}

/// candle's own has a derivative of 1 at 0, where dead and freshly initialised units sit; and it swallows not-a-number.
fn relu(x: &Tensor) -> candle_core::Result<Tensor> {
    let zeros = x.zeros_like()?;
    x.le(&zeros)?.where_cond(&zeros, x)
}

/// The exponential sees no positive input, or its overflow would turn into not-a-number on the way back.
fn selu(x: &Tensor) -> candle_core::Result<Tensor> {
    let zeros = x.zeros_like()?;
    let negative = x.lt(&zeros)?;
    let below = negative.where_cond(x, &zeros)?.exp()?.affine(SELU_SCALE * SELU_ALPHA, -SELU_SCALE * SELU_ALPHA)?;
    negative.where_cond(&below, &x.affine(SELU_SCALE, 0.0)?)
}
