//! What the pipeline lab shows.

use super::Data;
use super::shown::CLASSES;
use crate::figure::number::Real;
use crate::figure::{Bar, Bars, Cell, Figure, HeatMap, Palette, Scale, Table, Token, TokenMark, Tokens};
use crate::nlp::metrics::{Confusion, Ratio};
use std::ops::Range;

/// Counts of (true class, predicted class).
pub(super) fn confusion(data: &Data, confusion: &Confusion) -> Figure {
    let classes = data.classes.len();
    let cell = |i: usize| confusion.count(i / classes, i % classes) as f32;
    Figure::HeatMap(HeatMap {
        title: "confusion".into(),
        x_label: "predicted".into(),
        y_label: "true".into(),
        columns: data.classes.clone(),
        rows: data.classes.clone(),
        width: classes,
        values: (0..classes * classes).map(cell).collect(),
        palette: Palette::Sequential,
    })
}

/// Precision, recall and F1 of each class, then their means. A 0/0 is marked: it counts 0.
pub(super) fn classes(data: &Data, confusion: &Confusion) -> Figure {
    let ratio = |ratio: Ratio| if ratio.defined { Cell::from(ratio.value) } else { Cell::from("0 (0/0)") };
    let mut rows: Vec<Vec<Cell>> = data
        .classes
        .iter()
        .zip(confusion.per_class())
        .map(|(name, score)| {
            let support = Cell::from(score.support as f64);
            vec![name.as_str().into(), ratio(score.precision), ratio(score.recall), ratio(score.f1), support]
        })
        .collect();
    let means = [
        ("macro", confusion.macro_average()),
        ("micro", confusion.micro_average()),
        ("weighted", confusion.weighted_average()),
    ];
    for (name, mean) in means {
        let support = Cell::from(confusion.total() as f64);
        rows.push(vec![name.into(), mean.precision.into(), mean.recall.into(), mean.f1.into(), support]);
    }
    Figure::Table(Table { title: "held-out texts".into(), header: CLASSES.header(), rows })
}

/// Accuracy of the model beside the baselines', with negations apart where they are marked.
pub(super) fn models(data: &Data, confusion: &Confusion, negated: &Confusion) -> Figure {
    let mut bars = Vec::new();
    let mut push = |name: &str, all: &Confusion, negated: &Confusion| {
        bars.push(Bar { label: name.to_owned(), value: all.accuracy().value });
        if negated.total() > 0 {
            bars.push(Bar { label: format!("{name}, negations"), value: negated.accuracy().value });
        }
    };
    push("this model", confusion, negated);
    for score in &data.baselines {
        push(&score.key.replace('_', " "), &score.confusion, &score.negated);
    }
    let (title, value_label) = ("accuracy".into(), "share of held-out texts".into());
    Figure::Bars(Bars { title, value_label, scale: Scale::Linear, bars })
}

/// The probability of the last class after each token of a text.
pub(super) fn strip(
    data: &Data,
    text: &str,
    tokens: &[String],
    places: Vec<Range<usize>>,
    probabilities: &[Vec<f64>],
) -> Figure {
    // The network sees the last tokens alone.
    let unseen = tokens.len().saturating_sub(probabilities.len());
    let token = |(place, (text, span)): (usize, (&String, Range<usize>))| Token {
        text: text.clone(),
        mark: if data.knows(text) { TokenMark::Plain } else { TokenMark::Unknown },
        weight: place.checked_sub(unseen).and_then(|time| probabilities.get(time)?.last()).map(|p| Real(*p)),
        span: Some(span),
    };
    Figure::Tokens(Tokens {
        title: "after each word".into(),
        weight_label: format!("P({})", data.classes.last().map(String::as_str).unwrap_or_default()),
        tokens: tokens.iter().zip(places).enumerate().map(token).collect(),
        source: text.to_owned(),
    })
}
