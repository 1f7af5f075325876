//! Principal component analysis, exact: the best that any linear autoencoder can do (Baldi and Hornik 1989).

use super::{Error, Result, storage};
use candle_core::{Device, Tensor};
use nalgebra::{DMatrix, linalg::SymmetricEigen};

/// Rows that are gone through at once.
const CHUNK: usize = 256;

/// Rounds of the eigenvalue iteration; it takes two or three for each column.
const MOST_ROUNDS: usize = 100_000;

/// The directions in which data vary most, orthonormal, the largest variance first.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    mean: Vec<f32>,
    variances: Vec<f64>,
    /// A row a direction.
    components: Vec<f32>,
}

impl Pca {
    /// From `count` rows of `width` numbers, written by `row(i, out)`: the eigenvectors of their covariance matrix, from
    /// products in single precision added up in double. Each direction's largest number is positive, so that the same
    /// data always give the same signs.
    ///
    /// # Errors
    /// Without rows or columns, and when the numbers are not finite.
    pub fn fit(count: usize, width: usize, row: impl Fn(usize, &mut [f32])) -> Result<Self> {
        let mean = mean(count, width, &row);
        if count == 0 || width == 0 || mean.iter().any(|mean| !mean.is_finite()) {
            let expected = "rows of finite numbers".to_owned();
            return Err(Error::Input { layer: "PCA".into(), expected, found: vec![count, width] });
        }
        let mut covariance = vec![0.0_f64; width * width];
        for start in (0..count).step_by(CHUNK) {
            let rows = CHUNK.min(count - start);
            let mut chunk = vec![0.0; rows * width];
            for (i, out) in chunk.chunks_exact_mut(width).enumerate() {
                row(start + i, out);
                out.iter_mut().zip(&mean).for_each(|(value, mean)| *value -= mean);
            }
            let chunk = Tensor::from_vec(chunk, (rows, width), &Device::Cpu)?;
            let product = chunk.t()?.matmul(&chunk)?;
            storage::read(&product, |product| {
                covariance.iter_mut().zip(product).for_each(|(sum, part)| *sum += f64::from(*part));
            })?;
        }
        covariance.iter_mut().for_each(|sum| *sum /= count as f64);
        let matrix = DMatrix::from_row_slice(width, width, &covariance);
        let Some(eigen) = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST_ROUNDS) else {
            let expected = "numbers whose covariance has eigenvalues".to_owned();
            return Err(Error::Input { layer: "PCA".into(), expected, found: vec![count, width] });
        };
        let mut order: Vec<usize> = (0..width).collect();
        let variance = |i: usize| eigen.eigenvalues.get(i).copied().unwrap_or(0.0);
        order.sort_by(|&a, &b| variance(b).total_cmp(&variance(a)));
        let mut components = Vec::with_capacity(width * width);
        for &i in &order {
            let vector = eigen.eigenvectors.column(i);
            let largest = vector.iter().fold(0.0_f64, |largest, v| if v.abs() > largest.abs() { *v } else { largest });
            components.extend(vector.iter().map(|v| (v * largest.signum()) as f32));
        }
        let variances = order.iter().map(|&i| variance(i).max(0.0)).collect();
        Ok(Self { mean, variances, components })
    }

    /// The length of a row.
    pub fn width(&self) -> usize {
        self.mean.len()
    }

    /// The variance along each direction, the largest first.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// A row's coordinates along the first `components` directions.
    pub fn project(&self, row: &[f32], components: usize) -> Vec<f32> {
        let along = |direction: &[f32]| -> f32 {
            let terms = row.iter().zip(&self.mean).zip(direction).map(|((x, mean), d)| f64::from((x - mean) * d));
            terms.sum::<f64>() as f32
        };
        self.components.chunks_exact(self.width().max(1)).take(components).map(along).collect()
    }

    /// The row that coordinates along the first directions stand for.
    pub fn reconstruct(&self, coordinates: &[f32]) -> Vec<f32> {
        let mut row = self.mean.clone();
        for (direction, along) in self.components.chunks_exact(self.width().max(1)).zip(coordinates) {
            row.iter_mut().zip(direction).for_each(|(x, d)| *x += along * d);
        }
        row
    }

    /// The mean squared error of the reconstruction of other rows from 0, 1, ... `width` components: what of a row's
    /// squared distance from the mean the coordinates so far do not hold (Pythagoras).
    ///
    /// # Errors
    /// When the arithmetic fails.
    pub fn mse_by_components(&self, count: usize, row: impl Fn(usize, &mut [f32])) -> Result<Vec<f64>> {
        let width = self.width();
        let directions = Tensor::from_slice(&self.components, (width, width), &Device::Cpu)?.t()?;
        let (mut whole, mut along) = (0.0, vec![0.0_f64; width]);
        for start in (0..count).step_by(CHUNK) {
            let rows = CHUNK.min(count - start);
            let mut chunk = vec![0.0; rows * width];
            for (i, out) in chunk.chunks_exact_mut(width).enumerate() {
                row(start + i, out);
                out.iter_mut().zip(&self.mean).for_each(|(value, mean)| *value -= mean);
            }
            whole += crate::kernels::vector::sum_of_squares(&chunk);
            let coordinates = Tensor::from_vec(chunk, (rows, width), &Device::Cpu)?.matmul(&directions)?;
            storage::read(&coordinates, |coordinates| {
                for row in coordinates.chunks_exact(width) {
                    along.iter_mut().zip(row).for_each(|(sum, v)| *sum += f64::from(*v).powi(2));
                }
            })?;
        }
        let all = (count * width).max(1) as f64;
        let mut left = whole;
        let mut mse = vec![left / all];
        for held in along {
            left -= held;
            mse.push(left.max(0.0) / all);
        }
        Ok(mse)
    }
}

fn mean(count: usize, width: usize, row: impl Fn(usize, &mut [f32])) -> Vec<f32> {
    let (mut sum, mut one) = (vec![0.0_f64; width], vec![0.0; width]);
    for i in 0..count {
        row(i, &mut one);
        sum.iter_mut().zip(&one).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    sum.into_iter().map(|sum| (sum / count.max(1) as f64) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    /// Rows that vary along two directions of four and a little along all.
    fn rows(count: usize) -> Vec<[f32; 4]> {
        let mut rng = Rng::keyed(1, Purpose::Data, 0, 0);
        let mut row = || {
            let (a, b) = (3.0 * rng.normal(), rng.normal());
            [a + b, a - b, 5.0, 2.0 * b].map(|x: f64| (x + 0.01 * rng.normal()) as f32)
        };
        (0..count).map(|_| row()).collect()
    }

    fn fit(rows: &[[f32; 4]]) -> Pca {
        Pca::fit(rows.len(), 4, |i, out| out.copy_from_slice(&rows[i])).unwrap()
    }

    #[test]
    fn the_directions_are_orthonormal_with_the_variances_of_the_data_and_the_first_is_where_they_vary_most() {
        let rows = rows(3000);
        let pca = fit(&rows);
        for i in 0..4 {
            for j in 0..4 {
                let dot: f32 = (0..4).map(|k| pca.components[4 * i + k] * pca.components[4 * j + k]).sum();
                assert!((dot - if i == j { 1.0 } else { 0.0 }).abs() < 1e-5);
            }
            let along: Vec<f64> = rows.iter().map(|row| f64::from(pca.project(row, 4)[i])).collect();
            let variance = along.iter().map(|x| x * x).sum::<f64>() / 3000.0;
            // Projections are in single precision, so their rounding follows the largest variance.
            let rounding = 1e-7 * pca.variances()[0];
            let difference = (variance - pca.variances()[i]).abs();
            assert!(difference < 1e-3 * pca.variances()[i] + rounding, "{variance} {:?}", pca.variances());
        }
        // The first direction is (1, 1, 0, 0) / sqrt(2), of variance 9 * 2.
        assert!((pca.components[0] - 0.707).abs() < 0.02 && (pca.components[1] - 0.707).abs() < 0.02);
        assert!((pca.variances()[0] - 18.0).abs() < 1.0);
    }

    #[test]
    fn the_error_by_components_is_that_of_reconstructing_row_by_row() {
        let (seen, others) = (rows(400), rows(777));
        let pca = fit(&seen);
        let mse = pca.mse_by_components(others.len(), |i, out| out.copy_from_slice(&others[i])).unwrap();
        assert_eq!(mse.len(), 5);
        for (components, mse) in mse.iter().enumerate() {
            let squares = others.iter().flat_map(|row| {
                let back = pca.reconstruct(&pca.project(row, components));
                row.iter().zip(back).map(|(a, b)| f64::from(a - b).powi(2)).collect::<Vec<_>>()
            });
            let expected = squares.sum::<f64>() / (4.0 * 777.0);
            assert!((mse - expected).abs() < 1e-5 + 1e-4 * expected, "{components}: {mse} {expected}");
        }
        assert!(mse[2] < 1e-3 && mse[1] > 0.1 && mse[4] < 1e-6);
    }

    #[test]
    fn nothing_and_what_is_not_finite_are_refused() {
        assert!(Pca::fit(0, 4, |_, _| ()).is_err());
        assert!(Pca::fit(3, 2, |_, out| out.fill(f32::NAN)).is_err());
    }
}
