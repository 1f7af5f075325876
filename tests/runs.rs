//! `nnlab runs` as a user meets it: the real program, in a home of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn nnlab(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().env("HOME", home).env("XDG_DATA_HOME", home.join("data")).stdin(Stdio::null());
    command
}

/// What is recorded where the dashboard records.
fn trains(home: &Path, name: &str, more: &[&str]) -> Command {
    let mut command = nnlab(home);
    let small = ["--set", "series=100", "--set", "units=3", "--set", "layers=1", "--json"];
    command.args(["train", "forecaster"]).args(small).args(more);
    command.arg("--run-dir").arg(home.join("data/nnlab/runs").join(name));
    command
}

fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

fn listed(home: &Path, more: &[&str]) -> Vec<Value> {
    let output = succeeds(nnlab(home).args(["runs", "--json"]).args(more));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

fn told(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A run that trains until it is killed; it has ended its first epoch.
fn endless(home: &Path, name: &str) -> Child {
    let mut child = trains(home, name, &["--set", "epochs=100000"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""evaluated","epoch":1"#) {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0);
    }
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    child
}

#[test]
fn runs_are_listed_sorted_filtered_shown_compared_and_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    assert!(String::from_utf8(succeeds(nnlab(home).arg("runs")).stdout).unwrap().contains("nothing is recorded"));
    succeeds(&mut trains(home, "one", &["--set", "epochs=1"]));
    succeeds(&mut trains(home, "two", &["--set", "epochs=2", "--set", "model=gru", "--set", "learning-rate=0.02@3"]));
    assert_eq!(names(&listed(home, &["--sort", "name"])), ["one", "two"]);
    assert_eq!(names(&listed(home, &["--sort", "epochs"])), ["two", "one"]);
    assert_eq!(names(&listed(home, &["--filter", "model=gru"])), ["two"]);
    assert!(listed(home, &["--lab", "autoencoder"]).is_empty());
    let two = &listed(home, &["--filter", "model=gru"])[0];
    assert_eq!(
        (two["state"].as_str(), two["epoch"].as_u64(), two["epochs"].as_u64()),
        (Some("finished"), Some(2), Some(2))
    );
    assert!(two["best"].as_f64().unwrap() > 0.0 && two["metric"] == "val_mse_last_step");
    let table = String::from_utf8(succeeds(nnlab(home).args(["runs", "list"])).stdout).unwrap();
    assert!(table.contains("GRU 3") && table.contains("finished") && table.contains("2/2"), "{table}");

    let shown = String::from_utf8(succeeds(nnlab(home).args(["runs", "show", "tw"])).stdout).unwrap();
    let again = shown.lines().find(|line| line.starts_with("again")).unwrap();
    assert!(again.contains("nnlab train forecaster") && again.contains("--set learning-rate=0.02@3"), "{again}");
    let output = succeeds(nnlab(home).args(["runs", "show", "two", "--json"]));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["event"] == "evaluated").count(), 3);
    assert_eq!(lines.last().unwrap()["event"], "summary");
    // The command makes it again, to the bit.
    let command = lines[0]["command"].as_str().unwrap();
    let words: Vec<&str> = command.strip_prefix("nnlab ").unwrap().split(' ').collect();
    let output = succeeds(nnlab(home).args(words).arg("--json"));
    let last: Value = serde_json::from_str(String::from_utf8(output.stdout).unwrap().lines().last().unwrap()).unwrap();
    assert_eq!(last["val_mse_last_step"], lines.last().unwrap()["val_mse_last_step"]);

    let compared = String::from_utf8(succeeds(nnlab(home).args(["runs", "compare", "one", "two"])).stdout).unwrap();
    for words in ["model", "lstm", "gru", "learning-rate=0.02@3", "val_mse_last_step"] {
        assert!(compared.contains(words), "{words}: {compared}");
    }
    assert!(!compared.contains("units"), "{compared}");
    assert!(told(nnlab(home).args(["runs", "rm", "one"])).contains("--yes"));
    assert!(told(nnlab(home).args(["runs", "show", "three"])).contains("there is no run or sweep `three`"));
    succeeds(nnlab(home).args(["runs", "rm", "one", "--yes"]));
    assert_eq!(names(&listed(home, &[])), ["two"]);
}

#[test]
fn a_run_that_trains_is_told_from_one_that_was_killed_and_cannot_be_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let mut child = endless(home, "long");
    let row = &listed(home, &[])[0];
    assert_eq!((row["state"].as_str(), row["pid"].as_u64()), (Some("training"), Some(child.id().into())));
    let output = nnlab(home).args(["runs", "rm", "long", "--yes"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(home.join("data/nnlab/runs/long/events.jsonl").exists());
    assert!(told(&mut trains(home, "long", &[])).contains("already holds a run"));
    assert!(
        told(nnlab(home).args(["train", "--resume"]).arg(home.join("data/nnlab/runs/long")))
            .contains("is training here")
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(&listed(home, &["--state", "crashed"])), ["long"]);
    succeeds(nnlab(home).args(["runs", "rm", "long", "--yes"]));
}

#[test]
fn a_sweep_is_a_row_of_its_own_wherever_it_lies() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let sweep =
        ["sweep", "forecaster", "--over", "units=1,2", "--set", "series=100", "--set", "epochs=1", "--set", "layers=1"];
    succeeds(nnlab(home).args(sweep));
    let elsewhere = home.join("elsewhere");
    succeeds(nnlab(home).args(sweep).arg("--run-dir").arg(&elsewhere));
    let rows = listed(home, &[]);
    assert_eq!((rows.len(), rows[0]["event"].as_str(), rows[0]["done"].as_u64()), (1, Some("sweep"), Some(2)));
    assert_eq!(rows[0]["over"], "units=1,2");
    assert_eq!(listed(home, &["--run-dir", elsewhere.to_str().unwrap()]).len(), 2);
    let shown = String::from_utf8(succeeds(nnlab(home).args(["runs", "show"]).arg(&elsewhere)).stdout).unwrap();
    assert!(shown.contains("units=2 seed=42"), "{shown}");
    succeeds(nnlab(home).args(["runs", "rm", "--yes"]).arg(&elsewhere));
    assert!(!elsewhere.exists());
}

#[test]
fn watching_without_a_terminal_says_what_to_do_instead() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    succeeds(&mut trains(home, "one", &["--set", "epochs=1"]));
    let run = home.join("data/nnlab/runs/one");
    assert!(told(nnlab(home).arg("watch").arg(&run)).contains("nnlab runs show"));
    assert!(told(nnlab(home).arg("watch").arg(home)).contains("spec.toml"));
}

#[test]
fn a_list_that_leaves_everything_out_says_so_and_a_lab_that_there_is_not_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let words = |more: &[&str]| String::from_utf8(succeeds(nnlab(home.path()).arg("runs").args(more)).stdout).unwrap();
    assert_eq!(words(&[]), "nothing is recorded here\n");
    succeeds(&mut trains(home.path(), "first", &["--set", "epochs=1"]));
    assert_eq!(words(&["--lab", "pipeline"]), "of what is recorded here nothing is so (1 in all)\n");
    let told = told(nnlab(home.path()).args(["runs", "--lab", "forcaster"]));
    assert!(
        told.contains("there is no lab `forcaster` (did you mean `forecaster`?): expected one of forecaster"),
        "{told}"
    );
}
