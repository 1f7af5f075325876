//! The oracle of every gradient: central differences in double precision.

use super::{Parameters, Result};
use candle_core::{Tensor, Var};

/// Compares candle's gradient of `loss` with central differences, for every number of the parameters (of a list of
/// 64-bit floats) and of the further variables given. Fails above a thousandth of the larger of the two, or of 1e-3.
pub(super) fn assert_gradients(parameters: &Parameters, others: &[&Var], loss: impl Fn() -> Result<Tensor>) {
    let store = loss().unwrap().backward().unwrap();
    let number = || loss().unwrap().to_scalar::<f64>().unwrap();
    let trained = parameters.iter().map(|p| (p.name(), p.var()));
    for (name, var) in trained.chain(others.iter().map(|var| ("input", *var))) {
        let gradient = store.get(var.as_tensor()).unwrap_or_else(|| panic!("{name} has no gradient"));
        let gradient = gradient.flatten_all().unwrap().to_vec1::<f64>().unwrap();
        let values = var.flatten_all().unwrap().to_vec1::<f64>().unwrap();
        for (i, found) in gradient.into_iter().enumerate() {
            let at = |delta: f64| {
                let mut moved = values.clone();
                moved[i] += delta;
                var.set(&Tensor::from_vec(moved, var.shape(), var.device()).unwrap()).unwrap();
                number()
            };
            let expected = (at(1e-5) - at(-1e-5)) / 2e-5;
            at(0.0);
            let scale = found.abs().max(expected.abs()).max(1e-3);
            assert!((found - expected).abs() <= 1e-3 * scale, "{name}[{i}]: {found}, by differences {expected}");
        }
    }
}
