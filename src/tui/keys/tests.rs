use super::*;
use crate::tui::words::ENGLISH;
use crossterm::event::{KeyCode, KeyModifiers};

fn read(text: &str) -> (KeyTable, Vec<SettingError>) {
    let source = Source::new("config.toml", text);
    KeyTable::read(&source, &source.parse().unwrap())
}

fn press(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
}

#[test]
fn no_key_means_two_things() {
    assert_eq!(KeyTable::default().conflict(), None);
    let list = || Action::ALL.iter().filter(|action| action.scope() == Scope::List);
    let global = || Action::ALL.iter().filter(|action| action.scope() == Scope::Global);
    let shadowed: Vec<_> = list()
        .flat_map(|action| action.usual_keys())
        .filter(|key| global().any(|action| action.usual_keys().contains(key)))
        .collect();
    assert_eq!(shadowed, [&"space"], "a list takes space for its items and nothing else");
}

#[test]
fn every_usual_key_has_a_name_that_reads_back() {
    for action in Action::ALL {
        assert_eq!(action.usual().count(), action.usual_keys().len(), "{}", action.name());
        assert_eq!(serde_json::to_value(action).unwrap(), action.name(), "one name in the settings and for serde");
        for key in action.usual() {
            assert!(action.usual_keys().contains(&key.to_string().as_str()));
        }
    }
}

#[test]
fn nothing_needs_alt_or_a_function_key_or_what_terminals_keep() {
    for (action, keys) in &KeyTable::default().rows {
        for key in keys {
            let name = key.to_string();
            let is_function_key = name.starts_with('f') && name.len() > 1;
            assert!(!name.starts_with("alt-") && !is_function_key, "{name}");
            assert!(!["ctrl-s", "ctrl-q", "ctrl-\\"].contains(&name.as_str()), "{name}");
            assert!(name != "ctrl-z" || *action == Action::Suspend);
        }
    }
}

#[test]
fn space_plays_where_nothing_is_selected_and_toggles_on_a_list_and_is_text_while_editing() {
    let table = KeyTable::default();
    assert_eq!(table.action(press(' '), Mode::Pane), Some(Action::PlayPause));
    assert_eq!(table.action(press(' '), Mode::List), Some(Action::Toggle));
    assert_eq!(table.action(press(' '), Mode::Editing), None);
}

#[test]
fn while_editing_every_key_is_text_but_the_ways_out() {
    let table = KeyTable::default();
    for c in '!'..='~' {
        assert_eq!(table.action(press(c), Mode::Editing), None, "{c}");
    }
    let event = |code, modifiers| KeyEvent::new(code, modifiers);
    let ctrl_c = event(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(table.action(ctrl_c, Mode::Editing), Some(Action::Interrupt));
    assert_eq!(table.action(event(KeyCode::Esc, KeyModifiers::NONE), Mode::Editing), Some(Action::Back));
    assert_eq!(table.action(event(KeyCode::Enter, KeyModifiers::NONE), Mode::Editing), Some(Action::Accept));
}

#[test]
fn letting_go_of_a_key_does_nothing() {
    let release = KeyEvent { kind: KeyEventKind::Release, ..press('q') };
    assert_eq!(KeyTable::default().action(release, Mode::Pane), None);
}

#[test]
fn a_users_keys_are_a_patch_over_the_table() {
    let text = "theme = \"x\"\n[keys]\nplay-pause = \"P\"\nsave = [\"ctrl-w\", \"w\"]\nmouse = []\n";
    let (table, problems) = read(text);
    assert_eq!(problems, []);
    assert_eq!(table.action(press('P'), Mode::Pane), Some(Action::PlayPause));
    assert_eq!(table.action(press('p'), Mode::Pane), None);
    assert_eq!(table.action(press('w'), Mode::Pane), Some(Action::Save));
    assert_eq!(table.action(press('m'), Mode::Pane), None);
    assert_eq!(table.action(press('q'), Mode::Pane), Some(Action::Quit), "what isn't said stays");
    assert_eq!(read("theme = \"x\""), (KeyTable::default(), vec![]));
}

#[test]
fn a_mistake_in_the_keys_is_answered_with_its_line_and_the_key() {
    let cases = [
        ("play = \"p\"", 2, "keys.play", "\"play-pause\""),
        ("\nzoom = \"zz\"", 3, "keys.zoom", "\"zz\""),
        ("zoom = 3", 2, "keys.zoom", "integer"),
        ("zoom = \"ctrl-s\"", 2, "keys.zoom", "reserved"),
        ("interrupt = \"x\"", 2, "keys.interrupt", "can't be changed"),
        ("help = []", 2, "keys.help", "needs a key"),
        ("zoom = \"p\"", 2, "keys.zoom", "\"p\" is also the key of \"play-pause\""),
        ("quit = \"Z\"\nzoom = \"Z\"", 3, "keys.zoom", "\"Z\" is also the key of \"quit\""),
    ];
    for (rows, line, key, word) in cases {
        let (table, problems) = read(&format!("[keys]\n{rows}\nsave = \"W\"\n"));
        let [error] = problems.as_slice() else { panic!("{rows}: {problems:?}") };
        assert_eq!((error.line, error.key.as_str()), (line, key), "{error}");
        assert!(error.to_string().starts_with("config.toml, line ") && error.to_string().contains(word), "{error}");
        assert_eq!(table.action(press('W'), Mode::Pane), Some(Action::Save), "what is right holds: {rows}");
        assert_eq!(table.action(press('?'), Mode::Pane), Some(Action::Help));
        assert_eq!(table.conflict(), None);
    }
}

#[test]
fn however_many_rows_clash_a_table_without_conflicts_is_left() {
    let (table, problems) = read("[keys]\nzoom = \"p\"\nplay-pause = \"q\"\nquit = \"z\"\nsave = \"q\"\n");
    assert_eq!(table.conflict(), None);
    assert!(!problems.is_empty() && problems.windows(2).all(|pair| pair[0].line <= pair[1].line), "{problems:?}");
}

#[test]
fn swapping_two_keys_is_no_conflict() {
    let (table, problems) = read("[keys]\nzoom = \"l\"\nlog-scale = \"z\"");
    assert_eq!(problems, []);
    assert_eq!(table.action(press('z'), Mode::Pane), Some(Action::LogScale));
}

#[test]
fn the_hint_bar_starts_with_help_and_quit_and_fits() {
    let table = KeyTable::default();
    for width in 0..200 {
        let hints = table.hints(&ENGLISH, width, |_| true);
        let total: usize = hints.iter().map(Hint::width).sum::<usize>() + 2 * hints.len().saturating_sub(1);
        assert!(total <= width, "{width}");
        if width >= 30 {
            assert_eq!((hints[0].keys.as_str(), hints[1].keys.as_str()), ("?", "q"));
        }
    }
    let at_80 = table.hints(&ENGLISH, 78, |_| true);
    assert!(at_80.iter().any(|hint| hint.action == Action::PlayPause) && at_80.len() >= 6, "{at_80:?}");
}

#[test]
fn hints_and_help_show_the_users_keys_and_only_what_is_offered() {
    let (table, _) = read("[keys]\nplay-pause = \"P\"");
    let hints = table.hints(&ENGLISH, 200, |action| action != Action::Step);
    assert!(hints.iter().any(|hint| hint.keys == "P") && hints.iter().all(|hint| hint.keys != "."));
    assert!(hints.iter().any(|hint| hint.keys == "-/+"), "a pair is one hint");
    assert!(table.help(&ENGLISH, |_| true).iter().any(|row| row.keys == "P"));
    assert_eq!(KeyTable::default().help(&ENGLISH, |_| true).len(), Action::ALL.len());
    assert!(table.help(&ENGLISH, |action| action != Action::Sort).iter().all(|row| row.keys != "S"));
}
