//! Where a worker's run is recorded, and whether it is so yet: a run that is only looked at leaves no trace.

use crate::figure::Figure;
use crate::run::contract::event::Event;
use crate::run::contract::position::Moment;
use crate::run::contract::{Result, RunSpec};
use crate::run::store::record::{Recorder, Standing};
use std::path::PathBuf;

/// Where a run will be recorded once it is played, stepped, changed or saved.
#[derive(Debug)]
pub(super) enum Destination {
    /// In this directory, new or empty.
    New(PathBuf),
    /// In a new directory under this one.
    Under(PathBuf),
    /// In the directory that it was recorded in before, from there on.
    Old(PathBuf, Standing),
}

/// What was said before a run is recorded, to be recorded then.
#[derive(Debug)]
pub(super) enum Said {
    Event(Event),
    Frame(String, Moment, Figure),
}

/// A run's record.
#[derive(Debug)]
pub(super) enum Recording {
    /// There is none.
    Off,
    /// It has not begun.
    Waiting { destination: Destination, spec: RunSpec, said: Vec<Said> },
    /// It goes on.
    On(Recorder),
}

impl Recording {
    pub(super) fn recorder(&mut self) -> Option<&mut Recorder> {
        match self {
            Self::On(recorder) => Some(recorder),
            Self::Off | Self::Waiting { .. } => None,
        }
    }

    /// Keeps what is said until the record begins.
    pub(super) fn keep(&mut self, what: impl FnOnce() -> Said) {
        if let Self::Waiting { said, .. } = self {
            said.push(what());
        }
    }

    /// Begins the record. Returns what was said before, and what there is to say of what was found; nothing if it has begun
    /// or there is none.
    ///
    /// # Errors
    /// As [`Recorder::create`] and [`Recorder::go_on`]; then it still waits.
    pub(super) fn begin(&mut self) -> Result<Option<(Vec<Said>, Vec<String>)>> {
        let Self::Waiting { destination, spec, said } = self else { return Ok(None) };
        let (recorder, found) = match destination {
            Destination::New(path) => (Recorder::create(path, spec)?, Vec::new()),
            Destination::Under(library) => {
                (Recorder::create_under(library, spec, jiff::Timestamp::now().as_second())?, Vec::new())
            }
            Destination::Old(path, standing) => Recorder::go_on(path, standing)?,
        };
        let said = std::mem::take(said);
        *self = Self::On(recorder);
        Ok(Some((said, found)))
    }
}
