//! The pipeline over files and streams of any length: chunks of whole lines go to threads, results come out in the order
//! of the text. A line is a document. What is in memory is bounded by the vocabulary and the longest line, not by the
//! text: rows that wait for their weights stand packed in a temporary file.

mod error;
mod fate;
mod ordered;
mod rows;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod worker;
mod written;

pub use error::StreamError;
pub use source::Source;

use super::pipeline::{Counters, Frequencies, Pipeline};
use super::subwords::Subwords;
use super::tokens::Tokens;
use super::vectorize::Vectorizer;
use ordered::ordered;
use source::Chunk;
use std::collections::{HashMap, HashSet};
use std::io::Write;
use worker::{Made, Product, Shared, Worker};

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A line a document: tokens between blanks, or `term:value` pairs.
    #[default]
    Text,
    /// A JSON object a document.
    Json,
    /// A sparse matrix, a row a document.
    MatrixMarket,
}

/// What is to be done, beside the pipeline.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a token is.
    pub tokens: Tokens,
    /// Rows instead of tokens.
    pub vectorizer: Option<Vectorizer>,
    /// How they are written; Matrix Market needs a vectoriser.
    pub format: Format,
    /// Bytes that are not UTF-8 become U+FFFD instead of an error.
    pub is_lossy: bool,
    /// The longest line in bytes.
    pub longest_line: usize,
    /// Whether [`Totals::stages`] is wanted: it takes each different word through the stages once more.
    pub counts_stages: bool,
    /// How many threads share the work (at least 1); the output is the same for any number.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tokens: Tokens::Words,
            vectorizer: None,
            format: Format::Text,
            is_lossy: false,
            longest_line: 64 << 20,
            counts_stages: false,
            threads: 1,
        }
    }
}

/// What went through.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// Lines.
    pub documents: u64,
    /// Tokens that came out.
    pub tokens: u64,
    /// The words as they were cut, then what each stage left; empty unless asked for.
    pub stages: Vec<(&'static str, Counters)>,
    /// The columns' terms in order, where rows were made.
    pub terms: Vec<String>,
}

/// Takes all lines of the sources through the pipeline and writes what comes out.
///
/// # Errors
/// Names the file, the line and what was expected there; see [`StreamError`]. What stood before the error may have been
/// written.
pub fn run(
    mut pipeline: Pipeline,
    settings: &Settings,
    mut sources: Vec<Source>,
    out: &mut dyn Write,
) -> Result<Totals, StreamError> {
    let files: Vec<String> = sources.iter().map(Source::name).collect();
    let is_read_twice = pipeline.frequency_stage().is_some() || settings.tokens.are_learned();
    if is_read_twice {
        sources.iter_mut().try_for_each(Source::keep)?;
    }
    if let Some(stage) = pipeline.frequency_stage() {
        let frequencies = counted(&pipeline, stage, settings, &mut sources, &files)?;
        pipeline.set_frequencies(frequencies);
    }
    let subwords = match settings.tokens {
        Tokens::Subwords { vocabulary } => Some(learned(&pipeline, vocabulary, settings, &mut sources, &files)?),
        _ => None,
    };
    let product = match (settings.vectorizer, settings.format) {
        (Some(_), format) => Product::Rows(format),
        (None, Format::MatrixMarket) => return Err(StreamError::Work("Matrix Market needs a vectoriser".into())),
        (None, format) => Product::Lines(format),
    };
    let stages = pipeline.len();
    let tokens = settings.tokens;
    let shared =
        Shared { pipeline: &pipeline, stages, tokens, subwords: subwords.as_ref(), product, settings, files: &files };
    // Flushed chunk by chunk: what comes in line by line goes out line by line.
    let mut write = |bytes: &[u8]| out.write_all(bytes).and_then(|()| out.flush()).map_err(StreamError::Write);
    let mut sums = Made::default();
    let mut totals = Totals::default();
    match settings.vectorizer {
        None => {
            let workers = pass(&shared, &mut sources, |_, made| {
                add(&mut sums, &made);
                write(&made.bytes)
            })?;
            totals.stages = counters(&shared, &workers);
        }
        Some(vectorizer) => {
            let mut packed = tempfile::SpooledTempFile::new(64 << 20);
            let failed = |error: std::io::Error| StreamError::Temporary(error.to_string());
            let workers = pass(&shared, &mut sources, |worker, made| {
                add(&mut sums, &made);
                rows::push_head(&mut packed, worker, made.documents, made.bytes.len()).map_err(failed)?;
                packed.write_all(&made.bytes).map_err(failed)
            })?;
            let columns = rows::Columns::new(&workers, vectorizer, sums.documents as usize);
            totals.stages = counters(&shared, &workers);
            if settings.format == Format::MatrixMarket {
                write(matrix_head(vectorizer, &sums, columns.terms.len()).as_bytes())?;
            }
            rows::write(packed, (vectorizer, product), &columns, settings.threads, write)?;
            totals.terms = columns.terms;
        }
    }
    (totals.documents, totals.tokens) = (sums.documents, sums.tokens);
    Ok(totals)
}

fn add(sums: &mut Made, made: &Made) {
    sums.documents += made.documents;
    sums.tokens += made.tokens;
    sums.entries += made.entries;
}

fn matrix_head(vectorizer: Vectorizer, sums: &Made, columns: usize) -> String {
    let field = if vectorizer.needs_all() { "real" } else { "integer" };
    format!(
        "%%MatrixMarket matrix coordinate {field} general\n% rows are documents, columns are terms in code point order\n{} {columns} {}\n",
        sums.documents, sums.entries
    )
}

/// Reads all sources once.
fn pass(
    shared: &Shared<'_>,
    sources: &mut [Source],
    take: impl FnMut(usize, Made) -> Result<(), StreamError>,
) -> Result<Vec<Worker>, StreamError> {
    let workers = (0..shared.settings.threads.max(1)).map(|_| Worker::default()).collect();
    let longest = shared.settings.longest_line;
    let read = |hand_on: &mut dyn FnMut(Chunk) -> bool| {
        for (number, source) in sources.iter_mut().enumerate() {
            if !source.read(number, longest, hand_on)? {
                break;
            }
        }
        Ok(())
    };
    ordered(workers, read, |worker: &mut Worker, chunk| worker.make(shared, &chunk), take)
}

/// Counts in how many documents each word stands as it reaches a stage.
fn counted(
    pipeline: &Pipeline,
    stages: usize,
    settings: &Settings,
    sources: &mut [Source],
    files: &[String],
) -> Result<Frequencies, StreamError> {
    let (tokens, product) = (Tokens::Words, Product::Counts);
    let shared = Shared { pipeline, stages, tokens, subwords: None, product, settings, files };
    let mut sums = Made::default();
    let workers = pass(&shared, sources, |_, made| {
        add(&mut sums, &made);
        Ok(())
    })?;
    let mut frequencies = Frequencies { documents: sums.documents as usize, counts: HashMap::new() };
    for worker in &workers {
        for (word, count) in worker.terms.words().zip(&worker.frequencies) {
            *frequencies.counts.entry(word.to_owned()).or_default() += count;
        }
    }
    Ok(frequencies)
}

/// Learns subwords from the words that all stages leave.
fn learned(
    pipeline: &Pipeline,
    vocabulary: usize,
    settings: &Settings,
    sources: &mut [Source],
    files: &[String],
) -> Result<Subwords, StreamError> {
    let (tokens, product, stages) = (Tokens::Words, Product::Counts, pipeline.len());
    let shared = Shared { pipeline, stages, tokens, subwords: None, product, settings, files };
    let workers = pass(&shared, sources, |_, _| Ok(()))?;
    let mut counts: HashMap<String, u64> = HashMap::new();
    for (word, uses) in workers.iter().flat_map(Worker::uses) {
        if let Some(end) = pipeline.pass(word, stages).end() {
            *counts.entry(end.to_owned()).or_default() += uses;
        }
    }
    Ok(Subwords::learn(counts.iter().map(|(word, count)| (word.as_str(), *count)), vocabulary)?)
}

/// What each stage left of all documents together.
fn counters(shared: &Shared<'_>, workers: &[Worker]) -> Vec<(&'static str, Counters)> {
    let pipeline = shared.pipeline;
    if !shared.settings.counts_stages {
        return Vec::new();
    }
    let mut uses: HashMap<&str, u64> = HashMap::new();
    workers.iter().flat_map(Worker::uses).for_each(|(word, count)| *uses.entry(word).or_default() += count);
    let mut all = vec![Counters::default(); pipeline.len() + 1];
    let mut vocabularies = vec![HashSet::new(); pipeline.len() + 1];
    for (word, count) in uses {
        let count = count as usize;
        let passage = pipeline.pass(word, pipeline.len());
        for (stage, counters) in all.iter_mut().enumerate() {
            let before = stage.checked_sub(1);
            if passage.texts.len() > stage {
                counters.tokens += count;
                counters.changed += if before.is_some_and(|before| passage.changed_at(before)) { count } else { 0 };
            } else if before.is_some() && passage.removed_at == before {
                counters.removed += count;
            }
        }
        for (text, vocabulary) in passage.texts.into_iter().zip(&mut vocabularies) {
            vocabulary.insert(text);
        }
    }
    for (counters, vocabulary) in all.iter_mut().zip(vocabularies) {
        counters.vocabulary = vocabulary.len();
    }
    std::iter::once("tokens").chain(pipeline.names()).zip(all).collect()
}
