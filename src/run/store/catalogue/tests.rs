//! Recorded runs of the lab that only counts.

use super::*;
use crate::run::conductor::Conductor;
use crate::run::contract::counting::{Counting, KNOBS};
use crate::run::contract::{Command, Context, Failure, Pace, RunSpec};
use crate::run::engine::bus;
use crate::run::engine::history::History;
use crate::run::engine::worker::Record;
use crate::run::store::writer::{Presence, Process, Writer};
use std::time::Duration;

fn lab(name: &str) -> Result<Entry> {
    if name == "counting" { Ok(Entry::of::<Counting>()) } else { Err(Failure::Input(format!("no lab {name}"))) }
}

/// Records a run, whole.
fn record(path: &Path, settings: &[&str]) {
    let (outbox, inbox) = bus::channel();
    let mut conductor = Conductor::new(Context { threads: 1 }, outbox);
    let entry = Entry::of::<Counting>();
    let mut spec = RunSpec { lab: "counting".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
    for text in settings {
        spec.assign(&KNOBS, &text.parse().unwrap()).unwrap();
    }
    let id = conductor.open(entry, spec, Record::New(path.to_owned()), Pace::Full).unwrap();
    conductor.send(id, Command::Play);
    let mut history = History::default();
    while history.summary.is_none() && history.failure.is_none() {
        inbox.wait(Duration::from_secs(60)).iter().for_each(|(_, event)| history.apply(event));
    }
    assert!(conductor.stop_all(Duration::from_secs(60)));
}

/// Takes the end of a log away, as a process that crashed leaves it.
fn tear(path: &Path) {
    let log = path.join("events.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    let end = text.find(r#"{"event":"finished""#).unwrap();
    std::fs::write(&log, &text[..end + 9]).unwrap();
}

#[test]
fn a_card_says_what_a_run_is_where_it_stands_and_how_well_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    record(&path, &["epochs=4", "epochs=3@7"]);
    let card = Card::read(&path, lab);
    assert_eq!((card.name.as_str(), card.state, card.failure.as_deref()), ("mine", Status::Finished, None));
    assert_eq!((card.at.epoch, card.epochs(), card.headline.as_str()), (3, 3, "val"));
    assert_eq!(card.best, Some(1.0 / 16.0));
    assert_eq!(card.curve.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [0, 5, 10, 15]);
    assert_eq!(card.last(), card.best);
    assert!(card.bytes > 500 && card.modified > 1_700_000_000);
    assert!(card.writer.as_ref().unwrap().is_here());
    let entry = Entry::of::<Counting>();
    let line = card.spec.command_line(&entry.defaults().unwrap());
    assert_eq!(line, "nnlab train counting --set epochs=4 --set epochs=3@7");
}

#[test]
fn a_run_that_crashed_is_told_from_one_that_another_process_writes_and_one_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("torn");
    record(&path, &[]);
    tear(&path);
    assert_eq!(Card::read(&path, lab).state, Status::Crashed);
    let writer = Writer::take(&path).unwrap();
    assert_eq!(Card::read(&path, lab).state, Status::Training);
    drop(writer);
    let failed = folder.path().join("failed");
    record(&failed, &["fail-at=3"]);
    let card = Card::read(&failed, lab);
    assert_eq!((card.state, card.failure.as_deref()), (Status::Failed, Some("told to fail")));
}

#[test]
fn a_second_look_sees_what_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (same, torn) = (folder.path().join("same"), folder.path().join("torn"));
    record(&same, &[]);
    record(&torn, &[]);
    let roots = [folder.path().to_owned()];
    let first = Catalogue::scan(&roots, lab);
    assert_eq!(first.scan_again(&roots, lab), first);
    let writer = Writer::take(&torn).unwrap();
    tear(&torn);
    let states = |found: &Catalogue| {
        let state = |name: &str| found.runs.iter().find(|card| card.name == name).map(|card| card.state);
        [state("same"), state("torn")]
    };
    let second = first.scan_again(&roots, lab);
    assert_eq!(states(&second), [Some(Status::Finished), Some(Status::Training)]);
    drop(writer);
    let third = second.scan_again(&roots, lab);
    assert_eq!(states(&third), [Some(Status::Finished), Some(Status::Crashed)]);
    std::fs::remove_dir_all(&same).unwrap();
    assert_eq!(states(&third.scan_again(&roots, lab))[0], None);
}

#[test]
fn on_another_machine_a_log_that_grows_is_a_sign_of_life() {
    let elsewhere = Process { pid: 1, host: "another-machine".into(), since: 0 };
    let open = |seconds| seen(Status::Training, &Presence::Left(elsewhere.clone()), Duration::from_secs(seconds));
    assert_eq!(
        [open(5), open(60), open(600), open(90_000)],
        [Status::Training, Status::Paused, Status::Silent, Status::Crashed]
    );
    assert_eq!(seen(Status::Stopped, &Presence::Left(elsewhere.clone()), Duration::ZERO), Status::Stopped);
    assert_eq!(seen(Status::Training, &Presence::Left(Process::this()), Duration::ZERO), Status::Crashed);
    assert_eq!(seen(Status::Finished, &Presence::Writing(elsewhere), Duration::ZERO), Status::Finished);
}

#[test]
fn a_folder_is_looked_through_and_what_cannot_be_read_is_listed_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    record(&folder.path().join("one"), &[]);
    record(&folder.path().join("two"), &["epochs=1"]);
    for (name, spec) in [("other", "lab = \"unknown\"\n"), ("bad", "lab = \"counting\"\nepochs = -1\n")] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name).join("spec.toml"), spec).unwrap();
    }
    std::fs::create_dir(folder.path().join("nothing")).unwrap();
    let found = Catalogue::scan(&[folder.path().to_owned(), folder.path().join("absent")], lab);
    assert_eq!(found.runs.len(), 4);
    let bad = found.runs.iter().find(|card| card.name == "bad").unwrap();
    assert_eq!(bad.state, Status::Unreadable);
    assert!(bad.failure.as_ref().unwrap().contains("spec.toml, line 2: `epochs` cannot be `-1`"));
    let one = folder.path().join("one");
    assert_eq!(Catalogue::scan(std::slice::from_ref(&one), lab).runs.len(), 1);
    let roots = [folder.path().to_owned()];
    assert_eq!(find(&roots, "on").unwrap(), one);
    assert_eq!(find(&[], one.to_str().unwrap()).unwrap(), one);
    assert!(find(&roots, "o").unwrap_err().to_string().contains("may be any of 2"));
    assert!(find(&roots, "x\u{1b}").unwrap_err().to_string().contains(r"`x\u{1b}`"));
}

#[test]
fn taking_a_run_away_spares_what_is_written_and_what_is_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    record(&path, &["epochs=3"]);
    let writer = Writer::take(&path).unwrap();
    assert!(remove(&path, lab).unwrap_err().to_string().contains("is training here"));
    drop(writer);
    std::fs::write(path.join("notes.txt"), "mine").unwrap();
    assert!(remove(&path, lab).unwrap_err().to_string().contains("aren't ours"));
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1);
    assert!(remove(&path, lab).unwrap_err().to_string().contains("neither a run nor a sweep"));
    let other = folder.path().join("other");
    record(&other, &[]);
    remove(&other, lab).unwrap();
    assert!(!other.exists());
}

#[test]
fn two_runs_are_compared_by_what_differs() {
    let spec = |texts: &[&str]| {
        let settings = Entry::of::<Counting>().defaults().unwrap();
        let mut spec = RunSpec { lab: "counting".into(), settings, changes: Vec::new() };
        texts.iter().for_each(|text| spec.assign(&KNOBS, &text.parse().unwrap()).unwrap());
        spec
    };
    let rows = differences(&spec(&["epochs=4"]), &spec(&["seed=2", "epochs=5@9"]));
    let row = |key: &str, a: &str, b: &str| (key.to_owned(), a.to_owned(), b.to_owned());
    assert_eq!(rows, [row("seed", "0", "2"), row("epochs", "4", "2"), row("changes", "", "epochs=5@9")]);
}
