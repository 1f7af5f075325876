//! Series with gaps: what is missing is never a target, never filled from later, and changes no bit that it should not.

use super::spec::{KNOBS, Spec, Task};
use super::*;
use crate::data::series::{Axis, GapPolicy, Series, WindowOptions};
use crate::figure::{Figure, Role};
use crate::labs::rehearsal::Heard;
use crate::rng::{Purpose, Rng};
use crate::run::{Settings, Slice, StepGrain, knob};
use std::collections::BTreeMap;

const N: f64 = f64::NAN;

struct Trained {
    heard: Heard,
    /// All scalars in order, as bits.
    scalars: Vec<(&'static str, u64)>,
    /// By name, of the last evaluation.
    metrics: BTreeMap<String, f64>,
    /// The training figures of all evaluations, as bits.
    training: Vec<u64>,
    facts: crate::run::Facts,
}

fn spec(settings: &[(&str, &str)]) -> Spec {
    let mut all = Settings::of(&Spec::default()).unwrap();
    let small =
        [("units", "6"), ("layers", "1"), ("epochs", "2"), ("held-out", "120"), ("window", "8"), ("horizon", "1")];
    small.iter().chain(settings).for_each(|(key, value)| knob::assign(&KNOBS, &mut all, key, value).unwrap());
    all.typed().unwrap()
}

fn trained(values: &[f64], settings: &[(&str, &str)], threads: usize) -> Trained {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    let cell = |value: &f64| if value.is_nan() { String::new() } else { value.to_string() };
    let rows: String = values.iter().enumerate().map(|(i, value)| format!("{i},{}\n", cell(value))).collect();
    std::fs::write(&path, format!("i,x\n{rows}")).unwrap();
    let file = path.to_str().unwrap();
    let spec = spec(&[settings, &[("data", file)]].concat());
    let mut experiment = Forecaster::open(spec, &Context { threads }).unwrap();
    let mut heard = Heard::default();
    let mut training = Vec::new();
    let last = loop {
        let evaluation = loop {
            if let Slice::Done(evaluation) = experiment.evaluate(&mut heard).unwrap() {
                break evaluation;
            }
        };
        let own = evaluation.metrics.iter().filter(|metric| metric.name.starts_with("train"));
        training.extend(own.map(|metric| metric.value.to_bits()));
        if experiment.position().epoch >= experiment.epochs() {
            break evaluation.metrics;
        }
        let epoch = experiment.position().epoch;
        while experiment.position().epoch == epoch {
            experiment.step(StepGrain::Whole, &mut heard).unwrap();
        }
    };
    let facts = experiment.facts();
    let metrics = last.iter().chain(&facts.baselines).map(|metric| (metric.name.clone(), metric.value)).collect();
    let scalars = heard.scalars.iter().map(|(name, value)| (*name, value.to_bits())).collect();
    Trained { heard, scalars, metrics, training, facts }
}

/// White noise of variance 1.
fn noise(count: usize) -> Vec<f64> {
    let mut rng = Rng::keyed(5, Purpose::Data, 9, 0);
    (0..count).map(|_| (12.0_f64).sqrt() * (rng.uniform() - 0.5)).collect()
}

/// With every second value missing from `from` on; the last one is known.
fn every_second_missing(count: usize, from: usize) -> Vec<f64> {
    let mut values = noise(count);
    values.iter_mut().enumerate().filter(|(i, _)| *i >= from && i % 2 == 1 && i + 1 < count).for_each(|(_, v)| *v = N);
    values
}

const TASKS: [&str; 3] = ["sequence-to-sequence", "sequence-to-vector", "one-step"];

#[test]
fn on_white_noise_nothing_scores_below_its_variance_whatever_becomes_of_the_gaps() {
    // Gaps in the held-out part alone, and everywhere.
    for from in [480, 0] {
        for gaps in ["last", "interpolate"] {
            for task in TASKS {
                let settings = [("gaps", gaps), ("task", task), ("epochs", "6"), ("horizon", "2")];
                let run = trained(&every_second_missing(600, from), &settings, 1);
                for (name, mse) in run.metrics.iter().filter(|(name, _)| name.contains("mse")) {
                    let floor = if name.starts_with("train") { 0.7 } else { 0.8 };
                    assert!(*mse > floor, "{gaps} {task} {from}: {name} {mse}");
                }
                assert!((1.6..2.5).contains(&run.metrics["naive_mse"]), "{gaps} {task}: {:?}", run.metrics);
            }
        }
    }
    let skip = trained(&every_second_missing(600, 500), &[("gaps", "skip")], 1);
    assert!((1.2..3.5).contains(&skip.metrics["naive_mse"]), "{:?}", skip.metrics);
}

#[test]
fn a_held_out_value_that_changes_or_goes_missing_moves_no_bit_of_the_training() {
    let mut values = noise(600);
    // A gap over the border, one within the training part.
    values[476..484].fill(N);
    values[100..103].fill(N);
    let mut moved = values.clone();
    moved[484..].iter_mut().for_each(|value| *value = 3.0 * *value - 40.0);
    let mut missing = values.clone();
    missing[484..550].iter_mut().step_by(3).for_each(|value| *value = N);
    let mut whole = values.clone();
    whole[480..484].fill(0.25);
    for gaps in ["last", "interpolate", "skip"] {
        for task in TASKS {
            let run = |values: &[f64]| trained(values, &[("gaps", gaps), ("task", task), ("horizon", "3")], 1);
            let plain = run(&values);
            assert!(plain.training.len() == 4 && plain.scalars.len() > 100);
            for other in [&moved, &missing, &whole] {
                let other = run(other);
                assert_eq!(plain.scalars, other.scalars, "{gaps} {task}");
                assert_eq!(plain.training, other.training, "{gaps} {task}");
            }
            assert_ne!(plain.metrics["val_mse"], run(&moved).metrics["val_mse"]);
        }
    }
}

#[test]
fn gaps_give_the_same_bits_on_one_and_two_threads_and_a_batch_without_gaps_those_of_a_series_without() {
    let values = every_second_missing(600, 200);
    for gaps in ["last", "interpolate"] {
        for task in TASKS {
            let run = |threads| {
                trained(&values, &[("gaps", gaps), ("task", task), ("batch", "64"), ("horizon", "2")], threads)
            };
            let (one, two) = (run(1), run(2));
            assert_eq!(one.scalars, two.scalars, "{gaps} {task}");
            assert_eq!(one.training, two.training);
            let bits = |run: &Trained| run.metrics.values().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&one), bits(&two));
        }
    }
}

#[test]
fn the_loss_of_a_batch_is_the_mean_over_its_known_targets() {
    // A learning rate of 0 leaves the network as it is, so that the epoch's means are those of one network.
    let values = every_second_missing(600, 200);
    for task in [Task::SequenceToSequence, Task::SequenceToVector, Task::OneStep] {
        let spec = Spec { task, units: 4, layers: 1, window: 8, horizon: 3, ..Spec::default() };
        let series = series(values.clone());
        let options = WindowOptions { window: 8, horizon: 3, ..WindowOptions::default() };
        let data = Data::new(spec, Windows::from_series(&series, &options).unwrap());
        let part = &data.train;
        assert!(part.has_gaps());
        let mut parameters = Parameters::new(3);
        let model = model::Model::new(&mut parameters, &data.spec).unwrap();
        let pool = crate::nn::parallel::Pool::new(2).unwrap();
        let batch: crate::labs::training::Batch = (150..150 + 77).collect();
        let shard = training::shard(model.clone(), Arc::clone(part), Arc::clone(&data.spec), Arc::clone(&batch));
        let outcome = pool
            .gradients(&parameters, batch.len(), move |range| shard(range).map(|out| (out.loss, out.means)))
            .unwrap();
        let (mut sum, mut count) = (0.0, 0);
        for &row in &*batch {
            let said = model.output(&model::inputs(part, &[row], 8).unwrap()).unwrap();
            let said = said.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let start = part.start(row);
            let outputs = data.spec.outputs();
            let first = if task == Task::SequenceToSequence { 0 } else { 7 };
            for (place, said) in said.iter().enumerate() {
                let at = start + first + place / outputs + 1 + place % outputs;
                if !values[at].is_nan() {
                    sum += (f64::from(*said) - f64::from(data.windows.scaler.scale(values[at]))).powi(2);
                    count += 1;
                }
            }
        }
        assert!(
            (outcome.loss / (sum / f64::from(count)) - 1.0).abs() < 1e-5,
            "{task:?}: {} {}",
            outcome.loss,
            sum / f64::from(count)
        );
    }
}

fn series(values: Vec<f64>) -> Series {
    Series {
        name: "x".into(),
        unit: String::new(),
        origin: "x.csv".into(),
        source: String::new(),
        values,
        axis: Axis::Steps,
        period: None,
        held_out: None,
    }
}

#[test]
fn the_forecast_shows_what_was_filled_apart_from_what_was_measured() {
    let mut values = noise(600);
    values[475..478].fill(N);
    values[481] = N;
    let run = trained(&values, &[("horizon", "3")], 1);
    let Figure::Lines(shown) = &run.heard.figures["forecast.0"] else { panic!("lines") };
    assert!(shown.title.ends_with(", 3 of 8 values filled"), "{}", shown.title);
    let line = |name: &str| &shown.lines.iter().find(|line| line.name == name).unwrap().values;
    let places = |values: &[f32]| values.iter().map(|value| value.is_finite()).collect::<Vec<_>>();
    let is_filled = [false, false, false, true, true, true, false, false];
    assert_eq!(places(line("filled")), is_filled);
    assert_eq!(places(line("history")), is_filled.map(|filled| !filled));
    assert_eq!(places(line("truth")), [true, false, true]);
    assert!(shown.lines.iter().any(|line| line.role == Role::Prediction && line.values.len() == 3));
    let whole = trained(&noise(600), &[("horizon", "3")], 1);
    let Figure::Lines(shown) = &whole.heard.figures["forecast.0"] else { panic!("lines") };
    assert!(shown.lines.iter().all(|line| line.name != "filled"));
}

#[test]
fn what_becomes_of_gaps_and_which_column_is_forecast_are_told() {
    let values = every_second_missing(600, 300);
    for (gaps, told) in [
        (
            "last",
            "149 missing values: the network sees the last known value before the gap; what is missing is no target",
        ),
        ("interpolate", "149 missing values: in training windows the network sees straight lines"),
        ("skip", "windows left out: they touch a gap (149 missing values)"),
    ] {
        // With every second value missing there would be no window to hold out.
        let values = if gaps == "skip" { [&values[..450], &noise(150)].concat() } else { values.clone() };
        let told = if gaps == "skip" { told.replace("149", "75") } else { told.to_owned() };
        let run = trained(&values, &[("gaps", gaps)], 1);
        assert!(run.facts.remarks.iter().any(|remark| remark.contains(&told)), "{gaps}: {:?}", run.facts.remarks);
        assert_eq!(run.facts.column.as_deref(), Some("x"));
    }
}

#[test]
fn a_part_in_which_too_much_is_missing_is_refused_with_its_cause() {
    let refused = |from: usize, to: usize, gaps| {
        let mut values = noise(200);
        values[from..to].fill(N);
        let options = WindowOptions { window: 8, horizon: 1, gaps, ..WindowOptions::default() };
        Windows::from_series(&series(values), &options).unwrap_err().to_string()
    };
    // Only the last value of the held-out part is known, and no window before it.
    let text = refused(160, 199, GapPolicy::Last);
    assert!(text.starts_with("x.csv: too much is missing in the validation part"), "{text}");
    assert!(refused(1, 160, GapPolicy::Last).contains("the training part"));
    assert!(refused(160, 199, GapPolicy::Skip).contains("`gaps=last`"));
}
