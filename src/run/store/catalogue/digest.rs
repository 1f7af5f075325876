//! A log read for what a list needs: the stretches of scalars, nearly all of it, are passed over.

use crate::run::contract::Result;
use crate::run::contract::evaluation::Metric;
use crate::run::contract::event::{Event, Summary};
use crate::run::contract::facts::Facts;
use crate::run::contract::position::Moment;
use crate::run::contract::spec::Change;
use crate::run::store::directory::RunDirectory;
use crate::run::store::log;

/// How a log ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::run) enum End {
    /// In the middle.
    #[default]
    Open,
    /// With all epochs done.
    Finished,
    /// With an end before that.
    Stopped,
    /// With an error.
    Failed(String),
}

impl End {
    /// After the next event.
    pub(in crate::run) fn after(self, event: &Event) -> Self {
        match event {
            Event::Finished { summary, .. } if summary.is_complete() => Self::Finished,
            Event::Finished { .. } => Self::Stopped,
            Event::Failed { message, .. } => Self::Failed(message.clone()),
            Event::Started { .. } | Event::Scalars(_) | Event::Evaluated { .. } => Self::Open,
            // A setting that is changed when all is done undoes nothing; more epochs can be gone on with.
            Event::Changed { key, value, at }
                if key == "epochs" && value.parse().is_ok_and(|epochs: u64| epochs > at.epoch) =>
            {
                if self == Self::Finished { Self::Stopped } else { self }
            }
            _ => self,
        }
    }
}

/// What a list says of a run.
#[derive(Debug, Default)]
pub(super) struct Digest {
    pub(super) facts: Facts,
    pub(super) at: Moment,
    pub(super) best: Option<f64>,
    pub(super) latest: Vec<Metric>,
    pub(super) curve: Vec<(u64, f64)>,
    pub(super) changes: Vec<Change>,
    pub(super) summary: Option<Summary>,
    pub(super) end: End,
}

impl Digest {
    /// Reads a log; a torn last line is ignored, and a run without a log has said nothing.
    pub(super) fn read(directory: &RunDirectory) -> Result<Self> {
        let (mut digest, mut scalars) = (Self::default(), Vec::new());
        log::each_line(directory, |_, line| {
            if log::is_scalars(line) {
                scalars.clear();
                scalars.extend_from_slice(line);
                digest.end = End::Open;
            } else if let Ok(event) = log::event(line) {
                digest.take(event);
            }
            // A line that isn't an event is the replay's to tell.
            Ok(())
        })?;
        if let Ok(event) = log::event(&scalars) {
            let end = std::mem::take(&mut digest.end);
            digest.take(event);
            digest.end = end;
        }
        Ok(digest)
    }

    fn take(&mut self, event: Event) {
        self.end = std::mem::take(&mut self.end).after(&event);
        match event {
            Event::Started { facts, at, .. } => (self.facts, self.at) = (facts, at),
            Event::Scalars(bucket) if bucket.last > self.at.step => {
                let epoch = bucket.last.checked_div(self.facts.steps_per_epoch).unwrap_or(self.at.epoch);
                self.at = Moment { step: bucket.last, epoch };
            }
            Event::Evaluated { at, evaluation, stretch } => {
                self.at = at;
                let own = evaluation.get(&self.facts.headline).filter(|value| !value.is_nan());
                let value = stretch.map_or(own, |stretch| stretch.best.map(|best| best.value));
                self.best = match (self.best, value) {
                    (Some(best), Some(value)) => Some(best.min(value)),
                    (best, value) => best.or(value),
                };
                self.curve.extend(evaluation.get(&self.facts.headline).map(|value| (at.step, value)));
                self.latest = evaluation.metrics;
            }
            Event::Changed { key, value, at } => self.changes.push(Change { key, value, step: at.step }),
            Event::Finished { at, summary } => {
                self.at = at;
                self.summary = Some(summary);
            }
            _ => {}
        }
    }
}
