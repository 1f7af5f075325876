//! What of the trainer a checkpoint holds, and first weights from another run's.

use super::Trainer;
use crate::nn::{OptimizerState, Parameters, Schedule};
use crate::run::checkpoint::{self, State};
use crate::run::directory::RunDirectory;
use crate::run::{Failure, Position, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What of the trainer is no array.
#[derive(Serialize, Deserialize)]
struct Saved {
    position: Position,
    schedule: Schedule,
    algorithm: String,
    optimizer_step: u64,
}

impl<E: Send + 'static> Trainer<E> {
    /// Puts weights, optimiser, counters, sums and the memory of early stopping into a state.
    ///
    /// # Errors
    /// When a tensor cannot be read.
    pub fn save(&self, state: &mut State) -> Result<()> {
        let optimizer = self.optimizer.export();
        state.put_arrays("model", self.parameters.export().map_err(Failure::work)?);
        state.put_arrays("optimizer", optimizer.moments);
        let (position, schedule) = (self.position, self.schedule.clone());
        let saved = Saved { position, schedule, algorithm: optimizer.algorithm, optimizer_step: optimizer.step };
        state.put("trainer", &saved)?;
        state.put("sums", &self.sums)?;
        state.put("early_stop", &self.early)
    }

    /// Takes over what [`save`](Self::save) put in.
    ///
    /// # Errors
    /// When something is missing or doesn't fit.
    pub fn load(&mut self, state: &State) -> Result<()> {
        let saved: Saved = state.get("trainer")?;
        self.parameters.import(&state.arrays_of("model")).map_err(Failure::input)?;
        let (algorithm, step) = (saved.algorithm, saved.optimizer_step);
        let optimizer = OptimizerState { algorithm, step, moments: state.arrays_of("optimizer") };
        self.optimizer.import(&optimizer).map_err(Failure::input)?;
        self.schedule = saved.schedule;
        self.sums = state.get("sums")?;
        self.early = state.get("early_stop")?;
        self.position = saved.position;
        self.order.clear();
        self.in_hand = None;
        Ok(())
    }
}

/// First weights from another run's latest checkpoint, where names agree.
pub(super) fn start_from(parameters: &Parameters, path: &Path) -> Result<()> {
    let directory = RunDirectory::open(path)?;
    let state = checkpoint::read(&directory.checkpoint_path())?.state;
    let shared = parameters
        .import_shared(&state.arrays_of("model"))
        .map_err(|error| Failure::Input(format!("`init-from`: {}: {error}", path.display())))?;
    if shared.is_empty() {
        return Err(Failure::Input(format!("`init-from`: {} has no layer in common with this model", path.display())));
    }
    Ok(())
}
