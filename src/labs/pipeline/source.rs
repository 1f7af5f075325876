//! From the settings to labelled documents as tokens.

use super::baselines::{self, BaselineScore};
use super::raw::{Parts, Raw, raw};
use super::spec::{ModelName, Spec, setting};
use super::tokenizer::Tokenizer;
use super::vectors::{self, Features};
use crate::nlp::steps::Steps;
use crate::nlp::tokens::{Token, Tokens};
use crate::nlp::vectorize::{Fitted, SparseRow};
use crate::nlp::vectors::WordVectors;
use crate::nlp::vocabulary::Vocabulary;
use crate::run::Result;
use std::ops::Range;

/// The id of unknown tokens in the network's table; known ones follow.
pub(super) const UNKNOWN: u32 = 0;

/// One labelled text, taken through the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// As it was.
    pub text: String,
    /// What came out of the pipeline.
    pub tokens: Vec<String>,
    /// The ids that the network sees, at least one.
    pub ids: Vec<u32>,
    /// What logistic regression sees.
    pub row: SparseRow,
    /// Its class.
    pub label: usize,
    /// Whether it is marked to hold a negation that matters.
    pub is_negated: bool,
}

/// What a run looks at and never changes; shared with its snapshots.
#[derive(Debug)]
pub struct Data {
    /// The settings.
    pub spec: Spec,
    /// The classes' names.
    pub classes: Vec<String>,
    /// Documents to train on.
    pub train: Vec<Document>,
    /// Documents never trained on.
    pub held_out: Vec<Document>,
    /// The known tokens: of the training texts, and others that have a vector to begin with.
    pub vocabulary: Vocabulary,
    /// The terms of the training texts, a column each unless rows are made of vectors.
    pub fitted: Fitted,
    /// Word vectors that an embedding begins with, or that rows are made of.
    pub vectors: Option<WordVectors>,
    /// What there is to say of them.
    pub remarks: Vec<String>,
    /// The columns of the user's file; none of bundled texts.
    pub columns: Vec<String>,
    /// The one that holds the texts.
    pub column: Option<String>,
    /// What simple methods reach on the held-out documents.
    pub baselines: Vec<BaselineScore>,
    features: Features,
    tokenizer: Tokenizer,
}

impl Data {
    /// Reads the texts, takes them through the pipeline and measures the baselines.
    ///
    /// # Errors
    /// [`crate::run::Failure::Input`] naming the setting, or the file and the line.
    pub fn open(spec: Spec) -> Result<Self> {
        let mut data = Self::some(spec, usize::MAX)?;
        data.baselines = baselines::all(data.classes.len(), &data.train, &data.held_out);
        Ok(data)
    }

    /// At most so many texts to train on and to hold out, the first ones of each, without the baselines.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(super) fn some(spec: Spec, most: usize) -> Result<Self> {
        let steps: Steps = setting("steps", &spec.steps)?;
        let tokens: Tokens = setting("tokens", &spec.tokens)?;
        let features = Features::of(&spec)?;
        let Parts { classes, mut train, mut held_out, remarks: of_file, columns, column } = raw(&spec)?;
        train.truncate(most);
        held_out.truncate(most);
        let tokenizer = Tokenizer::new(&steps, &spec.language, tokens, train.iter().map(|raw| raw.text.as_str()))?;
        let cut = |raw: Vec<Raw>| -> Vec<(Vec<String>, Raw)> {
            raw.into_iter().map(|raw| (tokenizer.cut(&raw.text), raw)).collect()
        };
        let (train, held_out) = (cut(train), cut(held_out));
        let lists: Vec<&[String]> = train.iter().map(|(tokens, _)| tokens.as_slice()).collect();
        let (vectors, remarks) = vectors::start(&spec, &lists, |text| tokenizer.cut(text))?.unzip();
        let mut vocabulary = Vocabulary::of(train.iter().flat_map(|(tokens, _)| tokens), spec.min_count);
        if let Some(vectors) = &vectors {
            // A word that is not trained on is known too, when it comes with a vector. Not all words of a large file get
            // a row: those that are asked about do.
            let others = held_out.iter().flat_map(|(tokens, _)| tokens).filter(|token| vectors.id(token).is_some());
            let own = if spec.embedding_file.is_empty() { vectors.vocabulary().tokens() } else { &[] };
            for token in others.chain(own) {
                vocabulary.add(token.clone(), 0);
            }
        }
        let fitted = Fitted::fit(features.sparse(), &lists);
        let document = |(tokens, raw): (Vec<String>, Raw)| Document {
            ids: ids(&vocabulary, &tokens, spec.longest),
            row: row(features, &fitted, vectors.as_ref(), &tokens),
            tokens,
            text: raw.text,
            label: raw.label,
            is_negated: raw.is_negated,
        };
        let train: Vec<Document> = train.into_iter().map(document).collect();
        let held_out: Vec<Document> = held_out.into_iter().map(document).collect();
        let unused = super::spec::unused(&spec);
        let (remarks, baselines) = (remarks.into_iter().chain(of_file).chain(unused).collect(), Vec::new());
        Ok(Self {
            spec,
            classes,
            train,
            held_out,
            vocabulary,
            fitted,
            vectors,
            remarks,
            columns,
            column,
            baselines,
            features,
            tokenizer,
        })
    }

    /// A text of the user's as the network sees it: its tokens, their places in it, and their ids.
    pub fn encode(&self, text: &str) -> (Vec<String>, Vec<Range<usize>>, Vec<u32>) {
        let cut = self.tokenizer.tokens(text).into_iter().map(|Token { span, text }| (text, span));
        let (tokens, places): (Vec<String>, Vec<Range<usize>>) = cut.unzip();
        let ids = ids(&self.vocabulary, &tokens, self.spec.longest);
        (tokens, places, ids)
    }

    /// The last tokens, so many as the network sees.
    pub fn seen<'t>(&self, tokens: &'t [String]) -> &'t [String] {
        tokens.get(tokens.len().saturating_sub(self.spec.longest)..).unwrap_or_default()
    }

    /// The rows of what is [`seen`](Self::seen): of its first token, its first two, and so on.
    pub fn beginnings(&self, tokens: &[String]) -> Vec<SparseRow> {
        let seen = self.seen(tokens);
        let vectors = self.vectors.as_ref();
        (1..=seen.len())
            .map(|end| row(self.features, &self.fitted, vectors, seen.get(..end).unwrap_or_default()))
            .collect()
    }

    /// Columns of the rows.
    pub fn columns(&self) -> usize {
        match (self.features, &self.vectors) {
            (Features::Dense, Some(vectors)) => vectors.width(),
            _ => self.fitted.terms().len(),
        }
    }

    /// Numbers in a token's vector: as the settings say, or as the file has them.
    pub fn width(&self) -> usize {
        self.vectors.as_ref().map_or(self.spec.embedding, WordVectors::width)
    }

    /// Rows of the network's table: the known tokens, and one for all others.
    pub fn table_rows(&self) -> usize {
        self.vocabulary.len() + 1
    }

    /// Whether the model knows a token. A network knows what is not too rare, the others know all of the training texts.
    pub fn knows(&self, token: &str) -> bool {
        match (self.spec.model, self.features, &self.vectors) {
            (ModelName::Logistic, Features::Dense, Some(vectors)) => vectors.id(token).is_some(),
            (ModelName::Logistic | ModelName::NaiveBayes, ..) => self.fitted.column(token).is_some(),
            _ => self.vocabulary.id(token).is_some(),
        }
    }

    /// How many of the tokens that were seen the model knows.
    pub fn known(&self) -> usize {
        match (self.spec.model, self.features) {
            (ModelName::Logistic | ModelName::NaiveBayes, Features::Sparse(_)) | (ModelName::NaiveBayes, _) => {
                self.fitted.terms().len()
            }
            _ => self.vocabulary.tokens().iter().filter(|token| self.knows(token)).count(),
        }
    }

    /// The share of the held-out tokens that the model does not know.
    pub fn oov_rate(&self) -> f64 {
        let tokens = || self.held_out.iter().flat_map(|document| &document.tokens);
        tokens().filter(|token| !self.knows(token)).count() as f64 / tokens().count().max(1) as f64
    }
}

fn row(features: Features, fitted: &Fitted, vectors: Option<&WordVectors>, tokens: &[String]) -> SparseRow {
    match (features, vectors) {
        (Features::Dense, Some(vectors)) => vectors::mean(vectors, tokens),
        _ => fitted.row(tokens),
    }
}

/// The ids of the last `longest` tokens; a text without tokens is one unknown token.
fn ids(vocabulary: &Vocabulary, tokens: &[String], longest: usize) -> Vec<u32> {
    let seen = tokens.get(tokens.len().saturating_sub(longest)..).unwrap_or_default();
    let ids: Vec<u32> = seen.iter().map(|token| vocabulary.id(token).map_or(UNKNOWN, |id| id + 1)).collect();
    if ids.is_empty() { vec![UNKNOWN] } else { ids }
}
