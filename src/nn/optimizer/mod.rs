//! Optimisers: the state between steps, around the formulas of [`crate::kernels::optimizer`].

mod algorithm;

pub use algorithm::Algorithm;

use super::lock::lock;
use super::parallel::Pool;
use super::transfer::{by_name, check, unexpected};
use super::{Array, Error, Gradients, Parameter, Parameters, Result, Trainable, storage};
use crate::kernels::{Level, optimizer as kernel};
use std::sync::{Arc, Mutex};

/// An optimiser with its state for the trainable parameters of one model.
#[derive(Debug)]
pub struct Optimizer {
    algorithm: Algorithm,
    parameters: Arc<Trainable>,
    step: u64,
    /// Of each parameter, in order.
    moments: Arc<[Mutex<Moments>]>,
    decays: fn(&Parameter) -> bool,
}

/// The running moments of one parameter; empty where the algorithm has none.
#[derive(Debug, Default)]
struct Moments([Vec<f32>; 2]);

/// With fewer numbers than this one thread alone is quicker.
const LEAST_TO_SHARE: usize = 30_000;

/// A copy of an optimiser's state, exact to the bit.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerState {
    /// [`Algorithm::name`] of the optimiser.
    pub algorithm: String,
    /// How many steps it has done.
    pub step: u64,
    /// The running moments, named `mean/lstm1.kernel`.
    pub moments: Vec<Array>,
}

impl Optimizer {
    /// A fresh optimiser for the parameters that are trainable now.
    pub fn new(algorithm: Algorithm, parameters: &Parameters) -> Self {
        let parameters = parameters.trainable();
        let used = algorithm.moments().len();
        let moments = |(parameter, _): (&Parameter, _)| {
            let vector = |i| if i < used { vec![0.0; parameter.count()] } else { Vec::new() };
            Mutex::new(Moments([vector(0), vector(1)]))
        };
        let moments = parameters.iter().map(moments).collect();
        Self { algorithm, parameters, step: 0, moments, decays: |_| true }
    }

    /// The same, with a weight decay (AdamW's) on those parameters alone. By default all decay.
    pub fn decaying(self, decays: fn(&Parameter) -> bool) -> Self {
        Self { decays, ..self }
    }

    /// Which optimiser it is.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// How many steps it has done.
    pub fn step_count(&self) -> u64 {
        self.step
    }

    /// One step: changes the weights in place by these gradients at this learning rate. Fails, changing nothing, when
    /// the gradients are of other parameters than the optimiser's (see [`follow`](Self::follow)).
    pub fn update(&mut self, gradients: &Gradients, rate: f64) -> Result<()> {
        self.step_scaled(gradients, rate, 1.0)
    }

    /// The same with the gradients scaled down so that their common norm is at most `limit`, as [`Gradients::clip`]
    /// does, but in one pass; returns the norm before.
    pub fn update_clipped(&mut self, gradients: &Gradients, rate: f64, limit: f64) -> Result<f64> {
        let norm = gradients.norm();
        let scale = if norm.is_finite() && norm > limit { limit / norm } else { 1.0 };
        self.step_scaled(gradients, rate, scale as f32)?;
        Ok(norm)
    }

    fn step_scaled(&mut self, gradients: &Gradients, rate: f64, scale: f32) -> Result<()> {
        if !self.owns(gradients.parameters()) {
            return Err(Error::OtherParameters);
        }
        self.step += 1;
        let change = Change { algorithm: self.algorithm, step: self.step, rate, scale, decays: self.decays };
        for ((parameter, gradient), moments) in gradients.iter().zip(self.moments.iter()) {
            change.apply(parameter, gradient, &mut lock(moments))?;
        }
        Ok(())
    }

    /// [`update`](Self::update) with the work shared out among the threads of a pool, to the same bits.
    pub fn update_on(&mut self, pool: &Pool, gradients: Gradients, rate: f64) -> Result<()> {
        if pool.threads() < 2 || self.parameters.total() < LEAST_TO_SHARE {
            return self.update(&gradients, rate);
        }
        if !self.owns(gradients.parameters()) {
            return Err(Error::OtherParameters);
        }
        self.step += 1;
        let change = Change { algorithm: self.algorithm, step: self.step, rate, scale: 1.0, decays: self.decays };
        let moments = Arc::clone(&self.moments);
        let results = pool.map(moments.len(), move |i| match (gradients.iter().nth(i), moments.get(i)) {
            (Some((parameter, gradient)), Some(moments)) => change.apply(parameter, gradient, &mut lock(moments)),
            _ => Ok(()),
        });
        results
            .into_iter()
            .try_for_each(|result| result.unwrap_or_else(|message| Err(Error::Panicked { rows: 0..0, message })))
    }

    fn owns(&self, other: &Arc<Trainable>) -> bool {
        let same_names = || {
            self.parameters.iter().len() == other.iter().len()
                && self.parameters.iter().zip(other.iter()).all(|((a, _), (b, _))| a.is_same(b))
        };
        Arc::ptr_eq(&self.parameters, other) || same_names()
    }

    /// Takes up the parameters that are trainable now, after some were frozen or freed: those that stay keep their
    /// state, those that come start without.
    pub fn follow(&mut self, parameters: &Parameters) -> Result<()> {
        let old = self.export();
        *self = Self::new(self.algorithm, parameters).decaying(self.decays);
        self.step = old.step;
        let old = by_name(&old.moments)?;
        self.fill(|name| old.get(name).copied());
        Ok(())
    }

    /// A copy of the state.
    pub fn export(&self) -> OptimizerState {
        let moments = self.algorithm.moments().iter().enumerate().flat_map(|(which, moment)| {
            self.parameters.iter().zip(self.moments.iter()).map(move |((parameter, _), moments)| Array {
                name: format!("{moment}/{}", parameter.name()),
                shape: parameter.shape().to_vec(),
                values: lock(moments).0.get(which).cloned().unwrap_or_default(),
            })
        });
        OptimizerState { algorithm: self.algorithm.name().to_owned(), step: self.step, moments: moments.collect() }
    }

    /// Takes over a saved state. It must be of the same algorithm and of the same trainable parameters; otherwise
    /// nothing changes and the error names the array.
    pub fn import(&mut self, state: &OptimizerState) -> Result<()> {
        if state.algorithm != self.algorithm.name() {
            let found = state.algorithm.clone();
            return Err(Error::OtherAlgorithm { expected: self.algorithm.name(), found });
        }
        let mut given = by_name(&state.moments)?;
        for own in self.export().moments {
            match given.remove(own.name.as_str()) {
                Some(array) => check(array, &own.shape)?,
                None => return Err(Error::Missing { name: own.name, shape: own.shape }),
            }
        }
        if let Some(array) = given.values().next() {
            return Err(unexpected(array));
        }
        let given = by_name(&state.moments)?;
        self.step = state.step;
        self.fill(|name| given.get(name).copied());
        Ok(())
    }

    /// Copies those arrays over the moments that `find` knows; their lengths have been checked or are the model's own.
    fn fill<'a>(&mut self, find: impl Fn(&str) -> Option<&'a Array>) {
        for (which, moment) in self.algorithm.moments().iter().enumerate() {
            for ((parameter, _), moments) in self.parameters.iter().zip(self.moments.iter()) {
                if let (Some(array), Some(own)) =
                    (find(&format!("{moment}/{}", parameter.name())), lock(moments).0.get_mut(which))
                    && array.values.len() == own.len()
                {
                    own.copy_from_slice(&array.values);
                }
            }
        }
    }
}

/// One step, but for what is each parameter's own.
#[derive(Debug, Clone, Copy)]
struct Change {
    algorithm: Algorithm,
    step: u64,
    rate: f64,
    scale: f32,
    decays: fn(&Parameter) -> bool,
}

impl Change {
    fn apply(self, parameter: &Parameter, gradient: &[f32], moments: &mut Moments) -> Result<()> {
        let Self { mut algorithm, step, rate, scale, decays } = self;
        if let Algorithm::AdamW { decay, .. } = &mut algorithm
            && !decays(parameter)
        {
            *decay = 0.0;
        }
        let Moments([first, second]) = moments;
        Ok(storage::write(parameter.var(), |weights| {
            apply(algorithm, step, rate, weights, (gradient, scale), first, second);
        })?)
    }
}

/// One step of one parameter; `step` counts from 1. The constants are worked out in double precision.
fn apply(
    algorithm: Algorithm,
    step: u64,
    rate: f64,
    weights: &mut [f32],
    (gradient, scale): (&[f32], f32),
    first: &mut [f32],
    second: &mut [f32],
) {
    let level = Level::current();
    match algorithm {
        Algorithm::Adam { beta1, beta2, epsilon } => {
            let adam = adam_step(step, rate, [beta1, beta2, epsilon, 0.0]);
            kernel::adam(level, weights, gradient, scale, first, second, adam);
        }
        Algorithm::AdamW { beta1, beta2, epsilon, decay } => {
            let adam = adam_step(step, rate, [beta1, beta2, epsilon, decay]);
            kernel::adam(level, weights, gradient, scale, first, second, adam);
        }
        Algorithm::Sgd { momentum: 0.0 } => kernel::sgd(level, weights, gradient, scale, rate as f32),
        Algorithm::Sgd { momentum } => {
            kernel::momentum(level, weights, gradient, scale, first, rate as f32, momentum as f32);
        }
        Algorithm::RmsProp { rho, epsilon } => {
            kernel::rmsprop(level, weights, gradient, scale, first, rate as f32, rho as f32, epsilon as f32);
        }
    }
}

fn adam_step(step: u64, rate: f64, [beta1, beta2, epsilon, decay]: [f64; 4]) -> kernel::Adam {
    let t = step as f64;
    kernel::Adam {
        rate: (rate * (1.0 - beta2.powf(t)).sqrt() / (1.0 - beta1.powf(t))) as f32,
        beta1: beta1 as f32,
        beta2: beta2 as f32,
        epsilon: epsilon as f32,
        shrink: (1.0 - rate * decay) as f32,
    }
}
