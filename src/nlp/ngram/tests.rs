//! The models against arithmetic by hand, a plain count, and figures measured by another implementation.

use super::*;
use crate::data::text::prose;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[test]
fn an_untrained_model_is_uniform_so_its_perplexity_is_the_number_of_outcomes() {
    let none: [Vec<u32>; 0] = [];
    for smoothing in Smoothing::ALL {
        let open = NGram::train(3, 50, Ends::Open, smoothing, none.clone());
        assert!((open.score([[1, 2, 3]]).perplexity() - 50.0).abs() < 1e-9);
        let marked = NGram::train(3, 50, Ends::Marked, smoothing, none.clone());
        let score = marked.score([vec![1, 2, 3], vec![]]);
        assert_eq!(score.tokens, 5);
        assert!((score.perplexity() - 51.0).abs() < 1e-9);
    }
}

/// By hand, from "a b a c" (a 0, b 1, c 2): after a, b and c once each; c(a) = 2, T(a) = 2.
#[test]
fn a_bigram_of_witten_and_bell_comes_out_as_computed_by_hand() {
    let model = NGram::train(2, 4, Ends::Open, Smoothing::WittenBell, [[0, 1, 0, 2]]);
    let unigram = |count: f64| (count + 3.0 / 4.0) / 7.0;
    assert!((model.probability(&[], 0) - unigram(2.0)).abs() < 1e-15);
    assert!((model.probability(&[0], 1) - (1.0 + 2.0 * unigram(1.0)) / 4.0).abs() < 1e-15);
    assert!((model.probability(&[0], 3) - 2.0 * unigram(0.0) / 4.0).abs() < 1e-15);
    assert!((model.probability(&[2], 1) - unigram(1.0)).abs() < 1e-15, "a history never seen passes on");
}

/// "San Francisco" (Chen and Goodman 1999, 2.7): `b` occurs often and always after `a`, `c` less often but after many. By
/// hand, with the discount .75 that so regular a text falls back to: 5 pairs differ; before b stands 1, before c 3 tokens.
#[test]
fn kneser_ney_counts_what_stands_before_a_word_not_how_often_it_occurs() {
    let text = [0, 1, 0, 1, 0, 1, 3, 2, 4, 2, 5, 2];
    let model = NGram::train(2, 6, Ends::Open, Smoothing::KneserNey, [text]);
    let (b, c) = (model.probability(&[], 1), model.probability(&[], 2));
    let before: HashMap<u32, BTreeSet<u32>> = text.windows(2).fold(HashMap::new(), |mut map, pair| {
        map.entry(pair[1]).or_insert_with(BTreeSet::new).insert(pair[0]);
        map
    });
    let total: usize = before.values().map(BTreeSet::len).sum();
    let types = before.len() as f64;
    let by_hand = |token: u32| {
        let count = before[&token].len() as f64;
        (count - 0.75) / total as f64 + 0.75 * types / total as f64 / 6.0
    };
    assert!((b - by_hand(1)).abs() < 1e-12 && (c - by_hand(2)).abs() < 1e-12, "{b} {c}");
    assert!(c > b, "though b occurs three times as c does");
    assert_eq!((model.count(&[0, 1]), model.count(&[1]), model.count(&[2]), model.count(&[2, 2])), (3, 3, 3, 0));
}

#[test]
fn the_end_mark_is_learnt_where_ends_are_marked_and_never_predicted_at_a_beginning() {
    for smoothing in Smoothing::ALL {
        let model = NGram::train(2, 2, Ends::Marked, smoothing, vec![[0, 1]; 100]);
        assert!(model.probability(&[1], model.end()) > 0.98);
        assert!(model.probability(&model.opening(), 0) > 0.98);
        assert_eq!(model.count(&[model.end()]), 100);
        assert_eq!(model.count(&[model.end(), 0]), 100);
    }
}

#[test]
fn a_name_that_is_no_smoothing_is_told_with_those_that_are() {
    for smoothing in Smoothing::ALL {
        assert_eq!(smoothing.name().parse(), Ok(smoothing));
    }
    let error = "laplace".parse::<Smoothing>().unwrap_err().to_string();
    assert!(error.contains("modified-kneser-ney, kneser-ney or witten-bell"), "{error}");
}

/// The bundled prose by characters: pieces 66 to 72 held out, characters outside the training part unknown.
fn characters() -> (usize, Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let pieces = prose::pieces();
    let (train, held_out) = pieces.split_at(65);
    let ids: BTreeMap<char, u32> =
        train.iter().flat_map(|piece| piece.text.chars()).collect::<BTreeSet<_>>().into_iter().zip(0..).collect();
    let unknown = ids.len() as u32;
    let of = |pieces: &[prose::Piece]| {
        let coded =
            |piece: &prose::Piece| piece.text.chars().map(|c| ids.get(&c).copied().unwrap_or(unknown)).collect();
        pieces.iter().map(coded).collect()
    };
    (ids.len() + 1, of(train), of(held_out))
}

/// Figures of an implementation in Python on the same split (perplexity a character, marks counted), to 1 %.
#[test]
fn perplexities_of_the_prose_are_those_of_another_implementation() {
    let (vocabulary, train, held_out) = characters();
    for (smoothing, expected) in [
        (Smoothing::WittenBell, [21.249, 10.129, 7.319, 5.779, 5.330, 5.538]),
        (Smoothing::KneserNey, [21.247, 10.101, 7.266, 5.648, 5.029, 4.922]),
        (Smoothing::ModifiedKneserNey, [21.247, 10.114, 7.267, 5.633, 4.944, 4.774]),
    ] {
        for (order, expected) in (1..).zip(expected) {
            let model = NGram::train(order, vocabulary, Ends::Marked, smoothing, &train);
            let found = model.score(&held_out);
            assert!((found.perplexity() / expected - 1.0).abs() < 0.01, "{smoothing:?} {order}: {found:?}");
        }
    }
}

/// Sequences of few different tokens, so that n-grams repeat; now and then of ids so large that few fit in a key.
fn sequences() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let token = prop_oneof![9 => 0_u32..4, 1 => Just(1 << 28)];
    proptest::collection::vec(proptest::collection::vec(token, 0..12), 0..8)
}

proptest! {
    #[test]
    fn every_gram_is_counted_as_a_plain_count_has_it(sequences in sequences(), order in 1_usize..9) {
        let mut text = Text::default();
        let mut plain = HashMap::<&[u32], u32>::new();
        for sequence in &sequences {
            text.push(sequence.iter().copied());
            for length in 1..=order {
                sequence.windows(length).for_each(|gram| *plain.entry(gram).or_insert(0) += 1);
            }
        }
        let trie = Trie::of(&text, order);
        prop_assert_eq!(trie.levels.iter().map(|level| level.tokens.len()).sum::<usize>(), plain.len());
        for (gram, count) in &plain {
            let Some(Context::Node(level, at)) = trie.find(gram) else { panic!("{gram:?} is missing") };
            prop_assert_eq!(trie.levels[level].counts[at], *count);
            if level + 1 < order {
                let before = plain.keys().filter(|longer| longer.len() == gram.len() + 1 && longer[1..] == **gram);
                prop_assert_eq!(trie.left_neighbours()[level][at] as usize, before.count());
            }
        }
    }

    #[test]
    fn distributions_sum_to_1_are_nowhere_0_and_agree_with_single_probabilities(
        sequences in proptest::collection::vec(proptest::collection::vec(0_u32..5, 0..12), 0..8),
        history in proptest::collection::vec(0_u32..6, 0..5),
        order in 1_usize..6,
        marked in any::<bool>(),
    ) {
        let ends = if marked { Ends::Marked } else { Ends::Open };
        for smoothing in Smoothing::ALL {
            let model = NGram::train(order, 5, ends, smoothing, &sequences);
            let all = model.distribution(&history);
            prop_assert_eq!(all.len(), model.outcomes());
            prop_assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}: {:?}", smoothing, all);
            for (token, p) in (0..).zip(&all) {
                prop_assert!(*p > 0.0 && (p - model.probability(&history, token)).abs() < 1e-12, "{:?}", smoothing);
            }
        }
    }
}
