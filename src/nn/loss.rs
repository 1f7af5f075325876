//! Losses: one number from predictions and targets of the same shape, the mean over all elements.

use super::Result;
use candle_core::Tensor;

/// The mean squared error.
pub fn mse(prediction: &Tensor, target: &Tensor) -> Result<Tensor> {
    Ok(prediction.sub(target)?.sqr()?.mean_all()?)
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
