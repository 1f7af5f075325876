//! Word vectors to begin with: trained on the run's own texts, or read from a file; and rows made of them.

use super::spec::{Spec, setting};
use crate::nlp::language::Language;
use crate::nlp::vectorize::{SparseRow, Vectorizer};
use crate::nlp::vectors::{self, WordVectors};
use crate::nlp::word2vec::{Corpus, Settings, Word2Vec};
use crate::run::{Failure, Result};
use std::path::Path;
use std::sync::Arc;

/// What rows are made of, from the setting `vectorizer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Features {
    /// A column a term.
    Sparse(Vectorizer),
    /// The mean of the words' vectors.
    Dense,
}

/// Words of the texts that Word2Vec goes through, over all its epochs.
const WORDS: u64 = 2_000_000;

impl Features {
    pub(super) fn of(spec: &Spec) -> Result<Self> {
        match spec.vectorizer.trim() {
            "word2vec" => Ok(Self::Dense),
            "glove" if spec.embedding_file.is_empty() => {
                Err(Failure::Input("`vectorizer` = glove: expected `embedding-file` to name a file of vectors".into()))
            }
            "glove" => Ok(Self::Dense),
            sparse => setting("vectorizer", sparse)
                .map(Self::Sparse)
                .map_err(|error| Failure::Input(format!("{error}; in this lab also word2vec and glove"))),
        }
    }

    /// The vectorizer that columns and terms come from.
    pub(super) fn sparse(self) -> Vectorizer {
        match self {
            Self::Sparse(vectorizer) => vectorizer,
            Self::Dense => Vectorizer::Count,
        }
    }
}

/// The vectors that the settings ask for, if any, and what there is to say of them. `train` are the training texts' tokens;
/// `cut` takes more text through the same stages.
pub(super) fn start(
    spec: &Spec,
    train: &[&[String]],
    cut: impl Fn(&str) -> Vec<String>,
) -> Result<Option<(WordVectors, String)>> {
    if !spec.embedding_file.is_empty() {
        let path = Path::new(&spec.embedding_file);
        let vectors = vectors::open(path).map_err(|error| Failure::Input(format!("`embedding-file`: {error}")))?;
        let coverage = vectors.coverage(train.iter().copied().flatten());
        let (words, width, file) = (vectors.len(), vectors.width(), spec.embedding_file.escape_debug());
        let share = 100.0 * coverage.known_tokens as f64 / coverage.tokens.max(1) as f64;
        let (known, all) = (coverage.known_words, coverage.words);
        let remark = format!(
            "{file}: {words} word vectors of {width} numbers; {known} of the {all} words of the training texts have one, \
             {share:.1} % of their tokens"
        );
        let again = vectors.repeated().map(|repeated| format!("; {} words come again there", repeated.count));
        return Ok(Some((vectors, remark + &again.unwrap_or_default())));
    }
    if spec.vectorizer.trim() != "word2vec" {
        return Ok(None);
    }
    let is_spanish = Language::find(&spec.language).is_some_and(|language| language.code == "es");
    let prose: Vec<Vec<String>> = match is_spanish {
        true => crate::data::text::prose::pieces().iter().flat_map(|piece| piece.text.lines()).map(cut).collect(),
        false => Vec::new(),
    };
    let sentences = train.iter().copied().chain(prose.iter().map(Vec::as_slice));
    let corpus = Arc::new(Corpus::of(sentences, spec.min_count as u64));
    let epochs = (WORDS / corpus.words().max(1)).clamp(3, 40) as usize;
    // One worker: the same vectors in every run.
    let settings =
        Settings { vector_size: spec.embedding, sg: true, epochs, seed: spec.training.seed, ..Settings::default() };
    let words = corpus.words();
    let mut model =
        Word2Vec::new(corpus, settings).map_err(|error| Failure::Input(format!("`vectorizer`: {error}")))?;
    model.train(u64::MAX);
    let source = if is_spanish { "the training texts and the bundled prose" } else { "the training texts" };
    let remark = format!("Word2Vec (skip-gram) on {source}: {words} words, {epochs} epochs");
    Ok(Some((model.vectors(), remark)))
}

/// The mean of the vectors of the tokens that have one, as a row; empty when none has.
pub(super) fn mean<S: AsRef<str>>(vectors: &WordVectors, tokens: &[S]) -> SparseRow {
    let mut sum = vec![0.0_f64; vectors.width()];
    let mut known = 0.0_f64;
    for vector in tokens.iter().filter_map(|token| vectors.vector(token.as_ref())) {
        known += 1.0;
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += f64::from(*x));
    }
    if known == 0.0 {
        return SparseRow::default();
    }
    SparseRow { columns: (0..sum.len() as u32).collect(), values: sum.into_iter().map(|x| x / known).collect() }
}
