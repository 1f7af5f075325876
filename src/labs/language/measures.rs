//! The figures that every model is measured by, all from one score: nats over the held-out tokens.

use super::source::Text;
use crate::figure::Reference;
use crate::run::Metric;

/// What a model scored on the held-out documents.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Score {
    /// -ln p of each document, its mark included and without the charge for unknown tokens, in nats.
    pub(super) documents: Vec<f64>,
    /// How many tokens were predicted, marks included.
    pub(super) tokens: usize,
    /// Of how many the likeliest was right.
    pub(super) right: usize,
}

impl Score {
    /// All nats, in the order of the documents.
    pub(super) fn nats(&self) -> f64 {
        self.documents.iter().sum()
    }

    /// exp(nats a token), over all tokens together; unknown tokens cost their id alone.
    pub(super) fn perplexity(&self) -> f64 {
        (self.nats() / self.tokens as f64).exp()
    }

    /// The metrics by their names in the summary.
    pub(super) fn metrics(&self, text: &Text) -> Vec<Metric> {
        let metric = |name: &str, value: f64| Metric { name: name.into(), value };
        let surcharge: f64 = text.held_out.iter().map(|document| document.surcharge).sum();
        let characters: usize = text.held_out.iter().map(|document| document.characters).sum();
        let all = self.nats() + surcharge;
        let unknown = oov_rate(text);
        let mut metrics = vec![metric("perplexity", self.perplexity())];
        if unknown > 0.0 {
            metrics.push(metric("perplexity_charged", (all / self.tokens as f64).exp()));
        }
        metrics.push(metric("bits_per_character", all / std::f64::consts::LN_2 / characters as f64));
        metrics.push(metric("accuracy", self.right as f64 / self.tokens as f64));
        metrics.push(metric("oov_rate", unknown));
        metrics.extend(errors_above_truth(self, text).map(|errors| metric("errors_above_truth", errors)));
        metrics
    }
}

/// The share of the held-out tokens that is unknown, marks not counted.
pub(super) fn oov_rate(text: &Text) -> f64 {
    let Some(unknown) = text.tokens.unknown() else { return 0.0 };
    let ids = || text.held_out.iter().flat_map(|document| &document.ids);
    ids().filter(|id| **id == unknown).count() as f64 / ids().count().max(1) as f64
}

/// What the grammar that drew the held-out sentences scores on them: perplexity by token; none where nothing drew them.
pub(super) fn true_perplexity(text: &Text) -> Option<f64> {
    let nats: f64 = text.held_out.iter().map(|document| document.true_nats).sum::<Option<f64>>()?;
    Some((nats / text.held_out_tokens() as f64).exp())
}

/// By how many standard errors a model lies above the grammar that drew the sentences (below: negative): of the paired
/// difference of the sentences' nats.
pub(super) fn errors_above_truth(score: &Score, text: &Text) -> Option<f64> {
    let pairs = score.documents.iter().zip(&text.held_out);
    let differences: Vec<f64> =
        pairs.map(|(nats, document)| Some(nats - document.true_nats?)).collect::<Option<_>>()?;
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    Some(mean / (variance / count).sqrt())
}

/// The floor and the true grammar's score, where they are known: for curves, and by their names in the summary.
pub(super) fn text_baselines(text: &Text) -> (Vec<Reference>, Vec<Metric>) {
    let metric = |name: &str, value: f64| Metric { name: name.into(), value };
    let (mut references, mut metrics) = (Vec::new(), Vec::new());
    if let Some(floor) = text.floor {
        references.push(Reference::floor("floor", floor));
        metrics.push(metric("perplexity_floor", floor));
    }
    if let Some(truth) = true_perplexity(text) {
        references.push(Reference::baseline("true grammar", truth));
        metrics.push(metric("true_perplexity", truth));
    }
    (references, metrics)
}
