//! Trainings small enough for a test.

use super::*;
use std::sync::Arc;

/// Sixteen tokens: five words twice and six once.
const SENTENCE: &str = "la casa es grande y el perro de la casa es el amigo de mi hijo";

fn corpus(text: &str, min_count: u64) -> Arc<Corpus> {
    Arc::new(Corpus::of(text.lines().map(str::split_whitespace), min_count))
}

/// Sentences of two worlds that never mix: animals eat, machines run; each word's neighbours are of its own world.
fn two_worlds() -> Arc<Corpus> {
    let worlds =
        [["gato", "perro", "caballo", "come", "duerme", "corre"], ["motor", "rueda", "cable", "gira", "arde", "pita"]];
    let mut rng = Rng::keyed(5, Purpose::Data, 0, 0);
    let sentences = (0..600).map(|i| {
        let world = worlds[i % 2];
        (0..8).map(|_| world[rng.below(world.len())]).collect::<Vec<_>>()
    });
    Arc::new(Corpus::of(sentences.collect::<Vec<_>>(), 1))
}

fn small() -> Settings {
    Settings { vector_size: 20, window: 3, epochs: 10, sample: 0.0, alpha: 0.05, seed: 7, ..Settings::default() }
}

fn trained(corpus: &Arc<Corpus>, settings: Settings, slice: u64) -> Word2Vec {
    let mut model = Word2Vec::new(Arc::clone(corpus), settings).unwrap();
    while !model.is_done() {
        model.train(slice);
    }
    model
}

#[test]
fn of_one_short_sentence_hardly_a_token_is_left_and_the_vectors_stay_where_they_were() {
    let corpus = corpus(SENTENCE, 1);
    assert_eq!((corpus.words(), corpus.vocabulary().len()), (16, 11));
    let settings = Settings { vector_size: 8, window: 3, ..Settings::default() };
    let mut model = Word2Vec::new(Arc::clone(&corpus), settings.clone()).unwrap();
    // By hand: of a word with the share f of the tokens, sqrt(1e-3 / f) + 1e-3 / f of its tokens are kept.
    let kept = |n: f64| n * ((1e-3 * 16.0 / n).sqrt() + 1e-3 * 16.0 / n);
    let expected = 5.0 * kept(2.0) + 6.0 * kept(1.0);
    assert!((model.expected_kept() - expected).abs() < 1e-6);
    assert_eq!(format!("{:.1}/{}", model.expected_kept(), corpus.tokens()), "1.8/16");
    let before = model.export().inputs;
    let progress = model.train(u64::MAX);
    assert!(model.is_done() && progress.tokens == 80 && progress.kept < 25, "{progress:?}");
    let moved = before.iter().zip(model.export().inputs).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
    assert!(moved / (before.len() as f64) < 1e-4, "{moved}");
    // Without thinning out and with more epochs the same sentence moves them by much more.
    let settings = Settings { sample: 0.0, epochs: 200, ..settings };
    let after = trained(&corpus, settings, u64::MAX).export().inputs;
    let moved = before.iter().zip(after).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
    assert!(moved / (before.len() as f64) > 1e-2, "{moved}");
}

#[test]
fn words_with_the_same_neighbours_come_to_lie_together_in_both_models_and_with_several_workers() {
    let corpus = two_worlds();
    for (sg, workers) in [(true, 1), (false, 1), (true, 2), (false, 2)] {
        let alpha = if sg { 0.05 } else { 0.2 };
        let model = trained(&corpus, Settings { sg, workers, alpha, ..small() }, 2_000);
        let vectors = model.vectors();
        let mut right = 0;
        for (word, world) in [("gato", 0), ("come", 0), ("motor", 1), ("gira", 1)] {
            let animal = |word: &str| ["gato", "perro", "caballo", "come", "duerme", "corre"].contains(&word);
            let near = vectors.nearest(word, 5).unwrap();
            right += near.iter().filter(|near| animal(vectors.word(near.id).unwrap()) == (world == 0)).count();
        }
        assert!(right >= 18, "{right} of 20 with sg = {sg}, {workers} workers");
        let loss = model.progress().loss.unwrap();
        assert!(loss < 0.9 * 6.0 * 2.0_f64.ln(), "{loss}");
    }
}

#[test]
fn one_worker_gives_the_same_bits_however_the_training_is_cut_and_another_seed_gives_others() {
    let corpus = two_worlds();
    for sg in [true, false] {
        let settings = Settings { sg, epochs: 2, sample: 1e-2, ..small() };
        let whole = trained(&corpus, settings.clone(), u64::MAX).export();
        assert_eq!(whole, trained(&corpus, settings.clone(), 1).export());
        assert_ne!(whole.inputs, trained(&corpus, Settings { seed: 8, ..settings }, u64::MAX).export().inputs);
    }
}

#[test]
fn a_training_goes_on_from_its_state_to_the_bits_of_the_uninterrupted_one() {
    let corpus = two_worlds();
    let settings = Settings { sg: true, epochs: 2, ..small() };
    let mut first = Word2Vec::new(Arc::clone(&corpus), settings.clone()).unwrap();
    first.train(3_000);
    let mut second = Word2Vec::new(Arc::clone(&corpus), settings.clone()).unwrap();
    second.import(&first.export()).unwrap();
    assert_eq!(second.progress().words, first.progress().words);
    for model in [&mut first, &mut second] {
        model.train(u64::MAX);
        assert!(model.is_done());
    }
    assert_eq!(first.export(), second.export());
    let other = Word2Vec::new(corpus, Settings { vector_size: 4, ..settings }).unwrap();
    assert_eq!(second.import(&other.export()), Err(Error::State { expected: 240, found: 48 }));
}

#[test]
fn progress_counts_all_words_and_the_rate_falls_evenly_from_alpha_to_min_alpha() {
    let corpus = two_worlds();
    let mut model = Word2Vec::new(Arc::clone(&corpus), Settings { sg: true, epochs: 2, ..small() }).unwrap();
    assert_eq!(model.progress().alpha, 0.05);
    let early = model.train(1);
    assert_eq!((early.words, early.total_words, early.tokens), (1_000, 9_600, 1_000));
    let half = model.train(3_800);
    assert_eq!(half.words, 4_800);
    assert!((half.alpha - (0.05 + 0.0001) / 2.0).abs() < 1e-12);
    let end = model.train(u64::MAX);
    assert_eq!((end.words, end.tokens, end.kept), (9_600, 9_600, 9_600));
    assert!((end.alpha - 0.0001).abs() < 1e-12);
    assert_eq!(model.train(1).loss, None);
    // The target vectors are 0 at first, so each of the targets costs ln 2, but for those drawn that are the true one.
    let settings = Settings { sg: true, alpha: 1e-6, min_alpha: 0.0, ..small() };
    let untrained = Word2Vec::new(corpus, settings).unwrap().train(u64::MAX).loss.unwrap() / 2.0_f64.ln();
    let expected = 1.0 + 5.0 * (1.0 - 1.0 / 12.0);
    assert!((untrained - expected).abs() < 0.05, "{untrained}");
}

#[test]
fn rare_words_are_taken_out_before_neighbours_are_counted_but_count_as_words() {
    let corpus = corpus("a x b\n\na b\ny\n", 2);
    assert_eq!(corpus.vocabulary().tokens(), ["a", "b"]);
    assert_eq!((corpus.words(), corpus.tokens(), corpus.sentences()), (6, 4, 3));
    assert_eq!(corpus.piece(0).map(<[u32]>::to_vec).collect::<Vec<_>>(), [vec![0, 1], vec![0, 1], vec![]]);
    let long = Corpus::of([vec!["a"; 25_000]], 1);
    assert_eq!(long.sentences(), 3);
}

#[test]
fn impossible_settings_and_texts_without_words_are_refused() {
    let refused = |settings: Settings| Word2Vec::new(corpus("a a", 1), settings).unwrap_err().to_string();
    let default = Settings::default;
    assert_eq!(
        refused(Settings { vector_size: 0, ..default() }),
        "vector_size = 0: expected a whole number from 1 to 65536"
    );
    assert_eq!(refused(Settings { sample: -1.0, ..default() }), "sample = -1: expected a number from 0 to 1");
    assert_eq!(
        refused(Settings { alpha: f64::NAN, ..default() }),
        "alpha = NaN: expected a number above 0, at most 10"
    );
    assert_eq!(refused(Settings { min_alpha: 1.0, ..default() }), "min_alpha = 1: expected a number from 0 to alpha");
    let error = Word2Vec::new(corpus("a b c", 5), default()).unwrap_err().to_string();
    assert_eq!(error, "expected a text with words that occur at least 5 times; none of its 3 words does");
}

#[test]
fn a_vocabulary_of_one_word_and_sentences_of_one_word_do_no_harm() {
    for sg in [true, false] {
        let model = trained(&corpus("a a a a\na\n\n", 1), Settings { sg, ..small() }, u64::MAX);
        assert!(model.export().inputs.iter().all(|x| x.is_finite()));
    }
}
