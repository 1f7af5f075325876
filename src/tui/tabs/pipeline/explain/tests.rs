//! Sentences on both sides of their conditions.

use super::paragraphs;
use crate::figure::{Figure, Reference, Tokens};
use crate::run::{Evaluation, Event, Facts, Kept, Metric, Moment, RunSpec, Status, Verdict};
use crate::tui::fixture::{RUN, empty, pipeline_mut, press_and_wait, send};
use crate::tui::model::{LabView, Message, Model};
use crate::tui::tabs::pipeline::state::StripView;

fn desk(text: &str) -> Model {
    let mut model = empty();
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    pipeline_mut(&mut model).desk.set_text(text, None);
    press_and_wait(&mut model, "2");
    model
}

/// A run at the desk after these measurements, each of an epoch.
fn with_run(references: Vec<Reference>, epochs: &[&[(&str, f64)]]) -> Model {
    let mut model = desk("una maravilla");
    let settings = model.lab().unwrap().settings.draft.clone();
    let spec = RunSpec { lab: "pipeline".into(), settings: settings.clone(), changes: Vec::new() };
    send(&mut model, Message::Opened(RUN, spec));
    let mut say = |event| send(&mut model, Message::Run(RUN, Box::new(event)));
    let at = |epoch| Moment { step: epoch * 35, epoch };
    let facts = Facts { headline: "val_error".into(), steps_per_epoch: 35, references, ..Facts::default() };
    say(Event::Started { lab: "pipeline".into(), settings, facts, at: at(0) });
    for (epoch, metrics) in (0..).zip(epochs) {
        let metrics = metrics.iter().map(|(name, value)| Metric { name: (*name).into(), value: *value }).collect();
        let evaluation = Evaluation { metrics, verdict: Verdict::Continue };
        say(Event::Evaluated { at: at(epoch), evaluation, stretch: None });
        say(Event::Phase { status: Status::Paused, phase: None, at: at(epoch) });
    }
    let answer = Tokens { source: "una maravilla".into(), weight_label: "P(positive)".into(), ..Tokens::default() };
    let (name, figure) = (StripView::SLOT.to_owned(), Figure::Tokens(answer));
    say(Event::Figure { name, at: at(epochs.len() as u64 - 1), kept: Kept::Live, figure });
    model
}

fn told(model: &Model) -> String {
    paragraphs(&crate::tui::fixture::seen(model)).join("\n")
}

#[test]
fn the_others_are_named_where_there_are_any() {
    let scores: &[(&str, f64)] = &[("accuracy", 0.8), ("f1_macro", 0.79), ("val_error", 0.2)];
    let alone = told(&with_run(Vec::new(), &[scores]));
    assert!(alone.contains("right on .800") && !alone.contains("The others"), "{alone}");
    let beside = told(&with_run(vec![Reference::baseline("majority", 0.5)], &[scores]));
    assert!(beside.contains("The others are right on: majority .500"), "{beside}");
    let no_number = told(&with_run(Vec::new(), &[&[("accuracy", f64::NAN), ("f1_macro", f64::NAN)]]));
    assert!(!no_number.contains("right on") && !no_number.contains("NaN"), "{no_number}");
}

#[test]
fn a_classifier_that_training_made_worse_and_random_weights_are_told() {
    let worse = told(&with_run(Vec::new(), &[&[("val_error", 0.4)], &[("val_error", 0.6)]]));
    for words in ["was .400 before any training and is .600 now", "best at epoch 0"] {
        assert!(worse.contains(words), "{words}: {worse}");
    }
    assert!(!worse.contains("random weights"), "{worse}");
    let better = told(&with_run(Vec::new(), &[&[("val_error", 0.4)], &[("val_error", 0.2)]]));
    assert!(!better.contains("made it worse") && !better.contains("best at epoch 0"), "{better}");
    let untrained = told(&with_run(Vec::new(), &[&[("val_error", 0.4)]]));
    assert!(untrained.contains("these are its random weights"), "{untrained}");
}

#[test]
fn whether_a_sparse_matrix_pays_is_said_as_it_is() {
    let of = |text: &str| told(&desk(text));
    let (few, filled, pays) = ("With so few documents", "So much of it is not 0", "The more documents");
    let one = of("sol luna mar");
    assert!(one.contains(few) && !one.contains(filled) && !one.contains(pays), "{one}");
    let alike = of(&"sol luna mar\n".repeat(60));
    assert!(alike.contains(filled) && !alike.contains(few) && !alike.contains(pays), "{alike}");
    let letters = ["sol", "luna", "mar", "cielo", "tierra", "fuego", "viento", "nieve", "lluvia", "piedra"];
    let different = of(&letters.map(|word| format!("{word}\n")).concat());
    assert!(different.contains(pays) && !different.contains(few), "{different}");
}
