//! Unicode's boundaries of words and of characters as people count them, and Snowball's stems.

use super::json;
use nnlab::nlp::segment::segments;
use nnlab::nlp::stem::Stemmer;
use nnlab::nlp::tokens::{Tokens, cut};

/// Every official row of a table: the pieces of their own concatenation.
fn official(table: &str, pieces_of: impl Fn(&str) -> Vec<String>) -> usize {
    let breaks = json("figures/breaks.json");
    let rows = breaks[table].as_array().unwrap();
    for row in rows {
        let pieces: Vec<&str> = row.as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()).collect();
        assert_eq!(pieces_of(&pieces.concat()), pieces);
    }
    rows.len()
}

#[test]
fn words_are_cut_where_the_official_break_tests_say() {
    let count = official("words", |text| segments(text).map(|piece| piece.text.to_owned()).collect());
    assert_eq!(count, 1944);
}

#[test]
fn characters_are_the_grapheme_clusters_of_the_official_break_tests() {
    let characters = |text: &str| cut(text, Tokens::Characters).unwrap().into_iter().map(|token| token.text).collect();
    assert_eq!(official("graphemes", characters), 766);
}

#[test]
fn stems_are_those_on_which_all_versions_of_snowball_agree() {
    let stems = json("figures/stems.json");
    let languages = stems.as_object().unwrap();
    let with_stems = nnlab::nlp::language::LANGUAGES.iter().filter(|language| Stemmer::of(language.code).is_some());
    assert_eq!(languages.len(), with_stems.count());
    for (language, pairs) in languages {
        let stemmer = Stemmer::of(language).unwrap();
        for pair in pairs.as_array().unwrap() {
            let [word, stem] = [0, 1].map(|place| pair[place].as_str().unwrap());
            assert_eq!(stemmer.stem(word), stem, "{language} {word}");
        }
    }
}
