//! The fully connected layer.

use super::gradients::add_to;
use super::{Activation, Error, Initializer, Parameter, Parameters, Result, SELU_ALPHA, SELU_SCALE, storage};
use crate::kernels::{Level, dense as kernel};
use candle_core::{CpuStorage, CustomOp2, DType, Device, Layout, Shape, Tensor};

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
        if can_run(x) {
            return self.fused(x, self.activation);
        }
        self.activation.apply(&self.logits(x)?)
    }

    /// The same without the activation function, for losses that take logits.
    pub fn logits(&self, x: &Tensor) -> Result<Tensor> {
        if can_run(x) {
            return self.fused(x, Activation::Linear);
        }
        affine(&self.name, x, &self.kernel, self.bias.as_ref())
    }

    /// The layer as one operation on the kernels.
    fn fused(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        output_shape(&self.name, x, &self.kernel)?;
        let (kernel, bias) = (self.kernel.tensor(), self.bias.as_ref().map(Parameter::tensor));
        // The operation is tracked by one of its parameters that is trained.
        let anchor = bias.filter(|bias| bias.track_op() && !kernel.track_op()).unwrap_or(kernel);
        let squash = match activation {
            Activation::Linear => kernel::Squash::Linear,
            Activation::Relu => kernel::Squash::Relu,
            Activation::Selu => kernel::Squash::Selu { scale: SELU_SCALE as f32, alpha: SELU_ALPHA as f32 },
            Activation::Tanh => kernel::Squash::Tanh,
            Activation::Sigmoid => kernel::Squash::Sigmoid,
        };
        let op = Fused { kernel: self.kernel.clone(), bias: self.bias.clone(), squash };
        Ok(x.contiguous()?.apply_op2(&anchor, op)?)
    }
}

fn can_run(x: &Tensor) -> bool {
    x.dtype() == DType::F32 && x.device().is_cpu()
}

/// The layer as one operation of an input and a parameter to be tracked by. The parameters' gradients go the way of
/// [`add_to`].
struct Fused {
    kernel: Parameter,
    bias: Option<Parameter>,
    squash: kernel::Squash,
}

impl Fused {
    fn units(&self) -> usize {
        self.kernel.shape().last().copied().unwrap_or(0)
    }

    fn with_weights<R>(&self, f: impl FnOnce(&[f32], &[f32]) -> R) -> candle_core::Result<R> {
        let (kernel, bias) =
            (self.kernel.var().as_detached_tensor(), self.bias.as_ref().map(|b| b.var().as_detached_tensor()));
        let bias = bias.as_ref().map(storage::view).transpose()?;
        Ok(f(storage::view(&kernel)?.values(), bias.as_ref().map_or(&[], |bias| bias.values())))
    }
}

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "dense"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, x_layout)?;
        let (units, mut shape) = (self.units(), x_layout.dims().to_vec());
        if let Some(last) = shape.last_mut() {
            *last = units;
        }
        let mut y = vec![0.0; shape.iter().product()];
        self.with_weights(|kernel, bias| {
            kernel::forward(Level::current(), x, kernel, bias, self.squash, units, &mut y);
        })?;
        Ok((CpuStorage::F32(y), Shape::from(shape)))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        y: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let mut d_x = vec![0.0; if x.track_op() { x.elem_count() } else { 0 }];
        let mut gradient = storage::read(gradient, <[f32]>::to_vec)?;
        let (x_view, y) = (storage::view(x)?, storage::view(y)?);
        let mut run = |d_kernel: Option<&mut [f32]>, d_bias: Option<&mut [f32]>| {
            let d_x = x.track_op().then_some(d_x.as_mut_slice());
            let (x, y, units) = (x_view.values(), y.values(), self.units());
            self.with_weights(|kernel, _| {
                let level = Level::current();
                kernel::backward(level, x, kernel, y, self.squash, units, &mut gradient, d_kernel, d_bias, d_x);
            })
        };
        let wanted = [Some(&self.kernel), self.bias.as_ref()].map(|p| p.filter(|p| !p.is_frozen()));
        match wanted {
            [None, None] => run(None, None)?,
            wanted => add_to(wanted, |[d_kernel, d_bias]| run(d_kernel, d_bias))??,
        }
        let d_x = if x.track_op() { Some(Tensor::from_vec(d_x, x.shape(), &Device::Cpu)?) } else { None };
        Ok((d_x, None))
    }
}

/// The shape of `x W`.
fn output_shape(layer: &str, x: &Tensor, kernel: &Parameter) -> Result<Vec<usize>> {
    let (inputs, units) = kernel.var().dims2()?;
    let mut shape = x.dims().to_vec();
    match shape.last_mut() {
        Some(last) if *last == inputs => *last = units,
        _ => return Err(Error::Input { layer: layer.into(), expected: format!("[..., {inputs}]"), found: shape }),
    }
    Ok(shape)
}

/// `x W + b` over the last axis: all other axes are rows of one matrix product. `layer` is for the error alone.
pub(super) fn affine(layer: &str, x: &Tensor, kernel: &Parameter, bias: Option<&Parameter>) -> Result<Tensor> {
    let inputs = kernel.shape().first().copied().unwrap_or(0);
    let shape = output_shape(layer, x, kernel)?;
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
