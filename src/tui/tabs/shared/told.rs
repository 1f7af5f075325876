//! What is said of every lab's run: that it diverged, that training has made it worse.

use super::value;
use crate::tui::model::{Run, Shared};
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::number;
use crate::tui::words::fill;

/// Columns of a number in a sentence.
const NUMBER: usize = 8;
/// Two errors of one run within this factor are alike.
pub(in crate::tui::tabs) const LEVEL: f64 = 1.05;
/// A number in a sentence.
pub(in crate::tui::tabs) fn shown(value: f64) -> String {
    number::rounded(value, NUMBER, 3)
}

/// The step that is looked at.
pub(in crate::tui::tabs) fn step(model: &Shared, run: &Run) -> u64 {
    model.lab().and_then(|lab| lab.scrub).unwrap_or(run.history.at.step)
}

/// That the loss left the finite numbers, once it has, up to the moment that is looked at.
pub(in crate::tui::tabs) fn diverged(model: &Shared, run: &Run) -> Option<String> {
    let words = &model.words.explain;
    let at = run.history.diverged_at.filter(|at| *at <= step(model, run))?;
    let rate = value(model, run, "learning_rate").filter(|rate| rate.is_finite());
    let told = fill(words.diverged, &[&number::grouped(at as i64)]);
    Some(match rate {
        Some(rate) => format!("{told} {}", fill(words.rate_too_large, &[&shown(rate)])),
        None => told,
    })
}

/// That training has made it worse, or that it was better before, where that is so.
pub(in crate::tui::tabs) fn setbacks(model: &Shared, run: &Run, metric: &str) -> Option<String> {
    let words = &model.words.explain;
    let step = step(model, run);
    let now = value(model, run, metric).filter(|now| now.is_finite() && step > 0)?;
    let samples = run.history.curves.get(metric)?.iter().take_while(|sample| sample.first <= step);
    let values: Vec<(u64, f64)> = samples.map(|sample| (sample.first, sample.stat.last)).collect();
    let untrained = values.first().filter(|(at, _)| *at == 0).map(|(_, value)| *value);
    let finite = values.iter().filter(|(_, value)| value.is_finite());
    let (best_at, best) = finite.copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let name = model.words.screen.metric(metric);
    let mut told = Vec::new();
    if let Some(before) = untrained.filter(|before| now > before * LEVEL) {
        told.push(fill(words.worse_than_untrained, &[name, &shown(before), &shown(now)]));
        told.extend(value(model, run, "learning_rate").map(|rate| fill(words.rate_may_be_too_large, &[&shown(rate)])));
    }
    if best_at == 0 && untrained.is_some() {
        told.push(words.best_was_untrained.to_owned());
    } else if now > best * LEVEL {
        told.push(fill(words.best_was, &[&epoch_at(run, best_at).to_string(), &shown(best)]));
    }
    (!told.is_empty()).then(|| told.join(" "))
}
