//! Metrics of classification: the confusion matrix, and what follows from it.

/// A ratio that says when it was 0/0. Such a ratio counts as 0 in means, and the screen marks it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// In [0, 1]; 0 when undefined.
    pub value: f64,
    /// Whether the denominator was above 0.
    pub defined: bool,
}

impl Ratio {
    fn of(part: usize, whole: usize) -> Self {
        let defined = whole > 0;
        Self { value: if defined { part as f64 / whole as f64 } else { 0.0 }, defined }
    }
}

/// How well one class was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassScore {
    /// Of those predicted to be of this class, the share that is.
    pub precision: Ratio,
    /// Of those of this class, the share that was predicted to be.
    pub recall: Ratio,
    /// The harmonic mean of the two: 2 tp / (2 tp + fp + fn).
    pub f1: Ratio,
    /// How many are of this class.
    pub support: usize,
}

/// Precision, recall and F1 as means over the classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Average {
    /// In [0, 1].
    pub precision: f64,
    /// In [0, 1].
    pub recall: f64,
    /// The mean of the classes' F1, not the F1 of the means.
    pub f1: f64,
}

/// Counts of (true class, predicted class).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// `classes` x `classes`, a row a true class.
    counts: Vec<usize>,
}

impl Confusion {
    /// Counts pairs of (true, predicted) class, each below `classes`; a pair outside is left out.
    pub fn of(classes: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut counts = vec![0; classes * classes];
        for (truth, predicted) in pairs {
            if truth < classes && predicted < classes {
                counts.get_mut(truth * classes + predicted).into_iter().for_each(|count| *count += 1);
            }
        }
        Self { classes, counts }
    }

    /// How many of class `truth` were predicted to be of class `predicted`; 0 outside.
    pub fn count(&self, truth: usize, predicted: usize) -> usize {
        if truth.max(predicted) < self.classes {
            self.counts.get(truth * self.classes + predicted).copied().unwrap_or(0)
        } else {
            0
        }
    }

    /// All pairs.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The share that was right: for single labels the same as micro-averaged precision, recall and F1.
    pub fn accuracy(&self) -> Ratio {
        Ratio::of((0..self.classes).map(|class| self.count(class, class)).sum(), self.total())
    }

    /// Precision, recall and F1 of each class.
    pub fn per_class(&self) -> Vec<ClassScore> {
        let score = |class| {
            let hits = self.count(class, class);
            let support: usize = (0..self.classes).map(|other| self.count(class, other)).sum();
            let predicted: usize = (0..self.classes).map(|other| self.count(other, class)).sum();
            ClassScore {
                precision: Ratio::of(hits, predicted),
                recall: Ratio::of(hits, support),
                f1: Ratio::of(2 * hits, predicted + support),
                support,
            }
        };
        (0..self.classes).map(score).collect()
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Precision, recall and F1 over all decisions together; for single labels all three are the accuracy.
    pub fn micro_average(&self) -> Average {
        let accuracy = self.accuracy().value;
        Average { precision: accuracy, recall: accuracy, f1: accuracy }
    }

    /// Whether a ratio of some class is 0/0 and counts 0 in the means.
    pub fn has_undefined(&self) -> bool {
        let undefined =
            |score: &ClassScore| ![score.precision, score.recall, score.f1].iter().all(|ratio| ratio.defined);
        self.per_class().iter().any(undefined)
    }

    /// The plain mean over the classes; an undefined ratio counts as 0. NaN without classes.
    pub fn macro_average(&self) -> Average {
        self.average(|_| 1.0)
    }

    /// The mean over the classes, each weighted by its support. NaN without examples.
    pub fn weighted_average(&self) -> Average {
        self.average(|score| score.support as f64)
    }

    fn average(&self, weight: impl Fn(&ClassScore) -> f64) -> Average {
        let scores = self.per_class();
        let whole: f64 = scores.iter().map(&weight).sum();
        let mean = |ratio: fn(&ClassScore) -> Ratio| {
            scores.iter().map(|score| weight(score) * ratio(score).value).sum::<f64>() / whole
        };
        Average {
            precision: mean(|score| score.precision),
            recall: mean(|score| score.recall),
            f1: mean(|score| score.f1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-4
    }

    /// Figures of scikit-learn on the same labels.
    #[test]
    fn a_class_never_found_counts_0_and_is_marked() {
        let (truth, predicted) = ([0, 0, 0, 0, 0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 1, 2, 1, 1, 0, 0]);
        let confusion = Confusion::of(3, truth.into_iter().zip(predicted));
        let f1: Vec<f64> = confusion.per_class().iter().map(|score| score.f1.value).collect();
        assert!(close(f1[0], 0.6667) && close(f1[1], 0.6667) && f1[2] == 0.0, "{f1:?}");
        assert!(close(confusion.macro_average().f1, 0.4444));
        assert!(close(confusion.accuracy().value, 0.6));
        assert!(close(confusion.weighted_average().f1, 0.6));
        assert!(close(confusion.micro_average().f1, 0.6));
        assert!(!confusion.has_undefined(), "class 2 was predicted and is there: its 0 is a real one");
    }

    /// By hand; what is true and what was predicted differ in how often each class comes, so that neither can stand for the
    /// other.
    #[test]
    fn precision_is_of_what_was_predicted_and_recall_of_what_is_true() {
        let (truth, predicted) = ([0, 0, 0, 0, 1, 1, 2], [0, 1, 1, 0, 1, 2, 2]);
        let confusion = Confusion::of(3, truth.into_iter().zip(predicted));
        let ratios = |ratio: fn(&ClassScore) -> Ratio| -> Vec<f64> {
            confusion.per_class().iter().map(|score| ratio(score).value).collect()
        };
        assert_eq!(ratios(|score| score.precision), [1.0, 1.0 / 3.0, 0.5]);
        assert_eq!(ratios(|score| score.recall), [0.5, 0.5, 1.0]);
        assert_eq!(confusion.per_class().iter().map(|score| score.support).collect::<Vec<_>>(), [4, 2, 1]);
        let (plain, weighted) = (confusion.macro_average(), confusion.weighted_average());
        assert!(close(plain.precision, 11.0 / 18.0) && close(plain.recall, 2.0 / 3.0));
        assert!(close(weighted.precision, (4.0 + 2.0 / 3.0 + 0.5) / 7.0) && close(weighted.recall, 4.0 / 7.0));
    }

    #[test]
    fn nothing_over_nothing_is_0_and_undefined() {
        let scores = Confusion::of(2, [(0, 0), (0, 0)]).per_class();
        assert_eq!(scores[1].precision, Ratio { value: 0.0, defined: false });
        assert_eq!(scores[1].f1, Ratio { value: 0.0, defined: false });
        assert_eq!(scores[0].recall, Ratio { value: 1.0, defined: true });
        assert!(Confusion::of(2, [(0, 0), (0, 0)]).has_undefined());
    }
}
