//! Recurrent states between two steps: joined from the shards that left them, written to and read from a checkpoint.

use crate::nn::{self, Array, State};
use candle_core::{Device, Tensor};

/// The states of all rows, layer by layer, from those that each shard left; none where none were left.
///
/// # Errors
/// When their shapes differ.
pub(super) fn joined(shards: &[Vec<State>]) -> nn::Result<Option<Vec<State>>> {
    let layers = shards.iter().map(Vec::len).min().unwrap_or_default();
    if layers == 0 {
        return Ok(None);
    }
    let layer = |layer: usize| {
        let states: Vec<State> = shards.iter().filter_map(|states| states.get(layer).cloned()).collect();
        State::concatenate(&states)
    };
    (0..layers).map(layer).collect::<nn::Result<_>>().map(Some)
}

/// Carried states as arrays: `hidden1`, `cell1`, ...
pub(super) fn arrays(carried: &[State]) -> nn::Result<Vec<Array>> {
    let array = |name: String, tensor: &Tensor| -> nn::Result<Array> {
        let values = tensor.flatten_all()?.to_vec1::<f32>()?;
        Ok(Array { name, shape: tensor.dims().to_vec(), values })
    };
    let mut all = Vec::new();
    for (i, state) in carried.iter().enumerate() {
        all.push(array(format!("hidden{}", i + 1), &state.hidden)?);
        if let Some(cell) = &state.cell {
            all.push(array(format!("cell{}", i + 1), cell)?);
        }
    }
    Ok(all)
}

/// The states that [`arrays`] wrote; none where there are none.
pub(super) fn states(arrays: &[Array]) -> nn::Result<Option<Vec<State>>> {
    let tensor = |name: String| {
        let found = arrays.iter().find(|array| array.name == name);
        found.map(|array| Tensor::from_vec(array.values.clone(), array.shape.as_slice(), &Device::Cpu)).transpose()
    };
    let mut all = Vec::new();
    while let Some(hidden) = tensor(format!("hidden{}", all.len() + 1))? {
        all.push(State { hidden, cell: tensor(format!("cell{}", all.len() + 1))? });
    }
    Ok((!all.is_empty()).then_some(all))
}
