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

use super::event::{Event, Kept};
use super::position::Moment;
use super::{Failure, Result, RunSpec, log};
use crate::figure::Figure;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The paths inside a run directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDirectory {
    path: PathBuf,
}

/// A frame file's content.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) at: Moment,
    pub(super) figure: Figure,
}

impl RunDirectory {
    /// Makes the directory of a new run and writes its spec.
    ///
    /// # Errors
    /// [`Failure::Input`] when it already holds a run, [`Failure::Work`] when it cannot be written.
    pub fn create(path: &Path, spec: &RunSpec) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        if directory.spec_path().exists() {
            let path = path.display();
            return Err(Failure::Input(format!(
                "{path} already holds a run: go on with it by --resume, or name another"
            )));
        }
        std::fs::create_dir_all(directory.frames_path())
            .map_err(|error| Failure::Input(format!("{}: cannot be made: {error}", path.display())))?;
        super::checkpoint::write_atomically(&directory.spec_path(), spec.to_toml().as_bytes())?;
        Ok(directory)
    }

    /// The directory of a run that exists.
    ///
    /// # Errors
    /// [`Failure::Input`] when there is no spec in it.
    pub fn open(path: &Path) -> Result<Self> {
        let directory = Self { path: path.to_owned() };
        if directory.spec_path().is_file() {
            return Ok(directory);
        }
        Err(Failure::Input(format!("{} is not a run directory: it holds no spec.toml", path.display())))
    }

    /// A directory under `library` that doesn't exist yet, named by lab, time (seconds since 1970) and a counter.
    pub fn fresh_path(library: &Path, lab: &str, unix_seconds: i64) -> PathBuf {
        let stamp = jiff::Timestamp::from_second(unix_seconds)
            .map_or_else(|_| unix_seconds.to_string(), |time| time.strftime("%Y%m%d-%H%M%S").to_string());
        let name = |n: u32| if n == 1 { format!("{lab}-{stamp}") } else { format!("{lab}-{stamp}-{n}") };
        (1..).map(|n| library.join(name(n))).find(|path| !path.exists()).unwrap_or_else(|| library.join(name(1)))
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The spec file.
    pub fn spec_path(&self) -> PathBuf {
        self.path.join("spec.toml")
    }

    /// The log.
    pub fn log_path(&self) -> PathBuf {
        self.path.join("events.jsonl")
    }

    /// The folder of frames.
    pub fn frames_path(&self) -> PathBuf {
        self.path.join("frames")
    }

    /// The latest checkpoint.
    pub fn checkpoint_path(&self) -> PathBuf {
        self.path.join("checkpoint.safetensors")
    }

    /// The best checkpoint.
    pub fn best_path(&self) -> PathBuf {
        self.path.join("best.safetensors")
    }

    pub(super) fn frame_path(&self, name: &str, at: Moment) -> PathBuf {
        let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        self.frames_path().join(format!("{:09}-{safe}.json", at.step))
    }

    /// The name of the lab whose run this is.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file when the spec cannot be read or names no lab.
    pub fn lab(&self) -> Result<String> {
        let path = self.spec_path();
        let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| told(format!("cannot be read: {error}")))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
        let lab = table.get("lab").and_then(toml::Value::as_str).map(str::to_owned);
        lab.ok_or_else(|| told("names no lab (expected a line such as lab = \"forecaster\")".into()))
    }

    /// The recorded events, then the kept frames as events, oldest first. A torn last line, as a crash leaves it, is ignored.
    ///
    /// # Errors
    /// [`Failure::Input`] naming file and line.
    pub fn replay(&self) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        log::each_event(self, |event| events.push(event))?;
        events.extend(self.read_frames()?);
        Ok(events)
    }

    /// The kept frames as events, oldest first.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file.
    pub(super) fn read_frames(&self) -> Result<Vec<Event>> {
        let mut paths: Vec<PathBuf> = match std::fs::read_dir(self.frames_path()) {
            Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
            Err(_) => Vec::new(),
        };
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        paths.iter().map(|path| read_frame(path)).collect()
    }

    /// Takes away what was recorded after a checkpoint: the log past `log_bytes`, the frames past `step`.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub(super) fn cut_back(&self, log_bytes: u64, step: u64) -> Result<()> {
        let path = self.log_path();
        let told = |error: std::io::Error| Failure::Work(format!("{}: cannot be cut back: {error}", path.display()));
        let log = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(told)?;
        if log.metadata().map_err(told)?.len() > log_bytes {
            log.set_len(log_bytes).map_err(told)?;
        }
        for event in std::fs::read_dir(self.frames_path()).into_iter().flatten().flatten() {
            let name = event.file_name();
            let taken: Option<u64> = name.to_str().and_then(|name| name.split('-').next()?.parse().ok());
            if taken.is_some_and(|taken| taken > step) {
                let _ = std::fs::remove_file(event.path());
            }
        }
        Ok(())
    }
}

pub(super) fn read_frame(path: &Path) -> Result<Event> {
    let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    let frame: Frame = serde_json::from_slice(&bytes).map_err(|error| told(format!("is not a frame: {error}")))?;
    Ok(Event::Figure { name: frame.name, at: frame.at, kept: Kept::Frame, figure: frame.figure })
}
