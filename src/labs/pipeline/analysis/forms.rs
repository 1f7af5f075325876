//! Words as numbers, one-hot and dense, side by side.

use super::{Documents, Space};
use crate::nlp::vectorize::{NumericForms, numeric_forms};

/// Two words and how alike their two forms find them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The words, different ones.
    pub words: [String; 2],
    /// The cosine of their one-hot vectors: 0, whatever they mean.
    pub one_hot: f64,
    /// The cosine of their dense vectors, in [-1, 1].
    pub dense: f32,
}

/// What it takes to write a text's words as numbers, and what the numbers know of the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Forms {
    /// Columns and bytes.
    pub numeric: NumericForms,
    /// Pairs of the words used most that have a dense vector: the most alike first, then the least alike.
    pub pairs: Vec<Pair>,
}

/// The forms of a text's words. At most `most` pairs, of the `words` words used most: half of them the most alike, half the
/// least; all of them if there are no more.
pub fn forms(documents: &Documents, space: &Space, words: usize, most: usize) -> Forms {
    let known: Vec<&String> = documents
        .uses
        .iter()
        .map(|(word, _)| word)
        .filter(|word| space.vectors.id(word).is_some())
        .take(words)
        .collect();
    let numeric = numeric_forms(documents.uses.len(), space.vectors.width());
    let mut pairs: Vec<Pair> = Vec::new();
    for (place, a) in known.iter().enumerate() {
        for b in known.iter().skip(place + 1) {
            let Some(dense) = space.vectors.cosine(a, b) else { continue };
            pairs.push(Pair { words: [(*a).clone(), (*b).clone()], one_hot: numeric.one_hot_cosine, dense });
        }
    }
    pairs.sort_by(|a, b| b.dense.total_cmp(&a.dense));
    if pairs.len() > most {
        let least = pairs.split_off(pairs.len() - most / 2);
        pairs.truncate(most - least.len());
        pairs.extend(least);
    }
    Forms { numeric, pairs }
}
