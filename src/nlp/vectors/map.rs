//! Words on a plane: their vectors along the two directions in which they differ most (principal component analysis).

use super::WordVectors;

/// Rounds of the iteration; it ends earlier when nothing moves any more.
const ROUNDS: usize = 500;

/// Places of words on a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct WordMap {
    /// One place a word, in the order asked for; their mean is 0 on both axes.
    pub places: Vec<[f32; 2]>,
    /// The share of the words' whole variance along each axis, 0 to 1, falling; 0 for one word or none.
    pub explained: [f64; 2],
}

impl WordVectors {
    /// The places of these words on the plane that keeps most of their variance; words that are not known are left out by
    /// the caller. An axis points so that its largest number is positive.
    pub fn map(&self, ids: &[u32]) -> WordMap {
        let rows: Vec<&[f32]> = ids.iter().filter_map(|&id| self.row(id)).collect();
        plane(&rows, self.width())
    }
}

fn plane(rows: &[&[f32]], width: usize) -> WordMap {
    let mut mean = vec![0.0_f64; width];
    for row in rows {
        mean.iter_mut().zip(*row).for_each(|(m, x)| *m += f64::from(*x) / rows.len() as f64);
    }
    let centred: Vec<Vec<f64>> =
        rows.iter().map(|row| row.iter().zip(&mean).map(|(x, m)| f64::from(*x) - m).collect()).collect();
    let total: f64 = centred.iter().flatten().map(|x| x * x).sum();
    let axes = axes(&centred, width, total);
    let along = |axis: &Vec<f64>| centred.iter().map(|row| dot(row, axis)).collect::<Vec<f64>>();
    let [x, y] = axes.each_ref().map(along);
    let share = |along: &[f64]| if total > 0.0 { dot(along, along) / total } else { 0.0 };
    let explained = [share(&x), share(&y)];
    WordMap { places: x.iter().zip(&y).map(|(x, y)| [*x as f32, *y as f32]).collect(), explained }
}

/// The first two eigenvectors of the covariance, by orthogonal iteration: multiply four directions by it, make them
/// orthonormal, again (the two beyond those wanted speed it up). Unit vectors, or zeros where there is no variance left.
fn axes(rows: &[Vec<f64>], width: usize, total: f64) -> [Vec<f64>; 2] {
    const DIRECTIONS: usize = 4;
    // Where the map begins does not matter as long as it follows no axis.
    let start = |d: usize| (0..width).map(|i| ((i + 1) as f64 * (d + 1) as f64 * 0.7).sin() + 1e-3).collect();
    let mut basis: Vec<Vec<f64>> = (0..DIRECTIONS.min(width).max(2)).map(start).collect();
    let least = total * 1e-14;
    orthonormal(&mut basis, 0.0);
    for _ in 0..ROUNDS {
        let mut next = vec![vec![0.0; width]; basis.len()];
        for row in rows {
            for (next, axis) in next.iter_mut().zip(&basis) {
                let along = dot(row, axis);
                next.iter_mut().zip(row).for_each(|(n, x)| *n += along * x);
            }
        }
        orthonormal(&mut next, least);
        let moved = next.iter().zip(&basis).take(2).map(|(a, b)| 1.0 - dot(a, b).abs()).fold(0.0_f64, f64::max);
        basis = next;
        if moved < 1e-13 {
            break;
        }
    }
    let mut axes = basis.into_iter().map(|mut axis| {
        let largest = axis.iter().copied().fold(0.0_f64, |m, x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            axis.iter_mut().for_each(|x| *x = -*x);
        }
        axis
    });
    [axes.next().unwrap_or_default(), axes.next().unwrap_or_default()]
}

/// Gram and Schmidt's process, twice; what is not longer than `least` becomes 0.
fn orthonormal(basis: &mut [Vec<f64>], least: f64) {
    for i in 0..basis.len() {
        let (before, rest) = basis.split_at_mut(i);
        let Some(own) = rest.first_mut() else { return };
        for _ in 0..2 {
            for other in before.iter() {
                let along = dot(own, other);
                own.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
            }
        }
        let length = dot(own, own).sqrt();
        let factor = if length > least { 1.0 / length } else { 0.0 };
        own.iter_mut().for_each(|x| *x *= factor);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
