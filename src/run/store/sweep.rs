//! A sweep on disk.

use crate::run::contract::sweep::{SweepSpec, Trial, TrialResult};
use crate::run::contract::{Entry, Failure, Result};
use crate::run::contract::{Record, Terms};
use crate::run::store::checkpoint::{self, put};
use crate::run::store::directory::CHECKPOINT;
use crate::run::store::files::{self, Folder};
use crate::run::store::inputs::Input;
use crate::run::store::record::new_folder;
use crate::run::store::writer::{self, Writer};
use std::path::{Path, PathBuf};

/// A sweep's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepDirectory {
    path: PathBuf,
}

impl SweepDirectory {
    /// Takes a directory for a sweep and this process alone: a new or empty one, or one that holds the same sweep already.
    ///
    /// # Errors
    /// [`Failure::Input`] when it holds anything else, when another process has it, or when it cannot be made.
    pub fn create(path: &Path, spec: &SweepSpec, entry: &Entry) -> Result<(Self, Writer)> {
        let (folder, _) = Folder::make(path).map_err(|error| Failure::not_made(path, &error))?;
        Self::begin(&folder, spec, entry)
    }

    /// Takes a new directory under this one, named by lab, time (seconds since 1970) and, if need be, a counter.
    ///
    /// # Errors
    /// As [`SweepDirectory::create`].
    pub fn create_under(library: &Path, spec: &SweepSpec, entry: &Entry, unix_seconds: i64) -> Result<(Self, Writer)> {
        Self::begin(&new_folder(library, entry.name, unix_seconds)?, spec, entry)
    }

    fn begin(folder: &Folder, spec: &SweepSpec, entry: &Entry) -> Result<(Self, Writer)> {
        let directory = Self { path: folder.path().to_owned() };
        directory.refuse_another(folder, spec, entry)?;
        let mut writer = Writer::lock(folder)?;
        // Once more, now that nobody else writes here.
        if !directory.refuse_another(folder, spec, entry)? {
            folder.sweep_partial();
            folder.create("sweep.toml", spec.to_toml().as_bytes()).map_err(|error| {
                let text = format!("{}: cannot be written: {error}", directory.spec_path().display());
                match error.kind() {
                    std::io::ErrorKind::AlreadyExists => Failure::Input(text),
                    _ => Failure::Work(text),
                }
            })?;
        }
        writer.sign(folder)?;
        Ok((directory, writer))
    }

    /// Refuses a folder that holds anything but this sweep; says whether it holds this one.
    fn refuse_another(&self, folder: &Folder, spec: &SweepSpec, entry: &Entry) -> Result<bool> {
        let shown = self.path.display();
        if files::is_there(&self.path.join("spec.toml")) {
            return Err(Failure::Input(format!("{shown} holds a run, not a sweep: name another directory")));
        }
        if files::is_there(&self.spec_path()) {
            let there = self.read_spec(|_| Ok(*entry))?.absolute(entry)?;
            return match spec.difference(&there) {
                Some(difference) => Err(Failure::Input(format!(
                    "{shown} holds another sweep ({difference}): give the same words to go on with it, or name another directory"
                ))),
                None => Ok(true),
            };
        }
        let cannot = |error: std::io::Error| Failure::Input(format!("{shown}: cannot be opened: {error}"));
        let is_ours = |name: &String| name == writer::FILE || name.starts_with(files::PARTIAL);
        match folder.names().map_err(cannot)?.iter().find(|name| !is_ours(name)) {
            Some(name) => Err(Failure::Input(format!(
                "{shown} is not empty ({}): a sweep is recorded in a folder of its own, new or empty",
                name.escape_debug()
            ))),
            None => Ok(false),
        }
    }

    /// The directory of a sweep that exists.
    ///
    /// # Errors
    /// [`Failure::Input`] when there is no sweep in it.
    pub fn open(path: &Path) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        if files::is_there(&directory.spec_path()) {
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
        let text = files::read_text(&path)
            .map_err(|error| Failure::Input(format!("{}: cannot be read: {error}", path.display())))?;
        SweepSpec::read_text(&path, &text, lab)
    }

    /// Takes the sweep for this process alone.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn take(&self) -> Result<Writer> {
        let writer = Writer::take(&self.path)?;
        if let Ok(folder) = Folder::open(&self.path) {
            folder.sweep_partial();
        }
        Ok(writer)
    }

    /// What a trial brought, if it is done.
    pub fn result(&self, trial: &Trial) -> Option<TrialResult> {
        let folder = self.trial_path(trial);
        let read = |name: &str| serde_json::from_slice(&files::read(&folder.join(name)).ok()?).ok();
        Some(TrialResult { result: read("result.json")?, timing: read("timing.json").unwrap_or_default() })
    }

    /// Keeps what a trial brought: the timing first, for with the result the trial is done.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn keep(&self, trial: &Trial, result: &TrialResult) -> Result<()> {
        let path = self.trial_path(trial);
        let folder = self
            .trials()
            .and_then(|trials| trials.folder(&trial.name))
            .map_err(|error| Failure::Work(format!("{}: cannot be written: {error}", path.display())))?;
        for (name, part) in [("timing.json", &result.timing), ("result.json", &result.result)] {
            let mut text = serde_json::to_string(part).map_err(Failure::work)?;
            text.push('\n');
            put(&folder, name, text.as_bytes())?;
        }
        Ok(())
    }

    /// The folder of the trials, made if it isn't there; no link is followed on the way.
    fn trials(&self) -> std::io::Result<Folder> {
        Folder::open(&self.path)?.make_folder("trials")
    }

    /// The files that trials have read so far, as each was for the last of these trials that read it.
    pub fn inputs(&self, trials: &[Trial]) -> Vec<Input> {
        let mut found: Vec<Input> = Vec::new();
        for trial in trials {
            let values = checkpoint::read_values(&self.trial_path(trial).join(CHECKPOINT)).ok();
            let inputs =
                values.and_then(|values| serde_json::from_value(values.get("worker")?.get("inputs")?.clone()).ok());
            let inputs: Vec<Input> = inputs.unwrap_or_default();
            found.retain(|input| !inputs.iter().any(|later| (&later.key, &later.path) == (&input.key, &input.path)));
            found.extend(inputs);
        }
        found
    }

    /// How a trial that isn't done is to be recorded: from where it was left, on these terms, or in a new folder.
    ///
    /// # Errors
    /// [`Failure::Input`] when the trials or this one lie behind a link, [`Failure::Work`] when nothing can be written.
    pub fn record(&self, trial: &Trial, terms: Terms) -> Result<Record> {
        let path = self.trial_path(trial);
        let told = |what: &dyn std::fmt::Display| format!("{}: cannot be written: {what}", path.display());
        let trials = self.trials().map_err(|error| Failure::Work(told(&error)))?;
        match trials.entry(&trial.name).map_err(|error| Failure::Work(told(&error)))? {
            Some(files::Entry::Folder) if files::is_there(&path.join("spec.toml")) => Ok(Record::Resume(path, terms)),
            None | Some(files::Entry::Folder) => Ok(Record::New(path)),
            Some(other) => Err(Failure::Input(told(&format!("it is {}, not a folder", other.word())))),
        }
    }
}
