//! Every sentence on both sides of its condition.

use super::paragraphs;
use crate::figure::Reference;
use crate::run::{Evaluation, Event, Metric, Moment, RunId, RunSpec, Verdict};
use crate::tui::fixture::{autoencoder, empty, seen, send, started};
use crate::tui::model::{LabView, Message};

const ID: RunId = RunId::new(7);

/// What is told after these measurements, each of an epoch; PCA is at .02.
fn told(epochs: &[&[(&str, f64)]]) -> String {
    let entry = autoencoder();
    let mut model = empty();
    model.labs.push(LabView::new(entry));
    crate::tui::fixture::open_tab(&mut model, "autoencoder");
    let spec = RunSpec { lab: "autoencoder".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
    send(&mut model, Message::Opened(ID, spec));
    let mut say = |event| send(&mut model, Message::Run(ID, Box::new(event)));
    let Event::Started { settings, mut facts, at, .. } = started() else { panic!("it starts") };
    facts.headline = "val_mse".into();
    facts.references = vec![Reference::baseline("PCA 30", 0.02)];
    say(Event::Started { lab: "autoencoder".into(), settings, facts, at });
    for (epoch, metrics) in (0..).zip(epochs) {
        let metrics = metrics.iter().map(|(name, value)| Metric { name: (*name).into(), value: *value }).collect();
        let at = Moment { step: epoch * 219, epoch };
        say(Event::Evaluated { at, evaluation: Evaluation { metrics, verdict: Verdict::Continue }, stretch: None });
        say(Event::Phase { status: crate::run::Status::Paused, phase: None, at });
    }
    paragraphs(&seen(&model)).join("\n")
}

#[test]
fn the_network_is_below_pca_level_with_it_or_above() {
    let at = |now| told(&[&[("val_mse", 0.3)], &[("val_mse", now)]]);
    assert!(at(0.01).contains("the network is 2 times below"), "{}", at(0.01));
    for level in [at(0.0199), at(0.02), at(0.0205)] {
        assert!(level.contains("is level with that") && !level.contains("times"), "{level}");
    }
    assert!(at(0.06).contains("still 3 times above"));
    assert!(!at(f64::NAN).contains("PCA) is"));
}

#[test]
fn a_denoising_network_is_praised_only_where_its_output_is_nearer_than_its_input() {
    let at = |now| told(&[&[("val_mse", 0.3)], &[("val_mse", now), ("noisy_input_mse", 0.05)]]);
    assert!(at(0.01).contains("brings it nearer") && !at(0.01).contains("does not bring"));
    assert!(at(0.09).contains("does not bring it nearer"));
    assert!(!told(&[&[("val_mse", 0.01)]]).contains("nearer"));
}

#[test]
fn random_weights_setbacks_and_units_are_told_when_they_are_there() {
    let untrained = told(&[&[("val_mse", 0.3), ("mean_correlation", f64::NAN)]]);
    assert!(untrained.contains("random weights") && !untrained.contains("correlation") && !untrained.contains("NaN"));
    let worse = told(&[&[("val_mse", 0.05)], &[("val_mse", 0.2), ("dead_units", 3.0), ("useless_units", 4.0)]]);
    for words in ["best at epoch 0", "before any training and is .200 now", "3 of its code units are dead"] {
        assert!(worse.contains(words), "{words}: {worse}");
    }
    assert!(!worse.contains("random weights"));
    let better = told(&[&[("val_mse", 0.3)], &[("val_mse", 0.1), ("mean_correlation", 0.2)]]);
    assert!(!better.contains("epoch 0") && better.contains("mean correlation of .200"), "{better}");
}
