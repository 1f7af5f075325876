//! Which way a metric is better.

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Errors, losses, seconds.
    Lower,
    /// Accuracies, F1, speeds.
    Higher,
}

/// Words of the names of metrics that are better when they are higher.
const HIGHER: [&str; 6] = ["accuracy", "f1", "precision", "recall", "bleu", "per"];

impl Better {
    /// Of a metric by its name in the summary, whose words have `_` between them: `val_mse`, `negated_accuracy`,
    /// `examples_per_second`.
    pub fn of(metric: &str) -> Self {
        if metric.split('_').any(|word| HIGHER.contains(&word)) { Self::Higher } else { Self::Lower }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_better_lower_and_accuracies_higher() {
        for lower in ["val_mse", "val_mse_last_step", "perplexity", "dead_units", "training_seconds", "val_error"] {
            assert_eq!(Better::of(lower), Better::Lower, "{lower}");
        }
        for higher in ["accuracy", "negated_accuracy", "accuracy_pixels", "f1_macro", "examples_per_second"] {
            assert_eq!(Better::of(higher), Better::Higher, "{higher}");
        }
    }
}
