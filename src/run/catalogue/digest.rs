//! A log read for what a list needs: the stretches of scalars, nearly all of it, are passed over.

use crate::run::directory::RunDirectory;
use crate::run::evaluation::Metric;
use crate::run::event::{Event, Summary};
use crate::run::facts::Facts;
use crate::run::position::Moment;
use crate::run::spec::Change;
use crate::run::{Failure, Result};
use std::io::{BufRead as _, BufReader, ErrorKind};

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
            Event::Started { .. } | Event::Scalars(_) | Event::Evaluated { .. } | Event::Changed { .. } => Self::Open,
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
        let path = directory.log_path();
        let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
        let mut digest = Self::default();
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(digest),
            Err(error) => return Err(told(format!("cannot be read: {error}"))),
        };
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let (mut line, mut scalars) = (Vec::new(), Vec::new());
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).map_err(|error| told(error.to_string()))?;
            if read == 0 || line.last() != Some(&b'\n') {
                break;
            }
            if line.starts_with(br#"{"event":"scalars""#) {
                std::mem::swap(&mut line, &mut scalars);
                digest.end = End::Open;
            } else {
                // A line that isn't an event is the replay's to tell.
                if let Ok(event) = serde_json::from_slice(&line) {
                    digest.take(event);
                }
            }
        }
        if let Ok(event) = serde_json::from_slice(&scalars) {
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
            Event::Evaluated { at, evaluation } => {
                self.at = at;
                let value = evaluation.get(&self.facts.headline).filter(|value| !value.is_nan());
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
