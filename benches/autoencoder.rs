//! Whole training steps of autoencoders on images of 28 x 28, through the labs' trainer: gathering, forward, loss, backward, update, on
//! one thread and on two. SELU, a linear code of 30, binary cross-entropy, Adam.
//! `cargo bench --bench autoencoder [WORD]`; WORD picks the workloads whose name contains it. Each figure is the best of
//! many short rounds, since everything that disturbs a round makes it slower.
#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints")]

use candle_core::{Device, Tensor};
use nnlab::figure::Figure;
use nnlab::labs::training::{Batch, ShardOutput, Trainer, Training};
use nnlab::nn::parallel::with_large_stack;
use nnlab::nn::{
    self, Activation, Bias, Cell, Conv2d, ConvTranspose2d, Dense, Padding, Parameters, RecurrentStack, bce_and_mse,
};
use nnlab::rng::{Purpose, Rng};
use nnlab::run::{Context, Failure, Kept, Severity, Sink};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIDE: usize = 28;
const PIXELS: usize = SIDE * SIDE;
const IMAGES: usize = 8_000;
const CODE: usize = 30;
const ROUNDS: usize = 200;
const SELU: Activation = Activation::Selu;

#[derive(Clone)]
enum Model {
    Dense(Vec<Dense>),
    Convolutional { down: Vec<Conv2d>, code: Dense, wide: Dense, up: Vec<ConvTranspose2d> },
    Recurrent { reader: RecurrentStack, writer: RecurrentStack, head: Dense },
}

const WORKLOADS: [(&str, &str, usize); 4] = [
    ("dense 784-100-30-100-784, batch 32", "dense", 32),
    ("dense 784-100-30-100-784, batch 256", "dense", 256),
    ("convolutional 16-32-64, batch 32", "convolutional", 32),
    ("recurrent LSTM 100-30, 100, batch 32", "recurrent", 32),
];

impl Model {
    fn new(kind: &str, p: &mut Parameters) -> nn::Result<Self> {
        let dense = |p: &mut Parameters, name: &str, inputs, units, activation| {
            Dense::new(p, name, inputs, units, activation, Bias::With)
        };
        Ok(match kind {
            "dense" => {
                let sizes = [PIXELS, 100, CODE, 100, PIXELS];
                let layer = |(i, pair): (usize, &[usize])| {
                    let activation = if i == 1 || i == 3 { Activation::Linear } else { SELU };
                    dense(p, &format!("dense{i}"), pair[0], pair[1], activation)
                };
                Self::Dense(sizes.windows(2).enumerate().map(layer).collect::<nn::Result<_>>()?)
            }
            "convolutional" => {
                let (mut image, mut down, mut up) = ([SIDE, SIDE, 1], Vec::new(), Vec::new());
                for filters in [16, 32, 64] {
                    let layer = Conv2d::new(p, &format!("down{filters}"), image, filters, 3, Padding::Same, SELU)?;
                    image = layer.output();
                    image = [image[0] / 2, image[1] / 2, image[2]];
                    down.push(layer);
                }
                let flat = image.iter().product();
                let code = dense(p, "code", flat, CODE, Activation::Linear)?;
                let wide = dense(p, "wide", CODE, flat, SELU)?;
                for (filters, padding) in [(32, Padding::Valid), (16, Padding::Same), (1, Padding::Same)] {
                    let name = format!("up{filters}");
                    let layer = ConvTranspose2d::new(p, &name, image, filters, 3, 2, padding, SELU)?;
                    image = layer.output();
                    up.push(layer);
                }
                Self::Convolutional { down, code, wide, up }
            }
            _ => Self::Recurrent {
                reader: RecurrentStack::new(p, "reader", Cell::Lstm, SIDE, &[100, CODE])?,
                writer: RecurrentStack::new(p, "writer", Cell::Lstm, CODE, &[100])?,
                head: dense(p, "head", 100, SIDE, Activation::Linear)?,
            },
        })
    }

    /// Loss and squared error of images `[B, 784]`.
    fn loss(&self, x: &Tensor) -> nn::Result<(Tensor, f64)> {
        let rows = x.dim(0)?;
        match self {
            Self::Dense(layers) => {
                let Some((last, layers)) = layers.split_last() else { return bce_and_mse(x, x) };
                let hidden = layers.iter().try_fold(x.clone(), |x, layer| layer.forward(&x))?;
                bce_and_mse(&last.logits(&hidden)?, x)
            }
            Self::Convolutional { down, code, wide, up } => {
                let image = x.reshape((rows, SIDE, SIDE, 1))?;
                let small = down.iter().try_fold(image, |x, layer| layer.forward_pooled(&x))?;
                let shape = small.shape().clone();
                let wide = wide.forward(&code.forward(&small.reshape((rows, ()))?)?)?.reshape(shape)?;
                let Some((last, up)) = up.split_last() else { return bce_and_mse(x, x) };
                let large = up.iter().try_fold(wide, |x, layer| layer.forward(&x))?;
                bce_and_mse(&last.logits(&large)?.reshape((rows, PIXELS))?, x)
            }
            Self::Recurrent { reader, writer, head } => {
                let by_time = x.reshape((rows, SIDE, SIDE))?.transpose(0, 1)?;
                let code = reader.last(&by_time)?;
                let logits = head.logits(&writer.repeated(&code, SIDE)?)?;
                bce_and_mse(&logits, &by_time.contiguous()?)
            }
        }
    }
}

struct Nowhere;

impl Sink for Nowhere {
    fn scalar(&mut self, _: &'static str, _: f64) {}
    fn figure(&mut self, _: &str, _: Kept, _: Figure) {}
    fn note(&mut self, _: Severity, _: String) {}
}

/// The best time of a step.
fn measure(kind: &str, batch: usize, threads: usize, images: &Arc<Vec<f32>>) -> nnlab::run::Result<Duration> {
    let mut parameters = Parameters::new(1);
    let model = Model::new(kind, &mut parameters).map_err(Failure::work)?;
    let settings = Training { batch, clip: 0.0, learning_rate: 1e-3, epochs: 1 << 40, ..Training::default() };
    let mut trainer = Trainer::new(&settings, parameters, IMAGES, &Context { threads })?;
    let mut step = || {
        let (model, images) = (model.clone(), Arc::clone(images));
        trainer.step(
            move |batch: Batch| {
                move |rows: Range<usize>| {
                    let mut values = Vec::with_capacity(rows.len() * PIXELS);
                    for image in &batch[rows.clone()] {
                        values.extend_from_slice(&images[image * PIXELS..][..PIXELS]);
                    }
                    let x = Tensor::from_vec(values, (rows.len(), PIXELS), &Device::Cpu)?;
                    let (loss, squared) = model.loss(&x)?;
                    Ok(ShardOutput::new(loss, vec![squared]))
                }
            },
            &mut Nowhere,
        )
    };
    let (mut best, mut steps) = (Duration::MAX, 1);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..steps {
            step()?;
        }
        let took = start.elapsed();
        best = best.min(took / steps);
        if took < Duration::from_millis(4) {
            steps *= 2;
        }
    }
    Ok(best)
}

fn main() -> nnlab::run::Result<()> {
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    println!("kernels: {}", nnlab::kernels::level_name());
    let mut rng = Rng::keyed(1, Purpose::Data, 0, 0);
    let images = Arc::new((0..IMAGES * PIXELS).map(|_| rng.between(-1.0, 1.0).max(0.0) as f32).collect::<Vec<f32>>());
    for (name, kind, batch) in WORKLOADS.iter().filter(|workload| workload.0.contains(&word)) {
        for threads in [1, 2] {
            let best = with_large_stack(|| measure(kind, *batch, threads, &images)).map_err(Failure::work)??;
            let speed = *batch as f64 / best.as_secs_f64();
            let micros = best.as_secs_f64() * 1e6;
            println!("{name:46} {threads} threads {micros:9.1} us/step {speed:10.0} images/s");
        }
    }
    Ok(())
}
