//! Losses: one number from predictions and targets of the same shape, the mean over all elements.

use super::{Result, storage};
use crate::kernels::{Level, vector};
use candle_core::{CpuStorage, CustomOp2, DType, Device, Layout, Shape, Tensor, bail};

/// The mean squared error.
pub fn mse(prediction: &Tensor, target: &Tensor) -> Result<Tensor> {
    let is_plain = |t: &Tensor| t.dtype() == DType::F32 && t.device().is_cpu();
    let has_kernel = is_plain(prediction) && is_plain(target) && prediction.dims() == target.dims();
    if has_kernel && prediction.elem_count() > 0 {
        return Ok(prediction.contiguous()?.apply_op2(&target.contiguous()?, SquaredError)?);
    }
    Ok(prediction.sub(target)?.sqr()?.mean_all()?)
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
    // ln(1 + exp(-x)) = m + ln(exp(-m) + exp(-x - m)) with m = max(-x, 0): no exponent is above 0. m is a constant to
    // the gradient, for the sum does not depend on it; a maximum's derivative at a tie would be wrong.
    let shift = logits.detach().neg()?.relu()?;
    let sum = (shift.neg()?.exp()? + logits.add(&shift)?.neg()?.exp()?)?;
    let softplus = (sum.log()? + shift)?;
    Ok((target.affine(-1.0, 1.0)?.mul(logits)? + softplus)?.mean_all()?)
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
}
