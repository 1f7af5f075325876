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
fn a_run_of_another_process_is_watched_while_it_trains_dies_and_goes_on() {
    let home = Home::new();
    let path = home.path("run");
    let child = trains(&mut without_end(&home, &path));
    let mut session = Session::start(&home, &["watch", path.to_str().unwrap()]);
    session.sees(&["* training", "/100000", "last-step MSE", "noise floor"]);
    session.types("p");
    session.sees(&["can only be watched here"]);
    ended(child);
    session.sees(&["  died"]);
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
    // Layers are the ninth row after the presets: 1, and twice and four times as many, with three seeds each.
    session.types("e");
    session.types(&DOWN.repeat(9));
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
