//! What a classifier gets from the code: an MLP on the codes of the frozen encoder beside the same MLP on pixels.
//!
//! Frozen means that the codes are made once and the encoder is no part of what is trained: its weights stay equal to the
//! bit, it has no gradients and no optimiser state, and its parameters are counted apart.

use super::Data;
use super::model::{Model, matrix, values};
use crate::labs::training::{ShardOutput, Trainer, Training};
use crate::nlp::metrics::Confusion;
use crate::nn::{self, Activation, Bias, Dense, Parameters, parallel::Pool};
use crate::run::{Context, Failure, Metric, Result, Silent};
use candle_core::{Device, Tensor};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Units of the hidden layer.
const HIDDEN: usize = 100;

/// Images in a slice of encoding or measuring.
const SLICE: usize = 256;

/// How long a slice of training lasts.
const SLICE_TIME: Duration = Duration::from_millis(10);

/// How well one classifier did.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// What it was trained on: `code` or `pixels`.
    pub(super) on: &'static str,
    /// Parameters that were trained.
    pub(super) parameters: usize,
    /// Parameters of the frozen encoder before it.
    pub(super) frozen: usize,
    /// Seconds of training.
    pub(super) seconds: f64,
    /// Counts on held-out images.
    pub(super) confusion: Confusion,
}

impl Outcome {
    /// Its metrics under their names in the summary; those of the one on pixels end in `_pixels`.
    pub(super) fn metrics(&self) -> impl Iterator<Item = Metric> {
        let of = if self.on == "code" { "" } else { "_pixels" };
        let mean = self.confusion.macro_average();
        [
            ("accuracy", self.confusion.accuracy().value),
            ("precision_macro", mean.precision),
            ("recall_macro", mean.recall),
            ("f1_macro", mean.f1),
            ("classifier_parameters", self.parameters as f64),
        ]
        .into_iter()
        .map(move |(name, value)| Metric::new(format!("{name}{of}"), value))
    }
}

/// What names the outcome on the pixels of the bundled digits: seed and epochs.
type Key = (u64, u64);

/// Outcomes on pixels, which depend on nothing that a sweep changes.
static ON_PIXELS: Mutex<Vec<(Key, Outcome)>> = Mutex::new(Vec::new());

/// Rows of features of both parts.
struct Features {
    width: usize,
    train: Vec<f32>,
    validation: Vec<f32>,
}

/// Both classifiers, in the making.
pub(super) struct Classifying {
    codes: Features,
    encoded: usize,
    training: Option<Box<Mlp>>,
    frozen: usize,
    done: Vec<Outcome>,
}

/// A multi-layer perceptron in training.
struct Mlp {
    on: &'static str,
    features: Option<Arc<Features>>,
    hidden: Dense,
    top: Dense,
    trainer: Trainer,
    epochs: u64,
    seconds: f64,
    tested: usize,
    pairs: Vec<(usize, usize)>,
}

impl Classifying {
    /// Begins, where there are labels of at least two classes; `frozen` parameters make the code.
    pub(super) fn new(data: &Data, validation_codes: &[f32], frozen: usize) -> Option<Self> {
        (data.source.train().classes().len() > 1 && data.source.validation().label(0).is_some()).then(|| {
            let (width, validation) = (data.spec.code, validation_codes.to_vec());
            let codes = Features { width, train: Vec::new(), validation };
            Self { codes, encoded: 0, training: None, frozen, done: Vec::new() }
        })
    }

    /// Does the next slice; both outcomes once all is done, the one on the code first.
    pub(super) fn slice(
        &mut self,
        pool: &Pool,
        model: &Model,
        data: &Arc<Data>,
        epochs: u64,
    ) -> Result<Option<Vec<Outcome>>> {
        let count = data.source.train().len();
        if self.encoded < count {
            let range = self.encoded..(self.encoded + SLICE).min(count);
            self.encoded = range.end;
            self.codes.train.extend(encode(pool, model, data, range).map_err(Failure::work)?);
            return Ok(None);
        }
        if let Some(mlp) = &mut self.training {
            if let Some(outcome) = mlp.slice(data, self.frozen)? {
                self.training = None;
                remember(data, epochs, &outcome);
                self.done.push(outcome);
            }
            return Ok(None);
        }
        let key = (data.spec.training.seed, epochs);
        match self.done.len() {
            0 => {
                let codes =
                    std::mem::replace(&mut self.codes, Features { width: 0, train: vec![], validation: vec![] });
                self.training = Some(Box::new(Mlp::new("code", data, Some(codes), epochs, pool.threads())?));
            }
            1 => match recall(data, key) {
                Some(outcome) => self.done.push(outcome),
                None => self.training = Some(Box::new(Mlp::new("pixels", data, None, epochs, pool.threads())?)),
            },
            _ => return Ok(Some(std::mem::take(&mut self.done))),
        }
        Ok(None)
    }
}

fn recall(data: &Data, key: Key) -> Option<Outcome> {
    let known = ON_PIXELS.lock().unwrap_or_else(PoisonError::into_inner);
    known.iter().find(|(other, _)| data.spec.data == "mnist" && *other == key).map(|(_, outcome)| outcome.clone())
}

fn remember(data: &Data, epochs: u64, outcome: &Outcome) {
    if outcome.on == "pixels" && data.spec.data == "mnist" {
        let mut known = ON_PIXELS.lock().unwrap_or_else(PoisonError::into_inner);
        known.push(((data.spec.training.seed, epochs), outcome.clone()));
    }
}

fn encode(pool: &Pool, model: &Model, data: &Arc<Data>, rows: Range<usize>) -> nn::Result<Vec<f32>> {
    let (model, data, first) = (model.clone(), Arc::clone(data), rows.start);
    let shard = move |range: Range<usize>| {
        let images = data.source.train();
        let x = matrix(range.len(), images.size(), |i, out| images.write_reals(first + range.start + i, out))?;
        Ok((Tensor::new(0.0_f32, &Device::Cpu)?, values(&model.encode(&x)?)?))
    };
    Ok(pool.evaluate(rows.len(), shard)?.1.concat())
}

impl Mlp {
    fn new(on: &'static str, data: &Data, features: Option<Features>, epochs: u64, threads: usize) -> Result<Self> {
        let seed = data.spec.training.seed;
        let settings = Training { seed, epochs, learning_rate: 1e-3, clip: 0.0, ..Training::default() };
        let inputs = features.as_ref().map_or(data.source.train().size(), |features| features.width);
        let classes = data.source.train().classes().len();
        let mut parameters = Parameters::new(seed);
        let mut dense = |name, inputs, units, activation| {
            Dense::new(&mut parameters, name, inputs, units, activation, Bias::With).map_err(Failure::work)
        };
        let hidden = dense("hidden", inputs, HIDDEN, Activation::Relu)?;
        let top = dense("classes", HIDDEN, classes, Activation::Linear)?;
        let trainer = Trainer::new(&settings, parameters, data.source.train().len(), &Context { threads })?;
        let features = features.map(Arc::new);
        Ok(Self { on, features, hidden, top, trainer, epochs, seconds: 0.0, tested: 0, pairs: Vec::new() })
    }

    /// Trains or tests for a slice; the outcome once all is done.
    fn slice(&mut self, data: &Arc<Data>, encoder: usize) -> Result<Option<Outcome>> {
        let begun = Instant::now();
        while self.trainer.position().epoch < self.epochs {
            if begun.elapsed() >= SLICE_TIME {
                self.seconds += begun.elapsed().as_secs_f64();
                return Ok(None);
            }
            let (hidden, top) = (self.hidden.clone(), self.top.clone());
            let (features, data) = (self.features.clone(), Arc::clone(data));
            self.trainer.step(
                move |batch| {
                    move |range: Range<usize>| {
                        let rows = batch.get(range).unwrap_or_default();
                        let x = inputs(features.as_deref(), &data, true, rows)?;
                        let label = |row: &usize| u32::from(data.source.train().label(*row).unwrap_or(0));
                        let labels: Vec<u32> = rows.iter().map(label).collect();
                        let labels = Tensor::from_vec(labels, rows.len(), &Device::Cpu)?;
                        let loss = candle_nn::loss::cross_entropy(&top.forward(&hidden.forward(&x)?)?, &labels)?;
                        Ok(ShardOutput::new(loss, Vec::new()))
                    }
                },
                &mut Silent,
            )?;
        }
        self.seconds += begun.elapsed().as_secs_f64();
        let images = data.source.validation();
        let rows: Vec<usize> = (self.tested..(self.tested + SLICE).min(images.len())).collect();
        if !rows.is_empty() {
            self.tested += rows.len();
            let predicted = nn::without_gradients(|| self.predict(data, &rows)).map_err(Failure::work)?;
            let truth = rows.iter().map(|&row| usize::from(images.label(row).unwrap_or(0)));
            self.pairs.extend(truth.zip(predicted));
            return Ok(None);
        }
        let confusion = Confusion::of(images.classes().len(), self.pairs.iter().copied());
        let frozen = if self.features.is_some() { encoder } else { 0 };
        let parameters = self.trainer.parameters.trainable_total();
        Ok(Some(Outcome { on: self.on, parameters, frozen, seconds: self.seconds, confusion }))
    }

    fn predict(&self, data: &Data, rows: &[usize]) -> nn::Result<Vec<usize>> {
        let x = inputs(self.features.as_deref(), data, false, rows)?;
        let scores = self.top.forward(&self.hidden.forward(&x)?)?;
        let classes = scores.dim(1)?;
        let best = |scores: &[f32]| {
            let by_score = |a: &(usize, &f32), b: &(usize, &f32)| a.1.total_cmp(b.1);
            scores.iter().enumerate().max_by(by_score).map_or(0, |(class, _)| class)
        };
        Ok(values(&scores)?.chunks_exact(classes.max(1)).map(best).collect())
    }
}

/// Features of some rows of one part: codes, or pixels where there are none.
fn inputs(features: Option<&Features>, data: &Data, train: bool, rows: &[usize]) -> nn::Result<Tensor> {
    let images = if train { data.source.train() } else { data.source.validation() };
    let Some(features) = features else {
        return matrix(rows.len(), images.size(), |i, out| {
            rows.get(i).into_iter().for_each(|&row| images.write_reals(row, out));
        });
    };
    let (width, all) = (features.width, if train { &features.train } else { &features.validation });
    matrix(rows.len(), width, |i, out| {
        let row = rows.get(i).and_then(|&row| all.get(row * width..(row + 1) * width));
        row.into_iter().for_each(|row| out.copy_from_slice(row));
    })
}
