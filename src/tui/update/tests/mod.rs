//! Keys and what they ask for; each idea has its file.

mod anything;
mod appearance;
mod autoencoder;
mod browse;
mod desk;
mod findings;
mod inside;
mod mouse;
mod runs;
mod settings;

use super::super::fixture::{RUN, after, empty, press, send, started, story, untrained};
use super::super::model::{Effect, Intent, Leave, Message, Overlay, Signal};
use crate::run::{Command, Event, Grain, Moment, Pace, Severity, Status};

fn phase(status: Status, step: u64) -> Event {
    Event::Phase { status, phase: None, at: Moment { step, epoch: 0 } }
}

fn said(event: Event) -> Message {
    Message::Run(RUN, Box::new(event))
}

#[test]
fn what_a_run_says_while_another_tab_is_open_begins_with_the_name_of_its_own() {
    let mut model = after(untrained());
    let note = |text: &str| said(Event::Note { severity: Severity::Info, text: text.into() });
    send(&mut model, note("looked at"));
    press(&mut model, "5");
    send(&mut model, note("paused"));
    let log: Vec<&str> = model.notices.log().iter().map(|line| line.text.as_str()).collect();
    assert!(log.contains(&"looked at") && log.contains(&"Forecaster: paused"), "{log:?}");
}

#[test]
fn p_plays_and_pauses_even_before_the_worker_has_answered() {
    let mut model = after(untrained());
    assert_eq!(press(&mut model, "p"), [Effect::Send(RUN, Command::Play)]);
    assert_eq!(press(&mut model, "space"), [Effect::Send(RUN, Command::Pause)]);
    assert_eq!(press(&mut model, "p"), [Effect::Send(RUN, Command::Play)]);
    send(&mut model, said(phase(Status::Training, 1)));
    assert_eq!(model.shown().unwrap().intent, Intent::Play);
    // Another run was played: the conductor paused this one.
    send(&mut model, said(phase(Status::Paused, 9)));
    assert_eq!(press(&mut model, "p"), [Effect::Send(RUN, Command::Play)]);
}

#[test]
fn steps_go_by_phase_batch_and_epoch() {
    let mut model = after(untrained());
    let steps = [Grain::Phase, Grain::Batch, Grain::Epoch].map(|grain| Effect::Send(RUN, Command::Step(grain)));
    assert_eq!(press(&mut model, ", . >"), steps);
}

#[test]
fn a_run_that_cannot_train_says_why() {
    for (events, word) in [
        (vec![started(), phase(Status::Finished, 9)], "all epochs are done"),
        (vec![Event::Failed { message: "no".into(), exit_code: 1 }], "has failed"),
    ] {
        let mut model = after(events);
        assert_eq!(press(&mut model, "p"), []);
        assert!(model.notices.toasts().any(|line| line.text.contains(word)), "{word}: {:?}", model.notices.log());
    }
    let mut model = after(untrained());
    assert_eq!(press(&mut model, "3 p"), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("still to come")));
}

#[test]
fn q_quits_at_once_when_nothing_runs_and_asks_when_something_does() {
    assert_eq!(press(&mut after(untrained()), "q"), [Effect::Quit(Leave::Save)]);
    let mut model = after(story());
    assert_eq!(press(&mut model, "q"), []);
    assert!(matches!(model.overlay, Some(Overlay::Quit(_))));
    assert_eq!(press(&mut model, "enter"), [Effect::Quit(Leave::Save)]);
    assert_eq!(press(&mut after(story()), "q down enter"), [Effect::Quit(Leave::Now)]);
    assert_eq!(press(&mut after(story()), "q end down down enter p"), [Effect::Send(RUN, Command::Pause)]);
    assert_eq!(press(&mut after(story()), "q esc p"), [Effect::Send(RUN, Command::Pause)]);
}

#[test]
fn ctrl_c_asks_from_anywhere_and_twice_quits_now() {
    for keys in ["", "?", "L", "e enter", "z", "5"] {
        let mut model = after(story());
        press(&mut model, keys);
        assert_eq!(press(&mut model, "ctrl-c"), [], "{keys}");
        assert!(matches!(model.overlay, Some(Overlay::Quit(_))), "{keys}");
        assert_eq!(press(&mut model, "ctrl-c"), [Effect::Quit(Leave::Now)], "{keys}");
    }
}

#[test]
fn signals_and_the_terminals_own_keys_ask_for_what_belongs_to_them() {
    let mut model = after(story());
    assert_eq!(send(&mut model, Message::Signal(Signal::Terminate)), [Effect::Quit(Leave::Signal(Signal::Terminate))]);
    assert_eq!(send(&mut model, Message::Signal(Signal::Continue)), [Effect::Resume]);
    assert_eq!(press(&mut model, "ctrl-z ctrl-l m"), [Effect::Suspend, Effect::Redraw, Effect::ToggleMouse]);
}

#[test]
fn the_pace_goes_to_the_run_and_to_those_to_come() {
    let mut model = after(story());
    assert_eq!(press(&mut model, "g"), [Effect::Send(RUN, Command::SetPace(Pace::TenStepsPerSecond))]);
    assert!(matches!(press(&mut model, "r").pop(), Some(Effect::Open(_, Pace::TenStepsPerSecond))));
}

#[test]
fn a_run_that_could_not_be_opened_leaves_the_screen_as_it_was() {
    let mut model = empty();
    send(&mut model, Message::NotOpened("no thread".into()));
    assert!(model.notices.toasts().any(|line| line.text == "no thread"));
    assert!(model.runs.is_empty());
}
