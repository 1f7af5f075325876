//! Labelled texts as they were found, before the pipeline.

use super::spec::Spec;
use crate::data::grammar::{Generator, Grammar, SENTIMENT};
use crate::data::shown;
use crate::data::text::labelled::{Labelled, LabelledError, Rows};
use crate::data::text::reviews;
use crate::rng::{Purpose, Rng};
use crate::run::{Failure, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// Sentences of the grammar: to train, held out.
const GRAMMAR: (usize, usize) = (4000, 2000);

/// A text and its class, before the pipeline.
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) label: usize,
    pub(super) is_negated: bool,
}

/// Texts as they were found.
pub(super) struct Parts {
    /// The classes' names.
    pub(super) classes: Vec<String>,
    pub(super) train: Vec<Raw>,
    pub(super) held_out: Vec<Raw>,
    /// What there is to say of them.
    pub(super) remarks: Vec<String>,
    /// The columns of the file.
    pub(super) columns: Vec<String>,
    /// The one that holds the texts.
    pub(super) column: Option<String>,
}

impl Parts {
    /// Opinions that come with the program.
    fn bundled(train: Vec<Raw>, held_out: Vec<Raw>) -> Self {
        let classes = vec!["negative".into(), "positive".into()];
        Self { classes, train, held_out, remarks: Vec::new(), columns: Vec::new(), column: None }
    }
}

/// The texts that the settings name.
///
/// # Errors
/// [`Failure::Input`] naming the setting, or the file and the line.
pub(super) fn raw(spec: &Spec) -> Result<Parts> {
    match spec.data.as_str() {
        "reviews" => bundled(),
        "grammar" => generated(spec.training.seed),
        path => of_file(spec, path),
    }
}

fn bundled() -> Result<Parts> {
    let raw = |review: reviews::Review| Raw {
        label: review.label as usize,
        is_negated: review.has(reviews::Phenomenon::Negation),
        text: review.text,
    };
    let part = |part: std::result::Result<Vec<reviews::Review>, LabelledError>| {
        part.map(|part| part.into_iter().map(raw).collect()).map_err(Failure::work)
    };
    Ok(Parts::bundled(part(reviews::train())?, part(reviews::held_out())?))
}

fn generated(seed: u64) -> Result<Parts> {
    let grammar = Grammar::read("samples/grammar/sentiment.grammar", SENTIMENT).map_err(Failure::work)?;
    let mut all = Generator::new(&grammar, seed).sentences().map(|sample| {
        let kind = sample.kind.unwrap_or_default();
        let (label, is_negated) = (usize::from(kind.ends_with("positive")), kind.starts_with("Negated"));
        Raw { text: grammar.text(&sample.words), label, is_negated }
    });
    let train = all.by_ref().take(GRAMMAR.0).collect();
    Ok(Parts::bundled(train, all.take(GRAMMAR.1).collect()))
}

/// More classes are a slip: the column holds something else.
const MOST_CLASSES: usize = 100;

/// Rows of a file, a fifth held out at random by the seed.
fn of_file(spec: &Spec, path: &str) -> Result<Parts> {
    let file = Labelled::open(Path::new(path)).map_err(Failure::input)?;
    let seen = file.columns().map_err(Failure::input)?;
    let or = |given: &String, found: &String| if given.is_empty() { found.clone() } else { given.clone() };
    let (text, label) = (or(&spec.text_column, &seen.text), or(&spec.label_column, &seen.label));
    let Rows { rows, mut remarks } = file.rows([&text, &label]).map_err(|error| match error {
        LabelledError::Column { ref column, .. } => {
            let key = if *column == shown(&text) { "text-column" } else { "label-column" };
            Failure::Input(format!("{error} (`{key}` says which)"))
        }
        other => Failure::input(other),
    })?;
    drop(file);
    let classes = classes(path, &label, &rows)?;
    let mut raws: Vec<Option<Raw>> = rows
        .into_iter()
        .map(|[text, label]| {
            let label = classes.iter().position(|name| name == label.trim()).unwrap_or_default();
            Some(Raw { text, label, is_negated: false })
        })
        .collect();
    let order = Rng::keyed(spec.training.seed, Purpose::Split, 0, 0).permutation(raws.len());
    let (held_out, train) = order.split_at(raws.len() / 5);
    let mut take = |places: &[usize]| places.iter().filter_map(|place| raws.get_mut(*place)?.take()).collect();
    let (train, held_out) = (take(train), take(held_out));
    let is_guess = spec.text_column.is_empty() || spec.label_column.is_empty();
    if is_guess {
        let (text, label, all) = (text.escape_debug(), label.escape_debug(), seen.names.join(", "));
        let all = all.escape_debug();
        remarks.push(format!(
            "texts from the column `{text}`, labels from `{label}` (text-column, label-column; there are: {all})"
        ));
    }
    Ok(Parts { classes, train, held_out, remarks, columns: seen.names, column: Some(text) })
}

/// The different labels of a file's rows, in order.
fn classes(path: &str, column: &str, rows: &[[String; 2]]) -> Result<Vec<String>> {
    let names: BTreeSet<&str> = rows.iter().map(|[_, label]| label.trim()).collect();
    let (file, column, found, rows) = (path.escape_debug(), column.escape_debug(), names.len(), rows.len());
    if found < 2 || rows < 10 {
        return Err(Failure::Input(format!(
            "{file}: expected at least 10 rows of at least 2 classes, found {rows} of {found}"
        )));
    }
    if found > MOST_CLASSES {
        return Err(Failure::Input(format!(
            "{file}: expected at most {MOST_CLASSES} different labels in the column `{column}`, found {found} \
             (`label-column` says which column has the labels)"
        )));
    }
    Ok(names.into_iter().map(str::to_owned).collect())
}
