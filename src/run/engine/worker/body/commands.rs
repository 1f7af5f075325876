//! Taking commands and following them.

use super::{Mode, Worker};
use crate::run::contract::command::{Command, Grain};
use crate::run::contract::event::{Event, Kept, Severity, Status};
use crate::run::contract::lab::{Question, StepGrain};
use crate::run::contract::{Failure, Result, knob};
use crate::run::engine::job::Jobs;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};
use toml::Value;

impl Worker {
    /// Takes all commands that are there; waits for one when there is nothing to do. False when told to stop.
    pub(super) fn poll_commands(&mut self, commands: &Receiver<Command>) -> Result<bool> {
        let idle = self.mode == Mode::Waiting && !self.evaluation_due && (!self.is_done() || self.finished_said);
        if idle {
            self.reporter.flush();
            self.standing.rest();
            self.status(if self.is_done() { Status::Finished } else { Status::Paused }, None);
            self.pacing.rest();
            let Ok(command) = commands.recv() else { return self.stop() };
            self.standing.hear();
            if !self.handle(command)? {
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
                commands.try_recv().map_err(|error| error == TryRecvError::Disconnected)
            } else {
                commands.recv_timeout(wait).map_err(|error| error == RecvTimeoutError::Disconnected)
            };
            match heard {
                Ok(command) => {
                    self.standing.hear();
                    if !self.handle(command)? {
                        return self.stop();
                    }
                }
                Err(true) => return self.stop(),
                Err(false) => return Ok(true),
            }
        }
    }

    /// Follows a command. False when it is to stop.
    fn handle(&mut self, command: Command) -> Result<bool> {
        match command {
            Command::Play if self.is_done() && !self.evaluation_due => {
                let text = "all epochs are done: raise `epochs` to go on".into();
                self.reporter.mention(Event::Note { severity: Severity::Info, text });
            }
            Command::Play => {
                if self.may_write() {
                    self.mode = Mode::Playing;
                }
            }
            Command::Pause => self.mode = Mode::Waiting,
            Command::Step(Grain::Phase) => {
                self.mode = Mode::Waiting;
                if !self.evaluation_due && !self.is_done() && self.may_write() {
                    self.advance(StepGrain::Phase)?;
                }
            }
            Command::Step(grain) => {
                self.mode = if self.is_done() || !self.may_write() { Mode::Waiting } else { Mode::Until(grain) };
            }
            Command::SetPace(pace) => self.pacing.set(pace),
            Command::Set { key, value } => self.set_live(&key, value),
            Command::Ask(question) => self.answer(question),
            Command::Save => {
                if self.may_write() {
                    self.checkpoint()?;
                }
            }
            Command::Stop => {
                // It was heard; what saving needs is done in full.
                self.interrupt.store(false, Ordering::Relaxed);
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn stop(&mut self) -> Result<bool> {
        // One that was only looked at has no recorder yet: nothing of it is kept.
        if self.reporter.recorder().is_some() {
            self.checkpoint()?;
        }
        if !self.finished_said {
            self.finish_event();
        }
        if let Some(failure) = self.reporter.trouble() {
            let (message, exit_code) = (failure.to_string(), failure.exit_code());
            self.reporter.mention(Event::Failed { message, exit_code });
        }
        Ok(false)
    }

    /// Begins the record, if there is to be one; where it cannot be written, says why, and the run is left as it is.
    fn may_write(&mut self) -> bool {
        let begun = self.begin_recording();
        if let Err(failure) = &begun {
            self.reporter.mention(Event::Note { severity: Severity::Error, text: failure.to_string() });
        }
        begun.is_ok()
    }

    /// Sets a live knob before the next step, which becomes part of the run.
    pub(super) fn set_live(&mut self, key: &str, value: Value) {
        let knobs = self.entry.knobs();
        let is_live = knob::find(knobs, key).and_then(|knob| match knob.mutability {
            knob::Mutability::Live => Ok(knob.key),
            knob::Mutability::Fixed => Err(knob::KnobError::NotLive(key.to_owned(), knob::live_keys(knobs))),
        });
        let set = is_live.map_err(Failure::input).and_then(|key| self.experiment.set(key, &value).map(|()| key));
        match set {
            Ok(_) if !self.may_write() => {}
            Ok(key) => {
                self.settings.insert(key, value.clone());
                let at = self.reporter.at;
                self.reporter.say(Event::Changed { key: key.to_owned(), value, at });
            }
            Err(failure) => {
                self.reporter.mention(Event::Note { severity: Severity::Warning, text: failure.to_string() });
            }
        }
    }

    /// Answers from a snapshot on another thread; the answer says which step it was true of.
    fn answer(&mut self, question: Question) {
        if self.questions.is_none() {
            self.questions = Jobs::start("questions").ok();
        }
        let (at, (id, outbox)) = (self.reporter.at, self.reporter.outbox());
        let (probe, jobs) = match (self.experiment.snapshot(), &self.questions) {
            (Ok(probe), Some(jobs)) => (probe, jobs),
            (Err(failure), _) => {
                let text = failure.to_string();
                return self.reporter.mention(Event::Note { severity: Severity::Warning, text });
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
}
