//! SquaredErrors on held-out images, a slice at a time: the error, the codes, and what each unit of the code is worth.

use super::Data;
use super::model::{Model, matrix, values};
use super::units::{self, Unit};
use crate::data::images::{Images, Modifiers};
use crate::nn::{self, parallel::Pool};
use crate::rng::{Purpose, Rng};
use candle_core::Tensor;
use std::ops::Range;
use std::sync::Arc;

/// Images in a slice. Part of the arithmetic's order, so it follows from nothing that differs between machines.
const SLICE: usize = 128;

/// Codes decoded in a slice.
const DECODED: usize = 256;

/// Images by which units are judged after an epoch, ...
const JUDGES: usize = 256;

/// ... and at the end.
const LAST_JUDGES: usize = 2000;

/// Stands for the epoch where held-out images are spoilt: always in the same way.
const HELD_OUT: u64 = u64::MAX;

/// Writes an input over `out`: image `i` as the modifiers of that epoch leave it.
pub(super) fn spoil(modifiers: &Modifiers, images: &Images, seed: u64, epoch: u64, i: usize, out: &mut [f32]) {
    if modifiers.is_none() {
        return images.write_reals(i, out);
    }
    let mut rng = Rng::keyed(seed, Purpose::Corruption, epoch, i as u64);
    modifiers.apply(images.pixels(i), images.width(), images.height(), &mut rng, out);
}

/// The same for a held-out image.
pub(super) fn spoil_held_out(modifiers: &Modifiers, data: &Data, i: usize, out: &mut [f32]) {
    spoil(modifiers, data.source.validation(), data.spec.training.seed, HELD_OUT, i, out);
}

fn squared_error(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum()
}

/// Sums so far.
#[derive(Debug, Clone, Default)]
pub(super) struct SquaredErrors {
    next: usize,
    output: f64,
    input: f64,
    codes: Vec<f32>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Reconstruction {
    /// Mean squared error of outputs against clean images.
    pub(super) mse: f64,
    /// That of inputs, where they are spoilt.
    pub(super) input_mse: Option<f64>,
    /// The codes of all held-out images, row by row.
    pub(super) codes: Vec<f32>,
}

impl SquaredErrors {
    /// Measures the next slice; the result once all are through.
    pub(super) fn slice(
        &mut self,
        pool: &Pool,
        model: &Model,
        data: &Arc<Data>,
        modifiers: Modifiers,
    ) -> nn::Result<Option<Reconstruction>> {
        let (start, count) = (self.next, data.source.validation().len());
        let rows = SLICE.min(count - start);
        if rows > 0 {
            self.next += rows;
            let (model, data) = (model.clone(), Arc::clone(data));
            let shard =
                move |range: Range<usize>| measure(&model, &data, &modifiers, start + range.start..start + range.end);
            for part in pool.evaluate(rows, shard)?.1 {
                self.output += part.output;
                self.input += part.input;
                self.codes.extend(part.codes);
            }
        }
        if self.next < count {
            return Ok(None);
        }
        let all = (count * data.source.validation().size()).max(1) as f64;
        let input_mse = (!modifiers.is_none()).then_some(self.input / all);
        Ok(Some(Reconstruction { mse: self.output / all, input_mse, codes: std::mem::take(&mut self.codes) }))
    }
}

/// The sums of a shard; the loss that a pool asks for isn't needed and is 0.
fn measure(
    model: &Model,
    data: &Data,
    modifiers: &Modifiers,
    rows: Range<usize>,
) -> nn::Result<(Tensor, SquaredErrors)> {
    let images = data.source.validation();
    let x = matrix(rows.len(), images.size(), |i, out| spoil_held_out(modifiers, data, rows.start + i, out))?;
    let code = model.encode(&x)?;
    let (inputs, outputs) = (values(&x)?, values(&model.decode(&code)?)?);
    let mut clean = vec![0.0; images.size()];
    let mut sums = SquaredErrors { codes: values(&code)?, ..SquaredErrors::default() };
    for ((i, input), output) in rows.zip(inputs.chunks_exact(clean.len())).zip(outputs.chunks_exact(clean.len())) {
        images.write_reals(i, &mut clean);
        sums.output += squared_error(output, &clean);
        sums.input += squared_error(input, &clean);
    }
    Ok((Tensor::new(0.0_f32, x.device())?, sums))
}

/// What the error would be without each unit of the code, its mean in its place.
#[derive(Debug, Clone)]
pub(super) struct Judging {
    pub(super) units: Vec<Unit>,
    /// Images that judge.
    judges: usize,
    next: usize,
    /// The unit in hand; 0 is the code as it is, unit i is i + 1.
    place: usize,
    sums: Vec<f64>,
}

impl Judging {
    /// Judges by the first images, at the end by more.
    pub(super) fn new(measured: &Reconstruction, width: usize, is_last: bool) -> Self {
        let units = units::describe(&measured.codes, width);
        let count = measured.codes.len() / width.max(1);
        let judges = count.min(if is_last { LAST_JUDGES } else { JUDGES });
        let sums = vec![0.0; width + 1];
        Self { units, judges, next: 0, place: 0, sums }
    }

    /// Decodes the next slice; true once all units are judged.
    pub(super) fn slice(&mut self, pool: &Pool, model: &Model, data: &Arc<Data>, codes: &[f32]) -> nn::Result<bool> {
        let width = self.units.len();
        let unit = self.place.checked_sub(1);
        let is_dead = unit.and_then(|unit| self.units.get(unit)).is_some_and(Unit::is_dead);
        let rows = if is_dead { 0 } else { DECODED.min(self.judges - self.next) };
        if rows > 0 {
            let start = self.next;
            let mut part = codes.get(start * width..(start + rows) * width).unwrap_or_default().to_vec();
            if let Some((unit, mean)) = unit.and_then(|unit| Some((unit, self.units.get(unit)?.mean))) {
                part.iter_mut().skip(unit).step_by(width).for_each(|value| *value = mean as f32);
            }
            let (model, data) = (model.clone(), Arc::clone(data));
            let shard = move |range: Range<usize>| {
                let codes = part.get(range.start * width..range.end * width).unwrap_or_default();
                rebuild(&model, &data, codes, width, start + range.start)
            };
            let sum: f64 = pool.evaluate(rows, shard)?.1.into_iter().sum();
            self.sums.get_mut(self.place).into_iter().for_each(|place| *place += sum);
            self.next += rows;
        }
        if self.next >= self.judges || is_dead {
            self.next = 0;
            self.place += 1;
        }
        if self.place <= width {
            return Ok(false);
        }
        let (base, sums) = (self.sums.first().copied().unwrap_or(0.0), self.sums.iter().skip(1));
        for (unit, sum) in self.units.iter_mut().zip(sums) {
            unit.without = if unit.is_dead() || base == 0.0 { 1.0 } else { sum / base };
        }
        Ok(true)
    }
}

fn rebuild(model: &Model, data: &Data, codes: &[f32], width: usize, first: usize) -> nn::Result<(Tensor, f64)> {
    let code = Tensor::from_slice(codes, (codes.len() / width, width), &candle_core::Device::Cpu)?;
    let outputs = values(&model.decode(&code)?)?;
    let images = data.source.validation();
    let mut clean = vec![0.0; images.size()];
    let mut sum = 0.0;
    for (i, output) in outputs.chunks_exact(clean.len()).enumerate() {
        images.write_reals(first + i, &mut clean);
        sum += squared_error(output, &clean);
    }
    Ok((Tensor::new(0.0_f32, code.device())?, sum))
}
