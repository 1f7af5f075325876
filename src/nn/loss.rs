//! Losses: one number from predictions and targets of the same shape, the mean over all elements.

use super::lock::lock;
use super::storage::{self, kernels_take};
use super::{Error, Result};
use crate::kernels::{self, Level, vector};
use candle_core::{CpuStorage, CustomOp1, CustomOp2, DType, Device, Layout, Shape, Tensor, bail};
use std::sync::{Arc, Mutex};

/// The mean squared error.
pub fn mse(prediction: &Tensor, target: &Tensor) -> Result<Tensor> {
    let has_kernel = kernels_take(prediction) && kernels_take(target) && prediction.dims() == target.dims();
    if has_kernel && prediction.elem_count() > 0 {
        return Ok(prediction.contiguous()?.apply_op2(&target.contiguous()?, SquaredError)?);
    }
    Ok(prediction.sub(target)?.sqr()?.mean_all()?)
}

/// The squared errors of the targets that are known (not NaN), added up and divided by `count`: their mean if they are so
/// many. A target that isn't known has no gradient. Where all are known and `count` is their number, the bits are those of
/// [`mse`].
pub fn mse_of_known(prediction: &Tensor, target: &Tensor, count: f64) -> Result<Tensor> {
    let has_kernel = kernels_take(prediction) && kernels_take(target) && prediction.dims() == target.dims();
    if !has_kernel || prediction.elem_count() == 0 {
        let difference = prediction.sub(target)?;
        let known = target.eq(target)?.where_cond(&difference, &difference.zeros_like()?)?;
        return Ok((known.sqr()?.sum_all()? / count)?);
    }
    Ok(prediction.contiguous()?.apply_op2(&target.contiguous()?, KnownSquaredError { count })?)
}

/// The squared error of known targets as one operation.
struct KnownSquaredError {
    count: f64,
}

/// Both with 0 wherever the target isn't known.
fn known(prediction: &[f32], target: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let pair = |(p, t): (&f32, &f32)| if t.is_nan() { (0.0, 0.0) } else { (*p, *t) };
    prediction.iter().zip(target).map(pair).unzip()
}

impl CustomOp2 for KnownSquaredError {
    fn name(&self) -> &'static str {
        "mse-of-known"
    }

    fn cpu_fwd(
        &self,
        prediction: &CpuStorage,
        prediction_layout: &Layout,
        target: &CpuStorage,
        target_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let prediction = storage::contiguous(prediction, prediction_layout)?;
        let target = storage::contiguous(target, target_layout)?;
        if prediction.len() != target.len() {
            bail!("predictions and targets differ in shape");
        }
        let (prediction, target) = known(prediction, target);
        let sum = vector::squared_distance(Level::current(), &prediction, &target);
        Ok((CpuStorage::F32(vec![(sum / self.count) as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        prediction: &Tensor,
        target: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let scale = 2.0 * gradient.to_scalar::<f32>()? / self.count as f32;
        let (p, t) = (storage::view(prediction)?, storage::view(target)?);
        let (p, t) = known(p.values(), t.values());
        let slope = |a: &[f32], b: &[f32]| {
            let mut values = vec![0.0; a.len()];
            vector::scaled_difference(a, b, scale, &mut values);
            Tensor::from_vec(values, prediction.shape(), &Device::Cpu)
        };
        let of_prediction = if prediction.track_op() { Some(slope(&p, &t)?) } else { None };
        let of_target = if target.track_op() { Some(slope(&t, &p)?) } else { None };
        Ok((of_prediction, of_target))
    }
}

/// The mean squared error as one operation.
struct SquaredError;

impl CustomOp2 for SquaredError {
    fn name(&self) -> &'static str {
        "mse"
    }

    fn cpu_fwd(
        &self,
        prediction: &CpuStorage,
        prediction_layout: &Layout,
        target: &CpuStorage,
        target_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let prediction = storage::contiguous(prediction, prediction_layout)?;
        let target = storage::contiguous(target, target_layout)?;
        if prediction.len() != target.len() {
            bail!("predictions and targets differ in shape");
        }
        let sum = vector::squared_distance(Level::current(), prediction, target);
        Ok((CpuStorage::F32(vec![(sum / prediction.len() as f64) as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        prediction: &Tensor,
        target: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let scale = 2.0 * gradient.to_scalar::<f32>()? / prediction.elem_count() as f32;
        let slope = |a: &Tensor, b: &Tensor| {
            let (a, b) = (storage::view(a)?, storage::view(b)?);
            let mut values = vec![0.0; a.values().len()];
            vector::scaled_difference(a.values(), b.values(), scale, &mut values);
            Tensor::from_vec(values, prediction.shape(), &Device::Cpu)
        };
        let of_prediction = if prediction.track_op() { Some(slope(prediction, target)?) } else { None };
        let of_target = if target.track_op() { Some(slope(target, prediction)?) } else { None };
        Ok((of_prediction, of_target))
    }
}

/// The binary cross-entropy in nats of targets in `[0, 1]` against sigmoid(logits): mean of
/// (1 - t) x + ln(1 + exp(-x)). Finite for any finite logit, and its gradient is sigmoid(x) - t everywhere, at 0 too.
pub fn bce_with_logits(logits: &Tensor, target: &Tensor) -> Result<Tensor> {
    Ok(bce_and_mse(logits, target)?.0)
}

/// [`bce_with_logits`], and beside it the mean squared error of sigmoid(logits): the same pass gives both.
pub fn bce_and_mse(logits: &Tensor, target: &Tensor) -> Result<(Tensor, f64)> {
    let count = logits.elem_count();
    if !(kernels_take(logits) && kernels_take(target) && logits.dims() == target.dims() && count > 0) {
        let squared = (candle_nn::ops::sigmoid(&logits.detach())? - target.detach())?.sqr()?.mean_all()?;
        return Ok((composed_bce(logits, target)?, squared.to_dtype(DType::F64)?.to_scalar()?));
    }
    let result = Arc::new(Mutex::new(CrossEntropyResult::default()));
    let op = CrossEntropy { wanted: logits.track_op(), result: Arc::clone(&result) };
    let loss = logits.contiguous()?.apply_op2(&target.contiguous()?, op)?;
    let squared = lock(&result).squared;
    Ok((loss, squared / count as f64))
}

fn composed_bce(logits: &Tensor, target: &Tensor) -> Result<Tensor> {
    // ln(1 + exp(-x)) = m + ln(exp(-m) + exp(-x - m)) with m = max(-x, 0): no exponent is above 0. m is a constant to
    // the gradient, for the sum does not depend on it; a maximum's derivative at a tie would be wrong.
    let shift = logits.detach().neg()?.relu()?;
    let sum = (shift.neg()?.exp()? + logits.add(&shift)?.neg()?.exp()?)?;
    let softplus = (sum.log()? + shift)?;
    Ok((target.affine(-1.0, 1.0)?.mul(logits)? + softplus)?.mean_all()?)
}

/// The binary cross-entropy as one operation, whose way forward leaves the gradient for the way back.
struct CrossEntropy {
    /// Whether the gradient is.
    wanted: bool,
    result: Arc<Mutex<CrossEntropyResult>>,
}

#[derive(Default)]
struct CrossEntropyResult {
    squared: f64,
    /// With respect to the logits; handed over on the way back.
    gradient: Vec<f32>,
}

impl CustomOp2 for CrossEntropy {
    fn name(&self) -> &'static str {
        "bce-with-logits"
    }

    fn cpu_fwd(
        &self,
        logits: &CpuStorage,
        logits_layout: &Layout,
        target: &CpuStorage,
        target_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let logits = storage::contiguous(logits, logits_layout)?;
        let target = storage::contiguous(target, target_layout)?;
        let mut gradient = vec![0.0; if self.wanted { logits.len() } else { 0 }];
        let count = logits.len() as f64;
        let sums =
            kernels::loss::bce_with_logits(Level::current(), logits, target, (1.0 / count) as f32, &mut gradient);
        *lock(&self.result) = CrossEntropyResult { squared: sums.squared, gradient };
        Ok((CpuStorage::F32(vec![(sums.loss / count) as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        logits: &Tensor,
        target: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let factor = gradient.to_scalar::<f32>()?;
        let of_logits = if logits.track_op() {
            let mut values = std::mem::take(&mut lock(&self.result).gradient);
            if values.len() != logits.elem_count() {
                bail!("a cross-entropy's graph can be walked back once");
            }
            if factor != 1.0 {
                vector::scale(&mut values, factor);
            }
            Some(Tensor::from_vec(values, logits.shape(), &Device::Cpu)?)
        } else {
            None
        };
        let scale = f64::from(factor) / logits.elem_count() as f64;
        let of_target = if target.track_op() { Some(logits.detach().affine(-scale, 0.0)?) } else { None };
        Ok((of_logits, of_target))
    }
}

/// The mean square of the correlation coefficient over all pairs of different code units, in `[0, 1]`; codes
/// `[rows, units]`. A penalty in proportion to it makes units independent of each other. The correlation is that over the rows given, so
/// over a shard's; a unit that is constant over them counts as uncorrelated.
pub fn mean_square_correlation(codes: &Tensor) -> Result<Tensor> {
    if !kernels_take(codes) || codes.rank() != 2 || codes.elem_count() == 0 {
        let (expected, found) = ("codes [rows, units] of 32-bit floats".into(), codes.dims().to_vec());
        return Err(Error::Input { layer: "the correlation penalty".into(), expected, found });
    }
    Ok(codes.contiguous()?.apply_op1(Correlation::default())?)
}

/// The penalty as one operation, whose way forward leaves the gradient for the way back.
#[derive(Default)]
struct Correlation(Mutex<Vec<f32>>);

impl CustomOp1 for Correlation {
    fn name(&self) -> &'static str {
        "mean-square-correlation"
    }

    fn cpu_fwd(&self, codes: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let codes = storage::contiguous(codes, layout)?;
        let mut gradient = vec![0.0; codes.len()];
        let columns = layout.dims().last().copied().unwrap_or(1);
        let value = kernels::correlation::mean_square(Level::current(), codes, columns, &mut gradient);
        *lock(&self.0) = gradient;
        Ok((CpuStorage::F32(vec![value as f32]), Shape::from(())))
    }

    fn bwd(&self, codes: &Tensor, _: &Tensor, gradient: &Tensor) -> candle_core::Result<Option<Tensor>> {
        let mut values = std::mem::take(&mut *lock(&self.0));
        if values.len() != codes.elem_count() {
            bail!("a penalty's graph can be walked back once");
        }
        vector::scale(&mut values, gradient.to_scalar::<f32>()?);
        Tensor::from_vec(values, codes.shape(), &Device::Cpu).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    #[test]
    fn the_mean_squared_error_is_over_all_elements() {
        let prediction = Tensor::new(&[[1.0_f32, 2.0], [3.0, 4.0]], &Device::Cpu).unwrap();
        let target = Tensor::new(&[[1.0_f32, 0.0], [3.0, 1.0]], &Device::Cpu).unwrap();
        assert_eq!(mse(&prediction, &target).unwrap().to_scalar::<f32>().unwrap(), (4.0 + 9.0) / 4.0);
    }

    #[test]
    fn a_target_that_is_not_known_counts_for_nothing_and_has_no_gradient() {
        let target = [1.0_f32, f32::NAN, 3.0, 1.0];
        let p = Var::new(&[1.0_f32, 1e30, 2.0, 4.0], &Device::Cpu).unwrap();
        let t = Tensor::new(&target, &Device::Cpu).unwrap();
        let loss = mse_of_known(p.as_tensor(), &t, 3.0).unwrap();
        assert_eq!(loss.to_scalar::<f32>().unwrap(), (1.0 + 9.0) / 3.0);
        let slope =
            |loss: &Tensor, of: &Var| loss.backward().unwrap().get(of.as_tensor()).unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(slope(&loss, &p), [0.0, 0.0, -2.0 / 3.0, 2.0]);
        // The same out of candle's operations.
        let wide = Var::from_tensor(&p.to_dtype(DType::F64).unwrap()).unwrap();
        let loss = mse_of_known(wide.as_tensor(), &t.to_dtype(DType::F64).unwrap(), 3.0).unwrap();
        assert!((loss.to_scalar::<f64>().unwrap() - 10.0 / 3.0).abs() < 1e-12);
        let slope = loss.backward().unwrap().get(wide.as_tensor()).unwrap().to_vec1::<f64>().unwrap();
        assert_eq!((slope[1], slope[3]), (0.0, 2.0));
    }

    #[test]
    fn where_all_targets_are_known_the_bits_are_those_of_the_plain_mean() {
        let numbers = |seed: usize| (0..7 * 331).map(move |i| ((i * 37 + seed) % 101) as f32 / 41.0);
        let p = Var::from_vec(numbers(1).collect(), (7, 331), &Device::Cpu).unwrap();
        let t = Tensor::from_vec(numbers(5).collect::<Vec<f32>>(), (7, 331), &Device::Cpu).unwrap();
        let run = |loss: Tensor| {
            let slope = loss.backward().unwrap().get(p.as_tensor()).unwrap().flatten_all().unwrap();
            (loss.to_scalar::<f32>().unwrap(), slope.to_vec1::<f32>().unwrap())
        };
        let plain = run(mse(p.as_tensor(), &t).unwrap());
        assert_eq!(run(mse_of_known(p.as_tensor(), &t, 7.0 * 331.0).unwrap()), plain);
    }

    #[test]
    fn the_cross_entropy_and_its_gradient_are_right_at_zero_and_when_saturated() {
        let logits = [-200.0_f32, -5.0, -0.1, 0.0, 0.0, 0.1, 5.0, 200.0, 200.0];
        let targets = [0.0_f32, 1.0, 0.3, 0.0, 1.0, 0.5, 1.0, 1.0, 0.0];
        let x = Var::new(&logits, &Device::Cpu).unwrap();
        let loss = bce_with_logits(x.as_tensor(), &Tensor::new(&targets, &Device::Cpu).unwrap()).unwrap();
        let store = loss.backward().unwrap();
        let gradient = store.get(x.as_tensor()).unwrap().to_vec1::<f32>().unwrap();

        let pairs = || logits.iter().zip(targets).map(|(&x, t)| (f64::from(x), f64::from(t)));
        let count = logits.len() as f64;
        let expected: f64 = pairs().map(|(x, t)| x.max(0.0) - x * t + (-x.abs()).exp().ln_1p()).sum::<f64>() / count;
        let loss = f64::from(loss.to_scalar::<f32>().unwrap());
        assert!((loss / expected - 1.0).abs() < 1e-6, "{loss} {expected}");
        for ((x, t), found) in pairs().zip(gradient) {
            let expected = (1.0 / (1.0 + (-x).exp()) - t) / count;
            assert!((f64::from(found) - expected).abs() < 1e-7, "at {x}, {t}: {found} {expected}");
        }
    }

    #[test]
    fn the_cross_entropy_is_that_composed_of_candles_operations_and_brings_the_squared_error_along() {
        let numbers = |seed: usize| (0..3 * 37).map(move |i| ((i * 37 + seed) % 41) as f32 / 41.0);
        let x = Var::from_vec(numbers(1).map(|v| 8.0 * v - 4.0).collect(), (3, 37), &Device::Cpu).unwrap();
        let t = Var::from_vec(numbers(5).collect::<Vec<f32>>(), (3, 37), &Device::Cpu).unwrap();
        let run = |loss: Tensor| {
            let store = (loss.clone() * 3.0).unwrap().backward().unwrap();
            let of = |v: &Var| store.get(v.as_tensor()).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
            (loss.to_scalar::<f32>().unwrap(), [of(&x), of(&t)].concat())
        };
        let (loss, squared) = bce_and_mse(x.as_tensor(), t.as_tensor()).unwrap();
        let (found, expected) = (run(loss), run(composed_bce(x.as_tensor(), t.as_tensor()).unwrap()));
        assert!((found.0 - expected.0).abs() < 1e-6);
        assert!(found.1.iter().zip(&expected.1).all(|(a, b)| (a - b).abs() < 1e-7));
        let sigmoid = candle_nn::ops::sigmoid(x.as_tensor()).unwrap();
        let expected = f64::from(mse(&sigmoid, t.as_tensor()).unwrap().to_scalar::<f32>().unwrap());
        assert!((squared - expected).abs() < 1e-6);
        let wide = |t: &Var| t.to_dtype(DType::F64).unwrap();
        assert!((bce_and_mse(&wide(&x), &wide(&t)).unwrap().1 - squared).abs() < 1e-6);
    }

    /// The penalty out of candle's operations.
    fn composed_correlation(codes: &Tensor) -> Tensor {
        let units = codes.dim(1).unwrap();
        let centred = codes.broadcast_sub(&codes.mean_keepdim(0).unwrap()).unwrap();
        let unit = centred.broadcast_div(&centred.sqr().unwrap().sum_keepdim(0).unwrap().sqrt().unwrap()).unwrap();
        let r = unit.t().unwrap().contiguous().unwrap().matmul(&unit).unwrap();
        let off = (Tensor::ones((units, units), codes.dtype(), &Device::Cpu).unwrap()
            - Tensor::eye(units, codes.dtype(), &Device::Cpu).unwrap())
        .unwrap();
        ((r * off).unwrap().sqr().unwrap().sum_all().unwrap() / (units * (units - 1)) as f64).unwrap()
    }

    #[test]
    fn the_correlation_penalty_is_that_composed_of_candles_operations() {
        let values: Vec<f32> = (0..16 * 30).map(|i| ((i * 53 + i * i % 17) % 97) as f32 / 40.0 - 1.0).collect();
        let codes = Var::from_vec(values, (16, 30), &Device::Cpu).unwrap();
        let gradient = |loss: &Tensor| {
            let store = (loss * 0.1).unwrap().backward().unwrap();
            store.get(codes.as_tensor()).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap()
        };
        let found = mean_square_correlation(codes.as_tensor()).unwrap();
        let expected = composed_correlation(codes.as_tensor());
        let number = |t: &Tensor| t.to_scalar::<f32>().unwrap();
        assert!((number(&found) - number(&expected)).abs() < 1e-6);
        let (found, expected) = (gradient(&found), gradient(&expected));
        let scale = expected.iter().fold(0.0_f32, |m, x| m.max(x.abs()));
        assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5 * scale));
        let error = mean_square_correlation(&codes.flatten_all().unwrap()).unwrap_err();
        assert!(error.to_string().contains("[rows, units]"), "{error}");
    }
}
