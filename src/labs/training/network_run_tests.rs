//! The experiment of a network so small that its states can be followed by hand.

use super::super::Training;
use super::*;
use crate::nn::{Array, Initializer, Parameter};
use crate::run::{Context, Question};
use candle_core::{Device, Tensor};

/// Learns one number; what a row says is its place in the data and the state that its step before left.
struct Toy {
    w: Parameter,
    /// The state after the last step, a number for every row of the batch.
    carried: Vec<f32>,
    target: f64,
}

struct Nobody;

impl Probe for Nobody {
    fn ask(&self, _: &Question) -> Result<Vec<(String, Figure)>> {
        Ok(Vec::new())
    }
}

impl NetworkRun for Toy {
    type Extra = Vec<f32>;
    type Measuring = u32;

    fn shard(&self, at: Position, batch: Batch) -> ShardFn<Vec<f32>> {
        let (w, before) = (self.w.tensor(), self.carried.clone());
        Box::new(move |range| {
            let places = batch.get(range.clone()).unwrap_or_default();
            let state = |row: usize| before.get(row).copied().unwrap_or(0.0);
            let x: Vec<f32> = range.zip(places).map(|(row, place)| *place as f32 / 100.0 + state(row)).collect();
            let loss = (Tensor::from_slice(&x, x.len(), &Device::Cpu)?.broadcast_mul(&w)? - 1.0)?.sqr()?.mean_all()?;
            let extra = x.iter().map(|x| 0.5 * x).collect();
            Ok(ShardOutput { loss, means: vec![at.step_in_epoch as f64], extra })
        })
    }

    fn taken(&mut self, taken: Taken<Vec<f32>>, trainer: &mut Trainer<Vec<f32>>, sink: &mut dyn Sink) -> Result<()> {
        trainer.sums.add(taken.rows, &[taken.loss]);
        sink.scalar("batch_place", taken.mean(0));
        self.carried = if trainer.position().step_in_epoch == 0 { Vec::new() } else { taken.extras.concat() };
        Ok(())
    }

    fn measure(&mut self, slices: u32, trainer: &Trainer<Vec<f32>>, _: &mut dyn Sink) -> Result<Measured<u32>> {
        if slices < 2 {
            return Ok(Measured::More(slices + 1));
        }
        Ok(Measured::Done(vec![Metric::new("train", trainer.sums.mean(0)), Metric::new("val", 1.0)]))
    }

    fn snapshot(&self, _: Vec<Array>) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Nobody))
    }

    fn examples(&self, _: Position, rows: usize) -> u64 {
        10 * rows as u64
    }

    fn set(&mut self, key: &str, value: &Value, _: &mut Trainer<Vec<f32>>) -> Result<bool> {
        if key == "target" {
            self.target = crate::run::knob::real(value)?;
        }
        Ok(key == "target")
    }

    fn stops(&self, metrics: &[Metric]) -> Option<String> {
        let val = metrics.iter().find(|metric| metric.name == "val")?.value;
        (val <= self.target).then(|| format!("{val} is reached"))
    }

    fn save(&self, state: &mut State) -> Result<()> {
        let array = Array { name: "state".into(), shape: vec![self.carried.len()], values: self.carried.clone() };
        state.put_arrays("carried", vec![array]);
        Ok(())
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.carried = state.arrays_of("carried").pop().map(|array| array.values).unwrap_or_default();
        Ok(())
    }
}

/// 70 rows in batches of 32: an epoch has three steps, the last of them smaller; a batch of 32 has two shards.
fn open(threads: usize) -> NetworkExperiment<Toy> {
    let mut parameters = Parameters::new(1);
    let w = parameters.create("toy.w", &[1], Initializer::Constant(0.3)).unwrap();
    let settings = Training { epochs: 3, ..Training::default() };
    let trainer = Trainer::new(&settings, parameters, 70, &Context { threads }).unwrap();
    let facts = Facts { headline: "val".into(), ..Facts::default() };
    NetworkExperiment::new(Toy { w, carried: Vec::new(), target: 0.0 }, trainer, facts)
}

#[derive(Default)]
struct Heard {
    losses: Vec<u64>,
    places: Vec<f64>,
    notes: Vec<String>,
}

impl Sink for Heard {
    fn scalar(&mut self, name: &'static str, value: f64) {
        match name {
            "loss" => self.losses.push(value.to_bits()),
            "batch_place" => self.places.push(value),
            _ => {}
        }
    }

    fn figure(&mut self, _: &str, _: Kept, _: Figure) {}

    fn note(&mut self, _: Severity, text: String) {
        self.notes.push(text);
    }
}

fn steps(run: &mut NetworkExperiment<Toy>, count: usize) -> Heard {
    let mut heard = Heard::default();
    for _ in 0..count {
        run.step(StepGrain::Whole, &mut heard).unwrap();
    }
    heard
}

fn evaluate(run: &mut NetworkExperiment<Toy>, heard: &mut Heard) -> (Evaluation, u32) {
    for slices in 1.. {
        if let Slice::Done(evaluation) = run.evaluate(heard).unwrap() {
            return (evaluation, slices);
        }
    }
    unreachable!()
}

#[test]
fn a_state_that_is_carried_from_step_to_step_is_part_of_the_checkpoint_and_the_bits_of_any_threads_are_the_same() {
    let whole = steps(&mut open(1), 9);
    assert_eq!(steps(&mut open(2), 9).losses, whole.losses);
    assert_eq!(whole.places, [0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0]);
    let mut first = open(2);
    let before = steps(&mut first, 5);
    let state = first.save().unwrap();
    let mut second = open(1);
    second.load(&state).unwrap();
    assert_eq!(second.run.carried.len(), 32, "in the middle of an epoch there is a state");
    let after = steps(&mut second, 4);
    assert_eq!([before.losses, after.losses].concat(), whole.losses);
    let mut forgetful = open(1);
    forgetful.load(&state).unwrap();
    forgetful.run.carried.clear();
    assert_ne!(steps(&mut forgetful, 4).losses, whole.losses[5..], "the state matters");
}

#[test]
fn a_step_taken_phase_by_phase_gives_the_bits_of_a_whole_one() {
    let (mut run, mut heard) = (open(2), Heard::default());
    let phases: Vec<Phase> = (0..4).map(|_| run.step(StepGrain::Phase, &mut heard).unwrap()).collect();
    assert_eq!(phases, [Phase::Forward, Phase::Loss, Phase::Gradients, Phase::Update]);
    let whole = steps(&mut open(2), 2);
    assert_eq!(heard.losses.last(), whole.losses.first());
    assert_eq!(steps(&mut run, 1).losses, whole.losses[1..]);
}

#[test]
fn an_evaluation_goes_on_where_it_was_clears_the_sums_and_ends_the_run_for_a_reason_of_the_lab() {
    let (mut run, mut heard) = (open(1), Heard::default());
    assert!(evaluate(&mut run, &mut heard).0.get("train").unwrap().is_nan());
    steps(&mut run, 3);
    let (evaluation, slices) = evaluate(&mut run, &mut heard);
    assert!(evaluation.get("train").unwrap() > 0.0);
    assert_eq!((slices, evaluation.verdict), (3, Verdict::Continue));
    assert_eq!(run.results(), evaluation.metrics);
    run.set("target", &1.5.into()).unwrap();
    steps(&mut run, 3);
    let (evaluation, _) = evaluate(&mut run, &mut heard);
    assert_eq!((evaluation.verdict, heard.notes), (Verdict::StopEarly, vec!["1 is reached".to_owned()]));
}

#[test]
fn settings_are_the_lab_s_own_or_those_of_training_and_facts_are_filled_in() {
    let mut run = open(1);
    run.set("epochs", &7.into()).unwrap();
    assert_eq!(run.epochs(), 7);
    assert!(matches!(run.set("units", &7.into()), Err(Failure::Input(_))));
    assert_eq!(run.examples_in_step(), 320);
    let facts = run.facts();
    assert_eq!((facts.parameters, facts.trainable_parameters, facts.steps_per_epoch, facts.threads), (1, 1, 3, 1));
}
