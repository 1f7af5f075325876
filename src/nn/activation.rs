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

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    const ALL: [Activation; 5] =
        [Activation::Linear, Activation::Relu, Activation::Selu, Activation::Tanh, Activation::Sigmoid];

    /// The function and its derivative, from their definitions.
    fn formula(activation: Activation, x: f64) -> (f64, f64) {
        match activation {
            Activation::Linear => (x, 1.0),
            Activation::Relu => (x.max(0.0), if x > 0.0 { 1.0 } else { 0.0 }),
            Activation::Selu if x >= 0.0 => (SELU_SCALE * x, SELU_SCALE),
            Activation::Selu => (SELU_SCALE * SELU_ALPHA * x.exp_m1(), SELU_SCALE * SELU_ALPHA * x.exp()),
            Activation::Tanh => (x.tanh(), 1.0 - x.tanh().powi(2)),
            Activation::Sigmoid => {
                let y = 1.0 / (1.0 + (-x).exp());
                (y, y * (1.0 - y))
            }
        }
    }

    #[test]
    fn values_and_derivatives_are_those_of_the_definitions_at_zero_and_far_out_too() {
        let points = [-1000.0, -30.0, -2.0, -0.3, 0.0, 0.3, 2.0, 30.0, 1000.0];
        for activation in ALL {
            let x = Var::new(&points, &Device::Cpu).unwrap();
            let y = activation.apply(x.as_tensor()).unwrap();
            let store = y.sum_all().unwrap().backward().unwrap();
            let slopes = store.get(x.as_tensor()).unwrap().to_vec1::<f64>().unwrap();
            for ((x, y), slope) in points.into_iter().zip(y.to_vec1::<f64>().unwrap()).zip(slopes) {
                let (value, derivative) = formula(activation, x);
                assert!((y - value).abs() < 1e-12, "{activation:?}({x}) = {y}, not {value}");
                assert!((slope - derivative).abs() < 1e-12, "{activation:?}'({x}) = {slope}, not {derivative}");
            }
        }
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for activation in ALL {
            let y = activation.apply(&Tensor::new(f32::NAN, &Device::Cpu).unwrap()).unwrap();
            assert!(y.to_scalar::<f32>().unwrap().is_nan(), "{activation:?}");
        }
    }
}
