//! BLEU and chrF against the figures that sacrebleu gives for the same texts.

use super::*;
use crate::nlp::chrf;
use serde_json::Value;

const CASES: &str = include_str!("../../../tests/conformance/bleu.json");

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn settings(of: &Value) -> Settings {
    Settings {
        tokenizer: of["tokenize"].as_str().unwrap().parse().unwrap(),
        smoothing: Smoothing::new(of["smooth_method"].as_str().unwrap(), of["smooth_value"].as_f64()).unwrap(),
        max_order: of["max_ngram_order"].as_u64().unwrap() as usize,
        effective_order: of["effective_order"].as_bool().unwrap(),
        lowercase: of["lowercase"].as_bool().unwrap(),
    }
}

#[test]
fn scores_counts_and_signatures_are_those_of_sacrebleu() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert!(cases.len() >= 15);
    for case in &cases {
        let hypotheses = texts(&case["hypotheses"]);
        let streams: Vec<Vec<&str>> = case["references"].as_array().unwrap().iter().map(texts).collect();
        let pairs: Vec<(&str, Vec<&str>)> = hypotheses
            .iter()
            .enumerate()
            .map(|(i, text)| (*text, streams.iter().map(|stream| stream[i]).collect()))
            .collect();
        let (settings, expected) = (settings(&case["settings"]), &case["expected"]);
        let found = settings.score(pairs.clone());
        let close = |found: f64, expected: &Value| (found - expected.as_f64().unwrap()).abs() < 1e-9;
        assert!(close(found.score, &expected["score"]), "{case}\n{found:?}");
        assert!(close(found.brevity_penalty, &expected["bp"]), "{case}\n{found:?}");
        for (found, expected) in found.precisions.iter().zip(expected["precisions"].as_array().unwrap()) {
            assert!(close(*found, expected), "{case}");
        }
        assert_eq!(found.counts.hypothesis_tokens as u64, expected["sys_len"].as_u64().unwrap(), "{case}");
        assert_eq!(found.counts.reference_tokens as u64, expected["ref_len"].as_u64().unwrap(), "{case}");
        assert_eq!(settings.signature(streams.len()), expected["signature"].as_str().unwrap());
        for (key, word_order) in [("chrf2", 0), ("chrfpp", 2)] {
            let found = chrf::score(pairs.clone(), word_order);
            assert!(close(found, &expected[key]), "{key} {found}: {case}");
        }
    }
}

#[test]
fn matched_n_grams_are_as_many_as_are_counted_and_stand_where_they_stand() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let hypothesis = words("the the the cat the");
    let references = [words("the cat is on the mat"), words("a cat")];
    let at = |order| matches(&hypothesis, &references, order).iter().map(|found| found.at).collect::<Vec<_>>();
    assert_eq!(at(1), [0, 1, 3], "two of the four, and the cat");
    assert_eq!(at(2), [2]);
    assert!(at(3).is_empty() && at(9).is_empty());
    let mut counts = Counts::new(3);
    counts.add(&hypothesis, &references);
    assert_eq!(counts.matched, [3, 1, 0]);
}

#[test]
fn wrong_words_are_told_with_what_was_expected() {
    assert!("14a".parse::<Tokenizer>().unwrap_err().contains("none, 13a, intl or char"));
    assert!(Smoothing::new("laplace", None).unwrap_err().contains("none, floor, add-k or exp"));
    assert!(Smoothing::new("exp", Some(1.0)).unwrap_err().contains("takes no value"));
    assert!(Smoothing::new("floor", Some(f64::NAN)).unwrap_err().contains("from 0 up"));
}
