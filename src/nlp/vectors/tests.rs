//! Neighbours, analogies, coverage and the map on vectors that one can work out by hand.

use super::*;

pub(super) fn vectors(rows: &[(&str, &[f32])]) -> WordVectors {
    let vocabulary = Vocabulary::listed(rows.iter().map(|(word, _)| ((*word).to_owned(), 0)));
    let width = rows.first().map_or(1, |(_, row)| row.len());
    WordVectors::of(vocabulary, width, rows.iter().flat_map(|(_, row)| row.iter().copied()).collect())
}

/// Two axes: royalty, and man to woman.
fn royals() -> WordVectors {
    vectors(&[
        ("rey", &[0.9, 0.9, 0.1]),
        ("reina", &[0.9, -0.9, 0.1]),
        ("hombre", &[0.1, 0.9, 0.0]),
        ("mujer", &[0.1, -0.9, 0.0]),
        // Where the analogy would lead with its first two words exchanged.
        ("esclava", &[-0.9, -0.9, 0.1]),
        ("mesa", &[0.0, 0.05, 2.0]),
        ("nada", &[0.0, 0.0, 0.0]),
    ])
}

fn names(vectors: &WordVectors, near: Option<Vec<Near>>) -> Vec<String> {
    near.unwrap().iter().map(|near| vectors.word(near.id).unwrap().to_owned()).collect()
}

#[test]
fn king_minus_man_plus_woman_is_queen_and_the_three_are_never_the_answer() {
    let vectors = royals();
    assert_eq!(names(&vectors, vectors.analogy(["hombre", "rey", "mujer"], 1)), ["reina"]);
    let all = names(&vectors, vectors.analogy(["hombre", "rey", "mujer"], 10));
    assert_eq!(all, ["reina", "esclava", "mesa"], "the inputs and the vector without a direction are left out");
    assert_eq!(vectors.analogy(["rey", "hombre", "silla"], 1), None);
}

#[test]
fn neighbours_are_sorted_by_cosine_whatever_their_lengths_and_do_not_hold_the_word_itself() {
    let vectors = royals();
    assert_eq!(names(&vectors, vectors.nearest("rey", 2)), ["hombre", "mesa"]);
    let near = vectors.neighbours(&[2.0, 0.0, 0.0], 10, &[]);
    assert_eq!(near.len(), 6);
    assert!(near.windows(2).all(|pair| pair[0].cosine >= pair[1].cosine));
    let expected = 0.9_f64 / (2.0 * 0.81_f64 + 0.01).sqrt();
    assert!((f64::from(near[0].cosine) - expected).abs() < 1e-6);
    assert_eq!(near[0].id, 0, "of equals the first");
    let cosine = vectors.cosine("rey", "reina").unwrap();
    assert!((cosine - 0.01 / 1.63).abs() < 1e-6);
    assert_eq!((vectors.cosine("rey", "nada"), vectors.cosine("rey", "silla")), (Some(0.0), None));
    assert!(vectors.neighbours(&[0.0; 3], 5, &[]).is_empty() && vectors.neighbours(&[1.0; 2], 5, &[]).is_empty());
}

#[test]
fn coverage_counts_tokens_and_words_and_lists_what_is_missing_by_frequency() {
    let coverage = royals().coverage("el rey y la reina y el rey y nada".split(' '));
    assert_eq!((coverage.tokens, coverage.known_tokens), (10, 4));
    assert_eq!((coverage.words, coverage.known_words), (6, 3));
    let missing: Vec<(&str, usize)> = coverage.missing.iter().map(|(word, n)| (word.as_str(), *n)).collect();
    assert_eq!(missing, [("y", 3), ("el", 2), ("la", 1)]);
}

#[test]
fn a_table_for_a_vocabulary_has_its_order_and_zeros_for_what_is_unknown() {
    let tokens = ["mujer", "silla", "rey"].map(str::to_owned);
    let (table, known) = royals().table_for(&tokens);
    assert_eq!(table, [0.1, -0.9, 0.0, 0.0, 0.0, 0.0, 0.9, 0.9, 0.1]);
    assert_eq!(known, 2);
}
