use super::*;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

fn pipeline(steps: &str) -> Pipeline {
    Pipeline::new(&steps.parse().unwrap(), "es").unwrap()
}

fn output(steps: &str, text: &str) -> Vec<String> {
    pipeline(steps).trace(text).output().map(str::to_owned).collect()
}

#[test]
fn casa_in_any_case_is_one_word() {
    assert_eq!(pipeline("none").trace("casa Casa CASA").stages[0].counters.vocabulary, 3);
    let trace = pipeline("lower").trace("casa Casa CASA");
    assert_eq!(trace.stages[1].counters, Counters { tokens: 3, vocabulary: 1, removed: 0, changed: 2 });
}

#[test]
fn of_yo_soy_un_medico_only_the_noun_is_left() {
    assert_eq!(output("lower+stop", "Yo soy un medico"), ["medico"]);
    assert_eq!(output("lower+stop", "Yo soy un médico"), ["médico"]);
    assert_eq!(output("lower+stop(list=nltk)", "Yo soy un médico"), ["médico"]);
    assert_eq!(output("stop", "Yo soy un médico"), ["Yo", "médico"], "lists are in lower case");
}

#[test]
fn forms_of_jugar_share_the_stem_with_accents_and_by_the_tolerant_stem_without() {
    assert_eq!(output("lower+stem", "jugar jugando jugo jugó jugaría"), ["jug"; 5]);
    assert_eq!(output("lower+stem", "jugaria"), ["jugari"]);
    assert_eq!(output("lower+stem(tolerant)", "jugar jugando jugo jugaria Jugaría"), ["jug"; 5]);
}

#[test]
fn deleting_and_folding_accents_differ() {
    assert_eq!(output("fold", "niño año"), ["nino", "ano"]);
    assert_eq!(output("fold(keep=ñ)", "niño médico"), ["niño", "medico"]);
    assert_eq!(output("fold(delete)", "niño 字 ok"), ["nio", "ok"], "a word of which nothing is left is gone");
}

#[test]
fn negations_can_be_kept_and_words_without_accents_matched() {
    assert_eq!(output("lower+stop", "No es bueno"), Vec::<String>::new());
    assert_eq!(output("lower+stop(keep-negations)", "No es nada malo"), ["no", "nada", "malo"]);
    assert_eq!(output("lower+stop", "estabamos bien"), ["estabamos"]);
    assert_eq!(output("lower+stop(folded)", "estabamos bien"), Vec::<String>::new());
}

#[test]
fn marks_digits_and_emoji_go_as_they_are_told() {
    let text = "¡Son 3,14 € (o 2º)! 😀";
    assert_eq!(output("punct", text), ["Son", "3,14", "o", "2º"]);
    assert_eq!(output("punct(keep-emoji)+digits", text), ["Son", "o", "2º", "😀"]);
    assert_eq!(output("punct+digits(mask)", text), ["Son", "0,00", "o", "0º"]);
}

#[test]
fn words_in_too_few_or_too_many_documents_go_at_the_place_of_the_stage() {
    let text = "La casa\nla Mesa\nla casa, la silla\n";
    assert_eq!(output("lower+df(min=2)", text), ["la", "casa", "la", "la", "casa", "la"]);
    assert_eq!(output("lower+df(max=0.7)", text), ["casa", "mesa", "casa", ",", "silla"]);
    assert_eq!(output("df(min=3)+lower", text), Vec::<String>::new());
    let stage = &pipeline("lower+df(min=2)").trace(text).stages[2];
    assert_eq!(stage.counters, Counters { tokens: 6, vocabulary: 2, removed: 3, changed: 0 });
}

#[test]
fn a_trace_has_every_stage_with_places_marks_and_numbers() {
    let text = "Yo soy un médico; mi hermana jugaba.";
    let trace = pipeline("lower+fold(off)+stop+stem").trace(text);
    let names: Vec<_> = trace.stages.iter().map(|stage| (stage.step, stage.name)).collect();
    assert_eq!(names, [(None, "tokens"), (Some(0), "lower"), (Some(2), "stop"), (Some(3), "stem")]);
    let stops: Vec<_> = trace.tokens(2).map(|token| (token.text, token.mark)).collect();
    let gone = |text| (text, Mark::Removed);
    let left = |text| (text, Mark::Plain);
    let expected = [
        gone("yo"),
        gone("soy"),
        gone("un"),
        left("médico"),
        left(";"),
        gone("mi"),
        left("hermana"),
        left("jugaba"),
        left("."),
    ];
    assert_eq!(stops, expected);
    let stems: Vec<_> = trace.tokens(3).map(|token| (&text[token.span], token.text, token.mark)).collect();
    assert_eq!(stems[0], ("médico", "medic", Mark::Changed));
    assert_eq!(stems[1], (";", ";", Mark::Plain));
    assert_eq!(trace.stages[3].counters, Counters { tokens: 5, vocabulary: 5, removed: 0, changed: 3 });
}

#[test]
fn the_class_order_keeps_stop_words_and_finds_other_stems_and_both_are_counted() {
    let (best, class) =
        (Pipeline::new(&Steps::recommended(), "es").unwrap(), Pipeline::new(&Steps::class_order(), "es").unwrap());
    let found =
        losses([&best, &class], "Yo jugaría; estábamos en la casa, y él jugaría más", 9, &AtomicBool::new(false));
    assert_eq!((found.tokens, found.kept, found.lost, found.different), (12, 1, 0, 2));
    let example = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(found.examples, [example("jugaría", "jug", "jugari"), example("estábamos", "", "estab")]);
    let other_way = losses([&class, &best], "estábamos", 9, &AtomicBool::new(false));
    assert_eq!((other_way.kept, other_way.lost), (0, 1));
    assert_eq!(losses([&best, &best], "Yo jugaría", 9, &AtomicBool::new(false)).examples, []);
}

#[test]
fn a_trace_that_is_not_wanted_any_more_ends() {
    let pipeline = Pipeline::new(&Steps::recommended(), "es").unwrap();
    let text = "el gato negro";
    assert_eq!(pipeline.trace_unless(text, &AtomicBool::new(true)).map(|trace| trace.stages), None);
    let trace = pipeline.trace_unless(text, &AtomicBool::new(false)).unwrap();
    assert_eq!(trace.stages, pipeline.trace(text).stages);
}

#[test]
fn what_a_language_lacks_is_said() {
    let refused =
        |steps: &str, language: &str| Pipeline::new(&steps.parse().unwrap(), language).unwrap_err().to_string();
    assert!(
        refused("lower", "xx\u{1b}")
            .starts_with(r"there is no language `xx\u{1b}`: expected one of ar, az, ca, da, de")
    );
    assert!(refused("stem", "az").starts_with("`stem`: there are no stems for `az`: they are for ar, da, de, el"));
    assert_eq!(refused("stop", "az"), "`stop`: there is no ISO list of stop-words for `az`");
    assert_eq!(refused("stop", "ta"), "`stop`: there is no ISO list of stop-words for `ta`");
    assert!(refused("stop(keep-negations)", "fi").contains("negations of `fi`"));
    assert!(refused("stem(tolerant)", "en").contains("no tolerant stems for `en`"));
    assert!(refused("stop(file=/no/such)", "es").starts_with("`stop`: /no/such: expected a readable UTF-8 text file"));
    assert!(Pipeline::new(&"stem".parse().unwrap(), "English").is_ok());
}

#[test]
fn a_sentence_of_any_language_goes_through_the_recommended_steps() {
    let texts = [
        ("en", "The runners were running", "runner run"),
        ("de", "Die Häuser", "haus"),
        ("fr", "les chevaux mangeaient", "cheval mang"),
    ];
    for (language, text, expected) in texts {
        let trace = Pipeline::new(&Steps::recommended(), language).unwrap().trace(text);
        assert_eq!(trace.output().collect::<Vec<_>>().join(" "), expected);
    }
}

/// Each pair of lines is the same words in two spellings: by accents of their own, apostrophes, hidden hyphens, joined or wide
/// letters, and those that a language's own rules put aside.
#[test]
fn words_that_are_one_to_a_reader_come_out_as_one() {
    let output = |language: &str, steps: &str, text: &str| -> Vec<String> {
        let pipeline = Pipeline::new(&steps.parse().unwrap(), language).unwrap();
        pipeline.trace(text).output().map(str::to_owned).collect()
    };
    for (language, steps, expected, spellings) in [
        (
            "tr",
            "lower",
            "ışık ışık istanbul istanbul",
            &["IŞIK ışık İSTANBUL istanbul", "IS\u{327}IK ışık I\u{307}STANBUL i\u{307}stanbul"][..],
        ),
        ("az", "lower", "qızıl işıq", &["QIZIL İŞIQ"]),
        ("tr", "upper", "İŞ IŞIK", &["iş ışık"]),
        ("ro", "stem", "abandon abandon", &["abandonați abandonaţi"]),
        ("ro", "lower+stop", "", &["Ești eşti AȘ aş", "es\u{327}ti es\u{326}ti"]),
        ("en", "lower+stop", "", &["isn’t isn't don’t don't", "ISN\u{2bc}T Don＇t"]),
        ("en", "lower+stem", "dog dog dog", &["dog's dog’s dogs"]),
        ("en", "lower+stop(keep-negations)", "isn't tasty", &["It isn't tasty", "It isn’t tasty"]),
        ("fr", "lower", "l'eau l'eau", &["L’eau l'eau", "L\u{2bc}eau l\u{2019}eau"]),
        ("fr", "lower+stop", "", &["aujourd’hui aujourd'hui quelqu’un"]),
        ("it", "lower+stem", "dell'art dell'art", &["dell’arte dell'arte"]),
        ("ca", "lower+stop", "col·legi", &["D’una d'una col·legi", "s'han coŀlegi"]),
        ("de", "lower+stop", "straße", &["Muß muss MUSS Straße", "AUSSER außer STRAẞE"]),
        ("de", "lower+stem", "strass strass", &["Straße STRASSE", "STRAẞE Straſſe"]),
        ("nl", "lower", "ijs ijs", &["IJS ĳs", "Ĳs ijs"]),
        ("el", "lower+stop(list=nltk)", "", &["Είναι ΕΙΝΑΙ αυτές ΑΥΤΕΣ"]),
        ("el", "lower", "οδος οδος", &["ΟΔΟΣ οδος"]),
        ("ru", "lower+stop", "", &["Ещё еще"]),
        ("ar", "stop(list=nltk)", "", &["إلى إِلَى"]),
        ("ar", "stem", "كتاب كتاب", &["كتاب كِتَاب"]),
        ("ga", "lower", "n-athair nathair", &["nAthair nathair"]),
        ("es", "lower+stop+stem", "jug jug", &["Estábamos jugó jugo\u{301}", "esta\u{301}bamos ju\u{ad}gó ｊｕｇó"]),
        ("fr", "lower+stop", "oui ! oui", &["Oui\u{202f}! le\u{a0}oui"]),
        ("en", "lower", "office flat", &["Oﬃce ﬂat"]),
        ("es", "lower+punct", "casa y no", &["“Casa” y ‘no’", "«casa»—y –no…"]),
    ] {
        for text in spellings {
            let expected: Vec<&str> = expected.split_whitespace().collect();
            assert_eq!(output(language, steps, text), expected, "{language} {steps} {text:?}");
        }
    }
    assert_eq!(output("en", "none", "don’t ﬂat"), ["don’t", "ﬂat"], "without a step nothing is altered");
    assert_eq!(output("es", "none", "nin\u{303}o"), ["niño"]);
}

/// The order in which words are counted and looked at is the same whether `df` comes first or not.
#[test]
fn documents_are_counted_by_the_words_as_they_reach_the_stage() {
    let text = "don’t go\ndon't stop\n";
    let pipeline = |steps: &str| Pipeline::new(&steps.parse().unwrap(), "en").unwrap();
    let output = |steps: &str| pipeline(steps).trace(text).output().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(output("lower+df(min=2)"), ["don't", "don't"]);
    assert_eq!(output("df(min=2)+lower"), Vec::<String>::new());
    let mut counted = pipeline("df(max=1)+lower");
    let frequencies = counted.count_frequencies(text.lines());
    counted.set_frequencies(frequencies);
    assert_eq!(counted.trace(text).output().collect::<Vec<_>>(), ["don't", "go", "don't", "stop"]);
}

#[test]
fn decomposed_letters_are_composed_before_any_list_or_rule_sees_them() {
    assert_eq!(output("lower+stop+stem", "esta\u{301}bamos jugo\u{301}"), ["jug"]);
    let trace = pipeline("none").trace("jugo\u{301}!");
    assert_eq!(trace.tokens(0).next().unwrap().span, 0..6);
}

proptest! {
    #[test]
    fn spans_and_the_gaps_between_them_are_the_text_and_counters_add_up(text in any::<String>(), steps in any_steps()) {
        let trace = pipeline(&steps).trace(&text);
        let mut at = 0;
        for token in trace.tokens(0) {
            let gap = text.get(at..token.span.start).unwrap();
            prop_assert!(gap.chars().all(char::is_whitespace));
            prop_assert!(!token.text.trim().is_empty());
            at = token.span.end;
        }
        prop_assert!(text[at..].chars().all(char::is_whitespace));
        let mut before = trace.stages[0].counters.tokens;
        for (entry, stage) in trace.stages.iter().enumerate() {
            let left = trace.tokens(entry).filter(|token| token.mark != Mark::Removed).count();
            let changed = trace.tokens(entry).filter(|token| token.mark == Mark::Changed).count();
            prop_assert_eq!((left, changed), (stage.counters.tokens, stage.counters.changed));
            prop_assert_eq!(left + stage.counters.removed, before);
            before = left;
        }
        prop_assert_eq!(trace.output().count(), before);
    }
}

fn any_steps() -> impl Strategy<Value = String> {
    let steps = [
        "lower",
        "upper",
        "fold",
        "fold(delete)",
        "punct",
        "digits",
        "stop(folded)",
        "stem",
        "stem(tolerant)",
        "df(min=2)",
    ];
    prop::sample::subsequence(steps.to_vec(), 0..=steps.len()).prop_shuffle().prop_map(|steps| steps.join("+"))
}
