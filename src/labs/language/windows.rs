//! Which tokens a training step reads: windows of the stream of training documents.

use super::source::Text;
use super::spec::{Spec, StateName};
use crate::rng::{Purpose, Rng};
use crate::run::Position;
use std::ops::Range;

/// A row of a step: `length` tokens of the stream from `start` on, each to predict the one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) start: usize,
    /// At most the sequence's; what is missing counts for nothing.
    pub(super) length: usize,
    /// Whether the state before it is zero.
    pub(super) is_fresh: bool,
}

/// The windows of a run.
#[derive(Debug)]
pub(super) enum Plan {
    /// Windows side by side, in random order, each from a state of zeros. Where the first begins changes with the epoch.
    Windows {
        /// Predictions in the stream.
        predictions: usize,
        sequence: usize,
        seed: u64,
    },
    /// Rows that run through the text side by side: the windows of each row, step by step.
    Streams {
        rows: Vec<Vec<Window>>,
        /// How many windows each row has.
        steps: usize,
        /// Whether rows begin anew by chance.
        is_carried: bool,
        seed: u64,
    },
}

/// A carried state begins anew once in so many windows on average: it must know how a text begins.
const CARRIED_WINDOWS: usize = 20;

impl Plan {
    pub(super) fn new(spec: &Spec, text: &Text) -> Self {
        let (predictions, sequence, seed) = (text.stream.len() - 1, spec.sequence, spec.training.seed);
        let state = if spec.model.cell().is_some() { spec.state } else { StateName::Window };
        match state {
            StateName::Window => Self::Windows { predictions, sequence, seed },
            StateName::Carry => Self::carried(predictions, sequence, spec.training.batch, seed),
            StateName::Document => Self::by_document(&text.documents, sequence, spec.training.batch, seed),
        }
    }

    fn carried(predictions: usize, sequence: usize, batch: usize, seed: u64) -> Self {
        let rows = batch.min(predictions / sequence).max(1);
        let length = predictions / rows;
        let steps = (length / sequence).max(1);
        let window = |row: usize, step: usize| Window {
            start: row * length + step * sequence,
            length: sequence.min(length),
            is_fresh: step == 0,
        };
        let rows = (0..rows).map(|row| (0..steps).map(|step| window(row, step)).collect()).collect();
        Self::Streams { rows, steps, is_carried: true, seed }
    }

    fn by_document(documents: &[Range<usize>], sequence: usize, batch: usize, seed: u64) -> Self {
        let mut rows: Vec<Vec<Window>> = vec![Vec::new(); batch.min(documents.len()).max(1)];
        for document in documents {
            // From the mark before it; its own mark is predicted.
            let (start, end) = (document.start - 1, document.end);
            let windows = (start..end).step_by(sequence).map(|from| Window {
                start: from,
                length: sequence.min(end - from),
                is_fresh: from == start,
            });
            // The row that is done first takes it.
            if let Some(row) = rows.iter_mut().min_by_key(|row| row.len()) {
                row.extend(windows);
            }
        }
        let steps = rows.iter().map(Vec::len).max().unwrap_or_default();
        for row in &mut rows {
            // Rows that are done wait: a window of nothing.
            row.resize(steps, Window { start: 0, length: 0, is_fresh: true });
        }
        Self::Streams { rows, steps, is_carried: false, seed }
    }

    /// Whether a state goes from one step to the next.
    pub(super) fn carries(&self) -> bool {
        matches!(self, Self::Streams { .. })
    }

    /// Rows in an epoch.
    pub(super) fn examples(&self) -> usize {
        match self {
            Self::Windows { predictions, sequence, .. } => (predictions / sequence).max(1),
            Self::Streams { rows, steps, .. } => rows.len() * steps,
        }
    }

    /// Rows in a step: fewer than asked for where the text has not so many.
    pub(super) fn rows(&self, batch: usize) -> usize {
        match self {
            Self::Windows { .. } => batch,
            Self::Streams { rows, .. } => rows.len(),
        }
    }

    /// The windows of the step at a position; `batch` are the examples that are drawn for it.
    pub(super) fn step(&self, position: Position, batch: &[usize]) -> Vec<Window> {
        match self {
            Self::Windows { predictions, sequence, seed } => {
                let offset = Rng::keyed(*seed, Purpose::Split, position.epoch, 0).below(*sequence);
                let length = *sequence.min(predictions);
                let start = |window: usize| (offset + window * sequence).min(predictions - length);
                batch.iter().map(|at| Window { start: start(*at), length, is_fresh: true }).collect()
            }
            Self::Streams { rows, is_carried, seed, .. } => {
                let step = position.step_in_epoch as usize;
                let mut rng = Rng::keyed(*seed, Purpose::Split, position.epoch, 1 + position.step_in_epoch);
                let of_row = |row: &Vec<Window>| {
                    let window = row.get(step).copied().unwrap_or(Window { start: 0, length: 0, is_fresh: true });
                    let begins_anew = *is_carried && rng.below(CARRIED_WINDOWS) == 0;
                    Window { is_fresh: window.is_fresh || begins_anew, ..window }
                };
                rows.iter().map(of_row).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(epoch: u64, step_in_epoch: u64) -> Position {
        Position { epoch, step: 0, step_in_epoch }
    }

    #[test]
    fn windows_side_by_side_stay_within_the_text_and_begin_elsewhere_in_each_epoch() {
        let plan = Plan::Windows { predictions: 1003, sequence: 100, seed: 7 };
        assert_eq!(plan.examples(), 10);
        let all: Vec<usize> = (0..10).collect();
        let starts = |epoch| plan.step(at(epoch, 0), &all).iter().map(|window| window.start).collect::<Vec<_>>();
        for epoch in 0..20 {
            let starts = starts(epoch);
            assert!(starts.iter().all(|start| start + 100 <= 1003) && starts[0] < 100, "{starts:?}");
            assert!(starts.windows(2).all(|pair| pair[1] > pair[0]), "{starts:?}");
        }
        assert_ne!(starts(0), starts(1));
        assert_eq!(starts(3), starts(3));
    }

    #[test]
    fn carried_rows_run_through_the_text_and_begin_anew_once_in_twenty_windows() {
        let plan = Plan::carried(100_000, 10, 4, 1);
        assert_eq!((plan.examples(), plan.rows(4)), (10_000, 4));
        let (first, second) = (plan.step(at(0, 0), &[]), plan.step(at(0, 1), &[]));
        assert!(first.iter().all(|window| window.is_fresh));
        assert!(first.iter().zip(&second).all(|(a, b)| b.start == a.start + 10));
        let fresh = (1..2500).flat_map(|step| plan.step(at(0, step), &[])).filter(|window| window.is_fresh).count();
        assert!((400..600).contains(&fresh), "{fresh} of 9,996");
    }

    #[test]
    fn documents_are_read_whole_each_from_its_mark_by_one_row() {
        let documents = [1..8, 9..12, 13..14, 15..40];
        let plan = Plan::by_document(&documents, 5, 2, 1);
        let Plan::Streams { rows, steps, .. } = &plan else { panic!("streams") };
        let mut read: Vec<usize> =
            rows.iter().flatten().flat_map(|window| window.start..window.start + window.length).collect();
        read.sort_unstable();
        // The end mark of a document is the last target, and stands before the next.
        assert_eq!(read, (0..8).chain(8..12).chain(12..14).chain(14..40).collect::<Vec<_>>());
        let fresh: Vec<usize> =
            rows.iter().flatten().filter(|window| window.is_fresh && window.length > 0).map(|w| w.start).collect();
        assert_eq!(fresh.len(), 4);
        assert!(rows.iter().all(|row| row.len() == *steps));
    }
}
