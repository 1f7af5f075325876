//! The dashboard as a user meets it: the real program in a pseudo-terminal, its screen, its exit codes, its files.
//!
//! Panics are provoked by the variable `NNLAB_FAULT`, which builds without debug assertions don't know.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]
#![allow(dead_code, reason = "not every test crate uses all of the stand-in for a terminal")]

mod support;

use rustix::process::Signal;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::{Home, Session, Terminal};

const RIGHT: &str = "\x1b[C";
const ENTER: &str = "\r";

/// Chooses the preset `last-5-days`, whose epochs take a moment even without optimisation, and opens it as a new run.
fn opens_a_small_run(session: &mut Session) {
    session.sees(&["nnlab", "settings", "ten-ahead"]);
    session.types("e");
    session.types(&RIGHT.repeat(3));
    session.sees(&["last-5-days", "pending"]);
    session.types("r");
    session.sees(&["LSTM 20, sequence to vector", "paused", "p trains"]);
}

/// The small run, training.
fn trains(home: &Home, terminal: Terminal) -> Session {
    let mut session = Session::start_in(home, &["--threads", "1"], &[], terminal);
    opens_a_small_run(&mut session);
    session.types("p");
    session.sees(&["* training", "epoch  1/20"]);
    session
}

/// The program without a terminal, to be started.
fn without_a_terminal_yet(home: &Home, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().envs(home.environment()).stdin(Stdio::null()).args(arguments);
    command
}

fn without_a_terminal(home: &Home, arguments: &[&str]) -> Output {
    without_a_terminal_yet(home, arguments).output().unwrap()
}

/// Goes on with the small run, as `nnlab train` does, to its end.
fn goes_on(home: &Home) -> Vec<Value> {
    let run = home.run_of("seattle");
    let output = without_a_terminal(home, &["train", "--json", "--threads", "1", "--resume", run.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Asserts that the small run ended in order, and that what was saved is the last step that it took.
fn assert_saved(home: &Home) {
    let run = home.run_of("seattle");
    let log = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    // A run that had taken all its steps before has said so already; what comes after is that it was saved.
    assert!(["finished", "checkpointed"].contains(&last["event"].as_str().unwrap()), "{last}");
    let step = last["at"]["step"].as_u64().unwrap();
    assert!(step > 0);
    let mut command = without_a_terminal_yet(home, &["train", "--json", "--threads", "1", "--resume"]);
    let mut child = command.arg(run).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((first["event"].as_str(), first["step"].as_u64()), (Some("started"), Some(step)));
}

#[test]
fn it_opens_untrained_and_paused_and_says_how_to_train() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["paused", "epoch  0/20", "p trains", "last-step MSE", "naive", "noise floor", "saved"]);
    assert!(!session.has_the_modes_of_before(), "keys are read one by one");
    session.types("m");
    session.until("the mouse", |screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None);
    session.types("q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    ended.assert_terminal_is_given_back();
}

#[test]
fn it_trains_is_resized_to_anything_and_back_and_what_it_saved_on_quitting_goes_on() {
    let home = Home::new();
    let mut session = trains(&home, Terminal::Controlling);
    session.resizes(80, 24);
    session.until("the panes in 80x24", |screen| {
        screen.contents().contains("last-step MSE") && screen.rows(0, 80).nth(23).unwrap().contains("q quit")
    });
    session.resizes(40, 10);
    session.sees(&["nnlab needs at least 60x18", "this window has 40x10"]);
    session.resizes(1, 1);
    session.resizes(120, 40);
    session.until("all panes in 120x40", |screen| {
        screen.contents().contains("settings") && screen.rows(0, 120).nth(39).unwrap().contains("q quit")
    });
    session.types("q");
    session.sees(&["A run is training.", "> save and quit"]);
    session.types(ENTER);
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    ended.assert_terminal_is_given_back();
    let events = goes_on(&home);
    let first = events.iter().find(|event| event["event"] == "evaluated").unwrap();
    assert!(first["epoch"].as_u64() >= Some(2), "the first epoch was trained in the dashboard: {first}");
    assert_eq!(events.last().unwrap()["complete"], true);
}

/// The small run ended by a signal.
fn ended_by(signal: Signal, code: u32) {
    let home = Home::new();
    let session = trains(&home, Terminal::Controlling);
    session.signals(signal);
    let ended = session.ends();
    assert_eq!(ended.code, code);
    ended.assert_terminal_is_given_back();
    assert_saved(&home);
}

#[test]
fn sigterm_saves_the_run_gives_the_terminal_back_and_exits_143() {
    ended_by(Signal::TERM, 143);
}

#[test]
fn sigint_from_another_process_exits_130() {
    ended_by(Signal::INT, 130);
}

#[test]
fn a_hang_up_saves_the_run_and_exits_129() {
    ended_by(Signal::HUP, 129);
}

#[test]
fn a_terminal_that_is_closed_ends_it_and_the_run_is_saved() {
    let home = Home::new();
    assert_eq!(trains(&home, Terminal::Controlling).closes("?"), 129);
    assert_saved(&home);
}

#[test]
fn a_terminal_that_vanishes_without_a_hang_up_ends_it_too() {
    let home = Home::new();
    assert_eq!(trains(&home, Terminal::MereFile).closes("?"), 129);
    assert_saved(&home);
}

/// How long a signal may take to end the program, with what a busy machine adds to its second for saving.
const AT_ONCE: Duration = Duration::from_secs(2);

/// The small run, training; then the terminal takes nothing any more, and a signal comes.
fn stalled_and_ended_by(signal: Signal, code: u32) {
    let home = Home::new();
    let session = trains(&home, Terminal::Controlling);
    session.takes_nothing();
    let start = Instant::now();
    session.signals(signal);
    let ended = session.ends();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    assert_eq!(ended.code, code);
    assert_eq!(ended.modes[0], ended.modes[1], "the line discipline");
    assert_saved(&home);
}

#[test]
fn sigterm_ends_it_at_once_even_when_the_terminal_takes_nothing() {
    stalled_and_ended_by(Signal::TERM, 143);
}

#[test]
fn a_hang_up_ends_it_at_once_even_when_the_terminal_takes_nothing() {
    stalled_and_ended_by(Signal::HUP, 129);
}

#[test]
fn where_nobody_reads_a_signal_ends_it_and_what_is_read_later_gives_the_terminal_back() {
    let home = Home::new();
    let mut session = trains(&home, Terminal::Controlling);
    session.is_read_no_more();
    let start = Instant::now();
    session.signals(Signal::TERM);
    let ended = session.ends();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    assert_eq!(ended.code, 143);
    ended.assert_terminal_is_given_back();
    assert_saved(&home);
}

#[test]
fn keys_typed_while_the_terminal_takes_nothing_are_obeyed() {
    let home = Home::new();
    let mut session = trains(&home, Terminal::Controlling);
    session.takes_nothing();
    session.types("p5");
    session.takes_output();
    session.sees(&["data=seattle", "paused"]);
    session.takes_nothing();
    session.types("q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    assert_eq!(ended.modes[0], ended.modes[1], "the line discipline");
    assert_saved(&home);
}

/// The program in which a fault happens at this place.
fn faulty(home: &Home, place: &str) -> Session {
    let mut session = Session::start_in(home, &["--threads", "1"], &[("NNLAB_FAULT", place)], Terminal::Controlling);
    opens_a_small_run(&mut session);
    session.types("p");
    session
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_of_the_screen_gives_the_terminal_back_before_its_report_and_saves_the_run() {
    let home = Home::new();
    let mut session = faulty(&home, "screen");
    session.sees(&["* training", "epoch  1/20"]);
    // Draw it all again.
    session.types("\x0c");
    let ended = session.ends();
    assert_eq!(ended.code, 101);
    ended.assert_terminal_is_given_back();
    assert!(ended.screen.contents().contains("a fault on purpose: screen"), "{}", ended.screen.contents());
    assert_saved(&home);
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_of_a_worker_is_told_on_the_screen_which_lives_on() {
    let home = Home::new();
    let mut session = faulty(&home, "worker");
    session.sees(&["a fault of the program: a fault on purpose: worker"]);
    session.types("?");
    session.sees(&["what am I seeing"]);
    session.types("?q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    ended.assert_terminal_is_given_back();
    let log = std::fs::read_to_string(home.path("data/nnlab/nnlab.log")).unwrap();
    assert!(log.contains("a fault on purpose: worker"), "{log}");
    let report = String::from_utf8_lossy(&ended.stream).matches("run/fault.rs").count();
    assert_eq!(report, 0, "the report of the panic is not on the screen");
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn without_a_terminal_it_names_the_command_that_needs_none() {
    let home = Home::new();
    let text = refused(&without_a_terminal(&home, &[]));
    assert!(text.contains("nnlab train"), "{text}");
}

#[test]
fn ascii_means_that_no_other_byte_is_ever_written() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1", "--charset", "ascii"]);
    opens_a_small_run(&mut session);
    session.types("?");
    session.sees(&["what am I seeing"]);
    session.types("?2");
    session.sees(&["stop-words"]);
    session.types("q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    let foreign: Vec<u8> = ended.stream.iter().copied().filter(|byte| *byte > 0x7e).collect();
    assert!(foreign.is_empty(), "{:?}", String::from_utf8_lossy(&foreign));
}

/// The parameters of every sequence that sets colours and attributes, one list a sequence.
fn attributes(stream: &[u8]) -> Vec<Vec<u16>> {
    let text = String::from_utf8_lossy(stream);
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    sequences.map(|all| all.split([';', ':']).map(|one| one.parse().unwrap_or(0)).collect()).collect()
}

fn is_colour(attribute: u16) -> bool {
    matches!(attribute, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
}

#[test]
fn no_color_leaves_bold_and_reverse_and_takes_every_colour() {
    let home = Home::new();
    let written = |more: &[(&str, &str)]| {
        let mut session = Session::start_in(&home, &["--threads", "1"], more, Terminal::Controlling);
        opens_a_small_run(&mut session);
        session.types("q");
        attributes(&session.ends().stream)
    };
    let has = |sequences: &[Vec<u16>], attribute| sequences.iter().any(|all| all.first() == Some(&attribute));
    let plain = written(&[("NO_COLOR", "1")]);
    assert!(has(&plain, 1), "bold");
    assert!(has(&plain, 7), "reverse");
    let colours: Vec<_> = plain.iter().filter(|all| all.iter().any(|one| is_colour(*one))).collect();
    assert!(colours.is_empty(), "{colours:?}");
    assert!(written(&[]).iter().any(|all| all.starts_with(&[38, 5])), "a terminal of 256 colours gets them");
}

/// What the program says in a terminal that it refuses to take.
fn refused_before_the_screen(home: &Home, arguments: &[&str]) -> String {
    let ended = Session::start(home, arguments).ends();
    assert_eq!(ended.code, 2);
    assert!(!ended.wrote(b"\x1b[?1049h"), "the screen was entered");
    assert_eq!(ended.modes[0], ended.modes[1]);
    ended.screen.contents()
}

#[test]
fn a_wrong_settings_file_is_told_by_file_line_and_key_and_the_program_still_starts() {
    let home = Home::new();
    let file = home.path("my.toml");
    std::fs::write(&file, "# mine\n[keys]\nquit = \"Q\"\nplay-puase = \"y\"\n").unwrap();
    let mut session = Session::start(&home, &["--config", file.to_str().unwrap(), "--threads", "1"]);
    session.sees(&["my.toml, line 4: keys.play-puase: unknown", "Q quit"]);
    session.types("Q");
    assert_eq!(session.ends().code, 0);
    let log = std::fs::read_to_string(home.path("data/nnlab/nnlab.log")).unwrap();
    assert!(log.contains("my.toml, line 4: keys.play-puase: unknown"), "{log}");
    let refused = refused_before_the_screen(&home, &["--config", home.path("none.toml").to_str().unwrap()]);
    assert!(refused.contains("none.toml"), "{refused}");
}

#[test]
fn a_theme_chosen_on_the_screen_is_kept_and_the_users_comments_with_it() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("config/nnlab/themes")).unwrap();
    std::fs::write(home.path("config/nnlab/themes/mine.toml"), "base = \"light\"\n").unwrap();
    let file = home.path("config/nnlab/config.toml");
    std::fs::write(&file, "# mine\ntheme = \"phosphor\" # at night\n[keys]\nquit = \"Q\"\n").unwrap();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["Q quit"]);
    session.types("t");
    session.sees(&["> phosphor", "mine (yours)"]);
    session.types("\x1b[F");
    session.sees(&["> mine (yours)"]);
    session.types("\r");
    session.sees(&["theme: mine"]);
    session.types("Q");
    assert_eq!(session.ends().code, 0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, "# mine\ntheme = \"mine\" # at night\n[keys]\nquit = \"Q\"\n");
}

#[test]
fn the_settings_file_of_the_configuration_folder_is_read() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("config/nnlab")).unwrap();
    std::fs::write(home.path("config/nnlab/config.toml"), "[keys]\nquit = \"Q\"\n").unwrap();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["Q quit"]);
    session.types("Q");
    assert_eq!(session.ends().code, 0);
}

#[test]
fn a_theme_that_there_is_not_is_refused_before_the_screen_is_entered() {
    let home = Home::new();
    let text = refused_before_the_screen(&home, &["--theme", "drak"]);
    assert!(text.contains("drak") && text.contains("high-contrast"), "{text}");
    let text = refused_before_the_screen(&home, &["--theme", "mine.toml"]);
    assert!(text.contains("mine.toml"), "{text}");
}

#[test]
fn a_key_that_means_nothing_writes_nothing() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    opens_a_small_run(&mut session);
    session.types("?");
    session.sees(&["what am I seeing", "esc close"]);
    let before = session.written();
    session.types("jjjjYYYY?");
    session.sees(&["q quit"]);
    session.types("q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    let frames = ended.stream[before..].windows(8).filter(|bytes| bytes == b"\x1b[?2026h").count();
    assert_eq!(frames, 1, "for the key that closes the help");
}

#[test]
fn pasted_text_and_bytes_that_are_no_keys_do_nothing() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["q quit"]);
    session.types("\x1b[200~q\rq\x03\x1b[201~");
    session.types_bytes(b"\xff\xfe\xc3(\x1b[999;999R\x1b[?62;4c\x1b]11;rgb:0/0/0\x07\x1b[99~\0");
    session.types("?");
    session.sees(&["what am I seeing", "esc close"]);
    session.types("qq");
    assert_eq!(session.ends().code, 0);
}

#[test]
fn where_no_shell_waits_a_stop_returns_to_the_screen_at_once() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    // Until the run is open, quitting asks first.
    session.sees(&["paused"]);
    let returns = |session: &Session, before| {
        session.until_written(b"\x1b[?1049l", before);
        session.until_written(b"\x1b[?1049h", before);
        session.until("the screen again", |screen| screen.alternate_screen() && screen.contents().contains("q quit"));
    };
    let before = session.written();
    session.types("\x1a");
    returns(&session, before);
    let before = session.written();
    session.signals(Signal::CONT);
    returns(&session, before);
    session.types("q");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    ended.assert_terminal_is_given_back();
}
