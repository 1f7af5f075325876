//! The Spanish reviews.

use std::collections::{BTreeMap, HashSet};

use nnlab::data::text::reviews::{self, Label, Phenomenon, Review};
use nnlab::nlp::metrics::Confusion;
use nnlab::nlp::naive_bayes::NaiveBayes;
use nnlab::nlp::vocabulary::Vocabulary;
use nnlab::nlp::words::words;

use crate::is_clean;

fn parts() -> [Vec<Review>; 2] {
    [reviews::train().unwrap(), reviews::held_out().unwrap()]
}

fn share(part: &[Review], test: impl Fn(&Review) -> bool) -> f64 {
    part.iter().filter(|review| test(review)).count() as f64 / part.len() as f64
}

#[test]
fn there_are_at_least_1200_of_which_a_fifth_is_held_out() {
    let [train, held_out] = parts();
    println!("{} + {} reviews", train.len(), held_out.len());
    assert!(train.len() + held_out.len() >= 1200);
    assert_eq!(held_out.len() * 4, train.len());
}

#[test]
fn labels_are_balanced_as_a_whole_and_in_each_of_at_least_ten_domains() {
    for part in parts() {
        assert_eq!(share(&part, |review| review.label == Label::Positive), 0.5);
        let mut domains: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for review in &part {
            domains.entry(&review.domain).or_default()[review.label as usize] += 1;
        }
        assert!(domains.len() >= 10, "{domains:?}");
        assert!(domains.values().all(|[negative, positive]| negative.abs_diff(*positive) <= 1), "{domains:?}");
    }
}

#[test]
fn texts_are_clean_single_lines_of_5_to_80_words_and_none_is_there_twice() {
    let all = parts().concat();
    for review in &all {
        let count = words(&review.text).len();
        assert!((5..=80).contains(&count), "{count} words: {}", review.text);
        assert!(is_clean(&review.text) && !review.text.contains(['\n', '"', '\t']), "{}", review.text);
    }
    let lengths: Vec<usize> = all.iter().map(|review| words(&review.text).len()).collect();
    assert!(lengths.iter().filter(|&&n| n <= 10).count() >= 50 && lengths.iter().filter(|&&n| n >= 50).count() >= 50);
    assert_eq!(all.iter().map(|review| &review.text).collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn the_phenomena_are_there_and_negation_is_balanced() {
    for part in parts() {
        for (phenomenon, least) in [
            (Phenomenon::Negation, 0.35),
            (Phenomenon::Concession, 0.2),
            (Phenomenon::Irony, 0.04),
            (Phenomenon::Misspelling, 0.06),
        ] {
            let found = share(&part, |review| review.has(phenomenon));
            println!("{phenomenon:?}: {found:.3}");
            assert!(found >= least, "{phenomenon:?}: {found}");
        }
        let negated: Vec<Review> = part.iter().filter(|review| review.has(Phenomenon::Negation)).cloned().collect();
        let positive = share(&negated, |review| review.label == Label::Positive);
        assert!((positive - 0.5).abs() < 0.05, "{positive}");
    }
}

#[test]
fn no_five_words_in_a_row_are_in_both_parts() {
    let [train, held_out] = parts();
    let runs = |part: &[Review]| -> HashSet<Vec<String>> {
        let texts = part.iter().map(|review| words(&review.text));
        texts.flat_map(|text| text.windows(5).map(<[String]>::to_vec).collect::<Vec<_>>()).collect()
    };
    let (train, held_out) = (runs(&train), runs(&held_out));
    let common: Vec<&Vec<String>> = train.intersection(&held_out).collect();
    assert!(common.is_empty(), "{common:?}");
}

#[test]
fn naive_bayes_on_counts_finds_it_neither_easy_nor_hopeless_and_negation_harder() {
    let [train, held_out] = parts();
    let vocabulary = Vocabulary::of(train.iter().flat_map(|review| words(&review.text)), 1);
    let ids = |review: &Review| vocabulary.known(words(&review.text));
    let labelled = train.iter().map(|review| (ids(review), review.label as usize));
    let model = NaiveBayes::train(2, vocabulary.len(), 1.0, labelled);
    let accuracy = |test: &dyn Fn(&Review) -> bool| {
        let tested = held_out.iter().filter(|review| test(review));
        let pairs = tested.map(|review| (review.label as usize, model.predict(&ids(review))));
        Confusion::of(2, pairs).accuracy().value
    };
    let (all, negation) = (accuracy(&|_| true), accuracy(&|review| review.has(Phenomenon::Negation)));
    println!("naive Bayes: {all:.3} on the held-out part, {negation:.3} on its negations");
    println!("  concessions {:.3}", accuracy(&|review| review.has(Phenomenon::Concession)));
    println!("  ironies {:.3}", accuracy(&|review| review.has(Phenomenon::Irony)));
    println!("  without phenomena {:.3}", accuracy(&|review| review.phenomena.is_empty()));
    assert!((0.70..=0.92).contains(&all), "{all}");
    assert!(negation < all, "{negation} {all}");
}
