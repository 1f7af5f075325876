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
    /// Makes `name.kernel` `[inputs, units]` (Glorot uniform) and `name.bias` `[units]` (zeros).
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

    /// From `[..., inputs]` to `[..., units]`.
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

/// `x W`. The matrix product adds a single column up in another order for few rows than for many; beside a second
/// column it has one order for any number of rows, so that a vector gets the same bits alone as within a sequence.
fn product(x: &Tensor, kernel: &Tensor) -> candle_core::Result<Tensor> {
    match kernel.dim(1)? {
        1 => x.matmul(&kernel.pad_with_zeros(1, 0, 1)?)?.narrow(1, 0, 1),
        _ => x.matmul(kernel),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_gradients;
    use super::super::{Array, mse};
    use super::*;
    use candle_core::{DType, Device, Var};

    #[test]
    fn a_small_layer_gives_what_one_works_out_by_hand() {
        let mut parameters = Parameters::new(0);
        let dense = Dense::new(&mut parameters, "dense", 2, 3, Activation::Relu, Bias::With).unwrap();
        let kernel =
            Array { name: "dense.kernel".into(), shape: vec![2, 3], values: vec![1.0, 2.0, 3.0, -4.0, 5.0, 6.0] };
        let bias = Array { name: "dense.bias".into(), shape: vec![3], values: vec![0.5, 0.0, -40.0] };
        parameters.import(&[bias, kernel]).unwrap();
        let x = Tensor::new(&[[[1.0_f32, 1.0]], [[2.0, 0.0]]], &Device::Cpu).unwrap();
        let y = dense.forward(&x).unwrap();
        assert_eq!(y.dims(), [2, 1, 3]);
        assert_eq!(y.flatten_all().unwrap().to_vec1::<f32>().unwrap(), [0.0, 7.0, 0.0, 2.5, 4.0, 0.0]);
        let logits = dense.logits(&x).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(logits, [-2.5, 7.0, -31.0, 2.5, 4.0, -34.0]);
    }

    #[test]
    fn gradients_agree_with_finite_differences_for_every_activation() {
        for activation in
            [Activation::Linear, Activation::Relu, Activation::Selu, Activation::Tanh, Activation::Sigmoid]
        {
            for units in [1, 3] {
                let mut parameters = Parameters::with_dtype(4, DType::F64);
                let first = Dense::new(&mut parameters, "first", 2, 4, activation, Bias::With).unwrap();
                let second = Dense::new(&mut parameters, "second", 4, units, activation, Bias::Without).unwrap();
                let x = Var::new(&[[0.9_f64, -1.3], [0.2, 0.7], [-0.6, -1.8]], &Device::Cpu).unwrap();
                let target = Tensor::full(0.25_f64, (3, units), &Device::Cpu).unwrap();
                assert_gradients(&parameters, &[&x], || mse(&second.forward(&first.forward(x.as_tensor())?)?, &target));
            }
        }
    }

    #[test]
    fn the_autoencoder_of_the_references_has_its_number_of_parameters() {
        let mut parameters = Parameters::new(0);
        for (i, sizes) in [784, 100, 30, 100, 784].windows(2).enumerate() {
            Dense::new(&mut parameters, &format!("dense{i}"), sizes[0], sizes[1], Activation::Relu, Bias::With)
                .unwrap();
        }
        assert_eq!(parameters.total(), 163_814);
    }

    #[test]
    fn an_input_of_the_wrong_width_is_an_error_that_names_the_layer() {
        let mut parameters = Parameters::new(0);
        let dense = Dense::new(&mut parameters, "head", 4, 2, Activation::Linear, Bias::With).unwrap();
        let error = dense.forward(&Tensor::zeros((3, 5), DType::F32, &Device::Cpu).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "head takes [..., 4], not an array of shape [3, 5]");
    }
}
