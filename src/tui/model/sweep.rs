//! One sweep as the screen sees it.

use super::Intent;
use crate::run::RunId;
use crate::run::sweep::{Progress, SweepEvent};

/// A sweep of this session.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// Which; its trials are runs of ids after it.
    pub id: RunId,
    /// What it goes through and what came out so far.
    pub progress: Progress,
    /// What the user last asked of it.
    pub intent: Intent,
}

impl Sweep {
    /// A sweep that was just opened: it begins by itself.
    pub fn new(id: RunId) -> Self {
        Self { id, progress: Progress::default(), intent: Intent::Play }
    }

    /// Takes in what its thread said.
    pub fn apply(&mut self, event: &SweepEvent) {
        self.progress.apply(event);
    }

    /// The lab whose runs its trials are.
    pub fn lab(&self) -> &str {
        self.progress.spec.as_ref().map_or("", |spec| spec.base.lab.as_str())
    }

    /// Whether there is something left to do, and somebody to do it.
    pub fn is_going(&self) -> bool {
        !self.progress.is_over
    }
}
