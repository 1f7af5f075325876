//! What the code layer is worth by its size: PCA's curve with this run on it and, once there is one, the sweep's curves as
//! they grow.

use super::super::shared::sweep::{self, Drawn};
use super::super::shared::{draw_slot, slot_title};
use super::state::{Autoencoder, Model, ModelMut};
use crate::run::sweep::SweepSpec;
use crate::tui::actions::with_lab;
use crate::tui::keys::Action;
use crate::tui::model::{CURVES, Effect, Pane, PaneOf, Sweep, SweepCurves};
use crate::tui::widgets::Look;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The error by the size of the code.
pub(super) static PANE: PaneOf<Autoencoder> = PaneOf {
    title: |model, _, _| title(model),
    act,
    ..PaneOf::new(Pane { slot: Some("error-by-code"), ..Pane::new("error-by-code") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// Up and down choose which curves of the lab's sweep are shown.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let by = match action {
        Action::Up => -1,
        Action::Down => 1,
        _ => return Some(Vec::new()),
    };
    let last = CURVES.len() - 1;
    with_lab(model, |lab| lab.sweep_view = lab.sweep_view.saturating_add_signed(by).min(last));
    Some(Vec::new())
}

/// The lab's latest sweep, if it has an axis beside the seed, and what of it is shown.
fn shown<'m>(model: &'m Model<'_>) -> Option<(&'m Sweep, &'m SweepSpec, &'static SweepCurves, usize)> {
    let lab = model.lab()?;
    let sweep = model.sweep_of(lab.entry.name)?;
    let spec = sweep.progress.spec.as_ref().filter(|spec| axis(spec).is_some())?;
    let at = lab.sweep_view.min(CURVES.len() - 1);
    Some((sweep, spec, CURVES.get(at)?, at))
}

/// The axis that is drawn along: the first of numbers, else the first.
fn axis(spec: &SweepSpec) -> Option<&str> {
    let any = || spec.axes.iter().find(|axis| axis.key != "seed");
    spec.numeric_axis().or_else(any).map(|axis| axis.key.as_str())
}

fn title(model: &Model<'_>) -> String {
    let Some((sweep, spec, curves, at)) = shown(model) else { return slot_title(model, &PANE.info) };
    let words = &model.words.screen;
    let metric = curves.metrics.first().map_or("", |(metric, _)| words.metric(metric));
    let axis = axis(spec).unwrap_or_default();
    let (done, trials) = (sweep.progress.done().to_string(), sweep.progress.trials.len().to_string());
    fill(words.sweep_pane, &[metric, axis, &(at + 1).to_string(), &CURVES.len().to_string(), &done, &trials])
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some((sweep, spec, curves, _)) = shown(model) else {
        return draw_slot(model, &PANE.info, area, buffer, look);
    };
    let results: Vec<_> = sweep.progress.results().collect();
    let drawn: Vec<_> = curves.metrics.iter().map(|(metric, role)| Drawn::of(spec, metric, *role)).collect();
    sweep::draw(spec, &results, &drawn, curves.scale, (area, buffer), look);
}
