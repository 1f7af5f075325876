//! "What am I seeing", from the numbers that are on the screen.

use super::{metrics, value};
use crate::figure::Reference;
use crate::run::Facts;
use crate::tui::model::{Model, Run};
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::number;
use crate::tui::words::fill;

/// Columns of a number in a sentence.
const NUMBER: usize = 8;

fn shown(value: f64) -> String {
    number::rounded(value, NUMBER, 3)
}

/// One paragraph a thought.
pub(in crate::tui::tabs) fn paragraphs(model: &Model) -> Vec<String> {
    let Some(run) = model.shown() else { return vec![model.words.screen.no_run.to_owned()] };
    let Some(facts) = &run.history.facts else { return vec![model.words.screen.still_opening.to_owned()] };
    let words = &model.words.explain;
    let mut told = vec![setting(model, facts)];
    if let Some(step) = run.history.diverged_at {
        told.push(fill(words.diverged, &[&number::grouped(step as i64)]));
    }
    told.push(progress(model, run, facts));
    told.extend(generalisation(model, run));
    told.extend(dynamics(model, run));
    if !run.history.changes.is_empty() {
        let turned =
            run.history.changes.iter().map(|turned| format!("{}={}@{}", turned.key, turned.value, turned.at.step));
        told.push(fill(words.changes, &[&turned.collect::<Vec<_>>().join(", ")]));
    }
    told.push(words.forecast.to_owned());
    told
}

fn setting(model: &Model, facts: &Facts) -> String {
    let parameters = number::grouped(facts.parameters as i64);
    let examples = number::grouped(facts.examples_per_epoch as i64);
    let values = [facts.model.as_str(), &parameters, &facts.data, &examples, &facts.example_unit];
    fill(model.words.explain.setting, &values)
}

/// The headline against floor and baselines.
fn progress(model: &Model, run: &Run, facts: &Facts) -> String {
    let words = &model.words.explain;
    let step = model.lab().and_then(|lab| lab.scrub).unwrap_or(run.history.at.step);
    let Some(now) = value(model, run, &facts.headline) else { return words.nothing_measured.to_owned() };
    let name = model.words.screen.metric(&facts.headline);
    let lead = if step == 0 {
        fill(words.untrained, &[name, &shown(now)])
    } else {
        fill(words.now, &[&epoch_at(run, step).to_string(), name, &shown(now)])
    };
    let against = |reference: &Reference| {
        let ratio = if now < reference.value { reference.value / now } else { now / reference.value };
        let (label, level) = (reference.label.as_str(), shown(reference.value));
        if ratio < 1.05 {
            return fill(words.level, &[label, &level]);
        }
        let text = if now < reference.value { words.below } else { words.above };
        fill(text, &[&metrics::factor(ratio), label, &level])
    };
    let usable = |reference: &&Reference| reference.value > 0.0 && now.is_finite() && now > 0.0;
    let compared: Vec<String> =
        facts.references.iter().filter(|reference| !reference.is_floor()).filter(usable).map(against).collect();
    let mut told = lead;
    if !compared.is_empty() {
        told = format!("{told}: {}", compared.join(words.and));
    }
    told.push('.');
    if let Some(floor) = facts.references.iter().find(|reference| reference.is_floor()).filter(usable) {
        let values = [shown(floor.value), metrics::factor((now / floor.value).max(1.0))];
        told = format!("{told} {}", fill(words.floor, &[&values[0], &values[1]]));
    }
    told
}

/// Training against held-out data.
fn generalisation(model: &Model, run: &Run) -> Option<String> {
    let words = &model.words.explain;
    let train = value(model, run, "train_mse").filter(|value| *value > 0.0)?;
    let held_out = value(model, run, "val_mse").filter(|value| value.is_finite())?;
    let text = if held_out > train * 1.3 { words.overfits } else { words.generalises };
    Some(fill(text, &[&shown(train), &shown(held_out)]))
}

/// Learning rate and gradient.
fn dynamics(model: &Model, run: &Run) -> Option<String> {
    let words = &model.words.explain;
    let rate = value(model, run, "learning_rate")?;
    let norm = value(model, run, "gradient_norm")?;
    let mut told = fill(words.dynamics, &[&shown(norm), &shown(rate)]);
    let clip: Option<f64> = run.history.settings.text("clip").parse().ok().filter(|clip| *clip > 0.0);
    if let Some(clip) = clip.filter(|clip| norm > *clip) {
        told = format!("{told} {}", fill(words.clipped, &[&shown(clip)]));
    }
    Some(told)
}
