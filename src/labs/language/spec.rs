//! The language lab's settings and their knobs.

use crate::figure::Scale;
use crate::labs::training::{self, Training};
use crate::labs::unused;
use crate::nlp::ngram::Smoothing;
use crate::nn::{Cell, Squash};
use crate::run::{Choice, Failure, Former, Kind, Knob, Mutability, Result};
use serde::{Deserialize, Serialize};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenName {
    /// A character (a code point after NFC).
    #[default]
    Characters,
    /// A word with the blank before it, a mark, or white space.
    Words,
    /// A learned piece of a word; what was never seen falls into bytes.
    Subwords,
}

/// What becomes of capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// They stay.
    #[default]
    Keep,
    /// The text is lower-cased first.
    Lower,
}

/// The kind of model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelName {
    /// Long short-term memory.
    #[default]
    Lstm,
    /// Gated recurrent unit.
    Gru,
    /// `h' = tanh(W x + U h + b)`.
    SimpleRnn,
    /// A small transformer.
    Gpt,
    /// Counts.
    Ngram,
}

impl ModelName {
    /// The recurrent cell; none for the others.
    pub fn cell(self) -> Option<Cell> {
        match self {
            Self::Lstm => Some(Cell::Lstm),
            Self::Gru => Some(Cell::Gru),
            Self::SimpleRnn => Some(Cell::SimpleRnn(Squash::Tanh)),
            Self::Gpt | Self::Ngram => None,
        }
    }
}

/// When the state of a recurrent network is set to zero while it trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateName {
    /// At the beginning of each window.
    #[default]
    Window,
    /// At the beginning of each document.
    Document,
    /// Now and then: streams run through the whole text.
    Carry,
}

/// How much a model may look back at when it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// From the beginning of the document, the state carried.
    #[default]
    Carried,
    /// Windows that overlap by half: each token has at least half a window before it.
    Strided,
    /// Windows side by side, each from nothing.
    Windows,
}

impl Protocol {
    /// Its name in settings and summaries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Strided => "strided",
            Self::Windows => "windows",
        }
    }
}

/// The first value of the gate that keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ForgetBias {
    /// 1.
    #[default]
    #[serde(rename = "1")]
    One,
    /// 0.
    #[serde(rename = "0")]
    Zero,
    /// ln U(1, T): each unit is told a time scale of its own (Tallec and Ollivier 2018).
    #[serde(rename = "chrono")]
    Chrono,
}

/// First values of the recurrent weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitializerName {
    /// Recurrent kernels orthogonal, the others Glorot's.
    #[default]
    Orthogonal,
    /// All kernels Glorot's.
    Glorot,
    /// All weights even within 1 / sqrt(units).
    Uniform,
}

/// What stands between the symbol to recall and its recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filler {
    /// Random ones of the same symbols.
    #[default]
    Noise,
    /// One constant symbol of its own.
    Blank,
}

/// How an n-gram model is smoothed, under its name in settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmoothingName {
    /// Three discounts an order.
    #[default]
    ModifiedKneserNey,
    /// One discount an order.
    KneserNey,
    /// By how many different tokens follow.
    WittenBell,
}

impl From<SmoothingName> for Smoothing {
    fn from(name: SmoothingName) -> Self {
        match name {
            SmoothingName::ModifiedKneserNey => Self::ModifiedKneserNey,
            SmoothingName::KneserNey => Self::KneserNey,
            SmoothingName::WittenBell => Self::WittenBell,
        }
    }
}

/// The language lab's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Spec {
    /// `prose`, `grammar`, `recall`, or the path of a text or a folder of texts.
    pub data: String,
    /// What a document of the user's text is.
    pub documents: String,
    /// Tokens to learn from that the grammar generates; a twentieth more is held out.
    pub generated: usize,
    /// What a token is.
    pub tokens: TokenName,
    /// The most frequent tokens that are known; 0: all.
    pub vocabulary: usize,
    /// Tokens that occur less often in the training part are unknown.
    pub min_count: usize,
    /// What becomes of capitals.
    pub case: Case,
    /// The kind of model.
    pub model: ModelName,
    /// Layers on top of each other.
    pub layers: usize,
    /// Units in each; a GPT's width.
    pub units: usize,
    /// A GPT's heads.
    pub heads: usize,
    /// The length of a token's vector; 0: one number a token, 1 for itself.
    pub embedding: usize,
    /// Whether the output layer's weights are the token vectors.
    pub tied: bool,
    /// Tokens in a training window; a GPT's context.
    pub sequence: usize,
    /// The part of the numbers between layers that a step leaves out.
    pub dropout: f64,
    /// When the state is set to zero.
    pub state: StateName,
    /// How much is looked back at when measuring.
    pub protocol: Protocol,
    /// The first value of the gate that keeps.
    pub forget_bias: ForgetBias,
    /// The longest time scale of `chrono`; 0: the window, or what the recall task needs.
    pub chrono_max: usize,
    /// First values of the recurrent weights.
    pub initializer: InitializerName,
    /// The longest n-grams.
    pub order: usize,
    /// How n-grams are smoothed.
    pub smoothing: SmoothingName,
    /// Steps between a symbol and its recall.
    pub lag: usize,
    /// What these steps hold.
    pub filler: Filler,
    /// The perplexity at which training ends; 0: never.
    pub target_perplexity: f64,
    /// How much of itself a matrix loses in a step of AdamW, times the learning rate.
    pub weight_decay: f64,
    /// Steps of the way up to the learning rate, before a cosine.
    pub warm_up: usize,
    /// What is left of the learning rate at the end of a cosine.
    pub final_rate: f64,
    /// How it is trained.
    #[serde(flatten)]
    pub training: Training,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: "prose".into(),
            documents: "file".into(),
            generated: 1_000_000,
            tokens: TokenName::default(),
            vocabulary: 0,
            min_count: 1,
            case: Case::default(),
            model: ModelName::default(),
            layers: 1,
            units: 256,
            heads: 4,
            embedding: 64,
            tied: false,
            sequence: 100,
            dropout: 0.25,
            state: StateName::default(),
            protocol: Protocol::default(),
            forget_bias: ForgetBias::default(),
            chrono_max: 0,
            initializer: InitializerName::default(),
            order: 6,
            smoothing: SmoothingName::default(),
            lag: 50,
            filler: Filler::default(),
            target_perplexity: 0.0,
            weight_decay: 0.1,
            warm_up: 0,
            final_rate: 0.0,
            training: Training { epochs: 24, batch: 16, learning_rate: 0.004, ..Training::default() },
        }
    }
}

/// Steps in an epoch of the recall task, whose sequences never end.
pub(super) const RECALL_STEPS: usize = 100;

impl Spec {
    /// Whether the task is to recall a symbol.
    pub fn is_recall(&self) -> bool {
        self.data == "recall"
    }

    /// The learning rate: what was set, or what the model learns well with.
    pub fn learning_rate(&self) -> f64 {
        match self.model {
            _ if self.training.learning_rate > 0.0 => self.training.learning_rate,
            ModelName::SimpleRnn => 0.003,
            ModelName::Lstm | ModelName::Gru if self.is_recall() => 0.01,
            ModelName::Lstm | ModelName::Gru => 0.004,
            ModelName::Gpt | ModelName::Ngram => 0.002,
        }
    }

    /// The training as it will be done, whatever follows from other settings filled in.
    pub fn resolved_training(&self) -> Training {
        Training { learning_rate: self.learning_rate(), ..self.training.clone() }
    }

    /// How far the model looks back when it is measured: a GPT has no state to carry.
    pub fn measured_by(&self) -> Protocol {
        match (self.model, self.protocol) {
            (ModelName::Gpt, Protocol::Carried) => Protocol::Strided,
            (ModelName::Ngram, _) => Protocol::Carried,
            (_, protocol) => protocol,
        }
    }

    /// The longest time scale of the chrono bias (Tallec and Ollivier 2018; for long lags four times the lag works, the lag
    /// alone does not).
    pub fn longest_time(&self) -> f64 {
        let longest = match self.chrono_max {
            0 if self.is_recall() && self.lag >= 100 => 4 * self.lag,
            0 if self.is_recall() => self.lag,
            0 => self.sequence,
            given => given,
        };
        (longest as f64).max(2.0)
    }

    /// The model in a few words.
    pub fn model_words(&self) -> String {
        let tied = if self.tied { ", tied" } else { "" };
        match (self.model, self.model.cell()) {
            (_, Some(cell)) => {
                let units = vec![self.units.to_string(); self.layers].join("-");
                let input =
                    if self.embedding == 0 { "one-hot".into() } else { format!("embedding {}", self.embedding) };
                format!("{} {units}, {input}{tied}", cell.label())
            }
            (ModelName::Gpt, _) => {
                let (layers, units, heads, context) = (self.layers, self.units, self.heads, self.sequence);
                format!("GPT {layers}x{units}, {heads} heads, context {context}{tied}")
            }
            _ => format!("{} {}-gram", Smoothing::from(self.smoothing).name(), self.order),
        }
    }

    /// What is said of settings that were changed though the model or the data have no use for them.
    pub fn unused(&self) -> Vec<String> {
        let of_data = match self.data.as_str() {
            "prose" => unused::remark(self, &["documents", "generated", "lag", "filler"], "the bundled prose"),
            "grammar" => unused::remark(self, &["documents", "lag", "filler"], "the grammar's sentences"),
            "recall" => unused::remark(
                self,
                &[
                    "documents",
                    "generated",
                    "tokens",
                    "vocabulary",
                    "min-count",
                    "case",
                    "state",
                    "protocol",
                    "order",
                    "smoothing",
                ],
                "the recall task",
            ),
            _ => unused::remark(self, &["generated", "lag", "filler"], "a text"),
        };
        const OF_COUNTS: &[&str] = &["order", "smoothing"];
        const OF_RECURRENCE: &[&str] = &["state", "forget-bias", "chrono-max", "initializer"];
        let of_model = match self.model {
            ModelName::Lstm | ModelName::Gru => {
                [unused::remark(self, OF_COUNTS, "a network"), unused::remark(self, &["heads"], "a recurrent network")]
            }
            ModelName::SimpleRnn => [
                unused::remark(self, OF_COUNTS, "a network"),
                unused::remark(self, &["heads", "forget-bias", "chrono-max"], "a SimpleRNN"),
            ],
            ModelName::Gpt => {
                [unused::remark(self, OF_COUNTS, "a network"), unused::remark(self, OF_RECURRENCE, "a GPT")]
            }
            ModelName::Ngram => [
                unused::remark(
                    self,
                    &["layers", "units", "heads", "embedding", "tied", "sequence", "dropout", "protocol"],
                    "counts",
                ),
                unused::remark(self, OF_RECURRENCE, "counts"),
            ],
        };
        let of_training = match self.model {
            ModelName::Ngram => unused::remark(
                self,
                &[
                    "epochs",
                    "batch",
                    "optimizer",
                    "learning-rate",
                    "schedule",
                    "clip",
                    "patience",
                    "init-from",
                    "freeze",
                ],
                "counting once",
            ),
            _ => training::unused(&self.training),
        };
        of_model.into_iter().chain([of_data, of_training]).flatten().collect()
    }

    /// Whether the settings go together.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the settings that don't.
    pub fn check(&self) -> Result<()> {
        let told = |what: String| Err(Failure::Input(what));
        let Self { units, heads, embedding, .. } = *self;
        if self.model == ModelName::Gpt && !units.is_multiple_of(heads) {
            let near: Vec<String> =
                (1..=units).filter(|n| units.is_multiple_of(*n) && *n <= 64).map(|n| n.to_string()).collect();
            return told(format!(
                "`heads={heads}` does not divide `units={units}`: each head has its own equal part of the width; expected one of {}",
                near.join(", ")
            ));
        }
        if self.model.cell().is_some() && self.tied && units != embedding {
            return told(format!(
                "`tied=true` needs `units` equal to `embedding` (what goes into the output layer is as long as a token's \
                 vector), not {units} and {embedding}"
            ));
        }
        if self.model == ModelName::Ngram && self.is_recall() {
            return told(
                "`model=ngram` cannot recall: no n-gram is so long; expected lstm, gru, simple-rnn or gpt".into(),
            );
        }
        if self.is_recall() && self.tied {
            return told("`tied=true` is for texts: the recall task reads symbols and gives symbols of its own".into());
        }
        if self.is_recall() && self.model == ModelName::Gpt && self.sequence <= self.lag {
            let (sequence, lag) = (self.sequence, self.lag);
            return told(format!(
                "`sequence={sequence}` is a context too short to look {lag} steps back (`lag`): expected {} or more",
                lag + 1
            ));
        }
        Ok(())
    }
}

const DATA: &[Choice] = &[
    Choice { value: "prose", help: "72 pieces of Spanish prose; the last tenth of whole pieces is held out" },
    Choice { value: "grammar", help: "sentences of a grammar whose perplexity is known exactly" },
    Choice { value: "recall", help: "the first of eight symbols, after many steps" },
];

const TOKENS: &[Choice] = &[
    Choice { value: "characters", help: "one character, accents composed" },
    Choice { value: "words", help: "a word with the blank before it, a mark, or white space" },
    Choice { value: "subwords", help: "learned pieces of words; what was never seen falls into bytes" },
];

const CASES: &[Choice] = &[
    Choice { value: "keep", help: "capitals stay" },
    Choice { value: "lower", help: "the text is lower-cased first, and bits a character are of that text" },
];

const MODELS: &[Choice] = &[
    Choice { value: "lstm", help: "remembers through gates and a cell state" },
    Choice { value: "gru", help: "gates, without a cell state of its own" },
    Choice { value: "simple-rnn", help: "h = tanh(W x + U h before + b)" },
    Choice { value: "gpt", help: "a small transformer: each position looks back at all before it" },
    Choice { value: "ngram", help: "counts of what followed the last few tokens" },
];

const STATES: &[Choice] = &[
    Choice { value: "window", help: "zero at the beginning of each training window" },
    Choice { value: "document", help: "zero at the beginning of each document" },
    Choice { value: "carry", help: "carried from window to window, each stream zeroed once in twenty windows" },
];

const PROTOCOLS: &[Choice] = &[
    Choice { value: "carried", help: "from each document's beginning, the state carried; a GPT is measured strided" },
    Choice { value: "strided", help: "windows that overlap by half: half a window or more before each token" },
    Choice { value: "windows", help: "windows side by side, each from nothing" },
];

const FORGET_BIASES: &[Choice] = &[
    Choice { value: "1", help: "keeps at first" },
    Choice { value: "0", help: "keeps half at first" },
    Choice { value: "chrono", help: "each unit is told a time scale: ln U(1, chrono-max)" },
];

const INITIALIZERS: &[Choice] = &[
    Choice { value: "orthogonal", help: "recurrent kernels turn the state without stretching it" },
    Choice { value: "glorot", help: "recurrent kernels like all others" },
    Choice { value: "uniform", help: "all weights even within 1 / sqrt(units)" },
];

const SMOOTHINGS: &[Choice] = &[
    Choice { value: "modified-kneser-ney", help: "three discounts an order" },
    Choice { value: "kneser-ney", help: "one discount an order" },
    Choice { value: "witten-bell", help: "by how many different tokens follow" },
];

const FILLERS: &[Choice] = &[
    Choice { value: "noise", help: "random ones of the same eight symbols" },
    Choice { value: "blank", help: "one constant ninth symbol" },
];

const fn fixed(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Fixed, former: Former::NONE }
}

const fn live(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Live, former: Former::NONE }
}

const fn count(min: i64, usual_max: i64, max: i64) -> Kind {
    Kind::Integer { min, usual_max, max }
}

/// The language lab's knobs.
pub static KNOBS: [Knob; 39] = training::with_shared([
    fixed(
        "data",
        "text",
        "what is learned: bundled, generated, or the path of a text or a folder of texts",
        Kind::ChoiceOrPath(DATA),
    ),
    fixed(
        "documents",
        "documents",
        "what a document of a text is: file, line, paragraph, or the line that stands between two",
        Kind::Text,
    ),
    fixed(
        "generated",
        "generated",
        "tokens of the grammar's sentences to learn from; a twentieth more is held out",
        count(1_000, 10_000_000, 100_000_000),
    ),
    fixed("tokens", "tokens", "what a token is", Kind::Choice(TOKENS)),
    fixed(
        "vocabulary",
        "vocabulary",
        "the most frequent tokens that are known, of words and subwords; 0: all words, 1,000 subwords",
        count(0, 50_000, 1_000_000),
    ),
    fixed("min-count", "fewest", "tokens that occur less often than this are unknown", count(1, 20, 1_000_000)),
    fixed("case", "case", "what becomes of capitals", Kind::Choice(CASES)),
    fixed("model", "model", "the kind of model", Kind::Choice(MODELS)),
    fixed("layers", "layers", "layers on top of each other", count(1, 8, 64)),
    fixed("units", "units", "units in each layer; a GPT's width", count(1, 512, 8192)),
    fixed("heads", "heads", "a GPT's heads, each with an equal part of the width", count(1, 16, 256)),
    fixed("embedding", "embedding", "the length of a token's vector; 0: one-hot", count(0, 512, 8192)),
    fixed("tied", "tied", "whether the output layer's weights are the token vectors", Kind::Switch),
    fixed("sequence", "sequence", "tokens in a training window; a GPT's context", count(1, 512, 100_000)),
    fixed(
        "dropout",
        "dropout",
        "the part of the numbers between layers that each step leaves out",
        Kind::Real { min: 0.0, max: 0.95, scale: Scale::Linear },
    ),
    fixed("state", "state", "when a recurrent network's state is set to zero in training", Kind::Choice(STATES)),
    fixed("protocol", "protocol", "how much the model may look back at when it is measured", Kind::Choice(PROTOCOLS)),
    fixed(
        "forget-bias",
        "forget bias",
        "the first bias of the gate that keeps: an LSTM's forget gate, a GRU's update gate",
        Kind::Choice(FORGET_BIASES),
    ),
    fixed(
        "chrono-max",
        "longest time",
        "the longest time scale of forget-bias=chrono; 0: the window, in the recall task what the lag needs",
        count(0, 1000, 1_000_000),
    ),
    fixed("initializer", "first weights", "first values of a recurrent network's weights", Kind::Choice(INITIALIZERS)),
    fixed("order", "order", "the longest n-grams", count(1, 8, 20)),
    fixed("smoothing", "smoothing", "what n-grams that were never seen get", Kind::Choice(SMOOTHINGS)),
    fixed("lag", "lag", "steps between a symbol and its recall", count(1, 200, 10_000)),
    fixed("filler", "filler", "what these steps hold", Kind::Choice(FILLERS)),
    live(
        "target-perplexity",
        "target",
        "the perplexity at which training ends; 0: never",
        Kind::Real { min: 0.0, max: 1e9, scale: Scale::Log },
    ),
    fixed(
        "weight-decay",
        "decay",
        "of adamw: how much of itself a weight of a matrix loses in a step, times the learning rate",
        Kind::Real { min: 0.0, max: 1.0, scale: Scale::Linear },
    ),
    fixed("warm-up", "warm-up", "steps in which the rate rises, before a cosine", count(0, 1_000, 1_000_000)),
    fixed(
        "final-rate",
        "final rate",
        "the part of the learning rate that is left at the end of a cosine",
        Kind::Real { min: 0.0, max: 1.0, scale: Scale::Linear },
    ),
]);
