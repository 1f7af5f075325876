//! Does what the model wants done with runs.

use crate::run::bus::Outbox;
use crate::run::conductor::Conductor;
use crate::run::directory::RunDirectory;
use crate::run::worker::Record;
use crate::run::{Command, Context, Entry, Failure, Pace, Result, RunId, RunSpec};
use std::path::PathBuf;
use std::time::Duration;

/// Whoever opens and steers runs.
pub(super) trait Runs {
    /// Opens a run, paused.
    fn open(&mut self, spec: &RunSpec, pace: Pace) -> Result<RunId>;
    /// Tells a run something.
    fn send(&mut self, id: RunId, command: Command);
    /// Tells a run to save and end.
    fn stop(&mut self, id: RunId);
    /// Tells all to save and end, and waits at most this long; true when all have ended.
    fn stop_all(&mut self, wait: Duration) -> bool;
}

/// Whether and where runs are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// Nowhere.
    Off,
    /// Each in a new directory under this one.
    Under(PathBuf),
}

/// Runs of the labs that there are, on their own threads.
#[derive(Debug)]
pub(super) struct LiveRuns {
    conductor: Conductor,
    labs: Vec<Entry>,
    recording: Recording,
}

impl LiveRuns {
    pub(super) fn new(context: Context, outbox: Outbox, labs: Vec<Entry>, recording: Recording) -> Self {
        Self { conductor: Conductor::new(context, outbox), labs, recording }
    }
}

impl Runs for LiveRuns {
    fn open(&mut self, spec: &RunSpec, pace: Pace) -> Result<RunId> {
        let entry = self.labs.iter().find(|entry| entry.name == spec.lab).copied();
        let entry = entry.ok_or_else(|| Failure::Input(format!("there is no lab `{}`", spec.lab.escape_debug())))?;
        let record = match &self.recording {
            Recording::Off => Record::Off,
            Recording::Under(library) => {
                let now = jiff::Timestamp::now().as_second();
                Record::New(RunDirectory::fresh_path(library, &spec.lab, now))
            }
        };
        self.conductor.open(entry, spec.clone(), record, pace)
    }

    fn send(&mut self, id: RunId, command: Command) {
        self.conductor.send(id, command);
    }

    fn stop(&mut self, id: RunId) {
        self.conductor.stop(id);
    }

    fn stop_all(&mut self, wait: Duration) -> bool {
        self.conductor.stop_all(wait)
    }
}
