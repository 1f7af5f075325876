//! The Gaussian error linear unit as an operation of candle's graph.

use super::{Result, storage};
use crate::kernels::{Level, gelu as kernel};
use candle_core::{CpuStorage, CustomOp1, Device, Layout, Shape, Tensor};

/// `x Phi(x)`, element by element, with the exact error function.
pub fn gelu(x: &Tensor) -> Result<Tensor> {
    if storage::kernels_take(x) {
        return Ok(x.contiguous()?.apply_op1(Gelu)?);
    }
    Ok(x.gelu_erf()?)
}

struct Gelu;

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, layout)?;
        let mut y = vec![0.0; x.len()];
        kernel::gelu(Level::current(), x, &mut y);
        Ok((CpuStorage::F32(y), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> candle_core::Result<Option<Tensor>> {
        let mut values = storage::read(gradient, <[f32]>::to_vec)?;
        kernel::gelu_slope(Level::current(), storage::view(x)?.values(), &mut values);
        Tensor::from_vec(values, x.shape(), &Device::Cpu).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Var;

    #[test]
    fn the_operation_and_its_gradient_are_those_of_candles_own_in_double_precision() {
        let values: Vec<f32> = (-50..=50).map(|i| i as f32 * 0.13).collect();
        let of = |x: &Var| {
            let y = gelu(x.as_tensor()).unwrap();
            let store = (&y * &y).unwrap().sum_all().unwrap().backward().unwrap();
            let number = |t: &Tensor| t.to_dtype(candle_core::DType::F64).unwrap().to_vec1::<f64>().unwrap();
            [number(&y), number(store.get(x.as_tensor()).unwrap())]
        };
        let own = of(&Var::new(values.as_slice(), &Device::Cpu).unwrap());
        let wide: Vec<f64> = values.into_iter().map(f64::from).collect();
        let expected = of(&Var::new(wide.as_slice(), &Device::Cpu).unwrap());
        for (a, b) in own.concat().iter().zip(expected.concat()) {
            assert!((a - b).abs() < 2e-6 * b.abs().max(1.0), "{a} {b}");
        }
    }
}
