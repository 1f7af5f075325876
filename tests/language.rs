//! `nnlab train language` as a user meets it: the real program, its figures, its exit codes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn train(more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    // What is not recorded elsewhere on purpose must not land among the user's own runs.
    command.stdin(Stdio::null()).env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.args(["train", "language", "--json"]).args(more).output().unwrap()
}

/// A network of a moment's training.
const SMALL: [&str; 10] =
    ["--set", "units=8", "--set", "embedding=8", "--set", "sequence=20", "--set", "batch=128", "--set", "epochs=2"];

fn small(more: &[&str]) -> Output {
    train(&[&SMALL, more].concat())
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn summary(output: &Output) -> Value {
    lines(output).pop().unwrap()
}

/// The evaluations as printed: text, so that equal means equal to the bit.
fn evaluations(output: &Output) -> Vec<String> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().filter(|line| line.starts_with(r#"{"event":"evaluated""#)).map(str::to_owned).collect()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key}: {value}"))
}

fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn counts_of_the_prose_have_the_perplexities_of_another_implementation() {
    // Measured with Python on the same split; modified Kneser-Ney by order, and two smoothings of order 6.
    let orders = [("1", 21.247), ("2", 10.114), ("3", 7.267), ("4", 5.633), ("5", 4.944), ("6", 4.774)];
    let of = |order: &str, smoothing: &str| {
        let (order, smoothing) = (format!("order={order}"), format!("smoothing={smoothing}"));
        summary(&train(&["--preset", "ngram", "--set", &order, "--set", &smoothing]))
    };
    for (order, perplexity) in orders {
        let found = number(&of(order, "modified-kneser-ney"), "perplexity");
        assert!((found / perplexity - 1.0).abs() < 0.01, "order {order}: {found}, expected {perplexity}");
    }
    for (smoothing, perplexity) in [("witten-bell", 5.538), ("kneser-ney", 4.922)] {
        let found = number(&of("6", smoothing), "perplexity");
        assert!((found / perplexity - 1.0).abs() < 0.01, "{smoothing}: {found}, expected {perplexity}");
    }
    assert!((number(&of("6", "modified-kneser-ney"), "bits_per_character") - 2.256).abs() < 0.02);
}

#[test]
fn an_untrained_network_is_as_unsure_as_of_a_die_with_a_side_for_each_token() {
    for model in ["lstm", "gru", "simple-rnn", "gpt"] {
        let model = format!("model={model}");
        let output = small(&["--set", &model, "--set", "heads=2", "--set", "epochs=1"]);
        let first = &lines(&output).into_iter().find(|line| line["event"] == "evaluated").unwrap();
        assert!((number(first, "perplexity").ln() / 102.0_f64.ln() - 1.0).abs() < 0.02, "{model}: {first}");
    }
}

#[test]
fn one_seed_gives_the_same_perplexities_to_the_bit_on_one_two_and_three_threads() {
    for more in
        [&["--set", "state=carry"][..], &["--set", "state=document"], &["--set", "model=gpt", "--set", "heads=2"]]
    {
        let run =
            |threads: &str| evaluations(&small(&[more, &["--threads", threads, "--set", "dropout=0.2"]].concat()));
        let one = run("1");
        assert_eq!(one.len(), 3, "the untrained network and two epochs: {more:?}");
        assert_eq!((&one, &one), (&run("2"), &run("3")), "{more:?}");
    }
}

#[test]
fn a_run_with_a_carried_state_that_was_stopped_goes_on_to_the_bits_of_one_that_was_not() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("run");
    let settings = [&SMALL[..8], &["--set", "state=carry", "--set", "epochs=6", "--threads", "2"]].concat();
    let whole = evaluations(&train(&settings));
    assert_eq!(whole.len(), 7);
    let mut child = Command::new(env!("CARGO_BIN_EXE_nnlab"))
        .args(["train", "language", "--json", "--run-dir", folder.to_str().unwrap()])
        .args(&settings)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut line, mut seen) = (String::new(), Vec::new());
    // In the midst of the third epoch.
    while seen.len() < 3 {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0);
        seen.extend(line.starts_with(r#"{"event":"evaluated""#).then(|| line.trim_end().to_owned()));
    }
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let output = Command::new(env!("CARGO_BIN_EXE_nnlab"))
        .args(["train", "--json", "--resume", folder.to_str().unwrap()])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(seen, whole[..3]);
    assert_eq!(evaluations(&output).last(), whole.last(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn of_the_grammar_the_floor_is_exact_and_what_drew_the_sentences_scores_near_it() {
    let more = ["--preset", "ngram", "--set", "data=grammar", "--set", "tokens=words", "--set", "order=5"];
    let summary = summary(&train(&more));
    assert!((number(&summary, "perplexity_floor") - 6.24801).abs() < 1e-5);
    assert!((number(&summary, "true_perplexity") / 6.248 - 1.0).abs() < 0.02);
    assert!((number(&summary, "perplexity") / 9.51 - 1.0).abs() < 0.03, "KN-5 on a million tokens: {summary}");
    assert!(number(&summary, "errors_above_truth") > 3.0);
}

#[test]
fn a_symbol_is_recalled_over_a_few_noisy_steps() {
    let summary = summary(&train(&["--preset", "recall", "--set", "lag=5", "--set", "epochs=3"]));
    assert!(number(&summary, "accuracy") >= 0.99, "{summary}");
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    std::fs::write(folder.join(name), bytes).unwrap();
    format!("data={}", folder.join(name).display())
}

#[test]
fn a_text_that_cannot_be_learned_from_is_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    let data = |name: &str, bytes: &[u8]| written(home.path(), name, bytes);
    for (data, expected) in [
        (data("empty.txt", b""), "empty.txt"),
        (data("one.txt", b"a"), "one.txt"),
        (
            data("latin1.txt", "ma\u{f1}ana\n\nni\u{f1}o\n".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice()),
            "latin1.txt",
        ),
        ("data=nowhere.txt".to_owned(), "nowhere.txt"),
    ] {
        let text = told(&small(&["--set", &data]));
        assert!(text.contains(expected), "{text}");
    }
    for (set, expected) in [
        (&["--set", "model=gpt", "--set", "heads=3"][..], "heads"),
        (&["--set", "tied=true", "--set", "embedding=5"], "tied"),
        (&["--set", "vocabulary=-1"], "vocabulary"),
    ] {
        let text = told(&small(set));
        assert!(text.contains(expected), "{text}");
    }
}
