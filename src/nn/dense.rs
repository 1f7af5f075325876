//! The fully connected layer.

use super::gradients::{Place, add_to};
use super::{
    Activation, Embedding, Error, Initializer, Parameter, Parameters, Result, SELU_ALPHA, SELU_SCALE, storage,
};
use crate::kernels::{Level, dense as kernel};
use candle_core::{CpuStorage, CustomOp2, D, Device, Layout, Shape, Tensor};

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
    /// Whether the kernel is another layer's, `[units, inputs]`.
    is_turned: bool,
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
        Ok(Self { name: name.to_owned(), kernel, bias, activation, is_turned: false })
    }

    /// A layer that goes the way of `other` back with the same weights, `activation(x W^T + b)`: `name.bias` `[inputs of
    /// other]` is all that it makes. What either learns is the other's too.
    pub fn tied(parameters: &mut Parameters, name: &str, other: &Self, activation: Activation) -> Result<Self> {
        let is_turned = !other.is_turned;
        let axis = usize::from(!is_turned);
        let units = other.kernel.shape().get(axis).copied().unwrap_or(0);
        let bias = Some(parameters.create(&format!("{name}.bias"), &[units], Initializer::Zeros)?);
        parameters.describe(name, "Dense (tied)", &[units]);
        Ok(Self { name: name.to_owned(), kernel: other.kernel.clone(), bias, activation, is_turned })
    }

    /// A layer whose units are the tokens of an embedding and whose weights are its table, `x T^T + b`: `name.bias`
    /// `[tokens]` is all that it makes. What either learns is the other's too.
    ///
    /// # Errors
    /// When the name is taken.
    pub fn of_table(parameters: &mut Parameters, name: &str, embedding: &Embedding) -> Result<Self> {
        let kernel = embedding.table().clone();
        let units = kernel.shape().first().copied().unwrap_or(0);
        let bias = Some(parameters.create(&format!("{name}.bias"), &[units], Initializer::Zeros)?);
        parameters.describe(name, "Dense (tied)", &[units]);
        Ok(Self { name: name.to_owned(), kernel, bias, activation: Activation::Linear, is_turned: true })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn parameters(&self) -> (&Parameter, Option<&Parameter>) {
        (&self.kernel, self.bias.as_ref())
    }

    /// `[inputs, units]`; in a tied layer `[units, inputs]`, the other layer's.
    pub fn kernel(&self) -> &Parameter {
        &self.kernel
    }

    /// How many outputs there are.
    pub fn units(&self) -> usize {
        self.kernel.shape().get(usize::from(!self.is_turned)).copied().unwrap_or(0)
    }

    /// From `[..., inputs]` to `[..., units]`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        if storage::kernels_take(x) {
            return self.fused(x, self.activation);
        }
        self.activation.apply(&self.logits(x)?)
    }

    /// The same without the activation function, for losses that take logits.
    pub fn logits(&self, x: &Tensor) -> Result<Tensor> {
        if storage::kernels_take(x) {
            return self.fused(x, Activation::Linear);
        }
        if self.is_turned {
            let shape = self.output_shape(x)?;
            let product = product(&self.rows(x)?, &self.kernel.tensor().t()?)?.reshape(shape)?;
            return Ok(match &self.bias {
                Some(bias) => product.broadcast_add(&bias.tensor())?,
                None => product,
            });
        }
        affine(&self.name, x, &self.kernel, self.bias.as_ref())
    }

    fn rows(&self, x: &Tensor) -> Result<Tensor> {
        let inputs = x.dim(D::Minus1)?;
        Ok(x.contiguous()?.reshape((x.elem_count() / inputs.max(1), inputs))?)
    }

    fn output_shape(&self, x: &Tensor) -> Result<Vec<usize>> {
        output_shape(&self.name, x, &self.kernel, self.is_turned)
    }

    /// The layer as one operation on the kernels.
    fn fused(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        self.output_shape(x)?;
        let op = Fused { layer: self.clone(), squash: kernel_squash(activation) };
        Ok(x.contiguous()?.apply_op2(&anchor(&self.kernel, self.bias.as_ref()), op)?)
    }
}

/// A parameter for an operation to be tracked by: one that is trained, if there is one.
pub(super) fn anchor(kernel: &Parameter, bias: Option<&Parameter>) -> Tensor {
    let (kernel, bias) = (kernel.tensor(), bias.map(Parameter::tensor));
    bias.filter(|bias| bias.track_op() && !kernel.track_op()).unwrap_or(kernel)
}

pub(super) fn kernel_squash(activation: Activation) -> kernel::Squash {
    match activation {
        Activation::Linear => kernel::Squash::Linear,
        Activation::Relu => kernel::Squash::Relu,
        Activation::Selu => kernel::Squash::Selu { scale: SELU_SCALE as f32, alpha: SELU_ALPHA as f32 },
        Activation::Tanh => kernel::Squash::Tanh,
        Activation::Sigmoid => kernel::Squash::Sigmoid,
    }
}

/// The layer as one operation of an input and a parameter to be tracked by. The parameters' gradients go the way of
/// [`add_to`].
struct Fused {
    layer: Dense,
    squash: kernel::Squash,
}

impl Dense {
    pub(super) fn with_weights<R>(&self, f: impl FnOnce(kernel::Weights<'_>) -> R) -> candle_core::Result<R> {
        let Self { kernel, bias, is_turned, .. } = self;
        let (kernel, bias) = (kernel.var().as_detached_tensor(), bias.as_ref().map(|b| b.var().as_detached_tensor()));
        let bias = bias.as_ref().map(storage::view).transpose()?;
        let (kernel, bias) = (storage::view(&kernel)?, bias.as_ref().map_or(&[][..], |bias| bias.values()));
        let (kernel, units, is_turned) = (kernel.values(), self.units(), *is_turned);
        Ok(f(kernel::Weights { kernel, bias, units, is_turned }))
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
        let mut shape = x_layout.dims().to_vec();
        if let Some(last) = shape.last_mut() {
            *last = self.layer.units();
        }
        let mut y = vec![0.0; shape.iter().product()];
        self.layer.with_weights(|weights| kernel::forward(Level::current(), x, weights, self.squash, &mut y))?;
        Ok((CpuStorage::F32(y), Shape::from(shape)))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        y: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let level = Level::current();
        let mut d_x = vec![0.0; if x.track_op() { x.elem_count() } else { 0 }];
        let x_view = storage::view(x)?;
        let plain = gradient.contiguous()?;
        let plain = storage::view(&plain)?;
        let changed = if self.squash == kernel::Squash::Linear {
            None
        } else {
            let mut changed = plain.values().to_vec();
            kernel::before_squash(level, storage::view(y)?.values(), self.squash, &mut changed);
            Some(changed)
        };
        let gradient = changed.as_deref().unwrap_or(plain.values());
        let mut run = |kernel: Option<(&mut [f32], kernel::Sum)>, bias: Option<&mut [f32]>| {
            let input = x.track_op().then_some(d_x.as_mut_slice());
            let back = kernel::Back { kernel, bias, input };
            self.layer.with_weights(|weights| kernel::backward(level, x_view.values(), weights, gradient, back))
        };
        let wanted = [Some(&self.layer.kernel), self.layer.bias.as_ref()].map(|p| p.filter(|p| !p.is_frozen()));
        match wanted {
            [None, None] => run(None, None)?,
            wanted => add_to(wanted, |[kernel, bias]| run(kernel.map(Place::whatever), bias.map(Place::cleared)))??,
        }
        let d_x = if x.track_op() { Some(Tensor::from_vec(d_x, x.shape(), &Device::Cpu)?) } else { None };
        Ok((d_x, None))
    }
}

/// The shape of `x W`, or of `x W^T`.
fn output_shape(layer: &str, x: &Tensor, kernel: &Parameter, is_turned: bool) -> Result<Vec<usize>> {
    let (inputs, units) = kernel.var().dims2()?;
    let (inputs, units) = if is_turned { (units, inputs) } else { (inputs, units) };
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
    let shape = output_shape(layer, x, kernel, false)?;
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
#[path = "dense_tests.rs"]
mod tests;
