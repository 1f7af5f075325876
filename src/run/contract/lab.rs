//! What a lab must be, and what an open run of it can do.

use crate::figure::Figure;
use crate::run::contract::declared::{self, Better, FigureSpec, MetricSpec, Split};
use crate::run::contract::evaluation::{Evaluation, Metric};
use crate::run::contract::event::{Kept, Severity};
use crate::run::contract::facts::Facts;
use crate::run::contract::knob::{self, Knob};
use crate::run::contract::position::{Phase, Position};
use crate::run::contract::settings::Settings;
use crate::run::contract::state::State;
use crate::run::contract::{Failure, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a run is opened with beside its spec. None of it changes the bits of the losses within one kernel level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// How many threads share a step (at least 1).
    pub threads: usize,
}

/// Settings that belong together, under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The word after `--preset`.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub help: &'static str,
    /// Keys and values, over the defaults.
    pub settings: &'static [(&'static str, &'static str)],
}

/// A lab: a kind of experiment, its settings and how to open it.
pub trait Lab {
    /// The typed settings; every field has a default and serialises under its knob's key.
    type Spec: Serialize + DeserializeOwned + Default;

    /// The name after `nnlab train`.
    const NAME: &'static str;

    /// The knob table: one row for every field of the spec, in its order.
    fn knobs() -> &'static [Knob];

    /// Settings that are worth a name; the first is the default.
    fn presets() -> &'static [Preset];

    /// Every figure that a run of it shows.
    fn figures() -> &'static [FigureSpec];

    /// Every number that a run of it measures, beside those of every run.
    fn metrics() -> &'static [MetricSpec];

    /// Visits the paths of files that stand within settings which are not paths as a whole, with the setting's key; what
    /// the visitor makes of a path is put there.
    ///
    /// # Errors
    /// [`crate::run::contract::Failure::Input`] when a setting isn't of its form.
    fn paths_within(_settings: &mut Settings, _visit: &mut dyn FnMut(&str, &mut String)) -> Result<()> {
        Ok(())
    }

    /// Loads the data and builds the model.
    ///
    /// # Errors
    /// [`crate::run::contract::Failure::Input`] when the settings don't go together or a file is wrong.
    fn open(spec: Self::Spec, context: &Context) -> Result<Box<dyn Experiment>>;
}

/// [`Lab::paths_within`] of a lab.
type VisitPaths = fn(&mut Settings, &mut dyn FnMut(&str, &mut String)) -> Result<()>;

/// A lab with its type forgotten: what the shell, the command line and the worker hold.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The lab's name.
    pub name: &'static str,
    knobs: fn() -> &'static [Knob],
    presets: fn() -> &'static [Preset],
    figures: fn() -> &'static [FigureSpec],
    metrics: fn() -> &'static [MetricSpec],
    defaults: fn() -> Result<Settings>,
    paths_within: VisitPaths,
    open: fn(&Settings, &Context) -> Result<Box<dyn Experiment>>,
}

impl Entry {
    /// The entry of a lab.
    pub const fn of<L: Lab>() -> Self {
        Self {
            name: L::NAME,
            knobs: L::knobs,
            presets: L::presets,
            figures: L::figures,
            metrics: L::metrics,
            defaults: || Settings::of(&L::Spec::default()),
            paths_within: L::paths_within,
            open: |settings, context| L::open(settings.typed()?, context),
        }
    }

    /// The knob table.
    pub fn knobs(&self) -> &'static [Knob] {
        (self.knobs)()
    }

    /// Settings that are worth a name.
    pub fn presets(&self) -> &'static [Preset] {
        (self.presets)()
    }

    /// Every figure that a run shows.
    pub fn figures(&self) -> &'static [FigureSpec] {
        (self.figures)()
    }

    /// The figure that fills a slot.
    pub fn figure(&self, slot: &str) -> Option<&'static FigureSpec> {
        self.figures().iter().find(|figure| figure.has_slot(slot))
    }

    /// Every number that a run of this lab measures.
    pub fn metrics(&self) -> &'static [MetricSpec] {
        (self.metrics)()
    }

    /// The metric of that name: the lab's, or one of every run.
    pub fn metric(&self, id: &str) -> Option<&'static MetricSpec> {
        declared::metric(self.metrics(), id)
    }

    /// What the metric `id` measures, on another split.
    pub fn metric_on(&self, id: &str, split: Split) -> Option<&'static MetricSpec> {
        declared::on(self.metrics(), id, split)
    }

    /// Which way the metric of that name is better; lower where nobody knows it.
    pub fn better(&self, id: &str) -> Better {
        self.metric(id).map_or(Better::Lower, |metric| metric.better)
    }

    /// Every setting at its default.
    ///
    /// # Errors
    /// Never for a lab whose spec is a flat struct.
    pub fn defaults(&self) -> Result<Settings> {
        (self.defaults)()
    }

    /// The defaults with a preset's settings over them.
    ///
    /// # Errors
    /// [`crate::run::contract::Failure::Input`] when the preset names no knob, or a value that its knob does not take.
    pub fn preset_settings(&self, preset: &Preset) -> Result<Settings> {
        let mut settings = self.defaults()?;
        for (key, value) in preset.settings {
            knob::assign(self.knobs(), &mut settings, key, value).map_err(Failure::input)?;
        }
        Ok(settings)
    }

    /// Visits the paths within settings.
    ///
    /// # Errors
    /// As [`Lab::paths_within`].
    pub fn paths_within(&self, settings: &mut Settings, visit: &mut dyn FnMut(&str, &mut String)) -> Result<()> {
        (self.paths_within)(settings, visit)
    }

    /// Opens a run.
    ///
    /// # Errors
    /// As [`Lab::open`].
    pub fn open(&self, settings: &Settings, context: &Context) -> Result<Box<dyn Experiment>> {
        (self.open)(settings, context)
    }
}

/// How far a slice of evaluation got.
#[derive(Debug, Clone, PartialEq)]
pub enum Slice {
    /// There is more to do.
    More,
    /// It is done.
    Done(Evaluation),
}

/// A question about the model as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum Question {
    /// About one held-out example, by its index.
    Example {
        /// The figure slot that the answer fills.
        slot: String,
        /// Which one.
        index: usize,
    },
    /// About numbers that the user set (a code, an input).
    Values {
        /// The figure slot that the answer fills.
        slot: String,
        /// The numbers.
        values: Vec<f32>,
    },
    /// About what lies between two held-out examples.
    Between {
        /// The figure slot that the answer fills.
        slot: String,
        /// Where it starts.
        from: usize,
        /// Where it ends.
        to: usize,
        /// How many places on the way, both ends included.
        steps: usize,
    },
    /// About a text that the user typed.
    Text {
        /// The figure slot that the answer fills.
        slot: String,
        /// The text.
        text: String,
    },
}

impl Question {
    /// The figure slot that the answer fills.
    pub fn slot(&self) -> &str {
        match self {
            Self::Example { slot, .. }
            | Self::Values { slot, .. }
            | Self::Between { slot, .. }
            | Self::Text { slot, .. } => slot,
        }
    }
}

/// A copy of the model that answers questions on another thread while the training goes on.
pub trait Probe: Send {
    /// The figures that answer a question, each with its slot.
    ///
    /// # Errors
    /// When the question makes no sense for this lab or its numbers are out of range.
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>>;
}

/// Where an experiment puts what it has to say. Never blocks.
pub trait Sink {
    /// A number of the step just taken; the worker gathers them into buckets.
    fn scalar(&mut self, name: &'static str, value: f64);
    /// Something to show, true of the present step.
    fn figure(&mut self, name: &str, kept: Kept, figure: Figure);
    /// Words for the user.
    fn note(&mut self, severity: Severity, text: String);
}

/// A sink for what nobody wants to hear.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Sink for Silent {
    fn scalar(&mut self, _: &'static str, _: f64) {}
    fn figure(&mut self, _: &str, _: Kept, _: Figure) {}
    fn note(&mut self, _: Severity, _: String) {}
}

/// An open run of a lab. All its calls come from one thread.
pub trait Experiment: Send {
    /// What is known before the first step.
    fn facts(&self) -> Facts;

    /// Where it stands.
    fn position(&self) -> Position;

    /// Epochs to train for, as the settings say now.
    fn epochs(&self) -> u64;

    /// Takes one phase of a step, or what is left of the step in hand; returns the last phase done. Must not be called when
    /// an evaluation is due ([`Experiment::evaluate`] has not yet returned `Done` after the end of an epoch).
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn step(&mut self, grain: StepGrain, sink: &mut dyn Sink) -> Result<Phase>;

    /// Whether a step was begun phase by phase and isn't complete.
    fn step_in_hand(&self) -> bool;

    /// Training examples in the step that comes next.
    fn examples_in_step(&self) -> u64;

    /// Does a slice (at most some 20 ms of work) of the measurement that is due at the start and after every epoch.
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice>;

    /// Turns a live knob; `value` is what the knob has parsed ([`knob::real`] and [`knob::whole`] take it out).
    ///
    /// # Errors
    /// When the value doesn't go with the other settings.
    fn set(&mut self, key: &str, value: &toml::Value) -> Result<()>;

    /// A copy that answers questions elsewhere.
    ///
    /// # Errors
    /// When the model cannot be copied.
    fn snapshot(&self) -> Result<Box<dyn Probe>>;

    /// Everything needed to go on to the bit.
    ///
    /// # Errors
    /// When the tensors cannot be read.
    fn save(&self) -> Result<State>;

    /// Goes back to a saved state of a run with the same structure.
    ///
    /// # Errors
    /// When a tensor is missing or has another shape.
    fn load(&mut self, state: &State) -> Result<()>;

    /// Final metrics under their names in the summary (baselines are in the facts).
    fn results(&self) -> Vec<Metric>;
}

/// How much [`Experiment::step`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepGrain {
    /// The next phase.
    Phase,
    /// All phases that are left of the step.
    Whole,
}
