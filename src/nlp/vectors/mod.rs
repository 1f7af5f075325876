//! Word vectors: where they come from does not matter here (trained by [`word2vec`](super::word2vec), or read from a
//! file). Nearest neighbours, analogies, a map in two dimensions, coverage of a text, and files.

mod binary;
mod error;
#[cfg(test)]
mod file_tests;
mod glove;
mod lines;
mod npy;
mod open;
#[cfg(test)]
mod tests;
mod text;

pub use binary::{read_binary, write_binary};
pub use error::{Result, VectorsError};
pub use glove::read_glove;
pub use npy::{read_npy, write_npy};
pub use open::{Format, open, open_npy, open_unless, save, write};
pub use text::{read_text, write_text};

use super::vocabulary::Vocabulary;
use crate::kernels::{Level, dense, vector};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Words, each with a vector of the same length.
#[derive(Debug, Clone)]
pub struct WordVectors {
    vocabulary: Vocabulary,
    width: usize,
    values: Vec<f32>,
    /// 1 / length of each vector; 0 for a vector of zeros.
    inverse_lengths: OnceLock<Vec<f32>>,
    repeated: Option<Repeated>,
}

/// Words that a file has more than once; the first vector of each was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The first of them.
    pub word: String,
    /// How many vectors were left out.
    pub count: usize,
}

/// A word near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its id.
    pub id: u32,
    /// The cosine of the angle between the two.
    pub cosine: f32,
}

/// How much of a text has vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Tokens of the text.
    pub tokens: usize,
    /// Those whose word has a vector.
    pub known_tokens: usize,
    /// Different words of the text.
    pub words: usize,
    /// Those that have a vector.
    pub known_words: usize,
    /// The words without, the most frequent first, then in order of their code points.
    pub missing: Vec<(String, usize)>,
}

impl WordVectors {
    /// Vectors of the vocabulary's words, end to end in the order of ids; there must be `width` numbers a word, else what
    /// lacks is 0.
    pub(crate) fn of(vocabulary: Vocabulary, width: usize, mut values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), vocabulary.len() * width);
        values.resize(vocabulary.len() * width, 0.0);
        Self { vocabulary, width, values, inverse_lengths: OnceLock::new(), repeated: None }
    }

    /// The words with their counts, where these are known (else 0).
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What was left out of a file, since its word had come before.
    pub fn repeated(&self) -> Option<&Repeated> {
        self.repeated.as_ref()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.vocabulary.is_empty()
    }

    /// The length of a vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All vectors, `[words, width]` in row-major order.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The id of a word, if it has a vector.
    pub fn id(&self, word: &str) -> Option<u32> {
        self.vocabulary.id(word)
    }

    /// The word of an id.
    pub fn word(&self, id: u32) -> Option<&str> {
        self.vocabulary.token(id)
    }

    /// The vector of an id.
    pub fn row(&self, id: u32) -> Option<&[f32]> {
        let start = (id as usize).checked_mul(self.width)?;
        self.values.get(start..start + self.width)
    }

    /// The vector of a word.
    pub fn vector(&self, word: &str) -> Option<&[f32]> {
        self.row(self.id(word)?)
    }

    /// The cosine of the angle between two words' vectors; 0 if one of them is 0.
    pub fn cosine(&self, a: &str, b: &str) -> Option<f32> {
        let (a, b) = (self.unit(self.id(a)?)?, self.unit(self.id(b)?)?);
        Some(a.iter().zip(&b).map(|(a, b)| a * b).sum())
    }

    /// The `count` words whose vectors point most nearly the way of `place`, nearest first, without those excluded. `place`
    /// has `width` numbers; a place of zeros has no neighbours.
    pub fn neighbours(&self, place: &[f32], count: usize, exclude: &[u32]) -> Vec<Near> {
        let length = vector::sum_of_squares(place).sqrt() as f32;
        if place.len() != self.width || length == 0.0 || !length.is_finite() {
            return Vec::new();
        }
        let unit: Vec<f32> = place.iter().map(|x| x / length).collect();
        let mut products = vec![0.0; self.len()];
        let weights = dense::Weights { kernel: &unit, bias: &[], units: 1, is_turned: false };
        dense::forward(Level::current(), &self.values, weights, dense::Squash::Linear, &mut products);
        let mut near: Vec<Near> = (0..)
            .zip(products.iter().zip(self.inverse_lengths()))
            .filter(|(id, (_, inverse))| **inverse > 0.0 && !exclude.contains(id))
            .map(|(id, (product, inverse))| Near { id, cosine: (product * inverse).clamp(-1.0, 1.0) })
            .collect();
        let nearer = |a: &Near, b: &Near| b.cosine.total_cmp(&a.cosine).then(a.id.cmp(&b.id));
        if count < near.len() {
            near.select_nth_unstable_by(count, nearer);
            near.truncate(count);
        }
        near.sort_unstable_by(nearer);
        near
    }

    /// The `count` nearest neighbours of a word, itself excluded.
    pub fn nearest(&self, word: &str, count: usize) -> Option<Vec<Near>> {
        let id = self.id(word)?;
        Some(self.neighbours(self.row(id)?, count, &[id]))
    }

    /// What is to c as b is to a: the `count` words nearest to b - a + c (of hombre, rey and mujer: "rey" - "hombre" +
    /// "mujer"), each as a unit vector, without the three themselves (Mikolov et al. 2013, "Linguistic regularities";
    /// 3CosAdd). None when a word has no vector.
    pub fn analogy(&self, [a, b, c]: [&str; 3], count: usize) -> Option<Vec<Near>> {
        let ids = [self.id(a)?, self.id(b)?, self.id(c)?];
        let [a, b, c] = ids.map(|id| self.unit(id));
        let place: Vec<f32> = b?.iter().zip(&a?).zip(&c?).map(|((b, a), c)| b - a + c).collect();
        Some(self.neighbours(&place, count, &ids))
    }

    /// How much of a text has vectors, and which words have not.
    pub fn coverage<S: AsRef<str>>(&self, tokens: impl IntoIterator<Item = S>) -> Coverage {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for token in tokens {
            match counts.get_mut(token.as_ref()) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(token.as_ref().to_owned(), 1);
                }
            }
        }
        let (words, tokens) = (counts.len(), counts.values().sum());
        let mut missing: Vec<(String, usize)> =
            counts.into_iter().filter(|(word, _)| self.id(word).is_none()).collect();
        missing.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        let missing_tokens: usize = missing.iter().map(|(_, count)| count).sum();
        Coverage { tokens, known_tokens: tokens - missing_tokens, words, known_words: words - missing.len(), missing }
    }

    /// The vectors of a vocabulary's tokens, `[tokens, width]`, to begin an embedding with: a token without a vector gets
    /// zeros. Also how many tokens had one.
    pub fn table_for(&self, tokens: &[String]) -> (Vec<f32>, usize) {
        let mut table = vec![0.0; tokens.len() * self.width];
        let mut known = 0;
        for (row, token) in table.chunks_exact_mut(self.width.max(1)).zip(tokens) {
            if let Some(vector) = self.vector(token) {
                row.copy_from_slice(vector);
                known += 1;
            }
        }
        (table, known)
    }

    fn unit(&self, id: u32) -> Option<Vec<f32>> {
        let inverse = *self.inverse_lengths().get(id as usize)?;
        Some(self.row(id)?.iter().map(|x| x * inverse).collect())
    }

    fn inverse_lengths(&self) -> &[f32] {
        self.inverse_lengths.get_or_init(|| {
            let inverse = |row: &[f32]| {
                let length = vector::sum_of_squares(row).sqrt();
                if length > 0.0 { (1.0 / length) as f32 } else { 0.0 }
            };
            self.values.chunks_exact(self.width.max(1)).map(inverse).collect()
        })
    }
}

/// Gathers words and vectors as a reader meets them; of equal words the first stays.
#[derive(Debug)]
struct Builder {
    vocabulary: Vocabulary,
    values: Vec<f32>,
    repeated: Option<Repeated>,
}

impl Builder {
    fn new() -> Self {
        Self { vocabulary: Vocabulary::listed([]), values: Vec::new(), repeated: None }
    }

    /// The vector's numbers stand at the end of `values` already.
    fn word(&mut self, word: &str, width: usize) {
        if !self.vocabulary.add(word.to_owned(), 0) {
            self.values.truncate(self.values.len() - width);
            self.repeated.get_or_insert_with(|| Repeated { word: word.to_owned(), count: 0 }).count += 1;
        }
    }

    fn finish(self, width: usize) -> WordVectors {
        WordVectors { repeated: self.repeated, ..WordVectors::of(self.vocabulary, width, self.values) }
    }
}
