//! Every point at which the work on files can be cut off.

use super::folders::{bytes, copy};
use super::support::{Outcome, Place, assert_nothing_partial};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many processes run beside each other.
const BESIDE: usize = 3;

/// Does `at(place, K)` for every K from 1 until it says that there is no such point; returns how many there were.
fn at_every_point(at: impl Fn(&Place, u64) -> bool + Sync) -> u64 {
    let (next, end) = (AtomicU64::new(1), AtomicU64::new(u64::MAX));
    std::thread::scope(|scope| {
        for _ in 0..BESIDE {
            scope.spawn(|| {
                let mut point = next.fetch_add(1, Ordering::SeqCst);
                while point < end.load(Ordering::SeqCst) {
                    if !at(&Place::new(), point) {
                        end.fetch_min(point, Ordering::SeqCst);
                    }
                    point = next.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    end.load(Ordering::SeqCst) - 1
}

fn was_killed(output: &Output) -> bool {
    assert!(output.status.success() || output.status.signal() == Some(9), "{output:?}");
    !output.status.success()
}

/// Goes on with what is left of a run, which may be nothing yet.
fn goes_on(place: &Place, whole: &Outcome, what: &str) {
    let is_begun = place.path("run/spec.toml").exists();
    if is_begun {
        let shown = place.nnlab(None).args(["runs", "show", "run"]).output().unwrap();
        assert!(shown.status.success(), "{what}: {shown:?}");
    }
    let before = bytes(&place.path("run"));
    let output = if is_begun { place.resume(None, "run", &[]) } else { place.train(None, "run", &[]) };
    assert!(output.status.success(), "{what}: {output:?}");
    is_as(&place.path("run"), whole, what);
    // A run that had said its end before is not touched again.
    if bytes(&place.path("run")) != before {
        assert_nothing_partial(&place.path("run"));
    }
}

fn is_as(run: &Path, whole: &Outcome, what: &str) {
    let outcome = Outcome::of(run);
    assert!(outcome == *whole, "{what}: {outcome:?}\ninstead of {whole:?}");
}

/// A run that is not disturbed.
fn whole() -> Outcome {
    let place = Place::new();
    let output = place.train(None, "run", &[]);
    assert!(output.status.success(), "{output:?}");
    Outcome::of(&place.path("run"))
}

#[test]
fn a_run_that_is_killed_at_any_point_of_its_work_on_files_goes_on_to_the_same_bits() {
    let whole = whole();
    let points = at_every_point(|place, point| {
        let killed = was_killed(&place.train(Some(&format!("kill@{point}")), "run", &[]));
        if killed {
            goes_on(place, &whole, &format!("kill@{point}"));
        }
        killed
    });
    assert!(points > 50, "{points}");
}

#[test]
fn going_on_with_a_run_can_itself_be_killed_at_any_point() {
    let whole = whole();
    let base = Place::new();
    // After the first checkpoint, and before the end.
    assert!(was_killed(&base.train(Some("kill@75"), "run", &[])));
    assert!(base.path("run/checkpoint.safetensors").exists());
    let points = at_every_point(|place, point| {
        copy(&base.path("run"), &place.path("run"));
        let killed = was_killed(&place.resume(Some(&format!("kill@{point}")), "run", &[]));
        if killed {
            goes_on(place, &whole, &format!("resume kill@{point}"));
        }
        killed
    });
    assert!(points > 20, "{points}");
}

/// Begins a sweep in a folder, or goes on with it.
type Sweep = fn(&Place, Option<&str>, &str) -> Output;

/// What a sweep of two trials came to: each one's name, result and run.
fn trials(place: &Place) -> Vec<(String, String, Outcome)> {
    let folders = std::fs::read_dir(place.path("sweep/trials")).unwrap().map(|entry| entry.unwrap().path());
    // Paths of data stand in it.
    let here = place.path("").to_string_lossy().into_owned();
    let result = |run: &Path| std::fs::read_to_string(run.join("result.json")).unwrap().replace(&here, "");
    let name = |run: &Path| run.file_name().unwrap().to_string_lossy().into_owned();
    let mut trials: Vec<_> = folders.map(|run| (name(&run), result(&run), Outcome::of(&run))).collect();
    trials.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(trials.len(), 2);
    trials
}

/// Goes on with what is left of a sweep, which may be nothing yet.
fn sweep_goes_on(sweep: Sweep, place: &Place, whole: &[(String, String, Outcome)], what: &str) {
    let output = sweep(place, None, "sweep");
    assert!(output.status.success(), "{what}: {output:?}");
    let trials = trials(place);
    assert!(trials == whole, "{what}: {trials:?}\ninstead of {whole:?}");
}

/// A sweep that is not disturbed.
fn whole_sweep(sweep: Sweep) -> Vec<(String, String, Outcome)> {
    let place = Place::new();
    let output = sweep(&place, None, "sweep");
    assert!(output.status.success(), "{output:?}");
    trials(&place)
}

#[test]
fn a_sweep_that_is_killed_at_any_point_goes_on_to_the_bytes_of_the_whole_one() {
    let whole = whole_sweep(Place::sweep);
    let points = at_every_point(|place, point| {
        let killed = was_killed(&place.sweep(Some(&format!("kill@{point}")), "sweep"));
        if killed {
            sweep_goes_on(Place::sweep, place, &whole, &format!("kill@{point}"));
        }
        killed
    });
    assert!(points > 100, "{points}");
}

/// How many points the work on files has at which it can be cut off.
fn points_of(work: impl Fn(&Place, &str) -> Output) -> u64 {
    let has = |point: u64| was_killed(&work(&Place::new(), &format!("kill@{point}")));
    let mut beyond = 64;
    while has(beyond) {
        beyond *= 2;
    }
    let (mut there, mut beyond) = (beyond / 2 * u64::from(beyond > 64), beyond);
    while beyond - there > 1 {
        let middle = there.midpoint(beyond);
        *(if has(middle) { &mut there } else { &mut beyond }) = middle;
    }
    there
}

/// Work on a disk that fails so at any of its points says in a sentence what it couldn't write and ends with 1, or does
/// without; `goes_on` looks at what is left, once the disk is well.
fn on_a_disk_that_is(fault: &str, work: impl Fn(&Place, &str) -> Output + Sync, goes_on: impl Fn(&Place, &str) + Sync) {
    let last = points_of(&work);
    assert!(last > 50, "{last}");
    let points = at_every_point(|place, point| {
        let what = format!("{fault}@{point}");
        let output = work(place, &what);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let words = if fault == "full" { "No space left on device" } else { "Input/output error" };
        match output.status.code() {
            // What failed was of no consequence.
            Some(0) => {}
            Some(1) => assert!(told.contains("cannot be ") && told.contains(words), "{what}: {told}"),
            _ => panic!("{what}: {output:?}"),
        }
        goes_on(place, &what);
        point < last
    });
    assert_eq!(points, last - 1);
}

fn a_run_on_a_disk_that_is(fault: &str) {
    let whole = whole();
    let work = |place: &Place, fault: &str| place.train(Some(fault), "run", &[]);
    on_a_disk_that_is(fault, work, |place, what| goes_on(place, &whole, what));
}

fn going_on_with_a_run_on_a_disk_that_is(fault: &str) {
    let whole = whole();
    let base = Place::new();
    assert!(was_killed(&base.train(Some("kill@75"), "run", &[])));
    let work = |place: &Place, fault: &str| {
        copy(&base.path("run"), &place.path("run"));
        place.resume(Some(fault), "run", &[])
    };
    on_a_disk_that_is(fault, work, |place, what| goes_on(place, &whole, what));
}

fn a_sweep_on_a_disk_that_is(fault: &str) {
    let sweep = Place::sweep_over_seeds;
    let whole = whole_sweep(sweep);
    let work = |place: &Place, fault: &str| sweep(place, Some(fault), "sweep");
    on_a_disk_that_is(fault, work, |place, what| sweep_goes_on(sweep, place, &whole, what));
}

#[test]
fn a_run_whose_disk_is_full_from_any_point_on_fails_in_words_and_goes_on_when_there_is_room() {
    a_run_on_a_disk_that_is("full");
}

#[test]
fn a_run_whose_disk_fails_once_at_any_point_fails_in_words_or_not_at_all_and_goes_on() {
    a_run_on_a_disk_that_is("broken");
}

#[test]
fn going_on_with_a_run_fails_in_words_where_the_disk_is_full_and_is_done_when_there_is_room() {
    going_on_with_a_run_on_a_disk_that_is("full");
}

#[test]
fn going_on_with_a_run_fails_in_words_or_not_at_all_where_the_disk_fails_once() {
    going_on_with_a_run_on_a_disk_that_is("broken");
}

#[test]
fn a_sweep_whose_disk_is_full_from_any_point_on_fails_in_words_and_goes_on_when_there_is_room() {
    a_sweep_on_a_disk_that_is("full");
}

#[test]
fn a_sweep_whose_disk_fails_once_at_any_point_fails_in_words_or_not_at_all_and_goes_on() {
    a_sweep_on_a_disk_that_is("broken");
}
