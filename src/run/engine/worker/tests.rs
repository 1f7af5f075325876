//! The worker driven by commands, with a lab that only counts. Tests wait for events, never for time.

use super::*;
use crate::run::conductor::Conductor;
use crate::run::contract::counting::{Counting, KNOBS, STEPS};
use crate::run::contract::{Context, Grain, Question, Status};
use crate::run::engine::bus;
use crate::run::engine::history::History;
use crate::run::store::catalogue::Catalogue;
use crate::run::store::checkpoint;
use crate::run::store::directory::RunDirectory;
use crate::run::store::files::Folder;
use std::time::Duration;

/// A run and the history of what it said.
struct Stage {
    conductor: Conductor,
    inbox: bus::Inbox,
    histories: std::collections::BTreeMap<RunId, History>,
}

impl Stage {
    fn new() -> Self {
        let (outbox, inbox) = bus::channel();
        let conductor = Conductor::new(Context { threads: 1 }, outbox);
        Self { conductor, inbox, histories: std::collections::BTreeMap::new() }
    }

    fn open(&mut self, settings: &[&str], record: Record) -> RunId {
        let entry = Entry::of::<Counting>();
        let mut spec = RunSpec { lab: "counting".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
        for text in settings {
            spec.assign(&KNOBS, &text.parse().unwrap()).unwrap();
        }
        self.conductor.open(entry, spec, record, Pace::Full).unwrap()
    }

    fn until(&mut self, id: RunId, holds: impl Fn(&History) -> bool) -> &History {
        while !self.histories.get(&id).is_some_and(&holds) {
            for (run, event) in self.inbox.wait(Duration::from_secs(60)) {
                self.histories.entry(run).or_default().apply(&event);
            }
        }
        &self.histories[&id]
    }
}

#[test]
fn a_run_opens_paused_with_its_untrained_figures_and_plays_to_its_end() {
    let mut stage = Stage::new();
    let id = stage.open(&[], Record::Off);
    let history = stage.until(id, |h| h.status == Status::Paused);
    assert_eq!((history.at.step, history.figures.len()), (0, 1));
    stage.conductor.send(id, Command::Play);
    let history = stage.until(id, |h| h.status == Status::Finished && h.summary.is_some());
    assert_eq!(history.at.step, 2 * STEPS);
    assert_eq!(history.figures["picture"].frames.len(), 3);
    assert_eq!(history.best.map(|best| best.at.epoch), Some(2));
}

#[test]
fn a_step_is_one_batch_and_an_epoch_ends_after_its_evaluation() {
    let mut stage = Stage::new();
    let id = stage.open(&[], Record::Off);
    stage.conductor.send(id, Command::Step(Grain::Batch));
    assert_eq!(stage.until(id, |h| h.status == Status::Paused && h.at.step > 0).at.step, 1);
    stage.conductor.send(id, Command::Step(Grain::Epoch));
    let history = stage.until(id, |h| h.status == Status::Paused && h.at.step > 1);
    assert_eq!(history.at.step, STEPS);
    assert_eq!(history.latest.as_ref().map(|(at, _)| at.epoch), Some(1));
}

#[test]
fn a_panic_or_an_error_in_a_run_is_told_and_leaves_the_others_alone() {
    let mut stage = Stage::new();
    let panics = stage.open(&["panic-at=3"], Record::Off);
    let fails = stage.open(&["fail-at=2"], Record::Off);
    let refused = stage.open(&["seed=13"], Record::Off);
    let well = stage.open(&[], Record::Off);
    for id in [panics, fails, well] {
        stage.conductor.send(id, Command::Play);
        stage.until(id, |h| matches!(h.status, Status::Failed | Status::Finished));
    }
    assert!(stage.until(panics, |h| h.failure.is_some()).failure.as_ref().unwrap().contains("told to panic"));
    assert_eq!(stage.until(fails, |h| h.failure.is_some()).failure.as_deref(), Some("told to fail"));
    assert!(stage.until(refused, |h| h.failure.is_some()).failure.as_ref().unwrap().contains("cannot be 13"));
    assert_eq!(stage.histories[&well].status, Status::Finished);
}

#[test]
fn playing_one_run_pauses_the_other_and_says_so() {
    let mut stage = Stage::new();
    let first = stage.open(&["epochs=1000000"], Record::Off);
    let second = stage.open(&[], Record::Off);
    stage.conductor.send(first, Command::Play);
    stage.until(first, |h| h.at.step > 0);
    stage.conductor.send(second, Command::Play);
    let history = stage.until(first, |h| h.status == Status::Paused && h.at.step > 0 && !h.notes.is_empty());
    assert!(history.notes[0].1.contains("another run trains now"));
    stage.until(second, |h| h.status == Status::Finished);
}

#[test]
fn a_live_knob_turns_and_a_fixed_or_bad_one_is_refused_in_words() {
    let mut stage = Stage::new();
    let id = stage.open(&[], Record::Off);
    let set = |key: &str, value: toml::Value| Command::Set { key: key.into(), value };
    stage.conductor.send(id, set("epochs", 3.into()));
    let history = stage.until(id, |h| !h.changes.is_empty());
    assert_eq!(history.settings.integer("epochs"), Some(3));
    stage.conductor.send(id, set("seed", 4.into()));
    stage.conductor.send(id, set("epochs", "many".into()));
    let history = stage.until(id, |h| h.notes.len() == 2);
    assert!(history.notes[0].1.contains("cannot change while a run trains"));
    assert!(history.notes[1].1.contains("`many` is not a whole number"));
}

#[test]
fn a_question_is_answered_from_the_step_at_which_it_was_asked_even_after_the_end() {
    let mut stage = Stage::new();
    let id = stage.open(&[], Record::Off);
    stage.conductor.send(id, Command::Play);
    stage.until(id, |h| h.status == Status::Finished);
    stage.conductor.send(id, Command::Ask(Question::Text { slot: "answer".into(), text: "here".into() }));
    let history = stage.until(id, |h| h.figures.contains_key("answer"));
    let (at, figure) = history.figures["answer"].latest.clone().unwrap();
    assert_eq!((at.step, figure.title()), (2 * STEPS, "here at 10"));
}

#[test]
fn a_recorded_run_replays_into_the_same_history_and_goes_on_where_it_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut stage = Stage::new();
    let id = stage.open(&["epochs=4"], Record::New(path.clone()));
    stage.conductor.send(id, Command::Step(Grain::Epoch));
    stage.until(id, |h| h.status == Status::Paused && h.at.epoch == 1);
    stage.conductor.stop(id);
    stage.until(id, |h| h.summary.is_some());
    assert!(stage.conductor.stop_all(Duration::from_secs(60)));
    let recorded = History::of(&RunDirectory::open(&path).unwrap().replay().unwrap());
    let live = &stage.histories[&id];
    assert_eq!((&recorded.curves, &recorded.latest, &recorded.best), (&live.curves, &live.latest, &live.best));
    assert_eq!(recorded.figures["picture"].frames, live.figures["picture"].frames);
    let again = stage.open(&["epochs=4"], Record::Resume(path.clone(), Terms::default()));
    stage.conductor.send(again, Command::Play);
    assert_eq!(stage.until(again, |h| h.status == Status::Finished).at.step, 4 * STEPS);
    assert!(stage.conductor.stop_all(Duration::from_secs(60)));
    let whole = History::of(&RunDirectory::open(&path).unwrap().replay().unwrap());
    let steps: Vec<u64> = whole.curves["loss"].iter().flat_map(|s| [s.first, s.last]).collect();
    assert!(steps.is_sorted() && steps.first() == Some(&1) && steps.last() == Some(&(4 * STEPS)), "{steps:?}");
    assert_eq!(whole.curves["val"].len(), 5);
}

#[test]
fn a_run_recorded_under_former_words_is_read_listed_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut stage = Stage::new();
    let id = stage.open(&["epochs=4"], Record::New(path.clone()));
    stage.conductor.send(id, Command::Step(Grain::Epoch));
    stage.until(id, |h| h.status == Status::Paused && h.at.epoch == 1);
    stage.conductor.stop(id);
    stage.until(id, |h| h.summary.is_some());
    assert!(stage.conductor.stop_all(Duration::from_secs(60)));
    // As the version wrote it in which the setting and its value were called otherwise.
    let spec = path.join("spec.toml");
    let text = std::fs::read_to_string(&spec).unwrap();
    assert!(text.contains("fail-at = 0\n"), "{text}");
    std::fs::write(&spec, text.replace("fail-at = 0\n", "breaks-at = \"never\"\n")).unwrap();
    let mut state = checkpoint::read(&path.join("checkpoint.safetensors")).unwrap().state;
    let mut saved: serde_json::Value = state.get("worker").unwrap();
    let settings = saved["settings"].as_object_mut().unwrap();
    assert!(settings.remove("fail-at").is_some());
    settings.insert("breaks-at".into(), "never".into());
    state.put("worker", &saved).unwrap();
    checkpoint::write(&Folder::open(&path).unwrap(), "checkpoint.safetensors", &state).unwrap();

    let entry = |_: &str| Ok(Entry::of::<Counting>());
    let listed = Catalogue::scan(&[folder.path().to_owned()], entry);
    assert_eq!((listed.runs.len(), listed.runs[0].state), (1, Status::Stopped), "{:?}", listed.runs[0].failure);
    let mut read =
        RunSpec { lab: "counting".into(), settings: entry("").unwrap().defaults().unwrap(), changes: Vec::new() };
    read.read(&KNOBS, &spec).unwrap();
    assert_eq!((read.settings.integer("fail-at"), read.settings.integer("epochs")), (Some(0), Some(4)));
    assert!(read.settings.get("breaks-at").is_none(), "former words are never written");
    let again = stage.conductor.open(entry("").unwrap(), read, Record::Resume(path, Terms::default()), Pace::Full);
    let again = again.unwrap();
    stage.conductor.send(again, Command::Play);
    let ended = stage.until(again, |h| matches!(h.status, Status::Finished | Status::Failed));
    assert_eq!((ended.status, ended.at.step), (Status::Finished, 4 * STEPS), "{:?}", ended.notes);
}

#[test]
fn a_record_tells_a_finished_run_from_a_stopped_and_a_failed_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::new();
    let mut recorded = |name: &str, settings: &[&str], grain: Option<Grain>| {
        let path = folder.path().join(name);
        let id = stage.open(settings, Record::New(path.clone()));
        stage.conductor.send(id, grain.map_or(Command::Play, Command::Step));
        stage.until(id, |h| match grain {
            Some(_) => h.status == Status::Paused && h.at.step > 0,
            None => matches!(h.status, Status::Finished | Status::Failed),
        });
        stage.conductor.stop(id);
        assert!(stage.conductor.stop_all(Duration::from_secs(60)));
        History::of(&RunDirectory::open(&path).unwrap().replay().unwrap())
    };
    assert_eq!(recorded("whole", &[], None).status, Status::Finished);
    assert_eq!(recorded("half", &[], Some(Grain::Epoch)).status, Status::Stopped);
    let failed = recorded("fails", &["fail-at=2"], None);
    assert_eq!((failed.status, failed.failure.as_deref()), (Status::Failed, Some("told to fail")));
    assert!(recorded("panics", &["panic-at=2"], None).failure.as_ref().unwrap().contains("told to panic"));
}

#[test]
fn a_torn_last_line_of_the_log_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut stage = Stage::new();
    let id = stage.open(&[], Record::New(path.clone()));
    stage.conductor.send(id, Command::Play);
    stage.until(id, |h| h.status == Status::Finished);
    assert!(stage.conductor.stop_all(Duration::from_secs(60)));
    let directory = RunDirectory::open(&path).unwrap();
    let whole = directory.replay().unwrap();
    let mut log = std::fs::read(directory.log_path()).unwrap();
    log.extend_from_slice(br#"{"event":"note","sever"#);
    std::fs::write(directory.log_path(), &log).unwrap();
    assert_eq!(directory.replay().unwrap(), whole);
    log.push(b'\n');
    std::fs::write(directory.log_path(), &log).unwrap();
    let told = directory.replay().unwrap_err().to_string();
    assert!(told.contains("events.jsonl, line"), "{told}");
}
