//! One step of an optimiser over a slice of weights, in place. All slices of a call have the same length; element `i`
//! of each belongs to weight `i`. The formulas are those of Keras 3, where the optimisers' details differ between
//! libraries.

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

/// Adam (Kingma and Ba 2015, in the form with the bias corrections in the rate) and, with `shrink` below 1, AdamW
/// (Loshchilov and Hutter 2019). `mean` and `square` are the running moments.
pub fn adam(weights: &mut [f32], gradient: &[f32], mean: &mut [f32], square: &mut [f32], step: Adam) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == mean.len() && weights.len() == square.len());
    let Adam { rate, beta1, beta2, epsilon, shrink } = step;
    let (keep1, keep2) = (1.0 - beta1, 1.0 - beta2);
    for (((w, &g), m), v) in weights.iter_mut().zip(gradient).zip(mean).zip(square) {
        *m = beta1 * *m + keep1 * g;
        *v = beta2 * *v + keep2 * g * g;
        *w = *w * shrink - rate * *m / (v.sqrt() + epsilon);
    }
}

/// Stochastic gradient descent without momentum: `w -= rate * g`.
pub fn sgd(weights: &mut [f32], gradient: &[f32], rate: f32) {
    debug_assert_eq!(weights.len(), gradient.len());
    for (w, &g) in weights.iter_mut().zip(gradient) {
        *w -= rate * g;
    }
}

/// Stochastic gradient descent with momentum: `velocity = momentum * velocity - rate * g; w += velocity`.
pub fn momentum(weights: &mut [f32], gradient: &[f32], velocity: &mut [f32], rate: f32, momentum: f32) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == velocity.len());
    for ((w, &g), v) in weights.iter_mut().zip(gradient).zip(velocity) {
        *v = momentum * *v - rate * g;
        *w += *v;
    }
}

/// RMSprop (Tieleman and Hinton 2012): `square = rho * square + (1 - rho) * g^2; w -= rate * g / sqrt(square +
/// epsilon)`.
pub fn rmsprop(weights: &mut [f32], gradient: &[f32], square: &mut [f32], rate: f32, rho: f32, epsilon: f32) {
    debug_assert!(weights.len() == gradient.len() && weights.len() == square.len());
    let keep = 1.0 - rho;
    for ((w, &g), v) in weights.iter_mut().zip(gradient).zip(square) {
        *v = rho * *v + keep * g * g;
        *w -= rate * g / (*v + epsilon).sqrt();
    }
}
