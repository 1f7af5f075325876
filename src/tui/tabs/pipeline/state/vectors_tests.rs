//! What is asked about vectors, and how one goes through the answers.

use super::*;
use crate::labs::pipeline::analysis::Keeper;
use std::sync::atomic::AtomicBool;

fn tokenization() -> Tokenization {
    Tokenization { language: "en".into(), steps: "lower".parse().unwrap(), tokens: "words".parse().unwrap() }
}

/// Asks until nothing is left to ask; returns how often.
fn settle(view: &mut VectorsView, keeper: &mut Keeper, text: &Arc<str>) -> usize {
    let mut times = 0;
    while let Some((revision, ask)) = view.question(text, tokenization) {
        let answer = keeper.answer(&ask, &AtomicBool::new(false)).map_err(|error| error.to_string());
        view.answer(revision, answer);
        times += 1;
        assert!(times < 10);
    }
    times
}

#[test]
fn each_thing_is_asked_once_and_the_word_under_the_cursor_when_it_is_known() {
    let (mut view, mut keeper) = (VectorsView::default(), Keeper::default());
    let text: Arc<str> = "sol luna\nsol mar".into();
    assert_eq!(settle(&mut view, &mut keeper, &text), 1);
    assert!(matches!(view.shown(), Some(VectorsResult::Rows(matrix)) if matrix.terms == 3));
    view.turn(1);
    assert_eq!(view.shown(), None, "counts are not shown as TF-IDF");
    assert_eq!(settle(&mut view, &mut keeper, &text), 1);
    view.turn(2);
    assert_eq!(settle(&mut view, &mut keeper, &text), 2, "the words, then the neighbours of the first");
    let near = view.words().unwrap().neighbours.as_ref().unwrap();
    assert_eq!((near.word.as_str(), view.word()), ("sol", Some("sol")));
    view.go(1, 0);
    assert_eq!(settle(&mut view, &mut keeper, &text), 1);
}

#[test]
fn the_cursor_stays_inside_what_the_next_text_gives() {
    let (mut view, mut keeper) = (VectorsView::default(), Keeper::default());
    settle(&mut view, &mut keeper, &"a b c d\ne".into());
    view.go(9, 9);
    assert_eq!((view.cursor.row, view.cursor.column), (1, 4));
    settle(&mut view, &mut keeper, &"a b".into());
    assert_eq!((view.cursor.row, view.cursor.column), (0, 1));
}

#[test]
fn kinds_pages_and_variants_go_round() {
    let mut view = VectorsView::default();
    view.turn(-1);
    assert_eq!(view.kind, VectorKind::Glove);
    assert_eq!(view.question(&"a".into(), tokenization), None, "no file is named yet");
    view.turn(2);
    assert_eq!(view.kind, VectorKind::TfIdf);
    let variants: Vec<String> = (0..5)
        .map(|_| {
            let written = view.vectorizer().unwrap().to_string();
            view.next_variant();
            written
        })
        .collect();
    let written = ["tf-idf", "tf-idf(sublinear)", "tf-idf(smooth=off)", "tf-idf(norm=l1)", "tf-idf(norm=none)"];
    assert_eq!(variants, written);
    assert_eq!(view.tf_idf, TfIdf::default());
    view.turn_page(-1);
    assert_eq!(view.page, VectorPage::Coverage);
}

#[test]
fn three_words_make_an_analogy_and_a_fourth_begins_another() {
    let (mut view, mut keeper) = (VectorsView::default(), Keeper::default());
    view.turn(3);
    let text: Arc<str> = "a a a b b c".into();
    settle(&mut view, &mut keeper, &text);
    for row in 0..3 {
        view.cursor.row = row;
        view.pick();
    }
    assert_eq!(view.analogy, ["a", "b", "c"]);
    settle(&mut view, &mut keeper, &text);
    assert!(view.words().unwrap().analogy.is_some());
    view.pick();
    assert_eq!(view.analogy, ["c"]);
}

#[test]
fn an_answer_that_comes_late_does_not_replace_a_newer_one() {
    let mut view = VectorsView::default();
    let (old, _) = view.question(&"a".into(), tokenization).unwrap();
    let (new, _) = view.question(&"b".into(), tokenization).unwrap();
    assert!(view.is_waiting());
    view.answer(new, Err("new".into()));
    view.answer(old, Err("old".into()));
    assert_eq!(view.problem.as_deref(), Some("new"));
    assert!(!view.is_waiting());
}
