//! A run of an n-gram model: one step counts the training text, and that is all there is to learn.

use super::measures::{Score, text_baselines};
use super::probe::CountedSnapshot;
use super::shown::HEADLINE;
use super::source::Text;
use super::spec::Spec;
use crate::nlp::ngram::{Ends, NGram};
use crate::run::checkpoint::State;
use crate::run::{
    Evaluation, Experiment, Facts, Failure, LayerFact, Metric, Phase, Position, Probe, Result, Sink, Slice, StepGrain,
    Verdict,
};
use std::sync::Arc;

/// Held-out documents that are measured in a slice, if they are short.
const SLICE_TOKENS: usize = 2_000;

/// So much memory an n-gram model may take, in bytes.
const MOST_BYTES: usize = 2 << 30;
/// What an n-gram takes at most, in bytes (measured on texts of which each n-gram is another).
const BYTES_A_GRAM: usize = 40;

pub(super) struct Counted {
    spec: Arc<Spec>,
    text: Arc<Text>,
    model: Option<Arc<NGram>>,
    measuring: Option<Measuring>,
    latest: Vec<Metric>,
}

/// A measurement in the making.
#[derive(Debug, Default)]
struct Measuring {
    score: Score,
    next: usize,
}

/// Counts the training documents.
pub(super) fn counted(text: &Text, order: usize, spec: &Spec) -> NGram {
    NGram::train(order, text.tokens.outcomes() - 1, Ends::Marked, spec.smoothing.into(), text.train())
}

/// Whether a model of that order fits into memory.
///
/// # Errors
/// [`Failure::Input`] naming the order that does.
pub(super) fn fits(tokens: usize, order: usize) -> Result<()> {
    let bytes = |order: usize| tokens.saturating_mul(order).saturating_mul(BYTES_A_GRAM);
    if bytes(order) <= MOST_BYTES {
        return Ok(());
    }
    let most = (1..order).rev().find(|order| bytes(*order) <= MOST_BYTES).unwrap_or(1);
    Err(Failure::Input(format!(
        "`order={order}` may take {:.1} GB for {tokens} tokens, more than the {} GB that an n-gram model may take: expected at \
         most `order={most}`",
        bytes(order) as f64 / 1e9,
        MOST_BYTES >> 30
    )))
}

/// What a model scores on a document: nats, tokens, right ones.
fn judged(model: Option<&NGram>, outcomes: usize, ids: &[u32]) -> (f64, usize, usize) {
    let tokens = ids.len() + 1;
    let Some(model) = model else {
        // Nothing is known: all tokens alike, and of equally probable ones the first counts.
        let right = ids.iter().filter(|id| **id == 0).count();
        return (tokens as f64 * (outcomes as f64).ln(), tokens, right);
    };
    let nats = model.surprises(ids).iter().sum();
    let mut history = model.opening();
    let mut right = 0;
    for id in ids.iter().chain(&[model.end()]) {
        let from = history.len().saturating_sub(model.order() - 1);
        right += usize::from(model.likeliest(history.get(from..).unwrap_or_default()) == *id);
        history.push(*id);
    }
    (nats, tokens, right)
}

impl Counted {
    pub(super) fn new(spec: Arc<Spec>, text: Arc<Text>) -> Result<Self> {
        fits(text.stream.len(), spec.order)?;
        Ok(Self { spec, text, model: None, measuring: None, latest: Vec::new() })
    }
}

impl Experiment for Counted {
    fn facts(&self) -> Facts {
        let text = &self.text;
        let (references, baselines) = text_baselines(text);
        let layer = LayerFact {
            name: "counts".into(),
            kind: self.spec.model_words(),
            output: vec![text.tokens.outcomes()],
            parameters: self.model.as_ref().map_or(0, |model| model.grams()),
            trainable: true,
        };
        Facts {
            model: self.spec.model_words(),
            data: text.words(),
            parameters: layer.parameters,
            trainable_parameters: layer.parameters,
            layers: [layer].into(),
            examples_per_epoch: text.stream.len() - 1,
            held_out_examples: text.held_out.len(),
            example_unit: "tokens".into(),
            steps_per_epoch: 1,
            headline: HEADLINE.into(),
            references,
            baselines,
            remarks: self.spec.unused().into_iter().chain(text.remarks.iter().cloned()).collect(),
            threads: 1,
            kernel_level: crate::kernels::level_name().into(),
            ..Facts::default()
        }
    }

    fn position(&self) -> Position {
        let done = u64::from(self.model.is_some());
        Position { epoch: done, step: done, step_in_epoch: 0 }
    }

    fn epochs(&self) -> u64 {
        1
    }

    fn step(&mut self, _: StepGrain, _: &mut dyn Sink) -> Result<Phase> {
        self.model = Some(Arc::new(counted(&self.text, self.spec.order, &self.spec)));
        Ok(Phase::Update)
    }

    fn step_in_hand(&self) -> bool {
        false
    }

    fn examples_in_step(&self) -> u64 {
        self.text.stream.len() as u64 - 1
    }

    fn evaluate(&mut self, _: &mut dyn Sink) -> Result<Slice> {
        let mut measuring = self.measuring.take().unwrap_or_default();
        let score = &mut measuring.score;
        let mut measured = 0;
        while let Some(document) = self.text.held_out.get(measuring.next).filter(|_| measured < SLICE_TOKENS) {
            let (nats, tokens, right) = judged(self.model.as_deref(), self.text.tokens.outcomes(), &document.ids);
            score.documents.push(nats);
            score.tokens += tokens;
            score.right += right;
            measured += tokens;
            measuring.next += 1;
        }
        if measuring.next < self.text.held_out.len() {
            self.measuring = Some(measuring);
            return Ok(Slice::More);
        }
        self.latest = measuring.score.metrics(&self.text);
        Ok(Slice::Done(Evaluation { metrics: self.latest.clone(), verdict: Verdict::Continue }))
    }

    fn set(&mut self, key: &str, _: &toml::Value) -> Result<()> {
        Err(Failure::Input(format!("`{key}` changes nothing: an n-gram model counts its text once")))
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        Ok(Box::new(CountedSnapshot { text: Arc::clone(&self.text), model: self.model.clone() }))
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        state.put("tokens", &self.text.tokens.saved()?)?;
        state.put("counted", &self.model.is_some())?;
        state.put("latest", &self.latest)?;
        if self.model.is_some() {
            // The text that was counted, from which the counts are made again: whole numbers below 2^24 are exact.
            let values: Vec<f32> = self.text.stream.iter().map(|id| *id as f32).collect();
            let array = crate::nn::Array { name: "stream".into(), shape: vec![values.len()], values };
            state.put_arrays("counted", vec![array]);
        }
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.latest = state.get("latest")?;
        self.measuring = None;
        let is_counted: bool = state.get("counted")?;
        self.model = is_counted.then(|| Arc::new(counted(&self.text, self.spec.order, &self.spec)));
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_does_not_fit_is_refused_with_the_one_that_does() {
        fits(217_000, 6).unwrap();
        let told = fits(32_000_000, 6).unwrap_err().to_string();
        assert!(told.contains("expected at most `order=1`"), "{told}");
        assert!(fits(8_000_000, 6).is_ok());
    }

    #[test]
    fn before_anything_is_counted_the_perplexity_is_the_number_of_tokens() {
        let (nats, tokens, _) = judged(None, 102, &[1, 2, 3]);
        assert!(((nats / tokens as f64).exp() - 102.0).abs() < 1e-9);
    }
}
