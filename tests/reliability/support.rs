//! The program on a small run, and what a run came to.

use crate::folders::files;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A forecaster that is done in a moment.
pub(crate) const SMALL: [&str; 12] = [
    "--set",
    "series=40",
    "--set",
    "units=1",
    "--set",
    "layers=1",
    "--set",
    "window=4",
    "--set",
    "horizon=1",
    "--set",
    "epochs=1",
];

/// A folder and a home of its own.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn nnlab(&self, failpoint: Option<&str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
        command.env_clear().env("HOME", self.0.path()).stdin(Stdio::null());
        command.current_dir(self.0.path());
        command.envs(failpoint.map(|failpoint| ("NNLAB_FAILPOINT", failpoint)));
        command
    }

    /// The program, to begin a new run in this folder.
    pub(crate) fn trains(&self, failpoint: Option<&str>, name: &str, more: &[&str]) -> Command {
        let mut command = self.nnlab(failpoint);
        command.args(["train", "forecaster", "--threads", "1", "--run-dir", name]).args(SMALL).args(more);
        command
    }

    /// A new run in this folder.
    pub(crate) fn train(&self, failpoint: Option<&str>, name: &str, more: &[&str]) -> Output {
        self.trains(failpoint, name, more).output().unwrap()
    }

    pub(crate) fn resume(&self, failpoint: Option<&str>, name: &str, more: &[&str]) -> Output {
        let mut command = self.nnlab(failpoint);
        command.args(["train", "--threads", "1", "--resume", name]).args(more).output().unwrap()
    }

    /// A sweep of two runs with few files: naive Bayes on a handful of texts, with two seeds.
    pub(crate) fn sweep_over_seeds(&self, failpoint: Option<&str>, name: &str) -> Output {
        let rows = |i: usize| format!("good this {i},positive\nbad that {i},negative\n");
        let texts = format!("text,label\n{}", (0..30).map(rows).collect::<String>());
        std::fs::write(self.path("texts.csv"), texts).unwrap();
        let mut command = self.nnlab(failpoint);
        command.args(["sweep", "pipeline", "--threads", "1", "--seeds", "2", "--run-dir", name]);
        command.args(["--set", "data=texts.csv", "--set", "model=naive-bayes"]).output().unwrap()
    }

    pub(crate) fn sweep(&self, failpoint: Option<&str>, name: &str) -> Output {
        let mut command = self.nnlab(failpoint);
        command.args(["sweep", "forecaster", "--threads", "1", "--run-dir", name]).args(SMALL);
        command.args(["--over", "learning-rate=0.01,0.02"]).output().unwrap()
    }
}

/// What a run came to, down to the bits, and nothing of clocks.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    evaluations: Vec<Value>,
    is_complete: bool,
    weights: Vec<u8>,
    frames: Vec<(String, Vec<u8>)>,
}

impl Outcome {
    pub(crate) fn of(run: &Path) -> Self {
        let text = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
        // A torn last line, which every reader leaves out, may stay in a run that had said its end before.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let end = lines.iter().rfind(|line| line["event"] == "finished");
        let is_complete = end.is_some_and(|end| end["summary"]["complete"] == true);
        let evaluations = lines.into_iter().filter(|line| line["event"] == "evaluated").collect();
        let checkpoint = std::fs::read(run.join("checkpoint.safetensors")).unwrap();
        let header = usize::try_from(u64::from_le_bytes(checkpoint[..8].try_into().unwrap())).unwrap();
        let weights = checkpoint[8 + header..].to_vec();
        let mut frames: Vec<(String, Vec<u8>)> = std::fs::read_dir(run.join("frames"))
            .unwrap()
            .map(|entry| entry.unwrap())
            // One that was being written and could not be taken away takes room, no more.
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with(".writing-"))
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
            .collect();
        frames.sort();
        Self { evaluations, is_complete, weights, frames }
    }
}

/// What the program said on standard error, which ended with this code.
pub(crate) fn told(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// No file is left that was being written.
pub(crate) fn assert_nothing_partial(folder: &Path) {
    let is_partial = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(".writing-");
    assert_eq!(files(folder).into_iter().find(is_partial), None);
}
