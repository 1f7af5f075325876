//! Lower and upper case as a language has them: the general rules (Unicode's, which the standard library has; Greek's two
//! small sigmas are among them), and those of the languages that differ. There is a crate for the latter (icu_casemap), but
//! it brings twenty others along for these few lines.

use super::language::Language;
use super::normalize::composed;

/// A word in lower case, in NFC. Turkish and Azeri: I is ı, İ is i. Irish: the letter put before a capital vowel stays apart
/// (nAthair is n-athair; nathair is another word).
pub fn lower(word: &str, language: &Language) -> String {
    let lowered = match language.code {
        "az" | "tr" if word.contains(['I', 'İ']) => {
            let letter = |c: char| match c {
                'I' => 'ı',
                'İ' => 'i',
                other => other,
            };
            word.chars().map(letter).collect::<String>().to_lowercase()
        }
        "ga" => match irish_prefix(word) {
            Some((prefix, rest)) => format!("{prefix}-{}", rest.to_lowercase()),
            None => word.to_lowercase(),
        },
        _ => word.to_lowercase(),
    };
    composed(&lowered).into_owned()
}

/// A word in upper case, in NFC. Turkish and Azeri: i is İ, ı is I.
pub fn upper(word: &str, language: &Language) -> String {
    let uppered = match language.code {
        "az" | "tr" => word.replace('i', "İ").to_uppercase(),
        _ => word.to_uppercase(),
    };
    composed(&uppered).into_owned()
}

/// The small n or t before a capital vowel, and what follows it.
fn irish_prefix(word: &str) -> Option<(char, &str)> {
    let (prefix, rest) = (word.chars().next()?, word.get(1..)?);
    let is_vowel = rest.starts_with(['A', 'E', 'I', 'O', 'U', 'Á', 'É', 'Í', 'Ó', 'Ú']);
    (matches!(prefix, 'n' | 't') && is_vowel).then_some((prefix, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `toLowerCase` and `toUpperCase` of ICU and of the CSS standard have it.
    #[test]
    fn each_language_has_its_own_pairs_of_letters() {
        for (language, upper_case, lower_case) in [
            ("tr", "IŞIK", "ışık"),
            ("tr", "İSTANBUL", "istanbul"),
            ("az", "DIQQƏT İŞ", "dıqqət iş"),
            ("en", "INDIGO", "indigo"),
            ("nl", "IJS", "ijs"),
            ("el", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("fr", "ÉTÉ", "été"),
        ] {
            let language = Language::find(language).unwrap();
            assert_eq!(lower(upper_case, language), lower_case);
            assert_eq!(upper(lower_case, language), upper_case);
        }
        let lowered = |word, language| lower(word, Language::find(language).unwrap());
        assert_eq!(lowered("STRAẞE", "de"), "straße");
        assert_eq!(upper("straße", Language::find("de").unwrap()), "STRASSE");
        assert_eq!(
            ["nAthair", "tÉan", "Nathair", "NATHAIR"].map(|word| lowered(word, "ga")),
            ["n-athair", "t-éan", "nathair", "nathair"]
        );
        assert_eq!(lowered("J\u{30c}", "es"), "ǰ", "composed as it can be");
    }
}
