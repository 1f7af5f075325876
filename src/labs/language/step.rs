//! What a shard of a step computes: the mean loss of its tokens, and the states after them where these are carried.

use super::model::{Dropped, Network, Rows};
use super::recall::{self, Recall};
use super::windows::Window;
use crate::labs::training::ShardOutput;
use crate::nn::{self, State as Carried};
use candle_core::{Device, Tensor};
use std::ops::Range;
use std::sync::Arc;

/// The mean loss of some rows of a step of the recall task, and the share that is right.
pub(super) fn recalled(
    network: &Network,
    recall: &Recall,
    drawn: &recall::Drawn,
    range: Range<usize>,
    dropped: Option<Dropped>,
) -> nn::Result<ShardOutput<Vec<Carried>>> {
    let times = recall.times();
    let ids = drawn.ids.get(range.start * times..range.end * times).unwrap_or_default();
    let hidden = network.last_hidden(Rows { ids, rows: range.len(), times }, dropped)?;
    let asked = drawn.asked.get(range.clone()).unwrap_or_default();
    let (loss, told) = network.head().cross_entropy(&hidden, asked)?;
    Ok(ShardOutput { loss, means: vec![told.right as f64 / range.len() as f64], extra: Vec::new() })
}

/// A step on a text.
pub(super) struct TextStep {
    pub(super) network: Network,
    pub(super) stream: Arc<[u32]>,
    pub(super) windows: Vec<Window>,
    pub(super) before: Option<Arc<Vec<Carried>>>,
    /// Whether the states after it are carried on.
    pub(super) carries: bool,
    pub(super) times: usize,
}

impl TextStep {
    /// The mean loss of the tokens of some rows, weighed so that the mean over the shards is that over all tokens; the share
    /// that is right.
    pub(super) fn shard(&self, range: Range<usize>, dropped: Option<Dropped>) -> nn::Result<ShardOutput<Vec<Carried>>> {
        let windows = self.windows.get(range.clone()).unwrap_or_default();
        let times = self.times.min(self.windows.iter().map(|window| window.length).max().unwrap_or(0)).max(1);
        let part = |from: usize, length: usize| self.stream.get(from..from + length).unwrap_or_default();
        let mut ids = Vec::with_capacity(windows.len() * times);
        let mut targets = Vec::with_capacity(windows.len() * times);
        for window in windows {
            for (all, from) in [(&mut ids, window.start), (&mut targets, window.start + 1)] {
                all.extend_from_slice(part(from, window.length));
                all.resize(all.len() + times - window.length, 0);
            }
        }
        let x = Rows { ids: &ids, rows: windows.len(), times };
        let states = self.states(range)?;
        let (hidden, states) = self.network.hidden(x, states.as_deref(), dropped)?;
        let extra: Vec<Carried> = if self.carries { states.iter().map(Carried::detach).collect() } else { Vec::new() };
        let targets = self.network.arranged(Rows { ids: &targets, rows: windows.len(), times });
        let counted = |windows: &[Window]| windows.iter().map(|window| window.length).sum::<usize>();
        let (own, all) = (counted(windows), counted(&self.windows));
        if own == windows.len() * times && all == self.windows.len() * times {
            let (loss, told) = self.network.head().cross_entropy(&hidden, &targets)?;
            return Ok(ShardOutput { loss, means: vec![told.right as f64 / own as f64], extra });
        }
        if own == 0 {
            return Ok(ShardOutput { loss: (hidden.sum_all()? * 0.0)?, means: vec![0.0], extra });
        }
        let mut places: Vec<u32> = windows
            .iter()
            .enumerate()
            .flat_map(|(row, window)| (0..window.length).map(move |time| (row, time)))
            .map(|(row, time)| self.network.place(x, row, time) as u32)
            .collect();
        places.sort_unstable();
        let chosen = hidden.index_select(&Tensor::from_slice(&places, places.len(), &Device::Cpu)?, 0)?;
        let targets: Vec<u32> =
            places.iter().map(|place| targets.get(*place as usize).copied().unwrap_or_default()).collect();
        let (loss, told) = self.network.head().cross_entropy(&chosen, &targets)?;
        let share = own as f64 / all as f64 * self.windows.len() as f64 / windows.len() as f64;
        Ok(ShardOutput { loss: (loss * share)?, means: vec![told.right as f64 / own as f64 * share], extra })
    }

    /// The states before some rows: zeros where a row begins anew; none where all do.
    fn states(&self, range: Range<usize>) -> nn::Result<Option<Vec<Carried>>> {
        let windows = self.windows.get(range.clone()).unwrap_or_default();
        let Some(before) = self.before.as_ref().filter(|_| windows.iter().any(|window| !window.is_fresh)) else {
            return Ok(None);
        };
        let kept: Vec<f32> = windows.iter().map(|window| if window.is_fresh { 0.0 } else { 1.0 }).collect();
        let kept = Tensor::from_vec(kept, (windows.len(), 1), &Device::Cpu)?;
        let of_layer = |state: &Carried| {
            let state = state.rows(range.clone())?;
            let hidden = state.hidden.broadcast_mul(&kept)?;
            let cell = state.cell.as_ref().map(|cell| cell.broadcast_mul(&kept)).transpose()?;
            Ok(Carried { hidden, cell })
        };
        before.iter().map(of_layer).collect::<nn::Result<_>>().map(Some)
    }
}
