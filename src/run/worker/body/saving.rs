//! What is kept so that a run can be gone on with, and when.

use super::Worker;
use crate::run::Result;
use crate::run::checkpoint::{self, State};
use crate::run::directory::RunDirectory;
use crate::run::event::{Event, Severity};
use crate::run::frames::Thinning;
use crate::run::lab::StepGrain;
use crate::run::position::Moment;
use crate::run::record::Recorder;
use crate::run::settings::Settings;
use crate::run::sparse::Sparse;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Checkpoints are written at the end of every epoch that took at least this long since the last one, ...
pub(super) const AT_EPOCH: Duration = Duration::from_secs(1);
/// ... and within an epoch at least this often.
pub(super) const WITHIN_EPOCH: Duration = Duration::from_secs(30);

/// The worker's own part of a checkpoint.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) settings: Settings,
    at: Moment,
    pub(super) evaluation_due: bool,
    pub(super) training_seconds: f64,
    pub(super) examples: u64,
    pub(super) best: Option<crate::figure::number::Real>,
    pub(super) stopped_early: bool,
    log_bytes: u64,
    /// What of the run the log holds no line of yet; a checkpoint of before has none.
    #[serde(default)]
    pub(super) log: Option<Sparse>,
    pub(super) frames: BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)>,
}

/// The saved state of a run directory, and the worker's part of it.
pub(super) fn resume(path: &std::path::Path) -> Result<(State, Saved)> {
    let directory = RunDirectory::open(path)?;
    let state = checkpoint::read(&directory.checkpoint_path())?;
    let saved = state.get("worker")?;
    Ok((state, saved))
}

pub(super) fn resume_recorder(path: &std::path::Path, saved: &Saved) -> Result<Recorder> {
    Recorder::reopen(RunDirectory::open(path)?, saved.log_bytes, saved.at.step)
}

impl Worker {
    /// Everything needed to go on from here.
    pub(super) fn state(&mut self) -> Result<State> {
        let mut state = self.experiment.save()?;
        let saved = Saved {
            settings: self.settings.clone(),
            at: self.voice.at,
            evaluation_due: self.evaluation_due,
            training_seconds: self.training_seconds,
            examples: self.examples,
            best: self.best.map(Into::into),
            stopped_early: self.stopped_early,
            log_bytes: self.voice.recorder().map_or(0, |recorder| recorder.bytes()),
            log: Some(self.voice.sparse().clone()),
            frames: self.voice.frames().clone(),
        };
        state.put("worker", &saved)?;
        Ok(state)
    }

    pub(super) fn checkpoint(&mut self) -> Result<()> {
        self.saved_at = Instant::now();
        if self.voice.recorder().is_none() {
            let text = "this run is not recorded: there is nowhere to save it".into();
            self.voice.mention(Event::Note { severity: Severity::Warning, text });
            return Ok(());
        }
        // A step that was begun phase by phase is completed first: a checkpoint stands between steps.
        let before = self.experiment.position();
        if self.experiment.step_in_hand() {
            let examples = self.experiment.examples_in_step();
            self.experiment.step(StepGrain::Whole, &mut self.voice)?;
            let after = self.experiment.position();
            self.examples += examples;
            self.voice.step(after.into(), examples, 0.0, Instant::now());
            self.evaluation_due |= after.epoch > before.epoch;
        }
        self.voice.flush();
        let state = self.state()?;
        let best = self.best_state.take();
        let Some(recorder) = self.voice.recorder() else { return Ok(()) };
        let written = recorder
            .sync()
            .and_then(|()| best.map_or(Ok(()), |best| recorder.best(&best)))
            .and_then(|()| recorder.checkpoint(&state));
        match written {
            Ok(()) => {
                let at = self.voice.at;
                self.voice.say(Event::Checkpointed { at });
            }
            Err(failure) => self.voice.stop_recording(failure),
        }
        Ok(())
    }
}
