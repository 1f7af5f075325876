//! One stream told in four ways comes to the same.

use super::*;
use crate::run::contract::{Evaluation, Facts, RunId, Settings, Stat, Summary, Verdict};
use crate::run::contract::{Metric, Status};
use crate::run::engine::bus;
use crate::run::engine::follow::Follower;
use crate::run::store::catalogue::digest;
use crate::run::store::directory::RunDirectory;
use proptest::prelude::*;
use std::time::Instant;

#[derive(Debug, Clone)]
enum Said {
    Scalars(u64),
    Evaluated(f64),
    Changed(&'static str, &'static str),
    Finished(bool),
    Failed,
    Note,
}

fn said() -> impl Strategy<Value = Said> {
    let value = prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), -1e3..1e3];
    let change = prop_oneof![Just(("epochs", "9")), Just(("epochs", "1")), Just(("rate", "0.1")), Just(("new", "on"))];
    prop_oneof![
        4 => (1_u64..30).prop_map(Said::Scalars),
        4 => value.prop_map(Said::Evaluated),
        1 => change.prop_map(|(key, value)| Said::Changed(key, value)),
        1 => any::<bool>().prop_map(Said::Finished),
        1 => Just(Said::Failed),
        1 => Just(Said::Note),
    ]
}

/// The events of a run that says this, one after the other, its steps counted on.
fn events(said: &[Said], steps_per_epoch: u64) -> Vec<Event> {
    let settings: toml::Table = "epochs = 3\nrate = 0.5".parse().unwrap();
    let facts = Facts { headline: "val".into(), steps_per_epoch, ..Facts::default() };
    let mut at = Moment::default();
    let started = Event::Started { lab: "counting".into(), settings: Settings::of(&settings).unwrap(), facts, at };
    let mut all = vec![started];
    for said in said {
        all.push(match said {
            Said::Scalars(steps) => {
                let first = at.step + 1;
                at.step += steps;
                at.epoch = at.step / steps_per_epoch;
                let stat = Stat { min: 0.0, mean: 1.0, max: 2.0, last: 1.5 };
                let stats = vec![("loss".to_owned(), stat)];
                Event::Scalars(Bucket { first, last: at.step, examples: *steps, seconds: 0.5, stats })
            }
            Said::Evaluated(value) => {
                let metrics = vec![Metric::new("val", *value), Metric::new("other", 1.0)];
                let evaluation = Evaluation { metrics, verdict: Verdict::Continue };
                Event::Evaluated { at, evaluation, stretch: None }
            }
            Said::Changed(key, value) => Event::Changed { key: (*key).into(), value: (*value).into(), at },
            Said::Finished(is_complete) => {
                let mut summary = Summary::default();
                summary.value("complete", *is_complete);
                Event::Finished { at, summary }
            }
            Said::Failed => Event::Failed { message: "told to fail".into(), exit_code: 1 },
            Said::Note => Event::Note { severity: Severity::Info, text: "a word".into() },
        });
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_run_comes_to_the_same_live_replayed_digested_and_followed(
        said in prop::collection::vec(said(), 0..40),
        steps_per_epoch in 1_u64..20,
    ) {
        let events = events(&said, steps_per_epoch);
        let live = History::of(&events);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("spec.toml"), "lab = \"counting\"\n").unwrap();
        let lines: Vec<String> = events.iter().map(|event| serde_json::to_string(event).unwrap() + "\n").collect();
        std::fs::write(folder.path().join("events.jsonl"), lines.concat()).unwrap();
        let directory = RunDirectory::open(folder.path()).unwrap();
        // NaN is equal to itself in words only.
        let words = |digest: &Digest| format!("{digest:?}");
        let expected = words(&live.digest);
        prop_assert_eq!(&words(&History::of(&directory.replay().unwrap()).digest), &expected);
        prop_assert_eq!(&words(&digest::read(&directory).unwrap()), &expected);
        let (outbox, inbox) = bus::channel();
        Follower::new(directory, RunId::new(1), outbox).look(Instant::now());
        let mut followed = History::of(inbox.drain().iter().map(|(_, event)| event));
        if !live.status.is_an_end() {
            prop_assert_eq!(followed.status, Status::Crashed, "nobody holds the directory");
            followed.digest.status = live.status;
        }
        prop_assert_eq!(&words(&followed.digest), &expected);
    }
}
