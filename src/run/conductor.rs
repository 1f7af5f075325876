//! All runs of this process: one trains at a time, on the whole thread budget.

use crate::nn::parallel::STACK_BYTES;
use crate::run::contract::command::{Command, Pace};
use crate::run::contract::event::{Event, RunId, Severity};
use crate::run::contract::lab::{Context, Entry};
use crate::run::contract::{Failure, Result, RunSpec, Terms};
use crate::run::engine::bus::Outbox;
use crate::run::engine::follow;
use crate::run::engine::worker::{self, Handle, Launch, Record, Start};
use crate::run::store::directory::RunDirectory;
use crate::run::store::writer::Writer;
use crate::run::sweep::{self, Stance, SweepDirectory, SweepEvent, SweepLaunch, SweepSpec};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

#[cfg(test)]
#[path = "conductor_tests.rs"]
mod tests;

/// Work on all threads that is no run and is recorded nowhere.
#[derive(Debug)]
struct Job {
    cancel: Arc<AtomicBool>,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
    /// What goes on afterwards, and how.
    then: Option<(RunId, Command)>,
}

/// Holds the workers and sees to it that at most one of them trains. A sweep that makes way waits, and goes on by itself
/// when nothing else trains.
#[derive(Debug)]
pub struct Conductor {
    context: Context,
    outbox: Outbox,
    workers: BTreeMap<RunId, Handle>,
    sweeps: BTreeSet<RunId>,
    playing: Option<RunId>,
    /// Sweeps that wait, the one that goes on first last.
    waiting: Vec<RunId>,
    job: Option<Job>,
    next: u64,
}

impl Conductor {
    /// A conductor without runs; their events go to `outbox`.
    pub fn new(context: Context, outbox: Outbox) -> Self {
        Self {
            context,
            outbox,
            workers: BTreeMap::new(),
            sweeps: BTreeSet::new(),
            playing: None,
            waiting: Vec::new(),
            job: None,
            next: 1,
        }
    }

    /// Opens a run, paused, on its own thread. What goes wrong in opening comes as [`Event::Failed`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn open(&mut self, entry: Entry, spec: RunSpec, record: Record, pace: Pace) -> Result<RunId> {
        let id = RunId::new(self.next);
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
        let id = RunId::new(self.next);
        self.next += 1;
        self.workers.insert(id, follow::spawn(directory, id, self.outbox.clone())?);
        Ok(id)
    }

    /// Goes through what is left of a sweep, one trial after the other, each on the whole thread budget; what trained so far
    /// makes way. To [`Conductor::send`] the sweep is like a run that hears play, pause and stop.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn sweep(&mut self, entry: Entry, spec: SweepSpec, directory: SweepDirectory, writer: Writer) -> Result<RunId> {
        let id = RunId::new(self.next);
        let (context, outbox) = (self.context.clone(), self.outbox.clone());
        let terms = Terms::default();
        let handle = sweep::spawn(SweepLaunch { id, entry, spec, directory, writer, terms, context, outbox })?;
        self.next += 1;
        self.sweeps.insert(id);
        self.workers.insert(id, handle);
        if self.job.is_some() {
            self.send(id, Command::Play);
        } else {
            self.make_way(id);
        }
        Ok(id)
    }

    /// Gives a run a command. One that sets it going pauses the run that was going, and says so; while something else has the
    /// machine it is heeded afterwards.
    pub fn send(&mut self, id: RunId, command: Command) {
        match &command {
            Command::Play | Command::Step(_) if self.job.is_some() => return self.put_off(id, command),
            Command::Play | Command::Step(_) => {
                self.make_way(id);
                self.say_stance(id, Stance::Going);
            }
            Command::Pause | Command::Stop => {
                self.waiting.retain(|waiting| *waiting != id);
                if let Some(job) = &mut self.job {
                    job.then.take_if(|(then, _)| *then == id);
                }
                if self.playing == Some(id) {
                    self.playing = None;
                }
                self.say_stance(id, Stance::Paused);
            }
            _ => {}
        }
        self.tell(id, command);
        self.look();
    }

    fn tell(&self, id: RunId, command: Command) {
        if let Some(worker) = self.workers.get(&id) {
            worker.send(command);
        }
    }

    /// Lets what made way for a job go on once that is over, and a sweep that waits if nothing trains any more. To be called
    /// when runs or a job have said something.
    pub fn look(&mut self) {
        if self.job.as_ref().is_some_and(|job| job.is_over.load(Ordering::Acquire)) {
            return self.end_job();
        }
        let stands = |id: &RunId| self.workers.get(id).is_none_or(Handle::is_standing);
        if self.playing.as_ref().is_some_and(stands) {
            self.playing = None;
        }
        while self.playing.is_none() && self.job.is_none() {
            let Some(id) = self.waiting.pop() else { return };
            if self.workers.get(&id).is_some_and(|worker| !worker.is_standing()) {
                self.playing = Some(id);
                self.tell(id, Command::Play);
                self.say_stance(id, Stance::Going);
            }
        }
    }

    /// Does `work` on a thread of its own, with the whole thread budget: what trains pauses, and goes on by itself when the work
    /// is over or cancelled. `over` is told on that thread what came out, a panic too; [`Conductor::look`] then lets go on. A
    /// job that is still being done is cancelled.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn job<T: 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Context, &AtomicBool) -> T + Send + 'static,
        over: impl FnOnce(std::thread::Result<T>) + Send + 'static,
    ) -> Result<()> {
        let then = match self.job.take() {
            Some(before) => {
                before.cancel.store(true, Ordering::Relaxed);
                before.then
            }
            None => self.make_room(),
        };
        let (cancel, is_over, context) =
            (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default(), self.context.clone());
        let (heard, done) = (Arc::clone(&cancel), Arc::clone(&is_over));
        let thread = std::thread::Builder::new()
            .name(format!("job-{name}"))
            // A step's graph goes back recursively, some of it on this thread.
            .stack_size(STACK_BYTES)
            .spawn(move || {
                let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| work(&context, &heard)));
                done.store(true, Ordering::Release);
                over(outcome);
            });
        match thread {
            Ok(thread) => self.job = Some(Job { cancel, is_over, thread, then }),
            Err(error) => {
                self.go_on(then);
                return Err(Failure::work(error));
            }
        }
        Ok(())
    }

    /// Cancels the job, if there is one: what made way for it goes on.
    pub fn cancel_job(&mut self) {
        if let Some(job) = &self.job {
            job.cancel.store(true, Ordering::Relaxed);
            self.end_job();
        }
    }

    fn end_job(&mut self) {
        if let Some(job) = self.job.take() {
            self.go_on(job.then);
        }
    }

    /// Pauses what trains; what that is, to go on.
    fn make_room(&mut self) -> Option<(RunId, Command)> {
        let id = self.playing.take().filter(|id| self.workers.get(id).is_some_and(|worker| !worker.is_standing()))?;
        self.tell(id, Command::Pause);
        self.say_that_it_waits(id);
        Some((id, Command::Play))
    }

    fn go_on(&mut self, then: Option<(RunId, Command)>) {
        match then {
            Some((id, command)) => self.send(id, command),
            None => self.look(),
        }
    }

    /// Notes what is to go on when the machine is free again.
    fn put_off(&mut self, id: RunId, command: Command) {
        self.waiting.retain(|waiting| *waiting != id);
        let before = self.job.as_mut().and_then(|job| job.then.replace((id, command)));
        if let Some((before, _)) = before
            && before != id
            && self.sweeps.contains(&before)
        {
            self.waiting.push(before);
        }
        if self.sweeps.contains(&id) {
            self.tell(id, Command::Pause);
        }
        self.say_that_it_waits(id);
    }

    fn say_that_it_waits(&self, id: RunId) {
        self.say_stance(id, Stance::Waiting);
        if !self.sweeps.contains(&id) {
            self.note(id, "waits while a stage is measured, on all threads; it then goes on by itself");
        }
    }

    fn say_stance(&self, id: RunId, stance: Stance) {
        if self.sweeps.contains(&id) {
            self.outbox.send(id, Event::Sweep(Box::new(SweepEvent::Stands(stance))));
        }
    }

    fn note(&self, id: RunId, text: &str) {
        self.outbox.send(id, Event::Note { severity: Severity::Info, text: text.to_owned() });
    }

    fn make_way(&mut self, id: RunId) {
        self.waiting.retain(|waiting| *waiting != id);
        if let Some(other) = self.playing.replace(id).filter(|other| *other != id)
            && let Some(worker) = self.workers.get(&other).filter(|worker| !worker.is_standing())
        {
            worker.send(Command::Pause);
            if self.sweeps.contains(&other) {
                self.waiting.push(other);
                self.say_stance(other, Stance::Waiting);
            } else {
                self.note(other, "paused: another run trains now (one at a time, on all threads)");
            }
        }
    }

    /// Tells a run to save and end; it does so on its own.
    pub fn stop(&mut self, id: RunId) {
        self.send(id, Command::Stop);
    }

    /// Tells all runs to save and end, and waits at most this long; not for those that are still loading, which have nothing
    /// to save. True when no other is left.
    pub fn stop_all(&mut self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        self.job.iter().for_each(|job| job.cancel.store(true, Ordering::Relaxed));
        for worker in self.workers.values() {
            worker.send(Command::Stop);
        }
        while self.workers.values().any(|worker| !worker.is_over() && !worker.is_loading()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        let (over, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.workers).into_iter().partition(|(_, worker)| worker.is_over());
        over.into_values().for_each(Handle::join);
        self.workers = left;
        self.workers.values().all(Handle::is_loading)
    }
}

impl Drop for Conductor {
    /// Nobody waits for what comes out of a job any more.
    fn drop(&mut self) {
        if let Some(job) = self.job.take() {
            job.cancel.store(true, Ordering::Relaxed);
            // A panic inside was caught.
            let _ = job.thread.join();
        }
    }
}
