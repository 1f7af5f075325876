//! The gradients of one step.

use super::{Parameter, Result, Trainable, storage};
use crate::kernels::product::Sum;
use crate::kernels::{Level, vector};
use candle_core::{Tensor, bail};
use std::cell::RefCell;
use std::sync::Arc;

/// The gradient of a loss with respect to every trainable parameter, end to end in one vector.
#[derive(Debug, Clone)]
pub struct Gradients {
    parameters: Arc<Trainable>,
    values: Vec<f32>,
    /// The sum of their squares, where it is known.
    squares: Option<f64>,
}

impl Gradients {
    /// All zero.
    pub fn zeros(parameters: Arc<Trainable>) -> Self {
        let values = vec![0.0; parameters.total()];
        Self { parameters, values, squares: None }
    }

    /// The gradients of one loss, by a backward pass on this thread. A parameter that the loss doesn't depend on gets 0.
    pub fn of(loss: &Tensor, parameters: Arc<Trainable>) -> Result<Self> {
        let values = backward(loss, &parameters)?;
        Ok(Self { parameters, values, squares: None })
    }

    /// The sum of flat gradients, each with its weight, in order; the parts' memory goes back to the parameters.
    pub(super) fn sum(parameters: Arc<Trainable>, parts: impl Iterator<Item = (f64, Vec<f32>)>) -> Self {
        let mut parts = parts.map(|(weight, part)| (weight as f32, part));
        let Some((weight, mut values)) = parts.next() else { return Self::zeros(parameters) };
        let others: Vec<(f32, Vec<f32>)> = parts.collect();
        let views: Vec<(f32, &[f32])> = others.iter().map(|(weight, part)| (*weight, part.as_slice())).collect();
        let squares = Some(vector::weighted_sum(Level::current(), &mut values, weight, &views));
        others.into_iter().for_each(|(_, part)| parameters.recycle(part));
        Self { parameters, values, squares }
    }

    /// The parameters that these gradients belong to.
    pub fn parameters(&self) -> &Arc<Trainable> {
        &self.parameters
    }

    /// All values, in the order of [`Trainable`].
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The same, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        self.squares = None;
        &mut self.values
    }

    /// Each parameter with its gradient in row-major order.
    pub fn iter(&self) -> impl Iterator<Item = (&Parameter, &[f32])> {
        self.parameters.iter().map(|(p, place)| (p, self.values.get(place).unwrap_or_default()))
    }

    /// The gradient of the parameter of that name; None when it is frozen or unknown.
    pub fn get(&self, name: &str) -> Option<&[f32]> {
        self.iter().find(|(p, _)| p.name() == name).map(|(_, values)| values)
    }

    /// The root of the sum of all squares.
    pub fn norm(&self) -> f64 {
        // Squares that overflowed in a hurry are added up again with care.
        let known = self.squares.filter(|squares| squares.is_finite());
        known.unwrap_or_else(|| vector::sum_of_squares(&self.values)).sqrt()
    }

    /// Scales all gradients down so that their common norm is at most `limit` (Pascanu et al. 2013), and returns the
    /// norm as it was before. A norm that is infinite or not a number leaves the gradients as they are: scaling could
    /// only hide it, so whoever calls looks at what is returned.
    pub fn clip(&mut self, limit: f64) -> f64 {
        let norm = self.norm();
        if norm.is_finite() && norm > limit {
            vector::scale(self.values_mut(), (limit / norm) as f32);
        }
        norm
    }
}

impl Drop for Gradients {
    fn drop(&mut self) {
        self.parameters.recycle(std::mem::take(&mut self.values));
    }
}

/// Where layers with kernels of their own leave the gradients of their parameters during a backward pass: candle's own
/// way would allocate, clear and add for every one of them, and takes no more than three inputs an operation.
struct Sink {
    parameters: Arc<Trainable>,
    values: Vec<f32>,
    /// Which parameters' places hold a gradient; the others hold anything.
    written: Vec<bool>,
}

/// Where the gradient of one parameter goes.
pub(super) struct Place<'a> {
    values: &'a mut [f32],
    is_written: bool,
}

impl<'a> Place<'a> {
    /// To be added to.
    pub(super) fn cleared(self) -> &'a mut [f32] {
        if !self.is_written {
            self.values.fill(0.0);
        }
        self.values
    }

    /// To be added to or to be overwritten, whatever it is.
    pub(super) fn whatever(self) -> (&'a mut [f32], Sum) {
        (self.values, if self.is_written { Sum::Add } else { Sum::Replace })
    }
}

thread_local! {
    static SINK: RefCell<Option<Sink>> = const { RefCell::new(None) };
}

/// The backward pass: the gradients of all trainable parameters end to end.
pub(super) fn backward(loss: &Tensor, parameters: &Arc<Trainable>) -> Result<Vec<f32>> {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            SINK.take();
        }
    }
    let (values, written) = (parameters.buffer(), vec![false; parameters.iter().len()]);
    SINK.set(Some(Sink { parameters: Arc::clone(parameters), values, written }));
    let _clear = Clear;
    let store = loss.backward()?;
    let (mut values, written) = SINK.take().map(|sink| (sink.values, sink.written)).unwrap_or_default();
    for ((parameter, place), is_written) in parameters.iter().zip(written) {
        if !is_written && let Some(values) = values.get_mut(place.clone()) {
            values.fill(0.0);
        }
        if let (Some(part), Some(sum)) = (store.get(parameter.var().as_tensor()), values.get_mut(place)) {
            storage::read(part, |part| vector::add_scaled(sum, part, 1.0))?;
        }
    }
    Ok(values)
}

/// Calls `f` with the place of the gradient of each of a layer's parameters; None for one that is not
/// trained. Fails outside [`backward`], where nobody would see them.
pub(super) fn add_to<const N: usize, R>(
    wanted: [Option<&Parameter>; N],
    f: impl FnOnce([Option<Place<'_>>; N]) -> R,
) -> candle_core::Result<R> {
    SINK.with_borrow_mut(|sink| {
        let Some(Sink { parameters, values, written }) = sink else {
            bail!("the gradients of a layer with kernels come through nn::Gradients::of or nn::parallel::Pool alone");
        };
        let found = wanted.map(|wanted| wanted.and_then(|wanted| parameters.place(wanted)));
        let ranges = found.each_ref().map(|found| found.as_ref().map_or(0..0, |(_, range)| range.clone()));
        let Ok(places) = values.get_disjoint_mut(ranges) else {
            bail!("a layer has the same parameter twice");
        };
        let mut numbers = found.iter().map(|found| found.as_ref().map(|(number, _)| *number));
        Ok(f(places.map(|values| {
            let was_written = written.get_mut(numbers.next().flatten()?)?;
            Some(Place { values, is_written: std::mem::replace(was_written, true) })
        })))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Activation, Bias, Dense, Initializer, Parameters};
    use super::*;
    use candle_core::Device;

    fn of(values: &[f32]) -> Gradients {
        let mut parameters = Parameters::new(0);
        parameters.create("w", &[values.len()], Initializer::Zeros).unwrap();
        let mut gradients = Gradients::zeros(parameters.trainable());
        gradients.values_mut().copy_from_slice(values);
        gradients
    }

    #[test]
    fn clipping_scales_to_the_limit_and_tells_the_norm_before() {
        let mut gradients = of(&[3.0, 4.0, 12.0]);
        assert_eq!(gradients.clip(20.0), 13.0);
        assert_eq!(gradients.values(), [3.0, 4.0, 12.0]);
        assert_eq!(gradients.clip(6.5), 13.0);
        assert_eq!(gradients.values(), [1.5, 2.0, 6.0]);
        assert_eq!(gradients.norm(), 6.5);
    }

    #[test]
    fn a_norm_that_is_no_finite_number_is_told_and_not_hidden() {
        let mut gradients = of(&[3.0, f32::NAN]);
        assert!(gradients.clip(1.0).is_nan());
        assert!(gradients.values()[0] == 3.0 && gradients.values()[1].is_nan());
        let mut gradients = of(&[3.0, f32::INFINITY]);
        assert_eq!(gradients.clip(1.0), f64::INFINITY);
        assert_eq!(gradients.values(), [3.0, f32::INFINITY]);
        // Squares that overflow single precision do not.
        assert!((of(&[3e30, 4e30]).norm() / 5e30 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn gradients_lie_in_parameter_order_and_frozen_or_unused_parameters_cost_nothing_or_get_zero() {
        let mut parameters = Parameters::new(0);
        let dense = Dense::new(&mut parameters, "dense", 2, 1, Activation::Linear, Bias::With).unwrap();
        parameters.create("unused", &[3], Initializer::Constant(1.0)).unwrap();
        let x = Tensor::new(&[[2.0_f32, 5.0]], &Device::Cpu).unwrap();
        let loss = || dense.forward(&x).unwrap().sum_all().unwrap();
        let gradients = Gradients::of(&loss(), parameters.trainable()).unwrap();
        assert_eq!(gradients.values(), [2.0, 5.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(gradients.get("dense.bias"), Some(&[1.0_f32][..]));
        parameters.freeze("dense.kernel").unwrap();
        let gradients = Gradients::of(&loss(), parameters.trainable()).unwrap();
        assert_eq!(gradients.values(), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(gradients.get("dense.kernel"), None);
    }
}
