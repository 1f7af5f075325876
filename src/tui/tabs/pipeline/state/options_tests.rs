use super::*;
use StageOption as Is;

fn at(name: &str) -> Desk {
    let mut desk = Desk::default();
    let row = desk.steps.0.iter().position(|step| step.stage.name() == name).unwrap() + 1;
    desk.look_at(row);
    desk
}

fn step(desk: &Desk, name: &str) -> String {
    desk.steps.0.iter().find(|step| step.stage.name() == name).unwrap().to_string()
}

#[test]
fn options_are_turned_with_the_arrows() {
    let mut desk = at("stop");
    desk.turn(Is::List, 1);
    desk.turn(Is::KeepNegations, 1);
    assert_eq!(step(&desk, "stop"), "stop(list=nltk,keep-negations)");
    desk.turn(Is::List, -1);
    assert_eq!((desk.value(Is::List).as_str(), desk.value(Is::KeepNegations).as_str()), ("iso", "on"));
    desk.turn(Is::Language, 1);
    assert_eq!(desk.language, "fi");
    let mut desk = at("df");
    desk.turn(Is::Min, 1);
    desk.turn(Is::Max, -1);
    assert_eq!(step(&desk, "df"), "df(min=2,max=0.95,off)");
}

#[test]
fn options_are_written_and_a_wrong_one_says_what_was_expected() {
    let mut desk = at("df");
    desk.assign(Is::Max, "0.5").unwrap();
    assert_eq!(step(&desk, "df"), "df(max=0.5,off)");
    let wrong = desk.assign(Is::Min, "many").unwrap_err();
    assert_eq!(wrong, "expected a number of documents (2) or a share of them (0.5), found `many`");
    let mut desk = at("fold");
    desk.assign(Is::FoldKeep, "ñ").unwrap();
    assert_eq!(step(&desk, "fold"), "fold(keep=ñ)");
    let mut desk = at("stop");
    desk.assign(Is::File, "my list.txt").unwrap();
    assert_eq!(step(&desk, "stop"), "stop(file=\"my list.txt\")");
    desk.assign(Is::File, "").unwrap();
    assert_eq!(step(&desk, "stop"), "stop");
}

#[test]
fn runs_keep_their_shortest_below_their_longest() {
    let mut desk = Desk::default();
    desk.look_at(usize::MAX);
    desk.turn(Is::Kind, 1);
    desk.turn(Is::Kind, 1);
    assert_eq!(desk.options(), [Is::Kind, Is::Shortest, Is::Longest]);
    desk.turn(Is::Shortest, 1);
    assert_eq!(desk.tokens.to_string(), "ngrams(n=3)");
    desk.turn(Is::Longest, -1);
    desk.turn(Is::Longest, -1);
    assert_eq!(desk.tokens.to_string(), "ngrams(n=1)");
}

#[test]
fn every_option_of_every_row_has_a_value_that_can_be_turned() {
    let mut desk = Desk::default();
    for row in 0..desk.rows().len() {
        desk.look_at(row);
        for option in desk.options() {
            let before = (desk.steps.clone(), desk.language.clone(), desk.tokens);
            desk.turn(option, 1);
            let after = (desk.steps.clone(), desk.language.clone(), desk.tokens);
            assert!(before != after || option.is_written() || option == Is::Kind, "{option:?}");
        }
    }
}
