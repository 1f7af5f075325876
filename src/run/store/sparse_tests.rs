use super::*;
use crate::run::contract::evaluation::{Evaluation, Metric, Verdict};
use crate::run::contract::event::Stat;
use crate::run::contract::facts::Facts;
use crate::run::contract::settings::Settings;
use crate::run::engine::history::History;

const WEEK: f64 = 7.0 * 24.0 * 3600.0;

fn evaluated(epoch: u64, value: f64) -> Event {
    let at = Moment { step: 2 * epoch, epoch };
    let names = ["train_mse", "train_mse_last_step", "val_mse", "val_mse_last_step"];
    let metrics = names.map(|name| Metric { name: name.into(), value: value * 1.000_123_456 }).into();
    Event::Evaluated { at, evaluation: Evaluation { metrics, verdict: Verdict::Continue }, stretch: None }
}

fn scalars(number: u64) -> Event {
    let value = 1.0 / (number + 3) as f64;
    let stat = Stat { min: value, mean: value, max: value, last: value };
    let names = ["loss", "gradient_norm", "learning_rate", "batch_mse_last_step"];
    let stats = names.map(|name| (name.to_owned(), stat)).into();
    Event::Scalars(Bucket { first: 900 * number + 1, last: 900 * (number + 1), examples: 28_800, seconds: 0.05, stats })
}

fn started() -> Event {
    let facts = Facts { headline: "val_mse_last_step".into(), steps_per_epoch: 2, ..Facts::default() };
    Event::Started { lab: "forecaster".into(), settings: Settings::default(), facts, at: Moment::default() }
}

type Make = fn(u64) -> Event;

/// A log in memory.
#[derive(Default)]
struct Log {
    sparse: Sparse,
    bytes: u64,
    kept: Vec<Event>,
}

impl Log {
    fn new() -> Self {
        Self { sparse: Sparse::new("val_mse_last_step"), ..Self::default() }
    }

    fn take(&mut self, event: Event) {
        for event in self.sparse.next(event) {
            let bytes = serde_json::to_vec(&event).unwrap().len() as u64 + 1;
            self.sparse.wrote(&event, bytes);
            self.bytes += bytes;
            self.kept.push(event);
        }
    }
}

/// What a log grows by each time that its run doubles in length, once lines stand for several, and how long it is at the
/// end of such a stream.
fn growth(count: u64, event: impl Fn(u64) -> Event) -> (u64, u64) {
    let mut log = Log::new();
    let mut at_half = 0;
    for number in 0..count {
        if number == count / 2 {
            at_half = log.bytes;
        }
        log.take(event(number));
        log.kept.clear();
    }
    (log.bytes - at_half, log.bytes)
}

#[test]
fn the_log_of_a_week_is_under_50_megabytes_also_of_the_smallest_network() {
    // Events a second of a run of 2 units with an epoch of two steps, more than the fastest machine makes.
    let kinds: [(f64, Make); 3] = [
        (15_000.0, |number| evaluated(number, 1.0 / (number + 3) as f64)),
        (20.0, scalars),
        (1.0, |number| Event::Checkpointed { at: Moment { step: 30_000 * number, epoch: 15_000 * number } }),
    ];
    let mut week = 0.0;
    for (rate, event) in kinds {
        let simulated = 120_000;
        let (doubling, bytes) = growth(simulated, event);
        let doublings = (rate * WEEK / simulated as f64).log2().max(0.0).ceil();
        week += bytes as f64 + doublings * doubling as f64;
    }
    assert!(week < 50e6, "{week}");
    assert!(week > 5e6, "something is kept: {week}");
}

#[test]
fn the_best_of_a_sparse_log_is_that_of_the_whole_with_its_epoch_and_no_spike_is_lost() {
    let count = 60_000;
    let value = |epoch: u64| match epoch {
        41_234 => 0.001,
        41_235 => f64::NAN,
        20_001 => 77.0,
        _ => 1.0 + 1.0 / (epoch + 1) as f64,
    };
    let (mut log, mut whole) = (Log::new(), History::default());
    log.take(started());
    whole.apply(&started());
    for epoch in 0..count {
        log.take(evaluated(epoch, value(epoch)));
        whole.apply(&evaluated(epoch, value(epoch)));
    }
    assert!(log.kept.len() < 20_000, "{}", log.kept.len());
    let waiting = log.sparse.rest();
    log.kept.extend(waiting);
    let history = History::of(&log.kept);
    assert_eq!(history.best, whole.best);
    assert_eq!(history.best.map(|best| best.at.epoch), Some(41_234));
    assert_eq!(history.latest, whole.latest);
    let curve = &history.curves["val_mse_last_step"];
    assert!(curve.iter().any(|sample| sample.stat.max > 76.0) && curve.iter().any(|sample| sample.stat.min < 0.01));
    let covered: u64 = log
        .kept
        .iter()
        .filter_map(|event| match event {
            Event::Evaluated { stretch, .. } => Some(stretch.as_ref().map_or(1, |stretch| stretch.count)),
            _ => None,
        })
        .sum();
    assert_eq!(covered, count, "each evaluation is in one line");
}

#[test]
fn a_run_that_is_cut_in_two_keeps_the_evaluations_of_one_left_alone() {
    let mut whole = Log::new();
    let mut halves = Log::new();
    for epoch in 0..30_000 {
        whole.take(evaluated(epoch, (epoch % 977) as f64));
        if epoch % 7_013 == 0 {
            // As a checkpoint does.
            let saved = serde_json::to_string(&halves.sparse).unwrap();
            halves.take(Event::Checkpointed { at: Moment::default() });
            halves.kept.retain(|event| matches!(event, Event::Evaluated { .. }));
            halves.sparse = serde_json::from_str(&saved).unwrap();
        }
        halves.take(evaluated(epoch, (epoch % 977) as f64));
    }
    assert!(whole.kept.len() < 15_000);
    assert!(halves.kept == whole.kept);
}

#[test]
fn merged_scalars_have_the_range_and_the_mean_of_all_their_steps() {
    let bucket = |first: u64, last: u64, value: f64| {
        let stat = Stat { min: value, mean: value, max: value, last: value };
        Bucket { first, last, examples: 1, seconds: 0.5, stats: vec![("loss".into(), stat)] }
    };
    let mut merged = bucket(1, 1, 8.0);
    merged.extend(bucket(2, 4, 4.0));
    assert_eq!((merged.first, merged.last, merged.examples, merged.seconds), (1, 4, 2, 1.0));
    let stat = merged.stats[0].1;
    assert_eq!((stat.min, stat.mean, stat.max, stat.last), (4.0, 5.0, 8.0, 4.0));
}
