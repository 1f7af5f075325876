//! Documents as rows of numbers: counts, TF-IDF, one-hot; sparse, for nearly all of a row is 0.

mod kind;
mod row;
#[cfg(test)]
mod tests;

pub use kind::{Norm, TfIdf, Vectorizer};
pub use row::SparseRow;

use std::collections::HashMap;

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
