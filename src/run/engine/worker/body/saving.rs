//! What is kept so that a run can be gone on with, and when.

use super::Worker;
use crate::run::contract::evaluation::Best;
use crate::run::contract::event::{Event, Severity};
use crate::run::contract::lab::StepGrain;
use crate::run::contract::position::Moment;
use crate::run::contract::settings::Settings;
use crate::run::contract::state::State;
use crate::run::contract::{Entry, Failure, Result, knob};
use crate::run::engine::worker::{Source, Terms};
use crate::run::store::checkpoint;
use crate::run::store::directory::{BEST, CHECKPOINT, RunDirectory};
use crate::run::store::files;
use crate::run::store::frames::{self, KeptFrames};
use crate::run::store::inputs::{self, Input};
use crate::run::store::record::Standing;
use crate::run::store::sparse::Sparse;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::{Duration, Instant};

/// Checkpoints are written at the end of every epoch that took at least this long since the last one, ...
pub(super) const AT_EPOCH: Duration = Duration::from_secs(1);
/// ... and within an epoch at least this often.
pub(super) const WITHIN_EPOCH: Duration = Duration::from_secs(30);

/// The worker's own part of a checkpoint.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) settings: Settings,
    pub(super) at: Moment,
    pub(super) evaluation_due: bool,
    pub(super) training_seconds: f64,
    pub(super) examples: u64,
    pub(super) best: Option<crate::figure::number::Real>,
    pub(super) stopped_early: bool,
    log_bytes: u64,
    /// Version 0.1.0 wrote none of what follows but the frames.
    #[serde(default)]
    log_sha256: Option<String>,
    /// What of the run the log holds no line of yet.
    #[serde(default)]
    pub(super) log: Option<Sparse>,
    pub(super) frames: KeptFrames,
    #[serde(default)]
    inputs: Vec<Input>,
    #[serde(default)]
    made_by: Option<MadeBy>,
}

/// What the bits of a run depend on beside its spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MadeBy {
    version: String,
    kernel_level: String,
}

impl MadeBy {
    fn now(kernel_level: &str) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), kernel_level: kernel_level.to_owned() }
    }
}

/// A recorded run as it is gone on with.
pub(super) struct Resumed {
    /// Its saved state and the worker's part of it; `None` of a run that was ended before it was first saved.
    pub(super) saved: Option<(State, Saved)>,
    /// From where its record goes on.
    pub(super) standing: Standing,
    /// What there is to say of what was found.
    pub(super) said: Vec<String>,
}

/// Reads a run directory; nothing is written.
pub(super) fn resume(path: &Path, terms: Terms, entry: &Entry) -> Result<Resumed> {
    let directory = RunDirectory::open(path)?;
    let (name, file) = match terms.from {
        Some(Source::Best) => (BEST, directory.best_path()),
        Some(Source::Latest) | None => (CHECKPOINT, directory.checkpoint_path()),
    };
    if name == CHECKPOINT && !files::is_there(&file) {
        let text = format!("{}: was not saved yet: it starts from the beginning", path.display());
        return Ok(Resumed { saved: None, standing: Standing::default(), said: vec![text] });
    }
    let read = checkpoint::read(&file).map_err(|failure| with_what_is_good(&failure, name, &directory))?;
    let mut saved: Saved = read.state.get("worker")?;
    saved.settings = knob::renewed(entry.knobs(), &saved.settings).map_err(Failure::input)?;
    let mut said = Vec::new();
    if !read.is_checked {
        said.push(format!("{}: bears no checksum, as version 0.1.0 wrote it: it is taken as it is", file.display()));
    }
    let standing = Standing {
        log_bytes: saved.log_bytes,
        log_digest: saved.log_sha256.clone(),
        is_forgiven: terms.from.is_some(),
        frames: frames::file_names(&saved.frames).collect(),
        checkpoint: Some((name, read.identity)),
    };
    Ok(Resumed { saved: Some((read.state, saved)), standing, said })
}

/// Names the checkpoint that can be gone on from instead.
fn with_what_is_good(failure: &Failure, name: &str, directory: &RunDirectory) -> Failure {
    let (other, flag) = match name {
        BEST => (directory.checkpoint_path(), "latest"),
        _ => (directory.best_path(), "best"),
    };
    let good = checkpoint::read(&other).and_then(|read| read.state.get::<Saved>("worker"));
    Failure::Input(match good {
        Ok(saved) => {
            let (shown, epoch) = (other.display(), saved.at.epoch);
            format!("{failure}; {shown} is good, saved at epoch {epoch}: --from {flag} goes on from there")
        }
        Err(_) => format!(
            "{failure}; no other checkpoint is good: `nnlab train LAB --spec {}` starts again",
            directory.spec_path().display()
        ),
    })
}

impl Saved {
    /// Whether the files that the run reads are what they were; what there is to say if they need not be.
    pub(super) fn check_inputs(&self, terms: Terms, entry: &Entry) -> Result<Option<String>> {
        if self.inputs.is_empty() {
            return Ok(None);
        }
        let now = inputs::read(entry, &self.settings)?;
        match inputs::changes(&self.inputs, &now) {
            None => Ok(None),
            Some(changed) if terms.data_changed => Ok(Some(format!("{changed}: the run goes on with it as it is now"))),
            Some(changed) => Err(Failure::Input(format!(
                "{changed}: the run was recorded with another content; --data-changed goes on with it as it is now"
            ))),
        }
    }

    /// What there is to say if the run won't go on to the same bits.
    pub(super) fn check_maker(&self, kernel_level: &str) -> Option<String> {
        let (then, now) = (self.made_by.as_ref()?, MadeBy::now(kernel_level));
        (*then != now).then(|| {
            format!(
                "saved by version {} at kernel level {}, gone on with by version {} at {}: not to the same bits",
                then.version, then.kernel_level, now.version, now.kernel_level
            )
        })
    }
}

impl Worker {
    /// Everything needed to go on from here.
    pub(super) fn state(&mut self) -> Result<State> {
        let mut state = self.experiment.save()?;
        let saved = Saved {
            settings: self.settings.clone(),
            at: self.reporter.at,
            evaluation_due: self.evaluation_due,
            training_seconds: self.training_seconds,
            examples: self.examples,
            best: self.best.map(|best| best.value.into()),
            stopped_early: self.stopped_early,
            log_bytes: self.reporter.recorder().map_or(0, |recorder| recorder.bytes()),
            log_sha256: self.reporter.recorder().map(|recorder| recorder.digest()),
            log: Some(self.reporter.sparse().clone()),
            frames: self.reporter.frames().clone(),
            inputs: self.inputs.clone(),
            made_by: Some(MadeBy::now(&self.kernel_level)),
        };
        state.put("worker", &saved)?;
        Ok(state)
    }

    /// Begins the record, if there is to be one and it hasn't begun: with what was said so far, and what was measured.
    pub(super) fn begin_recording(&mut self) -> Result<()> {
        if !self.reporter.waits_to_record() {
            return Ok(());
        }
        match self.reporter.begin_recording() {
            Ok(()) => {}
            Err(failure) if self.may_go_unrecorded => {
                self.reporter.do_without_record(&failure);
                return Ok(());
            }
            Err(failure) => return Err(failure),
        }
        if let Some(recorder) = self.reporter.recorder() {
            let _ = self.recorded.set(recorder.directory().clone());
        }
        if let Some(headline) = self.unkept.take() {
            self.keep_if_best(headline)?;
            self.checkpoint()?;
        }
        Ok(())
    }

    /// Keeps the state of now for the best one, if this value of the headline metric is the best so far.
    pub(super) fn keep_if_best(&mut self, headline: Option<Best>) -> Result<()> {
        let best = Best::of_two(self.best, headline);
        if best != self.best {
            self.best = best;
            self.best_state = Some(self.state()?);
        }
        Ok(())
    }

    pub(super) fn checkpoint(&mut self) -> Result<()> {
        self.saved_at = Instant::now();
        self.begin_recording()?;
        if self.reporter.recorder().is_none() {
            let text = "this run is not recorded: there is nowhere to save it".into();
            self.reporter.mention(Event::Note { severity: Severity::Warning, text });
            return Ok(());
        }
        // A step that was begun phase by phase is completed first: a checkpoint stands between steps.
        let before = self.experiment.position();
        if self.experiment.step_in_hand() {
            let examples = self.experiment.examples_in_step();
            self.experiment.step(StepGrain::Whole, &mut self.reporter)?;
            let after = self.experiment.position();
            self.examples += examples;
            self.reporter.step(after.into(), examples, 0.0, Instant::now());
            self.evaluation_due |= after.epoch > before.epoch;
        }
        self.reporter.flush();
        let state = self.state()?;
        let best = self.best_state.take();
        let Some(recorder) = self.reporter.recorder() else { return Ok(()) };
        let written = recorder
            .sync()
            .and_then(|()| best.map_or(Ok(()), |best| recorder.best(&best)))
            .and_then(|()| recorder.checkpoint(&state));
        match written {
            Ok(()) => {
                let at = self.reporter.at;
                self.reporter.say(Event::Checkpointed { at });
            }
            Err(failure) => self.reporter.stop_recording(failure),
        }
        Ok(())
    }
}
