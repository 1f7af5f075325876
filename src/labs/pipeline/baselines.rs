//! What classifiers without any order of words reach on the same tokens.

use super::Document;
use crate::nlp::logistic::Logistic;
use crate::nlp::metrics::Confusion;
use crate::nlp::naive_bayes::NaiveBayes;
use std::collections::HashMap;

/// How well a method classifies the held-out documents.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineScore {
    /// Its key in summaries: `naive_bayes`.
    pub key: &'static str,
    /// All documents.
    pub confusion: Confusion,
    /// Those that hold a negation.
    pub negated: Confusion,
}

/// Every token of the training documents, rare ones too, with numbers of their own: what naive Bayes counts.
#[derive(Debug)]
pub(super) struct Known(HashMap<String, u32>);

impl Known {
    pub(super) fn of(train: &[Document]) -> Self {
        let mut known: HashMap<String, u32> = HashMap::new();
        for token in train.iter().flat_map(|document| &document.tokens) {
            let next = known.len() as u32;
            if !known.contains_key(token.as_str()) {
                known.insert(token.clone(), next);
            }
        }
        Self(known)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The numbers of the known ones among some tokens.
    pub(super) fn ids(&self, tokens: &[String]) -> Vec<u32> {
        tokens.iter().filter_map(|token| self.0.get(token.as_str()).copied()).collect()
    }
}

/// Counts decisions on documents, all and those with a negation.
pub fn judge<'a>(
    classes: usize,
    decided: impl Iterator<Item = (&'a Document, usize)> + Clone,
) -> (Confusion, Confusion) {
    let pair = |(document, class): (&Document, usize)| (document.label, class);
    let negated = decided.clone().filter(|(document, _)| document.is_negated);
    (Confusion::of(classes, decided.map(pair)), Confusion::of(classes, negated.map(pair)))
}

/// The most frequent class, naive Bayes on counts and logistic regression on the vectoriser's rows.
pub fn all(classes: usize, train: &[Document], held_out: &[Document]) -> Vec<BaselineScore> {
    let score = |key, decide: &dyn Fn(&Document) -> usize| {
        let decided: Vec<usize> = held_out.iter().map(decide).collect();
        let (confusion, negated) = judge(classes, held_out.iter().zip(decided));
        BaselineScore { key, confusion, negated }
    };
    let mut counts = vec![0_usize; classes];
    train.iter().for_each(|document| counts.get_mut(document.label).into_iter().for_each(|n| *n += 1));
    let majority = (1..classes).fold(0, |best, class| if counts.get(class) > counts.get(best) { class } else { best });
    let known = Known::of(train);
    let ids = |document: &Document| known.ids(&document.tokens);
    let examples = train.iter().map(|document| (ids(document), document.label));
    let bayes = NaiveBayes::train(classes, known.len(), 1.0, examples);
    let columns = train.iter().flat_map(|d| d.row.columns.last()).max().map_or(0, |last| *last as usize + 1);
    let rows: Vec<_> = train.iter().map(|document| document.row.clone()).collect();
    let labels: Vec<usize> = train.iter().map(|document| document.label).collect();
    let logistic = Logistic::train(classes, columns, 1.0, &rows, &labels);
    vec![
        score("majority", &|_| majority),
        score("naive_bayes", &|document| bayes.predict(&ids(document))),
        score("logistic", &|document| logistic.predict(&document.row)),
    ]
}
