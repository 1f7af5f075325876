//! The kernels alone, at each level of instructions: one recurrent layer of 20 units and as many inputs over 50 times and
//! sixteen rows, forwards and backwards, and the vector functions. `cargo bench --bench layers`. Best of many rounds.
#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints")]

use nnlab::kernels::recurrent::{
    self as kernel, Back, Cell, Inputs, Memory, Prepared, Shape, WeightGradients, Weights,
};
use nnlab::kernels::{Lane, Level, lane_stride, math};
use std::hint::black_box;
use std::time::{Duration, Instant};

const TIMES: usize = 50;
const UNITS: usize = 20;
const ROUNDS: usize = 2_000;

/// The best time of the first part of a round and of the rest.
fn best(mut round: impl FnMut() -> [Duration; 2]) -> [f64; 2] {
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (best, took) in best.iter_mut().zip(round()) {
            *best = took.min(*best);
        }
    }
    best.map(|best| best.as_secs_f64() * 1e6)
}

fn layer(cell: Cell, level: Level) -> [f64; 2] {
    let shape = Shape { cell, features: UNITS, units: UNITS };
    let width = cell.gates() * UNITS;
    let numbers = |n: usize| (0..n).map(|i| (i % 17) as f32 / 34.0 - 0.25).collect::<Vec<f32>>();
    let (matrix, bias) = (numbers(UNITS * width), numbers(width));
    let recurrent_bias: &[f32] = if cell == Cell::Gru { &bias } else { &[] };
    let weights = Weights { kernel: &matrix, recurrent_kernel: &matrix, bias: &bias, recurrent_bias };
    let lanes = || vec![Lane([0.3; 16]); TIMES * lane_stride(UNITS)];
    let (x, above, mut below) = (lanes(), lanes(), lanes());
    let (mut prepared, mut memory) = (Prepared::default(), Memory::default());
    let [mut d_kernel, mut d_recurrent] = [matrix.clone(), matrix.clone()];
    let [mut d_bias, mut d_second] = [bias.clone(), bias.clone()];
    best(|| {
        let start = Instant::now();
        kernel::prepare(level, &mut prepared, shape, weights);
        memory.prepare(shape, TIMES);
        kernel::forward(level, &mut memory, shape, &prepared, Inputs::new(&x, UNITS));
        let forward = start.elapsed();
        kernel::prepare_back(level, &mut prepared, shape, weights, true);
        let [mut hidden, mut state] = [[Lane::ZERO; UNITS]; 2];
        let back = Back {
            outputs: Some(&above),
            hidden: &mut hidden,
            cell: &mut state,
            inputs: Some(&mut below),
            squares: None,
        };
        kernel::backward(level, &mut memory, shape, &prepared, back);
        let mut gradients = WeightGradients {
            kernel: Some(&mut d_kernel),
            recurrent_kernel: Some(&mut d_recurrent),
            bias: Some(&mut d_bias),
            recurrent_bias: Some(&mut d_second),
        };
        kernel::add_gradients(level, &memory, shape, Inputs::new(&x, UNITS), &mut gradients);
        [forward, start.elapsed() - forward]
    })
}

fn main() {
    for level in Level::ALL.into_iter().filter(|level| *level <= Level::supported()) {
        println!("{}", level.name());
        for cell in [Cell::Tanh, Cell::Lstm, Cell::Gru] {
            let [forward, backward] = layer(cell, level);
            println!("    {cell:?}: {forward:.1} us forwards, {backward:.1} us backwards, for 16 rows");
        }
        for (name, function) in [("tanh", math::tanh as fn(Level, &mut [f32])), ("exp", math::exp)] {
            let mut values = vec![0.5; 4_096];
            let [took, _] = best(|| {
                values.fill(0.5);
                let start = Instant::now();
                function(level, black_box(&mut values));
                [start.elapsed(), Duration::ZERO]
            });
            println!("    {name}: {:.3} ns a number", took * 1e3 / 4_096.0);
        }
    }
}
