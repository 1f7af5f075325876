//! The grammar of opinions with exact labels.

use nnlab::data::grammar::{Generator, Grammar, Parser, SENTIMENT, Sample};
use nnlab::nlp::metrics::Confusion;
use nnlab::nlp::naive_bayes::NaiveBayes;

const KINDS: [&str; 4] = ["Plain.positive", "Plain.negative", "Negated.positive", "Negated.negative"];

fn sentiment() -> Grammar {
    Grammar::read("samples/grammar/sentiment.grammar", SENTIMENT).unwrap()
}

fn label(sample: &Sample) -> usize {
    usize::from(sample.kind.unwrap().ends_with("positive"))
}

fn is_negated(sample: &Sample) -> bool {
    sample.kind.unwrap().starts_with("Negated")
}

#[test]
fn the_order_of_the_words_decides_the_label_exactly() {
    let grammar = sentiment();
    println!("{} words, {:?}", grammar.words().len(), grammar.prove_unambiguous().unwrap());
    let parser = Parser::new(&grammar);
    for sample in Generator::new(&grammar, 1).sentences().take(2000) {
        let words: Vec<String> = sample.words.iter().map(|&id| grammar.words()[id as usize].clone()).collect();
        let read: Vec<&str> = KINDS.into_iter().filter(|kind| parser.parse_as(kind, &words).is_some()).collect();
        assert_eq!(read, [sample.kind.unwrap()], "{words:?}");
        let parse = parser.parse(&words).unwrap();
        assert!(parse.derivations == 1 && (parse.ln_probability - sample.ln_probability).abs() < 1e-9);
    }
}

/// The two words of feeling of a negated sentence, exchanged, with their forms kept: that is the twin.
#[test]
fn every_negated_sentence_has_a_twin_of_the_other_label_with_the_same_words_and_probability() {
    let grammar = sentiment();
    let parser = Parser::new(&grammar);
    let is_feeling = |word: &String| {
        grammar.symbols().iter().any(|symbol| {
            (symbol.starts_with("Quality.") || symbol.starts_with("Moves."))
                && parser.parse_as(symbol, &[word]).is_some()
        })
    };
    let feelings: Vec<bool> = grammar.words().iter().map(is_feeling).collect();
    for sample in Generator::new(&grammar, 2).sentences().filter(is_negated).take(500) {
        let places: Vec<usize> =
            (0..sample.words.len()).filter(|&place| feelings[sample.words[place] as usize]).collect();
        let [first, second] = places[..] else { panic!("{}", grammar.text(&sample.words)) };
        let mut twin = sample.words.clone();
        twin.swap(first, second);
        let words: Vec<&str> = twin.iter().map(|&id| grammar.words()[id as usize].as_str()).collect();
        let other = if label(&sample) == 1 { "Negated.negative" } else { "Negated.positive" };
        assert!(parser.parse_as(other, &words).is_some(), "{words:?}");
        let parse = parser.parse_ids(&twin).unwrap();
        assert!((parse.ln_probability - sample.ln_probability).abs() < 1e-9, "{words:?}");
    }
}

#[test]
fn a_bag_of_words_gets_nearly_everything_without_negation_and_half_with_it() {
    let grammar = sentiment();
    let samples: Vec<Sample> = Generator::new(&grammar, 3).sentences().take(12_000).collect();
    let (train, held_out) = samples.split_at(4000);
    let labelled = train.iter().map(|sample| (&sample.words, label(sample)));
    let model = NaiveBayes::train(2, grammar.words().len(), 1.0, labelled);
    let accuracy = |negated: bool| {
        let tested = held_out.iter().filter(|sample| is_negated(sample) == negated);
        Confusion::of(2, tested.map(|sample| (label(sample), model.predict(&sample.words)))).accuracy().value
    };
    let (plain, negated) = (accuracy(false), accuracy(true));
    println!("naive Bayes: {plain:.4} without negation, {negated:.4} with it");
    assert!(plain > 0.95, "{plain}");
    assert!((negated - 0.5).abs() <= 0.03, "{negated}");
    let positive = samples.iter().filter(|sample| label(sample) == 1).count() as f64 / samples.len() as f64;
    assert!((positive - 0.5).abs() < 0.02, "{positive}");
}
