//! Dropout: a training step leaves out a part of the numbers.

use super::Result;
use crate::rng::{Quick, Rng};
use candle_core::Tensor;

/// Each number is left out (0) with probability `rate`, else divided by `1 - rate`, so that means stay (Srivastava et al.
/// 2014). A rate of 0 or less changes nothing. The same stream of random numbers leaves out the same ones.
///
/// # Errors
/// When the arithmetic fails.
pub fn dropout(x: &Tensor, rate: f64, rng: &mut Rng) -> Result<Tensor> {
    if rate <= 0.0 {
        return Ok(x.clone());
    }
    let mut quick = Quick::from(rng);
    // A number stays when 16 random bits lie at this or above.
    let limit = (rate.min(1.0) * 65_536.0).round() as u64;
    let scale = (65_536.0 / (65_536 - limit).max(1) as f64) as f32;
    let count = x.elem_count();
    let mut mask = Vec::with_capacity(count + 3);
    while mask.len() < count {
        let bits = quick.bits();
        mask.extend([0, 16, 32, 48].map(|shift| if (bits >> shift) & 0xffff >= limit { scale } else { 0.0 }));
    }
    mask.truncate(count);
    let mask = Tensor::from_vec(mask, x.shape(), x.device())?.to_dtype(x.dtype())?;
    Ok(x.mul(&mask)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;
    use candle_core::{Device, Var};

    #[test]
    fn the_part_asked_for_is_left_out_means_stay_and_gradients_go_the_way_of_what_stayed() {
        let x = Var::ones((100, 401), candle_core::DType::F32, &Device::Cpu).unwrap();
        let rng = || Rng::keyed(1, Purpose::Dropout, 0, 7);
        let y = dropout(x.as_tensor(), 0.25, &mut rng()).unwrap();
        let values = y.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let gone = values.iter().filter(|v| **v == 0.0).count() as f64 / values.len() as f64;
        assert!((gone - 0.25).abs() < 0.01, "{gone}");
        assert!(values.iter().all(|v| *v == 0.0 || (*v - 4.0 / 3.0).abs() < 1e-6));
        let again = dropout(x.as_tensor(), 0.25, &mut rng()).unwrap();
        assert_eq!(values, again.flatten_all().unwrap().to_vec1::<f32>().unwrap());
        let store = y.sum_all().unwrap().backward().unwrap();
        let gradient = store.get(x.as_tensor()).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(values, gradient);
        let same = dropout(x.as_tensor(), 0.0, &mut rng()).unwrap();
        assert!(same.flatten_all().unwrap().to_vec1::<f32>().unwrap().iter().all(|v| *v == 1.0));
    }
}
