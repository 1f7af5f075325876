//! The Runs tab, and sweeps.

use super::super::super::fixture::{RUN, SWEEP, after, catalogue, empty, press, send, shown, story, sweep, untrained};
use super::super::super::model::{Effect, LOOK, LibraryNews, LibraryTask, Message, Model, Overlay, Worker};
use super::super::{start_sweep, update, watch_sweep};
use crate::run::catalogue::SweepCard;
use crate::run::sweep::{Stance, SweepEvent, TrialResult};
use crate::run::{Command, Event, Moment, RunId, Status};

fn with_records() -> Model {
    let mut model = after(story());
    press(&mut model, "5");
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue()))));
    model
}

fn with_sweep() -> Model {
    let mut model = after(untrained());
    for event in sweep() {
        send(&mut model, Message::Run(SWEEP, Box::new(Event::Sweep(Box::new(event)))));
    }
    model
}

fn names(model: &Model) -> Vec<String> {
    model.runs_rows().iter().map(|row| row.name.clone()).collect()
}

#[test]
fn the_disk_is_looked_at_while_the_tab_is_open_and_not_otherwise() {
    let mut model = after(story());
    let scan = Effect::Library(LibraryTask::Scan);
    assert_eq!(press(&mut model, "5"), std::slice::from_ref(&scan));
    assert_eq!(press(&mut model, "down"), []);
    let due = model.deadline().unwrap();
    assert!(due <= model.now + LOOK);
    assert_eq!(update(&mut model, Message::Tick, due), [scan]);
    press(&mut model, "1");
    assert_eq!(model.deadline(), None);
}

#[test]
fn rows_are_sorted_and_filtered_and_the_cursor_stays_on_its_row() {
    let mut model = with_records();
    assert_eq!(names(&model)[1..], ["forecaster-a", "forecaster-b", "forecaster-c", "forecaster-d"]);
    press(&mut model, "down down S S S");
    assert_eq!(names(&model)[..2], ["forecaster-b", "forecaster-d"], "by the best value");
    assert_eq!(model.runs_row().unwrap().name, "forecaster-b");
    press(&mut model, "/ g r u enter");
    assert_eq!(names(&model), ["forecaster-a"]);
    press(&mut model, "/ x x x esc");
    assert_eq!(names(&model), ["forecaster-a"], "esc leaves the filter as it was");
    press(&mut model, "/ backspace backspace backspace enter S S");
    press(&mut model, "down down");
    let name = model.runs_row().unwrap().name;
    let mut fewer = catalogue();
    fewer.runs.remove(0);
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(fewer))));
    assert_eq!(model.runs_row().unwrap().name, name);
}

#[test]
fn a_recorded_run_is_opened_where_it_stands_or_watched_where_another_process_writes_it() {
    let mut model = with_records();
    let opened = press(&mut model, "down enter");
    assert!(matches!(&opened[..], [Effect::Watch(_, path)] if path.ends_with("forecaster-a")), "{opened:?}");
    let opened = press(&mut model, "down p");
    assert!(matches!(&opened[..], [Effect::Reopen(_, path, _)] if path.ends_with("forecaster-b")), "{opened:?}");
    assert_eq!(press(&mut model, "down down enter"), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("cannot be understood")));
    let spec = model.runs[0].spec.clone();
    send(&mut model, Message::Watched(RunId::new(5), spec));
    assert_eq!((model.tab().id, model.shown().unwrap().worker), ("forecaster", Worker::Elsewhere));
    send(&mut model, Message::RecordedIn(RunId::new(5), "/data/nnlab/runs/forecaster-a".into()));
    press(&mut model, "5");
    assert_eq!(names(&model).iter().filter(|name| *name == "forecaster-a").count(), 1, "it is one row");
    press(&mut model, "home");
    assert_eq!(press(&mut model, "1 p"), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("only be watched")));
}

#[test]
fn taking_away_is_asked_about_and_the_first_answer_is_no() {
    let mut model = with_records();
    press(&mut model, "down down D");
    assert!(shown(&mut model, 80, 24).contains("Take forecaster-b away for good?"));
    assert_eq!(press(&mut model, "enter"), []);
    assert_eq!(model.overlay, None);
    let done = press(&mut model, "D down enter");
    let path = std::path::PathBuf::from("/data/nnlab/runs/forecaster-b");
    assert_eq!(done, [Effect::Library(LibraryTask::Remove(path.clone()))]);
    let why = LibraryNews::Removed(path, Some("files that aren't ours were left in it".into()));
    send(&mut model, Message::Library(Box::new(why)));
    assert!(model.notices.toasts().any(|line| line.text.contains("aren't ours")));
    assert_eq!(press(&mut model, "home down D"), [], "another process writes it");
    assert_eq!(model.overlay, None);
    assert_eq!(press(&mut model, "home D down enter")[0], Effect::Stop(RUN), "what is open here is ended first");
}

#[test]
fn ending_a_run_or_a_sweep_is_asked_about_and_the_first_answer_is_no() {
    let mut model = with_sweep();
    press(&mut model, "5");
    for (keys, name, id) in [("home", "forecaster 1", RUN), ("end", "forecaster-s", SWEEP)] {
        press(&mut model, keys);
        for leave in ["enter", "esc", "q", "down up enter", "down esc"] {
            assert_eq!(press(&mut model, "D"), [], "{name}");
            let text = shown(&mut model, 80, 24);
            assert!(text.contains(&format!("Save and end {name}?")) && text.contains("> let it be"), "{text}");
            assert_eq!(press(&mut model, leave), [], "{name}: {leave}");
            assert_eq!(model.overlay, None, "{name}: {leave}");
        }
        assert!(model.run(RUN).is_some_and(|run| run.worker == Worker::Listening));
        let done = press(&mut model, "D down enter");
        assert_eq!(done, [Effect::Stop(id), Effect::Library(LibraryTask::Scan)], "{name}");
        // The other one is looked at while this one is still being saved.
        model = with_sweep();
        press(&mut model, "5");
    }
}

#[test]
fn marked_runs_lie_over_one_another_and_two_are_compared() {
    let mut model = with_records();
    press(&mut model, "down space down space");
    let text = shown(&mut model, 120, 40);
    for words in ["+ forecaster", "forecaster-a  |  forecaster-b", "gru  |  lstm"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn names_of_runs_are_told_apart_on_a_small_screen() {
    let mut model = with_records();
    let mut catalogue = catalogue();
    for (run, time) in catalogue.runs.iter_mut().zip(["024247", "024303", "031500", "031501"]) {
        run.name = format!("forecaster-20261128-{time}");
    }
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue))));
    for (width, height) in [(80, 24), (60, 18)] {
        let text = shown(&mut model, width, height);
        assert!(text.contains("24247") && text.contains("24303"), "{text}");
        assert!(!text.contains("modelstatus"), "{text}");
    }
}

#[test]
fn curves_of_runs_are_told_apart_on_a_small_screen_and_one_point_lies_at_the_beginning() {
    let mut model = with_records();
    let mut catalogue = catalogue();
    for (run, time) in catalogue.runs.iter_mut().zip(["024247", "024303", "031500", "031501"]) {
        run.name = format!("forecaster-20261128-{time}");
        run.curve.truncate(1);
    }
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue))));
    press(&mut model, "down space down space tab");
    let text = shown(&mut model, 80, 24);
    assert!(text.contains("24247 ") && text.contains("24303 "), "{text}");
    assert!(!text.contains("-1 "), "no step is negative: {text}");
}

#[test]
fn the_curve_of_a_run_lies_beside_what_its_metric_is_compared_with() {
    let mut model = with_records();
    press(&mut model, "down");
    let text = shown(&mut model, 120, 40);
    assert!(text.contains("naive") && text.contains(".258"), "{text}");
}

#[test]
fn a_filter_that_leaves_nothing_says_which_key_changes_it() {
    let mut model = with_records();
    press(&mut model, "/ z z z enter");
    let text = shown(&mut model, 80, 24);
    assert!(text.contains("no run has this text in it: / and an empty one show all"), "{text}");
}

#[test]
fn a_sweep_is_one_row_that_pauses_plays_and_ends_as_one() {
    let mut model = with_sweep();
    press(&mut model, "5");
    assert_eq!(names(&model), ["forecaster 1", "forecaster-s"]);
    press(&mut model, "end");
    assert_eq!(press(&mut model, "p"), [Effect::Send(SWEEP, Command::Pause)]);
    assert_eq!(press(&mut model, "p"), [Effect::Send(SWEEP, Command::Play)]);
    let text = shown(&mut model, 120, 40);
    assert!(text.contains("12/15") && text.contains("knee at units = 8"), "{text}");
    assert_eq!(press(&mut model, "D down enter")[0], Effect::Stop(SWEEP));
    send(&mut model, Message::Run(SWEEP, Box::new(Event::Sweep(Box::new(SweepEvent::Over)))));
    assert!(model.notices.toasts().any(|line| line.text.contains("12 of 15 trials are done")));
    let again = press(&mut model, "enter");
    assert!(matches!(&again[..], [Effect::Sweep(_, Some(path))] if path.ends_with("forecaster-s")), "{again:?}");
}

#[test]
fn a_sweep_that_is_watched_is_the_row_under_the_cursor_and_follows_the_disk() {
    let mut model = empty();
    let mut catalogue = catalogue();
    let card = |name: &str, modified, done: usize| {
        let trials = match &sweep()[0] {
            SweepEvent::Opened { spec, trials, .. } => (spec.clone(), trials.clone()),
            other => panic!("{other:?}"),
        };
        let results = trials.1.iter().take(done).map(|trial| (trial.clone(), TrialResult::default())).collect();
        SweepCard {
            path: format!("/data/nnlab/sweeps/{name}").into(),
            name: name.into(),
            state: Status::Training,
            spec: Some(trials.0),
            trials: trials.1.len(),
            results,
            failure: None,
            modified,
            bytes: 1,
        }
    };
    catalogue.sweeps = vec![card("newer", 1_900_000_000, 1), card("sought", 1_600_000_000, 2)];
    let effects = watch_sweep(&mut model, "/data/nnlab/sweeps/sought".into());
    assert_eq!((effects, model.tab().id), (vec![Effect::Library(LibraryTask::Scan)], "runs"));
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue.clone()))));
    assert_eq!(model.runs_row().unwrap().name, "sought");
    assert!(shown(&mut model, 120, 40).contains("2/15"));
    press(&mut model, "home");
    catalogue.sweeps[1] = card("sought", 1_600_000_000, 3);
    send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue))));
    assert_eq!(model.runs_row().unwrap().name, "newer", "the user has moved on");
    assert!(shown(&mut model, 120, 40).contains("3/15"));
}

#[test]
fn a_sweep_that_waits_says_so_in_the_table_and_in_its_lab_and_p_then_pauses_it() {
    let mut model = with_sweep();
    press(&mut model, "5 end enter");
    let trial = SWEEP.of_trial(12);
    let paused = Event::Phase { status: Status::Paused, phase: None, at: Moment { step: 5, epoch: 0 } };
    send(&mut model, Message::Run(trial, Box::new(paused)));
    assert!(shown(&mut model, 120, 40).contains("  paused"));
    let stands = |model: &mut Model, stance| {
        send(model, Message::Run(SWEEP, Box::new(Event::Sweep(Box::new(SweepEvent::Stands(stance))))));
    };
    stands(&mut model, Stance::Waiting);
    assert!(shown(&mut model, 120, 40).contains("  waiting"));
    assert!(model.notices.toasts().any(|line| line.text.contains("goes on by itself")));
    press(&mut model, "5");
    let row = |model: &mut Model| {
        let text = shown(model, 120, 40);
        text.lines().find(|line| line.contains("forecaster-s")).unwrap().to_owned()
    };
    assert!(row(&mut model).contains("waiting"));
    assert_eq!(press(&mut model, "end p"), [Effect::Send(SWEEP, Command::Pause)]);
    stands(&mut model, Stance::Paused);
    assert!(row(&mut model).contains("paused"));
    assert_eq!(press(&mut model, "p"), [Effect::Send(SWEEP, Command::Play)]);
    stands(&mut model, Stance::Going);
    assert!(row(&mut model).contains("training"));
}

#[test]
fn a_trial_can_be_looked_at_but_only_its_sweep_is_steered() {
    let mut model = with_sweep();
    press(&mut model, "5 end enter");
    let trial = SWEEP.of_trial(12);
    assert_eq!((model.tab().id, model.shown().map(|run| run.id)), ("forecaster", Some(trial)));
    assert_eq!(press(&mut model, "p"), [Effect::Send(SWEEP, Command::Pause)]);
    assert_eq!(press(&mut model, "."), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("trial of a sweep")));
    let training = Event::Phase { status: Status::Training, phase: None, at: Moment { step: 5, epoch: 0 } };
    send(&mut model, Message::Run(trial, Box::new(training)));
    assert!(model.is_something_running());
}

#[test]
fn the_values_and_seeds_of_a_sweep_are_asked_for_and_what_is_wrong_leaves_the_dialog_open() {
    let mut model = after(untrained());
    press(&mut model, "G");
    insta::assert_snapshot!("sweep_asked_80x24", shown(&mut model, 80, 24));
    let field = |model: &Model| model.sweep_draft.clone().unwrap().field.text;
    assert_eq!(field(&model), "5,10,20,40,80");
    assert_eq!(press(&mut model, "ctrl-u 3 , x enter"), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("`units` cannot be `x`")));
    assert_eq!(model.overlay, Some(Overlay::Sweep));
    send(&mut model, Message::Paste(",7".into()));
    let effects = press(&mut model, "left left backspace 5 up up enter");
    assert_eq!(field(&model), "3,5,7");
    assert!(
        matches!(&effects[..], [Effect::Sweep(spec, None)]
            if spec.seeds.len() == 5 && spec.to_toml().contains("units = [\"3\", \"5\", \"7\"]")),
        "{effects:?}"
    );
    assert_eq!(model.overlay, None);
    assert_eq!(press(&mut model, "G esc p"), [Effect::Send(RUN, Command::Play)], "Esc leaves");
}

#[test]
fn a_sweep_over_no_values_is_refused_and_leaves_what_trains_alone() {
    let mut model = after(untrained());
    press(&mut model, "G ctrl-u");
    for keys in ["enter", ", enter", "space enter"] {
        assert_eq!(press(&mut model, keys), [], "{keys}");
        assert_eq!(model.overlay, Some(Overlay::Sweep), "{keys}");
    }
    assert!(model.notices.toasts().any(|line| line.text.contains("`units` has no values to go through")));
}

#[test]
fn a_tab_starts_a_sweep_over_a_knob_and_is_told_what_is_wrong_with_it() {
    let mut model = after(untrained());
    let sizes = |values: &[&str]| [("units", values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())];
    let effects = start_sweep(&mut model, &sizes(&["2", "4"]), 3);
    assert!(matches!(&effects[..], [Effect::Sweep(spec, None)] if spec.seeds == [42, 43, 44]), "{effects:?}");
    assert_eq!(start_sweep(&mut model, &sizes(&["2", "none"]), 1), []);
    assert!(model.notices.toasts().any(|line| line.text.contains("`units` cannot be `none`")));
    assert_eq!(press(&mut model, "tab tab tab down down down down down G"), []);
    let effects = press(&mut model, "enter");
    let over = "[over]\nunits = [\"5\", \"10\", \"20\", \"40\", \"80\"]";
    assert!(matches!(&effects[..], [Effect::Sweep(spec, None)] if spec.to_toml().contains(over)), "{effects:?}");
    let mut model = with_sweep();
    assert_eq!(model.sweep_of("forecaster").unwrap().progress.done(), 12);
    assert_eq!(start_sweep(&mut model, &sizes(&["2", "4"]), 1), [], "one goes already");
}
