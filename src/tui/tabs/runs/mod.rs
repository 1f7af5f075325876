//! Runs and sweeps, of this session and recorded, in a table; their curves over one another.
//!
//! ```text
//!   +- runs, by time, filter "gru" -----------------------------+
//!   |   lab  model  status  epoch  best  name                   |
//!   |   details of the row under the cursor, or what two marked |
//!   |   runs differ in                                          |
//!   +- curves ---------------------------------------------------+
//! ```

mod acting;
mod state;
mod table;

pub(in crate::tui) use acting::{end_it, news, remove_it};

use super::shared::sweep::{self, Drawn};
use crate::figure::{Reference, Role as Line, Scale};
use crate::run::catalogue::differences;
use crate::run::spec::shell_word;
use crate::run::sweep::{SweepSpec, Trial, TrialResult};
use crate::run::{Settings, Status};
use crate::tui::keys::Action;
use crate::tui::model::{Field, Layout, List, Pane, PaneOf, RowKind, RunsRow, TabOf};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::plot::{self, Bucket, Plot, Series};
use crate::tui::widgets::{Look, text, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use state::{Model, Runs};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Runs> = TabOf {
    offered,
    act: |model, action| acting::steer(model, action),
    steered: acting::steered,
    look: |model, is_open| acting::look(model, is_open),
    ..TabOf::new("runs", Runs::default, &[&TABLE, &CURVES], layout, |model| {
        model.words.explain.runs.iter().map(|paragraph| (*paragraph).to_owned()).collect()
    })
};

/// The table of runs.
pub(in crate::tui) static TABLE: PaneOf<Runs> = PaneOf {
    title: |model, _, _| title(model),
    act: |model, action| acting::act(model, action),

    list: Some(List {
        cursor: |model| model.runs_cursor,
        look_at: |model, row| model.runs_cursor = row.min(model.runs_rows().len().saturating_sub(1)),
        row_at,
    }),
    field: Some(Field {
        get: |model| model.library.editing.as_ref(),
        get_mut: |model| model.library.editing.as_mut(),
        accept: |model| acting::accept_filter(model),
        leave: |model| model.library.editing = None,
    }),
    ..PaneOf::new(
        Pane {
            offers: &[Action::Toggle, Action::Sort, Action::Filter, Action::Remove],
            has_wheel: true,
            ..Pane::new("runs")
        },
        |model, _, area, buffer, look| draw(model, area, buffer, look),
    )
};

/// Curves of several runs, or a sweep's chart.
static CURVES: PaneOf<Runs> = PaneOf {
    title: |model, _, _| curves_title(model),
    ..PaneOf::new(Pane::new("run-curves"), |model, _, area, buffer, look| draw_curves(model, area, buffer, look))
};

/// Whether a key does something here: with rows, or with runs of this session.
fn offered(model: &Model<'_>, action: Action) -> Option<bool> {
    let has_rows = || !model.runs_rows().is_empty();
    match action {
        Action::PlayPause | Action::Step | Action::StepPhase | Action::StepEpoch | Action::Pace | Action::Save => {
            Some(!model.runs.is_empty())
        }
        Action::LogScale | Action::Smoothing | Action::Range | Action::Open => Some(has_rows()),
        _ => None,
    }
}

/// From this height on the curves have a place beside the table.
const TALL: u16 = 28;

/// Which panes lie where.
fn layout(model: &Model<'_>, area: Rect) -> Layout {
    if area.height < TALL {
        return vec![(model.focused(), area)];
    }
    let table = Rect { height: area.height * 11 / 20, ..area };
    let curves = Rect { y: table.bottom(), height: area.height - table.height, ..area };
    vec![(&TABLE.info, table), (&CURVES.info, curves)]
}

/// The run at this row of the screen.
fn row_at(model: &Model<'_>, area: Rect, row: u16) -> Option<usize> {
    let rows = model.runs_rows();
    let cursor = model.runs_cursor.min(rows.len().saturating_sub(1));
    let details = rows.get(cursor).map(|row| details(model, &rows, row)).unwrap_or_default();
    let table = table_beside(lines_of(&details, area).len(), area);
    let y = usize::from(row.checked_sub(table.y + 1)?);
    let room = usize::from(table.height).saturating_sub(1).max(1);
    let first = (cursor + 1).saturating_sub(room);
    Some(first + y).filter(|at| y < room && *at < rows.len())
}

fn title(model: &Model<'_>) -> String {
    let words = &model.words.screen;
    let library = &model.library;
    let sorted = fill(words.runs_title, &[words.runs_sort(library.sort)]);
    match (&library.editing, library.filter.as_str()) {
        (Some(field), _) => fill(words.runs_filter, &[&sorted, &format!("{}_", field.text)]),
        (None, "") => sorted,
        (None, filter) => fill(words.runs_filter, &[&sorted, filter]),
    }
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let rows = model.runs_rows();
    if rows.is_empty() {
        let words = &look.words.screen;
        let told = if model.library.filter.is_empty() {
            words.no_runs.to_owned()
        } else {
            let key = model.keys.name(Action::Filter);
            fill(words.no_such_runs, &[&key])
        };
        return write_centered(buffer, area, &told, look.theme.style(Role::Muted));
    }
    let cursor = model.runs_cursor.min(rows.len() - 1);
    let details = rows.get(cursor).map(|row| details(model, &rows, row)).unwrap_or_default();
    let area = draw_details(&details, area, buffer, look);
    table::draw(model, &rows, cursor, area, buffer, look);
}

/// What differs from the defaults, the changes on the way among it.
fn changed(model: &Model<'_>, row: &RunsRow<'_>) -> Vec<String> {
    let entry = model.labs.iter().find(|lab| lab.entry.name == row.lab).map(|lab| lab.entry);
    let defaults: Settings = entry.and_then(|entry| entry.defaults().ok()).unwrap_or_default();
    // The words after the lab's name are `--set` and an assignment, in turn.
    let words = row.spec().map(|spec| spec.words(&defaults)).unwrap_or_default();
    words.into_iter().skip(2).step_by(2).collect()
}

/// The whole of the row under the cursor: name and text of each line. Two marked runs are compared instead.
fn details(model: &Model<'_>, rows: &[RunsRow<'_>], row: &RunsRow<'_>) -> Vec<(String, String)> {
    let words = &model.words.screen;
    let marked: Vec<_> = rows.iter().filter(|row| model.library.marked.contains(&row.key)).collect();
    if let [first, second] = marked.as_slice()
        && let (Some(a), Some(b)) = (first.spec(), second.spec())
    {
        let mut lines = vec![(words.compared.to_owned(), fill(words.compared_with, &[&first.name, &second.name]))];
        let line = |(key, a, b): (String, String, String)| (key, fill(words.compared_with, &[&a, &b]));
        lines.extend(differences(&a, &b).into_iter().map(line));
        if lines.len() == 1 {
            lines.push((String::new(), words.no_difference.to_owned()));
        }
        return lines;
    }
    let line = |name: &str, text: String| (name.to_owned(), text);
    let mut lines = Vec::new();
    let settings = changed(model, row).join(" ");
    let settings = if settings.is_empty() { words.all_defaults.to_owned() } else { settings };
    let command = |set: &str| format!("nnlab train {}{set}", row.lab);
    match row.kind {
        RowKind::Run(_) | RowKind::Card(_) => {
            let assignments = changed(model, row).into_iter().map(|text| format!(" --set {}", shell_word(&text)));
            lines.push(line(words.run_settings, settings));
            lines.push(line(words.run_again, command(&assignments.collect::<String>())));
        }
        RowKind::Sweep(_) | RowKind::SweepCard(_) => {
            lines.push(line(words.run_settings, row.model.clone()));
            let path = row.path().unwrap_or_default().display().to_string();
            lines.push(line(words.go_on, format!("nnlab sweep --run-dir {}", shell_word(&path))));
        }
    }
    match row.kind {
        RowKind::Run(run) => {
            lines.extend(run.history.facts.as_ref().map(|facts| line(words.run_data, facts.data.clone())));
            lines.extend(run.history.failure.clone().map(|why| line(words.status(Status::Failed), why)));
        }
        RowKind::Card(card) => {
            lines.push(line(words.run_data, card.data.clone()));
            if let Some(writer) = card.writer.as_ref().filter(|_| !card.state.is_an_end()) {
                lines.push(line(words.run_writer, writer.to_string()));
            }
            lines.extend(card.failure.clone().map(|why| line(words.status(Status::Failed), why)));
        }
        RowKind::SweepCard(card) => {
            lines.extend(card.failure.clone().map(|why| line(words.status(Status::Failed), why)));
        }
        RowKind::Sweep(_) => {}
    }
    lines
}

/// Columns of the names of the details.
fn names_of(details: &[(String, String)]) -> usize {
    details.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0) + 2
}

/// The details wrapped, as many lines as leave the table the larger part.
fn lines_of(details: &[(String, String)], area: Rect) -> Vec<(String, String)> {
    let columns = usize::from(area.width).saturating_sub(names_of(details) + 3).max(1);
    let line = |(name, told): &(String, String)| {
        let lines = wrap(told, columns).into_iter().enumerate();
        lines.map(|(i, line)| (if i == 0 { name.clone() } else { String::new() }, line)).collect::<Vec<_>>()
    };
    let mut lines: Vec<_> = details.iter().flat_map(line).collect();
    lines.truncate(usize::from(area.height / 2).saturating_sub(1));
    lines
}

/// What so many lines of details and an empty one leave for the table.
fn table_beside(lines: usize, area: Rect) -> Rect {
    if lines == 0 { area } else { Rect { height: area.height - (lines as u16 + 1), ..area } }
}

/// At the lower edge, if the table keeps the larger part; returns what is left for the table.
fn draw_details(details: &[(String, String)], area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> Rect {
    let names = names_of(details);
    let lines = lines_of(details, area);
    let table = table_beside(lines.len(), area);
    for (i, (name, line)) in lines.iter().enumerate() {
        let mut row = Row::of(area, usize::from(table.height) + 1 + i, buffer);
        row.put("  ", Style::new()).left(name, names, look.theme.style(Role::Muted));
        row.put(line, look.theme.style(Role::Text));
    }
    table
}

fn curves_title(model: &Model<'_>) -> String {
    let words = &model.words.screen;
    match model.runs_row().map(|row| (row.metric.to_owned(), row.kind)) {
        Some((metric, _)) if !metric.is_empty() => words.metric(&metric).to_owned(),
        _ => words.pane(&CURVES.info).to_owned(),
    }
}

/// The headline curves of the marked rows, or of the one under the cursor; a sweep's chart.
fn draw_curves(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(chosen) = model.runs_row() else {
        return write_centered(buffer, area, look.words.screen.no_runs, look.theme.style(Role::Muted));
    };
    match chosen.kind {
        RowKind::Sweep(sweep) => {
            if let Some(spec) = &sweep.progress.spec {
                let results: Vec<_> = sweep.progress.results().collect();
                return draw_sweep(model, spec, &results, chosen.metric, (area, buffer), look);
            }
        }
        RowKind::SweepCard(card) => {
            if let Some(spec) = &card.spec {
                let results: Vec<_> = card.results.iter().map(|(trial, result)| (trial, result)).collect();
                return draw_sweep(model, spec, &results, chosen.metric, (area, buffer), look);
            }
        }
        RowKind::Run(_) | RowKind::Card(_) => {}
    }
    let rows = model.runs_rows();
    let marked: Vec<_> = rows.iter().filter(|row| model.library.marked.contains(&row.key)).collect();
    let shown = if marked.is_empty() { vec![&chosen] } else { marked };
    let levels = compared_with(&shown);
    let series = shown.into_iter().filter_map(|row| {
        let points = match row.kind {
            RowKind::Run(run) => run.history.curves.get(row.metric)?.iter().map(Bucket::from).collect(),
            RowKind::Card(card) => card.curve.iter().map(|(step, value)| Bucket::point(*step as f64, *value)).collect(),
            RowKind::Sweep(_) | RowKind::SweepCard(_) => return None,
        };
        // The name decides the colour: it stays the same, whatever else is shown.
        Some(Series { name: row.name.clone(), role: Line::Other, points })
    });
    let plot = Plot {
        x_label: look.words.screen.step.to_owned(),
        y_scale: model.plot.scale,
        series: series.collect(),
        levels,
        // A run that has only begun stands at the left edge, not between steps below zero and above.
        end: plot::End::At(1.0),
        smoothing: model.plot.smoothing,
        view: model.plot.range,
        ..Plot::default()
    };
    plot::draw(&plot, area, buffer, look);
}

/// What the metric is compared with, if that is the same for all that is shown.
fn compared_with(rows: &[&RunsRow<'_>]) -> Vec<Reference> {
    let of = |row: &RunsRow<'_>| match row.kind {
        RowKind::Run(run) => run.history.facts.as_ref().map(|facts| facts.references.clone()).unwrap_or_default(),
        RowKind::Card(card) => card.references.clone(),
        RowKind::Sweep(_) | RowKind::SweepCard(_) => Vec::new(),
    };
    let first = rows.first().map(|row| of(row)).unwrap_or_default();
    if rows.iter().all(|row| of(row) == first) { first } else { Vec::new() }
}

fn draw_sweep(
    model: &Model<'_>,
    spec: &SweepSpec,
    results: &[(&Trial, &TrialResult)],
    metric: &str,
    place: (Rect, &mut Buffer),
    look: &Look<'_>,
) {
    let scale = if spec.numeric_axis().is_some() { model.plot.scale } else { Scale::Linear };
    let drawn = [Drawn::of(spec, metric, Line::Validation)];
    sweep::draw(spec, results, &drawn, scale, place, look);
}
