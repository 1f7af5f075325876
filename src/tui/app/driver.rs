//! Does what the model wants done with runs.

use super::library::LibraryDesk;
use super::text::TextDesk;
use crate::labs::pipeline::spec::Spec;
use crate::labs::pipeline::{self, Measured};
use crate::run::bus::Outbox;
use crate::run::conductor::Conductor;
use crate::run::directory::RunDirectory;
use crate::run::sweep::{SweepDirectory, SweepSpec};
use crate::run::worker::Record;
use crate::run::{Command, Context, Entry, Failure, Pace, Result, RunId, RunSpec};
use crate::tui::model::{LibraryTask, Measurement, Message, TextNews, TextTask};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// How long saving may take when the program ends without being asked to.
pub(super) const NOTICE: Duration = Duration::from_secs(1);

/// Whoever opens and steers runs.
pub(super) trait Runs {
    /// Opens a run, paused.
    fn open(&mut self, spec: &RunSpec, pace: Pace) -> Result<RunId>;
    /// Opens a recorded run, paused where it stands.
    fn reopen(&mut self, spec: &RunSpec, path: &Path, pace: Pace) -> Result<RunId>;
    /// Watches a run that another process writes.
    fn watch(&mut self, path: &Path) -> Result<RunId>;
    /// Goes through a sweep, in a new directory or through what is left of it in this one.
    fn sweep(&mut self, spec: &SweepSpec, path: Option<&Path>) -> Result<RunId>;
    /// Where a run is recorded.
    fn path(&self, id: RunId) -> Option<PathBuf>;
    /// Has the disk looked at or cleared.
    fn library(&mut self, task: LibraryTask);
    /// Has something found out about the pipeline's text.
    fn text(&mut self, task: TextTask);
    /// Runs or a measurement have said something: what waits may go on.
    fn look(&mut self);
    /// Measures what a stage of these settings' steps is worth; what trains makes way for that.
    fn measure(&mut self, number: u64, spec: Spec, step: usize);
    /// Leaves what is being measured.
    fn give_up(&mut self);
    /// Tells a run something.
    fn send(&mut self, id: RunId, command: Command);
    /// Tells a run to save and end.
    fn stop(&mut self, id: RunId);
    /// Tells all to save and end, and waits at most this long; true when all have ended.
    fn stop_all(&mut self, wait: Duration) -> bool;
}

/// Whether and where runs are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// Nowhere.
    Off,
    /// Each in a new directory under this one, sweeps under `sweeps` beside it.
    Under(PathBuf),
}

impl Recording {
    /// The folders in which there are runs and sweeps.
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        match self {
            Self::Off => Vec::new(),
            Self::Under(runs) => vec![runs.clone(), runs.with_file_name("sweeps")],
        }
    }
}

/// Runs of the labs that there are, on their own threads.
#[derive(Debug)]
pub(super) struct LiveRuns {
    conductor: Conductor,
    labs: Vec<Entry>,
    recording: Recording,
    paths: BTreeMap<RunId, PathBuf>,
    desk: LibraryDesk,
    text: TextDesk,
}

impl LiveRuns {
    /// Runs are recorded as `recording` says, and those in `roots` are listed. `answers` takes what the disk says, and what is found out about the pipeline's text.
    pub(super) fn new(
        context: Context,
        outbox: Outbox,
        labs: Vec<Entry>,
        (recording, roots): (Recording, Vec<PathBuf>),
        answers: UnboundedSender<Message>,
    ) -> Result<Self> {
        let desk = LibraryDesk::open(roots, labs.clone(), answers.clone())?;
        let text = TextDesk::open(answers)?;
        let conductor = Conductor::new(context, outbox);
        Ok(Self { conductor, labs, recording, paths: BTreeMap::new(), desk, text })
    }

    fn entry(&self, lab: &str) -> Result<Entry> {
        let entry = self.labs.iter().find(|entry| entry.name == lab).copied();
        entry.ok_or_else(|| Failure::Input(format!("there is no lab `{}`", lab.escape_debug())))
    }

    fn open_as(&mut self, spec: &RunSpec, record: Record, pace: Pace) -> Result<RunId> {
        let path = match &record {
            // Where a new run is recorded it says itself, once it is.
            Record::Off | Record::Under(_) | Record::AskedUnder(_) => None,
            Record::New(path) | Record::Resume(path, _) | Record::Reopen(path) => Some(path.clone()),
        };
        let id = self.conductor.open(self.entry(&spec.lab)?, spec.clone(), record, pace)?;
        self.paths.extend(path.map(|path| (id, path)));
        Ok(id)
    }
}

impl Drop for LiveRuns {
    /// When the screen panics its runs are saved.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.conductor.stop_all(NOTICE);
        }
    }
}

impl Runs for LiveRuns {
    fn open(&mut self, spec: &RunSpec, pace: Pace) -> Result<RunId> {
        let record = match &self.recording {
            Recording::Off => Record::Off,
            Recording::Under(library) => Record::Under(library.clone()),
        };
        self.open_as(spec, record, pace)
    }

    fn reopen(&mut self, spec: &RunSpec, path: &Path, pace: Pace) -> Result<RunId> {
        // As it was recorded: what was changed on the way is in its checkpoint.
        let mut spec = spec.clone();
        let entry = self.entry(&spec.lab)?;
        (spec.settings, spec.changes) = (entry.defaults()?, Vec::new());
        spec.read(entry.knobs(), &RunDirectory::open(path)?.spec_path())?;
        self.open_as(&spec, Record::Reopen(path.to_owned()), pace)
    }

    fn watch(&mut self, path: &Path) -> Result<RunId> {
        let id = self.conductor.watch(RunDirectory::open(path)?)?;
        self.paths.insert(id, path.to_owned());
        Ok(id)
    }

    fn sweep(&mut self, spec: &SweepSpec, path: Option<&Path>) -> Result<RunId> {
        let entry = self.entry(&spec.base.lab)?;
        let spec = spec.absolute(&entry)?;
        let (directory, writer) = match (path, &self.recording) {
            (Some(path), _) => SweepDirectory::create(path, &spec, &entry)?,
            (None, Recording::Under(runs)) => {
                let now = jiff::Timestamp::now().as_second();
                SweepDirectory::create_under(&runs.with_file_name("sweeps"), &spec, &entry, now)?
            }
            (None, Recording::Off) => {
                return Err(Failure::Input("a sweep needs a folder to be recorded in, and there is none".into()));
            }
        };
        self.conductor.sweep(entry, spec, directory, writer)
    }

    fn path(&self, id: RunId) -> Option<PathBuf> {
        self.paths.get(&id).cloned()
    }

    fn library(&mut self, task: LibraryTask) {
        self.desk.submit(task);
    }

    fn text(&mut self, task: TextTask) {
        self.text.submit(task);
    }

    fn look(&mut self) {
        self.conductor.look();
    }

    fn measure(&mut self, number: u64, spec: Spec, step: usize) {
        let (tell, tell_end, tell_failure) = (self.text.tell(), self.text.tell(), self.text.tell());
        let news = move |measurement| TextNews::Measured(number, measurement);
        let work = move |context: &Context, cancel: &AtomicBool| {
            let mut done = |count| tell(news(Measurement::Running(count)));
            pipeline::measure(&spec, step, context, cancel, &mut done)
        };
        let over = move |outcome: std::thread::Result<Result<Measured>>| {
            tell_end(news(match outcome {
                Ok(Ok(measured)) => Measurement::Done(Box::new(measured)),
                Ok(Err(error)) => Measurement::Failed(error.to_string()),
                Err(_) => Measurement::Failed("a fault of the program: the log has it".into()),
            }));
        };
        if let Err(error) = self.conductor.job("measurement", work, over) {
            tell_failure(news(Measurement::Failed(error.to_string())));
        }
    }

    fn give_up(&mut self) {
        self.conductor.cancel_job();
    }

    fn send(&mut self, id: RunId, command: Command) {
        self.conductor.send(id, command);
    }

    fn stop(&mut self, id: RunId) {
        self.conductor.stop(id);
    }

    fn stop_all(&mut self, wait: Duration) -> bool {
        self.conductor.stop_all(wait)
    }
}
