//! Words of a stranger's run, in any field, are shown and never obeyed.

use crate::folders::copy;
use crate::program::{RUNS, ended, nnlab, trains};
use serde_json::Value;
use std::path::Path;

/// Sets the clipboard, the title, a C1 command, and turns the direction of writing.
const WORDS: &str = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]0;evil\u{7}\u{9b}31m\u{202e}\u{180e}\u{206a}\u{7f}end";

/// How many texts a value holds.
fn texts(value: &Value) -> usize {
    match value {
        Value::String(_) => 1,
        Value::Array(values) => values.iter().map(texts).sum(),
        Value::Object(values) => values.values().map(texts).sum(),
        _ => 0,
    }
}

/// Replaces the text of this number.
fn replace(value: &mut Value, number: &mut usize) {
    match value {
        Value::String(text) => {
            if *number == 0 {
                *text = WORDS.to_owned();
            }
            *number = number.wrapping_sub(1);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, number)),
        Value::Object(values) => values.values_mut().for_each(|value| replace(value, number)),
        _ => {}
    }
}

fn look(home: &Path, run: &Path, library: &Path) {
    let (run, library) = (run.to_str().unwrap(), library.to_str().unwrap());
    for arguments in [
        &["runs", "show", run][..],
        &["runs", "compare", run, run],
        &["runs", "list", "--run-dir", library],
        &["train", "--resume", run],
    ] {
        ended(&mut nnlab(home, arguments)).assert_is_civil(&format!("{arguments:?}"));
    }
}

#[test]
fn hostile_words_in_any_text_of_a_log_a_spec_or_a_sweep_never_reach_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let library = home.path().join("library");
    let template = home.path().join("template");
    let made =
        ended(&mut trains(home.path(), RUNS[0], &["--run-dir", template.to_str().unwrap(), "--set", "epochs=1"]));
    assert_eq!(made.code, Some(0), "{}", made.err);
    let run = library.join("run");
    // Of each kind of event one, whose texts are replaced one by one.
    let log = std::fs::read_to_string(template.join("events.jsonl")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let mut kinds = std::collections::HashSet::new();
    let mut tried = 0;
    for (at, line) in lines.iter().enumerate() {
        let event: Value = serde_json::from_str(line).unwrap();
        if !kinds.insert(event["event"].as_str().unwrap().to_owned()) {
            continue;
        }
        for number in 0..texts(&event) {
            let mut changed = event.clone();
            replace(&mut changed, &mut number.clone());
            let mut all: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            all[at] = changed.to_string();
            copy(&template, &run);
            std::fs::write(run.join("events.jsonl"), all.join("\n") + "\n").unwrap();
            look(home.path(), &run, &library);
            std::fs::remove_dir_all(&run).unwrap();
            tried += 1;
        }
    }
    // Every setting of the spec.
    let spec = std::fs::read_to_string(template.join("spec.toml")).unwrap();
    let escaped: String = WORDS.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect();
    for line in spec.lines().filter(|line| line.contains(" = ")) {
        let key = line.split(" = ").next().unwrap();
        for changed in [format!("{key} = \"{escaped}\""), format!("\"{escaped}\" = 1")] {
            copy(&template, &run);
            std::fs::write(run.join("spec.toml"), spec.replace(line, &changed)).unwrap();
            look(home.path(), &run, &library);
            let spec = run.join("spec.toml");
            let arguments = ["train", "forecaster", "--spec", spec.to_str().unwrap(), "--set", "epochs=0"];
            ended(&mut nnlab(home.path(), &arguments)).assert_is_civil(&format!("{changed:?}"));
            std::fs::remove_dir_all(&run).unwrap();
            tried += 1;
        }
    }
    eprintln!("{tried} fields held hostile words");
}

#[test]
fn hostile_words_of_the_command_line_and_in_file_names_are_shown_and_not_obeyed() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(format!("{}.csv", WORDS.replace('/', "")));
    std::fs::write(&file, format!("a,{WORDS}\n1,x\n{WORDS},2\n")).unwrap();
    let file = file.to_str().unwrap();
    let data = format!("data={file}");
    for arguments in [
        &["train", WORDS][..],
        &["train", "forecaster", "--set", WORDS],
        &["train", "forecaster", "--set", &format!("model={WORDS}")],
        &["train", "forecaster", "--set", &data],
        &["train", "pipeline", "--set", &data],
        &["train", "autoencoder", "--set", &data],
        &["train", "forecaster", "--spec", file],
        &["train", "--resume", file],
        &["train", "--preset", WORDS, "forecaster"],
        &["sweep", "forecaster", "--over", WORDS],
        &["sweep", "--run-dir", file],
        &["runs", "show", file],
        &["runs", "list", "--run-dir", file],
        &["runs", WORDS],
        &["watch", file],
        &["pipeline", file],
        &["pipeline", "--steps", WORDS],
        &["vectors", "near", file, WORDS],
        &["completions", WORDS],
        &[WORDS],
        &["--theme", WORDS, "runs"],
        &["--config", file, "runs"],
    ] {
        ended(&mut nnlab(home.path(), arguments)).assert_is_civil(&format!("{arguments:?}"));
    }
}
