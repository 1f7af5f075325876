//! A run of naive Bayes: one pass over the training texts counts their tokens, and that is all there is to learn. While it
//! counts, each text is judged by those before it; how well it does on the training texts is measured once all are counted.

use super::baselines::Known;
use super::classifier::Decides;
use super::figures;
use super::model::Said;
use super::probe::asked;
use super::report;
use super::{Data, Document};
use crate::figure::Figure;
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

/// Documents in a slice of evaluation.
const SLICE: usize = 1024;

pub(super) struct NaiveBayesRun {
    data: Arc<Data>,
    known: Arc<Known>,
    counts: Counts,
    position: Position,
    order: Vec<usize>,
    judging: Option<Judging>,
    latest: Vec<Metric>,
}

/// An evaluation in the making: what the counts say of the documents so far, those to train on first.
struct Judging {
    model: NaiveBayes,
    train: Vec<Said>,
    held_out: Vec<Said>,
}

impl Judging {
    fn new(model: NaiveBayes) -> Self {
        Self { model, train: Vec::new(), held_out: Vec::new() }
    }

    /// Judges the next slice of some documents, of which `said` are done; false once there are none.
    fn slice(model: &NaiveBayes, known: &Known, documents: &[Document], said: &mut Vec<Said>) -> bool {
        let next = documents.iter().skip(said.len()).take(SLICE);
        let before = said.len();
        said.extend(next.map(|document| Said::of(&model.probabilities(&known.ids(&document.tokens)), document.label)));
        said.len() > before
    }

    /// The mean loss and the share that is right, of the documents to train on.
    fn trained(&self, documents: &[Document]) -> (f64, f64) {
        let count = self.train.len().max(1) as f64;
        let right = self.train.iter().zip(documents).filter(|(said, document)| said.class == document.label).count();
        (self.train.iter().map(|said| said.loss).sum::<f64>() / count, right as f64 / count)
    }
}

impl NaiveBayesRun {
    pub(super) fn new(data: Arc<Data>) -> Self {
        let known = Arc::new(Known::of(&data.train));
        let counts = Counts::new(data.classes.len(), known.len());
        let order = Rng::keyed(data.spec.training.seed, Purpose::Shuffle, 0, 0).permutation(data.train.len());
        Self { data, known, counts, position: Position::default(), order, judging: None, latest: Vec::new() }
    }

    fn batch(&self) -> &[usize] {
        let size = self.data.spec.training.batch;
        let start = (self.position.step_in_epoch as usize).saturating_mul(size).min(self.order.len());
        self.order.get(start..(start + size).min(self.order.len())).unwrap_or_default()
    }
}

impl Decides for NaiveBayesRun {
    fn decisions(&mut self) -> Result<(Confusion, Confusion)> {
        let (model, mut said) = (self.counts.model(ALPHA), Vec::new());
        while Judging::slice(&model, &self.known, &self.data.held_out, &mut said) {}
        Ok(report::confusions(&self.data, &said))
    }
}

impl Experiment for NaiveBayesRun {
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
        let counted_once = "naive Bayes counts the texts once; how it does on them is measured after that".to_owned();
        let facts = report::facts(data);
        Facts {
            model: "naive Bayes on counts".into(),
            parameters,
            trainable_parameters: parameters,
            layers: [layer].into(),
            steps_per_epoch: data.train.len().div_ceil(data.spec.training.batch) as u64,
            remarks: facts.remarks.iter().cloned().chain([counted_once]).collect(),
            threads: 1,
            kernel_level: crate::kernels::level_name().into(),
            ..facts
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
        let has_counted = self.position.step > 0;
        let mut judging = self.judging.take().unwrap_or_else(|| Judging::new(self.counts.model(ALPHA)));
        let Judging { model, train, held_out } = &mut judging;
        if has_counted && Judging::slice(model, &self.known, &self.data.train, train)
            || Judging::slice(model, &self.known, &self.data.held_out, held_out)
        {
            self.judging = Some(judging);
            return Ok(Slice::More);
        }
        let trained = has_counted.then(|| judging.trained(&self.data.train));
        let metrics = report::evaluated(&self.data, &judging.held_out, trained, sink);
        self.latest.clone_from(&metrics);
        Ok(Slice::Done(Evaluation { metrics, verdict: Verdict::Continue }))
    }

    fn set(&mut self, key: &str, _: &toml::Value) -> Result<()> {
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
        state.put("latest", &self.latest)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        let counts: Counts = state.get("counts")?;
        if counts.shape() != self.counts.shape() {
            return Err(Failure::Input("the checkpoint's counts are of other texts".into()));
        }
        self.position = state.get("position")?;
        self.judging = None;
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
