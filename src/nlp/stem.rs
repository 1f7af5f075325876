//! Stems: what is left of a word when its endings are taken off, by the Snowball rules (the crate `rust-stemmers`).
//! Stem before accents are folded: without them the rules find other endings (jugaría gives jug, jugaria gives jugari).

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer as Rules};

/// The stemmer of one language.
pub struct Stemmer {
    rules: Rules,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemmer").finish_non_exhaustive()
    }
}

impl Stemmer {
    /// The stemmer of a language by its two-letter code; `None` if there is none.
    pub fn of(language: &str) -> Option<Self> {
        let algorithm = match language {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "no" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return None,
        };
        Some(Self { rules: Rules::create(algorithm) })
    }

    /// The stem of a word, which must be in lower case.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        self.rules.stem(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_jugar_share_a_stem_and_its_relatives_do_not() {
        let spanish = Stemmer::of("es").unwrap();
        for word in ["jugar", "jugando", "jugo", "jugó", "jugaría"] {
            assert_eq!(spanish.stem(word), "jug", "{word}");
        }
        for (word, stem) in [("jugaria", "jugari"), ("juego", "jueg"), ("jugador", "jugador")] {
            assert_eq!(spanish.stem(word), stem);
        }
        assert!(Stemmer::of("xx").is_none());
    }
}
