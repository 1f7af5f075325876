//! A run of a network on a text, or on the recall task.

use super::carried;
use super::evaluation::Measuring;
use super::measures;
use super::model::{Dropped, Network};
use super::probe::Snapshot;
use super::recall::{self, Recall};
use super::shown::HEADLINE;
use super::source::Text;
use super::spec::Spec;
use super::step::{TextStep, recalled};
use super::windows::Plan;
use crate::figure::Reference;
use crate::labs::training::{Batch, Measured, NetworkExperiment, NetworkRun, ShardFn, Taken, Trainer};
use crate::nn::{self, Algorithm, Parameters, Schedule, State as Carried};
use crate::run::checkpoint::State;
use crate::run::{Context, Experiment, Facts, Failure, Metric, Position, Probe, Result, Sink};
use std::sync::Arc;
use toml::Value;

/// What is learned.
#[derive(Debug, Clone)]
pub(super) enum Task {
    Text(Arc<Text>, Arc<Plan>),
    Recall(Arc<Recall>),
}

impl Task {
    /// How many different tokens go in and come out.
    pub(super) fn sizes(&self) -> (usize, usize) {
        match self {
            Self::Text(text, _) => (text.tokens.outcomes(), text.tokens.outcomes()),
            Self::Recall(recall) => (recall.inputs(), recall::SYMBOLS),
        }
    }
}

/// The lab's part of a run.
pub(super) struct LanguageRun {
    spec: Arc<Spec>,
    task: Task,
    network: Network,
    /// The states between two steps, where they are carried.
    carried: Option<Arc<Vec<Carried>>>,
    target_perplexity: f64,
}

/// Opens a run.
pub(super) fn open(spec: Arc<Spec>, task: Task, context: &Context) -> Result<Box<dyn Experiment>> {
    let mut parameters = Parameters::new(spec.training.seed);
    let (inputs, outputs) = task.sizes();
    let network = Network::new(&mut parameters, &spec, inputs, outputs).map_err(Failure::work)?;
    let mut settings = spec.resolved_training();
    let examples = match &task {
        Task::Text(_, plan) => {
            settings.batch = plan.rows(settings.batch);
            plan.examples()
        }
        Task::Recall(recall) => recall.examples(),
    };
    let trainer = Trainer::new(&settings, parameters, examples, context)?;
    let total_steps = trainer.steps_per_epoch() * settings.epochs;
    let trainer = match recipe(&spec, total_steps) {
        None => trainer,
        Some((algorithm, schedule)) => trainer.with_recipe(algorithm, |p| p.shape().len() > 1, schedule),
    };
    let facts = facts(&spec, &task);
    let run = LanguageRun { target_perplexity: spec.target_perplexity, spec, task, network, carried: None };
    Ok(Box::new(NetworkExperiment::new(run, trainer, facts)))
}

/// The optimiser and schedule, where they are not those that all labs share: AdamW's decay on matrices alone, a way up
/// before the cosine, a rest of the rate at its end.
fn recipe(spec: &Spec, total_steps: u64) -> Option<(Algorithm, Schedule)> {
    use crate::labs::training::{OptimizerName, ScheduleName};
    let algorithm = match (spec.training.optimizer, spec.training.algorithm()) {
        (OptimizerName::AdamW, Algorithm::AdamW { beta1, beta2, epsilon, .. }) => {
            Algorithm::AdamW { beta1, beta2, epsilon, decay: spec.weight_decay }
        }
        (_, algorithm) => algorithm,
    };
    let schedule = match spec.training.schedule {
        ScheduleName::Cosine => {
            Schedule::WarmUpCosine { warm_up: spec.warm_up as u64, total_steps, final_part: spec.final_rate }
        }
        ScheduleName::Constant | ScheduleName::Plateau if spec.training.optimizer != OptimizerName::AdamW => {
            return None;
        }
        ScheduleName::Constant => Schedule::Constant,
        ScheduleName::Plateau => return None,
    };
    Some((algorithm, schedule))
}

fn facts(spec: &Spec, task: &Task) -> Facts {
    let mut facts = Facts {
        model: spec.model_words(),
        example_unit: "tokens".into(),
        headline: HEADLINE.into(),
        ..Facts::default()
    };
    let mut remarks = spec.unused();
    if spec.training.learning_rate == 0.0 {
        remarks.push(format!("learning rate {}: it follows the model (`learning-rate=0`)", spec.learning_rate()));
    }
    match task {
        Task::Text(text, plan) => {
            facts.data = text.words();
            facts.examples_per_epoch = plan.examples() * spec.sequence;
            facts.held_out_examples = text.held_out.len();
            (facts.references, facts.baselines) = measures::text_baselines(text);
            remarks.extend(text.remarks.iter().cloned());
            if spec.training.patience > 0 || spec.target_perplexity > 0.0 {
                remarks.push("training ends by the held-out text: the figure is chosen on this text".into());
            }
        }
        Task::Recall(recall) => {
            facts.data = recall.words();
            facts.examples_per_epoch = recall.examples() * recall.times();
            facts.held_out_examples = recall::TESTED;
            facts.references.push(Reference::baseline("guessing", recall::SYMBOLS as f64));
        }
    }
    facts.remarks = remarks.into();
    facts
}

/// An evaluation in the making.
#[derive(Default)]
pub(super) enum InHand {
    /// Not begun.
    #[default]
    Nothing,
    Text(Measuring),
    Recall(recall::Measuring),
}

impl NetworkRun for LanguageRun {
    type Extra = Vec<Carried>;
    type Measuring = InHand;

    fn shard(&self, at: Position, batch: Batch) -> ShardFn<Self::Extra> {
        let (network, seed, rate) = (self.network.clone(), self.spec.training.seed, self.spec.dropout);
        let dropped = move |first| (rate > 0.0).then_some(Dropped { rate, seed, step: at.step, first });
        match &self.task {
            Task::Recall(recall) => {
                let recall = Arc::clone(recall);
                let drawn = recall.step(at.step, batch.len());
                Box::new(move |range| recalled(&network, &recall, &drawn, range.clone(), dropped(range.start)))
            }
            Task::Text(text, plan) => {
                let step = TextStep {
                    network,
                    stream: Arc::clone(&text.stream),
                    windows: plan.step(at, &batch),
                    before: self.carried.clone(),
                    carries: plan.carries(),
                    times: self.spec.sequence,
                };
                Box::new(move |range| step.shard(range.clone(), dropped(range.start)))
            }
        }
    }

    fn taken(
        &mut self,
        taken: Taken<Self::Extra>,
        trainer: &mut Trainer<Self::Extra>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        if !taken.loss.is_finite() {
            let step = trainer.position().step;
            return Err(Failure::Work(format!(
                "step {step}: the loss is {}: a lower learning rate or a smaller clip helps",
                taken.loss
            )));
        }
        trainer.sums.add(taken.rows, &[taken.loss]);
        sink.scalar("batch_accuracy", taken.mean(0));
        let begins_anew = trainer.position().step_in_epoch == 0;
        let joined = carried::joined(&taken.extras).map_err(Failure::work)?;
        self.carried = joined.filter(|_| !begins_anew).map(Arc::new);
        Ok(())
    }

    fn measure(
        &mut self,
        measuring: InHand,
        trainer: &Trainer<Self::Extra>,
        _: &mut dyn Sink,
    ) -> Result<Measured<InHand>> {
        let of_score = match &self.task {
            Task::Text(text, _) => {
                let mut measuring = match measuring {
                    InHand::Text(measuring) => measuring,
                    _ => {
                        let (mark, protocol) = (text.tokens.mark(), self.spec.measured_by());
                        Measuring::new(&text.held_out, mark, protocol, self.spec.sequence)
                    }
                };
                match measuring.slice(&trainer.pool, &self.network).map_err(Failure::work)? {
                    None => return Ok(Measured::More(InHand::Text(measuring))),
                    Some(score) => score.metrics(text),
                }
            }
            Task::Recall(recall) => {
                let mut measuring = match measuring {
                    InHand::Recall(measuring) => measuring,
                    _ => recall::Measuring::default(),
                };
                match measuring.slice(&trainer.pool, &self.network, recall).map_err(Failure::work)? {
                    None => return Ok(Measured::More(InHand::Recall(measuring))),
                    Some((score, _confusion)) => {
                        let metric = |name: &str, value: f64| Metric { name: name.into(), value };
                        let accuracy = score.right as f64 / score.tokens as f64;
                        vec![metric(HEADLINE, score.perplexity()), metric("accuracy", accuracy)]
                    }
                }
            }
        };
        let mut metrics = Vec::new();
        if trainer.position().step > 0 {
            metrics.push(Metric { name: "train_perplexity".into(), value: trainer.sums.mean(0).exp() });
        }
        metrics.extend(of_score);
        Ok(Measured::Done(metrics))
    }

    fn snapshot(&self, weights: Vec<nn::Array>) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Snapshot { spec: Arc::clone(&self.spec), task: self.task.clone(), weights }))
    }

    fn examples(&self, _: Position, rows: usize) -> u64 {
        let times = match &self.task {
            Task::Text(..) => self.spec.sequence,
            Task::Recall(recall) => recall.times(),
        };
        (rows * times) as u64
    }

    fn set(&mut self, key: &str, value: &Value, _: &mut Trainer<Self::Extra>) -> Result<bool> {
        if key == "target-perplexity" {
            self.target_perplexity = crate::run::knob::real(value)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn stops(&self, metrics: &[Metric]) -> Option<String> {
        let perplexity = metrics.iter().find(|metric| metric.name == HEADLINE)?.value;
        let target = self.target_perplexity;
        (target > 0.0 && perplexity <= target)
            .then(|| format!("stopped: the perplexity {perplexity:.3} is at most {target} (`target-perplexity`)"))
    }

    fn save(&self, state: &mut State) -> Result<()> {
        if let Task::Text(text, _) = &self.task {
            state.put("tokens", &text.tokens.saved()?)?;
        }
        if let Some(states) = &self.carried {
            state.put_arrays("carried", carried::arrays(states).map_err(Failure::work)?);
        }
        Ok(())
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.carried = carried::states(&state.arrays_of("carried")).map_err(Failure::input)?.map(Arc::new);
        Ok(())
    }
}
