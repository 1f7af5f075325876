//! The networks: an embedding, what looks back, and an output layer over the tokens.

mod gpt;
mod initial;
mod recurrent;

pub(super) use gpt::Gpt;
pub(super) use recurrent::Recurrent;

use super::spec::{ModelName, Spec};
use crate::nn::{self, Dense, Parameters, State, dropout};
use crate::rng::{Purpose, Rng};
use candle_core::Tensor;

/// A network over tokens.
#[derive(Debug, Clone)]
pub(super) enum Network {
    /// Recurrent layers; positions are time-major.
    Recurrent(Recurrent),
    /// A transformer; positions are row-major.
    Gpt(Gpt),
}

/// Sequences of one length, one after the other: `rows` of `times` tokens each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) ids: &'a [u32],
    pub(super) rows: usize,
    pub(super) times: usize,
}

/// What a training step leaves out: it follows from the seed, the step and the shard's first row alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropped {
    pub(super) rate: f64,
    pub(super) seed: u64,
    pub(super) step: u64,
    /// The first row of the shard within the batch.
    pub(super) first: usize,
}

impl Dropped {
    /// Drops out of the numbers at one place of the network.
    fn apply(this: Option<Self>, place: u64, x: Tensor) -> nn::Result<Tensor> {
        match this {
            Some(Self { rate, seed, step, first }) if rate > 0.0 => {
                dropout(&x, rate, &mut Rng::keyed(seed, Purpose::Dropout, step, (first as u64) << 16 | place))
            }
            _ => Ok(x),
        }
    }
}

impl Network {
    /// Makes the layers and their parameters: `inputs` different tokens go in, `outputs` come out.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, inputs: usize, outputs: usize) -> nn::Result<Self> {
        match spec.model.cell() {
            Some(cell) => Ok(Self::Recurrent(Recurrent::new(parameters, spec, cell, inputs, outputs)?)),
            None => {
                debug_assert_eq!(spec.model, ModelName::Gpt);
                Ok(Self::Gpt(Gpt::new(parameters, spec, inputs, outputs)?))
            }
        }
    }

    /// The output layer.
    pub(super) fn head(&self) -> &Dense {
        match self {
            Self::Recurrent(network) => &network.head,
            Self::Gpt(network) => &network.head,
        }
    }

    /// The most tokens of a sequence; none where there is no limit.
    pub(super) fn context(&self) -> Option<usize> {
        match self {
            Self::Recurrent(_) => None,
            Self::Gpt(network) => Some(network.context),
        }
    }

    /// What goes into the output layer at each position, `[positions, width]` in the order of [`arranged`](Self::arranged),
    /// and the states after the last (none of a GPT). `initial` states are those of the rows (none: zeros).
    pub(super) fn hidden(
        &self,
        x: Rows<'_>,
        initial: Option<&[State]>,
        dropped: Option<Dropped>,
    ) -> nn::Result<(Tensor, Vec<State>)> {
        match self {
            Self::Recurrent(network) => network.hidden(&self.arranged(x), x, initial, dropped),
            Self::Gpt(network) => Ok((network.hidden(x, dropped)?, Vec::new())),
        }
    }

    /// The same at the last position of each row alone, `[rows, width]`.
    pub(super) fn last_hidden(&self, x: Rows<'_>, dropped: Option<Dropped>) -> nn::Result<Tensor> {
        match self {
            Self::Recurrent(network) => network.last_hidden(&self.arranged(x), x, dropped),
            Self::Gpt(network) => {
                let width = network.head_width();
                let hidden = network.hidden(x, dropped)?.reshape((x.rows, x.times, width))?;
                Ok(hidden.narrow(1, x.times - 1, 1)?.contiguous()?.reshape((x.rows, width))?)
            }
        }
    }

    /// Numbers that belong to the positions of some rows, in the order in which the network has its positions.
    pub(super) fn arranged(&self, x: Rows<'_>) -> Vec<u32> {
        match self {
            Self::Gpt(_) => x.ids.to_vec(),
            Self::Recurrent(_) => {
                let at = |i: usize| x.ids.get(i % x.rows * x.times + i / x.rows).copied().unwrap_or_default();
                (0..x.ids.len()).map(at).collect()
            }
        }
    }

    /// Where the network has the position `time` of `row`.
    pub(super) fn place(&self, x: Rows<'_>, row: usize, time: usize) -> usize {
        match self {
            Self::Recurrent(_) => time * x.rows + row,
            Self::Gpt(_) => row * x.times + time,
        }
    }
}
