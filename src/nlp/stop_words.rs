//! Stop-words: the most common words of a language, which many pipelines drop. Two lists are at hand for the languages
//! of the stemmer: that of stopwords-iso (the crate `stop-words`) and that of NLTK (`samples/stop-words`).

use super::case::lower;
use super::fold::fold;
use super::language::Language;
use super::normalize::{composed, key, normalize};
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

/// Spanish words that deny. They stand in the stop-word list too, but without them "no es bueno" reads "bueno".
pub const NEGATIONS: [&str; 10] =
    ["no", "ni", "nunca", "jamás", "nada", "nadie", "ningún", "ninguna", "ninguno", "tampoco"];

/// Which of the two published lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum List {
    /// stopwords-iso: 732 Spanish words.
    #[default]
    Iso,
    /// NLTK's, which are Snowball's: 313 Spanish words.
    Nltk,
}

impl List {
    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso => "ISO",
            Self::Nltk => "NLTK",
        }
    }
}

/// NLTK's lists: a line a language, its code and its words between tabs.
const NLTK: &str = include_str!("../../samples/stop-words/nltk.tsv");

/// A set of stop-words.
#[derive(Debug, Clone, Default)]
pub struct StopWords {
    words: HashSet<String>,
    /// The words in the form in which they are looked up.
    keys: HashSet<String>,
    /// Whose rules say which spellings are one word.
    language: Option<&'static Language>,
}

impl StopWords {
    /// The ISO list of a language by its two-letter code (`es`); `None` if there is none.
    pub fn of(language: &str) -> Option<Self> {
        Self::list(List::Iso, language)
    }

    /// One of the two lists of a language; `None` if there is none.
    pub fn list(list: List, language: &str) -> Option<Self> {
        let words = match list {
            List::Iso => stop_words::lookup(language)?.iter().copied().map(normalised).collect(),
            List::Nltk => {
                let row = NLTK.lines().find_map(|row| row.strip_prefix(language)?.strip_prefix('\t'))?;
                row.split('\t').map(normalised).collect()
            }
        };
        Some(Self::of_words(words, Language::find(language)))
    }

    fn of_words(words: HashSet<String>, language: Option<&'static Language>) -> Self {
        let mut all = Self { words, keys: HashSet::new(), language };
        all.keys = all.words.iter().map(|word| all.key(word).into_owned()).collect();
        all
    }

    /// The words of a user's file: one or more a line, between blanks; what follows a `#` is a remark. They are put into
    /// the lower case of the language and NFC.
    ///
    /// # Errors
    /// As the system words it, or that the file is not UTF-8.
    pub fn open(path: &Path, language: &'static Language) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let words = text.trim_start_matches('\u{feff}').lines().flat_map(|line| {
            let line = line.split('#').next().unwrap_or_default();
            line.split_whitespace().map(|word| lower(&normalize(word, language), language)).collect::<Vec<_>>()
        });
        Ok(Self::of_words(words.collect(), Some(language)))
    }

    /// This list and another.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.words.extend(other.words);
        self.keys.extend(other.keys);
        self.language = self.language.or(other.language);
        self
    }

    /// The same list without some words, which are then kept in the text (see [`NEGATIONS`]).
    #[must_use]
    pub fn without(mut self, kept: &[&str]) -> Self {
        let kept: HashSet<String> = kept.iter().map(|word| self.key(word).into_owned()).collect();
        let language = self.language;
        self.words.retain(|word| !kept.contains(key_in(word, language).as_ref()));
        self.keys.retain(|key| !kept.contains(key));
        self
    }

    /// The same list with every word's form without accents beside it, for text that was folded before. A form that a
    /// kept word shares is not added.
    #[must_use]
    pub fn and_folded(mut self, kept: &[&str]) -> Self {
        let kept: Vec<String> = kept.iter().map(|word| fold(word, &[])).collect();
        let folded: Vec<String> =
            self.words.iter().map(|word| fold(word, &[])).filter(|word| !kept.contains(word)).collect();
        self.keys.extend(folded.iter().map(|word| key_in(word, self.language).into_owned()));
        self.words.extend(folded);
        self
    }

    /// Whether this word, in lower case, is on the list, in whichever of the spellings that are one word in the language
    /// (see [`super::normalize`]).
    pub fn contains(&self, word: &str) -> bool {
        self.keys.contains(self.key(word).as_ref())
    }

    fn key<'w>(&self, word: &'w str) -> Cow<'w, str> {
        key_in(word, self.language)
    }

    /// The words, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
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

fn normalised(word: &str) -> String {
    composed(word).into_owned()
}

fn key_in<'w>(word: &'w str, language: Option<&'static Language>) -> Cow<'w, str> {
    let Some(language) = language else { return composed(word) };
    match normalize(word, language) {
        Cow::Borrowed(word) => key(word, language),
        Cow::Owned(word) => Cow::Owned(key(&word, language).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::words::words;

    #[test]
    fn the_spanish_lists_have_732_and_313_words_and_every_language_of_the_stemmer_but_tamil_has_both() {
        assert_eq!(StopWords::of("es").unwrap().len(), 732);
        assert_eq!(StopWords::list(List::Nltk, "es").unwrap().len(), 313);
        for language in crate::nlp::language::LANGUAGES {
            for list in [List::Iso, List::Nltk] {
                let found = StopWords::list(list, language.code);
                let is_missing = match list {
                    List::Iso => matches!(language.code, "az" | "ta"),
                    List::Nltk => matches!(language.code, "az" | "ca" | "ga" | "lt"),
                };
                assert_eq!(found.is_none_or(|list| list.len() < 50), is_missing, "{} {list:?}", language.code);
            }
        }
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

    #[test]
    fn matching_after_folding_finds_the_words_that_lost_their_accents_and_still_keeps_negations() {
        let list = StopWords::of("es").unwrap();
        assert!(list.contains("estábamos") && !list.contains("estabamos"));
        let folded = list.without(&NEGATIONS).and_folded(&NEGATIONS);
        assert!(folded.contains("estabamos") && folded.contains("estábamos"));
        assert!(!folded.contains("jamas") && !folded.contains("jamás"));
    }

    /// Figures counted beforehand by an independent program.
    #[test]
    fn folding_first_leaves_91_of_157_accented_stop_words_in_the_text() {
        let list = StopWords::of("es").unwrap();
        let accented: Vec<String> = list.iter().filter(|word| !word.is_ascii()).map(|word| fold(word, &[])).collect();
        let missed = accented.iter().filter(|word| !list.contains(word)).count();
        assert_eq!((accented.len(), missed), (157, 91));
    }

    #[test]
    fn a_stop_word_is_known_in_each_of_its_spellings() {
        for (language, list, words) in [
            ("en", List::Iso, &["isn't", "isn’t", "don\u{2bc}t"][..]),
            ("en", List::Nltk, &["isn't", "isn’t"]),
            ("fr", List::Iso, &["aujourd'hui", "aujourd’hui", "quelqu’un", "même", "me\u{302}me"]),
            ("ca", List::Iso, &["d'una", "d’una", "s’han"]),
            ("ro", List::Iso, &["eşti", "ești", "as\u{326}"]),
            ("ro", List::Nltk, &["aţi", "ați", "fiţi", "fiți"]),
            ("de", List::Iso, &["muß", "muss", "außer", "ausser"]),
            ("el", List::Nltk, &["αυτές", "αυτες", "αυτεσ", "είναι", "ειναι"]),
            ("el", List::Iso, &["από", "απο", "αὐτὸς"]),
            ("ar", List::Nltk, &["إلى", "إِلَى"]),
            ("ru", List::Iso, &["ещё", "еще"]),
            ("tr", List::Iso, &["bazı", "altı"]),
        ] {
            let stops = StopWords::list(list, language).unwrap();
            for word in words {
                assert!(stops.contains(word), "{language} {list:?} {word}");
            }
        }
        let english = StopWords::of("en").unwrap().without(&["isn't"]);
        assert!(!english.contains("isn’t") && english.contains("aren’t"));
    }

    #[test]
    fn every_list_is_in_its_languages_lower_case_and_finds_its_own_words() {
        for language in &super::super::language::LANGUAGES {
            for list in [List::Iso, List::Nltk].into_iter().filter_map(|list| StopWords::list(list, language.code)) {
                for word in list.iter() {
                    assert_eq!(lower(word, language), word, "{}", language.code);
                    assert!(list.contains(word) && list.contains(&lower(word, language)));
                }
            }
        }
    }

    #[test]
    fn a_users_file_has_words_between_blanks_and_remarks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.txt");
        std::fs::write(&path, "\u{feff}Pues  bueno\n# nothing\nvale # so so\r\n").unwrap();
        let mine = StopWords::open(&path, Language::find("es").unwrap()).unwrap();
        assert!(mine.len() == 3 && ["pues", "bueno", "vale"].iter().all(|word| mine.contains(word)));
    }
}
