//! "What am I seeing", from the numbers that are on the screen. Every sentence is said where it is true.

use super::super::shared::told::{LEVEL, diverged, setbacks, shown, step};
use super::super::shared::{metrics, value};
use super::gradient;
use super::state::Model;
use crate::figure::Reference;
use crate::run::Facts;
use crate::tui::model::Run;
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::number;
use crate::tui::words::fill;

#[cfg(test)]
mod tests;

/// From this factor on held-out series do so much worse that it has to be said.
const GAP: f64 = 1.3;

/// One paragraph a thought.
pub(super) fn paragraphs(model: &Model<'_>) -> Vec<String> {
    let Some(run) = model.shown() else { return vec![model.words.screen.no_run.to_owned()] };
    let Some(facts) = &run.history.facts else { return vec![model.words.screen.still_opening.to_owned()] };
    let words = &model.words.explain;
    let mut told = vec![setting(model, facts)];
    let has_diverged = diverged(model, run);
    told.extend(has_diverged.clone());
    told.push(progress(model, run, facts));
    if has_diverged.is_none() {
        told.extend(setbacks(model, run, &facts.headline));
        told.extend(generalisation(model, run, facts));
        told.extend(dynamics(model, run));
    }
    told.extend(gradient::explain(model));
    if !run.history.changes.is_empty() {
        let turned =
            run.history.changes.iter().map(|turned| {
                format!("{}={}@{}", turned.key, crate::run::knob::display(&turned.value), turned.at.step)
            });
        told.push(fill(words.changes, &[&turned.collect::<Vec<_>>().join(", ")]));
    }
    told.push(words.forecast.to_owned());
    told
}

fn setting(model: &Model<'_>, facts: &Facts) -> String {
    let parameters = number::grouped(facts.parameters as i64);
    let examples = number::grouped(facts.examples_per_epoch as i64);
    let values = [facts.model.as_str(), &parameters, &facts.data, &examples, &facts.example_unit];
    fill(model.words.explain.setting, &values)
}

/// The headline against floor and baselines.
fn progress(model: &Model<'_>, run: &Run, facts: &Facts) -> String {
    let words = &model.words.explain;
    let step = step(model, run);
    let Some(now) = value(model, run, &facts.headline) else { return words.nothing_measured.to_owned() };
    let name = model.words.screen.metric(&facts.headline);
    if !now.is_finite() {
        return fill(words.no_number, &[name]);
    }
    let taken_over = run.history.settings.text("init-from");
    let lead = match (step, taken_over.as_str()) {
        (0, "") => fill(words.untrained, &[name, &shown(now)]),
        (0, from) => format!("{}; {}", fill(words.taken_over, &[from]), fill(words.now, &["0", name, &shown(now)])),
        _ => fill(words.now, &[&epoch_at(run, step).to_string(), name, &shown(now)]),
    };
    let against = |reference: &Reference| {
        let ratio = if now < reference.value { reference.value / now } else { now / reference.value };
        let (label, level) = (reference.label.as_str(), shown(reference.value));
        if ratio < LEVEL {
            return fill(words.level, &[label, &level]);
        }
        let text = if now < reference.value { words.below } else { words.above };
        fill(text, &[&metrics::factor(ratio), label, &level])
    };
    let usable = |reference: &&Reference| reference.value > 0.0 && now > 0.0;
    let compared: Vec<String> =
        facts.references.iter().filter(|reference| !reference.is_floor()).filter(usable).map(against).collect();
    let mut told = lead;
    if !compared.is_empty() {
        told = format!("{told}: {}", compared.join(words.and));
    }
    told.push('.');
    if let Some(floor) = facts.references.iter().find(|reference| reference.is_floor()).filter(usable) {
        let ratio = now / floor.value;
        let sentence = match ratio < LEVEL {
            true => fill(words.at_floor, &[&shown(floor.value)]),
            false => fill(words.floor, &[&shown(floor.value), &metrics::factor(ratio)]),
        };
        told = format!("{told} {sentence}");
    }
    told
}

/// Training against held-out data, of a network that was trained and has learned something.
fn generalisation(model: &Model<'_>, run: &Run, facts: &Facts) -> Option<String> {
    let words = &model.words.explain;
    if step(model, run) == 0 {
        return None;
    }
    let train = value(model, run, "train_mse").filter(|value| *value > 0.0 && value.is_finite())?;
    let held_out = value(model, run, "val_mse").filter(|value| value.is_finite())?;
    let both = fill(words.both, &[&shown(train), &shown(held_out)]);
    let headline = value(model, run, &facts.headline)?;
    // The easiest baseline: what does no better has learned little.
    let baselines = facts.references.iter().filter(|reference| !reference.is_floor() && reference.value > 0.0);
    let easiest = baselines.max_by(|a, b| a.value.total_cmp(&b.value));
    let unbeaten = easiest.filter(|easiest| headline * LEVEL > easiest.value);
    let has_gap = held_out > train * GAP;
    let has_learned_training = easiest.is_none_or(|easiest| train * LEVEL < easiest.value);
    Some(match (has_gap, unbeaten) {
        (true, _) if has_learned_training => both + words.overfits,
        (true, _) => both + words.gap_of_data,
        (false, Some(baseline)) => both + &fill(words.learned_little, &[&baseline.label]),
        (false, None) => both + words.generalises,
    })
}

/// Learning rate and gradient.
fn dynamics(model: &Model<'_>, run: &Run) -> Option<String> {
    let words = &model.words.explain;
    let rate = value(model, run, "learning_rate")?;
    let norm = value(model, run, "gradient_norm").filter(|norm| norm.is_finite())?;
    let mut told = fill(words.dynamics, &[&shown(norm), &shown(rate)]);
    let clip: Option<f64> = run.history.settings.text("clip").parse().ok().filter(|clip| *clip > 0.0);
    if let Some(clip) = clip.filter(|clip| norm > *clip) {
        told = format!("{told} {}", fill(words.clipped, &[&shown(clip)]));
    }
    Some(told)
}
