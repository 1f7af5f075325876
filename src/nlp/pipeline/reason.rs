//! Why a stage did to a word what it did.

use super::{Frequencies, PipelineError};
use crate::nlp::fold::fold;
use crate::nlp::language::Language;
use crate::nlp::normalize::normalize;
use crate::nlp::steps::{Stage, Stops};
use crate::nlp::stop_words::{List, StopWords};
use std::path::Path;

/// Why a word came out as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It got the spelling in which lists and rules have it (a straight apostrophe, no soft hyphen).
    Spelling,
    /// Letters got another case.
    Case,
    /// Letters lost their accents: each with what stands in its place.
    Accents(Vec<(char, String)>),
    /// Characters that are not ASCII were deleted.
    Deleted(Vec<char>),
    /// There is no letter or digit in it.
    NoLetter,
    /// It is made of digits.
    Number,
    /// Its digits became 0.
    Masked,
    /// It stands on a published list.
    Listed(List),
    /// It stands in the user's file.
    InFile,
    /// This word of the list is the same without accents.
    ListedFolded(String),
    /// It stands on a list, but it denies, and such words are kept.
    Denies,
    /// The stem has this ending in the place of that one.
    Ending {
        /// What was cut off; may be empty.
        off: String,
        /// What was put on; may be empty. When both are, only accents went.
        on: String,
    },
    /// It stands in so many documents.
    Documents {
        /// Those that it stands in.
        count: u32,
        /// All.
        of: usize,
    },
}

/// Knows the reasons of one stage.
#[derive(Debug)]
pub struct Reasons {
    stage: Stage,
    /// The published list, and the one of the user's file.
    lists: (Option<(List, StopWords)>, Option<StopWords>),
    language: &'static Language,
    frequencies: Option<Frequencies>,
}

impl Reasons {
    /// The reasons of a stage in a language; `frequencies` serve the stage `df`.
    ///
    /// # Errors
    /// When there is no such language. A file that cannot be read explains nothing.
    pub fn new(stage: &Stage, language: &str, frequencies: Option<Frequencies>) -> Result<Self, PipelineError> {
        let language =
            Language::find(language).ok_or_else(|| PipelineError::Language(language.escape_debug().to_string()))?;
        let lists = match stage {
            Stage::StopWords(Stops { list, file, .. }) => (
                list.and_then(|list| Some((list, StopWords::list(list, language.code)?))),
                file.as_ref().and_then(|file| StopWords::open(Path::new(file), language).ok()),
            ),
            _ => (None, None),
        };
        Ok(Self { stage: stage.clone(), lists, language, frequencies })
    }

    /// Why the stage made `after` of a word, or took it out; `None` where it did nothing for no reason of note.
    pub fn of(&self, before: &str, after: Option<&str>) -> Option<Reason> {
        if let Stage::Frequency { .. } = &self.stage {
            let known = self.frequencies.as_ref()?;
            let count = known.counts.get(before).copied().unwrap_or(0);
            return Some(Reason::Documents { count, of: known.documents });
        }
        let normal = normalize(before, self.language);
        if normal != before && after == Some(&normal) {
            return Some(Reason::Spelling);
        }
        self.of_normal(&normal, after)
    }

    fn of_normal(&self, before: &str, after: Option<&str>) -> Option<Reason> {
        let is_same = after == Some(before);
        match &self.stage {
            Stage::StopWords(stops) => self.stop_word(stops, before, after.is_none()),
            _ if is_same => None,
            Stage::Frequency { .. } => None,
            Stage::Lower | Stage::Upper => Some(Reason::Case),
            Stage::Accents { delete: false, keep } => {
                let kept: Vec<char> = keep.chars().collect();
                let folded = before.chars().map(|c| (c, fold(c.encode_utf8(&mut [0; 4]), &kept)));
                Some(Reason::Accents(folded.filter(|(c, to)| !to.chars().eq([*c])).collect()))
            }
            Stage::Accents { delete: true, keep } => {
                Some(Reason::Deleted(before.chars().filter(|c| !c.is_ascii() && !keep.contains(*c)).collect()))
            }
            Stage::Punctuation { .. } => Some(Reason::NoLetter),
            Stage::Digits { mask: true } => Some(Reason::Masked),
            Stage::Digits { mask: false } => Some(Reason::Number),
            Stage::Stem { .. } => Some(ending(before, after.unwrap_or_default())),
        }
    }

    fn stop_word(&self, stops: &Stops, word: &str, is_removed: bool) -> Option<Reason> {
        let (published, own) = &self.lists;
        let is_listed = published.as_ref().filter(|(_, words)| words.contains(word)).map(|(list, _)| *list);
        let is_in_file = own.as_ref().is_some_and(|words| words.contains(word));
        if !is_removed {
            let denies = stops.keep_negations && self.language.negations.contains(&word);
            return (denies && (is_listed.is_some() || is_in_file)).then_some(Reason::Denies);
        }
        match (is_in_file, is_listed) {
            (true, _) => Some(Reason::InFile),
            (false, Some(list)) => Some(Reason::Listed(list)),
            (false, None) => {
                let words = published.iter().map(|(_, words)| words).chain(own);
                // The first in the alphabet, so that it is always the same one.
                let accented = words.flat_map(StopWords::iter).filter(|listed| fold(listed, &[]) == word).min();
                accented.map(|listed| Reason::ListedFolded(listed.to_owned()))
            }
        }
    }
}

/// What a stem has otherwise than its word, accents in what they share aside.
fn ending(before: &str, after: &str) -> Reason {
    let plain = |c: char| fold(c.encode_utf8(&mut [0; 4]), &[]);
    let common = before.chars().zip(after.chars()).take_while(|(a, b)| plain(*a) == plain(*b)).count();
    let rest = |text: &str| text.chars().skip(common).collect();
    Reason::Ending { off: rest(before), on: rest(after) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(stage: &str, before: &str, after: Option<&str>) -> Option<Reason> {
        let steps: crate::nlp::steps::Steps = stage.parse().unwrap();
        Reasons::new(&steps.0[0].stage, "es", None).unwrap().of(before, after)
    }

    #[test]
    fn every_stage_says_why() {
        let ending = |off: &str, on: &str| Some(Reason::Ending { off: off.into(), on: on.into() });
        assert_eq!(reason("lower", "Yo", Some("yo")), Some(Reason::Case));
        assert_eq!(reason("fold", "médico", Some("medico")), Some(Reason::Accents(vec![('é', "e".into())])));
        assert_eq!(reason("fold(delete)", "niño", Some("nio")), Some(Reason::Deleted(vec!['ñ'])));
        assert_eq!(reason("punct", ";", None), Some(Reason::NoLetter));
        assert_eq!(reason("digits", "1984", None), Some(Reason::Number));
        assert_eq!(reason("digits(mask)", "1984", Some("0000")), Some(Reason::Masked));
        assert_eq!(reason("stem", "jugaba", Some("jug")), ending("aba", ""));
        assert_eq!(reason("stem", "médico", Some("medic")), ending("o", ""));
        assert_eq!(reason("stem", "sol", Some("sol")), None);
        assert_eq!(reason("lower", "l’eau", Some("l'eau")), Some(Reason::Spelling));
        assert_eq!(reason("lower", "L’eau", Some("l'eau")), Some(Reason::Case));
    }

    #[test]
    fn a_stop_word_is_traced_to_its_list() {
        assert_eq!(reason("stop", "soy", None), Some(Reason::Listed(List::Iso)));
        assert_eq!(reason("stop(list=nltk)", "soy", None), Some(Reason::Listed(List::Nltk)));
        assert_eq!(reason("stop(folded)", "estabamos", None), Some(Reason::ListedFolded("estábamos".into())));
        assert_eq!(reason("stop(keep-negations)", "no", Some("no")), Some(Reason::Denies));
        assert_eq!(reason("stop", "casa", Some("casa")), None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.txt");
        std::fs::write(&path, "ajedrez").unwrap();
        let stage = format!("stop(file=\"{}\")", path.display());
        assert_eq!(reason(&stage, "ajedrez", None), Some(Reason::InFile));
    }

    #[test]
    fn a_rare_word_is_told_with_its_documents() {
        let counts = [("casa".to_owned(), 1)].into();
        let stage = Stage::named("df").unwrap();
        let reasons = Reasons::new(&stage, "es", Some(Frequencies { documents: 3, counts })).unwrap();
        assert_eq!(reasons.of("casa", None), Some(Reason::Documents { count: 1, of: 3 }));
    }
}
