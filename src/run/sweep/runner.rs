//! Goes through a sweep on a thread of its own: each trial is a worker like any other.

use crate::run::contract::sweep::TrialResult;
use crate::run::contract::sweep::{Outcome, SweepEvent};
use crate::run::contract::sweep::{SweepSpec, Trial};
use crate::run::contract::{Command, Context, Entry, Event, Failure, Pace, Result, RunId, Severity, Status, Terms};
use crate::run::engine::bus::{self, Inbox, Outbox};
use crate::run::engine::worker::{self, Handle, Launch, Standing, Start};
use crate::run::store::writer::Writer;
use crate::run::store::{SweepDirectory, inputs};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::Duration;

/// How soon a command is heard.
const PATIENCE: Duration = Duration::from_millis(20);

/// All that a sweep needs.
#[derive(Debug)]
pub struct SweepLaunch {
    /// The sweep's id, of which its trials' are made.
    pub id: RunId,
    /// The lab.
    pub entry: Entry,
    /// The sweep in full.
    pub spec: SweepSpec,
    /// Its directory.
    pub directory: SweepDirectory,
    /// The right to write there.
    pub writer: Writer,
    /// How it is gone on with, if some of it is done: whether on data that have changed since.
    pub terms: Terms,
    /// What trials are opened with.
    pub context: Context,
    /// Where events go, the trials' own among them.
    pub outbox: Outbox,
}

/// Starts to go through what is left of a sweep. It heeds [`Command::Play`], [`Command::Pause`] and [`Command::Stop`].
///
/// # Errors
/// When the system gives no thread.
pub fn spawn(launch: SweepLaunch) -> Result<Handle> {
    let trials = launch.spec.trials(launch.entry.knobs())?;
    let (sender, commands) = mpsc::channel();
    let (id, standing) = (launch.id, Arc::<Standing>::default());
    let shown = Arc::clone(&standing);
    let thread = std::thread::Builder::new()
        .name(format!("sweep-{id}"))
        .spawn(move || {
            let outbox = launch.outbox.clone();
            let mut runner = Runner { launch, commands, is_paused: false, is_stopped: false };
            if let Err(failure) = runner.go(&trials) {
                let (message, exit_code) = (failure.to_string(), failure.exit_code());
                outbox.send(id, Event::Failed { message, exit_code });
            }
            drop(runner);
            shown.end();
            outbox.send(id, Event::Sweep(Box::new(SweepEvent::Over)));
        })
        .map_err(Failure::work)?;
    Ok(Handle::of(id, sender, standing, thread))
}

struct Runner {
    launch: SweepLaunch,
    commands: Receiver<Command>,
    is_paused: bool,
    is_stopped: bool,
}

impl Runner {
    fn go(&mut self, trials: &[Trial]) -> Result<()> {
        let SweepLaunch { directory, spec, .. } = &self.launch;
        let done: Vec<(usize, TrialResult)> =
            trials.iter().filter_map(|trial| Some((trial.index, directory.result(trial)?))).collect();
        let todo: Vec<&Trial> = trials.iter().filter(|trial| !done.iter().any(|(at, _)| *at == trial.index)).collect();
        let path = directory.path().to_owned();
        self.say(SweepEvent::Opened { spec: spec.clone(), trials: trials.to_vec(), path, done });
        self.check_inputs(trials, &todo)?;
        for trial in todo {
            self.poll_commands(None);
            while self.is_paused && !self.is_stopped {
                let command = self.commands.recv().unwrap_or(Command::Stop);
                self.handle(&command, None);
            }
            if self.is_stopped {
                break;
            }
            let outcome = self.run(trial)?;
            self.say(SweepEvent::Ended { trial: trial.index, outcome });
        }
        Ok(())
    }

    /// Whether the files that are still to be read are what they were for the trials before: else their results could not be
    /// compared.
    fn check_inputs(&self, trials: &[Trial], todo: &[&Trial]) -> Result<()> {
        let mut before = self.launch.directory.inputs(trials);
        let mut named = Vec::new();
        for trial in todo.iter().filter(|_| !before.is_empty()) {
            named.extend(inputs::named(&self.launch.entry, &trial.spec.settings)?);
        }
        before.retain(|input| named.iter().any(|(key, path)| (key, path) == (&input.key, &input.path)));
        let Some(changed) = inputs::changes(&before, &inputs::again(&before)?) else { return Ok(()) };
        if !self.launch.terms.data_changed {
            let told = "the sweep was begun with another content; --data-changed goes on with it as it is now";
            return Err(Failure::Input(format!("{changed}: {told}")));
        }
        let text = format!("{changed}: the sweep goes on with it as it is now");
        self.launch.outbox.send(self.launch.id, Event::Note { severity: Severity::Warning, text });
        Ok(())
    }

    fn say(&self, event: SweepEvent) {
        self.launch.outbox.send(self.launch.id, Event::Sweep(Box::new(event)));
    }

    /// Runs a trial to its end, or to where it is stopped.
    fn run(&mut self, trial: &Trial) -> Result<Outcome> {
        let id = self.launch.id.of_trial(trial.index);
        let record = self.launch.directory.record(trial, self.launch.terms)?;
        let (outbox, inbox) = bus::channel();
        self.say(SweepEvent::Began { trial: trial.index, run: id });
        let worker = worker::spawn(Launch {
            id,
            entry: self.launch.entry,
            spec: trial.spec.clone(),
            context: self.launch.context.clone(),
            record,
            start: Start::Playing,
            pace: Pace::Full,
            outbox,
        })?;
        let mut outcome = None;
        while outcome.is_none() {
            let is_over = worker.is_over();
            self.poll_commands(Some(&worker));
            outcome = self.pass_on(trial, &inbox, PATIENCE);
            if is_over && outcome.is_none() {
                let message = "the trial ended without a word".to_owned();
                outcome = Some(Outcome::Failed { message, exit_code: 1 });
            }
        }
        worker.send(Command::Stop);
        worker.join();
        // Saving it may still have failed.
        let outcome = self.pass_on(trial, &inbox, Duration::ZERO).or(outcome).unwrap_or(Outcome::Stopped);
        if let Outcome::Done(result) = &outcome {
            self.launch.directory.keep(trial, result)?;
        }
        Ok(outcome)
    }

    /// Passes on what a trial says; how it ended, if that was among it.
    fn pass_on(&self, trial: &Trial, inbox: &Inbox, wait: Duration) -> Option<Outcome> {
        let mut outcome = None;
        for (id, event) in inbox.wait(wait) {
            match &event {
                Event::Finished { summary, .. } if summary.is_complete() => {
                    outcome = Some(Outcome::Done(TrialResult::of(trial, summary)));
                }
                Event::Finished { .. } => outcome = Some(Outcome::Stopped),
                Event::Failed { message, exit_code } => {
                    outcome = Some(Outcome::Failed { message: message.clone(), exit_code: *exit_code });
                }
                _ => {}
            }
            self.launch.outbox.send(id, event);
        }
        outcome
    }

    /// Heeds the commands that have come.
    fn poll_commands(&mut self, worker: Option<&Handle>) {
        loop {
            match self.commands.try_recv() {
                Ok(command) => self.handle(&command, worker),
                Err(TryRecvError::Disconnected) => {
                    if !self.is_stopped {
                        self.handle(&Command::Stop, worker);
                    }
                    return;
                }
                Err(TryRecvError::Empty) => return,
            }
        }
    }

    fn handle(&mut self, command: &Command, worker: Option<&Handle>) {
        match command {
            Command::Play => self.is_paused = false,
            Command::Pause => self.is_paused = true,
            Command::Stop => self.is_stopped = true,
            // A trial is what its spec says.
            _ => return,
        }
        match worker {
            Some(worker) => worker.send(command.clone()),
            None if self.is_paused => {
                let event =
                    Event::Phase { status: Status::Paused, phase: None, at: crate::run::contract::Moment::default() };
                self.launch.outbox.send(self.launch.id, event);
            }
            None => {}
        }
    }
}
