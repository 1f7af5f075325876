//! Answers about a text's vectors, and what is kept from one answer to the next: the text as tokens, trained vectors, a
//! file's vectors. None of it is found out twice.

use super::{Analogy, Documents, Forms, Matrix, Neighbour, Origin, Space, Tokenization, WordsMap, forms, matrix};
use crate::nlp::vectorize::Vectorizer;
use crate::nlp::vectors::Coverage;
use crate::run::Result;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Rows and columns of a matrix that are given.
const MATRIX: (usize, usize) = (400, 120);
/// Words that are given, those used most.
const WORDS: usize = 400;
/// Words on the map, of which pairs are made, and how many pairs.
const MAPPED: usize = 120;
const PAIRED: usize = 40;
const PAIRS: usize = 12;
/// Neighbours of a word, and answers to an analogy.
const NEAR: usize = 12;

/// As what a text's documents or words are looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// Documents as rows of a matrix.
    Rows(Vectorizer),
    /// Words as vectors that are trained on the spot.
    Trained,
    /// Words as vectors of a file.
    File(PathBuf),
}

/// What is to be found out.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorsRequest {
    /// The text; a line is a document.
    pub text: Arc<str>,
    /// How it becomes tokens.
    pub tokenization: Tokenization,
    /// As what it is looked at.
    pub view: View,
    /// The word whose neighbours are looked for.
    pub word: Option<String>,
    /// a : b = c : ?
    pub analogy: Option<[String; 3]>,
}

/// A word's neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// The word.
    pub word: String,
    /// The nearest first; `None` when it has no vector.
    pub near: Option<Vec<Neighbour>>,
    /// Its dense vector.
    pub dense: Option<Vec<f32>>,
    /// The one column of its one-hot vector that is 1, from 0: the text's words in order of their code points.
    pub column: Option<usize>,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordUse {
    /// The word.
    pub word: String,
    /// How often it occurs.
    pub uses: usize,
    /// Whether it has a vector.
    pub is_known: bool,
}

/// A text's words as vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// Where the vectors come from.
    pub origin: Origin,
    /// Words that have a vector, of the text or not.
    pub known: usize,
    /// The text's words, some hundreds of those used most.
    pub uses: Vec<WordUse>,
    /// How much of the text has vectors; of the words without, some hundreds of those used most.
    pub coverage: Coverage,
    /// One-hot and dense.
    pub forms: Forms,
    /// On a plane.
    pub map: WordsMap,
    /// Of the word that was asked about.
    pub neighbours: Option<Neighbours>,
    /// Of the three words that were asked about.
    pub analogy: Option<([String; 3], Analogy)>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum VectorsResult {
    /// Documents as rows.
    Rows(Matrix),
    /// Words as vectors.
    Words(Box<Words>),
}

/// Keeps what the last answers took the most time for.
#[derive(Debug, Default)]
pub struct Keeper {
    text: Option<(Arc<str>, Tokenization, Arc<Documents>)>,
    trained: Option<(Arc<Documents>, Arc<Space>)>,
    file: Option<(PathBuf, Arc<Space>)>,
    words: Option<(Arc<Documents>, Arc<Space>, Words)>,
}

impl Keeper {
    /// Answers a question. `cancel` ends that early.
    ///
    /// # Errors
    /// As [`Documents::of`], [`Space::train`] and [`Space::open`].
    pub fn answer(&mut self, ask: &VectorsRequest, cancel: &AtomicBool) -> Result<VectorsResult> {
        let documents = self.documents(ask, cancel)?;
        let space = match &ask.view {
            View::Rows(vectorizer) => return Ok(VectorsResult::Rows(matrix(&documents, *vectorizer, MATRIX))),
            View::Trained => self.trained(&documents, &ask.tokenization, cancel)?,
            View::File(path) => self.file(path, cancel)?,
        };
        let mut words = self.words(&documents, &space);
        words.neighbours = ask.word.as_ref().map(|word| neighbours(&documents, &space, word));
        words.analogy = ask.analogy.as_ref().map(|three| {
            let read = three.each_ref().map(|word| as_read(&documents, &space, word));
            let found = space.analogy(read.each_ref().map(String::as_str), NEAR);
            (three.clone(), found)
        });
        Ok(VectorsResult::Words(Box::new(words)))
    }

    /// What there is to say of all words together, whichever is under the cursor.
    fn words(&mut self, documents: &Arc<Documents>, space: &Arc<Space>) -> Words {
        if let Some((of, with, words)) = &self.words
            && Arc::ptr_eq(of, documents)
            && Arc::ptr_eq(with, space)
        {
            return words.clone();
        }
        let mut coverage = space.coverage(documents);
        coverage.missing.truncate(WORDS);
        let words = Words {
            origin: space.origin.clone(),
            known: space.vectors.len(),
            uses: documents.uses.iter().take(WORDS).map(|(word, uses)| word_use(space, word, *uses)).collect(),
            coverage,
            forms: forms(documents, space, PAIRED, PAIRS),
            map: space.map(documents, MAPPED),
            neighbours: None,
            analogy: None,
        };
        self.words = Some((Arc::clone(documents), Arc::clone(space), words.clone()));
        words
    }

    fn documents(&mut self, ask: &VectorsRequest, cancel: &AtomicBool) -> Result<Arc<Documents>> {
        if let Some((text, tokenization, documents)) = &self.text
            && *tokenization == ask.tokenization
            && *text == ask.text
        {
            return Ok(Arc::clone(documents));
        }
        let documents = Arc::new(Documents::of(&ask.text, &ask.tokenization, cancel)?);
        self.text = Some((Arc::clone(&ask.text), ask.tokenization.clone(), Arc::clone(&documents)));
        Ok(documents)
    }

    fn trained(
        &mut self,
        documents: &Arc<Documents>,
        tokenization: &Tokenization,
        cancel: &AtomicBool,
    ) -> Result<Arc<Space>> {
        if let Some((_, space)) = self.trained.as_ref().filter(|(kept, _)| Arc::ptr_eq(kept, documents)) {
            return Ok(Arc::clone(space));
        }
        let space = Arc::new(Space::train(documents, tokenization, cancel)?);
        self.trained = Some((Arc::clone(documents), Arc::clone(&space)));
        Ok(space)
    }

    fn file(&mut self, path: &PathBuf, cancel: &AtomicBool) -> Result<Arc<Space>> {
        if let Some((kept, space)) = &self.file
            && kept == path
        {
            return Ok(Arc::clone(space));
        }
        // One large file at a time.
        (self.file, self.words) = (None, None);
        let space = Arc::new(Space::open(path, cancel)?);
        self.file = Some((path.clone(), Arc::clone(&space)));
        Ok(space)
    }
}

/// A word as it stands among the vectors: as it is, else as the stages leave it.
fn as_read(documents: &Documents, space: &Space, word: &str) -> String {
    let is_known = |word: &String| space.vectors.id(word).is_some();
    let left = || documents.cut(word).into_iter().next();
    [word.to_owned()].into_iter().find(is_known).or_else(left).unwrap_or_else(|| word.to_owned())
}

fn word_use(space: &Space, word: &str, uses: usize) -> WordUse {
    WordUse { word: word.to_owned(), uses, is_known: space.vectors.id(word).is_some() }
}

fn neighbours(documents: &Documents, space: &Space, word: &str) -> Neighbours {
    let words = || documents.uses.iter().map(|(other, _)| other.as_str());
    Neighbours {
        word: word.to_owned(),
        near: space.neighbours(word, NEAR),
        dense: space.vectors.vector(word).map(<[f32]>::to_vec),
        column: words().any(|other| other == word).then(|| words().filter(|other| *other < word).count()),
    }
}
