//! One spelling of words that are written in several: what a word becomes before a list or a rule sees it. Keyboards,
//! typesetters and converters choose among them, writers and readers don't.

use super::language::Language;
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word in NFC.
pub fn composed(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || is_nfc_quick(word.chars()) == IsNormalized::Yes {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.nfc().collect())
    }
}

/// A word in NFC, with the straight apostrophe, without soft hyphens and other marks that only tell where a line may
/// break, letters instead of their ligatures and of their wide, narrow and positional forms; of letters that a language
/// has in two codes the one that its orthography names (Romanian ș and ț with a comma). What would be nothing then stays.
pub fn normalize<'w>(word: &'w str, language: &Language) -> Cow<'w, str> {
    let word = composed(word);
    if word.is_ascii() || word.chars().all(|c| is_plain(c, language)) {
        return word;
    }
    let mut out = String::with_capacity(word.len());
    let mut characters = word.chars().peekable();
    let is_word = word.contains(char::is_alphanumeric);
    while let Some(c) = characters.next() {
        match c {
            _ if is_break_mark(c) => {}
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' if is_word => out.push('\''),
            _ if is_form(c) => out.extend(c.nfkd().map(|c| if c == '\u{2bc}' { '\'' } else { c })),
            _ => out.push(in_language(c, language)),
        }
        // A dot on a letter that has one already: what is left of İ after a lower case that knew no Turkish, and of
        // Lithuanian letters with an accent.
        if matches!(language.code, "az" | "lt" | "tr") && matches!(c, 'i' | 'j' | 'į') {
            characters.next_if_eq(&'\u{307}');
        }
    }
    let trimmed = out.trim();
    if trimmed.is_empty() { word } else { Cow::Owned(trimmed.nfc().collect()) }
}

/// The form in which a word is looked up in a list of stop-words: also without what writers of a language leave out or
/// put otherwise at will. `word` is [normalised](normalize) and in lower case.
pub fn key<'w>(word: &'w str, language: &Language) -> Cow<'w, str> {
    let replaced = |from: char, to: &str| match word.contains(from) {
        true => Cow::Owned(word.replace(from, to)),
        false => Cow::Borrowed(word),
    };
    match language.code {
        // Vowel marks, which only schoolbooks and holy books have throughout.
        "ar" => word.chars().filter(|c| !is_vowel_mark(*c)).collect::<String>().into(),
        // Switzerland has no ß, and capitals had none.
        "de" => replaced('ß', "ss"),
        // Capitals have no accents; lists end words in the sigma of a word's middle.
        "el" => word.nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'ς' { 'σ' } else { c }).collect(),
        "ru" => replaced('ё', "е"),
        _ => Cow::Borrowed(word),
    }
}

fn is_plain(c: char, language: &Language) -> bool {
    let is_special = is_break_mark(c)
        || is_form(c)
        || c.is_whitespace()
        || matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' | '\u{307}');
    !is_special && in_language(c, language) == c
}

/// Soft hyphen, word joiner, no-break space without a width.
fn is_break_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{2060}' | '\u{feff}')
}

/// Forms of letters that mean the letters: the long s; ĳ, ŀ, ŉ and the Croatian pairs; ligatures; Arabic and Hebrew letters
/// by position; wide and narrow letters. Not superscripts and the like, which mean something.
fn is_form(c: char) -> bool {
    matches!(c, '\u{132}' | '\u{133}' | '\u{13f}' | '\u{140}' | '\u{149}' | '\u{17f}' | '\u{1c4}'..='\u{1cc}'
        | '\u{1f1}'..='\u{1f3}' | '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{ff01}'..='\u{ff06}' | '\u{ff08}'..='\u{ff9f}' | '\u{ffa0}'..='\u{ffdc}')
}

/// Fatha to sukun, the dagger alif.
fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')
}

fn in_language(c: char, language: &Language) -> char {
    match (language.code, c) {
        ("ro", 'ş') => 'ș',
        ("ro", 'ţ') => 'ț',
        ("ro", 'Ş') => 'Ș',
        ("ro", 'Ţ') => 'Ț',
        ("ca", '\u{2027}') => '·',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(word: &str, language: &str) -> String {
        normalize(word, Language::find(language).unwrap()).into_owned()
    }

    #[test]
    fn what_is_one_word_to_a_reader_is_one_word() {
        for (language, forms) in [
            ("en", &["don't", "don’t", "don‘t", "don\u{2bc}t", "don＇t"][..]),
            ("fr", &["aujourd'hui", "aujourd’hui"]),
            ("en", &["office", "oﬃce", "of\u{ad}fice", "of\u{2060}fice", "ｏｆｆｉｃｅ"]),
            ("de", &["dass", "daſs"]),
            ("nl", &["ijs", "ĳs"]),
            ("nl", &["IJS", "ĲS"]),
            ("ca", &["col·legi", "coŀlegi", "col‧legi"]),
            ("ro", &["știință", "ştiinţă", "s\u{326}tiint\u{326}ă", "s\u{327}tiint\u{327}a\u{306}"]),
            ("tr", &["istanbul", "i\u{307}stanbul"]),
            ("lt", &["lìs", "li\u{307}\u{300}s"]),
            ("ar", &["لا", "\u{fefb}"]),
            ("es", &["niño", "nin\u{303}o"]),
            ("fr", &["bonjour", "bonjour\u{202f}"]),
        ] {
            for form in forms {
                assert_eq!(normal(form, language), forms[0], "{language} {form:?}");
            }
        }
    }

    #[test]
    fn what_means_something_else_stays() {
        for (language, word) in
            [("es", "2º"), ("es", "x²"), ("en", "’"), ("tr", "ş"), ("es", "½"), ("es", "\u{ad}"), ("hu", "őű")]
        {
            assert_eq!(normal(word, language), word);
        }
    }

    proptest! {
        #[test]
        fn a_normal_word_is_normal_and_never_nothing(word in any::<String>()) {
            for language in super::super::language::LANGUAGES {
                let once = normalize(&word, &language).into_owned();
                prop_assert_eq!(once.is_empty(), word.is_empty());
                prop_assert_eq!(normalize(&once, &language), once.as_str());
            }
        }
    }
}
