//! Recorded runs in the dashboard, as a user meets them: the real program in a pseudo-terminal.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]
#![allow(dead_code, reason = "not every test crate uses all of the stand-in for a terminal")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use support::{Home, Session};

const ENTER: &str = "\r";
const DOWN: &str = "\x1b[B";
const SMALL: [&str; 6] = ["--set", "series=100", "--set", "units=3", "--set", "layers=1"];

fn nnlab(home: &Home, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().envs(home.environment()).stdin(Stdio::null()).args(arguments);
    command
}

/// Starts what trains without end, and waits for the end of an epoch.
fn trains(command: &mut Command) -> Child {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""event":"evaluated""#) {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0);
    }
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    child
}

fn records(home: &Home, name: &str, epochs: &str) -> std::path::PathBuf {
    let path = home.path("data/nnlab/runs").join(name);
    let epochs = format!("epochs={epochs}");
    let arguments = ["train", "forecaster", "--json", "--set", &epochs, "--run-dir", path.to_str().unwrap()];
    let output = nnlab(home, &arguments).args(SMALL).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    path
}

fn ended(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn without_end(home: &Home, path: &Path) -> Command {
    let mut command = nnlab(home, &["train", "forecaster", "--json", "--set", "epochs=100000", "--run-dir"]);
    command.arg(path).args(SMALL);
    command
}

#[test]
fn a_run_of_another_process_is_watched_while_it_trains_crashes_and_goes_on() {
    let home = Home::new();
    let path = home.path("run");
    let child = trains(&mut without_end(&home, &path));
    let mut session = Session::start(&home, &["watch", path.to_str().unwrap()]);
    session.sees(&["* training", "/100000", "last-step MSE", "noise floor"]);
    session.types("p");
    session.sees(&["can only be watched here"]);
    ended(child);
    session.sees(&["  crashed"]);
    let child = trains(nnlab(&home, &["train", "--json", "--resume"]).arg(&path));
    session.sees(&["* training"]);
    session.types("q");
    assert_eq!(session.ends().code, 0, "what trains elsewhere is not asked about");
    ended(child);
}

#[test]
fn a_recorded_run_is_opened_where_it_stands_goes_on_and_is_taken_away() {
    let home = Home::new();
    let path = records(&home, "mine", "2");
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["p trains"]);
    session.types("5");
    session.sees(&["mine", "finished", "2/2"]);
    session.types("/");
    session.types("mine");
    session.types(ENTER);
    session.sees(&["with \"mine\""]);
    session.types(ENTER);
    session.sees(&["LSTM 3, sequence to sequence", "epoch 2/2", "finished"]);
    session.types("5D");
    session.sees(&["Save and end mine?"]);
    session.types(DOWN);
    session.types(ENTER);
    session.sees(&["it is being saved and ended"]);
    session.types("D");
    session.sees(&["Take mine away for good?"]);
    session.types(DOWN);
    session.types(ENTER);
    session.sees(&["mine was taken away"]);
    assert!(!path.exists());
    session.types("q");
    assert_eq!(session.ends().code, 0);
}

#[test]
fn a_sweep_from_the_settings_goes_through_its_trials_and_goes_on_from_the_command_line() {
    let home = Home::new();
    records(&home, "small", "1");
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["p trains"]);
    session.types("5");
    session.sees(&["small"]);
    session.types(DOWN);
    session.types(ENTER);
    session.sees(&["LSTM 3, sequence to sequence"]);
    // Layers are the tenth row after the presets: 1, and twice and four times as many, with three seeds each.
    session.types("e");
    session.types(&DOWN.repeat(10));
    session.sees(&["> layers"]);
    session.types("G");
    session.sees(&["sweep over layers", "1,2,4"]);
    session.types(ENTER);
    session.sees(&["a sweep over layers = 1, 2, 4"]);
    session.types("5");
    session.sees(&["layers=1,2,4", "9/9", "the sweep is over: 9 of 9 trials are done"]);
    session.types("q");
    assert_eq!(session.ends().code, 0);
    let sweeps = std::fs::read_dir(home.path("data/nnlab/sweeps")).unwrap();
    let sweep = sweeps.map(|folder| folder.unwrap().path()).next().unwrap();
    let output = nnlab(&home, &["sweep", "--run-dir"]).arg(sweep).output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && table.contains("9 of 9 trials done"), "{table}");
}

/// A sweep that goes on without end, recorded where the dashboard looks.
fn sweeps_without_end(home: &Home) -> Child {
    let arguments =
        ["sweep", "forecaster", "--json", "--over", "units=2,3", "--set", "epochs=100000", "--threads", "1"];
    let arguments = arguments.into_iter().chain(["--set", "series=100", "--set", "layers=1"]).collect::<Vec<_>>();
    let mut child = nnlab(home, &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let sweeps = home.path("data/nnlab/sweeps");
    let begun = std::time::Instant::now();
    // Its first trial is being written.
    let is_written = || {
        let folders = std::fs::read_dir(&sweeps).into_iter().flatten().flatten();
        folders.flat_map(|folder| std::fs::read_dir(folder.path().join("trials"))).flatten().flatten().next().is_some()
    };
    while !is_written() {
        assert!(child.try_wait().unwrap().is_none() && begun.elapsed().as_secs() < 60, "the sweep has ended");
        std::thread::yield_now();
    }
    child
}

#[test]
fn a_sweep_of_another_process_is_watched_by_its_name_and_as_the_newest() {
    let home = Home::new();
    records(&home, "done", "1");
    let refused = nnlab(&home, &["watch"]).output().unwrap();
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.contains("is being written now"), "{told}");
    let child = sweeps_without_end(&home);
    let sweep = std::fs::read_dir(home.path("data/nnlab/sweeps")).unwrap().next().unwrap().unwrap();
    let name = sweep.file_name().into_string().unwrap();
    for arguments in [vec!["watch"], vec!["watch", &name], vec!["watch", sweep.path().to_str().unwrap()]] {
        let mut session = Session::start(&home, &arguments);
        session.sees(&["units=2,3", "training", "0/2", &format!("nnlab sweep --run-dir {}", sweep.path().display())]);
        session.types("q");
        assert_eq!(session.ends().code, 0, "{arguments:?}");
    }
    ended(child);
}

#[test]
fn a_sweep_that_lies_elsewhere_is_watched_too() {
    let home = Home::new();
    let path = home.path("elsewhere");
    let arguments = ["sweep", "forecaster", "--json", "--over", "units=1,2", "--set", "epochs=1", "--run-dir"];
    let output = nnlab(&home, &arguments).arg(&path).args(["--set", "series=100"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut session = Session::start(&home, &["watch", path.to_str().unwrap()]);
    session.sees(&["elsewhere", "units=1,2", "finished", "2/2"]);
    session.types("q");
    assert_eq!(session.ends().code, 0);
}

#[test]
fn escape_with_an_arrow_in_one_read_ends_nothing_and_changes_nothing() {
    let home = Home::new();
    let path = records(&home, "mine", "2");
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["p trains"]);
    session.types("5");
    session.sees(&["mine", "finished"]);
    // As application and as normal cursor keys, with Ctrl, Delete, and a letter with Alt.
    for keys in ["\x1b\x1b[D", "\x1b\x1bOD", "\x1b\x1b[1;5D", "\x1b\x1b[3~", "\x1b\x1b[C", "\x1b\x1bD"] {
        session.types(keys);
    }
    session.types("?");
    session.sees(&["what am I seeing"]);
    session.types("L");
    session.sees(&["messages, the latest first"]);
    let text = session.shown().contents();
    assert!(!text.contains("contrast") && !text.contains("saved and ended"), "{text}");
    session.types("\x1b");
    session.sees(&["mine", "finished"]);
    assert!(!session.shown().contents().contains("Save and end"));
    // The letter itself asks.
    session.types("D");
    session.sees(&["Save and end"]);
    session.types("\x1b");
    session.until("the question is gone", |screen| !screen.contents().contains("Save and end"));
    session.types("q");
    assert_eq!(session.ends().code, 0);
    assert!(path.exists());
    assert!(!home.path("config/nnlab/config.toml").exists(), "no choice was kept");
}
