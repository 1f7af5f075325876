//! What is said of decisions on the held-out texts, whoever made them.

use super::Data;
use super::baselines::{BaselineScore, judge};
use super::figures;
use super::model::Said;
use super::shown::{self, HEADLINE};
use crate::figure::Reference;
use crate::figure::number::grouped;
use crate::nlp::metrics::Confusion;
use crate::run::{Choices, Facts, Kept, Metric, Sink};

/// The decisions counted, on all held-out documents and on those with a negation.
pub(super) fn confusions(data: &Data, said: &[Said]) -> (Confusion, Confusion) {
    judge(data.classes.len(), data.held_out.iter().zip(said.iter().map(|said| said.class)))
}

/// Metrics of an evaluation; shows its figures. `trained` is the epoch's mean loss and accuracy, once there was one.
pub(super) fn evaluated(data: &Data, said: &[Said], trained: Option<(f64, f64)>, sink: &mut dyn Sink) -> Vec<Metric> {
    let (confusion, negated) = confusions(data, said);
    let loss = said.iter().map(|said| said.loss).sum::<f64>() / said.len().max(1) as f64;
    let mut metrics = Vec::new();
    if let Some((loss, accuracy)) = trained {
        metrics.push(Metric::new("train_loss", loss));
        metrics.push(Metric::new("train_accuracy", accuracy));
    }
    metrics.push(Metric::new("val_loss", loss));
    metrics.extend(scores("", &confusion, &negated));
    metrics.push(Metric::new(HEADLINE, 1.0 - confusion.accuracy().value));
    sink.figure(shown::CONFUSION.slot, Kept::Frame, figures::confusion(data, &confusion));
    sink.figure(shown::CLASSES.slot, Kept::Frame, figures::classes(data, &confusion));
    sink.figure(shown::MODELS.slot, Kept::Frame, figures::models(data, &confusion, &negated));
    metrics
}

/// Accuracy and F1 under their names in the summary; those of documents with a negation where there are any.
fn scores(prefix: &str, confusion: &Confusion, negated: &Confusion) -> Vec<Metric> {
    let mut metrics = vec![
        Metric::new(format!("{prefix}accuracy"), confusion.accuracy().value),
        Metric::new(format!("{prefix}f1_macro"), confusion.macro_average().f1),
    ];
    if negated.total() > 0 {
        metrics.push(Metric::new(format!("{prefix}negated_accuracy"), negated.accuracy().value));
    }
    metrics
}

/// The baselines' scores, and what the model doesn't know.
fn baselines(data: &Data) -> Vec<Metric> {
    let of = |score: &BaselineScore| scores(&format!("{}_", score.key), &score.confusion, &score.negated);
    let vocabulary = [Metric::new("oov_rate", data.oov_rate()), Metric::new("vocabulary", data.known() as f64)];
    data.baselines.iter().flat_map(of).chain(vocabulary).collect()
}

/// The baselines as lines to compare a curve with.
fn references(data: &Data) -> Vec<Reference> {
    let of = |score: &BaselineScore| {
        Reference::baseline(score.key.replace('_', " "), 1.0 - score.confusion.accuracy().value)
    };
    data.baselines.iter().map(of).collect()
}

/// The data in a sentence.
fn description(data: &Data) -> String {
    let counts = [data.train.len(), data.held_out.len(), data.known()];
    let [train, held_out, known] = counts.map(|count| grouped(count as i64));
    format!("{}: {train} texts to train, {held_out} held out; {known} known tokens", data.spec.data)
}

/// The columns of the user's file, for the settings that name one.
fn choices(data: &Data) -> Box<[Choices]> {
    let keys = if data.columns.is_empty() { &[][..] } else { &["text-column", "label-column"] };
    keys.iter().map(|key| Choices { key: (*key).to_owned(), values: data.columns.clone() }).collect()
}

/// What is known of a run on these data, whatever the model.
pub(super) fn facts(data: &Data) -> Facts {
    Facts {
        data: description(data),
        examples_per_epoch: data.train.len(),
        held_out_examples: data.held_out.len(),
        example_unit: "texts".into(),
        headline: HEADLINE.into(),
        references: references(data),
        baselines: baselines(data),
        remarks: data.remarks.as_slice().into(),
        column: data.column.as_deref().map(Into::into),
        choices: choices(data),
        ..Facts::default()
    }
}
