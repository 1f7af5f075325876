//! Byte-pair subwords (Sennrich, Haddow and Birch 2016): pieces of words that are learned from a text by joining, again
//! and again, the two neighbours that meet most often. The crate `tokenizers` learns and applies them.

use ahash::AHashMap;
use compact_str::CompactString;
use std::ops::Range;
use thiserror::Error;
use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::{AddedToken, Model as _};

/// Stands for characters that were not learned; no text of a user reaches the model as this.
const UNKNOWN: &str = "\u{0}?";

/// Learning failed.
#[derive(Debug, Error)]
#[error("subwords could not be learned: {0}")]
pub struct SubwordError(String);

/// Learned pieces.
pub struct Subwords {
    model: BPE,
    pieces: usize,
}

impl std::fmt::Debug for Subwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subwords").field("pieces", &self.pieces).finish_non_exhaustive()
    }
}

impl Subwords {
    /// Learns at most `vocabulary` pieces (at least the single characters) from words and how often they occur. A pair
    /// that occurs once is not joined. The same counts give the same pieces.
    ///
    /// # Errors
    /// When the crate refuses; no text is known to make it.
    pub fn learn<'a>(words: impl IntoIterator<Item = (&'a str, u64)>, vocabulary: usize) -> Result<Self, SubwordError> {
        let failed = |error: tokenizers::Error| SubwordError(error.to_string());
        let counts: AHashMap<CompactString, u64> =
            words.into_iter().map(|(word, count)| (word.into(), count)).collect();
        let trainer = BpeTrainer::builder()
            .show_progress(false)
            .vocab_size(vocabulary.saturating_add(1))
            .min_frequency(2)
            .special_tokens(vec![AddedToken::from(UNKNOWN, true)])
            .build();
        let mut model = BPE::builder().unk_token(UNKNOWN.into()).build().map_err(failed)?;
        trainer.do_train(&counts, &mut model).map_err(failed)?;
        model.unk_token = Some(UNKNOWN.into());
        let pieces = model.get_vocab_size().saturating_sub(1);
        Ok(Self { model, pieces })
    }

    /// What was learned, as text that [`from_json`](Self::from_json) reads.
    ///
    /// # Errors
    /// When the crate cannot write it.
    pub fn to_json(&self) -> Result<String, SubwordError> {
        serde_json::to_string(&self.model).map_err(|error| SubwordError(error.to_string()))
    }

    /// What [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn from_json(text: &str) -> Result<Self, SubwordError> {
        let model: BPE = serde_json::from_str(text).map_err(|error| SubwordError(error.to_string()))?;
        let pieces = model.get_vocab_size().saturating_sub(1);
        Ok(Self { model, pieces })
    }

    /// How many different pieces were learned.
    pub fn len(&self) -> usize {
        self.pieces
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.pieces == 0
    }

    /// The pieces, in no order.
    pub fn vocabulary(&self) -> Vec<String> {
        self.model.get_vocab().into_keys().filter(|piece| piece != UNKNOWN).collect()
    }

    /// The places of a word's pieces, in bytes, from its first to its last; a character that was not learned is a piece
    /// of its own. Put together they are the word.
    pub fn cut(&self, word: &str) -> Vec<Range<usize>> {
        let whole = || if word.is_empty() { Vec::new() } else { std::iter::once(0..word.len()).collect() };
        let Ok(tokens) = self.model.tokenize(word) else { return whole() };
        let pieces: Vec<Range<usize>> = tokens.into_iter().map(|token| token.offsets.0..token.offsets.1).collect();
        let joins = pieces.windows(2).all(|pair| matches!(pair, [a, b] if a.end == b.start));
        let covers = pieces.first().is_some_and(|p| p.start == 0) && pieces.last().is_some_and(|p| p.end == word.len());
        if joins && covers && pieces.iter().all(|piece| word.get(piece.clone()).is_some()) { pieces } else { whole() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn learned(vocabulary: usize) -> Subwords {
        let words = [("jugar", 9), ("jugando", 7), ("jugaba", 5), ("cantar", 6), ("cantando", 4), ("saltar", 3)];
        Subwords::learn(words, vocabulary).unwrap()
    }

    fn pieces<'a>(subwords: &Subwords, word: &'a str) -> Vec<&'a str> {
        subwords.cut(word).into_iter().map(|piece| &word[piece]).collect()
    }

    #[test]
    fn frequent_neighbours_are_joined_and_unknown_words_fall_into_known_pieces() {
        let subwords = learned(25);
        assert!(subwords.len() <= 25);
        assert_eq!(pieces(&subwords, "jugar"), ["jugar"]);
        let cut = pieces(&subwords, "saltando");
        assert!(cut.len() < "saltando".len() && cut.concat() == "saltando", "{cut:?}");
        assert_eq!(pieces(&subwords, "字ñ").concat(), "字ñ", "characters never seen are kept");
        assert!(pieces(&subwords, "").is_empty());
    }

    #[test]
    fn the_same_counts_give_the_same_pieces() {
        let sorted = |subwords: Subwords| {
            let mut all = subwords.vocabulary();
            all.sort_unstable();
            all
        };
        assert_eq!(sorted(learned(30)), sorted(learned(30)));
    }

    #[test]
    fn an_empty_text_teaches_nothing_and_breaks_nothing() {
        let subwords = Subwords::learn([], 100).unwrap();
        assert!(subwords.is_empty());
        assert_eq!(pieces(&subwords, "hola").concat(), "hola");
    }

    proptest! {
        #[test]
        fn pieces_are_the_word_byte_for_byte(word in any::<String>()) {
            let subwords = learned(20);
            prop_assert_eq!(pieces(&subwords, &word).concat(), word);
        }
    }
}
