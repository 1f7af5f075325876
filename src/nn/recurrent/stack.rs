//! Recurrent layers on top of each other.

use super::super::{Error, Parameters, Result, storage};
use super::{Cell, LayerTrace, Recurrent, State, fused};
use candle_core::Tensor;

/// Recurrent layers of one kind, each fed with the outputs of the one below.
#[derive(Debug, Clone)]
pub struct RecurrentStack {
    layers: Vec<Recurrent>,
    spares: fused::Spares,
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
        Ok(Self { layers, spares: fused::Spares::default() })
    }

    /// The layers from the bottom up.
    pub fn layers(&self) -> &[Recurrent] {
        &self.layers
    }

    /// From `[T, B, features]` and one state a layer (None: zeros) to the top layer's outputs `[T, B, units]` and the
    /// states after the last time. A stack without layers gives its input.
    pub fn forward(&self, x: &Tensor, initial: Option<&[State]>) -> Result<(Tensor, Vec<State>)> {
        match self.fused(x, initial)? {
            Some(run) => Ok((run.outputs()?, run.states()?)),
            None => self.composed(x, initial),
        }
    }

    /// The outputs alone, `[T, B, units]`: a little quicker.
    pub fn outputs(&self, x: &Tensor) -> Result<Tensor> {
        match self.fused(x, None)? {
            Some(run) => run.outputs(),
            None => Ok(self.composed(x, None)?.0),
        }
    }

    /// The outputs `[T, B, units]` over one vector for each row, `x` `[B, features]`, which comes again at each of so many
    /// times (a layer that repeats, as decoders have it). What comes of it is worked out once.
    pub fn repeated(&self, x: &Tensor, times: usize) -> Result<Tensor> {
        let x = x.unsqueeze(0)?;
        self.check(&x, None)?;
        if self.layers.is_empty() || !storage::kernels_take(&x) || times == 0 {
            let (_, rows, features) = x.dims3()?;
            return Ok(self.composed(&x.broadcast_as((times, rows, features))?, None)?.0);
        }
        fused::run(&self.layers, &self.spares, &x, Some(times), None)?.outputs()
    }

    /// The last output alone, `[B, units]`, the vector of "sequence to vector": quicker, for neither the outputs before
    /// nor their gradients are written down.
    pub fn last(&self, x: &Tensor) -> Result<Tensor> {
        match self.fused(x, None)? {
            Some(run) => Ok(run.last),
            None => {
                let (sequence, states) = self.composed(x, None)?;
                Ok(states.into_iter().next_back().map_or(sequence, |state| state.hidden))
            }
        }
    }

    /// What every layer does over the first series of `[T, B, features]`: states and gates by time. Empty where the
    /// layers are composed of candle's operations.
    pub fn trace(&self, x: &Tensor) -> Result<Vec<LayerTrace>> {
        Ok(self.fused(&x.narrow(1, 0, 1)?, None)?.map_or_else(Vec::new, |run| run.traces()))
    }

    fn check(&self, x: &Tensor, initial: Option<&[State]>) -> Result<()> {
        if let Some(states) = initial
            && states.len() != self.layers.len()
        {
            let expected = format!("{} initial states", self.layers.len());
            return Err(Error::Input { layer: "a recurrent stack".into(), expected, found: vec![states.len()] });
        }
        let Some(first) = self.layers.first() else { return Ok(()) };
        first.check(x, initial.and_then(<[State]>::first))?;
        let rows = x.dim(1)?;
        for (layer, state) in self.layers.iter().zip(initial.unwrap_or_default()) {
            state.check(&layer.name, layer.cell, rows, layer.units)?;
        }
        Ok(())
    }

    /// None where the kernels don't serve.
    fn fused(&self, x: &Tensor, initial: Option<&[State]>) -> Result<Option<fused::Run>> {
        self.check(x, initial)?;
        if self.layers.is_empty() || !storage::kernels_take(x) {
            return Ok(None);
        }
        fused::run(&self.layers, &self.spares, x, None, initial).map(Some)
    }

    /// The same out of candle's operations.
    pub(super) fn composed(&self, x: &Tensor, initial: Option<&[State]>) -> Result<(Tensor, Vec<State>)> {
        let mut sequence = x.clone();
        let mut states = Vec::with_capacity(self.layers.len());
        for (i, layer) in self.layers.iter().enumerate() {
            let state;
            (sequence, state) = layer.composed(&sequence, initial.and_then(|s| s.get(i)))?;
            states.push(state);
        }
        Ok((sequence, states))
    }
}
