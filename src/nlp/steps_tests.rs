use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Steps {
    text.parse().unwrap()
}

fn refused(text: &str) -> String {
    text.parse::<Steps>().unwrap_err().to_string()
}

#[test]
fn the_notation_of_the_command_line_reads_and_writes_itself() {
    let text = "lower+stop(list=nltk,keep-negations)+stem(tolerant)+fold(delete)";
    assert_eq!(read(text).to_string(), text);
    assert_eq!(read(" lower + stop( list = nltk , keep-negations )+stem(tolerant)+fold(delete)").to_string(), text);
    assert_eq!(read("none"), Steps::default());
    assert_eq!(read(""), Steps::default());
    assert_eq!(read("recommended").to_string(), "lower+punct+stop+stem+fold");
    assert_eq!(read("class-order").to_string(), "lower+punct+fold+stop+stem");
    assert_eq!(read("df(min=2,max=0.5)").to_string(), "df(min=2,max=0.5)");
    assert!(!read("fold(off,delete)").0[0].is_on);
    let Stage::StopWords(stops) = &read(r#"stop(file="mis palabras (1).txt",list=none)"#).0[0].stage else { panic!() };
    assert_eq!(stops.file.as_deref(), Some("mis palabras (1).txt"));
}

#[test]
fn errors_name_the_place_what_was_expected_and_what_was_found() {
    assert_eq!(
        refused("lower+stpo"),
        "at character 7: expected one of the steps lower, upper, fold, punct, digits, stop, stem, df, found `stpo`"
    );
    assert_eq!(refused("lower+"), "at character 7: expected a name, found the end");
    assert_eq!(refused("stop(list=isso)"), "at character 11: expected iso, nltk or none, found `isso`");
    assert_eq!(refused("stop(list)"), "at character 6: expected `list=` and iso, nltk or none, found `list`");
    assert_eq!(refused("stem(strict)"), "at character 6: expected an option of `stem` (tolerant, off), found `strict`");
    assert_eq!(refused("stem(tolerant"), "at character 14: expected `,` or `)`, found the end");
    assert_eq!(refused("año(x)+lower)").split(',').next(), Some("at character 13: expected `+` or the end"));
    assert_eq!(
        refused("df(min=1.5)").split(',').next(),
        Some("at character 8: expected a number of documents (2) or a share of them (0.5)")
    );
    assert_eq!(refused("df+lower+df"), "at character 10: expected one `df` at most, found `df`");
    assert_eq!(
        refused("stem(tolerant=yes)"),
        "at character 15: expected no value: `tolerant` stands alone, found `yes`"
    );
    assert!(refused("\u{1b}[31m").contains(r"found `\u{1b}[31m`"));
    assert!(refused(&["lower"; 33].join("+")).starts_with("at character 193: expected at most 32 steps"));
}

fn any_stage() -> impl Strategy<Value = Stage> {
    let amount = || prop_oneof![any::<u32>().prop_map(Amount::Count), (0.0..=1.0).prop_map(Amount::Share)];
    let list = prop_oneof![Just(None), Just(Some(List::Iso)), Just(Some(List::Nltk))];
    prop_oneof![
        Just(Stage::Lower),
        Just(Stage::Upper),
        (any::<bool>(), any::<String>()).prop_map(|(delete, keep)| Stage::Accents { delete, keep }),
        any::<bool>().prop_map(|keep_emoji| Stage::Punctuation { keep_emoji }),
        any::<bool>().prop_map(|mask| Stage::Digits { mask }),
        (list, any::<Option<String>>(), any::<bool>(), any::<bool>()).prop_map(
            |(list, file, keep_negations, folded)| Stage::StopWords(Stops { list, file, keep_negations, folded })
        ),
        any::<bool>().prop_map(|tolerant| Stage::Stem { tolerant }),
        (amount(), amount()).prop_map(|(min, max)| Stage::Frequency { min, max }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back_the_same(
        stages in prop::collection::vec((any_stage(), any::<bool>()), 0..6)
    ) {
        let mut seen = false;
        let once = |step: &Step| !matches!(step.stage, Stage::Frequency { .. }) || !std::mem::replace(&mut seen, true);
        let steps = stages.into_iter().map(|(stage, is_on)| Step { stage, is_on }).filter(once).collect();
        let steps = Steps(steps);
        prop_assert_eq!(steps.to_string().parse::<Steps>().unwrap(), steps);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = text.parse::<Steps>();
    }
}
