use super::*;
use crate::rng::{Purpose, Rng};

fn grammar(text: &str) -> Grammar {
    Grammar::read("t.grammar", text).unwrap()
}

fn error(text: &str) -> String {
    Grammar::read("t.grammar", text).unwrap_err().to_string()
}

fn split(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

#[test]
fn a_geometric_grammar_has_the_entropy_and_length_of_the_geometric_distribution() {
    let entropy = grammar("S\n 1 a S\n 1 a\n").entropy().unwrap();
    assert!((entropy.nats_per_sentence - 2.0 * 2.0_f64.ln()).abs() < 1e-14);
    assert!((entropy.words_per_sentence - 2.0).abs() < 1e-14);
    assert!((entropy.perplexity() - 2.0_f64.powf(2.0 / 3.0)).abs() < 1e-14);
}

#[test]
fn a_feature_alone_on_the_right_shares_the_weight_as_its_values_do() {
    let text = "$x = p*3 q\nS\n 1 A.$x B\nA.(p|q)\n 3 a|c\n 3 b|d\nB\n 1 e\n 1 f\n";
    let entropy = grammar(text).entropy().unwrap();
    let of_x = -(0.75 * 0.75_f64.ln() + 0.25 * 0.25_f64.ln());
    assert!((entropy.nats_per_sentence - of_x - 2.0 * 2.0_f64.ln()).abs() < 1e-14);
    assert!((entropy.words_per_sentence - 2.0).abs() < 1e-14);
}

#[test]
fn ambiguous_sentences_are_counted_summed_and_never_proved_unambiguous() {
    let ambiguous = grammar("S\n 1 S S\n 3 a\n");
    let parser = Parser::new(&ambiguous);
    // Catalan numbers; each tree of n leaves has probability (1/4)^(n-1) (3/4)^n.
    for (n, trees) in [(1, 1), (2, 1), (3, 2), (4, 5), (8, 429), (12, 58_786)] {
        let parse = parser.parse(&vec!["a"; n]).unwrap();
        assert_eq!(parse.derivations, trees);
        let expected = (trees as f64).ln() + (n as f64 - 1.0) * 0.25_f64.ln() + n as f64 * 0.75_f64.ln();
        assert!((parse.ln_probability - expected).abs() < 1e-10);
    }
    assert!(ambiguous.prove_unambiguous().is_err());
    assert!(grammar("S\n 1 A\n 1 B\nA\n 1 x\nB\n 1 x\n").prove_unambiguous().is_err(), "two chains to one word");
}

#[test]
fn the_classical_unambiguous_grammar_of_sums_is_proved_and_its_ambiguous_sister_is_not() {
    let sums = "S\n 1 S + T\n 2 T\nT\n 1 T * F\n 2 F\nF\n 1 ( S )\n 4 x\n";
    assert!(grammar(sums).prove_unambiguous().is_ok());
    let conflict = grammar("S\n 1 S + S\n 2 x\n").prove_unambiguous().unwrap_err();
    assert_eq!(conflict.next, "+");
}

#[test]
fn probabilities_of_all_sentences_of_a_finite_grammar_sum_to_1() {
    let text =
        "$g = m*2 f\nS\n 1 D.$g N.$g\n 2 D.$g N.$g y D.$g N.$g\nD.(m|f)\n 1 el|la\nN.(m|f)\n 2 gato|gata\n 1 -|vaca\n";
    let finite = grammar(text);
    let parser = Parser::new(&finite);
    let phrases = ["el gato", "la gata", "la vaca"];
    let pairs = phrases.iter().flat_map(|a| phrases.iter().map(move |b| format!("{a} y {b}")));
    let all = phrases.iter().map(|phrase| (*phrase).to_owned()).chain(pairs);
    let sum: f64 = all.filter_map(|sentence| parser.parse(&split(&sentence))).map(|p| p.ln_probability.exp()).sum();
    assert!((sum - 1.0).abs() < 1e-14);
    let p = parser.parse(&split("la vaca")).unwrap().ln_probability.exp();
    assert!((p - 1.0 / 3.0 * 1.0 / 3.0 * 1.0 / 3.0).abs() < 1e-15);
    assert_eq!(parser.parse(&split("el vaca")), None);
    assert_eq!(
        parser.parse(&split("el gato y la gata")),
        None,
        "a feature alone on the right has one value in the rule"
    );
    assert_eq!(parser.parse(&split("el perro")), None);
    assert_eq!(parser.parse::<&str>(&[]), None);
    assert!(parser.parse_as("N.f", &["vaca"]).is_some() && parser.parse_as("N.m", &["vaca"]).is_none());
}

#[test]
fn a_byte_order_mark_windows_line_ends_and_decomposed_accents_are_understood() {
    let same = grammar("\u{feff}S # start\r\n\t1 nin\u{303}o\r\n");
    assert_eq!(same.words(), ["niño"]);
}

#[test]
fn long_sentences_do_not_underflow() {
    let long = grammar("S\n 1 a S\n 99 a\n");
    let parse = Parser::new(&long).parse(&vec!["a"; 300]).unwrap();
    assert!((parse.ln_probability - (299.0 * 0.01_f64.ln() + 0.99_f64.ln())).abs() < 1e-8);
}

#[test]
fn a_sentence_depends_on_seed_and_index_alone() {
    let spanish = grammar(SPANISH);
    let generator = Generator::new(&spanish, 9);
    let fifth = generator.sentences().nth(5).unwrap();
    assert_eq!(fifth, generator.sentence(5));
    assert_ne!(fifth.words, Generator::new(&spanish, 10).sentence(5).words);
    let enough = generator.sentences_of_tokens(2, 500);
    let tokens: usize = enough.iter().map(|sample| sample.words.len() + 1).sum();
    assert_eq!(enough[3], fifth);
    assert!(tokens >= 500 && tokens - enough.last().unwrap().words.len() - 1 < 500);
}

#[test]
fn errors_name_the_file_the_line_and_what_was_expected() {
    let cases = [
        ("", "t.grammar: expected at least one symbol with rules"),
        (" 1 a\n", "t.grammar, line 1: expected a symbol before its first rule"),
        ("S\nT\n 1 a\n", "t.grammar, line 1: expected at least one indented rule below the symbol"),
        ("S\n x a\n", "t.grammar, line 2: expected a weight above 0, not `x`"),
        ("S\n -1 a\n", "t.grammar, line 2: expected a weight above 0, not `-1`"),
        ("S\n 1\n", "t.grammar, line 2: expected words or symbols after the weight, or `-` in a table"),
        ("S\n 1 a | b\n", "t.grammar, line 2: expected 1 cell(s) between bars, found 2"),
        ("S\n 1 T\n", "t.grammar, line 2: expected rules for `T`, which is used here"),
        ("S\n 1 a\n 2 a\n", "t.grammar, line 3: expected each rule once, `S` has this one twice"),
        ("S\n 1 aB\n", "t.grammar, line 2: expected a word in lower case or a symbol, not `aB`"),
        ("s\n 1 a\n", "t.grammar, line 1: expected a symbol such as `Noun.$g.s`, not `s`"),
        ("S.$n\n 1 a\n", "t.grammar, line 1: expected a value or a feature given above, not `$n`"),
        ("$n = s s\n", "t.grammar, line 1: expected a new value of lower-case letters, not `s`"),
        ("$n\n", "t.grammar, line 1: expected a feature such as `$n = s*3 p*2`"),
        ("S.(a|b\n", "t.grammar, line 1: expected `)` at the end of the table's columns"),
        ("S.(a|a)\n", "t.grammar, line 1: expected columns that differ"),
        ("S\n 1 S\n", "t.grammar, line 1: expected a symbol that can end in words: `S`"),
        ("S\n 1 S\n 1 a\n", "t.grammar, line 1: expected a symbol that cannot yield itself alone: `S`"),
        ("S\n 1 a\nT\n 1 b\n", "t.grammar, line 3: expected a symbol that the start can reach: `T`"),
        ("S\n 3 S S\n 1 a\n", "t.grammar, line 1: expected rules whose sentences have a finite mean length: `S`"),
        ("S\n 1 S S\n 1 a\n", "t.grammar, line 1: expected rules whose sentences have a finite mean length: `S`"),
        ("S\n 1 \u{1b}[2J\n", "t.grammar, line 2: expected a word in lower case or a symbol, not `\\u{1b}[2J`"),
    ];
    for (text, expected) in cases {
        assert_eq!(error(text), expected, "{text:?}");
    }
    assert!(Grammar::open(Path::new("/no/such.grammar")).unwrap_err().to_string().starts_with("/no/such.grammar: "));
}

#[test]
fn features_that_multiply_without_bound_are_refused() {
    let values: Vec<String> = (0..60).map(|i| format!("v{i}")).collect();
    let values = values.join(" ");
    let text = format!("$a = {values}\n$b = {values}\n$c = {values}\nS.$a\n 1 T.$a.$b.$c\nT.$a.$b.$c\n 1 x\n");
    assert!(error(&text).contains("expected at most 200000 rules"));
}

#[test]
fn no_garbled_file_makes_the_reader_panic() {
    let mut rng = Rng::keyed(1, Purpose::Data, 0, 0);
    let lines: Vec<&str> = SPANISH.lines().collect();
    for _ in 0..60 {
        let mut text: String = (0..12).map(|_| format!("{}\n", lines[rng.below(lines.len())])).collect();
        for _ in 0..4 {
            text.insert(
                text.char_indices().nth(rng.below(100)).unwrap().0,
                ['$', '.', '(', '|', ' ', 'Ñ'][rng.below(6)],
            );
        }
        let _ = Grammar::read("t.grammar", &text);
    }
}
