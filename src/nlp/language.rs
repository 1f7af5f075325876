//! The languages that the pipeline knows: those of the stemmer, and some whose case or stop-words need their name.

use rust_stemmers::Algorithm;

/// A language that the pipeline knows.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// Two letters, as in ISO 639-1.
    pub code: &'static str,
    /// In English, in lower case.
    pub name: &'static str,
    /// Its stemmer, if there is one.
    pub(super) rules: Option<Algorithm>,
    /// Words of denial, in lower case; empty where none were gathered.
    pub negations: &'static [&'static str],
    /// Vowels with the accents that people leave out when they type in a hurry, each with its plain letter.
    pub accents: &'static [(char, &'static str)],
}

const ACUTE: &[(char, &str)] = &[('a', "á"), ('e', "é"), ('i', "í"), ('o', "ó"), ('u', "ú")];

const fn plain(code: &'static str, name: &'static str, rules: Algorithm) -> Language {
    Language { rules: Some(rules), ..without_stems(code, name) }
}

const fn without_stems(code: &'static str, name: &'static str) -> Language {
    Language { code, name, rules: None, negations: &[], accents: &[] }
}

/// All of them, by code.
pub const LANGUAGES: [Language; 22] = [
    plain("ar", "arabic", Algorithm::Arabic),
    without_stems("az", "azerbaijani"),
    without_stems("ca", "catalan"),
    plain("da", "danish", Algorithm::Danish),
    Language {
        negations: &[
            "nicht", "nichts", "nie", "niemals", "niemand", "kein", "keine", "keinen", "keiner", "keines", "weder",
        ],
        ..plain("de", "german", Algorithm::German)
    },
    plain("el", "greek", Algorithm::Greek),
    Language {
        negations: &[
            "no",
            "not",
            "nor",
            "never",
            "nothing",
            "nobody",
            "none",
            "neither",
            "without",
            "n't",
            "cannot",
            "ain't",
            "aren't",
            "can't",
            "couldn't",
            "didn't",
            "doesn't",
            "don't",
            "hadn't",
            "hasn't",
            "haven't",
            "isn't",
            "mightn't",
            "mustn't",
            "needn't",
            "oughtn't",
            "shan't",
            "shouldn't",
            "wasn't",
            "weren't",
            "won't",
            "wouldn't",
        ],
        ..plain("en", "english", Algorithm::English)
    },
    Language { negations: &super::stop_words::NEGATIONS, accents: ACUTE, ..plain("es", "spanish", Algorithm::Spanish) },
    plain("fi", "finnish", Algorithm::Finnish),
    Language {
        negations: &["ne", "pas", "ni", "non", "jamais", "rien", "aucun", "aucune", "personne", "sans"],
        accents: &[('a', "àâ"), ('e', "éèê"), ('i', "îï"), ('o', "ô"), ('u', "ùû"), ('c', "ç")],
        ..plain("fr", "french", Algorithm::French)
    },
    without_stems("ga", "irish"),
    plain("hu", "hungarian", Algorithm::Hungarian),
    Language {
        negations: &["non", "né", "mai", "niente", "nulla", "nessuno", "nessuna", "nessun", "neanche", "senza"],
        accents: &[('a', "à"), ('e', "èé"), ('i', "ì"), ('o', "ò"), ('u', "ù")],
        ..plain("it", "italian", Algorithm::Italian)
    },
    without_stems("lt", "lithuanian"),
    Language {
        negations: &["niet", "niets", "nooit", "niemand", "geen", "noch"],
        ..plain("nl", "dutch", Algorithm::Dutch)
    },
    plain("no", "norwegian", Algorithm::Norwegian),
    Language {
        negations: &["não", "nem", "nunca", "jamais", "nada", "ninguém", "nenhum", "nenhuma", "sem"],
        accents: &[('a', "áâã"), ('e', "éê"), ('i', "í"), ('o', "óôõ"), ('u', "ú"), ('c', "ç")],
        ..plain("pt", "portuguese", Algorithm::Portuguese)
    },
    plain("ro", "romanian", Algorithm::Romanian),
    plain("ru", "russian", Algorithm::Russian),
    plain("sv", "swedish", Algorithm::Swedish),
    plain("ta", "tamil", Algorithm::Tamil),
    plain("tr", "turkish", Algorithm::Turkish),
];

impl Language {
    /// The language of a two-letter code or an English name.
    pub fn find(name: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.code == name || language.name.eq_ignore_ascii_case(name))
    }

    /// The codes of those that have a stemmer, as a message lists them.
    pub fn codes_with_stems() -> String {
        let with = LANGUAGES.iter().filter(|language| language.rules.is_some()).map(|language| language.code);
        with.collect::<Vec<_>>().join(", ")
    }

    /// All codes, as a message lists them.
    pub fn codes() -> String {
        LANGUAGES.map(|language| language.code).join(", ")
    }
}
