//! The fold of a sweep's events.

use crate::run::contract::RunId;

use crate::run::contract::sweep::{Outcome, Stance, SweepEvent, SweepSpec, Trial, TrialResult};
use std::path::PathBuf;

/// Where a trial stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum TrialState {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// This run.
    Running(RunId),
    /// It ended.
    Ended(Outcome),
}

/// Everything known of a sweep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// What it goes through, once it is open.
    pub spec: Option<SweepSpec>,
    /// Its directory.
    pub path: PathBuf,
    /// Its trials, each with where it stands.
    pub trials: Vec<(Trial, TrialState)>,
    /// Whether nothing more will happen.
    pub is_over: bool,
    /// Whether it goes, while it is not over.
    pub stance: Stance,
}

impl Progress {
    /// Takes the next event in.
    pub fn apply(&mut self, event: &SweepEvent) {
        match event {
            SweepEvent::Opened { spec, trials, path, done } => {
                self.spec = Some(spec.clone());
                self.path.clone_from(path);
                self.trials = trials.iter().map(|trial| (trial.clone(), TrialState::Waiting)).collect();
                self.is_over = false;
                self.stance = Stance::Going;
                for (at, result) in done {
                    self.put(*at, TrialState::Ended(Outcome::Done(result.clone())));
                }
            }
            SweepEvent::Began { trial, run } => self.put(*trial, TrialState::Running(*run)),
            SweepEvent::Ended { trial, outcome } => self.put(*trial, TrialState::Ended(outcome.clone())),
            SweepEvent::Stands(stance) => self.stance = *stance,
            SweepEvent::Over => self.is_over = true,
        }
    }

    fn put(&mut self, at: usize, state: TrialState) {
        if let Some((_, place)) = self.trials.get_mut(at) {
            *place = state;
        }
    }

    /// The results so far, each with its trial.
    pub fn results(&self) -> impl Iterator<Item = (&Trial, &TrialResult)> {
        self.trials.iter().filter_map(|(trial, state)| match state {
            TrialState::Ended(Outcome::Done(result)) => Some((trial, result)),
            _ => None,
        })
    }

    /// The trial that is running, and its run.
    pub fn running(&self) -> Option<(&Trial, RunId)> {
        self.trials.iter().find_map(|(trial, state)| match state {
            TrialState::Running(run) => Some((trial, *run)),
            _ => None,
        })
    }

    /// How many trials are done.
    pub fn done(&self) -> usize {
        self.results().count()
    }

    /// How many trials have failed.
    pub fn failed(&self) -> usize {
        self.trials.iter().filter(|(_, state)| matches!(state, TrialState::Ended(Outcome::Failed { .. }))).count()
    }

    /// The metric that the lab is judged by, once a trial is done.
    pub fn headline(&self) -> Option<&str> {
        self.results().find_map(|(_, result)| result.headline())
    }
}
