//! Questions to a file of word vectors.

use super::super::Global;
use super::super::out;
use super::super::out::say;
use super::super::output_file::Inputs;
use super::super::texts::Texts;
use crate::nlp::escape::push_shown;
use crate::nlp::vectors::{self, Near as Neighbour, Repeated, WordVectors};
use crate::run::{Failure, Result};
use clap::Args;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const FILE: &str = "A file of word vectors: word2vec's text or binary format, GloVe's text, or a numpy array with its words \
                    beside it; plain or packed by gzip";

/// The nearest words by the cosine.
#[derive(Debug, Args)]
pub(super) struct Near {
    #[arg(help = FILE)]
    file: PathBuf,
    /// The words.
    #[arg(required = true)]
    words: Vec<String>,
    /// How many neighbours of each.
    #[arg(long, value_name = "N", default_value_t = 10)]
    count: usize,
}

/// What is to c as b is to a: the words nearest to b - a + c (Mikolov et al. 2013), a, b and c aside.
#[derive(Debug, Args)]
pub(super) struct Analogy {
    #[arg(help = FILE)]
    file: PathBuf,
    /// A word, as in: rey.
    a: String,
    /// What belongs to it, as in: reina.
    b: String,
    /// Another word like the first, as in: hombre (the answer is to be mujer).
    c: String,
    /// How many answers.
    #[arg(long, value_name = "N", default_value_t = 5)]
    count: usize,
}

/// Which share of a text's tokens has a vector.
#[derive(Debug, Args)]
pub(super) struct Covers {
    /// The file of word vectors.
    #[arg(long, value_name = "FILE")]
    vectors: PathBuf,
    #[command(flatten)]
    texts: Texts,
    /// The stages in their order, joined by `+`, as `nnlab pipeline --help` lists them.
    #[arg(long, value_name = "STEPS", default_value = "lower+punct")]
    steps: String,
    /// How many of the words without a vector are listed, the most frequent first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    missing: usize,
}

impl Near {
    pub(super) fn run(&self) -> Result<ExitCode> {
        Inputs::of([self.file.as_path()]).refuse_standard_output()?;
        let vectors = open(&self.file)?;
        let mut text = String::new();
        for word in &self.words {
            let near = vectors.nearest(word, self.count).ok_or_else(|| unknown(&self.file, word))?;
            if self.words.len() > 1 {
                push_shown(&mut text, word);
                text.push('\n');
            }
            list(&vectors, &near, &mut text);
        }
        out::words(text.lines())
    }
}

impl Analogy {
    pub(super) fn run(&self) -> Result<ExitCode> {
        Inputs::of([self.file.as_path()]).refuse_standard_output()?;
        let vectors = open(&self.file)?;
        if let Some(word) = [&self.a, &self.b, &self.c].into_iter().find(|word| vectors.id(word).is_none()) {
            return Err(unknown(&self.file, word));
        }
        let mut text = String::new();
        list(&vectors, &vectors.analogy([&self.a, &self.b, &self.c], self.count).unwrap_or_default(), &mut text);
        out::words(text.lines())
    }
}

impl Covers {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        self.texts.inputs(&self.steps)?.and(&self.vectors).refuse_standard_output()?;
        let vectors = open(&self.vectors)?;
        let (mut tokens, mut words) = (0_u64, HashMap::<String, u64>::new());
        self.texts.each(global, &self.steps, |line| {
            for token in line {
                tokens += 1;
                match words.get_mut(token) {
                    Some(count) => *count += 1,
                    None => drop(words.insert(token.to_owned(), 1)),
                }
            }
        })?;
        let mut missing: Vec<(&str, u64)> =
            words.iter().filter(|(word, _)| vectors.id(word).is_none()).map(|(word, n)| (word.as_str(), *n)).collect();
        missing.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let unknown: u64 = missing.iter().map(|(_, count)| count).sum();
        let share = 100.0 * (tokens - unknown) as f64 / tokens.max(1) as f64;
        let known = words.len() - missing.len();
        let mut text = format!("{share:.1} % of {tokens} tokens, {known} of {} words\n", words.len());
        for (word, count) in missing.into_iter().take(self.missing) {
            text.push_str(&format!("{count:>9} "));
            push_shown(&mut text, word);
            text.push('\n');
        }
        out::words(text.lines())
    }
}

fn open(path: &Path) -> Result<WordVectors> {
    let vectors = vectors::open(path).map_err(|error| Failure::Input(error.to_string()))?;
    if let Some(Repeated { word, count }) = vectors.repeated() {
        let (file, word) = (path.display().to_string(), word.escape_debug());
        say(&format!("{}: {count} words come again (`{word}`); the first vector of each counts", file.escape_debug()));
    }
    Ok(vectors)
}

fn unknown(path: &Path, word: &str) -> Failure {
    let (file, word) = (path.display().to_string(), word.escape_debug());
    Failure::Input(format!("{}: expected a vector of `{word}`; there is none", file.escape_debug()))
}

fn list(vectors: &WordVectors, near: &[Neighbour], text: &mut String) {
    for Neighbour { id, cosine } in near {
        text.push_str(&format!("{cosine:>7.4} "));
        push_shown(text, vectors.word(*id).unwrap_or_default());
        text.push('\n');
    }
}
