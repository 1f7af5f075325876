//! `nnlab score` as it is used: files in, a score out.

#![allow(clippy::unwrap_used, reason = "all of this crate is tests, but the lints know only functions marked so")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn score(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.current_dir(folder).arg("score").args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

#[test]
fn bleu_of_files_is_that_of_sacrebleu_with_lines_that_end_in_any_way() {
    let folder = folder(&[
        ("hyp", "la maestra que saluda a los niños está contenta\r\nmañana el tren de la vecina llegará al pueblo\r\n"),
        ("ref", "la maestra que saluda a los niños está muy contenta\nmañana llegará al pueblo el tren de la vecina"),
        ("other", "\u{feff}x\ny\n"),
    ]);
    let found = json(&score(folder.path(), &["bleu", "hyp", "ref", "--json"]));
    // sacrebleu 2.6: see tests/conformance/bleu.json, its first case.
    assert!((found["bleu"].as_f64().unwrap() - 72.156_516_859_180_44).abs() < 1e-4, "{found}");
    assert_eq!(found["signature"], "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0");
    assert_eq!(found["lengths"], serde_json::json!([18, 19]));
    let two = json(&score(folder.path(), &["bleu", "hyp", "other", "ref", "--json"]));
    assert_eq!(two["signature"].as_str().unwrap().split('|').next(), Some("nrefs:2"));
    let words = String::from_utf8(score(folder.path(), &["bleu", "hyp", "ref"]).stdout).unwrap();
    assert!(words.starts_with("BLEU 72.16\n1-grams: 18 of 18"), "{words}");
}

#[test]
fn f1_of_labels_has_the_means_of_scikit_learn() {
    let truth = "a\na\na\na\na\na\nb\nb\nb\nc\n";
    let folder = folder(&[("true", truth), ("predicted", "a\na\na\na\nb\nc\nb\nb\na\na\n")]);
    let found = json(&score(folder.path(), &["f1", "true", "predicted", "--json"]));
    for (key, expected) in [("accuracy", 0.6), ("f1_macro", 4.0 / 9.0), ("f1_micro", 0.6), ("f1_weighted", 0.6)] {
        assert!((found[key].as_f64().unwrap() - expected).abs() < 1e-9, "{key}: {found}");
    }
}

#[test]
fn files_that_do_not_belong_together_and_wrong_words_are_told() {
    let folder = folder(&[("two", "a\nb\n"), ("three", "a\nb\nc\n"), ("empty", ""), ("gap", "a\n\n"), ("latin", "")]);
    std::fs::write(folder.path().join("latin"), b"ni\xf1o\n").unwrap();
    for (arguments, told) in [
        (&["bleu", "two", "three"][..], "two has 2 lines, three has 3"),
        (&["chrf", "two", "two", "three"], "two has 2 lines, three has 3"),
        (&["f1", "three", "two"], "three has 3 lines, two has 2"),
        (&["bleu", "empty", "two"], "empty: is empty"),
        (&["f1", "two", "gap"], "gap, line 2: is empty; expected a label"),
        (&["bleu", "nowhere", "two"], "nowhere"),
        (&["bleu", "latin", "two"], "latin, line 1: byte 2 of the file (0xF1) is not UTF-8"),
        (&["bleu", "two", "two", "--tokenizer", "zh"], "expected none, 13a, intl or char"),
        (&["bleu", "two", "two", "--smooth-value", "-1"], ""),
        (&["chrf", "two", "two", "--word-order", "1"], "expected 0 (chrF2) or 2 (chrF++)"),
    ] {
        let output = score(folder.path(), arguments);
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(said.contains(told) && output.stdout.is_empty(), "{arguments:?}: {said}");
    }
}
