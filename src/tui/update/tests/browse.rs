//! Looking around.

use super::super::super::fixture::{RUN, after, evaluated, figure, milliseconds, press, send, shown, story, untrained};
use super::super::super::model::{Curves, Effect, Message, Model, Visible, Zoom};
use super::super::update;
use super::said;
use crate::run::{Command, Event, Kept, Question};

#[test]
fn help_scrolls_to_its_end_and_no_further() {
    let mut model = after(story());
    shown(&mut model, 80, 24);
    press(&mut model, "? end");
    let end = model.overlay;
    press(&mut model, "down page-down");
    assert_eq!(model.overlay, end);
    assert!(shown(&mut model, 80, 24).contains("draw the whole screen again"));
    press(&mut model, "up");
    assert_ne!(model.overlay, end);
    assert_eq!(press(&mut model, "q"), [], "q closes help, and doesn't quit");
    assert_eq!(model.overlay, None);
}

#[test]
fn help_lists_only_keys_that_do_something_in_the_open_tab() {
    let mut model = after(story());
    let help = |model: &mut Model| {
        press(model, "?");
        let text = shown(model, 100, 120);
        press(model, "esc");
        text
    };
    let forecaster = help(&mut model);
    assert!(forecaster.contains("one batch") && forecaster.contains("a sweep over the setting"), "{forecaster}");
    assert!(!forecaster.contains("pipeline stage") && !forecaster.contains("order of the list"), "{forecaster}");
    press(&mut model, "3");
    let language = help(&mut model);
    assert!(!language.contains("one batch") && !language.contains("logarithmic"), "{language}");
    press(&mut model, "5");
    assert!(help(&mut model).contains("order of the list"));
}

#[test]
fn a_key_that_does_nothing_where_it_is_pressed_says_so() {
    let mut model = after(story());
    for (keys, told) in [
        ("S", "S does nothing in this pane"),
        ("J", "J does nothing in this pane"),
        ("N", "this is the first one"),
        ("+", "this is the present: nothing is later"),
        ("- - - - - - - - -", "nothing earlier is kept"),
        ("esc 3 l", "l does nothing in this pane"),
        ("n", "n does nothing in this pane"),
        ("z", "z does nothing in this pane"),
        ("down", "down does nothing in this pane"),
        ("5 c", "c does nothing in this pane"),
    ] {
        press(&mut model, keys);
        assert!(model.notices.log().iter().any(|line| line.text == told), "{keys}: {:?}", model.notices.log());
    }
}

#[test]
fn esc_steps_out_one_layer_at_a_time() {
    let mut model = after(story());
    press(&mut model, "c - z ?");
    press(&mut model, "esc");
    assert_eq!((model.overlay, model.zoom), (None, Zoom::In));
    press(&mut model, "esc");
    assert_eq!((model.zoom, model.lab().unwrap().scrub.is_some()), (Zoom::Out, true));
    press(&mut model, "esc");
    assert_eq!((model.lab().unwrap().scrub, model.plot.crosshair.is_some()), (None, true));
    press(&mut model, "esc");
    assert_eq!(model.plot.crosshair, None);
}

#[test]
fn scrubbing_goes_through_the_kept_frames_and_back_to_the_present() {
    let mut model = after(story());
    let scrub = |model: &mut Model, keys: &str| {
        press(model, keys);
        model.lab().unwrap().scrub
    };
    assert_eq!(scrub(&mut model, "-"), Some(6 * 219));
    assert_eq!(scrub(&mut model, "- -"), Some(4 * 219));
    assert_eq!(scrub(&mut model, "- - - - - - -"), Some(0));
    assert_eq!(scrub(&mut model, "+"), Some(219));
    assert_eq!(scrub(&mut model, "+ + + + +"), Some(6 * 219));
    assert_eq!(scrub(&mut model, "+"), None);
    press(&mut model, "-");
    assert!(shown(&mut model, 80, 24).contains("looking back at epoch 6 of 20"));
    press(&mut model, "p");
    assert_eq!(model.lab().unwrap().scrub, None, "what plays is the present");
}

#[test]
fn the_first_eight_examples_come_by_themselves_and_others_are_asked_for() {
    let mut model = after(story());
    assert_eq!(press(&mut model, "n n n n n n n"), []);
    assert_eq!(model.lab().unwrap().example, 7);
    let asked = |index: usize| {
        let question = Question::Example { slot: format!("forecast.{index}"), index };
        Effect::Send(RUN, Command::Ask(question))
    };
    assert_eq!(press(&mut model, "n n"), [asked(8), asked(9)]);
    send(&mut model, said(figure(9, 7, Kept::Live)));
    assert!(shown(&mut model, 120, 40).contains("held-out series 10 of 2,000"));
    assert_eq!(send(&mut model, said(evaluated(8))), [asked(9)], "again after each evaluation");
    assert_eq!(press(&mut model, "N N"), [asked(8)]);
    let mut events = untrained();
    if let Event::Started { facts, .. } = &mut events[1] {
        facts.held_out_examples = 3;
    }
    let mut model = after(events);
    press(&mut model, "n n n n n n");
    assert_eq!(model.lab().unwrap().example, 2, "there are no more");
}

#[test]
fn the_crosshair_moves_with_the_arrows_inside_the_curves() {
    let mut model = after(story());
    press(&mut model, "c left left right");
    assert_eq!(model.plot.crosshair, Some(7 * 219 - 54));
    press(&mut model, "end right");
    assert_eq!(model.plot.crosshair, Some(7 * 219));
    press(&mut model, "home left");
    assert_eq!(model.plot.crosshair, Some(0));
    press(&mut model, "c");
    assert_eq!(model.plot.crosshair, None);
    press(&mut model, "up");
    assert_eq!(model.plot.curves, Curves::LearningRate);
}

#[test]
fn focus_goes_round_the_panes_that_there_are() {
    let mut model = after(story());
    let all: Vec<&str> = (0..7)
        .map(|_| {
            press(&mut model, "tab");
            model.focused().id
        })
        .collect();
    assert_eq!(&all[..4], ["forecast", "metrics", "settings", "output"]);
    assert_eq!(all[4], "curves");
    press(&mut model, "shift-tab shift-tab shift-tab");
    assert_eq!(model.focused().id, "output");
}

#[test]
fn what_cannot_be_seen_asks_for_no_frame() {
    let mut model = after(story());
    model.take_visible();
    assert_eq!(send(&mut model, Message::Tick), []);
    assert_eq!(model.take_visible(), Visible::Unchanged);
    press(&mut model, "2");
    model.take_visible();
    send(&mut model, said(evaluated(8)));
    assert_eq!(model.take_visible(), Visible::Unchanged, "the run is in another tab");
    press(&mut model, "1");
    model.take_visible();
    send(&mut model, said(evaluated(9)));
    assert_eq!(model.take_visible(), Visible::Data);
}

#[test]
fn a_toast_goes_away_by_itself_and_then_nothing_moves() {
    let mut model = after(story());
    press(&mut model, "g");
    let deadline = model.deadline().unwrap();
    model.take_visible();
    update(&mut model, Message::Tick, deadline - milliseconds(1));
    assert_eq!(model.take_visible(), Visible::Unchanged);
    update(&mut model, Message::Tick, deadline);
    assert_eq!((model.take_visible(), model.deadline()), (Visible::Data, None));
}
