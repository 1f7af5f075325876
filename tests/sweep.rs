//! `nnlab sweep` as a user meets it: the real program, its output, its exit codes, its files.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A sweep small enough for a test; the second trial of each seed takes the longest.
const SMALL: [&str; 12] = [
    "sweep",
    "forecaster",
    "--over",
    "epochs=1,40,2",
    "--seeds",
    "2",
    "--set",
    "series=100",
    "--set",
    "units=3",
    "--set",
    "layers=1",
];

fn nnlab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.stdin(Stdio::null()).args(arguments);
    command
}

fn small(path: &Path, more: &[&str]) -> Command {
    let mut command = nnlab(&SMALL);
    command.arg("--run-dir").arg(path).args(more);
    command
}

fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn results(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let folders = std::fs::read_dir(path.join("trials")).unwrap().map(|folder| folder.unwrap());
    // One that was stopped has none.
    let read = |folder: std::fs::DirEntry| {
        let result = std::fs::read(folder.path().join("result.json")).ok()?;
        Some((folder.file_name().into_string().unwrap(), result))
    };
    folders.filter_map(read).collect()
}

fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_trial_is_a_flat_line_with_its_axis_values_and_the_summary_is_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let over =
        ["sweep", "forecaster", "--json", "--over", "model=simple-rnn,gru", "--over", "units=1,2,4,8", "--seeds", "2"];
    let set = ["--set", "series=100", "--set", "epochs=1", "--set", "layers=1", "--set", "gaps=skip", "--run-dir"];
    let output = nnlab(&over).args(set).arg(&path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = lines(&output.stdout);
    for line in &lines {
        assert!(line.as_object().unwrap().values().all(|value| !value.is_object() && !value.is_array()), "{line}");
    }
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    let notes = of("note");
    assert_eq!(notes.len(), 1, "sixteen trials remark the same: {notes:?}");
    assert!(notes[0]["text"].as_str().unwrap().starts_with("`gaps=skip`: no use for that"), "{notes:?}");
    let trials = of("trial");
    assert_eq!(trials.len(), 16);
    assert_eq!((trials[5]["model"].as_str(), trials[5]["units"].as_u64()), (Some("gru"), Some(2)));
    for key in ["val_mse_last_step", "naive_mse", "seconds", "threads", "examples_per_second", "seed", "parameters"] {
        assert!(trials[5][key].is_number(), "{key}: {}", trials[5]);
    }
    let points = of("point");
    assert_eq!((points.len(), points[0]["seeds"].as_u64()), (8, Some(2)));
    let (first, second) = (&trials[0]["val_mse_last_step"], &trials[8]["val_mse_last_step"]);
    let median = points[0]["val_mse_last_step"].as_f64().unwrap();
    assert!((median - (first.as_f64().unwrap() + second.as_f64().unwrap()) / 2.0).abs() < 1e-12);
    assert_eq!(of("curve").len(), 2);
    let summary = lines.last().unwrap();
    assert_eq!((summary["event"].as_str(), summary["axis"].as_str()), (Some("summary"), Some("units")));
    assert_eq!((summary["trials"].as_u64(), summary["done"].as_u64()), (Some(16), Some(16)));
}

#[test]
fn a_sweep_ended_by_sigterm_exits_143_and_the_same_words_go_on_to_the_bytes_of_the_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, halves) = (folder.path().join("whole"), folder.path().join("halves"));
    let output = small(&whole, &["--threads", "1"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("6 of 6 trials done") && table.contains("median and range over the seeds"), "{table}");
    // Ended while the second trial trains: its log tells when.
    let mut child =
        small(&halves, &["--json", "--threads", "2"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    assert!(first.starts_with(r#"{"event":"trial","trial":1,"#), "{first}");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(!rest.contains(r#""trial":6"#), "it was ended before its end: {rest}");
    let output = small(&halves, &["--json"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = lines(&output.stdout);
    assert_eq!(lines[0]["skipped"], true);
    assert_eq!(lines.last().unwrap()["done"].as_u64(), Some(6));
    assert_eq!(results(&halves), results(&whole));
    // With the directory alone it is the same sweep, and nothing is left to do.
    let again = nnlab(&["sweep", "--run-dir"]).arg(&halves).output().unwrap();
    assert!(again.status.success() && String::from_utf8(again.stdout).unwrap().contains("6 of 6 trials done"));
}

#[test]
fn a_wrong_axis_exits_2_and_names_the_key_the_value_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let refused = |more: &[&str]| {
        let output = nnlab(&["sweep", "forecaster"]).args(more).arg("--run-dir").arg(&path).output().unwrap();
        assert!(!path.exists(), "nothing is left behind");
        told(&output)
    };
    assert!(refused(&["--over", "unit=1,2"]).contains("did you mean `units`?"));
    assert!(
        refused(&["--over", "units=1,0"]).contains("`units` cannot be `0`: expected a whole number from 1 to 8192")
    );
    assert!(
        refused(&["--over", "model=lstm,ltsm"])
            .contains("`model` cannot be `ltsm`: expected one of lstm, gru, simple-rnn")
    );
    assert!(refused(&[]).contains("--over key=value"));
    let known = small(&path, &["--set", "epochs=1"]).output().unwrap();
    assert!(known.status.success());
    let other = nnlab(&["sweep", "forecaster", "--over", "units=1,2", "--run-dir"]).arg(&path).output().unwrap();
    assert!(told(&other).contains("holds another sweep (units=1,2 instead of epochs=1,40,2)"));
}

#[test]
fn a_metric_that_no_trial_has_exits_2_before_the_other_trials_and_names_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let output = small(&path, &["--metric", "acuracy"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("no trial has a metric `acuracy`: expected one of ") && told.contains("val_mse"), "{told}");
    assert!(results(&path).len() < 6, "it did not wait for the end");
}

#[test]
fn a_metric_that_only_some_points_of_the_grid_have_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    // Only generated series have a part that is kept for the test.
    let mut command = nnlab(&["sweep", "forecaster", "--over", "data=seattle,sine", "--metric", "test_mse"]);
    command.args(["--set", "series=100", "--set", "units=3", "--set", "layers=1", "--set", "epochs=1", "--run-dir"]);
    command.arg(&path);
    let output = command.output().unwrap();
    assert!(output.status.success() && results(&path).len() == 2, "{output:?}");
}

#[test]
fn shells_get_their_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = nnlab(&["completions", shell]).output().unwrap();
        assert!(output.status.success());
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains("sweep") && script.contains("run-dir"), "{shell}");
    }
    told(&nnlab(&["completions", "tcsh"]).output().unwrap());
}
