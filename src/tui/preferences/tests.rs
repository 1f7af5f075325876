use super::*;
use std::path::Path;

fn folder(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settings").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn valid_settings_files_have_nothing_to_be_told() {
    let files = folder("valid");
    assert!(files.len() >= 4);
    for (file, text) in files {
        assert_eq!(Preferences::parse(&file, &text).1, [], "{file}");
    }
}

/// Each wrong file says in its comments what is to be told: `#! 3: keys.zoom: word` is the line, the key, and a word of the
/// message.
#[test]
fn invalid_settings_files_are_told_by_file_line_and_key_and_the_rest_of_them_holds() {
    let files = folder("invalid");
    assert!(files.len() >= 8);
    for (file, text) in files {
        let (preferences, problems) = Preferences::parse(&file, &text);
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("#! ")).collect();
        assert_eq!(told.len(), expected.len(), "{file}: {told:?}");
        for (told, expected) in told.iter().zip(expected) {
            let [line, key, word] = expected.splitn(3, ": ").collect::<Vec<_>>()[..] else {
                panic!("{file}: {expected}")
            };
            assert!(told.starts_with(&format!("{file}, line {line}: {key}: ")), "{file}: {told}, expected {expected}");
            assert!(told.contains(word), "{told}, expected {expected}");
        }
        if text.contains("# the contrast holds") {
            assert_eq!(preferences.contrast, Contrast::High, "{file}");
        }
    }
}

#[test]
fn themes_from_folders_of_valid_and_invalid_files_are_read_likewise() {
    use crate::tui::theme::Theme;
    for (file, text) in folder("themes/valid") {
        assert_eq!(Theme::parse(&file, &text).1, [], "{file}");
    }
    let files = folder("themes/invalid");
    assert!(files.len() >= 4);
    for (file, text) in files {
        let problems = Theme::parse(&file, &text).1;
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("#! ")).collect();
        assert_eq!(told.len(), expected.len(), "{file}: {told:?}");
        for (told, expected) in told.iter().zip(expected) {
            let [line, key, word] = expected.splitn(3, ": ").collect::<Vec<_>>()[..] else {
                panic!("{file}: {expected}")
            };
            assert!(told.starts_with(&format!("{file}, line {line}: {key}: ")), "{file}: {told}, expected {expected}");
            assert!(told.contains(word), "{told}, expected {expected}");
        }
    }
}

#[test]
fn a_choice_changes_its_value_and_nothing_else() {
    let before = "# Mine.\n\ntheme = \"dark\"   # at night\n\n# Keys.\n[keys]\nzoom = \"Z\" # bigger\n";
    let after = changed(before, &Choice::Theme("light".into())).unwrap();
    assert_eq!(after, before.replace("\"dark\"", "\"light\""));
    let (preferences, problems) = Preferences::parse("config.toml", &after);
    assert_eq!((preferences.theme, problems), (Some(("light".into(), 3)), vec![]));
}

#[test]
fn a_choice_that_is_not_there_yet_is_put_in_outside_of_every_table() {
    let choice = Choice::Contrast(Contrast::High);
    for before in ["", "# Mine.\n", "# Mine.", "theme = \"dark\"\n", "# Keys.\n[keys]\nzoom = \"Z\" # bigger\n"] {
        let after = changed(before, &choice).unwrap();
        let (preferences, problems) = Preferences::parse("config.toml", &after);
        assert_eq!((preferences.contrast, problems), (Contrast::High, vec![]), "{after}");
        for line in before.lines() {
            assert!(after.contains(line), "{line:?} is lost:\n{after}");
        }
        assert_eq!(changed(&after, &choice).unwrap(), after, "a second time changes nothing");
    }
}

#[test]
fn a_file_that_is_wrong_is_not_written_over() {
    assert!(matches!(changed("theme = ", &Choice::Theme("x".into())), Err(EditError::NotToml(_))));
    assert_eq!(changed("[theme]\n", &Choice::Theme("x".into())), Err(EditError::NotAWord("theme")));
}
