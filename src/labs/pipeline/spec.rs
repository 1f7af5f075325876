//! The pipeline lab's settings and their knobs.

use crate::figure::Scale;
use crate::labs::training::{self, Training};
use crate::labs::unused;
use crate::nlp::steps::Steps;
use crate::nn::{Cell, Squash};
use crate::run::{Choice, Failure, Former, Kind, Knob, Mutability, Result};
use serde::{Deserialize, Serialize};

/// What classifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelName {
    /// An embedding into an LSTM whose last output classifies.
    #[default]
    Lstm,
    /// The same with a GRU.
    Gru,
    /// The same with a SimpleRNN.
    SimpleRnn,
    /// Naive Bayes on counts of tokens: counted in one pass, nothing else is learnt.
    NaiveBayes,
    /// One dense layer on the vectoriser's rows, trained by gradients.
    Logistic,
}

impl ModelName {
    /// The recurrent cell, if the model has one.
    pub fn cell(self) -> Option<Cell> {
        match self {
            Self::Lstm => Some(Cell::Lstm),
            Self::Gru => Some(Cell::Gru),
            Self::SimpleRnn => Some(Cell::SimpleRnn(Squash::Tanh)),
            Self::NaiveBayes | Self::Logistic => None,
        }
    }
}

/// The pipeline lab's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Spec {
    /// `reviews`, `grammar`, or the path of a CSV, TSV or JSON file with labels.
    pub data: String,
    /// The column of texts, in a file; empty: found by itself.
    pub text_column: String,
    /// The column of labels, in a file; empty: found by itself.
    pub label_column: String,
    /// The language of stop-words and stems.
    pub language: String,
    /// The stages, in the pipeline's notation.
    pub steps: String,
    /// What a token is, in the pipeline's notation.
    pub tokens: String,
    /// What logistic regression sees, in the pipeline's notation; `word2vec` or `glove` for the mean of word vectors, with
    /// which the embedding of a recurrent model begins too.
    pub vectorizer: String,
    /// What classifies.
    pub model: ModelName,
    /// Numbers in a token's vector.
    pub embedding: usize,
    /// A file of word vectors to begin with; empty for none.
    pub embedding_file: String,
    /// Recurrent layers.
    pub layers: usize,
    /// Units in each.
    pub units: usize,
    /// The share of the numbers of token vectors and of the last output that a training step leaves out, in [0, 1).
    pub dropout: f64,
    /// The share of the tokens that a training step shows as unknown ones, in [0, 1).
    pub word_dropout: f64,
    /// Rarer tokens of the training texts are unknown.
    pub min_count: usize,
    /// Tokens of a text that the network sees, its last ones; the rest is left out.
    pub longest: usize,
    /// How it is trained.
    #[serde(flatten)]
    pub training: Training,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: "reviews".into(),
            text_column: String::new(),
            label_column: String::new(),
            language: "es".into(),
            steps: Steps::recommended().to_string(),
            tokens: "words".into(),
            vectorizer: "tf-idf".into(),
            model: ModelName::default(),
            embedding: 64,
            embedding_file: String::new(),
            layers: 1,
            units: 32,
            dropout: 0.5,
            word_dropout: 0.2,
            min_count: 2,
            longest: 100,
            training: Training { epochs: 8, learning_rate: 0.005, ..Training::default() },
        }
    }
}

/// Settings of a network's layers.
const OF_LAYERS: &[&str] = &["layers", "units", "dropout", "word-dropout", "longest"];
/// Settings of training by gradients.
const OF_GRADIENTS: &[&str] =
    &["epochs", "optimizer", "momentum", "learning-rate", "schedule", "clip", "patience", "init-from", "freeze"];

/// What is said of settings that were changed though the model, or the data, has no use for them.
pub(super) fn unused(spec: &Spec) -> Vec<String> {
    let vectorizer = spec.vectorizer.trim();
    let sees_vectors = matches!(vectorizer, "word2vec" | "glove");
    let unless = |is_used: bool, keys: &'static [&'static str]| if is_used { &[] } else { keys };
    let (who, keys) = match spec.model {
        ModelName::NaiveBayes => {
            let own = &["vectorizer", "embedding-file", "min-count", "embedding"];
            ("naive Bayes, which counts all tokens of the training texts once", [own, OF_LAYERS, OF_GRADIENTS].concat())
        }
        ModelName::Logistic => {
            let file = unless(sees_vectors, &["embedding-file"]);
            // Word2Vec on the texts counts too, and makes vectors of that size.
            let own = unless(vectorizer == "word2vec", &["min-count", "embedding"]);
            ("logistic regression, which sees all tokens of the training texts", [file, own, OF_LAYERS].concat())
        }
        ModelName::Lstm | ModelName::Gru | ModelName::SimpleRnn => {
            ("a network with an embedding", unless(sees_vectors, &["vectorizer"]).to_vec())
        }
    };
    let is_bundled = matches!(spec.data.as_str(), "reviews" | "grammar");
    let of_files = unless(!is_bundled, &["text-column", "label-column"]);
    let of_training = training::unused(&spec.training).filter(|_| spec.model != ModelName::NaiveBayes);
    let own = [unused::remark(spec, &keys, who), unused::remark(spec, of_files, "the bundled texts")];
    own.into_iter().chain([of_training]).flatten().collect()
}

/// What the text of a setting stands for; what is wrong with it is told under its key.
pub(super) fn setting<T: std::str::FromStr>(key: &str, text: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| Failure::Input(format!("`{key}`: {error}")))
}

const DATA: &[Choice] = &[
    Choice { value: "reviews", help: "1,380 short opinions in Spanish, a fifth held out" },
    Choice { value: "grammar", help: "opinions from a grammar with exact labels; half hold a negation" },
];

const MODELS: &[Choice] = &[
    Choice { value: "lstm", help: "embedding and LSTM; the last output classifies" },
    Choice { value: "gru", help: "embedding and GRU" },
    Choice { value: "simple-rnn", help: "embedding and SimpleRNN" },
    Choice { value: "naive-bayes", help: "counts of tokens a class, in one pass: no order of words" },
    Choice { value: "logistic", help: "one dense layer on the vectoriser's rows: no order of words" },
];

const fn fixed(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Fixed, former: Former::NONE }
}

const fn count(min: i64, usual_max: i64, max: i64) -> Kind {
    Kind::Integer { min, usual_max, max }
}

/// The pipeline lab's knobs.
pub static KNOBS: [Knob; 27] = training::with_shared([
    fixed(
        "data",
        "data",
        "labelled texts: bundled, generated, or the path of a CSV, TSV or JSON file",
        Kind::ChoiceOrPath(DATA),
    ),
    fixed(
        "text-column",
        "text column",
        "the column of texts, in a file; empty: the one with the longest values",
        Kind::Text,
    ),
    fixed(
        "label-column",
        "label column",
        "the column of labels, in a file; empty: the one with the fewest values",
        Kind::Text,
    ),
    fixed("language", "language", "the language of stop-words and stems, by its two letters", Kind::Text),
    fixed("steps", "steps", "the stages in order, as in lower+stop(keep-negations)+stem", Kind::Text),
    fixed(
        "tokens",
        "tokens",
        "what a token is: words, characters, ngrams(n=1-2), subwords(vocabulary=1000)",
        Kind::Text,
    ),
    fixed(
        "vectorizer",
        "vectoriser",
        "what logistic regression sees: tf-idf, count, one-hot; word2vec, glove: means of vectors, which embeddings begin with too",
        Kind::Text,
    ),
    fixed("model", "model", "what classifies", Kind::Choice(MODELS)),
    fixed("embedding", "embedding", "numbers in a token's vector", count(1, 300, 4096)),
    fixed(
        "embedding-file",
        "embedding file",
        "word vectors to begin with: GloVe's or word2vec's text, word2vec's binary format, .npy; freeze=embedding keeps them",
        Kind::Path,
    ),
    fixed("layers", "layers", "recurrent layers on top of each other", count(1, 4, 32)),
    fixed("units", "units", "units in each recurrent layer", count(1, 512, 8192)),
    fixed(
        "dropout",
        "dropout",
        "the share of token vectors and of the last output that a training step leaves out",
        Kind::Real { min: 0.0, max: 0.95, scale: Scale::Linear },
    ),
    fixed(
        "word-dropout",
        "word dropout",
        "the share of tokens that a training step shows as unknown ones",
        Kind::Real { min: 0.0, max: 0.95, scale: Scale::Linear },
    ),
    fixed("min-count", "min count", "rarer tokens of the training texts are unknown", count(1, 20, 1_000_000)),
    fixed("longest", "longest", "tokens of a text that the network sees, its last ones", count(1, 500, 100_000)),
]);
