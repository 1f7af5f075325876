//! The layer that brings each row to mean 0 and variance 1.

use super::gradients::{Place, add_to};
use super::lock::lock;
use super::{Error, Initializer, Parameter, Parameters, Result, dense, storage};
use crate::kernels::Level;
use crate::kernels::norm::{self as kernel, Moments};
use candle_core::{CpuStorage, CustomOp2, D, Device, Layout, Shape, Tensor, bail};
use std::sync::Mutex;

/// Added to the variance inside the root.
const EPSILON: f64 = 1e-5;

/// `(x - mean) / sqrt(variance + 1e-5) weight + bias` over the last axis (Ba, Kiros and Hinton 2016).
#[derive(Debug, Clone)]
pub struct LayerNorm {
    name: String,
    weight: Parameter,
    bias: Parameter,
}

impl LayerNorm {
    /// Makes `name.weight` (ones) and `name.bias` (zeros), `[features]` each.
    ///
    /// # Errors
    /// When a name is taken.
    pub fn new(parameters: &mut Parameters, name: &str, features: usize) -> Result<Self> {
        let weight = parameters.create(&format!("{name}.weight"), &[features], Initializer::Constant(1.0))?;
        let bias = parameters.create(&format!("{name}.bias"), &[features], Initializer::Zeros)?;
        parameters.describe(name, "LayerNorm", &[features]);
        Ok(Self { name: name.to_owned(), weight, bias })
    }

    /// From `[..., features]` to the same shape.
    ///
    /// # Errors
    /// When the last axis has another length.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let features = self.weight.count();
        if x.dims().last() != Some(&features) {
            let (expected, found) = (format!("[..., {features}]"), x.dims().to_vec());
            return Err(Error::Input { layer: self.name.clone(), expected, found });
        }
        if storage::kernels_take(x) {
            let op = Fused { layer: self.clone(), moments: Mutex::default() };
            return Ok(x.contiguous()?.apply_op2(&dense::anchor(&self.weight, Some(&self.bias)), op)?);
        }
        let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let normal = centred.broadcast_div(&(variance + EPSILON)?.sqrt()?)?;
        Ok(normal.broadcast_mul(&self.weight.tensor())?.broadcast_add(&self.bias.tensor())?)
    }
}

/// The layer as one operation of an input and a parameter to be tracked by.
struct Fused {
    layer: LayerNorm,
    /// Of each row, from the way forward for the way back.
    moments: Mutex<Vec<Moments>>,
}

impl Fused {
    fn weights(&self) -> [Tensor; 2] {
        [&self.layer.weight, &self.layer.bias].map(|parameter| parameter.var().as_detached_tensor())
    }
}

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, layout)?;
        let [weight, bias] = self.weights();
        let (weight, bias) = (storage::view(&weight)?, storage::view(&bias)?);
        let mut y = vec![0.0; x.len()];
        let mut moments = vec![Moments::default(); x.len() / weight.values().len().max(1)];
        let (weight, bias) = (weight.values(), bias.values());
        kernel::layer_norm(Level::current(), x, weight, bias, EPSILON as f32, &mut moments, &mut y);
        *lock(&self.moments) = moments;
        Ok((CpuStorage::F32(y), layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let [weight, _] = self.weights();
        let (weight, values) = (storage::view(&weight)?, storage::view(x)?);
        let moments = std::mem::take(&mut *lock(&self.moments));
        let features = weight.values().len();
        if moments.len() * features != x.elem_count() {
            bail!("a layer norm's graph can be walked back once");
        }
        let mut d_x = vec![0.0; x.elem_count()];
        let mut spare = [vec![0.0; features], vec![0.0; features]];
        let wanted = [Some(&self.layer.weight), Some(&self.layer.bias)].map(|p| p.filter(|p| !p.is_frozen()));
        let mut run = |gradient: &[f32], d_weight: Option<&mut [f32]>, d_bias: Option<&mut [f32]>| {
            let [spare_weight, spare_bias] = &mut spare;
            let (d_weight, d_bias) = (d_weight.unwrap_or(spare_weight), d_bias.unwrap_or(spare_bias));
            let (x, weight) = (values.values(), weight.values());
            kernel::layer_norm_back(Level::current(), x, weight, &moments, gradient, d_weight, d_bias, &mut d_x);
        };
        storage::read(gradient, |gradient| match wanted {
            [None, None] => {
                run(gradient, None, None);
                Ok(())
            }
            wanted => {
                add_to(wanted, |[weight, bias]| run(gradient, weight.map(Place::cleared), bias.map(Place::cleared)))
            }
        })??;
        let d_x = if x.track_op() { Some(Tensor::from_vec(d_x, x.shape(), &Device::Cpu)?) } else { None };
        Ok((d_x, None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_gradients;
    use super::super::{Activation, Bias, Dense, Gradients, mse};
    use super::*;
    use candle_core::DType;

    /// A norm between two layers.
    fn model(dtype: DType) -> (Parameters, [Dense; 2], LayerNorm) {
        let mut parameters = Parameters::with_dtype(3, dtype);
        let first = Dense::new(&mut parameters, "first", 3, 7, Activation::Tanh, Bias::With).unwrap();
        let norm = LayerNorm::new(&mut parameters, "norm", 7).unwrap();
        let last = Dense::new(&mut parameters, "last", 7, 2, Activation::Tanh, Bias::With).unwrap();
        (parameters, [first, last], norm)
    }

    fn loss((_, [first, last], norm): &(Parameters, [Dense; 2], LayerNorm), dtype: DType) -> Result<Tensor> {
        let x = Tensor::arange(0.0_f32, 30.0, &Device::Cpu)?
            .affine(0.1, -1.3)?
            .sin()?
            .reshape((2, 5, 3))?
            .to_dtype(dtype)?;
        let target = Tensor::full(0.25_f32, (2, 5, 2), &Device::Cpu)?.to_dtype(dtype)?;
        mse(&last.forward(&norm.forward(&first.forward(&x)?)?)?, &target)
    }

    #[test]
    fn gradients_agree_with_finite_differences_and_the_kernel_with_the_composition() {
        let wide = model(DType::F64);
        assert_gradients(&wide.0, &[], || loss(&wide, DType::F64));
        let own = model(DType::F32);
        let gradients = Gradients::of(&loss(&own, DType::F32).unwrap(), own.0.trainable()).unwrap();
        let store = loss(&wide, DType::F64).unwrap().backward().unwrap();
        for ((_, found), parameter) in gradients.iter().zip(wide.0.iter()) {
            let expected =
                store.get(parameter.var().as_tensor()).unwrap().flatten_all().unwrap().to_vec1::<f64>().unwrap();
            assert!(found.iter().zip(&expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6), "{}", parameter.name());
        }
    }

    #[test]
    fn a_frozen_norm_hands_the_gradient_on_and_a_wrong_width_is_told() {
        let mut own = model(DType::F32);
        own.0.freeze("norm").unwrap();
        let gradients = Gradients::of(&loss(&own, DType::F32).unwrap(), own.0.trainable()).unwrap();
        assert!(gradients.get("norm.weight").is_none());
        assert!(gradients.get("first.kernel").unwrap().iter().any(|x| *x != 0.0));
        let error = own.2.forward(&Tensor::zeros((2, 3), DType::F32, &Device::Cpu).unwrap()).unwrap_err();
        assert!(error.to_string().contains("norm") && error.to_string().contains("[..., 7]"), "{error}");
    }
}
