use super::*;
use crate::labs::pipeline::stages::stages;
use std::sync::atomic::AtomicBool;

fn found(wanted: &StagesRequest) -> Result<StagesResult, String> {
    stages(wanted, &AtomicBool::new(false)).unwrap().map_err(|error| error.to_string())
}

fn answered(desk: &mut Desk) {
    let (revision, wanted) = desk.question().unwrap();
    desk.answer(revision, &wanted.steps, found(&wanted));
}

#[test]
fn a_question_is_asked_once_and_again_after_a_change() {
    let mut desk = Desk::default();
    answered(&mut desk);
    assert!(desk.is_current());
    assert_eq!(desk.question(), None);
    desk.toggle();
    assert!(!desk.is_current());
    answered(&mut desk);
    assert!(desk.is_current() && desk.staged.as_ref().unwrap().step(0).is_none());
}

#[test]
fn an_answer_that_comes_late_does_not_replace_a_newer_one_nor_stand_beside_other_steps() {
    let mut desk = Desk::default();
    let (old, of_old) = desk.question().unwrap();
    desk.set_text("otra cosa", None);
    answered(&mut desk);
    let shown = desk.staged.clone();
    desk.answer(old, &of_old.steps, found(&of_old));
    assert_eq!(desk.staged, shown);
    desk.set_text("una más", None);
    let (late, of_late) = desk.question().unwrap();
    desk.toggle();
    desk.answer(late, &of_late.steps, found(&of_late));
    assert_eq!(desk.staged, shown);
}

#[test]
fn of_a_long_text_the_rows_show_the_line_of_the_cursor() {
    let mut desk = Desk::default();
    desk.set_text(&"uno dos\n".repeat(400), None);
    assert_eq!(desk.question().unwrap().1.from, 0);
    desk.editor.go(crate::tui::model::Motion::Down);
    assert_eq!(desk.question().unwrap().1.from, 8);
    desk.set_text("uno\ndos", None);
    desk.editor.go(crate::tui::model::Motion::Down);
    assert_eq!(desk.question().unwrap().1.from, 0);
}

#[test]
fn a_moved_stage_takes_its_words_along_and_the_cursor_too() {
    let mut desk = Desk::default();
    answered(&mut desk);
    let words = desk.staged.as_ref().unwrap().step(0).unwrap().words.clone();
    desk.move_step(1);
    assert_eq!((desk.row, desk.steps.0[1].stage.name()), (2, "lower"));
    assert_eq!(desk.staged.as_ref().unwrap().step(1).unwrap().words, words);
    desk.look_at(1);
    desk.move_step(-1);
    assert_eq!(desk.row, 1, "it is the first already");
}
