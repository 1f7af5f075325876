//! Multinomial naive Bayes over token counts, with add-alpha smoothing (Manning, Raghavan and Schütze 2008, chapter
//! 13).

use serde::{Deserialize, Serialize};

/// What is counted: documents of each class, and in them each token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    of_class: Vec<f64>,
    /// For each class, by token id.
    tokens: Vec<Vec<f64>>,
    /// For each class, all its tokens.
    totals: Vec<f64>,
}

impl Counts {
    /// Nothing yet, for labels below `classes` and token ids below `vocabulary`.
    pub fn new(classes: usize, vocabulary: usize) -> Self {
        let tokens = vec![vec![0.0; vocabulary]; classes];
        Self { of_class: vec![0.0; classes], tokens, totals: vec![0.0; classes] }
    }

    /// Classes and vocabulary.
    pub fn shape(&self) -> (usize, usize) {
        (self.of_class.len(), self.tokens.first().map_or(0, Vec::len))
    }

    /// Counts a document; what lies outside is left out.
    pub fn add(&mut self, document: &[u32], class: usize) {
        let (Some(number), Some(row), Some(total)) =
            (self.of_class.get_mut(class), self.tokens.get_mut(class), self.totals.get_mut(class))
        else {
            return;
        };
        *number += 1.0;
        for &token in document {
            if let Some(count) = row.get_mut(token as usize) {
                *count += 1.0;
                *total += 1.0;
            }
        }
    }

    /// The classifier that these counts make: p(token | class) = (count + alpha) / (tokens of the class + alpha vocabulary);
    /// `alpha` above 0, 1 is Laplace's.
    pub fn model(&self, alpha: f64) -> NaiveBayes {
        let smoothed = |(row, total): (&Vec<f64>, &f64)| {
            let total = total + alpha * row.len() as f64;
            row.iter().map(|count| ((count + alpha) / total).ln()).collect()
        };
        NaiveBayes { priors: self.priors(), tokens: self.tokens.iter().zip(&self.totals).map(smoothed).collect() }
    }

    /// As [`NaiveBayes::probabilities`] of the model, without making it.
    pub fn probabilities(&self, alpha: f64, document: &[u32]) -> Vec<f64> {
        let score = |((prior, row), total): ((&f64, &Vec<f64>), &f64)| {
            let total = total + alpha * row.len() as f64;
            let of = |count: &f64| ((count + alpha) / total).ln();
            prior + document.iter().filter_map(|&token| row.get(token as usize)).map(of).sum::<f64>()
        };
        softmax(&self.priors().iter().zip(&self.tokens).zip(&self.totals).map(score).collect::<Vec<_>>())
    }

    /// ln of each class's share of the documents; before the first one, all alike.
    fn priors(&self) -> Vec<f64> {
        let all: f64 = self.of_class.iter().sum();
        let even = -(self.of_class.len() as f64).ln();
        self.of_class.iter().map(|number| if all > 0.0 { (number / all).ln() } else { even }).collect()
    }
}

/// From scores up to a constant to probabilities.
fn softmax(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|part| part / sum).collect()
}

/// A trained classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveBayes {
    /// ln of each class's share of the documents; -inf for a class without any.
    priors: Vec<f64>,
    /// For each class: ln p(token | class), by token id.
    tokens: Vec<Vec<f64>>,
}

impl NaiveBayes {
    /// Counts documents of token ids below `vocabulary` with labels below `classes`; see [`Counts`].
    pub fn train<D: AsRef<[u32]>>(
        classes: usize,
        vocabulary: usize,
        alpha: f64,
        documents: impl IntoIterator<Item = (D, usize)>,
    ) -> Self {
        let mut counts = Counts::new(classes, vocabulary);
        documents.into_iter().for_each(|(document, class)| counts.add(document.as_ref(), class));
        counts.model(alpha)
    }

    /// The probability of each class given the document.
    pub fn probabilities(&self, document: &[u32]) -> Vec<f64> {
        softmax(&self.scores(document))
    }

    /// ln p(class, document) for each class, up to one constant for the document; unknown tokens count for nothing.
    pub fn scores(&self, document: &[u32]) -> Vec<f64> {
        let score = |(prior, tokens): (&f64, &Vec<f64>)| {
            prior + document.iter().filter_map(|&token| tokens.get(token as usize)).sum::<f64>()
        };
        self.priors.iter().zip(&self.tokens).map(score).collect()
    }

    /// The class with the highest score, the first of equals; 0 when there are no classes.
    pub fn predict(&self, document: &[u32]) -> usize {
        let scores = self.scores(document);
        let better = |best: usize, i: usize| if scores.get(i) > scores.get(best) { i } else { best };
        (1..scores.len()).fold(0, better)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Manning, Raghavan and Schütze (13.1): Chinese Beijing Shanghai Macao Tokyo Japan.
    #[test]
    fn the_textbook_example_comes_out_as_in_the_textbook() {
        let training = [(vec![0, 1, 0], 1), (vec![0, 0, 2], 1), (vec![0, 3], 1), (vec![4, 5, 0], 0)];
        let model = NaiveBayes::train(2, 6, 1.0, training);
        let scores = model.scores(&[0, 0, 0, 4, 5]);
        let china = 0.75 * (3.0_f64 / 7.0).powi(3) * (1.0_f64 / 14.0).powi(2);
        let other = 0.25 * (2.0_f64 / 9.0).powi(5);
        assert!((scores[1] - china.ln()).abs() < 1e-12 && (scores[0] - other.ln()).abs() < 1e-12);
        assert_eq!(model.predict(&[0, 0, 0, 4, 5]), 1);
        assert!((model.probabilities(&[0, 0, 0, 4, 5])[1] - china / (china + other)).abs() < 1e-12);
    }

    #[test]
    fn counting_document_by_document_says_at_every_time_what_the_model_of_those_counts_says() {
        let mut counts = Counts::new(2, 3);
        assert_eq!(counts.probabilities(1.0, &[0, 2]), [0.5, 0.5]);
        for (document, class) in [(vec![0, 1], 0), (vec![2, 2, 1], 1), (vec![0], 0)] {
            counts.add(&document, class);
            for text in [&[0_u32, 2][..], &[], &[1, 1, 7]] {
                let (now, model) = (counts.probabilities(1.0, text), counts.model(1.0).probabilities(text));
                assert!(now.iter().zip(&model).all(|(a, b)| (a - b).abs() < 1e-12), "{now:?} {model:?}");
            }
        }
    }

    #[test]
    fn unknown_tokens_change_nothing() {
        let model = NaiveBayes::train(2, 2, 1.0, [(vec![0], 0), (vec![1], 1)]);
        assert_eq!(model.scores(&[1, 7]), model.scores(&[1]));
        assert_eq!(model.predict(&[]), 0);
    }
}
