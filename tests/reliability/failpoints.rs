//! Every point at which the work on files can be cut off.

use super::support::{Outcome, Place, assert_nothing_partial, bytes, copy_folder};
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
        copy_folder(&base.path("run"), &place.path("run"));
        let killed = was_killed(&place.resume(Some(&format!("kill@{point}")), "run", &[]));
        if killed {
            goes_on(place, &whole, &format!("resume kill@{point}"));
        }
        killed
    });
    assert!(points > 20, "{points}");
}

#[test]
fn a_sweep_that_is_killed_at_any_point_goes_on_to_the_bytes_of_the_whole_one() {
    const TRIALS: [&str; 2] = ["001-learning-rate=0.01-seed=42", "002-learning-rate=0.02-seed=42"];
    let result = |place: &Place, trial: &str| {
        std::fs::read_to_string(place.path("sweep/trials").join(trial).join("result.json")).unwrap()
    };
    let whole = Place::new();
    let output = whole.sweep(None, "sweep");
    assert!(output.status.success(), "{output:?}");
    let points = at_every_point(|place, point| {
        let killed = was_killed(&place.sweep(Some(&format!("kill@{point}")), "sweep"));
        if killed {
            let output = place.sweep(None, "sweep");
            assert!(output.status.success(), "kill@{point}: {output:?}");
            for trial in TRIALS {
                assert_eq!(result(place, trial), result(&whole, trial), "kill@{point}");
                let run = Path::new("sweep/trials").join(trial);
                let run = run.to_str().unwrap();
                is_as(&place.path(run), &Outcome::of(&whole.path(run)), &format!("kill@{point} {trial}"));
            }
        }
        killed
    });
    assert!(points > 100, "{points}");
}

/// A run on a disk that fails so trains to its end, says that its record isn't whole, and goes on once the disk is well.
fn on_a_disk_that_is(fault: &str) {
    let whole = whole();
    let points = at_every_point(|place, point| {
        let what = format!("{fault}@{point}");
        let output = place.train(Some(&what), "run", &[]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains("panicked"), "{what}: {told}");
        match output.status.code() {
            // What failed was of no consequence, or there is no such point any more.
            Some(0) => is_as(&place.path("run"), &whole, &what),
            Some(1 | 2) => {
                assert!(told.contains("run"), "{what}: {told}");
                goes_on(place, &whole, &what);
            }
            _ => panic!("{what}: {output:?}"),
        }
        point < LAST
    });
    assert_eq!(points, LAST - 1);
}

/// A little more than the run has.
const LAST: u64 = 160;

#[test]
fn a_run_whose_disk_is_full_from_any_point_on_fails_in_words_and_goes_on_when_there_is_room() {
    on_a_disk_that_is("full");
}

#[test]
fn a_run_whose_disk_fails_once_at_any_point_fails_in_words_or_not_at_all_and_goes_on() {
    on_a_disk_that_is("broken");
}
