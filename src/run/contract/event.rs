//! What a running experiment says. Everything on the screen, on standard output and on disk is a fold over these.

use crate::figure::Figure;
use crate::figure::number::{self, Real};
use crate::run::contract::evaluation::{Evaluation, Stretch};
use crate::run::contract::facts::Facts;
use crate::run::contract::position::{Moment, Phase};
use crate::run::contract::settings::Settings;
use crate::run::contract::sweep::SweepEvent;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which run of this process an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct RunId {
    /// Counts runs and sweeps, from 1.
    number: u64,
    /// Of a sweep's trial, its place from 0; the number is then the sweep's.
    trial: Option<usize>,
}

impl RunId {
    /// Of a run or a sweep.
    pub const fn new(number: u64) -> Self {
        Self { number, trial: None }
    }

    /// Of a trial of this sweep, by its place from 0.
    #[must_use]
    pub const fn of_trial(self, place: usize) -> Self {
        Self { number: self.number, trial: Some(place) }
    }

    /// The sweep that this is a trial of.
    pub const fn sweep(self) -> Option<Self> {
        if self.trial.is_some() { Some(Self::new(self.number)) } else { None }
    }
}

impl std::fmt::Display for RunId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.trial {
            Some(place) => write!(f, "{}.{}", self.number, place + 1),
            None => write!(f, "{}", self.number),
        }
    }
}

/// How a run or a sweep stands: what its worker says while it is heard, and what can be seen of its files where it isn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Loading data, building the model.
    #[default]
    Opening,
    /// Standing at a step, waiting for a command.
    Paused,
    /// Taking steps.
    Training,
    /// Measuring on validation data.
    Evaluating,
    /// All epochs are done.
    Finished,
    /// It ended with an error.
    Failed,
    /// It was told to end before all epochs were done; it can go on.
    Stopped,
    /// Its process is gone and said nothing of an end; a recorded run can go on from its checkpoint.
    #[serde(alias = "died")]
    Crashed,
    /// Something else trains; it goes on by itself when that stands.
    Waiting,
    /// A process on another machine has it and has written nothing for minutes: it may be paused, or gone.
    Silent,
    /// Its files cannot be understood.
    Unreadable,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 11] = [
        Self::Opening,
        Self::Paused,
        Self::Training,
        Self::Evaluating,
        Self::Finished,
        Self::Failed,
        Self::Stopped,
        Self::Crashed,
        Self::Waiting,
        Self::Silent,
        Self::Unreadable,
    ];

    /// Its word, for machines and the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Paused => "paused",
            Self::Training => "training",
            Self::Evaluating => "evaluating",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Crashed => "crashed",
            Self::Waiting => "waiting",
            Self::Silent => "silent",
            Self::Unreadable => "unreadable",
        }
    }

    /// The status of a word, former ones among them.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "running" => Some(Self::Training),
            "died" => Some(Self::Crashed),
            _ => Self::ALL.into_iter().find(|status| status.word() == word),
        }
    }

    /// Whether nobody works on it any more.
    pub const fn is_an_end(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Stopped | Self::Crashed | Self::Unreadable)
    }
}

/// Minimum, mean, maximum and last of a scalar over a bucket of steps. NaN values count for `last` only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stat {
    /// Smallest value.
    #[serde(with = "number::real")]
    pub min: f64,
    /// Mean of the values.
    #[serde(with = "number::real")]
    pub mean: f64,
    /// Largest value.
    #[serde(with = "number::real")]
    pub max: f64,
    /// The latest value.
    #[serde(with = "number::real")]
    pub last: f64,
}

/// The scalars of a stretch of steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its first step (steps count from 1).
    pub first: u64,
    /// Its last step.
    pub last: u64,
    /// Examples trained on in it.
    pub examples: u64,
    /// Seconds spent in its training steps.
    #[serde(with = "number::real")]
    pub seconds: f64,
    /// Each scalar by name.
    pub stats: Vec<(String, Stat)>,
}

impl Stat {
    /// The values of this stretch of `steps` steps and of the next as one; means weigh by steps, and NaN gives way to a
    /// number.
    #[must_use]
    pub fn followed_by(self, steps: u64, next: Self, next_steps: u64) -> Self {
        let (a, b) = (steps as f64, next_steps as f64);
        let mean = match (self.mean.is_nan(), next.mean.is_nan()) {
            (true, _) => next.mean,
            (_, true) => self.mean,
            _ => (self.mean * a + next.mean * b) / (a + b),
        };
        Self { min: self.min.min(next.min), mean, max: self.max.max(next.max), last: next.last }
    }
}

impl Bucket {
    /// How many steps it is about.
    pub fn steps(&self) -> u64 {
        self.last.saturating_sub(self.first) + 1
    }

    /// Takes in the bucket that follows.
    pub fn extend(&mut self, next: Self) {
        let steps = (self.steps(), next.steps());
        for (name, stat) in next.stats {
            match self.stats.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = known.followed_by(steps.0, stat, steps.1),
                None => self.stats.push((name, stat)),
            }
        }
        self.last = next.last;
        self.examples += next.examples;
        self.seconds += next.seconds;
    }
}

/// Whether a figure is kept for scrubbing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// Shown while it is the latest, then gone.
    Live,
    /// Taken at a deterministic step and kept (thinned over a long run).
    Frame,
}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something was not as asked.
    Warning,
    /// Something failed, the run goes on.
    Error,
}

/// The result of a run: flat, as `--json` prints it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Summary(pub serde_json::Map<String, serde_json::Value>);

impl Summary {
    /// Puts in a number; NaN and infinities become their names.
    pub fn number(&mut self, key: &str, value: f64) {
        self.0.insert(key.to_owned(), number::to_json(value));
    }

    /// Puts in anything else.
    pub fn value(&mut self, key: &str, value: impl Into<serde_json::Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// Whether all epochs were done (or nothing was gained any more).
    pub fn is_complete(&self) -> bool {
        self.0.get("complete").and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// A number that was put in, whatever its form.
    pub fn get_number(&self, key: &str) -> Option<f64> {
        serde_json::from_value::<Real>(self.0.get(key)?.clone()).ok().map(|real| real.0)
    }
}

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The run is open: its spec, and what is known of it.
    Started {
        /// The lab's name.
        lab: String,
        /// Every setting, as it is now.
        settings: Settings,
        /// What is known of it.
        facts: Facts,
        /// Where it stands (not at 0 when resumed).
        at: Moment,
    },
    /// The worker does something else than before.
    Phase {
        /// What it does now.
        status: Status,
        /// The phase just done, when stepping by phase.
        phase: Option<Phase>,
        /// Where it stands.
        at: Moment,
    },
    /// Scalars of a stretch of steps.
    Scalars(Bucket),
    /// Something to show.
    Figure {
        /// The slot it goes to.
        name: String,
        /// The step that it is true of.
        at: Moment,
        /// Whether it is kept.
        kept: Kept,
        /// The figure.
        figure: Figure,
    },
    /// The model was measured.
    Evaluated {
        /// When.
        at: Moment,
        /// What came out.
        evaluation: Evaluation,
        /// In the log of a long run, where one line stands for several evaluations: those since the line before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stretch: Option<Box<Stretch>>,
    },
    /// A live knob was changed before the next step.
    Changed {
        /// The knob's key.
        key: String,
        /// Its new value. One that was read from a log is a text: a digest knows what it was.
        #[serde(with = "super::value")]
        value: toml::Value,
        /// When.
        at: Moment,
    },
    /// The run was saved.
    Checkpointed {
        /// When.
        at: Moment,
    },
    /// The run is recorded from now on. Never recorded itself.
    Recorded {
        /// In this directory.
        path: PathBuf,
    },
    /// Words for the user.
    Note {
        /// How much it matters.
        severity: Severity,
        /// The words.
        text: String,
    },
    /// The run is over.
    Finished {
        /// When.
        at: Moment,
        /// Its result.
        summary: Summary,
    },
    /// What follows is told from the start again: a watched run went back to its checkpoint. Never recorded.
    Rewound,
    /// A sweep moved on; the id is the sweep's own. Never recorded: the sweep's directory is the record.
    #[serde(skip)]
    Sweep(Box<SweepEvent>),
    /// The run ended with an error or a panic.
    Failed {
        /// What happened.
        message: String,
        /// The exit code that belongs to it (1, or 2 when the user's words or files were wrong).
        exit_code: u8,
    },
}
