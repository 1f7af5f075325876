//! The words of a text as dense vectors: trained on the spot or read from a file; neighbours, analogies, a map.

use super::{Documents, Tokenization};
use crate::data::text::{prose, reviews};
use crate::nlp::language::Language;
use crate::nlp::vectors::{self, Coverage, Near, WordVectors};
use crate::nlp::word2vec::{Corpus, Settings, Word2Vec};
use crate::nn::Pca;
use crate::run::{Failure, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Numbers in a vector that is trained on the spot.
const WIDTH: usize = 50;
/// Words that the training goes through, over all its epochs: about a second.
const WORDS: u64 = 1_000_000;
/// Words between two looks at whether the training is still wanted.
const SLICE: u64 = 20_000;
/// Of a word that was met less often, too little is learned to call it a neighbour.
const LEAST_USES: u64 = 5;
/// Fixed, so that the same text gives the same vectors.
const SEED: u64 = 1;

/// Where vectors come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Word2Vec (skip-gram) on the text itself.
    Trained {
        /// Whether the bundled texts in the same language were read too.
        bundled: bool,
        /// Words of the texts.
        words: u64,
        /// How often they were gone through.
        epochs: usize,
        /// Words that were met less often are no neighbours: little was learned of them.
        least_uses: u64,
    },
    /// A file.
    File(PathBuf),
}

/// Words with vectors.
#[derive(Debug)]
pub struct Space {
    /// The vectors.
    pub vectors: WordVectors,
    /// Where they come from.
    pub origin: Origin,
}

/// A word near another.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The word.
    pub word: String,
    /// The cosine of the angle between the two, in [-1, 1].
    pub cosine: f32,
    /// How often it was met in training; 0 where that is not known.
    pub uses: u64,
}

/// What a : b = c : ? gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Analogy {
    /// The words nearest to b - a + c, the nearest first.
    Found(Vec<Neighbour>),
    /// Words of the three that have no vector.
    Unknown(Vec<String>),
}

/// A word on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedWord {
    /// The word.
    pub word: String,
    /// How often it occurs in the text.
    pub uses: usize,
    /// Where it lies.
    pub place: [f32; 2],
}

/// The words of a text on a plane.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordsMap {
    /// Those of the words used most that have a vector.
    pub words: Vec<PlacedWord>,
    /// The share of their variance along each axis, in [0, 1].
    pub explained: [f64; 2],
}

impl Space {
    /// Trains vectors on a text, and in Spanish on the bundled reviews and prose with it. The same text and tokenization give the
    /// same bits. `cancel` ends it early.
    ///
    /// # Errors
    /// [`Failure::Input`] when there is no word to train on; [`Failure::Work`] when it was cancelled.
    pub fn train(documents: &Documents, tokenization: &Tokenization, cancel: &AtomicBool) -> Result<Self> {
        let bundled = bundled(documents, tokenization)?;
        let own = documents.list.iter().map(|document| document.texts().collect::<Vec<_>>());
        let more = bundled.iter().map(|line| line.iter().map(String::as_str).collect());
        let corpus = Arc::new(Corpus::of(own.chain(more), 1));
        let words = corpus.words();
        let epochs = (WORDS / words.max(1)).clamp(3, 30) as usize;
        let settings = Settings { vector_size: WIDTH, sg: true, epochs, seed: SEED, ..Settings::default() };
        let mut model = Word2Vec::new(corpus, settings).map_err(Failure::input)?;
        while !model.is_done() {
            model.train(SLICE);
            if cancel.load(Ordering::Relaxed) {
                return Err(Failure::Work("the training of word vectors was cancelled".into()));
            }
        }
        let bundled = !bundled.is_empty();
        // A text by itself may be too short to be choosy.
        let least_uses = if bundled { LEAST_USES } else { 1 };
        let origin = Origin::Trained { bundled, words, epochs, least_uses };
        Ok(Self { vectors: model.vectors(), origin })
    }

    /// Reads vectors from a file: GloVe's text, word2vec's text or binary format, numpy's array.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file and the line, also when `cancel` ended it early.
    pub fn open(path: &Path, cancel: &AtomicBool) -> Result<Self> {
        // What is no file may never end, or never begin.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Failure::Input(format!("{}: expected a file of word vectors", path.display())));
        }
        let vectors = vectors::open_unless(path, cancel).map_err(Failure::input)?;
        Ok(Self { vectors, origin: Origin::File(path.to_owned()) })
    }

    /// The words nearest to a word; `None` when it has no vector.
    pub fn neighbours(&self, word: &str, count: usize) -> Option<Vec<Neighbour>> {
        Some(self.well_met(&self.vectors.nearest(word, self.candidates(count))?, count))
    }

    /// a : b = c : ?
    pub fn analogy(&self, [a, b, c]: [&str; 3], count: usize) -> Analogy {
        match self.vectors.analogy([a, b, c], self.candidates(count)) {
            Some(near) => Analogy::Found(self.well_met(&near, count)),
            None => {
                let unknown = [a, b, c].into_iter().filter(|word| self.vectors.id(word).is_none());
                Analogy::Unknown(unknown.map(str::to_owned).collect())
            }
        }
    }

    /// How much of a text has vectors, and which words have not.
    pub fn coverage(&self, documents: &Documents) -> Coverage {
        self.vectors.coverage(documents.tokens())
    }

    /// The text's words on the plane that keeps most of their variance, at most so many of those used most.
    pub fn map(&self, documents: &Documents, most: usize) -> WordsMap {
        let known = documents.uses.iter().filter_map(|(word, uses)| Some((word, *uses, self.vectors.id(word)?)));
        let known = known.filter_map(|(word, uses, id)| Some((word, uses, self.vectors.row(id)?)));
        let known: Vec<(&String, usize, &[f32])> = known.take(most).collect();
        let write = |i: usize, out: &mut [f32]| known.get(i).into_iter().for_each(|(.., row)| out.copy_from_slice(row));
        // Without a word, or with numbers that are not finite, there is no map.
        let Ok(pca) = Pca::leading(2, known.len(), self.vectors.width(), write) else { return WordsMap::default() };
        let (axes, explained) = ([0, 1], pca.explained());
        let place = |row: &[f32]| {
            let along = pca.project(row, 2);
            axes.map(|axis| along.get(axis).copied().unwrap_or(0.0))
        };
        let placed = |(word, uses, row): &(&String, usize, &[f32])| PlacedWord {
            word: (*word).clone(),
            uses: *uses,
            place: place(row),
        };
        let words = known.iter().map(placed).collect();
        WordsMap { words, explained: axes.map(|axis| explained.get(axis).copied().unwrap_or(0.0)) }
    }

    /// Of a file, words are asked for that are wanted; of a training all, for not all of them count.
    fn candidates(&self, count: usize) -> usize {
        if matches!(self.origin, Origin::File(_)) { count } else { self.vectors.len() }
    }

    /// The nearest that were met often enough.
    fn well_met(&self, near: &[Near], count: usize) -> Vec<Neighbour> {
        let least = if let Origin::Trained { least_uses, .. } = self.origin { least_uses } else { 0 };
        near.iter().filter_map(|near| self.named(near)).filter(|near| near.uses >= least).take(count).collect()
    }

    fn named(&self, near: &Near) -> Option<Neighbour> {
        let uses = self.vectors.vocabulary().counts().get(near.id as usize).copied().unwrap_or(0);
        Some(Neighbour { word: self.vectors.word(near.id)?.to_owned(), cosine: near.cosine, uses })
    }
}

/// The bundled texts in the text's language, through the same stages; none in a language that has none.
fn bundled(documents: &Documents, tokenization: &Tokenization) -> Result<Vec<Vec<String>>> {
    if Language::find(&tokenization.language).is_none_or(|language| language.code != "es") {
        return Ok(Vec::new());
    }
    let reviews = reviews::train().map_err(Failure::work)?;
    let lines = reviews.iter().map(|review| review.text.as_str());
    let prose = prose::pieces();
    Ok(lines.chain(prose.iter().flat_map(|piece| piece.text.lines())).map(|line| documents.cut(line)).collect())
}
