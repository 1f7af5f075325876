use super::*;

fn wanted(text: &str, steps: &str, tokens: &str) -> StagesRequest {
    StagesRequest {
        text: text.into(),
        language: "es".into(),
        steps: steps.parse().unwrap(),
        tokens: tokens.parse().unwrap(),
        from: 0,
        before: None,
    }
}

fn staged(wanted: &StagesRequest) -> Result<StagesResult, PipelineError> {
    stages(wanted, &AtomicBool::new(false)).unwrap()
}

#[test]
fn what_is_not_wanted_any_more_is_left() {
    let cancel = AtomicBool::new(true);
    let before = Some("lower".parse().unwrap());
    assert!(stages(&StagesRequest { before, ..wanted("el gato", "class-order", "words") }, &cancel).is_none());
}

#[test]
fn every_stage_shows_what_it_took_out_and_altered() {
    let staged = staged(&wanted("Yo soy un médico", "lower+fold(off)+stop+stem", "words")).unwrap();
    let shown = |step| {
        let stage = staged.step(step)?;
        Some(stage.words.iter().map(|word| (word.text.as_str(), word.mark)).collect::<Vec<_>>())
    };
    let (plain, gone, changed) = (Mark::Plain, Mark::Removed, Mark::Changed);
    assert_eq!(shown(0).unwrap(), [("yo", changed), ("soy", plain), ("un", plain), ("médico", plain)]);
    assert_eq!(shown(1), None, "it is off");
    assert_eq!(shown(2).unwrap(), [("yo", gone), ("soy", gone), ("un", gone), ("médico", plain)]);
    assert_eq!(shown(3).unwrap(), [("medic", changed)]);
    assert_eq!((staged.tokens, staged.end), (vec!["medic".to_owned()], TokenCounts { tokens: 1, vocabulary: 1 }));
}

#[test]
fn every_word_of_a_stage_is_told_with_what_became_of_it_and_why() {
    let staged = staged(&wanted("Yo soy un médico, yo", "lower+stop(list=nltk)", "words")).unwrap();
    let outcomes = &staged.step(1).unwrap().outcomes;
    let told: Vec<_> = outcomes.iter().map(|fate| (fate.before.as_str(), fate.after.as_deref())).collect();
    assert_eq!(told, [("yo", None), ("soy", None), ("un", None), ("médico", Some("médico")), (",", Some(","))]);
    assert_eq!(outcomes[0].reason, Some(Reason::Listed(crate::nlp::stop_words::List::Nltk)));
    assert_eq!(staged.step(0).unwrap().outcomes[0].reason, Some(Reason::Case));
}

#[test]
fn the_order_of_the_class_is_counted_against_the_recommended_one() {
    let text = "Ella jugaría, estábamos";
    assert_eq!(staged(&wanted(text, "recommended", "words")).unwrap().losses, None);
    let losses = staged(&wanted(text, "class-order", "words")).unwrap().losses.unwrap();
    assert_eq!((losses.kept, losses.lost, losses.different), (1, 0, 1), "{losses:?}");
}

#[test]
fn what_a_switch_did_is_counted_on_the_same_text() {
    let after =
        StagesRequest { before: Some("lower".parse().unwrap()), ..wanted("el gato y el perro", "lower+stop", "words") };
    let staged = staged(&after).unwrap();
    assert_eq!(staged.before, Some(TokenCounts { tokens: 5, vocabulary: 4 }));
    assert_eq!(staged.end, TokenCounts { tokens: 2, vocabulary: 2 });
}

#[test]
fn runs_of_words_end_with_their_line() {
    let staged = staged(&wanted("uno dos\ntres cuatro", "none", "ngrams(n=2)")).unwrap();
    assert_eq!(staged.tokens, ["uno dos", "tres cuatro"]);
}

#[test]
fn subwords_are_learned_from_the_words_that_are_left() {
    let staged = staged(&wanted("jugar jugar jugando", "none", "subwords(vocabulary=20)")).unwrap();
    assert_eq!(staged.tokens.first().map(String::as_str), Some("jugar"));
    assert_eq!(staged.tokens.concat(), "jugarjugarjugando");
}

#[test]
fn a_long_text_is_shown_in_part_and_counted_whole() {
    let text = "la casa de la calle ".repeat(1000);
    let staged = staged(&wanted(&text, "lower+stop", "words")).unwrap();
    assert_eq!(staged.stages[0].words.len(), MOST_WORDS);
    assert_eq!(staged.stages[0].counters.tokens, 5000);
    assert_eq!(staged.end, TokenCounts { tokens: 2000, vocabulary: 2 });
}

#[test]
fn words_are_given_from_a_place_of_the_text_on() {
    let text = "el gato\nun perro";
    let staged = staged(&StagesRequest { from: 8, ..wanted(text, "stop", "words") }).unwrap();
    let words = |at: usize| staged.stages[at].words.iter().map(|word| (word.place, word.text.as_str()));
    assert!(words(0).eq([(0, "un"), (1, "perro")]));
    assert!(words(1).eq([(0, "un"), (1, "perro")]), "the one taken out is told too");
    assert_eq!(staged.end.tokens, 2, "counters are over all");
}

#[test]
fn a_language_that_lacks_a_list_is_told() {
    let tamil = StagesRequest { language: "ta".into(), ..wanted("x", "stop", "words") };
    assert_eq!(staged(&tamil).unwrap_err().to_string(), "`stop`: there is no ISO list of stop-words for `ta`");
}
