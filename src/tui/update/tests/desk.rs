//! The text pipeline's desk.

use super::super::super::app::{TextKept, text_work as work};
use super::super::super::fixture::{after, key, pipeline, pipeline_mut, press, send, shown, story};
use super::super::super::keys::Mode;
use super::super::super::model::{
    Effect, FileEntry, LabView, Listing, Message, Model, Overlay, TextNews, TextTask, Zoom,
};
use super::super::super::tabs::pipeline::state::{DeskMode, StageOption, StepsPreset};
use super::super::update;
use crate::nlp::pipeline::Mark;
use std::sync::atomic::AtomicBool;

/// The tab, its first answer in.
fn desk() -> Model {
    let mut model = after(story());
    press(&mut model, "2");
    model
}

/// Words of a step that it took out.
fn removed(model: &Model, step: usize) -> Vec<&str> {
    let stage = pipeline(model).desk.staged.as_ref().unwrap().step(step).unwrap();
    stage.words.iter().filter(|word| word.mark == Mark::Removed).map(|word| word.text.as_str()).collect()
}

fn vocabulary(model: &Model) -> usize {
    pipeline(model).desk.staged.as_ref().unwrap().end.vocabulary
}

#[test]
fn the_tab_opens_on_its_stages_with_all_of_them_computed() {
    let mut model = after(story());
    let effects = press(&mut model, "2");
    assert!(matches!(effects.first(), Some(Effect::Text(TextTask::Stages(1, _)))), "{effects:?}");
    assert_eq!(model.focused().id, "stages");
    assert_eq!(removed(&model, 2)[..4], ["yo", "soy", "un", "mi"]);
    assert_eq!(press(&mut model, "3 2"), [], "nothing has changed");
}

#[test]
fn space_switches_a_stage_and_what_that_did_is_counted() {
    let mut model = desk();
    let before = vocabulary(&model);
    press(&mut model, "down down space");
    let staged = pipeline(&model).desk.staged.as_ref().unwrap();
    assert_eq!(staged.step(2), None);
    assert_eq!(staged.before.unwrap().vocabulary, before);
    assert!(vocabulary(&model) > before);
    assert_eq!(pipeline(&model).desk.switched.as_ref().unwrap().what, "stop(off)");
    press(&mut model, "space");
    assert_eq!(vocabulary(&model), before);
}

#[test]
fn a_stage_is_moved_and_the_class_order_counts_its_losses() {
    let mut model = desk();
    press(&mut model, "end up up up up K");
    assert_eq!(pipeline(&model).desk.preset(), StepsPreset::Own, "{}", pipeline(&model).desk.steps);
    press(&mut model, "J");
    assert_eq!(pipeline(&model).desk.preset(), StepsPreset::Recommended);
    press(&mut model, "home right");
    assert_eq!(pipeline(&model).desk.preset(), StepsPreset::ClassOrder);
    assert!(pipeline(&model).desk.staged.as_ref().unwrap().losses.is_some());
}

#[test]
fn tokens_are_chosen_with_the_arrows() {
    let mut model = desk();
    press(&mut model, "end right");
    assert_eq!(pipeline(&model).desk.tokens.to_string(), "characters");
    assert_eq!(pipeline(&model).desk.staged.as_ref().unwrap().tokens[0], "m");
    press(&mut model, "left left");
    assert_eq!(pipeline(&model).desk.tokens.to_string(), "subwords(vocabulary=1000)");
}

#[test]
fn space_trains_elsewhere_and_switches_only_here() {
    let mut model = desk();
    press(&mut model, "tab");
    let steps = pipeline(&model).desk.steps.clone();
    press(&mut model, "space");
    assert_eq!(pipeline(&model).desk.steps, steps);
}

#[test]
fn nothing_is_computed_while_another_tab_is_open() {
    let mut model = after(story());
    assert!(!send(&mut model, Message::Tick).iter().any(|effect| matches!(effect, Effect::Text(_))));
}

#[test]
fn while_the_text_is_written_every_key_is_text_until_esc() {
    let mut model = desk();
    press(&mut model, "e");
    assert_eq!((model.focused().id, model.mode()), ("text", Mode::Writing));
    press(&mut model, "q enter 3 ?");
    assert!(pipeline(&model).desk.text.starts_with("q\n3?Yo soy"), "{}", pipeline(&model).desk.text);
    assert_eq!(pipeline(&model).desk.staged.as_ref().unwrap().stages[0].words[0].text, "q");
    press(&mut model, "esc 3");
    assert_eq!(model.tab().id, "language");
    press(&mut model, "2 enter x ctrl-u esc");
    assert!(pipeline(&model).desk.text.starts_with("q\n3?Yo soy"), "{}", pipeline(&model).desk.text);
}

#[test]
fn ctrl_c_asks_while_the_text_is_written() {
    let mut model = desk();
    press(&mut model, "e ctrl-c");
    assert!(matches!(model.overlay, Some(Overlay::Quit(_))));
    press(&mut model, "esc x");
    assert!(pipeline(&model).desk.text.starts_with("xYo"), "back in the text");
}

#[test]
fn a_paste_goes_into_the_text_with_its_lines() {
    let mut model = desk();
    press(&mut model, "e");
    send(&mut model, Message::Paste("uno\r\ndos\u{1b}[2J ".into()));
    assert!(pipeline(&model).desk.text.starts_with("uno\ndos[2J Yo soy"));
    press(&mut model, "esc");
    send(&mut model, Message::Paste("no".into()));
    assert!(pipeline(&model).desk.text.starts_with("uno"), "a paste is text only while text is written");
}

#[test]
fn a_file_is_opened_through_its_folder() {
    let mut model = desk();
    let effects = press(&mut model, "o");
    assert_eq!(effects, [Effect::Text(TextTask::List(".".into()))]);
    let entry = |name: &str, bytes| FileEntry { name: name.into(), bytes };
    let entries = vec![entry("libros", None), entry("novela.txt", Some(17))];
    let listing = Listing { folder: "/home/me".into(), entries };
    send(&mut model, Message::Text(Box::new(TextNews::Listed(Ok(listing)))));
    assert_eq!(press(&mut model, "enter"), [Effect::Text(TextTask::List("/home/me/libros".into()))]);
    assert_eq!(press(&mut model, "backspace"), [Effect::Text(TextTask::List("/home".into()))]);
    let path = std::path::PathBuf::from("/home/me/novela.txt");
    press(&mut model, "N O");
    let entries = vec![entry("novela.txt", Some(17)), entry("otra", Some(1))];
    let listing = Listing { folder: "/home/me".into(), entries };
    send(&mut model, Message::Text(Box::new(TextNews::Listed(Ok(listing)))));
    assert_eq!(press(&mut model, "v enter"), [Effect::Text(TextTask::Open(path.clone()))]);
    send(&mut model, Message::Text(Box::new(TextNews::Opened(path.clone(), Ok("El gato".into())))));
    assert_eq!((pipeline(&model).desk.text.as_ref(), model.overlay), ("El gato", None));
    assert_eq!(pipeline(&model).desk.file, Some(path));
    assert_eq!(pipeline(&model).desk.staged.as_ref().unwrap().end.tokens, 1);
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_text_and_says_why() {
    let mut model = desk();
    let text = pipeline(&model).desk.text.clone();
    press(&mut model, "o");
    let why = "a.txt, line 2: byte 8 of the file (0xF1) is not UTF-8";
    send(&mut model, Message::Text(Box::new(TextNews::Opened("a.txt".into(), Err(why.into())))));
    assert_eq!(model.picker.problem.as_deref(), Some(why));
    assert_eq!(pipeline(&model).desk.text, text);
    press(&mut model, "esc");
    assert_eq!(model.overlay, None);
}

#[test]
fn a_megabyte_is_typed_into_without_the_screen_s_thread_taking_it_through_the_stages() {
    let mut model = desk();
    let text = "La casa de la calle Mayor es de un médico.\n".repeat(25_000);
    pipeline_mut(&mut model).desk.set_text(&text, None);
    press(&mut model, "e");
    let now = model.now;
    // Three keys before an answer: each asks about the latest text, and the first answer is shown meanwhile.
    let mut effects = Vec::new();
    for name in ["a", "b", "c"] {
        effects.extend(update(&mut model, Message::Key(key(name)), now));
    }
    effects.retain(|effect| matches!(effect, Effect::Text(TextTask::Stages(..))));
    assert_eq!(effects.len(), 3);
    assert!(!pipeline(&model).desk.is_current());
    let text = shown(&mut model, 120, 40);
    assert!(text.contains("abcLa casa"), "{text}");
    let Some(Effect::Text(last)) = effects.pop() else { panic!("{effects:?}") };
    send(&mut model, Message::Text(Box::new(work(last, &TextKept::default(), &AtomicBool::new(false)).unwrap())));
    assert!(pipeline(&model).desk.is_current());
    assert_eq!(pipeline(&model).desk.staged.as_ref().unwrap().stages[0].counters.tokens, 275_000);
}

#[test]
fn enter_on_a_stage_turns_its_options_and_esc_leaves_them() {
    let mut model = desk();
    press(&mut model, "down down enter");
    assert_eq!((pipeline(&model).desk.mode, model.zoom), (DeskMode::Options, Zoom::In));
    press(&mut model, "down right");
    assert_eq!(pipeline(&model).desk.steps.0[2].to_string(), "stop(list=nltk)");
    assert_eq!(pipeline(&model).desk.switched.as_ref().unwrap().what, "stop(list=nltk)");
    press(&mut model, "down down space");
    assert_eq!(pipeline(&model).desk.steps.0[2].to_string(), "stop(list=nltk,keep-negations)");
    press(&mut model, "esc");
    assert_eq!((pipeline(&model).desk.mode, model.zoom, pipeline(&model).desk.row), (DeskMode::Looking, Zoom::Out, 3));
}

#[test]
fn an_option_is_written_and_a_wrong_one_stays_in_its_field() {
    let mut model = desk();
    press(&mut model, "down down down down down down enter enter");
    assert_eq!(model.mode(), Mode::Editing);
    press(&mut model, "backspace q enter");
    assert!(model.notices.toasts().any(|line| line.text.contains("expected a number of documents")));
    press(&mut model, "backspace 2 enter");
    assert_eq!(pipeline(&model).desk.steps.0[6].to_string(), "df(min=2,off)");
    press(&mut model, "enter 9 esc");
    assert_eq!(
        (pipeline(&model).desk.value(StageOption::Min).as_str(), pipeline(&model).desk.mode),
        ("2", DeskMode::Options)
    );
}

#[test]
fn a_list_that_the_language_lacks_is_told_and_the_rows_stay() {
    let mut model = desk();
    let staged = pipeline(&model).desk.staged.clone();
    pipeline_mut(&mut model).desk.set_language("ta");
    send(&mut model, Message::Tick);
    assert!(pipeline(&model).desk.problem.as_ref().unwrap().contains("no ISO list"));
    assert_eq!(pipeline(&model).desk.staged, staged);
    assert!(shown(&mut model, 80, 24).contains("no ISO list"));
    pipeline_mut(&mut model).desk.set_language("es");
    send(&mut model, Message::Tick);
    assert_eq!(pipeline(&model).desk.problem, None);
}

/// The desk with the real lab beside it.
fn with_lab() -> Model {
    let mut model = desk();
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    model
}

fn draft(model: &Model, key: &str) -> String {
    model.lab().unwrap().settings.draft.text(key)
}

#[test]
fn what_is_changed_here_waits_in_the_lab_s_settings() {
    let mut model = with_lab();
    assert_eq!(
        draft(&model, "steps"),
        pipeline(&model).desk.as_settings()[0].1,
        "both begin with the recommended ones"
    );
    let lab = model.lab_mut().unwrap();
    lab.settings.assign(lab.entry.knobs(), "steps", "lower+punct").unwrap();
    press(&mut model, "e a esc shift-tab");
    assert_eq!(draft(&model, "steps"), "lower+punct", "another text is no other way");
    press(&mut model, "down down space end right");
    assert_eq!(draft(&model, "steps"), "lower+punct+stem+fold");
    assert_eq!(draft(&model, "tokens"), "characters");
    pipeline_mut(&mut model).desk.set_language("fr");
    send(&mut model, Message::Tick);
    assert_eq!(draft(&model, "language"), "fr");
}

#[test]
fn the_tab_s_lab_opens_a_run_and_its_panes_are_reached_by_tab() {
    let mut model = after(story());
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    let effects = press(&mut model, "2");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Open(spec, _) if spec.lab == "pipeline")));
    let panes = model.panes();
    assert!(["curves", "metrics", "settings"].iter().all(|id| panes.iter().any(|pane| pane.id == *id)), "{panes:?}");
    press(&mut model, "shift-tab");
    assert_eq!(model.focused().id, "settings", "figures have no panes before they come");
    press(&mut model, "o");
    assert!(model.lab().unwrap().settings.editing.is_some(), "from the settings o asks for the lab's data");
}
