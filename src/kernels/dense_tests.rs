use super::super::Level;
use super::*;

const ALL: [Squash; 5] =
    [Squash::Linear, Squash::Relu, Squash::Selu { scale: 1.05, alpha: 1.67 }, Squash::Tanh, Squash::Sigmoid];

fn numbers(n: usize, seed: usize) -> Vec<f32> {
    (0..n).map(|i| ((i * 37 + seed * 11) % 29) as f32 / 14.5 - 1.0).collect()
}

fn formula(squash: Squash, x: f64) -> f64 {
    match squash {
        Squash::Linear => x,
        Squash::Relu => x.max(0.0),
        Squash::Tanh => x.tanh(),
        Squash::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Squash::Selu { scale, .. } if x >= 0.0 => f64::from(scale) * x,
        Squash::Selu { scale, alpha } => f64::from(scale) * f64::from(alpha) * x.exp_m1(),
    }
}

/// The sum of y times (1, 2, 3, 1, 2, ...), in double precision.
fn loss(x: &[f64], kernel: &[f64], bias: &[f64], squash: Squash, units: usize) -> f64 {
    let inputs = kernel.len() / units;
    let unit = |row: &[f64], u: usize| {
        let sum: f64 = row.iter().enumerate().map(|(i, x)| x * kernel[i * units + u]).sum();
        formula(squash, sum + bias[u])
    };
    let all = x.chunks_exact(inputs).flat_map(|row| (0..units).map(move |u| (row, u)));
    all.enumerate().map(|(i, (row, u))| (i % 3 + 1) as f64 * unit(row, u)).sum()
}

/// The layer with its kernel lying the other way gives the same.
fn check_turned(
    level: Level,
    x: &[f32],
    weights: Weights<'_>,
    squash: Squash,
    y: &[f32],
    d: &[f32],
    expected: &[Vec<f32>; 3],
) {
    let (units, inputs) = (weights.units, weights.kernel.len() / weights.units);
    let turn = |kernel: &[f32], rows: usize, columns: usize| -> Vec<f32> {
        (0..kernel.len()).map(|i| kernel[i % rows * columns + i / rows]).collect()
    };
    let kernel = turn(weights.kernel, inputs, units);
    let weights = Weights { kernel: &kernel, is_turned: true, ..weights };
    let mut found = vec![0.0; y.len()];
    forward(level, x, weights, squash, &mut found);
    let close = |a: &[f32], b: &[f32]| {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4 * a.abs().max(1.0)) && a.len() == b.len()
    };
    assert!(close(&found, y), "{level:?} {squash:?}");
    let [mut d_x, mut d_kernel, mut d_bias] = expected.each_ref().map(|part| vec![0.0; part.len()]);
    let back = Back { kernel: Some((&mut d_kernel, Sum::Replace)), bias: Some(&mut d_bias), input: Some(&mut d_x) };
    backward(level, x, weights, d, back);
    let d_kernel = turn(&d_kernel, units, inputs);
    assert!([d_x, d_kernel, d_bias].iter().zip(expected).all(|(a, b)| close(a, b)), "{level:?} {squash:?}");
}

#[test]
fn values_and_gradients_agree_with_the_formulas_at_every_level() {
    for (rows, inputs, units) in [(1, 1, 1), (5, 20, 1), (7, 33, 1), (3, 4, 10), (19, 5, 3)] {
        let parts = [numbers(rows * inputs, 1), numbers(inputs * units, 2), numbers(units, 3)];
        let exact = parts.clone().map(|p| p.into_iter().map(f64::from).collect::<Vec<f64>>());
        for (level, squash) in Level::ALL.into_iter().flat_map(|level| ALL.map(|squash| (level, squash))) {
            let [x, kernel, bias] = &parts;
            let mut y = vec![0.0; rows * units];
            let weights = Weights { kernel, bias, units, is_turned: false };
            forward(level, x, weights, squash, &mut y);
            let found: f64 = y.iter().enumerate().map(|(i, y)| (i % 3 + 1) as f64 * f64::from(*y)).sum();
            let value = |e: &[Vec<f64>; 3]| loss(&e[0], &e[1], &e[2], squash, units);
            assert!((found - value(&exact)).abs() < 1e-4, "{level:?} {squash:?}: {found}");

            let mut d: Vec<f32> = (0..rows * units).map(|i| (i % 3 + 1) as f32).collect();
            let mut found = parts.clone().map(|p| vec![0.0; p.len()]);
            let [d_x, d_kernel, d_bias] = &mut found;
            before_squash(level, &y, squash, &mut d);
            let back = Back { kernel: Some((d_kernel, Sum::Add)), bias: Some(d_bias), input: Some(d_x) };
            backward(level, x, weights, &d, back);
            check_turned(level, x, weights, squash, &y, &d, &found);
            for part in 0..3 {
                for (i, found) in found[part].iter().enumerate() {
                    let at = |delta: f64| {
                        let mut moved = exact.clone();
                        moved[part][i] += delta;
                        value(&moved)
                    };
                    let expected = (at(1e-6) - at(-1e-6)) / 2e-6;
                    let error = (f64::from(*found) - expected).abs();
                    assert!(
                        error < 1e-4 * expected.abs().max(1.0),
                        "{level:?} {squash:?} {part} {i}: {found} {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_row_has_the_same_bits_alone_and_among_others() {
    for (inputs, units) in [(20, 1), (20, 10), (784, 100), (30, 2), (256, 37)] {
        let (x, kernel, bias) = (numbers(70 * inputs, 1), numbers(inputs * units, 2), numbers(units, 3));
        let run = |x: &[f32]| {
            let mut y = vec![0.0; x.len() / inputs * units];
            let weights = Weights { kernel: &kernel, bias: &bias, units, is_turned: false };
            forward(Level::current(), x, weights, Squash::Tanh, &mut y);
            y
        };
        let all = run(&x);
        for rows in [1, 2, 7, 16, 33] {
            assert_eq!(run(&x[..rows * inputs]), all[..rows * units], "{inputs} {units} {rows}");
        }
    }
}
