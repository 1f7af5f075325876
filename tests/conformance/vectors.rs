//! Files of word vectors as gensim writes them, and what it answers on them.

use super::{json, stored};
use nnlab::nlp::vectors::{Format, Near, WordVectors, open, save};
use std::fs;

fn files() -> [(&'static str, WordVectors); 3] {
    ["vectors.bin", "vectors.txt", "vectors.glove"].map(|name| (name, open(&stored("figures").join(name)).unwrap()))
}

/// The words and cosines that are stored.
fn near(stored: &serde_json::Value) -> Vec<(String, f32)> {
    let pair = |pair: &serde_json::Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_f64().unwrap() as f32);
    stored.as_array().unwrap().iter().map(pair).collect()
}

fn same(vectors: &WordVectors, found: &[Near], expected: &[(String, f32)], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, (word, cosine)) in found.iter().zip(expected) {
        assert_eq!(vectors.word(found.id), Some(word.as_str()), "{what}");
        assert!((found.cosine - cosine).abs() < 1e-5, "{what}: {} for {cosine}", found.cosine);
    }
}

#[test]
fn files_written_by_gensim_have_its_words_and_numbers() {
    let values = json("figures/vectors.json");
    let values = values["values"].as_object().unwrap();
    for (name, vectors) in files() {
        assert_eq!((vectors.len(), vectors.width()), (values.len(), 12), "{name}");
        for (id, (word, expected)) in (0..).zip(values) {
            assert_eq!(vectors.word(id), Some(word.as_str()), "{name}");
            for (found, expected) in vectors.row(id).unwrap().iter().zip(expected.as_array().unwrap()) {
                assert_eq!(*found, expected.as_f64().unwrap() as f32, "{name}: {word}");
            }
        }
    }
}

#[test]
fn nearest_words_and_cosines_are_gensims() {
    let figures = json("figures/vectors.json");
    for (name, vectors) in files() {
        for (word, expected) in figures["near"].as_object().unwrap() {
            same(&vectors, &vectors.nearest(word, 5).unwrap(), &near(expected), &format!("{name}: {word}"));
        }
        for pair in figures["similar"].as_array().unwrap() {
            let cosine = vectors.cosine(pair[0].as_str().unwrap(), pair[1].as_str().unwrap()).unwrap();
            assert!((f64::from(cosine) - pair[2].as_f64().unwrap()).abs() < 1e-5, "{pair}");
        }
    }
}

#[test]
fn analogies_and_their_cosines_are_gensims() {
    let figures = json("figures/vectors.json");
    let analogies = figures["analogies"].as_array().unwrap();
    assert!(analogies.len() >= 5);
    for (name, vectors) in files() {
        for analogy in analogies {
            let words: Vec<&str> = analogy["words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
            let found = vectors.analogy([words[0], words[1], words[2]], 3).unwrap();
            same(&vectors, &found, &near(&analogy["near"]), &format!("{name}: {words:?}"));
        }
    }
}

#[test]
fn files_written_by_this_program_have_the_numbers_that_gensim_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = open(&stored("figures/vectors.bin")).unwrap();
    for format in [Format::Binary, Format::Text, Format::Glove] {
        let path = folder.path().join(format!("{format:?}"));
        save(&vectors, &path, format).unwrap();
        let again = open(&path).unwrap();
        assert_eq!((again.values(), again.len()), (vectors.values(), vectors.len()), "{format:?}");
    }
    // As the word2vec of 2013 has it, a line end follows each vector, which gensim passes over but doesn't write.
    let theirs = fs::read(stored("figures/vectors.bin")).unwrap();
    let ours = fs::read(folder.path().join("Binary")).unwrap();
    assert_eq!(ours.len(), theirs.len() + vectors.len());
}
