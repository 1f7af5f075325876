//! The metrics: the headline beside every baseline and floor, then the others, then speed and size.

use super::value;
use crate::figure::Reference;
use crate::tui::model::{Pane, PaneOf, Run, Shared};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::{Look, number, text, write_centered};
use crate::tui::words::{Words, fill};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The metrics beside their floors and baselines.
pub(in crate::tui::tabs) const fn pane<S>() -> PaneOf<S> {
    PaneOf {
        title: |model, _, _| title(model),
        ..PaneOf::new(INFO, |model, _, area, buffer, look| draw(model, area, buffer, look))
    }
}

/// What everybody knows of it.
pub(in crate::tui::tabs) const INFO: Pane = Pane { is_of_a_lab: true, ..Pane::new("metrics") };

/// The most columns of a name, and those of a number.
const NAME: usize = 20;
const NUMBER: usize = 8;
/// Digits that mean something, of one run.
const DIGITS: usize = 3;
/// From this width on, two halves lie side by side.
const WIDE: u16 = 76;

/// A row of the pane.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    number: String,
    remark: String,
    role: Role,
}

impl Entry {
    fn new(name: &str, value: Option<f64>, remark: String, role: Role) -> Self {
        let number = value.map_or_else(|| "-".to_owned(), |value| number::rounded(value, NUMBER - 1, DIGITS));
        Self { name: name.to_owned(), number, remark, role }
    }
}

/// Rows that the pane's inside needs.
pub(in crate::tui::tabs) fn rows(model: &Shared, width: u16) -> usize {
    let Some(run) = model.shown() else { return 1 };
    let (first, second) = entries(model, run, model.words);
    if width >= WIDE { first.len().max(second.len()) } else { first.len() + second.len() }.max(1)
}

/// Of which epoch, if not the present one.
fn title(model: &Shared) -> String {
    let words = &model.words.screen;
    match (model.lab().and_then(|lab| lab.scrub), model.shown()) {
        (Some(step), Some(run)) => fill(words.as_of_epoch, &[words.metrics_title, &epoch_at(run, step).to_string()]),
        _ => words.metrics_title.to_owned(),
    }
}

fn draw(model: &Shared, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(run) = model.shown() else {
        return write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
    };
    let (first, second) = entries(model, run, look.words);
    for (entries, place) in placed(first, second, area) {
        let names = names_of(&entries);
        for (y, entry) in entries.iter().enumerate() {
            draw_entry(entry, names, Row::of(place, y, buffer), look);
        }
    }
}

/// Which entries lie where: below one another if all fit so, else in two columns where there is room for two. What the
/// headline is compared with matters most: it goes on in the second column, and where there is none the best gives way to it.
fn placed(mut first: Vec<Entry>, mut second: Vec<Entry>, area: Rect) -> Vec<(Vec<Entry>, Rect)> {
    let height = usize::from(area.height);
    if area.width < WIDE || first.len() + second.len() <= height {
        if first.len() > height {
            first.retain(|entry| entry.role != Role::Text);
        }
        first.append(&mut second);
        return vec![(first, area)];
    }
    let mut right = first.split_off(height.min(first.len()));
    right.append(&mut second);
    let (left_width, right_width) = (columns_of(&first), columns_of(&right));
    let half = area.width / 2;
    let width = if left_width > half { left_width.min(area.width.saturating_sub(right_width)).max(half) } else { half };
    let rest = Rect { x: area.x + width, width: area.width - width, ..area };
    vec![(first, Rect { width, ..area }), (right, rest)]
}

/// Columns of the longest name.
fn names_of(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| text::width(&entry.name)).max().unwrap_or(0).min(NAME)
}

/// Columns that entries take below one another.
fn columns_of(entries: &[Entry]) -> u16 {
    let remark = entries.iter().map(|entry| text::width(&entry.remark)).max().unwrap_or(0);
    (1 + names_of(entries) + NUMBER + 2 + remark + 1) as u16
}

fn draw_entry(entry: &Entry, names: usize, mut row: Row<'_>, look: &Look<'_>) {
    let remark = if entry.role == Role::Strong { Role::Text } else { Role::Muted };
    let number = if entry.role == Role::Strong { Role::Number } else { entry.role };
    row.put(" ", Style::new()).left(&entry.name, names, look.theme.style(entry.role));
    row.put(&text::right(&entry.number, NUMBER), look.theme.style(number)).put("  ", Style::new());
    row.put(&entry.remark, look.theme.style(remark));
}

/// The headline with what it is compared with, and everything else.
fn entries(model: &Shared, run: &Run, words: &Words) -> (Vec<Entry>, Vec<Entry>) {
    let Some(facts) = &run.history.facts else { return (Vec::new(), Vec::new()) };
    let screen = &words.screen;
    let now = value(model, run, &facts.headline);
    let mut first = vec![Entry::new(screen.metric(&facts.headline), now, String::new(), Role::Strong)];
    first.extend(run.history.best.map(|crate::run::Best { at, value: best }| {
        let name = fill(screen.best, &[&epoch_at(run, at.step).to_string()]);
        Entry::new(&name, Some(best), String::new(), Role::Text)
    }));
    first.extend(facts.references.iter().map(|reference| {
        let role = if reference.is_floor() { Role::Floor } else { Role::Baseline };
        Entry::new(&reference.label, Some(reference.value), compared(now, reference, words), role)
    }));

    let mut second = Vec::new();
    let metrics = run.history.latest.iter().flat_map(|(_, evaluation)| &evaluation.metrics);
    let mut metrics: Vec<_> = metrics.filter(|metric| metric.name != facts.headline).collect();
    metrics.sort_by_key(|metric| screen.metric_rank(&metric.name));
    for metric in metrics {
        let value = value(model, run, &metric.name);
        second.push(Entry::new(screen.metric(&metric.name), value, String::new(), Role::Text));
    }
    for name in ["learning_rate", "gradient_norm"] {
        second.push(Entry::new(screen.metric(name), value(model, run, name), String::new(), Role::Text));
    }
    let unit = fill(screen.per_second, &[&facts.example_unit]);
    let speed = run.history.examples_per_second().map(f64::round);
    second.push(Entry::new(screen.speed, speed, unit, Role::Text));
    let parameters = facts.parameters as f64;
    let frozen = facts.parameters - facts.trainable_parameters.min(facts.parameters);
    let remark = if frozen > 0 { fill(screen.frozen, &[&number::grouped(frozen as i64)]) } else { String::new() };
    second.push(Entry::new(screen.parameters, Some(parameters), remark, Role::Text));
    (first, second)
}

/// How the headline stands to a reference: "49x below", "6.3x above".
pub(in crate::tui::tabs) fn compared(now: Option<f64>, reference: &Reference, words: &Words) -> String {
    let Some(now) = now.filter(|now| now.is_finite() && *now > 0.0 && reference.value > 0.0) else {
        return String::new();
    };
    let (ratio, told) = if now < reference.value {
        (reference.value / now, words.screen.times_below)
    } else {
        (now / reference.value, words.screen.times_above)
    };
    if ratio < 1.05 { words.screen.level_with.to_owned() } else { fill(told, &[&factor(ratio)]) }
}

/// A ratio to two digits, or as a whole number: `1.3`, `49`, `1,234`.
pub(in crate::tui::tabs) fn factor(ratio: f64) -> String {
    let tenths = (ratio * 10.0).round() / 10.0;
    number::rounded(if tenths < 10.0 { tenths } else { ratio.round() }, 7, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::words::ENGLISH;

    #[test]
    fn a_number_is_told_by_how_far_it_is_from_what_it_is_compared_with() {
        let reference = Reference::baseline("naive", 0.257);
        let told = |now: f64| compared(Some(now), &reference, &ENGLISH);
        assert_eq!(told(0.0052), "49x below");
        assert_eq!(told(0.257), "level");
        assert_eq!(told(0.771), "3x above");
        assert_eq!(told(0.334), "1.3x above");
        assert_eq!(told(f64::NAN), "");
        assert_eq!([1234.4, 9.96, 2.96, 1.06].map(factor), ["1,234", "10", "3", "1.1"]);
    }

    fn entry(name: &str, remark: &str, role: Role) -> Entry {
        Entry::new(name, Some(0.5), remark.to_owned(), role)
    }

    fn names(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    /// An autoencoder's, cut short.
    fn few() -> (Vec<Entry>, Vec<Entry>) {
        let first = vec![
            entry("MSE, held out", "", Role::Strong),
            entry("best (epoch 3)", "", Role::Text),
            entry("mean image", "3.3x below", Role::Baseline),
            entry("PCA 30", "1.1x above", Role::Baseline),
        ];
        (first, vec![entry("MSE, train", "", Role::Text), entry("dead units", "", Role::Text)])
    }

    #[test]
    fn what_the_headline_is_compared_with_is_shown_however_few_rows_there_are() {
        let (first, second) = few();
        let wide = placed(first, second, Rect::new(0, 0, 78, 3));
        assert_eq!(names(&wide[0].0), ["MSE, held out", "best (epoch 3)", "mean image"]);
        assert_eq!(names(&wide[1].0), ["PCA 30", "MSE, train", "dead units"]);
        let (first, second) = few();
        let narrow = placed(first, second, Rect::new(0, 0, 58, 3));
        assert_eq!(names(&narrow[0].0)[..3], ["MSE, held out", "mean image", "PCA 30"]);
    }

    #[test]
    fn metrics_lie_below_one_another_where_all_fit_and_no_column_cuts_its_remarks() {
        let (first, second) = few();
        assert_eq!(placed(first, second, Rect::new(0, 0, 78, 6)).len(), 1);
        let long = "as long as names get";
        let first = vec![entry(long, "2.4x above", Role::Baseline), entry("b", "", Role::Text)];
        let second = vec![entry("speed", "texts/s", Role::Text), entry("parameters", "", Role::Text)];
        let places = placed(first, second, Rect::new(0, 0, 78, 2));
        assert!(places.iter().all(|(entries, place)| place.width >= columns_of(entries)), "{places:?}");
        assert_eq!(places[0].1.width + places[1].1.width, 78);
    }
}
