//! What a sweep says.

use super::result::TrialResult;
use super::spec::{SweepSpec, Trial};
use crate::run::contract::RunId;
use std::path::PathBuf;

/// How a trial ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With a result.
    Done(TrialResult),
    /// It was stopped and can go on.
    Stopped,
    /// With an error; the sweep goes on with the next one.
    Failed {
        /// What happened.
        message: String,
        /// The exit code that belongs to it.
        exit_code: u8,
    },
}

/// Something that happened in a sweep.
#[derive(Debug, Clone, PartialEq)]
pub enum SweepEvent {
    /// It is open.
    Opened {
        /// What it goes through.
        spec: SweepSpec,
        /// Its trials, in order.
        trials: Vec<Trial>,
        /// Its directory.
        path: PathBuf,
        /// What was done before, by trial.
        done: Vec<(usize, TrialResult)>,
    },
    /// A trial is being opened or gone on with.
    Began {
        /// Its place, from 0.
        trial: usize,
        /// Its run.
        run: RunId,
    },
    /// A trial ended.
    Ended {
        /// Its place, from 0.
        trial: usize,
        /// How.
        outcome: Outcome,
    },
    /// It goes, waits or is paused; told by whoever steers it.
    Stands(Stance),
    /// Nothing more will happen: all trials are done or have failed, or the sweep was stopped.
    Over,
}

/// Whether a sweep that is not over goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stance {
    /// Its trials are run.
    #[default]
    Going,
    /// Something else trains; it goes on by itself when that stands.
    Waiting,
    /// Until it is told to go on.
    Paused,
}
