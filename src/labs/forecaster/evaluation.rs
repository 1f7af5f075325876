//! SquaredErrors on rows that were never trained on, a slice at a time.

use super::baselines::over_horizons;
use super::known::squares;
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
pub(super) struct SquaredErrors {
    next: usize,
    all: f64,
    all_count: u64,
    by_horizon: Vec<f64>,
    counts: Vec<usize>,
}

/// Mean squared errors in scaled units, over the values that are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MeanErrors {
    /// Over all targets of the objective.
    pub(super) all: f64,
    /// Of the last position's forecast at each horizon; NaN where no value is known.
    pub(super) by_horizon: Vec<f64>,
    /// How many values these are means of.
    counts: Vec<usize>,
}

impl MeanErrors {
    /// Of the last position's forecast, over all horizons.
    pub(super) fn last_step(&self) -> f64 {
        over_horizons(&self.by_horizon, &self.counts)
    }
}

impl SquaredErrors {
    /// Measures the next slice; the result once the part is through.
    pub(super) fn slice(
        &mut self,
        pool: &Pool,
        model: &Model,
        part: &Arc<Part>,
        spec: &Arc<Spec>,
    ) -> nn::Result<Option<MeanErrors>> {
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
                self.counts.resize(sums.counts.len(), 0);
                self.counts.iter_mut().zip(&sums.counts).for_each(|(total, part)| *total += part);
            }
        }
        if self.next < part.len() {
            return Ok(None);
        }
        let mean = |(sum, count): (&f64, &usize)| if *count > 0 { sum / *count as f64 } else { f64::NAN };
        let by_horizon = self.by_horizon.iter().zip(&self.counts).map(mean).collect();
        let all = self.all / self.all_count.max(1) as f64;
        Ok(Some(MeanErrors { all, by_horizon, counts: self.counts.clone() }))
    }
}

/// The squared errors of a shard; the loss that a pool asks for isn't needed and is 0.
fn errors(model: &Model, part: &Part, rows: &[usize], spec: &Spec) -> nn::Result<(Tensor, SquaredErrors)> {
    let x = inputs(part, rows, spec.window)?;
    let output = model.output(&x)?;
    let said = output.flatten_all()?.to_vec1::<f32>()?;
    let asked = targets(part, rows, spec)?.flatten_all()?.to_vec1::<f32>()?;
    let (all, all_count) = squares(said.iter().zip(&asked));
    let forecast = match spec.task {
        Task::SequenceToSequence => last_time(&output)?,
        Task::SequenceToVector => output,
        Task::OneStep => model.forecast(&x)?,
    };
    let forecast = forecast.flatten_all()?.to_vec1::<f32>()?;
    let horizon = spec.horizon;
    let mut sums = SquaredErrors {
        all,
        all_count: all_count as u64,
        by_horizon: vec![0.0; horizon],
        counts: vec![0; horizon],
        ..SquaredErrors::default()
    };
    for (predicted, &row) in forecast.chunks_exact(horizon).zip(rows) {
        let places = sums.by_horizon.iter_mut().zip(&mut sums.counts);
        for ((sum, count), pair) in places.zip(predicted.iter().zip(part.targets(row))) {
            let (square, known) = squares(std::iter::once(pair));
            *sum += square;
            *count += known;
        }
    }
    Ok((Tensor::new(0.0_f32, x.device())?, sums))
}
