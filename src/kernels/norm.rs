//! Layer normalisation (Ba, Kiros and Hinton 2016): each row to mean 0 and variance 1, then a weight and a bias a feature.
//! The variance is the biased one, with epsilon inside the root.

use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::padded;

/// A row's mean and 1 / sqrt(variance + epsilon).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// The mean.
    pub mean: f32,
    /// 1 / sqrt(variance + epsilon).
    pub scale: f32,
}

dispatch! {
    /// `y = (x - mean) scale weight + bias`: x and y `[rows, features]`, weight and bias `[features]`; `moments`, a row's
    /// each, is what the way back needs.
    pub fn layer_norm(
        x: &[f32],
        weight: &[f32],
        bias: &[f32],
        epsilon: f32,
        moments: &mut [Moments],
        y: &mut [f32],
    ) = forward_body;
}
dispatch! {
    /// From the gradient with respect to y to those with respect to weight and bias, which are added to, and to x, which is
    /// overwritten: `dx = scale (g - mean(g) - n mean(g n))` with `g = dy weight` and `n = (x - mean) scale`.
    pub fn layer_norm_back(
        x: &[f32],
        weight: &[f32],
        moments: &[Moments],
        d_y: &[f32],
        d_weight: &mut [f32],
        d_bias: &mut [f32],
        d_x: &mut [f32],
    ) = backward_body;
}

/// The sum of a function of each element of two rows, whole vectors first. `what` adds one vector's part.
#[inline(always)]
fn row_sum<L: Lanes>(x: &[f32], part: &impl Part<L>) -> f32 {
    let (vectors, rest) = x.as_chunks::<LANES>();
    let mut sum = L::splat(0.0);
    for (at, x) in vectors.iter().enumerate() {
        sum = part.add(L::array(x), at * LANES, LANES, sum);
    }
    if !rest.is_empty() {
        sum = part.add(padded(rest), x.len() - rest.len(), rest.len(), sum);
    }
    sum.sum()
}

/// What is added up over a row. A trait and no closure, for a closure would not be compiled for the level's instructions.
trait Part<L> {
    /// Adds the part of the elements from `at` on, of which the first `count` are there.
    fn add(&self, x: L, at: usize, count: usize, sum: L) -> L;
}

struct Plain;
impl<L: Lanes> Part<L> for Plain {
    #[inline(always)]
    fn add(&self, x: L, _: usize, _: usize, sum: L) -> L {
        sum.add(x)
    }
}

struct SquareAround(f32);
impl<L: Lanes> Part<L> for SquareAround {
    #[inline(always)]
    fn add(&self, x: L, _: usize, count: usize, sum: L) -> L {
        let off = x.sub(L::splat(self.0));
        if count == LANES {
            return off.mul_add(off, sum);
        }
        // What fills the vector up is no element.
        let mut there = [0.0; LANES];
        there[..count].fill(1.0);
        let off = off.mul(L::array(&there));
        off.mul_add(off, sum)
    }
}

#[inline(always)]
fn forward_body<L: Lanes>(
    x: &[f32],
    weight: &[f32],
    bias: &[f32],
    epsilon: f32,
    moments: &mut [Moments],
    y: &mut [f32],
) {
    let features = weight.len();
    assert!(features > 0 && bias.len() == features && x.len() == y.len() && x.len() == moments.len() * features);
    for ((x, y), moments) in x.chunks_exact(features).zip(y.chunks_exact_mut(features)).zip(moments) {
        let mean = row_sum::<L>(x, &Plain) / features as f32;
        let variance = row_sum::<L>(x, &SquareAround(mean)) / features as f32;
        let scale = 1.0 / (variance + epsilon).sqrt();
        *moments = Moments { mean, scale };
        for (((y, x), w), b) in y.iter_mut().zip(x).zip(weight).zip(bias) {
            *y = (x - mean) * scale * w + b;
        }
    }
}

#[inline(always)]
fn backward_body<L: Lanes>(
    x: &[f32],
    weight: &[f32],
    moments: &[Moments],
    d_y: &[f32],
    d_weight: &mut [f32],
    d_bias: &mut [f32],
    d_x: &mut [f32],
) {
    let features = weight.len();
    assert!(features > 0 && d_weight.len() == features && d_bias.len() == features);
    assert!(x.len() == d_y.len() && x.len() == d_x.len() && x.len() == moments.len() * features);
    let rows = x.chunks_exact(features).zip(d_y.chunks_exact(features)).zip(d_x.chunks_exact_mut(features));
    for (((x, d_y), d_x), &Moments { mean, scale }) in rows.zip(moments) {
        // In d_x first n, then what comes out.
        for ((n, x), (d, sums)) in d_x.iter_mut().zip(x).zip(d_y.iter().zip(d_weight.iter_mut().zip(d_bias.iter_mut())))
        {
            *n = (x - mean) * scale;
            *sums.0 += d * *n;
            *sums.1 += d;
        }
        let of_gradient = row_sum::<L>(d_y, &Times(weight, &[])) / features as f32;
        let of_both = row_sum::<L>(d_y, &Times(weight, d_x)) / features as f32;
        for ((d_x, d_y), w) in d_x.iter_mut().zip(d_y).zip(weight) {
            *d_x = scale * (d_y * w - of_gradient - *d_x * of_both);
        }
    }
}

/// x times another row, and times a third one unless that is empty.
struct Times<'a>(&'a [f32], &'a [f32]);
impl<L: Lanes> Part<L> for Times<'_> {
    #[inline(always)]
    fn add(&self, x: L, at: usize, count: usize, sum: L) -> L {
        let product = x.mul(part_of(self.0, at, count));
        if self.1.is_empty() { sum.add(product) } else { product.mul_add(part_of(self.1, at, count), sum) }
    }
}

#[inline(always)]
fn part_of<L: Lanes>(values: &[f32], at: usize, count: usize) -> L {
    match values[at..].first_chunk::<LANES>() {
        Some(whole) if count == LANES => L::array(whole),
        _ => padded(&values[at..at + count]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn numbers(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 37 + seed * 11) % 29) as f32 / 14.5 - 0.8).collect()
    }

    /// The sum of y times `d`, in double precision.
    fn loss(x: &[f64], weight: &[f64], bias: &[f64], d: &[f32]) -> f64 {
        let features = weight.len();
        let mut sum = 0.0;
        for (row, d) in x.chunks(features).zip(d.chunks(features)) {
            let mean = row.iter().sum::<f64>() / features as f64;
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / features as f64;
            let n = |x: f64| (x - mean) / (variance + 1e-5).sqrt();
            sum += row
                .iter()
                .zip(weight)
                .zip(bias)
                .zip(d)
                .map(|(((x, w), b), d)| f64::from(*d) * (n(*x) * w + b))
                .sum::<f64>();
        }
        sum
    }

    #[test]
    fn rows_have_mean_0_and_variance_1_and_gradients_are_those_of_differences() {
        for (rows, features) in [(1, 1), (3, 7), (2, 16), (2, 37)] {
            let (x, weight, bias) = (numbers(rows * features, 1), numbers(features, 2), numbers(features, 3));
            let d = numbers(rows * features, 4);
            let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect::<Vec<f64>>();
            for level in Level::ALL {
                let (mut moments, mut y) = (vec![Moments::default(); rows], vec![0.0; x.len()]);
                layer_norm(level, &x, &vec![1.0; features], &vec![0.0; features], 1e-5, &mut moments, &mut y);
                for row in y.chunks(features).filter(|_| features > 1) {
                    let mean = row.iter().sum::<f32>() / features as f32;
                    let square = row.iter().map(|y| y * y).sum::<f32>() / features as f32;
                    assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-3, "{level:?} {mean} {square}");
                }
                layer_norm(level, &x, &weight, &bias, 1e-5, &mut moments, &mut y);
                let (mut d_w, mut d_b, mut d_x) = (vec![0.0; features], vec![0.0; features], vec![9.0; x.len()]);
                layer_norm_back(level, &x, &weight, &moments, &d, &mut d_w, &mut d_b, &mut d_x);
                let all = [wide(&x), wide(&weight), wide(&bias)];
                for (which, found) in [d_x, d_w, d_b].iter().enumerate() {
                    for (i, found) in found.iter().enumerate() {
                        let at = |delta: f64| {
                            let mut moved = all.clone();
                            moved[which][i] += delta;
                            loss(&moved[0], &moved[1], &moved[2], &d)
                        };
                        let expected = (at(1e-5) - at(-1e-5)) / 2e-5;
                        assert!(
                            (f64::from(*found) - expected).abs() < 2e-3 * expected.abs().max(1.0),
                            "{level:?} {which} {i}: {found} {expected}"
                        );
                    }
                }
            }
        }
    }
}
