//! A run's answer over the text that it is about.

use super::*;
use crate::figure::Figure;
use crate::labs::pipeline::PipelineLab;
use crate::labs::pipeline::spec::{ModelName, Spec};
use crate::run::{Context, Lab, Question};

/// A run's answer about a text, over the text.
fn asked(spec: Spec, text: &str) -> Vec<Piece> {
    let experiment = PipelineLab::open(spec, &Context { threads: 1 }).unwrap();
    let question = Question::Text { slot: "strip".into(), text: text.into() };
    let answer = experiment.snapshot().unwrap().ask(&question).unwrap();
    let Figure::Tokens(tokens) = &answer[0].1 else { panic!("{answer:?}") };
    assert_eq!(tokens.source, text);
    strip(tokens)
}

fn small(steps: &str, tokens: &str) -> Spec {
    let (steps, tokens) = (steps.into(), tokens.into());
    Spec { steps, tokens, embedding: 4, units: 4, ..Spec::default() }
}

#[test]
fn the_strip_shows_the_words_as_typed_and_what_was_taken_out_between_them() {
    let pieces = asked(small("lower+punct+stem", "words"), "¡Una Película,  ñandutí!");
    let shown: Vec<_> = pieces.iter().map(|p| (p.text.as_str(), p.token.as_deref(), p.mark)).collect();
    use TokenMark::{Plain, Removed, Unknown};
    assert_eq!(
        shown,
        [
            ("¡", None, Removed),
            ("Una", Some("una"), Plain),
            ("Película", Some("pelicul"), Plain),
            (",", None, Removed),
            ("ñandutí", Some("ñandut"), Unknown),
            ("!", None, Removed),
        ]
    );
    let weighed: Vec<bool> = pieces.iter().map(|piece| piece.weight.is_some()).collect();
    assert_eq!(weighed, [false, true, true, false, true, false]);
    assert_eq!(pieces.iter().map(|piece| piece.span.clone()).next_back(), Some(27..28));
}

#[test]
fn neighbouring_runs_of_words_stand_for_themselves() {
    let pieces = asked(small("lower+punct", "ngrams(n=2)"), "muy buena película.");
    let shown: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(shown, ["muy buena", "buena película", "."]);
}

#[test]
fn naive_bayes_has_places_too_and_a_text_without_a_token_is_all_taken_out() {
    let spec = Spec { model: ModelName::NaiveBayes, ..small("lower+punct", "words") };
    let pieces = asked(spec.clone(), "buena peli");
    assert_eq!(pieces.iter().map(|piece| piece.span.clone()).collect::<Vec<_>>(), [0..5, 6..10]);
    let pieces = asked(spec, "...");
    assert_eq!(pieces.len(), 1, "marks that touch are one piece");
    assert!(pieces.iter().all(|piece| piece.mark == TokenMark::Removed && piece.weight.is_none()), "{pieces:?}");
}
