use super::super::Level;
use super::*;

fn numbers(n: usize, seed: usize) -> Vec<f32> {
    (0..n).map(|i| ((i * 37 + i / 7 + seed * 11) % 29) as f32 / 14.5 - 1.0).collect()
}

fn assert_close(found: &[f32], expected: impl Fn(usize) -> f64, what: &str) {
    for (i, found) in found.iter().enumerate() {
        let expected = expected(i);
        assert!((f64::from(*found) - expected).abs() < 1e-4, "{what} [{i}]: {found} {expected}");
    }
}

const SIZES: [[usize; 3]; 9] = [
    [1, 1, 1],
    [5, 20, 16],
    [7, 33, 17],
    [16, 100, 30],
    [3, 4, 10],
    [19, 5, 3],
    [16, 30, 131],
    [300, 11, 37],
    [2, 0, 3],
];

#[test]
fn products_are_sums_of_products_at_every_level() {
    for [rows, inputs, units] in SIZES {
        let (x, w, g) = (numbers(rows * inputs, 1), numbers(inputs * units, 2), numbers(rows * units, 3));
        let (bias, other) = (numbers(units, 4), numbers(inputs, 5));
        let dot = |terms: &mut dyn Iterator<Item = (f32, f32)>| -> f64 {
            terms.map(|(a, b)| f64::from(a) * f64::from(b)).sum()
        };
        for level in Level::ALL {
            let what = format!("{level:?} {rows} {inputs} {units}");
            let mut y = vec![7.0; rows * units];
            rows_times(level, &x, &w, &bias, units, &mut y);
            let product = |i: usize| {
                let (row, u) = (i / units, i % units);
                dot(&mut (0..inputs).map(|k| (x[row * inputs + k], w[k * units + u])))
            };
            assert_close(&y, |i| product(i) + f64::from(bias[i % units]), &what);
            rows_times(level, &x, &w, &[], units, &mut y);
            assert_close(&y, product, &what);

            let mut d = vec![7.0; inputs * units];
            transposed_times(level, &x, &g, units, &mut d, Sum::Replace);
            let product = |i: usize| {
                let (k, u) = (i / units, i % units);
                dot(&mut (0..rows).map(|row| (x[row * inputs + k], g[row * units + u])))
            };
            assert_close(&d, product, &what);
            transposed_times(level, &x, &g, units, &mut d, Sum::Add);
            assert_close(&d, |i| 2.0 * product(i), &what);

            let mut back = vec![7.0; rows * inputs];
            times_transposed(level, &g, &w, &other, units, &mut back);
            let product = |i: usize| {
                let (row, k) = (i / inputs, i % inputs);
                dot(&mut (0..units).map(|u| (g[row * units + u], w[k * units + u])))
            };
            assert_close(&back, |i| product(i) + f64::from(other[i % inputs]), &what);
        }
    }
}

#[test]
fn a_row_has_the_same_bits_alone_and_among_others() {
    for (inputs, units) in [(20, 1), (20, 10), (784, 100), (30, 2), (256, 37)] {
        let (x, kernel) = (numbers(110 * inputs, 1), numbers(inputs * units, 2));
        let run = |x: &[f32]| {
            let rows = x.len() / inputs;
            let (mut y, mut back) = (vec![0.0; rows * units], vec![0.0; rows * units]);
            rows_times(Level::current(), x, &kernel, &[], units, &mut y);
            times_transposed(Level::current(), x, &kernel, &[], inputs, &mut back);
            [y, back]
        };
        let all = run(&x);
        for rows in [1, 2, 7, 16, 33, 97] {
            for (alone, all) in run(&x[..rows * inputs]).iter().zip(&all) {
                assert_eq!(alone[..], all[..rows * units], "{inputs} {units} {rows}");
            }
        }
    }
}
