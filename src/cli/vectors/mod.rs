//! `nnlab vectors`: word vectors learned from the user's own text, and questions to files of them.

mod ask;
mod learn;

use super::Global;
use crate::run::Result;
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Vectors {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Train Word2Vec on texts and save its vectors.
    Train(learn::Learn),
    /// The words whose vectors point the way of a word's own.
    Near(ask::Near),
    /// What is to C as B is to A.
    Analogy(ask::Analogy),
    /// How much of a text has vectors in a file, and the words that have none.
    Coverage(ask::Covers),
}

impl Vectors {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        match &self.task {
            Task::Train(learn) => learn.run(global),
            Task::Near(near) => near.run(),
            Task::Analogy(analogy) => analogy.run(),
            Task::Coverage(covers) => covers.run(global),
        }
    }
}
