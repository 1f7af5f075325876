//! `nnlab vectors` as a user meets it: vectors learned from a text, files of them, questions to them.
#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

use std::path::Path;
use std::process::{Command, Output};

fn nnlab(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nnlab")).current_dir(folder).arg("vectors").args(arguments).output().unwrap()
}

fn out(folder: &Path, arguments: &[&str]) -> String {
    let output = nnlab(folder, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = nnlab(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A folder with a text in which animals stand in the same places, and so do colours.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (animals, colours) = (["gato", "perro", "zorro"], ["rojo", "verde", "azul"]);
    let mut text = String::new();
    for i in 0..600 {
        let (animal, colour) = (animals[i % 3], colours[(i / 3) % 3]);
        text.push_str(&format!(
            "El {animal} duerme en casa, come y salta.\nPinto la pared de {colour} con un pincel.\n"
        ));
    }
    std::fs::write(folder.path().join("texto.txt"), text).unwrap();
    folder
}

const SETTINGS: [&str; 10] =
    ["--sg", "--vector-size", "12", "--min-count", "1", "--sample", "0", "--epochs", "3", "--seed=7"];

#[test]
fn words_that_stand_in_the_same_places_become_neighbours_in_every_format() {
    let folder = folder();
    for file in ["v.txt", "v.bin", "w.npy", "v.glove"] {
        out(folder.path(), &[&["train", "texto.txt", "--out", file], &SETTINGS[..]].concat());
        let near = out(folder.path(), &["near", file, "gato", "--count", "2"]);
        assert!(near.contains("perro") && near.contains("zorro"), "{file}: {near}");
    }
}

/// By gensim: `most_similar(positive=["reina", "hombre"], negative=["rey"])` of these vectors. In the other order, rey - reina
/// + hombre, toro would be the answer.
#[test]
fn an_analogy_asks_what_is_to_the_third_word_as_the_second_is_to_the_first() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("v.txt"), "5 2\nrey 1 1\nreina 1 -1\nhombre 3 1\nmujer 3 -1\ntoro 3 3\n")
        .unwrap();
    let told = out(folder.path(), &["analogy", "v.txt", "rey", "reina", "hombre", "--count", "1"]);
    assert_eq!(told, " 0.8595 mujer\n");
    let told = out(folder.path(), &["analogy", "v.txt", "reina", "rey", "mujer", "--count", "9"]);
    let words: Vec<&str> = told.lines().filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(words, ["toro", "hombre"], "the words of the question are no answers");
}

#[test]
fn one_seed_gives_the_same_file_to_the_byte() {
    let folder = folder();
    let learn = |file: &str| {
        out(folder.path(), &[&["train", "texto.txt", "--out", file], &SETTINGS[..]].concat());
        std::fs::read(folder.path().join(file)).unwrap()
    };
    assert_eq!(learn("a.bin"), learn("b.bin"));
}

#[test]
fn the_coverage_of_a_text_counts_its_tokens_and_lists_what_has_no_vector() {
    let folder = folder();
    std::fs::write(folder.path().join("v.glove"), "el 1 0\ngato 0 1\n").unwrap();
    std::fs::write(folder.path().join("otro.txt"), "El gato ladra. El perro ladra.\n").unwrap();
    let told = out(folder.path(), &["coverage", "otro.txt", "--vectors", "v.glove"]);
    assert_eq!(told, "50.0 % of 6 tokens, 2 of 4 words\n        2 ladra\n        1 perro\n");
}

#[test]
fn what_is_wrong_is_named() {
    let folder = folder();
    let at = folder.path();
    assert!(refused(at, &["near", "none.txt", "casa"]).contains("none.txt"));
    assert!(refused(at, &["train", "texto.txt", "--out", "v.doc"]).contains("ends in .txt, .vec, .bin"));
    assert!(refused(at, &["train", "texto.txt", "--out", "v.bin", "--window", "0"]).contains("window"));
    assert!(refused(at, &["train", "texto.txt", "--out", "v.bin", "--min-count", "9999"]).contains("--min-count"));
    std::fs::write(at.join("v.glove"), "el 1 0\ngato 0\n").unwrap();
    assert!(
        refused(at, &["near", "v.glove", "el"])
            .contains("v.glove, line 2: expected a word and 2 numbers, found 2 fields")
    );
    std::fs::write(at.join("v.glove"), "el 1 0\ngato 0 1\n").unwrap();
    assert!(refused(at, &["near", "v.glove", "perro"]).contains("expected a vector of `perro`"));
}
