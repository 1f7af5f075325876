//! What is known of a run once it is open.

use crate::figure::Reference;
use crate::run::contract::evaluation::Metric;
use serde::{Deserialize, Serialize};

/// One layer of the model, for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerFact {
    /// Its name, as `freeze` takes it.
    pub name: String,
    /// What it is, in a few words ("LSTM 20").
    pub kind: String,
    /// Shape of its output for one example.
    pub output: Vec<usize>,
    /// Its parameters.
    pub parameters: usize,
    /// Whether they are trained.
    pub trainable: bool,
}

/// What a setting of words may be with the data of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// The setting's key.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
}

/// What is known of a run once it is open, before the first step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The model in a few words ("LSTM 20-20, sequence to sequence").
    pub model: String,
    /// The data in a few words.
    pub data: String,
    /// All parameters.
    pub parameters: usize,
    /// Those that are trained.
    pub trainable_parameters: usize,
    /// The layers from input to output.
    pub layers: Box<[LayerFact]>,
    /// Training examples in an epoch.
    pub examples_per_epoch: usize,
    /// Examples that are held out for validation, for browsing; 0 when that isn't known.
    #[serde(default)]
    pub held_out_examples: usize,
    /// What an example is ("series", "images", "tokens").
    pub example_unit: String,
    /// Steps in an epoch.
    pub steps_per_epoch: u64,
    /// The metric that is drawn beside the baselines, and that `best` goes by (smaller is better).
    pub headline: String,
    /// Baselines and floors of the headline metric, for the curves.
    pub references: Vec<Reference>,
    /// Baselines and floors under their names in the summary (`naive_mse`).
    pub baselines: Vec<Metric>,
    /// Remarks about the data that the user should read (gaps found, columns chosen); a worker says each as a note.
    pub remarks: Box<[String]>,
    /// The column of the user's file that the model learns from, where there are columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Box<str>>,
    /// What settings of words may be with these data (a file's columns).
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub choices: Box<[Choices]>,
    /// Threads that share a step.
    pub threads: usize,
    /// The instruction set of the kernels; bits hold within one level.
    pub kernel_level: String,
}
