//! The output layer of a language model and its loss in one: the logits of a large vocabulary are never there all at once.

use super::dense::{self, Dense};
use super::gradients::{Place, add_to};
use super::lock::lock;
use super::{Error, Result, storage};
use crate::kernels::product::Sum;
use crate::kernels::{Level, dense as kernel, loss, vector};
use candle_core::{CpuStorage, CustomOp2, D, DType, Device, Layout, Shape, Tensor, bail};
use std::sync::{Arc, Mutex};

/// So many rows' logits are there at a time.
const BLOCK: usize = 128;

/// What a cross-entropy says beside its mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenLosses {
    /// -ln p of each row's target, in nats.
    pub losses: Vec<f32>,
    /// Rows whose most probable token is the target; of equally probable ones the first counts.
    pub right: usize,
}

impl TokenLosses {
    /// The sum over all rows, in nats.
    pub fn nats(&self) -> f64 {
        self.losses.iter().copied().map(f64::from).sum()
    }
}

impl Dense {
    /// The mean cross-entropy, in nats, of the target tokens against softmax(x W + b): x `[rows, inputs]`, a target below
    /// the number of units for each row. The gradients go the way of all layers'.
    ///
    /// # Errors
    /// When shapes do not fit, or a target is no token.
    pub fn cross_entropy(&self, x: &Tensor, targets: &[u32]) -> Result<(Tensor, TokenLosses)> {
        let units = self.units();
        if x.rank() != 2 || x.dim(0)? != targets.len() || targets.iter().any(|target| *target as usize >= units) {
            let expected = format!("[{}, inputs], and targets below {units}", targets.len());
            return Err(Error::Input { layer: self.name().to_owned(), expected, found: x.dims().to_vec() });
        }
        if !storage::kernels_take(x) || targets.is_empty() {
            return self.composed_cross_entropy(x, targets);
        }
        let result = Arc::new(Mutex::new(Forward::default()));
        let op = Fused { layer: self.clone(), targets: targets.to_vec(), result: Arc::clone(&result) };
        let (kernel, bias) = self.parameters();
        let loss = x.contiguous()?.apply_op2(&dense::anchor(kernel, bias), op)?;
        let told = std::mem::take(&mut lock(&result).told);
        Ok((loss, told))
    }

    fn composed_cross_entropy(&self, x: &Tensor, targets: &[u32]) -> Result<(Tensor, TokenLosses)> {
        let logits = self.logits(x)?;
        let at = Tensor::from_slice(targets, (targets.len(), 1), x.device())?;
        let nats = candle_nn::ops::log_softmax(&logits, D::Minus1)?.gather(&at, 1)?.neg()?;
        let best = logits.detach().argmax(D::Minus1)?.to_vec1::<u32>()?;
        let right = best.iter().zip(targets).filter(|(best, target)| best == target).count();
        let losses = nats.detach().to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        Ok((nats.mean_all()?, TokenLosses { losses, right }))
    }
}

/// The operation of an input and a parameter to be tracked by, whose way forward leaves the gradients for the way back.
struct Fused {
    layer: Dense,
    targets: Vec<u32>,
    result: Arc<Mutex<Forward>>,
}

#[derive(Default)]
struct Forward {
    told: TokenLosses,
    gradients: Option<FusedGradients>,
}

struct FusedGradients {
    input: Vec<f32>,
    kernel: Vec<f32>,
    bias: Vec<f32>,
}

impl Fused {
    fn compute(&self, x: &[f32], weights: kernel::Weights<'_>, wants_gradients: bool) -> Forward {
        let (level, rows, units) = (Level::current(), self.targets.len(), weights.units);
        let inputs = weights.kernel.len() / units.max(1);
        let scale = 1.0 / rows as f32;
        let mut told = TokenLosses { losses: vec![0.0; rows], right: 0 };
        let mut gradients = wants_gradients.then(|| FusedGradients {
            input: vec![0.0; x.len()],
            kernel: vec![0.0; weights.kernel.len()],
            bias: vec![0.0; weights.bias.len()],
        });
        let mut logits = vec![0.0; BLOCK.min(rows) * units];
        for (block, targets) in self.targets.chunks(BLOCK).enumerate() {
            let from = block * BLOCK;
            let x = &x[from * inputs..][..targets.len() * inputs];
            let logits = &mut logits[..targets.len() * units];
            kernel::forward(level, x, weights, kernel::Squash::Linear, logits);
            let losses = &mut told.losses[from..from + targets.len()];
            told.right += loss::softmax_cross_entropy(level, logits, targets, units, scale, losses).right;
            if let Some(FusedGradients { input, kernel, bias }) = &mut gradients {
                let input = &mut input[from * inputs..][..targets.len() * inputs];
                let bias = (!bias.is_empty()).then_some(bias.as_mut_slice());
                let back = kernel::Back { kernel: Some((kernel, Sum::Add)), bias, input: Some(input) };
                kernel::backward(level, x, weights, logits, back);
            }
        }
        Forward { told, gradients }
    }
}

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "softmax-cross-entropy"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, layout)?;
        let wants_gradients = super::parameter::is_tracking();
        let forward = self.layer.with_weights(|weights| self.compute(x, weights, wants_gradients))?;
        let mean = forward.told.nats() / self.targets.len() as f64;
        *lock(&self.result) = forward;
        Ok((CpuStorage::F32(vec![mean as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let factor = gradient.to_scalar::<f32>()?;
        let Some(mut own) = lock(&self.result).gradients.take() else {
            bail!("a cross-entropy's graph can be walked back once");
        };
        let (kernel, bias) = self.layer.parameters();
        let wanted = [Some(kernel), bias].map(|p| p.filter(|p| !p.is_frozen()));
        if wanted.iter().any(Option::is_some) {
            add_to(wanted, |[kernel, bias]| {
                let sums = [(kernel, &own.kernel), (bias, &own.bias)];
                for (place, part) in sums {
                    if let Some(sum) = place.map(Place::cleared) {
                        vector::add_scaled(sum, part, factor);
                    }
                }
            })?;
        }
        if !x.track_op() {
            return Ok((None, None));
        }
        vector::scale(&mut own.input, factor);
        Ok((Some(Tensor::from_vec(own.input, x.shape(), &Device::Cpu)?), None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_gradients;
    use super::super::{Activation, Bias, Embedding, Gradients, Parameters, without_gradients};
    use super::*;

    /// An embedding, and an output layer with weights of its own or the embedding's.
    fn model(dtype: DType, tied: bool) -> (Parameters, Embedding, Dense) {
        let mut parameters = Parameters::with_dtype(5, dtype);
        let embedding = Embedding::new(&mut parameters, "embedding", 11, 6).unwrap();
        let output = if tied {
            Dense::of_table(&mut parameters, "output", &embedding).unwrap()
        } else {
            Dense::new(&mut parameters, "output", 6, 11, Activation::Linear, Bias::With).unwrap()
        };
        (parameters, embedding, output)
    }

    fn loss((_, embedding, output): &(Parameters, Embedding, Dense), rows: usize) -> Result<(Tensor, TokenLosses)> {
        let ids: Vec<u32> = (0..rows as u32).map(|i| i * 7 % 11).collect();
        let targets: Vec<u32> = ids.iter().map(|id| (id * 3 + 1) % 11).collect();
        let x = embedding.forward(&Tensor::from_slice(&ids, rows, &Device::Cpu)?)?;
        output.cross_entropy(&x, &targets)
    }

    #[test]
    fn gradients_agree_with_finite_differences_and_the_kernel_with_the_composition_tied_or_not() {
        for tied in [false, true] {
            for rows in [1, 5, 300] {
                let (wide, own) = (model(DType::F64, tied), model(DType::F32, tied));
                if rows < 10 {
                    assert_gradients(&wide.0, &[], || Ok(loss(&wide, rows)?.0));
                }
                let (found, told) = loss(&own, rows).unwrap();
                let (expected, told_so) = loss(&wide, rows).unwrap();
                assert!(
                    (f64::from(found.to_scalar::<f32>().unwrap()) - expected.to_scalar::<f64>().unwrap()).abs() < 1e-5
                );
                assert_eq!((told.right, told.losses.len()), (told_so.right, rows));
                assert!(told.losses.iter().zip(&told_so.losses).all(|(a, b)| (a - b).abs() < 1e-5));
                let gradients = Gradients::of(&found, own.0.trainable()).unwrap();
                let store = expected.backward().unwrap();
                for ((_, found), parameter) in gradients.iter().zip(wide.0.iter()) {
                    let expected = store.get(parameter.var().as_tensor()).unwrap().flatten_all().unwrap();
                    let expected = expected.to_vec1::<f64>().unwrap();
                    let close = found.iter().zip(&expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6);
                    assert!(close, "{tied} {rows} {}", parameter.name());
                }
            }
        }
    }

    #[test]
    fn without_gradients_it_says_the_same_and_wrong_targets_are_told() {
        let own = model(DType::F32, true);
        let (mean, told) = loss(&own, 200).unwrap();
        let (bare, bare_told) = without_gradients(|| loss(&own, 200)).unwrap();
        assert_eq!(mean.to_scalar::<f32>().unwrap(), bare.to_scalar::<f32>().unwrap());
        assert_eq!(told, bare_told);
        let x = Tensor::zeros((2, 6), DType::F32, &Device::Cpu).unwrap();
        for targets in [&[0_u32][..], &[0, 11]] {
            let error = own.2.cross_entropy(&x, targets).unwrap_err().to_string();
            assert!(error.contains("output") && error.contains("below 11"), "{error}");
        }
    }
}
