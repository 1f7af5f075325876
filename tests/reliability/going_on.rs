//! What must be as it was when a run or a sweep is gone on with, and what is said where it is not.

use super::support::{Outcome, Place, told};
use nnlab::run::store::checkpoint;
use nnlab::run::store::files::Folder;
use serde_json::Value;
use std::process::Output;

/// A run that was killed after its first checkpoint and before its end.
fn begun(place: &Place, more: &[&str]) {
    assert!(!place.train(Some("kill@75"), "run", more).status.success());
    assert!(place.path("run/checkpoint.safetensors").exists());
}

#[test]
fn another_kernel_level_is_said_and_that_the_bits_are_not_the_same() {
    let place = Place::new();
    let mut command = place.trains(Some("kill@75"), "run", &[]);
    assert!(!command.env("NNLAB_KERNEL_LEVEL", "portable").output().unwrap().status.success());
    let mut same = place.nnlab(None);
    same.env("NNLAB_KERNEL_LEVEL", "portable").args(["train", "--threads", "1", "--resume", "same"]);
    super::folders::copy(&place.path("run"), &place.path("same"));
    assert!(!told(&same.output().unwrap(), 0).contains("not to the same bits"));
    let output = place.resume(None, "run", &[]);
    let log = std::fs::read_to_string(place.path("run/events.jsonl")).unwrap();
    let end: Value = log.lines().map(|line| serde_json::from_str(line).unwrap()).rfind(is_end).unwrap();
    let level = end["summary"]["kernel_level"].as_str().unwrap().to_owned();
    let told = told(&output, 0);
    // A processor that has but one level has no other to go on with.
    assert_eq!(told.contains("not to the same bits"), level != "portable", "{told}");
    assert!(level == "portable" || told.contains("kernel level portable"), "{told}");
}

fn is_end(event: &Value) -> bool {
    event["event"] == "finished"
}

#[test]
fn another_version_is_said_and_that_the_bits_are_not_the_same() {
    let place = Place::new();
    begun(&place, &[]);
    let path = place.path("run/checkpoint.safetensors");
    let mut state = checkpoint::read(&path).unwrap().state;
    let mut saved: Value = state.get("worker").unwrap();
    saved["made_by"]["version"] = "0.0.9".into();
    state.put("worker", &saved).unwrap();
    checkpoint::write(&Folder::open(&place.path("run")).unwrap(), "checkpoint.safetensors", &state).unwrap();
    let told = told(&place.resume(None, "run", &[]), 0);
    assert!(told.contains("saved by version 0.0.9 at") && told.contains("not to the same bits"), "{told}");
}

const STOPPED_BY: &str = "lower+stop(file=stops.txt)";

/// A run on texts that reads vectors and stop-words of the user's, killed after its first checkpoint.
fn begun_on_texts(place: &Place) {
    let rows = |i: usize| format!("good this {i},positive\nbad that {i},negative\n");
    let texts = format!("text,label\n{}", (0..30).map(rows).collect::<String>());
    std::fs::write(place.path("texts.csv"), texts).unwrap();
    std::fs::write(place.path("stops.txt"), "this\n").unwrap();
    std::fs::write(place.path("words.txt"), "good 1 0\nbad 0 1\nthat 0.5 0.5\n").unwrap();
    let is_begun = |point: &u64| {
        let _ = std::fs::remove_dir_all(place.path("run"));
        let mut command = place.nnlab(Some(&format!("kill@{point}")));
        command.args(["train", "pipeline", "--threads", "1", "--run-dir", "run", "--set", "data=texts.csv"]);
        command.args(["--set", "model=simple-rnn", "--set", "embedding-file=words.txt", "--set", "embedding=2"]);
        command.args(["--set", "units=2", "--set", "layers=1"]);
        let output = command.args(["--set", "epochs=3", "--set", &format!("steps={STOPPED_BY}")]).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        place.path("run/checkpoint.safetensors").exists()
    };
    (20..).step_by(2).find(is_begun).unwrap();
}

/// Going on is refused, naming the setting and the file, until it is said that the data may have changed.
fn is_refused(place: &Place, setting: &str, file: &str) {
    let before = super::folders::as_it_is(&place.path("run"));
    let refused = told(&place.resume(None, "run", &[]), 2);
    let named = format!("{file} is not what it was");
    assert!(refused.contains(&format!("`{setting}`")) && refused.contains(&named), "{refused}");
    assert!(refused.contains("--data-changed"), "{refused}");
    assert!(super::folders::as_it_is(&place.path("run")) == before, "nothing is written where going on is refused");
    let taken = told(&place.resume(None, "run", &["--data-changed"]), 0);
    assert!(taken.contains(&named), "{taken}");
}

#[test]
fn vectors_that_have_changed_are_named_and_gone_on_with_only_when_told_to() {
    let place = Place::new();
    begun_on_texts(&place);
    std::fs::write(place.path("words.txt"), "good 1 0\nbad 0 1\nthat 0.5 0.6\n").unwrap();
    is_refused(&place, "embedding-file", "words.txt");
}

#[test]
fn stop_words_that_have_changed_are_named_and_gone_on_with_only_when_told_to() {
    let place = Place::new();
    begun_on_texts(&place);
    std::fs::write(place.path("stops.txt"), "this\nnowhere\n").unwrap();
    is_refused(&place, "steps", "stops.txt");
    // With other stop-words the vocabulary may be another, and with it the network.
    begun_on_texts(&place);
    std::fs::write(place.path("stops.txt"), "this\nthat\n").unwrap();
    let refused = told(&place.resume(None, "run", &["--data-changed"]), 2);
    assert!(
        refused.contains("needs shape") && refused.contains("no longer fits the data as they are now"),
        "{refused}"
    );
}

#[test]
fn a_file_of_data_that_is_gone_is_named() {
    let place = Place::new();
    begun_on_texts(&place);
    std::fs::remove_file(place.path("words.txt")).unwrap();
    let refused = told(&place.resume(None, "run", &[]), 2);
    assert!(refused.contains("`embedding-file`") && refused.contains("words.txt: cannot be read"), "{refused}");
}

#[test]
fn the_run_whose_weights_one_began_with_may_be_gone_when_that_goes_on() {
    let place = Place::new();
    assert!(place.train(None, "first", &[]).status.success());
    let words = ["--set", "init-from=first", "--seed", "5"];
    assert!(place.train(None, "whole", &words).status.success());
    begun(&place, &words);
    assert!(place.nnlab(None).args(["runs", "rm", "--yes", "first"]).output().unwrap().status.success());
    assert!(!place.path("first").exists());
    let told = told(&place.resume(None, "run", &[]), 0);
    assert!(Outcome::of(&place.path("run")) == Outcome::of(&place.path("whole")), "{told}");
}

/// A sweep over two learning rates on data of the user's.
fn sweep(place: &Place, failpoint: Option<&str>, more: &[&str]) -> Output {
    let mut command = place.nnlab(failpoint);
    command.args(["sweep", "forecaster", "--threads", "1", "--run-dir", "sweep"]).args(super::support::SMALL);
    command.args(["--set", "data=data.csv", "--over", "learning-rate=0.01,0.02"]).args(more).output().unwrap()
}

#[test]
fn a_sweep_whose_data_have_changed_is_refused_and_gone_on_with_only_when_told_to() {
    let place = Place::new();
    let rows =
        |last: &str| format!("x\n{}{last}\n", (0..80).map(|i| format!("{}\n", (i * 7) % 13)).collect::<String>());
    let first = place.path("sweep/trials/001-learning-rate=0.01-seed=42/result.json");
    let second = place.path("sweep/trials/002-learning-rate=0.02-seed=42/result.json");
    // Killed within its second trial, and right after its first, where nothing of the second is there yet.
    for is_within in [true, false] {
        let _ = std::fs::remove_dir_all(place.path("sweep"));
        std::fs::write(place.path("data.csv"), rows("5")).unwrap();
        let is_begun = |point: &u64| {
            let _ = std::fs::remove_dir_all(place.path("sweep"));
            assert!(!sweep(&place, Some(&format!("kill@{point}")), &[]).status.success());
            let checkpoint = second.with_file_name("checkpoint.safetensors");
            first.exists() && (!is_within || checkpoint.exists())
        };
        let step = if is_within { 4 } else { 1 };
        (100..).step_by(step).find(is_begun).unwrap();
        assert!(first.exists() && !second.exists());
        std::fs::write(place.path("data.csv"), rows("6")).unwrap();
        for words in [&[][..], &["--metric", "val_mse"]] {
            let refused = told(&sweep(&place, None, words), 2);
            assert!(refused.contains("`data`") && refused.contains("data.csv is not what it was"), "{refused}");
            assert!(refused.contains("--data-changed") && !second.exists(), "{refused}");
        }
        let taken = sweep(&place, None, &["--data-changed"]);
        assert!(taken.status.success() && second.exists(), "{taken:?}");
        // What has been accepted is not asked about again.
        let again = sweep(&place, None, &[]);
        assert!(again.status.success(), "{again:?}");
    }
}

#[test]
fn sweeps_that_begin_in_the_same_second_each_have_a_folder() {
    let place = Place::new();
    let begin = || {
        let mut command = place.nnlab(None);
        command.args(["sweep", "forecaster", "--threads", "1", "--over", "learning-rate=0.01,0.02"]);
        command.args(super::support::SMALL).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command.spawn().unwrap()
    };
    let begun: Vec<_> = (0..4).map(|_| begin()).collect();
    for mut child in begun {
        assert!(child.wait().unwrap().success());
    }
    let sweeps = std::fs::read_dir(place.path(".local/share/nnlab/sweeps")).unwrap();
    let done = sweeps.map(|sweep| sweep.unwrap().path().join("trials/002-learning-rate=0.02-seed=42/result.json"));
    assert_eq!(done.filter(|result| result.exists()).count(), 4);
}
