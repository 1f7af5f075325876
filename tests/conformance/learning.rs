//! Vectorisers, classifiers, metrics and PCA beside scikit-learn's.

use super::json;
use nnlab::nlp::logistic::Logistic;
use nnlab::nlp::metrics::{Average, Confusion};
use nnlab::nlp::naive_bayes::NaiveBayes;
use nnlab::nlp::tokens::{Tokens, cut};
use nnlab::nlp::vectorize::{Fitted, SparseRow, Vectorizer};
use nnlab::nn::Pca;
use serde_json::Value;
use std::collections::BTreeMap;

fn reals(stored: &Value) -> Vec<f64> {
    stored.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn table(stored: &Value) -> Vec<Vec<f64>> {
    stored.as_array().unwrap().iter().map(reals).collect()
}

fn whole(stored: &Value) -> usize {
    usize::try_from(stored.as_u64().unwrap()).unwrap()
}

fn wholes(stored: &Value) -> Vec<usize> {
    stored.as_array().unwrap().iter().map(whole).collect()
}

fn texts(stored: &Value) -> Vec<&str> {
    stored.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// Both have the same numbers, each within `most`.
fn close(found: &[f64], expected: &[f64], most: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= most, "{what}: {a} for {b}");
    }
}

#[test]
fn counts_and_tf_idf_with_all_options_are_scikit_learns() {
    let stored = json("figures/vectorizers.json");
    let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let documents: Vec<Vec<String>> = texts(&stored["documents"]).into_iter().map(split).collect();
    let unseen = split(stored["unseen"].as_str().unwrap());
    let cases = stored["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 14);
    for case in cases {
        let name = case["vectorizer"].as_str().unwrap();
        let fitted = Fitted::fit(name.parse::<Vectorizer>().unwrap(), &documents);
        assert_eq!(fitted.terms(), texts(&case["terms"]), "{name}");
        let dense = |document: &Vec<String>| -> Vec<f64> {
            let row = fitted.row(document);
            (0..fitted.terms().len()).map(|column| row.get(u32::try_from(column).unwrap())).collect()
        };
        for (document, expected) in documents.iter().zip(table(&case["rows"])) {
            close(&dense(document), &expected, 1e-11, name);
        }
        close(&dense(&unseen), &reals(&case["unseen"]), 1e-11, name);
    }
}

#[test]
fn n_grams_of_words_and_of_characters_are_scikit_learns() {
    let stored = json("figures/vectorizers.json");
    for case in stored["grams"].as_array().unwrap() {
        let name = case["tokens"].as_str().unwrap();
        let tokens: Tokens = name.parse().unwrap();
        for (document, expected) in texts(&stored["documents"]).into_iter().zip(case["rows"].as_array().unwrap()) {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            cut(document, tokens).unwrap().into_iter().for_each(|token| *counts.entry(token.text).or_default() += 1);
            let expected = expected.as_array().unwrap().iter();
            let expected = expected.map(|pair| (pair[0].as_str().unwrap().to_owned(), whole(&pair[1]))).collect();
            assert_eq!(counts, expected, "{name}: {document}");
        }
    }
}

/// The metrics of predictions are those that are stored.
fn measures(classes: usize, truth: &[usize], predicted: &[usize], stored: &Value, what: &str) {
    let confusion = Confusion::of(classes, truth.iter().copied().zip(predicted.iter().copied()));
    let counts: Vec<Vec<usize>> =
        (0..classes).map(|of| (0..classes).map(|as_| confusion.count(of, as_)).collect()).collect();
    let expected: Vec<Vec<usize>> = stored["confusion"].as_array().unwrap().iter().map(wholes).collect();
    assert_eq!(counts, expected, "{what}");
    close(&[confusion.accuracy().value], &[stored["accuracy"].as_f64().unwrap()], 1e-12, what);
    let three = |average: Average| [average.precision, average.recall, average.f1];
    close(&three(confusion.macro_average()), &reals(&stored["macro"]), 1e-11, what);
    close(&three(confusion.weighted_average()), &reals(&stored["weighted"]), 1e-11, what);
    let scores = confusion.per_class();
    let [precision, recall, f1] = [0, 1, 2].map(|i| reals(&stored["none"][i]));
    close(&scores.iter().map(|score| score.precision.value).collect::<Vec<_>>(), &precision, 1e-11, what);
    close(&scores.iter().map(|score| score.recall.value).collect::<Vec<_>>(), &recall, 1e-11, what);
    close(&scores.iter().map(|score| score.f1.value).collect::<Vec<_>>(), &f1, 1e-11, what);
}

/// A document of ids as counts.
fn counted(document: &[usize]) -> SparseRow {
    let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
    document.iter().for_each(|id| *counts.entry(u32::try_from(*id).unwrap()).or_default() += 1.0);
    SparseRow { columns: counts.keys().copied().collect(), values: counts.values().copied().collect() }
}

#[test]
fn naive_bayes_and_logistic_regression_score_and_classify_as_scikit_learns_do() {
    let stored = json("figures/classifiers.json");
    for (number, case) in stored["cases"].as_array().unwrap().iter().enumerate() {
        let (classes, vocabulary) = (whole(&case["classes"]), whole(&case["vocabulary"]));
        let documents = |name: &str| case[name].as_array().unwrap().iter().map(wholes).collect::<Vec<_>>();
        let (train, test) = (documents("train"), documents("test"));
        let (labels, truth) = (wholes(&case["labels"]), wholes(&case["truth"]));
        let ids = |document: &Vec<usize>| document.iter().map(|id| u32::try_from(*id).unwrap()).collect::<Vec<_>>();

        let pairs = train.iter().map(ids).zip(labels.iter().copied());
        let bayes = NaiveBayes::train(classes, vocabulary, case["alpha"].as_f64().unwrap(), pairs);
        for (document, expected) in test.iter().zip(table(&case["bayes_scores"])) {
            close(&bayes.scores(&ids(document)), &expected, 1e-8, &format!("naive Bayes {number}"));
        }
        let predicted: Vec<usize> = test.iter().map(|document| bayes.predict(&ids(document))).collect();
        assert_eq!(predicted, wholes(&case["bayes"]));
        measures(classes, &truth, &predicted, &case["bayes_metrics"], "naive Bayes");
        let right = train.iter().zip(&labels).filter(|(document, label)| bayes.predict(&ids(document)) == **label);
        let accuracy = right.count() as f64 / train.len() as f64;
        close(&[accuracy], &[case["bayes_train_accuracy"].as_f64().unwrap()], 1e-12, "training accuracy");

        let rows: Vec<SparseRow> = train.iter().map(|document| counted(document)).collect();
        let logistic = Logistic::train(classes, vocabulary, case["c"].as_f64().unwrap(), &rows, &labels);
        for (document, expected) in test.iter().zip(table(&case["logistic_scores"])) {
            let scores = logistic.scores(&counted(document));
            let scores = if classes == 2 { &scores[1..] } else { &scores };
            close(scores, &expected, 2e-3, &format!("logistic regression {number}"));
        }
        let predicted: Vec<usize> = test.iter().map(|document| logistic.predict(&counted(document))).collect();
        assert_eq!(predicted, wholes(&case["logistic"]));
        measures(classes, &truth, &predicted, &case["logistic_metrics"], "logistic regression");
    }
}

#[test]
fn metrics_of_classes_that_are_never_found_or_never_there_are_scikit_learns() {
    for case in json("figures/classifiers.json")["metrics"].as_array().unwrap() {
        let (truth, predicted) = (wholes(&case["truth"]), wholes(&case["predicted"]));
        measures(whole(&case["classes"]), &truth, &predicted, case, &format!("{truth:?} as {predicted:?}"));
    }
}

#[test]
fn principal_components_are_those_of_a_full_decomposition() {
    let stored = json("figures/pca.json");
    let single = |name: &str| -> Vec<Vec<f32>> {
        table(&stored[name]).iter().map(|row| row.iter().map(|v| *v as f32).collect()).collect()
    };
    let (rows, fresh) = (single("rows"), single("fresh"));
    let pca = Pca::fit(rows.len(), 7, |i, out| out.copy_from_slice(&rows[i])).unwrap();
    for (found, expected) in pca.variances().iter().zip(reals(&stored["variances"])) {
        assert!((found - expected).abs() < 1e-5 * (1.0 + expected), "{found} for {expected}");
    }
    for (row, expected) in fresh.iter().zip(table(&stored["projected"])) {
        let found: Vec<f64> = pca.project(row, 3).iter().map(|along| f64::from(along.abs())).collect();
        close(&found, &expected, 1e-4, "projection");
    }
    let mse = pca.mse_by_components(fresh.len(), |i, out| out.copy_from_slice(&fresh[i])).unwrap();
    for (found, expected) in mse.iter().zip(reals(&stored["mse_by_components"])) {
        assert!((found - expected).abs() < 1e-5 * (1.0 + expected), "{found} for {expected}");
    }
}
