//! The bundled Spanish reviews: short opinions written for this project, embedded in the program.

use super::labelled;

/// Whether a review speaks well of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// It does not.
    Negative,
    /// It does.
    Positive,
}

/// What makes a review hard for a bag of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phenomenon {
    /// A negated word of feeling decides, or could mislead ("no me decepcionó").
    Negation,
    /// Words of both sides, and a verdict ("pero", "aunque").
    Concession,
    /// The words say the opposite of what is meant.
    Irony,
    /// Spelled as people do in a hurry.
    Misspelling,
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// 5 to 80 words, one line, UTF-8 in NFC.
    pub text: String,
    /// The verdict.
    pub label: Label,
    /// cine, hoteles, libros, ...
    pub domain: String,
    /// Often none.
    pub phenomena: Vec<Phenomenon>,
}

impl Review {
    /// Whether the review is marked with this phenomenon.
    pub fn has(&self, phenomenon: Phenomenon) -> bool {
        self.phenomena.contains(&phenomenon)
    }
}

/// The training part: 1,104 reviews.
///
/// # Errors
/// None for the embedded file; the type is the reader's.
pub fn train() -> Result<Vec<Review>, labelled::LabelledError> {
    read("samples/reviews/train.csv", include_str!("../../../samples/reviews/train.csv"))
}

/// The held-out part: 276 reviews, of other themes and wording.
///
/// # Errors
/// None for the embedded file; the type is the reader's.
pub fn held_out() -> Result<Vec<Review>, labelled::LabelledError> {
    read("samples/reviews/held-out.csv", include_str!("../../../samples/reviews/held-out.csv"))
}

/// Reads reviews in the bundled format: columns text, label, domain, phenomena.
///
/// # Errors
/// Names the file, the line and what was expected.
pub fn read(file: &str, text: &str) -> Result<Vec<Review>, labelled::LabelledError> {
    let rows = labelled::read(file, text, ["text", "label", "domain", "phenomena"])?;
    rows.into_iter().enumerate().map(|(i, row)| review(file, i as u64 + 2, row)).collect()
}

/// `line` is right as long as no text has a line break, which the bundled ones never have.
fn review(
    file: &str,
    line: u64,
    [text, label, domain, phenomena]: [String; 4],
) -> Result<Review, labelled::LabelledError> {
    let expected = |expected: &str, found: &str| labelled::LabelledError::Row {
        file: file.to_owned(),
        line,
        expected: format!("{expected}, not `{}`", found.escape_debug()),
    };
    let label = match label.as_str() {
        "positive" => Label::Positive,
        "negative" => Label::Negative,
        other => return Err(expected("`positive` or `negative`", other)),
    };
    let phenomenon = |name: &str| match name {
        "negation" => Ok(Phenomenon::Negation),
        "concession" => Ok(Phenomenon::Concession),
        "irony" => Ok(Phenomenon::Irony),
        "misspelling" => Ok(Phenomenon::Misspelling),
        other => Err(expected("`none`, or of negation, concession, irony, misspelling, joined by `+`", other)),
    };
    let phenomena = match phenomena.as_str() {
        "none" => Vec::new(),
        joined => joined.split('+').map(phenomenon).collect::<Result<_, _>>()?,
    };
    Ok(Review { text, label, domain, phenomena })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_label_is_refused_with_its_line() {
        let source = "text,label,domain,phenomena\nva bien,positive,cine,none\nva mal,bad,cine,none\n";
        let error = read("r.csv", source).unwrap_err().to_string();
        assert_eq!(error, "r.csv, line 3: expected `positive` or `negative`, not `bad`");
    }

    #[test]
    fn phenomena_are_read_in_any_number() {
        let source = "text,label,domain,phenomena\nno va mal,positive,cine,negation+misspelling\n";
        let reviews = read("r.csv", source).unwrap();
        assert!(reviews[0].has(Phenomenon::Negation) && reviews[0].has(Phenomenon::Misspelling));
        assert!(!reviews[0].has(Phenomenon::Irony));
    }
}
