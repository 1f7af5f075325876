//! One named thread a run: it opens the experiment, hears commands between steps, and says what happens.

mod body;
mod pacing;
mod recording;
mod reporter;
mod standing;
#[cfg(test)]
mod tests;

use crate::nn::parallel::{self, Interrupt, STACK_BYTES};
use crate::run::contract::command::{Command, Pace};
use crate::run::contract::event::{Event, RunId};
use crate::run::contract::lab::{Context, Entry};
use crate::run::contract::{Failure, Result, RunSpec};
use crate::run::engine::bus::Outbox;
use crate::run::store::record::Recorder;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread::JoinHandle;

pub use crate::run::contract::record::{Record, Source, Terms};
pub(in crate::run) use standing::Standing;

/// Whether a run waits for a command once it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// It stands at its first step.
    Paused,
    /// It trains.
    Playing,
}

/// All that a worker needs.
#[derive(Debug)]
pub struct Launch {
    /// The run's id in this process.
    pub id: RunId,
    /// The lab.
    pub entry: Entry,
    /// The run in full.
    pub spec: RunSpec,
    /// What it is opened with.
    pub context: Context,
    /// Where it is recorded.
    pub record: Record,
    /// Whether it waits.
    pub start: Start,
    /// How fast it plays.
    pub pace: Pace,
    /// Where its events go.
    pub outbox: Outbox,
}

/// The holder's end of a worker.
#[derive(Debug)]
pub struct Handle {
    /// The run's id.
    pub id: RunId,
    commands: mpsc::Sender<Command>,
    standing: Arc<Standing>,
    thread: JoinHandle<()>,
    signs: Signs,
}

/// What a worker and the holder of its handle tell each other beside commands and events.
#[derive(Debug, Clone, Default)]
pub(in crate::run) struct Signs {
    /// It is to stop: the step in hand need not be completed.
    stop: Interrupt,
    /// It is loading data or building a model, and hears nothing until that is done.
    is_loading: Arc<AtomicBool>,
}

impl Handle {
    /// The end of something else that is steered as a run is: a sweep.
    pub(in crate::run) fn of(
        id: RunId,
        commands: mpsc::Sender<Command>,
        standing: Arc<Standing>,
        thread: JoinHandle<()>,
    ) -> Self {
        Self { id, commands, standing, thread, signs: Signs::default() }
    }

    /// Gives a command; one to a worker that has ended is dropped.
    pub fn send(&self, command: Command) {
        // Before the command, which may be heard at once.
        if command == Command::Stop {
            self.signs.stop.store(true, Ordering::Relaxed);
        }
        self.standing.give();
        let _ = self.commands.send(command);
    }

    /// Whether the worker has ended.
    pub fn is_over(&self) -> bool {
        self.thread.is_finished()
    }

    /// Whether the worker does nothing and was told nothing else: it is paused, all is done, or it has ended.
    pub fn is_standing(&self) -> bool {
        self.is_over() || self.standing.is_standing()
    }

    /// Whether it is still loading data or building a model: it hears no command then, and there is nothing to save.
    pub fn is_loading(&self) -> bool {
        self.signs.is_loading.load(Ordering::Relaxed)
    }

    /// Waits for the worker's end; it must have been told to stop.
    pub fn join(self) {
        drop(self.commands);
        // A panic inside was caught and told as an event.
        let _ = self.thread.join();
    }
}

/// Starts a worker.
///
/// # Errors
/// When the system gives no thread.
pub fn spawn(launch: Launch) -> Result<Handle> {
    let (sender, commands) = mpsc::channel();
    let (id, standing) = (launch.id, Arc::<Standing>::default());
    let shown = Arc::clone(&standing);
    let signs = Signs::default();
    signs.is_loading.store(true, Ordering::Relaxed);
    let of_worker = signs.clone();
    let thread = std::thread::Builder::new()
        .name(format!("run-{id}"))
        // A step's graph goes back recursively, some of it on this thread.
        .stack_size(STACK_BYTES)
        .spawn(move || supervise(launch, &commands, &shown, &of_worker))
        .map_err(Failure::work)?;
    Ok(Handle { id, commands: sender, standing, thread, signs })
}

/// Runs the worker; an error or a panic becomes an event, so that the screen lives on.
fn supervise(launch: Launch, commands: &mpsc::Receiver<Command>, standing: &Arc<Standing>, signs: &Signs) {
    parallel::interruptible_by(Arc::clone(&signs.stop));
    let (id, outbox) = (launch.id, launch.outbox.clone());
    let recorded = Arc::new(OnceLock::new());
    let outcome =
        std::panic::catch_unwind(AssertUnwindSafe(|| body::run(launch, commands, &recorded, standing, signs)));
    standing.end();
    let failure = match outcome {
        Ok(Ok(())) => return,
        Ok(Err(failure)) => failure,
        Err(panic) => Failure::Work(format!("a fault of the program: {}", words_of(panic.as_ref()))),
    };
    tracing::error!(run = %id, "{failure}");
    let event = Event::Failed { message: failure.to_string(), exit_code: failure.exit_code() };
    if let Some(directory) = recorded.get() {
        // A record that cannot be written has been told already.
        let _ = Recorder::say_failed(directory, &event);
    }
    outbox.send(id, event);
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
