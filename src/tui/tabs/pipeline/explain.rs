//! "What am I seeing", from the numbers that are on the screen.

use super::super::forecaster::value;
use super::{effect, strip, vectors};
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::number;
use crate::tui::words::fill;

fn count(count: usize) -> String {
    number::grouped(count as i64)
}

/// One paragraph a thought.
pub(in crate::tui::tabs) fn paragraphs(model: &Model) -> Vec<String> {
    let words = &model.words.desk;
    let desk = &model.desk;
    let mut told = Vec::new();
    if let Some(staged) = &desk.staged
        && let (Some(first), Some(last)) = (staged.stages.first(), staged.stages.last())
    {
        let (all, left) = (first.counters, last.counters);
        let gone = count(all.tokens - left.tokens.min(all.tokens));
        let mut sentence =
            fill(words.explain_counts, &[&count(all.tokens), &gone, &count(left.tokens), &count(left.vocabulary)]);
        let mut parts = Vec::new();
        for stage in &staged.stages {
            let Some(step) = stage.step.and_then(|step| desk.steps.0.get(step)) else { continue };
            let name = words.stage(&step.stage);
            let mut part = |text, n| {
                if n > 0 {
                    parts.push(fill(text, &[name, &count(n)]));
                }
            };
            part(words.explain_removes, stage.counters.removed);
            part(words.explain_changes, stage.counters.changed);
        }
        if !parts.is_empty() {
            sentence.push_str(&format!(" ({})", parts.join("; ")));
        }
        sentence.push('.');
        told.push(sentence);
    }
    told.push(words.explain_marks.to_owned());
    let losses = desk.staged.as_ref().and_then(|staged| staged.losses.as_ref());
    let counted = losses.map_or_else(
        || words.no_losses.to_owned(),
        |losses| fill(words.explain_losses, &[&count(losses.kept), &count(losses.lost), &count(losses.different)]),
    );
    told.push(fill(words.explain_order, &[&counted]));
    let notation = [desk.language.as_str(), &desk.steps.to_string(), &desk.tokens.to_string()].map(str::to_owned);
    told.push(fill(words.explain_notation, &notation.each_ref().map(String::as_str)));
    // What the keys act on comes first.
    let panes = [Pane::Vectors, Pane::SwitchEffect, Pane::Strip];
    let of_panes = [vectors::explain(model), effect::explain(model), strip::explain(model)];
    let (own, others): (Vec<_>, Vec<_>) =
        panes.into_iter().zip(of_panes).partition(|(pane, _)| *pane == model.focused());
    let paragraphs = |told: Vec<(Pane, Vec<String>)>| told.into_iter().flat_map(|(_, paragraphs)| paragraphs);
    paragraphs(own).chain(told).chain(paragraphs(others)).chain(classifier(model)).collect()
}

/// The run that is shown, its numbers beside those of the others.
fn classifier(model: &Model) -> Vec<String> {
    let words = &model.words.desk;
    let Some((run, facts)) = model.shown().and_then(|run| Some((run, run.history.facts.as_ref()?))) else {
        return Vec::new();
    };
    let shown = |value: f64| number::rounded(value, 6, 3);
    let parameters = number::grouped(facts.parameters as i64);
    let mut told = vec![fill(words.explain_run, &[&facts.model, &parameters, &facts.data])];
    let now = |name| value(model, run, name);
    if let (Some(accuracy), Some(f1)) = (now("accuracy"), now("f1_macro")) {
        // The references are error rates, as the curve is.
        let others = facts.references.iter().map(|other| format!("{} {}", other.label, shown(1.0 - other.value)));
        let others = others.collect::<Vec<_>>().join(", ");
        let epoch = run.history.latest.as_ref().map_or(0, |(at, _)| at.epoch).to_string();
        told.push(fill(words.explain_accuracy, &[&epoch, &shown(accuracy), &shown(f1), &others]));
    }
    if let Some(negated) = now("negated_accuracy") {
        told.push(fill(words.explain_negated, &[&shown(negated)]));
    }
    told
}
