//! A text as Word2Vec takes it: sentences of known words.

use crate::nlp::vocabulary::Vocabulary;
use std::collections::HashMap;

/// A piece of the corpus ends with the sentence that reaches so many words.
pub const PIECE: u64 = 1_000;

/// Sentences are cut after so many words, as gensim does, so that a text without sentences is no single piece.
const LONGEST: usize = 10_000;

/// A vocabulary with counts, and all sentences as the ids of their known words: a word that occurs too rarely is taken out,
/// and its neighbours become neighbours.
#[derive(Debug, Clone)]
pub struct Corpus {
    vocabulary: Vocabulary,
    min_count: u64,
    ids: Vec<u32>,
    /// Where each sentence ends in `ids`.
    ends: Vec<usize>,
    pieces: Vec<Piece>,
    words: u64,
}

/// Where a piece begins.
#[derive(Debug, Clone, Copy)]
struct Piece {
    sentence: usize,
    words: u64,
}

impl Corpus {
    /// Takes in all sentences; words that occur less than `min_count` times become unknown.
    pub fn of<S: AsRef<str>, T: IntoIterator<Item = S>>(
        sentences: impl IntoIterator<Item = T>,
        min_count: u64,
    ) -> Self {
        let mut reader = Self::reader();
        for sentence in sentences {
            reader.sentence(sentence);
        }
        reader.finish(min_count)
    }

    /// A corpus that is still being read.
    pub fn reader() -> Reader {
        Reader::default()
    }

    /// The known words with their counts.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How often a word must occur to be known.
    pub fn min_count(&self) -> u64 {
        self.min_count
    }

    /// All words, unknown ones included.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// Tokens of known words.
    pub fn tokens(&self) -> u64 {
        self.ids.len() as u64
    }

    /// How many sentences there are.
    pub fn sentences(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Words before a piece; all words after the last.
    pub(super) fn words_before(&self, piece: usize) -> u64 {
        self.pieces.get(piece).map_or(self.words, |piece| piece.words)
    }

    /// The sentences of a piece.
    pub(super) fn piece(&self, piece: usize) -> impl Iterator<Item = &[u32]> {
        let border = |piece: usize| self.pieces.get(piece).map_or(self.ends.len(), |piece| piece.sentence);
        (border(piece)..border(piece + 1)).map(|sentence| {
            let start = sentence.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
            self.ends.get(sentence).and_then(|&end| self.ids.get(start..end)).unwrap_or_default()
        })
    }
}

/// A corpus that is read a sentence at a time; numbers words in the order of their first occurrence.
#[derive(Debug, Default)]
pub struct Reader {
    seen: HashMap<String, u32>,
    counts: Vec<u64>,
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl Reader {
    /// Takes in a sentence.
    pub fn sentence<S: AsRef<str>>(&mut self, words: impl IntoIterator<Item = S>) {
        let mut start = self.ids.len();
        for word in words {
            if self.ids.len() - start == LONGEST {
                self.ends.push(self.ids.len());
                start = self.ids.len();
            }
            let id = self.id(word.as_ref());
            self.ids.push(id);
        }
        if self.ids.len() > start {
            self.ends.push(self.ids.len());
        }
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.seen.get(word) {
            if let Some(count) = self.counts.get_mut(id as usize) {
                *count += 1;
            }
            return id;
        }
        let id = self.counts.len() as u32;
        self.seen.insert(word.to_owned(), id);
        self.counts.push(1);
        id
    }

    /// The corpus; words that occur less than `min_count` times become unknown.
    pub fn finish(self, min_count: u64) -> Corpus {
        let Self { seen, counts, ids, ends } = self;
        let count = |id: u32| counts.get(id as usize).copied().unwrap_or(0);
        let vocabulary = Vocabulary::counted(seen.iter().map(|(word, &id)| (word.clone(), count(id))), min_count);
        let mut known = vec![None; counts.len()];
        for (word, id) in &seen {
            if let Some(known) = known.get_mut(*id as usize) {
                *known = vocabulary.id(word);
            }
        }
        let words = ids.len() as u64;
        let mut corpus = Corpus { vocabulary, min_count, ids: Vec::new(), ends: Vec::new(), pieces: Vec::new(), words };
        let (mut start, mut piece_end) = (0, 0);
        for end in ends {
            if start as u64 >= piece_end {
                corpus.pieces.push(Piece { sentence: corpus.ends.len(), words: start as u64 });
                piece_end = start as u64 + PIECE;
            }
            let sentence = ids.get(start..end).unwrap_or_default();
            corpus.ids.extend(sentence.iter().filter_map(|&id| known.get(id as usize).copied().flatten()));
            corpus.ends.push(corpus.ids.len());
            start = end;
        }
        corpus
    }
}
