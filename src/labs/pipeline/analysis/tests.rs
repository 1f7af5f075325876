use super::*;
use crate::nlp::steps::Steps;
use crate::nlp::vectorize::Vectorizer;
use crate::run::Failure;
use std::sync::atomic::AtomicBool;

fn tokenization(language: &str, steps: &str, tokens: &str) -> Tokenization {
    Tokenization { language: language.into(), steps: steps.parse().unwrap(), tokens: tokens.parse().unwrap() }
}

fn go_on() -> AtomicBool {
    AtomicBool::new(false)
}

fn plain() -> Tokenization {
    tokenization("es", "none", "words")
}

fn documents(text: &str) -> Documents {
    Documents::of(text, &plain(), &go_on()).unwrap()
}

#[test]
fn documents_that_are_not_wanted_any_more_are_left() {
    let tokenization = tokenization("es", "df(min=2)", "subwords(vocabulary=20)");
    assert!(matches!(Documents::of(TEXT, &tokenization, &AtomicBool::new(true)), Err(Failure::Work(_))));
}

/// Four documents, one of them empty without punctuation.
const TEXT: &str = "casa gato casa perro\ngato duerme\n...\nperro casa azul\n";

fn four() -> Documents {
    Documents::of(TEXT, &tokenization("es", "punct", "words"), &go_on()).unwrap()
}

fn of(vectorizer: &str) -> Matrix {
    matrix(&four(), vectorizer.parse().unwrap(), (10, 10))
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-7, "{found} {expected}");
}

fn value(matrix: &Matrix, line: usize, term: &str) -> f64 {
    let row = matrix.rows.iter().position(|row| row.line == line).unwrap();
    let column = matrix.columns.iter().position(|column| column.text == term).unwrap();
    matrix.cell(row, column).unwrap().value
}

#[test]
fn columns_are_the_terms_used_most_and_rows_the_documents_with_tokens() {
    let counts = of("count");
    let columns: Vec<_> = counts.columns.iter().map(|c| (c.text.as_str(), c.uses, c.documents)).collect();
    assert_eq!(columns, [("casa", 3, 2), ("gato", 2, 2), ("perro", 2, 2), ("azul", 1, 1), ("duerme", 1, 1)]);
    assert_eq!(counts.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [0, 1, 3]);
    assert_eq!(counts.rows[0].values, [2.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!(of("one-hot").rows[0].values, [1.0, 1.0, 1.0, 0.0, 0.0]);
    let cut = matrix(&four(), Vectorizer::Count, (2, 3));
    assert_eq!((cut.rows.len(), cut.columns.len(), cut.rows[1].values.len()), (2, 3, 3));
    assert_eq!((cut.documents, cut.empty, cut.terms, cut.stored), (4, 1, 5, 8), "of all of it");
}

#[test]
fn blank_lines_are_no_documents_and_those_of_which_nothing_is_left_are() {
    let spaced = TEXT.replace('\n', "\n \n");
    let found = Documents::of(&spaced, &tokenization("es", "punct", "words"), &go_on()).unwrap();
    let found = matrix(&found, "tf-idf".parse().unwrap(), (10, 10));
    assert_eq!((found.documents, found.empty, found.blank), (4, 1, 4));
    assert_eq!(found.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [0, 2, 6]);
    assert_eq!(value(&found, 0, "casa"), value(&of("tf-idf"), 0, "casa"));
}

/// `nbytes` of scikit-learn's result in compressed rows and written out: 8-byte reals, 4-byte indices.
#[test]
fn density_and_memory_are_those_of_scipys_matrix() {
    let counts = of("count");
    close(counts.density(), 8.0 / 20.0);
    assert_eq!((counts.sparse_bytes(), counts.dense_bytes()), (64 + 32 + 20, 160));
}

/// scikit-learn 1.9's TfidfVectorizer on the four documents.
#[test]
fn tf_idf_of_the_users_lines_is_scikit_learns() {
    let plain = of("tf-idf");
    for (line, term, expected) in [
        (0, "casa", 0.81649658),
        (0, "gato", 0.40824829),
        (1, "duerme", 0.78528828),
        (1, "gato", 0.6191303),
        (3, "azul", 0.66767854),
        (3, "perro", 0.52640543),
    ] {
        assert!((value(&plain, line, term) - expected).abs() < 1e-8, "{term}");
    }
    let sublinear = of("tf-idf(sublinear)");
    close(value(&sublinear, 0, "casa"), 0.76749457);
    close(value(&sublinear, 0, "perro"), 0.45329466);
    let raw = of("tf-idf(smooth=off,norm=l1)");
    close(value(&raw, 0, "casa"), 0.5);
    close(value(&raw, 3, "azul"), 0.41338375);
    close(value(&of("tf-idf(norm=none)"), 0, "casa"), 3.02165125);
}

#[test]
fn the_factors_under_the_cursor_multiply_to_the_value() {
    for variant in ["tf-idf", "tf-idf(sublinear)", "tf-idf(smooth=off,norm=l1)", "tf-idf(norm=none)"] {
        let found = of(variant);
        for (row, column) in (0..3).flat_map(|row| (0..5).map(move |column| (row, column))) {
            let cell = found.cell(row, column).unwrap();
            let Weighing { tf, idf, length, .. } = cell.weighing.unwrap();
            close(tf * idf / length, cell.value);
        }
    }
    let smooth = of("tf-idf");
    let cell = smooth.cell(0, 0).unwrap();
    let weighing = cell.weighing.unwrap();
    assert_eq!((cell.count, cell.documents, cell.term.documents), (2, 4, 2));
    close(weighing.idf, (5.0_f64 / 3.0).ln() + 1.0);
    // Twice that, and once each for gato and perro: (4 + 1 + 1) idf^2.
    close(weighing.length, 6.0_f64.sqrt() * weighing.idf);
    assert_eq!(of("count").cell(0, 0).unwrap().weighing, None);
    assert_eq!(smooth.cell(3, 0), None);
}

#[test]
fn an_empty_text_makes_an_empty_matrix() {
    let found = matrix(&documents(""), Vectorizer::Count, (10, 10));
    assert_eq!((found.documents, found.terms, found.density(), found.dense_bytes()), (0, 0, 0.0, 0));
}

#[test]
fn tokens_of_a_line_end_with_it_and_keep_their_places_in_the_whole_text() {
    let found = Documents::of("uno dos\nTRES cuatro", &tokenization("es", "lower", "ngrams(n=2)"), &go_on()).unwrap();
    let tokens: Vec<_> = found
        .list
        .iter()
        .flat_map(|document| &document.tokens)
        .map(|token| (token.text.as_str(), token.span.clone()))
        .collect();
    assert_eq!(tokens, [("uno dos", 0..7), ("tres cuatro", 8..19)]);
}

/// A square of words and one apart.
fn planted() -> (tempfile::TempDir, Space) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
    let lines = "hombre 1 0 0 0\nmujer 0 1 0 0\nrey 1 0 1 0\nreina 0 1 1 0\ngato 0 0 0 1\n";
    std::fs::write(&path, lines).unwrap();
    let space = Space::open(&path, &AtomicBool::new(false)).unwrap();
    (folder, space)
}

#[test]
fn a_planted_parallelogram_is_found_as_an_analogy() {
    let (_folder, space) = planted();
    let Analogy::Found(found) = space.analogy(["hombre", "rey", "mujer"], 2) else { panic!() };
    assert_eq!(found[0].word, "reina");
    // Of rey/|rey| - hombre + mujer = (1/r - 1, 1, 1/r, 0), r = sqrt 2, with (0, 1, 1, 0)/r.
    let r = 2.0_f64.sqrt();
    let length = ((1.0 / r - 1.0).powi(2) + 1.0 + 0.5).sqrt();
    close(f64::from(found[0].cosine), ((1.0 + 1.0 / r) / r / length * 1e7).round() / 1e7);
    assert_eq!(space.analogy(["hombre", "perro", "luna"], 2), Analogy::Unknown(vec!["perro".into(), "luna".into()]));
}

#[test]
fn neighbours_coverage_and_the_map_are_those_of_the_users_words() {
    let (_folder, space) = planted();
    let near = space.neighbours("rey", 1).unwrap();
    assert_eq!((near[0].word.as_str(), near[0].uses), ("hombre", 0));
    close(f64::from(near[0].cosine), f64::from(0.5_f32.sqrt()));
    assert_eq!(space.neighbours("perro", 3), None);
    let own = documents("rey gato perro\nrey hombre luna perro");
    let coverage = space.coverage(&own);
    assert_eq!((coverage.known_tokens, coverage.tokens, coverage.known_words, coverage.words), (4, 7, 3, 5));
    assert_eq!(coverage.missing, [("perro".into(), 2), ("luna".into(), 1)]);
    let map = space.map(&own, 10);
    let words: Vec<_> = map.words.iter().map(|word| (word.word.as_str(), word.uses)).collect();
    assert_eq!(words, [("rey", 2), ("gato", 1), ("hombre", 1)]);
    // Three places lie on a plane.
    close(map.explained.iter().sum(), 1.0);
    let distance = |a: usize, b: usize| {
        let [a, b] = [a, b].map(|word| map.words[word].place);
        f64::from((a[0] - b[0]).hypot(a[1] - b[1]))
    };
    assert!((distance(0, 2) - 1.0).abs() < 1e-5 && (distance(1, 2) - 2.0_f64.sqrt()).abs() < 1e-5);
}

#[test]
fn one_hot_knows_no_likeness_and_dense_vectors_do() {
    let (_folder, space) = planted();
    let found = forms(&documents("rey reina gato hombre perro"), &space, 50, 4);
    assert_eq!((found.numeric.one_hot_columns, found.numeric.one_hot_bytes), (5, 100));
    assert_eq!((found.numeric.dense_columns, found.numeric.dense_bytes), (4, 80));
    assert_eq!(found.pairs.len(), 4);
    assert!(found.pairs.iter().all(|pair| pair.one_hot == 0.0));
    assert_eq!(found.pairs[0].words, ["hombre", "rey"]);
    assert!(found.pairs[0].dense > 0.7 && found.pairs[3].dense == 0.0);
}

#[test]
fn words_of_the_same_lines_grow_alike_and_the_same_text_gives_the_same_vectors() {
    let text = "rey reina palacio corona trono\ncorona trono rey palacio reina\n\
                gato perro leche hueso patio\nhueso patio perro gato leche\n"
        .repeat(40);
    let tokenization = tokenization("en", "lower", "words");
    let own = Documents::of(&text, &tokenization, &go_on()).unwrap();
    let train = || Space::train(&own, &tokenization, &AtomicBool::new(false)).unwrap();
    let (space, again) = (train(), train());
    assert_eq!(space.origin, Origin::Trained { bundled: false, words: 800, epochs: 30, least_uses: 1 });
    assert_eq!(space.vectors.values(), again.vectors.values());
    let near: Vec<_> = space.neighbours("rey", 4).unwrap().into_iter().map(|near| near.word).collect();
    assert!(
        ["reina", "palacio", "corona", "trono"].iter().all(|word| near.iter().any(|near| near == word)),
        "{near:?}"
    );
    let cancelled = Space::train(&own, &tokenization, &AtomicBool::new(true)).unwrap_err();
    assert_eq!(cancelled.to_string(), "the training of word vectors was cancelled");
    assert!(Space::train(&documents(""), &self::tokenization("en", "none", "words"), &AtomicBool::new(false)).is_err());
}

#[test]
fn what_took_time_is_kept_for_the_next_question() {
    let (folder, _) = planted();
    let path = folder.path().join("vectors.txt");
    let mut keeper = Keeper::default();
    let mut found = |view: View, word: &str| {
        let (text, word) = ("rey gato\nperro".into(), Some(word.into()));
        let ask =
            VectorsRequest { text, tokenization: tokenization("en", "lower", "words"), view, word, analogy: None };
        keeper.answer(&ask, &AtomicBool::new(false)).unwrap()
    };
    let VectorsResult::Rows(rows) = found(View::Rows(Vectorizer::Count), "rey") else { panic!() };
    assert_eq!((rows.documents, rows.terms), (2, 3));
    let mut words = |view: View, word: &str| {
        let VectorsResult::Words(words) = found(view, word) else { panic!() };
        words
    };
    let of_file = words(View::File(path.clone()), "rey");
    assert_eq!((of_file.known, of_file.coverage.known_words, of_file.uses.len()), (5, 2, 3));
    let rey = of_file.neighbours.unwrap();
    assert_eq!(rey.near.unwrap()[0].word, "hombre");
    // gato, perro, rey.
    assert_eq!((rey.column, rey.dense), (Some(2), Some(vec![1.0, 0.0, 1.0, 0.0])));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(words(View::File(path), "perro").neighbours.unwrap().near, None, "of the kept file");
    assert_eq!(words(View::Trained, "perro").known, 3);
}

#[test]
fn a_switch_of_lower_case_makes_one_word_of_three() {
    let tokenization = tokenization("es", "lower", "words");
    let found = Switches::default()
        .effect("casa Casa CASA", &tokenization, &toggled(&tokenization.steps, 0), &go_on())
        .unwrap();
    assert_eq!((found.before.tokens, found.before.vocabulary), (3, 3));
    assert_eq!((found.after.tokens, found.after.vocabulary), (3, 1));
    // The reviews know casa, and shout nothing.
    let unknown = |side: &Side| side.oov(Known::TextByReviews).unwrap().unknown;
    assert!(unknown(&found.before) > 0 && unknown(&found.after) == 0, "{found:?}");
    let held_out = |side: &Side| side.oov(Known::HeldOutByReviews).unwrap();
    let (before, after) = (held_out(&found.before), held_out(&found.after));
    assert_eq!(before.tokens, after.tokens);
    assert!(after.vocabulary < before.vocabulary && after.rate() < before.rate());
    assert_eq!(found.after.oov(Known::RestByText), None, "one line is too few");
}

#[test]
fn a_long_text_is_parted_to_see_what_its_end_has_that_its_beginning_has_not() {
    let text = "a b\n\nb c\na\na\na\na\na\na\nd a\nd D\n";
    let found =
        Switches::default().effect(text, &tokenization("en", "lower", "words"), &Steps::default(), &go_on()).unwrap();
    // Ten lines with tokens: the last two, four tokens, hold a alone of what the others have.
    let oov = found.after.oov(Known::RestByText).unwrap();
    assert_eq!((oov.vocabulary, oov.tokens, oov.unknown), (3, 4, 3));
    assert_eq!(oov.rate(), 0.75);
    assert_eq!(found.after.oov(Known::TextByReviews), None, "the reviews are in Spanish");
}

#[test]
fn off_is_the_other_way_of_on() {
    let steps: Steps = "lower+stop(off)".parse().unwrap();
    assert_eq!(toggled(&steps, 1).to_string(), "lower+stop");
    assert_eq!(toggled(&steps, 0).to_string(), "lower(off)+stop(off)");
    assert_eq!(toggled(&steps, 2), steps);
}

#[test]
fn rare_words_of_the_bundled_texts_are_no_neighbours() {
    let tokenization = tokenization("es", "recommended", "words");
    let own = Documents::of("Un médico del hospital", &tokenization, &go_on()).unwrap();
    let space = Space::train(&own, &tokenization, &AtomicBool::new(false)).unwrap();
    let near = space.neighbours("medic", 12).unwrap();
    assert!(near.len() == 12 && near.iter().all(|near| near.uses >= 5), "{near:?}");
    // Words of the same scenes in the bundled texts.
    assert!(near.iter().any(|near| ["doctor", "hospital", "enfermer"].contains(&near.word.as_str())), "{near:?}");
}

#[test]
fn a_file_that_is_not_wanted_any_more_is_left_and_a_folder_is_none() {
    let (folder, _) = planted();
    let path = folder.path().join("vectors.txt");
    let left = Space::open(&path, &AtomicBool::new(true)).unwrap_err().to_string();
    assert!(left.contains("vectors.txt") && left.contains("not wanted any more"), "{left}");
    let no_file = Space::open(folder.path(), &AtomicBool::new(false)).unwrap_err().to_string();
    assert!(no_file.ends_with(": expected a file of word vectors"), "{no_file}");
}
