//! Logistic regression on sparse rows, one class against the rest, with scikit-learn's objective: for each class
//! C sum ln(1 + exp(-y (w x + b))) + |w|^2 / 2 over documents with y = +-1; the intercept b is not penalised. Minimised
//! by L-BFGS (Nocedal and Wright 2006, algorithm 7.5), which draws no random numbers.

use super::vectorize::SparseRow;
use std::collections::VecDeque;

/// A trained classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// For each class a weight a column, and the intercept last. Two classes have one such row, of class 1.
    weights: Vec<Vec<f64>>,
    classes: usize,
}

/// Steps at most; a text classifier of some thousand columns takes 30 to 80.
const MOST_STEPS: usize = 200;
/// It is done when no slope is steeper than this.
const FLAT: f64 = 1e-4;
/// Pairs of steps that the curvature is estimated from.
const MEMORY: usize = 10;

impl Logistic {
    /// Trains on rows with labels below `classes`. `c` above 0 is the inverse of the penalty's strength.
    pub fn train(classes: usize, columns: usize, c: f64, rows: &[SparseRow], labels: &[usize]) -> Self {
        let sign = |class: usize| move |label: &usize| if *label == class { 1.0 } else { -1.0 };
        let fit = |class: usize| {
            let signs: Vec<f64> = labels.iter().map(sign(class)).collect();
            minimise(columns + 1, |w, slope| objective(c, rows, &signs, w, slope))
        };
        let weights = if classes == 2 { vec![fit(1)] } else { (0..classes).map(fit).collect() };
        Self { weights, classes }
    }

    /// For each class the log-odds that a row is of it; of two classes, the second's beside its negative.
    pub fn scores(&self, row: &SparseRow) -> Vec<f64> {
        let scores: Vec<f64> = self.weights.iter().map(|w| margin(w, row)).collect();
        match scores.as_slice() {
            [one] if self.classes == 2 => vec![-one, *one],
            _ => scores,
        }
    }

    /// The class with the highest score, the first of equals.
    pub fn predict(&self, row: &SparseRow) -> usize {
        let scores = self.scores(row);
        (1..scores.len()).fold(0, |best, i| if scores.get(i) > scores.get(best) { i } else { best })
    }

    /// The weight of a column for a class (for class 1 when there are two), to be shown.
    pub fn weight(&self, class: usize, column: u32) -> f64 {
        let row = if self.classes == 2 { self.weights.first() } else { self.weights.get(class) };
        row.and_then(|w| w.get(column as usize)).copied().unwrap_or(0.0)
    }
}

/// w x + b.
fn margin(w: &[f64], row: &SparseRow) -> f64 {
    let product = |(column, value): (&u32, &f64)| w.get(*column as usize).map_or(0.0, |weight| weight * value);
    row.columns.iter().zip(&row.values).map(product).sum::<f64>() + w.last().copied().unwrap_or(0.0)
}

/// The objective and its slope.
fn objective(c: f64, rows: &[SparseRow], signs: &[f64], w: &[f64], slope: &mut [f64]) -> f64 {
    let free = w.len() - 1;
    slope.iter_mut().zip(w).enumerate().for_each(|(i, (slope, w))| *slope = if i < free { *w } else { 0.0 });
    let mut value = w.iter().take(free).map(|w| w * w).sum::<f64>() / 2.0;
    for (row, y) in rows.iter().zip(signs) {
        let m = y * margin(w, row);
        value += c * (if m > 0.0 { (-m).exp().ln_1p() } else { m.exp().ln_1p() - m });
        let push = -c * y / (1.0 + m.exp());
        for (column, x) in row.columns.iter().zip(&row.values) {
            slope.get_mut(*column as usize).into_iter().for_each(|slope| *slope += push * x);
        }
        slope.last_mut().into_iter().for_each(|slope| *slope += push);
    }
    value
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The place of the minimum of a smooth convex function, from 0.
fn minimise(size: usize, f: impl Fn(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let (mut w, mut slope) = (vec![0.0; size], vec![0.0; size]);
    let mut value = f(&w, &mut slope);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    for step in 0..MOST_STEPS {
        if slope.iter().all(|s| s.abs() <= FLAT) {
            break;
        }
        let direction = downhill(&slope, &memory);
        let descent = dot(&direction, &slope);
        // The first step has no curvature to go by.
        let mut length = if step == 0 { 1.0 / dot(&slope, &slope).sqrt().max(1.0) } else { 1.0 };
        let mut next_slope = vec![0.0; size];
        let found = (0..40).find_map(|_| {
            let next: Vec<f64> = w.iter().zip(&direction).map(|(w, d)| w + length * d).collect();
            let next_value = f(&next, &mut next_slope);
            if next_value <= value + 1e-4 * length * descent {
                return Some((next, next_value));
            }
            length /= 2.0;
            None
        });
        let Some((next, next_value)) = found else { break };
        let moved: Vec<f64> = next.iter().zip(&w).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        if dot(&moved, &turned) > 1e-12 {
            memory.truncate(MEMORY - 1);
            memory.push_front((moved, turned));
        }
        (w, slope, value) = (next, next_slope, next_value);
    }
    w
}

/// The direction of L-BFGS: minus the slope, turned by the curvature along the last steps.
fn downhill(slope: &[f64], memory: &VecDeque<(Vec<f64>, Vec<f64>)>) -> Vec<f64> {
    let mut q: Vec<f64> = slope.iter().map(|s| -s).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, turned) in memory {
        let share = dot(moved, &q) / dot(moved, turned);
        q.iter_mut().zip(turned).for_each(|(q, t)| *q -= share * t);
        shares.push(share);
    }
    if let Some((moved, turned)) = memory.front() {
        let scale = dot(moved, turned) / dot(turned, turned);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((moved, turned), share) in memory.iter().zip(shares).rev() {
        let back = share - dot(turned, &q) / dot(moved, turned);
        q.iter_mut().zip(moved).for_each(|(q, m)| *q += back * m);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(u32, f64)]) -> SparseRow {
        SparseRow { columns: pairs.iter().map(|p| p.0).collect(), values: pairs.iter().map(|p| p.1).collect() }
    }

    /// Figures of scikit-learn 1.9: LogisticRegression(C=1, tol=1e-10).
    #[test]
    fn weights_are_those_of_scikit_learn() {
        let rows =
            [row(&[(0, 1.0)]), row(&[(0, 2.0), (1, 1.0)]), row(&[(1, 1.0)]), row(&[(1, 2.0), (2, 1.0)]), row(&[])];
        let labels = [1, 1, 0, 0, 1];
        let model = Logistic::train(2, 3, 1.0, &rows, &labels);
        let expected = EXPECTED;
        let found = [model.weight(1, 0), model.weight(1, 1), model.weight(1, 2), model.weights[0][3]];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        }
        assert_eq!(rows.iter().map(|row| model.predict(row)).collect::<Vec<_>>(), labels);
    }

    const EXPECTED: [f64; 4] = [0.6449768, -0.7782804, -0.2551069, 0.7401095];

    #[test]
    fn three_classes_each_find_their_own_column() {
        let rows: Vec<SparseRow> = (0..9).map(|i| row(&[(i % 3, 3.0)])).collect();
        let labels: Vec<usize> = (0..9).map(|i| i % 3).collect();
        let model = Logistic::train(3, 3, 1.0, &rows, &labels);
        assert!(rows.iter().zip(&labels).all(|(row, label)| model.predict(row) == *label));
    }

    #[test]
    fn without_documents_nothing_is_learned_and_nothing_breaks() {
        let model = Logistic::train(2, 2, 1.0, &[], &[]);
        assert_eq!(model.predict(&row(&[(0, 1.0)])), 0);
    }
}
