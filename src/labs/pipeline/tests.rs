use super::presets::PRESETS;
use super::spec::{KNOBS, Spec};
use super::*;
use crate::figure::Figure;
use crate::run::{Evaluation, Metric, Question, Settings, Silent, Slice, StepGrain, knob};

fn evaluated(experiment: &mut Box<dyn Experiment>) -> Evaluation {
    loop {
        if let Slice::Done(evaluation) = experiment.evaluate(&mut Silent).unwrap() {
            return evaluation;
        }
    }
}

fn trained(spec: Spec, threads: usize) -> (Box<dyn Experiment>, Vec<Evaluation>) {
    let mut experiment = PipelineLab::open(spec, &Context { threads }).unwrap();
    let mut evaluations = vec![evaluated(&mut experiment)];
    while experiment.position().epoch < experiment.epochs() {
        experiment.step(StepGrain::Whole, &mut Silent).unwrap();
        if experiment.position().step_in_epoch == 0 {
            evaluations.push(evaluated(&mut experiment));
        }
    }
    (experiment, evaluations)
}

fn spec(settings: &[(&str, &str)]) -> Spec {
    let mut all = Settings::of(&Spec::default()).unwrap();
    settings.iter().for_each(|(key, value)| knob::assign(&KNOBS, &mut all, key, value).unwrap());
    all.typed().unwrap()
}

fn value(metrics: &[Metric], name: &str) -> f64 {
    metrics.iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("no {name}: {metrics:?}")).value
}

#[test]
fn every_preset_is_made_of_knobs() {
    let entry = crate::run::Entry::of::<PipelineLab>();
    for preset in entry.presets() {
        entry.preset_settings(preset).unwrap().typed::<Spec>().unwrap();
    }
}

#[test]
fn on_negations_of_the_grammar_a_bag_of_words_guesses_and_the_lstm_knows() {
    let negation = PRESETS.iter().find(|preset| preset.name == "negation").unwrap();
    let (experiment, evaluations) =
        trained(spec(&[negation.settings, &[("epochs", "6"), ("units", "24")]].concat()), 2);
    let baselines = experiment.facts().baselines;
    for name in ["naive_bayes_negated_accuracy", "logistic_negated_accuracy"] {
        assert!((value(&baselines, name) - 0.5).abs() < 0.05, "{baselines:?}");
    }
    let last = &evaluations.last().unwrap().metrics;
    assert!(value(last, "negated_accuracy") >= 0.95 && value(last, "accuracy") >= 0.95, "{last:?}");
    let text = "no es malo".to_owned();
    let answer = experiment.snapshot().unwrap().ask(&Question::Text { slot: "strip".into(), text }).unwrap();
    let Figure::Tokens(tokens) = &answer[0].1 else { panic!("{answer:?}") };
    assert_eq!(tokens.tokens.len(), 3);
    assert!(tokens.tokens.iter().all(|token| (0.0..=1.0).contains(&token.weight.unwrap().0)));
}

#[test]
fn on_the_reviews_the_best_of_the_models_gets_at_least_four_fifths() {
    let data = Data::open(Spec::default()).unwrap();
    let accuracy = |key: &str| data.baselines.iter().find(|b| b.key == key).unwrap().confusion.accuracy().value;
    let (bayes, logistic) = (accuracy("naive_bayes"), accuracy("logistic"));
    println!("naive Bayes {bayes:.4}, logistic {logistic:.4}");
    assert!(bayes.max(logistic) >= 0.80 && (accuracy("majority") - 0.5).abs() < 0.01);
}

#[test]
fn the_bars_of_the_models_are_told_apart_by_their_first_words() {
    let data = Data::open(Spec::default()).unwrap();
    let counts = data.baselines.first().unwrap();
    let Figure::Bars(bars) = figures::models(&data, &counts.confusion, &counts.negated) else { panic!() };
    let labels: Vec<&str> = bars.bars.iter().map(|bar| bar.label.as_str()).collect();
    assert_eq!(labels[..2], ["this model", "this model, negations"]);
    assert!(labels.iter().all(|label| label.len() <= 26), "an 80-column screen cuts them: {labels:?}");
}

#[test]
fn one_seed_gives_the_same_bits_on_one_and_two_threads() {
    let small = || spec(&[("data", "grammar"), ("epochs", "1"), ("units", "4"), ("embedding", "4"), ("batch", "64")]);
    assert_eq!(trained(small(), 1).1, trained(small(), 2).1);
}

#[test]
fn what_dropout_leaves_out_depends_on_the_seed_alone_and_not_on_threads() {
    let settings = [
        ("data", "grammar"),
        ("epochs", "1"),
        ("units", "4"),
        ("embedding", "4"),
        ("batch", "64"),
        ("dropout", "0"),
        ("word-dropout", "0"),
    ];
    let with = |more: &[(&str, &str)]| spec(&[&settings, more].concat());
    let dropped = || with(&[("dropout", "0.5"), ("word-dropout", "0.2")]);
    let one = trained(dropped(), 1).1;
    assert_eq!(one, trained(dropped(), 2).1);
    assert_ne!(one, trained(with(&[("dropout", "0.5")]), 2).1);
    assert_ne!(one, trained(with(&[]), 2).1);
}

#[test]
fn naive_bayes_as_the_model_counts_once_and_says_what_the_baseline_says() {
    let settings = [("model", "naive-bayes"), ("steps", "lower+punct")];
    let (mut experiment, evaluations) = trained(spec(&[&settings[..], &[("epochs", "9")]].concat()), 1);
    let facts = experiment.facts();
    assert_eq!(experiment.position().step, facts.steps_per_epoch);
    let last = &evaluations.last().unwrap().metrics;
    for name in ["accuracy", "f1_macro", "negated_accuracy"] {
        assert_eq!(value(last, name), value(&facts.baselines, &format!("naive_bayes_{name}")), "{name}");
    }
    assert_eq!(value(&evaluations[0].metrics, "accuracy"), 0.5, "before the first text it knows nothing");
    let ask = |experiment: &dyn Experiment, text: &str| {
        let question = Question::Text { slot: "strip".into(), text: text.into() };
        let answer = experiment.snapshot().unwrap().ask(&question).unwrap();
        let Figure::Tokens(tokens) = &answer[0].1 else { panic!("{answer:?}") };
        tokens.tokens.iter().map(|token| token.weight.unwrap().0).collect::<Vec<f64>>()
    };
    let strip = ask(&*experiment, "una maravilla");
    assert!(strip.len() == 2 && strip[1] > 0.5, "{strip:?}");
    let mut again = PipelineLab::open(spec(&settings), &Context { threads: 1 }).unwrap();
    again.load(&experiment.save().unwrap()).unwrap();
    assert_eq!(ask(&*again, "una maravilla"), strip);
    assert_eq!(evaluated(&mut again).metrics, evaluated(&mut experiment).metrics);
}

#[test]
fn naive_bayes_is_measured_on_its_training_texts_once_all_are_counted() {
    let data = Data::open(Spec::default()).unwrap();
    // The same by another way: p(token | class) with Laplace's 1, over the terms of the training texts.
    let terms = data.fitted.terms().len();
    let mut counts = [vec![1.0_f64; terms], vec![1.0; terms]];
    let mut texts = [0.0_f64; 2];
    let columns =
        |document: &Document| document.tokens.iter().filter_map(|t| data.fitted.column(t)).collect::<Vec<_>>();
    for document in &data.train {
        texts[document.label] += 1.0;
        columns(document).iter().for_each(|column| counts[document.label][*column as usize] += 1.0);
    }
    let totals = counts.each_ref().map(|counts| counts.iter().sum::<f64>());
    let score = |document: &Document, class: usize| {
        let tokens = columns(document).into_iter().map(|c| (counts[class][c as usize] / totals[class]).ln());
        texts[class].ln() + tokens.sum::<f64>()
    };
    let is_right = |document: &&Document| (score(document, 1) > score(document, 0)) == (document.label == 1);
    let expected = data.train.iter().filter(is_right).count() as f64 / data.train.len() as f64;
    let (_, evaluations) = trained(spec(&[("model", "naive-bayes")]), 1);
    let last = &evaluations.last().unwrap().metrics;
    println!("{expected:.4}");
    assert_eq!(value(last, "train_accuracy"), expected);
    assert!(expected > 0.94 && value(last, "train_loss") < value(last, "val_loss"), "{last:?}");
    assert!(evaluations[0].metrics.iter().all(|metric| !metric.name.starts_with("train")), "nothing is counted yet");
}

#[test]
fn settings_that_a_model_has_no_use_for_are_told_and_its_known_tokens_are_its_own() {
    let remarks = |settings: &[(&str, &str)]| Data::open(spec(settings)).unwrap();
    let bayes = remarks(&[("model", "naive-bayes"), ("min-count", "100000"), ("epochs", "3")]);
    assert!(
        bayes.remarks[0].starts_with("`min-count=100000`, `epochs=3`: no use for that in naive Bayes"),
        "{:?}",
        bayes.remarks
    );
    assert_eq!(bayes.known(), bayes.fitted.terms().len());
    assert!(bayes.knows(&bayes.train[0].tokens[0]) && bayes.oov_rate() < 0.5);
    let logistic = remarks(&[("model", "logistic"), ("min-count", "100000"), ("embedding", "3")]);
    assert!(logistic.remarks[0].starts_with("`min-count=100000`, `embedding=3`: no use"), "{:?}", logistic.remarks);
    assert_eq!(logistic.known(), bayes.known());
    let network = remarks(&[("min-count", "100000"), ("vectorizer", "count")]);
    assert_eq!((network.known(), network.oov_rate()), (0, 1.0));
    assert!(
        network.remarks[0].starts_with("`vectorizer=count`: no use for that in a network"),
        "{:?}",
        network.remarks
    );
    for model in ["lstm", "logistic", "naive-bayes"] {
        let plain = remarks(&[("model", model)]).remarks;
        assert!(plain.is_empty(), "{plain:?}");
    }
}

#[test]
fn vectors_from_a_file_begin_an_embedding_and_frozen_they_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (texts, vectors) = (folder.path().join("my.tsv"), folder.path().join("v.txt"));
    let rows: String = (0..60).map(|i| format!("{} y más\tclase {}\n", ["sol", "luna"][i % 2], i % 2)).collect();
    std::fs::write(&texts, format!("text\tlabel\n{rows}")).unwrap();
    std::fs::write(&vectors, "sol 1 0 0\nluna 0 1 0\neclipse 0.5 0.5 0\n").unwrap();
    let (texts, vectors) = (texts.to_str().unwrap(), vectors.to_str().unwrap());
    let common = [
        ("data", texts),
        ("embedding-file", vectors),
        ("steps", "lower+punct"),
        ("epochs", "12"),
        ("learning-rate", "0.05"),
        ("dropout", "0"),
        ("word-dropout", "0"),
    ];
    let with = |more: &[(&str, &str)]| spec(&[&common, more].concat());
    let (frozen, evaluations) = trained(with(&[("freeze", "embedding"), ("min-count", "1")]), 1);
    assert_eq!(value(&evaluations.last().unwrap().metrics, "accuracy"), 1.0);
    let facts = frozen.facts();
    assert!(facts.model.starts_with("embedding 3, LSTM"), "the file's width counts: {}", facts.model);
    assert!(facts.remarks[0].contains("2 of the 4 words of the training texts have one"), "{:?}", facts.remarks);
    assert_eq!(facts.parameters - facts.trainable_parameters, 5 * 3, "sol, luna, y, más and the unknown");
    let table = |experiment: &dyn Experiment| {
        let arrays = experiment.save().unwrap().arrays_of("model");
        arrays.into_iter().find(|array| array.name == "embedding.table").unwrap().values
    };
    assert!(table(&*frozen).windows(3).any(|row| row == [0.0, 1.0, 0.0]));
    let (thawed, _) = trained(with(&[]), 1);
    assert!(!table(&*thawed).windows(3).any(|row| row == [0.0, 1.0, 0.0]));
    let dense = with(&[("vectorizer", "glove"), ("model", "logistic")]);
    let (logistic, evaluations) = trained(dense, 1);
    assert_eq!((logistic.facts().parameters, value(&evaluations.last().unwrap().metrics, "accuracy")), (4, 1.0));
}

#[test]
fn word2vec_on_the_texts_and_the_prose_knows_words_that_no_training_text_has() {
    let settings = [("vectorizer", "word2vec"), ("embedding", "8"), ("min-count", "5"), ("longest", "20")];
    let data = Data::open(spec(&settings)).unwrap();
    let plain = Data::open(spec(&[("min-count", "5")])).unwrap();
    assert!(data.vocabulary.len() > plain.vocabulary.len() && data.oov_rate() < plain.oov_rate());
    assert_eq!((data.width(), data.columns()), (8, 8));
    assert!(data.remarks[0].starts_with("Word2Vec (skip-gram) on the training texts and the bundled prose"));
}

#[test]
fn a_run_taken_up_from_its_state_goes_on_to_the_same_bits() {
    let small = || spec(&[("epochs", "2"), ("units", "4"), ("embedding", "4"), ("model", "gru"), ("batch", "128")]);
    let whole = trained(small(), 1).1;
    let mut first = PipelineLab::open(small(), &Context { threads: 1 }).unwrap();
    evaluated(&mut first);
    for _ in 0..4 {
        first.step(StepGrain::Whole, &mut Silent).unwrap();
    }
    let mut second = PipelineLab::open(small(), &Context { threads: 1 }).unwrap();
    second.load(&first.save().unwrap()).unwrap();
    let mut rest = Vec::new();
    while second.position().epoch < second.epochs() {
        second.step(StepGrain::Whole, &mut Silent).unwrap();
        if second.position().step_in_epoch == 0 {
            rest.push(evaluated(&mut second));
        }
    }
    assert_eq!(rest, whole[1..]);
}

#[test]
fn wrong_settings_and_files_are_told() {
    let refused = |settings: &[(&str, &str)]| {
        PipelineLab::open(spec(settings), &Context { threads: 1 }).err().unwrap().to_string()
    };
    assert!(refused(&[("steps", "lower+stpo")]).starts_with("`steps`: at character 7: expected one of the steps"));
    assert!(refused(&[("tokens", "wrods")]).starts_with("`tokens`: at character 1"));
    assert!(refused(&[("vectorizer", "word")]).starts_with("`vectorizer`: at character 1"));
    assert!(refused(&[("language", "xx")]).starts_with("`language`: there is no language `xx`"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.csv");
    let refused_file = |content: &str| {
        std::fs::write(&path, content).unwrap();
        refused(&[("data", path.to_str().unwrap())])
    };
    assert!(refused_file("texto\na\n").contains("my.csv, line 1: expected a column \"label\"; it has \"texto\""));
    std::fs::write(&path, "texto,nota\na,b\n").unwrap();
    let named = refused(&[("data", path.to_str().unwrap()), ("text-column", "opinión"), ("label-column", "texto")]);
    assert!(
        named.ends_with("expected a column \"opinión\"; it has \"texto\", \"nota\" (`text-column` says which)"),
        "{named}"
    );
    assert!(refused_file("text,label\nbueno,\n").contains("my.csv, line 2: expected a value in the column \"label\""));
    assert!(
        refused_file("text,label\nbueno,1\n").contains("expected at least 10 rows of at least 2 classes, found 1 of 1")
    );
    assert!(refused_file("").contains("my.csv: empty; expected a header that names the columns"));
    let many: String = (0..200).map(|i| format!("bueno,{i}\n")).collect();
    assert!(
        refused_file(&format!("text,label\n{many}"))
            .contains("expected at most 100 different labels in the column `label`, found 200")
    );
    assert!(refused(&[("vectorizer", "glove")]).starts_with("`vectorizer` = glove: expected `embedding-file`"));
    std::fs::write(&path, "sol 1 2\nluna 1\n").unwrap();
    let error = refused(&[("embedding-file", path.to_str().unwrap())]);
    assert!(error.contains("my.csv, line 2: expected a word and 2 numbers, found 2 fields"), "{error}");
}

#[test]
fn a_users_file_of_three_classes_trains_a_network_and_a_dense_layer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.csv");
    let rows: String = (0..90).map(|i| format!("palabra{} y más,clase {}\n", i % 3, i % 3)).collect();
    std::fs::write(&path, format!("text,label\n{rows}")).unwrap();
    for model in ["simple-rnn", "logistic"] {
        let settings =
            [("data", path.to_str().unwrap()), ("model", model), ("epochs", "12"), ("learning-rate", "0.02")];
        let (_, evaluations) = trained(spec(&settings), 1);
        assert_eq!(value(&evaluations.last().unwrap().metrics, "accuracy"), 1.0, "{model}");
    }
}

#[test]
fn columns_of_a_file_are_found_told_and_offered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("opiniones.csv");
    let row =
        |i: usize| format!("{i},{}\n", if i.is_multiple_of(2) { "muy buena la comida,sí" } else { "cara y fría,no" });
    std::fs::write(&path, format!("número,opinión,volvería\n{}", (0..40).map(row).collect::<String>())).unwrap();
    let file = path.to_str().unwrap();
    let facts = |settings: &[(&str, &str)]| trained(spec(settings), 1).0.facts();
    let found = facts(&[("data", file), ("model", "naive-bayes")]);
    assert!(
        found.remarks[0].contains("texts from the column `opinión`, labels from `volvería`"),
        "{:?}",
        found.remarks
    );
    let keys: Vec<&str> = found.choices.iter().map(|choices| choices.key.as_str()).collect();
    assert_eq!(keys, ["text-column", "label-column"]);
    assert_eq!(found.choices[1].values, ["número", "opinión", "volvería"]);
    let given = [("data", file), ("model", "naive-bayes"), ("text-column", "opinión"), ("label-column", "volvería")];
    assert!(!facts(&given).remarks.iter().any(|remark| remark.contains("column")));
}
