//! Measuring a network on the held-out documents, a slice at a time. What comes out is the same on any number of threads:
//! the pieces of work follow from the text and the protocol alone.

use super::measures::Score;
use super::model::{Network, Rows};
use super::source::HeldOut;
use super::spec::Protocol;
use crate::nn::{self, State, parallel::Pool, without_gradients};
use candle_core::{Device, Tensor};
use std::sync::Arc;

/// Documents that are read side by side.
const GROUP: usize = 64;
/// Tokens of each that are read at a time.
const CHUNK: usize = 64;
/// Windows that are read side by side.
const WINDOWS: usize = 8;
/// Pieces of work in a slice.
const PIECES: usize = 8;

/// The held-out documents one after the other, with their marks, and whose each prediction is.
#[derive(Debug)]
pub(super) struct HeldOutStream {
    ids: Vec<u32>,
    owners: Vec<u32>,
    documents: usize,
}

impl HeldOutStream {
    pub(super) fn new(documents: &[HeldOut], mark: u32) -> Self {
        let (mut ids, mut owners) = (vec![mark], Vec::new());
        for (number, document) in documents.iter().enumerate() {
            ids.extend_from_slice(&document.ids);
            ids.push(mark);
            owners.resize(ids.len() - 1, number as u32);
        }
        Self { ids, owners, documents: documents.len() }
    }
}

/// One piece of work.
#[derive(Debug, Clone)]
enum Work {
    /// Documents of falling length, as inputs and targets in one (the mark first and last), read up to `at`.
    Group { documents: Arc<Vec<(usize, Vec<u32>)>>, at: usize, states: Option<Vec<State>> },
    /// Windows of one length over the stream, by their starts; the predictions from `from` on count.
    Windows { windows: Vec<(usize, usize)>, length: usize },
}

/// What a piece of work brought: nats by document, tokens, right ones, and what is left of it.
type Done = (Vec<(usize, f64)>, usize, usize, Option<Work>);

/// A measurement in the making.
#[derive(Debug)]
pub(super) struct Measuring {
    stream: Arc<HeldOutStream>,
    work: Vec<Work>,
    score: Score,
}

impl Measuring {
    /// Measures documents; `sequence` is the length of a window.
    pub(super) fn new(documents: &[HeldOut], mark: u32, protocol: Protocol, sequence: usize) -> Self {
        let stream = HeldOutStream::new(documents, mark);
        let predictions = stream.owners.len();
        let mut work = match protocol {
            Protocol::Carried => groups(documents, mark),
            Protocol::Strided => strided(predictions, sequence, (sequence / 2).max(1)),
            Protocol::Windows => strided(predictions, sequence, sequence),
        };
        work.reverse();
        let score = Score { documents: vec![0.0; stream.documents], ..Score::default() };
        Self { stream: Arc::new(stream), work, score }
    }

    /// Does the next slice; the score once all is measured.
    pub(super) fn slice(&mut self, pool: &Pool, network: &Network) -> nn::Result<Option<Score>> {
        let pieces = self.work.split_off(self.work.len().saturating_sub(PIECES));
        let count = pieces.len();
        let (network, stream) = (network.clone(), Arc::clone(&self.stream));
        let results = pool.map(count, move |piece| {
            pieces.get(count - 1 - piece).map(|work| without_gradients(|| work.done(&network, &stream)))
        });
        let mut left = Vec::new();
        for result in results {
            let done = result.map_err(|message| nn::Error::Panicked { rows: 0..0, message })?;
            let Some(done) = done else { continue };
            let (nats, tokens, right, more) = done?;
            for (document, nats) in nats {
                if let Some(sum) = self.score.documents.get_mut(document) {
                    *sum += nats;
                }
            }
            self.score.tokens += tokens;
            self.score.right += right;
            left.extend(more);
        }
        self.work.extend(left.into_iter().rev());
        Ok(self.work.is_empty().then(|| self.score.clone()))
    }
}

fn groups(documents: &[HeldOut], mark: u32) -> Vec<Work> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let length = |number: &usize| documents.get(*number).map_or(0, |document| document.ids.len());
    order.sort_by_key(|number| std::cmp::Reverse(length(number)));
    let framed = |number: &usize| {
        let ids = documents.get(*number).map_or(&[][..], |document| &document.ids);
        (*number, [&[mark], ids, &[mark]].concat())
    };
    let group = |numbers: &[usize]| Work::Group {
        documents: Arc::new(numbers.iter().map(framed).collect()),
        at: 0,
        states: None,
    };
    order.chunks(GROUP).map(group).collect()
}

/// Windows of `length` predictions (the last may be shorter) such that each prediction counts once, and all but those of
/// the first window have at least `length - stride` tokens before them.
fn strided(predictions: usize, length: usize, stride: usize) -> Vec<Work> {
    let length = length.min(predictions).max(1);
    let (mut windows, mut counted) = (Vec::new(), 0);
    while counted < predictions {
        let end = if counted == 0 { length } else { (counted + stride).min(predictions) };
        let start = end.saturating_sub(length);
        // Side by side: a window that would begin before what is counted begins there, and is shorter.
        let start = if stride >= length { start.max(counted) } else { start };
        windows.push((start, counted - start, end - start));
        counted = end;
    }
    let of_length = |windows: &[(usize, usize, usize)]| Work::Windows {
        windows: windows.iter().map(|(start, from, _)| (*start, *from)).collect(),
        length: windows.first().map_or(0, |(_, _, length)| *length),
    };
    windows.chunk_by(|a, b| a.2 == b.2).flat_map(|same| same.chunks(WINDOWS)).map(of_length).collect()
}

impl Work {
    fn done(&self, network: &Network, stream: &HeldOutStream) -> nn::Result<Done> {
        match self {
            Self::Group { documents, at, states } => group(network, documents, *at, states.as_deref()),
            Self::Windows { windows, length } => {
                let ids: Vec<u32> = windows
                    .iter()
                    .flat_map(|(start, _)| stream.ids.get(*start..start + length).unwrap_or_default())
                    .copied()
                    .collect();
                let x = Rows { ids: &ids, rows: windows.len(), times: *length };
                let (hidden, _) = network.hidden(x, None, None)?;
                let counted = windows
                    .iter()
                    .enumerate()
                    .flat_map(|(row, (start, from))| (*from..*length).map(move |time| (row, time, start + time)));
                let (mut places, mut targets, mut owners) = (Vec::new(), Vec::new(), Vec::new());
                for (row, time, at) in counted {
                    places.push(network.place(x, row, time) as u32);
                    targets.push(stream.ids.get(at + 1).copied().unwrap_or_default());
                    owners.push(stream.owners.get(at).copied().unwrap_or_default() as usize);
                }
                let (nats, tokens, right) = judged(network, &hidden, &places, &targets, &owners)?;
                Ok((nats, tokens, right, None))
            }
        }
    }
}

/// Reads the next tokens of documents side by side, each with its own state.
fn group(
    network: &Network,
    documents: &Arc<Vec<(usize, Vec<u32>)>>,
    at: usize,
    states: Option<&[State]>,
) -> nn::Result<Done> {
    // Those that are read through stand last.
    let rows = documents.iter().take_while(|(_, ids)| ids.len() > at + 1).count();
    let longest = documents.first().map_or(0, |(_, ids)| ids.len() - 1);
    let times = CHUNK.min(longest - at);
    let of_row = |(_, ids): &(usize, Vec<u32>)| {
        let padding = ids.last().copied().unwrap_or_default();
        let mut row = ids.get(at..(at + times).min(ids.len())).unwrap_or_default().to_vec();
        row.resize(times, padding);
        row
    };
    let ids: Vec<u32> = documents.iter().take(rows).flat_map(of_row).collect();
    let x = Rows { ids: &ids, rows, times };
    let states = states.map(|states| states.iter().map(|state| state.rows(0..rows)).collect::<nn::Result<Vec<_>>>());
    let (hidden, after) = network.hidden(x, states.transpose()?.as_deref(), None)?;
    let (mut places, mut targets, mut owners) = (Vec::new(), Vec::new(), Vec::new());
    for (row, (number, ids)) in documents.iter().take(rows).enumerate() {
        for time in 0..times.min(ids.len() - 1 - at) {
            places.push(network.place(x, row, time) as u32);
            targets.push(ids.get(at + time + 1).copied().unwrap_or_default());
            owners.push(*number);
        }
    }
    let (nats, tokens, right) = judged(network, &hidden, &places, &targets, &owners)?;
    let at = at + times;
    let more = (at < longest).then(|| Work::Group { documents: Arc::clone(documents), at, states: Some(after) });
    Ok((nats, tokens, right, more))
}

/// Nats by owner, in order; how many positions there are, and how many are right.
type Judged = (Vec<(usize, f64)>, usize, usize);

/// The nats of some positions added up by owner.
fn judged(network: &Network, hidden: &Tensor, places: &[u32], targets: &[u32], owners: &[usize]) -> nn::Result<Judged> {
    let chosen = hidden.index_select(&Tensor::from_slice(places, places.len(), &Device::Cpu)?, 0)?;
    let (_, told) = network.head().cross_entropy(&chosen, targets)?;
    let mut nats: Vec<(usize, f64)> = Vec::new();
    for (owner, loss) in owners.iter().zip(&told.losses) {
        match nats.last_mut() {
            Some((last, sum)) if last == owner => *sum += f64::from(*loss),
            _ => nats.push((*owner, f64::from(*loss))),
        }
    }
    Ok((nats, targets.len(), told.right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prediction_counts_once_whatever_the_stride_and_has_what_it_needs_before_it() {
        for (predictions, length, stride) in
            [(100, 10, 5), (103, 10, 5), (103, 10, 10), (7, 10, 5), (64, 9, 4), (5, 1, 1)]
        {
            let mut counted = Vec::new();
            for work in strided(predictions, length, stride) {
                let Work::Windows { windows, length: own } = work else { panic!("windows") };
                for (start, from) in windows {
                    assert!(own <= length && start + own <= predictions);
                    counted.extend(start + from..start + own);
                    assert!(start == 0 || stride == length || from >= length - stride, "{start} {from}");
                }
            }
            assert_eq!(counted, (0..predictions).collect::<Vec<_>>(), "{predictions} {length} {stride}");
        }
    }
}
