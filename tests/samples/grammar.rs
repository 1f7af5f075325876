//! The grammar of simple Spanish, whose entropy is known exactly.

use std::collections::HashSet;

use nnlab::data::grammar::{Generator, Grammar, Parser, SENTIMENT, SPANISH, Sample, Symbol};
use nnlab::nlp::ngram::{Ends, NGram, Smoothing};
use nnlab::rng::{Purpose, Rng};
use unicode_normalization::is_nfc;

fn spanish() -> Grammar {
    Grammar::read("samples/grammar/spanish.grammar", SPANISH).unwrap()
}

fn split(sentence: &str) -> Vec<&str> {
    sentence.split(' ').collect()
}

#[test]
fn it_has_at_least_250_words_all_in_lower_case_letters_of_nfc() {
    let grammar = spanish();
    println!("{} words, {} rules", grammar.words().len(), grammar.rules().len());
    assert!(grammar.words().len() >= 250);
    for word in grammar.words() {
        assert!(is_nfc(word) && word.chars().all(|c| c.is_lowercase()), "{word}");
    }
    for word in ["niña", "médico", "jóvenes", "autobús", "leyó", "estarán", "días"] {
        assert!(grammar.word_id(word).is_some(), "{word}");
    }
}

#[test]
fn it_is_proved_unambiguous_for_all_its_sentences() {
    println!("{:?}", spanish().prove_unambiguous().unwrap());
}

/// All strings of each length up to `longest` that each symbol yields, one a derivation.
fn strings(grammar: &Grammar, longest: usize) -> Vec<Vec<Vec<Vec<u32>>>> {
    let mut yields: Vec<Vec<Vec<Vec<u32>>>> = vec![vec![Vec::new(); longest + 1]; grammar.symbols().len()];
    for length in 1..=longest {
        // Rules of one symbol may lead to symbols that are not filled yet for this length: repeat until nothing
        // changes.
        loop {
            let mut found: Vec<Vec<Vec<u32>>> = vec![Vec::new(); yields.len()];
            for rule in grammar.rules() {
                let mut heads: Vec<Vec<u32>> = vec![Vec::new()];
                for (i, symbol) in rule.right.iter().enumerate() {
                    let rest = rule.right.len() - i - 1;
                    let mut longer = Vec::new();
                    for head in &heads {
                        let room = length.saturating_sub(head.len() + rest);
                        match symbol {
                            Symbol::Word(word) if room > 0 => longer.push([head.as_slice(), &[*word]].concat()),
                            Symbol::Word(_) => {}
                            Symbol::Inner(id) => {
                                for tails in &yields[*id as usize][..=room] {
                                    longer.extend(tails.iter().map(|tail| [head.as_slice(), tail.as_slice()].concat()));
                                }
                            }
                        }
                    }
                    heads = longer;
                }
                found[rule.left as usize].extend(heads.into_iter().filter(|head| head.len() == length));
            }
            let grew = found.iter().zip(&yields).any(|(new, old)| new.len() != old[length].len());
            found.into_iter().zip(&mut yields).for_each(|(new, old)| old[length] = new);
            if !grew {
                break;
            }
        }
    }
    yields
}

#[test]
fn no_sentence_of_up_to_four_words_comes_from_two_derivations() {
    let grammar = spanish();
    let mut all: Vec<Vec<u32>> = strings(&grammar, 4).swap_remove(0).concat();
    let derivations = all.len();
    all.sort_unstable();
    all.dedup();
    println!("{derivations} derivations");
    assert!(derivations > 10_000);
    assert_eq!(all.len(), derivations);
}

#[test]
fn the_parser_gives_each_sampled_sentence_its_probability_and_one_derivation() {
    let grammar = spanish();
    let parser = Parser::new(&grammar);
    for sample in Generator::new(&grammar, 1).sentences().take(3000) {
        let parse = parser.parse_ids(&sample.words).unwrap();
        let sentence = grammar.text(&sample.words);
        assert_eq!(parse.derivations, 1, "{sentence}");
        assert!((parse.ln_probability - sample.ln_probability).abs() < 1e-9, "{sentence}");
        assert_eq!(parser.parse(&split(&sentence)), Some(parse));
    }
}

#[test]
fn sentences_with_two_words_exchanged_are_mostly_refused_and_never_have_two_derivations() {
    let grammar = spanish();
    let parser = Parser::new(&grammar);
    let mut rng = Rng::keyed(1, Purpose::Data, 2, 0);
    let (mut refused, mut tried) = (0, 0);
    for mut sample in Generator::new(&grammar, 2).sentences().take(2000) {
        let count = sample.words.len();
        let (a, b) = (rng.below(count), rng.below(count));
        if sample.words[a] == sample.words[b] {
            continue;
        }
        sample.words.swap(a, b);
        tried += 1;
        match parser.parse_ids(&sample.words) {
            None => refused += 1,
            Some(parse) => assert_eq!(parse.derivations, 1, "{}", grammar.text(&sample.words)),
        }
    }
    println!("{refused} of {tried} refused");
    assert!(refused * 10 > tried * 9 && refused < tried);
}

#[test]
fn agreement_holds_near_and_far() {
    let grammar = spanish();
    let parser = Parser::new(&grammar);
    let right = [
        "la niña canta",
        "las niñas amables cantan en la plaza",
        "ayer la maestra que vive en el pueblo compró unas llaves",
        "la maestra a la que los niños saludan está cansada",
        "los gatos del vecino estaban asustados",
        "el maestro y su abuela cantarán",
        "mañana el autobús que viene de la ciudad estará lleno",
        "la sopa que mi abuela prepara huele bien",
        "hoy mi hermana lee una carta porque está contenta",
        "anoche el perro durmió y siguió al caballo pero las ovejas estaban asustadas",
    ];
    let wrong = [
        ("el niña canta", "article and noun"),
        ("las niñas canta", "noun and verb"),
        ("la sopa fresco huele bien", "noun and adjective"),
        ("la maestra a la que los niños saludan está cansado", "gender across a relative clause"),
        ("la maestra a la que los niños saludan están cansadas", "number across a relative clause"),
        ("la maestra a las que los niños saludan está cansada", "relative pronoun and its noun"),
        ("los gatos del vecino estaba asustado", "number across another noun"),
        ("ayer la maestra que vive en el pueblo comprará unas llaves", "tense across a relative clause"),
        ("ayer la niña cantó pero las ovejas estarán asustadas", "tense across clauses"),
        ("el tren que viene de la ciudad canta", "kind of verb across a relative clause"),
        ("el maestro y su abuela cantará", "two subjects are plural"),
        ("hoy mi hermana lee una carta porque está contento", "gender across a verb and its object"),
        ("la niña saluda", "a transitive verb lacks its object"),
        ("la niña canta una carta", "an intransitive verb has one"),
        ("la niña saluda a el médico", "a and el are al"),
        ("la niña canta y", "half a sentence"),
    ];
    for sentence in right {
        assert!(parser.parse(&split(sentence)).is_some_and(|parse| parse.derivations == 1), "{sentence}");
    }
    for (sentence, why) in wrong {
        assert_eq!(parser.parse(&split(sentence)), None, "{why}: {sentence}");
    }
}

#[test]
fn the_exact_entropy_and_length_are_those_of_a_large_sample() {
    let grammar = spanish();
    let exact = grammar.entropy().unwrap();
    let count = 60_000;
    let (mut nats, mut words) = (0.0, 0);
    for sample in Generator::new(&grammar, 3).sentences().take(count) {
        nats -= sample.ln_probability;
        words += sample.words.len();
    }
    let (nats, words) = (nats / count as f64, words as f64 / count as f64);
    println!("exact {exact:?}, perplexity {:.4}", exact.perplexity());
    println!("sample of {count}: {nats:.4} nats and {words:.4} words a sentence");
    assert!((6.0..=14.0).contains(&exact.words_per_sentence));
    assert!((nats / exact.nats_per_sentence - 1.0).abs() < 0.005);
    assert!((words / exact.words_per_sentence - 1.0).abs() < 0.005);
    let per_token = nats / (words + 1.0);
    assert!((per_token / exact.nats_per_token() - 1.0).abs() < 0.005);
}

#[test]
fn a_trigram_model_of_100_000_tokens_stays_well_above_the_floor_so_memory_pays() {
    let grammar = spanish();
    let floor = grammar.entropy().unwrap().perplexity();
    let generator = Generator::new(&grammar, 4);
    let train = generator.sentences_of_tokens(0, 100_000);
    let held_out = generator.sentences_of_tokens(train.len() as u64, 20_000);
    let seen: HashSet<&[u32]> = train.iter().map(|sample| sample.words.as_slice()).collect();
    let again = held_out.iter().filter(|sample| seen.contains(sample.words.as_slice())).count();
    let ids = |samples: &'_ [Sample]| samples.iter().map(|sample| sample.words.clone()).collect::<Vec<_>>();
    let score = |order| {
        let model = NGram::train(order, grammar.words().len(), Ends::Marked, Smoothing::WittenBell, ids(&train));
        model.score(ids(&held_out))
    };
    let tokens = score(1).tokens;
    let own: f64 = held_out.iter().map(|sample| -sample.ln_probability).sum();
    let own = (own / tokens as f64).exp();
    println!("floor {floor:.4}; the grammar itself on these {tokens} tokens {own:.4}");
    println!("{again} of {} held-out sentences were seen in training", held_out.len());
    for order in 1..=5 {
        println!("order {order}: {:.3}", score(order).perplexity());
    }
    let trigram = score(3).perplexity();
    assert!(trigram >= 1.15 * floor && trigram >= 1.15 * own, "{trigram} {floor} {own}");
    assert!((own / floor - 1.0).abs() < 0.02);
}

#[test]
fn the_readme_gives_the_figures_that_follow_from_the_rules() {
    let readme = include_str!("../../samples/README.md");
    let sentiment = Grammar::read("samples/grammar/sentiment.grammar", SENTIMENT).unwrap();
    let [(spanish, s), (sentiment, t)] = [spanish(), sentiment].map(|grammar| {
        let entropy = grammar.entropy().unwrap();
        (grammar, entropy)
    });
    for row in [
        format!("| words | {} | {} |", spanish.words().len(), sentiment.words().len()),
        format!("| mean words a sentence | {:.3} | {:.3} |", s.words_per_sentence, t.words_per_sentence),
        format!("| entropy of a sentence | {:.4} nats | {:.4} nats |", s.nats_per_sentence, t.nats_per_sentence),
        format!("| perplexity a token, end mark included | {:.4} | {:.4} |", s.perplexity(), t.perplexity()),
    ] {
        assert!(readme.contains(&row), "expected in samples/README.md: {row}");
    }
}
