//! Tests of [`super::optimizer`].

use super::parallel::Pool;
use super::*;

const ALL: [Algorithm; 5] =
    [Algorithm::ADAM, Algorithm::ADAM_W, Algorithm::SGD, Algorithm::SGD_MOMENTUM, Algorithm::RMS_PROP];

/// Two parameters of three and two numbers, all 1.
fn five() -> Parameters {
    let mut parameters = Parameters::new(0);
    parameters.create("a.w", &[3], Initializer::Constant(1.0)).unwrap();
    parameters.create("b.w", &[1, 2], Initializer::Constant(1.0)).unwrap();
    parameters
}

fn weights(parameters: &Parameters) -> Vec<f32> {
    parameters.export().unwrap().into_iter().flat_map(|a| a.values).collect()
}

/// The gradient of sum of k (w_k - k)^2 / 2, with k counting from 1 over all numbers of a model.
fn slope(k: usize, w: f64) -> f64 {
    let k = (k + 1) as f64;
    k * (w - k)
}

fn steps(parameters: &Parameters, optimizer: &mut Optimizer, rates: &[f64]) {
    for &rate in rates {
        let mut gradients = Gradients::zeros(parameters.trainable());
        let all = weights(parameters);
        for (k, (g, w)) in gradients.values_mut().iter_mut().zip(all).enumerate() {
            *g = slope(k, f64::from(w)) as f32;
        }
        optimizer.update(&gradients, rate).unwrap();
    }
}

/// The same steps of one number in double precision, from the papers' formulas.
fn reference(algorithm: Algorithm, k: usize, rates: &[f64]) -> f64 {
    let (mut w, mut m, mut v) = (1.0_f64, 0.0_f64, 0.0_f64);
    for (step, &rate) in rates.iter().enumerate() {
        let (g, t) = (slope(k, w), step as i32 + 1);
        match algorithm {
            Algorithm::Adam { beta1, beta2, epsilon } | Algorithm::AdamW { beta1, beta2, epsilon, .. } => {
                if let Algorithm::AdamW { decay, .. } = algorithm {
                    w -= rate * decay * w;
                }
                m = beta1 * m + (1.0 - beta1) * g;
                v = beta2 * v + (1.0 - beta2) * g * g;
                let corrected = rate * (1.0 - beta2.powi(t)).sqrt() / (1.0 - beta1.powi(t));
                w -= corrected * m / (v.sqrt() + epsilon);
            }
            Algorithm::Sgd { momentum } => {
                m = momentum * m - rate * g;
                w += m;
            }
            Algorithm::RmsProp { rho, epsilon } => {
                v = rho * v + (1.0 - rho) * g * g;
                w -= rate * g / (v + epsilon).sqrt();
            }
        }
    }
    w
}

#[test]
fn every_optimiser_follows_its_formula_over_twenty_steps_of_changing_rate() {
    let rates: Vec<f64> = (0..20).map(|i| 0.05 / f64::from(1 + i / 5)).collect();
    for algorithm in ALL {
        let parameters = five();
        let mut optimizer = Optimizer::new(algorithm, &parameters);
        steps(&parameters, &mut optimizer, &rates);
        for (k, w) in weights(&parameters).into_iter().enumerate() {
            let expected = reference(algorithm, k, &rates);
            assert!((f64::from(w) - expected).abs() < 1e-5 * expected.abs().max(1.0), "{algorithm:?}: {w} {expected}");
        }
        assert_eq!(optimizer.step_count(), 20);
    }
}

#[test]
fn the_first_steps_are_what_one_works_out_by_hand() {
    // The gradient of the second number at 1 is 2 (1 - 2) = -2.
    let second = |algorithm| {
        let parameters = five();
        steps(&parameters, &mut Optimizer::new(algorithm, &parameters), &[0.1]);
        weights(&parameters)[1]
    };
    // Adam's first step is the rate, against the gradient's sign; AdamW takes 0.1 * 0.004 of the weight off before.
    assert!((second(Algorithm::ADAM) - 1.1).abs() < 1e-6);
    assert!((second(Algorithm::ADAM_W) - (1.1 - 0.0004)).abs() < 1e-6);
    assert!((second(Algorithm::SGD) - 1.2).abs() < 1e-6);
    assert!((second(Algorithm::SGD_MOMENTUM) - 1.2).abs() < 1e-6);
    // RMSprop's first mean square is a tenth of the square: a step of rate * sqrt(10).
    assert!((second(Algorithm::RMS_PROP) - (1.0 + 0.1 * 10.0_f32.sqrt())).abs() < 1e-6);
}

#[test]
fn a_saved_state_goes_on_to_the_bit() {
    for algorithm in ALL {
        let (whole, first) = (five(), five());
        steps(&whole, &mut Optimizer::new(algorithm, &whole), &[0.02; 12]);

        let mut optimizer = Optimizer::new(algorithm, &first);
        steps(&first, &mut optimizer, &[0.02; 5]);
        let (state, arrays) = (optimizer.export(), first.export().unwrap());

        let second = five();
        second.import(&arrays).unwrap();
        let mut resumed = Optimizer::new(algorithm, &second);
        resumed.import(&state).unwrap();
        assert_eq!(resumed.export(), state);
        steps(&second, &mut resumed, &[0.02; 7]);
        let bits = |p: &Parameters| weights(p).into_iter().map(f32::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(&whole), bits(&second), "{algorithm:?}");
    }
}

#[test]
fn a_state_that_does_not_fit_changes_nothing_and_is_named() {
    let parameters = five();
    let mut optimizer = Optimizer::new(Algorithm::ADAM, &parameters);
    steps(&parameters, &mut optimizer, &[0.1; 3]);
    let before = optimizer.export();
    let mut message = |change: &dyn Fn(&mut OptimizerState)| {
        let mut state = before.clone();
        change(&mut state);
        let message = optimizer.import(&state).unwrap_err().to_string();
        assert_eq!(optimizer.export(), before);
        message
    };
    let other = message(&|s| s.algorithm = "sgd".into());
    assert_eq!(other, "the saved optimiser state is of sgd, the optimiser is adam");
    assert_eq!(message(&|s| s.moments[0].shape = vec![4]), "\"mean/a.w\" needs shape [3], not [4]");
    let missing = message(&|s| s.moments.truncate(3));
    assert_eq!(missing, "nothing given for the parameter \"square/b.w\" (shape [1, 2])");
    assert!(message(&|s| s.moments[0].name = "x".into()).contains("mean/a.w"));
}

#[test]
fn frozen_parameters_stay_equal_to_the_bit_and_have_no_state() {
    for algorithm in ALL {
        let mut parameters = five();
        parameters.freeze("b").unwrap();
        let before = parameters.get("b.w").unwrap().values().unwrap();
        let mut optimizer = Optimizer::new(algorithm, &parameters);
        steps(&parameters, &mut optimizer, &[0.1; 4]);
        assert_eq!(parameters.get("b.w").unwrap().values().unwrap(), before);
        assert_ne!(parameters.get("a.w").unwrap().values().unwrap(), [1.0; 3]);
        assert!(optimizer.export().moments.iter().all(|m| !m.name.contains("b.w")), "{algorithm:?}");
    }
}

#[test]
fn after_freezing_more_the_optimiser_refuses_until_it_follows_and_keeps_the_rest_of_its_state() {
    let mut parameters = five();
    let mut optimizer = Optimizer::new(Algorithm::ADAM, &parameters);
    steps(&parameters, &mut optimizer, &[0.1; 4]);
    let before = optimizer.export();
    parameters.freeze("b").unwrap();
    let gradients = Gradients::zeros(parameters.trainable());
    assert!(matches!(optimizer.update(&gradients, 0.1), Err(Error::OtherParameters)));
    optimizer.follow(&parameters).unwrap();
    optimizer.update(&gradients, 0.0).unwrap();
    optimizer.follow(&parameters).unwrap();
    assert_eq!(optimizer.step_count(), 5);
    parameters.unfreeze("b").unwrap();
    optimizer.follow(&parameters).unwrap();
    let after = optimizer.export();
    let names = |s: &OptimizerState| s.moments.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    // The mean of a.w was decayed by one step of zero gradient; that of b.w began anew.
    assert!((after.moments[0].values[0] - 0.9 * before.moments[0].values[0]).abs() < 1e-6);
    assert_eq!(after.moments[1].values, [0.0, 0.0]);
}

#[test]
fn clipping_within_the_step_gives_what_clipping_before_it_does() {
    for algorithm in ALL {
        let (one, two) = (five(), five());
        let mut optimizers = [Optimizer::new(algorithm, &one), Optimizer::new(algorithm, &two)];
        let mut gradients = [&one, &two].map(|p| Gradients::zeros(p.trainable()));
        for _ in 0..3 {
            for gradients in &mut gradients {
                gradients.values_mut().copy_from_slice(&[3.0, -4.0, 0.5, 0.0, 12.0]);
            }
            let norm = gradients[0].clip(2.0);
            optimizers[0].update(&gradients[0], 0.05).unwrap();
            assert_eq!(optimizers[1].update_clipped(&gradients[1], 0.05, 2.0).unwrap(), norm);
        }
        assert_eq!(weights(&one), weights(&two), "{algorithm:?}");
    }
}

#[test]
fn every_level_of_instructions_takes_the_same_steps() {
    use crate::kernels::{Level, optimizer as kernel};
    let numbers = |seed: usize| (0..37).map(|i| ((i * 7 + seed) % 13) as f32 / 13.0).collect::<Vec<f32>>();
    let step = kernel::Adam { rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, shrink: 0.999 };
    let run = |level| {
        let (mut w, g, mut m, mut v) = (numbers(1), numbers(2), numbers(3), numbers(4));
        kernel::adam(level, &mut w, &g, 0.5, &mut m, &mut v, step);
        kernel::momentum(level, &mut w, &g, 0.5, &mut m, 0.01, 0.9);
        kernel::rmsprop(level, &mut w, &g, 0.5, &mut v, 0.01, 0.9, 1e-7);
        kernel::sgd(level, &mut w, &g, 0.5, 0.01);
        [w, m, v].concat()
    };
    let expected = run(Level::Portable);
    for level in Level::ALL {
        assert!(run(level).iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6), "{level:?}");
    }
}

#[test]
fn a_pool_shares_a_large_update_out_to_the_same_bits() {
    let run = |threads: Option<usize>, count: usize| {
        let mut parameters = Parameters::new(7);
        for (name, shape) in [("a", [count, 3]), ("b", [1, 5]), ("c", [count, 4])] {
            parameters.create(name, &shape, Initializer::Uniform { limit: 1.0 }).unwrap();
        }
        let mut optimizer = Optimizer::new(Algorithm::ADAM_W, &parameters);
        for step in 0..3 {
            let mut gradients = Gradients::zeros(parameters.trainable());
            gradients.values_mut().iter_mut().enumerate().for_each(|(i, g)| *g = ((i + step) % 7) as f32 - 3.0);
            match threads {
                None => optimizer.update(&gradients, 0.01).unwrap(),
                Some(threads) => optimizer.update_on(&Pool::new(threads).unwrap(), gradients, 0.01).unwrap(),
            }
        }
        (parameters.export().unwrap(), optimizer.export())
    };
    for count in [10, 6_000] {
        let expected = run(None, count);
        for threads in [1, 2, 3] {
            assert_eq!(run(Some(threads), count), expected, "{threads} threads");
        }
    }
}

#[test]
fn a_decay_on_matrices_alone_leaves_vectors_to_plain_adam_to_the_bit() {
    let after = |algorithm, decays: fn(&Parameter) -> bool| {
        let parameters = five();
        let mut optimizer = Optimizer::new(algorithm, &parameters).decaying(decays);
        steps(&parameters, &mut optimizer, &[0.1, 0.05]);
        optimizer.follow(&parameters).unwrap();
        steps(&parameters, &mut optimizer, &[0.02]);
        weights(&parameters)
    };
    let matrices = after(Algorithm::ADAM_W, |parameter| parameter.shape().len() > 1);
    let (all, none) = (after(Algorithm::ADAM_W, |_| true), after(Algorithm::ADAM, |_| true));
    assert_eq!(matrices[..3], none[..3]);
    assert_eq!(matrices[3..], all[3..]);
    assert!(all[..3] != none[..3] && all[3..] != none[3..]);
}
