//! The notes' example of the text pipeline, computed.

use crate::nlp::stem::Stemmer;
use crate::nlp::stop_words::StopWords;
use crate::nlp::words::words;

/// A sentence of which one noun is left.
const SENTENCE: &str = "Yo soy un médico";
/// Forms of one verb.
const FORMS: [&str; 4] = ["jugar", "jugando", "jugó", "jugaría"];

/// What the stages make of the notes' words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PipelineExample {
    /// The sentence.
    pub sentence: String,
    /// Its words in lower case, each with whether it is a stop-word.
    pub words: Vec<(String, Fate)>,
    /// How many stop-words the list has.
    pub stop_words: usize,
    /// Words and their stems.
    pub stems: Vec<(String, String)>,
}

/// What becomes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Kept,
    /// It is a stop-word.
    Removed,
}

impl PipelineExample {
    /// Runs the words through the stages.
    pub fn compute() -> Self {
        let stop_words = StopWords::of("es");
        let is_stop = |word: &str| stop_words.as_ref().is_some_and(|list| list.contains(word));
        let fate = |word: String| {
            let fate = if is_stop(&word) { Fate::Removed } else { Fate::Kept };
            (word, fate)
        };
        let stemmer = Stemmer::of("es");
        let stem = |word: &str| stemmer.as_ref().map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned());
        Self {
            sentence: SENTENCE.to_owned(),
            words: words(SENTENCE).into_iter().map(fate).collect(),
            stop_words: stop_words.as_ref().map_or(0, StopWords::len),
            stems: FORMS.iter().map(|word| ((*word).to_owned(), stem(word))).collect(),
        }
    }
}
