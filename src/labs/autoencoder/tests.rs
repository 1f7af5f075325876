use super::*;
use crate::figure::{Cell, Figure, Images};
use crate::labs::rehearsal::Heard;
use crate::nn;
use crate::run::checkpoint::State;
use crate::run::{Evaluation, Failure, Question, Slice, StepGrain};
use spec::{Network, Objective};
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

/// 160 images of 6 x 6 to train and 40 held out: a horizontal or a vertical bar, which is the class, at one of six places.
pub(in crate::labs) fn bars() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, count) in [("train", 160_u32), ("t10k", 40)] {
        let mut images = [vec![0, 0, 8, 3], count.to_be_bytes().into(), vec![0, 0, 0, 6, 0, 0, 0, 6]].concat();
        let mut labels = [vec![0, 0, 8, 1], count.to_be_bytes().into()].concat();
        for i in 0..count {
            let (class, place) = (i % 2, i / 2 % 6);
            let lit = |pixel: u32| if class == 0 { pixel / 6 == place } else { pixel % 6 == place };
            images.extend((0..36).map(|pixel| if lit(pixel) { 200 + (i % 7) as u8 } else { 0 }));
            labels.push(class as u8);
        }
        fs::write(folder.path().join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        fs::write(folder.path().join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
    folder
}

fn spec(folder: &TempDir) -> Spec {
    let data = folder.path().to_string_lossy().into_owned();
    let mut spec = Spec { data, hidden: vec![16], code: 4, classifier_epochs: 0, ..Spec::default() };
    spec.training.epochs = 2;
    spec
}

fn open(spec: &Spec, threads: usize) -> Box<dyn Experiment> {
    Autoencoder::open(spec.clone(), &Context { threads }).unwrap()
}

fn evaluate(run: &mut dyn Experiment, heard: &mut Heard) -> Evaluation {
    loop {
        if let Slice::Done(evaluation) = run.evaluate(heard).unwrap() {
            return evaluation;
        }
    }
}

/// Trains to the end; what the last evaluation says.
fn train(run: &mut dyn Experiment, heard: &mut Heard) -> Evaluation {
    let mut last = evaluate(run, heard);
    while run.position().epoch < run.epochs() {
        let epoch = run.position().epoch;
        while run.position().epoch == epoch {
            run.step(StepGrain::Whole, heard).unwrap();
        }
        last = evaluate(run, heard);
    }
    last
}

fn images(figure: &Figure) -> &Images {
    match figure {
        Figure::Images(images) => images,
        other => panic!("not images: {other:?}"),
    }
}

fn weights(run: &dyn Experiment) -> State {
    run.save().unwrap()
}

#[test]
fn pca_of_the_bundled_digits_is_that_of_the_references() {
    let source = source::open(&Spec::default()).unwrap();
    for (code, expected) in [(2, 0.0552), (8, 0.0374), (30, 0.0180), (64, 0.0092)] {
        let found = source.pca_mse(code).unwrap();
        assert!((found / expected - 1.0).abs() < 0.05, "code {code}: {found} beside {expected}");
    }
    assert!((source.mean_image_mse / 0.0675 - 1.0).abs() < 0.05, "{}", source.mean_image_mse);
    assert_eq!(source.pca_mse(0).map(|mse| (mse / source.mean_image_mse - 1.0).abs() < 1e-3), Some(true));
    assert!(source.pca_mse(784).unwrap() < 1e-6);
}

#[test]
fn the_default_is_the_network_of_the_references() {
    let run = open(&Spec::default(), 1);
    let facts = run.facts();
    assert_eq!(facts.parameters, 163_814);
    assert_eq!(facts.model, "dense 784-100-30-100-784");
    assert_eq!((facts.examples_per_epoch, facts.held_out_examples, facts.headline.as_str()), (8000, 2000, "val_mse"));
}

#[test]
fn every_kind_of_network_learns_and_the_same_seed_gives_the_same_bits_on_one_thread_and_two() {
    let folder = bars();
    let base = spec(&folder);
    let kinds = [
        Spec { ..base.clone() },
        Spec { hidden: vec![24, 12], tied: true, activation: nn::Activation::Selu, ..base.clone() },
        Spec { loss: Objective::Mse, code_activation: nn::Activation::Tanh, decorrelate: 0.1, ..base.clone() },
        Spec { model: Network::Recurrent, noise: 0.1, shift: 1.0, ..base.clone() },
        Spec { model: Network::Convolutional, filters: vec![4, 6], ..base.clone() },
        Spec { model: Network::Convolutional, filters: vec![5], padding: nn::Padding::Valid, ..base.clone() },
        Spec { hidden: vec![0], ..base },
    ];
    for spec in kinds {
        let losses = |threads| {
            let mut heard = Heard::default();
            let mut run = open(&spec, threads);
            let first = evaluate(run.as_mut(), &mut heard).get("val_mse").unwrap();
            let last = train(run.as_mut(), &mut heard).get("val_mse").unwrap();
            assert!(last < first, "{spec:?}: {first} {last}");
            let bits: Vec<u64> = heard.scalars.iter().map(|(_, value)| value.to_bits()).collect();
            (bits, last.to_bits())
        };
        assert_eq!(losses(1), losses(2), "{spec:?}");
    }
}

#[test]
fn a_run_cut_in_two_by_a_checkpoint_ends_with_the_same_bits() {
    let folder = bars();
    let spec = Spec { noise: 0.2, rotation: 20.0, ..spec(&folder) };
    let mut heard = Heard::default();
    let mut whole = open(&spec, 1);
    let expected = train(whole.as_mut(), &mut heard);
    let mut first = open(&spec, 2);
    for _ in 0..3 {
        first.step(StepGrain::Whole, &mut heard).unwrap();
    }
    let mut second = open(&spec, 1);
    second.load(&weights(first.as_ref())).unwrap();
    assert_eq!(train(second.as_mut(), &mut heard).metrics, expected.metrics);
    assert_eq!(weights(second.as_ref()).arrays, weights(whole.as_ref()).arrays);
}

#[test]
fn the_same_held_out_images_are_shown_with_what_came_of_them() {
    let folder = bars();
    let mut heard = Heard::default();
    let mut run = open(&Spec { noise: 0.3, ..spec(&folder) }, 1);
    evaluate(run.as_mut(), &mut heard);
    let before = images(&heard.figures["digits"]).clone();
    let evaluation = train(run.as_mut(), &mut heard);
    let after = images(&heard.figures["digits"]);
    let names: Vec<&str> = after.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["input", "spoilt", "reconstruction", "error", "PCA"]);
    assert!(
        after.rows.iter().all(|row| row.images.len() == 10 && row.images.iter().all(|image| image.pixels.len() == 36))
    );
    assert_eq!((&before.rows[0], &before.rows[1]), (&after.rows[0], &after.rows[1]));
    assert_ne!(before.rows[2], after.rows[2]);
    // The number under a column is the mean square of its error.
    let (scores, error) = (after.scores.as_ref().unwrap(), &after.rows[3].images[4].pixels);
    let square = error.iter().map(|pixel| f64::from(*pixel).powi(2)).sum::<f64>() / error.len() as f64;
    assert_eq!((scores.label.as_str(), scores.values.len()), ("MSE", 10));
    assert!((scores.values[4].0 - square).abs() < 1e-3, "{} {square}", scores.values[4].0);
    // The first of each class come first.
    assert_eq!((after.rows[0].images[0].caption.as_str(), after.rows[0].images[1].caption.as_str()), ("0", "1"));
    // Noise of .3, cut to [0, 1], on an image that is mostly black.
    let noisy = evaluation.get("noisy_input_mse").unwrap();
    assert!((0.03..0.07).contains(&noisy), "{noisy}");
    for slot in ["code.0", "code.9", "units", "correlation", "code-map", "error-by-code"] {
        assert!(heard.figures.contains_key(slot), "{slot}");
    }
    assert!(!heard.figures.contains_key("classifier"));
    let Figure::Lines(sizes) = &heard.figures["error-by-code"] else { panic!() };
    let own = format!("this model {}", sizes.lines[1].start);
    let names: Vec<&str> = sizes.lines.iter().map(|line| line.name.as_str()).collect();
    let pca = format!("PCA {}", sizes.lines[0].values.len());
    assert_eq!(names, [pca.as_str(), own.as_str()], "a legend's values are of different codes");
}

#[test]
fn the_units_that_a_dead_code_has_are_named_dead() {
    let folder = bars();
    let spec = Spec { code_activation: nn::Activation::Relu, ..spec(&folder) };
    let mut heard = Heard::default();
    let mut run = open(&spec, 1);
    // Biases far below zero kill all units.
    let mut state = weights(run.as_ref());
    let bias = state.arrays.iter_mut().find(|array| array.name == "model/code.bias").unwrap();
    bias.values.iter_mut().skip(1).for_each(|value| *value = -100.0);
    run.load(&state).unwrap();
    let evaluation = evaluate(run.as_mut(), &mut heard);
    assert_eq!(evaluation.get("dead_units"), Some(3.0));
    assert!(evaluation.get("useless_units").unwrap() >= 3.0);
    let Figure::Table(table) = &heard.figures["units"] else { panic!("not a table") };
    let states: Vec<&Cell> = table.rows.iter().map(|row| &row[1]).collect();
    assert_eq!(states[1..], [&Cell::from("dead"), &Cell::from("dead"), &Cell::from("dead")]);
}

#[test]
fn classifiers_are_trained_at_the_end_and_leave_the_encoder_as_it_is_to_the_bit() {
    let folder = bars();
    let mut spec = Spec { classifier_epochs: 12, ..spec(&folder) };
    spec.training.epochs = 6;
    spec.training.learning_rate = 0.01;
    let mut heard = Heard::default();
    let mut run = open(&spec, 2);
    while run.position().epoch < run.epochs() {
        run.step(StepGrain::Whole, &mut heard).unwrap();
    }
    let before = weights(run.as_ref()).arrays;
    let evaluation = evaluate(run.as_mut(), &mut heard);
    assert_eq!(weights(run.as_ref()).arrays, before);
    assert!(evaluation.get("accuracy_pixels").unwrap() > 0.9, "{evaluation:?}");
    assert!(evaluation.get("accuracy").unwrap() > 0.7, "{evaluation:?}");
    // (4 + 1) * 100 + (100 + 1) * 2 parameters on a code of 4, and the encoder's, which are frozen, apart.
    assert_eq!(evaluation.get("classifier_parameters"), Some(702.0));
    assert_eq!(evaluation.get("classifier_parameters_pixels"), Some(3902.0));
    let Figure::Table(table) = &heard.figures["classifier"] else { panic!("not a table") };
    let frozen: Vec<&Cell> = table.rows.iter().map(|row| &row[6]).collect();
    assert_eq!(frozen, [&Cell::from((36.0 + 1.0) * 16.0 + 17.0 * 4.0), &Cell::from(0.0)]);
    assert!(heard.figures.contains_key("confusion"));
}

#[test]
fn questions_are_answered_with_the_image_of_a_code_and_a_walk_between_two() {
    let folder = bars();
    let run = open(&spec(&folder), 1);
    let probe = run.snapshot().unwrap();
    let ask = |question| probe.ask(&question).map(|answers| answers.into_iter().collect::<BTreeMap<_, _>>());
    let example = ask(Question::Example { slot: "digit.7".into(), index: 7 }).unwrap();
    let Figure::Bars(bars) = &example["code.7"] else { panic!("no code") };
    let code: Vec<f32> = bars.bars.iter().map(|bar| bar.value as f32).collect();
    assert_eq!(code.len(), 4);
    let shown = images(&example["digit.7"]);
    let (mut run, mut heard) = (open(&spec(&folder), 1), Heard::default());
    evaluate(run.as_mut(), &mut heard);
    let all = images(&heard.figures["digits"]);
    assert_eq!(shown.rows[0].images[0], all.rows[0].images[7], "the places are those of the pictures shown all along");
    assert_eq!(example["code.7"], heard.figures["code.7"]);
    let decoded = ask(Question::Values { slot: "decoded".into(), values: code }).unwrap();
    assert_eq!(images(&decoded["decoded"]).rows[0].images[0].pixels, shown.rows[1].images[0].pixels);
    let walk = ask(Question::Between { slot: "walk".into(), from: 7, to: 8, steps: 5 }).unwrap();
    let walk = &images(&walk["walk"]).rows[0].images;
    assert_eq!((walk.len(), &walk[0].pixels), (5, &shown.rows[1].images[0].pixels));
    for (question, told) in [
        (Question::Example { slot: "a".into(), index: 40 }, "the last is number 39"),
        (Question::Values { slot: "a".into(), values: vec![0.0; 3] }, "a code has 4 finite numbers here, not 3"),
        (Question::Between { slot: "a".into(), from: 0, to: 1, steps: 1 }, "a walk has 2 to 100 images"),
        (Question::Text { slot: "a".into(), text: "a".into() }, "images and codes alone"),
    ] {
        let message = ask(question).unwrap_err().to_string();
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn modifiers_may_change_while_it_trains_and_structure_may_not() {
    let folder = bars();
    let mut run = open(&spec(&folder), 1);
    let mut heard = Heard::default();
    assert_eq!(evaluate(run.as_mut(), &mut heard).get("noisy_input_mse"), None);
    run.set("salt-pepper", &0.5.into()).unwrap();
    run.set("invert", &true.into()).unwrap();
    assert!(evaluate(run.as_mut(), &mut heard).get("noisy_input_mse").unwrap() > 0.2);
    assert!(matches!(run.set("code", &3.into()), Err(Failure::Input(_))));
}

#[test]
fn films_are_strips_of_frames_beside_the_frame_before() {
    let spec = Spec { data: "films".into(), model: Network::Recurrent, ..Spec::default() };
    let run = open(&spec, 1);
    let facts = run.facts();
    let repeat = facts.baselines.iter().find(|baseline| baseline.name == "repeat_mse").unwrap().value;
    // A token that moves turns two of 64 pixels over.
    assert!((repeat - 2.0 / 64.0).abs() < 1e-3, "{repeat}");
    let answers = run.snapshot().unwrap().ask(&Question::Example { slot: "film".into(), index: 0 }).unwrap();
    let strip = &images(&answers[0].1).rows[0].images[0];
    assert_eq!((strip.width, strip.height), (96, 8));
    assert!((0..12).all(|frame| {
        let lit = (0..64).filter(|i| strip.pixels[i / 8 * 96 + frame * 8 + i % 8] > 0.5).count();
        lit == 1
    }));
}
