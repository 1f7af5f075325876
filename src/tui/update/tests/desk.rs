//! The text pipeline's desk.

use super::super::super::fixture::{after, press, send, story};
use super::super::super::model::{Effect, Message, Model, Pane, StepsPreset, TextTask};
use crate::nlp::pipeline::Mark;

/// The tab, its first answer in.
fn desk() -> Model {
    let mut model = after(story());
    press(&mut model, "2");
    model
}

/// Words of a step that it took out.
fn removed(model: &Model, step: usize) -> Vec<&str> {
    let stage = model.desk.staged.as_ref().unwrap().step(step).unwrap();
    stage.words.iter().filter(|word| word.mark == Mark::Removed).map(|word| word.text.as_str()).collect()
}

fn vocabulary(model: &Model) -> usize {
    model.desk.staged.as_ref().unwrap().end.vocabulary
}

#[test]
fn the_tab_opens_on_its_stages_with_all_of_them_computed() {
    let mut model = after(story());
    let effects = press(&mut model, "2");
    assert!(matches!(effects.as_slice(), [Effect::Text(TextTask::Stages(1, _))]), "{effects:?}");
    assert_eq!(model.focused(), Pane::Stages);
    assert_eq!(removed(&model, 2)[..4], ["yo", "soy", "un", "mi"]);
    assert_eq!(press(&mut model, "3 2"), [], "nothing has changed");
}

#[test]
fn space_switches_a_stage_and_what_that_did_is_counted() {
    let mut model = desk();
    let before = vocabulary(&model);
    press(&mut model, "down down space");
    let staged = model.desk.staged.as_ref().unwrap();
    assert_eq!(staged.step(2), None);
    assert_eq!(staged.before.unwrap().vocabulary, before);
    assert!(vocabulary(&model) > before);
    assert_eq!(model.desk.switched.as_ref().unwrap().what, "stop(off)");
    press(&mut model, "space");
    assert_eq!(vocabulary(&model), before);
}

#[test]
fn a_stage_is_moved_and_the_class_order_counts_its_losses() {
    let mut model = desk();
    press(&mut model, "end up up up up K");
    assert_eq!(model.desk.preset(), StepsPreset::Own, "{}", model.desk.steps);
    press(&mut model, "J");
    assert_eq!(model.desk.preset(), StepsPreset::Recommended);
    press(&mut model, "home right");
    assert_eq!(model.desk.preset(), StepsPreset::ClassOrder);
    assert!(model.desk.staged.as_ref().unwrap().losses.is_some());
}

#[test]
fn tokens_are_chosen_with_the_arrows() {
    let mut model = desk();
    press(&mut model, "end right");
    assert_eq!(model.desk.tokens.to_string(), "characters");
    assert_eq!(model.desk.staged.as_ref().unwrap().tokens[0], "m");
    press(&mut model, "left left");
    assert_eq!(model.desk.tokens.to_string(), "subwords(vocabulary=1000)");
}

#[test]
fn space_trains_elsewhere_and_switches_only_here() {
    let mut model = desk();
    press(&mut model, "tab");
    let steps = model.desk.steps.clone();
    press(&mut model, "space");
    assert_eq!(model.desk.steps, steps);
}

#[test]
fn nothing_is_computed_while_another_tab_is_open() {
    let mut model = after(story());
    assert!(!send(&mut model, Message::Tick).iter().any(|effect| matches!(effect, Effect::Text(_))));
}
