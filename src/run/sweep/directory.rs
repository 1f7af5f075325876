//! A sweep on disk.

use super::spec::{SweepSpec, Trial, json};
use crate::run::checkpoint::write_atomically;
use crate::run::directory::RunDirectory;
use crate::run::worker::Record;
use crate::run::writer::Writer;
use crate::run::{Entry, Failure, Result, Summary};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// What a trial brought.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrialResult {
    /// Axis values and everything of the summary that has to do with no clock.
    pub result: Map<String, Value>,
    /// Seconds, speeds, threads.
    pub timing: Map<String, Value>,
}

impl TrialResult {
    /// From a trial's summary. What an axis is called keeps that name (`model` is then the setting, and the summary's
    /// words are `model_description`).
    pub fn of(trial: &Trial, summary: &Summary) -> Self {
        let mut parts = Self::default();
        for (key, value) in &trial.point {
            parts.result.insert(key.clone(), json(value));
        }
        for (key, value) in &summary.0 {
            if is_of_the_clock(key) {
                parts.timing.insert(key.clone(), value.clone());
            } else if !parts.result.contains_key(key) {
                parts.result.insert(key.clone(), value.clone());
            } else if value.is_string() {
                parts.result.insert(format!("{key}_description"), value.clone());
            }
        }
        parts
    }

    /// A number of either part.
    pub fn number(&self, key: &str) -> Option<f64> {
        let value = self.result.get(key).or_else(|| self.timing.get(key))?;
        serde_json::from_value::<crate::figure::number::Real>(value.clone()).ok().map(|real| real.0)
    }

    /// The name of the metric that the lab is judged by.
    pub fn headline(&self) -> Option<&str> {
        self.result.get("headline").and_then(Value::as_str)
    }
}

/// Whether a value of a summary differs from one running of the same trial to the next.
fn is_of_the_clock(key: &str) -> bool {
    key == "threads" || key == "seconds" || key.ends_with("_seconds") || key.ends_with("_per_second")
}

/// A sweep's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepDirectory {
    path: PathBuf,
}

impl SweepDirectory {
    /// Makes the directory of a sweep, or takes the one that holds the same sweep already.
    ///
    /// # Errors
    /// [`Failure::Input`] when it holds a run or another sweep, or cannot be made.
    pub fn create(path: &Path, spec: &SweepSpec, entry: &Entry) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        let shown = path.display();
        if path.join("spec.toml").exists() {
            return Err(Failure::Input(format!("{shown} holds a run, not a sweep: name another directory")));
        }
        if directory.spec_path().exists() {
            let there = directory.read_spec(|_| Ok(*entry))?;
            if let Some(difference) = spec.difference(&there) {
                return Err(Failure::Input(format!(
                    "{shown} holds another sweep ({difference}): give the same words to go on with it, or name another directory"
                )));
            }
            return Ok(directory);
        }
        std::fs::create_dir_all(directory.trials_path())
            .map_err(|error| Failure::Input(format!("{shown}: cannot be made: {error}")))?;
        write_atomically(&directory.spec_path(), spec.to_toml().as_bytes())?;
        Ok(directory)
    }

    /// The directory of a sweep that exists.
    ///
    /// # Errors
    /// [`Failure::Input`] when there is no sweep in it.
    pub fn open(path: &Path) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        if directory.spec_path().is_file() {
            return Ok(directory);
        }
        Err(Failure::Input(format!("{} is not the directory of a sweep: it holds no sweep.toml", path.display())))
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file with what the sweep goes through.
    pub fn spec_path(&self) -> PathBuf {
        self.path.join("sweep.toml")
    }

    /// The folder of the trials.
    pub fn trials_path(&self) -> PathBuf {
        self.path.join("trials")
    }

    /// The run directory of a trial.
    pub fn trial_path(&self, trial: &Trial) -> PathBuf {
        self.trials_path().join(&trial.name)
    }

    /// What the sweep goes through; `lab` finds a lab by its name.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file, the line and what was expected.
    pub fn read_spec(&self, lab: impl Fn(&str) -> Result<Entry>) -> Result<SweepSpec> {
        let path = self.spec_path();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::Input(format!("{}: cannot be read: {error}", path.display())))?;
        SweepSpec::read_text(&path, &text, lab)
    }

    /// Takes the sweep for this process alone.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn take(&self) -> Result<Writer> {
        Writer::take(&self.path)
    }

    /// What a trial brought, if it is done.
    pub fn result(&self, trial: &Trial) -> Option<TrialResult> {
        let folder = self.trial_path(trial);
        let read = |name: &str| serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok();
        Some(TrialResult { result: read("result.json")?, timing: read("timing.json").unwrap_or_default() })
    }

    /// Keeps what a trial brought: the timing first, for with the result the trial is done.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn keep(&self, trial: &Trial, result: &TrialResult) -> Result<()> {
        let folder = self.trial_path(trial);
        for (name, part) in [("timing.json", &result.timing), ("result.json", &result.result)] {
            let mut text = serde_json::to_string(part).map_err(Failure::work)?;
            text.push('\n');
            write_atomically(&folder.join(name), text.as_bytes())?;
        }
        Ok(())
    }

    /// How a trial that isn't done is to be recorded: from its checkpoint on, or from the start.
    ///
    /// # Errors
    /// [`Failure::Work`] when what is left of a trial that never came to a checkpoint cannot be taken away.
    pub fn record(&self, trial: &Trial) -> Result<Record> {
        let path = self.trial_path(trial);
        let Ok(run) = RunDirectory::open(&path) else { return Ok(Record::New(path)) };
        if run.checkpoint_path().is_file() {
            return Ok(Record::Resume(path));
        }
        std::fs::remove_dir_all(&path)
            .map_err(|error| Failure::Work(format!("{}: cannot be taken away: {error}", path.display())))?;
        Ok(Record::New(path))
    }
}
