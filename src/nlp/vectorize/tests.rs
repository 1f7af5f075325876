use super::*;

fn documents() -> Vec<Vec<&'static str>> {
    ["medico cura paciente", "medico opera paciente grave", "gato come pescado"]
        .map(|text| text.split(' ').collect())
        .to_vec()
}

fn rows(kind: &str, documents: &[Vec<&str>]) -> (Fitted, Vec<SparseRow>) {
    let fitted = Fitted::fit(kind.parse().unwrap(), documents);
    let rows = documents.iter().map(|document| fitted.row(document)).collect();
    (fitted, rows)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} {expected}");
}

/// Figures of scikit-learn 1.9.
#[test]
fn tf_idf_is_that_of_scikit_learn_on_the_worked_example() {
    let (fitted, rows) = rows("tf-idf", &documents());
    let of = |row: usize, term: &str| rows[row].get(fitted.column(term).unwrap());
    let tf_idf = TfIdf::default();
    close(tf_idf.idf(3, 1), 1.693147);
    close(tf_idf.idf(3, 2), 1.287682);
    close(of(0, "cura"), 0.680919);
    close(of(0, "medico"), 0.517856);
    close(of(0, "paciente"), 0.517856);
    for (term, weight) in [("grave", 0.562829), ("opera", 0.562829), ("medico", 0.428046), ("paciente", 0.428046)] {
        close(of(1, term), weight);
    }
    rows[2].values.iter().for_each(|value| close(*value, 0.577350));
    assert_eq!(fitted.terms(), ["come", "cura", "gato", "grave", "medico", "opera", "paciente", "pescado"]);
}

/// scikit-learn 1.9 on the documents "a a b" and "b c": TfidfVectorizer with these settings.
#[test]
fn the_variants_are_those_of_scikit_learn() {
    let documents = vec![vec!["a", "a", "b"], vec!["b", "c"]];
    let first = |kind: &str| rows(kind, &documents).1[0].values.clone();
    let expect = |kind: &str, values: [f64; 2]| first(kind).iter().zip(values).for_each(|(a, b)| close(*a, b));
    expect("tf-idf(norm=none)", [2.81093022, 1.0]);
    expect("tf-idf(smooth=off,norm=none)", [3.38629436, 1.0]);
    expect("tf-idf(sublinear,norm=none)", [2.37965929, 1.0]);
    expect("tf-idf(norm=l1)", [0.73759687, 0.26240313]);
    expect("tf-idf(sublinear)", [0.92190697, 0.38741133]);
}

#[test]
fn one_letter_terms_count_and_unknown_ones_do_not() {
    let fitted = Fitted::fit(Vectorizer::Count, &[vec!["y", "y", "a"]]);
    assert_eq!(fitted.row(&["y", "z", "y", "y"]), SparseRow { columns: vec![1], values: vec![3.0] });
}

#[test]
fn one_hot_words_take_a_column_each_and_have_nothing_in_common() {
    let words = vec![vec!["gato"], vec!["perro"], vec!["casa"]];
    let (fitted, rows) = rows("one-hot", &words);
    assert_eq!(fitted.terms().len(), 3);
    for i in 0..3 {
        for j in 0..3 {
            assert_eq!(rows[i].cosine(&rows[j]), if i == j { 1.0 } else { 0.0 });
        }
    }
    let forms = numeric_forms(10_000, 50);
    assert_eq!((forms.one_hot_columns, forms.one_hot_bytes, forms.dense_bytes), (10_000, 400_000_000, 2_000_000));
}

#[test]
fn the_notation_reads_and_writes_itself() {
    for text in ["count", "one-hot", "tf-idf", "tf-idf(sublinear,smooth=off,norm=l1)", "tf-idf(norm=none)"] {
        assert_eq!(text.parse::<Vectorizer>().unwrap().to_string(), text);
    }
    let refused = |text: &str| text.parse::<Vectorizer>().unwrap_err().to_string();
    assert_eq!(refused("tfidf(norm=l3)"), "at character 12: expected l1, l2 or none, found `l3`");
    assert_eq!(refused("counts"), "at character 1: expected count, tf-idf or one-hot, found `counts`");
}
