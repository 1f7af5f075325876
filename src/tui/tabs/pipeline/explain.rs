//! "What am I seeing", from the numbers that are on the screen.

use super::{effect, strip, vectors};
use crate::tui::model::Model;
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
    told.extend([vectors::explain(model), effect::explain(model), strip::explain(model)].concat());
    told
}
