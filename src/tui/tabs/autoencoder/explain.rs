//! "What am I seeing", from the numbers that are on the screen.

use super::super::forecaster::{metrics, value};
use crate::tui::model::Model;
use crate::tui::widgets::number;
use crate::tui::words::fill;

fn shown(value: f64) -> String {
    number::rounded(value, 8, 3)
}

/// One paragraph a thought.
pub(in crate::tui::tabs) fn paragraphs(model: &Model) -> Vec<String> {
    let Some(run) = model.shown() else { return vec![model.words.screen.no_run.to_owned()] };
    let Some(facts) = &run.history.facts else { return vec![model.words.screen.still_opening.to_owned()] };
    let words = &model.words.explain;
    let code = run.history.settings.text("code");
    let parameters = number::grouped(facts.parameters as i64);
    let mut told = vec![fill(words.autoencoder, &[&facts.model, &parameters, &facts.data, &code])];
    if let Some(step) = run.history.diverged_at {
        told.push(fill(words.diverged, &[&number::grouped(step as i64)]));
    }
    let now = value(model, run, "val_mse");
    let pca = facts.references.iter().find(|reference| reference.label.to_lowercase().contains("pca"));
    if let (Some(now), Some(pca)) = (now.filter(|now| *now > 0.0), pca) {
        let (ratio, text) =
            if now < pca.value { (pca.value / now, words.beats_pca) } else { (now / pca.value, words.below_pca) };
        told.push(fill(text, &[&shown(now), &shown(pca.value), &code, &metrics::factor(ratio)]));
    }
    if let (Some(dead), Some(useless)) = (value(model, run, "dead_units"), value(model, run, "useless_units")) {
        told.push(fill(words.units, &[&shown(dead), &shown(useless), &code]));
    }
    if let Some(correlation) = value(model, run, "mean_correlation") {
        told.push(fill(words.correlation, &[&shown(correlation)]));
    }
    if let (Some(noisy), Some(now)) = (value(model, run, "noisy_input_mse"), now) {
        told.push(fill(words.denoising, &[&shown(noisy), &shown(now)]));
    }
    told.push(words.code.to_owned());
    told
}
