//! Whole training steps of recurrent networks, batch 32, on one thread and on two: forward, loss, backward, update.
//! `cargo bench --bench training [WORD]`; WORD picks the workloads whose name contains it. Each figure is the best of many
//! short rounds, since everything that disturbs a round makes it slower.
#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints")]

use candle_core::{Device, Tensor};
use nnlab::nn::parallel::{Pool, with_large_stack};
use nnlab::nn::{Activation, Algorithm, Bias, Cell, Dense, Optimizer, Parameters, RecurrentStack, Result, Squash, mse};
use nnlab::rng::{Purpose, Rng};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIMES: usize = 50;
const BATCH: usize = 32;
const ROUNDS: usize = 400;

#[derive(Clone, Copy, PartialEq)]
enum Objective {
    Sequence,
    Vector,
}

struct Workload {
    name: &'static str,
    cell: Cell,
    units: &'static [usize],
    head: Option<usize>,
    objective: Objective,
}

const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "SimpleRNN(1) to vector",
        cell: Cell::SimpleRnn(Squash::Tanh),
        units: &[1],
        head: None,
        objective: Objective::Vector,
    },
    Workload {
        name: "SimpleRNN(20) x2 + Dense(1) to vector",
        cell: Cell::SimpleRnn(Squash::Tanh),
        units: &[20, 20],
        head: Some(1),
        objective: Objective::Vector,
    },
    Workload {
        name: "LSTM(20) x2 + Dense(10) sequence to sequence",
        cell: Cell::Lstm,
        units: &[20, 20],
        head: Some(10),
        objective: Objective::Sequence,
    },
    Workload {
        name: "GRU(20) x2 + Dense(10) sequence to sequence",
        cell: Cell::Gru,
        units: &[20, 20],
        head: Some(10),
        objective: Objective::Sequence,
    },
    Workload {
        name: "LSTM(256) + Dense(100) sequence to sequence",
        cell: Cell::Lstm,
        units: &[256],
        head: Some(100),
        objective: Objective::Sequence,
    },
];

struct Model {
    stack: RecurrentStack,
    head: Option<Dense>,
    objective: Objective,
    x: Tensor,
    y: Tensor,
}

impl Model {
    fn new(workload: &Workload, parameters: &mut Parameters) -> Result<Self> {
        let stack = RecurrentStack::new(parameters, "rnn", workload.cell, 1, workload.units)?;
        let top = workload.units.last().copied().unwrap_or(1);
        let head = match workload.head {
            Some(units) => Some(Dense::new(parameters, "head", top, units, Activation::Linear, Bias::With)?),
            None => None,
        };
        let mut rng = Rng::keyed(1, Purpose::Data, 0, 0);
        let mut random = |shape: &[usize]| {
            let values: Vec<f32> = (0..shape.iter().product()).map(|_| rng.between(-1.0, 1.0) as f32).collect();
            Tensor::from_vec(values, shape, &Device::Cpu)
        };
        let outputs = workload.head.unwrap_or(top);
        let x = random(&[TIMES, BATCH, 1])?;
        let y = match workload.objective {
            Objective::Sequence => random(&[TIMES, BATCH, outputs])?,
            Objective::Vector => random(&[BATCH, outputs])?,
        };
        Ok(Self { stack, head, objective: workload.objective, x, y })
    }

    fn loss(&self, rows: Range<usize>) -> Result<Tensor> {
        let x = self.x.narrow(1, rows.start, rows.len())?;
        let (hidden, axis) = match self.objective {
            Objective::Sequence => (self.stack.outputs(&x)?, 1),
            Objective::Vector => (self.stack.last(&x)?, 0),
        };
        let output = match &self.head {
            Some(head) => head.forward(&hidden)?,
            None => hidden,
        };
        mse(&output, &self.y.narrow(axis, rows.start, rows.len())?)
    }
}

/// The best time of a step.
fn measure(workload: &Workload, threads: usize) -> Result<Duration> {
    let mut parameters = Parameters::new(1);
    let model = Arc::new(Model::new(workload, &mut parameters)?);
    let pool = Pool::new(threads)?;
    let mut optimizer = Optimizer::new(Algorithm::ADAM, &parameters);
    let mut step = || {
        let own = Arc::clone(&model);
        let outcome = pool.gradients(&parameters, BATCH, move |rows| Ok((own.loss(rows)?, ())))?;
        optimizer.update(&outcome.gradients, 1e-3)
    };
    let mut best = Duration::MAX;
    let mut steps = 1;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..steps {
            step()?;
        }
        let took = start.elapsed();
        best = best.min(took / steps);
        if took < Duration::from_millis(1) {
            steps *= 2;
        }
    }
    Ok(best)
}

fn main() -> Result<()> {
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    println!("kernels: {}", nnlab::kernels::level_name());
    for workload in WORKLOADS.iter().filter(|w| w.name.contains(&word)) {
        for threads in [1, 2] {
            let best = with_large_stack(|| measure(workload, threads))??;
            let series = BATCH as f64 / best.as_secs_f64();
            let micros = best.as_secs_f64() * 1e6;
            println!("{:46} {threads} threads {micros:9.1} us/step {series:10.0} series/s", workload.name);
        }
    }
    Ok(())
}
