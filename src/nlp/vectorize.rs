//! Documents as rows of numbers: counts, TF-IDF, one-hot; sparse, for nearly all of a row is 0.

use super::notation::{NotationError, terms, write_term};
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// What a row's length is made 1 by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Norm {
    /// The root of the sum of squares.
    #[default]
    L2,
    /// The sum of absolute values.
    L1,
    /// Rows stay as they are.
    None,
}

/// The weights of terms, as scikit-learn has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TfIdf {
    /// 1 + ln(count) instead of the count.
    pub sublinear: bool,
    /// One document more that holds every term.
    pub smooth: bool,
    /// The rows' length.
    pub norm: Norm,
}

impl Default for TfIdf {
    fn default() -> Self {
        Self { sublinear: false, smooth: true, norm: Norm::L2 }
    }
}

impl TfIdf {
    /// ln((1 + n) / (1 + df)) + 1, or without smoothing ln(n / df) + 1, for a term in `df` of `n` documents; `df` is at
    /// least 1 unless smooth.
    pub fn idf(&self, documents: usize, df: u32) -> f64 {
        let extra = if self.smooth { 1.0 } else { 0.0 };
        ((documents as f64 + extra) / (f64::from(df) + extra)).ln() + 1.0
    }

    /// The term's count as it weighs.
    pub fn tf(&self, count: u32) -> f64 {
        if self.sublinear && count > 0 { f64::from(count).ln() + 1.0 } else { f64::from(count) }
    }

    /// What a row is divided by: its length, or 1 where rows stay as they are.
    pub fn length(&self, values: &[f64]) -> f64 {
        match self.norm {
            Norm::L2 => values.iter().map(|value| value * value).sum::<f64>().sqrt(),
            Norm::L1 => values.iter().map(|value| value.abs()).sum(),
            Norm::None => 1.0,
        }
    }

    /// Makes a row's length 1; a row of zeros stays.
    pub fn normalise(&self, values: &mut [f64]) {
        let length = self.length(values);
        if length > 0.0 {
            values.iter_mut().for_each(|value| *value /= length);
        }
    }
}

/// How a document becomes a row. As text: `count`, `tf-idf`, `tf-idf(sublinear,smooth=off,norm=l1)`, `one-hot`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vectorizer {
    /// How often each term occurs.
    Count,
    /// Counts weighed by how rare the terms are.
    TfIdf(TfIdf),
    /// 1 for each term that occurs.
    OneHot,
}

impl Vectorizer {
    /// Whether all documents must have been seen before the first row can be made.
    pub fn needs_all(self) -> bool {
        matches!(self, Self::TfIdf(_))
    }
}

impl FromStr for Vectorizer {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        const NAMES: &str = "count, tf-idf or one-hot";
        let terms = terms(text)?;
        let Some(term) = terms.first() else { return Err(NotationError::new(1, NAMES, "")) };
        if let Some(second) = terms.get(1) {
            return Err(NotationError::new(second.at, "one vectoriser", &second.name));
        }
        let mut vectorizer = match term.name.as_str() {
            "count" => Self::Count,
            "tf-idf" | "tfidf" => Self::TfIdf(TfIdf::default()),
            "one-hot" => Self::OneHot,
            other => return Err(NotationError::new(term.at, NAMES, other)),
        };
        for option in &term.options {
            let Self::TfIdf(tf_idf) = &mut vectorizer else {
                let expected = format!("no option: `{}` has none", term.name);
                return Err(NotationError::new(option.at, expected, &option.key));
            };
            match option.key.as_str() {
                "sublinear" => {
                    option.alone()?;
                    tf_idf.sublinear = true;
                }
                "smooth" => {
                    tf_idf.smooth = match option.needs("on or off")? {
                        (_, "on") => true,
                        (_, "off") => false,
                        (at, other) => return Err(NotationError::new(at, "on or off", other)),
                    };
                }
                "norm" => {
                    tf_idf.norm = match option.needs("l1, l2 or none")? {
                        (_, "l1") => Norm::L1,
                        (_, "l2") => Norm::L2,
                        (_, "none") => Norm::None,
                        (at, other) => return Err(NotationError::new(at, "l1, l2 or none", other)),
                    };
                }
                _ => return Err(option.unknown("tf-idf", &["sublinear", "smooth=", "norm="])),
            }
        }
        Ok(vectorizer)
    }
}

impl fmt::Display for Vectorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::OneHot => f.write_str("one-hot"),
            Self::TfIdf(TfIdf { sublinear, smooth, norm }) => {
                let mut options = Vec::new();
                options.extend(sublinear.then(|| "sublinear".to_owned()));
                options.extend((!smooth).then(|| "smooth=off".to_owned()));
                match norm {
                    Norm::L2 => {}
                    Norm::L1 => options.push("norm=l1".to_owned()),
                    Norm::None => options.push("norm=none".to_owned()),
                }
                write_term(f, "tf-idf", &options)
            }
        }
    }
}

/// One row: columns, rising, and their values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseRow {
    /// The columns that are not 0, from 0, rising.
    pub columns: Vec<u32>,
    /// Their values.
    pub values: Vec<f64>,
}

impl SparseRow {
    /// The value of a column.
    pub fn get(&self, column: u32) -> f64 {
        let place = self.columns.binary_search(&column).ok();
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(0.0)
    }

    /// The sum of products with another row.
    pub fn dot(&self, other: &Self) -> f64 {
        self.columns.iter().zip(&self.values).map(|(column, value)| value * other.get(*column)).sum()
    }

    /// The cosine of the angle between two rows, in [-1, 1]; 0 where one has no length.
    pub fn cosine(&self, other: &Self) -> f64 {
        let lengths = (self.dot(self) * other.dot(other)).sqrt();
        if lengths > 0.0 { self.dot(other) / lengths } else { 0.0 }
    }
}

/// A vectoriser that has seen its documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    kind: Vectorizer,
    terms: Vec<String>,
    columns: HashMap<String, u32>,
    /// In how many documents each term stands.
    frequencies: Vec<u32>,
    documents: usize,
}

impl Fitted {
    /// Learns the terms of documents; columns are in the order of their code points, as scikit-learn's.
    pub fn fit<S: AsRef<str>, D: AsRef<[S]>>(kind: Vectorizer, documents: &[D]) -> Self {
        let mut seen: HashMap<&str, (usize, u32)> = HashMap::new();
        for (number, document) in documents.iter().enumerate() {
            for term in document.as_ref() {
                let (last, count) = seen.entry(term.as_ref()).or_insert((usize::MAX, 0));
                if *last != number {
                    (*last, *count) = (number, *count + 1);
                }
            }
        }
        let mut sorted: Vec<(&str, u32)> = seen.into_iter().map(|(term, (_, count))| (term, count)).collect();
        sorted.sort_unstable();
        let terms: Vec<String> = sorted.iter().map(|(term, _)| (*term).to_owned()).collect();
        let columns = terms.iter().cloned().zip(0..).collect();
        let frequencies = sorted.into_iter().map(|(_, count)| count).collect();
        Self { kind, terms, columns, frequencies, documents: documents.len() }
    }

    /// The terms, a column each.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The column of a term.
    pub fn column(&self, term: &str) -> Option<u32> {
        self.columns.get(term).copied()
    }

    /// In how many documents the term of a column stands.
    pub fn frequency(&self, column: u32) -> u32 {
        self.frequencies.get(column as usize).copied().unwrap_or(0)
    }

    /// Documents seen.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The row of a document; unknown terms are left out.
    pub fn row<S: AsRef<str>>(&self, document: &[S]) -> SparseRow {
        let mut columns: Vec<u32> = document.iter().filter_map(|term| self.column(term.as_ref())).collect();
        columns.sort_unstable();
        let mut row = SparseRow::default();
        let mut counts: Vec<u32> = Vec::new();
        for column in columns {
            if row.columns.last() == Some(&column) {
                counts.last_mut().into_iter().for_each(|count| *count += 1);
            } else {
                row.columns.push(column);
                counts.push(1);
            }
        }
        row.values = self.values(&row.columns, &counts);
        row
    }

    fn values(&self, columns: &[u32], counts: &[u32]) -> Vec<f64> {
        match self.kind {
            Vectorizer::Count => counts.iter().map(|count| f64::from(*count)).collect(),
            Vectorizer::OneHot => vec![1.0; counts.len()],
            Vectorizer::TfIdf(tf_idf) => {
                let weight = |(column, count): (&u32, &u32)| {
                    tf_idf.tf(*count) * tf_idf.idf(self.documents, self.frequency(*column))
                };
                let mut values: Vec<f64> = columns.iter().zip(counts).map(weight).collect();
                tf_idf.normalise(&mut values);
                values
            }
        }
    }
}

/// What it takes to write words as numbers, one-hot and as dense vectors, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct NumericForms {
    /// Columns of a one-hot vector: the vocabulary.
    pub one_hot_columns: usize,
    /// Bytes of all words one-hot, written out in 4-byte reals.
    pub one_hot_bytes: u64,
    /// Dimensions of a dense vector.
    pub dense_columns: usize,
    /// Bytes of all words as dense vectors of 4-byte reals.
    pub dense_bytes: u64,
    /// The cosine of any two different words, one-hot.
    pub one_hot_cosine: f64,
}

/// The two forms for a vocabulary of so many words and dense vectors of so many dimensions.
pub fn numeric_forms(vocabulary: usize, dense_columns: usize) -> NumericForms {
    let bytes = |columns: usize| 4 * vocabulary as u64 * columns as u64;
    NumericForms {
        one_hot_columns: vocabulary,
        one_hot_bytes: bytes(vocabulary),
        dense_columns,
        dense_bytes: bytes(dense_columns),
        one_hot_cosine: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<Vec<&'static str>> {
        ["medico cura paciente", "medico opera paciente grave", "gato come pescado"]
            .map(|text| text.split(' ').collect())
            .to_vec()
    }

    fn rows(kind: &str, documents: &[Vec<&str>]) -> (Fitted, Vec<SparseRow>) {
        let fitted = Fitted::fit(kind.parse().unwrap(), documents);
        let rows = documents.iter().map(|document| fitted.row(document)).collect();
        (fitted, rows)
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }

    /// Figures of scikit-learn 1.9.
    #[test]
    fn tf_idf_is_that_of_scikit_learn_on_the_worked_example() {
        let (fitted, rows) = rows("tf-idf", &documents());
        let of = |row: usize, term: &str| rows[row].get(fitted.column(term).unwrap());
        let tf_idf = TfIdf::default();
        close(tf_idf.idf(3, 1), 1.693147);
        close(tf_idf.idf(3, 2), 1.287682);
        close(of(0, "cura"), 0.680919);
        close(of(0, "medico"), 0.517856);
        close(of(0, "paciente"), 0.517856);
        for (term, weight) in [("grave", 0.562829), ("opera", 0.562829), ("medico", 0.428046), ("paciente", 0.428046)] {
            close(of(1, term), weight);
        }
        rows[2].values.iter().for_each(|value| close(*value, 0.577350));
        assert_eq!(fitted.terms(), ["come", "cura", "gato", "grave", "medico", "opera", "paciente", "pescado"]);
    }

    /// scikit-learn 1.9 on the documents "a a b" and "b c": TfidfVectorizer with these settings.
    #[test]
    fn the_variants_are_those_of_scikit_learn() {
        let documents = vec![vec!["a", "a", "b"], vec!["b", "c"]];
        let first = |kind: &str| rows(kind, &documents).1[0].values.clone();
        let expect = |kind: &str, values: [f64; 2]| first(kind).iter().zip(values).for_each(|(a, b)| close(*a, b));
        expect("tf-idf(norm=none)", [2.81093022, 1.0]);
        expect("tf-idf(smooth=off,norm=none)", [3.38629436, 1.0]);
        expect("tf-idf(sublinear,norm=none)", [2.37965929, 1.0]);
        expect("tf-idf(norm=l1)", [0.73759687, 0.26240313]);
        expect("tf-idf(sublinear)", [0.92190697, 0.38741133]);
    }

    #[test]
    fn one_letter_terms_count_and_unknown_ones_do_not() {
        let fitted = Fitted::fit(Vectorizer::Count, &[vec!["y", "y", "a"]]);
        assert_eq!(fitted.row(&["y", "z", "y", "y"]), SparseRow { columns: vec![1], values: vec![3.0] });
    }

    #[test]
    fn one_hot_words_take_a_column_each_and_have_nothing_in_common() {
        let words = vec![vec!["gato"], vec!["perro"], vec!["casa"]];
        let (fitted, rows) = rows("one-hot", &words);
        assert_eq!(fitted.terms().len(), 3);
        for i in 0..3 {
            for j in 0..3 {
                assert_eq!(rows[i].cosine(&rows[j]), if i == j { 1.0 } else { 0.0 });
            }
        }
        let forms = numeric_forms(10_000, 50);
        assert_eq!((forms.one_hot_columns, forms.one_hot_bytes, forms.dense_bytes), (10_000, 400_000_000, 2_000_000));
    }

    #[test]
    fn the_notation_reads_and_writes_itself() {
        for text in ["count", "one-hot", "tf-idf", "tf-idf(sublinear,smooth=off,norm=l1)", "tf-idf(norm=none)"] {
            assert_eq!(text.parse::<Vectorizer>().unwrap().to_string(), text);
        }
        let refused = |text: &str| text.parse::<Vectorizer>().unwrap_err().to_string();
        assert_eq!(refused("tfidf(norm=l3)"), "at character 12: expected l1, l2 or none, found `l3`");
        assert_eq!(refused("counts"), "at character 1: expected count, tf-idf or one-hot, found `counts`");
    }
}
