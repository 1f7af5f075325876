//! All runs of this process: one trains at a time, on the whole thread budget.

use super::bus::Outbox;
use super::command::{Command, Pace};
use super::directory::RunDirectory;
use super::event::{Event, RunId, Severity};
use super::follow;
use super::lab::{Context, Entry};
use super::sweep::{self, SweepDirectory, SweepLaunch, SweepSpec};
use super::worker::{self, Handle, Launch, Record, Start};
use super::{Result, RunSpec};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Holds the workers and sees to it that at most one of them trains.
#[derive(Debug)]
pub struct Conductor {
    context: Context,
    outbox: Outbox,
    workers: BTreeMap<RunId, Handle>,
    playing: Option<RunId>,
    next: u64,
}

impl Conductor {
    /// A conductor without runs; their events go to `outbox`.
    pub fn new(context: Context, outbox: Outbox) -> Self {
        Self { context, outbox, workers: BTreeMap::new(), playing: None, next: 1 }
    }

    /// Opens a run, paused, on its own thread. What goes wrong in opening comes as [`Event::Failed`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn open(&mut self, entry: Entry, spec: RunSpec, record: Record, pace: Pace) -> Result<RunId> {
        let id = RunId(self.next);
        self.next += 1;
        let (context, outbox) = (self.context.clone(), self.outbox.clone());
        let launch = Launch { id, entry, spec, context, record, start: Start::Paused, pace, outbox };
        self.workers.insert(id, worker::spawn(launch)?);
        Ok(id)
    }

    /// Watches a run that another process writes.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn watch(&mut self, directory: RunDirectory) -> Result<RunId> {
        let id = RunId(self.next);
        self.next += 1;
        self.workers.insert(id, follow::spawn(directory, id, self.outbox.clone())?);
        Ok(id)
    }

    /// Goes through what is left of a sweep, one trial after the other, each on the whole thread budget; what trained so far
    /// makes way. To [`Conductor::send`] the sweep is like a run that hears play, pause and stop.
    ///
    /// # Errors
    /// When another process works on it, or the system gives no thread.
    pub fn sweep(&mut self, entry: Entry, spec: SweepSpec, directory: SweepDirectory) -> Result<RunId> {
        let id = RunId(self.next);
        let trials = spec.trials(entry.knobs())?.len() as u64;
        let (context, outbox) = (self.context.clone(), self.outbox.clone());
        let handle = sweep::spawn(SweepLaunch { id, entry, spec, directory, context, outbox })?;
        self.next += 1 + trials;
        self.make_way(id);
        self.workers.insert(id, handle);
        Ok(id)
    }

    /// Gives a run an order. One that sets it going pauses the run that was going, and says so.
    pub fn send(&mut self, id: RunId, command: Command) {
        match command {
            Command::Play | Command::Step(_) => self.make_way(id),
            Command::Pause | Command::Stop if self.playing == Some(id) => self.playing = None,
            _ => {}
        }
        if let Some(worker) = self.workers.get(&id) {
            worker.send(command);
        }
    }

    fn make_way(&mut self, id: RunId) {
        if let Some(other) = self.playing.replace(id).filter(|other| *other != id)
            && let Some(worker) = self.workers.get(&other).filter(|worker| !worker.is_over())
        {
            worker.send(Command::Pause);
            let text = "paused: another run trains now (one at a time, on all threads)".into();
            self.outbox.send(other, Event::Note { severity: Severity::Info, text });
        }
    }

    /// Tells a run to save and end; it does so on its own.
    pub fn stop(&mut self, id: RunId) {
        self.send(id, Command::Stop);
    }

    /// Tells all runs to save and end, and waits at most this long. True when all have ended.
    pub fn stop_all(&mut self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        for worker in self.workers.values() {
            worker.send(Command::Stop);
        }
        while self.workers.values().any(|worker| !worker.is_over()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        let (over, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.workers).into_iter().partition(|(_, worker)| worker.is_over());
        over.into_values().for_each(Handle::join);
        self.workers = left;
        self.workers.is_empty()
    }
}
