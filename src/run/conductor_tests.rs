//! Who trains and who waits, with a lab that only counts. Tests wait for events, never for time.

use super::*;
use crate::run::contract::counting::{Counting, KNOBS};
use crate::run::contract::{Grain, Status};
use crate::run::engine::bus::{self, Inbox};
use crate::run::engine::history::History;
use crate::run::sweep::Progress;
use std::sync::mpsc;

/// Wait no longer for what never comes.
const LONG: Duration = Duration::from_secs(60);

/// A sweep whose first trial does not end while a test looks away.
const ENDLESS: &str = "epochs=1000000,2";

/// Runs and a sweep, and what they said.
struct Stage {
    conductor: Conductor,
    inbox: Inbox,
    histories: BTreeMap<RunId, History>,
    progress: BTreeMap<RunId, Progress>,
    /// Sweeps that have waited at some time.
    waited: BTreeSet<RunId>,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let (outbox, inbox) = bus::channel();
        let conductor = Conductor::new(Context { threads: 1 }, outbox);
        let folder = tempfile::tempdir().unwrap();
        Self {
            conductor,
            inbox,
            histories: BTreeMap::new(),
            progress: BTreeMap::new(),
            waited: BTreeSet::new(),
            folder,
        }
    }

    fn spec(settings: &[&str]) -> RunSpec {
        let entry = Entry::of::<Counting>();
        let mut spec = RunSpec { lab: "counting".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
        settings.iter().for_each(|text| spec.assign(&KNOBS, &text.parse().unwrap()).unwrap());
        spec
    }

    fn open(&mut self, settings: &[&str]) -> RunId {
        let entry = Entry::of::<Counting>();
        self.conductor.open(entry, Self::spec(settings), Record::Off, Pace::Full).unwrap()
    }

    fn sweep(&mut self, over: &str) -> RunId {
        let entry = Entry::of::<Counting>();
        let mut spec = SweepSpec::new(Self::spec(&[]));
        spec.over(&KNOBS, over).unwrap();
        let path = self.folder.path().join(format!("sweep-{over}"));
        let (directory, writer) = SweepDirectory::create(&path, &spec, &entry).unwrap();
        self.conductor.sweep(entry, spec, directory, writer).unwrap()
    }

    /// Takes in what is said, as the loop does, until this holds.
    fn until(&mut self, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + LONG;
        while !holds(self) {
            assert!(Instant::now() < end, "it never comes: {:?} {:?}", self.histories, self.progress);
            for (id, event) in self.inbox.wait(Duration::from_secs(1)) {
                if let Event::Sweep(event) = &event {
                    self.progress.entry(id).or_default().apply(event);
                    self.waited.extend(matches!(**event, SweepEvent::Stands(Stance::Waiting)).then_some(id));
                }
                self.histories.entry(id).or_default().apply(&event);
            }
            self.conductor.look();
        }
    }

    fn status(&self, id: RunId) -> Status {
        self.histories.get(&id).map(|history| history.status).unwrap_or_default()
    }

    fn step(&self, id: RunId) -> u64 {
        self.histories.get(&id).map_or(0, |history| history.at.step)
    }

    fn stance(&self, id: RunId) -> Option<Stance> {
        self.progress.get(&id).map(|progress| progress.stance)
    }

    fn notes(&self, id: RunId) -> Vec<&str> {
        let history = self.histories.get(&id);
        history.into_iter().flat_map(|history| &history.notes).map(|(_, text)| text.as_str()).collect()
    }
}

/// The run of a sweep's first trial.
fn first_trial(sweep: RunId) -> RunId {
    sweep.of_trial(0)
}

#[test]
fn a_finished_run_is_not_said_to_be_paused_when_another_trains() {
    let mut stage = Stage::new();
    let (first, second) = (stage.open(&[]), stage.open(&[]));
    stage.conductor.send(first, Command::Play);
    stage.until(|stage| stage.status(first) == Status::Finished);
    stage.conductor.send(second, Command::Play);
    stage.until(|stage| stage.status(second) == Status::Finished);
    assert_eq!((stage.notes(first), stage.status(first)), (Vec::<&str>::new(), Status::Finished));
}

#[test]
fn a_sweep_waits_while_another_run_trains_and_goes_on_by_itself_when_that_is_done() {
    let mut stage = Stage::new();
    let run = stage.open(&["epochs=30"]);
    let sweep = stage.sweep(ENDLESS);
    stage.until(|stage| stage.status(first_trial(sweep)) == Status::Training);
    stage.conductor.send(run, Command::Play);
    stage.until(|stage| stage.waited.contains(&sweep));
    stage.until(|stage| stage.status(run) == Status::Finished);
    let at = stage.step(first_trial(sweep));
    stage.until(|stage| stage.stance(sweep) == Some(Stance::Going) && stage.step(first_trial(sweep)) > at);
    assert!(stage.conductor.stop_all(LONG));
}

#[test]
fn a_sweep_goes_on_when_the_other_run_is_paused_stopped_fails_or_took_its_step() {
    for (settings, commands) in [
        (&["epochs=1000000"][..], [Command::Play, Command::Pause]),
        (&["epochs=1000000"][..], [Command::Play, Command::Stop]),
        (&["epochs=1000000"][..], [Command::Step(Grain::Batch), Command::Save]),
        (&["epochs=1000000", "fail-at=9"][..], [Command::Play, Command::Save]),
    ] {
        let mut stage = Stage::new();
        let run = stage.open(settings);
        let sweep = stage.sweep(ENDLESS);
        stage.until(|stage| stage.status(first_trial(sweep)) == Status::Training);
        let [first, second] = commands.clone();
        stage.conductor.send(run, first);
        stage.until(|stage| stage.waited.contains(&sweep));
        stage.conductor.send(run, second);
        let at = stage.step(first_trial(sweep));
        stage.until(|stage| stage.stance(sweep) == Some(Stance::Going) && stage.step(first_trial(sweep)) > at);
        assert!(stage.conductor.stop_all(LONG), "{commands:?}");
    }
}

#[test]
fn a_sweep_that_is_paused_by_hand_stays_so_whoever_trains() {
    let mut stage = Stage::new();
    let run = stage.open(&["epochs=20"]);
    let sweep = stage.sweep(ENDLESS);
    stage.until(|stage| stage.status(first_trial(sweep)) == Status::Training);
    stage.conductor.send(run, Command::Play);
    stage.conductor.send(sweep, Command::Pause);
    stage.until(|stage| stage.status(run) == Status::Finished);
    assert_eq!(stage.stance(sweep), Some(Stance::Paused));
    stage.until(|stage| stage.conductor.playing.is_none());
    assert!(stage.conductor.waiting.is_empty());
    stage.conductor.send(sweep, Command::Play);
    stage.until(|stage| stage.stance(sweep) == Some(Stance::Going));
    assert!(stage.conductor.stop_all(LONG));
}

#[test]
fn of_two_sweeps_the_one_that_waits_goes_on_when_the_other_is_over() {
    let mut stage = Stage::new();
    let first = stage.sweep(ENDLESS);
    stage.until(|stage| stage.status(first_trial(first)) == Status::Training);
    let second = stage.sweep("epochs=30,2");
    stage.until(|stage| stage.waited.contains(&first));
    stage.until(|stage| stage.progress.get(&second).is_some_and(|progress| progress.is_over));
    stage.until(|stage| stage.stance(first) == Some(Stance::Going));
    assert!(stage.conductor.stop_all(LONG));
}

/// Work that lasts until the returned sender is dropped or it is cancelled; what came out is received.
fn lasting(conductor: &mut Conductor) -> (mpsc::Sender<()>, mpsc::Receiver<bool>) {
    let (lasts, ends) = mpsc::channel::<()>();
    let (told, outcome) = mpsc::channel();
    let work = move |_: &Context, cancel: &AtomicBool| {
        while ends.recv_timeout(Duration::from_millis(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
            if cancel.load(Ordering::Relaxed) {
                return false;
            }
        }
        true
    };
    conductor.job("test", work, move |result| _ = told.send(result.unwrap())).unwrap();
    (lasts, outcome)
}

#[test]
fn what_trains_makes_way_for_a_job_and_goes_on_when_it_is_over() {
    let mut stage = Stage::new();
    let (run, other) = (stage.open(&["epochs=1000000"]), stage.open(&["epochs=2"]));
    stage.conductor.send(run, Command::Play);
    stage.until(|stage| stage.status(run) == Status::Training);
    let (lasts, outcome) = lasting(&mut stage.conductor);
    stage.until(|stage| stage.status(run) == Status::Paused);
    assert!(stage.notes(run)[0].contains("goes on by itself"));
    drop(lasts);
    assert_eq!(outcome.recv_timeout(LONG), Ok(true));
    stage.conductor.look();
    stage.until(|stage| stage.status(run) == Status::Training);
    // What is played meanwhile waits its turn, and the one before makes way for it.
    let (lasts, outcome) = lasting(&mut stage.conductor);
    stage.conductor.send(other, Command::Play);
    stage.until(|stage| !stage.notes(other).is_empty() && stage.status(run) == Status::Paused);
    stage.until(|stage| stage.status(other) == Status::Paused);
    drop(lasts);
    outcome.recv_timeout(LONG).unwrap();
    stage.conductor.look();
    stage.until(|stage| stage.status(other) == Status::Finished);
    assert_eq!(stage.status(run), Status::Paused);
}

#[test]
fn a_job_is_ended_by_cancelling_by_another_and_by_leaving_and_one_that_panics_holds_nothing_up() {
    let mut stage = Stage::new();
    let run = stage.open(&["epochs=1000000"]);
    stage.conductor.send(run, Command::Play);
    stage.until(|stage| stage.status(run) == Status::Training);
    let (_first, of_first) = lasting(&mut stage.conductor);
    let (_second, of_second) = lasting(&mut stage.conductor);
    assert_eq!(of_first.recv_timeout(LONG), Ok(false));
    stage.until(|stage| stage.status(run) == Status::Paused);
    stage.conductor.cancel_job();
    assert_eq!(of_second.recv_timeout(LONG), Ok(false));
    stage.until(|stage| stage.status(run) == Status::Training);
    let (told, outcome) = mpsc::channel();
    let panics = |_: &Context, _: &AtomicBool| panic!("work of a test that panics");
    stage
        .conductor
        .job("test", panics, move |result: std::thread::Result<()>| told.send(result.is_err()).unwrap())
        .unwrap();
    assert_eq!(outcome.recv_timeout(LONG), Ok(true));
    stage.conductor.look();
    stage.until(|stage| stage.status(run) == Status::Training);
    let (_third, of_third) = lasting(&mut stage.conductor);
    assert!(stage.conductor.stop_all(LONG));
    assert_eq!(of_third.recv_timeout(LONG), Ok(false));
}

#[test]
fn a_sweep_makes_way_for_a_job_and_one_that_is_paused_meanwhile_stays_paused() {
    let mut stage = Stage::new();
    let sweep = stage.sweep(ENDLESS);
    stage.until(|stage| stage.status(first_trial(sweep)) == Status::Training);
    let (_first, _told) = lasting(&mut stage.conductor);
    stage.until(|stage| stage.waited.contains(&sweep));
    stage.conductor.cancel_job();
    stage.until(|stage| stage.stance(sweep) == Some(Stance::Going));
    let (_second, _told) = lasting(&mut stage.conductor);
    stage.conductor.send(sweep, Command::Pause);
    stage.conductor.cancel_job();
    stage.until(|stage| stage.stance(sweep) == Some(Stance::Paused));
    assert!(stage.conductor.playing.is_none());
    stage.conductor.send(sweep, Command::Play);
    stage.until(|stage| stage.stance(sweep) == Some(Stance::Going));
    assert!(stage.conductor.stop_all(LONG));
}
