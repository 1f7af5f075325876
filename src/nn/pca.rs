//! Principal component analysis, exact: the best that any linear autoencoder can do (Baldi and Hornik 1989).

use super::{Error, Result, storage};
use candle_core::{Device, Tensor};
use nalgebra::{DMatrix, linalg::SymmetricEigen};
use std::ops::Range;

/// Rows that are gone through at once.
const CHUNK: usize = 256;

/// Rounds of the eigenvalue iteration; it takes two or three for each column.
const MOST_ROUNDS: usize = 100_000;

/// A variance that is at most this part of the whole is what rounding left.
const ROUNDING: f64 = 1e-12;

/// The directions in which data vary most, orthonormal, the largest variance first.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    mean: Vec<f32>,
    variances: Vec<f64>,
    /// The variance along all directions, those that were not asked for too.
    whole: f64,
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
        let mean = checked_mean(count, width, &row)?;
        let mut covariance = vec![0.0_f64; width * width];
        for start in (0..count).step_by(CHUNK) {
            let chunk = centred(start..(start + CHUNK).min(count), &mean, &row)?;
            let product = chunk.t()?.matmul(&chunk)?;
            storage::read(&product, |product| {
                covariance.iter_mut().zip(product).for_each(|(sum, part)| *sum += f64::from(*part));
            })?;
        }
        covariance.iter_mut().for_each(|sum| *sum /= count as f64);
        let (variances, mut components) = eigenvectors(width, &covariance, count)?;
        components.chunks_exact_mut(width).for_each(point_up);
        Ok(Self { mean, whole: variances.iter().sum(), variances, components: single(&components) })
    }

    /// The first `most` directions alone. Where rows are fewer than their numbers this takes the time that follows from the
    /// rows: it goes by the products of rows instead of columns. A direction without variance may be all zeros.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn leading(most: usize, count: usize, width: usize, row: impl Fn(usize, &mut [f32])) -> Result<Self> {
        if count >= width {
            let mut all = Self::fit(count, width, row)?;
            all.variances.truncate(most);
            all.components.truncate(most * width);
            return Ok(all);
        }
        let mean = checked_mean(count, width, &row)?;
        let rows = centred(0..count, &mean, &row)?.flatten_all()?.to_vec1::<f32>()?;
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        let rows: Vec<&[f32]> = rows.chunks_exact(width).collect();
        let products: Vec<f64> = rows.iter().flat_map(|a| rows.iter().map(|b| product(a, b) / count as f64)).collect();
        let (mut variances, vectors) = eigenvectors(count, &products, count)?;
        let whole: f64 = variances.iter().sum();
        variances.truncate(most);
        let mut components = Vec::with_capacity(most * width);
        for (variance, vector) in variances.iter_mut().zip(vectors.chunks_exact(count)) {
            let mut direction = vec![0.0_f64; width];
            if *variance > whole * ROUNDING {
                let length = (*variance * count as f64).sqrt();
                for (part, row) in vector.iter().zip(&rows) {
                    direction.iter_mut().zip(*row).for_each(|(sum, x)| *sum += part * f64::from(*x) / length);
                }
            } else {
                *variance = 0.0;
            }
            point_up(&mut direction);
            components.extend(direction);
        }
        Ok(Self { mean, variances, whole, components: single(&components) })
    }

    /// The share of the whole variance along each direction, in [0, 1], falling; 0 where nothing varies.
    pub fn explained(&self) -> Vec<f64> {
        self.variances.iter().map(|along| if self.whole > 0.0 { along / self.whole } else { 0.0 }).collect()
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
            let chunk = centred(start..(start + CHUNK).min(count), &self.mean, &row)?;
            whole += storage::read(&chunk, crate::kernels::vector::sum_of_squares)?;
            let coordinates = chunk.matmul(&directions)?;
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

/// The mean row.
fn checked_mean(count: usize, width: usize, row: impl Fn(usize, &mut [f32])) -> Result<Vec<f32>> {
    let mean = mean(count, width, row);
    if count == 0 || width == 0 || mean.iter().any(|mean| !mean.is_finite()) {
        return Err(refused("rows of finite numbers", count, width));
    }
    Ok(mean)
}

fn refused(expected: &str, count: usize, width: usize) -> Error {
    Error::Input { layer: "PCA".into(), expected: expected.to_owned(), found: vec![count, width] }
}

/// Some rows less the mean.
fn centred(range: Range<usize>, mean: &[f32], row: impl Fn(usize, &mut [f32])) -> Result<Tensor> {
    let (count, width) = (range.len(), mean.len());
    let mut rows = vec![0.0; count * width];
    for (i, out) in range.zip(rows.chunks_exact_mut(width)) {
        row(i, out);
        out.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
    }
    Ok(Tensor::from_vec(rows, (count, width), &Device::Cpu)?)
}

/// The eigenvalues of a symmetric matrix, the largest first, and its eigenvectors, a row each.
fn eigenvectors(width: usize, matrix: &[f64], count: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    let matrix = DMatrix::from_row_slice(width, width, matrix);
    let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST_ROUNDS)
        .ok_or_else(|| refused("numbers whose covariance has eigenvalues", count, width))?;
    let value = |i: usize| eigen.eigenvalues.get(i).copied().unwrap_or(0.0);
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    let vectors =
        order.iter().flat_map(|&i| eigen.eigenvectors.column(i).iter().copied().collect::<Vec<_>>()).collect();
    Ok((order.iter().map(|&i| value(i).max(0.0)).collect(), vectors))
}

/// Turns a direction so that its largest number is positive.
fn point_up(direction: &mut [f64]) {
    let largest = direction.iter().fold(0.0_f64, |largest, v| if v.abs() > largest.abs() { *v } else { largest });
    direction.iter_mut().for_each(|v| *v *= largest.signum());
}

fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
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
    fn the_plane_that_points_lie_on_is_found_whatever_the_number_of_points() {
        // Points a (2, 3, 6) / 7 + b (3, -6, 2) / 7 + a constant; a varies more than b, and the two are not correlated. A
        // direction's largest number is above 0, so the second points against b.
        let point =
            |a: f32, b: f32| [(2.0 * a + 3.0 * b) / 7.0 + 7.0, (3.0 * a - 6.0 * b) / 7.0, (6.0 * a + 2.0 * b) / 7.0];
        for places in
            [&[(4.0, 1.0), (-4.0, 1.0), (4.0, -1.0), (-4.0, -1.0), (0.0, 0.0)][..], &[(4.0, 1.0), (-4.0, -1.0)]]
        {
            let rows: Vec<[f32; 3]> = places.iter().map(|(a, b)| point(*a, *b)).collect();
            let pca = Pca::leading(2, rows.len(), 3, |i, out| out.copy_from_slice(&rows[i])).unwrap();
            let found: Vec<Vec<f32>> = rows.iter().map(|row| pca.project(row, 2)).collect();
            if let [first, second] = &found[..] {
                assert!((first[0] - 17.0_f32.sqrt()).abs() < 1e-5 && (first[0] + second[0]).abs() < 1e-5, "{found:?}");
                assert_eq!((first[1], second[1]), (0.0, 0.0));
                continue;
            }
            for (found, (a, b)) in found.iter().zip(places) {
                assert!((found[0] - a).abs() < 1e-5 && (found[1] + b).abs() < 1e-5, "{found:?}");
            }
            let shares = pca.explained();
            assert!((shares[0] - 64.0 / 68.0).abs() < 1e-6 && (shares[1] - 4.0 / 68.0).abs() < 1e-6, "{shares:?}");
        }
    }

    #[test]
    fn the_first_directions_are_the_same_by_rows_and_by_columns() {
        let mut rng = Rng::keyed(2, Purpose::Data, 0, 0);
        let rows: Vec<[f32; 9]> = (0..8).map(|_| [0.0; 9].map(|_: f64| rng.normal() as f32)).collect();
        let write = |i: usize, out: &mut [f32]| out.copy_from_slice(&rows[i]);
        let (few, all) = (Pca::leading(2, 8, 9, write).unwrap(), Pca::fit(8, 9, write).unwrap());
        for (few, all) in few.components.iter().zip(&all.components) {
            assert!((few - all).abs() < 1e-4, "{few} {all}");
        }
        assert_eq!((few.components.len(), few.variances.len()), (18, 2));
        let shares = few.explained();
        assert!(shares.iter().zip(all.explained()).all(|(few, all)| (few - all).abs() < 1e-5), "{shares:?}");
        // Rows as many as columns go the other way.
        let nine = |i: usize, out: &mut [f32]| out.copy_from_slice(&rows[i % 8]);
        assert_eq!(Pca::leading(2, 9, 9, nine).unwrap().variances, Pca::fit(9, 9, nine).unwrap().variances[..2]);
        let flat = Pca::leading(2, 2, 3, |_, out| out.fill(4.0)).unwrap();
        assert_eq!((flat.explained(), flat.project(&[4.0; 3], 2)), (vec![0.0; 2], vec![0.0; 2]));
    }

    #[test]
    fn nothing_and_what_is_not_finite_are_refused() {
        assert!(Pca::fit(0, 4, |_, _| ()).is_err());
        assert!(Pca::fit(3, 2, |_, out| out.fill(f32::NAN)).is_err());
    }
}
