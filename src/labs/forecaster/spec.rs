//! The forecaster's settings and their knobs.

use crate::data::series::GapPolicy;
use crate::labs::training::{self, Training};
use crate::labs::unused;
use crate::nn::{Cell, Squash};
use crate::run::{Choice, Failure, Former, Kind, Knob, Mutability, Result};
use serde::{Deserialize, Serialize};

/// What the network is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// At every step of the window, the next `horizon` values.
    #[default]
    SequenceToSequence,
    /// After the last step, the next `horizon` values.
    SequenceToVector,
    /// After the last step, the next value; further ones by feeding each forecast back.
    OneStep,
}

impl Task {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::SequenceToSequence => "sequence to sequence",
            Self::SequenceToVector => "sequence to vector",
            Self::OneStep => "one step, fed back",
        }
    }
}

/// The kind of recurrent cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellName {
    /// Long short-term memory.
    #[default]
    Lstm,
    /// Gated recurrent unit.
    Gru,
    /// `y_i = phi(w_x x_i + b + w_y y_(i-1))`.
    SimpleRnn,
}

/// What stands on top of the recurrent layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Head {
    /// A dense layer from the hidden state to the forecast.
    #[default]
    Dense,
    /// Nothing: the hidden state is the forecast.
    None,
}

/// The forecaster's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Spec {
    /// `sine`, a bundled series, or the path of a CSV file.
    pub data: String,
    /// The column to forecast, by name or number; empty: found.
    pub column: String,
    /// The column of dates, by name or number; empty: found; `none`: none.
    pub date_column: String,
    /// Which of several series in a file, as `COLUMN:VALUE`; a number here is [`generated`](Self::generated), as it was
    /// called before.
    pub series: String,
    /// What becomes of gaps.
    pub gaps: GapPolicy,
    /// Steps held out at the end of a real series; 0: what the series recommends, else a fifth.
    pub held_out: usize,
    /// Generated series in all (7 parts to train, 2 to validate, 1 to test).
    pub generated: usize,
    /// What the network is asked for.
    pub task: Task,
    /// The kind of cell.
    pub model: CellName,
    /// Recurrent layers.
    pub layers: usize,
    /// Units in each.
    pub units: usize,
    /// The activation of a SimpleRNN.
    pub activation: Squash,
    /// What stands on top.
    pub head: Head,
    /// Steps that the model sees.
    pub window: usize,
    /// Steps ahead that it forecasts.
    pub horizon: usize,
    /// How it is trained.
    #[serde(flatten)]
    pub training: Training,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: "sine".into(),
            column: String::new(),
            date_column: String::new(),
            series: String::new(),
            gaps: GapPolicy::default(),
            held_out: 0,
            generated: 10_000,
            task: Task::default(),
            model: CellName::default(),
            layers: 2,
            units: 20,
            activation: Squash::default(),
            head: Head::default(),
            window: 50,
            horizon: 10,
            training: Training::default(),
        }
    }
}

impl Spec {
    /// The cell as the layers take it.
    pub fn cell(&self) -> Cell {
        match self.model {
            CellName::Lstm => Cell::Lstm,
            CellName::Gru => Cell::Gru,
            CellName::SimpleRnn => Cell::SimpleRnn(self.activation),
        }
    }

    /// Numbers that the network gives at a position.
    pub fn outputs(&self) -> usize {
        if self.task == Task::OneStep { 1 } else { self.horizon }
    }

    /// The model in a few words.
    pub fn model_words(&self) -> String {
        let units = vec![self.units.to_string(); self.layers].join("-");
        let head = if self.head == Head::None { ", no head" } else { "" };
        format!("{} {units}{head}, {}, {} ahead", self.cell().label(), self.task.words(), self.horizon)
    }

    /// How many series are generated.
    pub fn series_count(&self) -> usize {
        self.series.parse().unwrap_or(self.generated)
    }

    /// What is said of settings that were changed though the model, or the data, has no use for them.
    pub fn unused(&self) -> Vec<String> {
        let of_data = match self.data.as_str() {
            "sine" => unused::remark(self, &["column", "date-column", "gaps", "held-out"], "generated series"),
            _ => unused::remark(self, &["generated"], "a series that is read"),
        };
        let activation = match self.model {
            CellName::SimpleRnn => None,
            CellName::Lstm => unused::remark(self, &["activation"], "an LSTM"),
            CellName::Gru => unused::remark(self, &["activation"], "a GRU"),
        };
        [of_data, activation, training::unused(&self.training)].into_iter().flatten().collect()
    }

    /// Whether the settings go together.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the settings that don't.
    pub fn check(&self) -> Result<()> {
        if self.head == Head::None && self.units != self.outputs() {
            return Err(Failure::Input(format!(
                "`head=none` makes the hidden state the forecast, so `units` must be {} (as many as are forecast at once), not {}",
                self.outputs(),
                self.units
            )));
        }
        let count = FEWEST_SERIES..=MOST_SERIES;
        if self.data == "sine" && !self.series.is_empty() && !self.series.parse().is_ok_and(|n| count.contains(&n)) {
            return Err(Failure::Input(format!(
                "`series` cannot be `{}`: expected COLUMN:VALUE for one of several series in a file \
                 (`generated` says how many are generated, from {FEWEST_SERIES} to {MOST_SERIES})",
                self.series.escape_debug()
            )));
        }
        Ok(())
    }
}

/// So many series are generated at least and at most.
const FEWEST_SERIES: i64 = 10;
const MOST_SERIES: i64 = 10_000_000;

const DATA: &[Choice] = &[
    Choice { value: "sine", help: "two sines of random frequency and phase, and noise of a known size" },
    Choice { value: "seattle", help: "daily maximum temperature, 2012-2015" },
    Choice { value: "sunspots", help: "yearly sunspot numbers, 1700-2008" },
    Choice { value: "co2", help: "weekly carbon dioxide at Mauna Loa, 1958-2001, with gaps" },
    Choice { value: "nile", help: "yearly flow of the Nile, 1871-1970" },
    Choice { value: "elnino", help: "monthly sea temperature off Peru, 1950-2010" },
];

const TASKS: &[Choice] = &[
    Choice { value: "sequence-to-sequence", help: "at every step, the next values" },
    Choice { value: "sequence-to-vector", help: "after the last step, the next values" },
    Choice { value: "one-step", help: "the next value, each forecast fed back for the one after it" },
];

const MODELS: &[Choice] = &[
    Choice { value: "lstm", help: "remembers through gates and a cell state" },
    Choice { value: "gru", help: "gates, without a cell state of its own" },
    Choice { value: "simple-rnn", help: "y = phi(w_x x + b + w_y y before)" },
];

const ACTIVATIONS: &[Choice] =
    &[Choice { value: "tanh", help: "hyperbolic tangent" }, Choice { value: "relu", help: "max(0, x)" }];

const HEADS: &[Choice] = &[
    Choice { value: "dense", help: "a dense layer from the hidden state to the forecast" },
    Choice { value: "none", help: "the hidden state is the forecast" },
];

const GAPS: &[Choice] = &[
    Choice { value: "last", help: "the network sees the last known value before the gap" },
    Choice {
        value: "interpolate",
        help: "to train, it sees a straight line between the neighbours, where a window has both; else the last known value",
    },
    Choice { value: "skip", help: "windows that touch a gap are left out" },
];

const fn fixed(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Fixed, former: Former::NONE }
}

const fn count(min: i64, usual_max: i64, max: i64) -> Kind {
    Kind::Integer { min, usual_max, max }
}

/// The forecaster's knobs.
pub static KNOBS: [Knob; 26] = training::with_shared([
    fixed(
        "data",
        "data",
        "the series to forecast: generated, bundled, or the path of a CSV file",
        Kind::ChoiceOrPath(DATA),
    ),
    fixed("column", "column", "the column to forecast, by name or number; empty: the first of numbers", Kind::Text),
    fixed(
        "date-column",
        "date column",
        "the column of dates, by name or number; empty: found; none: no dates",
        Kind::Text,
    ),
    fixed(
        "series",
        "one series",
        "of several series under one another in a file, the one to forecast: COLUMN:VALUE; empty: there is one",
        Kind::Text,
    ),
    fixed("gaps", "gaps", "what stands for missing values as inputs; they are never targets", Kind::Choice(GAPS)),
    fixed(
        "held-out",
        "held out",
        "steps held out at the end of a real series; 0: a fifth, or a year of daily data",
        count(0, 1000, 10_000_000),
    ),
    fixed(
        "generated",
        "series",
        "generated series in all: seven tenths train, two validate, one tests",
        count(FEWEST_SERIES, 100_000, MOST_SERIES),
    ),
    fixed("task", "task", "what the network is asked for", Kind::Choice(TASKS)),
    fixed("model", "cell", "the kind of recurrent cell", Kind::Choice(MODELS)),
    fixed("layers", "layers", "recurrent layers on top of each other", count(1, 8, 64)),
    fixed("units", "units", "units in each recurrent layer", count(1, 512, 8192)),
    fixed("activation", "activation", "the activation function of a simple RNN", Kind::Choice(ACTIVATIONS)),
    fixed("head", "head", "what turns the hidden state into the forecast", Kind::Choice(HEADS)),
    fixed("window", "window", "steps that the model sees", count(1, 365, 100_000)),
    fixed("horizon", "horizon", "steps ahead that it forecasts", count(1, 60, 10_000)),
]);
