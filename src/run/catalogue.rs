//! What is recorded: all runs and sweeps under some folders, how each stands, and taking them away.

mod digest;
mod remove;
#[cfg(test)]
mod tests;

pub use remove::remove;

use super::directory::RunDirectory;
use super::event::{Metric, Moment, Summary};
use super::settings::{Change, Settings};
use super::sweep::{SweepDirectory, SweepSpec, Trial, TrialResult};
use super::writer::{Presence, Process, presence};
use super::{Entry, Failure, Result, RunSpec, knob};
use digest::Digest;
pub(super) use digest::End;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A writer on another machine, whose lock may not be seen from here, is at work while its log grew this lately, ...
const FRESH: Duration = Duration::from_secs(120);
/// ... and has died when it didn't for so long.
const LONG: Duration = Duration::from_secs(3600);

/// How a recorded run or sweep stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A process has it open, here or on another machine.
    Running,
    /// It was ended before all was done, in order; it can go on.
    Stopped,
    /// All is done.
    Finished,
    /// It ended with an error.
    Failed,
    /// Its process is gone and said nothing of an end; it can go on from its checkpoint.
    Died,
    /// A process on another machine has it and has written nothing for minutes: it may be paused, or gone.
    Silent,
    /// Its files cannot be understood.
    Unreadable,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Running, Self::Stopped, Self::Finished, Self::Failed, Self::Died, Self::Silent, Self::Unreadable];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Died => "died",
            Self::Silent => "silent",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A recorded run at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its directory.
    pub path: PathBuf,
    /// The directory's name.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Who writes or wrote it, where that is known.
    pub writer: Option<Process>,
    /// The run, live changes included.
    pub spec: RunSpec,
    /// The model in a few words.
    pub model: String,
    /// The data in a few words.
    pub data: String,
    /// Where it stands.
    pub at: Moment,
    /// The metric that it is judged by.
    pub headline: String,
    /// The best value of that metric.
    pub best: Option<f64>,
    /// What the latest evaluation brought.
    pub latest: Vec<Metric>,
    /// The metric that it is judged by: step and value of every evaluation.
    pub curve: Vec<(u64, f64)>,
    /// Its result, if it came to one.
    pub summary: Option<Summary>,
    /// Why it failed, or cannot be read.
    pub failure: Option<String>,
    /// When its log was last written, in seconds since 1970.
    pub modified: i64,
    /// Bytes of its files.
    pub bytes: u64,
}

/// A recorded sweep at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepCard {
    /// Its directory.
    pub path: PathBuf,
    /// The directory's name.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// What it goes through, if that can be read.
    pub spec: Option<SweepSpec>,
    /// How many trials it has.
    pub trials: usize,
    /// What trials brought.
    pub results: Vec<(Trial, TrialResult)>,
    /// Why it cannot be read.
    pub failure: Option<String>,
    /// When anything of it was last written, in seconds since 1970.
    pub modified: i64,
    /// Bytes of its files.
    pub bytes: u64,
}

/// All that is recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    /// Runs, the latest first; trials of sweeps are not among them.
    pub runs: Vec<Card>,
    /// Sweeps, the latest first.
    pub sweeps: Vec<SweepCard>,
}

impl Catalogue {
    /// Looks through folders: each may be a run, a sweep, or hold such. `lab` finds a lab by its name. A folder that isn't
    /// there holds nothing.
    pub fn scan(roots: &[PathBuf], lab: impl Fn(&str) -> Result<Entry>) -> Self {
        Self::default().scan_again(roots, lab)
    }

    /// The same some time later: what has ended and has not changed since is not read again.
    pub fn scan_again(&self, roots: &[PathBuf], lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let mut found = Self::default();
        for root in roots {
            if found.take(root, self, &lab) {
                continue;
            }
            for folder in std::fs::read_dir(root).into_iter().flatten().flatten() {
                found.take(&folder.path(), self, &lab);
            }
        }
        found.runs.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        found.sweeps.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        found
    }

    fn take(&mut self, path: &Path, before: &Self, lab: &impl Fn(&str) -> Result<Entry>) -> bool {
        if path.join("spec.toml").is_file() {
            let known = before.runs.iter().find(|card| card.path == path && card.is_still_so());
            self.runs.push(known.cloned().unwrap_or_else(|| Card::read(path, lab)));
        } else if path.join("sweep.toml").is_file() {
            let known = before.sweeps.iter().find(|card| card.path == path && card.is_still_so());
            self.sweeps.push(known.cloned().unwrap_or_else(|| SweepCard::read(path, lab)));
        } else {
            return false;
        }
        true
    }
}

fn name_of(path: &Path) -> String {
    let named = path.file_name().map(|name| name.to_string_lossy().into_owned());
    named.unwrap_or_else(|| path.display().to_string())
}

fn unix_seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Bytes of the files of a folder and of its folders, and when one of them was last written.
fn measured(path: &Path, depth: u8) -> (u64, i64) {
    let mut total = (0, 0);
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        // Links are not followed.
        let Ok(file) = entry.metadata() else { continue };
        if file.is_file() {
            total.0 += file.len();
            total.1 = total.1.max(file.modified().map_or(0, unix_seconds));
        } else if file.is_dir() && depth > 0 {
            let (bytes, modified) = measured(&entry.path(), depth - 1);
            total = (total.0 + bytes, total.1.max(modified));
        }
    }
    total
}

/// How a run stands that ended so, whose writer is seen so, and whose log was last written so long ago.
pub(super) fn state(end: &End, presence: &Presence, age: Duration) -> State {
    match (end, presence) {
        (End::Finished, _) => State::Finished,
        (_, Presence::Writing(_)) => State::Running,
        (End::Stopped, _) => State::Stopped,
        (End::Failed(_), _) => State::Failed,
        (End::Open, Presence::Left(who)) if !who.is_here() => match age {
            age if age < FRESH => State::Running,
            age if age < LONG => State::Silent,
            _ => State::Died,
        },
        (End::Open, _) => State::Died,
    }
}

impl Card {
    /// Reads a run directory; what is wrong with it becomes its `failure`.
    pub fn read(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let (bytes, touched) = measured(path, 1);
        let mut card = Self {
            path: path.to_owned(),
            name: name_of(path),
            state: State::Unreadable,
            writer: None,
            spec: RunSpec::default(),
            model: String::new(),
            data: String::new(),
            at: Moment::default(),
            headline: String::new(),
            best: None,
            latest: Vec::new(),
            curve: Vec::new(),
            summary: None,
            failure: None,
            modified: touched,
            bytes,
        };
        if let Err(failure) = card.fill(lab) {
            card.state = State::Unreadable;
            card.failure = Some(failure.to_string());
        }
        card
    }

    fn fill(&mut self, lab: impl Fn(&str) -> Result<Entry>) -> Result<()> {
        let directory = RunDirectory::open(&self.path)?;
        self.spec.lab = directory.lab()?;
        let entry = lab(&self.spec.lab)?;
        self.spec.settings = entry.defaults()?;
        self.spec.read(entry.knobs(), &directory.spec_path())?;
        let digest = Digest::read(&directory)?;
        let written = std::fs::metadata(directory.log_path()).and_then(|log| log.modified()).ok();
        let age = written.and_then(|time| time.elapsed().ok()).unwrap_or_default();
        let presence = presence(&self.path);
        self.state = state(&digest.end, &presence, age);
        self.writer = match presence {
            Presence::Unknown => None,
            Presence::Writing(who) | Presence::Left(who) => Some(who),
        };
        self.modified = written.map_or(self.modified, unix_seconds);
        self.model = digest.facts.model;
        self.data = digest.facts.data;
        self.headline = digest.facts.headline;
        (self.at, self.best, self.latest, self.summary) = (digest.at, digest.best, digest.latest, digest.summary);
        self.curve = digest.curve;
        // What the spec asked for on the way is among what was changed, as far as the run came.
        self.spec.changes.retain(|change| change.step > self.at.step);
        self.spec.changes.splice(0..0, digest.changes);
        if let End::Failed(message) = digest.end {
            self.failure = Some(message);
        }
        Ok(())
    }

    /// Whether it had ended, and nothing was written since.
    fn is_still_so(&self) -> bool {
        let written = std::fs::metadata(self.path.join("events.jsonl")).and_then(|log| log.modified());
        !matches!(self.state, State::Running | State::Silent)
            && !matches!(presence(&self.path), Presence::Writing(_))
            && written.is_ok_and(|time| unix_seconds(time) == self.modified)
            && measured(&self.path, 1).0 == self.bytes
    }

    /// Epochs that it is to train for, live changes included.
    pub fn epochs(&self) -> u64 {
        let turned =
            self.spec.changes.iter().rev().find(|change| change.key == "epochs" && change.step <= self.at.step);
        let turned = turned.and_then(|change| change.value.parse().ok());
        turned.or_else(|| self.spec.settings.integer("epochs").map(i64::unsigned_abs)).unwrap_or(0)
    }

    /// The latest value of the metric that it is judged by.
    pub fn last(&self) -> Option<f64> {
        self.latest.iter().find(|metric| metric.name == self.headline).map(|metric| metric.value)
    }
}

impl SweepCard {
    fn is_still_so(&self) -> bool {
        !matches!(self.state, State::Running | State::Silent)
            && !matches!(presence(&self.path), Presence::Writing(_))
            && measured(&self.path, 3) == (self.bytes, self.modified)
    }

    /// Reads the directory of a sweep; what is wrong with it becomes its `failure`.
    pub fn read(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let (bytes, modified) = measured(path, 3);
        let mut card = Self {
            path: path.to_owned(),
            name: name_of(path),
            state: State::Unreadable,
            spec: None,
            trials: 0,
            results: Vec::new(),
            failure: None,
            modified,
            bytes,
        };
        if let Err(failure) = card.fill(lab) {
            card.failure = Some(failure.to_string());
        }
        card
    }

    fn fill(&mut self, lab: impl Fn(&str) -> Result<Entry>) -> Result<()> {
        let directory = SweepDirectory::open(&self.path)?;
        let spec = directory.read_spec(&lab)?;
        let trials = spec.trials(lab(&spec.base.lab)?.knobs())?;
        self.trials = trials.len();
        let result = |trial: Trial| directory.result(&trial).map(|result| (trial, result));
        self.results = trials.into_iter().filter_map(result).collect();
        let end = if self.results.len() == self.trials { End::Finished } else { End::Open };
        let age = i64::abs_diff(unix_seconds(SystemTime::now()), self.modified);
        self.state = match state(&end, &presence(&self.path), Duration::from_secs(age)) {
            // A sweep that nobody works on can always go on; whether its last trial died, the trial says.
            State::Died => State::Stopped,
            other => other,
        };
        self.spec = Some(spec);
        Ok(())
    }
}

/// Settings and changes in which two runs differ: key, the first one's, the second one's.
pub fn differences(a: &RunSpec, b: &RunSpec) -> Vec<(String, String, String)> {
    let keys = a.settings.iter().chain(b.settings.iter()).map(|(key, _)| key.to_owned());
    let mut seen = std::collections::BTreeSet::new();
    let text = |settings: &Settings, key: &str| settings.get(key).map_or_else(|| "-".to_owned(), knob::display);
    let mut rows: Vec<_> = keys
        .filter(|key| seen.insert(key.clone()))
        .map(|key| (text(&a.settings, &key), text(&b.settings, &key), key))
        .filter(|(a, b, _)| a != b)
        .map(|(a, b, key)| (key, a, b))
        .collect();
    let changes = |spec: &RunSpec| spec.changes.iter().map(Change::to_string).collect::<Vec<_>>().join(" ");
    if a.changes != b.changes {
        rows.push(("changes".to_owned(), changes(a), changes(b)));
    }
    if a.lab != b.lab {
        rows.insert(0, ("lab".to_owned(), a.lab.clone(), b.lab.clone()));
    }
    rows
}

/// The run or sweep that a word stands for: a path, or the name of one under `roots`, or the beginning of one name.
///
/// # Errors
/// [`Failure::Input`] when there is none, or several.
pub fn find(roots: &[PathBuf], word: &str) -> Result<PathBuf> {
    let is_record = |path: &Path| path.join("spec.toml").is_file() || path.join("sweep.toml").is_file();
    let as_path = PathBuf::from(word);
    if is_record(&as_path) {
        return Ok(as_path);
    }
    let folders = roots.iter().flat_map(|root| {
        std::fs::read_dir(root).into_iter().flatten().flatten().map(|folder| folder.path()).chain([root.clone()])
    });
    let mut named: Vec<PathBuf> = folders.filter(|path| is_record(path) && name_of(path).starts_with(word)).collect();
    named.sort();
    named.dedup();
    if let Some(exact) = named.iter().position(|path| name_of(path) == word) {
        return Ok(named.swap_remove(exact));
    }
    match named.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            Err(Failure::Input(format!("there is no run or sweep `{}` (nnlab runs lists them)", word.escape_debug())))
        }
        several => {
            let names: Vec<String> =
                several.iter().take(5).map(|path| name_of(path).escape_debug().to_string()).collect();
            let word = word.escape_debug();
            Err(Failure::Input(format!("`{word}` may be any of {}: {}", several.len(), names.join(", "))))
        }
    }
}
