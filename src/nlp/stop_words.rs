//! Stop-words: the most common words of a language, which many pipelines drop. The lists are those of stopwords-iso
//! (the crate `stop-words`); the Spanish one has 732 words.

use std::collections::HashSet;

/// Spanish words that deny. They stand in the stop-word list too, but without them "no es bueno" reads "bueno".
pub const NEGATIONS: [&str; 10] =
    ["no", "ni", "nunca", "jamás", "nada", "nadie", "ningún", "ninguna", "ninguno", "tampoco"];

/// A set of stop-words.
#[derive(Debug, Clone)]
pub struct StopWords {
    words: HashSet<&'static str>,
}

impl StopWords {
    /// The list of a language by its two-letter code (`es`); `None` if there is none.
    pub fn of(language: &str) -> Option<Self> {
        let words = stop_words::lookup(language)?;
        Some(Self { words: words.iter().copied().collect() })
    }

    /// The same list without some words, which are then kept in the text (see [`NEGATIONS`]).
    pub fn without(mut self, kept: &[&str]) -> Self {
        self.words.retain(|word| !kept.contains(word));
        self
    }

    /// Whether this word, in lower case and NFC, is on the list.
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// How many words the list has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the list has no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::words::words;

    #[test]
    fn the_spanish_list_has_732_words() {
        assert_eq!(StopWords::of("es").unwrap().len(), 732);
        assert!(StopWords::of("no such language").is_none());
    }

    #[test]
    fn of_yo_soy_un_medico_only_the_noun_is_left_with_or_without_accent() {
        let list = StopWords::of("es").unwrap();
        for (text, noun) in [("Yo soy un medico", "medico"), ("Yo soy un médico", "médico")] {
            let left: Vec<String> = words(text).into_iter().filter(|word| !list.contains(word)).collect();
            assert_eq!(left, [noun]);
        }
    }

    #[test]
    fn no_is_a_stop_word_unless_negations_are_kept() {
        let list = StopWords::of("es").unwrap();
        assert!(list.contains("no"));
        let kept = list.without(&NEGATIONS);
        assert!(NEGATIONS.iter().all(|word| !kept.contains(word)));
        assert!(kept.contains("el"));
    }
}
