//! The settings pane.

use super::super::super::fixture::{RUN, after, press, send, shown, spec, untrained};
use super::super::super::model::{Effect, Message};
use super::said;
use crate::run::{Choices, Command, Event, Moment, Pace, RunId, Severity};

fn set(key: &str, value: f64) -> Effect {
    Effect::Send(RUN, Command::Set { key: key.into(), value: value.into() })
}

#[test]
fn a_live_knob_is_turned_at_once_and_a_fixed_one_waits_for_the_next_run() {
    let mut model = after(untrained());
    press(&mut model, "e");
    assert_eq!(model.focused().id, "settings");
    // units, then learning rate
    assert_eq!(press(&mut model, "down down down down down right right"), []);
    assert_eq!(press(&mut model, "down down down down right"), [set("learning-rate", 0.016)]);
    assert_eq!(model.pending(), [("units".to_owned(), "40".to_owned())]);
    let effects = press(&mut model, "r");
    let [Effect::Stop(RUN), Effect::Open(opened, Pace::EpochPerSecond)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((opened.settings.text("units"), opened.settings.text("seed")), ("40".into(), "42".into()));
    assert_eq!(opened.settings.text("learning-rate"), "0.016", "what the pane shows is what is opened");
}

#[test]
fn a_setting_of_words_goes_through_what_the_data_offer_and_through_nothing_with_other_data() {
    let mut events = untrained();
    for event in &mut events {
        if let Event::Started { facts, .. } = event {
            let values = vec!["opinión".into(), "estrellas".into()];
            facts.choices = Box::new([Choices { key: "init-from".into(), values }]);
        }
    }
    let mut model = after(events);
    press(&mut model, "e end up right");
    assert_eq!(model.pending(), [("init-from".to_owned(), "opinión".to_owned())]);
    press(&mut model, "right");
    assert_eq!(model.pending(), [("init-from".to_owned(), "estrellas".to_owned())]);
    press(&mut model, "right left");
    assert_eq!(model.pending(), [("init-from".to_owned(), "estrellas".to_owned())]);
    press(&mut model, "home down right end up up right");
    let waits: Vec<String> = model.pending().into_iter().map(|(key, _)| key).collect();
    assert_eq!(waits, ["data", "init-from"]);
    assert_eq!(model.lab().unwrap().settings.draft.text("init-from"), "estrellas", "columns of other data");
}

#[test]
fn a_new_seed_is_the_next_one() {
    let mut model = after(untrained());
    let Some(Effect::Open(opened, _)) = press(&mut model, "R").pop() else { panic!() };
    assert_eq!(opened.settings.text("seed"), "43");
    send(&mut model, Message::Opened(RunId::new(2), opened));
    assert_eq!(model.shown().unwrap().id, RunId::new(2));
    assert_eq!(model.runs.len(), 2);
    press(&mut model, "5 end enter");
    assert_eq!((model.tab().id, model.shown().unwrap().id), ("forecaster", RUN));
    assert_eq!(press(&mut model, "p"), [], "it was told to end");
    assert!(model.notices.toasts().any(|line| line.text.contains("has ended")));
}

#[test]
fn a_preset_waits_for_the_next_run_with_all_its_settings_and_keeps_the_seed() {
    let mut model = after(untrained());
    assert_eq!(press(&mut model, "e right"), []);
    assert!(shown(&mut model, 120, 40).contains("< three-weights >"));
    let keys: Vec<String> = model.pending().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["layers", "units", "learning-rate"]);
    // A live change of the run doesn't take the preset's own rate away.
    send(&mut model, said(Event::Changed { key: "clip".into(), value: "2".into(), at: Moment::default() }));
    let Some(Effect::Open(opened, _)) = press(&mut model, "r").pop() else { panic!() };
    assert_eq!(["units", "learning-rate", "seed"].map(|key| opened.settings.text(key)), ["1", "0.005", "42"]);
    press(&mut model, "down down down down right");
    assert!(shown(&mut model, 120, 40).contains("your own"));
}

#[test]
fn enter_on_the_last_row_applies_what_waits() {
    let mut model = after(untrained());
    press(&mut model, "e down down down down right");
    let effects = press(&mut model, "end enter");
    assert!(matches!(&effects[..], [Effect::Stop(_), Effect::Open(spec, _)] if spec.settings.text("layers") == "3"));
}

#[test]
fn text_is_edited_until_enter_or_esc_and_a_wrong_one_stays_with_its_error() {
    let mut model = after(untrained());
    press(&mut model, "e down down down down down enter q backspace backspace backspace x");
    assert_eq!(press(&mut model, "enter"), []);
    let told = model.notices.toasts().next().unwrap();
    assert_eq!(told.severity, Severity::Error);
    assert!(told.text.contains("`units` cannot be `x`: expected a whole number"), "{}", told.text);
    press(&mut model, "backspace 3 3 enter");
    assert_eq!(model.pending(), [("units".to_owned(), "33".to_owned())]);
    press(&mut model, "enter 9 9 esc");
    assert_eq!(model.lab().unwrap().settings.draft.text("units"), "33");
    assert_eq!(press(&mut model, "down down down down enter"), []);
    send(
        &mut model,
        Message::Key(crossterm::event::KeyEvent::new(
            crossterm::event::KeyCode::Char('u'),
            crossterm::event::KeyModifiers::CONTROL,
        )),
    );
    send(&mut model, Message::Paste(" 3e-4\n".into()));
    assert_eq!(press(&mut model, "enter"), [set("learning-rate", 3e-4)]);
}

#[test]
fn a_refused_live_change_goes_back_to_what_the_run_has() {
    let mut model = after(untrained());
    press(&mut model, "e down down down down down down down down down right");
    assert_eq!(model.lab().unwrap().settings.draft.text("learning-rate"), "0.016");
    send(&mut model, said(Event::Note { severity: Severity::Error, text: "no".into() }));
    assert_eq!(model.lab().unwrap().settings.draft.text("learning-rate"), "0.01");
}

#[test]
fn a_paste_outside_of_a_text_field_does_nothing() {
    let mut model = after(untrained());
    assert_eq!(send(&mut model, Message::Paste("qqrR".into())), []);
    assert_eq!(model.lab().unwrap().settings.draft, spec().settings);
}

#[test]
fn a_field_for_a_file_says_what_may_be_typed() {
    let mut model = after(untrained());
    press(&mut model, "o");
    let text = shown(&mut model, 100, 36);
    assert!(text.contains(" the series. "), "the setting's own words, not those of a word in it: {text}");
}
