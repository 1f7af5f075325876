//! "What am I seeing", from the numbers that are on the screen. Every sentence is said where it is true.

use super::super::shared::told::{LEVEL, diverged, setbacks, shown};
use super::super::shared::{metrics, value};
use super::state::Model;
use crate::tui::widgets::number;
use crate::tui::words::fill;

#[cfg(test)]
mod tests;

/// One paragraph a thought.
pub(super) fn paragraphs(model: &Model<'_>) -> Vec<String> {
    let Some(run) = model.shown() else { return vec![model.words.screen.no_run.to_owned()] };
    let Some(facts) = &run.history.facts else { return vec![model.words.screen.still_opening.to_owned()] };
    let words = &model.words.explain;
    let code = run.history.settings.text("code");
    let parameters = number::grouped(facts.parameters as i64);
    let mut told = vec![fill(words.autoencoder, &[&facts.model, &parameters, &facts.data, &code])];
    let step = model.lab().and_then(|lab| lab.scrub).unwrap_or(run.history.at.step);
    if step == 0 && run.history.settings.text("init-from").is_empty() {
        told.push(words.untrained_pictures.to_owned());
    }
    let number = |name| value(model, run, name).filter(|value| value.is_finite());
    let has_diverged = diverged(model, run);
    told.extend(has_diverged.clone());
    let now = number("val_mse");
    let pca = facts.references.iter().find(|reference| reference.label.to_lowercase().contains("pca"));
    if let (Some(now), Some(pca)) = (now.filter(|now| *now > 0.0), pca.filter(|pca| pca.value > 0.0)) {
        let (ratio, text) =
            if now < pca.value { (pca.value / now, words.beats_pca) } else { (now / pca.value, words.below_pca) };
        let text = if ratio < LEVEL { words.level_pca } else { text };
        told.push(fill(text, &[&shown(now), &shown(pca.value), &code, &metrics::factor(ratio)]));
    }
    if has_diverged.is_none() {
        told.extend(setbacks(model, run, "val_mse"));
    }
    if let (Some(dead), Some(useless)) = (number("dead_units"), number("useless_units")) {
        told.push(fill(words.units, &[&shown(dead), &shown(useless), &code]));
    }
    if let Some(correlation) = number("mean_correlation") {
        told.push(fill(words.correlation, &[&shown(correlation)]));
    }
    if let (Some(noisy), Some(now)) = (number("noisy_input_mse"), now) {
        let text = if now < noisy { words.denoising } else { words.denoising_fails };
        told.push(fill(text, &[&shown(noisy), &shown(now)]));
    }
    told.push(words.code.to_owned());
    told
}
