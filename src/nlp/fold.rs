//! Accents: taking them off letters, or taking letters that bear them out of words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Each letter without its accents (compatibility decomposition, then no combining marks: `ñ` gives `n`, `ﬁ` gives
/// `fi`), and the Latin letters that have none to take off in their usual spelling (`ß` gives `ss`, `ø` gives `o`).
/// Letters of other scripts stay. `kept` are characters that stay as they are.
pub fn fold(word: &str, kept: &[char]) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii() || kept.contains(&c) {
            out.push(c);
        } else {
            for part in c.nfkd().filter(|part| !is_combining_mark(*part)) {
                match latin(part) {
                    Some(letters) => out.push_str(letters),
                    None => out.push(part),
                }
            }
        }
    }
    out
}

/// Only the ASCII characters and those of `kept`: `niño` gives `nio`.
pub fn delete(word: &str, kept: &[char]) -> String {
    word.chars().filter(|c| c.is_ascii() || kept.contains(c)).collect()
}

/// Latin letters that do not decompose.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ł' => "l",
        'Ł' => "L",
        'ħ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        'þ' => "th",
        'Þ' => "Th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_and_deleting_are_two_different_things() {
        assert_eq!((fold("niño", &[]), delete("niño", &[])), ("nino".into(), "nio".into()));
        assert_eq!(fold("pingüino CAMIÓN Æsir straße", &[]), "pinguino CAMION AEsir strasse");
        assert_eq!(fold("nin\u{303}o", &[]), "nino", "an accent of its own is taken off too");
        assert_eq!(fold("año médico", &['ñ']), "año medico");
        assert_eq!(fold("Άθήνα дом", &[]), "Αθηνα дом", "letters without accents stay");
    }
}
