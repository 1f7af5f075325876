//! A run of naive Bayes: one pass over the training texts counts their tokens, and that is all there is to learn.

use super::baselines::Known;
use super::experiment::Decides;
use super::figures;
use super::model::Said;
use super::probe::asked;
use super::report::{self, HEADLINE};
use super::{Data, Document};
use crate::figure::Figure;
use crate::labs::training::Sums;
use crate::nlp::metrics::Confusion;
use crate::nlp::naive_bayes::{Counts, NaiveBayes};
use crate::rng::{Purpose, Rng};
use crate::run::checkpoint::State;
use crate::run::{
    Evaluation, Experiment, Facts, Failure, LayerFact, Metric, Phase, Position, Probe, Question, Result, Sink, Slice,
    StepGrain, Verdict,
};
use std::sync::Arc;

/// Laplace's.
const ALPHA: f64 = 1.0;

pub(super) struct Counted {
    data: Arc<Data>,
    known: Arc<Known>,
    counts: Counts,
    position: Position,
    order: Vec<usize>,
    sums: Sums,
    latest: Vec<Metric>,
}

impl Counted {
    pub(super) fn new(data: Arc<Data>) -> Self {
        let known = Arc::new(Known::of(&data.train));
        let counts = Counts::new(data.classes.len(), known.len());
        let order = Rng::keyed(data.spec.training.seed, Purpose::Shuffle, 0, 0).permutation(data.train.len());
        let (position, sums) = (Position::default(), Sums::default());
        Self { data, known, counts, position, order, sums, latest: Vec::new() }
    }

    fn batch(&self) -> &[usize] {
        let size = self.data.spec.training.batch;
        let start = (self.position.step_in_epoch as usize).saturating_mul(size).min(self.order.len());
        self.order.get(start..(start + size).min(self.order.len())).unwrap_or_default()
    }

    fn said(&self) -> Vec<Said> {
        let model = self.counts.model(ALPHA);
        let said =
            |document: &Document| Said::of(&model.probabilities(&self.known.ids(&document.tokens)), document.label);
        self.data.held_out.iter().map(said).collect()
    }
}

impl Decides for Counted {
    fn decisions(&mut self) -> Result<(Confusion, Confusion)> {
        Ok(report::confusions(&self.data, &self.said()))
    }
}

impl Experiment for Counted {
    fn facts(&self) -> Facts {
        let data = &self.data;
        let (classes, terms) = (data.classes.len(), self.known.len());
        let parameters = classes * (terms + 1);
        let layer = LayerFact {
            name: "counts".into(),
            kind: format!("naive Bayes {classes}"),
            output: vec![classes],
            parameters,
            trainable: true,
        };
        Facts {
            model: "naive Bayes on counts".into(),
            data: report::description(data),
            parameters,
            trainable_parameters: parameters,
            layers: vec![layer],
            examples_per_epoch: data.train.len(),
            held_out_examples: data.held_out.len(),
            example_unit: "texts".into(),
            steps_per_epoch: data.train.len().div_ceil(data.spec.training.batch) as u64,
            headline: HEADLINE.into(),
            references: report::references(data),
            baselines: report::baselines(data),
            remarks: data.remarks.iter().cloned().chain(["naive Bayes counts the texts once".into()]).collect(),
            choices: report::choices(&self.data),
            threads: 1,
            kernel_level: crate::kernels::level_name().into(),
        }
    }

    fn position(&self) -> Position {
        self.position
    }

    fn epochs(&self) -> u64 {
        1
    }

    /// Judges each text of the batch by what was counted before it, then counts it.
    fn step(&mut self, _: StepGrain, sink: &mut dyn Sink) -> Result<Phase> {
        let batch = self.batch().to_vec();
        let (mut loss, mut right) = (0.0, 0.0);
        for document in batch.iter().filter_map(|place| self.data.train.get(*place)) {
            let ids = self.known.ids(&document.tokens);
            let said = Said::of(&self.counts.probabilities(ALPHA, &ids), document.label);
            loss += said.loss;
            right += f64::from(u8::from(said.class == document.label));
            self.counts.add(&ids, document.label);
        }
        let rows = batch.len().max(1) as f64;
        (loss, right) = (loss / rows, right / rows);
        self.sums.add(batch.len() as u64, &[loss, right]);
        sink.scalar("loss", loss);
        sink.scalar("batch_accuracy", right);
        self.position.step += 1;
        self.position.step_in_epoch += 1;
        if self.batch().is_empty() {
            self.position.step_in_epoch = 0;
            self.position.epoch += 1;
        }
        Ok(Phase::Update)
    }

    fn step_in_hand(&self) -> bool {
        false
    }

    fn examples_in_step(&self) -> u64 {
        self.batch().len() as u64
    }

    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        let trained = (self.position.step > 0).then(|| (self.sums.mean(0), self.sums.mean(1)));
        let (metrics, _) = report::evaluated(&self.data, &self.said(), trained, sink);
        self.sums = Sums::default();
        self.latest.clone_from(&metrics);
        Ok(Slice::Done(Evaluation { metrics, verdict: Verdict::Continue }))
    }

    fn set(&mut self, key: &str, _: &str) -> Result<()> {
        Err(Failure::Input(format!("`{key}` changes nothing: naive Bayes counts the texts once")))
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        let (data, known) = (Arc::clone(&self.data), Arc::clone(&self.known));
        Ok(Box::new(Snapshot { data, known, model: self.counts.model(ALPHA) }))
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        state.put("counts", &self.counts)?;
        state.put("position", &self.position)?;
        state.put("sums", &self.sums)?;
        state.put("latest", &self.latest)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        let counts: Counts = state.get("counts")?;
        if counts.shape() != self.counts.shape() {
            return Err(Failure::Input("the checkpoint's counts are of other texts".into()));
        }
        self.position = state.get("position")?;
        self.sums = state.get("sums")?;
        self.latest = state.get("latest")?;
        self.counts = counts;
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}

struct Snapshot {
    data: Arc<Data>,
    known: Arc<Known>,
    model: NaiveBayes,
}

impl Probe for Snapshot {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let (slot, text) = asked(&self.data, question)?;
        let (tokens, places, _) = self.data.encode(text);
        let seen = self.data.seen(&tokens);
        let after: Vec<Vec<f64>> = (1..=seen.len())
            .map(|end| self.model.probabilities(&self.known.ids(seen.get(..end).unwrap_or_default())))
            .collect();
        Ok(vec![(slot.to_owned(), figures::strip(&self.data, text, &tokens, places, &after))])
    }
}
