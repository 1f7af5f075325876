//! The program, what it said, and what may never be in what it said.

use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine; what takes longer hangs.
const BOUND: Duration = Duration::from_secs(120);

/// Small runs of each lab: what is trained, in one to three seconds.
pub(crate) const RUNS: [&[&str]; 3] = [
    &[
        "forecaster",
        "--set",
        "series=200",
        "--set",
        "units=4",
        "--set",
        "layers=1",
        "--set",
        "window=8",
        "--set",
        "horizon=2",
    ],
    &["pipeline", "--set", "data=grammar", "--set", "units=3", "--set", "embedding=3", "--set", "batch=64"],
    &["autoencoder", "--set", "classifier-epochs=0", "--set", "hidden=8", "--set", "code=2", "--set", "batch=512"],
];

pub(crate) struct Ended {
    /// `None` after SIGKILL.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program with a home of its own.
pub(crate) fn nnlab(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env_clear().env("HOME", home).env("LANG", "C.UTF-8").env("RUST_BACKTRACE", "0");
    command.current_dir(home).stdin(Stdio::null()).args(arguments);
    command
}

/// Runs it to its end, which must come.
pub(crate) fn ended(command: &mut Command) -> Ended {
    let (mut out, mut err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    let code = wait(&mut child, &format!("{command:?}"));
    let read = |file: &mut std::fs::File| {
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ended { code, out: read(&mut out), err: read(&mut err) }
}

/// Waits for the end of a process, which must come.
pub(crate) fn wait(child: &mut Child, what: &str) -> Option<i32> {
    let until = Instant::now() + BOUND;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > until {
            child.kill().unwrap();
            panic!("it hangs: {what}");
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

impl Ended {
    /// It ended by itself, with an exit code that it has, without a panic, and said nothing that a terminal obeys.
    pub(crate) fn assert_is_civil(&self, what: &str) {
        let told = || format!("{what}\n--- exit {:?}\n{}\n{}", self.code, self.out, self.err);
        assert!(matches!(self.code, Some(0..=2)), "{}", told());
        assert!(!self.err.contains("panicked") && !self.out.contains("panicked"), "a panic: {}", told());
        for text in [&self.out, &self.err] {
            let harmful = text.chars().find(|c| is_harmful(*c));
            assert!(harmful.is_none(), "{harmful:?} reaches the terminal: {}", told());
        }
    }

    /// The lines of the evaluations, as `--json` prints them.
    pub(crate) fn evaluations(&self) -> Vec<&str> {
        self.out.lines().filter(|line| line.starts_with(r#"{"event":"evaluated""#)).collect()
    }
}

/// What a terminal obeys or a reader is deceived by: control characters but the line's end and the tab, marks that turn
/// the direction of writing, marks that are not seen.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Trains one of [`RUNS`] for so many epochs, with what else is said.
pub(crate) fn trains<'a>(home: &Path, run: &[&'a str], more: &[&'a str]) -> Command {
    let mut command = nnlab(home, &["train"]);
    command.args(run).args(["--json", "--threads", "1"]).args(more);
    command
}
