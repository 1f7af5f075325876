//! What is asked of the memory: by a training step in the steady state little, and the same at every step; by a large file
//! of rows or a long log no more than its size allows.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic is a test's report, a figure its proof")]

use nnlab::data::series::{ReadOptions, WindowOptions, Windows, read_path};
use nnlab::figure::Figure;
use nnlab::labs;
use nnlab::run::store::catalogue::Card;
use nnlab::run::store::directory::RunDirectory;
use nnlab::run::store::log::Evaluations;
use nnlab::run::{Context, Experiment, Kept, RunSpec, Settings, Severity, Sink, Slice, StepGrain, knob};

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

/// How much more memory than before is in use at the most.
fn peak(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).bytes_max
}

/// Rows of a minute each, in order or not, with gaps or without.
fn rows(count: u32, line: impl Fn(u32) -> String) -> String {
    (0..count).fold("date,value\n".to_owned(), |text, i| text + &line(i) + "\n")
}

#[test]
fn a_file_of_rows_becomes_windows_in_less_than_three_times_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let date = |i: u32| format!("2000-01-{:02}T{:02}:{:02}:00", i / 1440 + 1, i / 60 % 24, i % 60);
    let value = |i: u32| i * 7919 % 1000;
    let full = rows(20_000, |i| format!("{},0.{}", date(i), value(i)));
    let gaps =
        rows(20_000, |i| if i % 7 == 3 { format!("{},", date(i)) } else { format!("{},0.{}", date(i), value(i)) });
    let falls = rows(20_000, |i| format!("{},0.{}", date(19_999 - i), value(i)));
    for (what, text) in [("full", full), ("with gaps", gaps), ("newest first", falls)] {
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, &text).unwrap();
        let peak = peak(|| {
            let loaded = read_path(&path, &ReadOptions::default()).unwrap();
            let options = WindowOptions { window: 3, horizon: 1, ..WindowOptions::default() };
            Windows::from_series(&loaded.series, &options).unwrap();
        });
        println!("{what}: {peak} bytes for {} of rows", text.len());
        assert!(peak < 3 * text.len() as u64, "{what}: {peak} for {}", text.len());
    }
}

#[test]
fn a_long_log_is_read_in_a_small_part_of_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let scalars = |k: u32| {
        format!(
            r#"{{"event":"scalars","first":{k},"last":{k},"examples":28,"seconds":0.0002,"stats":[["loss",{{"min":0.1434,"mean":0.1436,"max":0.1439,"last":0.1434}}]]}}"#
        )
    };
    let evaluated = |k: u32| {
        format!(
            r#"{{"event":"evaluated","at":{{"step":{k},"epoch":{k}}},"evaluation":{{"metrics":[{{"name":"train_mse","value":0.143}},{{"name":"val_mse","value":0.145}}],"verdict":"continue"}}}}"#
        )
    };
    let log = (1..20_000).fold(String::new(), |text, k| text + &scalars(k) + "\n" + &evaluated(k) + "\n");
    std::fs::write(folder.path().join("events.jsonl"), &log).unwrap();
    let defaults = labs::find("forecaster").unwrap().defaults().unwrap();
    let spec = RunSpec { lab: "forecaster".into(), settings: defaults, changes: Vec::new() };
    std::fs::write(folder.path().join("spec.toml"), spec.to_toml()).unwrap();
    let of_list = peak(|| assert_eq!(Card::read(folder.path(), labs::find).at.epoch, 19_999));
    let table = peak(|| {
        let evaluations = Evaluations::read(&RunDirectory::open(folder.path()).unwrap()).unwrap();
        assert_eq!(evaluations.at.len(), 19_999);
    });
    println!("{of_list} bytes to list, {table} to show a log of {}", log.len());
    assert!(of_list < log.len() as u64 / 4, "{of_list} for {}", log.len());
    assert!(table < log.len() as u64 / 2, "{table} for {}", log.len());
}
