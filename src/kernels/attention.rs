//! Causal self-attention of one sequence, a head at a time: softmax(Q K^T / sqrt(width of a head)) V over this and earlier
//! positions (Vaswani and others 2017). A head's scores stay in the second cache; positions later than a block's last are
//! left out of its products, never masked.

use super::Level;
use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::padded;
use super::product::{self, Sum};

/// So many positions are gone through together.
const BLOCK: usize = 32;

/// The shape of one sequence's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Positions T.
    pub positions: usize,
    /// How many heads.
    pub heads: usize,
    /// Features of a head.
    pub head: usize,
}

impl Shape {
    /// Features of all heads together.
    pub fn width(self) -> usize {
        self.heads * self.head
    }

    /// How many probabilities there are: `[heads, T, T]`.
    pub fn probabilities(self) -> usize {
        self.heads * self.positions * self.positions
    }

    fn scale(self) -> f32 {
        1.0 / (self.head as f32).sqrt()
    }
}

/// Memory for one head, used again from call to call.
#[derive(Debug, Default)]
pub struct Scratch {
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    gradient: Vec<f32>,
    d_key: Vec<f32>,
    d_value: Vec<f32>,
    scores: Vec<f32>,
    weights: Vec<f32>,
    out: Vec<f32>,
}

/// `qkv` is `[T, 3 width]`: each position's queries, keys and values, heads side by side; `y` is `[T, width]`.
/// `probabilities`, `[heads, T, T]`, get a row of weights for each position, 0 for later ones; they sum to 1.
pub fn forward(
    level: Level,
    shape: Shape,
    qkv: &[f32],
    scratch: &mut Scratch,
    probabilities: &mut [f32],
    y: &mut [f32],
) {
    let Shape { positions, heads, head } = shape;
    let width = shape.width();
    assert!(qkv.len() == positions * 3 * width && y.len() == positions * width);
    assert_eq!(probabilities.len(), shape.probabilities());
    for (number, probabilities) in (0..heads).zip(probabilities.chunks_exact_mut((positions * positions).max(1))) {
        scratch.gather(qkv, shape, number);
        for from in (0..positions).step_by(BLOCK) {
            let to = positions.min(from + BLOCK);
            let rows = to - from;
            let scores = fitted(&mut scratch.scores, rows * to);
            let query = &scratch.query[from * head..to * head];
            product::times_transposed(level, query, &scratch.key[..to * head], &[], head, scores);
            causal_softmax(level, scores, to, from);
            let out = fitted(&mut scratch.out, rows * head);
            product::rows_times(level, scores, &scratch.value[..to * head], &[], head, out);
            for (row, (weights, out)) in scores.chunks_exact(to).zip(out.chunks_exact(head)).enumerate() {
                let at = from + row;
                let (earlier, later) = probabilities[at * positions..(at + 1) * positions].split_at_mut(to);
                earlier.copy_from_slice(weights);
                later.fill(0.0);
                y[at * width + number * head..][..head].copy_from_slice(out);
            }
        }
    }
}

/// From the gradient with respect to y to that with respect to `qkv`, which is overwritten:
/// `dV = P^T dY`, `dS = P (dP - rowsum(dP P))` with `dP = dY V^T`, `dQ = dS K`, `dK = dS^T Q`, both by the scale.
pub fn backward(
    level: Level,
    shape: Shape,
    qkv: &[f32],
    probabilities: &[f32],
    d_y: &[f32],
    scratch: &mut Scratch,
    d_qkv: &mut [f32],
) {
    let Shape { positions, heads, head } = shape;
    let width = shape.width();
    assert!(qkv.len() == positions * 3 * width && d_y.len() == positions * width && d_qkv.len() == qkv.len());
    assert_eq!(probabilities.len(), shape.probabilities());
    for (number, probabilities) in (0..heads).zip(probabilities.chunks_exact((positions * positions).max(1))) {
        scratch.gather(qkv, shape, number);
        copy_columns(d_y, width, number * head, head, 1.0, fitted(&mut scratch.gradient, positions * head));
        fitted(&mut scratch.d_key, positions * head).fill(0.0);
        fitted(&mut scratch.d_value, positions * head).fill(0.0);
        for from in (0..positions).step_by(BLOCK) {
            let to = positions.min(from + BLOCK);
            let rows = to - from;
            let weights = fitted(&mut scratch.weights, rows * to);
            for (row, weights) in weights.chunks_exact_mut(to).enumerate() {
                weights.copy_from_slice(&probabilities[(from + row) * positions..][..to]);
            }
            let gradient = &scratch.gradient[from * head..to * head];
            product::transposed_times(level, weights, gradient, head, &mut scratch.d_value[..to * head], Sum::Add);
            let scores = fitted(&mut scratch.scores, rows * to);
            product::times_transposed(level, gradient, &scratch.value[..to * head], &[], head, scores);
            softmax_back(level, weights, to, scores);
            let query = &scratch.query[from * head..to * head];
            product::transposed_times(level, scores, query, head, &mut scratch.d_key[..to * head], Sum::Add);
            let out = fitted(&mut scratch.out, rows * head);
            product::rows_times(level, scores, &scratch.key[..to * head], &[], head, out);
            for (row, out) in out.chunks_exact(head).enumerate() {
                let place = &mut d_qkv[(from + row) * 3 * width + number * head..][..head];
                place.iter_mut().zip(out).for_each(|(to, from)| *to = from * shape.scale());
            }
        }
        let rows = scratch.d_key.chunks_exact(head).zip(scratch.d_value.chunks_exact(head));
        for (at, (key, value)) in rows.enumerate().take(positions) {
            let start = at * 3 * width + number * head;
            d_qkv[start + width..][..head].copy_from_slice(key);
            d_qkv[start + 2 * width..][..head].copy_from_slice(value);
        }
    }
}

impl Scratch {
    /// One head's queries, already by the scale, keys and values, a position after the other.
    fn gather(&mut self, qkv: &[f32], shape: Shape, number: usize) {
        let Shape { positions, head, .. } = shape;
        let (width, first) = (shape.width(), number * head);
        let parts = [(&mut self.query, shape.scale()), (&mut self.key, 1.0), (&mut self.value, 1.0)];
        for (part, (place, factor)) in parts.into_iter().enumerate() {
            copy_columns(qkv, 3 * width, part * width + first, head, factor, fitted(place, positions * head));
        }
    }
}

fn fitted(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

/// `columns` columns from `first` on of a matrix of `width` columns, by a factor.
fn copy_columns(from: &[f32], width: usize, first: usize, columns: usize, factor: f32, to: &mut [f32]) {
    for (row, to) in from.chunks_exact(width.max(1)).zip(to.chunks_exact_mut(columns.max(1))) {
        to.iter_mut().zip(&row[first..]).for_each(|(to, from)| *to = factor * from);
    }
}

dispatch! {
    /// Each row of scores becomes weights: row r has `first + r + 1` of them, what is behind these is 0.
    fn causal_softmax(scores: &mut [f32], columns: usize, first: usize) = softmax_body;
}
dispatch! {
    /// `gradient = weights (gradient - sum of gradient weights)`, row by row.
    fn softmax_back(weights: &[f32], columns: usize, gradient: &mut [f32]) = softmax_back_body;
}

#[inline(always)]
fn softmax_body<L: Lanes>(scores: &mut [f32], columns: usize, first: usize) {
    for (row, scores) in scores.chunks_exact_mut(columns).enumerate() {
        let (scores, later) = scores.split_at_mut(first + row + 1);
        later.fill(0.0);
        super::loss::exponentials::<L>(scores);
        let sum = 1.0 / super::loss::sum::<L>(scores);
        scores.iter_mut().for_each(|weight| *weight *= sum);
    }
}

#[inline(always)]
fn softmax_back_body<L: Lanes>(weights: &[f32], columns: usize, gradient: &mut [f32]) {
    for (weights, gradient) in weights.chunks_exact(columns).zip(gradient.chunks_exact_mut(columns)) {
        let ((w, w_rest), (d, d_rest)) = (weights.as_chunks::<LANES>(), gradient.as_chunks::<LANES>());
        let mut sum = L::splat(0.0);
        for (w, d) in w.iter().zip(d) {
            sum = L::array(w).mul_add(L::array(d), sum);
        }
        sum = padded::<L>(w_rest).mul_add(padded(d_rest), sum);
        let sum = sum.sum();
        gradient.iter_mut().zip(weights).for_each(|(d, w)| *d = w * (*d - sum));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 37 + seed * 11 + i * i % 13) % 29) as f32 / 14.5 - 1.0).collect()
    }

    /// The definition, in double precision: weights and output.
    fn attention(shape: Shape, qkv: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let Shape { positions, heads, head } = shape;
        let width = shape.width();
        let at = |t: usize, part: usize, h: usize| &qkv[t * 3 * width + part * width + h * head..][..head];
        let (mut weights, mut y) = (vec![0.0; shape.probabilities()], vec![0.0; positions * width]);
        for h in 0..heads {
            for t in 0..positions {
                let dot = |u: usize| at(t, 0, h).iter().zip(at(u, 1, h)).map(|(q, k)| q * k).sum::<f64>();
                let scores: Vec<f64> = (0..=t).map(|u| (dot(u) / (head as f64).sqrt()).exp()).collect();
                let sum: f64 = scores.iter().sum();
                for (u, score) in scores.iter().enumerate() {
                    weights[(h * positions + t) * positions + u] = score / sum;
                    for (i, v) in at(u, 2, h).iter().enumerate() {
                        y[t * width + h * head + i] += score / sum * v;
                    }
                }
            }
        }
        (weights, y)
    }

    #[test]
    fn weights_output_and_gradients_are_those_of_the_definition_at_every_level() {
        for (positions, heads, head) in [(1, 1, 1), (2, 2, 3), (5, 1, 16), (70, 2, 17)] {
            let shape = Shape { positions, heads, head };
            let qkv = numbers(positions * 3 * shape.width(), 1);
            let d_y = numbers(positions * shape.width(), 2);
            let wide: Vec<f64> = qkv.iter().copied().map(f64::from).collect();
            let (weights, expected) = attention(shape, &wide);
            for level in Level::ALL {
                let mut scratch = Scratch::default();
                let (mut found, mut y) = (vec![9.0; shape.probabilities()], vec![9.0; d_y.len()]);
                forward(level, shape, &qkv, &mut scratch, &mut found, &mut y);
                assert!(
                    found.iter().zip(&weights).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6),
                    "{level:?} {shape:?}"
                );
                assert!(y.iter().zip(&expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-5), "{level:?} {shape:?}");
                let mut d_qkv = vec![9.0; qkv.len()];
                backward(level, shape, &qkv, &found, &d_y, &mut scratch, &mut d_qkv);
                let loss =
                    |qkv: &[f64]| attention(shape, qkv).1.iter().zip(&d_y).map(|(y, d)| y * f64::from(*d)).sum::<f64>();
                for i in (0..qkv.len()).step_by(if positions > 10 { 97 } else { 1 }) {
                    let at = |delta: f64| {
                        let mut moved = wide.clone();
                        moved[i] += delta;
                        loss(&moved)
                    };
                    let expected = (at(1e-5) - at(-1e-5)) / 2e-5;
                    let found = f64::from(d_qkv[i]);
                    assert!(
                        (found - expected).abs() < 1e-4 * expected.abs().max(1.0),
                        "{level:?} {shape:?} {i}: {found} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_later_position_changes_nothing_before_it_not_even_if_it_is_not_a_number() {
        let shape = Shape { positions: 40, heads: 2, head: 8 };
        let mut qkv = numbers(40 * 48, 3);
        let run = |qkv: &[f32]| {
            let (mut weights, mut y) = (vec![0.0; shape.probabilities()], vec![0.0; 40 * 16]);
            forward(Level::current(), shape, qkv, &mut Scratch::default(), &mut weights, &mut y);
            y
        };
        let before = run(&qkv);
        qkv[39 * 48..].fill(1e9);
        assert_eq!(before[..39 * 16], run(&qkv)[..39 * 16]);
    }
}
