//! Stems: what is left of a word when its endings are taken off, by the Snowball rules (the crate `rust-stemmers`,
//! whose stems are those of Snowball 2.0 to 2.2; 3.0 has others in German, Dutch, Romanian and, rarely, English).
//! Stem before accents are folded: without them the rules find other endings (jugaría gives jug, jugaria gives jugari).

use super::fold::fold;
use super::language::Language;
use rust_stemmers::Stemmer as Rules;
use std::borrow::Cow;

/// The stemmer of one language.
pub struct Stemmer {
    rules: Rules,
    language: &'static Language,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemmer").field("language", &self.language.code).finish_non_exhaustive()
    }
}

impl Stemmer {
    /// The stemmer of a language by its two-letter code; `None` if there is none.
    pub fn of(language: &str) -> Option<Self> {
        let language = Language::find(language)?;
        Some(Self { rules: Rules::create(language.rules?), language })
    }

    /// The stem of a word, which must be in lower case and [normalised](super::normalize).
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match self.language.code {
            // These rules know the letters with a cedilla alone; the stem has those that the word has.
            "ro" if word.contains(['ș', 'ț']) => {
                let stem = self.rules.stem(&word.replace('ș', "ş").replace('ț', "ţ")).into_owned();
                Cow::Owned(stem.replace('ş', "ș").replace('ţ', "ț"))
            }
            // As in Snowball from 2.0 on.
            "ru" if word.contains('ё') => Cow::Owned(self.rules.stem(&word.replace('ё', "е")).into_owned()),
            _ => self.rules.stem(word),
        }
    }

    /// Whether [`tolerant`](Self::tolerant) differs from plain stems in this language.
    pub fn knows_accents(&self) -> bool {
        !self.language.accents.is_empty()
    }

    /// A stem that is the same whether the word was typed with its accents or without: the shortest of the stems, accents
    /// taken off, of the word without accents and of it with an accent on one of its letters, the first of equals. So
    /// jugaria finds the ending of jugaría; the price is that words which only an accent tells apart share a stem (seria
    /// and sería).
    pub fn tolerant(&self, word: &str) -> String {
        let bare = fold(word, KEPT);
        let mut best = fold(&self.rules.stem(&bare), KEPT);
        for (at, letter) in bare.char_indices() {
            let accented = self.language.accents.iter().filter(|(plain, _)| *plain == letter);
            for accent in accented.flat_map(|(_, accents)| accents.chars()) {
                let mut candidate = String::with_capacity(bare.len() + 1);
                candidate.push_str(bare.get(..at).unwrap_or_default());
                candidate.push(accent);
                candidate.push_str(bare.get(at + letter.len_utf8()..).unwrap_or_default());
                let stem = fold(&self.rules.stem(&candidate), KEPT);
                if stem.chars().count() < best.chars().count() {
                    best = stem;
                }
            }
        }
        best
    }
}

/// The tilde of ñ is no accent that people leave out.
const KEPT: &[char] = &['ñ'];

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

    /// By `snowballstemmer` 2.2.0, of the words with their cedillas; the letters with a comma are the same letters.
    #[test]
    fn romanian_and_russian_letters_that_are_written_in_two_ways_have_one_stem() {
        let romanian = Stemmer::of("ro").unwrap();
        assert_eq!(["abandonați", "abandonaţi"].map(|word| romanian.stem(word)), ["abandon"; 2]);
        assert_eq!((romanian.stem("învăț"), romanian.stem("învăţ")), ("învăț".into(), "învăţ".into()));
        let russian = Stemmer::of("ru").unwrap();
        assert_eq!(["ещё", "еще"].map(|word| russian.stem(word)), ["ещ"; 2]);
    }

    #[test]
    fn the_tolerant_stem_is_the_same_with_accents_and_without() {
        let spanish = Stemmer::of("es").unwrap();
        for word in ["jugar", "jugando", "jugo", "jugó", "jugaria", "jugaría"] {
            assert_eq!(spanish.tolerant(word), "jug", "{word}");
        }
        for (with, without) in
            [("médico", "medico"), ("canción", "cancion"), ("comíamos", "comiamos"), ("está", "esta")]
        {
            assert_eq!(spanish.tolerant(with), spanish.tolerant(without));
        }
        assert_ne!(spanish.tolerant("año"), spanish.tolerant("ano"));
    }

    #[test]
    fn no_word_makes_a_stemmer_of_any_language_panic() {
        let odd = [
            "",
            "a",
            "ñ",
            "'",
            "''s",
            "y'",
            "é",
            "ß",
            "\u{0}",
            "\u{301}",
            "ing",
            "字",
            "🇪🇸",
            "ไทย",
            "ق",
            "İ",
            "aaaaaaaaaaaaaa",
        ];
        for language in crate::nlp::language::LANGUAGES {
            let Some(stemmer) = Stemmer::of(language.code) else { continue };
            for first in odd {
                for second in odd {
                    stemmer.stem(&format!("{first}{second}"));
                    stemmer.tolerant(&format!("{first}{second}"));
                }
            }
        }
    }
}
