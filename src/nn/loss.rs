//! Losses: one number from predictions and targets of the same shape, the mean over all elements.

use super::Result;
use candle_core::Tensor;

/// The mean squared error.
pub fn mse(prediction: &Tensor, target: &Tensor) -> Result<Tensor> {
    Ok(prediction.sub(target)?.sqr()?.mean_all()?)
}

/// The binary cross-entropy in nats of targets in [0, 1] against sigmoid(logits): mean of
/// (1 - t) x + ln(1 + exp(-x)). Finite for any finite logit, and its gradient is sigmoid(x) - t everywhere, at 0 too.
pub fn bce_with_logits(logits: &Tensor, target: &Tensor) -> Result<Tensor> {
    // ln(1 + exp(-x)) = m + ln(exp(-m) + exp(-x - m)) with m = max(-x, 0): no exponent is above 0. m is a constant to the
    // gradient, for the sum does not depend on it; a maximum's derivative at a tie would be wrong.
    let shift = logits.detach().neg()?.relu()?;
    let sum = (shift.neg()?.exp()? + logits.add(&shift)?.neg()?.exp()?)?;
    let softplus = (sum.log()? + shift)?;
    Ok((target.affine(-1.0, 1.0)?.mul(logits)? + softplus)?.mean_all()?)
}
