//! A training step in the steady state asks the memory for little, and for the same at every step.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic is a test's report, a figure its proof")]

use nnlab::figure::Figure;
use nnlab::labs;
use nnlab::run::{Context, Experiment, Kept, Settings, Severity, Sink, Slice, StepGrain, knob};

/// Hears nothing.
struct Deaf;

impl Sink for Deaf {
    fn scalar(&mut self, _: &'static str, _: f64) {}
    fn figure(&mut self, _: &str, _: Kept, _: Figure) {}
    fn note(&mut self, _: Severity, _: String) {}
}

fn open(changes: &[(&str, &str)]) -> Box<dyn Experiment> {
    let entry = labs::find("forecaster").unwrap();
    let mut settings: Settings = entry.defaults().unwrap();
    for (key, value) in changes {
        knob::assign(entry.knobs(), &mut settings, key, value).unwrap();
    }
    let mut experiment = entry.open(&settings, &Context { threads: 1 }).unwrap();
    while !matches!(experiment.evaluate(&mut Deaf).unwrap(), Slice::Done(_)) {}
    experiment
}

/// Allocations and bytes of ten steps.
fn ten_steps(experiment: &mut dyn Experiment) -> allocation_counter::AllocationInfo {
    allocation_counter::measure(|| {
        for _ in 0..10 {
            experiment.step(StepGrain::Whole, &mut Deaf).unwrap();
        }
    })
}

#[test]
fn a_step_of_the_default_run_allocates_alike_every_time_keeps_nothing_and_stays_small() {
    for changes in
        [&[][..], &[("model", "gru")], &[("model", "simple-rnn"), ("task", "sequence-to-vector"), ("horizon", "1")]]
    {
        let mut experiment = open(changes);
        ten_steps(&mut *experiment);
        let (early, late) = (ten_steps(&mut *experiment), ten_steps(&mut *experiment));
        println!("{changes:?}: {} allocations and {} bytes a step", early.count_total / 10, early.bytes_total / 10);
        assert_eq!(early.count_total, late.count_total, "{changes:?}");
        assert_eq!(late.bytes_current, 0, "a step keeps nothing: {changes:?}");
        // Four shards, each with its inputs, targets and outputs as tensors and a graph of a dozen nodes; what the layers
        // work in (states, gates, gradients) is kept from step to step.
        assert!(late.count_total < 10 * 450, "{changes:?}: {late:?}");
        assert!(late.bytes_total < 10 * 1_100_000, "{changes:?}: {late:?}");
    }
}
