//! A run on disk: its spec, its log, its frames, its checkpoints.
//!
//! ```text
//! RUN/
//!   spec.toml                  the run in full; `nnlab train LAB --spec` takes it as it is
//!   events.jsonl               what happened, one event a line, append-only
//!   frames/STEP-NAME.json      figures kept for scrubbing
//!   checkpoint.safetensors     the latest saved state
//!   best.safetensors           the saved state with the best headline metric
//!   writer.json                who writes it: locked as long as that process lives
//! ```

use crate::run::contract::position::Moment;
use crate::run::contract::spec::check_format;
use crate::run::contract::{Failure, Result};
use crate::run::store::files;
use std::path::{Path, PathBuf};

/// The names of the files in a run directory.
pub(in crate::run) const SPEC: &str = "spec.toml";
pub(in crate::run) const LOG: &str = "events.jsonl";
pub(in crate::run) const FRAMES: &str = "frames";
pub(in crate::run) const CHECKPOINT: &str = "checkpoint.safetensors";
pub(in crate::run) const BEST: &str = "best.safetensors";

/// The paths inside a run directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDirectory {
    path: PathBuf,
}

impl RunDirectory {
    /// The directory that a run has just been begun in.
    pub(in crate::run) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// The directory of a run that exists.
    ///
    /// # Errors
    /// [`Failure::Input`] when there is no spec in it.
    pub fn open(path: &Path) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        match files::entry(&directory.spec_path()) {
            Ok(Some(_)) => Ok(directory),
            Ok(None) => {
                Err(Failure::Input(format!("{} is not a run directory: it holds no spec.toml", path.display())))
            }
            Err(error) => Err(Failure::Input(format!("{}: cannot be opened: {error}", path.display()))),
        }
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The spec file.
    pub fn spec_path(&self) -> PathBuf {
        self.path.join(SPEC)
    }

    /// The log.
    pub fn log_path(&self) -> PathBuf {
        self.path.join(LOG)
    }

    /// The folder of frames.
    pub fn frames_path(&self) -> PathBuf {
        self.path.join(FRAMES)
    }

    /// The latest checkpoint.
    pub fn checkpoint_path(&self) -> PathBuf {
        self.path.join(CHECKPOINT)
    }

    /// The best checkpoint.
    pub fn best_path(&self) -> PathBuf {
        self.path.join(BEST)
    }

    /// The name of a kept figure's file.
    pub(in crate::run) fn frame_name(name: &str, at: Moment) -> String {
        let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{:09}-{safe}.json", at.step)
    }

    /// The name of the lab whose run this is.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file when the spec cannot be read or names no lab.
    pub fn lab(&self) -> Result<String> {
        let path = self.spec_path();
        let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
        let text = files::read_text(&path).map_err(|error| told(format!("cannot be read: {error}")))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
        check_format(table.get("format")).map_err(told)?;
        let lab = table.get("lab").and_then(toml::Value::as_str).map(str::to_owned);
        lab.ok_or_else(|| told("names no lab (expected a line such as lab = \"forecaster\")".into()))
    }
}
