//! What may be written, by whom, and when.

use super::folders::bytes;
use super::support::{Outcome, Place, told};
use std::os::unix::fs::symlink;

#[test]
fn looking_at_a_run_or_going_on_with_one_that_is_done_changes_nothing() {
    let place = Place::new();
    place.train(None, "run", &[]);
    let before = bytes(&place.path("run"));
    for words in [&["runs", "--run-dir", "run"][..], &["runs", "show", "run"], &["runs", "compare", "run", "run"]] {
        assert!(place.nnlab(None).args(words).output().unwrap().status.success(), "{words:?}");
    }
    assert!(place.resume(None, "run", &[]).status.success());
    assert_eq!(bytes(&place.path("run")), before);
}

#[test]
fn a_run_is_recorded_unless_it_is_read_by_a_program_or_is_not_to_be() {
    let place = Place::new();
    let train = |more: &[&str]| {
        let mut command = place.nnlab(None);
        command.args(["train", "forecaster", "--threads", "1"]).args(super::support::SMALL).args(more);
        command.output().unwrap()
    };
    let runs = || std::fs::read_dir(place.path(".local/share/nnlab/runs")).map_or(0, Iterator::count);
    assert!(told(&train(&["--json"]), 0).is_empty());
    told(&train(&["--no-record"]), 0);
    assert_eq!(runs(), 0);
    assert!(told(&train(&[]), 0).contains("recorded in "));
    assert!(told(&train(&["--json", "--record"]), 0).contains("recorded in "));
    assert_eq!(runs(), 2);
    // A data folder that cannot be made is no failure, unless the record was asked for.
    std::fs::remove_dir_all(place.path(".local")).unwrap();
    std::fs::write(place.path(".local"), "in the way").unwrap();
    assert!(told(&train(&[]), 0).contains("this run is not recorded: "));
    assert!(told(&train(&["--record"]), 2).contains("cannot be made"));
}

#[test]
fn a_folder_in_use_is_refused_and_not_a_byte_of_it_is_touched() {
    let place = Place::new();
    std::fs::create_dir(place.path("mine")).unwrap();
    std::fs::write(place.path("mine/notes.txt"), "mine").unwrap();
    assert!(told(&place.train(None, "mine", &[]), 2).contains("is not empty (notes.txt)"));
    assert!(told(&place.sweep(None, "mine"), 2).contains("is not empty (notes.txt)"));
    assert_eq!(bytes(&place.path("mine")).len(), 1);
    place.train(None, "run", &[]);
    let before = bytes(&place.path("run"));
    assert!(told(&place.train(None, "run", &["--seed", "3"]), 2).contains("already holds a run"));
    assert_eq!(bytes(&place.path("run")), before);
}

#[test]
fn a_run_with_links_in_it_is_not_gone_on_with_through_them_and_taking_it_away_leaves_their_targets() {
    let place = Place::new();
    std::fs::create_dir(place.path("outside")).unwrap();
    std::fs::write(place.path("outside/precious.json"), "precious").unwrap();
    std::fs::write(place.path("victim"), "precious").unwrap();
    for name in ["frames", "events.jsonl", "writer.json"] {
        let run = format!("run-{name}");
        assert!(!place.train(Some("kill@75"), &run, &[]).status.success());
        let path = place.path(&run).join(name);
        let target = if path.is_dir() { "outside" } else { "victim" };
        if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) }.unwrap();
        symlink(place.path(target), &path).unwrap();
        let told = told(&place.resume(None, &run, &[]), 2);
        assert!(told.contains(&format!("{name}: cannot be written: it is a link")), "{told}");
        place.nnlab(None).args(["runs", "rm", "--yes", &run]).output().unwrap();
        assert!(!place.path(&run).exists(), "{name}");
    }
    place.train(None, "run", &[]);
    symlink(place.path("run"), place.path("link")).unwrap();
    assert!(place.nnlab(None).args(["runs", "rm", "--yes", "link/"]).output().unwrap().status.success());
    assert!(place.path("run/spec.toml").exists() && std::fs::symlink_metadata(place.path("link")).is_err());
    assert_eq!(bytes(&place.path("outside")).len(), 1);
    assert_eq!(std::fs::read_to_string(place.path("victim")).unwrap(), "precious");
}

#[test]
fn a_damaged_checkpoint_is_refused_and_the_best_one_is_named_and_gone_on_from() {
    let place = Place::new();
    place.train(None, "run", &[]);
    let whole = Outcome::of(&place.path("run"));
    let checkpoint = place.path("run/checkpoint.safetensors");
    let mut damaged = std::fs::read(&checkpoint).unwrap();
    let last = damaged.len() - 1;
    damaged[last] ^= 64;
    std::fs::write(&checkpoint, damaged).unwrap();
    let told = told(&place.resume(None, "run", &[]), 2);
    assert!(told.contains("checkpoint.safetensors: is not as it was written"), "{told}");
    assert!(told.contains("best.safetensors is good") && told.contains("--from best"), "{told}");
    let output = place.resume(None, "run", &["--from", "best"]);
    assert!(output.status.success(), "{output:?}");
    assert!(place.resume(None, "run", &[]).status.success());
    assert!(Outcome::of(&place.path("run")) == whole);
}

#[test]
fn a_file_of_data_that_has_changed_is_named_and_gone_on_with_only_when_told_to() {
    let place = Place::new();
    let rows =
        |last: &str| format!("x\n{}{last}\n", (0..80).map(|i| format!("{}\n", (i * 7) % 13)).collect::<String>());
    std::fs::write(place.path("data.csv"), rows("5")).unwrap();
    let words = ["--set", "data=data.csv", "--set", "epochs=3"];
    assert!(!place.train(Some("kill@75"), "run", &words).status.success());
    assert!(place.path("run/checkpoint.safetensors").exists());
    let spec = std::fs::read_to_string(place.path("run/spec.toml")).unwrap();
    let whole = std::fs::canonicalize(place.path("data.csv")).unwrap();
    assert!(
        spec.starts_with("format = 1\n") && spec.contains(&format!("data = {:?}", whole.to_str().unwrap())),
        "{spec}"
    );
    std::fs::write(place.path("data.csv"), rows("6")).unwrap();
    let told = told(&place.resume(None, "run", &[]), 2);
    assert!(
        told.contains("`data`") && told.contains("data.csv is not what it was") && told.contains("--data-changed"),
        "{told}"
    );
    let output = place.resume(None, "run", &["--data-changed"]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_newer_format_is_refused_in_a_sentence_and_one_bad_run_never_hides_the_others() {
    let place = Place::new();
    for name in ["all/good", "all/newer", "all/pipe"] {
        place.train(None, name, &[]);
    }
    let spec = place.path("all/newer/spec.toml");
    let text = std::fs::read_to_string(&spec).unwrap().replace("format = 1", "format = 2");
    std::fs::write(&spec, text).unwrap();
    let log = place.path("all/pipe/events.jsonl");
    std::fs::remove_file(&log).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &log, rustix::fs::Mode::from_raw_mode(0o600)).unwrap();
    let output = place.nnlab(None).args(["runs", "--json", "--run-dir", "all"]).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(listed.contains("was written by a newer nnlab, in format 2"), "{listed}");
    assert!(listed.contains("it is a named pipe, not a file"), "{listed}");
    assert!(told(&place.resume(None, "all/newer", &[]), 2).contains("newer nnlab"));
}
