//! `nnlab pipeline`: text through the stages, from files or standard input to standard output.

use super::Global;
use super::out::say;
use super::output_file::Output as FileOutput;
use super::texts::{Output, Texts, read};
use crate::nlp::stream::{Format, Totals};
use crate::nlp::vectorize::Vectorizer;
use crate::run::{Failure, Result};
use clap::{Args, ValueEnum};
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

/// Takes text through the stages: a line is a document; it comes out as tokens, or as a row of numbers.
#[derive(Debug, Args)]
#[command(after_long_help = REFERENCE)]
pub(super) struct PipelineArgs {
    #[command(flatten)]
    texts: Texts,
    /// The stages in their order, joined by `+`; or recommended, class-order, none.
    #[arg(long, value_name = "STEPS", default_value = "recommended")]
    steps: String,
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
  lower, upper   case, as the language has it (Turkish I is ı)
  punct          takes out tokens without a letter or a digit; keep-emoji
  digits         takes out numbers; mask: every digit becomes 0
  stop           takes out stop-words; list=iso, nltk or none; file=PATH (more words); keep-negations; folded (also
                 without their accents)
  stem           Snowball's stem, as Snowball 2.0 to 2.2 has it (3.0 changed German, Dutch and Romanian); tolerant: the same
                 with and without accents (es, fr, it, pt)
  fold           accents off; keep=ñ: but not these; delete: non-ASCII characters are deleted instead
  df             words in at least min=N and at most max=N documents; a number of them, or a share as in max=0.5
Each step sees a word in NFC, with straight apostrophes, without soft hyphens, and with letters instead of ligatures (ﬁ) and
wide forms; `none` leaves words as they are, in NFC.
Any step takes `off`, which leaves it out. recommended: lower+punct+stop+stem+fold; class-order: lower+punct+fold+stop+stem.

Tokens: words; characters (grapheme clusters of what is left of a line, blanks too); ngrams(n=1-2); ngrams(of=characters,n=3); subwords(vocabulary=1000), learned from the text.
Vectorisers: count; one-hot; tf-idf(sublinear,smooth=off,norm=l1), with scikit-learn's formula.

Examples:
  nnlab pipeline novela.txt --steps 'lower+punct+stop(list=nltk,keep-negations)+stem(tolerant)'
  zcat *.gz | nnlab pipeline --vectorizer tf-idf --vocabulary terms.txt > matrix.mtx
  nnlab pipeline reviews.txt --json | jq -c .tokens";

impl PipelineArgs {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let output = self.output()?;
        let inputs = self.texts.inputs(&self.steps)?;
        inputs.refuse_standard_output()?;
        let vocabulary =
            self.vocabulary.as_deref().map(|path| FileOutput::typed("--vocabulary", path, &inputs)).transpose()?;
        let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
        match self.texts.write(global, &self.steps, output, &mut out)? {
            Some(totals) => self.finish(&totals, vocabulary),
            None => Ok(ExitCode::SUCCESS),
        }
    }

    fn output(&self) -> Result<Output> {
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
        Ok(Output { vectorizer, format, counts_stages: self.summary })
    }

    fn finish(&self, totals: &Totals, vocabulary: Option<FileOutput>) -> Result<ExitCode> {
        if let Some(output) = vocabulary {
            let mut text = String::new();
            for term in &totals.terms {
                crate::nlp::escape::push_shown(&mut text, term);
                text.push('\n');
            }
            let mut writer = output.begin()?;
            let written = writer.write_all(text.as_bytes());
            writer.commit(written)?;
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
