//! Which lines of a long run its log keeps. What comes again and again (scalars, evaluations, checkpoints) is written line by
//! line at first; each time another megabyte of one kind is full, twice as many of that kind go into one line, which bears
//! the range of all of them. So a run of any length has a log of some tens of megabytes.
//!
//! How full the log is decides, not the clock: the evaluations that are kept follow from the run alone, and a run that was
//! stopped and gone on with keeps the same ones as one that was left alone.

use crate::run::contract::evaluation::Stretch;
use crate::run::contract::event::{Bucket, Event};
use crate::run::contract::position::Moment;
use serde::{Deserialize, Serialize};

/// Bytes of scalars, and as many of evaluations, after which their lines get sparser.
const SHARE: u64 = 1 << 20;
/// The same of checkpoints, whose lines are short and say no more than the last one of them.
const CHECKPOINTS: u64 = 1 << 17;

/// What of a run is waiting to be written, and how much of each kind has been. It is part of a checkpoint.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(in crate::run) struct Sparse {
    /// The metric whose best is kept.
    headline: String,
    scalars: Kind<Bucket>,
    evaluated: Kind<Event>,
    checkpointed: Kind<Moment>,
}

/// Lines of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kind<T> {
    /// Bytes of them in the log.
    bytes: u64,
    /// Those that the next line will stand for, as one, ...
    waiting: Option<T>,
    /// ... and how many they are.
    count: u64,
}

impl<T> Default for Kind<T> {
    fn default() -> Self {
        Self { bytes: 0, waiting: None, count: 0 }
    }
}

impl<T> Kind<T> {
    /// How many go into a line now.
    fn stride(&self, share: u64) -> u64 {
        1 << (self.bytes / share).min(62)
    }

    /// Takes in the next one; gives what is to be written when enough have come.
    fn next(&mut self, share: u64, next: T, join: impl FnOnce(T, T) -> T) -> Option<T> {
        self.waiting = Some(match self.waiting.take() {
            Some(waiting) => join(waiting, next),
            None => next,
        });
        self.count += 1;
        (self.count >= self.stride(share)).then(|| self.take()).flatten()
    }

    fn take(&mut self) -> Option<T> {
        self.count = 0;
        self.waiting.take()
    }
}

impl Sparse {
    /// At the beginning of a run whose headline metric this is.
    pub(in crate::run) fn new(headline: &str) -> Self {
        Self { headline: headline.to_owned(), ..Self::default() }
    }

    /// What is to be written, in this order, now that this has happened.
    pub(in crate::run) fn next(&mut self, event: Event) -> Vec<Event> {
        let kept = match event {
            Event::Scalars(bucket) => {
                let join = |mut waiting: Bucket, next| {
                    waiting.extend(next);
                    waiting
                };
                self.scalars.next(SHARE, bucket, join).map(Event::Scalars)
            }
            Event::Evaluated { .. } => {
                let Self { headline, evaluated, .. } = self;
                evaluated.next(SHARE, event, |waiting, next| joined(waiting, next, headline))
            }
            Event::Checkpointed { at } => {
                self.checkpointed.next(CHECKPOINTS, at, |_, next| next).map(|at| Event::Checkpointed { at })
            }
            Event::Finished { .. } | Event::Failed { .. } => {
                let mut kept = self.rest();
                kept.push(event);
                return kept;
            }
            other => Some(other),
        };
        kept.into_iter().collect()
    }

    /// An event that was to be written took so many bytes.
    pub(in crate::run) fn wrote(&mut self, event: &Event, bytes: u64) {
        match event {
            Event::Scalars(_) => self.scalars.bytes += bytes,
            Event::Evaluated { .. } => self.evaluated.bytes += bytes,
            Event::Checkpointed { .. } => self.checkpointed.bytes += bytes,
            _ => {}
        }
    }

    /// What waits, which is to be written at the end.
    pub(in crate::run) fn rest(&mut self) -> Vec<Event> {
        let scalars = self.scalars.take().map(Event::Scalars);
        let checkpointed = self.checkpointed.take().map(|at| Event::Checkpointed { at });
        scalars.into_iter().chain(self.evaluated.take()).chain(checkpointed).collect()
    }
}

/// Two evaluations, each perhaps for a stretch, as the later one.
fn joined(waiting: Event, next: Event, headline: &str) -> Event {
    let (
        Event::Evaluated { at: before, evaluation: earlier, stretch: known },
        Event::Evaluated { at, evaluation, stretch },
    ) = (waiting, &next)
    else {
        return next;
    };
    let mut whole = known.unwrap_or_else(|| Box::new(Stretch::of(before, &earlier, headline)));
    match stretch {
        Some(stretch) => whole.extend(stretch),
        None => whole.extend(&Stretch::of(*at, evaluation, headline)),
    }
    Event::Evaluated { at: *at, evaluation: evaluation.clone(), stretch: Some(whole) }
}

#[cfg(test)]
#[path = "sparse_tests.rs"]
mod tests;
