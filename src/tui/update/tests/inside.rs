//! The inside of the network: the accordion, and a step phase by phase.

use super::super::super::fixture::{RUN, after, own, press, send, shown, story};
use super::super::super::model::{Effect, Message, Model};
use super::super::super::tabs::forecaster::state::{Forecaster, Opening};
use crate::figure::{Cell, Figure, HeatMap, Palette, Table};
use crate::run::{Command, Event, Grain, Kept, Moment};

const STEPS: usize = 50;
const NOW: Moment = Moment { step: 7 * 219, epoch: 7 };

fn say(model: &mut Model, slot: &str, figure: Figure) {
    let event = Event::Figure { name: slot.into(), at: NOW, kept: Kept::Live, figure };
    send(model, Message::Run(RUN, Box::new(event)));
}

fn table(title: &str, header: &[&str], rows: Vec<Vec<Cell>>) -> Figure {
    Figure::Table(Table { title: title.into(), header: header.iter().map(|name| (*name).to_owned()).collect(), rows })
}

fn unrolled() -> Model {
    let mut model = after(story());
    let wave = |t: usize, phase: f64| (t as f64 / 4.0 + phase).sin() * 0.6;
    let row =
        |t: usize| [(t + 1) as f64, wave(t, 0.0), wave(t, 0.3), wave(t, 0.6), wave(t, 0.9)].map(Cell::from).to_vec();
    let header = ["t", "x", "lstm1 20", "lstm2 20", "y"];
    say(&mut model, "unrolled", table("unrolled in time", &header, (0..STEPS).map(row).collect()));
    let values = (0..8).flat_map(|unit| (0..STEPS).map(move |t| wave(t, f64::from(unit)) as f32)).collect();
    let rows = (1..=8).map(|unit| format!("lstm1.{unit}")).collect();
    let map = HeatMap { rows, width: STEPS, values, palette: Palette::Diverging, ..HeatMap::default() };
    say(&mut model, "hidden-states", Figure::HeatMap(map));
    while model.focused().id != "unrolled" {
        press(&mut model, "tab");
    }
    model
}

fn opening(model: &Model) -> Opening {
    own::<Forecaster>(model).accordion.opening
}

#[test]
fn arrows_open_and_close_the_accordion_and_look_at_another_step() {
    let mut model = unrolled();
    press(&mut model, "up up up");
    assert_eq!(opening(&model), Opening::Folded);
    press(&mut model, "down");
    assert_eq!(opening(&model), Opening::Ends);
    press(&mut model, "down down down down");
    assert_eq!(opening(&model), Opening::All);
    let at = |model: &Model| own::<Forecaster>(model).accordion.at(STEPS);
    assert_eq!(at(&model), STEPS - 1, "the forecast comes from the last step");
    press(&mut model, "left left");
    assert_eq!(at(&model), STEPS - 3);
    press(&mut model, "home left");
    assert_eq!(at(&model), 0);
    press(&mut model, "end right");
    assert_eq!(at(&model), STEPS - 1);
}

#[test]
fn the_accordion_at_every_opening() {
    let mut model = unrolled();
    press(&mut model, "z a left left up up");
    for name in ["folded", "ends", "wide", "narrow", "all"] {
        insta::assert_snapshot!(format!("unrolled_{name}"), shown(&mut model, 80, 24));
        press(&mut model, "down");
    }
}

#[test]
fn a_single_unit_shows_the_formula_filled_with_the_numbers_of_the_step() {
    let mut model = unrolled();
    let (x, y): (f64, f64) = (0.5, 0.65249983);
    let row = |t: f64| [t, x, 0.25, 0.1, 0.8 * 0.53704957, 0.779_639_66, y].map(Cell::from).to_vec();
    let header = ["t", "x", "w_x x", "b", "w_y y(t-1)", "sum", "y = tanh(sum)"];
    let rows = (1..=STEPS).map(|t| row(t as f64)).collect();
    say(&mut model, "formula", table("y(t) = tanh(w_x x(t) + b + w_y y(t-1)); w_x .5", &header, rows));
    press(&mut model, "z");
    let text = shown(&mut model, 120, 30);
    assert!(text.contains("w_x x .2500 + b .1000 + w_y y(t-1) .4296 = .7796; y = tanh(sum) = .6525"), "{text}");
}

#[test]
fn stepping_by_phase_brings_the_pane_with_the_numbers_of_each_phase() {
    let mut model = after(story());
    press(&mut model, "p");
    assert_eq!(press(&mut model, ","), [Effect::Send(RUN, Command::Step(Grain::Phase))]);
    let rows = |name: &str| vec![vec![Cell::from(name), Cell::from(0.25)]];
    say(&mut model, "phase-forward", table("32 series of 50 steps", &["layer", "mean"], rows("lstm1")));
    assert_eq!(model.focused().id, "phases");
    say(&mut model, "phase-loss", table("MSE 1.9e-1", &["ahead", "error^2"], rows("t+1")));
    let text = shown(&mut model, 80, 24);
    assert!(text.contains("1 forward pass: 32 series of 50 steps") && text.contains("2 loss: MSE 1.9e-1"), "{text}");
    assert!(text.contains("3 gradients: , goes on"), "{text}");
}

#[test]
fn phases_of_an_earlier_step_are_not_shown_as_this_ones() {
    let mut model = after(story());
    press(&mut model, "p ,");
    let figure = table("norm 4", &["parameter", "|g|"], vec![vec![Cell::from("head.bias"), Cell::from(1.0)]]);
    let old =
        Event::Figure { name: "phase-gradients".into(), at: Moment { step: 3, epoch: 0 }, kept: Kept::Live, figure };
    send(&mut model, Message::Run(RUN, Box::new(old)));
    say(&mut model, "phase-forward", table("32 series", &["layer", "mean"], Vec::new()));
    let text = shown(&mut model, 80, 24);
    assert!(text.contains("1 forward pass: 32 series") && !text.contains("norm 4"), "{text}");
}
