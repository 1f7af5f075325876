//! A layer's weights where they lie, and their gradients.

use super::super::{Cell, Recurrent, Squash};
use super::CandleResult;
use crate::kernels::recurrent::{self as kernel, Shape, WeightGradients, Weights};
use crate::nn::gradients::{Place, add_to};
use crate::nn::{Parameter, storage};

impl Recurrent {
    pub(super) fn shape(&self) -> Shape {
        let cell = match self.cell {
            Cell::SimpleRnn(Squash::Tanh) => kernel::Cell::Tanh,
            Cell::SimpleRnn(Squash::Relu) => kernel::Cell::Relu,
            Cell::Gru => kernel::Cell::Gru,
            Cell::Lstm => kernel::Cell::Lstm,
        };
        Shape { cell, features: self.features, units: self.units }
    }

    pub(super) fn parameters(&self) -> [Option<&Parameter>; 4] {
        [Some(&self.kernel), Some(&self.recurrent_kernel), Some(&self.bias), self.recurrent_bias.as_ref()]
    }

    /// Calls `f` with the weights where they lie.
    pub(super) fn with_weights<R>(&self, f: impl FnOnce(Weights<'_>) -> R) -> CandleResult<R> {
        let view = |parameter: &'_ Parameter| parameter.var().as_detached_tensor();
        let (kernel, recurrent, bias) = (view(&self.kernel), view(&self.recurrent_kernel), view(&self.bias));
        let second = self.recurrent_bias.as_ref().map(view);
        let second = second.as_ref().map(storage::view).transpose()?;
        Ok(f(Weights {
            kernel: storage::view(&kernel)?.values(),
            recurrent_kernel: storage::view(&recurrent)?.values(),
            bias: storage::view(&bias)?.values(),
            recurrent_bias: second.as_ref().map_or(&[], |view| view.values()),
        }))
    }
}

/// Calls `f` with where a layer's weights have their gradients, unless none of them is trained.
pub(super) fn add_weights(layer: &Recurrent, f: impl FnOnce(&mut WeightGradients<'_>)) -> CandleResult<()> {
    let wanted = layer.parameters().map(|p| p.filter(|p| !p.is_frozen()));
    if wanted.iter().all(Option::is_none) {
        return Ok(());
    }
    add_to(wanted, |places| {
        let [kernel, recurrent_kernel, bias, recurrent_bias] = places.map(|place| place.map(Place::cleared));
        f(&mut WeightGradients { kernel, recurrent_kernel, bias, recurrent_bias });
    })
}
