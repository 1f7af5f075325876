//! A recorded run, read for a list.

use super::digest;
use super::{measured, name_of, seen, unix_seconds};
use crate::figure::Reference;
use crate::run::contract::evaluation::Metric;
use crate::run::contract::event::Summary;
use crate::run::contract::position::Moment;
use crate::run::contract::{Change, Entry, Result, RunSpec, Status};
use crate::run::store::directory::RunDirectory;
use crate::run::store::frames;
use crate::run::store::writer::{Presence, Process, presence};
use std::path::{Path, PathBuf};

/// A recorded run at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its directory.
    pub path: PathBuf,
    /// The directory's name.
    pub name: String,
    /// How it stands.
    pub state: Status,
    /// Who writes or wrote it, where that is known.
    pub writer: Option<Process>,
    /// The run, live changes included.
    pub spec: RunSpec,
    /// The model in a few words.
    pub model: String,
    /// The data in a few words.
    pub data: String,
    /// What was remarked about data and settings.
    pub remarks: Vec<String>,
    /// Where it stands.
    pub at: Moment,
    /// The metric that it is judged by.
    pub headline: String,
    /// What that metric is compared with.
    pub references: Vec<Reference>,
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
    /// Kept figures that are missing or not whole, and are left out: the names of their files.
    pub left_out: Vec<String>,
    /// When its log was last written, in seconds since 1970.
    pub modified: i64,
    /// Bytes of its files.
    pub bytes: u64,
}

impl Card {
    /// Reads a run directory; what is wrong with it becomes its `failure`.
    pub fn read(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let (bytes, touched) = measured(path, 1);
        let mut card = Self {
            path: path.to_owned(),
            name: name_of(path),
            state: Status::Unreadable,
            writer: None,
            spec: RunSpec::default(),
            model: String::new(),
            data: String::new(),
            remarks: Vec::new(),
            at: Moment::default(),
            headline: String::new(),
            references: Vec::new(),
            best: None,
            latest: Vec::new(),
            curve: Vec::new(),
            summary: None,
            failure: None,
            left_out: Vec::new(),
            modified: touched,
            bytes,
        };
        if let Err(failure) = card.fill(lab) {
            card.state = Status::Unreadable;
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
        let digest = digest::read(&directory)?;
        let written = std::fs::metadata(directory.log_path()).and_then(|log| log.modified()).ok();
        let age = written.and_then(|time| time.elapsed().ok()).unwrap_or_default();
        let presence = presence(&self.path);
        self.left_out = frames::look(&directory).left_out;
        self.state = seen(digest.status, &presence, age);
        self.writer = match presence {
            Presence::Unknown => None,
            Presence::Writing(who) | Presence::Left(who) => Some(who),
        };
        self.modified = written.map_or(self.modified, unix_seconds);
        let facts = digest.facts.unwrap_or_default();
        self.model = facts.model;
        self.data = facts.data;
        self.remarks = facts.remarks.into_vec();
        self.headline = facts.headline;
        self.references = facts.references;
        (self.at, self.summary) = (digest.at, digest.summary);
        self.best = digest.best.map(|best| best.value);
        self.latest = digest.latest.map_or_else(Vec::new, |(_, evaluation)| evaluation.metrics);
        self.curve = digest.curve.iter().map(|sample| (sample.last, sample.stat.last)).collect();
        // What the spec asked for on the way is among what was changed, as far as the run came.
        self.spec.changes.retain(|change| change.step > self.at.step);
        let made = digest.changes.into_iter();
        let made = made.map(|made| Change { key: made.key, value: made.value, step: made.at.step });
        self.spec.changes.splice(0..0, made);
        self.failure = digest.failure.filter(|_| digest.status == Status::Failed);
        Ok(())
    }

    /// Whether it had ended, and nothing was written since.
    pub(super) fn is_still_so(&self) -> bool {
        let written = std::fs::metadata(self.path.join("events.jsonl")).and_then(|log| log.modified());
        self.state.is_an_end()
            && !matches!(presence(&self.path), Presence::Writing(_))
            && written.is_ok_and(|time| unix_seconds(time) == self.modified)
            && measured(&self.path, 1).0 == self.bytes
    }

    /// Epochs that it is to train for, live changes included.
    pub fn epochs(&self) -> u64 {
        let turned =
            self.spec.changes.iter().rev().find(|change| change.key == "epochs" && change.step <= self.at.step);
        let turned = turned.and_then(|change| crate::run::contract::knob::whole(&change.value).ok());
        turned.or_else(|| self.spec.settings.integer("epochs").map(i64::unsigned_abs)).unwrap_or(0)
    }

    /// The latest value of the metric that it is judged by.
    pub fn last(&self) -> Option<f64> {
        self.latest.iter().find(|metric| metric.name == self.headline).map(|metric| metric.value)
    }
}
