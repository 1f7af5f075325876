//! The tab of the autoencoder.

use super::super::super::fixture::{RUN, SWEEP, autoencoder, empty, own, press, send, shown, spec};
use super::super::super::model::{Effect, LabView, Message, Model, Visible};
use super::super::super::tabs::autoencoder::state::Autoencoder;
use crate::figure::{Bar, Bars, Cell, Figure, Image, ImageRow, Images, Palette, Table};
use crate::run::sweep::{Outcome, SweepEvent, SweepSpec, TrialResult};
use crate::run::{Command, Event, Facts, Kept, Moment, Question, RunSpec, Status, Summary};

fn lab() -> RunSpec {
    RunSpec { lab: "autoencoder".into(), ..spec() }
}

fn say(model: &mut Model, slot: &str, figure: Figure) {
    let at = Moment { step: 250, epoch: 1 };
    send(model, Message::Run(RUN, Box::new(Event::Figure { name: slot.into(), at, kept: Kept::Frame, figure })));
}

/// A ring or a stroke, as thick as a pen.
fn digit(i: usize) -> Image {
    let ink = |x: usize, y: usize| {
        let (x, y) = (x as f32 - 13.5, y as f32 - 13.5);
        let distance =
            if i.is_multiple_of(2) { (x.hypot(y) - 8.0).abs() } else { (x + y / 3.0).abs().max(y.abs() - 9.0) };
        (2.2 - distance).clamp(0.0, 1.0)
    };
    let pixels = (0..28).flat_map(|y| (0..28).map(move |x| ink(x, y))).collect();
    Image { caption: i.to_string(), width: 28, height: 28, pixels }
}

fn pictures(names: &[&str], count: usize) -> Figure {
    let row = |name: &&str| {
        let palette = if *name == "error" { Palette::Diverging } else { Palette::Ink };
        ImageRow { name: (*name).to_owned(), palette, images: (0..count).map(digit).collect() }
    };
    Figure::Images(Images { rows: names.iter().map(row).collect(), ..Images::default() })
}

fn code(values: &[f64]) -> Figure {
    let bars = values.iter().enumerate().map(|(i, value)| Bar { label: (i + 1).to_string(), value: *value }).collect();
    Figure::Bars(Bars { title: "code of held-out image 1 of 2,000 (7)".into(), bars, ..Bars::default() })
}

fn units() -> Figure {
    let row = |unit: &str, state: &str, deviation: f64| {
        vec![Cell::from(unit), Cell::from(state), Cell::from(0.0), Cell::from(deviation)]
    };
    let rows = vec![row("1", "alive", 2.0), row("2", "dead", 0.0), row("3", "useless", 1.0)];
    let header = ["unit", "state", "mean", "deviation"].map(str::to_owned).to_vec();
    Figure::Table(Table { title: "3 code units: 1 dead, 1 useless".into(), header, rows })
}

/// The tab with a run that was measured once.
fn opened() -> Model {
    let mut model = empty();
    model.labs.push(LabView::new(autoencoder()));
    assert_eq!(press(&mut model, "4"), [Effect::Open(lab(), model.pace)]);
    send(&mut model, Message::Opened(RUN, lab()));
    let facts = Facts {
        model: "784-100-3-100-784".into(),
        held_out_examples: 2_000,
        headline: "val_mse".into(),
        ..Facts::default()
    };
    let (settings, at) = (spec().settings, Moment::default());
    send(&mut model, Message::Run(RUN, Box::new(Event::Started { lab: "autoencoder".into(), settings, facts, at })));
    let paused = Event::Phase { status: Status::Paused, phase: None, at };
    send(&mut model, Message::Run(RUN, Box::new(paused)));
    say(&mut model, "digits", pictures(&["input", "reconstruction", "error"], 10));
    say(&mut model, "digit.0", pictures(&["input", "reconstruction", "error", "pca"], 1));
    say(&mut model, "code.0", code(&[1.5, 0.0, -0.75]));
    say(&mut model, "units", units());
    model
}

#[test]
fn the_titles_of_pictures_name_and_count_no_more_than_there_is_room_for() {
    let mut model = opened();
    let screen = shown(&mut model, 80, 24);
    assert!(screen.contains("held-out images: input / reconstruction, +1 more"), "{screen}");
    let screen = shown(&mut model, 140, 48);
    assert!(screen.contains("held-out images: input / reconstruction / error ━"), "{screen}");
    say(&mut model, "kernels", pictures(&["encoder1", "encoder1"], 8));
    while model.focused().id != "kernels" {
        press(&mut model, "tab");
    }
    let screen = shown(&mut model, 80, 24);
    assert!(screen.contains("weights of the first layer, +6 more"), "{screen}");
}

#[test]
fn the_tab_opens_a_run_the_first_time_and_never_again() {
    let mut model = opened();
    assert_eq!(press(&mut model, "1 4"), [Effect::Open(spec(), model.pace)], "the forecaster was not open here");
    assert_eq!(model.focused().id, "digits");
}

#[test]
fn a_run_that_is_still_being_opened_is_told_to_train_at_once() {
    let mut model = empty();
    model.labs.push(LabView::new(autoencoder()));
    press(&mut model, "4");
    send(&mut model, Message::Opened(RUN, lab()));
    assert_eq!(press(&mut model, "p"), [Effect::Send(RUN, Command::Play)]);
    assert!(matches!(press(&mut model, "g")[..], [Effect::Send(RUN, Command::SetPace(_))]));
}

#[test]
fn turning_a_unit_asks_what_the_code_decodes_to_and_the_picture_follows_the_training() {
    let mut model = opened();
    press(&mut model, "tab");
    assert_eq!(model.focused().id, "code");
    let ask = |values: &[f32]| {
        Effect::Send(RUN, Command::Ask(Question::Values { slot: "decoded".into(), values: values.to_vec() }))
    };
    // A quarter of the unit's standard deviation.
    assert_eq!(press(&mut model, "right"), [ask(&[2.0, 0.0, -0.75])]);
    assert_eq!(press(&mut model, "down down left"), [ask(&[2.0, 0.0, -1.0])]);
    let evaluation = crate::run::Evaluation { metrics: Vec::new(), verdict: crate::run::Verdict::Continue };
    let evaluated = Event::Evaluated { at: Moment { step: 500, epoch: 2 }, evaluation, stretch: None };
    let asked = send(&mut model, Message::Run(RUN, Box::new(evaluated)));
    assert!(asked.contains(&ask(&[2.0, 0.0, -1.0])), "{asked:?}");
    assert_eq!(press(&mut model, "home"), []);
    assert_eq!(own::<Autoencoder>(&model).code.turned, None);
}

#[test]
fn what_a_key_asked_for_is_shown_at_once_and_what_the_training_brings_at_its_own_pace() {
    let mut model = opened();
    press(&mut model, "tab right");
    let mut comes = |slot: &str| {
        model.take_visible();
        say(&mut model, slot, code(&[1.0, 0.0, 0.0]));
        model.take_visible()
    };
    assert_eq!(comes("digits"), Visible::Data);
    assert_eq!(comes("decoded"), Visible::Input);
    assert_eq!(comes("decoded"), Visible::Data, "the key has its answer");
}

#[test]
fn another_picture_is_asked_for_with_its_own_code() {
    let mut model = opened();
    press(&mut model, "tab right");
    let question = Question::Example { slot: "digit.1".into(), index: 1 };
    assert_eq!(press(&mut model, "n"), [Effect::Send(RUN, Command::Ask(question))]);
    assert_eq!(own::<Autoencoder>(&model).code.turned, None);
}

#[test]
fn looking_back_shows_the_chosen_picture_and_its_code_as_they_were() {
    let mut model = opened();
    let named = |name: &str| match code(&[0.25, 0.5, 0.75]) {
        Figure::Bars(bars) => Figure::Bars(Bars { title: name.into(), ..bars }),
        other => other,
    };
    say(&mut model, "code.1", named("the second one's code, early"));
    let late = Moment { step: 500, epoch: 2 };
    for (slot, figure) in [("code.1", named("the second one's code, late")), ("digits", pictures(&["input"], 10))] {
        let event = Event::Figure { name: slot.into(), at: late, kept: Kept::Frame, figure };
        send(&mut model, Message::Run(RUN, Box::new(event)));
    }
    let paused = Event::Phase { status: Status::Paused, phase: None, at: late };
    send(&mut model, Message::Run(RUN, Box::new(paused)));
    press(&mut model, "n");
    assert!(shown(&mut model, 140, 40).contains("the second one's code, late"));
    press(&mut model, "-");
    let screen = shown(&mut model, 140, 40);
    assert!(screen.contains("the second one's code, early"), "{screen}");
    while model.focused().id != "example" {
        press(&mut model, "tab");
    }
    let screen = shown(&mut model, 140, 40);
    assert!(screen.contains("the image looked at: input / reconstruction / error, as of epoch"), "{screen}");
    assert!(screen.contains("1 error"), "a low pane has the error beside what it is of: {screen}");
}

#[test]
fn an_evaluation_brings_the_images_that_are_shown_all_along_and_the_others_are_asked_for() {
    let mut model = opened();
    let mut asked = |keys: &str| {
        press(&mut model, keys);
        let evaluation = crate::run::Evaluation { metrics: Vec::new(), verdict: crate::run::Verdict::Continue };
        let evaluated = Event::Evaluated { at: Moment { step: 500, epoch: 2 }, evaluation, stretch: None };
        send(&mut model, Message::Run(RUN, Box::new(evaluated)))
    };
    assert_eq!(asked("n n"), []);
    let question = Question::Example { slot: "digit.10".into(), index: 10 };
    assert_eq!(asked("n n n n n n n n"), [Effect::Send(RUN, Command::Ask(question))]);
}

#[test]
fn enter_on_the_pictures_walks_to_the_next_one() {
    let mut model = opened();
    let question = Question::Between { slot: "walk".into(), from: 0, to: 1, steps: 10 };
    assert_eq!(press(&mut model, "enter"), [Effect::Send(RUN, Command::Ask(question))]);
    say(&mut model, "walk", pictures(&["walk"], 10));
    assert_eq!(model.focused().id, "walk");
}

#[test]
fn a_sweep_s_curves_grow_in_the_pane_of_sizes_beside_pca() {
    let mut model = opened();
    say(&mut model, "error-by-code", code(&[0.05, 0.02]));
    let mut sweep = SweepSpec::new(lab());
    let knobs = super::super::super::fixture::entry().knobs();
    sweep.over(knobs, "units=2,4,8,16,32").unwrap();
    sweep.seeds(knobs, 2).unwrap();
    let trials = sweep.trials(knobs).unwrap();
    let mut tell = |event| send(&mut model, Message::Run(SWEEP, Box::new(Event::Sweep(Box::new(event)))));
    tell(SweepEvent::Opened { spec: sweep, trials: trials.clone(), path: "/s".into(), done: Vec::new() });
    for trial in trials.iter().take(9) {
        let units: f64 = trial.point[0].1.parse().unwrap();
        let mut summary = Summary::default();
        summary.value("headline", "val_mse");
        let mse = 0.05 / units * (1.0 + 0.2 * (trial.seed - 42) as f64) + 0.004;
        let metrics = [("val_mse", mse), ("train_mse", mse * 0.9), ("pca_mse", 0.12 / units + 0.005)];
        for (key, value) in metrics.into_iter().chain([("dead_units", units / 8.0), ("useless_units", units / 4.0)]) {
            summary.number(key, value);
        }
        tell(SweepEvent::Ended { trial: trial.index, outcome: Outcome::Done(TrialResult::of(trial, &summary)) });
    }
    while model.focused().id != "error-by-code" {
        press(&mut model, "tab");
    }
    press(&mut model, "a");
    insta::assert_snapshot!("autoencoder_sweep_80x24", shown(&mut model, 80, 24));
    insta::assert_snapshot!("autoencoder_sweep_140x40", shown(&mut model, 140, 40));
    press(&mut model, "down down");
    let screen = shown(&mut model, 140, 40);
    assert!(screen.contains("dead units by units (3/5, up/down), 9 of 10 trials"), "{screen}");
}

#[test]
fn the_autoencoder_s_tab() {
    let mut model = opened();
    press(&mut model, "a");
    insta::assert_snapshot!("autoencoder_digits_80x24", shown(&mut model, 80, 24));
    insta::assert_snapshot!("autoencoder_140x40", shown(&mut model, 140, 40));
    press(&mut model, "tab right");
    say(&mut model, "decoded", pictures(&["decoded"], 1));
    insta::assert_snapshot!("autoencoder_code_80x24", shown(&mut model, 80, 24));
    insta::assert_snapshot!("autoencoder_code_140x40", shown(&mut model, 140, 40));
}
