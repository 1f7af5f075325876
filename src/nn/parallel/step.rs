//! One training step over the shards of a batch, in phases that a debugger can stop between.

use super::{Pool, interrupt, shards};
use crate::nn::gradients::backward;
use crate::nn::{Error, Gradients, Parameters, Result, Trainable, storage, without_gradients};
use candle_core::{DType, Tensor};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// A step whose losses are known and whose gradients are not: each shard's graph waits. The weights must not change
/// before [`backward`](Self::backward), for the graphs point to them.
#[derive(Debug)]
pub struct Pending<A = ()> {
    pool: Pool,
    parameters: Arc<Trainable>,
    losses: Vec<Tensor>,
    loss: f64,
    extras: Vec<A>,
    rows: Vec<Range<usize>>,
}

/// What a step gives before the update.
#[derive(Debug)]
pub struct Outcome<A = ()> {
    /// The mean loss over the batch.
    pub loss: f64,
    /// What each shard gave beside its loss, in order.
    pub extras: Vec<A>,
    /// The gradients of the mean loss.
    pub gradients: Gradients,
}

impl<A> Pending<A> {
    /// The mean loss over the batch.
    pub fn loss(&self) -> f64 {
        self.loss
    }

    /// What each shard gave beside its loss, in order.
    pub fn extras(&self) -> &[A] {
        &self.extras
    }

    /// The rows of each shard.
    pub fn shards(&self) -> &[Range<usize>] {
        &self.rows
    }

    /// The second phase: the gradients of the mean loss.
    pub fn backward(self) -> Result<Outcome<A>> {
        let Self { pool, parameters, losses, loss, extras, rows } = self;
        let own = Arc::clone(&parameters);
        // Each loss is taken out, so that its graph ends on the thread that walked it.
        let losses: Vec<_> = losses.into_iter().map(|loss| Mutex::new(Some(loss))).collect();
        let parts = collect_unless_interrupted(&pool, &rows, move |shard, _| {
            let loss = losses.get(shard).and_then(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner).take());
            loss.map_or_else(|| Ok(vec![0.0; own.total()]), |loss| backward(&loss, &own))
        })?;
        let gradients = sum_gradients(parameters, &rows, parts);
        Ok(Outcome { loss, extras, gradients })
    }
}

impl Pool {
    /// The first phase of a step over `rows` rows: calls `shard` with the rows of each shard. It gives the mean loss
    /// over those rows, a single number, and whatever else the caller wants back (carried states, codes, metrics).
    ///
    /// Errors are those of the first shard in order that failed; a panic in a shard is an error too.
    pub fn forward<A, F>(&self, parameters: &Parameters, rows: usize, shard: F) -> Result<Pending<A>>
    where
        A: Send + 'static,
        F: Fn(Range<usize>) -> Result<(Tensor, A)> + Send + Sync + 'static,
    {
        let rows = cut(rows)?;
        let results = collect_unless_interrupted(self, &rows, move |_, rows| {
            let (loss, extra) = shard(rows)?;
            let value = number(&loss)?;
            Ok((loss, value, extra))
        })?;
        let (mut losses, mut values, mut extras) = (Vec::new(), Vec::new(), Vec::new());
        for (loss, value, extra) in results {
            losses.push(loss);
            values.push(value);
            extras.push(extra);
        }
        let loss = mean(&rows, &values);
        Ok(Pending { pool: self.clone(), parameters: parameters.trainable(), losses, loss, extras, rows })
    }

    /// Both phases in one: the same bits as [`forward`](Self::forward) and [`Pending::backward`] with one round of the
    /// threads instead of two.
    pub fn gradients<A, F>(&self, parameters: &Parameters, rows: usize, shard: F) -> Result<Outcome<A>>
    where
        A: Send + 'static,
        F: Fn(Range<usize>) -> Result<(Tensor, A)> + Send + Sync + 'static,
    {
        let rows = cut(rows)?;
        let trainable = parameters.trainable();
        let own = Arc::clone(&trainable);
        let results = collect_unless_interrupted(self, &rows, move |_, rows| {
            let (loss, extra) = shard(rows)?;
            Ok((number(&loss)?, extra, backward(&loss, &own)?))
        })?;
        let (mut values, mut extras, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for (value, extra, part) in results {
            values.push(value);
            extras.push(extra);
            parts.push(part);
        }
        Ok(Outcome { loss: mean(&rows, &values), extras, gradients: sum_gradients(trainable, &rows, parts) })
    }

    /// The mean loss over `rows` rows and what the shards gave beside it, without gradients: nothing is tracked.
    pub fn evaluate<A, F>(&self, rows: usize, shard: F) -> Result<(f64, Vec<A>)>
    where
        A: Send + 'static,
        F: Fn(Range<usize>) -> Result<(Tensor, A)> + Send + Sync + 'static,
    {
        let rows = cut(rows)?;
        let results = collect(self, &rows, move |_, rows| {
            let (loss, extra) = without_gradients(|| shard(rows))?;
            Ok((number(&loss)?, extra))
        })?;
        let (values, extras): (Vec<f64>, Vec<A>) = results.into_iter().unzip();
        Ok((mean(&rows, &values), extras))
    }
}

fn cut(rows: usize) -> Result<Vec<Range<usize>>> {
    if rows == 0 { Err(Error::EmptyBatch) } else { Ok(shards(rows)) }
}

/// As [`collect`]; an error once the calling thread's step is not wanted any more.
fn collect_unless_interrupted<T, F>(pool: &Pool, rows: &[Range<usize>], f: F) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Fn(usize, Range<usize>) -> Result<T> + Send + Sync + 'static,
{
    let flag = interrupt::flag();
    collect(
        pool,
        rows,
        move |shard, rows| {
            if interrupt::is_set(flag.as_ref()) { Err(Error::Interrupted) } else { f(shard, rows) }
        },
    )
}

/// `f` of each shard, in order; the first error or panic in order, with the shard's rows.
fn collect<T, F>(pool: &Pool, rows: &[Range<usize>], f: F) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Fn(usize, Range<usize>) -> Result<T> + Send + Sync + 'static,
{
    let own = rows.to_vec();
    let results = pool.map(rows.len(), move |shard| f(shard, own.get(shard).cloned().unwrap_or_default()));
    let named = |(result, rows): (std::result::Result<Result<T>, String>, &Range<usize>)| match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(source)) => Err(Error::Shard { rows: rows.clone(), source: Box::new(source) }),
        Err(message) => Err(Error::Panicked { rows: rows.clone(), message }),
    };
    results.into_iter().zip(rows).map(named).collect()
}

fn number(loss: &Tensor) -> Result<f64> {
    if loss.rank() != 0 {
        return Err(Error::LossShape { found: loss.dims().to_vec() });
    }
    if loss.dtype() == DType::F32 {
        return Ok(f64::from(storage::read(loss, |values| values.first().copied())?.unwrap_or(f32::NAN)));
    }
    Ok(loss.detach().to_dtype(DType::F64)?.to_scalar()?)
}

/// The part of the batch that a shard is.
fn weights(rows: &[Range<usize>]) -> impl Iterator<Item = f64> {
    let total = rows.iter().map(Range::len).sum::<usize>() as f64;
    rows.iter().map(move |rows| rows.len() as f64 / total)
}

fn mean(rows: &[Range<usize>], values: &[f64]) -> f64 {
    weights(rows).zip(values).map(|(weight, value)| weight * value).sum()
}

fn sum_gradients(parameters: Arc<Trainable>, rows: &[Range<usize>], parts: Vec<Vec<f32>>) -> Gradients {
    Gradients::sum(parameters, weights(rows).zip(parts))
}
