//! Measuring on rows that were never trained on, a slice at a time.

use super::model::{Model, inputs, last_time, targets};
use super::spec::{Spec, Task};
use crate::data::series::Part;
use crate::nn::{self, parallel::Pool};
use candle_core::Tensor;
use std::ops::Range;
use std::sync::Arc;

/// Rows in a slice. Part of the arithmetic's order, so it follows from nothing that differs between machines.
const SLICE: usize = 128;

/// Squared errors so far, in scaled units.
#[derive(Debug, Clone, Default)]
pub(super) struct Measuring {
    next: usize,
    all: f64,
    all_count: u64,
    by_horizon: Vec<f64>,
}

/// Mean squared errors in scaled units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    /// Over all targets of the objective.
    pub(super) all: f64,
    /// Of the last position's forecast at each horizon.
    pub(super) by_horizon: Vec<f64>,
}

impl Measured {
    /// Of the last position's forecast, over all horizons.
    pub(super) fn last_step(&self) -> f64 {
        self.by_horizon.iter().sum::<f64>() / self.by_horizon.len().max(1) as f64
    }
}

impl Measuring {
    /// Measures the next slice; the result once the part is through.
    pub(super) fn slice(
        &mut self,
        pool: &Pool,
        model: &Model,
        part: &Arc<Part>,
        spec: &Arc<Spec>,
    ) -> nn::Result<Option<Measured>> {
        let rows: Vec<usize> = (self.next..(self.next + SLICE).min(part.len())).collect();
        if !rows.is_empty() {
            self.next += rows.len();
            let count = rows.len();
            let (model, part, spec) = (model.clone(), Arc::clone(part), Arc::clone(spec));
            let shard = move |range: Range<usize>| errors(&model, &part, &rows[range], &spec);
            for sums in pool.evaluate(count, shard)?.1 {
                self.all += sums.all;
                self.all_count += sums.all_count;
                self.by_horizon.resize(sums.by_horizon.len(), 0.0);
                self.by_horizon.iter_mut().zip(&sums.by_horizon).for_each(|(total, part)| *total += part);
            }
        }
        if self.next < part.len() {
            return Ok(None);
        }
        let by_horizon = self.by_horizon.iter().map(|sum| sum / part.len().max(1) as f64).collect();
        Ok(Some(Measured { all: self.all / self.all_count.max(1) as f64, by_horizon }))
    }
}

/// The squared errors of a shard; the loss that a pool asks for isn't needed and is 0.
fn errors(model: &Model, part: &Part, rows: &[usize], spec: &Spec) -> nn::Result<(Tensor, Measuring)> {
    let x = inputs(part, rows, spec.window)?;
    let output = model.output(&x)?;
    let squares = squared(&output, &targets(part, rows, spec)?)?;
    let forecast = match spec.task {
        Task::SequenceToSequence => last_time(&output)?,
        Task::SequenceToVector => output,
        Task::OneStep => model.forecast(&x)?,
    };
    let forecast = forecast.flatten_all()?.to_vec1::<f32>()?;
    let mut sums = Measuring { by_horizon: vec![0.0; spec.horizon], ..Measuring::default() };
    sums.all = squares.iter().sum();
    sums.all_count = squares.len() as u64;
    for (predicted, &row) in forecast.chunks_exact(spec.horizon).zip(rows) {
        for (sum, (p, truth)) in sums.by_horizon.iter_mut().zip(predicted.iter().zip(part.targets(row))) {
            *sum += (f64::from(*p) - f64::from(*truth)).powi(2);
        }
    }
    Ok((Tensor::new(0.0_f32, x.device())?, sums))
}

fn squared(a: &Tensor, b: &Tensor) -> nn::Result<Vec<f64>> {
    let (a, b) = (a.flatten_all()?.to_vec1::<f32>()?, b.flatten_all()?.to_vec1::<f32>()?);
    Ok(a.iter().zip(&b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).collect())
}
