//! One run as the screen sees it.

use crate::run::history::History;
use crate::run::{Event, RunId, RunSpec, Status};
use std::path::PathBuf;

/// What the user last asked of a run; its worker may not have heard it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Intent {
    /// To stand still.
    #[default]
    Rest,
    /// To train.
    Play,
}

/// Whether a run's worker still listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Worker {
    /// It does, also when all epochs are done: there may be more.
    #[default]
    Listening,
    /// It was told to save and end.
    Dismissed,
    /// It is another process's: this one only watches its directory.
    Elsewhere,
    /// It is a trial of this sweep, which hears for it.
    Trial(RunId),
}

/// A run of this session.
#[derive(Debug)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// What it was opened with.
    pub spec: RunSpec,
    /// All that its worker said.
    pub history: History,
    /// What the user last asked of it.
    pub intent: Intent,
    /// Whether its worker still listens.
    pub worker: Worker,
    /// Its directory, if it is recorded.
    pub path: Option<PathBuf>,
}

impl Run {
    /// A run that was just opened.
    pub fn new(id: RunId, spec: RunSpec) -> Self {
        let mut history = History::default();
        history.lab.clone_from(&spec.lab);
        history.digest.settings = spec.settings.clone();
        Self { id, spec, history, intent: Intent::Rest, worker: Worker::Listening, path: None }
    }

    /// Takes in what its worker said.
    pub fn apply(&mut self, event: &Event) {
        self.history.apply(event);
        if let Event::Phase { .. } | Event::Finished { .. } | Event::Failed { .. } = event {
            match self.history.status {
                status if status == Status::Paused || status.is_an_end() => self.intent = Intent::Rest,
                Status::Training => self.intent = Intent::Play,
                _ => {}
            }
        }
    }

    /// Whether it trains or measures.
    pub fn is_running(&self) -> bool {
        self.worker != Worker::Dismissed && matches!(self.history.status, Status::Training | Status::Evaluating)
    }

    /// Whether it hears commands that change it.
    pub fn is_open(&self) -> bool {
        self.history.facts.is_some() && !self.is_over()
    }

    /// Whether nothing can be asked of it any more.
    pub fn is_over(&self) -> bool {
        self.worker != Worker::Listening || (self.history.status.is_an_end() && self.history.status != Status::Finished)
    }

    /// Epochs to train for.
    pub fn epochs(&self) -> u64 {
        self.history.settings.integer("epochs").and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
    }

    /// Steps to train for, once that is known.
    pub fn planned_steps(&self) -> Option<u64> {
        let per_epoch = self.history.facts.as_ref()?.steps_per_epoch;
        Some(self.epochs().saturating_mul(per_epoch)).filter(|steps| *steps > 0)
    }

    /// Steps at which figures were kept, ascending.
    pub fn frames(&self) -> Vec<u64> {
        let slots = self.history.figures.values();
        let steps: std::collections::BTreeSet<u64> = slots.flat_map(|slot| slot.frames.keys().copied()).collect();
        steps.into_iter().collect()
    }
}
