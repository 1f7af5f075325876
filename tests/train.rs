//! `nnlab train` as a user meets it: the real program, its output, its exit codes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A forecaster small enough for a test.
const SMALL: [&str; 8] = ["train", "forecaster", "--json", "--set", "series=300", "--set", "units=4", "--set"];

fn nnlab() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    // What is not recorded elsewhere on purpose must not land among the user's own runs.
    command.stdin(Stdio::null()).env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

fn small(more: &[&str]) -> Output {
    nnlab().args(SMALL).args(["layers=1"]).args(more).output().unwrap()
}

fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// The evaluations as printed: text, so that equal means equal to the bit.
fn evaluations(output: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines().filter(|line| line.starts_with(r#"{"event":"evaluated""#)).map(str::to_owned).collect()
}

fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!text.contains("panicked"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "a control character got out: {text:?}");
    text
}

#[test]
fn one_seed_gives_the_same_losses_to_the_bit_on_one_and_two_threads_and_another_seed_others() {
    let run = |seed: &str, threads: &str| {
        evaluations(&small(&["--set", "epochs=2", "--seed", seed, "--threads", threads]).stdout)
    };
    let one = run("1", "1");
    assert_eq!(one.len(), 3, "the untrained network and two epochs");
    assert_eq!(one, run("1", "2"));
    assert_ne!(one, run("2", "2"));
}

#[test]
fn the_summary_is_the_last_line_flat_and_holds_metrics_beside_baselines_and_floor() {
    let output = small(&["--set", "epochs=1"]);
    assert!(output.status.success());
    let lines = lines(&output.stdout);
    for line in &lines {
        let object = line.as_object().unwrap();
        assert!(object.contains_key("event"));
        assert!(object.values().all(|value| !value.is_object() && !value.is_array()), "{line}");
    }
    let summary = lines.last().unwrap();
    assert_eq!(summary["event"], "summary");
    for key in
        ["parameters", "epochs", "steps", "seed", "threads", "seconds", "training_seconds", "examples_per_second"]
    {
        assert!(summary[key].is_number(), "{key}: {summary}");
    }
    for key in ["train_mse", "val_mse", "val_mse_last_step", "naive_mse", "least_squares_mse", "noise_floor"] {
        assert!(summary[key].as_f64().unwrap() > 0.0, "{key}: {summary}");
    }
    assert_eq!((summary["lab"].as_str(), summary["epochs"].as_u64()), (Some("forecaster"), Some(1)));
}

#[test]
fn a_simple_rnn_of_one_unit_without_a_head_has_exactly_three_parameters() {
    let output = nnlab()
        .args([
            "train",
            "forecaster",
            "--preset",
            "three-weights",
            "--json",
            "--set",
            "series=100",
            "--set",
            "epochs=1",
        ])
        .output()
        .unwrap();
    assert_eq!(lines(&output.stdout).last().unwrap()["parameters"], 3);
}

#[test]
fn a_change_at_a_step_is_made_before_that_step_and_changes_what_follows_alone() {
    let plain = evaluations(&small(&["--set", "epochs=3"]).stdout);
    let output = small(&["--set", "epochs=3", "--set", "learning-rate=0.1@7"]);
    let changed: Vec<Value> = lines(&output.stdout).into_iter().filter(|line| line["event"] == "changed").collect();
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0]["key"].as_str(), changed[0]["step"].as_u64()), (Some("learning-rate"), Some(7)));
    let other = evaluations(&output.stdout);
    assert_eq!(plain[..2], other[..2], "seven steps are the first epoch");
    assert_ne!(plain[2..], other[2..]);
}

/// Trains until the third epoch is told, ends the program by a signal, goes on, and compares with a run left alone.
fn interrupted_by(signal: &str, code: Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let run_dir = folder.path().join("run");
    let whole = evaluations(&small(&["--set", "epochs=40"]).stdout);
    let mut child = nnlab()
        .args(SMALL)
        .args(["layers=1", "--set", "epochs=40", "--run-dir"])
        .arg(&run_dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""evaluated","epoch":3"#) {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "the run ended before it was to be interrupted");
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), code);
    let resumed = nnlab().args(["train", "--json", "--resume"]).arg(&run_dir).output().unwrap();
    assert!(resumed.status.success(), "{resumed:?}");
    let rest = evaluations(&resumed.stdout);
    assert!(!rest.is_empty());
    assert_eq!(whole[whole.len() - rest.len()..], rest);
}

#[test]
fn a_run_ended_by_sigterm_exits_143_and_goes_on_to_the_bits_of_the_uninterrupted_run() {
    interrupted_by("-TERM", Some(143));
}

#[test]
fn a_run_that_was_killed_goes_on_from_its_last_checkpoint_to_the_same_bits() {
    interrupted_by("-KILL", None);
}

#[test]
fn a_hang_up_and_an_interrupt_have_the_exit_codes_of_their_signals() {
    interrupted_by("-HUP", Some(129));
    interrupted_by("-INT", Some(130));
}

fn forecast_file(path: &Path, more: &[&str]) -> Output {
    nnlab().args(["train", "forecaster", "--set"]).arg(format!("data={}", path.display())).args(more).output().unwrap()
}

#[test]
fn a_bad_csv_is_refused_with_its_name_and_line_and_nothing_raw_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prices.csv");
    let refused = |content: &[u8], more: &[&str]| {
        std::fs::write(&path, content).unwrap();
        let text = told(&forecast_file(&path, more));
        assert!(text.contains("prices.csv"), "{text}");
        text
    };
    let mut table = String::from("date,price\n");
    for day in 1..=28 {
        table += &format!("2024-01-{day:02},{day}.5\n");
    }
    let text = refused(table.replace("2024-01-16,16.5", "2024-01-16,n/d?").as_bytes(), &[]);
    assert!(text.contains("line 17") && text.contains("n/d?"), "{text}");
    let text = refused(table.as_bytes(), &["--set", "column=cost"]);
    assert!(text.contains("cost") && text.contains("price"), "{text}");
    refused(b"", &[]);
    refused(b"\x00\x01\x02\xff\xfe binary", &[]);
    let text = refused(table.replace("16.5", "\u{1b}[31m\u{1b}]0;owned\u{7}").as_bytes(), &[]);
    assert!(text.contains("line 17"), "{text}");
    let text = refused(table.as_bytes(), &["--set", "window=500"]);
    assert!(text.contains("500"), "{text}");
    assert!(told(&forecast_file(&folder.path().join("no.csv"), &[])).contains("no.csv"));
    assert!(
        told(&forecast_file(folder.path(), &[])).contains("folder")
            || told(&forecast_file(folder.path(), &[])).contains("directory")
    );
}

#[test]
fn wrong_words_exit_2_and_say_what_was_expected() {
    assert!(told(&small(&["--set", "epcohs=3"])).contains("did you mean `epochs`?"));
    assert!(told(&small(&["--set", "model=ltsm"])).contains("expected one of lstm, gru, simple-rnn"));
    assert!(told(&small(&["--set", "units=5@100"])).contains("`units` cannot change while a run trains"));
    assert!(told(&small(&["--set", "head=none"])).contains("`units` must be 10"));
    assert!(told(&small(&["--set", "freeze=lstm9"])).contains("lstm1"));
    assert!(told(&nnlab().args(["train", "forecastre"]).output().unwrap()).contains("expected one of forecaster"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.toml");
    std::fs::write(&path, "units = 4\nlayers = \"two\"\n").unwrap();
    let output = nnlab().args(["train", "forecaster", "--spec"]).arg(&path).output().unwrap();
    assert!(told(&output).contains("my.toml, line 2: `layers` cannot be `two`: expected a whole number from 1 to 64"));
}

#[test]
fn a_recorded_run_refuses_to_be_overwritten_and_its_spec_makes_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let run_dir = folder.path().join("run");
    let first = small(&["--set", "epochs=2", "--run-dir", run_dir.to_str().unwrap()]);
    assert!(first.status.success());
    assert!(told(&small(&["--run-dir", run_dir.to_str().unwrap()])).contains("already holds a run"));
    let again =
        nnlab().args(["train", "forecaster", "--json", "--spec"]).arg(run_dir.join("spec.toml")).output().unwrap();
    assert_eq!(evaluations(&first.stdout), evaluations(&again.stdout));
}

#[test]
fn frozen_layers_are_not_trained_and_not_counted() {
    let output = small(&["--set", "epochs=1", "--set", "freeze=lstm1"]);
    let summary = lines(&output.stdout).pop().unwrap();
    assert_eq!(summary["parameters"].as_u64().unwrap() - summary["trainable_parameters"].as_u64().unwrap(), 96);
}

#[test]
fn when_nobody_reads_the_output_the_program_ends_quietly() {
    let mut child = nnlab()
        .args(SMALL)
        .args(["layers=1", "--set", "epochs=1000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_for_every_command_that_writes() {
    let data = tempfile::tempdir().unwrap();
    let small = ["--set", "epochs=1", "--set", "series=100", "--set", "units=2"];
    let sweep = ["sweep", "forecaster", "--over", "layers=1,2"];
    let commands: [Vec<&str>; 4] = [
        [&["train", "forecaster"], small.as_slice()].concat(),
        [sweep.as_slice(), small.as_slice()].concat(),
        vec!["runs"],
        vec!["completions", "bash"],
    ];
    for words in commands {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = nnlab().args(&words).env("XDG_DATA_HOME", data.path()).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {told}");
        assert!(told.contains("the output cannot be written: No space left on device"), "{words:?}: {told}");
    }
}

/// What a run says of its data, from its first event to its first measurement.
fn opening(output: &Output) -> (Value, Vec<String>) {
    assert!(output.status.success(), "{output:?}");
    let lines = lines(&output.stdout);
    let notes = lines.iter().take_while(|line| line["event"] != "evaluated").filter(|line| line["event"] == "note");
    (lines[0].clone(), notes.map(|note| note["text"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn remarks_reach_machines_people_and_the_record_and_a_resumed_run_says_them_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hours.csv");
    // Seven rows on each of four days.
    let rows = (0..28).map(|i| format!("2020-01-{:02} {:02}:30,{}\n", 1 + i / 7 * 3, 10 + i % 7, 100 + i * i % 11));
    std::fs::write(&path, format!("ts,price\n{}", rows.collect::<String>())).unwrap();
    let run = folder.path().join("run");
    let small = ["--set", "window=3", "--set", "horizon=1", "--set", "units=2", "--set", "epochs=1"];
    let recorded = ["--json", "--run-dir", run.to_str().unwrap()];
    let (started, notes) = opening(&forecast_file(&path, &[&small[..], &recorded].concat()));
    assert_eq!(started["event"], "started");
    // A fifth of 28 values is held out: 6.
    assert_eq!((started["examples"].as_u64(), started["held_out"].as_u64()), (Some(22 - 3), Some(6)));
    assert_eq!(started["column"].as_str(), Some("price"));
    let by_rows = "hourly, 195 rows would be missing between the first date and the last, more than there are values: \
                   rows are taken one after another";
    assert!(notes.iter().any(|note| note == by_rows), "{notes:?}");
    assert!(notes[0].starts_with("column \"price\" (the first of numbers), 28 values"), "{notes:?}");
    let words = forecast_file(&path, &small);
    let told = String::from_utf8(words.stderr).unwrap();
    for note in &notes {
        assert_eq!(told.matches(note.as_str()).count(), 1, "{note} in {told}");
    }
    let log = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
    let kept: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kept: Vec<&str> =
        kept.iter().filter(|event| event["event"] == "note").filter_map(|event| event["text"].as_str()).collect();
    assert_eq!(kept, notes);
    let shown = nnlab().args(["runs", "show", "--json"]).arg(&run).output().unwrap();
    assert_eq!(opening(&shown).1, notes);
    let resumed = nnlab().args(["train", "--json", "--resume"]).arg(&run).output().unwrap();
    assert_eq!(opening(&resumed).1, notes);
    assert_eq!(
        std::fs::read_to_string(run.join("events.jsonl")).unwrap().matches(r#""event":"note""#).count(),
        notes.len()
    );
}

#[test]
fn every_lab_tells_settings_without_a_use_as_notes() {
    let commands: [(&[&str], &str); 3] = [
        (
            &["forecaster", "--set", "series=100", "--set", "gaps=skip"],
            "`gaps=skip`: no use for that in generated series",
        ),
        (
            &["pipeline", "--set", "model=naive-bayes", "--set", "min-count=9"],
            "`min-count=9`, `epochs=1`: no use for that in naive Bayes",
        ),
        (
            &["autoencoder", "--set", "data=films", "--set", "code=2", "--set", "padding=valid"],
            "`padding=valid`: no use for that in a dense network",
        ),
    ];
    for (words, expected) in commands {
        let output = nnlab().args(["train", "--json", "--set", "epochs=1"]).args(words).output().unwrap();
        let (started, notes) = opening(&output);
        assert!(notes.iter().any(|note| note.contains(expected)), "{words:?}: {notes:?}");
        assert!(started["examples"].as_u64() > Some(0) && started["held_out"].as_u64() > Some(0), "{started}");
    }
}
