//! A sweep's chart: a metric against the axis of numbers, its range over the seeds, its knee; or, where no axis has numbers,
//! a bar for every point of the grid.

mod words;

use crate::figure::{Mark, Role as Line, Scale};
use crate::labs;
use crate::run::Better;
use crate::run::sweep::{self, SweepSpec, Trial, TrialResult};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::Look;
use crate::tui::widgets::plot::{self, Bucket, Plot, Series};
use crate::tui::words::{Words, fill};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A metric to draw against the axis.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui) struct Drawn<'m> {
    /// Its name in the summary.
    pub(in crate::tui) metric: &'m str,
    /// What its curve stands for.
    pub(in crate::tui) role: Line,
    /// Which way it is better.
    pub(in crate::tui) better: Better,
}

impl<'m> Drawn<'m> {
    /// A metric of a sweep.
    pub(in crate::tui) fn of(spec: &SweepSpec, metric: &'m str, role: Line) -> Self {
        Self { metric, role, better: labs::better(&spec.base.lab, metric) }
    }
}

/// Draws metrics against the first axis of numbers, the knee of the first metric marked and explained below; where there is
/// no such axis, as a table with bars.
pub(in crate::tui) fn draw(
    spec: &SweepSpec,
    results: &[(&Trial, &TrialResult)],
    metrics: &[Drawn<'_>],
    scale: Scale,
    (area, buffer): (Rect, &mut Buffer),
    look: &Look<'_>,
) {
    if spec.numeric_axis().is_none() {
        return words::draw(results, metrics, area, buffer, look);
    }
    let (plot, knees) = chart(spec, results, metrics, scale, look.words);
    let room = usize::from(area.width).saturating_sub(2).max(1);
    let knees: Vec<String> = knees.iter().flat_map(|line| wrap(line, room)).collect();
    let told = knees.len().min(usize::from(area.height.saturating_sub(8)));
    let upper = Rect { height: area.height - told as u16, ..area };
    plot::draw(&plot, upper, buffer, look);
    for (i, line) in knees.iter().take(told).enumerate() {
        Row::of(area, usize::from(upper.height) + i, buffer)
            .put(" ", Style::new())
            .put(line, look.theme.style(Role::Muted));
    }
}

/// The plot, and a line for every curve of the first metric: its knee, or that it has none.
fn chart(
    spec: &SweepSpec,
    results: &[(&Trial, &TrialResult)],
    metrics: &[Drawn<'_>],
    y_scale: Scale,
    words: &Words,
) -> (Plot, Vec<String>) {
    let axis = spec.numeric_axis();
    let numbers = axis.and_then(sweep::Axis::numbers).unwrap_or_default();
    let (low, high) = numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    let key = axis.map(|axis| axis.key.clone()).unwrap_or_default();
    let (mut series, mut marks, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for (i, Drawn { metric, role, better }) in metrics.iter().enumerate() {
        for curve in sweep::curves(spec, results.iter().copied(), metric, *better) {
            let name = words.screen.metric(metric);
            let held = curve.name();
            let name = match (held.is_empty(), metrics.len()) {
                (true, _) => name.to_owned(),
                (false, 1) => held,
                (false, _) => format!("{name} {held}"),
            };
            if i == 0 {
                let place = curve.knee.and_then(|knee| curve.places.get(knee.at));
                if let Some(place) = place {
                    marks.push(Mark { label: fill(words.screen.knee_mark, &[&place.label]), x: place.x });
                }
                told.push(match place {
                    Some(place) => fill(words.screen.knee_told, &[&name, &key, &place.label]),
                    None if curve.places.len() > 1 && !curve.gains => fill(words.screen.no_gain_told, &[&name]),
                    None => fill(words.screen.no_knee_told, &[&name]),
                });
            }
            let point = |place: &sweep::Place| {
                let spread = place.spread;
                Bucket { x: place.x, min: spread.min, mean: spread.median, max: spread.max }
            };
            let role = if curve.held.is_empty() { *role } else { Line::Other };
            series.push(Series { name, role, points: curve.places.iter().map(point).collect() });
        }
    }
    let x_scale = if sweep::is_log(low, high) { Scale::Log } else { Scale::Linear };
    (Plot { x_label: key, x_scale, y_scale, series, marks, end: plot::End::At(high), ..Plot::default() }, told)
}
