//! Recurrent layers on top of each other.

use super::super::{Error, Parameters, Result};
use super::{Cell, Recurrent, State};
use candle_core::Tensor;

/// Recurrent layers of one kind, each fed with the outputs of the one below.
#[derive(Debug, Clone)]
pub struct RecurrentStack {
    layers: Vec<Recurrent>,
}

impl RecurrentStack {
    /// One layer for each element of `units`, named `prefix1`, `prefix2`, ...; the first takes `features` inputs.
    pub fn new(
        parameters: &mut Parameters,
        prefix: &str,
        cell: Cell,
        features: usize,
        units: &[usize],
    ) -> Result<Self> {
        let mut inputs = features;
        let mut layers = Vec::with_capacity(units.len());
        for (i, &units) in units.iter().enumerate() {
            layers.push(Recurrent::new(parameters, &format!("{prefix}{}", i + 1), cell, inputs, units)?);
            inputs = units;
        }
        Ok(Self { layers })
    }

    /// The layers from the bottom up.
    pub fn layers(&self) -> &[Recurrent] {
        &self.layers
    }

    /// From `[T, B, features]` and one state a layer (None: zeros) to the top layer's outputs `[T, B, units]` and the
    /// states after the last time. A stack without layers gives its input.
    pub fn forward(&self, x: &Tensor, initial: Option<&[State]>) -> Result<(Tensor, Vec<State>)> {
        if let Some(states) = initial
            && states.len() != self.layers.len()
        {
            let expected = format!("{} initial states", self.layers.len());
            return Err(Error::Input { layer: "a recurrent stack".into(), expected, found: vec![states.len()] });
        }
        let mut sequence = x.clone();
        let mut states = Vec::with_capacity(self.layers.len());
        for (i, layer) in self.layers.iter().enumerate() {
            let state;
            (sequence, state) = layer.forward(&sequence, initial.and_then(|s| s.get(i)))?;
            states.push(state);
        }
        Ok((sequence, states))
    }
}
