//! One step of an optimiser over a slice of weights, in place. All slices of a call have the same length; element `i`
//! of each belongs to weight `i`. The formulas are those of Keras 3, where the optimisers' details differ between
//! libraries.

use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::padded;

/// What one step of [`adam`] needs besides the vectors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// The learning rate with both bias corrections in it: `rate * sqrt(1 - beta2^t) / (1 - beta1^t)`, `t` counting
    /// from 1.
    pub rate: f32,
    /// Decay of the running mean of gradients, in [0, 1).
    pub beta1: f32,
    /// Decay of the running mean of squared gradients, in [0, 1).
    pub beta2: f32,
    /// Added to the root of the mean square ("epsilon hat" of Kingma and Ba, section 2).
    pub epsilon: f32,
    /// What the weight is multiplied by beforehand: 1 for Adam, `1 - learning rate * decay` for AdamW.
    pub shrink: f32,
}

dispatch! {
    /// Adam (Kingma and Ba 2015, in the form with the bias corrections in the rate) and, with `shrink` below 1, AdamW
    /// (Loshchilov and Hutter 2019). `mean` and `square` are the running moments. Here and below the gradient is taken
    /// times `scale`: that is how clipping costs no pass of its own.
    pub fn adam(
        weights: &mut [f32],
        gradient: &[f32],
        scale: f32,
        mean: &mut [f32],
        square: &mut [f32],
        step: Adam,
    ) = adam_body;
}
dispatch! {
    /// Stochastic gradient descent without momentum: `w -= rate * g`.
    pub fn sgd(weights: &mut [f32], gradient: &[f32], scale: f32, rate: f32) = sgd_body;
}
dispatch! {
    /// Stochastic gradient descent with momentum: `velocity = momentum * velocity - rate * g; w += velocity`.
    pub fn momentum(
        weights: &mut [f32],
        gradient: &[f32],
        scale: f32,
        velocity: &mut [f32],
        rate: f32,
        momentum: f32,
    ) = momentum_body;
}
dispatch! {
    /// RMSprop (Tieleman and Hinton 2012): `square = rho * square + (1 - rho) * g^2; w -= rate * g / sqrt(square +
    /// epsilon)`.
    pub fn rmsprop(
        weights: &mut [f32],
        gradient: &[f32],
        scale: f32,
        square: &mut [f32],
        rate: f32,
        rho: f32,
        epsilon: f32,
    ) = rmsprop_body;
}

/// What happens to sixteen weights, given their gradients and two moments: the three anew. A trait and no closure, for a
/// closure would not be compiled for the level's instructions.
trait Rule<L> {
    fn next(&self, w: L, g: L, m: L, v: L) -> [L; 3];
}

/// Applies a rule to all weights and up to two moments; the last few go through arrays filled up with zeros.
#[inline(always)]
fn walk<L: Lanes>(weights: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32], rule: &impl Rule<L>) {
    let (weights, w_rest) = weights.as_chunks_mut::<LANES>();
    let (gradient, g_rest) = gradient.as_chunks::<LANES>();
    let (first, m_rest) = first.as_chunks_mut::<LANES>();
    let (second, v_rest) = second.as_chunks_mut::<LANES>();
    let mut unused = [[0.0; LANES]; 2];
    for (i, (w, g)) in weights.iter_mut().zip(gradient).enumerate() {
        let [spare_m, spare_v] = &mut unused;
        let m = first.get_mut(i).unwrap_or(spare_m);
        let v = second.get_mut(i).unwrap_or(spare_v);
        let [next_w, next_m, next_v] = rule.next(L::array(w), L::array(g), L::array(m), L::array(v));
        (*w, *m, *v) = (next_w.to_array(), next_m.to_array(), next_v.to_array());
    }
    let last = rule.next(padded(w_rest), padded(g_rest), padded(m_rest), padded(v_rest));
    for (rest, values) in [w_rest, m_rest, v_rest].into_iter().zip(last) {
        rest.iter_mut().zip(values.to_array()).for_each(|(to, from)| *to = from);
    }
}

#[inline(always)]
fn adam_body<L: Lanes>(
    weights: &mut [f32],
    gradient: &[f32],
    scale: f32,
    mean: &mut [f32],
    square: &mut [f32],
    step: Adam,
) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == mean.len() && weights.len() == square.len());
    let Adam { rate, beta1, beta2, epsilon, shrink } = step;
    let numbers = [rate, beta1, beta2, epsilon, shrink, scale, 1.0 - beta1, 1.0 - beta2];
    walk(weights, gradient, mean, square, &AdamRule(numbers.map(L::splat)));
}

struct AdamRule<L>([L; 8]);

impl<L: Lanes> Rule<L> for AdamRule<L> {
    #[inline(always)]
    fn next(&self, w: L, g: L, m: L, v: L) -> [L; 3] {
        let [rate, beta1, beta2, epsilon, shrink, scale, keep1, keep2] = self.0;
        let g = g.mul(scale);
        let m = beta1.mul_add(m, keep1.mul(g));
        let v = beta2.mul_add(v, keep2.mul(g).mul(g));
        [w.mul(shrink).sub(rate.mul(m).div(v.sqrt().add(epsilon))), m, v]
    }
}

#[inline(always)]
fn sgd_body<L: Lanes>(weights: &mut [f32], gradient: &[f32], scale: f32, rate: f32) {
    debug_assert_eq!(weights.len(), gradient.len());
    walk(weights, gradient, &mut [], &mut [], &SgdRule([rate, scale].map(L::splat)));
}

struct SgdRule<L>([L; 2]);

impl<L: Lanes> Rule<L> for SgdRule<L> {
    #[inline(always)]
    fn next(&self, w: L, g: L, m: L, v: L) -> [L; 3] {
        let [rate, scale] = self.0;
        [w.sub(rate.mul(g.mul(scale))), m, v]
    }
}

#[inline(always)]
fn momentum_body<L: Lanes>(
    weights: &mut [f32],
    gradient: &[f32],
    scale: f32,
    velocity: &mut [f32],
    rate: f32,
    momentum: f32,
) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == velocity.len());
    walk(weights, gradient, velocity, &mut [], &MomentumRule([rate, scale, momentum].map(L::splat)));
}

struct MomentumRule<L>([L; 3]);

impl<L: Lanes> Rule<L> for MomentumRule<L> {
    #[inline(always)]
    fn next(&self, w: L, g: L, m: L, v: L) -> [L; 3] {
        let [rate, scale, momentum] = self.0;
        let m = momentum.mul(m).sub(rate.mul(g.mul(scale)));
        [w.add(m), m, v]
    }
}

#[inline(always)]
fn rmsprop_body<L: Lanes>(
    weights: &mut [f32],
    gradient: &[f32],
    scale: f32,
    square: &mut [f32],
    rate: f32,
    rho: f32,
    epsilon: f32,
) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == square.len());
    walk(weights, gradient, square, &mut [], &RmsPropRule([rate, rho, epsilon, scale, 1.0 - rho].map(L::splat)));
}

struct RmsPropRule<L>([L; 5]);

impl<L: Lanes> Rule<L> for RmsPropRule<L> {
    #[inline(always)]
    fn next(&self, w: L, g: L, m: L, v: L) -> [L; 3] {
        let [rate, rho, epsilon, scale, keep] = self.0;
        let g = g.mul(scale);
        let m = rho.mul_add(m, keep.mul(g).mul(g));
        [w.sub(rate.mul(g).div(m.add(epsilon).sqrt())), m, v]
    }
}
