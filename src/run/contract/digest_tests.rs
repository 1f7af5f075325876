use super::*;
use crate::run::contract::evaluation::{Metric, Verdict};

fn at(step: u64) -> Moment {
    Moment { step, epoch: step / 10 }
}

fn started() -> Event {
    let facts = Facts { headline: "val".into(), steps_per_epoch: 10, ..Facts::default() };
    let settings: toml::Table = "epochs = 4\nlearning-rate = 0.5".parse().unwrap();
    Event::Started { lab: "x".into(), settings: Settings::of(&settings).unwrap(), facts, at: at(0) }
}

fn evaluated(step: u64, value: f64) -> Event {
    let metrics = vec![Metric::new("val", value)];
    Event::Evaluated { at: at(step), evaluation: Evaluation { metrics, verdict: Verdict::Continue }, stretch: None }
}

fn finished(is_complete: bool) -> Event {
    let mut summary = Summary::default();
    summary.value("complete", is_complete);
    Event::Finished { at: at(40), summary }
}

fn digest(events: &[Event]) -> Digest {
    let mut digest = Digest::default();
    events.iter().for_each(|event| digest.apply(event));
    digest
}

#[test]
fn a_headline_that_is_not_a_finite_number_is_never_the_best() {
    let best = |values: &[f64]| {
        let told = (0..).zip(values).map(|(step, value)| evaluated(step, *value));
        digest(&[started()].into_iter().chain(told).collect::<Vec<_>>()).best
    };
    assert_eq!(best(&[f64::NAN, 3.0, f64::NAN, 2.0, 2.5]), Some(Best { at: at(3), value: 2.0 }));
    assert_eq!(best(&[f64::NEG_INFINITY, 4.0, 4.0]), Some(Best { at: at(1), value: 4.0 }), "the earlier of equal ones");
    assert_eq!(best(&[f64::NAN, f64::NAN]), None);
}

#[test]
fn a_setting_that_is_changed_when_all_is_done_leaves_a_run_finished_unless_it_asks_for_more_epochs() {
    // As a log gives it, whose values are texts.
    let changed = |key: &str, value: &str| Event::Changed { key: key.into(), value: value.into(), at: at(40) };
    let status = |is_complete, key, value| digest(&[started(), finished(is_complete), changed(key, value)]).status;
    assert_eq!(status(true, "learning-rate", "0.01"), Status::Finished);
    assert_eq!(status(true, "epochs", "4"), Status::Finished);
    assert_eq!(status(true, "epochs", "9"), Status::Stopped, "it can go on");
    assert_eq!(status(false, "learning-rate", "0.01"), Status::Stopped);
}

#[test]
fn a_run_that_says_more_after_its_end_is_under_way_again() {
    let failed = Event::Failed { message: "no more".into(), exit_code: 1 };
    for end in [finished(true), finished(false), failed] {
        assert!(digest(&[started(), end.clone()]).status.is_an_end());
        assert_eq!(digest(&[started(), end, evaluated(50, 1.0)]).status, Status::Training);
    }
}

#[test]
fn every_status_is_found_by_its_word_and_former_words_are_still_understood() {
    for status in Status::ALL {
        assert_eq!(Status::of_word(status.word()), Some(status));
    }
    assert_eq!([Status::of_word("running"), Status::of_word("died")], [Some(Status::Training), Some(Status::Crashed)]);
    assert_eq!(Status::of_word("asleep"), None);
}
