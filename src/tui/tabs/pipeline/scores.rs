//! What a stage is worth to a classifier: scores without it and with it, as ranges over the seeds.

use super::parts::{count, percent};
use crate::figure::{Cell, HeatMap, Palette};
use crate::labs::pipeline::{Measured, Score};
use crate::nlp::metrics::{ClassScore, Ratio};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, heat_map, number};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows of a confusion matrix, its names, its caption and its legend, beside its classes.
const CONFUSION: u16 = 3;

/// What classifiers without and with the stage reach.
pub(super) fn rows(measured: &Measured, look: &Look<'_>) -> Vec<Vec<Cell>> {
    let words = &look.words.vectors;
    let row = |name: String, value: &dyn Fn(&[Score]) -> String| -> Vec<Cell> {
        [name].into_iter().chain(measured.sides().map(value)).map(Cell::from).collect()
    };
    let of = |name: &str, value: fn(&Score) -> f64| row(name.to_owned(), &|side| range(side, value));
    let mut rows = vec![of(words.f1, |score| score.f1_macro), of(words.accuracy, |score| score.accuracy)];
    if measured.with.iter().any(|score| score.negated_accuracy.is_some()) {
        rows.push(of(words.negations, |score| score.negated_accuracy.unwrap_or(f64::NAN)));
    }
    for (class, name) in measured.classes.iter().enumerate() {
        let per = |name: String, ratio: fn(&ClassScore) -> Ratio| row(name, &|side| of_class(side, class, ratio));
        rows.push(per(fill(words.precision_of, &[name]), |score| score.precision));
        rows.push(per(fill(words.recall_of, &[name]), |score| score.recall));
        rows.push(per(fill(words.f1_of, &[name]), |score| score.f1));
    }
    let percents = |side: &[Score]| between(side.iter().map(|score| score.oov_rate), percent) + " %";
    rows.push(row(words.oov.to_owned(), &percents));
    let known = |side: &[Score]| between(side.iter().map(|score| score.vocabulary as f64), |n| count(n as usize));
    rows.push(row(words.known_tokens.to_owned(), &known));
    rows.push(row(words.seconds.to_owned(), &|side| format!("{:.1}", seconds(side))));
    rows
}

/// A score of one class; marked where it is 0/0 from any seed.
fn of_class(side: &[Score], class: usize, ratio: fn(&ClassScore) -> Ratio) -> String {
    let found = || side.iter().filter_map(|score| score.confusion.per_class().get(class).map(ratio));
    let mark = if found().all(|ratio| ratio.defined) { "" } else { " (0/0)" };
    between(found().map(|ratio| ratio.value), short) + mark
}

/// The least and the most that the seeds give.
pub(super) fn range(side: &[Score], value: impl Fn(&Score) -> f64) -> String {
    between(side.iter().map(value), short)
}

/// `.761-.774`; a single number where both ends are written alike.
fn between(values: impl Iterator<Item = f64>, written: impl Fn(f64) -> String) -> String {
    let (low, high) = values.fold((f64::NAN, f64::NAN), |(low, high), value| (value.min(low), value.max(high)));
    let (low, high) = (written(low), written(high));
    if low == high { low } else { format!("{low}-{high}") }
}

fn seconds(side: &[Score]) -> f64 {
    side.iter().map(|score| score.seconds).sum()
}

/// How many seeds there were, and in how many the stage is of use.
fn seeds(measured: &Measured, look: &Look<'_>) -> String {
    fill(look.words.vectors.seeds, &[&count(measured.with.len()), &count(measured.better())])
}

/// What was trained on what.
pub(super) fn measured_by(measured: &Measured, look: &Look<'_>) -> String {
    let (epochs, train, held_out) = (measured.epochs.to_string(), count(measured.texts.0), count(measured.texts.1));
    let seeds = seeds(measured, look);
    fill(look.words.vectors.measured_by, &[&measured.model, &epochs, &train, &held_out, &seeds])
}

/// All in a line.
pub(super) fn line(measured: &Measured, look: &Look<'_>) -> String {
    let [off, on] = measured.sides().map(|side| range(side, |score| score.f1_macro));
    let all = number::rounded(measured.sides().into_iter().map(seconds).sum(), 5, 2);
    fill(look.words.vectors.f1_line, &[&off, &on, &seeds(measured, look), &all])
}

/// The two confusion matrices, one below the other, each the sum over the seeds.
pub(super) fn draw_confusions(measured: &Measured, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let height = CONFUSION + measured.classes.len() as u16;
    for ((side, caption), at) in measured.sides().into_iter().zip(look.words.vectors.confusion).zip(0..) {
        let y = area.y + at * (height + 1);
        let place = Rect { y, height, ..area }.intersection(area);
        let caption = fill(caption, &[&count(side.len())]);
        Row::of(place, 0, buffer).put(&caption, look.theme.style(Role::Muted));
        let place = Rect { y: place.y + 1, height: place.height.saturating_sub(1), ..place };
        heat_map::draw(&map(measured, side, look), None, place, buffer, look);
    }
}

fn map(measured: &Measured, side: &[Score], look: &Look<'_>) -> HeatMap {
    let classes = measured.classes.len();
    let cell = |i: usize| side.iter().map(|score| score.confusion.count(i / classes, i % classes)).sum::<usize>();
    HeatMap {
        title: String::new(),
        x_label: look.words.vectors.predicted.into(),
        y_label: look.words.vectors.truth.into(),
        columns: measured.classes.clone(),
        rows: measured.classes.clone(),
        width: classes,
        values: (0..classes * classes).map(|i| cell(i) as f32).collect(),
        palette: Palette::Sequential,
    }
}

fn short(value: f64) -> String {
    number::rounded(value, 5, 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_one_value_are_that_value() {
        assert_eq!(between([0.7741, 0.7608].into_iter(), short), ".761-.774");
        assert_eq!(between([0.7741, 0.7739].into_iter(), short), ".774");
        assert_eq!(between([0.0, f64::NAN].into_iter(), short), "0");
    }
}
