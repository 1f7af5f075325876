//! What a worker does, from opening to the end.

mod orders;
mod saving;
mod summary;

use super::super::checkpoint::State;
use super::super::command::{Command, Grain};
use super::super::directory::RunDirectory;
use super::super::evaluation::{Evaluation, Verdict};
use super::super::event::{Event, Severity, Status};
use super::super::job::Jobs;
use super::super::lab::{Experiment, Slice, StepGrain};
use super::super::position::{Moment, Phase};
use super::super::record::Recorder;
use super::super::settings::Settings;
use super::super::{Result, RunSpec, log};
use super::pacing::Pacing;
use super::voice::Voice;
use super::{Launch, Record, Signs, Standing, Start};
use crate::nn::parallel::Interrupt;
use saving::{AT_EPOCH, Saved, WITHIN_EPOCH, resume, resume_recorder};
use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::Instant;

/// What the worker is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Waiting,
    Playing,
    /// Playing until this much is done.
    Until(Grain),
}

struct Worker {
    spec: RunSpec,
    /// The settings as they are now, live changes included.
    settings: Settings,
    entry: super::Entry,
    /// Set from outside: the step in hand is not wanted any more.
    interrupt: Interrupt,
    experiment: Box<dyn Experiment>,
    voice: Voice,
    pacing: Pacing,
    mode: Mode,
    evaluation_due: bool,
    finished_said: bool,
    stopped_early: bool,
    opened: Instant,
    saved_at: Instant,
    training_seconds: f64,
    examples: u64,
    best: Option<f64>,
    /// The best state, until the next checkpoint puts it on the disk.
    best_state: Option<State>,
    questions: Option<Jobs>,
    headline: String,
    threads: usize,
    /// Whether this is a new run, opened to wait, and no step was taken yet.
    never_played: bool,
    /// The status that was last told.
    said: Option<Status>,
    standing: Arc<Standing>,
}

/// `recorded` is told the directory once it is this run's to write.
pub(super) fn run(
    launch: Launch,
    orders: &Receiver<Command>,
    recorded: &OnceCell<RunDirectory>,
    standing: &Arc<Standing>,
    signs: &Signs,
) -> Result<()> {
    let opened = Instant::now();
    let spec = launch.spec;
    let (outbox, id) = (launch.outbox.clone(), launch.id);
    outbox.send(id, Event::Phase { status: Status::Opening, phase: None, at: Moment::default() });
    let resumed = match &launch.record {
        Record::Resume(path) | Record::Reopen(path) => Some(resume(path)?),
        Record::Off | Record::New(_) => None,
    };
    let settings = resumed.as_ref().map_or_else(|| spec.settings.clone(), |(_, saved)| saved.settings.clone());
    let mut experiment = launch.entry.open(&settings, &launch.context)?;
    signs.is_loading.store(false, Ordering::Relaxed);
    // The directory is made once the settings have proved right, so that a wrong word leaves nothing behind.
    let recorder = match (&launch.record, &resumed) {
        (Record::New(path), _) => Some(Recorder::open(RunDirectory::create(path, &spec)?)?),
        (Record::Resume(path) | Record::Reopen(path), Some((_, saved))) => Some(resume_recorder(path, saved)?),
        _ => None,
    };
    if let Some(recorder) = &recorder {
        let _ = recorded.set(recorder.directory().clone());
    }
    let facts = experiment.facts();
    let (headline, steps_per_epoch) = (facts.headline.clone(), facts.steps_per_epoch);
    if let (Record::Reopen(path), Some((_, saved))) = (&launch.record, &resumed) {
        tell_what_was_recorded(path, saved, |event| outbox.send(id, event))?;
    }
    let mut voice = Voice::new(id, outbox, recorder, &headline);
    if let Some((state, saved)) = &resumed {
        experiment.load(state)?;
        voice.restore_frames(saved.frames.clone());
        if let Some(log) = &saved.log {
            voice.restore_sparse(log.clone());
        }
    }
    voice.at = experiment.position().into();
    let remarks = facts.remarks.clone();
    let started = Event::Started { lab: spec.lab.clone(), settings: settings.clone(), facts, at: voice.at };
    if resumed.is_none() {
        voice.say(started);
    } else {
        voice.mention(started);
    }
    for text in remarks {
        let note = Event::Note { severity: Severity::Info, text };
        match &launch.record {
            Record::Off | Record::New(_) => voice.say(note),
            Record::Resume(_) => voice.mention(note),
            // The record that was just told holds them.
            Record::Reopen(_) => {}
        }
    }
    let saved = resumed.map(|(_, saved)| saved);
    let mut worker = Worker {
        settings,
        entry: launch.entry,
        interrupt: Arc::clone(&signs.stop),
        experiment,
        voice,
        pacing: Pacing::new(launch.pace, steps_per_epoch),
        mode: if launch.start == Start::Playing { Mode::Playing } else { Mode::Waiting },
        evaluation_due: saved.as_ref().is_none_or(|saved| saved.evaluation_due),
        finished_said: false,
        stopped_early: saved.as_ref().is_some_and(|saved| saved.stopped_early),
        opened,
        saved_at: Instant::now(),
        training_seconds: saved.as_ref().map_or(0.0, |saved| saved.training_seconds),
        examples: saved.as_ref().map_or(0, |saved| saved.examples),
        best: saved.as_ref().and_then(|saved| saved.best).map(|best| best.0),
        best_state: None,
        questions: None,
        headline,
        threads: launch.context.threads,
        never_played: launch.start == Start::Paused && matches!(launch.record, Record::New(_)),
        said: None,
        standing: Arc::clone(standing),
        spec,
    };
    let done = worker.go(orders);
    if done.is_err() {
        worker.voice.write_the_rest();
    }
    done
}

/// What a run's directory holds up to its checkpoint, and what the checkpoint knows beyond the log's lines.
fn tell_what_was_recorded(path: &Path, saved: &Saved, mut tell: impl FnMut(Event)) -> Result<()> {
    let directory = RunDirectory::open(path)?;
    log::each_event_sparsely(&directory, &mut tell)?;
    saved.log.clone().into_iter().flat_map(|mut log| log.rest()).for_each(&mut tell);
    directory.read_frames()?.into_iter().for_each(tell);
    Ok(())
}

impl Worker {
    fn go(&mut self, orders: &Receiver<Command>) -> Result<()> {
        loop {
            if !self.hear(orders)? {
                return Ok(());
            }
            let done = if self.evaluation_due {
                self.evaluate()
            } else if self.is_done() {
                self.mode = Mode::Waiting;
                self.finish()
            } else if self.mode != Mode::Waiting {
                self.advance(StepGrain::Whole)
            } else {
                Ok(())
            };
            // The order to stop cut the step short, which has changed nothing: the run stands where it stood before.
            if done.is_err() && self.interrupt.swap(false, Ordering::Relaxed) {
                self.stop()?;
                return Ok(());
            }
            done?;
        }
    }

    fn is_done(&self) -> bool {
        self.stopped_early || self.experiment.position().epoch >= self.experiment.epochs()
    }

    fn status(&mut self, status: Status, phase: Option<Phase>) {
        if phase.is_none() && self.said == Some(status) {
            return;
        }
        self.said = phase.is_none().then_some(status);
        let at = self.voice.at;
        self.voice.mention(Event::Phase { status, phase, at });
    }

    /// Takes a step or a phase of one.
    fn advance(&mut self, grain: StepGrain) -> Result<()> {
        let begun = Instant::now();
        let before = self.experiment.position();
        self.due_changes(before.step);
        if before.step_in_epoch == 0 || self.mode != Mode::Playing {
            self.status(Status::Training, None);
        }
        super::super::fault::point("worker");
        super::super::fault::delay("long step");
        let examples = self.experiment.examples_in_step();
        let phase = self.experiment.step(grain, &mut self.voice)?;
        let after = self.experiment.position();
        if after.step > before.step {
            self.never_played = false;
            self.pacing.step(begun);
            let now = Instant::now();
            let seconds = now.duration_since(begun).as_secs_f64();
            self.training_seconds += seconds;
            self.examples += examples;
            self.voice.step(after.into(), examples, seconds, now);
            self.finished_said = false;
            if self.mode == Mode::Until(Grain::Batch) {
                self.mode = Mode::Waiting;
            }
            if after.epoch > before.epoch {
                self.evaluation_due = true;
            } else if self.saved_at.elapsed() >= WITHIN_EPOCH {
                self.checkpoint()?;
            }
        }
        if grain == StepGrain::Phase {
            self.voice.flush();
            self.status(Status::Training, Some(phase));
        }
        Ok(())
    }

    /// Makes the changes that the spec asks for before this step.
    fn due_changes(&mut self, step: u64) {
        while let Some(change) = self.spec.changes.first().filter(|change| change.step <= step).cloned() {
            self.spec.changes.remove(0);
            // A resumed run has made the earlier ones already; its saved settings hold them.
            if change.step == step {
                self.turn(&change.key, &change.value);
            }
        }
    }

    fn evaluate(&mut self) -> Result<()> {
        self.status(Status::Evaluating, None);
        // One slice, so that orders are heard between slices.
        if let Slice::Done(evaluation) = self.experiment.evaluate(&mut self.voice)? {
            self.evaluation_due = false;
            self.evaluated(evaluation)?;
        }
        Ok(())
    }

    fn evaluated(&mut self, evaluation: Evaluation) -> Result<()> {
        let at = self.voice.at;
        self.stopped_early = evaluation.verdict == Verdict::StopEarly;
        let headline = evaluation.get(&self.headline).filter(|value| value.is_finite());
        self.voice.say(Event::Evaluated { at, evaluation, stretch: None });
        if self.mode == Mode::Until(Grain::Epoch) && at.step > 0 {
            self.mode = Mode::Waiting;
        }
        if self.voice.recorder().is_none() {
            return Ok(());
        }
        if let Some(value) = headline
            && self.best.is_none_or(|best| value < best)
        {
            self.best = Some(value);
            self.best_state = Some(self.state()?);
        }
        if at.step == 0 || self.is_done() || self.saved_at.elapsed() >= AT_EPOCH {
            self.checkpoint()?;
        }
        Ok(())
    }
}
