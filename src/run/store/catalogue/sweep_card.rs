//! A recorded sweep, read for a list.

use super::{measured, name_of, seen, unix_seconds};
use crate::run::contract::sweep::{SweepSpec, Trial, TrialResult};
use crate::run::contract::{Entry, Result, Status};
use crate::run::store::SweepDirectory;
use crate::run::store::writer::{Presence, presence};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A recorded sweep at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepCard {
    /// Its directory.
    pub path: PathBuf,
    /// The directory's name.
    pub name: String,
    /// How it stands.
    pub state: Status,
    /// What it goes through, if that can be read.
    pub spec: Option<SweepSpec>,
    /// How many trials it has.
    pub trials: usize,
    /// What trials brought.
    pub results: Vec<(Trial, TrialResult)>,
    /// Why it cannot be read.
    pub failure: Option<String>,
    /// When anything of it was last written, in seconds since 1970.
    pub modified: i64,
    /// Bytes of its files.
    pub bytes: u64,
}

impl SweepCard {
    pub(super) fn is_still_so(&self) -> bool {
        self.state.is_an_end()
            && !matches!(presence(&self.path), Presence::Writing(_))
            && measured(&self.path, 3) == (self.bytes, self.modified)
    }

    /// Reads the directory of a sweep; what is wrong with it becomes its `failure`.
    pub fn read(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let (bytes, modified) = measured(path, 3);
        let mut card = Self {
            path: path.to_owned(),
            name: name_of(path),
            state: Status::Unreadable,
            spec: None,
            trials: 0,
            results: Vec::new(),
            failure: None,
            modified,
            bytes,
        };
        if let Err(failure) = card.fill(lab) {
            card.failure = Some(failure.to_string());
        }
        card
    }

    fn fill(&mut self, lab: impl Fn(&str) -> Result<Entry>) -> Result<()> {
        let directory = SweepDirectory::open(&self.path)?;
        let spec = directory.read_spec(&lab)?;
        let trials = spec.trials(lab(&spec.base.lab)?.knobs())?;
        self.trials = trials.len();
        let result = |trial: Trial| directory.result(&trial).map(|result| (trial, result));
        self.results = trials.into_iter().filter_map(result).collect();
        let said = if self.results.len() == self.trials { Status::Finished } else { Status::Training };
        let age = i64::abs_diff(unix_seconds(SystemTime::now()), self.modified);
        self.state = match seen(said, &presence(&self.path), Duration::from_secs(age)) {
            // A sweep that nobody works on can always go on; whether its last trial crashed, the trial says.
            Status::Crashed => Status::Stopped,
            other => other,
        };
        self.spec = Some(spec);
        Ok(())
    }
}
