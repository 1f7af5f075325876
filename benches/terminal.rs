//! The dashboard measured from outside: the real program in a pseudo-terminal, one line a figure. Wants a quiet machine and
//! takes about three minutes; `cargo bench --bench terminal [WORD]`, where WORD picks the figures whose name contains it.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "a benchmark prints, ends on what it did not expect, and needs a part of the tests' terminal"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use rustix::process::Signal;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{Home, Session, Terminal};

/// How long speeds are measured.
const WINDOW: Duration = Duration::from_secs(8);
/// Epochs of a run that is measured: so many that it doesn't end before the window does.
const EPOCHS: &str = "2000";
/// What a session over the network has in its environment.
const SSH: (&str, &str) = ("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");

const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";
const DELETE_BACK: &str = "\x7f";
const HOME: &str = "\x1b[H";
const SHIFT_TAB: &str = "\x1b[Z";

fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A lab whose default run is measured.
struct Lab {
    name: &'static str,
    /// What its run is recorded on.
    data: &'static str,
    /// The key of its tab, and what is seen there.
    tab: &'static str,
    sight: &'static str,
}

const FORECASTER: Lab = Lab { name: "forecaster", data: "sine", tab: "1", sight: "p trains" };
const AUTOENCODER: Lab = Lab { name: "autoencoder", data: "mnist", tab: "4", sight: "held-out images" };

/// The lab's default run, open and paused.
fn opened(home: &Home, more: &[(&str, &str)], lab: &Lab) -> Session {
    let mut session = Session::start_in(home, &[], more, Terminal::Controlling);
    session.sees(&["paused", "p trains"]);
    session.resizes(120, 36);
    session.types(lab.tab);
    session.sees(&["paused", lab.sight]);
    session
}

/// The keys that train as fast as possible, and those that train an epoch a second.
const FULL_SPEED: &str = "ggp";
const AN_EPOCH_A_SECOND: &str = "p";

/// The default run with more epochs than any window sees the end of, training.
fn training(home: &Home, more: &[(&str, &str)], lab: &Lab, keys: &str) -> Session {
    let mut session = opened(home, more, lab);
    trains_long(&mut session);
    session.types(keys);
    session.sees(&["* training"]);
    pause(Duration::from_secs(1));
    session
}

/// Sets the epochs by hand.
fn trains_long(session: &mut Session) {
    changes(session, "epochs", EPOCHS);
    session.sees(&[&format!("/{EPOCHS}")]);
}

/// Gives a setting another value by hand.
fn changes(session: &mut Session, setting: &str, value: &str) {
    let cursor = format!("> {setting}");
    session.types(&format!("e{HOME}"));
    for _ in 0..40 {
        if session.shown().contents().contains(&cursor) {
            break;
        }
        session.types(DOWN);
        pause(Duration::from_millis(50));
    }
    session.sees(&[&cursor]);
    session.types(&format!("\r{}{value}\r", "\x7f".repeat(8)));
    pause(Duration::from_millis(200));
}

fn ends(session: Session) {
    session.signals(Signal::KILL);
    drop(session);
}

/// The last step in the log of a run.
fn step(run: &Path) -> u64 {
    let log = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
    let steps = log.lines().rev().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    steps.filter(|event| event["event"] == "scalars").find_map(|event| event["last"].as_u64()).unwrap_or(0)
}

/// Steps a second.
fn speed(home: &Home, lab: &Lab) -> f64 {
    let run = home.run_of(lab.data);
    let (start, before) = (Instant::now(), step(&run));
    pause(WINDOW);
    let speed = (step(&run) - before) as f64 / start.elapsed().as_secs_f64();
    let log = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
    assert!(!log.contains("\"finished\""), "the run ended before the window did");
    speed
}

fn headless_speed(lab: &Lab) -> f64 {
    let home = Home::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().envs(home.environment()).args(["train", lab.name, "--json", "--run-dir"]);
    command.arg(home.path("data/nnlab/runs/headless")).arg("--set").arg(format!("epochs={EPOCHS}"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    pause(Duration::from_secs(2));
    let speed = speed(&home, lab);
    child.kill().unwrap();
    child.wait().unwrap();
    speed
}

fn dashboard_speed(lab: &Lab, bytes_a_second: usize) -> f64 {
    let home = Home::new();
    let session = training(&home, &[], lab, FULL_SPEED);
    session.is_read_at(bytes_a_second);
    let speed = speed(&home, lab);
    ends(session);
    speed
}

/// The best of two windows each: what else the machine does makes either only slower.
fn compared(name: &str, lab: &Lab, bytes_a_second: usize) {
    let (mut headless, mut dashboard) = (0.0_f64, 0.0_f64);
    for _ in 0..2 {
        headless = headless.max(headless_speed(lab));
        dashboard = dashboard.max(dashboard_speed(lab, bytes_a_second));
    }
    let percent = 100.0 * dashboard / headless;
    println!("{name}: {dashboard:.1} of {headless:.1} steps/s headless, {percent:.1} % (at least 95)");
}

fn key_to_screen() {
    let home = Home::new();
    let mut session = training(&home, &[], &FORECASTER, FULL_SPEED);
    let mut times = Vec::new();
    for _ in 0..50 {
        for (key, help_is_there) in [("?", true), ("\x1b", false)] {
            // So that keys meet the training and the frames of data at any point.
            pause(Duration::from_millis(37));
            let start = Instant::now();
            session.types(key);
            session.until("the help", |screen| screen.contents().contains("esc close") == help_is_there);
            if help_is_there {
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    ends(session);
    told("key to screen while training", times, 50);
}

/// From a letter that is written into a sentence to its stages on the screen, while another lab trains.
fn letter_to_stages() {
    let home = Home::new();
    let mut session = training(&home, &[], &FORECASTER, FULL_SPEED);
    session.types("2");
    session.sees(&["lower case", "*yo*"]);
    pause(Duration::from_secs(3));
    session.types(&format!("e{HOME}"));
    session.sees(&["every key writes"]);
    let mut times = Vec::new();
    for turn in 0..48_usize {
        pause(Duration::from_millis(37));
        // Eight letters, and away with them again: the first row of stages has the word in lower case.
        let (written, key) = if turn % 16 < 8 { (turn % 8 + 1, "z") } else { (7 - turn % 8, DELETE_BACK) };
        let start = Instant::now();
        session.types(key);
        session.sees(&[&format!("*{}yo*", "z".repeat(written))]);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    ends(session);
    told("letter to stages while training", times, 50);
}

/// Prints the median and the 95th percentile of times in ms.
fn told(name: &str, mut times: Vec<f64>, most: u32) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!("{name}: median {:.1} ms, 95 % within {:.1} ms (at most {most})", at(0.5), at(0.95));
}

/// From a key that turns a unit of the code to the picture that the decoder makes of it, while the autoencoder trains.
fn code_to_picture() {
    let home = Home::new();
    let mut session = opened(&home, &[], &AUTOENCODER);
    trains_long(&mut session);
    session.types(&format!("{FULL_SPEED}{SHIFT_TAB}{SHIFT_TAB}{SHIFT_TAB}{RIGHT}"));
    session.sees(&["* training", ", turned"]);
    pause(Duration::from_secs(2));
    // It trains on at full speed, but the picture changes by keys alone from here on.
    changes(&mut session, "learning rate", "0");
    session.types(&SHIFT_TAB.repeat(3));
    pause(Duration::from_secs(1));
    let mut times = Vec::new();
    for turn in 0..60_u32 {
        pause(Duration::from_millis(37));
        let before = turned_picture(&session.shown());
        let start = Instant::now();
        // There and back again far enough that some cell of the picture differs.
        session.types(&if turn % 2 == 0 { RIGHT } else { LEFT }.repeat(4));
        session.until("another picture", |screen| turned_picture(screen) != before);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    ends(session);
    told("code to picture while training", times, 100);
}

/// The cells of the turned picture with their colours, as far as it is there.
fn turned_picture(screen: &vt100::Screen) -> Vec<(String, vt100::Color, vt100::Color)> {
    let (_, columns) = screen.size();
    let name = screen.rows(0, columns.get()).enumerate().find_map(|(y, line)| {
        let at = line.find("decoded").and_then(|own| Some(own + line[own..].find("turned")?))?;
        Some((y, line[..at].chars().count()))
    });
    let (top, left) = name.unwrap_or_default();
    let cell = |y: usize, x: usize| screen.cell(y as u16, x as u16);
    let cells = (top + 1..top + 8).flat_map(|y| (left..left + 14).map(move |x| (y, x)));
    let cells = cells.filter_map(|(y, x)| cell(y, x));
    cells.map(|cell| (cell.contents().to_owned(), cell.fgcolor(), cell.bgcolor())).collect()
}

fn idle_bytes() {
    let home = Home::new();
    let session = opened(&home, &[], &FORECASTER);
    pause(Duration::from_secs(6));
    let before = session.written();
    pause(Duration::from_secs(10));
    println!("bytes in 10 s of idleness: {} (0)", session.written() - before);
    ends(session);
}

fn paused_load() {
    let home = Home::new();
    let session = opened(&home, &[], &FORECASTER);
    pause(Duration::from_secs(6));
    let before = session.processor_time();
    pause(Duration::from_secs(10));
    let percent = (session.processor_time() - before).as_secs_f64() * 10.0;
    println!("load when paused: {percent:.2} % of a core (at most 1)");
    ends(session);
}

fn remote_bytes() {
    for (name, lab, keys) in [
        ("at full speed", &FORECASTER, FULL_SPEED),
        ("at an epoch a second", &FORECASTER, AN_EPOCH_A_SECOND),
        ("digits at full speed", &AUTOENCODER, FULL_SPEED),
    ] {
        let home = Home::new();
        let session = training(&home, &[SSH], lab, keys);
        let (before, frames) = (session.written(), session.frames());
        pause(Duration::from_secs(10));
        let (bytes, frames) = (session.written() - before, session.frames() - frames);
        let rate = bytes as f64 / 1e4;
        let each = bytes / frames.max(1);
        println!("over SSH, 120x36, {name}: {rate:.1} kB/s (at most 10), {frames} frames of {each} bytes in 10 s");
        ends(session);
    }
}

fn main() {
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let figures: [(&str, fn()); 9] = [
        ("key", key_to_screen),
        ("letter", letter_to_stages),
        ("code", code_to_picture),
        ("idle", idle_bytes),
        ("paused", paused_load),
        ("remote", remote_bytes),
        ("dashboard", || compared("training with the dashboard up", &FORECASTER, 0)),
        ("dashboard of digits", || compared("training on digits with the dashboard up", &AUTOENCODER, 0)),
        ("slow", || compared("training before a reader of 1 kB/s", &FORECASTER, 1000)),
    ];
    for (_, measure) in figures.iter().filter(|(name, _)| name.contains(&word)) {
        measure();
    }
}
