//! The document-term matrix, cut to what a screen can show, and how each of its numbers comes about.

use super::Documents;
use super::documents::Document;
use crate::nlp::vectorize::{Fitted, TfIdf, Vectorizer};
use std::collections::HashMap;

/// Bytes of a value, written out or in compressed rows; and of a column's or a row's index in these. scipy's sizes.
const VALUE: u64 = 8;
const INDEX: u64 = 4;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The token.
    pub text: String,
    /// How often it occurs.
    pub uses: usize,
    /// In how many documents it stands.
    pub documents: u32,
}

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which line of the text it is, from 0.
    pub line: usize,
    /// How often each of the shown terms occurs in it.
    pub counts: Vec<u32>,
    /// What the vectoriser makes of each.
    pub values: Vec<f64>,
    /// What the whole row, terms that are not shown too, was divided by: 1 unless TF-IDF makes it of length 1.
    pub length: f64,
}

/// A document-term matrix. The numbers are of all of it; columns and rows are those that are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// What made it.
    pub vectorizer: Vectorizer,
    /// Rows: the lines of the text that are not blank.
    pub documents: usize,
    /// Documents of which no token is left.
    pub empty: usize,
    /// Blank lines, which are no documents.
    pub blank: usize,
    /// Columns: the different tokens.
    pub terms: usize,
    /// Values that are not 0.
    pub stored: usize,
    /// The shown columns: the terms used most, equal ones in order of their code points.
    pub columns: Vec<Term>,
    /// The shown rows: the first documents with a token.
    pub rows: Vec<Row>,
}

/// How TF-IDF weighs a term of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighing {
    /// The variant.
    pub settings: TfIdf,
    /// The count as it weighs.
    pub tf: f64,
    /// The rarity of the term.
    pub idf: f64,
    /// What the row is divided by.
    pub length: f64,
}

/// One number of the matrix and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct CellAt<'a> {
    /// The column.
    pub term: &'a Term,
    /// The document's line, from 0.
    pub line: usize,
    /// Documents in all.
    pub documents: usize,
    /// How often the term occurs in this document.
    pub count: u32,
    /// The number.
    pub value: f64,
    /// The factors, for TF-IDF: `value` is `tf * idf / length`.
    pub weighing: Option<Weighing>,
}

impl Matrix {
    /// The share of the values that are not 0, in [0, 1]; 0 without values.
    pub fn density(&self) -> f64 {
        let all = self.documents as f64 * self.terms as f64;
        if all > 0.0 { self.stored as f64 / all } else { 0.0 }
    }

    /// Bytes of all values written out, 8 each.
    pub fn dense_bytes(&self) -> u64 {
        VALUE * self.documents as u64 * self.terms as u64
    }

    /// Bytes of the values that are not 0 in compressed rows: 8 a value, 4 its column, 4 where each row begins.
    pub fn sparse_bytes(&self) -> u64 {
        (VALUE + INDEX) * self.stored as u64 + INDEX * (self.documents as u64 + 1)
    }

    /// The number in a shown row and column.
    pub fn cell(&self, row: usize, column: usize) -> Option<CellAt<'_>> {
        let (row, term) = (self.rows.get(row)?, self.columns.get(column)?);
        let (count, value) = (*row.counts.get(column)?, *row.values.get(column)?);
        let weighing = match self.vectorizer {
            Vectorizer::TfIdf(settings) => {
                let idf = settings.idf(self.documents, term.documents);
                Some(Weighing { settings, tf: settings.tf(count), idf, length: row.length })
            }
            Vectorizer::Count | Vectorizer::OneHot => None,
        };
        Some(CellAt { term, line: row.line, documents: self.documents, count, value, weighing })
    }
}

/// The matrix of a text's lines, of which at most so many rows and columns are shown.
pub fn matrix(documents: &Documents, vectorizer: Vectorizer, most: (usize, usize)) -> Matrix {
    let lists: Vec<Vec<&str>> = documents.list.iter().map(|document| document.texts().collect()).collect();
    let fitted = Fitted::fit(vectorizer, &lists);
    let of = |text: &str| fitted.column(text).map_or(0, |column| fitted.frequency(column));
    let shown = documents.uses.iter().take(most.1);
    let columns: Vec<Term> =
        shown.map(|(text, uses)| Term { text: text.clone(), uses: *uses, documents: of(text) }).collect();
    let with_tokens = documents.list.iter().filter(|document| !document.tokens.is_empty());
    let rows = with_tokens.take(most.0).map(|document| row(&fitted, vectorizer, &columns, document)).collect();
    Matrix {
        vectorizer,
        documents: fitted.documents(),
        empty: documents.list.iter().filter(|document| document.tokens.is_empty()).count(),
        blank: documents.blank,
        terms: fitted.terms().len(),
        // No vectoriser makes 0 of a term that is there.
        stored: (0..fitted.terms().len() as u32).map(|column| fitted.frequency(column) as usize).sum(),
        columns,
        rows,
    }
}

fn row(fitted: &Fitted, vectorizer: Vectorizer, shown: &[Term], document: &Document) -> Row {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    document.texts().for_each(|text| *counts.entry(text).or_default() += 1);
    let texts: Vec<&str> = document.texts().collect();
    let values = fitted.row(&texts);
    let length = match vectorizer {
        Vectorizer::TfIdf(settings) => {
            let frequency = |term: &str| fitted.column(term).map_or(0, |column| fitted.frequency(column));
            let weight =
                |(term, count): (&&str, &u32)| settings.tf(*count) * settings.idf(fitted.documents(), frequency(term));
            settings.length(&counts.iter().map(weight).collect::<Vec<_>>())
        }
        Vectorizer::Count | Vectorizer::OneHot => 1.0,
    };
    let value = |term: &Term| fitted.column(&term.text).map_or(0.0, |column| values.get(column));
    Row {
        line: document.line,
        counts: shown.iter().map(|term| counts.get(term.text.as_str()).copied().unwrap_or(0)).collect(),
        values: shown.iter().map(value).collect(),
        length,
    }
}
