//! Losses with their gradients in one pass.

use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::{exp_lanes, padded};

/// What [`bce_with_logits`] adds up over all elements.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BceSums {
    /// The binary cross-entropy in nats.
    pub loss: f64,
    /// The squared differences of sigmoid(logit) and target.
    pub squared: f64,
}

dispatch! {
    /// The binary cross-entropy of targets t in `[0, 1]` against sigmoid(x), `max(x, 0) - x t + ln(1 + exp(-|x|))`, within
    /// 2e-7 and that relative to x; and, unless `gradient` is empty, `scale * (sigmoid(x) - t)` into it. Finite for any
    /// finite logit. All slices have the same length.
    pub fn bce_with_logits(logits: &[f32], targets: &[f32], scale: f32, gradient: &mut [f32]) -> BceSums = bce_body;
}

/// So many vectors are added up in single precision before they go to the sum in double.
const RUN: usize = 32;

/// ln(1 + z) / r with r = z / (2 + z), by powers of r^2, from the highest down: 2 artanh(r) = 2 (r + r^3 / 3 + ...).
const ARTANH: [f32; 7] = [2.0 / 13.0, 2.0 / 11.0, 2.0 / 9.0, 2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0, 2.0];

#[inline(always)]
fn bce_body<L: Lanes>(logits: &[f32], targets: &[f32], scale: f32, gradient: &mut [f32]) -> BceSums {
    assert!(logits.len() == targets.len() && (gradient.is_empty() || gradient.len() == logits.len()));
    let mut sums = BceSums::default();
    let mut add = |loss: L, squared: L| {
        sums.loss += f64::from(loss.sum());
        sums.squared += f64::from(squared.sum());
    };
    let ((x, x_rest), (t, t_rest)) = (logits.as_chunks::<LANES>(), targets.as_chunks::<LANES>());
    let (d, d_rest) = gradient.as_chunks_mut::<LANES>();
    for (run, (x, t)) in x.chunks(RUN).zip(t.chunks(RUN)).enumerate() {
        let mut d = d.iter_mut().skip(run * RUN);
        let (mut loss, mut squared) = (L::splat(0.0), L::splat(0.0));
        for (x, t) in x.iter().zip(t) {
            let (value, error) = bce_lanes(L::array(x), L::array(t));
            loss = loss.add(value);
            squared = error.mul_add(error, squared);
            if let Some(d) = d.next() {
                *d = error.mul(L::splat(scale)).to_array();
            }
        }
        add(loss, squared);
    }
    if !x_rest.is_empty() {
        let (value, error) = bce_lanes(padded::<L>(x_rest), padded(t_rest));
        // What fills the vector up must not count.
        let mut counts = [0.0; LANES];
        counts[..x_rest.len()].fill(1.0);
        let error = error.mul(L::array(&counts));
        add(value.mul(L::array(&counts)), error.mul(error));
        let last = error.mul(L::splat(scale)).to_array();
        d_rest.iter_mut().zip(last).for_each(|(d, value)| *d = value);
    }
    sums
}

/// The cross-entropy and sigmoid(x) - t.
#[inline(always)]
fn bce_lanes<L: Lanes>(x: L, t: L) -> (L, L) {
    let (zero, one, two) = (L::splat(0.0), L::splat(1.0), L::splat(2.0));
    let above = x.relu();
    let z = exp_lanes(zero.sub(above.add(zero.sub(x).relu())));
    let r = z.div(z.add(two));
    let u = r.mul(r);
    let mut series = L::splat(ARTANH[0]);
    for c in &ARTANH[1..] {
        series = series.mul_add(u, L::splat(*c));
    }
    let loss = r.mul_add(series, above.sub(x.mul(t)));
    // 1 / (1 + z) above 0, z / (1 + z) below.
    let is_above = x.gate(one);
    let sigmoid = is_above.add(one.sub(is_above).mul(z)).div(one.add(z));
    (loss, sigmoid.sub(t))
}

/// What [`softmax_cross_entropy`] adds up over all rows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SoftmaxSums {
    /// The cross-entropy in nats.
    pub loss: f64,
    /// Rows whose largest logit is the target's; of equal ones the first counts.
    pub right: usize,
}

dispatch! {
    /// The cross-entropy in nats of each row's target, a column below `columns`, against softmax(logits):
    /// `ln(sum of exp(x)) - x[target]`. `logits` is `[rows, columns]` and becomes its gradient,
    /// `scale * (softmax(x) - [column = target])`; `losses` gets each row's cross-entropy.
    pub fn softmax_cross_entropy(
        logits: &mut [f32],
        targets: &[u32],
        columns: usize,
        scale: f32,
        losses: &mut [f32],
    ) -> SoftmaxSums = softmax_body;
}

#[inline(always)]
fn softmax_body<L: Lanes>(
    logits: &mut [f32],
    targets: &[u32],
    columns: usize,
    scale: f32,
    losses: &mut [f32],
) -> SoftmaxSums {
    assert!(logits.len() == targets.len() * columns && losses.len() == targets.len());
    let mut sums = SoftmaxSums::default();
    for ((row, &target), loss) in logits.chunks_exact_mut(columns.max(1)).zip(targets).zip(losses) {
        let target = target as usize;
        let own = row[target];
        let is_beaten = |(column, x): (usize, &f32)| *x > own || (*x == own && column < target);
        sums.right += usize::from(!row.iter().enumerate().any(is_beaten));
        let largest = exponentials::<L>(row);
        let sum = sum::<L>(row);
        *loss = sum.ln() + (largest - own);
        sums.loss += f64::from(*loss);
        let factor = scale / sum;
        row.iter_mut().for_each(|x| *x *= factor);
        row[target] -= scale;
    }
    sums
}

/// exp(x - the largest) of every x of a row, and the largest: no exponent is above 0.
#[inline(always)]
pub(super) fn exponentials<L: Lanes>(row: &mut [f32]) -> f32 {
    let largest = row.iter().fold(f32::NEG_INFINITY, |largest, x| if *x > largest { *x } else { largest });
    let (vectors, rest) = row.as_chunks_mut::<LANES>();
    for x in vectors {
        *x = exp_lanes(L::array(x).sub(L::splat(largest))).to_array();
    }
    let last = exp_lanes(padded::<L>(rest).sub(L::splat(largest))).to_array();
    rest.copy_from_slice(&last[..rest.len()]);
    largest
}

/// The sum of a row.
#[inline(always)]
pub(super) fn sum<L: Lanes>(row: &[f32]) -> f32 {
    let (vectors, rest) = row.as_chunks::<LANES>();
    let mut sum = L::splat(0.0);
    for x in vectors {
        sum = sum.add(L::array(x));
    }
    sum.add(padded(rest)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn cases() -> Vec<(f32, f32)> {
        let far = [-1e30_f32, -200.0, -90.0, -87.0, 0.0, -0.0, 87.0, 90.0, 200.0, 1e30];
        let near = (-300..=300).map(|i| i as f32 * 0.037);
        let tiny = (0..40).map(|i| 1e-8 * 2.1_f32.powi(i % 20) * if i < 20 { 1.0 } else { -1.0 });
        far.into_iter().chain(near).chain(tiny).flat_map(|x| [0.0, 0.3, 1.0].map(|t| (x, t))).collect()
    }

    #[test]
    fn loss_error_and_gradient_are_those_of_the_definition_at_every_level() {
        let scale = 0.25;
        for level in Level::ALL {
            for (x, t) in cases() {
                // Nineteen of them: a whole vector and some more.
                let mut gradient = [9.0; 19];
                let sums = bce_with_logits(level, &[x; 19], &[t; 19], scale, &mut gradient);
                let (x, t) = (f64::from(x), f64::from(t));
                let loss = x.max(0.0) - x * t + (-x.abs()).exp().ln_1p();
                let error = 1.0 / (1.0 + (-x).exp()) - t;
                let bound = 2e-7 * x.abs().max(1.0);
                assert!((sums.loss / 19.0 - loss).abs() < bound, "{level:?} {x} {t}: {} {loss}", sums.loss / 19.0);
                assert!((sums.squared / 19.0 - error * error).abs() < 5e-7, "{level:?} {x} {t}");
                for d in gradient {
                    assert!((f64::from(d) / f64::from(scale) - error).abs() < 2e-7, "{level:?} {x} {t}: {d}");
                }
                assert_eq!(bce_with_logits(level, &[x as f32; 19], &[t as f32; 19], scale, &mut []), sums);
            }
        }
    }

    #[test]
    fn long_sums_keep_their_digits_and_what_is_not_a_number_shows() {
        let logits: Vec<f32> = (0..100_003).map(|i| (i % 201) as f32 / 20.0 - 5.0).collect();
        let targets: Vec<f32> = (0..100_003).map(|i| (i % 11) as f32 / 10.0).collect();
        let pairs = || logits.iter().zip(&targets).map(|(&x, &t)| (f64::from(x), f64::from(t)));
        let loss: f64 = pairs().map(|(x, t)| x.max(0.0) - x * t + (-x.abs()).exp().ln_1p()).sum();
        let squared: f64 = pairs().map(|(x, t)| (1.0 / (1.0 + (-x).exp()) - t).powi(2)).sum();
        for level in Level::ALL {
            let sums = bce_with_logits(level, &logits, &targets, 1.0, &mut []);
            assert!((sums.loss / loss - 1.0).abs() < 1e-7 && (sums.squared / squared - 1.0).abs() < 1e-6);
            assert!(bce_with_logits(level, &[f32::NAN, 1.0], &[0.5, 0.5], 1.0, &mut []).loss.is_nan());
        }
        let none = bce_with_logits(Level::Portable, &[], &[], 1.0, &mut []);
        assert_eq!(none, BceSums::default());
    }

    #[test]
    fn a_softmax_cross_entropy_and_its_gradient_are_those_of_the_definition_at_every_level() {
        for columns in [1, 2, 16, 100, 333] {
            let of = |row: usize| (0..columns).map(move |i| ((i * 37 + row * 5) % 41) as f32 / 4.0 - 5.0);
            let logits: Vec<f32> = (0..3).flat_map(of).collect();
            let targets: Vec<u32> = [0, columns / 2, columns - 1].map(|target| target as u32).to_vec();
            for level in Level::ALL {
                let (mut gradient, mut losses) = (logits.clone(), [0.0; 3]);
                let sums = softmax_cross_entropy(level, &mut gradient, &targets, columns, 0.5, &mut losses);
                let mut right = 0;
                for (row, &target) in targets.iter().enumerate() {
                    let x: Vec<f64> = of(row).map(f64::from).collect();
                    let sum: f64 = x.iter().map(|x| x.exp()).sum();
                    let loss = sum.ln() - x[target as usize];
                    assert!((f64::from(losses[row]) - loss).abs() < 1e-5, "{level:?} {columns}: {losses:?} {loss}");
                    let best = (0..columns).rev().max_by(|a, b| x[*a].total_cmp(&x[*b]));
                    right += usize::from(best == Some(target as usize));
                    for (i, x) in x.iter().enumerate() {
                        let expected = 0.5 * (x.exp() / sum - f64::from(u8::from(i == target as usize)));
                        assert!((f64::from(gradient[row * columns + i]) - expected).abs() < 1e-6);
                    }
                }
                assert!((sums.loss - losses.iter().copied().map(f64::from).sum::<f64>()).abs() < 1e-9);
                assert_eq!(sums.right, right, "{level:?} {columns}");
            }
        }
    }

    #[test]
    fn equal_logits_cost_the_logarithm_of_their_number_and_huge_ones_stay_finite() {
        let mut losses = [0.0; 2];
        let sums = softmax_cross_entropy(Level::current(), &mut [3.5; 200], &[7, 99], 100, 1.0, &mut losses);
        assert!((sums.loss - 2.0 * 100_f64.ln()).abs() < 1e-5, "{sums:?}");
        let mut logits = [1e30, -1e30, 0.0, 1e30, -1e30, 0.0];
        let sums = softmax_cross_entropy(Level::current(), &mut logits, &[0, 0], 3, 1.0, &mut losses);
        assert_eq!((sums.loss, logits), (0.0, [0.0; 6]));
        let mut logits = [f32::NAN, 0.0];
        assert!(softmax_cross_entropy(Level::current(), &mut logits, &[1], 2, 1.0, &mut [0.0]).loss.is_nan());
    }
}
