//! What an unknown token costs: a model that may write "unknown" for nothing gains by knowing less.

use crate::nlp::ngram::{Ends, NGram, Smoothing};
use crate::nlp::vocabulary::Vocabulary;

/// Code points that are characters (all but surrogates).
const CHARACTERS: f64 = 1_112_064.0;
/// Of the character model that spells words.
const ORDER: usize = 5;

/// The charge for unknown tokens.
#[derive(Debug)]
pub(super) enum Spelling {
    /// There are none.
    None,
    /// Each is one of the characters that are not known, all alike.
    Character {
        /// How many are known.
        known: usize,
    },
    /// Words are spelled by the characters of the training part's different words, each counted once, and an end mark.
    Word(Box<Speller>),
}

/// See [`Spelling::Word`].
#[derive(Debug)]
pub(super) struct Speller {
    characters: Vocabulary,
    model: NGram,
}

impl Spelling {
    pub(super) fn none() -> Self {
        Self::None
    }

    pub(super) fn of_characters(known: usize) -> Self {
        Self::Character { known }
    }

    /// Learns from different words.
    pub(super) fn learn<'a>(types: impl Iterator<Item = &'a str>) -> Self {
        let types: Vec<&str> = types.collect();
        let mut buffer = [0; 4];
        let mut characters = Vocabulary::listed([]);
        for c in types.iter().flat_map(|word| word.chars()) {
            characters.add(c.encode_utf8(&mut buffer).to_owned(), 0);
        }
        let ids = |word: &&str| spelled(&characters, word);
        let words: Vec<Vec<u32>> = types.iter().map(ids).collect();
        let model = NGram::train(ORDER, characters.len() + 1, Ends::Marked, Smoothing::ModifiedKneserNey, &words);
        Self::Word(Box::new(Speller { characters, model }))
    }

    /// -ln p of a token's spelling, in nats.
    pub(super) fn nats(&self, token: &str) -> f64 {
        let unknown = |known: usize| (CHARACTERS - known as f64).ln();
        match self {
            Self::None => 0.0,
            Self::Character { known } => unknown(*known),
            Self::Word(speller) => {
                let Speller { characters, model } = &**speller;
                let ids = spelled(characters, token);
                let never_seen = ids.iter().filter(|id| **id as usize == characters.len()).count();
                model.surprises(&ids).iter().sum::<f64>() + never_seen as f64 * unknown(characters.len())
            }
        }
    }
}

fn spelled(characters: &Vocabulary, word: &str) -> Vec<u32> {
    let mut buffer = [0; 4];
    word.chars().map(|c| characters.id(c.encode_utf8(&mut buffer)).unwrap_or(characters.len() as u32)).collect()
}
