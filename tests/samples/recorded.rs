//! Runs and a sweep as version 0.1.0 recorded them: they are listed, shown, compared, watched, gone on with and taken away.

use crate::folders::{self, bytes};
use nnlab::run::directory::RunDirectory;
use nnlab::run::follow::Follower;
use nnlab::run::history::History;
use nnlab::run::{RunId, Status, bus};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

const LABS: [&str; 3] = ["forecaster", "pipeline", "autoencoder"];

/// A copy of them all.
struct Recorded(TempDir);

impl Recorded {
    fn copy() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/recorded-0.1");
        folders::copy(&from, &copy.path(""));
        for path in folders::files(&copy.path("")) {
            // Long ago, as they were recorded.
            let file = std::fs::File::options().append(true).open(path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(86_400)).unwrap();
        }
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("runs").join(name)
    }

    fn nnlab(&self, words: &[&str], path: &Path) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
        command.env_clear().env("HOME", self.0.path().join("home")).stdin(Stdio::null());
        let output = command.args(words).arg(path).output().unwrap();
        assert!(output.status.success(), "{words:?} {output:?}");
        output
    }

    fn objects(&self, words: &[&str], path: &Path) -> Vec<Value> {
        let output = self.nnlab(words, path);
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The log's evaluations and the summary at its end.
fn log(run: &Path) -> (Vec<Value>, Value) {
    let text = std::fs::read_to_string(run.join("events.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.iter().rfind(|line| line["event"] == "finished").unwrap()["summary"].clone();
    (lines.into_iter().filter(|line| line["event"] == "evaluated").collect(), end)
}

#[test]
fn runs_of_0_1_are_listed_shown_compared_and_watched_and_looking_changes_nothing() {
    let recorded = Recorded::copy();
    let before = bytes(&recorded.path(""));
    let rows = recorded.objects(&["runs", "--json", "--sort", "name", "--run-dir"], &recorded.path(""));
    let said: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["name"].as_str().unwrap(), row["state"].as_str().unwrap())).collect();
    assert_eq!(
        said,
        [
            ("autoencoder-finished", "finished"),
            ("autoencoder-stopped", "stopped"),
            ("forecaster-finished", "finished"),
            ("forecaster-stopped", "stopped"),
            ("pipeline-finished", "finished"),
            ("pipeline-stopped", "stopped"),
            ("sweep-stopped", "stopped"),
        ]
    );
    assert!(rows.iter().all(|row| row.get("left_out").is_none()), "{rows:?}");
    for lab in LABS {
        let [finished, stopped] = ["finished", "stopped"].map(|state| recorded.path(&format!("{lab}-{state}")));
        let shown = recorded.objects(&["runs", "show", "--json"], &finished);
        assert_eq!((shown[0]["lab"].as_str(), shown.last().unwrap()["event"].as_str()), (Some(lab), Some("summary")));
        recorded.nnlab(&["runs", "show"], &stopped);
        let compared = recorded.nnlab(&["runs", "compare", finished.to_str().unwrap()], &stopped);
        assert!(String::from_utf8(compared.stdout).unwrap().contains("epochs done"));
        for (run, status) in [(&finished, Status::Finished), (&stopped, Status::Stopped)] {
            let (outbox, inbox) = bus::channel();
            Follower::new(RunDirectory::open(run).unwrap(), RunId::new(1), outbox).look(Instant::now());
            let mut history = History::default();
            inbox.drain().iter().for_each(|(_, event)| history.apply(event));
            assert_eq!((history.status, history.notes.is_empty()), (status, true), "{:?}", history.notes);
        }
    }
    recorded.nnlab(&["runs", "show"], &recorded.path("sweep-stopped"));
    assert_eq!(bytes(&recorded.path("")), before);
}

/// Goes on with the finished run of a lab, which has nothing left to do.
fn stays(recorded: &Recorded, lab: &str) {
    let finished = recorded.path(&format!("{lab}-finished"));
    let before = bytes(&finished);
    recorded.nnlab(&["train", "--json", "--resume"], &finished);
    assert_eq!(bytes(&finished), before, "{lab}: nothing is left to do");
}

/// Goes on with the stopped run of a lab to what the finished one came to.
fn goes_on(recorded: &Recorded, lab: &str) {
    let [finished, stopped] = ["finished", "stopped"].map(|state| recorded.path(&format!("{lab}-{state}")));
    let output = recorded.nnlab(&["train", "--json", "--resume"], &stopped);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("bears no checksum, as version 0.1.0 wrote it"), "{text}");
    let ((whole, end), (resumed, now)) = (log(&finished), log(&stopped));
    assert_eq!((now["complete"].as_bool(), resumed.len()), (Some(true), whole.len()), "{lab}");
    if lab == "forecaster" {
        // Its series has gaps, which were filled from what came after them: it goes on by the rules of today.
        assert_eq!(resumed[..3], whole[..3]);
    } else if end["kernel_level"] == now["kernel_level"] {
        assert_eq!(resumed, whole, "{lab}: to the bit within one level");
    }
}

fn sweep_goes_on(recorded: &Recorded) {
    let sweep = recorded.path("sweep-stopped");
    let done = sweep.join("trials/001-units=1-seed=42/result.json");
    let before = std::fs::read(&done).unwrap();
    recorded.nnlab(&["sweep", "--run-dir"], &sweep);
    assert_eq!(std::fs::read(&done).unwrap(), before);
    assert!(sweep.join("trials/002-units=2-seed=42/result.json").exists());
}

#[test]
fn runs_of_0_1_go_on_to_what_they_would_have_come_to_and_are_taken_away() {
    let recorded = Recorded::copy();
    std::thread::scope(|scope| {
        for lab in LABS {
            let recorded = &recorded;
            scope.spawn(move || stays(recorded, lab));
            scope.spawn(move || goes_on(recorded, lab));
        }
        scope.spawn(|| sweep_goes_on(&recorded));
    });
    for entry in std::fs::read_dir(recorded.path("")).unwrap() {
        recorded.nnlab(&["runs", "rm", "--yes"], &entry.unwrap().path());
    }
    assert_eq!(std::fs::read_dir(recorded.path("")).unwrap().count(), 0);
}
