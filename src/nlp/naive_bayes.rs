//! Multinomial naive Bayes over token counts, with add-alpha smoothing (Manning, Raghavan and Schütze 2008, chapter
//! 13).

/// A trained classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveBayes {
    /// ln of each class's share of the documents; -inf for a class without any.
    priors: Vec<f64>,
    /// For each class: ln p(token | class), by token id.
    tokens: Vec<Vec<f64>>,
}

impl NaiveBayes {
    /// Counts documents of token ids below `vocabulary` with labels below `classes`; what lies outside is left out.
    /// p(token | class) = (count + alpha) / (tokens of the class + alpha vocabulary); `alpha` above 0, 1 is Laplace's.
    pub fn train<D: AsRef<[u32]>>(
        classes: usize,
        vocabulary: usize,
        alpha: f64,
        documents: impl IntoIterator<Item = (D, usize)>,
    ) -> Self {
        let mut of_class = vec![0.0_f64; classes];
        let mut counts = vec![vec![0.0_f64; vocabulary]; classes];
        for (document, class) in documents {
            let (Some(number), Some(row)) = (of_class.get_mut(class), counts.get_mut(class)) else { continue };
            *number += 1.0;
            for &token in document.as_ref() {
                if let Some(count) = row.get_mut(token as usize) {
                    *count += 1.0;
                }
            }
        }
        let all: f64 = of_class.iter().sum();
        let smoothed = |row: Vec<f64>| {
            let total = row.iter().sum::<f64>() + alpha * vocabulary as f64;
            row.iter().map(|count| ((count + alpha) / total).ln()).collect()
        };
        Self {
            priors: of_class.iter().map(|number| (number / all).ln()).collect(),
            tokens: counts.into_iter().map(smoothed).collect(),
        }
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
    }

    #[test]
    fn unknown_tokens_change_nothing() {
        let model = NaiveBayes::train(2, 2, 1.0, [(vec![0], 0), (vec![1], 1)]);
        assert_eq!(model.scores(&[1, 7]), model.scores(&[1]));
        assert_eq!(model.predict(&[]), 0);
    }
}
