//! What a worker does, from opening to the end.

mod commands;
mod opening;
mod saving;
mod summary;

use super::pacing::Pacing;
use super::reporter::Reporter;
use super::{Launch, Signs, Standing};
use crate::nn::parallel::Interrupt;
use crate::run::contract::command::{Command, Grain};
use crate::run::contract::evaluation::{Best, Evaluation, Verdict};
use crate::run::contract::event::{Event, Status};
use crate::run::contract::knob;
use crate::run::contract::lab::{Experiment, Slice, StepGrain};
use crate::run::contract::position::{Moment, Phase};
use crate::run::contract::settings::Settings;
use crate::run::contract::state::State;
use crate::run::contract::{Result, RunSpec};
use crate::run::engine::job::Jobs;
use crate::run::store::directory::RunDirectory;
use crate::run::store::inputs::Input;
use saving::{AT_EPOCH, WITHIN_EPOCH};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, OnceLock};
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
    reporter: Reporter,
    pacing: Pacing,
    mode: Mode,
    evaluation_due: bool,
    finished_said: bool,
    stopped_early: bool,
    opened: Instant,
    saved_at: Instant,
    training_seconds: f64,
    examples: u64,
    best: Option<Best>,
    /// The best state, until the next checkpoint puts it on the disk.
    best_state: Option<State>,
    questions: Option<Jobs>,
    headline: String,
    threads: usize,
    kernel_level: String,
    /// The files that it reads, as they were when it was opened.
    inputs: Vec<Input>,
    /// Told the directory once it is this run's to write.
    recorded: Arc<OnceLock<RunDirectory>>,
    /// Whether it goes on without a record where none can be made.
    may_go_unrecorded: bool,
    /// Whether its log says that all is done, so that opening it has nothing to add.
    is_finished_on_disk: bool,
    /// What the last evaluation before the record began brought of the headline metric.
    unkept: Option<Option<Best>>,
    /// The status that was last told.
    said: Option<Status>,
    standing: Arc<Standing>,
}

/// `recorded` is told the directory once it is this run's to write.
pub(super) fn run(
    launch: Launch,
    commands: &Receiver<Command>,
    recorded: &Arc<OnceLock<RunDirectory>>,
    standing: &Arc<Standing>,
    signs: &Signs,
) -> Result<()> {
    let at = Moment::default();
    launch.outbox.send(launch.id, Event::Phase { status: Status::Opening, phase: None, at });
    let mut worker = opening::open(launch, Arc::clone(recorded), Arc::clone(standing), signs)?;
    if worker.mode == Mode::Playing && worker.has_work() {
        worker.begin_recording()?;
    }
    let done = worker.go(commands);
    if done.is_err() {
        worker.reporter.write_the_rest();
    }
    done
}

impl Worker {
    fn go(&mut self, commands: &Receiver<Command>) -> Result<()> {
        loop {
            if !self.poll_commands(commands)? {
                return Ok(());
            }
            let done = if self.evaluation_due {
                self.evaluate()
            } else if self.is_done() && (self.mode == Mode::Waiting || !self.is_prolonged()) {
                self.mode = Mode::Waiting;
                self.finish()
            } else if self.mode != Mode::Waiting {
                self.advance(StepGrain::Whole)
            } else {
                Ok(())
            };
            // The command to stop cut the step short, which has changed nothing: the run stands where it stood before.
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

    /// Whether the spec asks, at this very step, for more epochs than there are.
    fn is_prolonged(&self) -> bool {
        let (step, epochs) = (self.experiment.position().step, self.experiment.epochs());
        let more = |value| knob::whole(value).is_ok_and(|asked| asked > epochs);
        self.spec.changes.iter().any(|change| change.step == step && change.key == "epochs" && more(&change.value))
    }

    /// Whether there is anything to do that the record doesn't hold yet.
    fn has_work(&self) -> bool {
        self.evaluation_due || !self.is_done() || !self.is_finished_on_disk || self.is_prolonged()
    }

    fn status(&mut self, status: Status, phase: Option<Phase>) {
        if phase.is_none() && self.said == Some(status) {
            return;
        }
        self.said = phase.is_none().then_some(status);
        let at = self.reporter.at;
        self.reporter.mention(Event::Phase { status, phase, at });
    }

    /// Takes a step or a phase of one.
    fn advance(&mut self, grain: StepGrain) -> Result<()> {
        let begun = Instant::now();
        let before = self.experiment.position();
        self.due_changes(before.step);
        if before.step_in_epoch == 0 || self.mode != Mode::Playing {
            self.status(Status::Training, None);
        }
        crate::run::engine::failpoint::hit("worker");
        crate::run::engine::failpoint::delay("long step");
        let examples = self.experiment.examples_in_step();
        let phase = self.experiment.step(grain, &mut self.reporter)?;
        let after = self.experiment.position();
        if after.step > before.step {
            self.pacing.step(begun);
            let now = Instant::now();
            let seconds = now.duration_since(begun).as_secs_f64();
            self.training_seconds += seconds;
            self.examples += examples;
            self.reporter.step(after.into(), examples, seconds, now);
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
            self.reporter.flush();
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
                self.set_live(&change.key, change.value);
            }
        }
    }

    fn evaluate(&mut self) -> Result<()> {
        self.status(Status::Evaluating, None);
        // One slice, so that commands are heard between slices.
        if let Slice::Done(evaluation) = self.experiment.evaluate(&mut self.reporter)? {
            self.evaluation_due = false;
            self.evaluated(evaluation)?;
        }
        Ok(())
    }

    fn evaluated(&mut self, evaluation: Evaluation) -> Result<()> {
        let at = self.reporter.at;
        self.stopped_early = evaluation.verdict == Verdict::StopEarly;
        let headline = Best::of(at, &evaluation, &self.headline);
        self.reporter.say(Event::Evaluated { at, evaluation, stretch: None });
        if self.mode == Mode::Until(Grain::Epoch) && at.step > 0 {
            self.mode = Mode::Waiting;
        }
        if self.reporter.waits_to_record() {
            self.unkept = Some(headline);
        }
        if self.reporter.recorder().is_none() {
            return Ok(());
        }
        self.keep_if_best(headline)?;
        if at.step == 0 || self.is_done() || self.saved_at.elapsed() >= AT_EPOCH {
            self.checkpoint()?;
        }
        Ok(())
    }
}
