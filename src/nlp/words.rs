//! Words as the simplest models take them.

/// The words of a text: runs of letters, lower-cased; everything else separates. Letters bear their accents when the
/// text is in NFC.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_cased_letters_without_marks_or_digits() {
        assert_eq!(words("¿Qué? ¡El Ñandú-2 no está «aquí»!"), ["qué", "el", "ñandú", "no", "está", "aquí"]);
        assert!(words(" 1 234, -- ").is_empty());
    }
}
