//! The fully connected layer.

use super::{Activation, Error, Initializer, Parameter, Parameters, Result};
use candle_core::Tensor;

/// Whether a layer adds a bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bias {
    /// One number a unit, first 0.
    With,
    /// None.
    Without,
}

/// `activation(x W + b)` over the last axis.
#[derive(Debug, Clone)]
pub struct Dense {
    name: String,
    kernel: Parameter,
    bias: Option<Parameter>,
    activation: Activation,
}

impl Dense {
    /// Makes `name.kernel` [inputs, units] (Glorot uniform) and `name.bias` [units] (zeros).
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        inputs: usize,
        units: usize,
        activation: Activation,
        bias: Bias,
    ) -> Result<Self> {
        let kernel = parameters.create(&format!("{name}.kernel"), &[inputs, units], Initializer::GlorotUniform)?;
        let bias = match bias {
            Bias::With => Some(parameters.create(&format!("{name}.bias"), &[units], Initializer::Zeros)?),
            Bias::Without => None,
        };
        parameters.describe(name, "Dense", &[units]);
        Ok(Self { name: name.to_owned(), kernel, bias, activation })
    }

    /// From [..., inputs] to [..., units].
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.activation.apply(&self.logits(x)?)
    }

    /// The same without the activation function, for losses that take logits.
    pub fn logits(&self, x: &Tensor) -> Result<Tensor> {
        affine(&self.name, x, &self.kernel, self.bias.as_ref())
    }
}

/// `x W + b` over the last axis: all other axes are rows of one matrix product. `layer` is for the error alone.
pub(super) fn affine(layer: &str, x: &Tensor, kernel: &Parameter, bias: Option<&Parameter>) -> Result<Tensor> {
    let (inputs, units) = kernel.var().dims2()?;
    let mut shape = x.dims().to_vec();
    match shape.last_mut() {
        Some(last) if *last == inputs => *last = units,
        _ => return Err(Error::Input { layer: layer.into(), expected: format!("[..., {inputs}]"), found: shape }),
    }
    let rows = x.elem_count() / inputs.max(1);
    let product = product(&x.contiguous()?.reshape((rows, inputs))?, &kernel.tensor())?;
    let sum = match bias {
        Some(bias) => product.broadcast_add(&bias.tensor())?,
        None => product,
    };
    Ok(sum.reshape(shape)?)
}

/// `x W`. The matrix product adds a single column up in another order for few rows than for many; beside a second column it
/// has one order for any number of rows, so that a vector gets the same bits alone as within a sequence.
fn product(x: &Tensor, kernel: &Tensor) -> candle_core::Result<Tensor> {
    match kernel.dim(1)? {
        1 => x.matmul(&kernel.pad_with_zeros(1, 0, 1)?)?.narrow(1, 0, 1),
        _ => x.matmul(kernel),
    }
}
