//! What a worker does, from opening to the end.

use super::super::checkpoint::{self, State};
use super::super::command::{Command, Grain};
use super::super::directory::RunDirectory;
use super::super::event::{Event, Kept, Metric, Moment, Severity, Status, Summary};
use super::super::frames::Thinning;
use super::super::job::Jobs;
use super::super::lab::{Evaluation, Experiment, Phase, Question, Slice, StepGrain, Verdict};
use super::super::record::Recorder;
use super::super::settings::Settings;
use super::super::{Result, RunSpec, knob};
use super::pacing::Pacing;
use super::voice::Voice;
use super::{Launch, Record, Start};
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

/// Checkpoints are written at the end of every epoch that took at least this long since the last one, ...
const AT_EPOCH: Duration = Duration::from_secs(1);
/// ... and within an epoch at least this often.
const WITHIN_EPOCH: Duration = Duration::from_secs(30);

/// What the worker is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Waiting,
    Playing,
    /// Playing until this much is done.
    Until(Grain),
}

/// The worker's own part of a checkpoint.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    settings: Settings,
    at: Moment,
    evaluation_due: bool,
    training_seconds: f64,
    examples: u64,
    best: Option<crate::figure::number::Real>,
    stopped_early: bool,
    log_bytes: u64,
    frames: BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)>,
}

struct Worker {
    spec: RunSpec,
    /// The settings as they are now, live changes included.
    settings: Settings,
    entry: super::Entry,
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
}

/// `recorded` is told the directory once it is this run's to write.
pub(super) fn run(launch: Launch, orders: &Receiver<Command>, recorded: &OnceCell<RunDirectory>) -> Result<()> {
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
    // The directory is made once the settings have proved right, so that a wrong word leaves nothing behind.
    let recorder = match (&launch.record, &resumed) {
        (Record::New(path), _) => Some(Recorder::open(RunDirectory::create(path, &spec)?)?),
        (Record::Resume(path) | Record::Reopen(path), Some((_, saved))) => Some(resume_recorder(path, saved)?),
        _ => None,
    };
    if let Some(recorder) = &recorder {
        let _ = recorded.set(recorder.directory().clone());
    }
    if let Record::Reopen(path) = &launch.record {
        RunDirectory::open(path)?.replay()?.into_iter().for_each(|event| outbox.send(id, event));
    }
    let mut voice = Voice::new(id, outbox, recorder);
    let facts = experiment.facts();
    let (headline, steps_per_epoch) = (facts.headline.clone(), facts.steps_per_epoch);
    if let Some((state, saved)) = &resumed {
        experiment.load(state)?;
        voice.restore_frames(saved.frames.clone());
    }
    voice.at = experiment.position().into();
    let started = Event::Started { lab: spec.lab.clone(), settings: settings.clone(), facts, at: voice.at };
    if resumed.is_none() {
        voice.say(started);
    } else {
        voice.mention(started);
    }
    let saved = resumed.map(|(_, saved)| saved);
    let mut worker = Worker {
        settings,
        entry: launch.entry,
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
        spec,
    };
    worker.go(orders)
}

/// The saved state of a run directory, and the worker's part of it.
fn resume(path: &std::path::Path) -> Result<(State, Saved)> {
    let directory = RunDirectory::open(path)?;
    let state = checkpoint::read(&directory.checkpoint_path())?;
    let saved = state.get("worker")?;
    Ok((state, saved))
}

fn resume_recorder(path: &std::path::Path, saved: &Saved) -> Result<Recorder> {
    Recorder::reopen(RunDirectory::open(path)?, saved.log_bytes, saved.at.step)
}

impl Worker {
    fn go(&mut self, orders: &Receiver<Command>) -> Result<()> {
        loop {
            if !self.hear(orders)? {
                return Ok(());
            }
            if self.evaluation_due {
                self.evaluate()?;
            } else if self.is_done() {
                self.finish()?;
                self.mode = Mode::Waiting;
            } else if self.mode != Mode::Waiting {
                self.advance(StepGrain::Whole)?;
            }
        }
    }

    /// Hears all orders that are there; waits for one when there is nothing to do. False when told to stop.
    fn hear(&mut self, orders: &Receiver<Command>) -> Result<bool> {
        let idle = self.mode == Mode::Waiting && !self.evaluation_due && (!self.is_done() || self.finished_said);
        if idle {
            self.voice.flush();
            self.status(if self.is_done() { Status::Finished } else { Status::Paused }, None);
            self.pacing.rest();
            let Ok(command) = orders.recv() else { return self.stop() };
            if !self.obey(command)? {
                return self.stop();
            }
        }
        loop {
            let wait = if self.mode == Mode::Playing && !self.evaluation_due {
                self.pacing.wait(Instant::now())
            } else {
                Duration::ZERO
            };
            let heard = if wait.is_zero() {
                orders.try_recv().map_err(|error| error == TryRecvError::Disconnected)
            } else {
                orders.recv_timeout(wait).map_err(|error| error == RecvTimeoutError::Disconnected)
            };
            match heard {
                Ok(command) => {
                    if !self.obey(command)? {
                        return self.stop();
                    }
                }
                Err(true) => return self.stop(),
                Err(false) => return Ok(true),
            }
        }
    }

    /// Follows an order. False when it is to stop.
    fn obey(&mut self, command: Command) -> Result<bool> {
        match command {
            Command::Play if self.is_done() && !self.evaluation_due => {
                let text = "all epochs are done: raise `epochs` to go on".into();
                self.voice.mention(Event::Note { severity: Severity::Info, text });
            }
            Command::Play => self.mode = Mode::Playing,
            Command::Pause => self.mode = Mode::Waiting,
            Command::Step(Grain::Phase) => {
                self.mode = Mode::Waiting;
                if !self.evaluation_due && !self.is_done() {
                    self.advance(StepGrain::Phase)?;
                }
            }
            Command::Step(grain) => {
                self.mode = if self.is_done() { Mode::Waiting } else { Mode::Until(grain) };
            }
            Command::SetPace(pace) => self.pacing.set(pace),
            Command::Set { key, value } => self.turn(&key, &value),
            Command::Ask(question) => self.answer(question),
            Command::Save => self.checkpoint()?,
            Command::Stop => return Ok(false),
        }
        Ok(true)
    }

    fn stop(&mut self) -> Result<bool> {
        if self.never_played
            && let Some(recorder) = self.voice.recorder()
        {
            // Looked at and left: nothing is worth keeping.
            recorder.discard();
            self.voice.forget_recorder();
        }
        if self.voice.recorder().is_some() {
            self.checkpoint()?;
        }
        if !self.finished_said {
            self.finish_event();
        }
        self.voice.trouble()?;
        Ok(false)
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

    fn turn(&mut self, key: &str, value: &str) {
        let mut settings = self.settings.clone();
        let knobs = self.entry.knobs();
        let allowed = knob::assign(knobs, &mut settings, key, value)
            .and_then(|()| match knob::find(knobs, key)?.liveness {
                knob::Liveness::Live => Ok(()),
                knob::Liveness::Fixed => Err(knob::KnobError::NotLive(key.to_owned(), knob::live_keys(knobs))),
            })
            .map_err(super::Failure::input)
            .and_then(|()| self.experiment.set(key, &settings.text(key)));
        match allowed {
            Ok(()) => {
                let value = settings.text(key);
                self.settings = settings;
                let at = self.voice.at;
                self.voice.say(Event::Changed { key: key.to_owned(), value, at });
            }
            Err(failure) => {
                self.voice.mention(Event::Note { severity: Severity::Warning, text: failure.to_string() });
            }
        }
    }

    /// Answers from a snapshot on another thread; the answer says which step it was true of.
    fn answer(&mut self, question: Question) {
        if self.questions.is_none() {
            self.questions = Jobs::start("questions").ok();
        }
        let (at, (id, outbox)) = (self.voice.at, self.voice.outbox());
        let (probe, jobs) = match (self.experiment.snapshot(), &self.questions) {
            (Ok(probe), Some(jobs)) => (probe, jobs),
            (Err(failure), _) => {
                let text = failure.to_string();
                return self.voice.mention(Event::Note { severity: Severity::Warning, text });
            }
            (_, None) => return,
        };
        jobs.submit(move || match probe.ask(&question) {
            Ok(figures) => {
                for (name, figure) in figures {
                    outbox.send(id, Event::Figure { name, at, kept: Kept::Live, figure });
                }
            }
            Err(failure) => {
                outbox.send(id, Event::Note { severity: Severity::Warning, text: failure.to_string() });
            }
        });
    }

    fn evaluate(&mut self) -> Result<()> {
        self.voice.flush();
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
        self.voice.say(Event::Evaluated { at, evaluation });
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

    /// Everything needed to go on from here.
    fn state(&mut self) -> Result<State> {
        let mut state = self.experiment.save()?;
        let saved = Saved {
            settings: self.settings.clone(),
            at: self.voice.at,
            evaluation_due: self.evaluation_due,
            training_seconds: self.training_seconds,
            examples: self.examples,
            best: self.best.map(Into::into),
            stopped_early: self.stopped_early,
            log_bytes: self.voice.recorder().map_or(0, |recorder| recorder.bytes()),
            frames: self.voice.frames().clone(),
        };
        state.put("worker", &saved)?;
        Ok(state)
    }

    fn checkpoint(&mut self) -> Result<()> {
        self.saved_at = Instant::now();
        if self.voice.recorder().is_none() {
            let text = "this run is not recorded: there is nowhere to save it".into();
            self.voice.mention(Event::Note { severity: Severity::Warning, text });
            return Ok(());
        }
        // A step that was begun phase by phase is completed first: a checkpoint stands between steps.
        let before = self.experiment.position();
        if self.experiment.step_in_hand() {
            let examples = self.experiment.examples_in_step();
            self.experiment.step(StepGrain::Whole, &mut self.voice)?;
            let after = self.experiment.position();
            self.examples += examples;
            self.voice.step(after.into(), examples, 0.0, Instant::now());
            self.evaluation_due |= after.epoch > before.epoch;
        }
        self.voice.flush();
        let state = self.state()?;
        let best = self.best_state.take();
        let Some(recorder) = self.voice.recorder() else { return Ok(()) };
        let written = recorder
            .sync()
            .and_then(|()| best.map_or(Ok(()), |best| recorder.best(&best)))
            .and_then(|()| recorder.checkpoint(&state));
        match written {
            Ok(()) => {
                let at = self.voice.at;
                self.voice.say(Event::Checkpointed { at });
            }
            Err(failure) => self.voice.stop_recording(failure),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        if !self.finished_said {
            self.finish_event();
        }
        Ok(())
    }

    fn finish_event(&mut self) {
        self.finished_said = true;
        self.voice.flush();
        let (at, summary) = (self.voice.at, self.summary());
        self.voice.say(Event::Finished { at, summary });
    }

    fn summary(&self) -> Summary {
        let facts = self.experiment.facts();
        let mut summary = Summary::default();
        summary.value("lab", self.spec.lab.as_str());
        summary.value("model", facts.model);
        summary.value("data", facts.data);
        summary.value("parameters", facts.parameters);
        summary.value("trainable_parameters", facts.trainable_parameters);
        summary.value("epochs", self.voice.at.epoch);
        summary.value("steps", self.voice.at.step);
        summary.value("seed", self.settings.integer("seed").unwrap_or_default());
        summary.value("threads", self.threads);
        summary.value("kernel_level", facts.kernel_level);
        summary.value("headline", facts.headline);
        summary.value("complete", self.is_done());
        summary.number("seconds", self.opened.elapsed().as_secs_f64());
        summary.number("training_seconds", self.training_seconds);
        let rate = if self.training_seconds > 0.0 { self.examples as f64 / self.training_seconds } else { 0.0 };
        summary.number("examples_per_second", rate);
        for Metric { name, value } in self.experiment.results().iter().chain(&facts.baselines) {
            summary.number(name, *value);
        }
        summary
    }
}
