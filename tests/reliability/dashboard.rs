//! The dashboard looks at what is recorded, and writes nothing until a run is played, stepped, changed or saved.

use super::folders::as_it_is;
use super::support::SMALL;
use super::terminal::{Home, Session};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const ENTER: &str = "\r";

/// The folder of a run where the dashboard records.
fn folder(home: &Home, name: &str) -> PathBuf {
    home.path("data/nnlab/runs").join(name)
}

fn trains(home: &Home, name: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().envs(home.environment()).stdin(Stdio::null());
    command.args(["train", "forecaster", "--json", "--threads", "1"]).args(SMALL).args(more);
    command.arg("--run-dir").arg(folder(home, name));
    command
}

/// A run that trains without end; it has ended its first epoch.
fn endless(home: &Home, name: &str) -> Child {
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

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// A run that was stopped and saved.
fn stopped(home: &Home, name: &str) {
    let mut child = endless(home, name);
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

/// The dashboard, which has opened the run of that name; `shows` is what is then seen.
fn opens(home: &Home, name: &str, shows: &[&str]) -> Session {
    let mut session = Session::start(home, &["--threads", "1"]);
    session.sees(&["paused", "p trains"]);
    session.types("5");
    session.sees(&[name]);
    session.types("/");
    session.types(name);
    session.types(ENTER);
    session.types("\x1b[B\x1b[B\x1b[B");
    session.types(ENTER);
    session.sees(shows);
    session
}

/// Opening the run and leaving again leaves every byte and every time as it was.
fn is_only_looked_at(home: &Home, name: &str, shows: &[&str]) {
    let before = as_it_is(&folder(home, name));
    let mut session = opens(home, name, shows);
    session.types("1");
    session.sees(&["forecast"]);
    session.types("q");
    assert_eq!(session.ends().code, 0);
    assert!(as_it_is(&folder(home, name)) == before, "{name}");
}

#[test]
fn a_stopped_run_is_only_looked_at_until_it_is_played_stepped_or_saved() {
    let home = Home::new();
    stopped(&home, "stopped");
    is_only_looked_at(&home, "stopped", &["paused", "/100000"]);
    let before = as_it_is(&folder(&home, "stopped"));
    let mut session = opens(&home, "stopped", &["paused", "/100000"]);
    session.types(".");
    session.sees(&["saved at epoch"]);
    session.types("q");
    assert_eq!(session.ends().code, 0);
    assert!(as_it_is(&folder(&home, "stopped")) != before, "now it is written");
}

#[test]
fn a_finished_run_is_only_looked_at() {
    let home = Home::new();
    assert!(trains(&home, "done", &[]).output().unwrap().status.success());
    is_only_looked_at(&home, "done", &["finished", "1/1"]);
}

#[test]
fn a_run_whose_checkpoint_is_damaged_is_only_looked_at_and_the_damage_is_told() {
    let home = Home::new();
    stopped(&home, "damaged");
    let path = folder(&home, "damaged").join("checkpoint.safetensors");
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 64;
    std::fs::write(&path, bytes).unwrap();
    is_only_looked_at(&home, "damaged", &["is not as it was written"]);
}

#[test]
fn a_run_whose_last_line_is_torn_is_only_looked_at() {
    let home = Home::new();
    let mut child = endless(&home, "torn");
    send(&child, Signal::KILL);
    child.wait().unwrap();
    let log = folder(&home, "torn").join("events.jsonl");
    let mut bytes = std::fs::read(&log).unwrap();
    bytes.extend_from_slice(b"{\"event\":\"scal");
    std::fs::write(&log, bytes).unwrap();
    std::fs::write(folder(&home, "torn").join(".writing-1-1"), "half a file").unwrap();
    is_only_looked_at(&home, "torn", &["paused", "/100000"]);
}

#[test]
fn a_run_that_another_process_writes_is_only_watched() {
    let home = Home::new();
    let mut child = endless(&home, "elsewhere");
    // What holds the folder writes nothing while it is looked at, so that a byte from here would be seen.
    send(&child, Signal::STOP);
    let before = as_it_is(&folder(&home, "elsewhere"));
    let mut session = opens(&home, "elsewhere", &["/100000"]);
    session.types("p");
    session.sees(&["this run is another process's: it can only be watched here"]);
    session.types("q");
    assert_eq!(session.ends().code, 0);
    assert!(as_it_is(&folder(&home, "elsewhere")) == before);
    send(&child, Signal::CONT);
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn two_dashboards_with_one_home_that_begin_in_the_same_second_each_have_a_run() {
    let home = Home::new();
    let mut sessions = [0, 1].map(|_| Session::start(&home, &["--threads", "1"]));
    for session in &sessions {
        session.sees(&["paused", "p trains"]);
    }
    for session in &mut sessions {
        session.types(".");
    }
    for mut session in sessions {
        session.sees(&["saved at epoch"]);
        session.types("q");
        assert_eq!(session.ends().code, 0);
    }
    let runs = std::fs::read_dir(home.path("data/nnlab/runs")).unwrap().map(|run| run.unwrap().path());
    assert_eq!(runs.filter(|run| run.join("checkpoint.safetensors").exists()).count(), 2);
}
