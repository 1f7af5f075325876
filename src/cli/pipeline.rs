//! `nnlab pipeline`: text through the stages, from files or standard input to standard output.

use super::Global;
use super::progress::say;
use crate::nlp::pipeline::{Pipeline, PipelineError};
use crate::nlp::steps::Steps;
use crate::nlp::stream::{self, Format, Settings, Source, StreamError, Totals};
use crate::nlp::tokens::Tokens;
use crate::nlp::vectorize::Vectorizer;
use crate::run::{Failure, Result};
use clap::{Args, ValueEnum};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

/// Takes text through the stages: a line is a document; it comes out as tokens, or as a row of numbers.
#[derive(Debug, Args)]
#[command(after_long_help = REFERENCE)]
pub(super) struct PipelineArgs {
    /// The texts, in UTF-8; `-` or none for standard input.
    files: Vec<PathBuf>,
    /// The language of stop-words and stems: ar, da, de, el, en, es, fi, fr, hu, it, nl, no, pt, ro, ru, sv, ta, tr.
    #[arg(long, value_name = "CODE", default_value = "es")]
    language: String,
    /// The stages in their order, joined by `+`; or recommended, class-order, none.
    #[arg(long, value_name = "STEPS", default_value = "recommended")]
    steps: String,
    /// What a token is: words, characters, ngrams, subwords.
    #[arg(long, value_name = "KIND", default_value = "words")]
    tokens: String,
    /// Writes a row of numbers for each document: count, tf-idf, one-hot.
    #[arg(long, value_name = "KIND")]
    vectorizer: Option<String>,
    /// How the result is written (default: text, of rows matrix-market).
    #[arg(long, value_name = "FORMAT", conflicts_with = "json")]
    format: Option<FormatName>,
    /// The same as `--format json`: an object a document.
    #[arg(long)]
    json: bool,
    /// Writes the columns' terms to a file, one a line.
    #[arg(long, value_name = "FILE", requires = "vectorizer")]
    vocabulary: Option<PathBuf>,
    /// Puts U+FFFD in the place of bytes that are not UTF-8, instead of ending with an error.
    #[arg(long)]
    lossy: bool,
    /// The longest line, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    longest_line: u64,
    /// Tells on standard error how many tokens and different words each stage left, took out and changed.
    #[arg(long)]
    summary: bool,
}

/// The names of [`Format`].
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// Tokens between blanks, or `term:value` pairs; a line a document.
    Text,
    /// A JSON object a document.
    Json,
    /// A sparse matrix, a row a document, for `scipy.io.mmread` and others.
    MatrixMarket,
}

const REFERENCE: &str = "\
Steps, in any order, each with its options:
  lower, upper   case
  punct          takes out tokens without a letter or a digit; keep-emoji
  digits         takes out numbers; mask: every digit becomes 0
  stop           takes out stop-words; list=iso, nltk or none; file=PATH (more words); keep-negations; folded (also
                 without their accents)
  stem           Snowball's stem; tolerant: the same with and without accents (es, fr, it, pt)
  fold           accents off; keep=ñ: but not these; delete: non-ASCII characters are deleted instead
  df             words in at least min=N and at most max=N documents; a number of them, or a share as in max=0.5
Any step takes `off`, which leaves it out. recommended: lower+punct+stop+stem+fold; class-order: lower+punct+fold+stop+stem.

Tokens: words; characters; ngrams(n=1-2); ngrams(of=characters,n=3); subwords(vocabulary=1000), learned from the text.
Vectorisers: count; one-hot; tf-idf(sublinear,smooth=off,norm=l1), with scikit-learn's formula.

Examples:
  nnlab pipeline novela.txt --steps 'lower+punct+stop(list=nltk,keep-negations)+stem(tolerant)'
  zcat *.gz | nnlab pipeline --vectorizer tf-idf --vocabulary terms.txt > matrix.mtx
  nnlab pipeline reviews.txt --json | jq -c .tokens";

impl PipelineArgs {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let steps: Steps = read("--steps", &self.steps)?;
        let settings = self.settings(global)?;
        let pipeline = Pipeline::new(&steps, &self.language).map_err(|error| match error {
            PipelineError::Language(_) => Failure::Input(format!("--language: {error}")),
            other => Failure::Input(format!("--steps: {other}")),
        })?;
        let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
        let done = stream::run(pipeline, &settings, self.sources(), &mut out);
        // What is left in the buffer after an error is whole lines, and belongs before it.
        let flushed = out.flush();
        match done {
            Ok(totals) => self.finish(&totals),
            // Nobody reads any more (`nnlab pipeline ... | head`): there is nothing left to say.
            Err(StreamError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(error @ (StreamError::Write(_) | StreamError::Temporary(_) | StreamError::Work(_))) => {
                Err(Failure::work(error))
            }
            Err(error) => {
                // The reader's leaving is no news beside this error.
                drop(flushed);
                Err(Failure::input(error))
            }
        }
    }

    fn settings(&self, global: &Global) -> Result<Settings> {
        let tokens: Tokens = read("--tokens", &self.tokens)?;
        let vectorizer: Option<Vectorizer> =
            self.vectorizer.as_deref().map(|text| read("--vectorizer", text)).transpose()?;
        let format = match (self.format, self.json) {
            (Some(FormatName::Json), _) | (None, true) => Format::Json,
            (Some(FormatName::Text), _) => Format::Text,
            (Some(FormatName::MatrixMarket), _) if vectorizer.is_none() => {
                let kinds = "--vectorizer count, tf-idf or one-hot";
                return Err(Failure::Input(format!(
                    "--format matrix-market: expected also {kinds}: tokens are no matrix"
                )));
            }
            (Some(FormatName::MatrixMarket), _) => Format::MatrixMarket,
            (None, false) if vectorizer.is_some() => Format::MatrixMarket,
            (None, false) => Format::Text,
        };
        let longest_line = usize::try_from(self.longest_line).unwrap_or(usize::MAX);
        let threads = global.context().threads;
        let (is_lossy, counts_stages) = (self.lossy, self.summary);
        Ok(Settings { tokens, vectorizer, format, is_lossy, longest_line, counts_stages, threads })
    }

    fn sources(&self) -> Vec<Source> {
        let standard = || Source::Once("standard input".into(), Box::new(std::io::stdin()));
        if self.files.is_empty() {
            return vec![standard()];
        }
        let source = |path: &PathBuf| if path == Path::new("-") { standard() } else { Source::File(path.clone()) };
        self.files.iter().map(source).collect()
    }

    fn finish(&self, totals: &Totals) -> Result<ExitCode> {
        if let Some(path) = &self.vocabulary {
            let mut text = String::new();
            for term in &totals.terms {
                crate::nlp::escape::push_shown(&mut text, term);
                text.push('\n');
            }
            std::fs::write(path, text)
                .map_err(|error| Failure::Input(format!("{}: cannot be written: {error}", path.display())))?;
        }
        if self.summary {
            say(&format!("{} documents, {} tokens out", totals.documents, totals.tokens));
            say(&format!("{:<10} {:>12} {:>12} {:>12} {:>12}", "stage", "tokens", "vocabulary", "removed", "changed"));
            for (name, left) in &totals.stages {
                let (tokens, vocabulary) = (left.tokens, left.vocabulary);
                say(&format!("{name:<10} {tokens:>12} {vocabulary:>12} {:>12} {:>12}", left.removed, left.changed));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads a word of the command line in the notation.
fn read<T: FromStr>(option: &str, text: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| Failure::Input(format!("{option}: {error}")))
}
