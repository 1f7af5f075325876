//! Sweeps of the lab that only counts.

use super::*;
use crate::run::contract::counting::{Counting, KNOBS};
use crate::run::contract::{Better, Command, Context, Entry, Event, Result, RunId, RunSpec, Terms};
use crate::run::engine::bus;
use crate::run::engine::worker::Handle;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

fn entry() -> Entry {
    Entry::of::<Counting>()
}

fn spec(over: &[&str], seeds: u32) -> Result<SweepSpec> {
    let base = RunSpec { lab: "counting".into(), settings: entry().defaults()?, changes: Vec::new() };
    let mut spec = SweepSpec::new(base);
    for text in over {
        spec.over(&KNOBS, text)?;
    }
    spec.seeds(&KNOBS, seeds)?;
    Ok(spec)
}

/// A sweep under way, and what it said.
struct Going {
    handle: Handle,
    inbox: bus::Inbox,
    progress: Progress,
}

impl Going {
    fn start(path: &Path, spec: &SweepSpec) -> Self {
        let (outbox, inbox) = bus::channel();
        let (directory, writer) = SweepDirectory::create(path, spec, &entry()).unwrap();
        let (id, context, spec) = (RunId::new(7), Context { threads: 1 }, spec.clone());
        let terms = Terms::default();
        let launch = SweepLaunch { id, entry: entry(), spec, directory, writer, terms, context, outbox };
        let handle = spawn(launch).unwrap();
        Self { handle, inbox, progress: Progress::default() }
    }

    /// Until a run of it says something like this, or the sweep is over.
    fn until(&mut self, is_it: impl Fn(RunId, &Event) -> bool) {
        let mut seen = false;
        while !seen && !self.progress.is_over {
            for (id, event) in self.inbox.wait(Duration::from_secs(60)) {
                if let Event::Sweep(event) = &event {
                    assert_eq!(id, RunId::new(7));
                    self.progress.apply(event);
                }
                seen |= is_it(id, &event);
            }
        }
    }

    fn ended(mut self) -> Progress {
        self.until(|_, _| false);
        self.handle.join();
        self.progress
    }
}

/// Every trial's result, by folder.
fn results(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let folders = std::fs::read_dir(path.join("trials")).unwrap().map(|folder| folder.unwrap());
    let result = |folder: std::fs::DirEntry| {
        let bytes = std::fs::read(folder.path().join("result.json")).ok()?;
        Some((folder.file_name().into_string().unwrap(), bytes))
    };
    folders.filter_map(result).collect()
}

#[test]
fn a_grid_is_gone_through_for_one_seed_after_the_other_and_the_results_bear_no_clock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let spec = spec(&["epochs=1,3", "fail-at=0,100"], 2).unwrap();
    let progress = Going::start(&path, &spec).ended();
    let labels: Vec<String> = progress.results().map(|(trial, _)| trial.label()).collect();
    assert_eq!(labels.len(), 8);
    assert_eq!(labels[0], "epochs=1 fail-at=0 seed=0");
    assert_eq!(labels[6], "epochs=3 fail-at=0 seed=1");
    let results = results(&path);
    let text = String::from_utf8(results["003-epochs=3-fail-at=0-seed=0"].clone()).unwrap();
    assert!(text.contains(r#""val":0.0625"#) && text.contains(r#""epochs":3"#), "{text}");
    assert!(!text.contains("second") && !text.contains("threads"), "{text}");
    let (_, third) = progress.results().nth(2).unwrap();
    assert!(third.number("seconds").is_some() && third.headline() == Some("val"));
    assert!(
        crate::run::store::directory::RunDirectory::open(&path.join("trials/001-epochs=1-fail-at=0-seed=0")).is_ok()
    );
}

#[test]
fn a_sweep_stopped_inside_a_trial_and_gone_on_with_equals_the_whole_one_to_the_byte_and_skips_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, halves) = (folder.path().join("whole"), folder.path().join("halves"));
    let spec = spec(&["epochs=2,900,4"], 2).unwrap();
    Going::start(&whole, &spec).ended();
    let mut first = Going::start(&halves, &spec);
    first.until(|id, event| {
        id == RunId::new(7).of_trial(1) && matches!(event, Event::Evaluated { at, .. } if at.epoch == 3)
    });
    first.handle.send(Command::Stop);
    let first = first.ended();
    assert_eq!(first.done(), 1);
    assert!(matches!(first.trials[1].1, TrialState::Ended(Outcome::Stopped)));
    let mut second = Going::start(&halves, &spec);
    second.until(|_, event| matches!(event, Event::Sweep(event) if matches!(**event, SweepEvent::Opened { .. })));
    assert_eq!(second.progress.done(), 1, "the first trial is not run again");
    assert_eq!(second.ended().done(), 6);
    assert_eq!(results(&halves), results(&whole));
    assert_eq!(results(&whole).len(), 6);
}

#[test]
fn a_trial_that_fails_is_told_and_the_others_are_run_and_it_is_tried_again_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let spec = spec(&["fail-at=3,0", "panic-at=0,4"], 1).unwrap();
    for _ in 0..2 {
        let progress = Going::start(&path, &spec).ended();
        assert_eq!((progress.done(), progress.failed()), (1, 3));
        let TrialState::Ended(Outcome::Failed { message, .. }) = &progress.trials[0].1 else { panic!("it fails") };
        assert_eq!(message, "told to fail");
    }
}

#[test]
fn a_paused_sweep_waits_and_plays_on_and_another_process_is_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let spec = spec(&["epochs=900,2"], 1).unwrap();
    let mut going = Going::start(&path, &spec);
    going.until(|_, event| matches!(event, Event::Evaluated { .. }));
    going.handle.send(Command::Pause);
    going.until(|_, event| matches!(event, Event::Phase { status: crate::run::contract::Status::Paused, .. }));
    let directory = SweepDirectory::open(&path).unwrap();
    assert!(directory.take().unwrap_err().to_string().contains("is training here"));
    going.handle.send(Command::Play);
    assert_eq!(going.ended().done(), 2);
}

#[test]
fn a_sweep_file_reads_back_and_another_sweep_in_its_place_is_refused_with_the_difference() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let other = spec(&["epochs=1,2", "fail-at=0,51"], 3).unwrap();
    let spec = spec(&["epochs=1,2", "fail-at=0,50"], 3).unwrap();
    let (directory, writer) = SweepDirectory::create(&path, &spec, &entry()).unwrap();
    assert!(SweepDirectory::create(&path, &spec, &entry()).unwrap_err().to_string().contains("is training here"));
    drop(writer);
    assert_eq!(directory.read_spec(|_| Ok(entry())).unwrap(), spec);
    SweepDirectory::create(&path, &spec, &entry()).unwrap();
    let told = SweepDirectory::create(&path, &other, &entry()).unwrap_err().to_string();
    assert!(told.contains("epochs=1,2 fail-at=0,51 instead of epochs=1,2 fail-at=0,50"), "{told}");
    std::fs::write(directory.spec_path(), "lab = \"counting\"\nseeds = [1]\n[over]\nepochs = [1, \"x\"]\n").unwrap();
    let told = directory.read_spec(|_| Ok(entry())).unwrap_err().to_string();
    assert!(told.contains("sweep.toml, line 4: `epochs` cannot be `x`"), "{told}");
}

#[test]
fn a_wrong_axis_names_the_key_the_value_and_what_is_allowed() {
    let told = |over: &[&str], seeds| spec(over, seeds).unwrap_err().to_string();
    assert!(told(&["epcohs=1,2"], 1).contains("did you mean `epochs`?"));
    assert_eq!(told(&["epochs=1,many"], 1), "`epochs` cannot be `many`: expected a whole number from 0 to 1000000");
    assert!(told(&["epochs"], 1).contains("`epochs` is not of the form key=value,value"));
    assert!(told(&["epochs=1,01"], 1).contains("`epochs` goes through `1` twice"));
    assert!(told(&["epochs=1", "epochs=2"], 1).contains("`epochs` is an axis already"));
    assert!(told(&["seed=1,2"], 2).contains("`seed` is an axis"));
    let thousand = (0..1000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    assert!(told(&[&format!("epochs={thousand}"), &format!("fail-at={thousand}")], 1).contains("1000000 trials"));
}

#[test]
fn curves_take_the_first_axis_of_numbers_and_hold_the_others() {
    let spec = spec(&["epochs=1,2,5,10,20", "fail-at=0,900"], 3).unwrap();
    let trials = spec.trials(&KNOBS).unwrap();
    let result = |trial: &Trial| {
        let epochs: f64 = trial.point[0].1.parse().unwrap();
        let mut result = TrialResult::default();
        result.result.insert("mse".into(), (1.0 / epochs + trial.seed as f64).into());
        result
    };
    let results: Vec<_> = trials.iter().map(|trial| (trial, result(trial))).collect();
    let curves = curves(&spec, results.iter().map(|(trial, result)| (*trial, result)), "mse", Better::Lower);
    assert_eq!(curves.iter().map(Curve::name).collect::<Vec<_>>(), ["fail-at=0", "fail-at=900"]);
    let place = &curves[1].places[2];
    assert_eq!((place.label.as_str(), place.spread.min, place.spread.median, place.spread.max), ("5", 0.2, 1.2, 2.2));
    assert_eq!(curves[0].knee.map(|knee| knee.at), Some(2));
}
