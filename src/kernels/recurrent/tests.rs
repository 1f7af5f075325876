//! The kernels against the cells' formulas in double precision, and against differences of those.

use super::super::matrix::Layout;
use super::super::{LANES, Level, lane_stride, matrix};
use super::*;

const CELLS: [Cell; 4] = [Cell::Tanh, Cell::Relu, Cell::Lstm, Cell::Gru];

/// Numbers in [0, 1) from a seed: a linear congruence (Knuth's MMIX constants), its upper bits.
fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A layer with random weights, over random inputs from a random state.
#[derive(Clone)]
struct Case {
    shape: Shape,
    times: usize,
    rows: usize,
    /// Kernel, recurrent kernel, bias, recurrent bias, inputs `[T, B, F]`, first hidden and cell state `[B, H]`.
    values: [Vec<f32>; 7],
}

impl Case {
    fn new(cell: Cell, [features, units, times, rows]: [usize; 4]) -> Self {
        let mut draw = uniform(units as u64);
        let width = cell.gates() * units;
        let second = if cell == Cell::Gru { width } else { 0 };
        let memory = if cell == Cell::Lstm { rows * units } else { 0 };
        let lengths = [features * width, units * width, width, second, times * rows * features, rows * units, memory];
        let values = lengths.map(|n| (0..n).map(|_| (1.6 * draw() - 0.8) as f32).collect());
        Self { shape: Shape { cell, features, units }, times, rows, values }
    }

    fn weights(&self) -> Weights<'_> {
        let [kernel, recurrent_kernel, bias, recurrent_bias, ..] = &self.values;
        Weights { kernel, recurrent_kernel, bias, recurrent_bias }
    }

    /// Outputs `[T, B, H]` and last cell state, from the formulas.
    fn formula(&self, values: &[Vec<f64>; 7]) -> (Vec<f64>, Vec<f64>) {
        let Shape { cell, features, units } = self.shape;
        let width = cell.gates() * units;
        let [kernel, recurrent, bias, second, x, hidden, memory] = values;
        let sigmoid = |a: f64| 1.0 / (1.0 + (-a).exp());
        let (mut outputs, mut h, mut c) = (vec![], hidden.clone(), memory.clone());
        for time in 0..self.times {
            let before = h.clone();
            for row in 0..self.rows {
                let h0 = &before[row * units..][..units];
                let input = |g: usize| {
                    let x = &x[(time * self.rows + row) * features..][..features];
                    bias[g] + x.iter().enumerate().map(|(i, x)| x * kernel[i * width + g]).sum::<f64>()
                };
                let state = |g: usize| h0.iter().enumerate().map(|(i, h)| h * recurrent[i * width + g]).sum::<f64>();
                for u in 0..units {
                    let gate = |g: usize| input(g * units + u) + state(g * units + u);
                    h[row * units + u] = match cell {
                        Cell::Tanh => gate(0).tanh(),
                        Cell::Relu => gate(0).max(0.0),
                        Cell::Lstm => {
                            let c = &mut c[row * units + u];
                            *c = sigmoid(gate(1)) * *c + sigmoid(gate(0)) * gate(2).tanh();
                            sigmoid(gate(3)) * c.tanh()
                        }
                        Cell::Gru => {
                            let z = sigmoid(gate(0) + second[u]);
                            let r = sigmoid(gate(1) + second[units + u]);
                            let g = 2 * units + u;
                            z * h0[u] + (1.0 - z) * (input(g) + r * (state(g) + second[g])).tanh()
                        }
                    };
                }
            }
            outputs.extend_from_slice(&h);
        }
        (outputs, c)
    }

    /// The sum of all outputs and of the last cell state with weights that differ.
    fn loss(&self, values: &[Vec<f64>; 7]) -> f64 {
        let (outputs, cell) = self.formula(values);
        let sum = |v: &[f64]| v.iter().enumerate().map(|(i, v)| slope(i) * v).sum::<f64>();
        sum(&outputs) + sum(&cell)
    }

    /// The kernel's outputs, last cell state, gradients in the order of `values`, and squares by time.
    fn run(&self, level: Level) -> Run {
        self.run_over(level, false)
    }

    /// The same, maybe with the first input at all times; its gradient is then that of the first time.
    fn run_over(&self, level: Level, repeated: bool) -> Run {
        let Self { shape, times, rows, .. } = *self;
        let Shape { cell, features, units } = shape;
        let mut run = Run { gradients: self.values.clone().map(|v| vec![0.0; v.len()]), ..Run::default() };
        run.outputs = vec![0.0; times * rows * units];
        run.cell = self.values[6].clone();
        run.squares = vec![0.0; times];
        let mut prepared = Prepared::default();
        prepare(level, &mut prepared, shape, self.weights());
        prepare_back(level, &mut prepared, shape, self.weights(), true);
        for first in (0..rows).step_by(LANES) {
            let count = LANES.min(rows - first);
            let at = |features| Layout::dense(rows, features).from_row(first);
            let lanes = |width: usize| vec![Lane::ZERO; times * lane_stride(width)];
            let gather = |values: &[f32], width: usize, time, out: &mut [Lane]| {
                matrix::gather(values, at(width), time, count, out);
            };
            let (mut x, mut up, mut down) = (lanes(features), lanes(units), lanes(features));
            let inputs = |x| if repeated { Inputs::repeated(x, features) } else { Inputs::new(x, features) };
            for time in 0..times {
                gather(&self.values[4], features, time, &mut x[time * lane_stride(features)..][..features]);
                let slopes: Vec<f32> = (0..times * rows * units).map(|i| slope(i) as f32).collect();
                gather(&slopes, units, time, &mut up[time * lane_stride(units)..][..units]);
            }
            let mut memory = Memory::default();
            memory.prepare(shape, times);
            let (hidden, state) = memory.initial_mut();
            gather(&self.values[5], units, 0, hidden);
            let mut d_cell = vec![Lane::ZERO; state.len()];
            if cell == Cell::Lstm {
                gather(&self.values[6], units, 0, state);
                let slopes: Vec<f32> = (0..rows * units).map(|i| slope(i) as f32).collect();
                gather(&slopes, units, 0, &mut d_cell);
            }
            forward(level, &mut memory, shape, &prepared, inputs(&x));
            for time in 0..times {
                matrix::scatter(memory.hidden(time + 1), at(units), time, count, &mut run.outputs);
            }
            matrix::scatter(memory.cell(times), at(units), 0, count, &mut run.cell);
            let mut d_hidden = vec![Lane::ZERO; units];
            let back = Back {
                outputs: Some(&up),
                hidden: &mut d_hidden,
                cell: &mut d_cell,
                inputs: Some(&mut down),
                squares: Some(&mut run.squares),
            };
            backward(level, &mut memory, shape, &prepared, back);
            let [kernel, recurrent, bias, second, d_x, d_h, d_c] = &mut run.gradients;
            let mut gradients = WeightGradients {
                kernel: Some(kernel),
                recurrent_kernel: Some(recurrent),
                bias: Some(bias),
                recurrent_bias: Some(second),
            };
            add_gradients(level, &memory, shape, inputs(&x), &mut gradients);
            for time in 0..if repeated { 1 } else { times } {
                let lanes = &down[time * lane_stride(features)..][..features];
                matrix::scatter(lanes, at(features), time, count, d_x);
            }
            matrix::scatter(&d_hidden, at(units), 0, count, d_h);
            matrix::scatter(&d_cell, at(units), 0, count, d_c);
        }
        run
    }
}

#[derive(Default, PartialEq, Debug)]
struct Run {
    outputs: Vec<f32>,
    cell: Vec<f32>,
    gradients: [Vec<f32>; 7],
    squares: Vec<f64>,
}

fn slope(i: usize) -> f64 {
    (i % 7) as f64 * 0.3 - 0.8
}

fn assert_near(found: &[f32], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len());
    let scale = expected.iter().fold(0.1_f64, |m, x| m.max(x.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(*f) - e).abs() < 5e-6 * scale, "{what}[{i}]: {f} instead of {e}");
    }
}

/// Sizes around the blocks of the kernels: one, less than a block, a block and something, several panels of rows.
const SIZES: [[usize; 4]; 6] =
    [[1, 1, 4, 3], [2, 3, 3, 17], [5, 7, 2, 16], [1, 20, 2, 1], [23, 19, 2, 2], [50, 13, 2, 3]];

#[test]
fn the_way_forward_agrees_with_the_formulas_at_every_level() {
    for cell in CELLS {
        for size in SIZES {
            let case = Case::new(cell, size);
            let (outputs, memory) = case.formula(&case.values.clone().map(|v| v.into_iter().map(f64::from).collect()));
            for level in Level::ALL {
                let run = case.run(level);
                assert_near(&run.outputs, &outputs, &format!("{cell:?} {size:?} {level:?} output"));
                assert_near(&run.cell, &memory, &format!("{cell:?} {size:?} {level:?} cell state"));
            }
        }
    }
}

#[test]
fn the_way_back_agrees_with_differences_of_the_formulas() {
    for cell in CELLS {
        for size in [[1, 1, 4, 3], [2, 3, 3, 17], [3, 6, 2, 2]] {
            let case = Case::new(cell, size);
            let values = case.values.clone().map(|v| v.into_iter().map(f64::from).collect::<Vec<_>>());
            let expected = std::array::from_fn::<_, 7, _>(|part| {
                let slope = |i: usize| {
                    let at = |delta: f64| {
                        let mut values = values.clone();
                        values[part][i] += delta;
                        case.loss(&values)
                    };
                    (at(1e-5) - at(-1e-5)) / 2e-5
                };
                (0..values[part].len()).map(slope).collect::<Vec<_>>()
            });
            for level in Level::ALL {
                let run = case.run(level);
                for (part, (found, expected)) in run.gradients.iter().zip(&expected).enumerate() {
                    assert_near(found, expected, &format!("{cell:?} {size:?} {level:?} part {part}"));
                }
            }
        }
    }
}

#[test]
fn avx2_and_avx512_agree_to_the_bit() {
    if Level::supported() == Level::Avx512 {
        for cell in CELLS {
            for size in SIZES {
                let case = Case::new(cell, size);
                assert_eq!(case.run(Level::Avx512), case.run(Level::Avx2), "{cell:?} {size:?}");
            }
        }
    }
}

#[test]
fn the_rows_of_a_batch_do_not_touch_each_others_bits() {
    for cell in CELLS {
        let all = Case::new(cell, [3, 9, 4, 21]);
        let mut one = all.clone();
        one.rows = 1;
        let row = 18;
        one.values[4] = (0..4).flat_map(|t| all.values[4][(t * 21 + row) * 3..][..3].to_vec()).collect();
        for part in [5, 6] {
            one.values[part] = all.values[part].chunks_exact(9).nth(row).unwrap_or_default().to_vec();
        }
        let level = Level::supported();
        let (all, one) = (all.run(level), one.run(level));
        let expected: Vec<f32> = (0..4).flat_map(|t| all.outputs[(t * 21 + row) * 9..][..9].to_vec()).collect();
        assert_eq!(one.outputs, expected, "{cell:?}");
    }
}

#[test]
fn a_simple_rnn_follows_the_trace_of_the_notes() {
    let mut case = Case::new(Cell::Tanh, [1, 1, 4, 1]);
    case.values = [vec![0.5], vec![0.8], vec![0.1], vec![], vec![1.0, 0.5, -0.25, 2.0], vec![0.0], vec![]];
    for level in Level::ALL {
        let outputs = case.run(level).outputs;
        for (y, expected) in outputs.iter().zip([0.53704957, 0.65249983, 0.45975444, 0.89915763]) {
            assert!((f64::from(*y) - expected).abs() < 1e-6, "{outputs:?}");
        }
    }
}

#[test]
fn the_squares_by_time_are_those_of_the_gradient_that_reaches_each_output() {
    // The gradient at the last output is the loss' own; at the one before, that and what comes through the last step.
    let case = Case::new(Cell::Tanh, [1, 1, 2, 1]);
    let run = case.run(Level::supported());
    let (u, h) = (f64::from(case.values[1][0]), f64::from(run.outputs[1]));
    let last = slope(1);
    let before = slope(0) + last * (1.0 - h * h) * u;
    assert!((run.squares[1] - last * last).abs() < 1e-6 && (run.squares[0] - before * before).abs() < 1e-6);
}

#[test]
fn an_input_that_repeats_is_one_input_at_all_times() {
    for cell in CELLS {
        for size in SIZES {
            let mut case = Case::new(cell, size);
            let [features, _, times, rows] = size;
            let step = rows * features;
            let first = case.values[4][..step].to_vec();
            case.values[4] = first.repeat(times);
            for level in Level::ALL {
                let (found, mut expected) = (case.run_over(level, true), case.run(level));
                assert_eq!(found.outputs, expected.outputs, "{cell:?} {size:?} {level:?}");
                // Of the input's gradient the sum over all times is left, at the first.
                let d_x = &mut expected.gradients[4];
                for i in step..d_x.len() {
                    d_x[i % step] += d_x[i];
                    d_x[i] = 0.0;
                }
                for (found, expected) in found.gradients.iter().zip(&expected.gradients) {
                    let expected: Vec<f64> = expected.iter().map(|&x| f64::from(x)).collect();
                    assert_near(found, &expected, &format!("{cell:?} {size:?} {level:?}"));
                }
            }
        }
    }
}
