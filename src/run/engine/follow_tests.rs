use super::*;
use crate::run::conductor::Conductor;
use crate::run::contract::counting::Counting;
use crate::run::contract::{Context, Entry, Pace, RunSpec};
use crate::run::engine::bus::{self, Inbox};
use crate::run::engine::history::History;
use crate::run::engine::worker::Record;
use crate::run::store::writer::Writer;

const ID: RunId = RunId::new(3);

/// A recorded run of ten epochs, and its log.
fn recorded(path: &std::path::Path) -> String {
    let (outbox, inbox) = bus::channel();
    let mut conductor = Conductor::new(Context { threads: 1 }, outbox);
    let entry = Entry::of::<Counting>();
    let mut spec = RunSpec { lab: "counting".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
    spec.assign(entry.knobs(), &"epochs=10".parse().unwrap()).unwrap();
    let id = conductor.open(entry, spec, Record::New(path.to_owned()), Pace::Full).unwrap();
    conductor.send(id, Command::Play);
    let mut history = History::default();
    while history.summary.is_none() {
        inbox.wait(Duration::from_secs(60)).iter().for_each(|(_, event)| history.apply(event));
    }
    assert!(conductor.stop_all(Duration::from_secs(60)));
    std::fs::read_to_string(path.join("events.jsonl")).unwrap()
}

fn seen(follower: &mut Follower, inbox: &Inbox, history: &mut History, now: Instant) {
    follower.look(now);
    inbox.drain().iter().for_each(|(id, event)| {
        assert_eq!(*id, ID);
        history.apply(event);
    });
}

#[test]
fn a_log_that_grows_byte_by_byte_and_is_cut_back_tells_what_the_whole_one_tells() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let text = recorded(&path);
    let directory = RunDirectory::open(&path).unwrap();
    let log = directory.log_path();
    let whole = History::of(&directory.replay().unwrap());
    let _writer = Writer::take(&path).unwrap();
    let (outbox, inbox) = bus::channel();
    let mut follower = Follower::new(directory, ID, outbox);
    let mut history = History::default();
    let now = Instant::now();
    std::fs::remove_file(&log).unwrap();
    seen(&mut follower, &inbox, &mut history, now);
    assert_eq!(history, History::default(), "nothing is there yet");
    let cut = text.len() / 2;
    for end in (0..cut).step_by(97) {
        std::fs::write(&log, &text[..end]).unwrap();
        seen(&mut follower, &inbox, &mut history, now);
    }
    assert_eq!(history.status, Status::Training);
    assert!(history.at.step > 0 && history.at.step < whole.at.step);
    seen(&mut follower, &inbox, &mut history, now + catalogue::QUIET);
    assert_eq!(history.status, Status::Paused);
    // Cut back to an earlier line, and grown beyond its old length before anybody looked; other speeds, other bytes.
    let other = text.replace(r#""seconds":"#, r#""seconds":1"#);
    std::fs::write(&log, other).unwrap();
    seen(&mut follower, &inbox, &mut history, now);
    assert_eq!((history.status, history.at), (Status::Finished, whole.at));
    assert_eq!(history.curves, whole.curves);
    assert_eq!(history.figures, whole.figures);
    assert_eq!(history.latest, whole.latest);
}

#[test]
fn a_writer_that_is_gone_without_a_word_has_crashed_until_another_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let text = recorded(&path);
    let directory = RunDirectory::open(&path).unwrap();
    let end = text.find(r#"{"event":"finished""#).unwrap();
    std::fs::write(directory.log_path(), &text[..end]).unwrap();
    let (outbox, inbox) = bus::channel();
    let mut follower = Follower::new(directory.clone(), ID, outbox);
    let mut history = History::default();
    let now = Instant::now();
    seen(&mut follower, &inbox, &mut history, now);
    assert_eq!(history.status, Status::Crashed);
    let _writer = Writer::take(&path).unwrap();
    seen(&mut follower, &inbox, &mut history, now);
    assert_eq!(history.status, Status::Training);
    std::fs::write(directory.log_path(), &text).unwrap();
    seen(&mut follower, &inbox, &mut history, now);
    assert_eq!(history.status, Status::Finished);
}
