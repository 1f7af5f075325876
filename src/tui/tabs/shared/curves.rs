//! The curves of the training, with what they should be compared with.

use crate::figure::{Mark, Role as Line, Scale};
use crate::run::history::History;
use crate::run::knob::display;
use crate::tui::keys::Action;
use crate::tui::model::{Curves, Effect, Pane, PaneOf, Run, Shared};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::plot::{self, Bucket, End, Plot, Series, View};
use crate::tui::widgets::{Look, write_centered};
use crate::tui::words::{Words, fill};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Curves of the training.
pub(in crate::tui::tabs) const fn pane<S>() -> PaneOf<S> {
    PaneOf {
        title: |model, _, _| title(model),
        act: |model, action| act(model, action),
        ..PaneOf::new(Pane { is_of_a_lab: true, ..Pane::new("curves") }, |model, _, area, buffer, look| {
            draw(model, area, buffer, look);
        })
    }
}

/// Arrows in the pane of curves: other curves, the crosshair.
fn act(model: &mut Shared, action: Action) -> Option<Vec<Effect>> {
    model.shown()?;
    match action {
        Action::Up => model.plot.curves = model.plot.curves.stepped(-1),
        Action::Down => model.plot.curves = model.plot.curves.stepped(1),
        _ => move_crosshair(model, action),
    }
    Some(Vec::new())
}

fn move_crosshair(model: &mut Shared, action: Action) {
    let Some(run) = model.shown() else { return };
    let last = run.history.at.step;
    let stride = (run.planned_steps().unwrap_or(last) / 80).max(1);
    let Some(at) = model.plot.crosshair else { return };
    model.plot.crosshair = Some(match action {
        Action::Left => at.saturating_sub(stride),
        Action::Right => (at + stride).min(last),
        Action::PageUp => at.saturating_sub(stride * 8),
        Action::PageDown => (at + stride * 8).min(last),
        Action::Home => 0,
        Action::End => last,
        _ => at,
    });
}

/// Which curves these are, and that there are others.
fn title(model: &Shared) -> String {
    let words = &model.words.screen;
    let at = model.plot.curves as usize + 1;
    let headline = model.shown().and_then(|run| run.history.facts.as_ref()).map(|facts| words.metric(&facts.headline));
    let name = match (model.plot.curves, headline) {
        (Curves::Headline, Some(headline)) => headline,
        (curves, _) => words.curves(curves),
    };
    fill(words.curves_title, &[name, &at.to_string(), &Curves::ALL.len().to_string()])
}

fn draw(model: &Shared, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(run) = model.shown().filter(|run| run.history.facts.is_some()) else {
        return super::draw_nothing(model, area, buffer, look);
    };
    let shown = plot(model, run, look.words);
    let failed = u16::from(run.history.failure.is_some() && area.height > 6) * 2;
    let upper = Rect { height: area.height - failed, ..area };
    plot::draw(&shown, upper, buffer, look);
    if let (Some(failure), 1..) = (&run.history.failure, failed) {
        let lines = wrap(failure, usize::from(area.width.saturating_sub(2)).max(1));
        for (i, line) in lines.iter().take(usize::from(failed)).enumerate() {
            Row::of(area, usize::from(upper.height) + i, buffer).put(line, look.theme.style(Role::Error));
        }
    }
    if run.history.at.step == 0 && run.is_open() && area.height > 4 {
        let invitation = Rect { y: area.y + area.height / 2, height: 1, ..area };
        let told = fill(look.words.screen.invitation, &[&model.keys.name(Action::PlayPause)]);
        write_centered(buffer, invitation, &format!("  {told}  "), look.theme.style(Role::Strong));
    }
}

fn plot(model: &Shared, run: &Run, words: &Words) -> Plot {
    let history = &run.history;
    let view = &model.plot;
    let marks = history.changes.iter().map(|turned| Mark {
        label: fill(words.screen.turned, &[knob_label(model, &turned.key), &display(&turned.value)]),
        x: turned.at.step as f64,
    });
    let (series, levels) = match (view.curves, view.curves.scalar()) {
        (_, Some(name)) => {
            let label = words.screen.metric(name).to_owned();
            (curve(history, name, label, Line::Training).into_iter().collect(), Vec::new())
        }
        (Curves::Headline, None) => {
            (headline(history, words), history.facts.iter().flat_map(|facts| facts.references.clone()).collect())
        }
        (_, None) => (metrics(history, words), Vec::new()),
    };
    let y_label = if view.curves == Curves::Loss { words.screen.scaled_units } else { "" };
    // The whole plan is shown, so that the curve walks to the right instead of squeezing its past.
    let end = match (view.range, run.planned_steps()) {
        (View::Full | View::Robust, Some(steps)) => End::At(steps as f64),
        _ => End::Round,
    };
    let scrubbed = model.lab().and_then(|lab| lab.scrub);
    Plot {
        x_label: words.screen.step.to_owned(),
        y_label: y_label.to_owned(),
        x_scale: Scale::Linear,
        y_scale: if view.curves == Curves::LearningRate { Scale::Linear } else { view.scale },
        series,
        levels,
        marks: marks.collect(),
        smoothing: view.smoothing,
        view: view.range,
        end,
        crosshair: scrubbed.or(view.crosshair).map(|step| step as f64),
        diverged: history.diverged_at.map(|step| step as f64),
    }
}

/// The headline on held-out data, and the same measured on training data: step by step where the lab says it, else epoch
/// by epoch.
fn headline(history: &History, words: &Words) -> Vec<Series> {
    let Some(facts) = &history.facts else { return Vec::new() };
    let name = facts.headline.strip_prefix("val_").unwrap_or(&facts.headline);
    let training = [format!("batch_{name}"), format!("train_{name}")];
    let training = training.iter().find_map(|name| curve(history, name, words.screen.train.to_owned(), Line::Training));
    let held_out = curve(history, &facts.headline, words.screen.held_out.to_owned(), Line::Validation);
    training.into_iter().chain(held_out).collect()
}

/// The other metrics that every evaluation brings.
fn metrics(history: &History, words: &Words) -> Vec<Series> {
    let Some(facts) = &history.facts else { return Vec::new() };
    let role = |name: &str| match name {
        name if name.starts_with("train") => Line::Training,
        name if name.starts_with("val") => Line::Validation,
        _ => Line::Other,
    };
    let names =
        history.latest.iter().flat_map(|(_, evaluation)| &evaluation.metrics).map(|metric| metric.name.as_str());
    let others = names.filter(|name| *name != facts.headline && !name.ends_with("_last_step"));
    others.filter_map(|name| curve(history, name, words.screen.metric(name).to_owned(), role(name))).collect()
}

fn curve(history: &History, name: &str, label: String, role: Line) -> Option<Series> {
    let points = history.curves.get(name)?.iter().map(Bucket::from).collect();
    Some(Series { name: label, role, points })
}

fn knob_label<'m>(model: &'m Shared, key: &'m str) -> &'m str {
    let knobs = model.lab().map(|lab| lab.entry.knobs()).unwrap_or_default();
    knobs.iter().find(|knob| knob.key == key).map_or(key, |knob| knob.label)
}
