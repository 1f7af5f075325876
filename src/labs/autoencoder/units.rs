//! What is known of the units of a code: dead, useless, how they depend on each other.

use super::shown::{ALIVE, DEAD, USELESS};
use crate::nn::{self, Pca};

/// A unit is useless if the error without it, its mean in its place, is less than this much above the error with it.
const USEFUL: f64 = 0.01;

/// One unit over many images.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) least: f32,
    pub(super) greatest: f32,
    /// The error with the unit's mean in its place, over the error as it is; 1 where it wasn't measured.
    pub(super) without: f64,
}

impl Unit {
    /// Its output never changes.
    pub(super) fn is_dead(&self) -> bool {
        self.least == self.greatest
    }

    /// Nothing is lost without it. Dead units are useless too.
    pub(super) fn is_useless(&self) -> bool {
        self.is_dead() || self.without < 1.0 + USEFUL
    }

    /// In a word.
    pub(super) fn state(&self) -> &'static str {
        if self.is_dead() {
            DEAD
        } else if self.is_useless() {
            USELESS
        } else {
            ALIVE
        }
    }
}

/// Each column of `[rows, width]` codes.
pub(super) fn describe(codes: &[f32], width: usize) -> Vec<Unit> {
    let count = (codes.len() / width.max(1)).max(1) as f64;
    let column = |unit: usize| codes.iter().skip(unit).step_by(width.max(1)).copied();
    let unit = |unit: usize| {
        let mean = column(unit).map(f64::from).sum::<f64>() / count;
        let square = column(unit).map(|v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
        let (least, greatest) = column(unit).fold((f32::INFINITY, f32::NEG_INFINITY), |(l, g), v| (l.min(v), g.max(v)));
        Unit { mean, deviation: square.sqrt(), least, greatest, without: 1.0 }
    };
    (0..width).map(unit).collect()
}

/// Pearson's r of every pair of units, `[width, width]`, NaN where one of them is dead; and the mean |r| over pairs of
/// different live units, NaN without such a pair.
pub(super) fn correlation(codes: &[f32], units: &[Unit]) -> (Vec<f32>, f64) {
    let width = units.len();
    let mut products = vec![0.0_f64; width * width];
    let mut z = vec![0.0_f64; width];
    for row in codes.chunks_exact(width.max(1)) {
        for ((z, value), unit) in z.iter_mut().zip(row).zip(units) {
            *z = if unit.is_dead() { 0.0 } else { (f64::from(*value) - unit.mean) / unit.deviation };
        }
        for (sums, a) in products.chunks_exact_mut(width.max(1)).zip(&z) {
            sums.iter_mut().zip(&z).for_each(|(sum, b)| *sum += a * b);
        }
    }
    let count = (codes.len() / width.max(1)).max(1) as f64;
    let (mut sum, mut pairs) = (0.0, 0_u32);
    let mut r = Vec::with_capacity(width * width);
    for (i, row) in products.chunks_exact(width.max(1)).enumerate() {
        for (j, product) in row.iter().enumerate() {
            let is_dead = [i, j].iter().any(|&k| units.get(k).is_none_or(Unit::is_dead));
            let value = if is_dead { f64::NAN } else { (product / count).clamp(-1.0, 1.0) };
            if i < j && !is_dead {
                sum += value.abs();
                pairs += 1;
            }
            r.push(value as f32);
        }
    }
    (r, sum / f64::from(pairs))
}

/// Two numbers for each of the first `most` codes: the code itself where it has two units, else its first principal
/// components; and what the two are.
pub(super) fn plane(codes: &[f32], width: usize, most: usize) -> nn::Result<(Vec<[f64; 2]>, [&'static str; 2])> {
    let rows: Vec<&[f32]> = codes.chunks_exact(width.max(1)).collect();
    let two = |row: &[f32]| [0, 1].map(|i| row.get(i).copied().map_or(0.0, f64::from));
    if width <= 2 {
        return Ok((rows.iter().take(most).map(|row| two(row)).collect(), ["unit 1", "unit 2"]));
    }
    let write = |i: usize, out: &mut [f32]| rows.get(i).into_iter().for_each(|row| out.copy_from_slice(row));
    let pca = Pca::fit(rows.len(), width, write)?;
    let points = rows.iter().take(most).map(|row| two(&pca.project(row, 2))).collect();
    Ok((points, ["first principal component of the code", "second"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_unit_is_dead_and_counts_in_no_correlation() {
        // The second is minus twice the first, the third constant, the fourth uncorrelated with the first.
        let codes = [[1.0, -2.0, 7.0, 1.0], [2.0, -4.0, 7.0, -1.0], [3.0, -6.0, 7.0, -1.0], [4.0, -8.0, 7.0, 1.0_f32]];
        let codes = codes.concat();
        let units = describe(&codes, 4);
        assert_eq!(units.iter().map(Unit::is_dead).collect::<Vec<_>>(), [false, false, true, false]);
        assert_eq!((units[0].mean, units[0].least, units[0].greatest), (2.5, 1.0, 4.0));
        assert!((units[0].deviation - 1.25_f64.sqrt()).abs() < 1e-12);
        let (r, mean) = correlation(&codes, &units);
        assert!((r[1] + 1.0).abs() < 1e-6 && r[3].abs() < 1e-6 && r[2].is_nan() && r[10].is_nan());
        assert!((mean - 1.0 / 3.0).abs() < 1e-6);
        assert!(correlation(&[1.0, 1.0], &describe(&[1.0, 1.0], 1)).1.is_nan());
    }

    #[test]
    fn a_unit_without_which_nothing_is_lost_is_useless() {
        let unit = |without| Unit { mean: 0.0, deviation: 1.0, least: -1.0, greatest: 1.0, without };
        assert_eq!(
            [1.0, 1.009, 1.011, 3.0].map(|without| unit(without).state()),
            ["useless", "useless", "alive", "alive"]
        );
    }
}
