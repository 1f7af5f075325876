//! "What am I seeing", from the numbers that are on the screen.

use super::super::shared::told::{diverged, setbacks};
use super::super::shared::value;
use super::state::Model;
use super::{effect, strip, vectors};
use crate::tui::model::Pane;
use crate::tui::widgets::number;
use crate::tui::words::fill;

#[cfg(test)]
mod tests;

fn count(count: usize) -> String {
    number::grouped(count as i64)
}

/// One paragraph a thought.
pub(super) fn paragraphs(model: &Model<'_>) -> Vec<String> {
    let words = &model.words.desk;
    let desk = &model.own.desk;
    let late = model.is_late.then(|| words.explain_of_before.to_owned());
    let mut told: Vec<String> = counts(model).into_iter().collect();
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
    let panes: [&'static Pane; 3] = [&vectors::PANE.info, &effect::PANE.info, &strip::PANE.info];
    let of_panes = [vectors::explain(model), effect::explain(model), strip::explain(model)];
    let (own, others): (Vec<_>, Vec<_>) =
        panes.into_iter().zip(of_panes).partition(|(pane, _)| *pane == model.focused());
    let paragraphs = |told: Vec<(&'static Pane, Vec<String>)>| told.into_iter().flat_map(|(_, paragraphs)| paragraphs);
    late.into_iter().chain(paragraphs(own)).chain(told).chain(paragraphs(others)).chain(classifier(model)).collect()
}

/// What goes into the stages and what comes out, and which of them made the difference.
fn counts(model: &Model<'_>) -> Option<String> {
    let words = &model.words.desk;
    let staged = model.own.desk.staged.as_ref()?;
    let (all, left) = (staged.stages.first()?.counters, staged.stages.last()?.counters);
    let gone = all.tokens.saturating_sub(left.tokens);
    let numbers = [all.tokens, gone, left.tokens, left.vocabulary].map(count);
    let sentence = fill(words.explain_counts, &numbers.each_ref().map(String::as_str));
    let parts = staged.stages.iter().flat_map(|stage| {
        let step = stage.step.and_then(|step| model.own.desk.steps.0.get(step));
        let told = [(words.explain_removes, stage.counters.removed), (words.explain_changes, stage.counters.changed)];
        let told =
            step.map(|step| told.map(|(text, n)| (n > 0).then(|| fill(text, &[words.stage(&step.stage), &count(n)]))));
        told.into_iter().flatten().flatten()
    });
    let parts = parts.collect::<Vec<_>>().join("; ");
    Some(if parts.is_empty() { sentence + "." } else { format!("{sentence} ({parts}).") })
}

/// The run that is shown, its numbers beside those of the others.
fn classifier(model: &Model<'_>) -> Vec<String> {
    let words = &model.words.desk;
    let Some((run, facts)) = model.shown().and_then(|run| Some((run, run.history.facts.as_ref()?))) else {
        return Vec::new();
    };
    let shown = |value: f64| number::rounded(value, 6, 3);
    let parameters = number::grouped(facts.parameters as i64);
    let mut told = vec![fill(words.explain_run, &[&facts.model, &parameters, &facts.data])];
    told.extend(diverged(model, run).or_else(|| setbacks(model, run, &facts.headline)));
    let now = |name| value(model, run, name).filter(|value| value.is_finite());
    if let (Some(accuracy), Some(f1)) = (now("accuracy"), now("f1_macro")) {
        // The references are error rates, as the curve is.
        let others = facts.references.iter().map(|other| format!("{} {}", other.label, shown(1.0 - other.value)));
        let others = others.collect::<Vec<_>>().join(", ");
        let others = if others.is_empty() { others } else { fill(words.explain_others, &[&others]) };
        let epoch = run.history.latest.as_ref().map_or(0, |(at, _)| at.epoch).to_string();
        told.push(fill(words.explain_accuracy, &[&epoch, &shown(accuracy), &shown(f1)]) + &others);
    }
    if let Some(negated) = now("negated_accuracy") {
        told.push(fill(words.explain_negated, &[&shown(negated)]));
    }
    told
}
