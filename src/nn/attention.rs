//! Causal self-attention as an operation of candle's graph.

use super::lock::lock;
use super::{Error, Result, storage};
use crate::kernels::Level;
use crate::kernels::attention::{self as kernel, Scratch};
use candle_core::{CpuStorage, CustomOp1, D, DType, Device, Layout, Shape, Tensor, bail};
use std::sync::{Arc, Mutex};

/// What attention gives.
#[derive(Debug, Clone)]
pub struct Attended {
    /// `[batch, positions, width]`.
    pub output: Tensor,
    /// How much each position looks at itself and each earlier one: `[batch, heads, positions, positions]`, in row-major
    /// order; 0 for later ones. Each row sums to 1.
    pub weights: Arc<Vec<f32>>,
}

/// softmax(Q K^T / sqrt(width / heads)) V of each head, over this and earlier positions: from `[batch, positions, 3 width]`
/// (queries, keys, values of all heads side by side) to `[batch, positions, width]`.
///
/// # Errors
/// When the last axis is not three times a multiple of `heads`.
pub fn causal_attention(qkv: &Tensor, heads: usize) -> Result<Attended> {
    let &[batch, positions, triple] = qkv.dims() else { return Err(wrong(qkv, heads)) };
    if heads == 0 || triple == 0 || !triple.is_multiple_of(3 * heads) {
        return Err(wrong(qkv, heads));
    }
    let shape = kernel::Shape { positions, heads, head: triple / 3 / heads };
    if storage::kernels_take(qkv) {
        let weights = Arc::new(Mutex::new(Arc::default()));
        let op = Fused { shape, weights: Arc::clone(&weights) };
        let output = qkv.contiguous()?.apply_op1(op)?;
        let weights = Arc::clone(&lock(&weights));
        return Ok(Attended { output, weights });
    }
    composed(qkv, batch, shape)
}

fn wrong(qkv: &Tensor, heads: usize) -> Error {
    let expected = format!("[batch, positions, 3 x a multiple of {heads} heads]");
    Error::Input { layer: "attention".into(), expected, found: qkv.dims().to_vec() }
}

/// Out of candle's own operations.
fn composed(qkv: &Tensor, batch: usize, shape: kernel::Shape) -> Result<Attended> {
    let kernel::Shape { positions, heads, head } = shape;
    let part = |i: usize| {
        let part = qkv.narrow(2, i * shape.width(), shape.width())?;
        part.reshape((batch, positions, heads, head))?.transpose(1, 2)?.contiguous()
    };
    let scores = part(0)?.matmul(&part(1)?.transpose(2, 3)?.contiguous()?)?.affine(1.0 / (head as f64).sqrt(), 0.0)?;
    // Far below any score: what it adds to a sum is nothing.
    let later: Vec<f32> =
        (0..positions * positions).map(|i| if i % positions > i / positions { -1e9 } else { 0.0 }).collect();
    let later = Tensor::from_vec(later, (positions, positions), qkv.device())?.to_dtype(qkv.dtype())?;
    let weights = candle_nn::ops::softmax(&scores.broadcast_add(&later)?, D::Minus1)?;
    let output = weights.matmul(&part(2)?)?.transpose(1, 2)?.reshape((batch, positions, shape.width()))?;
    let weights = weights.detach().to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
    Ok(Attended { output, weights: Arc::new(weights) })
}

/// The operation on the kernels. The weights of the way forward serve the way back.
struct Fused {
    shape: kernel::Shape,
    weights: Arc<Mutex<Arc<Vec<f32>>>>,
}

impl CustomOp1 for Fused {
    fn name(&self) -> &'static str {
        "causal-attention"
    }

    fn cpu_fwd(&self, qkv: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let qkv = storage::contiguous(qkv, layout)?;
        let (batch, positions, triple) = layout.shape().dims3()?;
        let width = triple / 3;
        let mut y = vec![0.0; batch * positions * width];
        let mut weights = vec![0.0; batch * self.shape.probabilities()];
        let mut scratch = Scratch::default();
        let parts = qkv.chunks_exact((positions * triple).max(1)).zip(y.chunks_exact_mut((positions * width).max(1)));
        for ((qkv, y), weights) in parts.zip(weights.chunks_exact_mut(self.shape.probabilities().max(1))) {
            kernel::forward(Level::current(), self.shape, qkv, &mut scratch, weights, y);
        }
        *lock(&self.weights) = Arc::new(weights);
        Ok((CpuStorage::F32(y), Shape::from((batch, positions, width))))
    }

    fn bwd(&self, qkv: &Tensor, y: &Tensor, gradient: &Tensor) -> candle_core::Result<Option<Tensor>> {
        let weights = Arc::clone(&lock(&self.weights));
        let (qkv_view, gradient) = (storage::view(qkv)?, gradient.contiguous()?);
        let gradient = storage::view(&gradient)?;
        let (sequence, own) = (qkv.elem_count() / qkv.dim(0)?.max(1), y.elem_count() / y.dim(0)?.max(1));
        if weights.len() != qkv.dim(0)? * self.shape.probabilities() {
            bail!("attention was never computed");
        }
        let mut d_qkv = vec![0.0; qkv.elem_count()];
        let mut scratch = Scratch::default();
        let sequences = qkv_view.values().chunks_exact(sequence.max(1)).zip(gradient.values().chunks_exact(own.max(1)));
        let weights = weights.chunks_exact(self.shape.probabilities().max(1));
        for (((qkv, d_y), weights), d_qkv) in sequences.zip(weights).zip(d_qkv.chunks_exact_mut(sequence.max(1))) {
            kernel::backward(Level::current(), self.shape, qkv, weights, d_y, &mut scratch, d_qkv);
        }
        Tensor::from_vec(d_qkv, qkv.shape(), &Device::Cpu).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_gradients;
    use super::super::{Activation, Bias, Dense, Gradients, Parameters};
    use super::*;

    fn model(dtype: DType) -> (Parameters, Dense) {
        let mut parameters = Parameters::with_dtype(4, dtype);
        let dense = Dense::new(&mut parameters, "qkv", 5, 18, Activation::Linear, Bias::With).unwrap();
        (parameters, dense)
    }

    fn attended(dense: &Dense, positions: usize, dtype: DType) -> Attended {
        let count = 2 * positions * 5;
        let x = Tensor::arange(0.0_f32, count as f32, &Device::Cpu).unwrap().affine(0.7, 0.1).unwrap().sin().unwrap();
        let x = x.reshape((2, positions, 5)).unwrap().to_dtype(dtype).unwrap();
        causal_attention(&dense.forward(&x).unwrap(), 2).unwrap()
    }

    #[test]
    fn gradients_agree_with_finite_differences_and_the_kernel_with_the_composition() {
        for positions in [1, 2, 5, 40] {
            let (wide, own) = (model(DType::F64), model(DType::F32));
            let loss =
                |dense: &Dense, dtype| attended(dense, positions, dtype).output.sqr().unwrap().mean_all().unwrap();
            if positions < 10 {
                assert_gradients(&wide.0, &[], || Ok(loss(&wide.1, DType::F64)));
            }
            let (a, b) = (attended(&own.1, positions, DType::F32), attended(&wide.1, positions, DType::F64));
            assert!(a.weights.iter().zip(b.weights.iter()).all(|(a, b)| (a - b).abs() < 1e-6));
            assert!(a.weights.chunks(positions).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
            let gradients = Gradients::of(&loss(&own.1, DType::F32), own.0.trainable()).unwrap();
            let store = loss(&wide.1, DType::F64).backward().unwrap();
            for ((_, found), parameter) in gradients.iter().zip(wide.0.iter()) {
                let expected = store.get(parameter.var().as_tensor()).unwrap().flatten_all().unwrap();
                let expected = expected.to_vec1::<f64>().unwrap();
                let close = found.iter().zip(&expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6);
                assert!(close, "{positions} {}", parameter.name());
            }
        }
    }

    #[test]
    fn heads_that_do_not_divide_the_width_are_told() {
        let qkv = Tensor::zeros((1, 4, 18), DType::F32, &Device::Cpu).unwrap();
        for heads in [0, 4, 7] {
            let error = causal_attention(&qkv, heads).unwrap_err().to_string();
            assert!(error.contains(&format!("{heads} heads")), "{error}");
        }
        assert_eq!(causal_attention(&qkv, 3).unwrap().output.dims(), [1, 4, 6]);
    }
}
