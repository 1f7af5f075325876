//! The texts that a subcommand reads, and what becomes of them on the way to tokens.

use super::Global;
use super::output_file::Inputs;
use crate::nlp::pipeline::{Pipeline, PipelineError};
use crate::nlp::steps::{Stage, Steps};
use crate::nlp::stream::{self, Format, Settings, Source, StreamError, Totals};
use crate::nlp::tokens::Tokens;
use crate::nlp::vectorize::Vectorizer;
use crate::run::{Failure, Result};
use clap::Args;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Files or standard input, a document a line.
#[derive(Debug, Args)]
pub(super) struct Texts {
    /// The texts, in UTF-8; `-` or none for standard input.
    files: Vec<PathBuf>,
    /// The language of case, stop-words and stems: ar, da, de, el, en, es, fi, fr, hu, it, nl, no, pt, ro, ru, sv, ta, tr;
    /// without stems: az, ca, ga, lt.
    #[arg(long, value_name = "CODE", default_value = "es")]
    language: String,
    /// What a token is: words, characters, ngrams, subwords.
    #[arg(long, value_name = "KIND", default_value = "words")]
    tokens: String,
    /// Puts U+FFFD in the place of bytes that are not UTF-8, instead of ending with an error.
    #[arg(long)]
    lossy: bool,
    /// The longest line, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    longest_line: u64,
}

/// What comes out of the stages, and how it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    /// Rows of numbers instead of tokens.
    pub(super) vectorizer: Option<Vectorizer>,
    /// How it is written.
    pub(super) format: Format,
    /// Whether what each stage did is counted.
    pub(super) counts_stages: bool,
}

impl Texts {
    /// Takes the texts through the stages to `out`; `None` when nobody reads that any more (`nnlab pipeline ... | head`).
    ///
    /// # Errors
    /// What is wrong with the texts or the words of the command line. What was written before is whole lines.
    pub(super) fn write(
        &self,
        global: &Global,
        steps: &str,
        output: Output,
        out: &mut impl Write,
    ) -> Result<Option<Totals>> {
        let steps: Steps = read("--steps", steps)?;
        let tokens: Tokens = read("--tokens", &self.tokens)?;
        let pipeline = Pipeline::new(&steps, &self.language).map_err(|error| match error {
            PipelineError::Language(_) => Failure::Input(format!("--language: {error}")),
            other => Failure::Input(format!("--steps: {other}")),
        })?;
        let Output { vectorizer, format, counts_stages } = output;
        let longest_line = usize::try_from(self.longest_line).unwrap_or(usize::MAX);
        let threads = global.context().threads;
        let is_lossy = self.lossy;
        let settings = Settings { tokens, vectorizer, format, is_lossy, longest_line, counts_stages, threads };
        let done = stream::run(pipeline, &settings, self.sources(), out);
        // The lines before an error belong before it; that they cannot be written is no news beside it.
        let flushed = out.flush().map_err(StreamError::Write);
        match done.and_then(|totals| flushed.map(|()| totals)) {
            Ok(totals) => Ok(Some(totals)),
            Err(StreamError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(None),
            Err(error @ (StreamError::Write(_) | StreamError::Temporary(_) | StreamError::Work(_))) => {
                Err(Failure::work(error))
            }
            Err(error) => Err(Failure::input(error)),
        }
    }

    /// Gives the tokens of one document after the other to `take`.
    ///
    /// # Errors
    /// What is wrong with the texts or the words of the command line.
    pub(super) fn each(
        &self,
        global: &Global,
        steps: &str,
        take: impl for<'a> FnMut(std::str::Split<'a, char>),
    ) -> Result<()> {
        let output = Output { vectorizer: None, format: Format::Text, counts_stages: false };
        let mut lines = Lines { rest: Vec::new(), take };
        self.write(global, steps, output, &mut lines).map(drop)
    }

    /// Every file that is read: the texts and the lists of stop-words.
    ///
    /// # Errors
    /// What is wrong with the steps.
    pub(super) fn inputs(&self, steps: &str) -> Result<Inputs> {
        let steps: Steps = read("--steps", steps)?;
        let lists = steps.active().filter_map(|(_, stage)| match stage {
            Stage::StopWords(stops) => stops.file.as_deref().map(Path::new),
            _ => None,
        });
        let inputs = Inputs::of(self.files.iter().map(PathBuf::as_path).chain(lists));
        let reads_standard_input = self.files.is_empty() || self.files.iter().any(|path| path == Path::new("-"));
        Ok(if reads_standard_input { inputs.and_standard_input() } else { inputs })
    }

    fn sources(&self) -> Vec<Source> {
        let standard = || Source::Once("standard input".into(), Box::new(std::io::stdin()));
        if self.files.is_empty() {
            return vec![standard()];
        }
        let source = |path: &PathBuf| if path == Path::new("-") { standard() } else { Source::File(path.clone()) };
        self.files.iter().map(source).collect()
    }
}

/// Reads a word of the command line in the notation.
///
/// # Errors
/// What is wrong with it, after the option's name.
pub(super) fn read<T: FromStr>(option: &str, text: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| Failure::Input(format!("{option}: {error}")))
}

/// Takes in lines of tokens between blanks.
struct Lines<F> {
    /// The beginning of a line whose end hasn't come yet.
    rest: Vec<u8>,
    take: F,
}

impl<F: for<'a> FnMut(std::str::Split<'a, char>)> Lines<F> {
    fn line(&mut self, line: &[u8]) {
        // The stages write nothing but UTF-8.
        if let Ok(line) = std::str::from_utf8(line)
            && !line.is_empty()
        {
            (self.take)(line.split(' '));
        }
    }
}

impl<F: for<'a> FnMut(std::str::Split<'a, char>)> Write for Lines<F> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(line) if self.rest.is_empty() => self.line(line),
                Some(line) => {
                    let mut whole = std::mem::take(&mut self.rest);
                    whole.extend_from_slice(line);
                    self.line(&whole);
                }
                None => self.rest.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_however_they_are_cut() {
        let text = "la casa\n\nel gato negro\n";
        for size in 1..text.len() {
            let mut heard = Vec::new();
            let take = |tokens: std::str::Split<'_, char>| heard.push(tokens.map(str::to_owned).collect::<Vec<_>>());
            let mut lines = Lines { rest: Vec::new(), take };
            for piece in text.as_bytes().chunks(size) {
                lines.write_all(piece).unwrap();
            }
            assert_eq!(heard, [vec!["la", "casa"], vec!["el", "gato", "negro"]], "{size}");
        }
    }
}
