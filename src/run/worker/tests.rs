//! The worker driven by commands, with a lab that only counts. Tests wait for events, never for time.

use super::*;
use crate::figure::{Figure, Table};
use crate::run::checkpoint::State;
use crate::run::conductor::Conductor;
use crate::run::history::History;
use crate::run::{
    Context, Evaluation, Experiment, Facts, Grain, Kept, Kind, Knob, Lab, Liveness, Metric, Phase, Position, Preset,
    Probe, Question, Sink, Slice, Status, StepGrain, Verdict, bus,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A lab whose loss is the step's number and that panics or fails where it is told to.
struct Counting;

#[derive(Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Spec {
    seed: u64,
    epochs: u64,
    panic_at: u64,
    fail_at: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self { seed: 0, epochs: 2, panic_at: 0, fail_at: 0 }
    }
}

const fn whole(key: &'static str, liveness: Liveness) -> Knob {
    let kind = Kind::Integer { min: 0, usual_max: 100, max: 1000 };
    Knob { key, label: key, help: "", kind, liveness }
}

static KNOBS: [Knob; 4] = [
    whole("seed", Liveness::Fixed),
    whole("epochs", Liveness::Live),
    whole("panic-at", Liveness::Fixed),
    whole("fail-at", Liveness::Fixed),
];

const STEPS: u64 = 5;

struct Count {
    spec: Spec,
    position: Position,
}

impl Lab for Counting {
    type Spec = Spec;
    const NAME: &'static str = "counting";

    fn knobs() -> &'static [Knob] {
        &KNOBS
    }

    fn presets() -> &'static [Preset] {
        &[]
    }

    fn open(spec: Spec, _: &Context) -> Result<Box<dyn Experiment>> {
        if spec.seed == 13 {
            return Err(Failure::Input("`seed` cannot be 13 in this lab".into()));
        }
        Ok(Box::new(Count { spec, position: Position::default() }))
    }
}

struct Echo(u64);

impl Probe for Echo {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let Question::Text { slot, text } = question else { return Err(Failure::Input("ask in words".into())) };
        let title = format!("{text} at {}", self.0);
        Ok(vec![(slot.clone(), Figure::Table(Table { title, ..Table::default() }))])
    }
}

impl Experiment for Count {
    fn facts(&self) -> Facts {
        Facts { steps_per_epoch: STEPS, headline: "val".into(), ..Facts::default() }
    }

    fn position(&self) -> Position {
        self.position
    }

    fn epochs(&self) -> u64 {
        self.spec.epochs
    }

    fn step(&mut self, _: StepGrain, sink: &mut dyn Sink) -> Result<Phase> {
        self.position.step += 1;
        assert_ne!(self.position.step, self.spec.panic_at, "told to panic");
        if self.position.step == self.spec.fail_at {
            return Err(Failure::Work("told to fail".into()));
        }
        sink.scalar("loss", self.position.step as f64);
        self.position.step_in_epoch = self.position.step % STEPS;
        self.position.epoch = self.position.step / STEPS;
        Ok(Phase::Update)
    }

    fn step_in_hand(&self) -> bool {
        false
    }

    fn examples_in_step(&self) -> u64 {
        1
    }

    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        sink.figure("picture", Kept::Frame, Figure::Table(Table::default()));
        let value = 1.0 / (1.0 + self.position.step as f64);
        let metrics = vec![Metric { name: "val".into(), value }];
        Ok(Slice::Done(Evaluation { metrics, verdict: Verdict::Continue }))
    }

    fn set(&mut self, _: &str, value: &str) -> Result<()> {
        self.spec.epochs = value.parse().map_err(Failure::input)?;
        Ok(())
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Echo(self.position.step)))
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        state.put("position", &self.position)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.position = state.get("position")?;
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        Vec::new()
    }
}

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
    assert_eq!(history.best.map(|(at, _)| at.epoch), Some(2));
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
    let first = stage.open(&["epochs=1000"], Record::Off);
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
    let set = |key: &str, value: &str| Command::Set { key: key.into(), value: value.into() };
    stage.conductor.send(id, set("epochs", "3"));
    let history = stage.until(id, |h| !h.changes.is_empty());
    assert_eq!(history.settings.integer("epochs"), Some(3));
    stage.conductor.send(id, set("seed", "4"));
    stage.conductor.send(id, set("epochs", "many"));
    let history = stage.until(id, |h| h.notes.len() == 2);
    assert!(history.notes[0].1.contains("cannot change while a run trains"));
    assert!(history.notes[1].1.contains("`epochs` cannot be `many`"));
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
    let recorded = History::of(&crate::run::directory::RunDirectory::open(&path).unwrap().replay().unwrap());
    let live = &stage.histories[&id];
    assert_eq!((&recorded.curves, &recorded.latest, &recorded.best), (&live.curves, &live.latest, &live.best));
    assert_eq!(recorded.figures["picture"].frames, live.figures["picture"].frames);
    let again = stage.open(&["epochs=4"], Record::Resume(path.clone()));
    stage.conductor.send(again, Command::Play);
    assert_eq!(stage.until(again, |h| h.status == Status::Finished).at.step, 4 * STEPS);
    assert!(stage.conductor.stop_all(Duration::from_secs(60)));
    let whole = History::of(&crate::run::directory::RunDirectory::open(&path).unwrap().replay().unwrap());
    let steps: Vec<u64> = whole.curves["loss"].iter().flat_map(|s| [s.first, s.last]).collect();
    assert!(steps.is_sorted() && steps.first() == Some(&1) && steps.last() == Some(&(4 * STEPS)), "{steps:?}");
    assert_eq!(whole.curves["val"].len(), 5);
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
    let directory = crate::run::directory::RunDirectory::open(&path).unwrap();
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
