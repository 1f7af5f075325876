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

#[test]
fn a_map_finds_the_plane_that_points_lie_on() {
    // Points a (2, 3, 6) / 7 + b (3, -6, 2) / 7 + a constant; a varies more than b, and the two are not correlated. An axis'
    // largest number is above 0, so the second axis points against b.
    let places = [(4.0, 1.0), (-4.0, 1.0), (4.0, -1.0), (-4.0, -1.0), (0.0, 0.0)];
    let rows: Vec<[f32; 3]> = places
        .iter()
        .map(|(a, b)| [(2.0 * a + 3.0 * b) / 7.0 + 7.0, (3.0 * a - 6.0 * b) / 7.0 - 1.0, (6.0 * a + 2.0 * b) / 7.0])
        .collect();
    let words = ["a", "b", "c", "d", "e"];
    let vectors = vectors(&words.iter().zip(&rows).map(|(word, row)| (*word, &row[..])).collect::<Vec<_>>());
    let map = vectors.map(&[0, 1, 2, 3, 4]);
    for (place, (a, b)) in map.places.iter().zip(places) {
        assert!((place[0] - a).abs() < 1e-5 && (place[1] + b).abs() < 1e-5, "{place:?}");
    }
    assert!((map.explained[0] - 64.0 / 68.0).abs() < 1e-6 && (map.explained[1] - 4.0 / 68.0).abs() < 1e-6);
}

#[test]
fn a_map_of_few_or_equal_words_is_flat_and_no_error() {
    let flat = vectors(&[("a", &[1.0, 2.0]), ("b", &[1.0, 2.0]), ("c", &[3.0, 2.0])]);
    assert_eq!(flat.map(&[]).places, [[0.0; 2]; 0]);
    let same = flat.map(&[0, 1]);
    assert_eq!((same.places, same.explained), (vec![[0.0; 2]; 2], [0.0; 2]));
    let line = flat.map(&[0, 2]);
    assert!((line.explained[0] - 1.0).abs() < 1e-9 && line.explained[1] == 0.0);
    assert_eq!(line.places, [[-1.0, 0.0], [1.0, 0.0]]);
    let one_number = vectors(&[("a", &[1.0]), ("b", &[2.0])]);
    assert_eq!(one_number.map(&[0, 1]).places, [[-0.5, 0.0], [0.5, 0.0]]);
}
